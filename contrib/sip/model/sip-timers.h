// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_TIMERS_H
#define SIP_TIMERS_H

#include <cstdint>
#include <string>

namespace ns3
{

/** The timers of the four transactions (RFC 3261 table 4, RFC 6026). */
enum class SipTimer
{
    A,      ///< INVITE request retransmission, unreliable transport only
    B,      ///< INVITE client timeout
    D,      ///< INVITE client: wait for response retransmissions
    E,      ///< non-INVITE request retransmission, unreliable transport only
    F,      ///< non-INVITE client timeout
    G,      ///< INVITE final response retransmission
    H,      ///< wait for the ACK
    I,      ///< wait for ACK retransmissions
    J,      ///< non-INVITE server: wait for request retransmissions
    K,      ///< non-INVITE client: wait for response retransmissions
    L,      ///< INVITE server: absorb request retransmissions after a 2xx (RFC 6026)
    M,      ///< INVITE client: pass on further 2xx responses (RFC 6026)
    Trying, ///< INVITE server: 100 Trying is due (RFC 3261 section 17.2.1)
};

/**
 * @param timer a timer
 * @return its name, such as "A" or "Trying"
 */
std::string ToString(SipTimer timer);

/**
 * The base values from which all transaction timers follow, in milliseconds. Timer C belongs to
 * the proxy core and is not here.
 */
struct SipTimers
{
    int64_t t1 = 500;       ///< estimate of the round-trip time
    int64_t t2 = 4000;      ///< longest interval between non-INVITE requests and INVITE responses
    int64_t t4 = 5000;      ///< longest time that a message stays in the network
    int64_t trying = 200;   ///< time within which the server transaction answers 100
    int64_t waitD = 32'000; ///< timer D on an unreliable transport: at least 32 s

    /** @return 64 * T1: timers B, F, H, J, L and M */
    int64_t
    GetTimeout() const
    {
        return 64 * t1;
    }
};

} // namespace ns3

#endif // SIP_TIMERS_H
