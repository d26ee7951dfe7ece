// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-invite-server-transaction.h"

#include <algorithm>
#include <utility>

namespace ns3
{

SipInviteServerTransaction::SipInviteServerTransaction(SipMessage request,
                                                       bool reliable,
                                                       const SipTimers& timers)
    : SipServerTransaction(std::move(request), reliable, timers)
{
}

SipOutputs
SipInviteServerTransaction::Start()
{
    SipOutputs outputs;
    if (m_state != SipTransactionState::Initial)
    {
        return outputs;
    }
    m_state = SipTransactionState::Proceeding;
    StartTimer(SipTimer::Trying, m_timers.trying, outputs);
    outputs.emplace_back(SipDeliver{m_request});
    return outputs;
}

SipOutputs
SipInviteServerTransaction::OnMessage(const SipMessage& request)
{
    SipOutputs outputs;
    if (!request.IsRequest())
    {
        return outputs;
    }
    const bool ack = request.GetMethod() == "ACK";
    if (!ack && request.GetMethod() != "INVITE")
    {
        return outputs;
    }
    switch (m_state)
    {
    case SipTransactionState::Proceeding:
        if (!ack && m_response)
        {
            outputs.emplace_back(SipSend{*m_response});
        }
        break;
    case SipTransactionState::Completed:
        if (!ack)
        {
            outputs.emplace_back(SipSend{*m_response});
            break;
        }
        StopTimers(outputs);
        m_state = SipTransactionState::Confirmed;
        if (m_reliable)
        {
            Terminate(outputs); // timer I is zero
        }
        else
        {
            StartTimer(SipTimer::I, m_timers.t4, outputs);
        }
        break;
    case SipTransactionState::Accepted:
        if (ack)
        {
            outputs.emplace_back(SipDeliver{request});
        }
        break;
    default:
        break;
    }
    return outputs;
}

SipOutputs
SipInviteServerTransaction::OnTransportError()
{
    SipOutputs outputs;
    if (m_state == SipTransactionState::Proceeding || m_state == SipTransactionState::Completed ||
        m_state == SipTransactionState::Accepted)
    {
        outputs.emplace_back(SipTransportFailed{});
    }
    return outputs;
}

SipOutputs
SipInviteServerTransaction::Respond(const SipMessage& response)
{
    SipOutputs outputs;
    if (response.IsRequest())
    {
        return outputs;
    }
    const int code = response.GetStatusCode();
    if (m_state == SipTransactionState::Accepted && code >= 200 && code < 300)
    {
        outputs.emplace_back(SipSend{response});
        return outputs;
    }
    if (m_state != SipTransactionState::Proceeding)
    {
        return outputs;
    }
    StopTimer(SipTimer::Trying, outputs);
    outputs.emplace_back(SipSend{response});
    if (code < 200)
    {
        m_response = response;
    }
    else if (code < 300)
    {
        m_response.reset(); // its retransmissions are the user's
        m_state = SipTransactionState::Accepted;
        StartTimer(SipTimer::L, m_timers.GetTimeout(), outputs);
    }
    else
    {
        m_response = response;
        m_state = SipTransactionState::Completed;
        if (!m_reliable)
        {
            m_interval = m_timers.t1;
            StartTimer(SipTimer::G, m_interval, outputs);
        }
        StartTimer(SipTimer::H, m_timers.GetTimeout(), outputs);
    }
    return outputs;
}

void
SipInviteServerTransaction::DoOnTimer(SipTimer timer, SipOutputs& outputs)
{
    switch (timer)
    {
    case SipTimer::Trying:
        m_response = SipMessage::MakeResponse(m_request, 100, "Trying");
        outputs.emplace_back(SipSend{*m_response});
        break;
    case SipTimer::G:
        outputs.emplace_back(SipSend{*m_response});
        m_interval = std::min(2 * m_interval, m_timers.t2);
        StartTimer(SipTimer::G, m_interval, outputs);
        break;
    case SipTimer::H:
        outputs.emplace_back(SipTimeout{});
        Terminate(outputs);
        break;
    case SipTimer::I:
    case SipTimer::L:
        Terminate(outputs);
        break;
    default:
        break;
    }
}

} // namespace ns3
