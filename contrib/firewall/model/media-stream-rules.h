// SPDX-License-Identifier: GPL-2.0-only

#ifndef MEDIA_STREAM_RULES_H
#define MEDIA_STREAM_RULES_H

#include "ns3/firewall-control.h"
#include "ns3/media-flow.h"

#include <vector>

namespace ns3
{

/**
 * \ingroup firewall
 * What is taken for the source of media. Session descriptions only say where a party receives
 * (RFC 3264 section 5.1).
 */
enum class MediaSource
{
    Symmetric, //!< it sends from where it receives (symmetric RTP and RTCP, RFC 4961)
    Address,   //!< it sends from the address where it receives, from any port
    Any,       //!< it sends from anywhere
};

/**
 * \ingroup firewall
 * How streams become rules.
 */
struct MediaRuleSettings
{
    MediaSource source{MediaSource::Symmetric}; //!< what is taken for the source
    bool control{true};                         //!< whether RTCP is to pass too
};

/**
 * \ingroup firewall
 * The flows by which the media of a call goes: for each stream that both parties have, RTP and RTCP
 * both ways.
 *
 * A party on hold at 0.0.0.0 (RFC 3264 section 8.4), with port 0, or at a group's address takes
 * part in no flow: a zero never becomes a wildcard that nobody asked for.
 * \param streams where the parties receive
 * \param settings how
 * \return the flows, each once, in the order of the streams: to the callee before to the caller,
 * RTP before RTCP
 */
std::vector<MediaFlow> MakeMediaRules(const std::vector<MediaStreamEnds>& streams,
                                      const MediaRuleSettings& settings = {});

/**
 * \ingroup firewall
 * The flows by which early media may come, from any source, to those parties that are known where
 * the other is not (RFC 3264 section 5.1: an offerer is prepared to receive once it has sent the
 * offer).
 * \param streams where the parties receive
 * \param control whether RTCP is to pass too
 * \return the flows, each once, in the order of the streams, RTP before RTCP
 */
std::vector<MediaFlow> MakeEarlyMediaRules(const std::vector<MediaStreamEnds>& streams,
                                           bool control = true);

} // namespace ns3

#endif // MEDIA_STREAM_RULES_H
