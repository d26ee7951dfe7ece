// SPDX-License-Identifier: GPL-2.0-only
#ifndef MESSAGE_DIGEST_H
#define MESSAGE_DIGEST_H

#include "ns3/crypto-context.h"
#include "ns3/crypto-error.h"
#include "ns3/octets.h"
#include "ns3/secret.h"
#include "ns3/work.h"

#include <string_view>
#include <tl/expected.hpp>

namespace ns3
{

/**
 * @ingroup crypto
 * Message digests. MD5 and SHA-1 are here for what the standards of the period use.
 */
enum class DigestAlgorithm
{
    Md5,    ///< RFC 1321, 16 octets
    Sha1,   ///< FIPS 180-4, 20 octets
    Sha256, ///< FIPS 180-4, 32 octets
};

/**
 * @ingroup crypto
 * @param context the party that computes
 * @param algorithm which digest
 * @param data octets to digest
 * @param work gets digest/ALGORITHM with the octets of data
 * @return the digest, or Internal
 */
[[nodiscard]] tl::expected<Octets, CryptoError> Digest(CryptoContext& context,
                                                       DigestAlgorithm algorithm,
                                                       std::string_view data,
                                                       Work& work);

/**
 * @ingroup crypto
 * Keyed digest (RFC 2104).
 * @param context the party that computes
 * @param algorithm Sha1 or Sha256
 * @param key the key, not empty
 * @param data octets to digest
 * @param work gets hmac/ALGORITHM with the octets of data
 * @return the code, or BadArgument, Internal
 */
[[nodiscard]] tl::expected<Octets, CryptoError> Hmac(CryptoContext& context,
                                                     DigestAlgorithm algorithm,
                                                     const Secret& key,
                                                     std::string_view data,
                                                     Work& work);

} // namespace ns3

#endif // MESSAGE_DIGEST_H
