// SPDX-License-Identifier: GPL-2.0-only

#ifndef RTP_HEADER_H
#define RTP_HEADER_H

#include "ns3/rtp-error.h"

#include <cstddef>
#include <cstdint>
#include <tl/expected.hpp>

namespace ns3
{

/**
 * \ingroup media
 * The fixed header of an RTP packet (RFC 3550 section 5.1), without contributing sources, extension
 * and padding when it is written.
 */
struct RtpHeader
{
    static constexpr std::size_t SIZE = 12; //!< octets of the fixed header

    bool marker{false};         //!< first packet of a talk spurt (RFC 3551 section 4.1)
    uint8_t payloadType{0};     //!< 0 to 127
    uint16_t sequenceNumber{0}; //!< one more for each packet
    uint32_t timestamp{0};      //!< sampling instant of the first octet, in ticks of the format
    uint32_t ssrc{0};           //!< synchronization source

    /**
     * Writes the header.
     * \param out room for SIZE octets
     */
    void Write(uint8_t* out) const;
};

/**
 * \ingroup media
 * Where the parts of a received RTP packet are.
 */
struct RtpPacketView
{
    RtpHeader header;             //!< the fixed header
    uint8_t contributors{0};      //!< number of contributing sources
    std::size_t payloadOffset{0}; //!< where the payload begins
    std::size_t payloadSize{0};   //!< octets of payload, without padding

    /**
     * Reads a packet by the checks of RFC 3550 appendix A.1: version, lengths, extension, padding.
     * \param data the octets
     * \param size their number
     * \return where the parts are, or what is wrong
     */
    [[nodiscard]] static tl::expected<RtpPacketView, RtpError> Parse(const uint8_t* data,
                                                                     std::size_t size);
};

} // namespace ns3

#endif // RTP_HEADER_H
