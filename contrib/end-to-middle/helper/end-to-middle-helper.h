// SPDX-License-Identifier: GPL-2.0-only

#ifndef END_TO_MIDDLE_HELPER_H
#define END_TO_MIDDLE_HELPER_H

#include "ns3/border-controller.h"
#include "ns3/certificate-directory.h"
#include "ns3/credential-issuer.h"
#include "ns3/inspection-policy.h"
#include "ns3/media-authorization-policy.h"
#include "ns3/media-relay.h"
#include "ns3/middle-discovery.h"
#include "ns3/object-factory.h"
#include "ns3/pinhole-policy.h"
#include "ns3/sip-proxy.h"
#include "ns3/sip-user-agent.h"
#include "ns3/smime-body-policy.h"
#include "ns3/smime-signature-policy.h"
#include "ns3/trust-store.h"

#include <memory>
#include <string>

namespace ns3
{

/**
 * \ingroup end-to-middle
 * Gives user agents and proxies their end-to-middle policies. All parties share one directory, in
 * which each party's certificate is put.
 */
class EndToMiddleHelper
{
  public:
    EndToMiddleHelper();

    /**
     * \param name an attribute of SmimeBodyPolicy, for policies installed later
     * \param value its value
     */
    void SetBodyPolicyAttribute(const std::string& name, const AttributeValue& value);

    /**
     * \param name an attribute of InspectionPolicy, for policies installed later
     * \param value its value
     */
    void SetInspectionAttribute(const std::string& name, const AttributeValue& value);

    /// \return the directory all parties share
    Ptr<CertificateDirectory> GetDirectory() const;

    /**
     * Gives a user agent a body policy, and puts its certificate into the directory under its
     * address of record.
     * \param agent the user agent
     * \param party its credential
     * \return the policy
     */
    Ptr<SmimeBodyPolicy> InstallUserAgent(Ptr<SipUserAgent> agent, const Party& party) const;

    /**
     * Has a user agent learn of servers by their refusals.
     * \param policy its body policy
     * \param party its credential
     * \param trust who may have issued the servers' certificates
     * \return the discovery
     */
    Ptr<MiddleDiscovery> InstallDiscovery(Ptr<SmimeBodyPolicy> policy,
                                          const Party& party,
                                          std::shared_ptr<const TrustStore> trust) const;

    /**
     * \param name an attribute of MiddleDiscovery, for those installed later
     * \param value its value
     */
    void SetDiscoveryAttribute(const std::string& name, const AttributeValue& value);

    /**
     * Has a user agent sign what it sends, and want the peer to. A body policy that it has already
     * (InstallUserAgent) stays, inside the signature.
     * \param agent the user agent
     * \param party its credential
     * \param trust the anchors
     * \return the policy, with a key ring of its own
     */
    Ptr<SmimeSignaturePolicy> InstallSignature(Ptr<SipUserAgent> agent,
                                               const Party& party,
                                               std::shared_ptr<const TrustStore> trust) const;

    /**
     * \param name an attribute of SmimeSignaturePolicy, for policies installed later
     * \param value its value
     */
    void SetSignatureAttribute(const std::string& name, const AttributeValue& value);

    /**
     * Gives a proxy an inspection policy, behind the policies it has, and puts its certificate into
     * the directory under its host name.
     * \param proxy the proxy
     * \param host its host name
     * \param party its credential
     * \return the policy
     */
    Ptr<InspectionPolicy> InstallProxy(Ptr<SipProxy> proxy,
                                       const std::string& host,
                                       const Party& party) const;

    /**
     * Makes a proxy a border controller, behind the policies it has, and puts its certificate into
     * the directory under its host name. Encrypted descriptions are opened and closed by two body
     * policies with the attributes set by SetBodyPolicyAttribute(), which know the users by the
     * shared directory. Users who encrypt must take its certificate for everybody else's, in a
     * directory of their own.
     * \param proxy the proxy
     * \param party its credential
     * \param relay its media relay
     * \return the policy
     */
    Ptr<BorderController> InstallBorderController(Ptr<SipProxy> proxy,
                                                  const Party& party,
                                                  Ptr<MediaRelay> relay) const;

    /**
     * \param name an attribute of PinholePolicy, for policies installed later
     * \param value its value
     */
    void SetPinholeAttribute(const std::string& name, const AttributeValue& value);

    /**
     * Has a proxy open a firewall for the media of its calls. To be called behind InstallProxy() or
     * whatever opens bodies there.
     * \param proxy the proxy
     * \param control controls the firewall
     * \param inspection opens bodies, and has keys that tokens are sealed under; null: they are not
     * \param context seals tokens; null: they are not
     * \return the policy
     */
    Ptr<PinholePolicy> InstallPinholes(Ptr<SipProxy> proxy,
                                       Ptr<FirewallControl> control,
                                       Ptr<InspectionPolicy> inspection = nullptr,
                                       std::shared_ptr<CryptoContext> context = nullptr) const;

    /**
     * Has a user agent take the tokens for firewalls that servers send it.
     * \param agent the user agent
     * \param body its body policy, whose keys open tokens; null: sealed ones are ignored
     * \param context opens tokens; may be null without a body policy
     * \return the policy
     */
    Ptr<MediaAuthorizationPolicy> InstallMediaAuthorization(
        Ptr<SipUserAgent> agent,
        Ptr<SmimeBodyPolicy> body = nullptr,
        std::shared_ptr<CryptoContext> context = nullptr) const;

  private:
    ObjectFactory m_bodyPolicies;          //!< makes body policies
    ObjectFactory m_signatures;            //!< makes signature policies
    ObjectFactory m_inspections;           //!< makes inspection policies
    ObjectFactory m_discoveries;           //!< makes discoveries
    ObjectFactory m_pinholes;              //!< makes pinhole policies
    Ptr<CertificateDirectory> m_directory; //!< shared
};

} // namespace ns3

#endif // END_TO_MIDDLE_HELPER_H
