// SPDX-License-Identifier: GPL-2.0-only
#ifndef BER_NORMALIZER_H
#define BER_NORMALIZER_H

#include "ns3/octets.h"

#include <cstddef>
#include <optional>
#include <string_view>

namespace ns3
{

/// @param ber an element
/// @return whether its length is indefinite
[[nodiscard]] bool IsIndefinite(std::string_view ber);

/**
 * Turn the BER that streaming CMS writers make into definite lengths.
 *
 * Elements of indefinite length get a definite one, and constructed OCTET STRINGs become primitive;
 * everything else is copied as it is, certificates too. Without recursion; the result is at most
 * about as long as the input.
 *
 * @param ber one element and nothing after it
 * @param maxDepth how many elements may be open inside each other
 * @return the element, or nothing if it is malformed or too deep
 */
[[nodiscard]] std::optional<Octets> NormalizeBer(std::string_view ber, std::size_t maxDepth = 16);

} // namespace ns3

#endif // BER_NORMALIZER_H
