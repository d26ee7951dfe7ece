// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIPS_RFC3261_RULES_H
#define SIPS_RFC3261_RULES_H

#include "ns3/sips-rules.h"

namespace ns3
{

/**
 * RFC 3261: TLS on each hop to the domain that owns the sips URI; what comes after is that domain's
 * policy, here whatever the contact says (19.1, 26.2.2: the last-hop exception). A proxy may raise
 * sip to sips (26.4.4), a user agent may follow a redirection to a sip URI (8.1.3.4) and retries a
 * sip URI after 416 (8.1.3.5).
 */
class SipsRfc3261Rules : public SipsRules
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    std::string GetName() const override;
    tl::expected<SipsTarget, SipsRefusal> Retarget(const SipUri& requested,
                                                   const SipUri& contact) const override;
    SipRequirement GetRequirement(const SipUri& uri) const override;
    std::optional<SipsRefusal> CheckRequest(const SipMessage& request,
                                            const SipConnectionTrust& trust) const override;
    std::optional<SipsRefusal> CheckRegistration(const SipMessage& request,
                                                 const SipConnectionTrust& trust) const override;
    bool IsSameContact(const SipUri& left, const SipUri& right) const override;
    bool MayFollow(const SipUri& requested, const SipUri& next) const override;
    bool FallsBackAfter(int code) const override;
    bool AdmitsAuthenticatedOnly() const override;
    bool RefusesDowngrades() const override;
};

} // namespace ns3

#endif // SIPS_RFC3261_RULES_H
