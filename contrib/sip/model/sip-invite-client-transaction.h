// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_INVITE_CLIENT_TRANSACTION_H
#define SIP_INVITE_CLIENT_TRANSACTION_H

#include "ns3/sip-transaction.h"

#include <optional>

namespace ns3
{

/**
 * The INVITE client transaction (RFC 3261 section 17.1.1 with the state Accepted of RFC 6026).
 *
 * The ACK for a 300-699 is made and sent here. The ACK for a 2xx is the user's
 * (SipDialog::MakeAck): every 2xx, retransmitted or from another fork, is delivered while timer M
 * runs.
 */
class SipInviteClientTransaction : public SipTransaction
{
  public:
    /** @copydoc SipTransaction::SipTransaction */
    SipInviteClientTransaction(SipMessage request, bool reliable, const SipTimers& timers = {});

    SipOutputs Start() override;
    SipOutputs OnMessage(const SipMessage& response) override;
    SipOutputs OnTransportError() override;

    /**
     * Make the ACK for a 300-699 response (section 17.1.1.3): Call-ID, From, Request-URI, top Via,
     * CSeq number and Route of the INVITE, To of the response.
     * @param invite the INVITE as it was sent
     * @param response the final response
     * @return the ACK
     */
    static SipMessage MakeAck(const SipMessage& invite, const SipMessage& response);

  protected:
    void DoOnTimer(SipTimer timer, SipOutputs& outputs) override;

  private:
    int64_t m_interval = 0;          ///< timer A, ms
    std::optional<SipMessage> m_ack; ///< sent for each retransmission of the final response
};

} // namespace ns3

#endif // SIP_INVITE_CLIENT_TRANSACTION_H
