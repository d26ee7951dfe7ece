// SPDX-License-Identifier: GPL-2.0-only

#ifndef SIGNED_HEADERS_H
#define SIGNED_HEADERS_H

#include "ns3/octets.h"
#include "ns3/sip-message.h"

#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace ns3
{

/**
 * \ingroup end-to-middle
 * The header fields that a signature covers, as message/sipfrag (RFC 3420): From, To, Call-ID,
 * CSeq, Date and Contact, those of RFC 3261 section 23.4.2 and RFC 3893 section 2, and the labels
 * for servers (e2m-sec-06 section 8.3). That of a response begins with its status line, or the
 * status could be changed. \param message a message \return the fragment's octets
 */
Octets MakeSignedHeaders(const SipMessage& message);

/**
 * \ingroup end-to-middle
 * Reads a signed fragment.
 * \param fragment its octets
 * \return its start line and header fields as a message without body; one without a status line
 * becomes a request whose method and Request-URI mean nothing; or one line that says why it is none
 */
[[nodiscard]] tl::expected<SipMessage, std::string> ParseSignedHeaders(std::string_view fragment);

/**
 * \ingroup end-to-middle
 * Compares the header fields outside with those that were signed (RFC 3261 section 23.4.1.1).
 * Whatever was signed must be outside and mean the same, but those fields that proxies may change:
 * Via, Record-Route, Route, Max-Forwards, Proxy-Authorization, and labels (see CompareLabels()).
 * From, To, Call-ID and CSeq must have been signed, and so must Contact be where it decides to whom
 * the dialog's requests go.
 * \param outside the message as it came
 * \param inside what ParseSignedHeaders returned
 * \return nothing, or one line that says what differs
 */
[[nodiscard]] tl::expected<void, std::string> CompareSignedHeaders(const SipMessage& outside,
                                                                   const SipMessage& inside);

} // namespace ns3

#endif // SIGNED_HEADERS_H
