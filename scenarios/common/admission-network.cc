// SPDX-License-Identifier: GPL-2.0-only

#include "admission-network.h"

#include "ns3/data-rate.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-interface-address.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/ipv4-static-routing.h"
#include "ns3/ipv4.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/processor-helper.h"
#include "ns3/queue-size.h"
#include "ns3/sip-location-service.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

namespace ns3
{

namespace
{

/// Rate of the links that are no bottleneck.
constexpr uint64_t FAST_BIT_RATE = 1000000000;
/// Packets that may wait before them.
constexpr uint32_t LONG_QUEUE = 1000;

/// The hosts' names in captures, and their addresses.
const std::array<std::pair<const char*, const char*>, AdmissionNetwork::HOSTS> HOST_NAMES{
    {{"caller", "192.0.2.101"},
     {"ss1", "192.0.2.111"},
     {"ss2", "192.0.2.222"},
     {"callee", "192.0.2.201"}}};

} // namespace

AdmissionNetwork::AdmissionNetwork(const Plan& plan, std::shared_ptr<const CostProfile> profile)
    : m_nodes(HOSTS)
{
    InternetStackHelper internet;
    internet.SetIpv6StackInstall(false);
    internet.SetRoutingHelper(Ipv4StaticRoutingHelper());
    internet.Install(m_nodes);
    const ProcessorHelper processors(std::move(profile));
    for (std::size_t i = 0; i < HOSTS; ++i)
    {
        processors.Install(m_nodes.Get(static_cast<uint32_t>(i)));
    }
    const Ends left = Link(Caller, LeftProxy, FAST_BIT_RATE, plan.accessDelay, LONG_QUEUE);
    const Ends signalling = Link(LeftProxy, RightProxy, FAST_BIT_RATE, plan.coreDelay, LONG_QUEUE);
    const Ends media =
        Link(LeftProxy, RightProxy, plan.mediaBitRate, plan.coreDelay, plan.queuePackets);
    const Ends right = Link(RightProxy, Callee, FAST_BIT_RATE, plan.accessDelay, LONG_QUEUE);
    const auto ipv4 = GetNode(LeftProxy)->GetObject<Ipv4>();
    ipv4->AddAddress(media.first, Ipv4InterfaceAddress(GetRelayAddress(), Ipv4Mask::GetOnes()));

    const Ipv4StaticRoutingHelper helper;
    const auto add = [&](Host host, const std::vector<std::pair<Ipv4Address, uint32_t>>& routes)
    {
        const auto routing = helper.GetStaticRouting(GetNode(host)->GetObject<Ipv4>());
        for (const auto& [address, interface] : routes)
        {
            routing->AddHostRouteTo(address, interface);
        }
    };
    add(Caller,
        {{GetAddress(LeftProxy), left.first},
         {GetRelayAddress(), left.first},
         {GetAddress(Callee), left.first}});
    add(LeftProxy,
        {{GetAddress(Caller), left.second},
         {GetAddress(RightProxy), signalling.first},
         {GetAddress(Callee), media.first}});
    add(RightProxy,
        {{GetAddress(Callee), right.first},
         {GetAddress(LeftProxy), signalling.second},
         {GetRelayAddress(), media.second},
         {GetAddress(Caller), media.second}});
    add(Callee,
        {{GetAddress(RightProxy), right.second},
         {GetRelayAddress(), right.second},
         {GetAddress(Caller), right.second}});

    m_sip.SetUserAgentAttribute("Protocol", StringValue("TCP"));
    m_sip.SetUserAgentAttribute("RingingDelay", TimeValue(Seconds(0)));
    m_sip.SetUserAgentAttribute("AnswerDelay", TimeValue(Seconds(0)));
    m_sip.SetUserAgentAttribute("MaxCalls", UintegerValue(100000));
    m_sip.SetProxyAttribute("Protocol", StringValue("TCP"));
    const std::string domains[] = {"atlanta.example.com", "biloxi.example.com"};
    for (std::size_t i = 0; i < 2; ++i)
    {
        const auto node = GetNode(i == 0 ? LeftProxy : RightProxy);
        const std::string host = "ss" + std::to_string(i + 1) + "." + domains[i];
        m_proxies[i] = m_sip.InstallProxy(node, host, domains[i]);
        const auto agent = m_sip.InstallUserAgent(GetNode(i == 0 ? Caller : Callee),
                                                  "sip:" + std::string(i == 0 ? "alice" : "bob") +
                                                      "@" + domains[i],
                                                  "client." + domains[i]);
        agent->SetAttribute("OutboundProxy", StringValue(m_proxies[i]->GetRouteUri().ToString()));
        (i == 0 ? m_caller : m_callee) = agent;
        m_proxies[i]->GetLocationService()->AddStatic(agent->GetAddressOfRecord(),
                                                      agent->GetContactUri());
    }
    m_proxies[0]->AddNextHop(domains[1], SipNetworkHelper::GetUri(m_proxies[1]));
    m_proxies[1]->AddNextHop(domains[0], SipNetworkHelper::GetUri(m_proxies[0]));
}

AdmissionNetwork::Ends
AdmissionNetwork::Link(Host left, Host right, uint64_t bitRate, Time delay, uint32_t queuePackets)
{
    PointToPointHelper helper;
    helper.SetDeviceAttribute("DataRate", DataRateValue(DataRate(bitRate)));
    helper.SetChannelAttribute("Delay", TimeValue(delay));
    helper.SetQueue("ns3::DropTailQueue",
                    "MaxSize",
                    QueueSizeValue(QueueSize(QueueSizeUnit::PACKETS, queuePackets)));
    const auto devices = helper.Install(GetNode(left), GetNode(right));
    std::array<uint32_t, 2> interfaces{};
    for (uint32_t end = 0; end < 2; ++end)
    {
        const Host host = end == 0 ? left : right;
        const auto ipv4 = GetNode(host)->GetObject<Ipv4>();
        interfaces[end] = ipv4->AddInterface(devices.Get(end));
        // One address, whatever the number of links, as on unnumbered links: host routes only.
        ipv4->AddAddress(interfaces[end],
                         Ipv4InterfaceAddress(GetAddress(host), Ipv4Mask::GetOnes()));
        ipv4->SetUp(interfaces[end]);
    }
    const bool isMedia = bitRate != FAST_BIT_RATE;
    for (uint32_t end = 0; isMedia && end < 2; ++end)
    {
        m_media[end] = DynamicCast<PointToPointNetDevice>(devices.Get(end));
    }
    m_devices.emplace_back(std::string(HOST_NAMES[left].first) + "-" + HOST_NAMES[right].first +
                               (isMedia ? "-media" : ""),
                           devices.Get(0));
    return {interfaces[0], interfaces[1]};
}

Ptr<Node>
AdmissionNetwork::GetNode(Host host) const
{
    return m_nodes.Get(static_cast<uint32_t>(host));
}

Ipv4Address
AdmissionNetwork::GetAddress(Host host) const
{
    return Ipv4Address(HOST_NAMES[host].second);
}

Ipv4Address
AdmissionNetwork::GetRelayAddress() const
{
    return Ipv4Address("192.0.2.112");
}

Ptr<SipUserAgent>
AdmissionNetwork::GetCaller() const
{
    return m_caller;
}

Ptr<SipUserAgent>
AdmissionNetwork::GetCallee() const
{
    return m_callee;
}

Ptr<SipProxy>
AdmissionNetwork::GetProxy(Host host) const
{
    return m_proxies[host == LeftProxy ? 0 : 1];
}

std::array<Ptr<PointToPointNetDevice>, 2>
AdmissionNetwork::GetMediaDevices() const
{
    return m_media;
}

void
AdmissionNetwork::EnableCaptures(const std::string& prefix) const
{
    PointToPointHelper helper;
    for (const auto& [name, device] : m_devices)
    {
        helper.EnablePcap(prefix + name + ".pcap", device, false, true);
    }
}

} // namespace ns3
