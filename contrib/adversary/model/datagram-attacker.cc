// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/datagram-attacker.h"

#include "ns3/ipv4-address.h"
#include "ns3/ipv4-route.h"
#include "ns3/ipv4-routing-protocol.h"
#include "ns3/media-datagram.h"
#include "ns3/rtp-header.h"
#include "ns3/socket.h"
#include "ns3/udp-header.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(DatagramAttacker);

namespace
{

constexpr uint8_t UDP_PROTOCOL = 17;
constexpr std::size_t PCMU_OCTETS = 160; ///< in 20 ms

/**
 * @param packet a UDP datagram with its header
 * @param datagram what its headers say
 * @return its payload
 */
std::vector<uint8_t>
GetPayload(Ptr<const Packet> packet, const MediaDatagram& datagram)
{
    std::vector<uint8_t> octets(MediaDatagram::HEADER + datagram.size);
    packet->CopyData(octets.data(), static_cast<uint32_t>(octets.size()));
    octets.erase(octets.begin(), octets.begin() + MediaDatagram::HEADER);
    return octets;
}

} // namespace

TypeId
DatagramAttacker::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::DatagramAttacker").SetParent<Object>().SetGroupName("Adversary");
    return tid;
}

DatagramAttacker::DatagramAttacker()
    : m_log(CreateObject<AttackLog>())
{
}

DatagramAttacker::~DatagramAttacker() = default;

void
DatagramAttacker::DoDispose()
{
    for (const Ptr<Ipv4>& host : m_hosts)
    {
        host->TraceDisconnectWithoutContext("LocalDeliver",
                                            MakeCallback(&DatagramAttacker::OnDelivered, this));
    }
    for (const Ptr<Ipv4>& tap : m_taps)
    {
        tap->TraceDisconnectWithoutContext("Rx", MakeCallback(&DatagramAttacker::OnReceived, this));
    }
    m_hosts.clear();
    m_taps.clear();
    m_node = nullptr;
    Object::DoDispose();
}

void
DatagramAttacker::SetNode(Ptr<Node> node)
{
    m_node = node;
}

void
DatagramAttacker::SetLog(Ptr<AttackLog> log)
{
    m_log = log;
}

Ptr<AttackLog>
DatagramAttacker::GetLog() const
{
    return m_log;
}

void
DatagramAttacker::WatchVictim(Ptr<Node> node)
{
    Ptr<Ipv4> ipv4 = node->GetObject<Ipv4>();
    ipv4->TraceConnectWithoutContext("LocalDeliver",
                                     MakeCallback(&DatagramAttacker::OnDelivered, this));
    m_hosts.push_back(ipv4);
}

void
DatagramAttacker::ListenAt(Ptr<Node> node)
{
    Ptr<Ipv4> ipv4 = node->GetObject<Ipv4>();
    ipv4->TraceConnectWithoutContext("Rx", MakeCallback(&DatagramAttacker::OnReceived, this));
    m_taps.push_back(ipv4);
}

MediaEnd
DatagramAttacker::GetOwnEnd(uint16_t port) const
{
    return {m_node->GetObject<Ipv4>()->GetAddress(1, 0).GetLocal().Get(), port};
}

bool
DatagramAttacker::Inject(const std::vector<uint8_t>& octets, const MediaFlow& flow)
{
    const Ipv4Address source(flow.source.address);
    const Ipv4Address destination(flow.destination.address);
    Ptr<Packet> packet = Create<Packet>(octets.data(), static_cast<uint32_t>(octets.size()));
    UdpHeader udp;
    udp.SetSourcePort(flow.source.port);
    udp.SetDestinationPort(flow.destination.port);
    if (Node::ChecksumEnabled())
    {
        udp.EnableChecksums();
        udp.InitializeChecksum(source, destination, UDP_PROTOCOL);
    }
    packet->AddHeader(udp);
    Ipv4Header header;
    header.SetSource(source);
    header.SetDestination(destination);
    header.SetProtocol(UDP_PROTOCOL);
    Ptr<Ipv4> ipv4 = m_node ? m_node->GetObject<Ipv4>() : nullptr;
    Socket::SocketErrno error = Socket::ERROR_NOTERROR;
    Ptr<Ipv4Route> route =
        ipv4 ? ipv4->GetRoutingProtocol()->RouteOutput(packet, header, nullptr, error) : nullptr;
    if (!route)
    {
        return false;
    }
    ++m_sent;
    if (m_flows.insert(flow).second)
    {
        m_log->Attempt(AttackGainKind::PassedFirewall,
                       Describe(flow.destination),
                       "",
                       "from " + Describe(flow.source));
    }
    ipv4->Send(packet, source, destination, UDP_PROTOCOL, route);
    return true;
}

bool
DatagramAttacker::InjectControl(const RtcpApp& app, const MediaFlow& flow)
{
    RtcpCompound compound;
    compound.packets.emplace_back(RtcpReceiverReport{app.ssrc, {}});
    const RtcpDescriptionItem name{RtcpDescriptionItem::CNAME, std::string(MARK)};
    compound.packets.emplace_back(RtcpSourceDescription{{{app.ssrc, {name}}}});
    compound.packets.emplace_back(app);
    const auto octets = compound.Serialize();
    return octets && Inject(*octets, flow);
}

bool
DatagramAttacker::InjectMedia(uint16_t sequence, uint32_t ssrc, const MediaFlow& flow)
{
    RtpHeader header;
    header.sequenceNumber = sequence;
    header.timestamp = static_cast<uint32_t>(sequence * PCMU_OCTETS);
    header.ssrc = ssrc;
    std::vector<uint8_t> octets(RtpHeader::SIZE + PCMU_OCTETS, 0xFF); // silence
    header.Write(octets.data());
    std::copy(MARK.begin(), MARK.end(), octets.begin() + RtpHeader::SIZE);
    return Inject(octets, flow);
}

std::string
DatagramAttacker::Describe(const MediaEnd& end)
{
    return std::to_string(end.address >> 24U) + "." + std::to_string(end.address >> 16U & 255U) +
           "." + std::to_string(end.address >> 8U & 255U) + "." +
           std::to_string(end.address & 255U) + ":" + std::to_string(end.port);
}

bool
DatagramAttacker::IsMarked(const std::vector<uint8_t>& octets)
{
    return std::search(octets.begin(), octets.end(), MARK.begin(), MARK.end()) != octets.end();
}

void
DatagramAttacker::OnDelivered(const Ipv4Header& header, Ptr<const Packet> packet, uint32_t)
{
    const auto datagram = MediaDatagram::Read(*packet, header);
    if (!datagram || m_flows.count(datagram->flow) == 0)
    {
        return;
    }
    const auto octets = GetPayload(packet, *datagram);
    if (!IsMarked(octets))
    {
        return;
    }
    ++m_received;
    if (m_reached.insert(datagram->flow).second)
    {
        m_log->Record(AttackGainKind::PassedFirewall,
                      Describe(datagram->flow.destination),
                      "",
                      "from " + Describe(datagram->flow.source));
    }
}

void
DatagramAttacker::OnReceived(Ptr<const Packet> packet, Ptr<Ipv4>, uint32_t)
{
    Ptr<Packet> copy = packet->Copy();
    Ipv4Header header;
    copy->RemoveHeader(header);
    const auto datagram = MediaDatagram::Read(*copy, header);
    if (datagram)
    {
        OnSeen(GetPayload(copy, *datagram), datagram->flow);
    }
}

void
DatagramAttacker::OnSeen(const std::vector<uint8_t>&, const MediaFlow&)
{
}

uint64_t
DatagramAttacker::GetSentCount() const
{
    return m_sent;
}

uint64_t
DatagramAttacker::GetReachedCount() const
{
    return m_received;
}

} // namespace ns3
