// SPDX-License-Identifier: GPL-2.0-only
#ifndef KEY_PADDING_ATTACK_H
#define KEY_PADDING_ATTACK_H

#include "ns3/octets.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

namespace ns3
{

/**
 * @ingroup adversary
 * Decrypts what was encrypted with RSA and the padding of PKCS #1 version 1.5, without the key, by
 * the help of somebody who tells whether the padding of what he is sent is right (D.
 * Bleichenbacher, "Chosen Ciphertext Attacks Against Protocols Based on the RSA Encryption Standard
 * PKCS #1", 1998; RFC 3218). For an envelope the result is the content-encryption key. Computes,
 * and asks; how the questions are sent is not its business.
 */
class KeyPaddingAttack
{
  public:
    /// Told a number as long as the modulus; says whether it decrypts to something that is padded.
    using Oracle = std::function<bool(const Octets& encrypted)>;

    /**
     * @param modulus the public key's modulus, most significant octet first
     * @param exponent its exponent
     * @param oracle who tells
     */
    KeyPaddingAttack(std::string_view modulus, std::string_view exponent, Oracle oracle);

    /**
     * @param encrypted what was overheard, padded when it was encrypted
     * @param maxQueries questions after which it gives up
     * @return what was encrypted, without its padding; none if it was not found
     */
    std::optional<Octets> Recover(const Octets& encrypted, uint32_t maxQueries);
    /** @return number of questions asked */
    uint32_t GetQueryCount() const;

  private:
    Octets m_modulus;      ///< of the public key
    Octets m_exponent;     ///< of the public key
    Oracle m_oracle;       ///< who tells
    uint32_t m_queries{0}; ///< asked
};

} // namespace ns3

#endif // KEY_PADDING_ATTACK_H
