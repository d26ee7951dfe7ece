// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/media-relay.h"

#include "ns3/log.h"
#include "ns3/node.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("MediaRelay");
NS_OBJECT_ENSURE_REGISTERED(MediaRelay);

TypeId
MediaRelay::GetTypeId()
{
    static TypeId tid = TypeId("ns3::MediaRelay")
                            .SetParent<Application>()
                            .SetGroupName("Firewall")
                            .AddConstructor<MediaRelay>()
                            .AddAttribute("Address",
                                          "Our address, one of the node's.",
                                          Ipv4AddressValue(Ipv4Address::GetAny()),
                                          MakeIpv4AddressAccessor(&MediaRelay::m_address),
                                          MakeIpv4AddressChecker())
                            .AddAttribute("FirstPort",
                                          "The first UDP port to use.",
                                          UintegerValue(20000),
                                          MakeUintegerAccessor(&MediaRelay::m_firstPort),
                                          MakeUintegerChecker<uint16_t>(1024))
                            .AddAttribute("LastPort",
                                          "The last UDP port to use.",
                                          UintegerValue(59999),
                                          MakeUintegerAccessor(&MediaRelay::m_lastPort),
                                          MakeUintegerChecker<uint16_t>(1025))
                            .AddTraceSource("Forwarded",
                                            "A packet is sent on.",
                                            MakeTraceSourceAccessor(&MediaRelay::m_forwardedTrace),
                                            "ns3::MediaRelay::ForwardedTracedCallback");
    return tid;
}

MediaRelay::MediaRelay() = default;

MediaRelay::~MediaRelay() = default;

void
MediaRelay::DoDispose()
{
    StopApplication();
    Application::DoDispose();
}

void
MediaRelay::StartApplication()
{
    m_isRunning = true;
}

void
MediaRelay::StopApplication()
{
    m_isRunning = false;
    while (!m_streams.empty())
    {
        Close(m_streams.begin()->first);
    }
}

std::optional<uint32_t>
MediaRelay::Open()
{
    if (!m_isRunning)
    {
        return std::nullopt;
    }
    const uint32_t number = m_nextStream;
    Stream stream;
    for (auto& leg : stream)
    {
        if (!OpenLeg(leg))
        {
            CloseLeg(stream[First]);
            return std::nullopt;
        }
        m_ports[leg.port] = number;
        m_ports[static_cast<uint16_t>(leg.port + 1)] = number;
    }
    ++m_nextStream;
    m_streams.emplace(number, stream);
    return number;
}

bool
MediaRelay::OpenLeg(Leg& leg)
{
    const uint32_t first = (m_firstPort + 1U) / 2 * 2;
    const uint32_t pairs = m_lastPort > first ? (m_lastPort + 1U - first) / 2 : 0;
    for (uint32_t tried = 0; tried < pairs; ++tried)
    {
        const auto port = static_cast<uint16_t>(first + (m_nextPort++ % pairs) * 2);
        if (m_ports.count(port) > 0)
        {
            continue;
        }
        leg.port = port;
        bool isOpen = true;
        for (std::size_t i = 0; i < leg.sockets.size(); ++i)
        {
            leg.sockets[i] = Socket::CreateSocket(GetNode(), UdpSocketFactory::GetTypeId());
            isOpen =
                isOpen && leg.sockets[i]->Bind(
                              InetSocketAddress(m_address, static_cast<uint16_t>(port + i))) == 0;
            leg.sockets[i]->SetRecvCallback(MakeCallback(&MediaRelay::Receive, this));
        }
        if (isOpen)
        {
            return true;
        }
        CloseLeg(leg); // somebody else's
    }
    return false;
}

void
MediaRelay::CloseLeg(Leg& leg)
{
    for (auto& socket : leg.sockets)
    {
        if (socket)
        {
            socket->SetRecvCallback(MakeNullCallback<void, Ptr<Socket>>());
            socket->Close();
            socket = nullptr;
        }
    }
    m_ports.erase(leg.port);
    m_ports.erase(static_cast<uint16_t>(leg.port + 1));
}

uint16_t
MediaRelay::GetPort(uint32_t stream, Side side) const
{
    const auto found = m_streams.find(stream);
    return found == m_streams.end() ? 0 : found->second[side].port;
}

void
MediaRelay::SetPeer(uint32_t stream, Side side, const InetSocketAddress& peer)
{
    const auto found = m_streams.find(stream);
    if (found != m_streams.end())
    {
        found->second[side].peer = peer;
    }
}

void
MediaRelay::Close(uint32_t stream)
{
    const auto found = m_streams.find(stream);
    if (found != m_streams.end())
    {
        for (auto& leg : found->second)
        {
            CloseLeg(leg);
        }
        m_streams.erase(found);
    }
}

Ipv4Address
MediaRelay::GetAddress() const
{
    return m_address;
}

std::size_t
MediaRelay::GetOpenCount() const
{
    return m_streams.size();
}

uint64_t
MediaRelay::GetForwardedCount() const
{
    return m_forwarded;
}

uint64_t
MediaRelay::GetDroppedCount() const
{
    return m_dropped;
}

void
MediaRelay::Receive(Ptr<Socket> socket)
{
    Address local;
    socket->GetSockName(local);
    const uint16_t port = InetSocketAddress::ConvertFrom(local).GetPort();
    const auto number = m_ports.find(port);
    Address from;
    while (Ptr<Packet> packet = socket->RecvFrom(from))
    {
        if (number == m_ports.end())
        {
            continue;
        }
        const Stream& stream = m_streams.at(number->second);
        const bool isControl = port % 2 == 1;
        const bool isFirst = stream[First].port / 2 == port / 2;
        const Leg& out = stream[isFirst ? Second : First];
        if (!out.peer || (isControl && out.peer->GetPort() == 65535))
        {
            ++m_dropped;
            continue;
        }
        packet->RemoveAllPacketTags();
        const auto to = static_cast<uint16_t>(out.peer->GetPort() + (isControl ? 1 : 0));
        m_forwardedTrace(packet, number->second);
        ++m_forwarded;
        out.sockets[isControl ? 1 : 0]->SendTo(packet,
                                               0,
                                               InetSocketAddress(out.peer->GetIpv4(), to));
    }
}

} // namespace ns3
