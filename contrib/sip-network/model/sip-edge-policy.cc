// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-edge-policy.h"

#include "ns3/log.h"
#include "ns3/simulator.h"
#include "ns3/sip-digest-gate.h"
#include "ns3/sip-outbound-contact.h"
#include "ns3/sip-proxy.h"
#include "ns3/sip-stream-connection.h"
#include "ns3/sip-text.h"
#include "ns3/string.h"

#include <algorithm>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("SipEdgePolicy");

NS_OBJECT_ENSURE_REGISTERED(SipEdgePolicy);

TypeId
SipEdgePolicy::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::SipEdgePolicy")
            .SetParent<SipProxyPolicy>()
            .SetGroupName("SipNetwork")
            .AddConstructor<SipEdgePolicy>()
            .AddAttribute("FlowTimer",
                          "Seconds within which user agents must send keep-alives, told them in "
                          "Flow-Timer when another proxy is their registrar; a flow that is "
                          "silent for longer ends. Zero: they are told nothing. In whole seconds.",
                          TimeValue(Seconds(0)),
                          MakeTimeAccessor(&SipEdgePolicy::m_flowTimer),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("FlowTimerGrace",
                          "Time after FlowTimer until a silent flow ends (RFC 5626, 5.4).",
                          TimeValue(Seconds(10)),
                          MakeTimeAccessor(&SipEdgePolicy::m_grace),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute(
                "FlowBinding",
                "What a flow token names. connection: the live connection, by a serial "
                "number that is never used again. address: protocol, addresses and "
                "ports of both ends, as in the example of RFC 5626, 5.2; whoever gets "
                "the address and port next gets the requests.",
                StringValue("connection"),
                MakeStringAccessor(&SipEdgePolicy::SetBindingName, &SipEdgePolicy::GetBindingName),
                MakeStringChecker())
            .AddTraceSource("FlowRefused",
                            "A request has a flow token that leads nowhere.",
                            MakeTraceSourceAccessor(&SipEdgePolicy::m_flowRefusedTrace),
                            "ns3::SipEdgePolicy::FlowRefusedTracedCallback");
    return tid;
}

SipEdgePolicy::SipEdgePolicy() = default;

bool
SipEdgePolicy::SetBindingName(std::string name)
{
    if (name != "connection" && name != "address")
    {
        return false;
    }
    m_binding = name;
    m_flows.SetBinding(name == "address" ? SipFlowTable::Binding::Address
                                         : SipFlowTable::Binding::Connection);
    return true;
}

std::string
SipEdgePolicy::GetBindingName() const
{
    return m_binding;
}

void
SipEdgePolicy::DoDispose()
{
    m_flows.Clear();
    SipProxyPolicy::DoDispose();
}

void
SipEdgePolicy::Notice(const SipPolicyContext& context)
{
    m_flows.Begin(context.proxy->GetStartCount());
}

bool
SipEdgePolicy::IsFirstHop(const SipMessage& request, const SipPolicyContext& context)
{
    const auto vias = request.GetVias();
    return context.connection && vias && vias->size() == 1;
}

std::vector<std::string>
SipEdgePolicy::FindTokens(const SipMessage& request, const SipProxy& proxy)
{
    std::vector<std::string> tokens;
    const auto routes = request.GetRoutes();
    if (routes)
    {
        for (const SipNameAddr& route : *routes)
        {
            if (!proxy.IsOwnUri(route.GetUri()) || route.GetUri().GetUser().empty())
            {
                break;
            }
            tokens.push_back(route.GetUri().GetUser());
        }
    }
    return tokens;
}

std::string
SipEdgePolicy::MakeRoute(SipUri uri, const std::string& token)
{
    uri.SetUser(token);
    return "<" + uri.ToString() + ">";
}

tl::expected<Ptr<SipConnection>, SipFlowError>
SipEdgePolicy::FindFlow(const SipMessage& request, const SipPolicyContext& context, Work& work)
{
    for (const std::string& token : FindTokens(request, *context.proxy))
    {
        const auto flow = m_flows.Find(token, context.proxy->GetCryptoContext(), work);
        // The flow it came by: it is on its way out, and the token has done its work (5.3).
        if (!flow || *flow != context.connection)
        {
            return flow;
        }
    }
    return Ptr<SipConnection>();
}

SipVerdict
SipEdgePolicy::OnRequest(SipMessage& request, const SipPolicyContext& context, Work& work)
{
    Notice(context);
    if (IsFirstHop(request, context))
    {
        m_flows.Add(context.connection);
    }
    if (request.GetMethod() == "REGISTER")
    {
        AddPath(request, context, work);
        return SipVerdict::Continue();
    }
    const auto flow = FindFlow(request, context, work);
    if (!flow)
    {
        const bool isForged = flow.error() == SipFlowError::Forged;
        const SipReply reply{isForged ? 403 : 430, "", {}, {}};
        NS_LOG_INFO("flow token refused with " << reply.code);
        m_flowRefusedTrace(request, reply.code);
        context.proxy->ReportSecurityEvent(isForged ? SipSecurityEventKind::NotAuthorized
                                                    : SipSecurityEventKind::FlowFailed,
                                           request,
                                           isForged ? "forged flow token" : "flow token");
        return SipVerdict::Respond(reply);
    }
    // The proxy takes one Route that is its own away; of ours there may be one for each side.
    for (std::size_t i = FindTokens(request, *context.proxy).size(); i > 1; --i)
    {
        request.RemoveFirst("Route");
    }
    return SipVerdict::Continue();
}

void
SipEdgePolicy::AddPath(SipMessage& request, const SipPolicyContext& context, Work& work)
{
    const auto contacts = request.GetContacts();
    const bool hasFlow = contacts && std::any_of(contacts->begin(),
                                                 contacts->end(),
                                                 [](const SipNameAddr& contact)
                                                 {
                                                     return ParseSipFlowId(contact).has_value();
                                                 });
    if (!hasFlow || !IsFirstHop(request, context) ||
        !HasSipOption(request, "Supported", "outbound"))
    {
        return;
    }
    m_flows.AddUser(context.connection);
    // A registrar that is this very proxy keeps the connection itself.
    if (HasSipOption(request, "Supported", "path") &&
        !context.proxy->IsResponsibleFor(request.GetRequestUri()))
    {
        SipUri uri = context.proxy->GetRouteUri(request.GetRequestUri().IsSecure());
        uri.SetParameter("ob");
        const std::string token =
            m_flows.Make(context.connection, context.proxy->GetCryptoContext(), work);
        request.Prepend("Path", MakeRoute(uri, token));
    }
}

SipVerdict
SipEdgePolicy::OnResponse(SipMessage& response, const SipPolicyContext& context, Work& work)
{
    const int code = response.GetStatusCode();
    if (!context.request || context.request->GetMethod() != "REGISTER" || code < 200 || code >= 300)
    {
        return SipVerdict::Continue();
    }
    Notice(context);
    Ptr<SipConnection> flow;
    for (const SipNameAddr& path : GetSipPath(response))
    {
        if (context.proxy->IsOwnUri(path.GetUri()))
        {
            const auto found =
                m_flows.Find(path.GetUri().GetUser(), context.proxy->GetCryptoContext(), work);
            flow = found ? *found : nullptr;
        }
    }
    if (!flow)
    {
        return SipVerdict::Continue();
    }
    // The registrar says that the digest was right, on a connection on which we know who it is.
    const auto user = context.request->GetTo();
    if (user && context.request->Has("Authorization") && context.connection &&
        context.connection->GetTrust().IsMutual())
    {
        SipDigestGate::NoteUser(*context.request, user->GetUri(), flow);
    }
    Ptr<SipStreamConnection> stream = DynamicCast<SipStreamConnection>(flow);
    if (stream)
    {
        stream->KeepUntil(GetSipRegistrationEnd(response));
    }
    if (m_flowTimer.IsStrictlyPositive() && HasSipOption(response, "Require", "outbound"))
    {
        response.Set("Flow-Timer", std::to_string(static_cast<int64_t>(m_flowTimer.GetSeconds())));
        if (stream)
        {
            stream->ExpectWithin(m_flowTimer + m_grace);
        }
    }
    return SipVerdict::Continue();
}

SipVerdict
SipEdgePolicy::OnForward(SipMessage& request,
                         SipDestination& destination,
                         const SipPolicyContext& context,
                         Work& work)
{
    Notice(context);
    const auto flow = FindFlow(*context.request, context, work);
    if (!flow)
    {
        return SipVerdict::Respond(SipReply{430, "", {}, {}}); // it has ended meanwhile
    }
    if (*flow)
    {
        destination.connection = *flow;
        destination.address = (*flow)->GetPeer();
    }
    if (request.GetMethod() == "INVITE")
    {
        const auto contacts = context.request->GetContacts();
        const bool isUser = IsFirstHop(*context.request, context) && contacts &&
                            !contacts->empty() && contacts->front().GetUri().HasParameter("ob");
        if (isUser)
        {
            m_flows.AddUser(context.connection);
        }
        MarkRecordRoute(request,
                        isUser ? context.connection : nullptr,
                        m_flows.IsUser(destination.connection) ? destination.connection : nullptr,
                        context,
                        work);
    }
    return SipVerdict::Continue();
}

void
SipEdgePolicy::MarkRecordRoute(SipMessage& request,
                               Ptr<SipConnection> near,
                               Ptr<SipConnection> far,
                               const SipPolicyContext& context,
                               Work& work)
{
    if (!near && !far)
    {
        return;
    }
    // Ours are on top: none, one, or two where sips and sip meet (RFC 5658).
    const auto routes = request.GetRecordRoutes();
    std::vector<SipUri> own;
    while (routes && own.size() < routes->size() && own.size() < 2 &&
           context.proxy->IsOwnUri((*routes)[own.size()].GetUri()) &&
           (*routes)[own.size()].GetUri().GetUser().empty())
    {
        own.push_back((*routes)[own.size()].GetUri());
    }
    for (std::size_t i = 0; i < own.size(); ++i)
    {
        request.RemoveFirst("Record-Route");
    }
    if (own.empty())
    {
        own.push_back(context.proxy->GetRouteUri(request.GetRequestUri().IsSecure()));
    }
    if (own.size() == 1 && near && far)
    {
        own.push_back(own.front());
    }
    CryptoContext& crypto = context.proxy->GetCryptoContext();
    // Each side's token stands next to that side, so that both may be there.
    const std::string above = m_flows.Make(far ? far : near, crypto, work);
    const std::string below = m_flows.Make(near ? near : far, crypto, work);
    if (own.size() == 2)
    {
        request.Prepend("Record-Route", MakeRoute(own[1], below));
    }
    request.Prepend("Record-Route", MakeRoute(own[0], above));
}

} // namespace ns3
