// SPDX-License-Identifier: GPL-2.0-only

#include "credential-office.h"

#include "data-files.h"

#include "ns3/private-key.h"
#include "ns3/work.h"

namespace ns3
{

namespace
{

/// First second of the certificates' validity: 1 Jan 2003.
constexpr int64_t NOT_BEFORE_S = 1041379200;
/// Last second of the certificates' validity: 31 Dec 2004.
constexpr int64_t NOT_AFTER_S = 1104537599;

} // namespace

const std::vector<std::string>&
GetKeyTypes()
{
    static const std::vector<std::string> types{"rsa-2048", "rsa-3072", "rsa-4096", "p-256"};
    return types;
}

CredentialOffice::CredentialOffice(std::unique_ptr<CryptoContext> context,
                                   CertificateAuthority authority,
                                   const std::string& keyFolder)
    : m_libraries(CryptoLibraryPool::Create())
    , m_context(std::move(context))
    , m_authority(std::move(authority))
    , m_pool(std::make_unique<RsaKeyPool>(keyFolder))
{
}

tl::expected<CredentialOffice, std::string>
CredentialOffice::Create()
{
    auto folder = FindDataFile("contrib/crypto/data/keys");
    if (!folder)
    {
        return tl::unexpected(folder.error());
    }
    // A seed of its own: credentials do not vary with --seed and --run.
    auto context = std::make_unique<CryptoContext>(Octets(CryptoContext::SEED_SIZE, 'C'));
    auto authority =
        CertificateAuthority::Create(*context, "Scenario CA", NOT_BEFORE_S, NOT_AFTER_S);
    if (!authority)
    {
        return tl::unexpected<std::string>("the certification authority could not be made");
    }
    return CredentialOffice(std::move(context), std::move(*authority), *folder);
}

tl::expected<Credential, std::string>
CredentialOffice::Get(CryptoContext& owner, const Subject& subject, const std::string& keyType)
{
    const auto key = std::make_pair(subject.name, keyType);
    auto found = m_made.find(key);
    if (found == m_made.end())
    {
        auto made = Make(subject, keyType);
        if (!made)
        {
            return tl::unexpected(made.error());
        }
        found = m_made.emplace(key, std::move(*made)).first;
    }
    const auto own = found->second.key.CopyTo(owner);
    if (!own)
    {
        return tl::unexpected("the key of " + subject.name + " cannot be copied");
    }
    return Credential{found->second.certificate, *own};
}

tl::expected<Credential, std::string>
CredentialOffice::Make(const Subject& subject, const std::string& keyType)
{
    const auto make = [&](const PrivateKey& key) -> tl::expected<Credential, std::string>
    {
        CertificateAuthority::Request request;
        request.commonName = subject.name;
        request.subjectAltNames = subject.subjectAltNames;
        request.serial = m_made.size() + 2;
        request.notBefore = NOT_BEFORE_S;
        request.notAfter = NOT_AFTER_S;
        const auto certificate = m_authority.Issue(*m_context, request, key.GetPublicKey());
        if (!certificate)
        {
            return tl::unexpected("the certificate of " + subject.name + " could not be made");
        }
        return Credential{*certificate, key};
    };
    if (keyType == "p-256")
    {
        // From a seed that names the party, so that its key does not depend on who came before.
        Octets seed = subject.name;
        seed.resize(CryptoContext::SEED_SIZE, '#');
        CryptoContext context(seed);
        Work work;
        const auto key = PrivateKey::GenerateP256(context, work);
        if (!key)
        {
            return tl::unexpected("the key of " + subject.name + " could not be made");
        }
        return make(*key);
    }
    const auto bits = static_cast<unsigned>(std::stoul(keyType.substr(keyType.find('-') + 1)));
    const auto key = m_pool->Get(*m_context, bits, subject.number);
    if (!key)
    {
        return tl::unexpected(key.error());
    }
    return make(*key);
}

const Certificate&
CredentialOffice::GetAuthority() const
{
    return m_authority.GetCertificate();
}

const std::shared_ptr<CryptoLibraryPool>&
CredentialOffice::GetLibraries() const
{
    return m_libraries;
}

} // namespace ns3
