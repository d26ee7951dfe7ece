// SPDX-License-Identifier: GPL-2.0-only

#ifndef RTP_STREAM_SETTINGS_H
#define RTP_STREAM_SETTINGS_H

#include "ns3/rtp-payload-format.h"
#include "ns3/sdp.h"
#include "ns3/srtp-session.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <tl/expected.hpp>
#include <vector>

namespace ns3
{

/**
 * \ingroup media
 * What two session descriptions agree on for one stream, seen from one side.
 */
struct RtpStreamSettings
{
    bool isRefused{false};          //!< one side has port 0: there is no stream
    bool isSecure{false};           //!< the protocol is RTP/SAVP or RTP/SAVPF
    std::optional<SrtpKeys> keys;   //!< of a secure stream, if both sides agree on usable ones
    bool sends{true};               //!< this side may send RTP
    bool receives{true};            //!< the peer may send RTP
    uint16_t localPort{0};          //!< RTP is received here, and sent from here
    uint16_t localControlPort{0};   //!< the same for RTCP
    uint32_t peerAddress{0};        //!< IPv4 address to send to, as a number
    uint16_t peerPort{0};           //!< port to send RTP to
    uint32_t peerControlAddress{0}; //!< IPv4 address to send RTCP to, as a number
    uint16_t peerControlPort{0};    //!< port to send RTCP to
    RtpPayloadFormat format;        //!< what this side sends
    uint32_t packetTicks{160};      //!< packet interval this side sends with, in format's ticks
    uint32_t bandwidth{0};          //!< b=AS of the stream in bit/s; 0: nothing is said
    std::vector<RtpPayloadFormat> receivedFormats; //!< what the peer may send

    /**
     * Reads what was agreed.
     *
     * The peer is sent the first format of its description that this module knows, every `ptime`
     * milliseconds of its description (RFC 8866 section 6.4). A direction needs both sides
     * (RFC 3264 section 5.1). A peer at 0.0.0.0 is on hold (RFC 3264 section 8.4): nothing is sent.
     * The keys of a secure stream are those that a=crypto of both agree on (RFC 4568); either side
     * may have offered. Without them the stream cannot run.
     * RTCP goes to the port behind RTP's unless `a=rtcp` says otherwise (RFC 3605).
     * \param local this side's description that took effect
     * \param remote the peer's description that took effect
     * \param index which m= line
     * \return the settings; Missing if one side has no such m= line or no address; Unacceptable if
     * the addresses are not IPv4, the protocols differ or are not RTP, or no format is common
     */
    [[nodiscard]] static tl::expected<RtpStreamSettings, SdpError> Make(const Sdp& local,
                                                                        const Sdp& remote,
                                                                        std::size_t index);
};

} // namespace ns3

#endif // RTP_STREAM_SETTINGS_H
