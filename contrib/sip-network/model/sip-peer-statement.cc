// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-peer-statement.h"

#include <sstream>

namespace ns3
{

std::string
ToString(SipPeerGround ground)
{
    switch (ground)
    {
    case SipPeerGround::None:
        return "none";
    case SipPeerGround::TransitiveTrust:
        return "transitive-trust";
    case SipPeerGround::DomainIdentity:
        return "domain-identity";
    case SipPeerGround::UserDigest:
        return "user-digest";
    case SipPeerGround::UserSignature:
        break;
    }
    return "user-signature";
}

std::string
SipPeerStatement::ToString() const
{
    std::ostringstream out;
    out << uri.ToString() << " by " << ns3::ToString(ground) << " since " << since.GetSeconds()
        << " s";
    return out.str();
}

} // namespace ns3
