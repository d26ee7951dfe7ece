// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/call-admission-policy.h"

#include "ns3/boolean.h"
#include "ns3/call-scope.h"
#include "ns3/enum.h"
#include "ns3/integer-enum-accessor.h"
#include "ns3/log.h"
#include "ns3/simulator.h"
#include "ns3/sip-proxy.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("CallAdmissionPolicy");
NS_OBJECT_ENSURE_REGISTERED(CallAdmissionPolicy);

namespace
{

using Event = AdmissionReport::Event;
using Basis = AdmissionReport::Basis;
using Kind = SessionDescriptionReading::Kind;

/// Callees of a call whose tags are remembered.
constexpr std::size_t MAX_DIALOGS = 64;

/// \return simulated time in ns
int64_t
GetNow()
{
    return Simulator::Now().GetNanoSeconds();
}

} // namespace

TypeId
CallAdmissionPolicy::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::CallAdmissionPolicy")
            .SetParent<SipProxyPolicy>()
            .SetGroupName("EndToMiddle")
            .AddConstructor<CallAdmissionPolicy>()
            .AddAttribute("OutwardCapacity",
                          "What the link carries from the users of the proxy's domains.",
                          DataRateValue(DataRate("1Mbps")),
                          MakeDataRateAccessor(&CallAdmissionPolicy::m_outwardCapacity),
                          MakeDataRateChecker())
            .AddAttribute("InwardCapacity",
                          "What the link carries towards the users of the proxy's domains.",
                          DataRateValue(DataRate("1Mbps")),
                          MakeDataRateAccessor(&CallAdmissionPolicy::m_inwardCapacity),
                          MakeDataRateChecker())
            .AddAttribute("MaxReservations",
                          "How many calls may hold a reservation at once; more get 503.",
                          UintegerValue(100000),
                          MakeUintegerAccessor(&CallAdmissionPolicy::m_maxReservations),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("LinkOctets",
                          "Octets that the link puts around each IP packet: 2 with ns-3's "
                          "point-to-point links. Not counted where b=AS says the bit rate.",
                          UintegerValue(0),
                          MakeUintegerAccessor(&CallAdmissionPolicy::m_linkOctets),
                          MakeUintegerChecker<uint32_t>(0, 1000))
            .AddAttribute("WhenUnreadable",
                          "What is done about a description that cannot be read.",
                          EnumValue(static_cast<int>(Guess::Assume)),
                          MakeIntegerEnumAccessor(&CallAdmissionPolicy::m_whenUnreadable, 0),
                          MakeEnumChecker(static_cast<int>(Guess::Admit),
                                          "admit",
                                          static_cast<int>(Guess::Refuse),
                                          "refuse",
                                          static_cast<int>(Guess::Assume),
                                          "assume"))
            .AddAttribute("AssumedRate",
                          "What is reserved in each direction for what cannot be read, if "
                          "WhenUnreadable is assume: G.711 in packets of 20 ms.",
                          DataRateValue(DataRate("80kbps")),
                          MakeDataRateAccessor(&CallAdmissionPolicy::m_assumedRate),
                          MakeDataRateChecker())
            .AddAttribute("RefusalCode",
                          "Status code for what does not fit: 488 (RFC 3261 section 21.4.26: "
                          "this way, but perhaps another), 606 (section 21.6.4: everywhere) or 503 "
                          "(section 21.5.4: for now, with Retry-After).",
                          UintegerValue(488),
                          MakeUintegerAccessor(&CallAdmissionPolicy::m_refusalCode),
                          MakeUintegerChecker<uint16_t>(400, 699))
            .AddAttribute("RetryAfter",
                          "Retry-After of a 503, in whole seconds.",
                          TimeValue(Seconds(5)),
                          MakeTimeAccessor(&CallAdmissionPolicy::m_retryAfter),
                          MakeTimeChecker(Seconds(0), Hours(24)))
            .AddAttribute("SetupLifetime",
                          "How long an INVITE without a final response holds its reservation; "
                          "longer than timer C.",
                          TimeValue(Seconds(300)),
                          MakeTimeAccessor(&CallAdmissionPolicy::m_setupLifetime),
                          MakeTimeChecker(Seconds(1)))
            .AddAttribute("SessionInterval",
                          "How long a session holds its reservation without being refreshed by "
                          "INVITE or UPDATE, unless a 2xx has Session-Expires (RFC 4028).",
                          TimeValue(Seconds(1800)),
                          MakeTimeAccessor(&CallAdmissionPolicy::m_sessionInterval),
                          MakeTimeChecker(Seconds(1)))
            .AddAttribute("LocalCalls",
                          "Whether calls between two users of the proxy's domains use the link.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&CallAdmissionPolicy::m_localCalls),
                          MakeBooleanChecker())
            .AddAttribute("Host",
                          "Our name in Warning; empty: the host name of the proxy.",
                          StringValue(""),
                          MakeStringAccessor(&CallAdmissionPolicy::m_host),
                          MakeStringChecker())
            .AddTraceSource("Admission",
                            "A reservation was made, changed, refused or released.",
                            MakeTraceSourceAccessor(&CallAdmissionPolicy::m_admission),
                            "ns3::AdmissionTracedCallback");
    return tid;
}

CallAdmissionPolicy::CallAdmissionPolicy() = default;

CallAdmissionPolicy::~CallAdmissionPolicy() = default;

void
CallAdmissionPolicy::DoDispose()
{
    m_expiry.Cancel();
    m_calls.clear();
    SipProxyPolicy::DoDispose();
}

AdmissionBook&
CallAdmissionPolicy::GetBook()
{
    if (!m_book)
    {
        m_book = std::make_unique<AdmissionBook>(
            LinkBandwidth{m_outwardCapacity.GetBitRate(), m_inwardCapacity.GetBitRate()},
            m_maxReservations);
    }
    return *m_book;
}

SipVerdict
CallAdmissionPolicy::OnRequest(SipMessage& request, const SipPolicyContext& context, Work& work)
{
    const Place place = Locate(request, nullptr, context);
    const auto method = request.GetMethod();
    const auto call = m_calls.find(place.scope);
    if (call != m_calls.end() && method == "CANCEL")
    {
        call->second.isCancelled = true;
    }
    if (place.isIgnored)
    {
        return SipVerdict::Continue();
    }
    if (method == "INVITE" || method == "UPDATE")
    {
        auto reading = ReadSessionDescription(request, context);
        if (reading.kind != Kind::None)
        {
            const bool begins = method == "INVITE" && !context.isInDialog;
            const auto refusal = TakeOffer(std::move(reading), place, begins);
            return refusal ? SipVerdict::Respond(*refusal) : SipVerdict::Continue();
        }
    }
    else if ((method == "ACK" || method == "PRACK") && call != m_calls.end() &&
             call->second.isOfferOpen && call->second.isOfferByCaller != place.isByCaller)
    {
        const auto reading = ReadSessionDescription(request, context);
        if (reading.kind != Kind::None)
        {
            // An ACK cannot be refused (RFC 3261 section 17.1.1.3): then the offer's rate stays.
            (void)TakeAnswer(reading, place, true);
            call->second.isOfferOpen = false;
            call->second.agreed = GetBook().Find(place.scope)->bandwidth;
        }
    }
    return SipVerdict::Continue();
}

SipVerdict
CallAdmissionPolicy::OnResponse(SipMessage& response, const SipPolicyContext& context, Work& work)
{
    const int code = response.GetStatusCode();
    if (!context.request || code <= 100 || code >= 300 || response.GetBody().empty())
    {
        return SipVerdict::Continue();
    }
    const auto method = context.request->GetMethod();
    const Place place = Locate(*context.request, &response, context);
    if (place.isIgnored || (method != "INVITE" && method != "UPDATE" && method != "PRACK"))
    {
        return SipVerdict::Continue();
    }
    auto reading = ReadSessionDescription(response, context);
    if (reading.kind == Kind::None)
    {
        return SipVerdict::Continue();
    }
    const bool isOffer = ReadSessionDescription(*context.request, SipPolicyContext()).kind ==
                         Kind::None; // the request had none
    const bool begins = method == "INVITE" && !context.isInDialog;
    const auto refusal = isOffer ? TakeOffer(std::move(reading), place, begins)
                                 : TakeAnswer(reading, place, code >= 200);
    return refusal ? SipVerdict::Respond(*refusal) : SipVerdict::Continue();
}

void
CallAdmissionPolicy::OnFinalSent(const SipMessage& response, const SipPolicyContext& context)
{
    const auto method = context.request->GetMethod();
    if (method == "INVITE" || method == "UPDATE")
    {
        FinishOffer(response, context);
    }
    else if (method == "BYE")
    {
        const int code = response.GetStatusCode();
        const Place place = Locate(*context.request, nullptr, context);
        const auto call = m_calls.find(place.scope);
        // With any other code the session goes on (RFC 3261 section 15.1.1).
        if (call != m_calls.end() && (code < 300 || code == 481 || code == 408) &&
            call->second.dialogs.erase(place.calleeTag) > 0 && call->second.dialogs.empty())
        {
            Release(place.scope, ReservationEnd::HungUp);
        }
    }
}

void
CallAdmissionPolicy::FinishOffer(const SipMessage& response, const SipPolicyContext& context)
{
    const SipMessage& request = *context.request;
    const Place place = Locate(request, &response, context);
    const auto found = m_calls.find(place.scope);
    if (found == m_calls.end())
    {
        return;
    }
    Call& call = found->second;
    const int code = response.GetStatusCode();
    if (code < 300)
    {
        if ((request.GetMethod() == "INVITE" || call.isStray) && call.dialogs.size() < MAX_DIALOGS)
        {
            call.dialogs.insert(place.calleeTag);
        }
        // The sender of the response is the one who answers, unless the offer is in the response.
        call.isOfferOpen = call.isOfferOpen && call.isOfferByCaller == place.isByCaller;
        call.agreed = GetBook().Find(place.scope)->bandwidth;
        const Time interval = FindSessionInterval(response).value_or(m_sessionInterval);
        GetBook().Refresh(place.scope, GetNow() + interval.GetNanoSeconds());
        ScheduleExpiry();
        return;
    }
    if (call.isStray && call.dialogs.empty() && !call.agreed)
    {
        // There was no session (RFC 3261 section 12.2.2), or it is held from its next change on.
        Release(place.scope, ReservationEnd::Failed);
        return;
    }
    if (!context.isInDialog)
    {
        if (request.GetMethod() == "INVITE" && call.dialogs.empty())
        {
            Release(place.scope,
                    call.isCancelled ? ReservationEnd::Cancelled : ReservationEnd::Failed);
        }
        return;
    }
    if ((code == 481 || code == 408) && call.dialogs.erase(place.calleeTag) > 0 &&
        call.dialogs.empty())
    {
        Release(place.scope, ReservationEnd::Failed); // RFC 3261 section 12.2.1.2
        return;
    }
    call.isOfferOpen = false;
    if (call.agreed)
    {
        // The session stays as it was (RFC 3261 section 14.1).
        (void)Hold(place, *call.agreed, Basis::Previous);
    }
}

CallAdmissionPolicy::Place
CallAdmissionPolicy::Locate(const SipMessage& request,
                            const SipMessage* response,
                            const SipPolicyContext& context) const
{
    const auto from = request.GetFrom();
    const auto where = LocateInCall(request,
                                    response,
                                    [this](const std::string& scope)
                                    {
                                        return m_calls.count(scope) > 0;
                                    });
    Place place;
    place.host = !m_host.empty() ? m_host : context.proxy ? context.proxy->GetHost() : "invalid";
    place.scope = where.scope;
    place.isByCaller = where.isByCaller;
    place.calleeTag = where.calleeTag;
    const auto call = m_calls.find(place.scope);
    if (call != m_calls.end())
    {
        place.isCallerInside = call->second.isCallerInside;
    }
    else if (context.proxy)
    {
        const SipProxy& proxy = *context.proxy;
        place.isCallerInside = from && proxy.IsResponsibleFor(from->GetUri());
        const auto to = request.GetTo();
        place.isIgnored =
            !m_localCalls && place.isCallerInside && to && proxy.IsResponsibleFor(to->GetUri());
    }
    return place;
}

std::optional<SipReply>
CallAdmissionPolicy::TakeOffer(SessionDescriptionReading reading, const Place& place, bool begins)
{
    LinkBandwidth bandwidth;
    Basis basis = Basis::Assumed;
    const auto computed = reading.description
                              ? ComputeOfferBandwidth(*reading.description, {m_linkOctets})
                              : tl::unexpected(SdpError());
    if (computed)
    {
        bandwidth = ToLink(*computed, place.isByCaller == place.isCallerInside);
        basis = Basis::Offer;
    }
    else if (m_whenUnreadable == static_cast<int>(Guess::Refuse))
    {
        m_admission({Event::Refused, place.scope, {}, basis, 488, {}});
        return MakeRefusal(488, place.host, 399, "The bandwidth of the session cannot be read");
    }
    else if (m_whenUnreadable == static_cast<int>(Guess::Assume))
    {
        bandwidth = {m_assumedRate.GetBitRate(), m_assumedRate.GetBitRate()};
    }
    const auto known = m_calls.find(place.scope);
    if (known != m_calls.end())
    {
        // Until it is answered, media may still flow as was agreed before.
        const auto held = GetBook().Find(place.scope)->bandwidth;
        bandwidth = Larger(bandwidth, known->second.agreed.value_or(held));
    }
    auto refusal = Hold(place, bandwidth, basis);
    if (refusal)
    {
        return refusal;
    }
    Call& call = m_calls.at(place.scope);
    call.isStray = !begins && (known == m_calls.end() || call.isStray);
    call.offer = std::move(reading.description);
    call.isOfferOpen = true;
    call.isOfferByCaller = place.isByCaller;
    return std::nullopt;
}

std::optional<SipReply>
CallAdmissionPolicy::TakeAnswer(const SessionDescriptionReading& reading,
                                const Place& place,
                                bool isFinal)
{
    const auto known = m_calls.find(place.scope);
    if (known == m_calls.end())
    {
        return std::nullopt; // a repetition, and the session has ended
    }
    const auto computed = reading.description
                              ? ComputeAnswerBandwidth(known->second.offer ? *known->second.offer
                                                                           : *reading.description,
                                                       *reading.description,
                                                       {m_linkOctets})
                              : tl::unexpected(SdpError());
    if (!computed)
    {
        return std::nullopt; // what the offer allows, or was assumed, stays reserved
    }
    auto bandwidth = ToLink(*computed, place.isByCaller != place.isCallerInside);
    // Another branch of a fork may yet answer, or has.
    const auto& dialogs = known->second.dialogs;
    if (!isFinal || (!dialogs.empty() && dialogs.count(place.calleeTag) == 0))
    {
        bandwidth = Larger(bandwidth, GetBook().Find(place.scope)->bandwidth);
    }
    return Hold(place, bandwidth, Basis::Answer);
}

std::optional<SipReply>
CallAdmissionPolicy::Hold(const Place& place, const LinkBandwidth& bandwidth, Basis basis)
{
    const int64_t now = GetNow();
    const auto held = GetBook().Find(place.scope);
    const auto done =
        GetBook().Reserve(place.scope,
                          bandwidth,
                          now,
                          held ? held->expiry : now + m_setupLifetime.GetNanoSeconds());
    if (!done)
    {
        const bool isFull = done.error() == AdmissionError::BookFull;
        const int code = isFull ? 503 : m_refusalCode;
        NS_LOG_INFO("no room for " << place.scope);
        m_admission({Event::Refused, place.scope, bandwidth, basis, code, {}});
        return isFull ? MakeRefusal(code, place.host, 399, "Too many calls")
                      : MakeRefusal(code, place.host, 370, "Insufficient bandwidth");
    }
    if (!held)
    {
        m_calls[place.scope].isCallerInside = place.isCallerInside;
    }
    m_admission({held ? Event::Changed : Event::Admitted, place.scope, bandwidth, basis, 0, {}});
    ScheduleExpiry();
    return std::nullopt;
}

void
CallAdmissionPolicy::Release(const std::string& scope, ReservationEnd end)
{
    const auto held = GetBook().Release(scope, end, GetNow());
    m_calls.erase(scope);
    if (held)
    {
        m_admission({Event::Released, scope, held->bandwidth, Basis::Previous, 0, end});
    }
}

void
CallAdmissionPolicy::Expire()
{
    for (const auto& [scope, reservation] : GetBook().ReleaseExpired(GetNow()))
    {
        m_calls.erase(scope);
        m_admission({Event::Released,
                     scope,
                     reservation.bandwidth,
                     Basis::Previous,
                     0,
                     ReservationEnd::Expired});
    }
    ScheduleExpiry();
}

void
CallAdmissionPolicy::ScheduleExpiry()
{
    const auto next = GetBook().GetNextExpiry();
    if (!next)
    {
        m_expiry.Cancel();
    }
    else if (m_expiry.IsExpired() || m_expiryAt > *next)
    {
        m_expiry.Cancel();
        m_expiryAt = *next;
        m_expiry = Simulator::Schedule(NanoSeconds(std::max<int64_t>(0, *next - GetNow())),
                                       &CallAdmissionPolicy::Expire,
                                       this);
    }
}

SipReply
CallAdmissionPolicy::MakeRefusal(int code,
                                 const std::string& host,
                                 int warning,
                                 const std::string& text) const
{
    SipReply reply;
    reply.code = code;
    reply.headers = {{"Warning", std::to_string(warning) + " " + host + " \"" + text + "\""}};
    if (code == 503)
    {
        reply.headers.emplace_back("Retry-After",
                                   std::to_string(m_retryAfter.GetNanoSeconds() / 1000000000));
    }
    return reply;
}

LinkBandwidth
CallAdmissionPolicy::ToLink(const SdpBandwidth& bandwidth, bool isOffererInside)
{
    return isOffererInside ? LinkBandwidth{bandwidth.toAnswerer, bandwidth.toOfferer}
                           : LinkBandwidth{bandwidth.toOfferer, bandwidth.toAnswerer};
}

} // namespace ns3
