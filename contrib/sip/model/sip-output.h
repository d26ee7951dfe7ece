// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_OUTPUT_H
#define SIP_OUTPUT_H

#include "ns3/sip-message.h"
#include "ns3/sip-timers.h"

#include <cstdint>
#include <variant>
#include <vector>

namespace ns3
{

/** Give the message to the transport. */
struct SipSend
{
    SipMessage message; ///< the message, complete with its Via
};

/** Call OnTimer after the given time; replaces a running timer of the same name. */
struct SipStartTimer
{
    SipTimer timer;       ///< which
    int64_t milliseconds; ///< from now, more than zero
};

/** Do not call OnTimer for this timer any more. A stale call would be ignored anyway. */
struct SipStopTimer
{
    SipTimer timer; ///< which
};

/** Hand the message to the transaction user. */
struct SipDeliver
{
    SipMessage message; ///< a request at a server transaction, a response at a client transaction
};

/**
 * Tell the transaction user that no final response (client: to be treated as 408) or no ACK
 * (server) came in time.
 */
struct SipTimeout
{
};

/** Tell the transaction user that the transport failed (client: to be treated as 503). */
struct SipTransportFailed
{
};

/** The transaction has ended: forget it. Always the last output that a transaction makes. */
struct SipTerminated
{
};

/** One effect that a transaction asks its driver for. */
using SipOutput = std::variant<SipSend,
                               SipStartTimer,
                               SipStopTimer,
                               SipDeliver,
                               SipTimeout,
                               SipTransportFailed,
                               SipTerminated>;

/** Effects in the order in which they must be carried out. */
using SipOutputs = std::vector<SipOutput>;

} // namespace ns3

#endif // SIP_OUTPUT_H
