// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-digest-client.h"

#include "ns3/octets.h"
#include "ns3/sip-authentication-info.h"
#include "ns3/sip-digest.h"
#include "ns3/sip-grammar.h"

#include <limits>
#include <optional>
#include <tuple>

namespace ns3
{

namespace
{

constexpr std::size_t CNONCE_OCTETS = 16; // 128 bits

std::string_view
GetCredentialsName(bool proxy)
{
    return proxy ? "Proxy-Authorization" : "Authorization";
}

/** The credentials that a request has for a realm. */
std::optional<SipDigestCredentials>
FindCredentials(const SipMessage& request, bool proxy, std::string_view realm)
{
    for (std::string_view value : request.GetHeaders(GetCredentialsName(proxy)))
    {
        auto credentials = SipDigestCredentials::Parse(value);
        if (credentials && credentials->realm == realm)
        {
            return std::move(*credentials);
        }
    }
    return std::nullopt;
}

/** Who answers a request with 401: user, host and port of its Request-URI. */
std::string
GetTarget(const SipMessage& request)
{
    const SipUri uri = request.GetRequestUri();
    std::string target = std::string(uri.GetUser()) + '@' + LowerSip(uri.GetHost());
    if (uri.GetPort())
    {
        target += ':' + std::to_string(*uri.GetPort());
    }
    return target;
}

} // namespace

bool
SipDigestClient::Key::operator<(const Key& other) const
{
    return std::tie(proxy, realm, target) < std::tie(other.proxy, other.realm, other.target);
}

void
SipDigestClient::SetPassword(std::string realm, std::string username, Secret password)
{
    if (m_accounts.size() >= MAX_REALMS && m_accounts.count(realm) == 0)
    {
        return;
    }
    m_accounts.insert_or_assign(std::move(realm),
                                Account{std::move(username), std::move(password)});
}

void
SipDigestClient::SetPreferIntegrity(bool prefer)
{
    m_preferIntegrity = prefer;
}

void
SipDigestClient::SetAcceptMd5(bool accept)
{
    m_acceptMd5 = accept;
}

tl::expected<void, SipDigestClientError>
SipDigestClient::OnChallenge(const SipMessage& request, const SipMessage& response)
{
    const std::vector<SipSelectedChallenge> selected =
        SelectSipDigestChallenges(response, m_acceptMd5);
    if (selected.empty())
    {
        return tl::make_unexpected(SipDigestClientError::NoChallenge);
    }
    bool answered = false;
    for (const SipSelectedChallenge& each : selected)
    {
        const std::string& realm = each.challenge.realm;
        const Key key{each.proxy, realm, each.proxy ? std::string() : GetTarget(request)};
        const auto session = m_sessions.find(key);
        if (m_accounts.count(realm) == 0 ||
            (session == m_sessions.end() && m_sessions.size() >= MAX_REALMS))
        {
            continue;
        }
        const auto tried = FindCredentials(request, each.proxy, realm);
        // A nonce that has served before may be refused for its age by a server that does not say
        // so; a nonce at its first use may be called stale once. More than that is a refusal.
        const bool firstUse = tried && tried->nonceCount <= 1;
        const bool staleBefore = session != m_sessions.end() && session->second.challenge.stale;
        if (firstUse && (!each.challenge.stale || staleBefore))
        {
            m_sessions.erase(key);
            return tl::make_unexpected(SipDigestClientError::Refused);
        }
        m_sessions.insert_or_assign(key, Session{each.challenge, 0});
        answered = true;
    }
    if (!answered)
    {
        return tl::make_unexpected(SipDigestClientError::NoPassword);
    }
    return {};
}

tl::expected<void, SipDigestClientError>
SipDigestClient::Authorize(SipMessage& request, CryptoContext& context, Work& work)
{
    request.Remove(GetCredentialsName(false));
    request.Remove(GetCredentialsName(true));
    const std::string target = GetTarget(request);
    for (auto& [key, session] : m_sessions)
    {
        if (!key.proxy && key.target != target)
        {
            continue;
        }
        const auto account = m_accounts.find(key.realm);
        const auto algorithm = session.challenge.GetAlgorithm();
        const auto qop = session.challenge.ChooseQop(m_preferIntegrity);
        if (account == m_accounts.end() || !algorithm || !qop ||
            session.nonceCount == std::numeric_limits<uint32_t>::max())
        {
            continue;
        }
        SipDigestCredentials credentials;
        credentials.username = account->second.username;
        credentials.realm = session.challenge.realm;
        credentials.nonce = session.challenge.nonce;
        credentials.opaque = session.challenge.opaque;
        credentials.uri = request.GetRequestUri().ToString();
        credentials.algorithm = *algorithm;
        credentials.algorithmPresent = !session.challenge.algorithmName.empty();
        credentials.qop = *qop;
        if (*qop != SipDigestQop::None || IsSession(*algorithm))
        {
            credentials.cnonce = ToHex(context.Random(CNONCE_OCTETS));
        }
        if (*qop != SipDigestQop::None)
        {
            credentials.nonceCount = ++session.nonceCount;
        }
        auto response = ComputeSipDigestA1(context,
                                           *algorithm,
                                           credentials.username,
                                           credentials.realm,
                                           account->second.password,
                                           work)
                            .and_then(
                                [&](const Secret& a1)
                                {
                                    return ComputeSipDigestResponse(context,
                                                                    credentials,
                                                                    a1,
                                                                    request.GetMethod(),
                                                                    request.GetBody(),
                                                                    work);
                                });
        if (!response)
        {
            return tl::make_unexpected(SipDigestClientError::Crypto);
        }
        credentials.response = std::move(*response);
        request.Add(GetCredentialsName(key.proxy), credentials.ToString());
    }
    return {};
}

bool
SipDigestClient::CheckAuthenticationInfo(const SipMessage& request,
                                         const SipMessage& response,
                                         CryptoContext& context,
                                         Work& work)
{
    const std::string target = GetTarget(request);
    for (auto& [key, session] : m_sessions)
    {
        if (!key.proxy && key.target != target)
        {
            continue;
        }
        const auto value =
            response.GetHeader(key.proxy ? "Proxy-Authentication-Info" : "Authentication-Info");
        const auto account = m_accounts.find(key.realm);
        auto credentials = FindCredentials(request, key.proxy, key.realm);
        if (!value || account == m_accounts.end() || !credentials)
        {
            continue;
        }
        const auto info = SipAuthenticationInfo::Parse(*value);
        if (!info || info->responseAuth.empty() || info->cnonce != credentials->cnonce ||
            info->nonceCount != credentials->nonceCount)
        {
            continue;
        }
        credentials->qop = info->qop; // the server chooses what its proof covers
        const auto expected = ComputeSipDigestA1(context,
                                                 credentials->algorithm,
                                                 credentials->username,
                                                 credentials->realm,
                                                 account->second.password,
                                                 work)
                                  .and_then(
                                      [&](const Secret& a1)
                                      {
                                          return ComputeSipResponseAuth(context,
                                                                        *credentials,
                                                                        a1,
                                                                        response.GetBody(),
                                                                        work);
                                      });
        if (!expected || Secret(*expected) != Secret(info->responseAuth))
        {
            continue;
        }
        if (!info->nextNonce.empty())
        {
            session.challenge.nonce = info->nextNonce;
            session.nonceCount = 0;
        }
        return true;
    }
    return false;
}

void
SipDigestClient::Forget()
{
    m_sessions.clear();
}

} // namespace ns3
