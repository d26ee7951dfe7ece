// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-proxy.h"

#include "ns3/boolean.h"
#include "ns3/log.h"
#include "ns3/sip-forwarder.h"
#include "ns3/sip-policy-chain.h"
#include "ns3/sip-response-context.h"
#include "ns3/sip-text.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <utility>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("SipProxy");

NS_OBJECT_ENSURE_REGISTERED(SipProxy);

namespace
{

/** How many hosts of users are remembered, to count connections towards them. */
constexpr std::size_t MAX_USER_ADDRESSES = 65536;

} // namespace

TypeId
SipProxy::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::SipProxy")
            .SetParent<SipElement>()
            .SetGroupName("SipNetwork")
            .AddConstructor<SipProxy>()
            .AddAttribute("RecordRoute",
                          "Whether INVITEs get a Record-Route, so that the dialog's requests "
                          "come by this proxy.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&SipProxy::m_recordRoute),
                          MakeBooleanChecker())
            .AddAttribute("UseRegistrationConnection",
                          "Whether requests to a registered contact ride on the connection that "
                          "the contact registered by, while it lasts.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&SipProxy::m_useRegistrationConnection),
                          MakeBooleanChecker())
            .AddAttribute("MaxTargets",
                          "Number of contacts a request is forked to at most.",
                          UintegerValue(16),
                          MakeUintegerAccessor(&SipProxy::m_maxTargets),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("TimerC",
                          "Time an INVITE may go without a response over 100 (16.6 item 11).",
                          TimeValue(Seconds(181)),
                          MakeTimeAccessor(&SipProxy::m_timerC),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("PreferredResponses",
                          "4xx codes chosen before all other 4xx when a fork fails, best first.",
                          StringValue("401 407 415 420 484"),
                          MakeStringAccessor(&SipProxy::m_preferredResponses),
                          MakeStringChecker())
            .AddAttribute("UrgentResponses",
                          "Codes that end the search of a fork as 6xx does: the other branches "
                          "are cancelled, and 6xx alone goes before. Not in RFC 3261.",
                          StringValue(""),
                          MakeStringAccessor(&SipProxy::m_urgentResponses),
                          MakeStringChecker())
            .AddTraceSource("Verdict",
                            "A policy has judged a message.",
                            MakeTraceSourceAccessor(&SipProxy::m_verdictTrace),
                            "ns3::SipProxy::VerdictTracedCallback")
            .AddTraceSource("ConnectionToUser",
                            "A connection was opened towards a registered user agent.",
                            MakeTraceSourceAccessor(&SipProxy::m_connectionToUserTrace),
                            "ns3::SipProxy::ConnectionToUserTracedCallback");
    return tid;
}

SipProxy::SipProxy()
    : m_location(CreateObject<SipLocationService>())
{
    GetTransportLayer()->TraceConnectWithoutContext("Connection",
                                                    MakeCallback(&SipProxy::OnConnection, this));
}

SipProxy::~SipProxy() = default;

void
SipProxy::AddDomain(const std::string& domain)
{
    m_domains.insert(ToLowerAscii(domain));
}

const std::set<std::string>&
SipProxy::GetDomains() const
{
    return m_domains;
}

bool
SipProxy::IsResponsibleFor(const SipUri& uri) const
{
    return m_domains.count(ToLowerAscii(uri.GetHost())) > 0 || IsOwnUri(uri);
}

void
SipProxy::SetLocationService(Ptr<SipLocationService> location)
{
    m_location = location;
}

Ptr<SipLocationService>
SipProxy::GetLocationService() const
{
    return m_location;
}

void
SipProxy::AddNextHop(const std::string& domain, const SipUri& proxy)
{
    m_nextHops.insert_or_assign(ToLowerAscii(domain), proxy);
}

std::optional<SipUri>
SipProxy::FindNextHop(const std::string& domain) const
{
    auto found = m_nextHops.find(ToLowerAscii(domain));
    if (found == m_nextHops.end() && !SipAddress::ParseIpv4(domain))
    {
        found = m_nextHops.find("");
    }
    return found == m_nextHops.end() ? std::nullopt : std::make_optional(found->second);
}

void
SipProxy::AddPolicy(Ptr<SipProxyPolicy> policy)
{
    m_policies.push_back(policy);
}

void
SipProxy::AddPolicyFirst(Ptr<SipProxyPolicy> policy)
{
    m_policies.insert(m_policies.begin(), policy);
}

void
SipProxy::InsertPolicy(std::size_t position, Ptr<SipProxyPolicy> policy)
{
    const auto before = static_cast<std::ptrdiff_t>(std::min(position, m_policies.size()));
    m_policies.insert(m_policies.begin() + before, policy);
}

const std::vector<Ptr<SipProxyPolicy>>&
SipProxy::GetPolicies() const
{
    return m_policies;
}

SipUri
SipProxy::GetRouteUri(bool isSecure) const
{
    SipUri uri(isSecure ? "sips" : "sip", "", GetHost());
    const bool isTls = isSecure || GetProtocol() == SipTransportProtocol::Tls;
    if (GetPort() != 5060)
    {
        uri.SetPort(static_cast<uint16_t>(GetPort() + (isTls ? 1 : 0)));
    }
    if (!isSecure && GetProtocol() != SipTransportProtocol::Udp)
    {
        uri.SetParameter("transport", ToLowerAscii(ToString(GetProtocol())));
    }
    uri.SetParameter("lr");
    return uri;
}

bool
SipProxy::IsRecordRouting() const
{
    return m_recordRoute;
}

bool
SipProxy::UsesRegistrationConnection() const
{
    return m_useRegistrationConnection;
}

uint32_t
SipProxy::GetMaxTargets() const
{
    return m_maxTargets;
}

Time
SipProxy::GetTimerC() const
{
    return m_timerC;
}

SipResponsePreference
SipProxy::GetResponsePreference() const
{
    return SipResponsePreference(m_preferredResponses, m_urgentResponses);
}

void
SipProxy::TraceVerdict(Ptr<SipProxyPolicy> policy,
                       const SipMessage& message,
                       SipVerdict::Kind kind) const
{
    m_verdictTrace(policy, message, kind);
}

uint32_t
SipProxy::GetConnectionsToUsers() const
{
    return m_connectionsToUsers;
}

void
SipProxy::NoteUser(const SipReception& reception)
{
    const auto vias = reception.message.GetVias();
    if (reception.message.GetMethod() == "REGISTER" && reception.connection && vias &&
        vias->size() == 1 && m_userAddresses.size() < MAX_USER_ADDRESSES)
    {
        m_userAddresses.insert(reception.source.GetAddress().Get());
    }
}

void
SipProxy::OnConnection(Ptr<SipConnection> connection, bool isOutgoing)
{
    if (isOutgoing && m_userAddresses.count(connection->GetPeer().GetAddress().Get()) > 0)
    {
        ++m_connectionsToUsers;
        m_connectionToUserTrace(connection);
    }
}

void
SipProxy::OnStop()
{
    for (const auto& [transaction, context] : m_contexts)
    {
        context->Stop();
    }
    m_contexts.clear();
}

void
SipProxy::DoDispose()
{
    OnStop();
    m_policies.clear();
    m_location = nullptr;
    SipElement::DoDispose();
}

void
SipProxy::OnRequest(SipTransactionHandle transaction, const SipReception& reception)
{
    NS_LOG_FUNCTION(this << transaction << reception.message.GetMethod());
    const SipMessage& request = reception.message;
    NoteUser(reception);
    if (transaction == 0)
    {
        ForwardAck(reception);
        return;
    }
    if (request.GetMethod() == "CANCEL")
    {
        OnCancel(transaction, reception);
        return;
    }
    auto context = std::make_shared<SipResponseContext>(*this, transaction, reception);
    m_contexts[transaction] = context;
    if (auto valid = SipForwarder(*this).Validate(request); !valid)
    {
        context->Respond(valid.error());
        return;
    }
    auto chain = std::make_shared<SipPolicyChain>(
        *this,
        request,
        MakePolicyContext(reception),
        nullptr,
        [this, context](const SipVerdict& verdict, SipMessage& message)
        {
            if (context->IsOver())
            {
                return;
            }
            if (verdict.GetKind() == SipVerdict::Kind::Continue)
            {
                context->GetPassedRequest() = std::move(message);
                Admit(context);
            }
            else if (verdict.GetKind() == SipVerdict::Kind::Respond)
            {
                context->Respond(verdict.GetReply());
            }
            else
            {
                Lose(context);
            }
        });
    chain->Run();
}

std::optional<SipsRefusal>
SipProxy::CheckSips(const SipReception& reception) const
{
    const SipConnectionTrust nothing;
    const Ptr<SipConnection>& connection = reception.connection;
    return GetSipsRules()->CheckRequest(reception.message,
                                        connection ? connection->GetTrust() : nothing);
}

void
SipProxy::Lose(const std::shared_ptr<SipResponseContext>& context)
{
    // Without its transaction there is no 100 either: as if it had been lost.
    GetTransactionLayer()->Abandon(context->GetTransaction());
    m_contexts.erase(context->GetTransaction());
}

SipPolicyContext
SipProxy::MakePolicyContext(const SipReception& reception)
{
    SipPolicyContext context;
    context.node = GetNode();
    context.proxy = this;
    context.source = reception.source;
    context.connection = reception.connection;
    context.isInDialog = !GetSipTag(reception.message, false).empty();
    return context;
}

void
SipProxy::Admit(const std::shared_ptr<SipResponseContext>& context)
{
    const SipForwarder forwarder(*this);
    SipMessage& request = context->GetPassedRequest();
    if (const auto refusal = CheckSips(context->GetReception()))
    {
        ReportSecurityEvent(*refusal == SipsRefusal::NotAllowed
                                ? SipSecurityEventKind::ConnectionNotAuthenticated
                                : SipSecurityEventKind::Downgraded,
                            *context->GetRequest(),
                            "a sips request by a connection or with a Contact that does not fit");
        context->Respond(MakeSipsReply(*refusal, GetHost()));
        return;
    }
    forwarder.TakeRoute(request);
    const SipUri uri = request.GetRequestUri();
    if (request.GetMethod() == "OPTIONS" && uri.GetUser().empty() && IsResponsibleFor(uri))
    {
        context->Respond(SipReply{200, "", {}, {}});
        return;
    }
    auto targets = forwarder.FindTargets(request);
    if (!targets)
    {
        context->Respond(targets.error());
        return;
    }
    SipPolicyContext policyContext = MakePolicyContext(context->GetReception());
    policyContext.request = context->GetRequest().get();
    std::vector<SipForwarder::Copy> copies;
    std::optional<SipReply> failure;
    Work work;
    for (const SipForwarder::Target& target : *targets)
    {
        auto copy = forwarder.MakeCopy(*context->GetRequest(), request, target);
        if (!copy)
        {
            failure = copy.error();
            continue;
        }
        const SipVerdict verdict = forwarder.AskPolicies(*copy, policyContext, work);
        if (verdict.GetKind() == SipVerdict::Kind::Continue)
        {
            copies.push_back(std::move(*copy));
        }
        else if (verdict.GetKind() == SipVerdict::Kind::Respond)
        {
            failure = verdict.GetReply();
        }
    }
    auto forward = [this, context, copies = std::move(copies), failure]() mutable
    {
        if (!copies.empty())
        {
            context->Forward(std::move(copies));
        }
        else if (failure)
        {
            context->Respond(*failure);
        }
        else
        {
            Lose(context);
        }
    };
    if (work.IsEmpty())
    {
        forward(); // without a second wait for the processor
        return;
    }
    Execute(work, std::move(forward));
}

void
SipProxy::ForwardAck(const SipReception& reception)
{
    if (!SipForwarder(*this).Validate(reception.message))
    {
        return; // an ACK cannot be answered
    }
    auto chain = std::make_shared<SipPolicyChain>(
        *this,
        reception.message,
        MakePolicyContext(reception),
        nullptr,
        [this, reception](const SipVerdict& verdict, SipMessage& message)
        {
            if (verdict.GetKind() != SipVerdict::Kind::Continue)
            {
                return;
            }
            if (CheckSips(reception))
            {
                return;
            }
            const SipForwarder forwarder(*this);
            forwarder.TakeRoute(message);
            const auto targets = forwarder.FindTargets(message);
            if (!targets)
            {
                return;
            }
            auto copy = forwarder.MakeCopy(reception.message, message, targets->front());
            if (!copy)
            {
                return;
            }
            SipPolicyContext context = MakePolicyContext(reception);
            context.request = &reception.message;
            Work work;
            if (forwarder.AskPolicies(*copy, context, work).GetKind() != SipVerdict::Kind::Continue)
            {
                return;
            }
            const auto forward = [this, copy = std::move(*copy)]()
            {
                GetTransactionLayer()->SendStateless(copy.request, copy.destination);
            };
            if (work.IsEmpty())
            {
                forward();
                return;
            }
            Execute(work, forward);
        });
    chain->Run();
}

void
SipProxy::OnCancel(SipTransactionHandle transaction, const SipReception& reception)
{
    const SipTransactionHandle invite = GetTransactionLayer()->FindCancelled(reception.message);
    const SipMessage cancel = reception.message;
    auto chain = std::make_shared<SipPolicyChain>(
        *this,
        reception.message,
        MakePolicyContext(reception),
        nullptr,
        [this, transaction, invite, cancel](const SipVerdict& verdict, SipMessage& message)
        {
            if (verdict.GetKind() == SipVerdict::Kind::Drop)
            {
                return;
            }
            if (verdict.GetKind() == SipVerdict::Kind::Respond)
            {
                GetTransactionLayer()->Respond(transaction,
                                               MakeResponse(cancel, verdict.GetReply()));
                return;
            }
            const int code = invite == 0 ? 481 : 200;
            GetTransactionLayer()->Respond(transaction,
                                           MakeResponse(cancel, SipReply{code, "", {}, {}}));
            const auto found = m_contexts.find(invite);
            if (found != m_contexts.end())
            {
                const std::shared_ptr<SipResponseContext> context = found->second;
                context->Cancel();
            }
        });
    chain->Run();
}

} // namespace ns3
