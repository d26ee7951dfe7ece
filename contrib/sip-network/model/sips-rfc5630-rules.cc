// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sips-rfc5630-rules.h"

#include "ns3/sip-name-addr.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(SipsRfc5630Rules);

TypeId
SipsRfc5630Rules::GetTypeId()
{
    static TypeId tid = TypeId("ns3::SipsRfc5630Rules")
                            .SetParent<SipsRules>()
                            .SetGroupName("SipNetwork")
                            .AddConstructor<SipsRfc5630Rules>();
    return tid;
}

std::string
SipsRfc5630Rules::GetName() const
{
    return "rfc5630";
}

tl::expected<SipsTarget, SipsRefusal>
SipsRfc5630Rules::Retarget(const SipUri& requested, const SipUri& contact) const
{
    if (!contact.IsSecure())
    {
        if (requested.IsSecure())
        {
            return tl::make_unexpected(SipsRefusal::NotAllowed); // 5.3: no last-hop exception
        }
        return SipsTarget{contact, SipRequirement::None};
    }
    SipUri uri = contact;
    uri.SetScheme(requested.GetScheme()); // 5.3: a sip request stays one
    return SipsTarget{uri, GetRequirement(contact)};
}

SipRequirement
SipsRfc5630Rules::GetRequirement(const SipUri& uri) const
{
    return uri.IsSecure() ? SipRequirement::Tls : SipRequirement::None;
}

std::optional<SipsRefusal>
SipsRfc5630Rules::CheckRequest(const SipMessage& request, const SipConnectionTrust& trust) const
{
    if (!request.GetRequestUri().IsSecure())
    {
        return std::nullopt;
    }
    if (!trust.isConfidential)
    {
        return SipsRefusal::NotAllowed; // 3.2: a hop before us was not TLS
    }
    if (request.GetMethod() != "REGISTER" && HasInsecureContact(request))
    {
        return SipsRefusal::Inconsistent; // 5.1.2, 5.3
    }
    return std::nullopt;
}

std::optional<SipsRefusal>
SipsRfc5630Rules::CheckRegistration(const SipMessage& request,
                                    const SipConnectionTrust& trust) const
{
    if (!HasSecureContact(request))
    {
        return std::nullopt;
    }
    bool isConsistent = request.GetRequestUri().IsSecure() && !HasInsecureContact(request);
    for (const auto& value : request.GetHeaders("Path"))
    {
        const auto path = SipNameAddr::Parse(value);
        isConsistent = isConsistent && path && path->GetUri().IsSecure();
    }
    if (!isConsistent)
    {
        return SipsRefusal::Inconsistent;
    }
    return CheckRequest(request, trust);
}

bool
SipsRfc5630Rules::IsSameContact(const SipUri& left, const SipUri& right) const
{
    if (!left.IsSip() || !right.IsSip())
    {
        return left == right;
    }
    SipUri other = right;
    other.SetScheme(left.GetScheme());
    return left == other; // 5.1.1.1: the later registration replaces the earlier one
}

bool
SipsRfc5630Rules::MayFollow(const SipUri& requested, const SipUri& next) const
{
    return !requested.IsSecure() || next.IsSecure();
}

bool
SipsRfc5630Rules::FallsBackAfter(int code) const
{
    return false;
}

bool
SipsRfc5630Rules::AdmitsAuthenticatedOnly() const
{
    return false; // 5.1.2: local policy of the user agent
}

bool
SipsRfc5630Rules::RefusesDowngrades() const
{
    return true;
}

} // namespace ns3
