// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/flow-filter.h"

#include "ns3/boolean.h"
#include "ns3/ipv4-list-routing.h"
#include "ns3/ipv4-route.h"
#include "ns3/log.h"
#include "ns3/node-outage.h"
#include "ns3/packet.h"
#include "ns3/simulator.h"
#include "ns3/tcp-header.h"
#include "ns3/tcp-option-ts.h"
#include "ns3/uinteger.h"

#include <utility>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("FlowFilter");

NS_OBJECT_ENSURE_REGISTERED(FlowFilter);

namespace
{

constexpr uint8_t TCP_PROTOCOL = 6;
constexpr uint32_t TCP_HEADER = 20; ///< octets of the shortest one
constexpr int16_t PRIORITY = 90;    ///< above ns-3's own, which have -10 to 10

} // namespace

TypeId
FlowFilter::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::FlowFilter")
            .SetParent<Ipv4RoutingProtocol>()
            .SetGroupName("SipNetwork")
            .AddConstructor<FlowFilter>()
            .AddAttribute("IdleTimeout",
                          "Time after which a TCP connection on which nothing passes is "
                          "forgotten; zero: never.",
                          TimeValue(Seconds(0)),
                          MakeTimeAccessor(&FlowFilter::m_idleTimeout),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("EndReplaced",
                          "Whether a connection of this very node ends when its peer's address "
                          "and port begin another one to the same port. Hosts do that: the SYN "
                          "gets a challenge ACK, and that an RST (RFC 5961, section 4.2); ns-3 "
                          "passes over the SYN.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&FlowFilter::m_endsReplaced),
                          MakeBooleanChecker())
            .AddAttribute("MaxFlows",
                          "Number of connections that are known at the same time; further ones "
                          "do not pass.",
                          UintegerValue(65536),
                          MakeUintegerAccessor(&FlowFilter::m_maxFlows),
                          MakeUintegerChecker<uint32_t>(1))
            .AddTraceSource("Expired",
                            "A connection turns out to have been forgotten.",
                            MakeTraceSourceAccessor(&FlowFilter::m_expiredTrace),
                            "ns3::FlowFilter::ExpiredTracedCallback");
    return tid;
}

FlowFilter::FlowFilter() = default;

Ptr<FlowFilter>
FlowFilter::Install(Ptr<Node> node)
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
        if (Ptr<FlowFilter> old = DynamicCast<FlowFilter>(list->GetRoutingProtocol(i, priority)))
        {
            return old;
        }
    }
    Ptr<FlowFilter> filter = CreateObject<FlowFilter>();
    list->AddRoutingProtocol(filter, PRIORITY);
    return filter;
}

void
FlowFilter::Forget()
{
    m_seen.clear();
}

void
FlowFilter::SetClosed(bool isClosed)
{
    m_isClosed = isClosed;
}

uint64_t
FlowFilter::GetDropped() const
{
    return m_dropped;
}

void
FlowFilter::ResetUnknown()
{
    m_resetsUnknown = true;
    m_begun.clear();
}

std::optional<FlowFilter::Ends>
FlowFilter::FindEnds(Ptr<const Packet> packet, const Ipv4Header& header)
{
    TcpHeader tcp;
    if (!packet || packet->GetSize() < TCP_HEADER || header.GetProtocol() != TCP_PROTOCOL ||
        header.GetFragmentOffset() != 0 || packet->PeekHeader(tcp) == 0)
    {
        return std::nullopt;
    }
    std::pair<uint32_t, uint16_t> one(header.GetSource().Get(), tcp.GetSourcePort());
    std::pair<uint32_t, uint16_t> two(header.GetDestination().Get(), tcp.GetDestinationPort());
    if (two < one)
    {
        std::swap(one, two);
    }
    return Ends(one.first, one.second, two.first, two.second);
}

void
FlowFilter::OnLocal(const Ipv4Header& header, Ptr<const Packet> packet, uint32_t interface)
{
    const auto ends = FindEnds(packet, header);
    if (!ends || m_isClosed)
    {
        return;
    }
    TcpHeader tcp;
    packet->PeekHeader(tcp);
    const bool isNew = (tcp.GetFlags() & (TcpHeader::SYN | TcpHeader::ACK)) == TcpHeader::SYN;
    if (isNew && m_endsReplaced && m_begun.count(*ends) > 0)
    {
        NodeOutage::BreakConnection(m_ipv4->GetObject<Node>(),
                                    tcp.GetDestinationPort(),
                                    header.GetSource(),
                                    tcp.GetSourcePort());
    }
    if (isNew && (m_endsReplaced || m_resetsUnknown))
    {
        m_begun.insert(*ends);
    }
    const bool isReset = (tcp.GetFlags() & TcpHeader::RST) != 0;
    if (isNew || isReset || !m_resetsUnknown || m_begun.count(*ends) > 0)
    {
        return;
    }
    TcpHeader answer;
    answer.SetSourcePort(tcp.GetDestinationPort());
    answer.SetDestinationPort(tcp.GetSourcePort());
    answer.SetSequenceNumber(tcp.GetAckNumber()); // RFC 9293, 3.10.7.1
    answer.SetFlags(TcpHeader::RST);
    if (const auto theirs = DynamicCast<const TcpOptionTS>(tcp.GetOption(TcpOption::TS)))
    {
        // ns-3 takes no segment without timestamps on a connection that has them.
        Ptr<TcpOptionTS> own = CreateObject<TcpOptionTS>();
        own->SetTimestamp(theirs->GetEcho());
        own->SetEcho(theirs->GetTimestamp());
        answer.AppendOption(own);
    }
    if (Node::ChecksumEnabled())
    {
        answer.EnableChecksums();
        answer.InitializeChecksum(header.GetDestination(), header.GetSource(), TCP_PROTOCOL);
    }
    Ptr<Packet> segment = Create<Packet>();
    segment->AddHeader(answer);
    m_ipv4->Send(segment, header.GetDestination(), header.GetSource(), TCP_PROTOCOL, nullptr);
}

bool
FlowFilter::MayPass(Ptr<const Packet> packet, const Ipv4Header& header)
{
    const auto known = m_idleTimeout.IsZero() ? std::nullopt : FindEnds(packet, header);
    if (!known)
    {
        return true;
    }
    const Ends ends = *known;
    TcpHeader tcp;
    packet->PeekHeader(tcp);
    const Time now = Simulator::Now();
    const bool isNew = (tcp.GetFlags() & (TcpHeader::SYN | TcpHeader::ACK)) == TcpHeader::SYN;
    auto found = m_seen.find(ends);
    if (found != m_seen.end() && found->second + m_idleTimeout < now && !isNew)
    {
        const Time when = found->second + m_idleTimeout;
        m_seen.erase(found);
        found = m_seen.end();
        m_expiredTrace(when);
    }
    if (found == m_seen.end() && (!isNew || m_seen.size() >= m_maxFlows))
    {
        ++m_dropped;
        return false;
    }
    m_seen[ends] = now;
    return true;
}

bool
FlowFilter::RouteInput(Ptr<const Packet> p,
                       const Ipv4Header& header,
                       Ptr<const NetDevice> idev,
                       Input::Unicast ucb,
                       Input::Multicast mcb,
                       Input::Local lcb,
                       Input::Error ecb)
{
    // What is for this node does not come here. What was sent while it was closed comes back in by
    // the loopback device.
    if (m_isClosed || m_ipv4->GetInterfaceForDevice(idev) == 0)
    {
        return true; // taken, and thrown away
    }
    return !MayPass(p, header);
}

Ptr<Ipv4Route>
FlowFilter::RouteOutput(Ptr<Packet> p,
                        const Ipv4Header& header,
                        Ptr<NetDevice> oif,
                        Socket::SocketErrno& sockerr)
{
    if (!m_isClosed)
    {
        const auto ends = m_resetsUnknown ? FindEnds(p, header) : std::nullopt;
        TcpHeader tcp;
        if (ends && p->PeekHeader(tcp) > 0 && (tcp.GetFlags() & TcpHeader::SYN) != 0)
        {
            m_begun.insert(*ends);
        }
        return nullptr; // the next protocol knows
    }
    // Into the loopback device, whence it comes back in and is thrown away.
    Ptr<Ipv4Route> route = Create<Ipv4Route>();
    route->SetSource(header.GetSource());
    route->SetDestination(header.GetDestination());
    route->SetGateway(Ipv4Address::GetLoopback());
    route->SetOutputDevice(m_ipv4->GetNetDevice(0));
    sockerr = Socket::ERROR_NOTERROR;
    return route;
}

void
FlowFilter::NotifyInterfaceUp(uint32_t interface)
{
}

void
FlowFilter::NotifyInterfaceDown(uint32_t interface)
{
}

void
FlowFilter::NotifyAddAddress(uint32_t interface, Ipv4InterfaceAddress address)
{
}

void
FlowFilter::NotifyRemoveAddress(uint32_t interface, Ipv4InterfaceAddress address)
{
}

void
FlowFilter::SetIpv4(Ptr<Ipv4> ipv4)
{
    m_ipv4 = ipv4;
    if (ipv4)
    {
        ipv4->TraceConnectWithoutContext("LocalDeliver", MakeCallback(&FlowFilter::OnLocal, this));
    }
}

void
FlowFilter::PrintRoutingTable(Ptr<OutputStreamWrapper> stream, Time::Unit unit) const
{
    *stream->GetStream() << "FlowFilter: " << m_seen.size() << " connections\n";
}

void
FlowFilter::DoDispose()
{
    m_seen.clear();
    m_ipv4 = nullptr;
    Ipv4RoutingProtocol::DoDispose();
}

} // namespace ns3
