// SPDX-License-Identifier: GPL-2.0-only
#ifndef RSA_KEY_POOL_H
#define RSA_KEY_POOL_H

#include "ns3/crypto-context.h"
#include "ns3/private-key.h"

#include <map>
#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace ns3
{

/**
 * @ingroup crypto
 * RSA key pairs from files, since to generate them takes up to seconds each.
 *
 * The files are FOLDER/rsa-BITS-N.pem, N from 1 to SIZE, for 2048, 3072 and 4096 bits. The keys are
 * public knowledge: for simulation only. Each file is read once, at its first use; the keys that
 * Get() gives share nothing.
 */
class RsaKeyPool
{
  public:
    /// Number of key pairs of each size.
    static constexpr unsigned SIZE = 8;

    /**
     * @param folder folder of the files
     */
    explicit RsaKeyPool(std::string folder);

    /**
     * @param context the owner of the key
     * @param bits 2048, 3072 or 4096
     * @param number which of the pool's keys, 1 to SIZE; give each party of a run its own
     * @return the key, or a line that says what is wrong
     */
    [[nodiscard]] tl::expected<PrivateKey, std::string> Get(CryptoContext& context,
                                                            unsigned bits,
                                                            unsigned number);

  private:
    std::string m_folder;                                       ///< folder of the files
    CryptoContext m_context;                                    ///< the context of the originals
    std::map<std::pair<unsigned, unsigned>, PrivateKey> m_keys; ///< originals by bits and number
};

} // namespace ns3

#endif // RSA_KEY_POOL_H
