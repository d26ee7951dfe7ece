// SPDX-License-Identifier: GPL-2.0-only

#include "firewall-equipment.h"

#include "ns3/boolean.h"
#include "ns3/certificate-directory.h"
#include "ns3/crypto-context-helper.h"
#include "ns3/direct-firewall-control.h"
#include "ns3/inet-socket-address.h"
#include "ns3/ipv4-address.h"
#include "ns3/media-authorization-policy.h"
#include "ns3/media-token.h"
#include "ns3/nstime.h"
#include "ns3/simco-agent.h"
#include "ns3/simco-firewall-control.h"
#include "ns3/simco-message.h"
#include "ns3/simco-server.h"
#include "ns3/simulator.h"
#include "ns3/smime-body-policy.h"
#include "ns3/string.h"
#include "ns3/tls-settings.h"
#include "ns3/token-firewall-control.h"
#include "ns3/token-keys.h"
#include "ns3/trust-store.h"

#include <array>

namespace ns3
{

namespace
{

/// Distance between the random streams of two parties.
constexpr int64_t STREAMS_PER_PARTY = 1000;
/// Where, among a party's streams, that of its cryptography is.
constexpr int64_t CRYPTO_STREAM = 500;
/// The kind of everybody's key.
constexpr const char* KEY_TYPE = "p-256";
/// First random stream of the media, and distance between two users.
constexpr int64_t MEDIA_STREAM = 20000;
/// First random stream of what the proxy controls firewalls with.
constexpr int64_t CONTROL_STREAM = 10000;
/// The key that proxy and firewalls share for tokens.
constexpr uint16_t TOKEN_KEY_ID = 1;
constexpr const char* TOKEN_KEY = "a key of ss1, fw1 and fw2 alone.";
/// Domain of the site.
constexpr const char* SITE_DOMAIN = "atlanta.example.com";
/// When the SIMCO session begins.
const Time SIMCO_BEGIN = MilliSeconds(100);
/// After what time a token is shown again.
const Time TOKEN_INTERVAL = Seconds(1);

/// The parties, and what their certificates name.
enum Place : std::size_t
{
    CallerPlace,
    Proxy1Place,
    Proxy2Place,
    CalleePlace,
    PLACES,
};

const std::array<std::pair<const char*, const char*>, PLACES> PARTY_NAMES{
    {{"alice", "uri:sip:alice@atlanta.example.com"},
     {"ss1", "dns:ss1.atlanta.example.com"},
     {"ss2", "dns:ss2.biloxi.example.com"},
     {"bob", "uri:sip:bob@biloxi.example.com"}}};

} // namespace

const std::vector<std::string>&
FirewallEquipment::GetWays()
{
    static const std::vector<std::string> names{"open",
                                                "border-controller",
                                                "co-located",
                                                "simco",
                                                "token",
                                                "token-rtcp-time"};
    return names;
}

const std::vector<std::string>&
FirewallEquipment::GetDisclosures()
{
    static const std::vector<std::string> names{"clear", "end-to-middle", "cek-reuse", "none"};
    return names;
}

bool
FirewallEquipment::IsAtFirewall(const std::string& way)
{
    return way == "border-controller" || way == "co-located";
}

FirewallEquipment::FirewallEquipment(FirewallNetwork& network, const Plan& plan)
    : m_network(network)
    , m_plan(plan)
    , m_keyLog(std::make_shared<std::string>())
{
}

void
FirewallEquipment::SetInsider(Ptr<InsiderControl> insider)
{
    m_insider = insider;
}

tl::expected<void, std::string>
FirewallEquipment::Install(CredentialOffice& office)
{
    for (const auto host : {FirewallNetwork::FirewallA, FirewallNetwork::FirewallB})
    {
        m_filters.push_back(MediaFilter::Install(m_network.GetNode(host)));
        m_filters.back()->SetAttribute("Mode", StringValue(m_plan.way == "open" ? "Open" : "Deny"));
    }
    auto done = IssueCredentials(office);
    if (!done)
    {
        return done;
    }
    InstallDisclosure();
    InstallMedia();
    if (m_plan.way == "border-controller")
    {
        InstallBorderController();
    }
    return InstallControl(office);
}

tl::expected<void, std::string>
FirewallEquipment::IssueCredentials(CredentialOffice& office)
{
    const std::array<Ptr<SipElement>, PLACES> elements{m_network.GetAgent(FirewallNetwork::Alice),
                                                       m_network.GetProxy(FirewallNetwork::Proxy1),
                                                       m_network.GetProxy(FirewallNetwork::Proxy2),
                                                       m_network.GetAgent(FirewallNetwork::Bob)};
    for (std::size_t i = 0; i < PLACES; ++i)
    {
        const int64_t stream = STREAMS_PER_PARTY * (1 + static_cast<int64_t>(i));
        elements[i]->AssignStreams(stream);
        auto context = CreateCryptoContext(stream + CRYPTO_STREAM, office.GetLibraries());
        const auto& [name, identity] = PARTY_NAMES[i];
        const CredentialOffice::Subject subject{name, {identity}, static_cast<unsigned>(i + 1)};
        const auto credential = office.Get(*context, subject, KEY_TYPE);
        if (!credential)
        {
            return tl::unexpected(credential.error());
        }
        m_parties.push_back({std::move(context), *credential});
        m_archive.AddParty(name, *credential);
    }
    return {};
}

void
FirewallEquipment::InstallDisclosure()
{
    const std::string& disclosure = m_plan.disclosure;
    const bool isBorder = m_plan.way == "border-controller";
    const bool discloses = disclosure == "end-to-middle" || disclosure == "cek-reuse";
    m_helper.SetBodyPolicyAttribute("Keying",
                                    StringValue(disclosure == "clear"              ? "none"
                                                : disclosure == "none" || isBorder ? "end-to-end"
                                                : disclosure == "cek-reuse"        ? "cek-reuse"
                                                                                   : "asymmetric"));
    // A border controller would break signatures; nobody signs, so that all do the same.
    m_helper.SetBodyPolicyAttribute("Protection", StringValue("encrypt"));
    if (m_plan.isSecure)
    {
        // The proxy gets the description without the keys of the media.
        m_helper.SetBodyPolicyAttribute("ServerView", StringValue("reduced"));
    }
    const auto alice = m_network.GetAgent(FirewallNetwork::Alice);
    const auto bob = m_network.GetAgent(FirewallNetwork::Bob);
    const auto caller = m_helper.InstallUserAgent(alice, m_parties[CallerPlace]);
    const auto callee = m_helper.InstallUserAgent(bob, m_parties[CalleePlace]);
    m_bodies = {caller, callee};
    m_archive.Listen(PARTY_NAMES[CallerPlace].first, caller);
    m_archive.Listen(PARTY_NAMES[CalleePlace].first, callee);
    if (isBorder)
    {
        if (discloses)
        {
            // Users are made to take the controller for everybody else.
            const auto& certificate = m_parties[Proxy1Place].credential.certificate;
            const auto everybody = CreateObject<CertificateDirectory>();
            everybody->AddUser(alice->GetAddressOfRecord(), certificate);
            everybody->AddUser(bob->GetAddressOfRecord(), certificate);
            caller->SetDirectory(everybody);
            callee->SetDirectory(everybody);
        }
        return;
    }
    if (discloses)
    {
        const auto proxy = m_network.GetProxy(FirewallNetwork::Proxy1);
        const Party& party = m_parties[Proxy1Place];
        m_inspection = m_helper.InstallProxy(proxy, proxy->GetHost(), party);
        m_archive.Listen(PARTY_NAMES[Proxy1Place].first, m_inspection);
        caller->DiscloseTo(proxy->GetHost(), party.credential.certificate);
    }
}

void
FirewallEquipment::InstallBorderController()
{
    const auto proxy = m_network.GetProxy(FirewallNetwork::Proxy1);
    m_relay = CreateObject<MediaRelay>();
    m_relay->SetAttribute("Address", Ipv4AddressValue(FirewallNetwork::GetRelayAddress()));
    m_network.GetNode(m_network.GetProxyHost())->AddApplication(m_relay);
    if (m_plan.disclosure != "clear")
    {
        m_controller = m_helper.InstallBorderController(proxy, m_parties[Proxy1Place], m_relay);
        return;
    }
    m_controller = CreateObject<BorderController>();
    m_controller->SetRelay(m_relay);
    proxy->AddPolicy(m_controller);
}

void
FirewallEquipment::InstallMedia()
{
    const bool hasTokens = m_plan.way == "token" || m_plan.way == "token-rtcp-time";
    for (const auto host : {FirewallNetwork::Alice, FirewallNetwork::Bob})
    {
        const std::size_t i = host == FirewallNetwork::Alice ? 0 : 1;
        const auto describer = CreateObject<MediaSessionDescriber>();
        describer->SetAttribute("Media", StringValue(m_plan.isSecure ? "srtp" : "rtp"));
        describer->SetAttribute("ClearSrtcp", BooleanValue(hasTokens));
        describer->SetAttribute(
            "TokenInterval",
            TimeValue(m_plan.way == "token" ? TOKEN_INTERVAL : 5 * TOKEN_INTERVAL));
        describer->GetSessions().SetAttribute("Rtcp", BooleanValue(true));
        describer->GetSessions().SetAttribute(
            "AppTiming",
            StringValue(m_plan.way == "token-rtcp-time" ? "WithReport" : "AtOnce"));
        describer->SetCryptoContext(m_parties[i == 0 ? CallerPlace : CalleePlace].context);
        describer->AssignStreams(MEDIA_STREAM * static_cast<int64_t>(1 + i));
        m_network.GetAgent(host)->SetSessionDescriber(describer);
        m_describers[i] = describer;
    }
}

tl::expected<void, std::string>
FirewallEquipment::InstallControl(CredentialOffice& office)
{
    m_tokens = CreateObject<TokenLedger>();
    if (m_plan.way == "co-located")
    {
        const auto direct = CreateObject<DirectFirewallControl>();
        direct->SetAttribute("EarlyMedia", BooleanValue(true)); // measured with it
        direct->AddFilter(
            m_filters[m_network.GetProxyHost() == FirewallNetwork::FirewallA ? 0 : 1]);
        m_control = direct;
    }
    else if (m_plan.way == "simco")
    {
        const auto done = InstallSimco(office);
        if (!done)
        {
            return done;
        }
    }
    else if (m_plan.way == "token" || m_plan.way == "token-rtcp-time")
    {
        InstallTokens();
    }
    if (m_control)
    {
        Ptr<FirewallControl> asked = m_control;
        if (m_insider)
        {
            m_insider->SetControl(m_control);
            asked = m_insider;
        }
        m_pinholes = m_helper.InstallPinholes(m_network.GetProxy(FirewallNetwork::Proxy1),
                                              asked,
                                              m_inspection,
                                              m_parties[Proxy1Place].context);
    }
    return {};
}

tl::expected<std::shared_ptr<TlsContext>, std::string>
FirewallEquipment::MakeTls(CredentialOffice& office,
                           const std::string& name,
                           unsigned number,
                           int64_t stream)
{
    const auto context = CreateCryptoContext(stream, office.GetLibraries());
    CredentialOffice::Subject subject;
    subject.name = name + " SIMCO";
    subject.number = number;
    subject.use = CredentialOffice::Use::Tls;
    subject.subjectAltNames = {"dns:" + name + "." + SITE_DOMAIN};
    auto credential = office.Get(*context, subject, KEY_TYPE);
    if (!credential)
    {
        return tl::unexpected(credential.error());
    }
    TlsSettings settings;
    const auto trust = std::make_shared<TrustStore>(*context);
    trust->AddAnchor(office.GetAuthority());
    settings.trust = trust;
    settings.epoch = SCENARIO_EPOCH_S;
    settings.credential = std::move(*credential);
    settings.clientCertificate = TlsClientCertificate::Required;
    settings.keyLog = [log = m_keyLog](std::string_view line)
    {
        *log += std::string(line) + '\n';
    };
    const auto tls = TlsContext::Create(context, settings);
    if (!tls)
    {
        return tl::unexpected("TLS of " + name + ": " + std::string(Describe(tls.error())));
    }
    return *tls;
}

tl::expected<void, std::string>
FirewallEquipment::InstallSimco(CredentialOffice& office)
{
    const auto server = CreateObject<SimcoServer>();
    const auto control = CreateObject<SimcoFirewallControl>();
    const auto ours = MakeTls(office, "fw1", 5, CONTROL_STREAM);
    const auto theirs = MakeTls(office, "ss1", 6, CONTROL_STREAM + 1);
    if (!ours || !theirs)
    {
        return tl::unexpected(ours ? theirs.error() : ours.error());
    }
    server->SetContext(*ours);
    server->SetFilter(m_filters.front());
    server->Authorize(std::string("ss1.") + SITE_DOMAIN);
    m_network.GetNode(FirewallNetwork::FirewallA)->AddApplication(server);
    const auto agent = control->GetAgent();
    agent->SetNode(m_network.GetNode(m_network.GetProxyHost()));
    agent->SetContext(*theirs);
    agent->SetServer(InetSocketAddress(FirewallNetwork::GetAddress(FirewallNetwork::FirewallA),
                                       SimcoMessage::PORT),
                     std::string("fw1.") + SITE_DOMAIN);
    Simulator::Schedule(SIMCO_BEGIN, &SimcoAgent::Connect, agent);
    m_control = control;
    return {};
}

void
FirewallEquipment::InstallTokens()
{
    TokenKeys keys;
    keys.Add(TOKEN_KEY_ID, Secret(Octets(TOKEN_KEY)));
    const auto control = CreateObject<TokenFirewallControl>();
    control->SetKeys(keys);
    control->AssignStreams(CONTROL_STREAM);
    m_tokens->WatchControl(control);
    m_control = control;
    for (const auto& filter : m_filters)
    {
        m_gates.push_back(CreateObject<TokenGate>());
        m_gates.back()->SetKeys(keys);
        filter->AddInspector(m_gates.back());
        m_tokens->WatchGate(m_gates.back());
    }
    for (std::size_t i = 0; i < m_describers.size(); ++i)
    {
        const auto host = i == 0 ? FirewallNetwork::Alice : FirewallNetwork::Bob;
        const auto policy = m_helper.InstallMediaAuthorization(
            m_network.GetAgent(host),
            m_bodies[i],
            m_parties[i == 0 ? CallerPlace : CalleePlace].context);
        policy->SetReceiver(
            [describer = m_describers[i]](const SipDialogContext& dialog,
                                          const std::vector<std::vector<uint8_t>>& tokens)
            {
                for (const auto& octets : tokens)
                {
                    const auto grant = TokenGrant::Parse(octets);
                    if (grant)
                    {
                        describer->SendToken(dialog.callId, *grant);
                    }
                }
            });
    }
}

Ptr<MediaSessionDescriber>
FirewallEquipment::GetDescriber(FirewallNetwork::Host host) const
{
    return m_describers[host == FirewallNetwork::Alice ? 0 : 1];
}

Ptr<TokenLedger>
FirewallEquipment::GetTokens() const
{
    return m_tokens;
}

Ptr<FirewallControl>
FirewallEquipment::GetControl() const
{
    return m_control;
}

const std::vector<Ptr<MediaFilter>>&
FirewallEquipment::GetFilters() const
{
    return m_filters;
}

Ptr<MediaRelay>
FirewallEquipment::GetRelay() const
{
    return m_relay;
}

KeyArchive&
FirewallEquipment::GetArchive()
{
    m_archive.AddTlsKeyLog(*m_keyLog);
    m_keyLog->clear();
    return m_archive;
}

std::string
FirewallEquipment::FindFault() const
{
    for (const auto& filter : m_filters)
    {
        if (!filter->IsBalanced())
        {
            return "pinholes opened are not those closed and those still open";
        }
    }
    if (!m_tokens->IsBalanced() || m_tokens->GetForeignUsedCount() > 0)
    {
        return "tokens issued are not those used, refused, expired and left";
    }
    return "";
}

} // namespace ns3
