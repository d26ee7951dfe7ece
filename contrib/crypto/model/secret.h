// SPDX-License-Identifier: GPL-2.0-only
#ifndef SECRET_H
#define SECRET_H

#include "ns3/octets.h"

#include <cstddef>
#include <string_view>

namespace ns3
{

/**
 * @ingroup crypto
 * Owns octets that must not leak: they are wiped when it is destroyed, assigned to or moved from,
 * and there is no way to print it by accident.
 */
class Secret
{
  public:
    /// An empty secret.
    Secret() = default;

    /**
     * @param octets the octets; the copy that was passed is wiped
     */
    explicit Secret(Octets octets);

    Secret(const Secret& other);
    Secret(Secret&& other) noexcept;
    Secret& operator=(const Secret& other);
    Secret& operator=(Secret&& other) noexcept;
    ~Secret();

    /** @return the octets themselves */
    const Octets& Reveal() const;

    /** @return number of octets */
    size_t GetSize() const;

    /**
     * Compare in a time that does not depend on the octets.
     * @param other another secret
     * @return true if both have the same octets
     */
    bool operator==(const Secret& other) const;

    /**
     * @param other another secret
     * @return true if the octets differ
     */
    bool operator!=(const Secret& other) const;

  private:
    /** Wipe the octets and be empty. */
    void Wipe();

    Octets m_octets; ///< the octets
};

} // namespace ns3

#endif // SECRET_H
