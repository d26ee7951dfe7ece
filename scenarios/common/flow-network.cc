// SPDX-License-Identifier: GPL-2.0-only

#include "flow-network.h"

#include "ns3/assert.h"
#include "ns3/boolean.h"
#include "ns3/data-rate.h"
#include "ns3/fixed-session-describer.h"
#include "ns3/integer.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/ipv4-global-routing-helper.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/node-outage.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/processor-helper.h"
#include "ns3/simulator.h"
#include "ns3/string.h"

#include <algorithm>
#include <cmath>

namespace ns3
{

namespace
{

/// Domain of the user who gets Bob's address.
constexpr const char* OTHER_DOMAIN = "mallory.example.net";

/**
 * Write the URI of a proxy for user agents.
 *
 * @param proxy the proxy
 * @return the URI
 */
std::string
GetRoute(Ptr<SipProxy> proxy)
{
    return SipNetworkHelper::GetUri(proxy).ToString();
}

} // namespace

FlowNetwork::FlowNetwork(const FlowNetworkOptions& options,
                         std::shared_ptr<const CostProfile> profile,
                         CredentialOffice& office)
    : m_options(options)
    , m_office(office, options.keyType)
    , m_passwords(CreateObject<SipPasswordFile>())
    , m_lastHopOctets(std::make_shared<uint64_t>(0))
{
    Link(std::move(profile));
}

tl::expected<std::unique_ptr<FlowNetwork>, std::string>
FlowNetwork::Create(const FlowNetworkOptions& options,
                    std::shared_ptr<const CostProfile> profile,
                    CredentialOffice& office)
{
    std::unique_ptr<FlowNetwork> network(new FlowNetwork(options, std::move(profile), office));
    const auto done = network->Install();
    if (!done)
    {
        return tl::unexpected(done.error());
    }
    return network;
}

void
FlowNetwork::Link(std::shared_ptr<const CostProfile> profile)
{
    NodeContainer routers(2); // core, and the one before Bob
    m_router = routers.Get(1);
    NodeContainer all(routers);
    const ProcessorHelper processors(std::move(profile));
    for (const char* name : {"alice", "home", "edge", "bob", "other"})
    {
        Host host;
        host.name = name;
        host.node = CreateObject<Node>();
        host.processor = processors.Install(host.node);
        all.Add(host.node);
        m_hosts.push_back(host);
    }
    InternetStackHelper internet;
    internet.SetIpv6StackInstall(false);
    internet.Install(all);
    const auto rate = [](double mbps)
    {
        return DataRateValue(DataRate(static_cast<uint64_t>(std::llround(mbps * 1e6))));
    };
    const auto delay = [](double ms)
    {
        return TimeValue(NanoSeconds(std::llround(ms * 1e6)));
    };
    PointToPointHelper core;
    core.SetDeviceAttribute("DataRate", rate(m_options.coreRateMbps));
    core.SetChannelAttribute("Delay", delay(m_options.coreDelayMs));
    PointToPointHelper access;
    access.SetDeviceAttribute("DataRate", rate(m_options.accessRateMbps));
    access.SetChannelAttribute("Delay", delay(m_options.accessDelayMs));
    Ipv4AddressHelper addresses("10.1.0.0", "255.255.255.0");
    for (Host& host : m_hosts)
    {
        const bool isBehind = host.name == "bob" || host.name == "other";
        const bool isUser = isBehind || host.name == "alice";
        const auto devices =
            (isUser ? access : core).Install(host.node, routers.Get(isBehind ? 1 : 0));
        host.address = addresses.Assign(devices).GetAddress(0);
        addresses.NewNetwork();
        m_devices.emplace_back(host.name, devices.Get(1));
    }
    const auto between = core.Install(routers.Get(0), routers.Get(1));
    addresses.Assign(between);
    m_devices.emplace_back("router", between.Get(1));
    Ipv4GlobalRoutingHelper::PopulateRoutingTables();
    m_filter = FlowFilter::Install(m_router);
    m_filter->SetAttribute("IdleTimeout", TimeValue(Seconds(m_options.natTimeoutS)));
    const std::function<void(Ptr<const Packet>, Ptr<Ipv4>, uint32_t)> count =
        [octets = m_lastHopOctets](Ptr<const Packet> packet, Ptr<Ipv4>, uint32_t)
    {
        *octets += packet->GetSize();
    };
    const Callback<void, Ptr<const Packet>, Ptr<Ipv4>, uint32_t> callback(count);
    Ptr<Ipv4L3Protocol> ipv4 = GetHost("bob").node->GetObject<Ipv4L3Protocol>();
    ipv4->TraceConnectWithoutContext("Tx", callback);
    ipv4->TraceConnectWithoutContext("Rx", callback);
}

tl::expected<void, std::string>
FlowNetwork::Install()
{
    m_sip.SetUserAgentAttribute("Protocol", StringValue("TLS"));
    m_sip.SetProxyAttribute("Protocol", StringValue("TLS"));
    m_sip.SetUserAgentAttribute("Epoch", IntegerValue(SCENARIO_EPOCH_S));
    m_sip.SetProxyAttribute("Epoch", IntegerValue(SCENARIO_EPOCH_S));
    const auto host = [this](const std::string& name) -> Host&
    {
        return *std::find_if(m_hosts.begin(),
                             m_hosts.end(),
                             [&name](const Host& each)
                             {
                                 return each.name == name;
                             });
    };
    const std::string domain = DOMAIN;
    Ptr<SipProxy> home = m_sip.InstallProxy(host("home").node, "ss1." + domain, domain);
    home->AddDomain(OTHER_DOMAIN);
    m_sip.GetResolver()->AddHost(OTHER_DOMAIN, host("home").address);
    host("home").element = home;
    Ptr<SipProxy> first = home;
    std::vector<std::pair<std::string, std::vector<std::string>>> servers{
        {"home", {"ss1." + domain, domain, OTHER_DOMAIN}}};
    if (m_options.hasEdge)
    {
        first = m_sip.InstallProxy(host("edge").node, "ss2." + domain);
        host("edge").element = first;
        servers.push_back({"edge", {"ss2." + domain, domain, OTHER_DOMAIN}});
    }
    if (!m_options.isServer)
    {
        Ptr<SipEdgePolicy> edge = CreateObject<SipEdgePolicy>();
        edge->SetAttribute("FlowBinding", StringValue(m_options.binding));
        first->AddPolicy(edge);
    }
    else
    {
        home->SetAttribute("UseRegistrationConnection", BooleanValue(false));
    }
    for (const char* name : {"home", "edge"})
    {
        // Whoever gets an address takes its connections' places, as with real hosts.
        FlowFilter::Install(host(name).node)->SetAttribute("EndReplaced", BooleanValue(true));
    }
    m_sip.InstallRegistrar(home, m_passwords);
    InstallAgent("alice", "sip:alice@" + domain, home);
    InstallAgent("bob", "sip:bob@" + domain, first);
    InstallAgent("other", std::string("sip:bob@") + OTHER_DOMAIN, first);
    int64_t stream = 1000;
    unsigned number = 1;
    tl::expected<void, std::string> done;
    for (const auto& [name, names] : servers)
    {
        done = done.and_then(
            [&, server = name, list = names]
            {
                return m_office.EquipServer(host(server).element, server, list, number, stream);
            });
        ++number;
        stream += 1000;
    }
    for (const std::string name : {"alice", "bob", "other"})
    {
        if (!done)
        {
            return done;
        }
        const bool isServer = m_options.isServer && name == "bob";
        done = isServer ? m_office.EquipServer(host(name).element,
                                               name,
                                               {host(name).element->GetHost()},
                                               number,
                                               stream)
                        : m_office.EquipClient(host(name).element, stream);
        stream += 1000;
    }
    if (done && m_options.isServer)
    {
        // He is to be called by a new connection, not by the one that he has opened.
        Ptr<SipTransport> tls =
            host("bob").element->GetTransportLayer()->GetTransport(SipTransportProtocol::Tls);
        tls->SetAttribute("UseAlias", BooleanValue(false));
    }
    m_sip.AssignStreams(100);
    return done;
}

void
FlowNetwork::InstallAgent(const std::string& name, const std::string& uri, Ptr<SipProxy> proxy)
{
    const auto found = std::find_if(m_hosts.begin(),
                                    m_hosts.end(),
                                    [&name](const Host& each)
                                    {
                                        return each.name == name;
                                    });
    const bool isServer = m_options.isServer && name == "bob";
    Ptr<SipUserAgent> agent =
        m_sip.InstallUserAgent(found->node, uri, isServer ? "client." + std::string(DOMAIN) : "");
    agent->SetSessionDescriber(CreateObject<FixedSessionDescriber>());
    agent->SetAttribute("OutboundProxy", StringValue(GetRoute(proxy)));
    agent->SetAttribute("Outbound", BooleanValue(!isServer && name != "alice"));
    const std::string user = name == "other" ? std::string("bob@") + OTHER_DOMAIN : name;
    m_passwords->AddUser(user, "password of " + name);
    agent->SetCredentials(user, "password of " + name);
    found->element = agent;
}

void
FlowNetwork::MoveAddress(const Host& host, Ipv4Address address, uint32_t interface)
{
    Ptr<Ipv4> ipv4 = host.node->GetObject<Ipv4>();
    ipv4->RemoveAddress(1, 0);
    ipv4->AddAddress(1, Ipv4InterfaceAddress(address, Ipv4Mask("255.255.255.255")));
    Ipv4StaticRoutingHelper helper;
    helper.GetStaticRouting(ipv4)->SetDefaultRoute(Ipv4Address::GetZero(), 1);
    Ptr<Ipv4StaticRouting> routes = helper.GetStaticRouting(m_router->GetObject<Ipv4>());
    routes->AddHostRouteTo(address, interface);
}

void
FlowNetwork::GiveAddressAway()
{
    const Host& bob = GetHost("bob");
    NodeOutage(bob.element).Fail(NodeOutage::Kind::Silent);
    const Host& other = GetHost("other");
    other.element->StopNow();
    MoveAddress(other, bob.address, 2);
    other.element->StartNow();
    GetAgent("other")->Register();
}

void
FlowNetwork::BringBobBack()
{
    const Host& bob = GetHost("bob");
    FlowFilter::Install(bob.node)->SetClosed(false);
    MoveAddress(bob, Ipv4Address("10.1.3.77"), 1);
    bob.element->StartNow();
    GetAgent("bob")->Register();
}

const FlowNetwork::Host&
FlowNetwork::GetHost(const std::string& name) const
{
    const auto found = std::find_if(m_hosts.begin(),
                                    m_hosts.end(),
                                    [&name](const Host& host)
                                    {
                                        return host.name == name;
                                    });
    NS_ASSERT_MSG(found != m_hosts.end(), "no host " << name);
    return *found;
}

const std::vector<FlowNetwork::Host>&
FlowNetwork::GetHosts() const
{
    return m_hosts;
}

Ptr<SipUserAgent>
FlowNetwork::GetAgent(const std::string& name) const
{
    return DynamicCast<SipUserAgent>(GetHost(name).element);
}

Ptr<FlowFilter>
FlowNetwork::GetFilter() const
{
    return m_filter;
}

uint64_t
FlowNetwork::GetLastHopOctets() const
{
    return *m_lastHopOctets;
}

const std::string&
FlowNetwork::GetKeyLog() const
{
    return m_office.GetKeyLog();
}

void
FlowNetwork::EnableCaptures(const std::string& prefix)
{
    PointToPointHelper helper;
    for (const auto& [name, device] : m_devices)
    {
        helper.EnablePcap(prefix + name + ".pcap", device, false, true);
    }
}

} // namespace ns3
