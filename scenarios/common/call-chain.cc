// SPDX-License-Identifier: GPL-2.0-only

#include "call-chain.h"

#include "ns3/data-rate.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-interface-address.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/ipv4-static-routing.h"
#include "ns3/ipv4.h"
#include "ns3/nstime.h"
#include "ns3/processor-helper.h"
#include "ns3/string.h"

#include <cmath>

namespace ns3
{

namespace
{

/// Alice's domain.
constexpr const char* CALLER_DOMAIN = "atlanta.example.com";
/// Bob's domain.
constexpr const char* CALLEE_DOMAIN = "biloxi.example.com";

/**
 * Convert a rate.
 *
 * @param mbps in Mbit/s
 * @return the rate
 */
DataRate
ToDataRate(double mbps)
{
    return DataRate(static_cast<uint64_t>(std::llround(mbps * 1e6)));
}

/**
 * Convert a delay.
 *
 * @param ms in ms
 * @return the delay, in whole nanoseconds
 */
Time
ToTime(double ms)
{
    return NanoSeconds(std::llround(ms * 1e6));
}

} // namespace

void
CallChainOptions::AddTo(ScenarioOptions& options)
{
    options.AddChoice("transport", transport, {"udp", "tcp", "tls"}, "what carries SIP");
    options.AddChoice("scheme", scheme, {"sip", "sips"}, "scheme of the users' URIs");
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
                       "rate of the links between proxies");
    options.AddDecimal("core-delay-ms", coreDelayMs, 0, 10000, "one-way delay of these links");
}

std::string
CallChainOptions::Check() const
{
    return scheme == "sips" && transport != "tls" ? "--scheme: sips needs --transport tls" : "";
}

CallChain::CallChain(const CallChainOptions& options, std::shared_ptr<const CostProfile> profile)
{
    NameHosts(options.proxies);
    m_nodes.Create(static_cast<uint32_t>(m_hosts.size()));
    InternetStackHelper internet;
    internet.SetIpv6StackInstall(false);
    internet.SetRoutingHelper(Ipv4StaticRoutingHelper());
    internet.Install(m_nodes);
    const ProcessorHelper processors(std::move(profile));
    for (size_t i = 0; i < m_hosts.size(); ++i)
    {
        m_hosts[i].node = m_nodes.Get(static_cast<uint32_t>(i));
        m_hosts[i].processor = processors.Install(m_hosts[i].node);
        m_hosts[i].meter = std::make_shared<NodeMeter>(m_hosts[i].node);
    }
    Link(options);
    InstallSip(options);
}

void
CallChain::NameHosts(uint64_t proxies)
{
    const auto add = [this](const std::string& name,
                            const std::string& role,
                            const std::string& hostName,
                            const std::string& identity,
                            const std::string& address)
    {
        m_hosts.push_back(
            {name, role, hostName, identity, Ipv4Address(address.c_str()), {}, {}, {}, {}});
    };
    add("alice",
        "caller",
        std::string("client.") + CALLER_DOMAIN,
        std::string("uri:sip:alice@") + CALLER_DOMAIN,
        "192.0.2.101");
    for (uint64_t i = 1; i <= proxies; ++i)
    {
        const std::string name = "ss" + std::to_string(i);
        const std::string domain = i == 1         ? CALLER_DOMAIN
                                   : i == proxies ? CALLEE_DOMAIN
                                                  : "transit.example.com";
        const std::string hostName = name + "." + domain;
        const bool isLast = i > 1 && i == proxies;
        add(name,
            "proxy-" + std::to_string(i),
            hostName,
            "dns:" + hostName,
            "192.0.2." + std::to_string(isLast ? 222 : 110 + i));
    }
    add("bob",
        "callee",
        std::string("client.") + CALLEE_DOMAIN,
        std::string("uri:sip:bob@") + CALLEE_DOMAIN,
        "192.0.2.201");
}

void
CallChain::Link(const CallChainOptions& options)
{
    std::vector<std::vector<uint32_t>> interfaces(m_hosts.size());
    for (size_t i = 0; i + 1 < m_hosts.size(); ++i)
    {
        const bool isAccess = i == 0 || i + 2 == m_hosts.size();
        PointToPointHelper link;
        link.SetDeviceAttribute(
            "DataRate",
            DataRateValue(ToDataRate(isAccess ? options.accessRateMbps : options.coreRateMbps)));
        link.SetChannelAttribute(
            "Delay",
            TimeValue(ToTime(isAccess ? options.accessDelayMs : options.coreDelayMs)));
        const auto devices = link.Install(m_hosts[i].node, m_hosts[i + 1].node);
        m_devices.push_back(devices.Get(0));
        for (size_t end = 0; end < 2; ++end)
        {
            const Host& host = m_hosts[i + end];
            const auto ipv4 = host.node->GetObject<Ipv4>();
            const uint32_t interface = ipv4->AddInterface(devices.Get(static_cast<uint32_t>(end)));
            // The same address on both sides, as on an unnumbered link: no subnet, host routes
            // only.
            ipv4->AddAddress(interface, Ipv4InterfaceAddress(host.address, Ipv4Mask::GetOnes()));
            ipv4->SetUp(interface);
            interfaces[i + end].push_back(interface);
        }
    }
    const Ipv4StaticRoutingHelper helper;
    for (size_t i = 0; i < m_hosts.size(); ++i)
    {
        const auto routing = helper.GetStaticRouting(m_hosts[i].node->GetObject<Ipv4>());
        for (size_t j = 0; j < m_hosts.size(); ++j)
        {
            if (j != i)
            {
                routing->AddHostRouteTo(m_hosts[j].address,
                                        j < i ? interfaces[i].front() : interfaces[i].back());
            }
        }
    }
}

void
CallChain::InstallSip(const CallChainOptions& options)
{
    m_usesTls = options.transport == "tls";
    const bool isSecure = options.scheme == "sips";
    const StringValue protocol(m_usesTls ? "TLS" : options.transport == "udp" ? "UDP" : "TCP");
    m_sip.SetUserAgentAttribute("Protocol", protocol);
    m_sip.SetProxyAttribute("Protocol", protocol);
    for (size_t i = 1; i + 1 < m_hosts.size(); ++i)
    {
        Host& host = m_hosts[i];
        const std::string domain = i + 2 == m_hosts.size() ? CALLEE_DOMAIN : "";
        m_proxies.push_back(m_sip.InstallProxy(host.node, host.hostName, domain));
        host.element = m_proxies.back();
    }
    m_proxies.front()->AddDomain(CALLER_DOMAIN);
    for (size_t i = 0; i + 1 < m_proxies.size(); ++i)
    {
        m_proxies[i]->AddNextHop(CALLEE_DOMAIN, SipNetworkHelper::GetUri(m_proxies[i + 1]));
        m_proxies[i + 1]->AddNextHop(CALLER_DOMAIN, SipNetworkHelper::GetUri(m_proxies[i]));
    }
    const auto install = [&](const Host& host, const Ptr<SipProxy>& proxy)
    {
        const std::string user = host.identity.substr(host.identity.find(':', 4) + 1);
        const auto agent =
            m_sip.InstallUserAgent(host.node, options.scheme + ":" + user, host.hostName);
        agent->SetAttribute("OutboundProxy", StringValue(proxy->GetRouteUri(isSecure).ToString()));
        return agent;
    };
    m_caller = install(m_hosts.front(), m_proxies.front());
    m_callee = install(m_hosts.back(), m_proxies.back());
    m_hosts.front().element = m_caller;
    m_hosts.back().element = m_callee;
}

const std::vector<CallChain::Host>&
CallChain::GetHosts() const
{
    return m_hosts;
}

Ptr<SipUserAgent>
CallChain::GetCaller() const
{
    return m_caller;
}

Ptr<SipUserAgent>
CallChain::GetCallee() const
{
    return m_callee;
}

const std::vector<Ptr<SipProxy>>&
CallChain::GetProxies() const
{
    return m_proxies;
}

bool
CallChain::UsesTls() const
{
    return m_usesTls;
}

SipNetworkHelper&
CallChain::GetSip()
{
    return m_sip;
}

void
CallChain::EnableCaptures(const std::string& prefix)
{
    PointToPointHelper helper;
    for (size_t i = 0; i < m_devices.size(); ++i)
    {
        helper.EnablePcap(prefix + m_hosts[i].name + "-" + m_hosts[i + 1].name + ".pcap",
                          m_devices[i],
                          false,
                          true);
    }
}

} // namespace ns3
