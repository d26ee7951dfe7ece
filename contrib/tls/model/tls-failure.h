// SPDX-License-Identifier: GPL-2.0-only
#ifndef TLS_FAILURE_H
#define TLS_FAILURE_H

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ns3
{

/**
 * @ingroup tls
 * Why a TLS connection could not be established, or ended otherwise than in order.
 */
enum class TlsFailureReason
{
    UntrustedIssuer,     ///< no trust anchor stands at the end of the peer's chain
    BadCertificate,      ///< a certificate that cannot be read, or a wrong signature in the chain
    CertificateExpired,  ///< a certificate of the chain was valid earlier
    CertificateNotYet,   ///< a certificate of the chain is valid only later
    CertificateRevoked,  ///< a certificate of the chain is on a revocation list
    RevocationUnknown,   ///< a revocation list that is needed is missing or too old
    CertificateMisused,  ///< an extension forbids this use, such as an issuer that is none
    NameMismatch,        ///< the certificate is for another domain (RFC 5922 section 7.3)
    NoClientCertificate, ///< the client showed none, and the server requires one
    BadSignature,        ///< the peer does not have the key of its certificate
    BadRecord,           ///< a record, or Finished, was changed on the way
    NoCommonVersion,     ///< no TLS version that both accept
    NoCommonSuite,       ///< no cipher suite, group or signature algorithm that both accept
    AlertReceived,       ///< the peer ended it with an alert, see TlsFailure::alert
    Truncated,           ///< the stream ended without close_notify (RFC 8446 section 6.1)
    TooMuchData,         ///< a record, a chain or a handshake longer than allowed
    ProtocolError,       ///< octets that are not TLS, or a message out of place
    Timeout,             ///< the handshake took too long
    ConnectFailed,       ///< TCP could not connect
    Aborted,             ///< the near end gave up
    Internal,            ///< the library failed
};

/**
 * @ingroup tls
 * @param reason a reason
 * @return a few words for the user, in lower case with hyphens: fit for a CSV column
 */
std::string_view Describe(TlsFailureReason reason);

/**
 * @ingroup tls
 * How a TLS connection failed.
 */
struct TlsFailure
{
    TlsFailureReason reason{TlsFailureReason::Internal}; ///< why
    std::optional<uint8_t> alertSent;                    ///< the alert that told the peer, if any
    std::optional<uint8_t> alertReceived; ///< the peer's alert, if any (RFC 8446 section 6)
    bool isHandshake{true};               ///< whether the handshake was not yet complete
    std::string detail;                   ///< more words for a log; never a secret
};

/**
 * @ingroup tls
 * @param failure a failure
 * @return a line for a log, with the alert's name
 */
std::string Describe(const TlsFailure& failure);

} // namespace ns3

#endif // TLS_FAILURE_H
