// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_RESPONSE_CONTEXT_H
#define SIP_RESPONSE_CONTEXT_H

#include "ns3/event-id.h"
#include "ns3/sip-destination.h"
#include "ns3/sip-forwarder.h"
#include "ns3/sip-proxy-policy.h"
#include "ns3/sip-reply.h"
#include "ns3/sip-transaction-layer.h"

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{

class SipProxy;

/**
 * A request that a proxy has received and forwards: its branches, and the choice among their
 * responses (RFC 3261, 16.7). Kept alive by the proxy and by the client transactions.
 */
class SipResponseContext : public std::enable_shared_from_this<SipResponseContext>
{
  public:
    /**
     * @param proxy the proxy
     * @param transaction the server transaction
     * @param reception the request
     */
    SipResponseContext(SipProxy& proxy,
                       SipTransactionHandle transaction,
                       const SipReception& reception);

    /** @return the request as received */
    const SipReception& GetReception() const;
    /** @return the request as received, shared with policies that look at responses */
    std::shared_ptr<const SipMessage> GetRequest() const;
    /** @return the request as the policies left it; to be changed before Forward */
    SipMessage& GetPassedRequest();
    /** @return the server transaction */
    SipTransactionHandle GetTransaction() const;
    /** @return whether a CANCEL has come, or a final response was sent */
    bool IsOver() const;

    /**
     * Sends a final response of the proxy's own upstream, if none was sent.
     *
     * @param reply the response
     */
    void Respond(const SipReply& reply);
    /**
     * Forwards to all copies at once (16.6).
     *
     * @param copies one or more
     */
    void Forward(std::vector<SipForwarder::Copy> copies);
    /** The caller has given up (16.10): cancels the branches, or answers 487 if there are none. */
    void Cancel();
    /** Cancels all events, when the proxy stops. */
    void Stop();

  private:
    /** What became of a 2xx to an INVITE; its repetitions get the same (13.3.1.4). */
    struct Answer
    {
        std::optional<SipMessage> passed;                         ///< as it went upstream
        std::optional<std::pair<SipMessage, SipDestination>> ack; ///< if it was refused
    };

    /** One target. */
    struct Branch
    {
        SipTransactionHandle transaction{0};   ///< client transaction
        SipMessage sent;                       ///< the request as it was sent
        SipDestination destination;            ///< where to
        SipForwarder::Target target;           ///< for which target
        EventId timerC;                        ///< timer C (16.6 item 11)
        EventId cancelTimer;                   ///< end of the wait after CANCEL (9.1)
        bool hasProvisional{false};            ///< whether a 1xx has come
        bool isCancelled{false};               ///< whether it is to be cancelled
        bool isDone{false};                    ///< whether its final response is known
        std::optional<SipMessage> final;       ///< the final response, without our Via
        std::map<std::string, Answer> answers; ///< 2xx to an INVITE, by To tag
    };

    /** @return whether the request is an INVITE */
    bool IsInvite() const;
    /** @return whether the request came inside a dialog */
    bool IsInDialog() const;
    /** A response of a branch has come: to the policies. */
    void OnResponse(std::size_t index, const SipReception& reception);
    /** @return whether this 2xx to an INVITE needs no judgement: a repetition, or one too many */
    bool Repeat(std::size_t index, const std::string& tag);
    /** The policies have judged a response, which came with this To tag. */
    void Judge(std::size_t index,
               const std::string& tag,
               const SipVerdict& verdict,
               SipMessage& response);
    /** The policies refuse a response. */
    void Refuse(std::size_t index,
                const std::string& tag,
                SipReply reply,
                const SipMessage& response);
    /** A response that passed (16.7 items 2 to 10). */
    void Accept(std::size_t index, const std::string& tag, SipMessage response);
    /** A branch's transaction has ended without a final response. */
    void OnFailure(std::size_t index, const SipTransactionFailure& failure);
    /** A branch has no response: it counts as this one. */
    void FailBranch(std::size_t index, const SipReply& reply);
    /** Sends a copy: a new branch. */
    void StartBranch(SipForwarder::Copy copy);
    /**
     * A branch has failed. If it was for a flow, the flow may be gone, and another may lead to the
     * same user agent (RFC 5626, section 7).
     *
     * @param index the branch
     * @param code its final response's status code
     * @return whether another branch takes its place
     */
    bool TryOtherFlow(std::size_t index, int code);
    /** A branch has its final response. */
    void FinishBranch(std::size_t index, SipMessage response);
    /** Sends the best response if all branches are done (16.7 item 6). */
    void ChooseBest();
    /** Cancels all branches but one (16.7 item 10). */
    void CancelOthers(std::size_t except);
    /** Cancels a branch now, or when its first provisional response comes (9.1). */
    void CancelBranch(std::size_t index);
    /** Sends the CANCEL. */
    void SendCancel(std::size_t index);
    /** Begins timer C anew. */
    void StartTimerC(std::size_t index);
    /** Timer C has fired (16.8). */
    void OnTimerC(std::size_t index);
    /** Sends a response upstream. */
    void SendUpstream(const SipMessage& response);
    /** Ends the dialog that a 2xx made and that the caller will not hear of: ACK and BYE. */
    void EndDialog(std::size_t index, const std::string& tag, const SipMessage& response);
    /** Tells the proxy that this is over. */
    void Release();

    SipProxy& m_proxy;                           ///< the proxy
    SipTransactionHandle m_transaction;          ///< server transaction
    SipReception m_reception;                    ///< the request as received
    std::shared_ptr<const SipMessage> m_request; ///< the same, shared with policies
    SipMessage m_passed;                         ///< as the policies left it
    std::vector<Branch> m_branches;              ///< one for each target
    bool m_isForwarded{false};                   ///< whether Forward was called
    bool m_isCancelled{false};                   ///< whether CANCEL has come
    bool m_isFinal{false};                       ///< whether a final response was sent
    bool m_isStopped{false};                     ///< whether the proxy has stopped
};

} // namespace ns3

#endif // SIP_RESPONSE_CONTEXT_H
