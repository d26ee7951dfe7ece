// SPDX-License-Identifier: GPL-2.0-only
#ifndef PORT_SCANNER_H
#define PORT_SCANNER_H

#include "ns3/datagram-attacker.h"
#include "ns3/event-id.h"
#include "ns3/nstime.h"

#include <cstdint>

namespace ns3
{

/**
 * @ingroup adversary
 * Sends RTP to one port of a host after the other, from its own address or a false one, to find
 * those that a firewall lets through. A gain is each port at which a packet arrives.
 */
class PortScanner : public DatagramAttacker
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    PortScanner();

    /**
     * Begins to scan.
     *
     * @param victim address of the host
     * @param source whom the packets are to seem to come from; zeros: this node, port FirstPort
     */
    void Scan(uint32_t victim, const MediaEnd& source = {});

  protected:
    void DoDispose() override;

  private:
    /** Sends to a port, and goes on to the next one. */
    void SendNext(uint32_t victim, const MediaEnd& source, uint32_t port);

    Time m_interval;         ///< attribute Interval
    uint16_t m_firstPort{0}; ///< attribute FirstPort
    uint16_t m_lastPort{0};  ///< attribute LastPort
    uint16_t m_step{0};      ///< attribute Step
    EventId m_next;          ///< the next packet
};

} // namespace ns3

#endif // PORT_SCANNER_H
