// SPDX-License-Identifier: GPL-2.0-only
#ifndef KEY_AGREEMENT_H
#define KEY_AGREEMENT_H

#include "ns3/crypto-context.h"
#include "ns3/crypto-error.h"
#include "ns3/octets.h"
#include "ns3/private-key.h"
#include "ns3/public-key.h"
#include "ns3/secret.h"
#include "ns3/work.h"

#include <cstddef>
#include <string_view>
#include <tl/expected.hpp>

namespace ns3
{

/**
 * @ingroup crypto
 * What the originator of an ephemeral-static key agreement gets.
 */
struct EphemeralAgreement
{
    Octets ephemeralPoint; ///< ephemeral public key to be sent: uncompressed point, 65 octets
    Secret key;            ///< the key agreed upon
};

/**
 * @ingroup crypto
 * Originator's side of ephemeral-static ECDH on P-256 with the X9.63 derivation by SHA-256
 * (RFC 5753 section 3.1, scheme dhSinglePass-stdDH-sha256kdf).
 * @param context the party that originates; the ephemeral key comes from its random numbers
 * @param recipient the recipient's P-256 key
 * @param sharedInfo the derivation's SharedInfo: DER of ECC-CMS-SharedInfo
 * @param size octets of the key wanted, 1 to 64
 * @param work gets generate-key/p-256, key-agreement/p-256 and derive/x963-kdf-sha-256
 * @return ephemeral point and key, or BadArgument, BadKey, Internal
 */
[[nodiscard]] tl::expected<EphemeralAgreement, CryptoError> AgreeKey(CryptoContext& context,
                                                                     const PublicKey& recipient,
                                                                     std::string_view sharedInfo,
                                                                     size_t size,
                                                                     Work& work);

/**
 * @ingroup crypto
 * Recipient's side of the same.
 * @param context the party that receives
 * @param key its P-256 key
 * @param ephemeralPoint the originator's ephemeral public key, uncompressed point
 * @param sharedInfo the derivation's SharedInfo: DER of ECC-CMS-SharedInfo
 * @param size octets of the key wanted, 1 to 64
 * @param work gets key-agreement/p-256 and derive/x963-kdf-sha-256
 * @return the key, or BadArgument, BadKey, Failed (not a point on the curve), Internal
 */
[[nodiscard]] tl::expected<Secret, CryptoError> AgreeKey(CryptoContext& context,
                                                         const PrivateKey& key,
                                                         std::string_view ephemeralPoint,
                                                         std::string_view sharedInfo,
                                                         size_t size,
                                                         Work& work);

/**
 * @ingroup crypto
 * ANSI X9.63 key derivation with SHA-256 (SEC 1 section 3.6.1).
 * @param context the party that derives
 * @param secret the shared secret value Z, not empty
 * @param sharedInfo SharedInfo; may be empty
 * @param size octets wanted, 1 to 8160
 * @param work gets derive/x963-kdf-sha-256 with the octets wanted
 * @return the key, or BadArgument, Internal
 */
[[nodiscard]] tl::expected<Secret, CryptoError> DeriveX963(CryptoContext& context,
                                                           const Secret& secret,
                                                           std::string_view sharedInfo,
                                                           size_t size,
                                                           Work& work);

} // namespace ns3

#endif // KEY_AGREEMENT_H
