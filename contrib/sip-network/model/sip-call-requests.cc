// SPDX-License-Identifier: GPL-2.0-only
// The requests of a SipCall's dialog: re-INVITE and UPDATE of this side, all of the peer's.
#include "ns3/sip-call.h"
#include "ns3/sip-invite-client.h"
#include "ns3/sip-invite-server.h"
#include "ns3/sip-text.h"
#include "ns3/sip-update-exchange.h"
#include "ns3/sip-user-agent.h"

namespace ns3
{

bool
SipCall::Reinvite()
{
    const bool isBusy = (m_client && m_client->IsPending()) ||
                        (m_server && (m_server->IsPending() || m_server->IsAwaitingAck())) ||
                        (m_update && m_update->IsOfferSent());
    if (m_state != SipCallState::Established || !m_dialog || isBusy)
    {
        return false;
    }
    if (m_client)
    {
        m_client->Stop();
    }
    m_isAgreed = false;
    m_client = std::make_shared<SipInviteClient>(this, m_remoteUri, false);
    m_client->Start();
    return true;
}

bool
SipCall::Update()
{
    if (!m_dialog)
    {
        return false;
    }
    if (!m_update)
    {
        m_update = std::make_shared<SipUpdateExchange>(*this);
    }
    return m_update->Send();
}

bool
SipCall::IsOfferSent() const
{
    return (m_client && m_client->IsOfferUnanswered()) ||
           (m_server && m_server->IsOfferUnanswered());
}

bool
SipCall::IsOfferReceived() const
{
    return m_server && m_server->IsAnswerDue();
}

SipReply
SipCall::MakeBusyReply()
{
    const uint32_t wait = m_agent->GetIdentifierSource()->MakeNumber(11);
    return SipReply{500, "", {{"Retry-After", std::to_string(wait)}}, {}};
}

void
SipCall::OnRequest(SipTransactionHandle transaction, const SipReception& reception)
{
    const SipMessage& request = reception.message;
    SipReply reply{200, "", {}, {}};
    switch (m_dialog->OnRequest(request))
    {
    case SipDialogVerdict::Accept:
        break;
    case SipDialogVerdict::OutOfOrder:
        m_agent->Reply(transaction, request, SipReply{500, "Out Of Order", {}, {}}, this);
        return;
    case SipDialogVerdict::InvitePending:
        m_agent->Reply(transaction, request, MakeBusyReply(), this);
        return;
    case SipDialogVerdict::Glare:
        m_agent->Reply(transaction, request, SipReply{491, "", {}, {}}, this);
        return;
    case SipDialogVerdict::Unknown:
        m_agent->Reply(transaction, request, SipReply{481, "", {}, {}}, this);
        return;
    }
    if (request.GetMethod() == "BYE")
    {
        m_agent->Reply(transaction, request, reply, this);
        End(m_statusCode);
    }
    else if (request.GetMethod() == "INVITE" && m_update && m_update->IsOfferSent())
    {
        // RFC 3311 5.2 says so of UPDATE, and RFC 3261 14.2 of INVITE.
        const SipMessage glare =
            m_agent->MakeResponse(request, SipReply{491, "", {}, {}}, m_localTag);
        static_cast<void>(m_dialog->OnResponseSent(request, glare));
        m_agent->SendResponse(transaction, request, glare, GetContext());
    }
    else if (request.GetMethod() == "PRACK" && m_agent->m_reliableProvisional)
    {
        const bool isRight = m_server && m_server->OnPrack(request);
        reply.code = isRight ? 200 : 481; // RFC 3262 section 3
        m_agent->Reply(transaction, request, reply, this);
        if (isRight)
        {
            m_server->AnswerIfReady();
        }
    }
    else if (request.GetMethod() == "UPDATE" && m_agent->m_update)
    {
        if (!m_update)
        {
            m_update = std::make_shared<SipUpdateExchange>(*this);
        }
        m_update->OnRequest(transaction, reception);
    }
    else if (request.GetMethod() == "INVITE")
    {
        if (m_server)
        {
            m_server->Stop();
        }
        m_isAgreed = false;
        m_server = std::make_shared<SipInviteServer>(this, transaction, reception, false);
        m_server->Start();
    }
    else
    {
        reply.headers.emplace_back("Allow", m_agent->GetAllow());
        reply.code = request.GetMethod() == "OPTIONS" ? 200 : 405;
        m_agent->Reply(transaction, request, reply, this);
    }
}

void
SipCall::OnAck(const SipReception& reception)
{
    if (m_server)
    {
        m_server->OnAck(reception);
    }
}

bool
SipCall::OnCancel(SipTransactionHandle invite)
{
    if (!m_server || m_server->GetTransaction() != invite)
    {
        return false;
    }
    m_server->Reject(SipReply{487, "", {}, {}}); // nothing happens if it was answered (9.2)
    return true;
}

bool
SipCall::IsMerged(const SipMessage& request) const
{
    if (!m_server || GetSipTag(request, true) != m_remoteTag)
    {
        return false;
    }
    const auto mine = m_server->GetRequest().GetCSeq();
    const auto theirs = request.GetCSeq();
    return mine && theirs && mine->GetNumber() == theirs->GetNumber();
}

} // namespace ns3
