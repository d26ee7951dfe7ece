// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/link-tap.h"

#include "ns3/ipv4-list-routing.h"
#include "ns3/ipv4-route.h"
#include "ns3/log.h"
#include "ns3/packet.h"
#include "ns3/sip-parser.h"
#include "ns3/tcp-header.h"
#include "ns3/udp-header.h"

#include <functional>
#include <iomanip>
#include <sstream>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("LinkTap");

NS_OBJECT_ENSURE_REGISTERED(LinkTap);

namespace
{

constexpr uint8_t TCP_PROTOCOL = 6;
constexpr uint8_t UDP_PROTOCOL = 17;
constexpr int16_t PRIORITY = 100;         ///< above ns-3's own, which have -10 to 10
constexpr std::size_t MAX_STREAMS = 4096; ///< that are put together

/**
 * @param packet a packet without headers
 * @return its octets
 */
std::string
GetOctets(Ptr<const Packet> packet)
{
    std::string octets(packet->GetSize(), '\0');
    packet->CopyData(reinterpret_cast<uint8_t*>(octets.data()), packet->GetSize());
    return octets;
}

} // namespace

TypeId
LinkTap::GetTypeId()
{
    static TypeId tid = TypeId("ns3::LinkTap")
                            .SetParent<Ipv4RoutingProtocol>()
                            .SetGroupName("Adversary")
                            .AddConstructor<LinkTap>();
    return tid;
}

Ptr<LinkTap>
LinkTap::Install(Ptr<Node> node)
{
    Ptr<Ipv4> ipv4 = node->GetObject<Ipv4>();
    Ptr<Ipv4ListRouting> list =
        ipv4 ? DynamicCast<Ipv4ListRouting>(ipv4->GetRoutingProtocol()) : nullptr;
    if (!list)
    {
        return nullptr;
    }
    for (uint32_t i = 0; i < list->GetNRoutingProtocols(); ++i)
    {
        int16_t priority = 0;
        if (Ptr<LinkTap> tap = DynamicCast<LinkTap>(list->GetRoutingProtocol(i, priority)))
        {
            return tap;
        }
    }
    Ptr<LinkTap> tap = CreateObject<LinkTap>();
    list->AddRoutingProtocol(tap, PRIORITY);
    return tap;
}

void
LinkTap::Add(Ptr<MessageAttacker> attacker)
{
    m_attackers.push_back(attacker);
}

void
LinkTap::Divert(Ipv4Address address, uint16_t port)
{
    m_diverted.emplace(address.Get(), port);
}

uint64_t
LinkTap::GetStreamOctets() const
{
    uint64_t octets = 0;
    for (const auto& [ends, reader] : m_streams)
    {
        octets += reader.GetOctets();
    }
    return octets;
}

void
LinkTap::DoDispose()
{
    for (const Ptr<MessageAttacker>& attacker : m_attackers)
    {
        attacker->Dispose();
    }
    m_attackers.clear();
    m_streams.clear();
    m_ipv4 = nullptr;
    Ipv4RoutingProtocol::DoDispose();
}

Ptr<Packet>
LinkTap::MakeDatagram(const std::string& octets, const SipAddress& from, const SipAddress& to)
{
    Ptr<Packet> packet = Create<Packet>(reinterpret_cast<const uint8_t*>(octets.data()),
                                        static_cast<uint32_t>(octets.size()));
    UdpHeader udp;
    udp.SetSourcePort(from.GetPort());
    udp.SetDestinationPort(to.GetPort());
    if (Node::ChecksumEnabled())
    {
        udp.EnableChecksums();
        udp.InitializeChecksum(from.GetAddress(), to.GetAddress(), UDP_PROTOCOL);
    }
    packet->AddHeader(udp);
    return packet;
}

bool
LinkTap::Inject(const std::string& octets, const SipAddress& from, const SipAddress& to)
{
    if (!m_ipv4)
    {
        return false;
    }
    Ptr<Packet> packet = MakeDatagram(octets, from, to);
    Ipv4Header header;
    header.SetSource(from.GetAddress());
    header.SetDestination(to.GetAddress());
    header.SetProtocol(UDP_PROTOCOL);
    Socket::SocketErrno error = Socket::ERROR_NOTERROR;
    Ptr<Ipv4Route> route =
        m_ipv4->GetRoutingProtocol()->RouteOutput(packet, header, nullptr, error);
    if (!route)
    {
        return false;
    }
    m_ipv4->Send(packet, from.GetAddress(), to.GetAddress(), UDP_PROTOCOL, route);
    return true;
}

AttackContext
LinkTap::MakeContext(const SipAddress& from, const SipAddress& to)
{
    AttackContext context;
    context.node = m_ipv4->GetObject<Node>();
    context.source = from;
    context.destination = to;
    context.mayChange = from.GetProtocol() == SipTransportProtocol::Udp;
    Ptr<LinkTap> self(this);
    context.inject =
        [self](const std::string& octets, const SipAddress& source, const SipAddress& destination)
    {
        self->Inject(octets, source, destination);
    };
    return context;
}

LinkTap::Fate
LinkTap::OnDatagram(std::string& octets, const SipAddress& from, const SipAddress& to)
{
    if (m_attackers.empty() || octets.find("SIP/2.0") == std::string::npos)
    {
        return Fate::Forward;
    }
    auto message = SipParser::Parse(octets);
    if (!message)
    {
        return Fate::Forward;
    }
    const AttackContext context = MakeContext(from, to);
    for (const Ptr<MessageAttacker>& attacker : m_attackers)
    {
        const SipVerdict verdict = attacker->Judge(*message, context);
        if (verdict.GetKind() == SipVerdict::Kind::Continue)
        {
            continue;
        }
        if (verdict.GetKind() == SipVerdict::Kind::Respond && message->IsRequest())
        {
            // In the name of whom the request is for.
            const SipMessage response = MessageAttacker::MakeReply(*message, verdict.GetReply());
            Inject(response.Serialize(), to, from);
        }
        return Fate::Drop;
    }
    std::string after = message->Serialize();
    if (after == octets)
    {
        return Fate::Forward;
    }
    octets = std::move(after);
    return Fate::Change;
}

void
LinkTap::OnSegment(Ptr<const Packet> packet, const Ipv4Header& header)
{
    Ptr<Packet> copy = packet->Copy();
    TcpHeader tcp;
    if (m_attackers.empty() || copy->RemoveHeader(tcp) == 0)
    {
        return;
    }
    const SipAddress from(SipTransportProtocol::Tcp, header.GetSource(), tcp.GetSourcePort());
    const SipAddress to(SipTransportProtocol::Tcp,
                        header.GetDestination(),
                        tcp.GetDestinationPort());
    const auto ends = std::make_pair(from, to);
    if (m_streams.size() >= MAX_STREAMS && m_streams.count(ends) == 0)
    {
        return;
    }
    const AttackContext context = MakeContext(from, to);
    for (SipMessage& message : m_streams[ends].Read(tcp, GetOctets(copy)))
    {
        for (const Ptr<MessageAttacker>& attacker : m_attackers)
        {
            static_cast<void>(attacker->Judge(message, context));
        }
    }
}

bool
LinkTap::RouteInput(Ptr<const Packet> p,
                    const Ipv4Header& header,
                    Ptr<const NetDevice> idev,
                    Input::Unicast ucb,
                    Input::Multicast mcb,
                    Input::Local lcb,
                    Input::Error ecb)
{
    const uint8_t protocol = header.GetProtocol();
    const bool isPart = header.GetFragmentOffset() != 0 || !header.IsLastFragment();
    if (!m_ipv4 || isPart || (protocol != UDP_PROTOCOL && protocol != TCP_PROTOCOL))
    {
        return false;
    }
    uint8_t ports[4] = {};
    if (p->CopyData(ports, sizeof(ports)) < sizeof(ports))
    {
        return false;
    }
    const auto port = static_cast<uint16_t>(ports[2] * 256 + ports[3]);
    if (m_diverted.count({header.GetDestination().Get(), port}) > 0 && !lcb.IsNull())
    {
        lcb(p, header, static_cast<uint32_t>(m_ipv4->GetInterfaceForDevice(idev)));
        return true;
    }
    if (protocol == TCP_PROTOCOL)
    {
        OnSegment(p, header);
        return false;
    }
    Ptr<Packet> copy = p->Copy();
    UdpHeader udp;
    copy->RemoveHeader(udp);
    const SipAddress from(SipTransportProtocol::Udp, header.GetSource(), udp.GetSourcePort());
    const SipAddress to(SipTransportProtocol::Udp,
                        header.GetDestination(),
                        udp.GetDestinationPort());
    std::string octets = GetOctets(copy);
    const Fate fate = OnDatagram(octets, from, to);
    if (fate == Fate::Forward)
    {
        return false;
    }
    if (fate == Fate::Drop)
    {
        return true;
    }
    Ptr<Packet> changed = MakeDatagram(octets, from, to);
    Ipv4Header other = header;
    other.SetPayloadSize(static_cast<uint16_t>(changed->GetSize()));
    Socket::SocketErrno error = Socket::ERROR_NOTERROR;
    Ptr<Ipv4Route> route =
        m_ipv4->GetRoutingProtocol()->RouteOutput(changed, other, nullptr, error);
    if (route)
    {
        ucb(route, changed, other);
    }
    return true;
}

Ptr<Ipv4Route>
LinkTap::RouteOutput(Ptr<Packet> p,
                     const Ipv4Header& header,
                     Ptr<NetDevice> oif,
                     Socket::SocketErrno& sockerr)
{
    sockerr = Socket::ERROR_NOROUTETOHOST; // the others know
    return nullptr;
}

void
LinkTap::NotifyInterfaceUp(uint32_t interface)
{
}

void
LinkTap::NotifyInterfaceDown(uint32_t interface)
{
}

void
LinkTap::NotifyAddAddress(uint32_t interface, Ipv4InterfaceAddress address)
{
}

void
LinkTap::NotifyRemoveAddress(uint32_t interface, Ipv4InterfaceAddress address)
{
}

void
LinkTap::SetIpv4(Ptr<Ipv4> ipv4)
{
    m_ipv4 = ipv4;
}

void
LinkTap::PrintRoutingTable(Ptr<OutputStreamWrapper> stream, Time::Unit unit) const
{
}

} // namespace ns3
