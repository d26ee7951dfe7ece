// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/tls-failure.h"

#include <openssl/ssl.h>

namespace ns3
{

std::string_view
Describe(TlsFailureReason reason)
{
    switch (reason)
    {
    case TlsFailureReason::UntrustedIssuer:
        return "untrusted-issuer";
    case TlsFailureReason::BadCertificate:
        return "bad-certificate";
    case TlsFailureReason::CertificateExpired:
        return "certificate-expired";
    case TlsFailureReason::CertificateNotYet:
        return "certificate-not-yet-valid";
    case TlsFailureReason::CertificateRevoked:
        return "certificate-revoked";
    case TlsFailureReason::RevocationUnknown:
        return "revocation-unknown";
    case TlsFailureReason::CertificateMisused:
        return "certificate-misused";
    case TlsFailureReason::NameMismatch:
        return "name-mismatch";
    case TlsFailureReason::NoClientCertificate:
        return "no-client-certificate";
    case TlsFailureReason::BadSignature:
        return "bad-signature";
    case TlsFailureReason::BadRecord:
        return "bad-record";
    case TlsFailureReason::NoCommonVersion:
        return "no-common-version";
    case TlsFailureReason::NoCommonSuite:
        return "no-common-suite";
    case TlsFailureReason::AlertReceived:
        return "alert-received";
    case TlsFailureReason::Truncated:
        return "truncated";
    case TlsFailureReason::TooMuchData:
        return "too-much-data";
    case TlsFailureReason::ProtocolError:
        return "protocol-error";
    case TlsFailureReason::Timeout:
        return "timeout";
    case TlsFailureReason::ConnectFailed:
        return "connect-failed";
    case TlsFailureReason::Aborted:
        return "aborted";
    case TlsFailureReason::Internal:
        return "internal-error";
    }
    return "unknown";
}

std::string
Describe(const TlsFailure& failure)
{
    std::string line(Describe(failure.reason));
    if (failure.alertReceived)
    {
        line += ", received alert: ";
        line += SSL_alert_desc_string_long(*failure.alertReceived);
    }
    if (failure.alertSent)
    {
        line += ", sent alert: ";
        line += SSL_alert_desc_string_long(*failure.alertSent);
    }
    if (!failure.detail.empty())
    {
        line += " (" + failure.detail + ")";
    }
    return line;
}

} // namespace ns3
