// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_CONNECTION_FAILURE_H
#define SIP_CONNECTION_FAILURE_H

#include <string>

namespace ns3
{

/** Why a connection ended, could not be had, or may not carry a message. */
struct SipConnectionFailure
{
    /** The kinds of reason. */
    enum Kind
    {
        None,             ///< none: it has not ended, or we closed it because it was of no more use
        Unreachable,      ///< no way to the peer: no such transport, or no address of a host
        Refused,          ///< nobody listens there, or TCP gave up
        ConnectTimeout,   ///< TCP's handshake took too long
        Handshake,        ///< TLS's handshake failed, by us or by the peer; the detail says why
        Certificate,      ///< the same: the peer's certificate is not believed, or missing
        Name,             ///< the same: the peer's certificate is for another name
        HandshakeTimeout, ///< TLS's handshake took too long
        NotConfidential,  ///< the message asks for TLS, and this is not TLS
        NotMutual,        ///< the message asks for two proven ends, and one has proved nothing
        Closed,           ///< the peer closed it in good order
        Aborted,          ///< the peer or the network broke it off
        BrokenStream,     ///< what the peer sent can be cut into messages no more
        Idle,             ///< nothing moved for IdleTimeout
        Silent,           ///< the peer sent no message at all for FirstMessageTimeout
        NoKeepAlive,      ///< the peer owed a keep-alive, or the answer to one (RFC 5626)
        Full              ///< too many connections, or too many octets that wait
    };

    Kind kind{None};    ///< the kind
    std::string detail; ///< more about it in words, for example what was wrong with a certificate

    /** @return whether somebody failed to prove what was asked: worth a user's attention */
    bool IsSecurity() const;
    /** @return it in words, for a log, a trace or a Warning header field */
    std::string ToString() const;
};

} // namespace ns3

#endif // SIP_CONNECTION_FAILURE_H
