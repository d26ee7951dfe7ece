// SPDX-License-Identifier: GPL-2.0-only

#include "load-network.h"

#include "ns3/boolean.h"
#include "ns3/crypto-context-helper.h"
#include "ns3/data-rate.h"
#include "ns3/fixed-session-describer.h"
#include "ns3/integer.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/processor-helper.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace ns3
{

namespace
{

/// The domain of all users.
constexpr const char* DOMAIN = "example.com";
/// The proxy's host name.
constexpr const char* PROXY = "ss1.example.com";
/// First random stream of the parties' cryptography; each has the next ten.
constexpr int64_t CRYPTO_STREAM = 10000;
/// First random stream of the parties' TLS; each has the next ten.
constexpr int64_t TLS_STREAM = 20000;

/**
 * @param kind "caller" or "callee"
 * @param number its number
 * @return the user's name
 */
std::string
GetName(const char* kind, size_t number)
{
    return std::string(kind) + "-" + std::to_string(number);
}

/**
 * @param index place among the parties
 * @return number of a key in the pool, which several parties may have
 */
unsigned
GetKeyNumber(size_t index)
{
    return static_cast<unsigned>(index % RsaKeyPool::SIZE) + 1;
}

} // namespace

const std::vector<LoadMechanism>&
LoadMechanism::GetAll()
{
    static const std::vector<LoadMechanism> all{
        {"udp", "UDP", "none", false, false, false, false, true},
        {"tcp", "TCP", "none", false, false, false, false, true},
        {"tls", "TLS", "none", false, false, false, false, true},
        {"smime", "TCP", "end-to-end", false, false, false, false, true},
        {"end-to-middle", "TCP", "asymmetric", true, false, false, false, true},
        {"cek-reuse", "TCP", "cek-reuse", true, false, false, false, true},
        {"tls-per-call", "TLS", "none", false, true, false, false, false},
        {"tls-per-call-mutual", "TLS", "none", false, true, true, false, false},
        {"tls-per-call-resumed", "TLS", "none", false, true, true, true, false},
    };
    return all;
}

std::vector<std::string>
LoadMechanism::GetNames()
{
    std::vector<std::string> names;
    for (const LoadMechanism& each : GetAll())
    {
        names.push_back(each.name);
    }
    return names;
}

const LoadMechanism&
LoadMechanism::Get(const std::string& name)
{
    const auto& all = GetAll();
    return *std::find_if(all.begin(),
                         all.end(),
                         [&](const LoadMechanism& each)
                         {
                             return each.name == name;
                         });
}

LoadNetwork::LoadNetwork(const LoadMechanism& mechanism,
                         const LoadNetworkOptions& options,
                         CredentialOffice& office)
    : m_mechanism(mechanism)
    , m_options(options)
    , m_office(office)
    , m_tls(office, options.keyType)
    , m_connections(std::make_shared<std::map<size_t, std::vector<Ptr<SipConnection>>>>())
{
}

tl::expected<std::unique_ptr<LoadNetwork>, std::string>
LoadNetwork::Create(const LoadMechanism& mechanism,
                    const LoadNetworkOptions& options,
                    std::shared_ptr<const CostProfile> profile,
                    CredentialOffice& office)
{
    std::unique_ptr<LoadNetwork> network(new LoadNetwork(mechanism, options, office));
    network->Build(std::move(profile));
    const auto done = network->Equip();
    if (!done)
    {
        return tl::unexpected(done.error());
    }
    return network;
}

void
LoadNetwork::Build(std::shared_ptr<const CostProfile> profile)
{
    m_node = CreateObject<Node>();
    InternetStackHelper internet;
    internet.SetIpv6StackInstall(false);
    internet.SetRoutingHelper(Ipv4StaticRoutingHelper());
    internet.Install(m_node);
    ProcessorHelper processors(std::move(profile));
    processors.SetAttribute("Cores", UintegerValue(m_options.cores));
    processors.SetAttribute("RunToCompletion", BooleanValue(true));
    m_processor = processors.Install(m_node);

    NodeContainer users(static_cast<uint32_t>(2 * m_options.pairs));
    internet.Install(users);
    PointToPointHelper link;
    link.SetDeviceAttribute("DataRate",
                            DataRateValue(DataRate(static_cast<uint64_t>(
                                std::llround(m_options.accessRateMbps * 1e6)))));
    link.SetQueue("ns3::DropTailQueue", "MaxSize", StringValue("100000p")); // loses nothing
    Ipv4AddressHelper addresses("10.1.0.0", "255.255.255.0");
    const Ipv4StaticRoutingHelper routing;
    for (uint32_t i = 0; i < users.GetN(); ++i)
    {
        link.SetChannelAttribute("Delay", TimeValue(GetDelay(i)));
        const NetDeviceContainer devices = link.Install(users.Get(i), m_node);
        const auto interfaces = addresses.Assign(devices);
        addresses.NewNetwork();
        m_devices.push_back(devices.Get(0));
        routing.GetStaticRouting(users.Get(i)->GetObject<Ipv4>())
            ->SetDefaultRoute(interfaces.GetAddress(1), 1);
    }

    const StringValue protocol(m_mechanism.protocol);
    m_sip.SetUserAgentAttribute("Protocol", protocol);
    m_sip.SetProxyAttribute("Protocol", protocol);
    m_sip.SetUserAgentAttribute("Epoch", IntegerValue(SCENARIO_EPOCH_S));
    m_sip.SetProxyAttribute("Epoch", IntegerValue(SCENARIO_EPOCH_S));
    m_proxy = m_sip.InstallProxy(m_node, PROXY, DOMAIN);
    m_proxy->SetAttribute("ChargesMessages", BooleanValue(true));
    m_proxy->SetAttribute("UseRegistrationConnection", BooleanValue(!m_mechanism.isPerCall));
    m_sip.InstallRegistrar(m_proxy);
    for (size_t i = 0; i < m_options.pairs; ++i)
    {
        m_callers.push_back(AddUser(GetName("caller", i), 2 * i));
        m_callees.push_back(AddUser(GetName("callee", i), 2 * i + 1));
        m_callees.back()->SetAttribute("RegisterAtStart", BooleanValue(true));
        // So connections that last are there before the first call.
        m_callers.back()->SetAttribute("RegisterAtStart", BooleanValue(!m_mechanism.isPerCall));
    }
    m_sip.AssignStreams(1000);
}

Time
LoadNetwork::GetDelay(size_t index) const
{
    const double users = 2.0 * static_cast<double>(m_options.pairs);
    const double share = 0.5 + (static_cast<double>(index) + 0.5) / users;
    return NanoSeconds(std::llround(m_options.accessDelayMs * share * 1e6));
}

Time
LoadNetwork::GetDetour(size_t caller, size_t callee) const
{
    return GetDelay(2 * caller) + GetDelay(2 * callee + 1) -
           NanoSeconds(std::llround(2 * m_options.accessDelayMs * 1e6));
}

Ptr<SipUserAgent>
LoadNetwork::AddUser(const std::string& name, size_t index)
{
    const std::string host = name + ".users." + DOMAIN;
    Ptr<SipUserAgent> agent =
        m_sip.InstallUserAgent(m_devices[index]->GetNode(), "sip:" + name + "@" + DOMAIN, host);
    agent->SetAttribute("OutboundProxy", StringValue(SipNetworkHelper::GetUri(m_proxy).ToString()));
    agent->SetAttribute("MaxCalls", UintegerValue(1000000));
    agent->GetTransactionLayer()->SetAttribute("MaxTransactions", UintegerValue(1000000));
    agent->SetSessionDescriber(CreateObject<FixedSessionDescriber>());
    return agent;
}

tl::expected<Party, std::string>
LoadNetwork::MakeParty(const std::string& name, const std::string& identity, size_t index)
{
    auto context = CreateCryptoContext(CRYPTO_STREAM + 10 * static_cast<int64_t>(index),
                                       m_office.GetLibraries());
    CredentialOffice::Subject subject;
    subject.name = name;
    subject.subjectAltNames = {identity};
    subject.number = GetKeyNumber(index);
    const auto credential = m_office.Get(*context, subject, m_options.keyType);
    if (!credential)
    {
        return tl::unexpected(credential.error());
    }
    return Party{std::move(context), *credential};
}

tl::expected<void, std::string>
LoadNetwork::Equip()
{
    m_proxy->GetTransactionLayer()->SetAttribute("MaxTransactions", UintegerValue(1000000));
    if (m_mechanism.protocol == "TLS")
    {
        const TlsOffice::Change change = [this](TlsSettings& settings, CryptoContext&)
        {
            if (!m_options.keepsKeys)
            {
                settings.keyLog = nullptr; // of thousands of connections
            }
            if (m_mechanism.isPerCall)
            {
                settings.maxVersion = TlsVersion::Tls12;
                settings.resumes = m_mechanism.resumes;
            }
            if (!m_mechanism.isMutual)
            {
                settings.clientCertificate = TlsClientCertificate::None;
            }
        };
        auto done = m_tls.EquipServer(m_proxy, "ss1", {PROXY, DOMAIN}, 1, TLS_STREAM, change);
        for (size_t i = 0; done && i < 2 * m_options.pairs; ++i)
        {
            const Ptr<SipUserAgent> agent = i % 2 ? m_callees[i / 2] : m_callers[i / 2];
            const int64_t stream = TLS_STREAM + 10 * static_cast<int64_t>(i + 1);
            // By new connections, a callee must be a server; a mutual caller has a certificate.
            const bool isServer = m_mechanism.isPerCall && (i % 2 || m_mechanism.isMutual);
            const std::string name = GetName(i % 2 ? "callee" : "caller", i / 2);
            done = isServer ? m_tls.EquipServer(agent,
                                                name,
                                                {agent->GetHost()},
                                                GetKeyNumber(i + 1),
                                                stream,
                                                change)
                            : m_tls.EquipClient(agent, stream, change);
            if (done && m_mechanism.isPerCall)
            {
                const Ptr<SipTransport> tls =
                    agent->GetTransportLayer()->GetTransport(SipTransportProtocol::Tls);
                tls->SetAttributeFailSafe("UseAlias", BooleanValue(false));
                const std::function<void(Ptr<SipConnection>, bool)> keep =
                    [connections = m_connections,
                     pair = i / 2,
                     isCallee = i % 2 > 0](Ptr<SipConnection> connection, bool isOutgoing)
                {
                    if (isOutgoing != isCallee) // but for the callee's registration
                    {
                        (*connections)[pair].push_back(connection);
                    }
                };
                agent->GetTransportLayer()->TraceConnectWithoutContext(
                    "Connection",
                    Callback<void, Ptr<SipConnection>, bool>(keep));
            }
        }
        return done;
    }
    if (m_mechanism.keying == "none")
    {
        return {};
    }
    EndToMiddleHelper helper;
    helper.SetBodyPolicyAttribute("Keying", StringValue(m_mechanism.keying));
    helper.SetBodyPolicyAttribute("Protection", StringValue("encrypt")); // no signature is verified
    const auto proxy = MakeParty("ss1", std::string("dns:") + PROXY, 0);
    if (!proxy)
    {
        return tl::unexpected(proxy.error());
    }
    for (size_t i = 0; i < 2 * m_options.pairs; ++i)
    {
        const Ptr<SipUserAgent> agent = i % 2 ? m_callees[i / 2] : m_callers[i / 2];
        const auto party = MakeParty(GetName(i % 2 ? "callee" : "caller", i / 2),
                                     "uri:" + agent->GetAddressOfRecord().ToString(),
                                     i + 1);
        if (!party)
        {
            return tl::unexpected(party.error());
        }
        const auto policy = helper.InstallUserAgent(agent, *party);
        if (m_options.keepsKeys)
        {
            const std::string name = GetName(i % 2 ? "callee" : "caller", i / 2);
            m_archive.AddParty(name, party->credential);
            m_archive.Listen(name, policy);
        }
        if (m_mechanism.isInspected && i % 2 == 0)
        {
            policy->DiscloseTo(PROXY, proxy->credential.certificate);
        }
    }
    if (m_mechanism.isInspected)
    {
        const auto inspection = helper.InstallProxy(m_proxy, PROXY, *proxy);
        if (m_options.keepsKeys)
        {
            m_archive.AddParty("ss1", proxy->credential);
            m_archive.Listen("ss1", inspection);
        }
    }
    return {};
}

const std::vector<Ptr<SipUserAgent>>&
LoadNetwork::GetCallers() const
{
    return m_callers;
}

const std::vector<Ptr<SipUserAgent>>&
LoadNetwork::GetCallees() const
{
    return m_callees;
}

Ptr<SipProxy>
LoadNetwork::GetProxy() const
{
    return m_proxy;
}

Ptr<Processor>
LoadNetwork::GetProcessor() const
{
    return m_processor;
}

const KeyArchive&
LoadNetwork::GetArchive()
{
    m_archive.AddTlsKeyLog(m_tls.GetKeyLog());
    return m_archive;
}

void
LoadNetwork::CloseConnections(size_t pair)
{
    for (const Ptr<SipConnection>& connection : std::exchange((*m_connections)[pair], {}))
    {
        connection->Close();
    }
}

void
LoadNetwork::EnableCaptures(const std::string& prefix) const
{
    PointToPointHelper helper;
    for (size_t i = 0; i < m_devices.size(); ++i)
    {
        helper.EnablePcap(prefix + GetName(i % 2 ? "callee" : "caller", i / 2) + ".pcap",
                          m_devices[i],
                          false,
                          true);
    }
}

} // namespace ns3
