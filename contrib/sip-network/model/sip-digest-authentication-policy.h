// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_DIGEST_AUTHENTICATION_POLICY_H
#define SIP_DIGEST_AUTHENTICATION_POLICY_H

#include "ns3/sip-password-file.h"
#include "ns3/sip-proxy-policy.h"

#include <memory>
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
    ~SipDigestAuthenticationPolicy() override;

    /** @param passwords the users */
    void SetPasswordFile(Ptr<SipPasswordFile> passwords);
    /**
     * @param stream first stream number to use, for nonces
     * @return number of streams used
     */
    int64_t AssignStreams(int64_t stream);

    SipVerdict OnRequest(SipMessage& request, const SipPolicyContext& context, Work& work) override;

  protected:
    void DoDispose() override;

  private:
    struct State;                   ///< digest server and configuration
    std::unique_ptr<State> m_state; ///< see State
};

} // namespace ns3

#endif // SIP_DIGEST_AUTHENTICATION_POLICY_H
