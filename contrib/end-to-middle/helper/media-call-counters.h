// SPDX-License-Identifier: GPL-2.0-only

#ifndef MEDIA_CALL_COUNTERS_H
#define MEDIA_CALL_COUNTERS_H

#include "ns3/nstime.h"
#include "ns3/rtp-receiver.h"
#include "ns3/rtp-source.h"

#include <array>
#include <cstdint>
#include <string>

namespace ns3
{

/**
 * \ingroup end-to-middle
 * What became of the media of one call, as its one side saw it.
 */
struct MediaCallCounters
{
    std::string callId;             //!< the call
    uint64_t sentPackets{0};        //!< RTP packets this side sent
    uint64_t sentOctets{0};         //!< octets of their payload
    uint64_t datagrams{0};          //!< what came to its media port, taken or not
    uint64_t receivedPackets{0};    //!< RTP packets it took
    uint64_t sentReports{0};        //!< compound RTCP packets it sent
    uint64_t receivedReports{0};    //!< compound RTCP packets it took
    RtpSourceStatistics statistics; //!< of the peer's source: loss and jitter by RFC 3550
    Time jitter;                    //!< the last interarrival jitter (RFC 3550 appendix A.8)
    MediaDelay delay;               //!< one-way delays of the packets it took
    Time started;                   //!< when it could receive
    Time firstSent;                 //!< when it began to send; negative: never
    Time firstReceived;             //!< when it took the first packet; negative: never
    Time ended;                     //!< when the call ended; negative: it goes on
    /// Datagrams not taken, by RtpDiscard.
    std::array<uint64_t, RTP_DISCARD_COUNT> discarded{};
};

} // namespace ns3

#endif // MEDIA_CALL_COUNTERS_H
