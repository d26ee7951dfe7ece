// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sips-user-agent-policy.h"

#include "ns3/boolean.h"
#include "ns3/sip-call.h"
#include "ns3/sip-text.h"
#include "ns3/sip-user-agent.h"
#include "ns3/string.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(SipsUserAgentPolicy);

namespace
{

/** @return what is known of the connection by which a message came */
const SipConnectionTrust&
GetTrust(const SipUserAgentContext& context)
{
    static const SipConnectionTrust NOTHING;
    return context.dialog.connection ? context.dialog.connection->GetTrust() : NOTHING;
}

/** @return whether a Warning of the response has this warn-code */
bool
HasWarning(const SipMessage& response, const std::string& code)
{
    const auto warnings = GetWholeHeaders(response, "Warning");
    return std::any_of(warnings.begin(),
                       warnings.end(),
                       [&code](const std::string& warning)
                       {
                           return warning.compare(0, code.size() + 1, code + " ") == 0;
                       });
}

/** @return whether a message has Contacts, and none is a sips URI */
bool
HasOnlyInsecureContacts(const SipMessage& message)
{
    const auto contacts = message.GetContacts();
    return contacts && !contacts->empty() &&
           std::none_of(contacts->begin(),
                        contacts->end(),
                        [](const SipNameAddr& contact)
                        {
                            return !contact.IsStar() && contact.GetUri().IsSecure();
                        });
}

} // namespace

TypeId
SipsUserAgentPolicy::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::SipsUserAgentPolicy")
            .SetParent<SipUserAgentPolicy>()
            .SetGroupName("SipNetwork")
            .AddConstructor<SipsUserAgentPolicy>()
            .AddAttribute("SipsOnly",
                          "Whether requests with a sip Request-URI are refused whatever the rules: "
                          "RFC 5630's policy of always SIPS (5.1.2).",
                          BooleanValue(false),
                          MakeBooleanAccessor(&SipsUserAgentPolicy::m_sipsOnly),
                          MakeBooleanChecker())
            .AddAttribute("ProxyDomain",
                          "The domain that the certificate of the proxy must prove; empty: that of "
                          "the address of record.",
                          StringValue(""),
                          MakeStringAccessor(&SipsUserAgentPolicy::m_proxyDomain),
                          MakeStringChecker());
    return tid;
}

std::string
SipsUserAgentPolicy::GetProxyDomain(const SipUserAgentContext& context) const
{
    return m_proxyDomain.empty() ? std::string(context.agent->GetAddressOfRecord().GetHost())
                                 : m_proxyDomain;
}

bool
SipsUserAgentPolicy::IsOwnFlow(const SipUserAgentContext& context) const
{
    const SipConnectionTrust& trust = GetTrust(context);
    return trust.IsMutual() && trust.HasPeerName(GetProxyDomain(context));
}

void
SipsUserAgentPolicy::Vouch(const SipUserAgentContext& context, const SipUri& peer)
{
    if (!context.call)
    {
        return;
    }
    m_isSecure.insert(context.call);
    if (context.agent->GetSipsRules()->AdmitsAuthenticatedOnly())
    {
        context.call->AddPeerStatement(peer, SipPeerGround::TransitiveTrust);
    }
}

void
SipsUserAgentPolicy::OnCallEnded(const SipCall& call)
{
    m_isSecure.erase(&call);
}

std::string
SipsUserAgentPolicy::FindTraceOfClearHop(const SipMessage& message)
{
    // A response has the Vias of our own side only, and what stands below ours is gone.
    if (const auto vias = message.GetVias(); vias && message.IsRequest())
    {
        for (const SipVia& via : *vias)
        {
            if (ToLowerAscii(via.GetTransport()) != "tls")
            {
                return "a Via of " + std::string(via.GetHost()) + " by " +
                       std::string(via.GetTransport());
            }
        }
    }
    if (const auto routes = message.GetRecordRoutes())
    {
        for (const SipNameAddr& route : *routes)
        {
            if (!route.GetUri().IsSecure())
            {
                return "a Record-Route of " + route.GetUri().ToString();
            }
        }
    }
    return "";
}

tl::expected<void, SipReply>
SipsUserAgentPolicy::Prepare(SipMessage& message, const SipUserAgentContext& context, Work& work)
{
    if (!message.IsRequest() || !context.isInDialog || m_isSecure.count(context.call) == 0)
    {
        return {};
    }
    const auto routes = message.GetRoutes();
    const bool isSecure = message.GetRequestUri().IsSecure() && routes &&
                          std::all_of(routes->begin(),
                                      routes->end(),
                                      [](const SipNameAddr& route)
                                      {
                                          return route.GetUri().IsSecure();
                                      });
    if (isSecure)
    {
        return {};
    }
    context.agent->ReportSecurityEvent(SipSecurityEventKind::Downgraded,
                                       message,
                                       "the way back is not sips throughout");
    if (!context.agent->GetSipsRules()->RefusesDowngrades())
    {
        return {};
    }
    return tl::make_unexpected(MakeSipsReply(SipsRefusal::NotAllowed, context.agent->GetHost()));
}

tl::expected<void, SipReply>
SipsUserAgentPolicy::Check(const SipMessage& message,
                           const SipUserAgentContext& context,
                           Work& work)
{
    const auto refusal =
        message.IsRequest() ? CheckRequest(message, context) : CheckResponse(message, context);
    if (!refusal)
    {
        return {};
    }
    return tl::make_unexpected(MakeSipsReply(*refusal, context.agent->GetHost()));
}

std::optional<SipsRefusal>
SipsUserAgentPolicy::CheckRequest(const SipMessage& request, const SipUserAgentContext& context)
{
    const Ptr<SipsRules> rules = context.agent->GetSipsRules();
    const auto report = [&](SipSecurityEventKind kind, const std::string& detail)
    {
        context.agent->ReportSecurityEvent(kind, request, detail);
    };
    if (!request.GetRequestUri().IsSecure())
    {
        const auto to = request.GetTo();
        if (to && to->GetUri().IsSecure())
        {
            report(SipSecurityEventKind::Downgraded, "To is sips, the Request-URI is not");
        }
        const bool isOurs = context.isInDialog && m_isSecure.count(context.call) == 0;
        const bool isAdmitted =
            isOurs || (!m_sipsOnly && !(rules->AdmitsAuthenticatedOnly() &&
                                        context.agent->GetAddressOfRecord().IsSecure()));
        if (!isAdmitted)
        {
            report(SipSecurityEventKind::SecurePathImpossible, "only sips requests are admitted");
            return SipsRefusal::Required;
        }
        return std::nullopt;
    }
    if (const auto refusal = rules->CheckRequest(request, GetTrust(context)))
    {
        report(*refusal == SipsRefusal::NotAllowed
                   ? SipSecurityEventKind::ConnectionNotAuthenticated
                   : SipSecurityEventKind::Downgraded,
               "a sips request by a connection or with a Contact that does not fit");
        return refusal;
    }
    if (rules->AdmitsAuthenticatedOnly() && !IsOwnFlow(context))
    {
        report(SipSecurityEventKind::NameMismatch, "not by a proxy of " + GetProxyDomain(context));
        return SipsRefusal::NotAllowed;
    }
    if (const std::string clear = FindTraceOfClearHop(request); !clear.empty())
    {
        report(SipSecurityEventKind::Downgraded, clear);
        if (rules->RefusesDowngrades())
        {
            return SipsRefusal::NotAllowed;
        }
        return std::nullopt;
    }
    const auto from = request.GetFrom();
    if (request.GetMethod() == "INVITE" && !context.isInDialog && from)
    {
        Vouch(context, from->GetUri());
    }
    return std::nullopt;
}

std::optional<SipsRefusal>
SipsUserAgentPolicy::CheckResponse(const SipMessage& response, const SipUserAgentContext& context)
{
    const SipMessage* request = context.dialog.request;
    const int code = response.GetStatusCode();
    if (!request || !request->GetRequestUri().IsSecure() || code == 100)
    {
        return std::nullopt;
    }
    const Ptr<SipsRules> rules = context.agent->GetSipsRules();
    const auto report = [&](SipSecurityEventKind kind, const std::string& detail)
    {
        context.agent->ReportSecurityEvent(kind, response, detail);
    };
    if (code >= 300)
    {
        const bool isLowered = code < 400 && HasOnlyInsecureContacts(response);
        if (isLowered || code == 416 || (code == 480 && HasWarning(response, "380")))
        {
            report(SipSecurityEventKind::SecurePathImpossible, "sips was refused");
        }
        else if (code == 480 && HasWarning(response, "381"))
        {
            report(SipSecurityEventKind::Downgraded, "sips is required, but it was sips");
        }
        return std::nullopt;
    }
    std::string fault =
        GetTrust(context).isConfidential ? FindTraceOfClearHop(response) : "not by TLS";
    if (fault.empty() && request->GetMethod() != "REGISTER" && HasOnlyInsecureContacts(response))
    {
        fault = "the peer's Contact is not sips";
    }
    if (!fault.empty())
    {
        report(SipSecurityEventKind::Downgraded, fault);
        return rules->RefusesDowngrades() ? std::make_optional(SipsRefusal::NotAllowed)
                                          : std::nullopt;
    }
    if (rules->AdmitsAuthenticatedOnly() && request->GetMethod() != "REGISTER" &&
        !IsOwnFlow(context))
    {
        report(SipSecurityEventKind::ConnectionNotAuthenticated,
               "no mutual authentication with a proxy of " + GetProxyDomain(context));
        return SipsRefusal::NotAllowed;
    }
    const auto to = request->GetTo();
    if (request->GetMethod() == "INVITE" && code >= 200 && !context.isInDialog && to)
    {
        Vouch(context, to->GetUri());
    }
    return std::nullopt;
}

} // namespace ns3
