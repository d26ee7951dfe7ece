// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/disclosure-label.h"

#include "ns3/content-target-label.h"
#include "ns3/host-name.h"
#include "ns3/mime-multipart.h"
#include "ns3/proxy-inspect-body-label.h"
#include "ns3/sip-body-entity.h"

#include <algorithm>

namespace ns3
{

std::unique_ptr<DisclosureLabel>
DisclosureLabel::Create(Kind kind)
{
    if (kind == Kind::ProxyInspectBody)
    {
        return std::make_unique<ProxyInspectBodyLabel>();
    }
    return std::make_unique<ContentTargetLabel>();
}

void
DisclosureLabel::RemoveFor(SipMessage&, std::string_view) const
{
    // Most labels are part of the body.
}

std::vector<MimeEntity>
DisclosureLabel::FindParts(const SipMessage& message, std::string_view host) const
{
    std::vector<MimeEntity> parts;
    const auto leaves = CollectLeaves(GetBodyEntity(message));
    if (leaves)
    {
        for (const auto index : FindLeaves(message, *leaves, host))
        {
            parts.push_back((*leaves)[index]);
        }
    }
    return parts;
}

bool
DisclosureLabel::IsFor(const SipMessage& message, std::string_view host) const
{
    const auto hosts = GetHosts(message);
    return std::find(hosts.begin(), hosts.end(), ToLowerHost(host)) != hosts.end();
}

} // namespace ns3
