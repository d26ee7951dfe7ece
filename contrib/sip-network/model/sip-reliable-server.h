// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_RELIABLE_SERVER_H
#define SIP_RELIABLE_SERVER_H

#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/sip-message.h"
#include "ns3/sip-transaction-layer.h"

#include <cstdint>
#include <functional>
#include <memory>

namespace ns3
{

/**
 * The reliable provisional responses to an INVITE, at its server (RFC 3262, section 3): sends each
 * again until its PRACK has come, at intervals of T1, 2 T1, 4 T1, ..., and gives up after 64 T1.
 * One at a time.
 */
class SipReliableServer : public std::enable_shared_from_this<SipReliableServer>
{
  public:
    /**
     * @param layer sends
     * @param transaction that of the INVITE
     * @param invite the INVITE
     * @param first RSeq of the first response
     * @param onFailure called when there was no PRACK in time
     */
    SipReliableServer(Ptr<SipTransactionLayer> layer,
                      SipTransactionHandle transaction,
                      const SipMessage& invite,
                      uint32_t first,
                      std::function<void()> onFailure);

    /** @param response a response 101 to 199: gets Require and the next RSeq */
    void Mark(SipMessage& response);
    /** @param response one that was marked, as it is to be sent */
    void Send(const SipMessage& response);
    /** @return whether a response was marked whose PRACK has not come */
    bool IsPending() const;
    /**
     * @param prack a PRACK
     * @return whether it acknowledges the response that is pending: 200 then, else 481
     */
    bool OnPrack(const SipMessage& prack);
    /** Sends nothing any more. */
    void Stop();

  private:
    /** Sends it again. */
    void Retransmit();

    Ptr<SipTransactionLayer> m_layer;   ///< sends
    SipTransactionHandle m_transaction; ///< of the INVITE
    uint32_t m_invite;                  ///< CSeq number of the INVITE
    uint32_t m_number;                  ///< RSeq of the last response, or before the first
    bool m_isPending{false};            ///< whether its PRACK has not come
    SipMessage m_response;              ///< the last response
    Time m_interval;                    ///< until it is sent again
    std::function<void()> m_onFailure;  ///< no PRACK
    EventId m_retransmit;               ///< next retransmission
    EventId m_giveUp;                   ///< end of the 64 T1
};

} // namespace ns3

#endif // SIP_RELIABLE_SERVER_H
