// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_DIGEST_CREDENTIALS_H
#define SIP_DIGEST_CREDENTIALS_H

#include "ns3/sip-auth-parameters.h"
#include "ns3/sip-digest-algorithm.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace ns3
{

/** Digest credentials: one Authorization or Proxy-Authorization (RFC 7616 section 3.4). */
struct SipDigestCredentials
{
    std::string username;                  ///< user name
    std::string realm;                     ///< realm of the challenge
    std::string nonce;                     ///< nonce of the challenge
    std::string uri;                       ///< digest URI, as written
    std::string response;                  ///< 32 or 64 lower-case hex digits
    std::string opaque;                    ///< opaque of the challenge, empty if absent
    std::string cnonce;                    ///< client nonce, empty without qop
    uint32_t nonceCount = 0;               ///< nc, 0 without qop
    SipDigestQop qop = SipDigestQop::None; ///< quality of protection
    SipDigestAlgorithm algorithm = SipDigestAlgorithm::Md5; ///< algorithm, MD5 if absent
    bool algorithmPresent = false; ///< whether algorithm is (to be) written
    SipAuthParameters parameters;  ///< all parameters as received, unknown ones included

    /**
     * Parse the value of one header field. nc must have 8 hex digits, response 32 (MD5) or 64
     * (SHA-256) hex digits, qop needs cnonce and nc.
     * @param value the value, `Digest username=...`
     * @return the credentials, or what is wrong
     */
    [[nodiscard]] static tl::expected<SipDigestCredentials, SipError> Parse(std::string_view value);

    /** @return the header field value; fields first, then the parameters that are not fields */
    std::string ToString() const;
};

/**
 * @param count a nonce count
 * @return nc as it is written: 8 lower-case hex digits
 */
std::string FormatSipNonceCount(uint32_t count);

/**
 * @param text nc as it is written
 * @return the count, none unless these are 8 hex digits
 */
std::optional<uint32_t> ParseSipNonceCount(std::string_view text);

} // namespace ns3

#endif // SIP_DIGEST_CREDENTIALS_H
