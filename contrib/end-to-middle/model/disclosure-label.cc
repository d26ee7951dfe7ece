// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/disclosure-label.h"

#include "ns3/content-target-label.h"
#include "ns3/host-name.h"
#include "ns3/proxy-inspect-body-label.h"

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

bool
DisclosureLabel::IsFor(const SipMessage& message, std::string_view host) const
{
    const auto hosts = GetHosts(message);
    return std::find(hosts.begin(), hosts.end(), ToLowerHost(host)) != hosts.end();
}

} // namespace ns3
