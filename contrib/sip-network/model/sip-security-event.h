// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_SECURITY_EVENT_H
#define SIP_SECURITY_EVENT_H

#include "ns3/sip-message.h"

#include <string>

namespace ns3
{

/** What an honest party has noticed. */
enum class SipSecurityEventKind
{
    TlsFailed,                  ///< a TLS handshake failed, or TLS data were damaged
    CertificateRejected,        ///< a certificate was not believed: chain, validity, revocation
    NameMismatch,               ///< a certificate was good, but for another name
    ConnectionNotAuthenticated, ///< a message needed a mutually authenticated connection
    ConnectionLost,             ///< a connection ended that was needed
    FlowFailed,                 ///< a flow to a registered user agent is gone (RFC 5626)
    DigestWrong,                ///< credentials with a wrong response, or of an unknown user
    DigestStale,                ///< right credentials with an old nonce; honest users do that too
    DigestReplayed,             ///< right credentials whose nonce count has been used
    DigestMalformed,            ///< credentials that cannot be parsed
    DigestWeak,                 ///< only weaker digest algorithms than wanted were offered
    DigestRefused,              ///< the peer has refused credentials that we hold for right
    RealmUnknown,               ///< credentials were asked for in a realm that is not ours
    ServerProofMissing,         ///< who accepted our digest did not prove to know the password
    ServerProofWrong,           ///< whoever accepted our digest does not know the password
    SignatureMissing,           ///< a message had to be signed end to end, and was not
    SignatureInvalid,           ///< a signature is wrong, or its signer is not believed
    SignedHeaderMismatch,       ///< a signed copy of a header field differs from the one outside
    IdentityMissing,            ///< a request had to have an Identity header field (RFC 8224)
    IdentityInvalid,            ///< an Identity header field is wrong
    MessageStale,               ///< a Date is too old, or in the future
    MessageReplayed,            ///< a signed or identified message has been seen before
    NotAuthorized,              ///< From, or the user of a REGISTER, is not who has authenticated
    SecurePathImpossible,       ///< a sips request had to be refused
    Downgraded,                 ///< a message came with less protection than was agreed upon
    BodyRefused,                ///< a body could not be opened, or was not protected as wanted
    RequestRefused,             ///< a policy has refused a request for another reason
    ResponseRefused,            ///< a policy has refused a response for another reason
    UnexpectedResponse,         ///< a response that does not fit its request, or nothing at all
};

/**
 * @param kind a kind of event
 * @return its name in results: words in lower case with hyphens
 */
std::string ToString(SipSecurityEventKind kind);

/** Something that an honest party noticed. A belief: it may be mistaken. Holds no secrets. */
struct SipSecurityEvent
{
    SipSecurityEventKind kind{}; ///< what
    std::string callId;          ///< Call-ID; empty when no message is concerned
    std::string method;          ///< of the request, or of CSeq of the response; may be empty
    int code{0};                 ///< status code of the response; 0: a request, or none
    std::string detail;          ///< more about it, in words, without secrets

    /**
     * @param kind what
     * @param message the message concerned
     * @param detail more about it, without secrets
     * @return the event
     */
    static SipSecurityEvent About(SipSecurityEventKind kind,
                                  const SipMessage& message,
                                  std::string detail = "");
};

} // namespace ns3

#endif // SIP_SECURITY_EVENT_H
