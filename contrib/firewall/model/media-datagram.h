// SPDX-License-Identifier: GPL-2.0-only

#ifndef MEDIA_DATAGRAM_H
#define MEDIA_DATAGRAM_H

#include "ns3/firewall-drop-reason.h"
#include "ns3/ipv4-header.h"
#include "ns3/media-flow.h"
#include "ns3/packet.h"

#include <cstdint>
#include <tl/expected.hpp>

namespace ns3
{

/**
 * \ingroup firewall
 * A UDP datagram that is whole, as its headers tell it.
 */
struct MediaDatagram
{
    /// Octets of a UDP header.
    static constexpr uint32_t HEADER = 8;

    MediaFlow flow;            //!< whence and where to
    uint32_t size{0};          //!< octets of the payload
    bool looksLikeRtcp{false}; //!< version 2, packet type 192 to 223 (RFC 5761 section 4)

    /**
     * Reads the headers; copies no payload.
     * \param packet what follows the IP header
     * \param header the IP header
     * \return the datagram; or why a firewall has to do without it: Protocol, Fragment, Multicast,
     * or Malformed where the UDP header's length does not fit
     */
    [[nodiscard]] static tl::expected<MediaDatagram, FirewallDropReason> Read(
        const Packet& packet,
        const Ipv4Header& header);
};

} // namespace ns3

#endif // MEDIA_DATAGRAM_H
