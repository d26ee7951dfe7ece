// SPDX-License-Identifier: GPL-2.0-only
#ifndef JOSE_ENCODING_H
#define JOSE_ENCODING_H

#include "ns3/crypto-error.h"
#include "ns3/octets.h"

#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace ns3
{

/**
 * @ingroup crypto
 * base64url without padding, white space or line ends (RFC 7515 section 2).
 * @param octets any octets
 * @return the text
 */
std::string Base64UrlEncode(std::string_view octets);

/**
 * @ingroup crypto
 * @param text base64url text without padding
 * @return the octets, or BadEncoding: another character, or bits left over that are not zero
 */
[[nodiscard]] tl::expected<Octets, CryptoError> Base64UrlDecode(std::string_view text);

/**
 * @ingroup crypto
 * From the signature of Sign() with P-256 to that of JWS "ES256" (RFC 7518 section 3.4).
 * @param der ECDSA-Sig-Value in DER
 * @return R and S, 32 octets each, or BadEncoding
 */
[[nodiscard]] tl::expected<Octets, CryptoError> EcdsaSignatureToRaw(std::string_view der);

/**
 * @ingroup crypto
 * From the signature of JWS "ES256" (RFC 7518 section 3.4) to that of Verify() with P-256.
 * @param raw R and S, 32 octets each
 * @return ECDSA-Sig-Value in DER, or BadEncoding if there are not 64 octets
 */
[[nodiscard]] tl::expected<Octets, CryptoError> EcdsaSignatureFromRaw(std::string_view raw);

} // namespace ns3

#endif // JOSE_ENCODING_H
