// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_INVITE_CLIENT_H
#define SIP_INVITE_CLIENT_H

#include "ns3/event-id.h"
#include "ns3/sip-destination.h"
#include "ns3/sip-dialog-context.h"
#include "ns3/sip-reply.h"
#include "ns3/sip-transaction-layer.h"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace ns3
{

class SipCall;
class SipReliableClient;
class SipUserAgent;

/**
 * An INVITE or re-INVITE of a call, with its repetitions after 401, 407, 3xx, 491, 493 and 496, and
 * its ACKs. Kept alive by its transactions.
 */
class SipInviteClient : public std::enable_shared_from_this<SipInviteClient>
{
  public:
    /**
     * @param call the call
     * @param target the Request-URI of a first INVITE
     * @param isInitial whether this is not a re-INVITE
     */
    SipInviteClient(Ptr<SipCall> call, const SipUri& target, bool isInitial);

    /** Makes the offer and sends the INVITE. */
    void Start();
    /** Gives up: CANCEL now, or when the first provisional response has come (9.1). */
    void Cancel();
    /** Forgets everything that is scheduled. */
    void Stop();
    /** @return whether our offer has no answer yet */
    bool IsOfferUnanswered() const;
    /** @return whether there is neither a final response nor a failure yet */
    bool IsPending() const;

  private:
    /** Builds and sends the request, again if it was sent before. */
    void Send();
    /** The processor has done the work: it leaves. */
    void Transmit(const SipMessage& request);
    /** A response has come. */
    void OnResponse(const SipReception& reception);
    /** A response has come and the policies have spoken. */
    void Judged(const SipReception& reception, const std::optional<SipReply>& refusal);
    /** A 2xx has come. */
    void OnAccepted(const SipReception& reception, const std::optional<SipReply>& refusal);
    /** The 2xx of another branch has come: ACK and BYE (13.2.2.4). */
    void OnFork(const SipMessage& response);
    /** The 2xx has brought an offer: the ACK takes the answer (13.2.2.4). */
    void AnswerInAck(const SipReception& reception);
    /** A provisional response over 100 has come. */
    void OnProvisional(const SipReception& reception);
    /** A reliable provisional response may have brought the answer. */
    void OpenEarlyAnswer(const SipReception& reception);
    /** The 2xx should have brought an answer: the ACK was sent, now look. */
    void OpenAnswer(const SipReception& reception);
    /** Sends an ACK without body past the policies. */
    void SendAck(SipMessage ack);
    /** Sends an ACK, and keeps it for retransmissions. */
    void TransmitAck(SipMessage ack);
    /** A final response of 300 and above has come. */
    void OnRefused(const SipReception& reception, const std::optional<SipReply>& refusal);
    /** @return the next Request-URI after a redirection, or a refusal of the scheme, or none */
    std::optional<SipUri> FindNextTarget(const SipMessage& response) const;
    /** @return whether another attempt was begun after this response */
    bool Retry(const SipReception& reception);
    /** The attempt has failed. */
    void Fail(const SipReply& reply);
    /** Sends the CANCEL. */
    void SendCancel();
    /** @return the dialog as policies see it */
    SipDialogContext MakeContext(const SipReception* reception) const;
    /** @return whether the call still wants to hear of this */
    bool IsWanted() const;
    /** @return whether the INVITE may still go out: a re-INVITE not after BYE */
    bool MaySend() const;

    Ptr<SipCall> m_call;                                                 ///< the call
    SipUserAgent& m_agent;                                               ///< its user agent
    SipUri m_target;                                                     ///< Request-URI
    bool m_isInitial;                                                    ///< whether no re-INVITE
    SipBody m_offer;                                                     ///< in plain
    SipTransactionHandle m_transaction{0};                               ///< client transaction
    SipMessage m_sent;                                                   ///< the INVITE as sent
    SipDestination m_destination;                                        ///< where to
    std::map<std::string, std::pair<SipMessage, SipDestination>> m_acks; ///< by remote tag
    std::set<std::string> m_judged;                                      ///< tags of 2xx judged
    std::shared_ptr<SipReliableClient> m_reliable;                       ///< null: none yet
    std::map<std::string, SipBody> m_earlyAnswers; ///< in reliable 1xx, by tag
    std::string m_answerer;       ///< tag of the answer that the describer was given
    bool m_isAnswered{false};     ///< by a 1xx or 2xx
    uint32_t m_attempts{0};       ///< INVITEs sent
    uint32_t m_forks{0};          ///< other 2xx ended
    bool m_hasProvisional{false}; ///< whether a 1xx has come
    bool m_isCancelled{false};    ///< whether given up
    bool m_isCancelSent{false};   ///< whether CANCEL was sent
    bool m_isFinal{false};        ///< whether it is over
    EventId m_event;              ///< retry, end of CANCEL
};

} // namespace ns3

#endif // SIP_INVITE_CLIENT_H
