// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-identity-signing-policy.h"

#include "ns3/boolean.h"
#include "ns3/log.h"
#include "ns3/sip-authenticated-caller.h"
#include "ns3/sip-date.h"
#include "ns3/sip-identity-header.h"
#include "ns3/sip-passport.h"
#include "ns3/sip-proxy.h"

#include <cstdlib>
#include <utility>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("SipIdentitySigningPolicy");
NS_OBJECT_ENSURE_REGISTERED(SipIdentitySigningPolicy);

TypeId
SipIdentitySigningPolicy::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::SipIdentitySigningPolicy")
            .SetParent<SipProxyPolicy>()
            .SetGroupName("SipNetwork")
            .AddConstructor<SipIdentitySigningPolicy>()
            .AddAttribute("DateTolerance",
                          "By how much a request's Date may be wrong (RFC 8224 section 6.1: 60 s "
                          "recommended).",
                          TimeValue(Seconds(60)),
                          MakeTimeAccessor(&SipIdentitySigningPolicy::m_dateTolerance),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("RequireAuthentication",
                          "Whether only authenticated callers are signed for. Off: any From of the "
                          "own domains, as a careless or compromised domain signs. An identity is "
                          "worth what its signer checks (RFC 8224 section 12.5).",
                          BooleanValue(true),
                          MakeBooleanAccessor(&SipIdentitySigningPolicy::m_requireAuthentication),
                          MakeBooleanChecker())
            .AddTraceSource("Signed",
                            "An Identity was added to a request.",
                            MakeTraceSourceAccessor(&SipIdentitySigningPolicy::m_signedTrace),
                            "ns3::SipIdentitySigningPolicy::SignedTracedCallback");
    return tid;
}

SipIdentitySigningPolicy::SipIdentitySigningPolicy() = default;

void
SipIdentitySigningPolicy::DoDispose()
{
    m_context = nullptr;
    m_credential.reset();
    SipProxyPolicy::DoDispose();
}

void
SipIdentitySigningPolicy::SetCredential(std::shared_ptr<CryptoContext> context,
                                        const Credential& credential,
                                        const std::string& info)
{
    m_context = std::move(context);
    m_credential = credential;
    m_info = info;
}

SipVerdict
SipIdentitySigningPolicy::OnRequest(SipMessage& request,
                                    const SipPolicyContext& context,
                                    Work& work)
{
    const auto method = request.GetMethod();
    if (!m_credential || method == "ACK" || method == "CANCEL" || method == "REGISTER" ||
        request.Has("Identity") ||
        (m_requireAuthentication && !IsCallerAuthenticated(request, context)))
    {
        return SipVerdict::Continue();
    }
    const auto from = request.GetFrom();
    if (!from || !context.proxy->IsResponsibleFor(from->GetUri()))
    {
        return SipVerdict::Continue();
    }
    const auto to = request.GetTo();
    const auto caller = SipPassportIdentity::FromUri(from->GetUri());
    const auto callee = SipPassportIdentity::FromUri(to ? to->GetUri() : SipUri());
    if (!to || !caller || !callee)
    {
        return SipVerdict::Continue();
    }
    const int64_t now = context.proxy->GetUnixTime();
    if (now < m_credential->certificate.GetNotBefore() ||
        now > m_credential->certificate.GetNotAfter())
    {
        NS_LOG_WARN("the domain's certificate is not valid now: nothing is signed");
        return SipVerdict::Continue();
    }
    // Section 6.1 step 3. "iat" says what Date says (section 4.1).
    auto issued = now;
    if (const auto date = request.GetHeader("Date"))
    {
        const auto dated = ParseSipDate(*date);
        if (!dated || std::llabs(*dated - now) > m_dateTolerance.GetNanoSeconds() / 1000000000)
        {
            context.proxy->ReportSecurityEvent(SipSecurityEventKind::MessageStale, request);
            return SipVerdict::Respond(SipReply{403, "Stale Date", {}, {}});
        }
        issued = *dated;
    }
    const SipPassportClaims claims{*caller, {*callee}, issued, CollectMediaKeys(request)};
    auto token = SipPassport::Sign(*m_context, m_credential->key, m_info, claims, work);
    if (!token)
    {
        NS_LOG_WARN("the domain's key cannot sign an identity");
        return SipVerdict::Continue();
    }
    request.Set("Date", FormatSipDate(issued));
    request.Add("Identity", SipIdentityHeader{std::move(*token), m_info, "ES256", {}}.ToString());
    m_signedTrace(request);
    return SipVerdict::Continue();
}

} // namespace ns3
