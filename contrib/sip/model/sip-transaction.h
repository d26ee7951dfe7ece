// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_TRANSACTION_H
#define SIP_TRANSACTION_H

#include "ns3/sip-message.h"
#include "ns3/sip-output.h"
#include "ns3/sip-timers.h"

#include <set>

namespace ns3
{

/** The states of the four transactions (RFC 3261 section 17, RFC 6026). */
enum class SipTransactionState
{
    Initial,    ///< Start has not been called
    Calling,    ///< INVITE client: no response yet
    Trying,     ///< non-INVITE: no response yet
    Proceeding, ///< a provisional response has passed (INVITE server: no final one yet)
    Completed,  ///< a final response (INVITE: 300 to 699) has passed
    Confirmed,  ///< INVITE server: the ACK has come
    Accepted,   ///< INVITE: a 2xx has passed (RFC 6026)
    Terminated, ///< over: every further event gives no output
};

/**
 * What the four transactions have in common: an event goes in, the effects come out in order, and
 * nothing else happens. No clock and no socket: the driver starts the timers that it is asked to
 * start and calls OnTimer when they fire.
 *
 * Events that make no sense in the present state (a stale timer, a message of the wrong kind)
 * give no output. After SipTerminated there is never another output.
 */
class SipTransaction
{
  public:
    /**
     * @param request the request of the transaction, with its top Via
     * @param reliable whether the transport is reliable (TCP, TLS): then nothing is retransmitted
     * @param timers the base values
     */
    SipTransaction(SipMessage request, bool reliable, const SipTimers& timers);
    virtual ~SipTransaction() = default;

    /**
     * Begin: a client transaction sends its request, a server transaction delivers it.
     * @return the effects, none when called twice
     */
    [[nodiscard]] virtual SipOutputs Start() = 0;

    /**
     * A message that matches this transaction has come.
     * @param message a response at a client, a request (retransmission or ACK) at a server
     * @return the effects
     */
    [[nodiscard]] virtual SipOutputs OnMessage(const SipMessage& message) = 0;

    /**
     * A timer has fired.
     * @param timer which
     * @return the effects; none if that timer is not running
     */
    [[nodiscard]] SipOutputs OnTimer(SipTimer timer);

    /**
     * The transport could not send what it was given.
     * @return the effects
     */
    [[nodiscard]] virtual SipOutputs OnTransportError() = 0;

    /**
     * The transaction user gives up, as after a CANCEL that nobody answers (RFC 3261 section 9.1).
     * @return stops of the running timers and SipTerminated; none if terminated already
     */
    [[nodiscard]] SipOutputs Abandon();

    /** @return the present state */
    SipTransactionState GetState() const;

    /** @return whether the transaction is over */
    bool IsTerminated() const;

    /** @return the request of the transaction */
    const SipMessage& GetRequest() const;

    /** @return whether the transport is reliable */
    bool IsReliable() const;

    /** @return the timers that are running */
    const std::set<SipTimer>& GetRunningTimers() const;

  protected:
    /**
     * A running timer has fired; it is not running any more.
     * @param timer which
     * @param outputs the effects are appended here
     */
    virtual void DoOnTimer(SipTimer timer, SipOutputs& outputs) = 0;

    /**
     * Start a timer.
     * @param timer which
     * @param milliseconds from now
     * @param outputs the effect is appended here
     */
    void StartTimer(SipTimer timer, int64_t milliseconds, SipOutputs& outputs);

    /**
     * Stop all running timers.
     * @param outputs the effects are appended here
     */
    void StopTimers(SipOutputs& outputs);

    /**
     * Stop one timer, if it runs.
     * @param timer which
     * @param outputs the effect is appended here
     */
    void StopTimer(SipTimer timer, SipOutputs& outputs);

    /**
     * Enter the state Terminated.
     * @param outputs the effects are appended here
     */
    void Terminate(SipOutputs& outputs);

    SipMessage m_request;                                       ///< the request
    bool m_reliable;                                            ///< whether over TCP or TLS
    SipTimers m_timers;                                         ///< base values
    SipTransactionState m_state = SipTransactionState::Initial; ///< present state

  private:
    std::set<SipTimer> m_running; ///< timers started and neither fired nor stopped
};

/** A server transaction: its user answers. */
class SipServerTransaction : public SipTransaction
{
  public:
    using SipTransaction::SipTransaction;

    /**
     * The transaction user answers.
     * @param response a response to the request of this transaction (SipMessage::MakeResponse)
     * @return the effects; none when a final response has been given before
     */
    [[nodiscard]] virtual SipOutputs Respond(const SipMessage& response) = 0;
};

} // namespace ns3

#endif // SIP_TRANSACTION_H
