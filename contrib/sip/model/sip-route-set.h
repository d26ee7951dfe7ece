// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_ROUTE_SET_H
#define SIP_ROUTE_SET_H

#include "ns3/sip-message.h"
#include "ns3/sip-name-addr.h"
#include "ns3/sip-uri.h"

#include <vector>

namespace ns3
{

/** The proxies that requests must pass, first one first. */
using SipRouteSet = std::vector<SipNameAddr>;

/**
 * Write a route set into a request (RFC 3261 section 12.2.1.1). A first route with the lr
 * parameter leaves the target in the Request-URI. Without it (a strict router) the route becomes
 * the Request-URI, without what is not allowed there, and the target goes last into the Route
 * header field.
 *
 * @param request its Request-URI and Route header fields are replaced
 * @param target the remote target
 * @param routes the route set, possibly empty
 */
void ApplySipRouteSet(SipMessage& request, const SipUri& target, const SipRouteSet& routes);

/**
 * Where a request goes that has such a route set (section 8.1.2): to the first route, strict or
 * loose, or to the target if there is none.
 *
 * @param target the remote target
 * @param routes the route set, possibly empty
 * @return the URI to resolve
 */
SipUri GetSipNextHop(const SipUri& target, const SipRouteSet& routes);

} // namespace ns3

#endif // SIP_ROUTE_SET_H
