// SPDX-License-Identifier: GPL-2.0-only

#ifndef RTCP_APP_CARRIAGE_H
#define RTCP_APP_CARRIAGE_H

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ns3
{

/**
 * \ingroup media
 * How an APP packet travels that somebody on the path has to read, where SRTCP is on. Without SRTCP
 * all RTCP can be read anyway.
 */
enum class RtcpAppCarriage
{
    ClearSrtcp,  //!< in an SRTCP packet that is authenticated but not encrypted (E = 0, RFC 3711
                 //!< section 3.4), which UNENCRYPTED_SRTCP negotiates for all (RFC 4568
                 //!< section 6.3.2)
    PlainPacket, //!< in a compound RTCP packet of its own beside encrypted SRTCP: an empty RR, a
                 //!< random name, the APP packet. Nothing authenticates it
    Split,       //!< the compound packet is split in two (RFC 3550 section 9.1): report and APP
                 //!< packet plain, the name in SRTCP
    Automatic,   //!< ClearSrtcp where that was negotiated, else PlainPacket
};

/**
 * \ingroup media
 * When such a packet is sent.
 */
enum class RtcpAppTiming
{
    AtOnce,     //!< at once
    WithReport, //!< with the next regular report
};

/**
 * \ingroup media
 * A compound packet split in two.
 */
struct RtcpSplit
{
    std::vector<uint8_t> clear;  //!< the report and all APP packets
    bool hasApp{false};          //!< there is an APP packet
    std::vector<uint8_t> hidden; //!< an empty RR and the rest; empty if there is none
};

/**
 * \ingroup media
 * Splits a compound packet in two (RFC 3550 section 9.1), each of which begins with a report. The
 * clear one has no name in it.
 * \param data a compound packet of our own
 * \param size its octets
 * \return both
 */
RtcpSplit SplitRtcp(const uint8_t* data, std::size_t size);

} // namespace ns3

#endif // RTCP_APP_CARRIAGE_H
