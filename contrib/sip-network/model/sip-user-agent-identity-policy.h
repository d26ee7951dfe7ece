// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_USER_AGENT_IDENTITY_POLICY_H
#define SIP_USER_AGENT_IDENTITY_POLICY_H

#include "ns3/nstime.h"
#include "ns3/sip-identity-verifier.h"
#include "ns3/sip-user-agent-policy.h"
#include "ns3/traced-callback.h"

#include <memory>

namespace ns3
{

/**
 * The verification service of RFC 8224 (section 6.2) at the callee's user agent: requests whose
 * identity is not believed are refused, and a call whose INVITE has a good one gets the statement
 * DomainIdentity about the caller. All but ACK, CANCEL and REGISTER are judged.
 *
 * It tells the caller nothing about the callee: connected identity (RFC 4916) is not here.
 */
class SipUserAgentIdentityPolicy : public SipUserAgentPolicy
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    SipUserAgentIdentityPolicy();

    /**
     * @param table where certificates are found
     * @param trust the anchors
     */
    void SetTrust(Ptr<SipCertificateTable> table, std::shared_ptr<const TrustStore> trust);

    tl::expected<void, SipReply> Check(const SipMessage& message,
                                       const SipUserAgentContext& context,
                                       Work& work) override;

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
    SipIdentityVerifier m_verifier; ///< verifies
    Time m_freshness;               ///< attribute Freshness
    uint32_t m_replayCapacity{0};   ///< attribute ReplayCapacity
    bool m_required{true};          ///< attribute Required
    bool m_inDialog{false};         ///< attribute InDialog
    bool m_checkDestination{true};  ///< attribute CheckDestination

    /// Trace source Verified.
    TracedCallback<const SipMessage&, const tl::expected<SipVerifiedIdentity, SipIdentityFault>&>
        m_verifiedTrace;
};

} // namespace ns3

#endif // SIP_USER_AGENT_IDENTITY_POLICY_H
