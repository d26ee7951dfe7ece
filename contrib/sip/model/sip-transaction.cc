// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-transaction.h"

#include <utility>

namespace ns3
{

SipTransaction::SipTransaction(SipMessage request, bool reliable, const SipTimers& timers)
    : m_request(std::move(request))
    , m_reliable(reliable)
    , m_timers(timers)
{
}

SipOutputs
SipTransaction::OnTimer(SipTimer timer)
{
    SipOutputs outputs;
    if (m_running.erase(timer) > 0)
    {
        DoOnTimer(timer, outputs);
    }
    return outputs;
}

SipOutputs
SipTransaction::Abandon()
{
    SipOutputs outputs;
    Terminate(outputs);
    return outputs;
}

SipTransactionState
SipTransaction::GetState() const
{
    return m_state;
}

bool
SipTransaction::IsTerminated() const
{
    return m_state == SipTransactionState::Terminated;
}

const SipMessage&
SipTransaction::GetRequest() const
{
    return m_request;
}

bool
SipTransaction::IsReliable() const
{
    return m_reliable;
}

const std::set<SipTimer>&
SipTransaction::GetRunningTimers() const
{
    return m_running;
}

void
SipTransaction::StartTimer(SipTimer timer, int64_t milliseconds, SipOutputs& outputs)
{
    m_running.insert(timer);
    outputs.emplace_back(SipStartTimer{timer, milliseconds});
}

void
SipTransaction::StopTimer(SipTimer timer, SipOutputs& outputs)
{
    if (m_running.erase(timer) > 0)
    {
        outputs.emplace_back(SipStopTimer{timer});
    }
}

void
SipTransaction::StopTimers(SipOutputs& outputs)
{
    for (SipTimer timer : m_running)
    {
        outputs.emplace_back(SipStopTimer{timer});
    }
    m_running.clear();
}

void
SipTransaction::Terminate(SipOutputs& outputs)
{
    if (m_state == SipTransactionState::Terminated)
    {
        return;
    }
    StopTimers(outputs);
    m_state = SipTransactionState::Terminated;
    outputs.emplace_back(SipTerminated{});
}

} // namespace ns3
