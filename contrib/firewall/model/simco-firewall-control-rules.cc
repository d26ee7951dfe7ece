// SPDX-License-Identifier: GPL-2.0-only
// What becomes of single rules: asked for, refreshed, asked for again, deleted.

#include "ns3/simco-firewall-control.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace ns3
{

namespace
{

/**
 * \param time some time
 * \return it in s as SIMCO has it, at least 1
 */
uint32_t
ToLifetime(Time time)
{
    return static_cast<uint32_t>(std::clamp(std::ceil(time.GetSeconds()), 1.0, 4294967295.0));
}

} // namespace

void
SimcoFirewallControl::Ask(uint64_t number, uint32_t reservation)
{
    const auto found = m_rules.find(number);
    if (found == m_rules.end())
    {
        return;
    }
    Rule& rule = found->second;
    rule.isAsking = true;
    rule.timer.Cancel();
    const uint32_t lifetime =
        ToLifetime(rule.wish.kind == SimcoWish::Kind::Media ? m_lifetime : m_earlyLifetime);
    m_agent->Request(rule.wish.MakeRequest(lifetime, reservation),
                     [this, number, reservation](const auto& result)
                     {
                         Answered(number, reservation, result);
                     });
}

void
SimcoFirewallControl::Answered(uint64_t number,
                               uint32_t reservation,
                               const tl::expected<SimcoMessage, FirewallError>& result)
{
    const auto found = m_rules.find(number);
    if (found == m_rules.end())
    {
        return;
    }
    Rule& rule = found->second;
    rule.isAsking = false;
    const bool isGood = result && result->policies.size() == 1;
    if (isGood)
    {
        if (rule.id)
        {
            m_numbers.erase(*rule.id);
        }
        rule.id = result->policies[0];
        rule.lifetime = std::max(1U, result->lifetime.value_or(1));
        m_numbers[*rule.id] = number;
    }
    const bool isGone =
        !result && result.error().kind == FirewallError::Kind::Unknown && reservation != 0;
    if (isGone && rule.id)
    {
        m_numbers.erase(*rule.id);
        rule.id.reset();
    }
    if (rule.isUnwanted)
    {
        Drop(number);
        return;
    }
    if (isGone)
    {
        Ask(number, 0); // the reservation has expired
        return;
    }
    const auto batches = std::exchange(rule.batches, {});
    if (isGood)
    {
        if (rule.wish.kind == SimcoWish::Kind::Media)
        {
            Schedule(number, MilliSeconds(500) * static_cast<int64_t>(rule.lifetime));
        }
        Settle(batches, nullptr);
        return;
    }
    const FirewallError error =
        result ? FirewallError{FirewallError::Kind::Refused, "a reply without a rule"}
               : result.error();
    if (batches.empty())
    {
        Schedule(number, m_lifetime / int64_t{4}); // it was there before: it is asked for again
        return;
    }
    Drop(number);
    Settle(batches, &error);
}

void
SimcoFirewallControl::Drop(uint64_t number)
{
    const auto found = m_rules.find(number);
    if (found == m_rules.end())
    {
        return;
    }
    Rule& rule = found->second;
    if (rule.isAsking)
    {
        // The reply tells what to delete.
        rule.isUnwanted = true;
        rule.timer.Cancel();
        const auto call = m_calls.find(rule.call);
        if (call != m_calls.end())
        {
            call->second.rules.erase(number);
        }
        return;
    }
    const std::optional<uint32_t> id = rule.id;
    Forget(number);
    if (id)
    {
        Delete(*id);
    }
}

void
SimcoFirewallControl::Forget(uint64_t number)
{
    const auto found = m_rules.find(number);
    if (found == m_rules.end())
    {
        return;
    }
    Rule& rule = found->second;
    rule.timer.Cancel();
    if (rule.id)
    {
        m_numbers.erase(*rule.id);
    }
    const std::string name = rule.call;
    m_rules.erase(found);
    const auto call = m_calls.find(name);
    if (call != m_calls.end())
    {
        call->second.rules.erase(number);
    }
}

void
SimcoFirewallControl::Delete(uint32_t id)
{
    SimcoMessage request = SimcoMessage::MakeRequest(SimcoTransaction::PolicyLifetimeChange);
    request.policies = {id};
    request.lifetime = 0;
    m_agent->Request(std::move(request),
                     [](const auto&)
                     {
                     });
}

void
SimcoFirewallControl::Schedule(uint64_t number, Time delay)
{
    Rule& rule = m_rules.at(number);
    rule.timer.Cancel();
    rule.timer = Simulator::Schedule(delay, &SimcoFirewallControl::Refresh, this, number);
}

void
SimcoFirewallControl::Refresh(uint64_t number)
{
    const auto found = m_rules.find(number);
    if (found == m_rules.end() || found->second.isAsking)
    {
        return;
    }
    if (!found->second.id)
    {
        Ask(number, 0);
        return;
    }
    Schedule(number, m_lifetime / int64_t{4}); // unless something comes back before
    SimcoMessage request = SimcoMessage::MakeRequest(SimcoTransaction::PolicyLifetimeChange);
    request.policies = {*found->second.id};
    request.lifetime = ToLifetime(m_lifetime);
    m_agent->Request(
        std::move(request),
        [this, number, id = *found->second.id](
            const tl::expected<SimcoMessage, FirewallError>& result)
        {
            const auto rule = m_rules.find(number);
            if (rule == m_rules.end() || rule->second.id != id || rule->second.isAsking)
            {
                return;
            }
            if (result)
            {
                rule->second.lifetime = std::max(1U, result->lifetime.value_or(1));
                Schedule(number, MilliSeconds(500) * static_cast<int64_t>(rule->second.lifetime));
            }
            else if (result.error().kind == FirewallError::Kind::Unknown)
            {
                m_numbers.erase(id);
                rule->second.id.reset();
                Ask(number, 0);
            }
        });
}

void
SimcoFirewallControl::OnReady()
{
    std::vector<uint64_t> numbers;
    for (const auto& [number, rule] : m_rules)
    {
        if (rule.wish.kind == SimcoWish::Kind::Media && !rule.isAsking)
        {
            numbers.push_back(number);
        }
    }
    for (const uint64_t number : numbers)
    {
        Refresh(number);
    }
}

void
SimcoFirewallControl::OnEvent(const SimcoMessage& event)
{
    const auto found =
        event.policies.size() == 1 ? m_numbers.find(event.policies[0]) : m_numbers.end();
    if (found == m_numbers.end() || event.lifetime.value_or(0) != 0)
    {
        return;
    }
    const uint64_t number = found->second;
    Rule& rule = m_rules.at(number);
    if (rule.isAsking)
    {
        return; // the reply to PEA says more
    }
    if (rule.wish.kind == SimcoWish::Kind::Media)
    {
        m_numbers.erase(found);
        rule.id.reset();
        Ask(number, 0);
        return;
    }
    const std::string call = rule.call;
    Forget(number);
    ForgetCall(call);
}

} // namespace ns3
