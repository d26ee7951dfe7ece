// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_DATE_H
#define SIP_DATE_H

#include "ns3/sip-error.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace ns3
{

/**
 * Writes the value of a Date header field (RFC 3261 section 20.17, the format of RFC 1123).
 *
 * @param unixTime seconds since 1970 UTC; taken as the nearest second of the years 0 to 9999
 * @return for example "Sat, 13 Nov 2010 23:29:00 GMT"
 */
std::string FormatSipDate(int64_t unixTime);

/**
 * Reads the value of a Date header field. The section allows one way to write a date, in GMT and
 * with case; the day of the week must be that of the date.
 *
 * @param text the value, without white space around it
 * @return seconds since 1970 UTC, or why it is no date
 */
[[nodiscard]] tl::expected<int64_t, SipError> ParseSipDate(std::string_view text);

} // namespace ns3

#endif // SIP_DATE_H
