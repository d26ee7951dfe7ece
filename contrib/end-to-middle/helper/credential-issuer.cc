// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/credential-issuer.h"

#include "ns3/crypto-context-helper.h"
#include "ns3/private-key.h"

#include <optional>
#include <utility>

namespace ns3
{
namespace
{

constexpr int64_t NOT_BEFORE = 1041379200; // first second of 2003, in unix time
constexpr int64_t NOT_AFTER = 1104537599;  // last second of 2004

/**
 * \param keyType name of a type of key
 * \return the size of the RSA keys it names, in bits, or nothing if it names none
 */
std::optional<unsigned>
GetRsaBits(const std::string& keyType)
{
    for (const unsigned bits : {2048U, 3072U, 4096U})
    {
        if (keyType == "rsa-" + std::to_string(bits))
        {
            return bits;
        }
    }
    return std::nullopt;
}

} // namespace

tl::expected<CredentialIssuer, std::string>
CredentialIssuer::Create(int64_t stream, const std::string& keyFolder)
{
    auto context = CreateCryptoContext(stream);
    auto authority =
        CertificateAuthority::Create(*context, "Confide Authority", NOT_BEFORE, NOT_AFTER);
    if (!authority)
    {
        return tl::unexpected(std::string("cannot make a certification authority"));
    }
    return CredentialIssuer(stream, keyFolder, std::move(context), std::move(*authority));
}

CredentialIssuer::CredentialIssuer(int64_t stream,
                                   const std::string& keyFolder,
                                   std::shared_ptr<CryptoContext> context,
                                   CertificateAuthority authority)
    : m_stream(stream)
    , m_pool(std::make_unique<RsaKeyPool>(keyFolder))
    , m_context(std::move(context))
    , m_authority(std::make_unique<CertificateAuthority>(std::move(authority)))
{
}

tl::expected<Party, std::string>
CredentialIssuer::Issue(const std::string& keyType,
                        const std::string& name,
                        const std::vector<std::string>& domains)
{
    auto context = CreateCryptoContext(m_stream + m_streamCount);
    std::optional<PrivateKey> key;
    if (keyType == "p-256")
    {
        Work unused; // made before the simulation begins
        auto made = PrivateKey::GenerateP256(*context, unused);
        if (!made)
        {
            return tl::unexpected(std::string("cannot generate a P-256 key"));
        }
        key = std::move(*made);
    }
    else if (const auto bits = GetRsaBits(keyType))
    {
        auto taken = m_pool->Get(*context, *bits, m_used[*bits] + 1);
        if (!taken)
        {
            return tl::unexpected(taken.error());
        }
        ++m_used[*bits];
        key = std::move(*taken);
    }
    else
    {
        return tl::unexpected("unknown key type " + keyType +
                              ": one of rsa-2048, rsa-3072, rsa-4096, p-256 is needed");
    }
    const bool isUser = name.compare(0, 4, "sip:") == 0;
    CertificateAuthority::Request request;
    request.commonName = isUser ? name.substr(4) : name;
    request.subjectAltNames = {(isUser ? "uri:" : "dns:") + name};
    for (const auto& domain : domains)
    {
        request.subjectAltNames.push_back("uri:sip:" + domain);
    }
    request.serial = static_cast<uint64_t>(m_streamCount);
    request.notBefore = NOT_BEFORE;
    request.notAfter = NOT_AFTER;
    auto certificate = m_authority->Issue(*context, request, key->GetPublicKey());
    if (!certificate)
    {
        return tl::unexpected("cannot issue a certificate for " + name);
    }
    ++m_streamCount;
    return Party{std::move(context), {std::move(*certificate), std::move(*key)}};
}

const Certificate&
CredentialIssuer::GetAuthority() const
{
    return m_authority->GetCertificate();
}

int64_t
CredentialIssuer::GetStreamCount() const
{
    return m_streamCount;
}

} // namespace ns3
