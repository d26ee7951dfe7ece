// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-non-invite-server-transaction.h"

#include <utility>

namespace ns3
{

SipNonInviteServerTransaction::SipNonInviteServerTransaction(SipMessage request,
                                                             bool reliable,
                                                             const SipTimers& timers)
    : SipServerTransaction(std::move(request), reliable, timers)
{
}

SipOutputs
SipNonInviteServerTransaction::Start()
{
    SipOutputs outputs;
    if (m_state != SipTransactionState::Initial)
    {
        return outputs;
    }
    m_state = SipTransactionState::Trying;
    outputs.emplace_back(SipDeliver{m_request});
    return outputs;
}

SipOutputs
SipNonInviteServerTransaction::OnMessage(const SipMessage& request)
{
    SipOutputs outputs;
    if (request.IsRequest() && request.GetMethod() == m_request.GetMethod() && m_response &&
        !IsTerminated())
    {
        outputs.emplace_back(SipSend{*m_response});
    }
    return outputs;
}

SipOutputs
SipNonInviteServerTransaction::OnTransportError()
{
    SipOutputs outputs;
    if (m_state == SipTransactionState::Proceeding || m_state == SipTransactionState::Completed)
    {
        outputs.emplace_back(SipTransportFailed{});
        Terminate(outputs);
    }
    return outputs;
}

SipOutputs
SipNonInviteServerTransaction::Respond(const SipMessage& response)
{
    SipOutputs outputs;
    if (response.IsRequest() ||
        (m_state != SipTransactionState::Trying && m_state != SipTransactionState::Proceeding))
    {
        return outputs;
    }
    m_response = response;
    outputs.emplace_back(SipSend{response});
    if (response.GetStatusCode() < 200)
    {
        m_state = SipTransactionState::Proceeding;
        return outputs;
    }
    m_state = SipTransactionState::Completed;
    if (m_reliable)
    {
        Terminate(outputs); // timer J is zero
    }
    else
    {
        StartTimer(SipTimer::J, m_timers.GetTimeout(), outputs);
    }
    return outputs;
}

void
SipNonInviteServerTransaction::DoOnTimer(SipTimer timer, SipOutputs& outputs)
{
    if (timer == SipTimer::J)
    {
        Terminate(outputs);
    }
}

} // namespace ns3
