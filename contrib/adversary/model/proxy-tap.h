// SPDX-License-Identifier: GPL-2.0-only
#ifndef PROXY_TAP_H
#define PROXY_TAP_H

#include "ns3/message-attacker.h"
#include "ns3/sip-proxy-policy.h"

#include <vector>

namespace ns3
{

/**
 * @ingroup adversary
 * A compromised proxy: hands the messages that pass to attackers, in order. One more policy of the
 * proxy; ahead of the honest ones it sees messages as they came in, behind them as they go on.
 */
class ProxyTap : public SipProxyPolicy
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /** @param attacker is asked after those that were added before */
    void Add(Ptr<MessageAttacker> attacker);

    SipVerdict OnRequest(SipMessage& request, const SipPolicyContext& context, Work& work) override;
    SipVerdict OnResponse(SipMessage& response,
                          const SipPolicyContext& context,
                          Work& work) override;

  protected:
    void DoDispose() override;

  private:
    /** @return what the attackers say */
    SipVerdict Ask(SipMessage& message, const SipPolicyContext& context);

    std::vector<Ptr<MessageAttacker>> m_attackers; ///< in order
};

} // namespace ns3

#endif // PROXY_TAP_H
