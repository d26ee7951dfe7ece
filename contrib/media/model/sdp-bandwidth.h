// SPDX-License-Identifier: GPL-2.0-only

#ifndef SDP_BANDWIDTH_H
#define SDP_BANDWIDTH_H

#include "ns3/sdp-error.h"
#include "ns3/sdp.h"

#include <cstdint>
#include <tl/expected.hpp>

namespace ns3
{

/**
 * \ingroup media
 * Bit rates of a session, one for each direction, with IP, UDP and RTP headers.
 */
struct SdpBandwidth
{
    uint64_t toOfferer{0};  //!< what the offerer may receive, in bit/s
    uint64_t toAnswerer{0}; //!< what the answerer may receive, in bit/s
};

/**
 * \param a bit rates
 * \param b others
 * \return whether they are the same
 */
inline bool
operator==(const SdpBandwidth& a, const SdpBandwidth& b)
{
    return a.toOfferer == b.toOfferer && a.toAnswerer == b.toAnswerer;
}

/**
 * \ingroup media
 * How bit rates are computed.
 */
struct SdpBandwidthRules
{
    /// Octets that the link puts around each IP packet; 0 counts IP packets only.
    uint32_t linkOctets{0};
};

/**
 * \ingroup media
 * Most that a session can need before its answer is known: each stream with the most demanding
 * format that is offered, in the directions that are offered.
 *
 * What a side receives follows its own description, as b= and a=ptime are a receiver's wishes
 * (RFC 3264 section 5.1): a stream's b=TIAS with a=maxprate (RFC 3890 section 6), else its b=AS
 * (RFC 8866 section 5.8; with IP and UDP headers, RFC 3890 section 6), else the formats' known bit
 * rate and a=ptime. A session's own b= bounds the sum of its streams. Of the other direction an
 * offer says nothing: the formats' bit rates are taken, and b= only where a format's is not known.
 *
 * RTP/SAVP adds the authentication tag of a=crypto (RFC 4568; 80 bits if nothing is said).
 *
 * \param offer the offer
 * \param rules how bit rates are computed
 * \return the bit rates; Unacceptable if that of a stream cannot be told, or is over 1 Tbit/s
 */
[[nodiscard]] tl::expected<SdpBandwidth, SdpError> ComputeOfferBandwidth(
    const Sdp& offer,
    const SdpBandwidthRules& rules = {});

/**
 * \ingroup media
 * Most that a session can need by what was agreed (RFC 3264 section 6.1): of each stream that was
 * not refused, the most demanding format of those that both descriptions have, in the directions
 * that were answered. Streams are compared by their place.
 *
 * \param offer the offer; its b= and a=ptime hold towards the offerer
 * \param answer the answer; its b= and a=ptime hold towards the answerer
 * \param rules how bit rates are computed
 * \return the bit rates; Unacceptable as above, or if the answer has more streams than the offer
 */
[[nodiscard]] tl::expected<SdpBandwidth, SdpError> ComputeAnswerBandwidth(
    const Sdp& offer,
    const Sdp& answer,
    const SdpBandwidthRules& rules = {});

} // namespace ns3

#endif // SDP_BANDWIDTH_H
