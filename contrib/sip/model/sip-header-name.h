// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_HEADER_NAME_H
#define SIP_HEADER_NAME_H

#include <cstdint>
#include <string_view>

namespace ns3
{

/** The header fields that the parser and the message know by themselves. */
enum class SipHeaderName : uint8_t
{
    Other, ///< any other: compared by its text
    Accept,
    AcceptContact,
    AcceptEncoding,
    AcceptLanguage,
    AlertInfo,
    Allow,
    AllowEvents,
    CallId,
    CallInfo,
    Contact,
    ContentDisposition,
    ContentEncoding,
    ContentLanguage,
    ContentLength,
    ContentType,
    CSeq,
    ErrorInfo,
    Event,
    Expires,
    From,
    Identity,
    IdentityInfo,
    InReplyTo,
    MaxForwards,
    Path,
    ProxyRequire,
    RecordRoute,
    ReferTo,
    ReferredBy,
    RejectContact,
    RequestDisposition,
    Require,
    Route,
    ServiceRoute,
    SessionExpires,
    Subject,
    Supported,
    To,
    Unsupported,
    Via,
    Warning
};

/**
 * @param name name of a header field, long or compact, in any case
 * @return which one it is
 */
SipHeaderName FindSipHeaderName(std::string_view name);

/**
 * @param name a header field
 * @return whether its value is a comma-separated list (RFC 3261 section 7.3.1); false for Other
 */
bool IsSipListHeader(SipHeaderName name);

} // namespace ns3

#endif // SIP_HEADER_NAME_H
