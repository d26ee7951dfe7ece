// SPDX-License-Identifier: GPL-2.0-only
#ifndef DER_TIME_H
#define DER_TIME_H

#include "ns3/der-reader.h"
#include "ns3/octets.h"

#include <cstdint>
#include <optional>

namespace ns3
{

/// @param seconds seconds since 1970 UTC, of the years 1950 to 9999
/// @return UTCTime up to 2049 and GeneralizedTime after (RFC 5652, section 11.3), or nothing
[[nodiscard]] std::optional<Octets> EncodeDerTime(int64_t seconds);

/// @param element UTCTime or GeneralizedTime in the form of DER, without fractions
/// @return seconds since 1970 UTC, or nothing if it is malformed
[[nodiscard]] std::optional<int64_t> ParseDerTime(const DerElement& element);

} // namespace ns3

#endif // DER_TIME_H
