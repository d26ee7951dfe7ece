// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_REGISTRAR_POLICY_H
#define SIP_REGISTRAR_POLICY_H

#include "ns3/nstime.h"
#include "ns3/sip-location-service.h"
#include "ns3/sip-password-file.h"
#include "ns3/sip-proxy-policy.h"

#include <memory>
#include <string>
#include <vector>

namespace ns3
{

/**
 * A registrar (RFC 3261, section 10.3) as a policy of a proxy: answers every REGISTER whose
 * Request-URI is one of the proxy's domains, and lets everything else pass.
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
    ~SipRegistrarPolicy() override;

    /** @param location where bindings are kept; the proxy's is used if none is set */
    void SetLocationService(Ptr<SipLocationService> location);
    /** @param passwords users and passwords; none: REGISTER needs no authentication */
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

#endif // SIP_REGISTRAR_POLICY_H
