// SPDX-License-Identifier: GPL-2.0-only
#ifndef PUBLIC_KEY_H
#define PUBLIC_KEY_H

#include "ns3/crypto-context.h"
#include "ns3/crypto-error.h"
#include "ns3/octets.h"

#include <memory>
#include <openssl/types.h>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace ns3
{

class KeyHolder;

/**
 * @ingroup crypto
 * A public key: RSA of 2048, 3072 or 4096 bits, or elliptic-curve P-256. A cheap handle; copies
 * are the same key. No key of another kind or size can be made.
 */
class PublicKey
{
  public:
    /**
     * @param context the party that reads it
     * @param pem PEM text "PUBLIC KEY"
     * @return the key, or BadEncoding, BadKey
     */
    [[nodiscard]] static tl::expected<PublicKey, CryptoError> FromPem(CryptoContext& context,
                                                                      std::string_view pem);

    /**
     * @param context the party that reads it
     * @param der SubjectPublicKeyInfo in DER (RFC 5280 section 4.1), nothing after it
     * @return the key, or BadEncoding, BadKey
     */
    [[nodiscard]] static tl::expected<PublicKey, CryptoError> FromDer(CryptoContext& context,
                                                                      std::string_view der);

    /**
     * @param context the party that reads it
     * @param point uncompressed point on P-256, 65 octets (SEC 1 section 2.3.4)
     * @return the key, or BadEncoding if that is no point on the curve
     */
    [[nodiscard]] static tl::expected<PublicKey, CryptoError> FromPoint(CryptoContext& context,
                                                                        std::string_view point);

    /**
     * @param holder what the handle stands for; for this module's use
     */
    explicit PublicKey(std::shared_ptr<KeyHolder> holder);

    /** @return "rsa-2048", "rsa-3072", "rsa-4096" or "p-256" */
    const std::string& GetAlgorithm() const;

    /** @return true for RSA, false for P-256 */
    bool IsRsa() const;

    /** @return SubjectPublicKeyInfo in DER */
    Octets ToDer() const;

    /** @return PEM text "PUBLIC KEY" */
    std::string ToPem() const;

    /** @return the uncompressed point, 65 octets; empty for RSA */
    Octets GetPoint() const;

    /** @return OpenSSL's key; still owned by this */
    EVP_PKEY* GetNative() const;

    /** @return what the handle stands for; for this module's use */
    const std::shared_ptr<KeyHolder>& GetHolder() const;

    /**
     * @param other another key
     * @return true if both are the same public key
     */
    bool operator==(const PublicKey& other) const;

  private:
    std::shared_ptr<KeyHolder> m_holder; ///< the key; never null
};

} // namespace ns3

#endif // PUBLIC_KEY_H
