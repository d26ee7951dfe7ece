// SPDX-License-Identifier: GPL-2.0-only
#ifndef RANDOM_STREAM_H
#define RANDOM_STREAM_H

#include "ns3/octets.h"
#include "ns3/openssl-pointers.h"

#include <array>
#include <cstddef>

namespace ns3
{

/**
 * @ingroup crypto
 * Random octets that depend on a seed only: the ChaCha20 key stream (RFC 8439 section 2.4) under
 * the seed as key, with nonce and first block counter zero.
 */
class RandomStream
{
  public:
    /**
     * @param library library context that has ChaCha20; must outlive this
     */
    explicit RandomStream(OSSL_LIB_CTX* library);

    /**
     * Begin the stream of a seed.
     * @param seed 32 octets
     * @return false if the library failed
     */
    bool Seed(const Octets& seed);

    /**
     * Draw the next octets.
     * @param data where to put them
     * @param size how many
     * @return false if the library failed or there is no seed
     */
    bool Fill(unsigned char* data, size_t size);

  private:
    CipherPointer m_cipher;                    ///< ChaCha20
    CipherContextPointer m_context;            ///< its state
    std::array<unsigned char, 512> m_buffer{}; ///< octets drawn ahead
    size_t m_used{512};                        ///< how many of them are used up
    bool m_seeded{false};                      ///< whether there is a seed
};

} // namespace ns3

#endif // RANDOM_STREAM_H
