// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIPS_USER_AGENT_POLICY_H
#define SIPS_USER_AGENT_POLICY_H

#include "ns3/sip-user-agent-policy.h"
#include "ns3/sips-rules.h"

#include <optional>
#include <set>
#include <string>

namespace ns3
{

/**
 * What a user agent can see of a sips URI being kept, by the rules of its attribute SipsRules:
 * which requests a callee admits, and whether a call looks as if somebody has lowered it (RFC 3261,
 * 26.4.4; RFC 5630, 3.2). Whatever looks wrong is reported; RFC 3261's rules go no further.
 *
 * By the article's rules a user whose address of record is a sips URI admits only sips requests
 * that come by a mutually authenticated connection with the own domain's proxy. If all that this
 * end can see holds, the call gets the statement that the peer is known by transitive trust. None
 * of this shows what a proxy further away does: any of them can lie.
 */
class SipsUserAgentPolicy : public SipUserAgentPolicy
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    tl::expected<void, SipReply> Prepare(SipMessage& message,
                                         const SipUserAgentContext& context,
                                         Work& work) override;
    tl::expected<void, SipReply> Check(const SipMessage& message,
                                       const SipUserAgentContext& context,
                                       Work& work) override;
    void OnCallEnded(const SipCall& call) override;

  private:
    /** @return why a request is not admitted, if it is not */
    std::optional<SipsRefusal> CheckRequest(const SipMessage& request,
                                            const SipUserAgentContext& context);
    /** @return why a response is not believed, if it is not */
    std::optional<SipsRefusal> CheckResponse(const SipMessage& response,
                                             const SipUserAgentContext& context);
    /** @return what a message itself tells of a hop that was not secure; empty for nothing */
    static std::string FindTraceOfClearHop(const SipMessage& message);
    /** @return whether a connection is mutually authenticated with the own domain's proxy */
    bool IsOwnFlow(const SipUserAgentContext& context) const;
    /** @return the domain that the proxy's certificate must prove */
    std::string GetProxyDomain(const SipUserAgentContext& context) const;
    /** Marks a call as one whose path is as its sips URI asks, and says who the peer is. */
    void Vouch(const SipUserAgentContext& context, const SipUri& peer);

    bool m_sipsOnly{false};              ///< attribute
    std::string m_proxyDomain;           ///< attribute
    std::set<const SipCall*> m_isSecure; ///< calls made by sips, for lookup only
};

} // namespace ns3

#endif // SIPS_USER_AGENT_POLICY_H
