// SPDX-License-Identifier: GPL-2.0-only
// Sends over ns-3 TCP the octets that the calls of cek-reuse-cost sent, with no SIP and no
// cryptography: reads lines "PROXIES EXCHANGES CALLER_OCTETS CALLEE_OCTETS", one for each call, and
// simulates the same chain of hosts, over which so many octets go from end to end in each
// direction, relayed by the hosts in between. They go in EXCHANGES turns, as SIP requests and
// responses do. Prints the calls.

#include "ns3/boolean.h"
#include "ns3/config.h"
#include "ns3/global-value.h"
#include "ns3/inet-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-interface-address.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/ipv4.h"
#include "ns3/node-container.h"
#include "ns3/packet.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/simulator.h"
#include "ns3/socket.h"
#include "ns3/string.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/uinteger.h"

#include <cstdint>
#include <cstdio>
#include <iostream>
#include <string>
#include <vector>

using namespace ns3;

namespace
{

constexpr uint16_t PORT = 5060;

/// A line of hosts, neighbors joined by a TCP connection, and turns of octets from end to end.
class Chain
{
  public:
    /**
     * @param proxies hosts between the ends
     * @param turns how often each end sends
     * @param caller octets of the first host in all
     * @param callee octets of the last host in all
     */
    Chain(uint32_t proxies, uint64_t turns, uint64_t caller, uint64_t callee)
        : m_turns(turns)
        , m_forward(caller / turns + 1)
        , m_backward(callee / turns + 1)
    {
        m_nodes.Create(proxies + 2);
        InternetStackHelper internet;
        internet.SetIpv6StackInstall(false);
        internet.SetRoutingHelper(Ipv4StaticRoutingHelper());
        internet.Install(m_nodes);
        for (uint32_t i = 0; i + 1 < m_nodes.GetN(); ++i)
        {
            Link(i);
        }
        m_left.resize(m_nodes.GetN());
        m_right.resize(m_nodes.GetN());
        for (uint32_t i = 1; i < m_nodes.GetN(); ++i)
        {
            Ptr<Socket> listener =
                Socket::CreateSocket(m_nodes.Get(i), TcpSocketFactory::GetTypeId());
            listener->Bind(InetSocketAddress(Ipv4Address::GetAny(), PORT));
            listener->Listen();
            listener->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                        MakeCallback(&Chain::Accept, this));
        }
        Simulator::ScheduleNow(&Chain::Connect, this, 0);
    }

    /// @return whether all turns were made
    bool
    IsOver() const
    {
        return m_turns == 0;
    }

  private:
    static Ipv4Address
    GetAddress(uint32_t host)
    {
        return Ipv4Address(0xc0000200 + host + 1);
    }

    void
    Link(uint32_t i)
    {
        const bool access = i == 0 || i + 2 == m_nodes.GetN();
        PointToPointHelper link;
        link.SetDeviceAttribute("DataRate", StringValue(access ? "10Mbps" : "1Gbps"));
        link.SetChannelAttribute("Delay", StringValue(access ? "10ms" : "5ms"));
        const auto devices = link.Install(m_nodes.Get(i), m_nodes.Get(i + 1));
        for (uint32_t end = 0; end < 2; ++end)
        {
            const auto ipv4 = m_nodes.Get(i + end)->GetObject<Ipv4>();
            const uint32_t interface = ipv4->AddInterface(devices.Get(end));
            ipv4->AddAddress(interface,
                             Ipv4InterfaceAddress(GetAddress(i + end), Ipv4Mask::GetOnes()));
            ipv4->SetUp(interface);
            Ipv4StaticRoutingHelper().GetStaticRouting(ipv4)->AddHostRouteTo(
                GetAddress(i + 1 - end),
                interface);
        }
    }

    void
    Connect(uint32_t host)
    {
        Ptr<Socket> socket = Socket::CreateSocket(m_nodes.Get(host), TcpSocketFactory::GetTypeId());
        m_right[host] = socket;
        socket->SetRecvCallback(MakeCallback(&Chain::Receive, this));
        socket->SetConnectCallback(MakeCallback(&Chain::Connected, this),
                                   MakeNullCallback<void, Ptr<Socket>>());
        socket->Connect(InetSocketAddress(GetAddress(host + 1), PORT));
    }

    void
    Accept(Ptr<Socket> socket, const Address&)
    {
        m_left[socket->GetNode()->GetId() - m_nodes.Get(0)->GetId()] = socket;
        socket->SetRecvCallback(MakeCallback(&Chain::Receive, this));
    }

    void
    Connected(Ptr<Socket> socket)
    {
        const uint32_t next = socket->GetNode()->GetId() - m_nodes.Get(0)->GetId() + 1;
        if (next + 1 < m_nodes.GetN())
        {
            Connect(next);
        }
        else
        {
            Send(m_right[0], m_forward);
        }
    }

    void
    Send(Ptr<Socket> socket, uint64_t octets)
    {
        socket->Send(Create<Packet>(static_cast<uint32_t>(octets)));
    }

    void
    Receive(Ptr<Socket> socket)
    {
        const uint32_t host = socket->GetNode()->GetId() - m_nodes.Get(0)->GetId();
        const bool forward = socket == m_left[host];
        while (Ptr<Packet> packet = socket->Recv())
        {
            if (packet->GetSize() == 0)
            {
                return;
            }
            const bool atEnd = forward ? host + 1 == m_nodes.GetN() : host == 0;
            if (!atEnd)
            {
                Send(forward ? m_right[host] : m_left[host], packet->GetSize());
                continue;
            }
            m_arrived += packet->GetSize();
            if (m_arrived < (forward ? m_forward : m_backward))
            {
                continue;
            }
            m_arrived = 0;
            if (forward)
            {
                Send(m_left[host], m_backward);
            }
            else if (--m_turns > 0)
            {
                Send(m_right[0], m_forward);
            }
            else
            {
                Simulator::Stop();
            }
        }
    }

    uint64_t m_turns;                 ///< turns still to make
    uint64_t m_forward;               ///< octets of the first host in a turn
    uint64_t m_backward;              ///< octets of the last host in a turn
    uint64_t m_arrived{0};            ///< octets of this turn that are there
    NodeContainer m_nodes;            ///< the hosts
    std::vector<Ptr<Socket>> m_left;  ///< of each host, to its left neighbor
    std::vector<Ptr<Socket>> m_right; ///< of each host, to its right neighbor
};

} // namespace

int
main()
{
    GlobalValue::Bind("ChecksumEnabled", BooleanValue(true)); // as in the scenario
    Config::SetDefault("ns3::TcpSocket::SegmentSize", UintegerValue(1460));
    Config::SetDefault("ns3::TcpSocket::InitialCwnd", UintegerValue(10));
    uint32_t proxies = 0;
    uint64_t turns = 0;
    uint64_t caller = 0;
    uint64_t callee = 0;
    uint64_t calls = 0;
    while (std::cin >> proxies >> turns >> caller >> callee)
    {
        Chain chain(proxies, turns, caller, callee);
        Simulator::Stop(Seconds(1000));
        Simulator::Run();
        Simulator::Destroy();
        if (!chain.IsOver())
        {
            std::fprintf(stderr, "tcp-alone: a chain did not come to its end\n");
            return 1;
        }
        ++calls;
    }
    std::printf("%llu\n", static_cast<unsigned long long>(calls));
    return 0;
}
