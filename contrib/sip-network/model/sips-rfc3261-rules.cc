// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sips-rfc3261-rules.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(SipsRfc3261Rules);

TypeId
SipsRfc3261Rules::GetTypeId()
{
    static TypeId tid = TypeId("ns3::SipsRfc3261Rules")
                            .SetParent<SipsRules>()
                            .SetGroupName("SipNetwork")
                            .AddConstructor<SipsRfc3261Rules>();
    return tid;
}

std::string
SipsRfc3261Rules::GetName() const
{
    return "rfc3261";
}

tl::expected<SipsTarget, SipsRefusal>
SipsRfc3261Rules::Retarget(const SipUri& requested, const SipUri& contact) const
{
    return SipsTarget{contact, GetRequirement(contact)};
}

SipRequirement
SipsRfc3261Rules::GetRequirement(const SipUri& uri) const
{
    return uri.IsSecure() ? SipRequirement::Tls : SipRequirement::None;
}

std::optional<SipsRefusal>
SipsRfc3261Rules::CheckRequest(const SipMessage& request, const SipConnectionTrust& trust) const
{
    return std::nullopt; // 16.6 item 4 even says what to do when it did not come over TLS
}

std::optional<SipsRefusal>
SipsRfc3261Rules::CheckRegistration(const SipMessage& request,
                                    const SipConnectionTrust& trust) const
{
    return std::nullopt; // 10.2.1 asks the user agent only
}

bool
SipsRfc3261Rules::IsSameContact(const SipUri& left, const SipUri& right) const
{
    return left == right; // 19.1.4: sip and sips are never equal
}

bool
SipsRfc3261Rules::MayFollow(const SipUri& requested, const SipUri& next) const
{
    return true;
}

bool
SipsRfc3261Rules::FallsBackAfter(int code) const
{
    return code == 416;
}

bool
SipsRfc3261Rules::AdmitsAuthenticatedOnly() const
{
    return false;
}

bool
SipsRfc3261Rules::RefusesDowngrades() const
{
    return false;
}

} // namespace ns3
