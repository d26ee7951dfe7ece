// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_VALIDATOR_H
#define SIP_VALIDATOR_H

#include "ns3/sip-message.h"

#include <string>
#include <tl/expected.hpp>

namespace ns3
{

/** What a well-framed message has wrong, and the answer that RFC 3261 has for it. */
struct SipFault
{
    int code;           ///< status code of the answer to a request: 400 or 416
    std::string reason; ///< one line for people, fit for the reason phrase
};

/**
 * Takes apart every header field that RFC 3261's core gives a meaning to, as far as the message has
 * it: Request-URI, Via, From, To, Call-ID, CSeq and its method, Max-Forwards, Expires, Contact,
 * Route, Record-Route. A user agent asks for this before it acts on a message (sections 8.2, 16.3).
 *
 * @param message a message from the parser
 * @return nothing, or the first fault
 */
[[nodiscard]] tl::expected<void, SipFault> ValidateSipMessage(const SipMessage& message);

} // namespace ns3

#endif // SIP_VALIDATOR_H
