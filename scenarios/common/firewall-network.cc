// SPDX-License-Identifier: GPL-2.0-only

#include "firewall-network.h"

#include "credential-office.h"

#include "ns3/data-rate.h"
#include "ns3/double.h"
#include "ns3/error-model.h"
#include "ns3/integer.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-interface-address.h"
#include "ns3/ipv4-routing-table-entry.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/ipv4-static-routing.h"
#include "ns3/ipv4.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/pointer.h"
#include "ns3/processor-helper.h"
#include "ns3/queue-size.h"
#include "ns3/sip-location-service.h"
#include "ns3/string.h"

#include <cmath>

namespace ns3
{

namespace
{

/// The hosts' names in captures, and their addresses: inside, routers, outside.
const std::array<std::pair<const char*, const char*>, FirewallNetwork::HOSTS> HOST_NAMES{
    {{"alice", "192.0.2.101"},
     {"site", "192.0.2.1"},
     {"fw1", "192.0.2.11"},
     {"fw2", "192.0.2.12"},
     {"core", "198.51.100.1"},
     {"ss1", "192.0.2.111"},
     {"ss2", "198.51.100.222"},
     {"bob", "198.51.100.201"},
     {"mallory", "203.0.113.66"}}};

/// Time from the INVITE to ringing and from ringing to the answer.
constexpr int64_t RINGING_DELAY_MS = 100;
constexpr int64_t ANSWER_DELAY_MS = 900;

} // namespace

const std::vector<std::string>&
FirewallNetwork::GetRoutes()
{
    static const std::vector<std::string> names{"symmetric",
                                                "asymmetric",
                                                "two-firewalls",
                                                "changing",
                                                "proxy-off-path"};
    return names;
}

FirewallNetwork::FirewallNetwork(const Plan& plan, std::shared_ptr<const CostProfile> profile)
    : m_plan(plan)
    , m_nodes(HOSTS)
{
    InternetStackHelper internet;
    internet.SetIpv6StackInstall(false);
    internet.Install(m_nodes); // an Ipv4ListRouting with static routes in it
    const ProcessorHelper processors(std::move(profile));
    processors.Install(m_nodes);
    const double control = static_cast<double>(plan.controlDelay.GetNanoSeconds()) / 1e6;
    const Link links[] = {{Alice, Site, 100, 1, true},
                          {Site, FirewallA, 1000, 0.1, false},
                          {Site, FirewallB, 1000, 0.1, false},
                          {Site, Proxy1, 100, control, true},
                          {FirewallA, FirewallB, 1000, 0.1, false},
                          {FirewallA, Core, 100, 10, true},
                          {FirewallB, Core, 100, 10, true},
                          {Core, Proxy2, 1000, 5, false},
                          {Core, Bob, 100, 5, false},
                          {Core, Mallory, 10, 5, false}};
    int64_t stream = plan.stream;
    for (const Link& link : links)
    {
        Join(link, plan, stream);
    }
    const Host proxy = GetProxyHost();
    if (proxy != Proxy1)
    {
        const auto ipv4 = GetNode(proxy)->GetObject<Ipv4>();
        ipv4->AddAddress(m_interfaces.at({proxy, Core}),
                         Ipv4InterfaceAddress(GetRelayAddress(), Ipv4Mask::GetOnes()));
    }
    SetRoutes();
    InstallSip();
}

void
FirewallNetwork::Join(const Link& link, const Plan& plan, int64_t& stream)
{
    PointToPointHelper helper;
    helper.SetDeviceAttribute(
        "DataRate",
        DataRateValue(DataRate(static_cast<uint64_t>(std::llround(link.rateMbps * 1e6)))));
    helper.SetChannelAttribute("Delay", TimeValue(NanoSeconds(std::llround(link.delayMs * 1e6))));
    helper.SetQueue("ns3::DropTailQueue",
                    "MaxSize",
                    QueueSizeValue(QueueSize(QueueSizeUnit::PACKETS, 1000)));
    const auto devices = helper.Install(GetNode(link.left), GetNode(link.right));
    for (uint32_t end = 0; end < 2; ++end)
    {
        const Host host = end == 0 ? link.left : link.right;
        const Host other = end == 0 ? link.right : link.left;
        const auto ipv4 = GetNode(host)->GetObject<Ipv4>();
        const uint32_t interface = ipv4->AddInterface(devices.Get(end));
        // One address, whatever the number of links, as on unnumbered links: host routes only.
        ipv4->AddAddress(interface, Ipv4InterfaceAddress(GetAddress(host), Ipv4Mask::GetOnes()));
        ipv4->SetUp(interface);
        m_interfaces[{host, other}] = interface;
        m_devices.push_back(devices.Get(end));
        if (link.hasLoss)
        {
            const auto model = CreateObject<RateErrorModel>();
            model->SetUnit(RateErrorModel::ERROR_UNIT_PACKET);
            model->SetRate(plan.loss);
            model->AssignStreams(stream++);
            devices.Get(end)->SetAttribute("ReceiveErrorModel", PointerValue(model));
        }
    }
    m_captures.emplace_back(GetName(link.left) + "-" + GetName(link.right), devices.Get(0));
}

void
FirewallNetwork::SetRoute(Host at, Ipv4Address destination, Host next)
{
    const auto routing = Ipv4StaticRoutingHelper().GetStaticRouting(GetNode(at)->GetObject<Ipv4>());
    for (uint32_t i = routing->GetNRoutes(); i > 0; --i)
    {
        const auto route = routing->GetRoute(i - 1);
        if (route.IsHost() && route.GetDest() == destination)
        {
            routing->RemoveRoute(i - 1);
        }
    }
    routing->AddHostRouteTo(destination, m_interfaces.at({at, next}));
}

void
FirewallNetwork::SetInward(Ipv4Address destination, Host firewall)
{
    SetRoute(Core, destination, firewall);
    if (m_plan.routes == Routes::Series)
    {
        SetRoute(FirewallB, destination, FirewallA);
    }
}

void
FirewallNetwork::SetRoutes()
{
    const bool isSeries = m_plan.routes == Routes::Series;
    const Host sip = m_plan.routes == Routes::ProxyOffPath ? FirewallB : FirewallA;
    const Host outermost = isSeries ? FirewallB : FirewallA;
    const Host inside[] = {Alice, Proxy1};
    const Host outside[] = {Proxy2, Bob, Mallory};
    for (const Host host : {Alice, Proxy1, Proxy2, Bob, Mallory})
    {
        const Host router = host == Alice || host == Proxy1 ? Site : Core;
        Ipv4StaticRoutingHelper()
            .GetStaticRouting(GetNode(host)->GetObject<Ipv4>())
            ->SetDefaultRoute(Ipv4Address::GetZero(), m_interfaces.at({host, router}));
        SetRoute(router, GetAddress(host), host);
    }
    for (const Host host : inside)
    {
        SetRoute(FirewallA, GetAddress(host), Site);
        SetRoute(FirewallB, GetAddress(host), Site);
    }
    for (const Host host : outside)
    {
        SetRoute(Site, GetAddress(host), host == Proxy2 ? sip : FirewallA);
        SetRoute(FirewallA, GetAddress(host), isSeries ? FirewallB : Core);
        SetRoute(FirewallB, GetAddress(host), Core);
    }
    const Host mediaIn = m_plan.routes == Routes::Asymmetric || isSeries ? FirewallB : FirewallA;
    SetInward(GetAddress(Alice), mediaIn);
    SetInward(GetAddress(Proxy1), isSeries ? FirewallB : sip);
    SetInward(GetAddress(FirewallA), outermost);
    SetRoute(Core, GetAddress(FirewallB), FirewallB);
    SetRoute(Site, GetAddress(FirewallA), FirewallA);
    SetRoute(Site, GetAddress(FirewallB), FirewallB);
    SetRoute(FirewallA, GetAddress(FirewallB), isSeries ? FirewallB : Site);
    SetRoute(FirewallB, GetAddress(FirewallA), isSeries ? FirewallA : Site);
    const Host proxy = GetProxyHost();
    if (proxy != Proxy1)
    {
        SetInward(GetRelayAddress(), proxy == FirewallA ? outermost : proxy);
        SetRoute(Site, GetRelayAddress(), proxy);
    }
}

void
FirewallNetwork::MoveMedia()
{
    SetRoute(Site, GetAddress(Bob), FirewallB);
    SetRoute(Core, GetAddress(Alice), FirewallB);
}

FirewallNetwork::Host
FirewallNetwork::GetProxyHost() const
{
    return !m_plan.isProxyAtFirewall               ? Proxy1
           : m_plan.routes == Routes::ProxyOffPath ? FirewallB
                                                   : FirewallA;
}

void
FirewallNetwork::InstallSip()
{
    m_sip.SetUserAgentAttribute("Protocol", StringValue("TCP"));
    m_sip.SetUserAgentAttribute("RingingDelay", TimeValue(MilliSeconds(RINGING_DELAY_MS)));
    m_sip.SetUserAgentAttribute("AnswerDelay", TimeValue(MilliSeconds(ANSWER_DELAY_MS)));
    m_sip.SetUserAgentAttribute("Epoch", IntegerValue(SCENARIO_EPOCH_S));
    m_sip.SetProxyAttribute("Protocol", StringValue("TCP"));
    m_sip.SetProxyAttribute("Epoch", IntegerValue(SCENARIO_EPOCH_S));
    const std::string domains[] = {"atlanta.example.com", "biloxi.example.com"};
    for (std::size_t i = 0; i < 2; ++i)
    {
        const auto node = GetNode(i == 0 ? GetProxyHost() : Proxy2);
        const std::string host = "ss" + std::to_string(i + 1) + "." + domains[i];
        m_proxies[i] = m_sip.InstallProxy(node, host, domains[i]);
        m_agents[i] = m_sip.InstallUserAgent(GetNode(i == 0 ? Alice : Bob),
                                             "sip:" + std::string(i == 0 ? "alice" : "bob") + "@" +
                                                 domains[i],
                                             "client." + domains[i]);
        m_agents[i]->SetAttribute("OutboundProxy",
                                  StringValue(SipNetworkHelper::GetUri(m_proxies[i]).ToString()));
        m_proxies[i]->GetLocationService()->AddStatic(m_agents[i]->GetAddressOfRecord(),
                                                      m_agents[i]->GetContactUri());
    }
    m_proxies[0]->AddNextHop(domains[1], SipNetworkHelper::GetUri(m_proxies[1]));
    m_proxies[1]->AddNextHop(domains[0], SipNetworkHelper::GetUri(m_proxies[0]));
}

Ptr<Node>
FirewallNetwork::GetNode(Host host) const
{
    return m_nodes.Get(static_cast<uint32_t>(host));
}

std::string
FirewallNetwork::GetName(Host host)
{
    return HOST_NAMES[host].first;
}

Ipv4Address
FirewallNetwork::GetAddress(Host host)
{
    return Ipv4Address(HOST_NAMES[host].second);
}

Ipv4Address
FirewallNetwork::GetRelayAddress()
{
    return Ipv4Address("192.0.2.112");
}

Ptr<SipUserAgent>
FirewallNetwork::GetAgent(Host host) const
{
    return m_agents[host == Alice ? 0 : 1];
}

Ptr<SipProxy>
FirewallNetwork::GetProxy(Host host) const
{
    return m_proxies[host == Proxy2 ? 1 : 0];
}

const std::vector<Ptr<NetDevice>>&
FirewallNetwork::GetDevices() const
{
    return m_devices;
}

void
FirewallNetwork::EnableCaptures(const std::string& prefix) const
{
    PointToPointHelper helper;
    for (const auto& [name, device] : m_captures)
    {
        helper.EnablePcap(prefix + name + ".pcap", device, false, true);
    }
}

} // namespace ns3
