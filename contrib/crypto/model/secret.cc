// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/secret.h"

#include <openssl/crypto.h>
#include <utility>

namespace ns3
{

namespace
{

/**
 * Wipe octets, those of a short string too, which a move leaves behind.
 * @param octets the octets; empty afterwards
 */
void
WipeOctets(Octets& octets)
{
    octets.resize(octets.capacity());
    OPENSSL_cleanse(octets.data(), octets.size());
    octets.clear();
}

} // namespace

Secret::Secret(Octets octets)
    : m_octets(octets)
{
    WipeOctets(octets);
}

Secret::Secret(const Secret& other) = default;

Secret::Secret(Secret&& other) noexcept
    : m_octets(std::move(other.m_octets))
{
    other.Wipe();
}

Secret&
Secret::operator=(const Secret& other)
{
    if (this != &other)
    {
        Wipe();
        m_octets = other.m_octets;
    }
    return *this;
}

Secret&
Secret::operator=(Secret&& other) noexcept
{
    if (this != &other)
    {
        Wipe();
        m_octets = std::move(other.m_octets);
        other.Wipe();
    }
    return *this;
}

Secret::~Secret()
{
    Wipe();
}

const Octets&
Secret::Reveal() const
{
    return m_octets;
}

size_t
Secret::GetSize() const
{
    return m_octets.size();
}

bool
Secret::operator==(const Secret& other) const
{
    return m_octets.size() == other.m_octets.size() &&
           CRYPTO_memcmp(m_octets.data(), other.m_octets.data(), m_octets.size()) == 0;
}

bool
Secret::operator!=(const Secret& other) const
{
    return !(*this == other);
}

void
Secret::Wipe()
{
    WipeOctets(m_octets);
}

} // namespace ns3
