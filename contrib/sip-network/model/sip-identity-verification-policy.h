// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_IDENTITY_VERIFICATION_POLICY_H
#define SIP_IDENTITY_VERIFICATION_POLICY_H

#include "ns3/nstime.h"
#include "ns3/sip-identity-verifier.h"
#include "ns3/sip-proxy-policy.h"
#include "ns3/traced-callback.h"

#include <memory>

namespace ns3
{

/**
 * The verification service of RFC 8224 (section 6.2) at a proxy: the callee's home proxy refuses
 * requests whose identity is not believed. ACK, CANCEL and REGISTER pass, requests whose
 * Request-URI is of no domain of the proxy (those of its own users, but also those of others by way
 * of it), and requests of own users that are authenticated (IsCallerAuthenticated).
 */
class SipIdentityVerificationPolicy : public SipProxyPolicy
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    SipIdentityVerificationPolicy();

    /**
     * @param table where certificates are found
     * @param trust the anchors
     */
    void SetTrust(Ptr<SipCertificateTable> table, std::shared_ptr<const TrustStore> trust);

    SipVerdict OnRequest(SipMessage& request, const SipPolicyContext& context, Work& work) override;

    /** @return the verifier */
    const SipIdentityVerifier& GetVerifier() const;

    /**
     * Signature of the trace source Verified.
     *
     * @param request the request
     * @param result who calls, or why it is not believed
     */
    typedef void (*VerifiedTracedCallback)(
        const SipMessage& request,
        const tl::expected<SipVerifiedIdentity, SipIdentityFault>& result);

  protected:
    void DoDispose() override;

  private:
    /**
     * @param request a request
     * @param context what else is known
     * @return whether it is one to be judged
     */
    static bool IsForUs(const SipMessage& request, const SipPolicyContext& context);

    SipIdentityVerifier m_verifier; ///< verifies
    Time m_freshness;               ///< attribute Freshness
    uint32_t m_replayCapacity{0};   ///< attribute ReplayCapacity
    bool m_required{true};          ///< attribute Required
    bool m_checkDestination{true};  ///< attribute CheckDestination
    bool m_inDialog{false};         ///< attribute InDialog

    /// Trace source Verified.
    TracedCallback<const SipMessage&, const tl::expected<SipVerifiedIdentity, SipIdentityFault>&>
        m_verifiedTrace;
};

} // namespace ns3

#endif // SIP_IDENTITY_VERIFICATION_POLICY_H
