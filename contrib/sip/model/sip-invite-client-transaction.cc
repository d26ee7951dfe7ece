// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-invite-client-transaction.h"

#include "ns3/sip-hop-request.h"

#include <utility>

namespace ns3
{

SipInviteClientTransaction::SipInviteClientTransaction(SipMessage request,
                                                       bool reliable,
                                                       const SipTimers& timers)
    : SipTransaction(std::move(request), reliable, timers)
{
}

SipOutputs
SipInviteClientTransaction::Start()
{
    SipOutputs outputs;
    if (m_state != SipTransactionState::Initial)
    {
        return outputs;
    }
    m_state = SipTransactionState::Calling;
    outputs.emplace_back(SipSend{m_request});
    if (!m_reliable)
    {
        m_interval = m_timers.t1;
        StartTimer(SipTimer::A, m_interval, outputs);
    }
    StartTimer(SipTimer::B, m_timers.GetTimeout(), outputs);
    return outputs;
}

SipOutputs
SipInviteClientTransaction::OnMessage(const SipMessage& response)
{
    SipOutputs outputs;
    if (response.IsRequest())
    {
        return outputs;
    }
    const int code = response.GetStatusCode();
    switch (m_state)
    {
    case SipTransactionState::Calling:
    case SipTransactionState::Proceeding:
        StopTimers(outputs);
        if (code < 200)
        {
            m_state = SipTransactionState::Proceeding;
            outputs.emplace_back(SipDeliver{response});
        }
        else if (code < 300)
        {
            m_state = SipTransactionState::Accepted;
            outputs.emplace_back(SipDeliver{response});
            StartTimer(SipTimer::M, m_timers.GetTimeout(), outputs);
        }
        else
        {
            m_state = SipTransactionState::Completed;
            m_ack = MakeAck(m_request, response);
            outputs.emplace_back(SipSend{*m_ack});
            outputs.emplace_back(SipDeliver{response});
            if (m_reliable)
            {
                Terminate(outputs); // timer D is zero
            }
            else
            {
                StartTimer(SipTimer::D, m_timers.waitD, outputs);
            }
        }
        break;
    case SipTransactionState::Completed:
        if (code >= 300 && m_ack)
        {
            outputs.emplace_back(SipSend{*m_ack});
        }
        break;
    case SipTransactionState::Accepted:
        if (code >= 200 && code < 300)
        {
            outputs.emplace_back(SipDeliver{response});
        }
        break;
    default:
        break;
    }
    return outputs;
}

SipOutputs
SipInviteClientTransaction::OnTransportError()
{
    SipOutputs outputs;
    if (m_state == SipTransactionState::Calling || m_state == SipTransactionState::Completed)
    {
        outputs.emplace_back(SipTransportFailed{});
        Terminate(outputs);
    }
    return outputs;
}

void
SipInviteClientTransaction::DoOnTimer(SipTimer timer, SipOutputs& outputs)
{
    switch (timer)
    {
    case SipTimer::A:
        outputs.emplace_back(SipSend{m_request});
        m_interval *= 2;
        StartTimer(SipTimer::A, m_interval, outputs);
        break;
    case SipTimer::B:
        outputs.emplace_back(SipTimeout{});
        Terminate(outputs);
        break;
    case SipTimer::D:
    case SipTimer::M:
        Terminate(outputs);
        break;
    default:
        break;
    }
}

SipMessage
SipInviteClientTransaction::MakeAck(const SipMessage& invite, const SipMessage& response)
{
    SipMessage ack = MakeSipHopRequest(invite, "ACK", response.GetHeader("To").value_or(""));
    CopySipCredentials(invite, ack);
    return ack;
}

} // namespace ns3
