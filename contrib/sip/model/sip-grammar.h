// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_GRAMMAR_H
#define SIP_GRAMMAR_H

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ns3
{

/**
 * @param text octets
 * @return the octets without white space (space, tab, CR, LF) at both ends
 */
std::string_view TrimSip(std::string_view text);

/**
 * @param a octets
 * @param b octets
 * @return whether they are the same but for the case of ASCII letters
 */
bool EqualsSipToken(std::string_view a, std::string_view b);

/**
 * @param text octets
 * @return the octets with ASCII letters in lower case
 */
std::string LowerSip(std::string_view text);

/**
 * @param text octets
 * @return whether they are a token (RFC 3261 section 25.1)
 */
bool IsSipToken(std::string_view text);

/**
 * @param text octets
 * @return whether they are visible ASCII without quotation marks, angle brackets, commas and
 *         semicolons: what a parameter's name or value may hold at most
 */
bool IsSipPlain(std::string_view text);

/**
 * @param text octets
 * @return whether they are visible ASCII without quotation marks and angle brackets: what a URI may
 *         hold at most
 */
bool IsSipVisible(std::string_view text);

/**
 * @param text octets
 * @return whether they can be a user part with password (RFC 3261 section 25.1), escapes not looked
 * at
 */
bool IsSipUserInfo(std::string_view text);

/**
 * @param text octets
 * @return whether they are a host: a name, an IPv4 address or an IPv6 reference in brackets
 */
bool IsSipHost(std::string_view text);

/**
 * @param text octets
 * @param maximum the largest number allowed
 * @return the decimal number, if text is one and nothing else
 */
std::optional<uint64_t> ParseSipNumber(std::string_view text, uint64_t maximum);

/**
 * @param text a value
 * @param separator for example a comma
 * @param begin where to start, outside of quoted strings and angle brackets
 * @return where the next separator stands that is in no quoted string and no angle brackets; the
 *         length of text if there is none
 */
std::size_t FindSipSeparator(std::string_view text, char separator, std::size_t begin = 0);

/**
 * @param text octets whose first one is a quotation mark
 * @return where the quoted string's closing quotation mark stands; npos if there is none
 */
std::size_t FindSipQuoteEnd(std::string_view text);

/**
 * Cut a value at a separator, but not inside quoted strings and angle brackets. Each part is
 * trimmed.
 *
 * @param text the value
 * @param separator for example a comma
 * @return the parts, views into text; one empty part for an empty value
 */
std::vector<std::string_view> SplitSip(std::string_view text, char separator);

/**
 * @param text octets
 * @return whether each percent sign has two hexadecimal digits behind it
 */
bool HasSipEscapesOnly(std::string_view text);

/**
 * @param text octets
 * @return whether they hold a control octet (below 0x20, or 0x7f) other than a tab
 */
bool HasSipControl(std::string_view text);

/**
 * Undo percent escapes.
 *
 * @param text octets
 * @return the octets; none if a percent sign is not followed by two hexadecimal digits
 */
std::optional<std::string> UnescapeSip(std::string_view text);

} // namespace ns3

#endif // SIP_GRAMMAR_H
