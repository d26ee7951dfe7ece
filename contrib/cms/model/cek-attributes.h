// SPDX-License-Identifier: GPL-2.0-only
#ifndef CEK_ATTRIBUTES_H
#define CEK_ATTRIBUTES_H

#include "ns3/octets.h"

#include <cstdint>
#include <optional>

namespace ns3
{

/**
 * The attributes of RFC 3185, section 4, that let later messages refer to a content-encryption key.
 */
struct CekAttributes
{
    /// CEKReference: what a later message's kekid.keyIdentifier repeats.
    Octets reference;
    /// CEKMaxDecrypts (1 to 2^31): how many later messages will use the key; absent means 1.
    std::optional<uint32_t> maxDecrypts;
};

/// @param a one side
/// @param b the other side
/// @return whether both say the same
inline bool
operator==(const CekAttributes& a, const CekAttributes& b)
{
    return a.reference == b.reference && a.maxDecrypts == b.maxDecrypts;
}

} // namespace ns3

#endif // CEK_ATTRIBUTES_H
