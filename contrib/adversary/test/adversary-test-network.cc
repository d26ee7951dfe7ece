// SPDX-License-Identifier: GPL-2.0-only
#include "adversary-test-network.h"

#include "ns3/boolean.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/ipv4-global-routing-helper.h"
#include "ns3/node-container.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/sip-digest-authentication-policy.h"
#include "ns3/string.h"

namespace ns3
{

AttackCase::AttackCase(const std::string& name, std::function<void(AttackCase&)> body)
    : TestCase(name)
    , m_body(std::move(body))
{
}

void
AttackCase::True(bool value, const std::string& what)
{
    NS_TEST_EXPECT_MSG_EQ(value, true, what);
}

void
AttackCase::Equal(int64_t actual, int64_t expected, const std::string& what)
{
    NS_TEST_EXPECT_MSG_EQ(actual, expected, what);
}

void
AttackCase::DoRun()
{
    RngSeedManager::SetSeed(1);
    RngSeedManager::SetRun(1);
    m_body(*this);
    Simulator::Destroy();
}

SipUri
MakeTestUri(const std::string& text)
{
    return SipUri::Parse(text).value_or(SipUri());
}

AttackNetwork::AttackNetwork(bool hasDigest, const std::string& protocol)
    : adversary(sip.GetResolver())
    , m_protocol(protocol)
{
    NodeContainer hosts;
    NodeContainer routers;
    NodeContainer core;
    hosts.Create(HOSTS);
    routers.Create(HOSTS);
    core.Create(1);
    InternetStackHelper internet;
    internet.SetIpv6StackInstall(false);
    internet.Install(NodeContainer(hosts, routers, core));
    PointToPointHelper link;
    link.SetDeviceAttribute("DataRate", StringValue("100Mbps"));
    link.SetChannelAttribute("Delay", StringValue("2ms"));
    Ipv4AddressHelper addresses("10.1.0.0", "255.255.255.0");
    for (uint32_t i = 0; i < HOSTS; ++i)
    {
        const auto devices = link.Install(hosts.Get(i), routers.Get(i));
        m_addresses.push_back(addresses.Assign(devices).GetAddress(0));
        addresses.NewNetwork();
        addresses.Assign(link.Install(routers.Get(i), core.Get(0)));
        addresses.NewNetwork();
        m_nodes.push_back(hosts.Get(i));
        m_links.push_back(routers.Get(i));
    }
    Ipv4GlobalRoutingHelper::PopulateRoutingTables();

    sip.SetProxyAttribute("Protocol", StringValue(protocol));
    sip.SetUserAgentAttribute("Protocol", StringValue(protocol));
    proxyA = sip.InstallProxy(GetNode(ProxyA), "proxy.a.example", "a.example");
    proxyB = sip.InstallProxy(GetNode(ProxyB), "proxy.b.example", "b.example");
    for (const Ptr<SipProxy>& proxy : {proxyA, proxyB})
    {
        Ptr<SipPasswordFile> passwords = CreateObject<SipPasswordFile>();
        for (const char* user : {"alice", "bob", "carol"})
        {
            passwords->AddUser(user, user == std::string("alice") ? "secret" : "unguessable 27 x");
        }
        if (hasDigest)
        {
            Ptr<SipDigestAuthenticationPolicy> gate = CreateObject<SipDigestAuthenticationPolicy>();
            gate->SetPasswordFile(passwords);
            proxy->AddPolicy(gate);
        }
        sip.InstallRegistrar(proxy, hasDigest ? passwords : nullptr);
        proxy->TraceConnectWithoutContext(
            "SecurityEvent",
            Callback<void, const SipSecurityEvent&>(std::function<void(const SipSecurityEvent&)>(
                [this](const SipSecurityEvent& event)
                {
                    notices.push_back(event);
                })));
    }
    alice = AddUser(Alice, "alice@a.example", "proxy.a.example", aliceSession);
    bob = AddUser(Bob, "bob@b.example", "proxy.b.example", bobSession);
    carol = AddUser(Carol, "carol@b.example", "proxy.b.example", carolSession);
    bob->SetIncomingCallCallback(
        [this](Ptr<SipCall> incomingCall)
        {
            incoming.push_back(incomingCall);
        });
    carol->SetIncomingCallCallback(
        [this](Ptr<SipCall> incomingCall)
        {
            incomingAtCarol.push_back(incomingCall);
        });
}

Ptr<SipUserAgent>
AttackNetwork::AddUser(Host host,
                       const std::string& user,
                       const std::string& proxy,
                       Ptr<FixedSessionDescriber>& session)
{
    Ptr<SipUserAgent> agent = sip.InstallUserAgent(GetNode(host), "sip:" + user);
    session = CreateObject<FixedSessionDescriber>();
    agent->SetSessionDescriber(session);
    agent->SetAttribute("OutboundProxy", StringValue("sip:" + proxy + ";lr"));
    agent->SetAttribute("RegisterAtStart", BooleanValue(true));
    const std::string name = user.substr(0, user.find('@'));
    agent->SetCredentials(name, name == "alice" ? "secret" : "unguessable 27 x");
    agent->TraceConnectWithoutContext(
        "SecurityEvent",
        Callback<void, const SipSecurityEvent&>(std::function<void(const SipSecurityEvent&)>(
            [this](const SipSecurityEvent& event)
            {
                notices.push_back(event);
            })));
    return agent;
}

Ptr<Node>
AttackNetwork::GetNode(Host host) const
{
    return m_nodes.at(host);
}

Ptr<Node>
AttackNetwork::GetLink(Host host) const
{
    return m_links.at(host);
}

Ipv4Address
AttackNetwork::GetAddress(Host host) const
{
    return m_addresses.at(host);
}

void
AttackNetwork::At(double seconds, std::function<void()> what)
{
    Simulator::Schedule(Seconds(seconds),
                        [what]()
                        {
                            what();
                        });
}

void
AttackNetwork::PlanCall()
{
    At(2,
       [this]()
       {
           call = alice->Invite(bob->GetAddressOfRecord());
       });
    At(8,
       [this]()
       {
           alice->HangUpAll();
       });
}

void
AttackNetwork::Run(double seconds)
{
    sip.AssignStreams(1000);
    adversary.AssignStreams(2000);
    Simulator::Stop(Seconds(seconds));
    Simulator::Run();
}

bool
AttackNetwork::IsBobReached() const
{
    return !incoming.empty() && incoming.back()->GetStatusCode() == 200;
}

std::size_t
AttackNetwork::CountNotices(SipSecurityEventKind kind) const
{
    std::size_t count = 0;
    for (const SipSecurityEvent& event : notices)
    {
        count += event.kind == kind ? 1 : 0;
    }
    return count;
}

} // namespace ns3
