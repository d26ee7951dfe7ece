// SPDX-License-Identifier: GPL-2.0-only

#ifndef RTCP_PACKET_H
#define RTCP_PACKET_H

#include "ns3/rtp-error.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <tl/expected.hpp>
#include <variant>
#include <vector>

namespace ns3
{

/**
 * \ingroup media
 * What a receiver reports on one source (RFC 3550 section 6.4.1).
 */
struct RtcpReportBlock
{
    uint32_t ssrc{0};            //!< the source
    uint8_t fractionLost{0};     //!< since the last report, in 1/256
    int32_t lost{0};             //!< in all; 24 bits with sign
    uint32_t extendedHighest{0}; //!< highest sequence number, with the count of wraps above it
    uint32_t jitter{0};          //!< interarrival jitter in ticks
    uint32_t lastReport{0};      //!< middle 32 bits of the last sender report's time; 0: none came
    uint32_t delay{0};           //!< since that report, in 1/65536 s
};

/**
 * \ingroup media
 * A sender report, SR (RFC 3550 section 6.4.1). Profile-specific extensions are not kept.
 */
struct RtcpSenderReport
{
    uint32_t ssrc{0};                    //!< who reports
    uint64_t ntpTime{0};                 //!< wall-clock time in 1/2^32 s
    uint32_t timestamp{0};               //!< the same time as RTP timestamp
    uint32_t packets{0};                 //!< RTP packets sent
    uint32_t octets{0};                  //!< payload octets sent
    std::vector<RtcpReportBlock> blocks; //!< at most 31
};

/**
 * \ingroup media
 * A receiver report, RR (RFC 3550 section 6.4.2). Profile-specific extensions are not kept.
 */
struct RtcpReceiverReport
{
    uint32_t ssrc{0};                    //!< who reports
    std::vector<RtcpReportBlock> blocks; //!< at most 31
};

/**
 * \ingroup media
 * One item of a source description (RFC 3550 section 6.5).
 */
struct RtcpDescriptionItem
{
    static constexpr uint8_t CNAME = 1; //!< canonical name, in every compound packet

    uint8_t type{CNAME}; //!< kind of item, not 0
    std::string text;    //!< at most 255 octets
};

/**
 * \ingroup media
 * What a source description says of one source.
 */
struct RtcpDescriptionChunk
{
    uint32_t ssrc{0};                       //!< the source
    std::vector<RtcpDescriptionItem> items; //!< in their order
};

/**
 * \ingroup media
 * A source description, SDES (RFC 3550 section 6.5).
 */
struct RtcpSourceDescription
{
    std::vector<RtcpDescriptionChunk> chunks; //!< at most 31
};

/**
 * \ingroup media
 * A goodbye, BYE (RFC 3550 section 6.6).
 */
struct RtcpBye
{
    std::vector<uint32_t> sources; //!< who leaves; at most 31
    std::string reason;            //!< at most 255 octets; may be empty
};

/**
 * \ingroup media
 * An application-defined packet, APP (RFC 3550 section 6.7).
 */
struct RtcpApp
{
    uint8_t subtype{0};                             //!< 0 to 31
    uint32_t ssrc{0};                               //!< who sends it
    std::array<char, 4> name{{' ', ' ', ' ', ' '}}; //!< ASCII
    std::vector<uint8_t> data;                      //!< a multiple of four octets
};

/**
 * \ingroup media
 * A packet of a type this module does not know; to be ignored.
 */
struct RtcpUnknown
{
    uint8_t type{0}; //!< its packet type
};

/// Any packet of a compound packet.
using RtcpPacket = std::variant<RtcpSenderReport,
                                RtcpReceiverReport,
                                RtcpSourceDescription,
                                RtcpBye,
                                RtcpApp,
                                RtcpUnknown>;

/**
 * \ingroup media
 * Bounds on what is parsed.
 */
struct RtcpLimits
{
    std::size_t octets{2048}; //!< of a compound packet
    std::size_t packets{32};  //!< in a compound packet
    std::size_t items{64};    //!< in all source descriptions of a compound packet
};

/**
 * \ingroup media
 * A compound RTCP packet (RFC 3550 section 6.1).
 */
struct RtcpCompound
{
    std::vector<RtcpPacket> packets; //!< in their order

    /**
     * Reads a compound packet by the checks of RFC 3550 appendix A.2: version, SR or RR first,
     * padding in the last packet only, lengths that fill the datagram. Each packet's own counts and
     * lengths are checked too.
     * \param data the octets
     * \param size their number
     * \param limits bounds
     * \return the packets, or what is wrong
     */
    [[nodiscard]] static tl::expected<RtcpCompound, RtpError> Parse(const uint8_t* data,
                                                                    std::size_t size,
                                                                    const RtcpLimits& limits = {});

    /**
     * \return the octets. An error if the packets break a rule of section 6.1 (SR or RR first, a
     * CNAME of its sender), or a field does not fit
     */
    [[nodiscard]] tl::expected<std::vector<uint8_t>, RtpError> Serialize() const;
};

} // namespace ns3

#endif // RTCP_PACKET_H
