// SPDX-License-Identifier: GPL-2.0-only
#ifndef SYMMETRIC_CIPHER_H
#define SYMMETRIC_CIPHER_H

#include "ns3/crypto-context.h"
#include "ns3/crypto-error.h"
#include "ns3/octets.h"
#include "ns3/secret.h"
#include "ns3/work.h"

#include <cstddef>
#include <string_view>
#include <tl/expected.hpp>

namespace ns3
{

/// Octets of an AES-128 key.
inline constexpr size_t AES_128_KEY_SIZE = 16;
/// Octets of a CBC initialization vector, the block size of AES.
inline constexpr size_t AES_BLOCK_SIZE = 16;
/// Octets of a GCM nonce.
inline constexpr size_t GCM_NONCE_SIZE = 12;
/// Octets of a GCM tag as EncryptGcm() makes it.
inline constexpr size_t GCM_TAG_SIZE = 16;

/**
 * @ingroup crypto
 * What authenticated encryption gives.
 */
struct GcmSealed
{
    Octets ciphertext; ///< as long as the plaintext
    Octets tag;        ///< GCM_TAG_SIZE octets
};

/**
 * @ingroup crypto
 * AES-128 in Galois/counter mode (NIST SP 800-38D).
 * @param context the party that encrypts
 * @param key AES_128_KEY_SIZE octets
 * @param nonce GCM_NONCE_SIZE octets, never used before with this key
 * @param associatedData octets that are authenticated only
 * @param plaintext octets to encrypt
 * @param work gets encrypt/aes-128-gcm with the octets of plaintext and associated data
 * @return ciphertext and tag, or BadArgument, Internal
 */
[[nodiscard]] tl::expected<GcmSealed, CryptoError> EncryptGcm(CryptoContext& context,
                                                              const Secret& key,
                                                              std::string_view nonce,
                                                              std::string_view associatedData,
                                                              std::string_view plaintext,
                                                              Work& work);

/**
 * @ingroup crypto
 * The reverse of EncryptGcm(); nothing is given out unless the tag is right.
 * @param context the party that decrypts
 * @param key AES_128_KEY_SIZE octets
 * @param nonce GCM_NONCE_SIZE octets
 * @param associatedData octets that are authenticated only
 * @param ciphertext octets to decrypt
 * @param tag 12 to 16 octets (RFC 5084 section 3.2)
 * @param work gets decrypt/aes-128-gcm with the octets of ciphertext and associated data
 * @return the plaintext, or BadArgument, Failed, Internal
 */
[[nodiscard]] tl::expected<Octets, CryptoError> DecryptGcm(CryptoContext& context,
                                                           const Secret& key,
                                                           std::string_view nonce,
                                                           std::string_view associatedData,
                                                           std::string_view ciphertext,
                                                           std::string_view tag,
                                                           Work& work);

/**
 * @ingroup crypto
 * AES-128 in cipher block chaining mode (NIST SP 800-38A) with the padding of RFC 5652 section 6.3.
 * @param context the party that encrypts
 * @param key AES_128_KEY_SIZE octets
 * @param iv AES_BLOCK_SIZE octets, unpredictable
 * @param plaintext octets to encrypt
 * @param work gets encrypt/aes-128-cbc with the octets of plaintext
 * @return the ciphertext, 1 to 16 octets longer, or BadArgument, Internal
 */
[[nodiscard]] tl::expected<Octets, CryptoError> EncryptCbc(CryptoContext& context,
                                                           const Secret& key,
                                                           std::string_view iv,
                                                           std::string_view plaintext,
                                                           Work& work);

/**
 * @ingroup crypto
 * The reverse of EncryptCbc(). Not authenticated: a changed ciphertext may well decrypt.
 * @param context the party that decrypts
 * @param key AES_128_KEY_SIZE octets
 * @param iv AES_BLOCK_SIZE octets
 * @param ciphertext octets to decrypt
 * @param work gets decrypt/aes-128-cbc with the octets of ciphertext
 * @return the plaintext, or BadArgument, Failed (length or padding is wrong), Internal
 */
[[nodiscard]] tl::expected<Octets, CryptoError> DecryptCbc(CryptoContext& context,
                                                           const Secret& key,
                                                           std::string_view iv,
                                                           std::string_view ciphertext,
                                                           Work& work);

} // namespace ns3

#endif // SYMMETRIC_CIPHER_H
