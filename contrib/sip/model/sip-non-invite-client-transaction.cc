// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-non-invite-client-transaction.h"

#include <algorithm>
#include <utility>

namespace ns3
{

SipNonInviteClientTransaction::SipNonInviteClientTransaction(SipMessage request,
                                                             bool reliable,
                                                             const SipTimers& timers)
    : SipTransaction(std::move(request), reliable, timers)
{
}

SipOutputs
SipNonInviteClientTransaction::Start()
{
    SipOutputs outputs;
    if (m_state != SipTransactionState::Initial)
    {
        return outputs;
    }
    m_state = SipTransactionState::Trying;
    outputs.emplace_back(SipSend{m_request});
    if (!m_reliable)
    {
        m_interval = m_timers.t1;
        StartTimer(SipTimer::E, m_interval, outputs);
    }
    StartTimer(SipTimer::F, m_timers.GetTimeout(), outputs);
    return outputs;
}

SipOutputs
SipNonInviteClientTransaction::OnMessage(const SipMessage& response)
{
    SipOutputs outputs;
    if (response.IsRequest() ||
        (m_state != SipTransactionState::Trying && m_state != SipTransactionState::Proceeding))
    {
        return outputs;
    }
    if (response.GetStatusCode() < 200)
    {
        m_state = SipTransactionState::Proceeding; // timer E goes on, and becomes T2 when it fires
        outputs.emplace_back(SipDeliver{response});
        return outputs;
    }
    StopTimers(outputs);
    m_state = SipTransactionState::Completed;
    outputs.emplace_back(SipDeliver{response});
    if (m_reliable)
    {
        Terminate(outputs); // timer K is zero
    }
    else
    {
        StartTimer(SipTimer::K, m_timers.t4, outputs);
    }
    return outputs;
}

SipOutputs
SipNonInviteClientTransaction::OnTransportError()
{
    SipOutputs outputs;
    if (m_state == SipTransactionState::Trying || m_state == SipTransactionState::Proceeding)
    {
        outputs.emplace_back(SipTransportFailed{});
        Terminate(outputs);
    }
    return outputs;
}

void
SipNonInviteClientTransaction::DoOnTimer(SipTimer timer, SipOutputs& outputs)
{
    switch (timer)
    {
    case SipTimer::E:
        outputs.emplace_back(SipSend{m_request});
        m_interval = m_state == SipTransactionState::Proceeding
                         ? m_timers.t2
                         : std::min(2 * m_interval, m_timers.t2);
        StartTimer(SipTimer::E, m_interval, outputs);
        break;
    case SipTimer::F:
        outputs.emplace_back(SipTimeout{});
        Terminate(outputs);
        break;
    case SipTimer::K:
        Terminate(outputs);
        break;
    default:
        break;
    }
}

} // namespace ns3
