// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_NON_INVITE_CLIENT_TRANSACTION_H
#define SIP_NON_INVITE_CLIENT_TRANSACTION_H

#include "ns3/sip-transaction.h"

namespace ns3
{

/** The non-INVITE client transaction (RFC 3261 section 17.1.2). */
class SipNonInviteClientTransaction : public SipTransaction
{
  public:
    /** @copydoc SipTransaction::SipTransaction */
    SipNonInviteClientTransaction(SipMessage request, bool reliable, const SipTimers& timers = {});

    SipOutputs Start() override;
    SipOutputs OnMessage(const SipMessage& response) override;
    SipOutputs OnTransportError() override;

  protected:
    void DoOnTimer(SipTimer timer, SipOutputs& outputs) override;

  private:
    int64_t m_interval = 0; ///< timer E, ms
};

} // namespace ns3

#endif // SIP_NON_INVITE_CLIENT_TRANSACTION_H
