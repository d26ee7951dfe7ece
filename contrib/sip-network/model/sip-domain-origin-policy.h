// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_DOMAIN_ORIGIN_POLICY_H
#define SIP_DOMAIN_ORIGIN_POLICY_H

#include "ns3/sip-proxy-policy.h"

#include <string>

namespace ns3
{

/**
 * An inbound proxy's check that a domain vouches for its own users only (RFC 3261, 26.3.2.2): the
 * domain of From must be one that the peer's certificate proves (RFC 5922). It says nothing about
 * peers without a certificate, and nothing about how the other domain has authenticated its user.
 *
 * A request that has legitimately come by a third domain's proxy, a transit provider's, fails the
 * check; the attribute Transit lists those that are believed whatever the From.
 *
 * ACK and CANCEL pass, as they cannot be refused.
 */
class SipDomainOriginPolicy : public SipProxyPolicy
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    SipVerdict OnRequest(SipMessage& request, const SipPolicyContext& context, Work& work) override;

  private:
    /** @return whether attribute Mode knows the word */
    bool SetMode(std::string word);
    /** @return attribute Mode */
    std::string GetMode() const;

    std::string m_mode{"refuse"}; ///< attribute
    std::string m_transit;        ///< attribute
};

} // namespace ns3

#endif // SIP_DOMAIN_ORIGIN_POLICY_H
