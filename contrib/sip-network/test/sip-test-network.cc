// SPDX-License-Identifier: GPL-2.0-only
#include "sip-test-network.h"

#include "ns3/double.h"
#include "ns3/error-model.h"
#include "ns3/inet-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/ipv4-global-routing-helper.h"
#include "ns3/packet.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/pointer.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/udp-socket-factory.h"

#include <cstdlib>

namespace ns3
{

SipCase::SipCase(const std::string& name, std::function<void(SipCase&)> body)
    : TestCase(name)
    , m_body(std::move(body))
{
}

void
SipCase::True(bool value, const std::string& what)
{
    NS_TEST_EXPECT_MSG_EQ(value, true, what);
}

void
SipCase::DoRun()
{
    RngSeedManager::SetSeed(1);
    RngSeedManager::SetRun(1);
    m_body(*this);
    Simulator::Destroy();
}

SipTestPeer::SipTestPeer(Ptr<Node> node, uint16_t port)
    : m_node(node)
    , m_socket(Socket::CreateSocket(node, UdpSocketFactory::GetTypeId()))
{
    m_socket->Bind(InetSocketAddress(Ipv4Address::GetAny(), port));
    m_socket->SetRecvCallback(MakeCallback(&SipTestPeer::Receive, this));
}

void
SipTestPeer::Send(const std::string& octets, Ipv4Address to, uint16_t port)
{
    Reply(octets, InetSocketAddress(to, port));
}

void
SipTestPeer::Reply(const std::string& octets, const Address& to)
{
    m_socket->SendTo(Create<Packet>(reinterpret_cast<const uint8_t*>(octets.data()),
                                    static_cast<uint32_t>(octets.size())),
                     0,
                     to);
}

void
SipTestPeer::SendTcp(const std::string& octets, Ipv4Address to, bool close)
{
    m_connection = Socket::CreateSocket(m_node, TcpSocketFactory::GetTypeId());
    m_connection->Bind();
    Ptr<Socket> socket = m_connection;
    const std::function<void(Ptr<Socket>)> connected = [octets, close](Ptr<Socket> ready)
    {
        if (!octets.empty())
        {
            ready->Send(Create<Packet>(reinterpret_cast<const uint8_t*>(octets.data()),
                                       static_cast<uint32_t>(octets.size())));
        }
        if (close)
        {
            ready->Close();
        }
    };
    const std::function<void(Ptr<Socket>)> failed = [](Ptr<Socket>)
    {
    };
    const std::function<void(Ptr<Socket>)> closed = [this](Ptr<Socket>)
    {
        isClosed = true;
    };
    socket->SetConnectCallback(Callback<void, Ptr<Socket>>(connected),
                               Callback<void, Ptr<Socket>>(failed));
    socket->SetCloseCallbacks(Callback<void, Ptr<Socket>>(closed),
                              Callback<void, Ptr<Socket>>(closed));
    socket->SetRecvCallback(MakeCallback(&SipTestPeer::ReceiveTcp, this));
    socket->Connect(InetSocketAddress(to, 5060));
}

void
SipTestPeer::Receive(Ptr<Socket> socket)
{
    Address from;
    while (Ptr<Packet> packet = socket->RecvFrom(from))
    {
        std::string octets(packet->GetSize(), '\0');
        packet->CopyData(reinterpret_cast<uint8_t*>(&octets[0]), packet->GetSize());
        datagrams.push_back(octets);
        if (answer)
        {
            answer(octets, from);
        }
    }
}

void
SipTestPeer::ReceiveTcp(Ptr<Socket> socket)
{
    while (Ptr<Packet> packet = socket->Recv())
    {
        if (packet->GetSize() == 0)
        {
            return;
        }
        std::string octets(packet->GetSize(), '\0');
        packet->CopyData(reinterpret_cast<uint8_t*>(&octets[0]), packet->GetSize());
        stream += octets;
    }
}

std::vector<int>
SipTestPeer::GetCodes() const
{
    std::vector<int> codes;
    for (const std::string& datagram : datagrams)
    {
        if (datagram.compare(0, 8, "SIP/2.0 ") == 0)
        {
            codes.push_back(std::atoi(datagram.c_str() + 8));
        }
    }
    return codes;
}

SipTestNetwork::SipTestNetwork(uint32_t hosts, double loss)
{
    NodeContainer nodes;
    nodes.Create(hosts + 1);
    InternetStackHelper internet;
    internet.AssignStreams(nodes, 1);
    internet.Install(nodes);
    PointToPointHelper link;
    link.SetDeviceAttribute("DataRate", StringValue("100Mbps"));
    link.SetChannelAttribute("Delay", StringValue("5ms"));
    Ipv4AddressHelper addresses("10.1.0.0", "255.255.255.0");
    int64_t lossStream = 500;
    for (uint32_t i = 0; i < hosts; ++i)
    {
        const NetDeviceContainer devices = link.Install(nodes.Get(i), nodes.Get(hosts));
        for (uint32_t end = 0; loss > 0 && end < 2; ++end)
        {
            Ptr<RateErrorModel> errors = CreateObject<RateErrorModel>();
            errors->SetUnit(RateErrorModel::ERROR_UNIT_PACKET);
            errors->SetRate(loss);
            errors->AssignStreams(lossStream++);
            DynamicCast<PointToPointNetDevice>(devices.Get(end))->SetReceiveErrorModel(errors);
        }
        m_addresses.push_back(addresses.Assign(devices).GetAddress(0));
        addresses.NewNetwork();
        m_nodes.push_back(nodes.Get(i));
    }
    Ipv4GlobalRoutingHelper::PopulateRoutingTables();
}

Ptr<Node>
SipTestNetwork::GetNode(uint32_t index) const
{
    return m_nodes.at(index);
}

Ipv4Address
SipTestNetwork::GetAddress(uint32_t index) const
{
    return m_addresses.at(index);
}

Ptr<SipUserAgent>
SipTestNetwork::AddAgent(uint32_t index, const std::string& addressOfRecord)
{
    Ptr<SipUserAgent> agent = helper.InstallUserAgent(GetNode(index), addressOfRecord);
    agent->SetSessionDescriber(CreateObject<FixedSessionDescriber>());
    trace.Add(agent, agent->GetAddressOfRecord().GetUser());
    return agent;
}

Ptr<SipProxy>
SipTestNetwork::AddProxy(uint32_t index, const std::string& host, const std::string& domain)
{
    Ptr<SipProxy> proxy = helper.InstallProxy(GetNode(index), host, domain);
    trace.Add(proxy, host);
    return proxy;
}

void
SipTestNetwork::Run(Time until)
{
    helper.AssignStreams(stream);
    Simulator::Stop(until);
    Simulator::Run();
}

void
SipTestNetwork::At(double seconds, std::function<void()> what)
{
    Simulator::Schedule(Seconds(seconds),
                        [what]()
                        {
                            what();
                        });
}

namespace
{

/** @return method or status code */
std::string
GetKind(const SipMessage& message)
{
    return message.IsRequest() ? std::string(message.GetMethod())
                               : std::to_string(message.GetStatusCode());
}

} // namespace

std::vector<std::string>
SipTestNetwork::GetSent(const std::string& name) const
{
    std::vector<std::string> kinds;
    for (const auto& entry : trace.GetEntries())
    {
        if (entry.from == name)
        {
            kinds.push_back(GetKind(entry.message));
        }
    }
    return kinds;
}

std::vector<std::string>
SipTestNetwork::GetLadder() const
{
    std::vector<std::string> lines;
    for (const auto& entry : trace.GetEntries())
    {
        lines.push_back(entry.from + ">" + entry.to + ":" + GetKind(entry.message));
    }
    return lines;
}

const SipMessage*
SipTestNetwork::FindSent(const std::string& name, const std::string& what) const
{
    for (const auto& entry : trace.GetEntries())
    {
        if (entry.from == name && GetKind(entry.message) == what)
        {
            return &entry.message;
        }
    }
    return nullptr;
}

uint32_t
SipTestNetwork::CountSent(const std::string& name, const std::string& what) const
{
    uint32_t count = 0;
    for (const std::string& kind : GetSent(name))
    {
        count += kind == what ? 1 : 0;
    }
    return count;
}

SipTestTrapezoid::SipTestTrapezoid(double loss)
    : SipTestNetwork(5, loss)
{
    alice = AddAgent(0, "sip:alice@a.example");
    proxyA = AddProxy(1, "proxy.a.example", "a.example");
    proxyB = AddProxy(2, "proxy.b.example", "b.example");
    bob = AddAgent(3, "sip:bob@b.example");
    aliceSession = CreateObject<FixedSessionDescriber>();
    bobSession = CreateObject<FixedSessionDescriber>();
    alice->SetSessionDescriber(aliceSession);
    bob->SetSessionDescriber(bobSession);
    alice->SetAttribute("OutboundProxy", StringValue("sip:proxy.a.example;lr"));
    bob->SetAttribute("OutboundProxy", StringValue("sip:proxy.b.example;lr"));
    proxyA->GetLocationService()->AddStatic(alice->GetAddressOfRecord(), alice->GetContactUri());
    proxyB->GetLocationService()->AddStatic(bob->GetAddressOfRecord(), bob->GetContactUri());
}

void
DropFirst(Ptr<SipProxy> proxy, const std::string& kind, int count)
{
    Ptr<ScriptedProxyPolicy> policy = CreateObject<ScriptedProxyPolicy>();
    auto left = std::make_shared<int>(count);
    policy->judge = [kind, left](SipMessage& message, const SipPolicyContext&, Work&)
    {
        const std::string own = message.IsRequest() ? std::string(message.GetMethod())
                                                    : std::to_string(message.GetStatusCode());
        return own == kind && (*left)-- > 0 ? SipVerdict::Drop() : SipVerdict::Continue();
    };
    proxy->AddPolicy(policy);
}

void
WatchSecurity(Ptr<SipElement> element, const std::string& name, std::vector<std::string>& events)
{
    const std::function<void(const SipSecurityEvent&)> note =
        [name, &events](const SipSecurityEvent& event)
    {
        events.push_back(name + ":" + ToString(event.kind));
    };
    element->TraceConnectWithoutContext("SecurityEvent",
                                        Callback<void, const SipSecurityEvent&>(note));
}

SipUri
MakeUri(const std::string& text)
{
    return SipUri::Parse(text).value_or(SipUri());
}

std::string
Join(const std::vector<std::string>& words)
{
    std::string text;
    for (const std::string& word : words)
    {
        text += (text.empty() ? "" : " ") + word;
    }
    return text;
}

} // namespace ns3
