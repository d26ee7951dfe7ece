// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_CALL_H
#define SIP_CALL_H

#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/sip-destination.h"
#include "ns3/sip-dialog-context.h"
#include "ns3/sip-dialog.h"
#include "ns3/sip-reply.h"
#include "ns3/sip-transaction-layer.h"

#include <map>
#include <optional>
#include <string>

namespace ns3
{

class SipUserAgent;

/** The states of a call. */
enum class SipCallState
{
    Idle,        ///< not begun
    Calling,     ///< INVITE sent, nothing heard but perhaps 100
    Incoming,    ///< INVITE received, nothing said but perhaps 100
    Ringing,     ///< a provisional response over 100 was received or sent
    Established, ///< a 2xx was received, or sent
    Ending,      ///< BYE or CANCEL sent, answer pending
    Ended        ///< over
};

/**
 * @param state a state
 * @return its name, for traces
 */
std::string ToString(SipCallState state);

/**
 * A call of a user agent: one side of an INVITE and of the dialog it made. Made by
 * SipUserAgent::Invite or by a received INVITE.
 */
class SipCall : public Object
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    SipCall();
    ~SipCall() override;

    /** @return the state */
    SipCallState GetState() const;
    /** @return the Call-ID */
    const std::string& GetCallId() const;
    /** @return whether this side called */
    bool IsInitiator() const;
    /** @return the peer: the URI called, or that of From */
    const SipUri& GetRemoteUri() const;
    /** @return the dialog as policies see it */
    SipDialogContext GetContext() const;
    /** @return the status code that ended the attempt; 0 while there is none, 200 if it succeeded
     */
    int GetStatusCode() const;
    /** @return whether the offer/answer exchange under way, or the last one, has succeeded */
    bool IsSessionAgreed() const;
    /** @return number of offers and answers sent and received so far */
    uint32_t GetDescriptionCount() const;
    /** @return the user agent */
    Ptr<SipUserAgent> GetUserAgent() const;

    /** Callee: sends 180. */
    void Ring();
    /** Callee: accepts the call. */
    void Answer();
    /**
     * Callee: refuses the call.
     *
     * @param reply code (300 to 699), reason, header fields, body
     */
    void Reject(const SipReply& reply);
    /** Caller: gives up an unanswered call (section 9.1: CANCEL as soon as a 1xx has come). */
    void Cancel();
    /**
     * Either side: sends a re-INVITE with a new offer (section 14.1).
     *
     * @return false when it may not now: no dialog, or another INVITE is under way
     */
    bool Reinvite();
    /** Either side: ends the call with BYE; cancels or refuses one that is not established. */
    void HangUp();

  protected:
    void DoDispose() override;

  private:
    friend class SipUserAgent;
    class Impl;                   ///< what it does
    std::unique_ptr<Impl> m_impl; ///< see Impl
};

} // namespace ns3

#endif // SIP_CALL_H
