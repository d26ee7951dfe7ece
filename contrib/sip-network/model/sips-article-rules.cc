// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sips-article-rules.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(SipsArticleRules);

TypeId
SipsArticleRules::GetTypeId()
{
    static TypeId tid = TypeId("ns3::SipsArticleRules")
                            .SetParent<SipsRfc5630Rules>()
                            .SetGroupName("SipNetwork")
                            .AddConstructor<SipsArticleRules>();
    return tid;
}

std::string
SipsArticleRules::GetName() const
{
    return "article";
}

tl::expected<SipsTarget, SipsRefusal>
SipsArticleRules::Retarget(const SipUri& requested, const SipUri& contact) const
{
    if (contact.IsSecure() && !requested.IsSecure())
    {
        // Section 4: by its sips contact the user limits reception to authenticated callers.
        return tl::make_unexpected(SipsRefusal::Required);
    }
    return SipsRfc5630Rules::Retarget(requested, contact);
}

SipRequirement
SipsArticleRules::GetRequirement(const SipUri& uri) const
{
    return uri.IsSecure() ? SipRequirement::Mutual : SipRequirement::None;
}

std::optional<SipsRefusal>
SipsArticleRules::CheckRequest(const SipMessage& request, const SipConnectionTrust& trust) const
{
    const bool isMutual = trust.isConfidential && trust.peer != SipAuthentication::None &&
                          trust.self != SipAuthentication::None;
    if (request.GetRequestUri().IsSecure() && !isMutual)
    {
        return SipsRefusal::NotAllowed;
    }
    return SipsRfc5630Rules::CheckRequest(request, trust);
}

bool
SipsArticleRules::AdmitsAuthenticatedOnly() const
{
    return true;
}

} // namespace ns3
