// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-digest-server.h"

#include "ns3/octets.h"
#include "ns3/sip-auth-scheme.h"
#include "ns3/sip-authentication-info.h"
#include "ns3/sip-digest-challenge.h"
#include "ns3/sip-digest.h"

#include <algorithm>

namespace ns3
{

namespace
{

constexpr std::size_t NONCE_OCTETS = 16; // 128 bits

} // namespace

SipDigestServer::SipDigestServer(std::string realm,
                                 SipDigestRole role,
                                 std::vector<SipDigestAlgorithm> algorithms,
                                 SipNonceBook book)
    : m_realm(std::move(realm))
    , m_role(role)
    , m_algorithms(std::move(algorithms))
    , m_book(std::move(book))
{
}

void
SipDigestServer::SetOfferIntegrity(bool offer)
{
    m_offerIntegrity = offer;
}

tl::expected<void, CryptoError>
SipDigestServer::AddUser(const std::string& username,
                         const Secret& password,
                         CryptoContext& context,
                         Work& work)
{
    for (SipDigestAlgorithm algorithm : m_algorithms)
    {
        auto a1 = ComputeSipDigestA1(context, algorithm, username, m_realm, password, work);
        if (!a1)
        {
            return tl::make_unexpected(a1.error());
        }
        m_users.insert_or_assign({username, algorithm}, std::move(*a1));
    }
    return {};
}

SipMessage
SipDigestServer::MakeChallenge(const SipMessage& request,
                               bool stale,
                               CryptoContext& context,
                               int64_t now)
{
    const bool proxy = m_role == SipDigestRole::Proxy;
    SipMessage response =
        proxy ? SipMessage::MakeResponse(request, 407, "Proxy Authentication Required")
              : SipMessage::MakeResponse(request, 401, "Unauthorized");
    SipDigestChallenge challenge;
    challenge.realm = m_realm;
    challenge.nonce = ToHex(context.Random(NONCE_OCTETS));
    challenge.stale = stale;
    challenge.qops = {"auth"};
    if (m_offerIntegrity)
    {
        challenge.qops.emplace_back("auth-int");
    }
    m_book.Issue(challenge.nonce, now);
    for (SipDigestAlgorithm algorithm : m_algorithms)
    {
        challenge.algorithmName = ToString(algorithm);
        response.Add(proxy ? "Proxy-Authenticate" : "WWW-Authenticate", challenge.ToString());
    }
    return response;
}

SipDigestResult
SipDigestServer::Check(const SipMessage& request, CryptoContext& context, int64_t now, Work& work)
{
    const std::string_view name =
        m_role == SipDigestRole::Proxy ? "Proxy-Authorization" : "Authorization";
    SipDigestOutcome outcome = SipDigestOutcome::Missing;
    for (std::string_view value : request.GetHeaders(name))
    {
        const auto rest = SkipSipDigestScheme(value);
        if (!rest)
        {
            continue; // another scheme is not ours to judge
        }
        const auto parameters = SipAuthParameters::Parse(*rest);
        if (!parameters)
        {
            outcome = SipDigestOutcome::Malformed;
            continue;
        }
        if (parameters->Get("realm") != m_realm)
        {
            continue;
        }
        if (!ParseSipDigestAlgorithm(parameters->Get("algorithm").value_or("MD5")))
        {
            return {SipDigestOutcome::Wrong, "", {}};
        }
        auto credentials = SipDigestCredentials::Parse(value);
        if (!credentials)
        {
            return {SipDigestOutcome::Malformed, "", {}};
        }
        return Judge(std::move(*credentials), request, context, now, work);
    }
    return {outcome, "", {}};
}

SipDigestResult
SipDigestServer::Judge(SipDigestCredentials credentials,
                       const SipMessage& request,
                       CryptoContext& context,
                       int64_t now,
                       Work& work)
{
    const auto user = m_users.find({credentials.username, credentials.algorithm});
    const bool offered =
        std::find(m_algorithms.begin(), m_algorithms.end(), credentials.algorithm) !=
            m_algorithms.end() &&
        (credentials.qop == SipDigestQop::Auth ||
         (credentials.qop == SipDigestQop::AuthInt && m_offerIntegrity));
    if (user == m_users.end() || !offered)
    {
        return {SipDigestOutcome::Wrong, "", {}};
    }
    const auto expected = ComputeSipDigestResponse(context,
                                                   credentials,
                                                   user->second,
                                                   request.GetMethod(),
                                                   request.GetBody(),
                                                   work);
    if (!expected || Secret(*expected) != Secret(credentials.response))
    {
        return {SipDigestOutcome::Wrong, "", {}};
    }
    switch (m_book.Check(credentials.nonce, credentials.nonceCount, now))
    {
    case SipNonceVerdict::Stale:
        return {SipDigestOutcome::Stale, "", {}};
    case SipNonceVerdict::Replay:
        return {SipDigestOutcome::Replayed, "", {}};
    case SipNonceVerdict::Fresh:
        break;
    }
    m_book.Use(credentials.nonce, credentials.nonceCount);
    std::string username = credentials.username;
    return {SipDigestOutcome::Accepted, std::move(username), std::move(credentials)};
}

tl::expected<void, CryptoError>
SipDigestServer::AddAuthenticationInfo(SipMessage& response,
                                       const SipDigestCredentials& credentials,
                                       CryptoContext& context,
                                       Work& work) const
{
    const auto user = m_users.find({credentials.username, credentials.algorithm});
    if (user == m_users.end())
    {
        return tl::make_unexpected(CryptoError::BadArgument);
    }
    auto proof =
        ComputeSipResponseAuth(context, credentials, user->second, response.GetBody(), work);
    if (!proof)
    {
        return tl::make_unexpected(proof.error());
    }
    SipAuthenticationInfo info;
    info.qop = credentials.qop;
    info.responseAuth = std::move(*proof);
    info.cnonce = credentials.cnonce;
    info.nonceCount = credentials.nonceCount;
    response.Set(m_role == SipDigestRole::Proxy ? "Proxy-Authentication-Info"
                                                : "Authentication-Info",
                 info.ToString());
    return {};
}

const std::string&
SipDigestServer::GetRealm() const
{
    return m_realm;
}

const SipNonceBook&
SipDigestServer::GetNonceBook() const
{
    return m_book;
}

} // namespace ns3
