// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_DIGEST_AUTHENTICATION_POLICY_H
#define SIP_DIGEST_AUTHENTICATION_POLICY_H

#include "ns3/nstime.h"
#include "ns3/sip-digest-gate.h"
#include "ns3/sip-password-file.h"
#include "ns3/sip-proxy-policy.h"

#include <string>

namespace ns3
{

/**
 * A proxy's digest authentication (RFC 3261, 22.3): answers 407 to requests that lack good
 * credentials for its realm. Asks only about requests whose From is in the realm's domain, never
 * about ACK and CANCEL (22.1), and not within dialogs unless attribute InDialog is set. A request
 * that passes loses the credentials of this realm (22.3).
 */
class SipDigestAuthenticationPolicy : public SipProxyPolicy
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    SipDigestAuthenticationPolicy();

    /** @param passwords the users */
    void SetPasswordFile(Ptr<SipPasswordFile> passwords);

    SipVerdict OnRequest(SipMessage& request, const SipPolicyContext& context, Work& work) override;

  protected:
    void DoDispose() override;

  private:
    SipDigestGate m_gate;     ///< authentication
    std::string m_realm;      ///< attribute
    std::string m_algorithms; ///< attribute
    Time m_nonceLifetime;     ///< attribute
    bool m_inDialog{false};   ///< attribute
};

} // namespace ns3

#endif // SIP_DIGEST_AUTHENTICATION_POLICY_H
