// SPDX-License-Identifier: GPL-2.0-only
// How a SipUserAgent answers the challenges of servers, and what it makes of their proofs.
#include "ns3/log.h"
#include "ns3/sip-digest-challenge.h"
#include "ns3/sip-user-agent.h"

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("SipUserAgentCredentials");

void
SipUserAgent::SetCredentials(const std::string& user,
                             const std::string& password,
                             const std::string& realm)
{
    m_user = user;
    m_password = password;
    m_realm = realm;
    m_isRealmGiven = !realm.empty();
    m_digest = SipDigestClient();
    m_digest.SetAcceptMd5(m_acceptMd5);
}

void
SipUserAgent::SetAcceptMd5(bool accept)
{
    m_acceptMd5 = accept;
    m_digest.SetAcceptMd5(accept);
}

bool
SipUserAgent::GetAcceptMd5() const
{
    return m_acceptMd5;
}

void
SipUserAgent::Authorize(SipMessage& request, Work& work)
{
    if (!m_user.empty() && !m_digest.Authorize(request, GetCryptoContext(), work))
    {
        NS_LOG_WARN("no credentials could be made");
    }
}

void
SipUserAgent::NoteOwnDigest(const SipMessage& request, const SipReception& response)
{
    if (response.connection && (request.Has("Authorization") || request.Has("Proxy-Authorization")))
    {
        SipConnectionTrust trust = response.connection->GetTrust();
        trust.AddOwnDigest();
        response.connection->SetTrust(std::move(trust));
    }
}

bool
SipUserAgent::IsOwnRealm(const std::string& realm, const SipMessage& request)
{
    if (m_isRealmGiven)
    {
        return realm == m_realm;
    }
    if (realm == m_addressOfRecord.GetHost())
    {
        return true;
    }
    // What asks a REGISTER is on the way to our registrar; other requests may meet anybody.
    if (m_realm.empty() && request.GetMethod() == "REGISTER")
    {
        m_realm = realm;
    }
    return !m_realm.empty() && realm == m_realm;
}

tl::expected<void, SipDigestClientError>
SipUserAgent::OnChallenge(const SipMessage& request, const SipMessage& response)
{
    if (m_user.empty())
    {
        return tl::make_unexpected(SipDigestClientError::NoPassword);
    }
    for (const SipSelectedChallenge& each : SelectSipDigestChallenges(response))
    {
        if (IsOwnRealm(each.challenge.realm, request))
        {
            m_digest.SetPassword(each.challenge.realm, m_user, Secret(m_password));
        }
    }
    for (const std::string& realm : FindWeakSipDigestRealms(response))
    {
        if (IsOwnRealm(realm, request))
        {
            ReportSecurityEvent(SipSecurityEventKind::DigestWeak,
                                response,
                                "only MD5 in realm " + realm +
                                    (m_acceptMd5 ? ", answered" : ", not answered"));
        }
    }
    return m_digest.OnChallenge(request, response);
}

bool
SipUserAgent::CheckServerProof(const SipMessage& request, const SipMessage& response, Work& work)
{
    const bool isAuthorized = request.Has("Authorization") || request.Has("Proxy-Authorization");
    if (m_user.empty() || !isAuthorized)
    {
        return true;
    }
    if (!response.Has("Authentication-Info") && !response.Has("Proxy-Authentication-Info"))
    {
        if (m_requireServerProof)
        {
            ReportSecurityEvent(SipSecurityEventKind::ServerProofMissing, response);
        }
        return !m_requireServerProof;
    }
    if (!m_digest.CheckAuthenticationInfo(request, response, GetCryptoContext(), work))
    {
        ReportSecurityEvent(SipSecurityEventKind::ServerProofWrong, response);
        return false;
    }
    return true;
}

} // namespace ns3
