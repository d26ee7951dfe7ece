// SPDX-License-Identifier: GPL-2.0-only
#ifndef KEY_HOLDER_H
#define KEY_HOLDER_H

#include "ns3/crypto-error.h"
#include "ns3/crypto-library.h"
#include "ns3/octets.h"
#include "ns3/openssl-pointers.h"

#include <array>
#include <memory>
#include <string>
#include <tl/expected.hpp>

namespace ns3
{

/**
 * @ingroup crypto
 * What a key can be asked to do; OpenSSL's state for each is made once and used again.
 */
enum class KeyOperation
{
    EncryptOaep,
    EncryptPkcs1,
    DecryptOaep,
    DecryptPkcs1,
    Sign,
    Verify,
    Agree,
    COUNT, ///< how many there are
};

/**
 * @ingroup crypto
 * An OpenSSL key, the library that it belongs to, and what was set up for its use. Shared by the
 * handles PublicKey and PrivateKey; for this module's use only.
 */
class KeyHolder
{
  public:
    /**
     * @param library the library that the key was made in
     * @param key the key
     * @return its holder, or BadKey if it is of a kind or size that is not known here
     */
    static tl::expected<std::shared_ptr<KeyHolder>, CryptoError> Create(
        std::shared_ptr<CryptoLibrary> library,
        KeyPointer key);

    /**
     * @param library the library to read it in
     * @param point uncompressed point
     * @return the P-256 key, or BadEncoding if that is no point on the curve
     */
    static tl::expected<std::shared_ptr<KeyHolder>, CryptoError> FromPoint(
        std::shared_ptr<CryptoLibrary> library,
        std::string_view point);

    /**
     * @param library another library
     * @param selection EVP_PKEY_PUBLIC_KEY or EVP_PKEY_KEYPAIR
     * @return a new key in that library, without any state of this one; or Internal
     */
    tl::expected<std::shared_ptr<KeyHolder>, CryptoError> CopyTo(
        std::shared_ptr<CryptoLibrary> library,
        int selection) const;

    /** @return OpenSSL's key */
    EVP_PKEY* GetNative() const;

    /** @return the library that it belongs to */
    const std::shared_ptr<CryptoLibrary>& GetLibrary() const;

    /** @return "rsa-2048", "rsa-3072", "rsa-4096" or "p-256" */
    const std::string& GetAlgorithm() const;

    /** @return true for RSA */
    bool IsRsa() const;

    /** @return the uncompressed point, or modulus and exponent: equal for equal public keys */
    const Octets& GetIdentity() const;

    /** @return octets of the modulus or of a coordinate */
    size_t GetSize() const;

    /**
     * @param operation what to do
     * @return OpenSSL's state, ready for that; null if the key cannot do it
     */
    EVP_PKEY_CTX* GetOperation(KeyOperation operation);

  private:
    /**
     * @param library the library that the key was made in
     * @param key the key
     */
    KeyHolder(std::shared_ptr<CryptoLibrary> library, KeyPointer key);

    /** @return false if the key is of a kind or size that is not known here */
    bool Identify();

    std::shared_ptr<CryptoLibrary> m_library; ///< first made, last freed
    KeyPointer m_key;                         ///< the key
    std::string m_algorithm;                  ///< its kind and size
    bool m_isRsa{false};                      ///< whether it is RSA
    size_t m_size{0};                         ///< octets of the modulus or of a coordinate
    Octets m_identity;                        ///< what makes the public key
    std::array<KeyContextPointer, static_cast<size_t>(KeyOperation::COUNT)>
        m_operations; ///< states in use
};

} // namespace ns3

#endif // KEY_HOLDER_H
