// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_DIGEST_CHALLENGE_H
#define SIP_DIGEST_CHALLENGE_H

#include "ns3/sip-auth-parameters.h"
#include "ns3/sip-digest-algorithm.h"
#include "ns3/sip-message.h"

#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace ns3
{

/** A digest challenge: one WWW-Authenticate or Proxy-Authenticate (RFC 7616 section 3.3). */
struct SipDigestChallenge
{
    std::string realm;         ///< defines the protection space by itself (RFC 3261 section 22.1)
    std::string nonce;         ///< opaque to the client
    std::string opaque;        ///< returned by the client, empty if absent
    bool stale = false;        ///< the credentials were right but the nonce is old
    std::string algorithmName; ///< as received; empty if absent, which means MD5
    std::vector<std::string> qops; ///< as received, in order; empty if absent
    SipAuthParameters parameters;  ///< all parameters as received, unknown ones included

    /**
     * Parse the value of one header field.
     * @param value the value, `Digest realm=...`
     * @return the challenge, or what is wrong (another scheme, no realm, no nonce)
     */
    [[nodiscard]] static tl::expected<SipDigestChallenge, SipError> Parse(std::string_view value);

    /** @return the algorithm, none if we do not compute it */
    std::optional<SipDigestAlgorithm> GetAlgorithm() const;

    /**
     * The qop to use: auth-int if the caller wants it and it is offered, else auth, else
     * auth-int; None if the challenge has no qop.
     * @param preferIntegrity whether the caller wants auth-int
     * @return the qop, none if nothing offered is known to us
     */
    std::optional<SipDigestQop> ChooseQop(bool preferIntegrity = false) const;

    /** @return the header field value; fields first, then the parameters that are not fields */
    std::string ToString() const;
};

/** A challenge that is to be answered. */
struct SipSelectedChallenge
{
    SipDigestChallenge challenge; ///< the challenge
    bool proxy;                   ///< from Proxy-Authenticate: answer in Proxy-Authorization
};

/**
 * The challenges of a 401 or 407, per realm the topmost one that we support (RFC 8760 section
 * 2.4). Values that do not parse and unsupported ones are passed over.
 *
 * @param response the response; an aggregated one (RFC 3261 section 22.3) may carry
 *        WWW-Authenticate and Proxy-Authenticate
 * @param acceptMd5 whether MD5 and MD5-sess count as supported; else a removed SHA-256 challenge
 *        leaves nothing to answer (RFC 8760 section 3: bid-down)
 * @return the challenges to answer, in the order of the header fields
 */
std::vector<SipSelectedChallenge> SelectSipDigestChallenges(const SipMessage& response,
                                                            bool acceptMd5 = true);

/**
 * @param response a 401 or 407
 * @return the realms in which nothing better than MD5 is offered, in the order of the header fields
 */
std::vector<std::string> FindWeakSipDigestRealms(const SipMessage& response);

} // namespace ns3

#endif // SIP_DIGEST_CHALLENGE_H
