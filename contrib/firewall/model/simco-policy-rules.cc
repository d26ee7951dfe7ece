// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/simco-policy-rules.h"

#include "ns3/assert.h"

#include <algorithm>

namespace ns3
{

namespace
{

using Tuple = SimcoAddressTuple;

/**
 * \param refusal why not
 * \return it, as an error
 */
tl::unexpected<SimcoRefusal>
Refuse(SimcoRefusal refusal)
{
    return tl::make_unexpected(refusal);
}

/**
 * \param tuple a tuple
 * \return nothing, or why no rule can have it
 */
tl::expected<void, SimcoRefusal>
CheckTuple(const Tuple& tuple)
{
    if (tuple.protocol != Tuple::UDP)
    {
        return Refuse(SimcoRefusal::ProtocolUnsupported);
    }
    if (tuple.prefix != 0 && tuple.prefix != 32)
    {
        return Refuse(SimcoRefusal::WildcardUnsupported);
    }
    // A zero never becomes a wildcard that nobody asked for.
    if (tuple.prefix == 32 && tuple.end.address == 0)
    {
        return Refuse(SimcoRefusal::BadlyFormed);
    }
    return {};
}

/**
 * \param tuple a tuple
 * \return whether it names one host and its ports
 */
bool
IsExact(const Tuple& tuple)
{
    return tuple.prefix == 32 && tuple.end.port != 0;
}

/**
 * \param tuple a tuple
 * \param index which of its ports
 * \return the end; zeros stand for any
 */
MediaEnd
GetEnd(const Tuple& tuple, uint16_t index)
{
    const uint16_t port = tuple.end.port;
    return {tuple.prefix == 0 ? 0 : tuple.end.address,
            port == 0 ? port : static_cast<uint16_t>(port + index)};
}

} // namespace

void
SimcoPolicyRules::SetFilter(Ptr<MediaFilter> filter)
{
    m_filter = filter;
}

void
SimcoPolicyRules::SetLimits(const Limits& limits)
{
    m_limits = limits;
}

SimcoMessage
SimcoPolicyRules::Answer(const SimcoMessage& request, const std::string& agent, Time now)
{
    Result result = Refuse(SimcoRefusal::WrongSubType);
    switch (SimcoTransaction{request.subType})
    {
    case SimcoTransaction::PolicyReserve:
        result = Reserve(request, agent, now);
        break;
    case SimcoTransaction::PolicyEnable:
    case SimcoTransaction::PolicyEnableAfter:
        result = Enable(request, agent, now);
        break;
    case SimcoTransaction::PolicyLifetimeChange:
        result = ChangeLifetime(request, agent, now);
        break;
    case SimcoTransaction::PolicyRuleStatus:
        result = Show(request, agent, now);
        break;
    case SimcoTransaction::SessionEstablishment:
    case SimcoTransaction::SessionTermination:
        result = Refuse(SimcoRefusal::NotApplicable);
        break;
    case SimcoTransaction::SessionAuthentication:
    case SimcoTransaction::PolicyDisable:
    case SimcoTransaction::PolicyRuleDeletion:
    case SimcoTransaction::PolicyRuleList:
    case SimcoTransaction::PolicyEnableStatus:
    case SimcoTransaction::PolicyDisableStatus:
        result = Refuse(SimcoRefusal::TransactionUnsupported);
        break;
    }
    return result ? *result : SimcoMessage::MakeRefusal(request.transaction, result.error());
}

SimcoPolicyRules::Result
SimcoPolicyRules::Reserve(const SimcoMessage& request, const std::string& agent, Time now)
{
    if (request.tuples.size() != 1 || !request.reserve || request.lifetime.value_or(0) == 0)
    {
        return Refuse(SimcoRefusal::BadlyFormed);
    }
    if (const auto good = CheckTuple(request.tuples[0]); !good)
    {
        return Refuse(good.error());
    }
    if (const SimcoRule* const made = FindMade(request, agent, false))
    {
        return Describe(request, *made, now);
    }
    const auto rule = Make(request, agent);
    if (!rule)
    {
        return Refuse(rule.error());
    }
    SetTransaction(**rule, request.transaction);
    SetExpiry(**rule, now + Seconds(std::min(*request.lifetime, m_limits.maxLifetime)));
    return Describe(request, **rule, now);
}

SimcoPolicyRules::Result
SimcoPolicyRules::Enable(const SimcoMessage& request, const std::string& agent, Time now)
{
    const auto flows = GetFlows(request);
    if (!flows)
    {
        return Refuse(flows.error());
    }
    if (request.lifetime.value_or(0) == 0)
    {
        return Refuse(SimcoRefusal::BadlyFormed);
    }
    if (const SimcoRule* const made = FindMade(request, agent, true))
    {
        return Describe(request, *made, now);
    }
    const bool isAfter = request.Is(SimcoTransaction::PolicyEnableAfter);
    auto rule = isAfter ? Find(request, agent) : Make(request, agent);
    if (!rule)
    {
        return Refuse(rule.error());
    }
    if (isAfter)
    {
        const Tuple* const same = request.FindTuple((*rule)->tuples[0].location);
        if ((*rule)->isEnabled || !same || !(*same == (*rule)->tuples[0]))
        {
            return Refuse(SimcoRefusal::Conflict);
        }
    }
    const Time lifetime = Seconds(std::min(*request.lifetime, m_limits.maxLifetime));
    auto pinholes = Open(*flows, (*rule)->id, lifetime);
    if (!pinholes)
    {
        if (!isAfter)
        {
            --m_made; // it never was
            m_rules.erase((*rule)->id);
        }
        return Refuse(SimcoRefusal::NoResources);
    }
    (*rule)->pinholes = std::move(*pinholes);
    (*rule)->isEnabled = true;
    (*rule)->tuples = request.tuples;
    (*rule)->enable = *request.enable;
    SetTransaction(**rule, request.transaction);
    SetExpiry(**rule, now + lifetime);
    return Describe(request, **rule, now);
}

SimcoPolicyRules::Result
SimcoPolicyRules::ChangeLifetime(const SimcoMessage& request, const std::string& agent, Time now)
{
    if (!request.lifetime)
    {
        return Refuse(SimcoRefusal::BadlyFormed);
    }
    const auto rule = Find(request, agent);
    if (!rule)
    {
        return Refuse(rule.error());
    }
    SimcoMessage reply = SimcoMessage::MakeReply(request);
    reply.lifetime = std::min(*request.lifetime, m_limits.maxLifetime);
    if (*reply.lifetime == 0)
    {
        Remove((*rule)->id, SimcoRuleEnd::Deleted);
        return reply;
    }
    const Time lifetime = Seconds(*reply.lifetime);
    for (const uint64_t pinhole : (*rule)->pinholes)
    {
        if (!m_filter->RefreshPinhole(pinhole, lifetime))
        {
            Remove((*rule)->id, SimcoRuleEnd::Expired); // somebody else has closed it
            return Refuse(SimcoRefusal::NoSuchRule);
        }
    }
    SetExpiry(**rule, now + lifetime);
    return reply;
}

SimcoPolicyRules::Result
SimcoPolicyRules::Show(const SimcoMessage& request, const std::string& agent, Time now)
{
    const auto rule = Find(request, agent);
    if (!rule)
    {
        return Refuse(rule.error());
    }
    SimcoMessage reply = Describe(request, **rule, now);
    reply.owner = (*rule)->owner.substr(0, SimcoMessage::MAX_TEXT);
    reply.tuples = (*rule)->tuples;
    if ((*rule)->isEnabled)
    {
        reply.enable = (*rule)->enable;
    }
    return reply;
}

tl::expected<SimcoRule*, SimcoRefusal>
SimcoPolicyRules::Find(const SimcoMessage& request, const std::string& agent)
{
    if (request.policies.size() != 1)
    {
        return Refuse(SimcoRefusal::BadlyFormed);
    }
    const auto found = m_rules.find(request.policies[0]);
    if (found == m_rules.end() || found->second.owner != agent)
    {
        return Refuse(SimcoRefusal::NoSuchRule);
    }
    return &found->second;
}

SimcoRule*
SimcoPolicyRules::FindMade(const SimcoMessage& request, const std::string& agent, bool isEnabled)
{
    const auto found = m_requests.find({agent, request.transaction});
    if (found == m_requests.end())
    {
        return nullptr;
    }
    SimcoRule& rule = m_rules.at(found->second);
    return rule.isEnabled == isEnabled && rule.tuples == request.tuples ? &rule : nullptr;
}

tl::expected<SimcoRule*, SimcoRefusal>
SimcoPolicyRules::Make(const SimcoMessage& request, const std::string& agent)
{
    if (m_rules.size() >= m_limits.maxRules)
    {
        return Refuse(SimcoRefusal::NoResources);
    }
    while (m_nextId == 0 || m_rules.count(m_nextId) > 0)
    {
        ++m_nextId;
    }
    SimcoRule& rule = m_rules[m_nextId];
    rule.id = m_nextId++;
    rule.group = request.group.value_or(rule.id);
    rule.owner = agent;
    rule.tuples = request.tuples;
    ++m_made;
    return &rule;
}

tl::expected<std::vector<MediaFlow>, SimcoRefusal>
SimcoPolicyRules::GetFlows(const SimcoMessage& request) const
{
    const Tuple* const internal = request.FindTuple(Tuple::Internal);
    const Tuple* const external = request.FindTuple(Tuple::External);
    if (!request.enable || !internal || !external)
    {
        return Refuse(SimcoRefusal::BadlyFormed);
    }
    for (const Tuple* const each : {internal, external})
    {
        if (const auto good = CheckTuple(*each); !good)
        {
            return Refuse(good.error());
        }
    }
    const bool isOneAny = internal->end.port == 0 || external->end.port == 0;
    const uint16_t ports = std::max(internal->ports, external->ports);
    if (ports > m_limits.maxPorts || (!isOneAny && internal->ports != external->ports))
    {
        return Refuse(SimcoRefusal::BadlyFormed);
    }
    std::vector<MediaFlow> flows;
    for (uint16_t i = 0; i < ports; ++i)
    {
        if (request.enable->direction & SimcoEnableSet::Inbound)
        {
            flows.push_back({GetEnd(*external, i), GetEnd(*internal, i)});
        }
        if (request.enable->direction & SimcoEnableSet::Outbound)
        {
            flows.push_back({GetEnd(*internal, i), GetEnd(*external, i)});
        }
    }
    // A pinhole says where to; whence may be any.
    const bool areExact =
        (IsExact(*internal) || !(request.enable->direction & SimcoEnableSet::Inbound)) &&
        (IsExact(*external) || !(request.enable->direction & SimcoEnableSet::Outbound));
    return areExact ? tl::expected<std::vector<MediaFlow>, SimcoRefusal>(std::move(flows))
                    : Refuse(SimcoRefusal::WildcardUnsupported);
}

std::optional<std::vector<uint64_t>>
SimcoPolicyRules::Open(const std::vector<MediaFlow>& flows, uint32_t id, Time lifetime)
{
    NS_ASSERT_MSG(m_filter, "a middlebox without a filter");
    std::vector<uint64_t> pinholes;
    for (const MediaFlow& flow : flows)
    {
        const auto pinhole =
            m_filter->OpenPinhole(flow, "simco-" + std::to_string(id), lifetime, Time());
        if (!pinhole)
        {
            for (const uint64_t each : pinholes)
            {
                m_filter->ClosePinhole(each);
            }
            return std::nullopt;
        }
        pinholes.push_back(*pinhole);
    }
    return pinholes;
}

void
SimcoPolicyRules::SetExpiry(SimcoRule& rule, Time expiry)
{
    m_expiries.erase({rule.expiry, rule.id});
    rule.expiry = expiry;
    m_expiries.insert({rule.expiry, rule.id});
}

void
SimcoPolicyRules::SetTransaction(SimcoRule& rule, uint32_t transaction)
{
    const auto former = m_requests.find({rule.owner, rule.transaction});
    if (former != m_requests.end() && former->second == rule.id)
    {
        m_requests.erase(former);
    }
    rule.transaction = transaction;
    m_requests[{rule.owner, transaction}] = rule.id;
}

SimcoRule
SimcoPolicyRules::Remove(uint32_t id, SimcoRuleEnd end)
{
    const auto found = m_rules.find(id);
    NS_ASSERT(found != m_rules.end());
    SimcoRule rule = std::move(found->second);
    m_rules.erase(found);
    m_expiries.erase({rule.expiry, rule.id});
    const auto request = m_requests.find({rule.owner, rule.transaction});
    if (request != m_requests.end() && request->second == rule.id)
    {
        m_requests.erase(request);
    }
    for (const uint64_t pinhole : rule.pinholes)
    {
        m_filter->ClosePinhole(pinhole,
                               end == SimcoRuleEnd::Expired ? PinholeEnd::Expired
                                                            : PinholeEnd::Released);
    }
    ++m_ended[static_cast<std::size_t>(end)];
    return rule;
}

std::vector<SimcoRule>
SimcoPolicyRules::TakeExpired(Time now)
{
    std::vector<SimcoRule> rules;
    while (!m_expiries.empty() && m_expiries.begin()->first <= now)
    {
        rules.push_back(Remove(m_expiries.begin()->second, SimcoRuleEnd::Expired));
    }
    return rules;
}

void
SimcoPolicyRules::Clear()
{
    while (!m_rules.empty())
    {
        Remove(m_rules.begin()->first, SimcoRuleEnd::Lost);
    }
}

std::optional<Time>
SimcoPolicyRules::GetNextExpiry() const
{
    return m_expiries.empty() ? std::nullopt : std::optional<Time>(m_expiries.begin()->first);
}

std::size_t
SimcoPolicyRules::GetSize() const
{
    return m_rules.size();
}

uint64_t
SimcoPolicyRules::GetMade() const
{
    return m_made;
}

uint64_t
SimcoPolicyRules::GetEnded(SimcoRuleEnd end) const
{
    return m_ended[static_cast<std::size_t>(end)];
}

bool
SimcoPolicyRules::IsBalanced() const
{
    return m_made == m_ended[0] + m_ended[1] + m_ended[2] + m_rules.size() &&
           m_expiries.size() == m_rules.size() && m_requests.size() <= m_rules.size();
}

SimcoMessage
SimcoPolicyRules::Describe(const SimcoMessage& request, const SimcoRule& rule, Time now)
{
    SimcoMessage reply = SimcoMessage::MakeReply(request);
    reply.policies = {rule.id};
    reply.group = rule.group;
    reply.lifetime = static_cast<uint32_t>(std::max(0.0, (rule.expiry - now).GetSeconds()));
    // A packet filter shows each host as it is: A2 is A0, and A1 is A3.
    for (Tuple tuple : rule.tuples)
    {
        tuple.location = tuple.location == Tuple::Internal || tuple.location == Tuple::Outside
                             ? Tuple::Outside
                             : Tuple::Inside;
        reply.tuples.push_back(tuple);
    }
    return reply;
}

} // namespace ns3
