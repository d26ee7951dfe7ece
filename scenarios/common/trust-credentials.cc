// SPDX-License-Identifier: GPL-2.0-only

#include "trust-credentials.h"

#include "ns3/crypto-context-helper.h"

namespace ns3
{

TrustCredentials::TrustCredentials(CredentialOffice& office, int64_t stream)
    : m_office(&office)
    , m_honest(CreateCryptoContext(stream, office.GetLibraries()))
    , m_attackers(CreateCryptoContext(stream + 1, office.GetLibraries()))
    , m_archive(std::make_shared<KeyArchive>())
{
}

void
TrustCredentials::Revoke(const CredentialOffice::Subject& subject)
{
    m_revoked.push_back(subject);
}

KeyArchive&
TrustCredentials::GetArchive()
{
    return *m_archive;
}

const std::shared_ptr<CryptoContext>&
TrustCredentials::GetHonestLibrary() const
{
    return m_honest;
}

const std::shared_ptr<CryptoContext>&
TrustCredentials::GetAttackerLibrary() const
{
    return m_attackers;
}

tl::expected<std::shared_ptr<TrustStore>, std::string>
TrustCredentials::GetTrustStore()
{
    if (!m_trust)
    {
        auto trust = std::make_shared<TrustStore>(*m_honest);
        trust->AddAnchor(m_office->GetAuthority());
        if (!m_revoked.empty())
        {
            const auto list = m_office->GetRevocationList(*m_honest, m_revoked, KEY_TYPE);
            if (!list)
            {
                return tl::unexpected(list.error());
            }
            trust->AddRevocationList(*list);
        }
        m_trust = std::move(trust);
    }
    return m_trust;
}

tl::expected<Credential, std::string>
TrustCredentials::Get(const CredentialOffice::Subject& subject, bool isAttackers)
{
    auto credential = m_office->Get(isAttackers ? *m_attackers : *m_honest, subject, KEY_TYPE);
    if (credential && !subject.name.empty())
    {
        m_archive->AddParty(subject.name, *credential);
    }
    return credential;
}

CredentialOffice::Subject
TrustCredentials::MakeServer(const std::string& name,
                             const std::vector<std::string>& names,
                             unsigned number)
{
    CredentialOffice::Subject subject;
    subject.name = name;
    subject.number = number;
    for (const std::string& each : names)
    {
        subject.subjectAltNames.push_back("uri:sip:" + each);
        subject.subjectAltNames.push_back("dns:" + each);
    }
    return subject;
}

tl::expected<std::shared_ptr<TlsContext>, std::string>
TrustCredentials::Make(const TlsSettings& settings, bool isAttackers) const
{
    const auto context = TlsContext::Create(isAttackers ? m_attackers : m_honest, settings);
    if (!context)
    {
        return tl::unexpected<std::string>("no TLS context could be made");
    }
    return *context;
}

std::function<void(std::string_view line)>
TrustCredentials::MakeKeyLog() const
{
    return [archive = m_archive](std::string_view line)
    {
        archive->AddTlsKeyLog(std::string(line) + "\n");
    };
}

tl::expected<std::shared_ptr<TlsContext>, std::string>
TrustCredentials::MakeClient(bool checksChain)
{
    auto& client = m_clients[checksChain];
    if (!client)
    {
        const auto trust = GetTrustStore();
        if (!trust)
        {
            return tl::unexpected(trust.error());
        }
        TlsSettings settings;
        settings.trust = *trust;
        settings.checksChain = checksChain;
        settings.epoch = SCENARIO_EPOCH_S;
        settings.keyLog = MakeKeyLog();
        const auto made = Make(settings, false);
        if (!made)
        {
            return tl::unexpected(made.error());
        }
        client = *made;
    }
    return client;
}

tl::expected<std::shared_ptr<TlsContext>, std::string>
TrustCredentials::MakeAttackersClient()
{
    TlsSettings settings;
    settings.epoch = SCENARIO_EPOCH_S;
    settings.checksChain = false;
    settings.checksName = false;
    return Make(settings, true);
}

tl::expected<std::shared_ptr<TlsContext>, std::string>
TrustCredentials::MakeServerContext(const Credential& credential, bool isAttackers)
{
    const auto trust = GetTrustStore();
    if (!trust)
    {
        return tl::unexpected(trust.error());
    }
    TlsSettings settings;
    settings.credential = credential;
    settings.epoch = SCENARIO_EPOCH_S;
    settings.clientCertificate = TlsClientCertificate::Requested;
    if (isAttackers)
    {
        settings.checksChain = false;
        settings.checksName = false;
    }
    else
    {
        settings.trust = *trust;
        settings.keyLog = MakeKeyLog();
    }
    return Make(settings, isAttackers);
}

} // namespace ns3
