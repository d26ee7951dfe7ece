// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_IDENTITY_SIGNING_POLICY_H
#define SIP_IDENTITY_SIGNING_POLICY_H

#include "ns3/credential.h"
#include "ns3/crypto-context.h"
#include "ns3/nstime.h"
#include "ns3/sip-proxy-policy.h"
#include "ns3/traced-callback.h"

#include <memory>
#include <optional>
#include <string>

namespace ns3
{

/**
 * The authentication service of RFC 8224 (section 6.1): the caller's home proxy signs who calls.
 * It adds Date and Identity to requests whose From is of a domain of the proxy and was
 * authenticated: by a policy before this one (SipPolicyContext::caller, as the digest
 * authentication sets it) or on the connection (SipConnectionTrust). All other requests, and ACK,
 * CANCEL, REGISTER and those that have an Identity already, go on as they are.
 *
 * A Date that is there must be right: else the request is refused with 403 (Stale Date).
 */
class SipIdentitySigningPolicy : public SipProxyPolicy
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    SipIdentitySigningPolicy();

    /**
     * @param context the library that the key belongs to
     * @param credential certificate of the domain, and its P-256 key
     * @param info URL where verifiers find the certificate
     */
    void SetCredential(std::shared_ptr<CryptoContext> context,
                       const Credential& credential,
                       const std::string& info);

    SipVerdict OnRequest(SipMessage& request, const SipPolicyContext& context, Work& work) override;

    /**
     * Signature of the trace source Signed.
     *
     * @param request the request with its Identity
     */
    typedef void (*SignedTracedCallback)(const SipMessage& request);

  protected:
    void DoDispose() override;

  private:
    std::shared_ptr<CryptoContext> m_context; ///< library of the key
    std::optional<Credential> m_credential;   ///< of the domain
    std::string m_info;                       ///< where the certificate is
    bool m_requireAuthentication{true};       ///< attribute RequireAuthentication
    Time m_dateTolerance;                     ///< attribute DateTolerance

    TracedCallback<const SipMessage&> m_signedTrace; ///< trace source Signed
};

} // namespace ns3

#endif // SIP_IDENTITY_SIGNING_POLICY_H
