// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_CALL_H
#define SIP_CALL_H

#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/sip-destination.h"
#include "ns3/sip-dialog-context.h"
#include "ns3/sip-dialog.h"
#include "ns3/sip-peer-statement.h"
#include "ns3/sip-reply.h"
#include "ns3/sip-transaction-layer.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace ns3
{

class SipInviteClient;
class SipInviteServer;
class SipUpdateExchange;
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
    SipDialogContext GetContext();
    /** @return the status code that ended the attempt; 0 while there is none, 200 if it succeeded
     */
    int GetStatusCode() const;
    /**
     * @return more about a failed attempt in words: why the request could not be sent, or the
     * Warning of the response; empty if there is nothing to say
     */
    const std::string& GetFailureReason() const;
    /** @return whether the offer/answer exchange under way, or the last one, has succeeded */
    bool IsSessionAgreed() const;
    /** @return number of offers and answers sent and received so far */
    uint32_t GetDescriptionCount() const;
    /** @return the user agent */
    Ptr<SipUserAgent> GetUserAgent() const;
    /** @return who the peer is, on the strongest ground found so far; at first its own word */
    const SipPeerStatement& GetPeerStatement() const;
    /**
     * Says who the peer is. Counts if its ground is stronger than that known so far.
     *
     * @param uri who
     * @param ground why
     * @return whether it counts
     */
    bool AddPeerStatement(const SipUri& uri, SipPeerGround ground);

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
    /**
     * Either side: sends an UPDATE with a new offer (RFC 3311), before the call is answered or
     * after.
     *
     * @return false when it may not now: no dialog, or an offer has no answer yet
     */
    bool Update();
    /** Either side: ends the call with BYE; cancels or refuses one that is not established. */
    void HangUp();

  protected:
    void DoDispose() override;

  private:
    friend class SipUserAgent;
    friend class SipDialogClient;
    friend class SipInviteClient;
    friend class SipInviteServer;
    friend class SipReliableClient;
    friend class SipUpdateExchange;

    /** Makes an outgoing call and sends the INVITE. */
    void Begin(Ptr<SipUserAgent> agent, const SipUri& target);
    /** Learns of an INVITE; the call stays idle. */
    void Expect(Ptr<SipUserAgent> agent, const SipMessage& invite);
    /** Makes an incoming call of the INVITE that was expected. */
    void Take(SipTransactionHandle transaction, const SipReception& reception);
    /** A request of this dialog has come, but ACK and CANCEL. */
    void OnRequest(SipTransactionHandle transaction, const SipReception& reception);
    /** An ACK of this dialog has come. */
    void OnAck(const SipReception& reception);
    /** @return whether a CANCEL of this INVITE was about this call */
    bool OnCancel(SipTransactionHandle invite);
    /** @return whether the dialog has this identifier */
    bool Owns(const SipDialogId& id) const;
    /** @return whether an offer of ours in an INVITE, or in a 2xx, has no answer yet */
    bool IsOfferSent() const;
    /** @return whether the peer's offer in an INVITE has no answer yet */
    bool IsOfferReceived() const;
    /** @return 500 with a Retry-After of 0 to 10 s (14.2; RFC 3311, 5.2) */
    SipReply MakeBusyReply();
    /** @return whether this is the same INVITE by another way (8.2.2.2) */
    bool IsMerged(const SipMessage& request) const;

    /** A provisional response over 100 has come. */
    void OnProgress(int code);
    /** The INVITE has succeeded at the caller: the body is open. */
    void OnAccepted(bool isInitial);
    /** The INVITE has failed at the caller. */
    void OnRefused(const SipReply& reply, bool isInitial);
    /** A body was refused by the policy or the describer after the 2xx. */
    void OnBodyRefused(const SipReply& reply);
    /** A policy has refused the 2xx of the peer. */
    void OnPeerRefused(const SipReply& reply);
    /** The 2xx was sent. */
    void OnAnswered(bool isInitial);
    /** The ACK has come and its body, if any, is open. */
    void OnConfirmed();
    /** The INVITE was refused by this side. */
    void OnRejected(const SipReply& reply, bool isInitial);

    /** Sends BYE. */
    void SendBye();
    /** A final response to BYE, or none. */
    void OnByeDone();
    /** Enters a state. */
    void SetState(SipCallState state);
    /** Ends the call. */
    void End(int code);
    /** @return the CSeq number of the next request outside of a dialog */
    uint32_t TakeSequence();

    Ptr<SipUserAgent> m_agent;                   ///< the user agent
    SipCallState m_state{SipCallState::Idle};    ///< state
    bool m_isInitiator{false};                   ///< whether this side called
    std::string m_callId;                        ///< Call-ID
    std::string m_localTag;                      ///< our tag
    std::string m_remoteTag;                     ///< the peer's tag
    SipUri m_localUri;                           ///< our URI
    SipUri m_remoteUri;                          ///< the peer's URI
    std::optional<SipDialog> m_dialog;           ///< the dialog, once there is a 2xx
    std::shared_ptr<SipInviteClient> m_client;   ///< our INVITE, the last one
    std::shared_ptr<SipInviteServer> m_server;   ///< the peer's INVITE, the last one
    std::shared_ptr<SipUpdateExchange> m_update; ///< made by the first UPDATE
    uint32_t m_sequence{0};                      ///< last CSeq number outside of a dialog
    uint64_t m_serial{0};                        ///< order of calls
    int m_statusCode{0};                         ///< what ended the attempt
    std::string m_failureReason;                 ///< see GetFailureReason
    bool m_isAgreed{false};                      ///< whether the last offer/answer succeeded
    bool m_isHangUpWanted{false};                ///< BYE as soon as the ACK has come
    uint32_t m_descriptionCount{0};              ///< offers and answers
    SipPeerStatement m_statement;                ///< who the peer is
    Time m_began;                                ///< when Invite was called, or INVITE came
    Time m_byeSent;                              ///< when BYE was sent
    bool m_isDelayKnown{false};                  ///< whether SessionRequestDelay was reported
};

} // namespace ns3

#endif // SIP_CALL_H
