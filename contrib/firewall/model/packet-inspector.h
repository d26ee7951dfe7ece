// SPDX-License-Identifier: GPL-2.0-only

#ifndef PACKET_INSPECTOR_H
#define PACKET_INSPECTOR_H

#include "ns3/media-flow.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/work.h"

#include <cstddef>
#include <cstdint>

namespace ns3
{

class MediaFilter;

/**
 * \ingroup firewall
 * Looks into packets for a MediaFilter, and may open, refresh and close its pinholes for what it
 * finds there.
 *
 * It is shown each UDP datagram that goes to an odd port (RTCP by custom, RFC 3550 section 11),
 * looks like RTCP (RFC 5761 section 4: version 2, packet type 192 to 223), or matches no pinhole.
 * Whatever comes is somebody's claim: an inspector bounds what it remembers of it.
 */
class PacketInspector : public Object
{
  public:
    /// What becomes of a packet.
    enum class Verdict
    {
        Pass,    //!< it passes, pinhole or not
        Drop,    //!< it is dropped (FirewallDropReason::Refused), pinhole or not
        NotMine, //!< this is for others to say
    };

    /// \return the TypeId
    static TypeId GetTypeId();

    /**
     * Judges a packet.
     * \param filter who asks; its pinholes may be changed
     * \param flow whence the packet comes and where it goes
     * \param payload the datagram's octets behind the UDP header; null if there are none
     * \param size their number
     * \param now the time
     * \param work gets what is done for this; the packet waits until the processor has done it
     * \return what becomes of it
     */
    virtual Verdict Inspect(MediaFilter& filter,
                            const MediaFlow& flow,
                            const uint8_t* payload,
                            std::size_t size,
                            Time now,
                            Work& work) = 0;
};

} // namespace ns3

#endif // PACKET_INSPECTOR_H
