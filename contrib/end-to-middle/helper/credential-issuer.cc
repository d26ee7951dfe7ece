// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/credential-issuer.h"

#include "ns3/abort.h"
#include "ns3/crypto-context-helper.h"
#include "ns3/private-key.h"

#include <cstdlib>
#include <optional>

namespace ns3
{
namespace
{

// Years far around any simulated time: certificates are not to expire in a simulation.
constexpr int64_t NOT_BEFORE = 946684800; // 2000-01-01
constexpr int64_t NOT_AFTER = 4102444800; // 2100-01-01

} // namespace

CredentialIssuer::CredentialIssuer(int64_t stream, const std::string& keyFolder)
    : m_stream(stream)
    , m_pool(keyFolder)
    , m_context(CreateCryptoContext(stream))
{
    auto authority =
        CertificateAuthority::Create(*m_context, "Confide Authority", NOT_BEFORE, NOT_AFTER);
    NS_ABORT_MSG_IF(!authority, "cannot make a certification authority");
    m_authority = std::make_unique<CertificateAuthority>(std::move(*authority));
}

tl::expected<Party, std::string>
CredentialIssuer::Issue(const std::string& keyType, const std::string& name)
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
    else if (keyType == "rsa-2048" || keyType == "rsa-3072" || keyType == "rsa-4096")
    {
        const auto bits = static_cast<unsigned>(std::atoi(keyType.c_str() + 4));
        auto taken = m_pool.Get(*context, bits, m_used[bits] + 1);
        if (!taken)
        {
            return tl::unexpected(taken.error());
        }
        ++m_used[bits];
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
