// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_USER_ORIGIN_POLICY_H
#define SIP_USER_ORIGIN_POLICY_H

#include "ns3/sip-proxy-policy.h"

#include <string>

namespace ns3
{

/**
 * A proxy's check that a user sends in the own name only (RFC 3261, 26.3.2.1 and 22.1): on a
 * connection on which users have proved their passwords, From must be one of them. It closes two
 * gaps of SipDigestAuthenticationPolicy, which asks only about From of the own domain: an own user
 * who names somebody of another domain, and a stranger who does so without any proof.
 *
 * To stand after SipDigestAuthenticationPolicy. What is refused gets 403 and is reported.
 * ACK, CANCEL and REGISTER pass: the first two cannot be refused, the registrar sees to the last.
 */
class SipUserOriginPolicy : public SipProxyPolicy
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    SipVerdict OnRequest(SipMessage& request, const SipPolicyContext& context, Work& work) override;

  private:
    /** @return what is wrong with the request, in words; empty if nothing is */
    std::string FindFault(const SipMessage& request, const SipPolicyContext& context) const;
    /** @return whether attribute Strangers knows the word */
    bool SetStrangers(std::string word);
    /** @return attribute Strangers */
    std::string GetStrangers() const;

    std::string m_strangers{"deliver"}; ///< attribute
    bool m_inDialog{true};              ///< attribute
    bool m_acceptOwnFromOutside{true};  ///< attribute
};

} // namespace ns3

#endif // SIP_USER_ORIGIN_POLICY_H
