// SPDX-License-Identifier: GPL-2.0-only

#include "node-meter.h"

#include "ns3/callback.h"
#include "ns3/ipv4-header.h"

namespace ns3
{

namespace
{

/// Protocol number of TCP in the IP header.
constexpr uint8_t TCP = 6;

} // namespace

NodeMeter::NodeMeter(Ptr<Node> node)
    : m_counters(std::make_shared<Counters>())
{
    node->GetObject<Ipv4>()->TraceConnectWithoutContext(
        "Tx",
        MakeBoundCallback(&NodeMeter::Count, m_counters));
}

void
NodeMeter::Count(std::shared_ptr<Counters> counters, Ptr<const Packet> packet, Ptr<Ipv4>, uint32_t)
{
    Ipv4Header header;
    packet->PeekHeader(header);
    counters->ipOctets += packet->GetSize();
    counters->tcpSegments += header.GetProtocol() == TCP ? 1 : 0;
}

uint64_t
NodeMeter::GetIpOctets() const
{
    return m_counters->ipOctets;
}

uint64_t
NodeMeter::GetTcpSegments() const
{
    return m_counters->tcpSegments;
}

} // namespace ns3
