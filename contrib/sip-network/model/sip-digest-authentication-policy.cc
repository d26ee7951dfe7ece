// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-digest-authentication-policy.h"

#include "ns3/boolean.h"
#include "ns3/sip-proxy.h"
#include "ns3/sip-text.h"
#include "ns3/string.h"

#include <string>
#include <vector>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(SipDigestAuthenticationPolicy);

TypeId
SipDigestAuthenticationPolicy::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::SipDigestAuthenticationPolicy")
            .SetParent<SipProxyPolicy>()
            .SetGroupName("SipNetwork")
            .AddConstructor<SipDigestAuthenticationPolicy>()
            .AddAttribute("Realm",
                          "Realm of the challenges; empty: the proxy's first domain.",
                          StringValue(""),
                          MakeStringAccessor(&SipDigestAuthenticationPolicy::m_realm),
                          MakeStringChecker())
            .AddAttribute("Algorithms",
                          "Digest algorithms offered, best first, separated by blanks.",
                          StringValue("SHA-256 MD5"),
                          MakeStringAccessor(&SipDigestAuthenticationPolicy::m_algorithms),
                          MakeStringChecker())
            .AddAttribute("NonceLifetime",
                          "Time for which a nonce is good.",
                          TimeValue(Seconds(300)),
                          MakeTimeAccessor(&SipDigestAuthenticationPolicy::m_nonceLifetime),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("InDialog",
                          "Whether requests within dialogs are asked for credentials too.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&SipDigestAuthenticationPolicy::m_inDialog),
                          MakeBooleanChecker());
    return tid;
}

SipDigestAuthenticationPolicy::SipDigestAuthenticationPolicy() = default;

void
SipDigestAuthenticationPolicy::SetPasswordFile(Ptr<SipPasswordFile> passwords)
{
    m_gate.SetPasswordFile(passwords);
}

void
SipDigestAuthenticationPolicy::DoDispose()
{
    m_gate = SipDigestGate();
    SipProxyPolicy::DoDispose();
}

SipVerdict
SipDigestAuthenticationPolicy::OnRequest(SipMessage& request,
                                         const SipPolicyContext& context,
                                         Work& work)
{
    const std::string method(request.GetMethod());
    if (!m_gate.GetPasswordFile() || method == "ACK" || method == "CANCEL" ||
        method == "REGISTER" || (context.isInDialog && !m_inDialog))
    {
        return SipVerdict::Continue();
    }
    const auto from = request.GetFrom();
    if (!from || !context.proxy->IsResponsibleFor(from->GetUri()))
    {
        return SipVerdict::Continue();
    }
    const auto& domains = context.proxy->GetDomains();
    std::string realm = m_realm;
    if (realm.empty())
    {
        realm = domains.empty() ? context.proxy->GetHost() : *domains.begin();
    }
    m_gate.Open(realm, SipDigestRole::Proxy, m_algorithms, m_nonceLifetime);
    auto credentials =
        m_gate.Check(request, context.proxy->GetCryptoContext(), work, context.proxy);
    if (!credentials)
    {
        return SipVerdict::Respond(credentials.error().reply);
    }
    const std::string user(from->GetUri().GetUser());
    if (credentials->username != user &&
        credentials->username != user + "@" + std::string(from->GetUri().GetHost()))
    {
        context.proxy->ReportSecurityEvent(SipSecurityEventKind::NotAuthorized,
                                           request,
                                           "credentials of " + credentials->username);
        return SipVerdict::Respond(SipReply{403, "", {}, {}}); // somebody else's name in From
    }
    SipDigestGate::NoteUser(request, from->GetUri(), context.connection);
    *context.caller = SipUri("sip", user, from->GetUri().GetHost()).ToString();
    // 22.3: the credentials of this realm are spent; those of other realms go on.
    std::vector<std::string> others;
    for (const std::string& value : GetWholeHeaders(request, "Proxy-Authorization"))
    {
        const auto parsed = SipDigestCredentials::Parse(value);
        if (!parsed || parsed->realm != realm)
        {
            others.push_back(value);
        }
    }
    request.Remove("Proxy-Authorization");
    for (const std::string& other : others)
    {
        request.Add("Proxy-Authorization", other);
    }
    return SipVerdict::Continue();
}

} // namespace ns3
