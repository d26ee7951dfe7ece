// SPDX-License-Identifier: GPL-2.0-only

#include "fork-network.h"

#include "ns3/data-rate.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-interface-address.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/ipv4-static-routing.h"
#include "ns3/ipv4.h"
#include "ns3/nstime.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/processor-helper.h"
#include "ns3/string.h"

#include <cmath>

namespace ns3
{

namespace
{

/// Places in the list of hosts.
constexpr size_t ALICE = 0;
constexpr size_t SS1 = 1;
constexpr size_t SS2 = 2;
constexpr size_t FIRST_PHONE = 3;

} // namespace

void
ForkNetworkOptions::AddTo(ScenarioOptions& options)
{
    options.AddChoice("transport", transport, {"udp", "tcp"}, "what carries SIP");
    options.AddDecimal("access-rate-mbps",
                       accessRateMbps,
                       0.01,
                       100000,
                       "rate of the links between user agents and proxies");
    options.AddDecimal("access-delay-ms", accessDelayMs, 0, 10000, "one-way delay of these links");
    options.AddDecimal("core-rate-mbps",
                       coreRateMbps,
                       0.01,
                       100000,
                       "rate of the link between the proxies");
    options.AddDecimal("core-delay-ms", coreDelayMs, 0, 10000, "one-way delay of this link");
}

ForkNetwork::ForkNetwork(const ForkNetworkOptions& options,
                         std::shared_ptr<const CostProfile> profile)
{
    m_hosts = {{"alice", "client.atlanta.example.com", {}, {}, {}, {}},
               {"ss1", "ss1.atlanta.example.com", {}, {}, {}, {}},
               {"ss2", "ss2.biloxi.example.com", {}, {}, {}, {}}};
    m_addresses = {"192.0.2.101", "192.0.2.111", "192.0.2.222"};
    for (uint64_t i = 1; i <= options.branches; ++i)
    {
        const std::string number = std::to_string(i);
        m_hosts.push_back(
            {"bob" + number, "client" + number + ".biloxi.example.com", {}, {}, {}, {}});
        m_addresses.push_back("192.0.2." + std::to_string(200 + i));
    }
    NodeContainer nodes(static_cast<uint32_t>(m_hosts.size()));
    InternetStackHelper internet;
    internet.SetIpv6StackInstall(false);
    internet.SetRoutingHelper(Ipv4StaticRoutingHelper());
    internet.Install(nodes);
    const ProcessorHelper processors(std::move(profile));
    for (size_t i = 0; i < m_hosts.size(); ++i)
    {
        m_hosts[i].node = nodes.Get(static_cast<uint32_t>(i));
        m_hosts[i].processor = processors.Install(m_hosts[i].node);
        m_hosts[i].meter = std::make_shared<NodeMeter>(m_hosts[i].node);
    }
    Link(ALICE, SS1, options.accessRateMbps, options.accessDelayMs);
    Link(SS1, SS2, options.coreRateMbps, options.coreDelayMs);
    for (size_t i = FIRST_PHONE; i < m_hosts.size(); ++i)
    {
        Link(SS2, i, options.accessRateMbps, options.accessDelayMs);
    }
    // Host routes: interface 1 leads to the left, those after it to the right.
    const Ipv4StaticRoutingHelper helper;
    for (size_t i = 0; i < m_hosts.size(); ++i)
    {
        const auto routing = helper.GetStaticRouting(m_hosts[i].node->GetObject<Ipv4>());
        for (size_t j = 0; j < m_hosts.size(); ++j)
        {
            uint32_t interface = 1;
            if (i == SS1 && j > i)
            {
                interface = 2;
            }
            else if (i == SS2 && j > i)
            {
                interface = static_cast<uint32_t>(2 + j - FIRST_PHONE);
            }
            if (i != j)
            {
                routing->AddHostRouteTo(Ipv4Address(m_addresses[j].c_str()), interface);
            }
        }
    }
    InstallSip(options);
}

void
ForkNetwork::Link(size_t a, size_t b, double rateMbps, double delayMs)
{
    PointToPointHelper link;
    const DataRate rate(static_cast<uint64_t>(std::llround(rateMbps * 1e6)));
    link.SetDeviceAttribute("DataRate", DataRateValue(rate));
    link.SetChannelAttribute("Delay", TimeValue(NanoSeconds(std::llround(delayMs * 1e6))));
    const auto devices = link.Install(m_hosts[a].node, m_hosts[b].node);
    m_devices.push_back(devices.Get(0));
    m_links.push_back(m_hosts[a].name + "-" + m_hosts[b].name);
    uint32_t end = 0;
    for (const size_t host : {a, b})
    {
        const auto ipv4 = m_hosts[host].node->GetObject<Ipv4>();
        const uint32_t interface = ipv4->AddInterface(devices.Get(end++));
        // The same address on all interfaces, as on unnumbered links.
        const Ipv4Address address(m_addresses[host].c_str());
        ipv4->AddAddress(interface, Ipv4InterfaceAddress(address, Ipv4Mask::GetOnes()));
        ipv4->SetUp(interface);
    }
}

void
ForkNetwork::InstallSip(const ForkNetworkOptions& options)
{
    const StringValue protocol(options.transport == "udp" ? "UDP" : "TCP");
    m_sip.SetUserAgentAttribute("Protocol", protocol);
    m_sip.SetProxyAttribute("Protocol", protocol);
    const std::string callerDomain = "atlanta.example.com";
    const std::string calleeDomain = "biloxi.example.com";
    m_callerProxy = m_sip.InstallProxy(m_hosts[SS1].node, m_hosts[SS1].hostName, callerDomain);
    const auto ss2 = m_sip.InstallProxy(m_hosts[SS2].node, m_hosts[SS2].hostName, calleeDomain);
    m_callerProxy->AddNextHop(calleeDomain, SipNetworkHelper::GetUri(ss2));
    ss2->AddNextHop(callerDomain, SipNetworkHelper::GetUri(m_callerProxy));
    m_hosts[SS1].element = m_callerProxy;
    m_hosts[SS2].element = ss2;
    const auto install = [this](Host& host, const std::string& user, const Ptr<SipProxy>& proxy)
    {
        const auto agent = m_sip.InstallUserAgent(host.node, user, host.hostName);
        agent->SetAttribute("OutboundProxy", StringValue(proxy->GetRouteUri(false).ToString()));
        host.element = agent;
        return agent;
    };
    m_caller = install(m_hosts[ALICE], CALLER, m_callerProxy);
    for (size_t i = FIRST_PHONE; i < m_hosts.size(); ++i)
    {
        m_phones.push_back(install(m_hosts[i], CALLEE, ss2));
        ss2->GetLocationService()->AddStatic(m_phones.back()->GetAddressOfRecord(),
                                             m_phones.back()->GetContactUri());
    }
}

const std::vector<ForkNetwork::Host>&
ForkNetwork::GetHosts() const
{
    return m_hosts;
}

Ptr<SipUserAgent>
ForkNetwork::GetCaller() const
{
    return m_caller;
}

const std::vector<Ptr<SipUserAgent>>&
ForkNetwork::GetPhones() const
{
    return m_phones;
}

Ptr<SipProxy>
ForkNetwork::GetCallerProxy() const
{
    return m_callerProxy;
}

void
ForkNetwork::EnableCaptures(const std::string& prefix)
{
    PointToPointHelper helper;
    for (size_t i = 0; i < m_devices.size(); ++i)
    {
        helper.EnablePcap(prefix + m_links[i] + ".pcap", m_devices[i], false, true);
    }
}

} // namespace ns3
