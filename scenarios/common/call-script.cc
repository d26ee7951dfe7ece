// SPDX-License-Identifier: GPL-2.0-only

#include "call-script.h"

#include "ns3/callback.h"
#include "ns3/simulator.h"

namespace ns3
{

CallScript::CallScript(Ptr<SipUserAgent> caller, const SipUri& target, const Plan& plan)
    : m_caller(caller)
    , m_target(target)
    , m_plan(plan)
{
    m_caller->TraceConnectWithoutContext("CallState", MakeCallback(&CallScript::OnState, this));
}

void
CallScript::Run()
{
    Simulator::Schedule(m_plan.begin, &CallScript::Begin, this);
    Simulator::Stop(m_plan.begin + m_plan.limit + (m_plan.reinvites + 1) * m_plan.pause);
    Simulator::Run();
    m_caller->TraceDisconnectWithoutContext("CallState", MakeCallback(&CallScript::OnState, this));
    m_call = nullptr;
}

void
CallScript::Begin()
{
    m_invited = Simulator::Now();
    m_call = m_caller->Invite(m_target);
}

void
CallScript::OnState(Ptr<SipCall> call, SipCallState before, SipCallState after)
{
    if (after == SipCallState::Established && before != SipCallState::Established)
    {
        m_setupDelay = Simulator::Now() - m_invited;
        Simulator::Schedule(m_plan.pause, &CallScript::Continue, this);
    }
    if (after == SipCallState::Ended)
    {
        m_isOver = true;
        Simulator::Stop(m_plan.grace);
    }
}

void
CallScript::Continue()
{
    if (!m_call || m_call->GetState() != SipCallState::Established)
    {
        return;
    }
    if (m_reinvites < m_plan.reinvites)
    {
        m_reinvites += m_call->Reinvite() ? 1 : 0; // if another one is under way, next time
        Simulator::Schedule(m_plan.pause, &CallScript::Continue, this);
        return;
    }
    m_call->HangUp();
}

bool
CallScript::IsOver() const
{
    return m_isOver;
}

std::optional<Time>
CallScript::GetSetupDelay() const
{
    return m_setupDelay;
}

} // namespace ns3
