// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/direct-firewall-control.h"

#include "ns3/boolean.h"
#include "ns3/enum.h"
#include "ns3/integer-enum-accessor.h"
#include "ns3/log.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <utility>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("DirectFirewallControl");
NS_OBJECT_ENSURE_REGISTERED(DirectFirewallControl);

namespace
{

/**
 * \param error why a filter opened no pinhole
 * \return the same in the words of a control
 */
FirewallError
Translate(PinholeError error)
{
    switch (error)
    {
    case PinholeError::Full:
        return {FirewallError::Kind::Exhausted, "the firewall has no room for another pinhole"};
    case PinholeError::Crowded:
        return {FirewallError::Kind::Exhausted, "too many calls want the same flow"};
    case PinholeError::Invalid:
        break;
    }
    return {FirewallError::Kind::Refused, "no such pinhole can be"};
}

} // namespace

TypeId
DirectFirewallControl::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::DirectFirewallControl")
            .SetParent<FirewallControl>()
            .SetGroupName("Firewall")
            .AddConstructor<DirectFirewallControl>()
            .AddAttribute("Lifetime",
                          "How long a pinhole stays open unless it is refreshed; it is, each half "
                          "of this.",
                          TimeValue(Seconds(120)),
                          MakeTimeAccessor(&DirectFirewallControl::m_lifetime),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("IdleTimeout",
                          "How long a pinhole may go unused; zero: for ever. RFC 6263 section 7 "
                          "has media or keepalives at least every 15 s.",
                          TimeValue(Seconds(30)),
                          MakeTimeAccessor(&DirectFirewallControl::m_idleTimeout),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("EarlyMedia",
                          "Whether media may come from any source to who made an offer, until "
                          "there is an answer. An offer is not proved: with this, whoever can send "
                          "one opens a hole to an address of its choice.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&DirectFirewallControl::m_earlyMedia),
                          MakeBooleanChecker())
            .AddAttribute("EarlyLifetime",
                          "How long that is open, used or not.",
                          TimeValue(Seconds(180)),
                          MakeTimeAccessor(&DirectFirewallControl::m_earlyLifetime),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("Rtcp",
                          "Whether RTCP passes too.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&DirectFirewallControl::m_rtcp),
                          MakeBooleanChecker())
            .AddAttribute("Source",
                          "What is taken for the source of media: the very end where its sender "
                          "receives (symmetric RTP, RFC 4961), that address, or any.",
                          EnumValue(static_cast<int>(MediaSource::Symmetric)),
                          MakeIntegerEnumAccessor(&DirectFirewallControl::m_source, 0),
                          MakeEnumChecker(static_cast<int>(MediaSource::Symmetric),
                                          "Symmetric",
                                          static_cast<int>(MediaSource::Address),
                                          "Address",
                                          static_cast<int>(MediaSource::Any),
                                          "Any"))
            .AddAttribute("MaxCalls",
                          "For how many calls something may be open at the same time.",
                          UintegerValue(10000),
                          MakeUintegerAccessor(&DirectFirewallControl::m_maxCalls),
                          MakeUintegerChecker<uint32_t>(1));
    return tid;
}

DirectFirewallControl::DirectFirewallControl() = default;

DirectFirewallControl::~DirectFirewallControl() = default;

void
DirectFirewallControl::AddFilter(Ptr<MediaFilter> filter)
{
    m_filters.push_back(filter);
}

tl::expected<void, FirewallError>
DirectFirewallControl::Open(const std::string& call,
                            const std::vector<MediaFlow>& flows,
                            bool isEarly)
{
    if (flows.empty())
    {
        return {};
    }
    if (m_calls.count(call) == 0 && m_calls.size() >= m_maxCalls)
    {
        return tl::make_unexpected(
            FirewallError{FirewallError::Kind::Exhausted, "there are too many calls"});
    }
    const Time lifetime = isEarly ? m_earlyLifetime : m_lifetime;
    const Time idleTimeout = isEarly ? Time() : m_idleTimeout;
    Call& openings = m_calls[call];
    std::vector<std::pair<std::size_t, uint64_t>> opened;
    std::map<MediaFlow, Opening> wanted;
    for (const auto& flow : flows)
    {
        const auto former = openings.find(flow);
        // What was open for early media gets other timers.
        const bool isKnown = former != openings.end() && former->second.isEarly == isEarly;
        Opening& opening = wanted[flow];
        opening.isEarly = isEarly;
        opening.ids = isKnown ? former->second.ids : std::vector<uint64_t>();
        opening.ids.resize(m_filters.size());
        for (std::size_t i = 0; i < m_filters.size(); ++i)
        {
            if (m_filters[i]->GetTable().Find(opening.ids[i]))
            {
                continue;
            }
            const auto id = m_filters[i]->OpenPinhole(flow, call, lifetime, idleTimeout);
            if (!id)
            {
                for (const auto& [filter, pinhole] : opened)
                {
                    m_filters[filter]->ClosePinhole(pinhole);
                }
                if (openings.empty())
                {
                    m_calls.erase(call);
                }
                return tl::make_unexpected(Translate(id.error()));
            }
            opening.ids[i] = *id;
            opened.emplace_back(i, *id);
        }
    }
    for (auto& [flow, opening] : wanted)
    {
        for (std::size_t i = 0; i < m_filters.size(); ++i)
        {
            m_filters[i]->RefreshPinhole(opening.ids[i], lifetime);
        }
        openings[flow] = opening;
    }
    Schedule();
    return {};
}

void
DirectFirewallControl::Reserve(const std::string& call,
                               const std::vector<MediaStreamEnds>& streams,
                               Done done)
{
    std::vector<MediaFlow> flows;
    const auto known = m_calls.find(call);
    for (const auto& flow :
         m_earlyMedia ? MakeEarlyMediaRules(streams, m_rtcp) : std::vector<MediaFlow>())
    {
        // Where media of the call comes already, nothing wider is needed.
        const bool isThere = known != m_calls.end() &&
                             std::any_of(known->second.begin(),
                                         known->second.end(),
                                         [&](const auto& each)
                                         {
                                             return !each.second.isEarly &&
                                                    each.first.destination == flow.destination &&
                                                    IsOpen(each.second);
                                         });
        if (!isThere)
        {
            flows.push_back(flow);
        }
    }
    const auto opened = Open(call, flows, true);
    const auto now = m_calls.find(call);
    if (opened && now != m_calls.end())
    {
        for (auto each = now->second.begin(); each != now->second.end();)
        {
            const bool isOld = each->second.isEarly &&
                               std::find(flows.begin(), flows.end(), each->first) == flows.end();
            if (isOld)
            {
                Close(each->second, PinholeEnd::Replaced);
            }
            each = isOld ? now->second.erase(each) : std::next(each);
        }
        if (now->second.empty())
        {
            m_calls.erase(now);
        }
    }
    done(opened.map(
             []
             {
                 return FirewallGrant();
             }),
         Work());
}

void
DirectFirewallControl::Enable(const std::string& call,
                              const std::vector<MediaStreamEnds>& streams,
                              Done done)
{
    const MediaRuleSettings settings{static_cast<MediaSource>(m_source), m_rtcp};
    const auto flows = MakeMediaRules(streams, settings);
    const auto opened = Open(call, flows, false);
    const auto found = m_calls.find(call);
    if (opened && found != m_calls.end())
    {
        for (auto each = found->second.begin(); each != found->second.end();)
        {
            const bool isOld = std::find(flows.begin(), flows.end(), each->first) == flows.end();
            if (isOld)
            {
                Close(each->second,
                      each->second.isEarly ? PinholeEnd::Replaced : PinholeEnd::Released);
            }
            each = isOld ? found->second.erase(each) : std::next(each);
        }
        if (found->second.empty())
        {
            m_calls.erase(found);
        }
    }
    done(opened.map(
             []
             {
                 return FirewallGrant();
             }),
         Work());
}

void
DirectFirewallControl::Release(const std::string& call)
{
    const auto found = m_calls.find(call);
    if (found == m_calls.end())
    {
        return;
    }
    for (const auto& [flow, opening] : found->second)
    {
        Close(opening, PinholeEnd::Released);
    }
    m_calls.erase(found);
    if (m_calls.empty())
    {
        m_refresh.Cancel();
    }
}

void
DirectFirewallControl::Close(const Opening& opening, PinholeEnd end)
{
    for (std::size_t i = 0; i < opening.ids.size(); ++i)
    {
        m_filters[i]->ClosePinhole(opening.ids[i], end);
    }
}

bool
DirectFirewallControl::IsOpen(const Opening& opening) const
{
    for (std::size_t i = 0; i < opening.ids.size(); ++i)
    {
        if (m_filters[i]->GetTable().Find(opening.ids[i]))
        {
            return true;
        }
    }
    return false;
}

void
DirectFirewallControl::Schedule()
{
    if (m_refresh.IsExpired())
    {
        m_refresh = Simulator::Schedule(m_lifetime / 2, &DirectFirewallControl::Refresh, this);
    }
}

void
DirectFirewallControl::Refresh()
{
    for (auto call = m_calls.begin(); call != m_calls.end();)
    {
        for (auto each = call->second.begin(); each != call->second.end();)
        {
            Opening& opening = each->second;
            for (std::size_t i = 0; !opening.isEarly && i < opening.ids.size(); ++i)
            {
                m_filters[i]->RefreshPinhole(opening.ids[i], m_lifetime);
            }
            each = IsOpen(opening) ? std::next(each) : call->second.erase(each);
        }
        call = call->second.empty() ? m_calls.erase(call) : std::next(call);
    }
    if (!m_calls.empty())
    {
        Schedule();
    }
}

std::size_t
DirectFirewallControl::GetCalls() const
{
    return m_calls.size();
}

void
DirectFirewallControl::DoDispose()
{
    m_refresh.Cancel();
    m_calls.clear();
    m_filters.clear();
    FirewallControl::DoDispose();
}

} // namespace ns3
