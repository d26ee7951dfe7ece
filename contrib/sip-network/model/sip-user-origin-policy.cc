// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-user-origin-policy.h"

#include "ns3/boolean.h"
#include "ns3/sip-proxy.h"
#include "ns3/string.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(SipUserOriginPolicy);

TypeId
SipUserOriginPolicy::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::SipUserOriginPolicy")
            .SetParent<SipProxyPolicy>()
            .SetGroupName("SipNetwork")
            .AddConstructor<SipUserOriginPolicy>()
            .AddAttribute("Strangers",
                          "What somebody who has proved nothing may send with a From of another "
                          "domain: relay (anything), deliver (requests to own users), refuse "
                          "(nothing).",
                          StringValue("deliver"),
                          MakeStringAccessor(&SipUserOriginPolicy::SetStrangers,
                                             &SipUserOriginPolicy::GetStrangers),
                          MakeStringChecker())
            .AddAttribute("AcceptOwnFromOutside",
                          "Whether another server, known by its certificate, may send a From of "
                          "the own domain, as when a call is forwarded out and comes back. New "
                          "requests need the user's credentials even so, if the digest policy "
                          "asks for them.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&SipUserOriginPolicy::m_acceptOwnFromOutside),
                          MakeBooleanChecker())
            .AddAttribute("InDialog",
                          "Whether requests within dialogs are checked too. A user who was called "
                          "by another name than the own one must then be left out.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&SipUserOriginPolicy::m_inDialog),
                          MakeBooleanChecker());
    return tid;
}

bool
SipUserOriginPolicy::SetStrangers(std::string word)
{
    if (word != "relay" && word != "deliver" && word != "refuse")
    {
        return false;
    }
    m_strangers = word;
    return true;
}

std::string
SipUserOriginPolicy::GetStrangers() const
{
    return m_strangers;
}

SipVerdict
SipUserOriginPolicy::OnRequest(SipMessage& request, const SipPolicyContext& context, Work& work)
{
    const std::string_view method = request.GetMethod();
    if (method == "ACK" || method == "CANCEL" || method == "REGISTER" ||
        (context.isInDialog && !m_inDialog))
    {
        return SipVerdict::Continue();
    }
    const std::string fault = FindFault(request, context);
    if (fault.empty())
    {
        return SipVerdict::Continue();
    }
    context.proxy->ReportSecurityEvent(SipSecurityEventKind::NotAuthorized, request, fault);
    return SipVerdict::Respond(SipReply{403, "", {}, {}});
}

std::string
SipUserOriginPolicy::FindFault(const SipMessage& request, const SipPolicyContext& context) const
{
    const auto from = request.GetFrom();
    if (!from || !from->GetUri().IsSip())
    {
        return "From is no SIP URI";
    }
    const SipUri uri = from->GetUri();
    const SipConnectionTrust nothing;
    const SipConnectionTrust& trust = context.connection ? context.connection->GetTrust() : nothing;
    const bool isOwn = context.proxy->IsResponsibleFor(uri);
    if (!trust.peerUsers.empty())
    {
        return trust.HasPeerUser(uri) ? ""
                                      : "From " + uri.ToString() + " by " + trust.peerUsers.front();
    }
    if (trust.peer == SipAuthentication::Certificate)
    {
        const bool isInside = trust.HasPeerName(uri.GetHost());
        return isOwn && !isInside && !m_acceptOwnFromOutside ? "From of this domain from outside"
                                                             : "";
    }
    if (isOwn || m_strangers == "relay")
    {
        return ""; // credentials have been asked for, if the domain asks for any
    }
    if (m_strangers == "refuse")
    {
        return "a stranger";
    }
    // Inside dialogs the Request-URI is a contact; that the dialog exists shows that it may.
    return context.isInDialog || context.proxy->IsResponsibleFor(request.GetRequestUri())
               ? ""
               : "a stranger wants to have a request relayed";
}

} // namespace ns3
