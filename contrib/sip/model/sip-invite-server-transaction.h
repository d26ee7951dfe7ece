// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_INVITE_SERVER_TRANSACTION_H
#define SIP_INVITE_SERVER_TRANSACTION_H

#include "ns3/sip-transaction.h"

#include <optional>

namespace ns3
{

/**
 * The INVITE server transaction (RFC 3261 section 17.2.1 with the state Accepted of RFC 6026).
 *
 * 100 Trying is sent by itself when the user has not answered within 200 ms. Retransmissions of a
 * 2xx are the user's: it calls Respond again, and each call sends. A transport error informs the
 * user and does not end the transaction (RFC 6026 section 7.1).
 */
class SipInviteServerTransaction : public SipServerTransaction
{
  public:
    /** @copydoc SipTransaction::SipTransaction */
    SipInviteServerTransaction(SipMessage request, bool reliable, const SipTimers& timers = {});

    SipOutputs Start() override;
    SipOutputs OnMessage(const SipMessage& request) override;
    SipOutputs OnTransportError() override;
    SipOutputs Respond(const SipMessage& response) override;

  protected:
    void DoOnTimer(SipTimer timer, SipOutputs& outputs) override;

  private:
    int64_t m_interval = 0;               ///< timer G, ms
    std::optional<SipMessage> m_response; ///< the latest response sent
};

} // namespace ns3

#endif // SIP_INVITE_SERVER_TRANSACTION_H
