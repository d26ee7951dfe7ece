// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/smime-fault.h"

namespace ns3
{

std::string_view
ToString(SmimeFault fault)
{
    switch (fault)
    {
    case SmimeFault::None:
        return "good";
    case SmimeFault::Missing:
        return "not signed";
    case SmimeFault::Malformed:
        return "malformed signature";
    case SmimeFault::BadSignature:
        return "bad signature";
    case SmimeFault::OtherName:
        return "signer of another name";
    case SmimeFault::NotTrusted:
        return "signer not trusted";
    case SmimeFault::OtherHeaders:
        return "other header fields were signed";
    case SmimeFault::OtherPeer:
        return "signer is not the peer";
    case SmimeFault::WrongDestination:
        return "signed for another callee";
    case SmimeFault::Stale:
        return "stale date";
    case SmimeFault::Replayed:
        return "replayed";
    case SmimeFault::OtherLabels:
        break;
    }
    return "other labels were signed";
}

SipSecurityEventKind
GetSmimeEvent(SmimeFault fault)
{
    switch (fault)
    {
    case SmimeFault::Missing:
        return SipSecurityEventKind::SignatureMissing;
    case SmimeFault::OtherName:
        return SipSecurityEventKind::NameMismatch;
    case SmimeFault::NotTrusted:
        return SipSecurityEventKind::CertificateRejected;
    case SmimeFault::OtherHeaders:
    case SmimeFault::OtherPeer:
    case SmimeFault::WrongDestination:
    case SmimeFault::OtherLabels:
        return SipSecurityEventKind::SignedHeaderMismatch;
    case SmimeFault::Stale:
        return SipSecurityEventKind::MessageStale;
    case SmimeFault::Replayed:
        return SipSecurityEventKind::MessageReplayed;
    default:
        return SipSecurityEventKind::SignatureInvalid;
    }
}

SipReply
GetSmimeRefusal(SmimeFault fault)
{
    switch (fault)
    {
    case SmimeFault::Malformed:
        return {400, "Malformed S/MIME Body", {}, {}};
    case SmimeFault::Missing:
        return {403, "Signature Required", {}, {}};
    case SmimeFault::OtherName:
    case SmimeFault::NotTrusted:
    case SmimeFault::OtherPeer:
        return {403, "Signer Not Accepted", {}, {}};
    case SmimeFault::OtherHeaders:
    case SmimeFault::WrongDestination:
        return {403, "Header Fields Not Signed So", {}, {}};
    case SmimeFault::Stale:
        return {403, "Stale Date", {}, {}};
    case SmimeFault::Replayed:
        return {403, "Repeated Request", {}, {}};
    case SmimeFault::OtherLabels:
        return {403, "Labels Not Signed So", {}, {}};
    default:
        return {403, "Bad Signature", {}, {}};
    }
}

} // namespace ns3
