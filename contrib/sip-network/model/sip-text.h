// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_TEXT_H
#define SIP_TEXT_H

#include "ns3/sip-message.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ns3
{

/**
 * @param code a status code
 * @return the reason phrase RFC 3261 gives it (section 21), or that of its class
 */
std::string GetSipReason(int code);

/**
 * @param text ASCII text
 * @return it in lower case
 */
std::string ToLowerAscii(std::string_view text);

/**
 * Header fields whose values have commas of their own, such as challenges and credentials.
 *
 * @param message a message
 * @param name name of the header fields, in full
 * @return their values in order, each whole
 */
std::vector<std::string> GetWholeHeaders(const SipMessage& message, std::string_view name);

/**
 * @param text delta-seconds (RFC 3261 section 25.1), of any length
 * @return the number of seconds, at most 2**32 - 1 (20.19: larger ones mean that); none if there is
 *         anything but digits
 */
std::optional<uint32_t> ParseSipSeconds(std::string_view text);

/**
 * @param text a qvalue (RFC 3261 section 25.1): 0 or 1, with at most three decimals
 * @return it in thousandths, from 0 to 1000; none if it is no qvalue
 */
std::optional<int> ParseSipQuality(std::string_view text);

/**
 * Makes the value of a Warning header field (RFC 3261, section 20.43).
 *
 * @param code the warn-code, for example 399
 * @param agent the warn-agent: who warns, a host name
 * @param text the warn-text; quotes and backslashes are escaped, control characters left out
 * @return the value
 */
std::string MakeSipWarning(int code, std::string_view agent, std::string_view text);

/**
 * @param message a message
 * @param name Require, Supported or Proxy-Require
 * @param option an option tag, in lower case
 * @return whether it stands there
 */
bool HasSipOption(const SipMessage& message, std::string_view name, std::string_view option);

/**
 * @param message a message
 * @param isFrom whether From is meant, otherwise To
 * @return the tag; empty for none
 */
std::string GetSipTag(const SipMessage& message, bool isFrom);

} // namespace ns3

#endif // SIP_TEXT_H
