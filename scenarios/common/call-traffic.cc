// SPDX-License-Identifier: GPL-2.0-only

#include "call-traffic.h"

#include "ns3/callback.h"
#include "ns3/double.h"
#include "ns3/simulator.h"

namespace ns3
{

namespace
{

/// From the last hang-up to the end of the simulation: longer than a BYE takes.
const Time GRACE = Seconds(2);
/// From the last arrival to the last hang-up: longer than it takes to set up a call.
const Time SETUP = MilliSeconds(500);

} // namespace

CallTraffic::CallTraffic(Ptr<SipUserAgent> caller,
                         const SipUri& target,
                         Ptr<TrafficDescriber> describer,
                         const Plan& plan)
    : m_caller(caller)
    , m_target(target)
    , m_describer(describer)
    , m_plan(plan)
    , m_between(CreateObject<ExponentialRandomVariable>())
    , m_holding(CreateObject<ExponentialRandomVariable>())
    , m_choice(CreateObject<UniformRandomVariable>())
{
    m_between->SetAttribute("Mean", DoubleValue(1 / plan.arrivalsPerSecond));
    m_holding->SetAttribute("Mean", DoubleValue(plan.meanHolding.GetSeconds()));
    m_between->SetStream(1);
    m_holding->SetStream(2);
    m_choice->SetStream(3);
    m_caller->TraceConnectWithoutContext("CallState", MakeCallback(&CallTraffic::OnState, this));
}

void
CallTraffic::Run()
{
    Simulator::Schedule(m_plan.begin, &CallTraffic::ScheduleArrival, this);
    Simulator::Stop(m_plan.begin + m_plan.limit);
    Simulator::Run();
    m_caller->TraceDisconnectWithoutContext("CallState", MakeCallback(&CallTraffic::OnState, this));
    m_active.clear();
}

const std::vector<CallTraffic::Record>&
CallTraffic::GetCalls() const
{
    return m_calls;
}

bool
CallTraffic::IsOver() const
{
    return m_isFinishing && m_decided == m_plan.calls && m_caller->GetCalls().empty();
}

void
CallTraffic::ScheduleArrival()
{
    Simulator::Schedule(Seconds(m_between->GetValue()), &CallTraffic::Arrive, this);
}

void
CallTraffic::Arrive()
{
    if (m_isFinishing)
    {
        return;
    }
    ScheduleArrival();
    // The same draws, whatever becomes of the call.
    Active active;
    active.index = m_calls.size();
    active.holding = Seconds(m_holding->GetValue());
    double left = m_choice->GetValue();
    Record record;
    while (record.kind + 1 < m_plan.kinds.size() && left >= m_plan.kinds[record.kind].share)
    {
        left -= m_plan.kinds[record.kind].share;
        ++record.kind;
    }
    record.isCounted = Simulator::Now() >= m_plan.begin + m_plan.warmUp && m_counted < m_plan.calls;
    m_counted += record.isCounted ? 1 : 0;
    m_calls.push_back(record);
    m_describer->SetNextFormat(m_plan.kinds[record.kind].payloadType);
    active.call = m_caller->Invite(m_target);
    if (active.call->GetState() == SipCallState::Ended)
    {
        m_calls.back().code = active.call->GetStatusCode();
        m_calls.back().isOver = true;
        Decide(active.index);
        return;
    }
    m_active.emplace(active.index, active);
}

void
CallTraffic::OnState(Ptr<SipCall> call, SipCallState before, SipCallState after)
{
    if (after != SipCallState::Established && after != SipCallState::Ended)
    {
        return;
    }
    for (auto& [index, active] : m_active)
    {
        if (active.call != call)
        {
            continue;
        }
        Record& record = m_calls[index];
        if (after == SipCallState::Established && !record.isAnswered)
        {
            record.isAnswered = true;
            record.code = 200;
            record.answered = Simulator::Now();
            Simulator::Schedule(active.holding, &CallTraffic::HangUp, this, index);
            Decide(index);
        }
        else if (after == SipCallState::Ended)
        {
            record.code = record.isAnswered ? 200 : call->GetStatusCode();
            record.isOver = true;
            const std::size_t ended = index;
            m_active.erase(ended);
            if (!record.isAnswered)
            {
                Decide(ended);
            }
        }
        return;
    }
}

void
CallTraffic::HangUp(std::size_t index)
{
    const auto found = m_active.find(index);
    if (found != m_active.end())
    {
        m_calls[index].talked = Simulator::Now() - m_calls[index].answered;
        const Ptr<SipCall> call = found->second.call;
        call->HangUp();
    }
}

void
CallTraffic::Decide(std::size_t index)
{
    m_decided += m_calls[index].isCounted ? 1 : 0;
    if (m_decided == m_plan.calls && !m_isFinishing)
    {
        m_isFinishing = true;
        Simulator::Schedule(SETUP, &CallTraffic::Finish, this);
    }
}

void
CallTraffic::Finish()
{
    std::vector<std::size_t> left;
    for (const auto& [index, active] : m_active)
    {
        left.push_back(index);
    }
    for (const std::size_t index : left)
    {
        HangUp(index);
    }
    Simulator::Stop(GRACE);
}

} // namespace ns3
