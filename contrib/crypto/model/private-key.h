// SPDX-License-Identifier: GPL-2.0-only
#ifndef PRIVATE_KEY_H
#define PRIVATE_KEY_H

#include "ns3/crypto-context.h"
#include "ns3/crypto-error.h"
#include "ns3/public-key.h"
#include "ns3/secret.h"
#include "ns3/work.h"

#include <memory>
#include <openssl/types.h>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace ns3
{

/**
 * @ingroup crypto
 * A private key: RSA of 2048, 3072 or 4096 bits, or elliptic-curve P-256. A cheap handle; copies
 * are the same key. Works only with the context that it was made with, since its operations draw
 * that context's random numbers (blinding, nonces).
 */
class PrivateKey
{
  public:
    /**
     * @param context the owner
     * @param pem unencrypted PEM text "PRIVATE KEY" (PKCS #8)
     * @return the key, or BadEncoding, BadKey
     */
    [[nodiscard]] static tl::expected<PrivateKey, CryptoError> FromPem(CryptoContext& context,
                                                                       std::string_view pem);

    /**
     * @param context the owner
     * @param der PrivateKeyInfo in DER (RFC 5208 section 5), nothing after it
     * @return the key, or BadEncoding, BadKey
     */
    [[nodiscard]] static tl::expected<PrivateKey, CryptoError> FromDer(CryptoContext& context,
                                                                       std::string_view der);

    /**
     * Generate a P-256 key from the context's random numbers.
     * @param context the owner
     * @param work gets generate-key/p-256
     * @return the key, or Internal
     */
    [[nodiscard]] static tl::expected<PrivateKey, CryptoError> GenerateP256(CryptoContext& context,
                                                                            Work& work);

    /**
     * @param holder what the handle stands for; for this module's use
     */
    explicit PrivateKey(std::shared_ptr<KeyHolder> holder);

    /** @return "rsa-2048", "rsa-3072", "rsa-4096" or "p-256" */
    const std::string& GetAlgorithm() const;

    /** @return true for RSA, false for P-256 */
    bool IsRsa() const;

    /**
     * A new key with the same numbers and nothing else in common. Much faster than to read the key
     * again; needed since a private key works only with its own context.
     * @param context the owner of the copy
     * @return the copy, or Internal
     */
    [[nodiscard]] tl::expected<PrivateKey, CryptoError> CopyTo(CryptoContext& context) const;

    /** @return the public half */
    PublicKey GetPublicKey() const;

    /** @return unencrypted PEM text "PRIVATE KEY" (PKCS #8) */
    Secret ToPem() const;

    /** @return PrivateKeyInfo in DER */
    Secret ToDer() const;

    /** @return OpenSSL's key; still owned by this */
    EVP_PKEY* GetNative() const;

    /** @return what the handle stands for; for this module's use */
    const std::shared_ptr<KeyHolder>& GetHolder() const;

  private:
    std::shared_ptr<KeyHolder> m_holder; ///< the key; never null
};

} // namespace ns3

#endif // PRIVATE_KEY_H
