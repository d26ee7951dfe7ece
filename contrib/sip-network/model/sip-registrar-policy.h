// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_REGISTRAR_POLICY_H
#define SIP_REGISTRAR_POLICY_H

#include "ns3/nstime.h"
#include "ns3/sip-digest-gate.h"
#include "ns3/sip-location-service.h"
#include "ns3/sip-password-file.h"
#include "ns3/sip-proxy-policy.h"

#include <string>
#include <vector>

namespace ns3
{

/**
 * A registrar (RFC 3261, section 10.3; flows: RFC 5626, section 6) as a policy of a proxy: answers
 * every REGISTER whose Request-URI is one of the proxy's domains, and lets everything else pass.
 */
class SipRegistrarPolicy : public SipProxyPolicy
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    SipRegistrarPolicy();

    /** @param location where bindings are kept; the proxy's is used if none is set */
    void SetLocationService(Ptr<SipLocationService> location);
    /** @param passwords users and passwords; none: REGISTER needs no authentication */
    void SetPasswordFile(Ptr<SipPasswordFile> passwords);

    SipVerdict OnRequest(SipMessage& request, const SipPolicyContext& context, Work& work) override;

  protected:
    void DoDispose() override;

  private:
    /** @return the reply to a REGISTER of a user who may change the bindings */
    SipReply Update(const SipMessage& request,
                    const SipUri& user,
                    const SipPolicyContext& context,
                    SipLocationService& location) const;

    Ptr<SipLocationService> m_location; ///< where bindings are kept; null: the proxy's
    SipDigestGate m_gate;               ///< authentication
    std::string m_domain;               ///< attribute
    std::string m_realm;                ///< attribute
    std::string m_algorithms;           ///< attribute
    Time m_nonceLifetime;               ///< attribute
    Time m_defaultExpires;              ///< attribute
    Time m_minExpires;                  ///< attribute
    Time m_maxExpires;                  ///< attribute
    Time m_flowTimer;                   ///< attribute
    Time m_flowTimerGrace;              ///< attribute
    uint32_t m_maxBindings{0};          ///< attribute
};

} // namespace ns3

#endif // SIP_REGISTRAR_POLICY_H
