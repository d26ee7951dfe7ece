// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_PEER_STATEMENT_H
#define SIP_PEER_STATEMENT_H

#include "ns3/nstime.h"
#include "ns3/sip-uri.h"

#include <string>

namespace ns3
{

/** On what ground a user agent believes to know its peer, the weakest first. */
enum class SipPeerGround
{
    None,            ///< the peer's word
    TransitiveTrust, ///< every server on the way vouches for its neighbor (the article's)
    DomainIdentity,  ///< the peer's domain has signed who it is (RFC 8224)
    UserDigest,      ///< the peer knows the password shared with us
    UserSignature    ///< the peer has signed with its own certificate's key (S/MIME)
};

/**
 * @param ground a ground
 * @return its name in results: words in lower case with hyphens
 */
std::string ToString(SipPeerGround ground);

/** Who a call's peer is, as far as this side believes, and why. */
struct SipPeerStatement
{
    SipUri uri;                                ///< who
    SipPeerGround ground{SipPeerGround::None}; ///< why
    Time since;                                ///< simulated time at which it was established

    /** @return for example `sip:bob@b.example by user-digest since 1.25 s` */
    std::string ToString() const;
};

} // namespace ns3

#endif // SIP_PEER_STATEMENT_H
