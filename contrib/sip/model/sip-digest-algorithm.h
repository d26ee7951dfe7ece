// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_DIGEST_ALGORITHM_H
#define SIP_DIGEST_ALGORITHM_H

#include <optional>
#include <string_view>

namespace ns3
{

/** The digest algorithms that we compute (RFC 7616 section 3.3, RFC 8760 section 2.2). */
enum class SipDigestAlgorithm
{
    Md5,        ///< MD5
    Md5Sess,    ///< MD5-sess: A1 includes both nonces
    Sha256,     ///< SHA-256
    Sha256Sess, ///< SHA-256-sess
};

/**
 * @param name an algorithm parameter, in any case
 * @return the algorithm, none if we do not compute it
 */
std::optional<SipDigestAlgorithm> ParseSipDigestAlgorithm(std::string_view name);

/**
 * @param algorithm an algorithm
 * @return its registered name
 */
std::string_view ToString(SipDigestAlgorithm algorithm);

/**
 * @param algorithm an algorithm
 * @return whether it is a -sess variant
 */
bool IsSession(SipDigestAlgorithm algorithm);

/** What the response covers (RFC 7616 section 3.4.3). */
enum class SipDigestQop
{
    None,    ///< no qop at all: RFC 2069; accepted from old servers, never offered
    Auth,    ///< method and URI
    AuthInt, ///< method, URI and body
};

/**
 * @param qop a quality of protection
 * @return "auth", "auth-int" or nothing
 */
std::string_view ToString(SipDigestQop qop);

/**
 * @param name one value of a qop parameter, in any case
 * @return the quality of protection, none if it is not known
 */
std::optional<SipDigestQop> ParseSipDigestQop(std::string_view name);

} // namespace ns3

#endif // SIP_DIGEST_ALGORITHM_H
