// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_IDENTITY_HEADER_H
#define SIP_IDENTITY_HEADER_H

#include "ns3/sip-error.h"
#include "ns3/sip-message.h"
#include "ns3/sip-passport.h"

#include <string>
#include <string_view>
#include <vector>

namespace ns3
{

/** The value of an Identity header field (RFC 8224 section 4). */
struct SipIdentityHeader
{
    std::string token;              ///< the PASSporT
    std::string info;               ///< URI of the signer's certificate
    std::string algorithm{"ES256"}; ///< "alg"; ES256 if it is absent
    std::string type;               ///< "ppt", the extension it needs; empty for none

    /**
     * @param value the whole value
     * @return its parts, or why it is none; unknown parameters are passed over
     */
    [[nodiscard]] static tl::expected<SipIdentityHeader, SipError> Parse(std::string_view value);
    /** @return the value as text */
    std::string ToString() const;
};

/**
 * The keys that a message's session description brings for the media: its fingerprints (RFC 8122,
 * "a=fingerprint"), in the canonical form and order of the claim "mky" (RFC 8225 section 5.2.2).
 * Only a body that is a session description itself is looked at.
 *
 * @param message a message
 * @return the keys, each once
 */
std::vector<SipPassportMediaKey> CollectMediaKeys(const SipMessage& message);

} // namespace ns3

#endif // SIP_IDENTITY_HEADER_H
