// SPDX-License-Identifier: GPL-2.0-only
#ifndef CALL_WATCH_H
#define CALL_WATCH_H

#include "ns3/attack-log.h"
#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/sip-message.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{

/**
 * @ingroup adversary
 * Follows calls by the octets that an attacker sees. What was done to a call counts as gained when
 * the call was accepted, acknowledged, and has lived for some time after that: a victim that has
 * noticed refuses, or hangs up at once.
 */
class CallWatch : public std::enable_shared_from_this<CallWatch>
{
  public:
    /** @param log where attempts and gains are written */
    void SetLog(Ptr<AttackLog> log);
    /**
     * Notes an attempt on a call; it becomes a gain if the call goes on.
     *
     * @param kind what is hoped for
     * @param victim who is to suffer
     * @param message a message of the call
     * @param evidence the octets that show it
     * @param patience how long the call must live after its ACK
     */
    void Hope(AttackGainKind kind,
              const std::string& victim,
              const SipMessage& message,
              const std::string& evidence,
              Time patience);
    /** @param message any message that passes, before anything is done to it */
    void Follow(const SipMessage& message);
    /** Forgets everything. */
    void Stop();

    /// Calls that are followed at the same time.
    static constexpr std::size_t MAX_CALLS = 10000;

  private:
    /** A call that something was done to. */
    struct Watch
    {
        std::vector<AttackGain> hopes; ///< what becomes a gain
        Time patience;                 ///< how long it must live
        bool isAccepted{false};        ///< whether a 2xx has passed
        EventId event;                 ///< end of patience
    };

    /** A call has lived long enough. */
    void Confirm(const std::string& callId);

    Ptr<AttackLog> m_log;                   ///< where gains are written
    std::map<std::string, Watch> m_watches; ///< by Call-ID
};

} // namespace ns3

#endif // CALL_WATCH_H
