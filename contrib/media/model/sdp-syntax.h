// SPDX-License-Identifier: GPL-2.0-only

#ifndef SDP_SYNTAX_H
#define SDP_SYNTAX_H

#include "ns3/sdp-error.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace ns3
{

/**
 * \ingroup media
 * \param text some octets
 * \return true if they are one or more token characters (RFC 8866 section 9)
 */
bool IsSdpToken(std::string_view text);

/**
 * \ingroup media
 * \param text decimal digits
 * \param maximum the largest value allowed
 * \return the number, or a syntax error
 */
[[nodiscard]] tl::expected<uint64_t, SdpError> ParseSdpNumber(std::string_view text,
                                                              uint64_t maximum);

/**
 * \ingroup media
 * Splits at single spaces.
 * \param text a line's value
 * \param maximum how many parts there may be
 * \return the parts, none of them empty; a syntax error if one is empty or there are more
 */
[[nodiscard]] tl::expected<std::vector<std::string_view>, SdpError> SplitSdpFields(
    std::string_view text,
    std::size_t maximum);

/**
 * \ingroup media
 * \param reason what is wrong
 * \return a syntax error as the error of an expected value
 */
tl::unexpected<SdpError> MakeSdpSyntaxError(std::string reason);

} // namespace ns3

#endif // SDP_SYNTAX_H
