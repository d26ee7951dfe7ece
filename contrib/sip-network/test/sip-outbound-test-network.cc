// SPDX-License-Identifier: GPL-2.0-only
#include "sip-outbound-test-network.h"

#include "ns3/boolean.h"
#include "ns3/node-list.h"
#include "ns3/simulator.h"
#include "ns3/string.h"

#include <sstream>

namespace ns3
{

SipOutboundNetwork::SipOutboundNetwork(bool isOne, const std::string& protocol, bool passwords)
    : SipTestNetwork(6)
{
    helper.SetUserAgentAttribute("Protocol", StringValue(protocol));
    helper.SetProxyAttribute("Protocol", StringValue(protocol));
    alice = AddAgent(0, "sip:alice@b.example");
    bob = AddAgent(1, "sip:bob@b.example");
    edge1 = AddProxy(2, "edge1.b.example", isOne ? "b.example" : "");
    edge2 = AddProxy(3, "edge2.b.example", "");
    home = isOne ? edge1 : AddProxy(4, "home.b.example", "b.example");
    policy1 = CreateObject<SipEdgePolicy>();
    policy2 = CreateObject<SipEdgePolicy>();
    edge1->AddPolicy(policy1);
    edge2->AddPolicy(policy2);
    Ptr<SipPasswordFile> users = CreateObject<SipPasswordFile>();
    for (const auto& agent : {alice, bob})
    {
        const std::string name(agent->GetAddressOfRecord().GetUser());
        users->AddUser(name, name + "'s password");
        agent->SetCredentials(name, name + "'s password");
        UseEdges(agent, "1");
    }
    registrar = helper.InstallRegistrar(home, passwords ? users : nullptr);
    if (protocol == "TLS")
    {
        authority.Equip(alice);
        authority.Equip(bob);
        for (const auto& proxy : {edge1, edge2, home})
        {
            authority.Equip(proxy, {"uri:sip:b.example", "uri:sip:" + proxy->GetHost()});
        }
    }
    for (const auto& proxy : {edge1, edge2, isOne ? nullptr : home})
    {
        Watch(proxy);
    }
    filter = FlowFilter::Install(NodeList::GetNode(6));
}

void
SipOutboundNetwork::Watch(Ptr<SipProxy> proxy)
{
    if (!proxy)
    {
        return;
    }
    const std::function<void(Ptr<SipConnection>, bool)> opened =
        [this](Ptr<SipConnection> connection, bool isOutgoing)
    {
        const Ipv4Address peer = connection->GetPeer().GetAddress();
        m_towardsUsers +=
            isOutgoing && (peer == GetAddress(0) || peer == GetAddress(1) || peer == GetAddress(5))
                ? 1
                : 0;
    };
    proxy->GetTransportLayer()->TraceConnectWithoutContext(
        "Connection",
        Callback<void, Ptr<SipConnection>, bool>(opened));
}

void
SipOutboundNetwork::UseEdges(Ptr<SipUserAgent> agent, const std::string& edges)
{
    agent->SetAttribute("Outbound", BooleanValue(true));
    std::istringstream in(edges);
    std::string proxies;
    for (int edge = 0; in >> edge;)
    {
        proxies += (edge == 1 ? edge1 : edge2)->GetRouteUri().ToString() + " ";
    }
    agent->GetOutbound()->SetAttribute("Proxies", StringValue(proxies));
}

void
SipOutboundNetwork::Register()
{
    At(1,
       [this]()
       {
           alice->Register();
           bob->Register();
       });
}

uint32_t
SipOutboundNetwork::CountTowardsUsers() const
{
    return m_towardsUsers;
}

std::vector<SipBinding>
SipOutboundNetwork::GetBindings() const
{
    return home->GetLocationService()->Find(bob->GetAddressOfRecord());
}

void
SipOutboundNetwork::WatchFlows(Ptr<SipUserAgent> agent)
{
    const std::function<void(uint32_t, SipFlowState)> entered =
        [this](uint32_t regId, SipFlowState state)
    {
        std::ostringstream line;
        line << Simulator::Now().GetSeconds() << ' ' << regId << ' ' << ToString(state);
        states.push_back(line.str());
    };
    const std::function<void(Time)> reachable = [this](Time outage)
    {
        outages.push_back(outage.GetSeconds());
    };
    agent->GetOutbound()->TraceConnectWithoutContext(
        "FlowState",
        Callback<void, uint32_t, SipFlowState>(entered));
    agent->GetOutbound()->TraceConnectWithoutContext("Reachable", Callback<void, Time>(reachable));
}

void
SipOutboundNetwork::RegisterByHand(double at, const std::string& lines)
{
    if (!hand)
    {
        hand = Create<SipTestPeer>(GetNode(5), 5060);
    }
    static int count = 0;
    const std::string number = std::to_string(++count);
    const std::string text = "REGISTER sip:b.example SIP/2.0\r\n"
                             "Via: SIP/2.0/TCP 10.1.5.1:5060;branch=z9hG4bKhand" +
                             number + "\r\nMax-Forwards: 70\r\nCall-ID: hand" + number +
                             "\r\nCSeq: 1 REGISTER\r\n" + lines + "Content-Length: 0\r\n\r\n";
    At(at,
       [this, text]()
       {
           hand->SendTcp(text, home->GetAddress().value_or(Ipv4Address()), false);
       });
}

} // namespace ns3
