// SPDX-License-Identifier: GPL-2.0-only

#ifndef CALL_SCRIPT_H
#define CALL_SCRIPT_H

#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/ptr.h"
#include "ns3/sip-call.h"
#include "ns3/sip-uri.h"
#include "ns3/sip-user-agent.h"

#include <cstdint>
#include <optional>

namespace ns3
{

/**
 * What the caller does: calls, sends re-INVITEs, hangs up; and the simulation ends with the call.
 */
class CallScript
{
  public:
    /// The times and numbers of a script.
    struct Plan
    {
        Time begin{Seconds(1)}; ///< when the caller wishes to call
        uint32_t reinvites{0};  ///< number of re-INVITEs
        /// Between the steps of an established call; longer than any step takes.
        Time pause{Seconds(10)};
        Time grace{MilliSeconds(500)}; ///< from the end of the call to that of the simulation
        /// Time that the simulation may take besides the pauses.
        Time limit{Seconds(300)};
    };

    /**
     * Write the script.
     *
     * @param caller who calls
     * @param target whom
     * @param plan when
     */
    CallScript(Ptr<SipUserAgent> caller, const SipUri& target, const Plan& plan);
    CallScript(const CallScript&) = delete;
    CallScript& operator=(const CallScript&) = delete;

    /// Run the simulation to the end of the call. Does not destroy it.
    void Run();

    /**
     * Tell whether the call came to its end in time.
     *
     * @return whether it did
     */
    bool IsOver() const;

    /**
     * Get the time from the caller's wish to call, before the INVITE is encrypted, to the state
     * Established, after the answer was opened. The time of the caller's cryptography for both is
     * inside.
     *
     * @return the time, or nothing if the call was not answered
     */
    std::optional<Time> GetSetupDelay() const;

  private:
    /// Call: the INVITE is sent when it is encrypted.
    void Begin();

    /// Do the next step of an established call.
    void Continue();

    /**
     * The call changed its state.
     *
     * @param call the call
     * @param before state it leaves
     * @param after state it enters
     */
    void OnState(Ptr<SipCall> call, SipCallState before, SipCallState after);

    Ptr<SipUserAgent> m_caller;       ///< who calls
    SipUri m_target;                  ///< whom
    Plan m_plan;                      ///< when
    Ptr<SipCall> m_call;              ///< the call
    uint32_t m_reinvites{0};          ///< re-INVITEs sent
    Time m_invited;                   ///< when the caller wished to call
    std::optional<Time> m_setupDelay; ///< wish to Established
    bool m_isOver{false};             ///< whether the call came to its end
};

} // namespace ns3

#endif // CALL_SCRIPT_H
