// SPDX-License-Identifier: GPL-2.0-only
#ifndef CRYPTO_CONTEXT_HELPER_H
#define CRYPTO_CONTEXT_HELPER_H

#include "ns3/crypto-context.h"
#include "ns3/crypto-library-pool.h"

#include <cstdint>
#include <memory>

namespace ns3
{

/**
 * @ingroup crypto
 * Make a context whose seed comes from an ns-3 random stream: it depends on RngSeed, RngRun and the
 * stream's number, and on nothing else.
 * @param stream number of the stream, not negative; give each party its own
 * @param pool where to take OpenSSL's library context from, for programs that make many; may be
 * null
 * @return the context
 */
std::shared_ptr<CryptoContext> CreateCryptoContext(
    int64_t stream,
    const std::shared_ptr<CryptoLibraryPool>& pool = nullptr);

} // namespace ns3

#endif // CRYPTO_CONTEXT_HELPER_H
