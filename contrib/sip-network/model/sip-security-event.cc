// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-security-event.h"

#include <utility>

namespace ns3
{

std::string
ToString(SipSecurityEventKind kind)
{
    switch (kind)
    {
    case SipSecurityEventKind::TlsFailed:
        return "tls-failed";
    case SipSecurityEventKind::CertificateRejected:
        return "certificate-rejected";
    case SipSecurityEventKind::NameMismatch:
        return "name-mismatch";
    case SipSecurityEventKind::ConnectionNotAuthenticated:
        return "connection-not-authenticated";
    case SipSecurityEventKind::ConnectionLost:
        return "connection-lost";
    case SipSecurityEventKind::FlowFailed:
        return "flow-failed";
    case SipSecurityEventKind::DigestWrong:
        return "digest-wrong";
    case SipSecurityEventKind::DigestStale:
        return "digest-stale";
    case SipSecurityEventKind::DigestReplayed:
        return "digest-replayed";
    case SipSecurityEventKind::DigestMalformed:
        return "digest-malformed";
    case SipSecurityEventKind::DigestWeak:
        return "digest-weak";
    case SipSecurityEventKind::DigestRefused:
        return "digest-refused";
    case SipSecurityEventKind::RealmUnknown:
        return "realm-unknown";
    case SipSecurityEventKind::ServerProofMissing:
        return "server-proof-missing";
    case SipSecurityEventKind::ServerProofWrong:
        return "server-proof-wrong";
    case SipSecurityEventKind::SignatureMissing:
        return "signature-missing";
    case SipSecurityEventKind::SignatureInvalid:
        return "signature-invalid";
    case SipSecurityEventKind::SignedHeaderMismatch:
        return "signed-header-mismatch";
    case SipSecurityEventKind::IdentityMissing:
        return "identity-missing";
    case SipSecurityEventKind::IdentityInvalid:
        return "identity-invalid";
    case SipSecurityEventKind::MessageStale:
        return "message-stale";
    case SipSecurityEventKind::MessageReplayed:
        return "message-replayed";
    case SipSecurityEventKind::NotAuthorized:
        return "not-authorized";
    case SipSecurityEventKind::SecurePathImpossible:
        return "secure-path-impossible";
    case SipSecurityEventKind::Downgraded:
        return "downgraded";
    case SipSecurityEventKind::BodyRefused:
        return "body-refused";
    case SipSecurityEventKind::RequestRefused:
        return "request-refused";
    case SipSecurityEventKind::ResponseRefused:
        return "response-refused";
    case SipSecurityEventKind::UnexpectedResponse:
        break;
    }
    return "unexpected-response";
}

SipSecurityEvent
SipSecurityEvent::About(SipSecurityEventKind kind, const SipMessage& message, std::string detail)
{
    SipSecurityEvent event;
    event.kind = kind;
    event.callId = std::string(message.GetHeader("Call-ID").value_or(""));
    if (message.IsRequest())
    {
        event.method = std::string(message.GetMethod());
    }
    else
    {
        event.code = message.GetStatusCode();
        const auto sequence = message.GetCSeq();
        event.method = sequence ? std::string(sequence->GetMethod()) : std::string();
    }
    event.detail = std::move(detail);
    return event;
}

} // namespace ns3
