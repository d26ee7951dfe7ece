// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/simco-firewall-control.h"

#include "ns3/boolean.h"
#include "ns3/enum.h"
#include "ns3/integer-enum-accessor.h"
#include "ns3/log.h"
#include "ns3/media-stream-rules.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <utility>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("SimcoFirewallControl");
NS_OBJECT_ENSURE_REGISTERED(SimcoFirewallControl);

TypeId
SimcoFirewallControl::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::SimcoFirewallControl")
            .SetParent<FirewallControl>()
            .SetGroupName("Firewall")
            .AddConstructor<SimcoFirewallControl>()
            .AddAttribute("Lifetime",
                          "Lifetime that is asked for a rule, in whole seconds; it is refreshed at "
                          "half of what is granted.",
                          TimeValue(Seconds(120)),
                          MakeTimeAccessor(&SimcoFirewallControl::m_lifetime),
                          MakeTimeChecker(Seconds(1)))
            .AddAttribute("EarlyMedia",
                          "Whether media may come from any source to who made an offer, until "
                          "there is an answer. If not, its rules are reserved only.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&SimcoFirewallControl::m_earlyMedia),
                          MakeBooleanChecker())
            .AddAttribute("EarlyLifetime",
                          "How long what an offer brought lasts, in whole seconds.",
                          TimeValue(Seconds(180)),
                          MakeTimeAccessor(&SimcoFirewallControl::m_earlyLifetime),
                          MakeTimeChecker(Seconds(1)))
            .AddAttribute("Rtcp",
                          "Whether RTCP passes too.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&SimcoFirewallControl::m_rtcp),
                          MakeBooleanChecker())
            .AddAttribute("Source",
                          "What is taken for the source of media: the very end where its sender "
                          "receives (symmetric RTP, RFC 4961), that address, or any.",
                          EnumValue(static_cast<int>(MediaSource::Symmetric)),
                          MakeIntegerEnumAccessor(&SimcoFirewallControl::m_source, 0),
                          MakeEnumChecker(static_cast<int>(MediaSource::Symmetric),
                                          "Symmetric",
                                          static_cast<int>(MediaSource::Address),
                                          "Address",
                                          static_cast<int>(MediaSource::Any),
                                          "Any"))
            .AddAttribute("MaxCalls",
                          "How many calls there may be at the same time.",
                          UintegerValue(10000),
                          MakeUintegerAccessor(&SimcoFirewallControl::m_maxCalls),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("InsideNetwork",
                          "Which hosts are internal, with InsideMask.",
                          Ipv4AddressValue(Ipv4Address::GetAny()),
                          MakeIpv4AddressAccessor(&SimcoFirewallControl::m_insideNet),
                          MakeIpv4AddressChecker())
            .AddAttribute("InsideMask",
                          "See InsideNetwork; 0.0.0.0: the caller of each call is internal.",
                          Ipv4MaskValue(Ipv4Mask::GetZero()),
                          MakeIpv4MaskAccessor(&SimcoFirewallControl::m_insideMask),
                          MakeIpv4MaskChecker())
            .AddTraceSource("MessageSent",
                            "The agent has sent a message.",
                            MakeTraceSourceAccessor(&SimcoFirewallControl::m_sentTrace),
                            "ns3::SimcoFirewallControl::MessageTracedCallback")
            .AddTraceSource("MessageReceived",
                            "The agent has received a message.",
                            MakeTraceSourceAccessor(&SimcoFirewallControl::m_receivedTrace),
                            "ns3::SimcoFirewallControl::MessageTracedCallback");
    return tid;
}

SimcoFirewallControl::SimcoFirewallControl()
    : m_agent(CreateObject<SimcoAgent>())
{
    SimcoAgent::Handlers handlers;
    handlers.ready = [this]
    {
        OnReady();
    };
    handlers.event = [this](const SimcoMessage& event)
    {
        OnEvent(event);
    };
    handlers.late = [this](const SimcoMessage&, const SimcoMessage& reply)
    {
        // A rule that was given up is there after all.
        if (reply.policies.size() == 1 && m_numbers.count(reply.policies[0]) == 0)
        {
            Delete(reply.policies[0]);
        }
    };
    m_agent->SetHandlers(std::move(handlers));
    m_agent->TraceConnectWithoutContext("MessageSent",
                                        Callback<void, const SimcoMessage&, uint32_t>(
                                            [this](const SimcoMessage& message, uint32_t octets)
                                            {
                                                m_sentTrace(message, octets);
                                            }));
    m_agent->TraceConnectWithoutContext("MessageReceived",
                                        Callback<void, const SimcoMessage&, uint32_t>(
                                            [this](const SimcoMessage& message, uint32_t octets)
                                            {
                                                m_receivedTrace(message, octets);
                                            }));
}

SimcoFirewallControl::~SimcoFirewallControl() = default;

void
SimcoFirewallControl::DoDispose()
{
    for (auto& [number, rule] : m_rules)
    {
        rule.timer.Cancel();
    }
    m_rules.clear();
    m_calls.clear();
    m_numbers.clear();
    m_agent->Dispose();
    FirewallControl::DoDispose();
}

Ptr<SimcoAgent>
SimcoFirewallControl::GetAgent() const
{
    return m_agent;
}

std::size_t
SimcoFirewallControl::GetCalls() const
{
    return m_calls.size();
}

std::size_t
SimcoFirewallControl::GetRules() const
{
    return m_rules.size();
}

std::vector<SimcoWish>
SimcoFirewallControl::MakeWishes(const std::vector<MediaStreamEnds>& streams,
                                 const std::vector<MediaFlow>& flows,
                                 SimcoWish::Kind kind) const
{
    std::set<MediaEnd> callers;
    for (const auto& [caller, callee] : streams)
    {
        if (caller)
        {
            callers.insert({caller->media, caller->control});
        }
    }
    const uint32_t mask = m_insideMask.Get();
    return MakeSimcoWishes(flows,
                           kind,
                           [&](const MediaEnd& end)
                           {
                               return mask == 0
                                          ? callers.count(end) > 0
                                          : (end.address & mask) == (m_insideNet.Get() & mask);
                           });
}

void
SimcoFirewallControl::Reserve(const std::string& call,
                              const std::vector<MediaStreamEnds>& streams,
                              Done done)
{
    if (const auto batch = MakeBatch(call, std::move(done)))
    {
        auto wishes =
            MakeWishes(streams,
                       MakeEarlyMediaRules(streams, m_rtcp),
                       m_earlyMedia ? SimcoWish::Kind::Early : SimcoWish::Kind::Reservation);
        // Who is reached already, as in an offer within a call, needs no reservation.
        const auto isReached = [this, &known = m_calls.at(call)](const SimcoWish& wish)
        {
            return std::any_of(known.rules.begin(),
                               known.rules.end(),
                               [&](uint64_t number)
                               {
                                   const Rule& rule = m_rules.at(number);
                                   return rule.wish.kind == SimcoWish::Kind::Media &&
                                          (rule.wish.internal == wish.GetKnown() ||
                                           rule.wish.external == wish.GetKnown());
                               });
        };
        wishes.erase(std::remove_if(wishes.begin(), wishes.end(), isReached), wishes.end());
        Want(batch, wishes);
    }
}

void
SimcoFirewallControl::Enable(const std::string& call,
                             const std::vector<MediaStreamEnds>& streams,
                             Done done)
{
    if (const auto batch = MakeBatch(call, std::move(done)))
    {
        batch->stale = m_calls.at(call).rules;
        const auto flows = MakeMediaRules(streams, {static_cast<MediaSource>(m_source), m_rtcp});
        Want(batch, MakeWishes(streams, flows, SimcoWish::Kind::Media));
    }
}

std::shared_ptr<SimcoFirewallControl::Batch>
SimcoFirewallControl::MakeBatch(const std::string& call, Done done)
{
    if (m_calls.count(call) == 0 && m_calls.size() >= m_maxCalls)
    {
        done(tl::make_unexpected(
                 FirewallError{FirewallError::Kind::Exhausted, "there are too many calls"}),
             Work());
        return nullptr;
    }
    Call& entry = m_calls[call];
    if (entry.serial == 0)
    {
        entry.serial = m_next++;
    }
    ++entry.batches;
    auto batch = std::make_shared<Batch>();
    batch->number = m_next++;
    batch->call = call;
    batch->serial = entry.serial;
    batch->done = std::move(done);
    return batch;
}

std::optional<uint64_t>
SimcoFirewallControl::FindRule(const Call& call, const SimcoWish& wish) const
{
    std::optional<uint64_t> reserved;
    for (const uint64_t number : call.rules)
    {
        const Rule& rule = m_rules.at(number);
        if (rule.wish == wish)
        {
            return number;
        }
        const bool isFor =
            rule.wish.kind == SimcoWish::Kind::Reservation && !rule.isAsking &&
            wish.kind == SimcoWish::Kind::Media &&
            (rule.wish.GetKnown() == wish.internal || rule.wish.GetKnown() == wish.external);
        if (isFor && !reserved)
        {
            reserved = number;
        }
    }
    return reserved;
}

void
SimcoFirewallControl::Want(const std::shared_ptr<Batch>& batch,
                           const std::vector<SimcoWish>& wishes)
{
    ++batch->pending; // this itself: answers may come at once
    Call& call = m_calls.at(batch->call);
    std::vector<std::pair<uint64_t, uint32_t>> asked;
    for (const SimcoWish& wish : wishes)
    {
        const auto found = FindRule(call, wish);
        const uint64_t number = found ? *found : m_next++;
        Rule& rule = m_rules[number];
        batch->stale.erase(number);
        rule.wanted = batch->number;
        if (!found || !(rule.wish == wish))
        {
            rule.call = batch->call;
            rule.wish = wish;
            call.rules.insert(number);
            batch->fresh.insert(number);
            asked.emplace_back(number, rule.id.value_or(0));
            rule.isAsking = true;
        }
        if (rule.isAsking)
        {
            rule.batches.push_back(batch);
            ++batch->pending;
        }
    }
    for (const auto& [number, reservation] : asked)
    {
        Ask(number, reservation);
    }
    Settle({batch}, nullptr);
}

void
SimcoFirewallControl::Settle(const std::vector<std::shared_ptr<Batch>>& batches,
                             const FirewallError* error)
{
    for (const auto& batch : batches)
    {
        if (error && !batch->error)
        {
            batch->error = *error;
        }
        if (--batch->pending == 0)
        {
            Finish(*batch);
        }
    }
}

void
SimcoFirewallControl::Finish(Batch& batch)
{
    const auto call = m_calls.find(batch.call);
    if (call == m_calls.end() || call->second.serial != batch.serial)
    {
        return; // it was released
    }
    --call->second.batches;
    for (const uint64_t number : batch.error ? batch.fresh : batch.stale)
    {
        const auto rule = m_rules.find(number);
        if (rule != m_rules.end() && rule->second.wanted <= batch.number)
        {
            Drop(number);
        }
    }
    ForgetCall(batch.call);
    const Done done = std::exchange(batch.done, nullptr);
    if (batch.error)
    {
        done(tl::make_unexpected(*batch.error), Work());
    }
    else
    {
        done(FirewallGrant(), Work());
    }
}

void
SimcoFirewallControl::ForgetCall(const std::string& call)
{
    const auto found = m_calls.find(call);
    if (found != m_calls.end() && found->second.rules.empty() && found->second.batches == 0)
    {
        m_calls.erase(found);
    }
}

void
SimcoFirewallControl::Release(const std::string& call)
{
    const auto found = m_calls.find(call);
    if (found == m_calls.end())
    {
        return;
    }
    const std::set<uint64_t> rules = std::move(found->second.rules);
    m_calls.erase(found);
    for (const uint64_t number : rules)
    {
        Drop(number);
    }
}

} // namespace ns3
