// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_NON_INVITE_SERVER_TRANSACTION_H
#define SIP_NON_INVITE_SERVER_TRANSACTION_H

#include "ns3/sip-transaction.h"

#include <optional>

namespace ns3
{

/** The non-INVITE server transaction (RFC 3261 section 17.2.2). */
class SipNonInviteServerTransaction : public SipServerTransaction
{
  public:
    /** @copydoc SipTransaction::SipTransaction */
    SipNonInviteServerTransaction(SipMessage request, bool reliable, const SipTimers& timers = {});

    SipOutputs Start() override;
    SipOutputs OnMessage(const SipMessage& request) override;
    SipOutputs OnTransportError() override;
    SipOutputs Respond(const SipMessage& response) override;

  protected:
    void DoOnTimer(SipTimer timer, SipOutputs& outputs) override;

  private:
    std::optional<SipMessage> m_response; ///< the latest response sent
};

} // namespace ns3

#endif // SIP_NON_INVITE_SERVER_TRANSACTION_H
