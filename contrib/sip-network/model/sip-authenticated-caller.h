// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_AUTHENTICATED_CALLER_H
#define SIP_AUTHENTICATED_CALLER_H

#include "ns3/sip-message.h"
#include "ns3/sip-proxy-policy.h"

namespace ns3
{

/**
 * Says whether a request comes from whom its From names: a policy has proved that for this request
 * (SipPolicyContext::caller), or, if none has, its confidential connection (SipConnectionTrust).
 * The scheme does not matter, as a user has one password for sip and sips.
 *
 * @param request a request
 * @param context what a proxy's policy knows of it
 * @return whether the user in From is authenticated
 */
bool IsCallerAuthenticated(const SipMessage& request, const SipPolicyContext& context);

} // namespace ns3

#endif // SIP_AUTHENTICATED_CALLER_H
