// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-reliable-server.h"

#include "ns3/simulator.h"

#include <sstream>
#include <utility>

namespace ns3
{

SipReliableServer::SipReliableServer(Ptr<SipTransactionLayer> layer,
                                     SipTransactionHandle transaction,
                                     const SipMessage& invite,
                                     uint32_t first,
                                     std::function<void()> onFailure)
    : m_layer(layer)
    , m_transaction(transaction)
    , m_invite(0)
    , m_number(first - 1)
    , m_onFailure(std::move(onFailure))
{
    if (const auto sequence = invite.GetCSeq())
    {
        m_invite = sequence->GetNumber();
    }
}

void
SipReliableServer::Mark(SipMessage& response)
{
    m_isPending = true;
    response.Add("Require", "100rel");
    response.Add("RSeq", std::to_string(++m_number));
}

void
SipReliableServer::Send(const SipMessage& response)
{
    if (!m_isPending)
    {
        return; // stopped meanwhile
    }
    m_response = response;
    m_layer->Respond(m_transaction, m_response);
    m_interval = m_layer->GetT1();
    const std::weak_ptr<SipReliableServer> weak = weak_from_this();
    m_retransmit = Simulator::Schedule(m_interval,
                                       [weak]()
                                       {
                                           if (auto self = weak.lock())
                                           {
                                               self->Retransmit();
                                           }
                                       });
    m_giveUp = Simulator::Schedule(64 * m_layer->GetT1(),
                                   [weak]()
                                   {
                                       auto self = weak.lock();
                                       if (self && self->m_isPending)
                                       {
                                           self->Stop();
                                           self->m_onFailure();
                                       }
                                   });
}

void
SipReliableServer::Retransmit()
{
    m_layer->Respond(m_transaction, m_response);
    m_interval = m_interval + m_interval; // without the bound T2 (section 3)
    m_retransmit = Simulator::Schedule(m_interval,
                                       [weak = weak_from_this()]()
                                       {
                                           if (auto self = weak.lock())
                                           {
                                               self->Retransmit();
                                           }
                                       });
}

bool
SipReliableServer::IsPending() const
{
    return m_isPending;
}

bool
SipReliableServer::OnPrack(const SipMessage& prack)
{
    std::istringstream in(std::string(prack.GetHeader("RAck").value_or("")));
    uint32_t number = 0;
    uint32_t sequence = 0;
    std::string method;
    std::string rest;
    if (!m_isPending || !(in >> number >> sequence >> method) || (in >> rest) ||
        number != m_number || sequence != m_invite || method != "INVITE")
    {
        return false;
    }
    Stop();
    return true;
}

void
SipReliableServer::Stop()
{
    m_isPending = false;
    m_retransmit.Cancel();
    m_giveUp.Cancel();
}

} // namespace ns3
