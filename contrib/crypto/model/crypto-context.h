// SPDX-License-Identifier: GPL-2.0-only
#ifndef CRYPTO_CONTEXT_H
#define CRYPTO_CONTEXT_H

#include "ns3/octets.h"
#include "ns3/secret.h"

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <openssl/types.h>
#include <string_view>

namespace ns3
{

class CertificateHolder;
class CryptoLibrary;
class CryptoLibraryPool;
class KeyHolder;
class PublicKey;

/**
 * @ingroup crypto
 * The cryptographic library of one simulated party, with that party's own random numbers.
 *
 * Each context is an OpenSSL library context of its own whose only source of random numbers is a
 * ChaCha20 key stream under the given seed. What is drawn depends on the seed and on what this
 * context did before, and on nothing else: not on other contexts, the wall clock or the process.
 * So everything secret here is predictable to who knows the seed: for simulation only.
 *
 * Keys and certificates belong to the context that they were made with. A public key or
 * certificate may be used with any context, a private key only with its own. They keep what they
 * need of the context alive. Not for use by several threads at a time.
 */
class CryptoContext
{
  public:
    /// Number of octets of a seed.
    static constexpr size_t SEED_SIZE = 32;

    /**
     * @param seed seed of the random numbers, SEED_SIZE octets
     * @param pool where to take OpenSSL's library context from, which is much faster than to set
     * up a new one; null: a new one
     */
    explicit CryptoContext(const Octets& seed,
                           const std::shared_ptr<CryptoLibraryPool>& pool = nullptr);

    ~CryptoContext();

    CryptoContext(const CryptoContext&) = delete;
    CryptoContext& operator=(const CryptoContext&) = delete;

    /** @return OpenSSL's library context; every OpenSSL object must be made in it */
    OSSL_LIB_CTX* GetLibrary() const;

    /**
     * @param size number of octets
     * @return that many random octets
     */
    Octets Random(size_t size);

    /**
     * @param size number of octets
     * @return that many random octets, as a secret
     */
    Secret RandomSecret(size_t size);

    /** @return what keys share with this context; for this module's use */
    const std::shared_ptr<CryptoLibrary>& GetShared() const;

    /**
     * For this module's use.
     * @param key any public key
     * @return the same key in this context's library; null if the library failed
     */
    std::shared_ptr<KeyHolder> Adopt(const PublicKey& key);

    /**
     * For this module's use.
     * @param der a certificate's octets
     * @return the certificate that was remembered for them; null if none was
     */
    std::shared_ptr<const CertificateHolder> FindCertificate(std::string_view der) const;

    /**
     * Spare the next reading of the same octets. For this module's use.
     * @param der a certificate's octets
     * @param certificate what this context has read from them
     */
    void RememberCertificate(std::string_view der,
                             std::shared_ptr<const CertificateHolder> certificate);

  private:
    /// A key of another context, and the same key in this one.
    struct Adopted
    {
        std::shared_ptr<KeyHolder> original; ///< kept so that its address stays its own
        std::shared_ptr<KeyHolder> copy;     ///< the key in this context
    };

    std::shared_ptr<CryptoLibrary> m_library;      ///< the library, shared with the keys
    std::map<const KeyHolder*, Adopted> m_adopted; ///< keys of other contexts
    std::map<Octets, std::shared_ptr<const CertificateHolder>, std::less<>>
        m_certificates; ///< certificates read
};

} // namespace ns3

#endif // CRYPTO_CONTEXT_H
