// SPDX-License-Identifier: GPL-2.0-only
#ifndef CRYPTO_CONTEXT_H
#define CRYPTO_CONTEXT_H

#include "ns3/octets.h"
#include "ns3/secret.h"

#include <cstddef>
#include <memory>
#include <openssl/types.h>

namespace ns3
{

class CryptoLibrary;

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
     */
    explicit CryptoContext(const Octets& seed);

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

    /** @return what keys share with this context and its algorithms; for this module's use */
    const std::shared_ptr<CryptoLibrary>& GetShared() const;

  private:
    std::shared_ptr<CryptoLibrary> m_library; ///< the library, shared with the keys
};

} // namespace ns3

#endif // CRYPTO_CONTEXT_H
