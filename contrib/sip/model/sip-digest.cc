// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-digest.h"

#include "ns3/message-digest.h"
#include "ns3/octets.h"

#include <utility>

namespace ns3
{

namespace
{

DigestAlgorithm
GetHash(SipDigestAlgorithm algorithm)
{
    const bool md5 =
        algorithm == SipDigestAlgorithm::Md5 || algorithm == SipDigestAlgorithm::Md5Sess;
    return md5 ? DigestAlgorithm::Md5 : DigestAlgorithm::Sha256;
}

/** The H of RFC 7616: a digest in lower-case hex. */
tl::expected<std::string, CryptoError>
HashToHex(CryptoContext& context, SipDigestAlgorithm algorithm, std::string_view text, Work& work)
{
    return Digest(context, GetHash(algorithm), text, work)
        .map(
            [](const Octets& hash)
            {
                return ToHex(hash);
            });
}

std::string
Join(std::string_view first, std::string_view second)
{
    std::string text;
    text.reserve(first.size() + 1 + second.size());
    text.append(first).append(1, ':').append(second);
    return text;
}

/** H(H(A1):nonce:nc:cnonce:qop:H(A2)) where A2 begins with the method. */
tl::expected<std::string, CryptoError>
ComputeKeyedDigest(CryptoContext& context,
                   const SipDigestCredentials& credentials,
                   const Secret& a1,
                   std::string_view method,
                   std::string_view body,
                   Work& work)
{
    Secret key = a1;
    if (IsSession(credentials.algorithm))
    {
        const Secret text(Join(a1.Reveal(), Join(credentials.nonce, credentials.cnonce)));
        auto session = HashToHex(context, credentials.algorithm, text.Reveal(), work);
        if (!session)
        {
            return session;
        }
        key = Secret(std::move(*session));
    }
    std::string a2 = Join(method, credentials.uri);
    if (credentials.qop == SipDigestQop::AuthInt)
    {
        const auto entity = HashToHex(context, credentials.algorithm, body, work);
        if (!entity)
        {
            return entity;
        }
        a2 = Join(a2, *entity);
    }
    const auto hash2 = HashToHex(context, credentials.algorithm, a2, work);
    if (!hash2)
    {
        return hash2;
    }
    std::string middle = credentials.nonce;
    if (credentials.qop != SipDigestQop::None)
    {
        middle = Join(middle, FormatSipNonceCount(credentials.nonceCount));
        middle = Join(middle, credentials.cnonce);
        middle = Join(middle, ToString(credentials.qop));
    }
    const Secret text(Join(key.Reveal(), Join(middle, *hash2)));
    return HashToHex(context, credentials.algorithm, text.Reveal(), work);
}

} // namespace

tl::expected<Secret, CryptoError>
ComputeSipDigestA1(CryptoContext& context,
                   SipDigestAlgorithm algorithm,
                   std::string_view username,
                   std::string_view realm,
                   const Secret& password,
                   Work& work)
{
    const Secret text(Join(Join(username, realm), password.Reveal()));
    return HashToHex(context, algorithm, text.Reveal(), work)
        .map(
            [](std::string hash)
            {
                return Secret(std::move(hash));
            });
}

tl::expected<std::string, CryptoError>
ComputeSipDigestResponse(CryptoContext& context,
                         const SipDigestCredentials& credentials,
                         const Secret& a1,
                         std::string_view method,
                         std::string_view body,
                         Work& work)
{
    return ComputeKeyedDigest(context, credentials, a1, method, body, work);
}

tl::expected<std::string, CryptoError>
ComputeSipResponseAuth(CryptoContext& context,
                       const SipDigestCredentials& credentials,
                       const Secret& a1,
                       std::string_view body,
                       Work& work)
{
    return ComputeKeyedDigest(context, credentials, a1, "", body, work);
}

} // namespace ns3
