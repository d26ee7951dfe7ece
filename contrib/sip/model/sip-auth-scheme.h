// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_AUTH_SCHEME_H
#define SIP_AUTH_SCHEME_H

#include "ns3/sip-auth-parameters.h"
#include "ns3/sip-error.h"

#include <initializer_list>
#include <optional>
#include <string_view>

namespace ns3
{

/**
 * @param value value of an authentication header field
 * @return what follows "Digest", none if the scheme is another one
 */
std::optional<std::string_view> SkipSipDigestScheme(std::string_view value);

/**
 * Copy the parameters that nobody has read, so that they survive.
 * @param from all parameters as received
 * @param known the names that have been read, in any case
 * @param to where the others are appended
 */
void AppendUnknownSipParameters(const SipAuthParameters& from,
                                std::initializer_list<std::string_view> known,
                                SipAuthParameters& to);

} // namespace ns3

#endif // SIP_AUTH_SCHEME_H
