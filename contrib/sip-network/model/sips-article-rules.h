// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIPS_ARTICLE_RULES_H
#define SIPS_ARTICLE_RULES_H

#include "ns3/sips-rfc5630-rules.h"

namespace ns3
{

/**
 * The article's extended SIPS URI (section 4): RFC 5630's rules, and mutual authentication on every
 * hop. User and proxy authenticate by the proxy's certificate and a digest inside that connection,
 * proxies by their certificates; the last hop rides on the connection of the registration. A user
 * who registers a sips contact is reached by sips requests only.
 */
class SipsArticleRules : public SipsRfc5630Rules
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
    bool AdmitsAuthenticatedOnly() const override;
};

} // namespace ns3

#endif // SIPS_ARTICLE_RULES_H
