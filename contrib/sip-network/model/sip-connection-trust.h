// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_CONNECTION_TRUST_H
#define SIP_CONNECTION_TRUST_H

#include "ns3/nstime.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ns3
{

class SipUri;

/** How the party at the other end of a connection was established. */
enum class SipAuthentication
{
    None,        ///< nobody has shown who they are
    Digest,      ///< a user, by the digest of a password, over this very connection
    Certificate, ///< a certificate that was verified
};

/** What a message asks of the connection that carries it. Each asks for all the one before does. */
enum class SipRequirement
{
    None,  ///< nothing
    Tls,   ///< TLS; where we open the connection, a server that proved the name we wanted
    Mutual ///< TLS, and both ends have proved who they are on this very connection
};

/**
 * Who is at the other end of a connection, how that was established, and when. A value that the
 * connection owns and that ends with it; it is never looked up by address and port. What counts as
 * proved is what this end's configuration takes for a proof: who checks no chain believes a rogue.
 */
struct SipConnectionTrust
{
    /** How many users may prove themselves on one connection; further ones are not remembered. */
    static constexpr std::size_t MAX_USERS = 16;

    bool isConfidential{false};                      ///< nobody on the path can read it
    SipAuthentication peer{SipAuthentication::None}; ///< how the peer was authenticated
    SipAuthentication self{SipAuthentication::None}; ///< how we were, as far as we know
    std::vector<std::string> peerNames; ///< domains its certificate proved, lower case (RFC 5922)
    std::vector<std::string> peerUsers; ///< users who proved to be there, as sip:user@host
    Time since;                         ///< simulated time of the first proof by the peer

    /** @return whether it is confidential and both ends have proved who they are */
    bool IsMutual() const;
    /**
     * @param requirement what a message asks for
     * @return whether this connection has it
     */
    bool Meets(SipRequirement requirement) const;
    /**
     * @param name a domain or host name
     * @return whether the peer's certificate proved it
     */
    bool HasPeerName(std::string_view name) const;
    /**
     * @param user a user's address of record
     * @return whether this user has proved to be at the other end
     */
    bool HasPeerUser(const SipUri& user) const;
    /**
     * Notes that a user has proved to be at the other end of this very connection: the password by
     * digest inside it, or a certificate that names the user.
     *
     * @param user the address of record
     * @param how the proof
     * @param now simulated time
     */
    void AddPeerUser(const SipUri& user, SipAuthentication how, Time now);
    /** Notes that the peer, a server, has accepted our digest inside this connection. */
    void AddOwnDigest();
};

} // namespace ns3

#endif // SIP_CONNECTION_TRUST_H
