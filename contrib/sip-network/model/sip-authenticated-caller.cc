// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-authenticated-caller.h"

#include "ns3/sip-passport-identity.h"

namespace ns3
{

namespace
{

/** @return who a URI means, whatever its scheme: a user has one password for sip and sips */
tl::expected<SipPassportIdentity, SipError>
Identify(SipUri uri)
{
    if (uri.IsSip())
    {
        uri.SetScheme("sip");
    }
    return SipPassportIdentity::FromUri(uri);
}

} // namespace

bool
IsCallerAuthenticated(const SipMessage& request, const SipPolicyContext& context)
{
    const auto from = request.GetFrom();
    if (!from)
    {
        return false;
    }
    const auto proved = SipUri::Parse(*context.caller);
    if (proved)
    {
        const auto user = Identify(*proved);
        const auto caller = Identify(from->GetUri());
        return user && caller && *user == *caller;
    }
    if (!context.connection)
    {
        return false;
    }
    const SipConnectionTrust& trust = context.connection->GetTrust();
    return trust.isConfidential && trust.HasPeerUser(from->GetUri());
}

} // namespace ns3
