// SPDX-License-Identifier: GPL-2.0-only

#include "firewall-equipment.h"

#include "ns3/border-controller.h"
#include "ns3/certificate-directory.h"
#include "ns3/crypto-context-helper.h"
#include "ns3/enum.h"
#include "ns3/ipv4-address.h"
#include "ns3/smime-body-policy.h"
#include "ns3/string.h"

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
                                                "border-controller"};
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
{
}

tl::expected<void, std::string>
FirewallEquipment::Install(CredentialOffice& office)
{
    for (const auto host : {FirewallNetwork::FirewallA, FirewallNetwork::FirewallB})
    {
        m_filters.push_back(MediaFilter::Install(m_network.GetNode(host)));
        m_filters.back()->SetAttribute("Mode",
                                       StringValue(m_plan.way == "open" ? "Open" : "Deny"));
    }
    auto done = IssueCredentials(office);
    if (!done)
    {
        return done;
    }
    InstallDisclosure();
    if (m_plan.way == "border-controller")
    {
        InstallBorderController();
    }
    return {};
}

tl::expected<void, std::string>
FirewallEquipment::IssueCredentials(CredentialOffice& office)
{
    const std::array<Ptr<SipElement>, PLACES> elements{
        m_network.GetAgent(FirewallNetwork::Alice),
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
                                    StringValue(disclosure == "clear" ? "none"
                                                : disclosure == "none" || isBorder ? "end-to-end"
                                                : disclosure == "cek-reuse" ? "cek-reuse"
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
        m_archive.Listen(PARTY_NAMES[Proxy1Place].first,
                         m_helper.InstallProxy(proxy, proxy->GetHost(), party));
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
        m_controller =
            m_helper.InstallBorderController(proxy, m_parties[Proxy1Place], m_relay);
        return;
    }
    m_controller = CreateObject<BorderController>();
    m_controller->SetRelay(m_relay);
    proxy->AddPolicy(m_controller);
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
    if (m_relay && (m_relay->GetOpenCount() > 0 || m_controller->GetCallCount() > 0))
    {
        return "relayed streams are left at the end";
    }
    return "";
}

} // namespace ns3
