// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-connection-trust.h"

#include "ns3/sip-grammar.h"
#include "ns3/sip-uri.h"

#include <algorithm>

namespace ns3
{

namespace
{

/** @return an address of record in the form in which it is kept: scheme and port do not matter */
std::string
MakeUser(const SipUri& user)
{
    return "sip:" + std::string(user.GetUser()) + "@" + LowerSip(user.GetHost());
}

} // namespace

bool
SipConnectionTrust::IsMutual() const
{
    return isConfidential && peer != SipAuthentication::None && self != SipAuthentication::None;
}

bool
SipConnectionTrust::Meets(SipRequirement requirement) const
{
    switch (requirement)
    {
    case SipRequirement::None:
        return true;
    case SipRequirement::Tls:
        return isConfidential;
    case SipRequirement::Mutual:
        break;
    }
    return IsMutual();
}

bool
SipConnectionTrust::HasPeerName(std::string_view name) const
{
    return std::find(peerNames.begin(), peerNames.end(), LowerSip(name)) != peerNames.end();
}

bool
SipConnectionTrust::HasPeerUser(const SipUri& user) const
{
    return std::find(peerUsers.begin(), peerUsers.end(), MakeUser(user)) != peerUsers.end();
}

void
SipConnectionTrust::AddPeerUser(const SipUri& user, SipAuthentication how, Time now)
{
    if (HasPeerUser(user) || peerUsers.size() >= MAX_USERS)
    {
        return;
    }
    peerUsers.push_back(MakeUser(user));
    if (peer == SipAuthentication::None)
    {
        peer = how;
        since = now;
    }
}

void
SipConnectionTrust::AddOwnDigest()
{
    if (self == SipAuthentication::None)
    {
        self = SipAuthentication::Digest;
    }
}

} // namespace ns3
