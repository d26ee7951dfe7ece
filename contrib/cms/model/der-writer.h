// SPDX-License-Identifier: GPL-2.0-only
#ifndef DER_WRITER_H
#define DER_WRITER_H

#include "ns3/octets.h"

#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <vector>

namespace ns3
{

/// @param tag the tag
/// @param content what is inside, encoded already
/// @return the element in DER
[[nodiscard]] Octets EncodeDer(uint8_t tag, std::string_view content);

/// @param tag the tag
/// @param members what is inside, encoded already, in order
/// @return the element in DER
[[nodiscard]] Octets EncodeDer(uint8_t tag, std::initializer_list<std::string_view> members);

/// @param tag the tag of a SET OF
/// @param members what is inside, encoded already, in any order
/// @return the element with its members in the order of DER (X.690, section 11.6)
[[nodiscard]] Octets EncodeDerSetOf(uint8_t tag, std::vector<Octets> members);

/// @param value a value
/// @return INTEGER
[[nodiscard]] Octets EncodeDerUnsigned(uint32_t value);

/// @param content content octets of an OBJECT IDENTIFIER, see cms-oid.h
/// @return OBJECT IDENTIFIER
[[nodiscard]] Octets EncodeDerObjectIdentifier(std::string_view content);

/// @param octets any octets
/// @return OCTET STRING
[[nodiscard]] Octets EncodeDerOctetString(std::string_view octets);

/// @param objectIdentifier content octets of the algorithm's OBJECT IDENTIFIER
/// @param parameters the parameters, encoded already; empty if they are absent
/// @return AlgorithmIdentifier
[[nodiscard]] Octets EncodeDerAlgorithm(std::string_view objectIdentifier,
                                        std::string_view parameters = {});

} // namespace ns3

#endif // DER_WRITER_H
