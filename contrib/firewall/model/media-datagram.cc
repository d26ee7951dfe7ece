// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/media-datagram.h"

#include <array>

namespace ns3
{

namespace
{

constexpr uint8_t UDP = 17; ///< IP protocol

/**
 * \param octets two octets in network order
 * \return their number
 */
uint16_t
ReadShort(const uint8_t* octets)
{
    return static_cast<uint16_t>((octets[0] << 8U) | octets[1]);
}

} // namespace

tl::expected<MediaDatagram, FirewallDropReason>
MediaDatagram::Read(const Packet& packet, const Ipv4Header& header)
{
    if (header.GetProtocol() != UDP)
    {
        return tl::make_unexpected(FirewallDropReason::Protocol);
    }
    if (header.GetFragmentOffset() != 0 || !header.IsLastFragment())
    {
        return tl::make_unexpected(FirewallDropReason::Fragment);
    }
    if (header.GetDestination().IsMulticast())
    {
        return tl::make_unexpected(FirewallDropReason::Multicast);
    }
    std::array<uint8_t, HEADER + 2> octets{};
    const uint32_t copied = packet.CopyData(octets.data(), static_cast<uint32_t>(octets.size()));
    const uint16_t length = ReadShort(octets.data() + 4);
    if (copied < HEADER || length < HEADER || length > packet.GetSize())
    {
        return tl::make_unexpected(FirewallDropReason::Malformed);
    }
    MediaDatagram datagram;
    datagram.flow = {{header.GetSource().Get(), ReadShort(octets.data())},
                     {header.GetDestination().Get(), ReadShort(octets.data() + 2)}};
    datagram.size = length - HEADER;
    datagram.looksLikeRtcp = datagram.size >= 2 && (octets[HEADER] >> 6U) == 2 &&
                             octets[HEADER + 1] >= 192 && octets[HEADER + 1] <= 223;
    return datagram;
}

} // namespace ns3
