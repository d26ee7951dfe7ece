// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-user-digest-policy.h"

#include "ns3/boolean.h"
#include "ns3/sip-call.h"
#include "ns3/sip-digest-challenge.h"
#include "ns3/sip-text.h"
#include "ns3/sip-user-agent.h"
#include "ns3/string.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(SipUserDigestPolicy);

namespace
{

/**
 * @param uri an address of record
 * @return user and host: a user name, and the realm of that user
 */
std::string
GetAddress(const SipUri& uri)
{
    return std::string(uri.GetUser()) + "@" + ToLowerAscii(uri.GetHost());
}

/**
 * @param request a request
 * @param realm a realm
 * @return its credentials in Authorization for the realm, or none
 */
std::optional<SipDigestCredentials>
FindCredentials(const SipMessage& request, const std::string& realm)
{
    for (const std::string& value : GetWholeHeaders(request, "Authorization"))
    {
        auto credentials = SipDigestCredentials::Parse(value);
        if (credentials && credentials->realm == realm)
        {
            return std::move(*credentials);
        }
    }
    return std::nullopt;
}

} // namespace

TypeId
SipUserDigestPolicy::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::SipUserDigestPolicy")
            .SetParent<SipUserAgentPolicy>()
            .SetGroupName("SipNetwork")
            .AddConstructor<SipUserDigestPolicy>()
            .AddAttribute("Algorithms",
                          "Digest algorithms offered, best first, separated by blanks.",
                          StringValue("SHA-256 MD5"),
                          MakeStringAccessor(&SipUserDigestPolicy::m_algorithms),
                          MakeStringChecker())
            .AddAttribute("AcceptMd5",
                          "Whether peers' challenges are answered with MD5 where nothing better "
                          "is offered (RFC 8760, 3: bid-down).",
                          BooleanValue(true),
                          MakeBooleanAccessor(&SipUserDigestPolicy::m_acceptMd5),
                          MakeBooleanChecker())
            .AddAttribute("NonceLifetime",
                          "Time for which a nonce is good.",
                          TimeValue(Seconds(300)),
                          MakeTimeAccessor(&SipUserDigestPolicy::m_nonceLifetime),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("Integrity",
                          "Whether auth-int is offered and chosen, which covers bodies.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&SipUserDigestPolicy::m_integrity),
                          MakeBooleanChecker())
            .AddAttribute("InDialog",
                          "Whether requests within dialogs are asked for credentials too.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&SipUserDigestPolicy::m_inDialog),
                          MakeBooleanChecker())
            .AddAttribute("RequireProof",
                          "Whether a 2xx of somebody with whom we share a password must prove "
                          "that the sender knows it (RFC 7616, 3.5).",
                          BooleanValue(true),
                          MakeBooleanAccessor(&SipUserDigestPolicy::m_requireProof),
                          MakeBooleanChecker())
            .AddAttribute("RequireAll",
                          "Whether users with whom we share no password are asked for credentials "
                          "as well, which they cannot give; else they may call as they are.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&SipUserDigestPolicy::m_requireAll),
                          MakeBooleanChecker());
    return tid;
}

SipUserDigestPolicy::SipUserDigestPolicy()
    : m_peers(CreateObject<SipPasswordFile>())
{
    m_gate.SetPasswordFile(m_peers);
}

void
SipUserDigestPolicy::DoDispose()
{
    m_gate = SipDigestGate();
    m_client = SipDigestClient();
    m_peers = nullptr;
    SipUserAgentPolicy::DoDispose();
}

void
SipUserDigestPolicy::AddPeer(const SipUri& peer, const std::string& password)
{
    m_peers->AddUser(GetAddress(peer), password);
}

void
SipUserDigestPolicy::Open(const SipUserAgentContext& context)
{
    if (m_isOpen)
    {
        return;
    }
    m_isOpen = true;
    m_gate.SetOfferIntegrity(m_integrity);
    m_gate.Open(GetAddress(context.agent->GetAddressOfRecord()),
                SipDigestRole::UserAgent,
                m_algorithms,
                m_nonceLifetime);
    m_client.SetPreferIntegrity(m_integrity);
    m_client.SetAcceptMd5(m_acceptMd5);
}

bool
SipUserDigestPolicy::IsCovered(const std::string& method, bool isInDialog) const
{
    return method != "ACK" && method != "CANCEL" && method != "REGISTER" && method != "OPTIONS" &&
           (!isInDialog || m_inDialog);
}

tl::expected<void, SipReply>
SipUserDigestPolicy::Prepare(SipMessage& message, const SipUserAgentContext& context, Work& work)
{
    Open(context);
    if (!message.IsRequest())
    {
        const SipMessage& request = *context.dialog.request;
        const int code = message.GetStatusCode();
        if (code < 200 || code >= 300 ||
            !IsCovered(std::string(request.GetMethod()), context.isInDialog))
        {
            return {};
        }
        // Had they been wrong, Check would have answered.
        if (const auto credentials = FindCredentials(request, m_gate.GetRealm()))
        {
            m_gate.Prove(message, *credentials, context.agent->GetCryptoContext(), work);
        }
        return {};
    }
    if (!IsCovered(std::string(message.GetMethod()), context.isInDialog))
    {
        return {};
    }
    // The client replaces all credentials; those for servers are to stay.
    SipMessage authorized = message;
    if (m_client.Authorize(authorized, context.agent->GetCryptoContext(), work))
    {
        for (const std::string& value : GetWholeHeaders(authorized, "Authorization"))
        {
            message.Add("Authorization", value);
        }
    }
    return {};
}

tl::expected<void, SipReply>
SipUserDigestPolicy::Check(const SipMessage& message,
                           const SipUserAgentContext& context,
                           Work& work)
{
    Open(context);
    if (message.IsRequest())
    {
        return CheckRequest(message, context, work);
    }
    const int code = message.GetStatusCode();
    return code >= 200 && code < 300 ? CheckProof(message, context, work)
                                     : tl::expected<void, SipReply>();
}

tl::expected<void, SipReply>
SipUserDigestPolicy::CheckRequest(const SipMessage& request,
                                  const SipUserAgentContext& context,
                                  Work& work)
{
    if (!IsCovered(std::string(request.GetMethod()), context.isInDialog) || !context.call)
    {
        return {};
    }
    const auto from = request.GetFrom();
    const std::string sender = from ? GetAddress(from->GetUri()) : std::string();
    if (!m_requireAll && !m_peers->FindPassword(sender))
    {
        return {};
    }
    SipUserAgent& agent = *context.agent;
    const auto credentials = m_gate.Check(request, agent.GetCryptoContext(), work, &agent);
    if (!credentials)
    {
        return tl::make_unexpected(credentials.error().reply);
    }
    const auto uri = SipUri::Parse(credentials->uri);
    const bool isForUs =
        uri && uri->IsSip() && uri->GetUser() == agent.GetAddressOfRecord().GetUser();
    if (credentials->username != sender || !isForUs) // RFC 8760 2.6 for the digest URI
    {
        agent.ReportSecurityEvent(SipSecurityEventKind::NotAuthorized,
                                  request,
                                  "credentials of " + credentials->username);
        return tl::make_unexpected(SipReply{403, "", {}, {}});
    }
    context.call->AddPeerStatement(from->GetUri(), SipPeerGround::UserDigest);
    return {};
}

tl::expected<void, SipReply>
SipUserDigestPolicy::CheckProof(const SipMessage& response,
                                const SipUserAgentContext& context,
                                Work& work)
{
    const SipMessage& request = *context.dialog.request;
    const std::string peer = GetAddress(context.dialog.remoteUri);
    if (!IsCovered(std::string(request.GetMethod()), context.isInDialog) ||
        !m_peers->FindPassword(peer))
    {
        return {};
    }
    SipUserAgent& agent = *context.agent;
    if (m_client.CheckAuthenticationInfo(request, response, agent.GetCryptoContext(), work))
    {
        if (context.call)
        {
            context.call->AddPeerStatement(context.dialog.remoteUri, SipPeerGround::UserDigest);
        }
        return {};
    }
    const bool isWrong = FindCredentials(request, peer) && response.Has("Authentication-Info");
    agent.ReportSecurityEvent(isWrong ? SipSecurityEventKind::ServerProofWrong
                                      : SipSecurityEventKind::ServerProofMissing,
                              response,
                              "of " + peer);
    if (!m_requireProof)
    {
        return {};
    }
    return tl::make_unexpected(SipReply{403, "Peer Not Authenticated", {}, {}});
}

bool
SipUserDigestPolicy::RetryAfter(const SipMessage& response,
                                const SipUserAgentContext& context,
                                Work& work)
{
    Open(context);
    if (response.GetStatusCode() != 401 && response.GetStatusCode() != 407)
    {
        return false; // a 407 may bring the 401 of another branch along (RFC 3261 16.7 item 7)
    }
    const SipMessage& request = *context.dialog.request;
    const std::string peer = GetAddress(context.dialog.remoteUri);
    const auto password = m_peers->FindPassword(peer);
    if (!password || !IsCovered(std::string(request.GetMethod()), context.isInDialog))
    {
        return false;
    }
    SipUserAgent& agent = *context.agent;
    const auto weak = FindWeakSipDigestRealms(response);
    if (std::find(weak.begin(), weak.end(), peer) != weak.end())
    {
        agent.ReportSecurityEvent(SipSecurityEventKind::DigestWeak,
                                  response,
                                  "only MD5 in realm " + peer +
                                      (m_acceptMd5 ? ", answered" : ", not answered"));
    }
    // Only the peer's own realm is answered: it might relay the challenge of another user.
    SipMessage asked = SipMessage::MakeResponse(request, 401, "");
    for (const std::string& value : GetWholeHeaders(response, "WWW-Authenticate"))
    {
        const auto challenge = SipDigestChallenge::Parse(value);
        if (challenge && challenge->realm == peer)
        {
            asked.Add("WWW-Authenticate", value);
        }
    }
    if (!asked.Has("WWW-Authenticate"))
    {
        return false;
    }
    m_client.SetPassword(peer, GetAddress(agent.GetAddressOfRecord()), Secret(*password));
    const auto verdict = m_client.OnChallenge(request, asked);
    if (!verdict && verdict.error() == SipDigestClientError::Refused)
    {
        agent.ReportSecurityEvent(SipSecurityEventKind::DigestRefused, response, "by " + peer);
    }
    return verdict.has_value();
}

} // namespace ns3
