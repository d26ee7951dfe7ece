// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_UPDATE_EXCHANGE_H
#define SIP_UPDATE_EXCHANGE_H

#include "ns3/event-id.h"
#include "ns3/sip-destination.h"
#include "ns3/sip-reply.h"
#include "ns3/sip-transaction-layer.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <tl/expected.hpp>

namespace ns3
{

class SipCall;
class SipUserAgent;

/**
 * UPDATE (RFC 3311): offers and answers that change the session of a call, before the INVITE is
 * answered or after.
 */
class SipUpdateExchange : public std::enable_shared_from_this<SipUpdateExchange>
{
  public:
    /** @param call the call; it owns this object */
    explicit SipUpdateExchange(SipCall& call);

    /**
     * Sends an UPDATE with a new offer (section 5.1), and again after a 491.
     *
     * @return false when it may not now: no dialog, or an offer has no answer yet
     */
    bool Send();
    /**
     * A received UPDATE of the call's dialog (section 5.2).
     *
     * @param transaction the server transaction
     * @param reception the UPDATE
     */
    void OnRequest(SipTransactionHandle transaction, const SipReception& reception);
    /** @return whether our offer in an UPDATE has no answer yet */
    bool IsOfferSent() const;
    /** Forgets everything that is scheduled. */
    void Stop();

  private:
    /** Our UPDATE was answered, or failed. */
    void OnDone(const SipReply& reply, const SipMessage& request, const SipReception* reception);
    /** The answer to our offer has come. */
    void OpenAnswer(const SipReception& reception);
    /** The offer in an UPDATE is open. */
    void Answer(SipTransactionHandle transaction,
                const SipReception& reception,
                const tl::expected<SipBody, SipReply>& offer);
    /** Sends a response within the dialog, its body protected already. */
    void Respond(SipTransactionHandle transaction,
                 const SipMessage& request,
                 const SipMessage& response);

    SipCall& m_call;           ///< the call
    bool m_isSending{false};   ///< whether our UPDATE is under way
    bool m_isAnswering{false}; ///< whether the peer's UPDATE is under way
    EventId m_retry;           ///< after 491
};

} // namespace ns3

#endif // SIP_UPDATE_EXCHANGE_H
