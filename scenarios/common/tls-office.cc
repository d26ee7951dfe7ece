// SPDX-License-Identifier: GPL-2.0-only

#include "tls-office.h"

#include "ns3/crypto-context-helper.h"
#include "ns3/crypto-error.h"
#include "ns3/sip-network-helper.h"
#include "ns3/trust-store.h"

#include <utility>

namespace ns3
{

TlsOffice::TlsOffice(CredentialOffice& office, std::string keyType)
    : m_office(office)
    , m_keyType(std::move(keyType))
    , m_keyLog(std::make_shared<std::string>())
{
}

TlsSettings
TlsOffice::MakeSettings(CryptoContext& owner) const
{
    TlsSettings settings;
    const auto trust = std::make_shared<TrustStore>(owner);
    trust->AddAnchor(m_office.GetAuthority());
    settings.trust = trust;
    settings.epoch = SCENARIO_EPOCH_S;
    settings.keyLog = [log = m_keyLog](std::string_view line)
    {
        *log += line;
        *log += '\n';
    };
    return settings;
}

tl::expected<void, std::string>
TlsOffice::Equip(Ptr<SipElement> element,
                 const std::shared_ptr<CryptoContext>& context,
                 TlsSettings settings,
                 const Change& change)
{
    if (change)
    {
        change(settings, *context);
    }
    const auto done = SipNetworkHelper::InstallTls(element, context, settings);
    if (!done)
    {
        return tl::unexpected("TLS of " + element->GetHost() + ": " +
                              std::string(Describe(done.error())));
    }
    return {};
}

tl::expected<void, std::string>
TlsOffice::EquipServer(Ptr<SipElement> element,
                       const std::string& name,
                       const std::vector<std::string>& domains,
                       unsigned number,
                       int64_t stream,
                       const Change& change)
{
    const auto context = CreateCryptoContext(stream, m_office.GetLibraries());
    CredentialOffice::Subject subject;
    subject.name = name + " TLS";
    subject.number = number;
    subject.use = CredentialOffice::Use::Tls;
    for (const std::string& domain : domains)
    {
        subject.subjectAltNames.push_back("dns:" + domain);
    }
    auto credential = m_office.Get(*context, subject, m_keyType);
    if (!credential)
    {
        return tl::unexpected(credential.error());
    }
    TlsSettings settings = MakeSettings(*context);
    settings.credential = std::move(*credential);
    settings.clientCertificate = TlsClientCertificate::Requested;
    return Equip(element, context, std::move(settings), change);
}

tl::expected<void, std::string>
TlsOffice::EquipClient(Ptr<SipElement> element, int64_t stream, const Change& change)
{
    const auto context = CreateCryptoContext(stream, m_office.GetLibraries());
    return Equip(element, context, MakeSettings(*context), change);
}

const std::string&
TlsOffice::GetKeyLog() const
{
    return *m_keyLog;
}

} // namespace ns3
