// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_INVITE_SERVER_H
#define SIP_INVITE_SERVER_H

#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/sip-destination.h"
#include "ns3/sip-dialog-context.h"
#include "ns3/sip-reply.h"
#include "ns3/sip-transaction-layer.h"

#include <memory>
#include <optional>

namespace ns3
{

class SipCall;
class SipReliableServer;
class SipUserAgent;

/** An INVITE or re-INVITE that a call has received, from its body to its ACK. */
class SipInviteServer : public std::enable_shared_from_this<SipInviteServer>
{
  public:
    /**
     * @param call the call
     * @param transaction the server transaction
     * @param reception the INVITE
     * @param isInitial whether this is not a re-INVITE
     */
    SipInviteServer(Ptr<SipCall> call,
                    SipTransactionHandle transaction,
                    const SipReception& reception,
                    bool isInitial);

    /** Opens the body, then rings and answers as the user agent's attributes say. */
    void Start();
    /** Sends 180. */
    void Ring();
    /** Accepts, as soon as the body is open. */
    void Answer();
    /**
     * Refuses.
     *
     * @param reply 300 to 699
     */
    void Reject(const SipReply& reply);
    /** @param reception the ACK to the 2xx */
    void OnAck(const SipReception& reception);
    /**
     * @param request a PRACK
     * @return whether it acknowledges our last reliable provisional response
     */
    bool OnPrack(const SipMessage& request);
    /** Answers if that is wanted and nothing has to be waited for. */
    void AnswerIfReady();
    /** @return whether the offer in our 2xx has no answer yet */
    bool IsOfferUnanswered() const;
    /** @return whether the peer's offer has no answer yet */
    bool IsAnswerDue() const;
    /** Forgets everything that is scheduled, and answers 487 if nothing was answered. */
    void Stop();
    /** Forgets everything that is scheduled, and says nothing. */
    void Abandon();
    /** @return the server transaction */
    SipTransactionHandle GetTransaction() const;
    /** @return the INVITE */
    const SipMessage& GetRequest() const;
    /** @return whether no final response was sent */
    bool IsPending() const;
    /** @return whether a 2xx was sent and its ACK has not come */
    bool IsAwaitingAck() const;

  private:
    /** @return whether provisional responses are to be sent reliably */
    bool IsReliable() const;
    /** Sends 180 reliably, perhaps with the answer (RFC 3262, section 3). */
    void RingReliably();
    /** Cancels all events and lets go of them. */
    void ReleaseEvents();
    /** The body is open. */
    void Opened(const std::optional<SipReply>& refusal);
    /** Makes the 2xx. */
    void PrepareAnswer();
    /** Sends the 2xx. */
    void SendAnswer(const SipMessage& response);
    /** Sends the 2xx again (13.3.1.4). */
    void Retransmit();
    /** @return a response with our tag */
    SipMessage MakeResponse(const SipReply& reply) const;
    /** @return the dialog as policies see it */
    SipDialogContext MakeContext() const;

    Ptr<SipCall> m_call;                           ///< the call
    SipUserAgent& m_agent;                         ///< its user agent
    SipTransactionHandle m_transaction;            ///< server transaction
    SipReception m_reception;                      ///< the INVITE
    bool m_isInitial;                              ///< whether no re-INVITE
    Time m_began;                                  ///< when it came
    SipBody m_offer;                               ///< the peer's, in plain
    bool m_isOpen{false};                          ///< whether the body is open
    bool m_isAnswerWanted{false};                  ///< whether Answer was called
    bool m_isPreparing{false};                     ///< whether the 2xx is being made
    bool m_isFinal{false};                         ///< whether a final response was sent
    bool m_isAcked{false};                         ///< whether the ACK has come
    bool m_isLateOffer{false};                     ///< whether our 2xx has the offer
    bool m_isEarlyAnswered{false};                 ///< whether our 180 has the answer
    std::shared_ptr<SipReliableServer> m_reliable; ///< null: none was sent
    SipMessage m_response;                         ///< the 2xx
    Time m_interval;                               ///< until the next retransmission
    EventId m_ring;                                ///< end of RingingDelay
    EventId m_answer;                              ///< end of AnswerDelay
    EventId m_retransmit;                          ///< next retransmission
    EventId m_giveUp;                              ///< 64 * T1 without an ACK
};

} // namespace ns3

#endif // SIP_INVITE_SERVER_H
