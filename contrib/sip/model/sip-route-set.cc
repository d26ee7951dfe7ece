// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-route-set.h"

namespace ns3
{

void
ApplySipRouteSet(SipMessage& request, const SipUri& target, const SipRouteSet& routes)
{
    request.Remove("Route");
    if (routes.empty() || routes.front().GetUri().HasParameter("lr"))
    {
        request.SetRequestUri(target);
        for (const SipNameAddr& route : routes)
        {
            request.Add("Route", route.ToString());
        }
        return;
    }
    SipUri strict = routes.front().GetUri();
    strict.RemoveParameter("method"); // 19.1.1: neither it nor header fields in a Request-URI
    strict.SetHeaders("");
    request.SetRequestUri(strict);
    for (std::size_t i = 1; i < routes.size(); ++i)
    {
        request.Add("Route", routes[i].ToString());
    }
    request.Add("Route", "<" + target.ToString() + ">");
}

SipUri
GetSipNextHop(const SipUri& target, const SipRouteSet& routes)
{
    return routes.empty() ? target : routes.front().GetUri();
}

} // namespace ns3
