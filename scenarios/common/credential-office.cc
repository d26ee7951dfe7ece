// SPDX-License-Identifier: GPL-2.0-only

#include "credential-office.h"

#include "data-files.h"

#include "ns3/certificate-authority.h"
#include "ns3/work.h"

#include <algorithm>

namespace ns3
{

namespace
{

/// First second of the certificates' validity: 1 Jan 2003.
constexpr int64_t NOT_BEFORE_S = 1041379200;
/// Last second of the certificates' validity: 31 Dec 2004.
constexpr int64_t NOT_AFTER_S = 1104537599;

/// What is added to a party's number for the serial number of its TLS certificate.
constexpr unsigned TLS_SERIALS = 50;

/// Name of the authority.
constexpr const char* AUTHORITY = "Scenario CA";

/**
 * Get the seed of an authority's randomness: credentials do not vary with --seed and --run.
 *
 * @param flaw what is to be wrong with the certificate it issues
 * @return the seed
 */
Octets
GetAuthoritySeed(CredentialFlaw flaw = CredentialFlaw::None)
{
    const bool isOurs = flaw == CredentialFlaw::None || flaw == CredentialFlaw::Expired;
    return Octets(CryptoContext::SEED_SIZE, isOurs ? 'C' : 'R');
}

} // namespace

const std::vector<std::string>&
GetKeyTypes()
{
    static const std::vector<std::string> types{"rsa-2048", "rsa-3072", "rsa-4096", "p-256"};
    return types;
}

CredentialOffice::CredentialOffice(std::shared_ptr<CryptoLibraryPool> libraries,
                                   const Certificate& authority,
                                   const std::string& keyFolder)
    : m_libraries(std::move(libraries))
    , m_authority(authority)
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
    auto libraries = CryptoLibraryPool::Create();
    CryptoContext context(GetAuthoritySeed(), libraries);
    const auto authority =
        CertificateAuthority::Create(context, AUTHORITY, NOT_BEFORE_S, NOT_AFTER_S);
    if (!authority)
    {
        return tl::unexpected<std::string>("the certification authority could not be made");
    }
    return CredentialOffice(std::move(libraries), authority->GetCertificate(), *folder);
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
    const auto key = MakeKey(subject, keyType);
    if (!key)
    {
        return tl::unexpected(key.error());
    }
    // The authority is made anew each time, always the same, so that a certificate does not depend
    // on those issued before it.
    CryptoContext context(GetAuthoritySeed(subject.flaw), m_libraries);
    const std::string name =
        subject.flaw == CredentialFlaw::SelfSigned ? "CA of " + subject.name : AUTHORITY;
    auto authority = CertificateAuthority::Create(context, name, NOT_BEFORE_S, NOT_AFTER_S);
    CertificateAuthority::Request request;
    request.commonName = subject.name;
    request.subjectAltNames = subject.subjectAltNames;
    request.serial = GetSerial(subject, keyType);
    request.notBefore = NOT_BEFORE_S;
    request.notAfter = subject.flaw == CredentialFlaw::Expired ? SCENARIO_EPOCH_S - 1 : NOT_AFTER_S;
    const auto certificate =
        authority ? authority->Issue(context, request, key->GetPublicKey())
                  : tl::expected<Certificate, CryptoError>(tl::unexpected(authority.error()));
    if (!certificate)
    {
        return tl::unexpected("the certificate of " + subject.name + " could not be made");
    }
    return Credential{*certificate, *key};
}

uint64_t
CredentialOffice::GetSerial(const Subject& subject, const std::string& keyType)
{
    const auto& types = GetKeyTypes();
    const auto type = std::find(types.begin(), types.end(), keyType) - types.begin();
    const unsigned offset = subject.use == Use::Tls ? TLS_SERIALS : 0;
    return static_cast<uint64_t>(100 * (type + 1) + subject.number + offset);
}

tl::expected<RevocationList, std::string>
CredentialOffice::GetRevocationList(CryptoContext& owner,
                                    const std::vector<Subject>& revoked,
                                    const std::string& keyType) const
{
    CryptoContext context(GetAuthoritySeed(), m_libraries);
    auto authority = CertificateAuthority::Create(context, AUTHORITY, NOT_BEFORE_S, NOT_AFTER_S);
    CertificateAuthority::Revocations revocations;
    revocations.thisUpdate = NOT_BEFORE_S;
    revocations.nextUpdate = NOT_AFTER_S;
    for (const Subject& subject : revoked)
    {
        revocations.entries.push_back({GetSerial(subject, keyType), NOT_BEFORE_S});
    }
    auto list = authority
                    ? authority->SignRevocationList(owner, revocations)
                    : tl::expected<RevocationList, CryptoError>(tl::unexpected(authority.error()));
    if (!list)
    {
        return tl::unexpected<std::string>("the revocation list could not be made");
    }
    return *list;
}

tl::expected<PrivateKey, std::string>
CredentialOffice::MakeKey(const Subject& subject, const std::string& keyType)
{
    // A seed that names the party, so that its key does not depend on who came before.
    Octets seed = subject.name;
    seed.resize(CryptoContext::SEED_SIZE, '#');
    CryptoContext context(seed, m_libraries);
    if (keyType != "p-256")
    {
        const auto bits = static_cast<unsigned>(std::stoul(keyType.substr(keyType.find('-') + 1)));
        return m_pool->Get(context, bits, subject.number);
    }
    Work work; // before simulated time begins: not charged
    const auto key = PrivateKey::GenerateP256(context, work);
    if (!key)
    {
        return tl::unexpected("the key of " + subject.name + " could not be made");
    }
    return *key;
}

const Certificate&
CredentialOffice::GetAuthority() const
{
    return m_authority;
}

const std::shared_ptr<CryptoLibraryPool>&
CredentialOffice::GetLibraries() const
{
    return m_libraries;
}

} // namespace ns3
