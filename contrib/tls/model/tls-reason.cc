// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/tls-reason.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

namespace ns3
{

TlsVerdict
TranslateTrustError(TrustError error)
{
    switch (error)
    {
    case TrustError::UnknownIssuer:
        return {TlsFailureReason::UntrustedIssuer, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY};
    case TrustError::BadSignature:
        return {TlsFailureReason::BadCertificate, X509_V_ERR_CERT_SIGNATURE_FAILURE};
    case TrustError::NotYetValid:
        return {TlsFailureReason::CertificateNotYet, X509_V_ERR_CERT_NOT_YET_VALID};
    case TrustError::Expired:
        return {TlsFailureReason::CertificateExpired, X509_V_ERR_CERT_HAS_EXPIRED};
    case TrustError::NotAllowed:
        return {TlsFailureReason::CertificateMisused, X509_V_ERR_INVALID_PURPOSE};
    case TrustError::Revoked:
        return {TlsFailureReason::CertificateRevoked, X509_V_ERR_CERT_REVOKED};
    case TrustError::RevocationUnknown:
        return {TlsFailureReason::RevocationUnknown, X509_V_ERR_UNABLE_TO_GET_CRL};
    }
    return {TlsFailureReason::Internal, X509_V_ERR_UNSPECIFIED};
}

TlsFailureReason
TranslateLibraryError(unsigned long code)
{
    if (ERR_GET_LIB(code) != ERR_LIB_SSL)
    {
        return TlsFailureReason::ProtocolError;
    }
    switch (ERR_GET_REASON(code))
    {
    case SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE:
        return TlsFailureReason::NoClientCertificate;
    case SSL_R_UNSUPPORTED_PROTOCOL:
    case SSL_R_NO_PROTOCOLS_AVAILABLE:
    case SSL_R_WRONG_SSL_VERSION:
    case SSL_R_VERSION_TOO_LOW:
    case SSL_R_VERSION_TOO_HIGH:
    case SSL_R_UNKNOWN_PROTOCOL:
    case SSL_R_INAPPROPRIATE_FALLBACK:
        return TlsFailureReason::NoCommonVersion;
    case SSL_R_NO_SHARED_CIPHER:
    case SSL_R_NO_CIPHERS_AVAILABLE:
    case SSL_R_NO_SHARED_GROUPS:
    case SSL_R_NO_SUITABLE_GROUPS:
    case SSL_R_NO_SUITABLE_KEY_SHARE:
    case SSL_R_NO_SHARED_SIGNATURE_ALGORITHMS:
    case SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM:
    case SSL_R_WRONG_CIPHER_RETURNED:
    case SSL_R_UNKNOWN_CIPHER_RETURNED:
    case SSL_R_WRONG_SIGNATURE_TYPE:
    case SSL_R_WRONG_CURVE:
        return TlsFailureReason::NoCommonSuite;
    case SSL_R_BAD_SIGNATURE:
        return TlsFailureReason::BadSignature;
    case SSL_R_DECRYPTION_FAILED_OR_BAD_RECORD_MAC:
    case SSL_R_DIGEST_CHECK_FAILED:
        return TlsFailureReason::BadRecord;
    case SSL_R_EXCESSIVE_MESSAGE_SIZE:
    case SSL_R_PACKET_LENGTH_TOO_LONG:
    case SSL_R_ENCRYPTED_LENGTH_TOO_LONG:
    case SSL_R_DATA_LENGTH_TOO_LONG:
    case SSL_R_RECORD_TOO_SMALL:
    case SSL_R_TOO_MANY_WARN_ALERTS:
    case SSL_R_TOO_MANY_KEY_UPDATES:
        return TlsFailureReason::TooMuchData;
    default:
        return TlsFailureReason::ProtocolError;
    }
}

} // namespace ns3
