// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_IDENTITY_HELPER_H
#define SIP_IDENTITY_HELPER_H

#include "ns3/credential.h"
#include "ns3/crypto-context.h"
#include "ns3/object-factory.h"
#include "ns3/sip-certificate-table.h"
#include "ns3/sip-identity-signing-policy.h"
#include "ns3/sip-identity-verification-policy.h"
#include "ns3/sip-proxy.h"
#include "ns3/sip-user-agent-identity-policy.h"
#include "ns3/sip-user-agent.h"
#include "ns3/trust-store.h"

#include <memory>
#include <string>

namespace ns3
{

/**
 * Gives proxies and user agents their part in Identity (RFC 8224). All share one table of published
 * certificates.
 */
class SipIdentityHelper
{
  public:
    SipIdentityHelper();

    /**
     * @param name an attribute of SipIdentityVerificationPolicy, for policies installed later
     * @param value its value
     */
    void SetProxyAttribute(const std::string& name, const AttributeValue& value);
    /**
     * @param name an attribute of SipUserAgentIdentityPolicy, for policies installed later
     * @param value its value
     */
    void SetUserAgentAttribute(const std::string& name, const AttributeValue& value);
    /** @return the table of certificates */
    Ptr<SipCertificateTable> GetTable() const;
    /**
     * Has a proxy sign for a domain, behind the policies it has: the one that authenticates callers
     * must be among them. The certificate is published as https://DOMAIN/passport.cer.
     *
     * @param proxy the callers' home proxy
     * @param domain its domain
     * @param context the library that the key belongs to
     * @param credential certificate of the domain, and its P-256 key
     * @return the policy
     */
    Ptr<SipIdentitySigningPolicy> InstallSigner(Ptr<SipProxy> proxy,
                                                const std::string& domain,
                                                std::shared_ptr<CryptoContext> context,
                                                const Credential& credential) const;
    /**
     * Has a proxy verify, behind the policies it has.
     *
     * @param proxy the callees' home proxy
     * @param trust the anchors
     * @return the policy
     */
    Ptr<SipIdentityVerificationPolicy> InstallProxyVerifier(
        Ptr<SipProxy> proxy,
        std::shared_ptr<const TrustStore> trust) const;
    /**
     * Has a user agent verify, behind the policies it has.
     *
     * @param agent the callee's user agent
     * @param trust the anchors
     * @return the policy
     */
    Ptr<SipUserAgentIdentityPolicy> InstallUserAgentVerifier(
        Ptr<SipUserAgent> agent,
        std::shared_ptr<const TrustStore> trust) const;

  private:
    ObjectFactory m_proxyPolicies;    ///< makes policies of proxies
    ObjectFactory m_agentPolicies;    ///< makes policies of user agents
    Ptr<SipCertificateTable> m_table; ///< shared
};

} // namespace ns3

#endif // SIP_IDENTITY_HELPER_H
