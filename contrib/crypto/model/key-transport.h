// SPDX-License-Identifier: GPL-2.0-only
#ifndef KEY_TRANSPORT_H
#define KEY_TRANSPORT_H

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
 * How a key is padded before RSA encryption.
 */
enum class KeyTransportPadding
{
    Oaep,  ///< RSAES-OAEP with SHA-256, MGF1 with SHA-256 and an empty label (RFC 8017 section 7.1)
    Pkcs1, ///< RSAES-PKCS1-v1_5 (RFC 8017 section 7.2), the period's baseline
};

/**
 * @ingroup crypto
 * Encrypt a key to the holder of an RSA key.
 * @param context the party that encrypts; the padding draws its random numbers
 * @param recipient RSA key
 * @param padding how to pad
 * @param key the key, 1 to 64 octets
 * @param work gets key-transport-encrypt/rsa-BITS-PADDING with the octets of key
 * @return the encrypted key, as long as the modulus, or BadArgument, BadKey, Internal
 */
[[nodiscard]] tl::expected<Octets, CryptoError> EncryptKeyTransport(CryptoContext& context,
                                                                    const PublicKey& recipient,
                                                                    KeyTransportPadding padding,
                                                                    const Secret& key,
                                                                    Work& work);

/**
 * @ingroup crypto
 * The reverse of EncryptKeyTransport().
 *
 * With Pkcs1 there is no failure for whoever sends forged messages to learn from (RFC 3218 section
 * 2.3.2): if the padding is wrong, or the key found is not of the expected size, a random key of
 * that size is returned instead, and what it decrypts will turn out to be nonsense. The random key
 * is drawn whether needed or not. With Oaep both are Failed.
 * @param context the party that decrypts
 * @param key its RSA key
 * @param padding how the key was padded
 * @param encrypted the encrypted key
 * @param expectedSize octets that the key must have, 1 to 64
 * @param work gets key-transport-decrypt/rsa-BITS-PADDING with expectedSize octets
 * @return the key, or BadArgument, BadKey, Failed (Oaep, or not as long as the modulus), Internal
 */
[[nodiscard]] tl::expected<Secret, CryptoError> DecryptKeyTransport(CryptoContext& context,
                                                                    const PrivateKey& key,
                                                                    KeyTransportPadding padding,
                                                                    std::string_view encrypted,
                                                                    size_t expectedSize,
                                                                    Work& work);

} // namespace ns3

#endif // KEY_TRANSPORT_H
