// SPDX-License-Identifier: GPL-2.0-only
#ifndef HOME_IMPOSTOR_H
#define HOME_IMPOSTOR_H

#include "ns3/call-watch.h"
#include "ns3/nstime.h"
#include "ns3/proxy-attacker.h"
#include "ns3/sip-proxy.h"

#include <map>
#include <memory>
#include <set>
#include <string>

namespace ns3
{

/**
 * @ingroup adversary
 * A user's own home proxy that has turned against her: it knows her password's hash, sits on her
 * authenticated connection, and signs for her domain (RFC 3261, section 26.4.4; RFC 5630, section
 * 4). It answers calls for its users itself, and calls in their names; what it sends is as good as
 * what its users send, to all that trust servers.
 *
 * Gains: Answered, if the caller goes on with the answer; Impersonated, if the callee takes the
 * call.
 */
class HomeImpostor : public ProxyAttacker
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    HomeImpostor();

    /** @param user an address of record of the proxy's domain whose calls it takes */
    void TakeCallsFor(const SipUri& user);
    /**
     * Calls in a user's name. The proxy's other policies are shown what is forwarded, so the domain
     * signs it if it signs anything.
     *
     * @param proxy the compromised proxy
     * @param user an address of record of its domain
     * @param callee whom to call
     */
    void CallAs(Ptr<SipProxy> proxy, const SipUri& user, const SipUri& callee);

    SipVerdict OnRequest(SipMessage& request, const SipPolicyContext& context, Work& work) override;
    SipVerdict OnResponse(SipMessage& response,
                          const SipPolicyContext& context,
                          Work& work) override;

  protected:
    void DoDispose() override;

  private:
    /** @return the attacker's session description */
    SipBody MakeDescription() const;
    /** A call of ours was answered. */
    static void Acknowledge(Ptr<SipProxy> proxy,
                            const SipMessage& invite,
                            const SipReception& reception);

    std::set<std::string> m_users;      ///< whose calls it takes, "user@domain" in lower case
    std::string m_mediaAddress;         ///< attribute
    Time m_patience;                    ///< attribute
    std::shared_ptr<CallWatch> m_watch; ///< answered calls
};

} // namespace ns3

#endif // HOME_IMPOSTOR_H
