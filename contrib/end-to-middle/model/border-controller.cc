// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/border-controller.h"

#include "ns3/call-scope.h"
#include "ns3/log.h"
#include "ns3/mime-value.h"
#include "ns3/sip-address.h"
#include "ns3/sip-proxy.h"
#include "ns3/sip-text.h"
#include "ns3/smime-body-policy.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("BorderController");
NS_OBJECT_ENSURE_REGISTERED(BorderController);

namespace
{

/// Requests of a call that may be without an answer at the same time.
constexpr std::size_t MAX_SENT = 8;

/// Callees of a call whose tags are remembered.
constexpr std::size_t MAX_DIALOGS = 64;

/**
 * \param method of a request
 * \return whether it, or its response, may have an offer or an answer (RFC 3261 section 13.2.1,
 * RFC 3262 section 5, RFC 3311 section 5)
 */
bool
MayDescribe(std::string_view method)
{
    return method == "INVITE" || method == "ACK" || method == "PRACK" || method == "UPDATE";
}

/**
 * \param address From or To of a message
 * \return its tag; empty if there is none
 */
template <typename T>
std::string
GetTag(const T& address)
{
    return address ? std::string(address->GetTag().value_or("")) : "";
}

/**
 * \param message a message
 * \return whether its body is a description in clear
 */
bool
IsPlain(const SipMessage& message)
{
    const auto type = MimeValue::Parse(message.GetHeader("Content-Type").value_or(""));
    return type && type->Is("application/sdp");
}

/**
 * \param message a message
 * \return the number of its CSeq; 0 if it is bad
 */
uint32_t
GetSequence(const SipMessage& message)
{
    const auto sequence = message.GetCSeq();
    return sequence ? sequence->GetNumber() : 0;
}

} // namespace

TypeId
BorderController::GetTypeId()
{
    static TypeId tid = TypeId("ns3::BorderController")
                            .SetParent<SipProxyPolicy>()
                            .SetGroupName("EndToMiddle")
                            .AddConstructor<BorderController>()
                            .AddAttribute("MaxStreams",
                                          "How many streams a session may have.",
                                          UintegerValue(4),
                                          MakeUintegerAccessor(&BorderController::m_maxStreams),
                                          MakeUintegerChecker<uint32_t>(1, 64))
                            .AddAttribute("MaxCalls",
                                          "How many calls there may be at once; more get 503.",
                                          UintegerValue(10000),
                                          MakeUintegerAccessor(&BorderController::m_maxCalls),
                                          MakeUintegerChecker<uint32_t>(1))
                            .AddTraceSource("Inspected",
                                            "A session description was looked at.",
                                            MakeTraceSourceAccessor(&BorderController::m_inspected),
                                            "ns3::InspectedTracedCallback");
    return tid;
}

BorderController::BorderController()
    : m_towardCaller(CreateObject<SipBodyPolicy>())
    , m_towardCallee(CreateObject<SipBodyPolicy>())
{
}

BorderController::~BorderController() = default;

void
BorderController::DoDispose()
{
    m_relay = nullptr;
    for (const auto& policy : {m_towardCaller, m_towardCallee})
    {
        if (policy)
        {
            policy->TraceDisconnectWithoutContext(
                "Opened",
                MakeCallback(&BorderController::NoteOpening, this));
        }
    }
    m_towardCaller = nullptr;
    m_towardCallee = nullptr;
    m_calls.clear();
    SipProxyPolicy::DoDispose();
}

void
BorderController::SetRelay(Ptr<MediaRelay> relay)
{
    m_relay = relay;
}

void
BorderController::SetBodyPolicies(Ptr<SipBodyPolicy> towardCaller, Ptr<SipBodyPolicy> towardCallee)
{
    const auto note = MakeCallback(&BorderController::NoteOpening, this);
    for (const auto& policy : {m_towardCaller, m_towardCallee})
    {
        policy->TraceDisconnectWithoutContext("Opened", note);
    }
    m_towardCaller = towardCaller;
    m_towardCallee = towardCallee;
    for (const auto& policy : {m_towardCaller, m_towardCallee})
    {
        policy->TraceConnectWithoutContext("Opened", note); // other policies have no such source
    }
}

void
BorderController::NoteOpening(const SmimeOpening& opening)
{
    m_outcome = opening.outcome;
}

uint64_t
BorderController::GetReadCount() const
{
    return m_readCount;
}

std::size_t
BorderController::GetCallCount() const
{
    return m_calls.size();
}

SipVerdict
BorderController::OnRequest(SipMessage& request, const SipPolicyContext& context, Work& work)
{
    const auto method = request.GetMethod();
    if (!MayDescribe(method))
    {
        return SipVerdict::Continue();
    }
    const auto scope = FindScope(request);
    const auto found = m_calls.find(scope);
    if (method == "INVITE" && GetTag(request.GetTo()).empty())
    {
        if (found == m_calls.end() && m_calls.size() >= m_maxCalls)
        {
            SipReply refusal;
            refusal.code = 503;
            return SipVerdict::Respond(refusal);
        }
        m_calls[scope];
    }
    else if (!request.GetBody().empty())
    {
        const auto dialog = found == m_calls.end()
                                ? Dialog::Ended
                                : found->second.GetDialog(GetCalleeTag(scope, request, request));
        if (dialog == Dialog::Ended)
        {
            // Its media would not pass here (RFC 3261 section 12.2.2). An ACK is dropped by this.
            SipReply refusal;
            refusal.code = 481;
            return SipVerdict::Respond(refusal);
        }
    }
    if (request.GetBody().empty())
    {
        return SipVerdict::Continue();
    }
    const SipMessage received = request;
    const auto refusal = Convert(request, received, context, work);
    return refusal ? SipVerdict::Respond(*refusal) : SipVerdict::Continue();
}

SipVerdict
BorderController::OnResponse(SipMessage& response, const SipPolicyContext& context, Work& work)
{
    const int code = response.GetStatusCode();
    if (!context.request || code <= 100 || code >= 300 ||
        !MayDescribe(context.request->GetMethod()))
    {
        return SipVerdict::Continue();
    }
    const auto scope = FindScope(*context.request);
    const auto found = m_calls.find(scope);
    if (found == m_calls.end())
    {
        return SipVerdict::Continue(); // a repetition, and the call has ended
    }
    if (context.request->GetMethod() == "INVITE")
    {
        found->second.AddDialog(GetCalleeTag(scope, *context.request, response), Dialog::Early);
    }
    if (response.GetBody().empty())
    {
        return SipVerdict::Continue();
    }
    const auto refusal = Convert(response, *context.request, context, work);
    return refusal ? SipVerdict::Respond(*refusal) : SipVerdict::Continue();
}

void
BorderController::OnFinalSent(const SipMessage& response, const SipPolicyContext& context)
{
    const SipMessage& request = *context.request;
    const int code = response.GetStatusCode();
    const auto scope = FindScope(request);
    const auto found = m_calls.find(scope);
    if (found == m_calls.end())
    {
        return;
    }
    Call& call = found->second;
    call.sent.erase(GetSequence(request));
    const bool isInvite = request.GetMethod() == "INVITE";
    const bool isBye = request.GetMethod() == "BYE";
    if (isInvite && code < 300)
    {
        call.AddDialog(GetCalleeTag(scope, request, response), Dialog::Confirmed);
    }
    else if (isInvite && GetTag(request.GetTo()).empty())
    {
        if (!call.HasConfirmed())
        {
            Forget(scope);
        }
    }
    else if ((isInvite || isBye) && (code < 300 || code == 481 || code == 408))
    {
        const auto dialog = call.dialogs.find(GetCalleeTag(scope, request, request));
        if (dialog != call.dialogs.end() && dialog->second == Dialog::Confirmed)
        {
            dialog->second = Dialog::Ended;
            if (!call.HasConfirmed())
            {
                Forget(scope);
            }
        }
    }
}

BorderController::Dialog
BorderController::Call::GetDialog(const std::string& tag) const
{
    const auto found = dialogs.find(tag);
    return found == dialogs.end() ? Dialog::Ended : found->second;
}

void
BorderController::Call::AddDialog(const std::string& tag, Dialog state)
{
    const auto found = dialogs.find(tag);
    if (found == dialogs.end())
    {
        if (!tag.empty() && dialogs.size() < MAX_DIALOGS)
        {
            dialogs.emplace(tag, state);
        }
    }
    else if (found->second == Dialog::Early)
    {
        found->second = state;
    }
}

bool
BorderController::Call::HasConfirmed() const
{
    return std::any_of(dialogs.begin(),
                       dialogs.end(),
                       [](const auto& dialog)
                       {
                           return dialog.second == Dialog::Confirmed;
                       });
}

std::string
BorderController::GetCalleeTag(const std::string& scope,
                               const SipMessage& request,
                               const SipMessage& message)
{
    const bool isRequestByCaller = scope == MakeCallScope(request, true);
    return GetSipTag(isRequestByCaller ? message : request, !isRequestByCaller);
}

std::string
BorderController::FindScope(const SipMessage& request) const
{
    return FindCallScope(request,
                         [this](const std::string& scope)
                         {
                             return m_calls.count(scope) > 0;
                         });
}

void
BorderController::Forget(const std::string& scope)
{
    const auto found = m_calls.find(scope);
    for (const uint32_t stream : found->second.streams)
    {
        m_relay->Close(stream);
    }
    m_calls.erase(found);
    SipDialogContext context;
    const auto separator = scope.rfind(';');
    context.callId = scope.substr(0, separator);
    context.localTag = scope.substr(separator + 1);
    context.isInitiator = true;
    m_towardCallee->ForgetDialog(context);
    std::swap(context.localTag, context.remoteTag);
    context.isInitiator = false;
    m_towardCaller->ForgetDialog(context);
}

std::optional<SipReply>
BorderController::Convert(SipMessage& message,
                          const SipMessage& request,
                          const SipPolicyContext& context,
                          Work& work)
{
    const auto scope = FindScope(request);
    const auto from = request.GetFrom();
    const auto to = message.GetTo();
    const std::string fromTag = GetTag(from);
    const bool isRequestByCaller = scope.substr(scope.rfind(';') + 1) == fromTag;
    const bool isByCaller = isRequestByCaller == message.IsRequest();
    SipReply refusal;
    refusal.code = 488;
    if (!from || !to || !m_relay)
    {
        return refusal;
    }
    // We are the callee for the caller, and the caller for the callee.
    SipDialogContext toCaller;
    toCaller.node = context.node;
    toCaller.callId = std::string(request.GetCallId().value_or(""));
    toCaller.localTag = isRequestByCaller ? GetTag(to) : fromTag;
    toCaller.remoteTag = isRequestByCaller ? fromTag : GetTag(to);
    toCaller.localUri = isRequestByCaller ? to->GetUri() : from->GetUri();
    toCaller.remoteUri = isRequestByCaller ? from->GetUri() : to->GetUri();
    SipDialogContext toCallee = toCaller;
    std::swap(toCallee.localTag, toCallee.remoteTag);
    std::swap(toCallee.localUri, toCallee.remoteUri);
    toCallee.isInitiator = true;
    SipDialogContext& receiving = isByCaller ? toCaller : toCallee;
    SipDialogContext& sending = isByCaller ? toCallee : toCaller;
    const Ptr<SipBodyPolicy> opens = isByCaller ? m_towardCaller : m_towardCallee;
    const Ptr<SipBodyPolicy> closes = isByCaller ? m_towardCallee : m_towardCaller;

    const auto known = m_calls.find(scope);
    const uint32_t sequence = GetSequence(request);
    if (!message.IsRequest())
    {
        sending.request = &request;
        receiving.request = &request;
        if (known != m_calls.end() && known->second.sent.count(sequence) > 0)
        {
            receiving.request = &known->second.sent.at(sequence);
        }
    }
    InspectionReport report;
    report.dialog = scope;
    report.method = request.GetMethod();
    report.statusCode = message.IsRequest() ? 0 : static_cast<uint32_t>(message.GetStatusCode());
    m_outcome = SmimeOutcome::PublicKey;
    const auto body = message.IsRequest() ? opens->OpenRequest(message, receiving, work)
                                          : opens->OpenResponse(message, receiving, work);
    auto sdp = body && body->contentType == "application/sdp"
                   ? Sdp::Parse(body->content)
                   : tl::unexpected(SdpError{SdpError::Kind::Missing, 0, "no description"});
    report.outcome = !sdp               ? SmimeOutcome::Undecipherable
                     : IsPlain(message) ? SmimeOutcome::Plain
                                        : m_outcome;
    if (sdp)
    {
        report.contentType = body->contentType;
        report.content = body->content;
    }
    m_inspected(report);
    if (!sdp)
    {
        return body ? refusal : body.error();
    }
    ++m_readCount;
    context.opened->push_back(*body);
    if (!Rewrite(*sdp, m_calls.at(scope), isByCaller ? MediaRelay::First : MediaRelay::Second))
    {
        return refusal;
    }
    for (const auto name : {"Content-Disposition", "Content-Transfer-Encoding", "Content-ID"})
    {
        message.Remove(name);
    }
    message.SetBody(sdp->Serialize(), "application/sdp");
    const auto closed = message.IsRequest() ? closes->PrepareRequest(message, sending, work)
                                            : closes->PrepareResponse(message, sending, work);
    if (!closed)
    {
        return closed.error();
    }
    auto& sent = m_calls.at(scope).sent;
    if (message.IsRequest() && message.GetMethod() != "ACK" && sent.size() < MAX_SENT)
    {
        sent.insert_or_assign(sequence, message);
    }
    return std::nullopt;
}

bool
BorderController::Rewrite(Sdp& sdp, Call& call, MediaRelay::Side describer)
{
    if (sdp.GetMedia().size() > m_maxStreams)
    {
        return false;
    }
    const auto other = describer == MediaRelay::First ? MediaRelay::Second : MediaRelay::First;
    const std::string address = SipAddress::FormatIpv4(m_relay->GetAddress());
    for (std::size_t i = 0; i < sdp.GetMedia().size(); ++i)
    {
        auto& media = sdp.GetMedia()[i];
        const auto connection = sdp.GetConnection(i);
        const auto peer = connection ? SipAddress::ParseIpv4(connection->address) : std::nullopt;
        if (!peer)
        {
            return false;
        }
        if (call.streams.size() <= i)
        {
            const auto stream = m_relay->Open();
            if (!stream)
            {
                return false;
            }
            call.streams.push_back(*stream);
        }
        if (media.GetPort() != 0)
        {
            m_relay->SetPeer(call.streams[i], describer, InetSocketAddress(*peer, media.GetPort()));
            media.SetPort(m_relay->GetPort(call.streams[i], other));
        }
        media.Remove('c');
    }
    SdpOrigin origin = sdp.GetOrigin();
    origin.addrType = "IP4";
    origin.address = address;
    sdp.SetOrigin(origin);
    sdp.Set('c', SdpConnection{"IN", "IP4", address}.ToString());
    return true;
}

} // namespace ns3
