// SPDX-License-Identifier: GPL-2.0-only

#include "trust-topology.h"

#include "ns3/assert.h"
#include "ns3/data-rate.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/ipv4-global-routing-helper.h"
#include "ns3/node-container.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/processor-helper.h"
#include "ns3/string.h"

#include <algorithm>
#include <cmath>

namespace ns3
{

TrustTopology::TrustTopology(const TrustTopologyOptions& options,
                             std::shared_ptr<const CostProfile> profile)
{
    NameHosts(options);
    NodeContainer hosts;
    hosts.Create(static_cast<uint32_t>(m_hosts.size()));
    const ProcessorHelper processors(std::move(profile));
    for (size_t i = 0; i < m_hosts.size(); ++i)
    {
        m_hosts[i].node = hosts.Get(static_cast<uint32_t>(i));
        m_hosts[i].processor = processors.Install(m_hosts[i].node);
    }
    Link(options);
}

void
TrustTopology::NameHosts(const TrustTopologyOptions& options)
{
    const auto add =
        [this](const std::string& name, const std::string& domain, const std::string& hostName)
    {
        Host host;
        host.name = name;
        host.domain = domain;
        host.hostName = hostName;
        m_hosts.push_back(host);
    };
    add("alice", CALLER_DOMAIN, std::string("client.") + CALLER_DOMAIN);
    for (uint64_t i = 1; i <= options.proxies; ++i)
    {
        const std::string domain = i == 1                 ? CALLER_DOMAIN
                                   : i == options.proxies ? CALLEE_DOMAIN
                                                          : TRANSIT_DOMAIN;
        const std::string name = "ss" + std::to_string(i);
        add(name, domain, name + "." + domain);
    }
    add("bob", CALLEE_DOMAIN, std::string("client.") + CALLEE_DOMAIN);
    if (options.hasThirdDomain)
    {
        add("ss9", THIRD_DOMAIN, std::string("ss9.") + THIRD_DOMAIN);
        add("mallory", THIRD_DOMAIN, std::string("client.") + THIRD_DOMAIN);
        add("eve", "", "");
    }
}

void
TrustTopology::Link(const TrustTopologyOptions& options)
{
    NodeContainer routers(3); // core, Alice's access, Bob's access
    NodeContainer all(routers);
    for (const Host& host : m_hosts)
    {
        all.Add(host.node);
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
    core.SetDeviceAttribute("DataRate", rate(options.coreRateMbps));
    core.SetChannelAttribute("Delay", delay(options.coreDelayMs));
    PointToPointHelper access;
    access.SetDeviceAttribute("DataRate", rate(options.accessRateMbps));
    access.SetChannelAttribute("Delay", delay(options.accessDelayMs));
    Ipv4AddressHelper addresses("10.1.0.0", "255.255.255.0");
    for (Host& host : m_hosts)
    {
        const bool isAlice = host.name == "alice";
        const bool isBob = host.name == "bob";
        host.router = routers.Get(isAlice ? 1 : isBob ? 2 : 0);
        const auto devices = (isAlice || isBob ? access : core).Install(host.node, host.router);
        host.address = addresses.Assign(devices).GetAddress(0);
        addresses.NewNetwork();
        m_devices.emplace_back(host.name, devices.Get(1));
    }
    for (uint32_t i = 1; i <= 2; ++i)
    {
        const auto devices = core.Install(routers.Get(0), routers.Get(i));
        addresses.Assign(devices);
        addresses.NewNetwork();
        m_devices.emplace_back(i == 1 ? "access-alice" : "access-bob", devices.Get(1));
    }
    Ipv4GlobalRoutingHelper::PopulateRoutingTables();
}

void
TrustTopology::InstallElements(const std::string& protocol, const std::string& scheme)
{
    m_sip.SetUserAgentAttribute("Protocol", StringValue(protocol));
    m_sip.SetProxyAttribute("Protocol", StringValue(protocol));
    std::map<std::string, Ptr<SipProxy>> home; // by domain
    for (Host& host : m_hosts)
    {
        if (host.name.compare(0, 2, "ss") != 0)
        {
            continue;
        }
        if (host.domain == THIRD_DOMAIN)
        {
            m_passwords[THIRD_DOMAIN] = CreateObject<SipPasswordFile>();
            m_passwords[THIRD_DOMAIN]->AddUser("mallory", GetPassword("mallory"));
        }
        const std::string domain = host.domain == TRANSIT_DOMAIN ? "" : host.domain;
        const Ptr<SipProxy> proxy = m_sip.InstallProxy(host.node, host.hostName, domain);
        host.element = proxy;
        if (!domain.empty())
        {
            home[domain] = proxy;
        }
        if (domain != THIRD_DOMAIN)
        {
            m_proxies.push_back(proxy);
        }
    }
    if (m_proxies.size() == 1)
    {
        m_proxies.front()->AddDomain(CALLEE_DOMAIN);
        m_sip.GetResolver()->AddHost(CALLEE_DOMAIN, GetHost("ss1").address);
        home[CALLEE_DOMAIN] = m_proxies.front();
    }
    const auto route = [&scheme](Ptr<SipProxy> proxy)
    {
        SipUri uri = SipNetworkHelper::GetUri(proxy);
        uri.SetScheme(scheme);
        return uri;
    };
    for (size_t i = 0; i + 1 < m_proxies.size(); ++i)
    {
        m_proxies[i]->AddNextHop(CALLEE_DOMAIN, route(m_proxies[i + 1]));
        m_proxies[i + 1]->AddNextHop(CALLER_DOMAIN, route(m_proxies[i]));
    }
    for (Host& host : m_hosts)
    {
        if (host.name == "alice" || host.name == "bob")
        {
            InstallAgent(host, home.at(host.domain), scheme);
        }
    }
}

void
TrustTopology::InstallAgent(Host& host, Ptr<SipProxy> proxy, const std::string& scheme)
{
    const Ptr<SipUserAgent> agent =
        m_sip.InstallUserAgent(host.node,
                               scheme + ":" + host.name + "@" + host.domain,
                               host.hostName);
    SipUri route = SipNetworkHelper::GetUri(proxy);
    route.SetScheme(scheme);
    agent->SetAttribute("OutboundProxy", StringValue(route.ToString()));
    const Ptr<FixedSessionDescriber> describer = CreateObject<FixedSessionDescriber>();
    const std::string address = SipAddress::FormatIpv4(host.address);
    describer->SetAttribute("Content",
                            StringValue("v=0\r\no=" + host.name + " 2890844526 2890844526 IN IP4 " +
                                        address + "\r\ns=-\r\nc=IN IP4 " + address +
                                        "\r\nt=0 0\r\nm=audio 49172 RTP/AVP 0\r\n"
                                        "a=rtpmap:0 PCMU/8000\r\n"));
    agent->SetSessionDescriber(describer);
    m_describers[host.name] = describer;
    host.element = agent;
    Ptr<SipPasswordFile>& passwords = m_passwords[host.domain];
    if (!passwords)
    {
        passwords = CreateObject<SipPasswordFile>();
    }
    passwords->AddUser(host.name, GetPassword(host.name));
}

std::string
TrustTopology::GetPassword(const std::string& user)
{
    // Words of the attackers' list on purpose: a password that people choose.
    return user == "alice" ? "wonderland" : user == "bob" ? "builder" : "password of " + user;
}

const std::vector<TrustTopology::Host>&
TrustTopology::GetHosts() const
{
    return m_hosts;
}

const TrustTopology::Host&
TrustTopology::GetHost(const std::string& name) const
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

Ptr<SipUserAgent>
TrustTopology::GetAgent(const std::string& name) const
{
    return DynamicCast<SipUserAgent>(GetHost(name).element);
}

const std::vector<Ptr<SipProxy>>&
TrustTopology::GetProxies() const
{
    return m_proxies;
}

Ptr<FixedSessionDescriber>
TrustTopology::GetDescriber(const std::string& name) const
{
    return m_describers.at(name);
}

Ptr<SipPasswordFile>
TrustTopology::GetPasswords(const std::string& domain) const
{
    return m_passwords.at(domain);
}

SipNetworkHelper&
TrustTopology::GetSip()
{
    return m_sip;
}

void
TrustTopology::EnableCaptures(const std::string& prefix)
{
    PointToPointHelper helper;
    for (const auto& [name, device] : m_devices)
    {
        helper.EnablePcap(prefix + name + ".pcap", device, false, true);
    }
}

} // namespace ns3
