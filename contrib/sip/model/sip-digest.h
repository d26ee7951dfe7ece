// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_DIGEST_H
#define SIP_DIGEST_H

#include "ns3/crypto-context.h"
#include "ns3/crypto-error.h"
#include "ns3/secret.h"
#include "ns3/sip-digest-algorithm.h"
#include "ns3/sip-digest-credentials.h"
#include "ns3/work.h"

#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace ns3
{

/**
 * H(username:realm:password) in lower-case hex: what a server may store instead of the password
 * (RFC 7616 section 3.4.2). The algorithm counts without its -sess.
 *
 * @param context whose library computes
 * @param algorithm the algorithm
 * @param username user name
 * @param realm realm
 * @param password password
 * @param work one digest is added
 * @return the hash, or why it could not be computed
 */
[[nodiscard]] tl::expected<Secret, CryptoError> ComputeSipDigestA1(CryptoContext& context,
                                                                   SipDigestAlgorithm algorithm,
                                                                   std::string_view username,
                                                                   std::string_view realm,
                                                                   const Secret& password,
                                                                   Work& work);

/**
 * The response parameter (RFC 7616 section 3.4.1).
 *
 * @param context whose library computes
 * @param credentials everything but the response
 * @param a1 ComputeSipDigestA1 for user and realm
 * @param method method of the request
 * @param body body of the request, covered if qop is auth-int
 * @param work two digests are added, one more for each of -sess and auth-int
 * @return 32 or 64 lower-case hex digits, or why they could not be computed
 */
[[nodiscard]] tl::expected<std::string, CryptoError> ComputeSipDigestResponse(
    CryptoContext& context,
    const SipDigestCredentials& credentials,
    const Secret& a1,
    std::string_view method,
    std::string_view body,
    Work& work);

/**
 * The rspauth parameter, which covers the URI and, with auth-int, the body of the response, but no
 * method (RFC 7616 section 3.5).
 *
 * @param context whose library computes
 * @param credentials the credentials of the request
 * @param a1 ComputeSipDigestA1 for user and realm
 * @param body body of the response
 * @param work as for the response
 * @return 32 or 64 lower-case hex digits, or why they could not be computed
 */
[[nodiscard]] tl::expected<std::string, CryptoError> ComputeSipResponseAuth(
    CryptoContext& context,
    const SipDigestCredentials& credentials,
    const Secret& a1,
    std::string_view body,
    Work& work);

} // namespace ns3

#endif // SIP_DIGEST_H
