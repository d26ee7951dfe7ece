// SPDX-License-Identifier: GPL-2.0-only

#ifndef NODE_METER_H
#define NODE_METER_H

#include "ns3/ipv4.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/ptr.h"

#include <cstdint>
#include <memory>

namespace ns3
{

/// Counts what a node puts on its links.
class NodeMeter
{
  public:
    /**
     * Begin to count.
     *
     * @param node a node with an IPv4 stack
     */
    explicit NodeMeter(Ptr<Node> node);

    /**
     * Get the octets of all IP packets sent so far, IP headers included.
     *
     * @return octets
     */
    uint64_t GetIpOctets() const;

    /**
     * Get the number of TCP segments sent so far, those without data included.
     *
     * @return segments
     */
    uint64_t GetTcpSegments() const;

  private:
    /// The counters, which the trace callback shares.
    struct Counters
    {
        uint64_t ipOctets{0};    ///< octets of IP packets
        uint64_t tcpSegments{0}; ///< TCP segments
    };

    /**
     * Count a packet.
     *
     * @param counters the counters
     * @param packet the packet, with its IP header
     */
    static void Count(std::shared_ptr<Counters> counters,
                      Ptr<const Packet> packet,
                      Ptr<Ipv4>,
                      uint32_t);

    std::shared_ptr<Counters> m_counters; ///< the counters
};

} // namespace ns3

#endif // NODE_METER_H
