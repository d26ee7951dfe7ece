// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-connection-failure.h"

namespace ns3
{

namespace
{

/** @return a kind in words */
const char*
Describe(SipConnectionFailure::Kind kind)
{
    switch (kind)
    {
    case SipConnectionFailure::None:
        return "no failure";
    case SipConnectionFailure::Unreachable:
        return "no way to the peer";
    case SipConnectionFailure::Refused:
        return "connection refused";
    case SipConnectionFailure::ConnectTimeout:
        return "connection timed out";
    case SipConnectionFailure::Handshake:
        return "TLS handshake failed";
    case SipConnectionFailure::Certificate:
        return "certificate not accepted";
    case SipConnectionFailure::Name:
        return "certificate for another name";
    case SipConnectionFailure::HandshakeTimeout:
        return "TLS handshake timed out";
    case SipConnectionFailure::NotConfidential:
        return "not a TLS connection";
    case SipConnectionFailure::NotMutual:
        return "not mutually authenticated";
    case SipConnectionFailure::Closed:
        return "closed by the peer";
    case SipConnectionFailure::Aborted:
        return "connection broken";
    case SipConnectionFailure::BrokenStream:
        return "broken message stream";
    case SipConnectionFailure::Idle:
        return "idle for too long";
    case SipConnectionFailure::Silent:
        return "no message came";
    case SipConnectionFailure::NoKeepAlive:
        return "no keep-alive came";
    case SipConnectionFailure::Full:
        break;
    }
    return "too much at a time";
}

} // namespace

bool
SipConnectionFailure::IsSecurity() const
{
    return kind == Handshake || kind == Certificate || kind == Name || kind == HandshakeTimeout ||
           kind == NotConfidential || kind == NotMutual;
}

std::string
SipConnectionFailure::ToString() const
{
    return Describe(kind) + (detail.empty() ? std::string() : ": " + detail);
}

} // namespace ns3
