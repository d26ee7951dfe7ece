// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/pinhole-policy.h"

#include "ns3/boolean.h"
#include "ns3/enum.h"
#include "ns3/integer-enum-accessor.h"
#include "ns3/log.h"
#include "ns3/simulator.h"
#include "ns3/sip-proxy.h"
#include "ns3/sip-text.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <utility>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("PinholePolicy");
NS_OBJECT_ENSURE_REGISTERED(PinholePolicy);

namespace
{

using Kind = SessionDescriptionReading::Kind;

/// INVITEs of a call that are kept in mind; others count for nothing.
constexpr std::size_t MAX_BRANCHES = 64;

/**
 * \param message a message
 * \param context the policy's context
 * \return whether it can still be refused without harm to a session that there is
 */
bool
IsRefusable(const SipMessage& message, const SipPolicyContext& context)
{
    return message.IsRequest() ? message.GetMethod() != "ACK"
                               : message.GetStatusCode() >= 200 && !context.isInDialog;
}

} // namespace

TypeId
PinholePolicy::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::PinholePolicy")
            .SetParent<SipProxyPolicy>()
            .SetGroupName("EndToMiddle")
            .AddConstructor<PinholePolicy>()
            .AddAttribute("WaitsForFirewall",
                          "Whether the message that carries an answer waits until the firewall has "
                          "opened; else it goes on at once, and media may come before.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&PinholePolicy::m_waits),
                          MakeBooleanChecker())
            .AddAttribute("Patience",
                          "How long a message waits; then the firewall counts as not reached.",
                          TimeValue(Seconds(10)),
                          MakeTimeAccessor(&PinholePolicy::m_patience),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("WhenRefused",
                          "What becomes of a call whose media the firewall does not admit, or that "
                          "cannot be kept in mind.",
                          EnumValue(static_cast<int>(Course::Refuse)),
                          MakeIntegerEnumAccessor(&PinholePolicy::m_whenRefused, 0),
                          MakeEnumChecker(static_cast<int>(Course::Ignore),
                                          "ignore",
                                          static_cast<int>(Course::Refuse),
                                          "refuse"))
            .AddAttribute("WhenUnreadable",
                          "What becomes of a call whose description cannot be read.",
                          EnumValue(static_cast<int>(Course::Ignore)),
                          MakeIntegerEnumAccessor(&PinholePolicy::m_whenUnreadable, 0),
                          MakeEnumChecker(static_cast<int>(Course::Ignore),
                                          "ignore",
                                          static_cast<int>(Course::Refuse),
                                          "refuse"))
            .AddAttribute("RefusalCode",
                          "Status code for a call that the firewall does not admit.",
                          UintegerValue(488),
                          MakeUintegerAccessor(&PinholePolicy::m_refusalCode),
                          MakeUintegerChecker<uint16_t>(400, 699))
            .AddAttribute("TokenProtection",
                          "How tokens go to the parties: sealed if there is a key and else in "
                          "clear, sealed or not at all, or in clear.",
                          EnumValue(static_cast<int>(Protection::Automatic)),
                          MakeIntegerEnumAccessor(&PinholePolicy::m_protection, 0),
                          MakeEnumChecker(static_cast<int>(Protection::Automatic),
                                          "automatic",
                                          static_cast<int>(Protection::Sealed),
                                          "sealed",
                                          static_cast<int>(Protection::Clear),
                                          "clear"))
            .AddAttribute("MaxCalls",
                          "How many calls are kept in mind; more get 503, or no media.",
                          UintegerValue(10000),
                          MakeUintegerAccessor(&PinholePolicy::m_maxCalls),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("MaxStreams",
                          "How many streams of a session may pass; the others do not.",
                          UintegerValue(8),
                          MakeUintegerAccessor(&PinholePolicy::m_maxStreams),
                          MakeUintegerChecker<uint32_t>(1, 64))
            .AddAttribute("SetupLifetime",
                          "How long an INVITE without a final response is kept in mind; longer "
                          "than timer C.",
                          TimeValue(Seconds(300)),
                          MakeTimeAccessor(&PinholePolicy::m_setupLifetime),
                          MakeTimeChecker(Seconds(1)))
            .AddAttribute("SessionInterval",
                          "How long a session keeps its pinholes without being refreshed by "
                          "INVITE or UPDATE, unless a 2xx has Session-Expires (RFC 4028).",
                          TimeValue(Seconds(1800)),
                          MakeTimeAccessor(&PinholePolicy::m_sessionInterval),
                          MakeTimeChecker(Seconds(1)))
            .AddAttribute("Host",
                          "Our name in Warning; empty: the host name of the proxy.",
                          StringValue(""),
                          MakeStringAccessor(&PinholePolicy::m_host),
                          MakeStringChecker())
            .AddAttribute("InsideNetwork",
                          "Which hosts are inside of the firewall, with InsideMask: streams to "
                          "them in descriptions from elsewhere do not pass.",
                          Ipv4AddressValue(Ipv4Address::GetAny()),
                          MakeIpv4AddressAccessor(&PinholePolicy::m_insideNet),
                          MakeIpv4AddressChecker())
            .AddAttribute("InsideMask",
                          "See InsideNetwork; 0.0.0.0: nothing is known of it.",
                          Ipv4MaskValue(Ipv4Mask::GetZero()),
                          MakeIpv4MaskAccessor(&PinholePolicy::m_insideMask),
                          MakeIpv4MaskChecker())
            .AddTraceSource("PinholesRequested",
                            "The firewall control is asked to reserve or enable.",
                            MakeTraceSourceAccessor(&PinholePolicy::m_requested),
                            "ns3::PinholePolicy::RequestedTracedCallback")
            .AddTraceSource("GrantReceived",
                            "The firewall control has done so, or will not.",
                            MakeTraceSourceAccessor(&PinholePolicy::m_granted),
                            "ns3::PinholePolicy::GrantTracedCallback")
            .AddTraceSource("PinholesReleased",
                            "The firewall control is told to release.",
                            MakeTraceSourceAccessor(&PinholePolicy::m_released),
                            "ns3::PinholePolicy::ReleasedTracedCallback")
            .AddTraceSource("Unreadable",
                            "A description could not be read.",
                            MakeTraceSourceAccessor(&PinholePolicy::m_unreadable),
                            "ns3::PinholePolicy::UnreadableTracedCallback")
            .AddTraceSource("Held",
                            "A message goes on that has waited for the firewall.",
                            MakeTraceSourceAccessor(&PinholePolicy::m_held),
                            "ns3::PinholePolicy::HeldTracedCallback");
    return tid;
}

PinholePolicy::PinholePolicy() = default;

PinholePolicy::~PinholePolicy() = default;

void
PinholePolicy::SetControl(Ptr<FirewallControl> control)
{
    m_control = control;
}

void
PinholePolicy::SetKeys(Ptr<InspectionPolicy> inspection, std::shared_ptr<CryptoContext> context)
{
    m_inspection = inspection;
    m_context = std::move(context);
}

SipVerdict
PinholePolicy::OnRequest(SipMessage& request, const SipPolicyContext& context, Work& work)
{
    const auto method = request.GetMethod();
    const bool isAcknowledgment = method == "ACK" || method == "PRACK";
    if (!m_control || (method != "INVITE" && method != "UPDATE" && !isAcknowledgment))
    {
        return SipVerdict::Continue();
    }
    const auto place = Locate(request, nullptr);
    const auto reading = ReadSessionDescription(request, context);
    auto verdict = SipVerdict::Continue();
    if (method == "INVITE" && !context.isInDialog && IsMerged(request, place, reading, context))
    {
        verdict = SipVerdict::Respond(MakeRefusal(482, GetHost(context), "There is such a call"));
    }
    else if (reading.kind != Kind::None)
    {
        const auto* dialog = FindDialog(place, false);
        const bool isAnswer = isAcknowledgment && dialog && dialog->offer &&
                              dialog->offer->isByCaller != place.isByCaller &&
                              (dialog->offer->isOpen || method == "ACK");
        if (isAnswer)
        {
            verdict = TakeAnswer(request, request, place, reading, context, work);
        }
        else if (method != "ACK")
        {
            verdict = TakeOffer(request, request, place, reading, context);
        }
    }
    else if (context.isInDialog)
    {
        AttachTokens(request, request, work);
    }
    work += std::exchange(m_lateWork, Work());
    return verdict;
}

SipVerdict
PinholePolicy::OnResponse(SipMessage& response, const SipPolicyContext& context, Work& work)
{
    const int code = response.GetStatusCode();
    if (!m_control || !context.request || code <= 100 || code >= 300)
    {
        return SipVerdict::Continue();
    }
    const SipMessage& request = *context.request;
    const auto method = request.GetMethod();
    if (method != "INVITE" && method != "UPDATE" && method != "PRACK")
    {
        return SipVerdict::Continue();
    }
    const auto place = Locate(request, &response);
    if (method == "INVITE" && !context.isInDialog && IsOfNoCall(request, place))
    {
        return SipVerdict::Continue();
    }
    const auto reading = ReadSessionDescription(response, context);
    auto verdict = SipVerdict::Continue();
    if (reading.kind == Kind::None)
    {
        if (code >= 200)
        {
            AttachTokens(response, request, work);
        }
    }
    else if (ReadSessionDescription(request, SipPolicyContext()).kind == Kind::None)
    {
        verdict = TakeOffer(response, request, place, reading, context); // the request had none
    }
    else
    {
        verdict = TakeAnswer(response, request, place, reading, context, work);
    }
    work += std::exchange(m_lateWork, Work());
    return verdict;
}

SipVerdict
PinholePolicy::TakeOffer(const SipMessage& message,
                         const SipMessage& request,
                         const CallPlace& place,
                         const SessionDescriptionReading& reading,
                         const SipPolicyContext& context)
{
    const bool isRefusable = IsRefusable(message, context);
    const auto host = GetHost(context);
    if (!reading.description)
    {
        const bool isRefused = isRefusable && m_whenUnreadable == static_cast<int>(Course::Refuse);
        m_unreadable(place.scope, isRefused);
        return isRefused ? SipVerdict::Respond(MakeRefusal(488, host, "No description is readable"))
                         : SipVerdict::Continue();
    }
    const bool begins = request.GetMethod() == "INVITE" && !context.isInDialog;
    auto found = m_calls.find(place.scope);
    if (found == m_calls.end())
    {
        if (m_calls.size() >= m_maxCalls)
        {
            NS_LOG_INFO("too many calls for " << place.scope);
            const bool isRefused = isRefusable && m_whenRefused == static_cast<int>(Course::Refuse);
            return isRefused ? SipVerdict::Respond(MakeRefusal(503, host, "Too many calls"))
                             : SipVerdict::Continue();
        }
        found = m_calls.emplace(place.scope, Call()).first;
        found->second.isStray = !begins;
        SetExpiry(place.scope, m_setupLifetime);
    }
    Call& call = found->second;
    Offer offer;
    offer.exchange = GetExchange(request, place);
    if (begins)
    {
        call.isStray = false;
        call.exchange = offer.exchange;
        if (call.branches.size() < MAX_BRANCHES)
        {
            call.branches.emplace(GetBranch(request), true);
        }
    }
    offer.isByCaller = place.isByCaller;
    if (begins && message.IsRequest())
    {
        if (!call.offer)
        {
            offer.ends = ReadEnds(*reading.description, {}, context);
            call.offer = offer;
            call.names.insert(place.scope);
            Reserve(place.scope, MakeOfferedStreams(offer.ends, true));
        }
        return SipVerdict::Continue();
    }
    const bool isKnown = FindDialog(place, false) != nullptr;
    Dialog* dialog = FindDialog(place, true);
    if (!dialog)
    {
        return SipVerdict::Continue();
    }
    dialog->isStray = isKnown ? dialog->isStray : message.IsRequest();
    if (dialog->offer && dialog->offer->exchange == offer.exchange)
    {
        return SipVerdict::Continue(); // a repetition
    }
    if (dialog->offer && dialog->askedBy == dialog->offer->exchange)
    {
        Settle(*dialog); // there is no other offer before that (RFC 3261 section 14.1)
    }
    const auto& settled = dialog->settled[place.isByCaller];
    offer.ends = ReadEnds(*reading.description, settled, context);
    dialog->offer = offer;
    if (!dialog->isStray && !std::equal(offer.ends.begin(),
                                        offer.ends.end(),
                                        settled.begin(),
                                        settled.end(),
                                        IsSameParty))
    {
        dialog->isChanging = true;
        const std::string name = NameDialog(call, place);
        Reserve(name, MakeOfferedStreams(offer.ends, place.isByCaller));
    }
    return SipVerdict::Continue();
}

SipVerdict
PinholePolicy::TakeAnswer(SipMessage& message,
                          const SipMessage& request,
                          const CallPlace& place,
                          const SessionDescriptionReading& reading,
                          const SipPolicyContext& context,
                          Work& work)
{
    HeldMessage held;
    held.message = &message;
    held.work = &work;
    held.request = request;
    held.statusCode = message.IsRequest() ? 0 : message.GetStatusCode();
    held.isRefusable = IsRefusable(message, context);
    held.host = GetHost(context);
    held.resume = context.resume;
    const auto found = m_calls.find(place.scope);
    if (found == m_calls.end())
    {
        return SipVerdict::Continue(); // its offer was not read, or a repetition after the end
    }
    if (!reading.description)
    {
        const bool isRefused =
            held.isRefusable && m_whenUnreadable == static_cast<int>(Course::Refuse);
        m_unreadable(place.scope, isRefused);
        return isRefused
                   ? SipVerdict::Respond(MakeRefusal(488, held.host, "No description is readable"))
                   : SipVerdict::Continue();
    }
    const auto exchange = GetExchange(request, place);
    const bool isFirst = !message.IsRequest() && request.GetMethod() == "INVITE" &&
                         !context.isInDialog && found->second.offer;
    Dialog* dialog = FindDialog(place, isFirst);
    if (!dialog)
    {
        return SipVerdict::Continue();
    }
    if (isFirst && (!dialog->offer || dialog->offer->exchange < found->second.offer->exchange))
    {
        dialog->offer = found->second.offer;
    }
    if (!dialog->offer || (!message.IsRequest() && dialog->offer->exchange != exchange))
    {
        return SipVerdict::Continue(); // of an offer that was not read, or of an earlier one
    }
    if (dialog->isStray && held.statusCode < 200)
    {
        return SipVerdict::Continue(); // nobody has answered a request of it yet
    }
    dialog->isStray = false;
    dialog->answer = ReadEnds(*reading.description, dialog->settled[place.isByCaller], context);
    dialog->offer->isOpen = dialog->offer->isOpen && !message.IsRequest();
    const auto streams = dialog->offer->isByCaller
                             ? MakeAgreedStreams(dialog->offer->ends, dialog->answer)
                             : MakeAgreedStreams(dialog->answer, dialog->offer->ends);
    if (dialog->askedBy == dialog->offer->exchange && AreSameStreams(dialog->asked, streams))
    {
        // It came in an 18x before, or is a repetition.
        if (const auto joined = Join(dialog->name, held))
        {
            return *joined;
        }
        AttachTokens(message, request, work);
        return SipVerdict::Continue();
    }
    if (streams.empty() && dialog->asked.empty())
    {
        return SipVerdict::Continue();
    }
    return Enable(place, streams, std::move(held), work);
}

SipVerdict
PinholePolicy::Enable(const CallPlace& place,
                      const std::vector<MediaStreamEnds>& streams,
                      HeldMessage held,
                      Work& work)
{
    Call& call = m_calls.at(place.scope);
    Dialog& dialog = call.dialogs.at(place.calleeTag);
    NameDialog(call, place);
    dialog.asked = streams;
    dialog.askedBy = dialog.offer->exchange;
    dialog.isChanging = true;
    if (held.message->IsRequest())
    {
        Settle(dialog); // nothing comes behind an ACK or PRACK that could undo it
    }
    const uint64_t id = AskToEnable(place.scope, place.calleeTag);
    const auto pending = m_pending.find(id);
    if (pending->second.isDone)
    {
        work += pending->second.work;
        const bool isGranted = pending->second.isGranted;
        m_pending.erase(pending);
        return Judge(held, isGranted, work);
    }
    if (!m_waits)
    {
        m_pending.erase(pending);
        AttachTokens(*held.message, held.request, work);
        return SipVerdict::Continue();
    }
    pending->second.messages.push_back(std::move(held));
    pending->second.patience = Simulator::Schedule(m_patience, &PinholePolicy::Resume, this, id);
    return SipVerdict::Wait();
}

std::optional<SipVerdict>
PinholePolicy::Join(const std::string& name, HeldMessage& held)
{
    for (auto& [id, pending] : m_pending)
    {
        if (pending.name != name || pending.messages.empty())
        {
            continue;
        }
        for (const auto& each : pending.messages)
        {
            if (each.statusCode == held.statusCode)
            {
                return SipVerdict::Drop(); // the one that waits will do
            }
        }
        pending.messages.push_back(std::move(held));
        return SipVerdict::Wait();
    }
    return std::nullopt;
}

void
PinholePolicy::Resume(uint64_t id)
{
    auto node = m_pending.extract(id);
    if (node.empty())
    {
        return;
    }
    Pending& pending = node.mapped();
    pending.patience.Cancel();
    m_lateWork += pending.work;
    const Time waited = Simulator::Now() - NanoSeconds(pending.since);
    for (auto& held : pending.messages)
    {
        // What a policy is given stays valid until it resumes, its work too.
        *held.work += std::exchange(m_lateWork, Work());
        const auto verdict = Judge(held, pending.isGranted, *held.work);
        m_held(pending.scope, waited);
        held.resume(verdict);
    }
}

SipVerdict
PinholePolicy::Judge(const HeldMessage& held, bool isGranted, Work& work)
{
    if (!isGranted && held.isRefusable && held.statusCode != 0 &&
        m_whenRefused == static_cast<int>(Course::Refuse))
    {
        return SipVerdict::Respond(
            MakeRefusal(m_refusalCode, held.host, "The firewall does not admit the media"));
    }
    AttachTokens(*held.message, held.request, work);
    return SipVerdict::Continue();
}

void
PinholePolicy::AttachTokens(SipMessage& message, const SipMessage& request, Work& work)
{
    const auto place = Locate(request, message.IsRequest() ? nullptr : &message);
    Dialog* dialog = FindDialog(place, false);
    const auto exchange = GetExchange(request, place);
    if (!dialog || !dialog->tokens[!place.isByCaller].IsDue(exchange))
    {
        return;
    }
    std::optional<KekRecipient> kek;
    if (m_inspection && m_context && m_protection != static_cast<int>(Protection::Clear))
    {
        kek = m_inspection->FindSharedKey(request);
    }
    if (!kek && m_protection == static_cast<int>(Protection::Sealed))
    {
        return;
    }
    const bool isReliable = message.IsRequest() || message.GetStatusCode() >= 200;
    dialog->tokens[!place.isByCaller]
        .Attach(message, exchange, isReliable, m_context.get(), kek, work);
}

std::string
PinholePolicy::GetHost(const SipPolicyContext& context) const
{
    return !m_host.empty() ? m_host : context.proxy ? context.proxy->GetHost() : "";
}

SipReply
PinholePolicy::MakeRefusal(int code, const std::string& host, const std::string& text)
{
    SipReply reply;
    reply.code = code;
    reply.headers = {{"Warning", MakeSipWarning(399, host.empty() ? "invalid" : host, text)}};
    return reply;
}

} // namespace ns3
