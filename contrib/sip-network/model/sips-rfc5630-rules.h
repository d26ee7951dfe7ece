// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIPS_RFC5630_RULES_H
#define SIPS_RFC5630_RULES_H

#include "ns3/sips-rules.h"

namespace ns3
{

/**
 * RFC 5630: TLS on each hop to the user agent. A proxy forwards a sips request to sips contacts
 * only (5.3), never raises sip to sips, and reaches a sips contact by TLS even for a sip request;
 * a registrar binds a sips contact only if all URIs are sips (5.2); nobody falls back (5.1.1).
 */
class SipsRfc5630Rules : public SipsRules
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

#endif // SIPS_RFC5630_RULES_H
