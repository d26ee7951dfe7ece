// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_AUTHENTICATION_INFO_H
#define SIP_AUTHENTICATION_INFO_H

#include "ns3/sip-auth-parameters.h"
#include "ns3/sip-digest-algorithm.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace ns3
{

/** The Authentication-Info header field, by which the server proves itself (RFC 7616 s. 3.5). */
struct SipAuthenticationInfo
{
    std::string nextNonce;                 ///< nonce to use next, empty if absent
    SipDigestQop qop = SipDigestQop::None; ///< of rspauth
    std::string responseAuth;              ///< rspauth in hex, empty if absent
    std::string cnonce;                    ///< the client's
    uint32_t nonceCount = 0;               ///< the client's, 0 if absent
    SipAuthParameters parameters;          ///< all parameters as received

    /**
     * Parse the value of the header field.
     * @param value the value
     * @return its content, or what is wrong
     */
    [[nodiscard]] static tl::expected<SipAuthenticationInfo, SipError> Parse(
        std::string_view value);

    /** @return the header field value */
    std::string ToString() const;
};

} // namespace ns3

#endif // SIP_AUTHENTICATION_INFO_H
