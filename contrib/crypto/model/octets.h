// SPDX-License-Identifier: GPL-2.0-only
#ifndef OCTETS_H
#define OCTETS_H

#include <cstddef>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace ns3
{

/**
 * @ingroup crypto
 * A string of octets, which may hold any value, zero included. The whole project keeps octets in
 * this type: messages, bodies, keys' encodings.
 */
using Octets = std::string;

/**
 * @ingroup crypto
 * @param octets any octets
 * @return lower-case hexadecimal digits, two for each octet
 */
std::string ToHex(std::string_view octets);

/**
 * @ingroup crypto
 * @param hex hexadecimal digits of either case; nothing else
 * @return the octets, or a line that says what is wrong
 */
[[nodiscard]] tl::expected<Octets, std::string> FromHex(std::string_view hex);

/**
 * @ingroup crypto
 * RFC 4648 section 4, with padding.
 * @param octets any octets
 * @param lineLength characters after which CRLF is put, the last line included; 0: no lines
 * @return the base64 text
 */
std::string Base64Encode(std::string_view octets, size_t lineLength = 0);

/**
 * @ingroup crypto
 * RFC 4648 section 4. Padding is needed, spaces, tabs, CR and LF are passed over (RFC 2045 section
 * 6.8), any other character is an error, and so are bits left over that are not zero.
 * @param text base64 text
 * @return the octets, or a line that says what is wrong
 */
[[nodiscard]] tl::expected<Octets, std::string> Base64Decode(std::string_view text);

} // namespace ns3

#endif // OCTETS_H
