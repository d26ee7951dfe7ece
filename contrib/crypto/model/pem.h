// SPDX-License-Identifier: GPL-2.0-only
#ifndef PEM_H
#define PEM_H

#include "ns3/octets.h"

#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace ns3
{

/**
 * @ingroup crypto
 * Textual encoding (RFC 7468 section 2).
 * @param label what it is: "CERTIFICATE", "PRIVATE KEY", "PUBLIC KEY", "CMS"
 * @param der octets to encode
 * @return the text, lines of 64 characters ended by LF
 */
std::string EncodePem(std::string_view label, std::string_view der);

/**
 * @ingroup crypto
 * @param label what it must be
 * @param pem text that holds one such encoding; what is before and after it is passed over
 * @return the octets of the first such encoding, or a line that says what is wrong
 */
[[nodiscard]] tl::expected<Octets, std::string> DecodePem(std::string_view label,
                                                          std::string_view pem);

} // namespace ns3

#endif // PEM_H
