// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIGNATURE_H
#define SIGNATURE_H

#include "ns3/crypto-context.h"
#include "ns3/crypto-error.h"
#include "ns3/octets.h"
#include "ns3/private-key.h"
#include "ns3/public-key.h"
#include "ns3/work.h"

#include <string_view>
#include <tl/expected.hpp>

namespace ns3
{

/**
 * @ingroup crypto
 * Sign the SHA-256 digest of some octets: RSASSA-PKCS1-v1_5 (RFC 8017 section 8.2) or ECDSA with
 * P-256 (RFC 5753 section 2.1.1: DER of ECDSA-Sig-Value).
 * @param context the party that signs
 * @param key its key
 * @param data octets to sign
 * @param work gets sign/rsa-BITS-sha-256 or sign/ecdsa-p-256-sha-256 with the octets of data
 * @return the signature, or BadKey, Internal
 */
[[nodiscard]] tl::expected<Octets, CryptoError> Sign(CryptoContext& context,
                                                     const PrivateKey& key,
                                                     std::string_view data,
                                                     Work& work);

/**
 * @ingroup crypto
 * The check of what Sign() makes.
 * @param context the party that verifies
 * @param key the signer's key
 * @param data octets that were signed
 * @param signature the signature
 * @param work gets verify/rsa-BITS-sha-256 or verify/ecdsa-p-256-sha-256 with the octets of data
 * @return nothing, or Failed, Internal
 */
[[nodiscard]] tl::expected<void, CryptoError> Verify(CryptoContext& context,
                                                     const PublicKey& key,
                                                     std::string_view data,
                                                     std::string_view signature,
                                                     Work& work);

} // namespace ns3

#endif // SIGNATURE_H
