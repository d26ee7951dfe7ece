// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-connection-trust.h"

#include "ns3/sip-grammar.h"

#include <algorithm>

namespace ns3
{

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
SipConnectionTrust::HasPeerUser(std::string_view user) const
{
    return std::find(peerUsers.begin(), peerUsers.end(), user) != peerUsers.end();
}

void
SipConnectionTrust::AddPeerUser(const std::string& user, Time now)
{
    if (HasPeerUser(user) || peerUsers.size() >= MAX_USERS)
    {
        return;
    }
    peerUsers.push_back(user);
    if (peer == SipAuthentication::None)
    {
        peer = SipAuthentication::Digest;
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
