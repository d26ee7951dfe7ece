// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-call.h"

#include "ns3/log.h"
#include "ns3/simulator.h"
#include "ns3/sip-dialog-client.h"
#include "ns3/sip-invite-client.h"
#include "ns3/sip-invite-server.h"
#include "ns3/sip-text.h"
#include "ns3/sip-update-exchange.h"
#include "ns3/sip-user-agent.h"

#include <utility>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("SipCall");

NS_OBJECT_ENSURE_REGISTERED(SipCall);

std::string
ToString(SipCallState state)
{
    switch (state)
    {
    case SipCallState::Idle:
        return "Idle";
    case SipCallState::Calling:
        return "Calling";
    case SipCallState::Incoming:
        return "Incoming";
    case SipCallState::Ringing:
        return "Ringing";
    case SipCallState::Established:
        return "Established";
    case SipCallState::Ending:
        return "Ending";
    case SipCallState::Ended:
        break;
    }
    return "Ended";
}

TypeId
SipCall::GetTypeId()
{
    static TypeId tid = TypeId("ns3::SipCall").SetParent<Object>().SetGroupName("SipNetwork");
    return tid;
}

SipCall::SipCall() = default;

SipCall::~SipCall() = default;

void
SipCall::DoDispose()
{
    if (m_client)
    {
        m_client->Stop();
    }
    if (m_server)
    {
        m_server->Abandon();
    }
    if (m_update)
    {
        m_update->Stop();
    }
    m_client.reset();
    m_server.reset();
    m_update.reset();
    m_agent = nullptr;
    Object::DoDispose();
}

SipCallState
SipCall::GetState() const
{
    return m_state;
}

const std::string&
SipCall::GetCallId() const
{
    return m_callId;
}

bool
SipCall::IsInitiator() const
{
    return m_isInitiator;
}

const SipUri&
SipCall::GetRemoteUri() const
{
    return m_remoteUri;
}

SipDialogContext
SipCall::GetContext()
{
    SipDialogContext context;
    context.node = m_agent ? m_agent->GetNode() : nullptr;
    context.callId = m_callId;
    context.localTag = m_localTag;
    context.remoteTag = m_remoteTag;
    context.localUri = m_localUri;
    context.remoteUri = m_remoteUri;
    context.isInitiator = m_isInitiator;
    context.call = this;
    return context;
}

int
SipCall::GetStatusCode() const
{
    return m_statusCode;
}

const std::string&
SipCall::GetFailureReason() const
{
    return m_failureReason;
}

bool
SipCall::IsSessionAgreed() const
{
    return m_isAgreed;
}

uint32_t
SipCall::GetDescriptionCount() const
{
    return m_descriptionCount;
}

Ptr<SipUserAgent>
SipCall::GetUserAgent() const
{
    return m_agent;
}

const SipPeerStatement&
SipCall::GetPeerStatement() const
{
    return m_statement;
}

bool
SipCall::AddPeerStatement(const SipUri& uri, SipPeerGround ground)
{
    if (ground <= m_statement.ground)
    {
        return false;
    }
    m_statement = SipPeerStatement{uri, ground, Simulator::Now()};
    NS_LOG_INFO(m_callId << " peer is " << m_statement.ToString());
    return true;
}

void
SipCall::SetState(SipCallState state)
{
    if (state == m_state)
    {
        return;
    }
    NS_LOG_INFO(m_callId << " " << ToString(m_state) << " -> " << ToString(state));
    const SipCallState before = m_state;
    m_state = state;
    m_agent->m_callStateTrace(this, before, state);
}

uint32_t
SipCall::TakeSequence()
{
    return ++m_sequence;
}

void
SipCall::Begin(Ptr<SipUserAgent> agent, const SipUri& target)
{
    m_agent = agent;
    m_isInitiator = true;
    m_began = Simulator::Now();
    m_callId = agent->GetIdentifierSource()->MakeCallId(agent->GetHost());
    m_localTag = agent->GetIdentifierSource()->MakeTag();
    m_localUri = agent->GetAddressOfRecord();
    m_remoteUri = target;
    m_statement = SipPeerStatement{m_remoteUri, SipPeerGround::None, m_began};
    m_client = std::make_shared<SipInviteClient>(this, target, true);
    SetState(SipCallState::Calling);
    m_client->Start();
}

void
SipCall::Expect(Ptr<SipUserAgent> agent, const SipMessage& invite)
{
    m_agent = agent;
    m_began = Simulator::Now();
    m_callId = std::string(invite.GetHeader("Call-ID").value_or(""));
    m_remoteTag = GetSipTag(invite, true);
    m_localUri = agent->GetAddressOfRecord();
    if (const auto from = invite.GetFrom())
    {
        m_remoteUri = from->GetUri();
    }
    m_statement = SipPeerStatement{m_remoteUri, SipPeerGround::None, m_began};
}

void
SipCall::Take(SipTransactionHandle transaction, const SipReception& reception)
{
    const Ptr<SipUserAgent> agent = m_agent;
    m_localTag = agent->GetIdentifierSource()->MakeTag();
    m_server = std::make_shared<SipInviteServer>(this, transaction, reception, true);
    SetState(SipCallState::Incoming);
    if (agent->m_incoming)
    {
        agent->m_incoming(this);
    }
    if (m_state != SipCallState::Ended)
    {
        m_server->Start();
    }
}

void
SipCall::Ring()
{
    if (m_server && !m_isInitiator)
    {
        m_server->Ring();
    }
}

void
SipCall::Answer()
{
    if (m_server && !m_isInitiator)
    {
        m_server->Answer();
    }
}

void
SipCall::Reject(const SipReply& reply)
{
    if (m_server && (m_state == SipCallState::Incoming || m_state == SipCallState::Ringing))
    {
        m_server->Reject(reply);
    }
}

void
SipCall::Cancel()
{
    if (m_isInitiator && m_client &&
        (m_state == SipCallState::Calling || m_state == SipCallState::Ringing))
    {
        SetState(SipCallState::Ending);
        m_client->Cancel();
    }
}

void
SipCall::HangUp()
{
    switch (m_state)
    {
    case SipCallState::Calling:
        Cancel();
        return;
    case SipCallState::Ringing:
        if (m_isInitiator)
        {
            Cancel();
            return;
        }
        Reject(SipReply{480, "", {}, {}});
        return;
    case SipCallState::Incoming:
        Reject(SipReply{480, "", {}, {}});
        return;
    case SipCallState::Established:
        if (m_server && m_server->IsAwaitingAck())
        {
            m_isHangUpWanted = true; // 15: not before the ACK
            return;
        }
        SendBye();
        return;
    case SipCallState::Idle:
    case SipCallState::Ending:
    case SipCallState::Ended:
        return;
    }
}

void
SipCall::SendBye()
{
    if (!m_dialog || m_state == SipCallState::Ended)
    {
        return;
    }
    SetState(SipCallState::Ending);
    m_byeSent = Simulator::Now();
    Ptr<SipCall> self(this);
    const auto make = [self]()
    {
        SipMessage bye = self->m_dialog->MakeBye();
        return std::make_optional(SipDialogClient::Attempt{std::move(bye), *self->m_dialog});
    };
    std::make_shared<SipDialogClient>(
        self,
        make,
        [self](const SipReply&, const SipMessage&, const SipReception*)
        {
            self->OnByeDone();
        })
        ->Start();
}

void
SipCall::OnByeDone()
{
    if (m_state != SipCallState::Ended)
    {
        m_agent->m_disconnectDelayTrace(this, Simulator::Now() - m_byeSent);
        End(m_statusCode);
    }
}

void
SipCall::OnProgress(int code)
{
    if (!m_isDelayKnown)
    {
        m_isDelayKnown = true;
        m_agent->m_sessionRequestDelayTrace(this, Simulator::Now() - m_began);
    }
    if (m_state == SipCallState::Calling)
    {
        SetState(SipCallState::Ringing);
    }
}

void
SipCall::OnAccepted(bool isInitial)
{
    if (m_state == SipCallState::Ended || m_state == SipCallState::Ending)
    {
        return;
    }
    m_isAgreed = true;
    if (isInitial)
    {
        if (!m_isDelayKnown)
        {
            m_isDelayKnown = true;
            m_agent->m_sessionRequestDelayTrace(this, Simulator::Now() - m_began);
        }
        m_statusCode = 200;
        m_agent->m_setupDelayTrace(this, Simulator::Now() - m_began);
        SetState(SipCallState::Established);
        m_agent->m_bodyPolicy->OnAnswered(*this, false);
    }
}

void
SipCall::OnRefused(const SipReply& reply, bool isInitial)
{
    if (m_state == SipCallState::Ended)
    {
        return;
    }
    if (isInitial)
    {
        if (!m_isDelayKnown)
        {
            m_isDelayKnown = true;
            m_agent->m_sessionRequestDelayTrace(this, Simulator::Now() - m_began);
        }
        m_failureReason = reply.reason;
        End(reply.code);
    }
    else if (m_dialog && m_dialog->GetState() == SipDialogState::Terminated)
    {
        End(reply.code); // 408 or 481 (12.2.1.2)
    }
    // Else the session goes on as it was (14.1).
}

void
SipCall::OnBodyRefused(const SipReply& reply)
{
    if (m_state == SipCallState::Ended || m_state == SipCallState::Ending)
    {
        return;
    }
    m_agent->OnBodyRefused(this, reply);
    OnPeerRefused(reply);
}

void
SipCall::OnPeerRefused(const SipReply& reply)
{
    if (m_state == SipCallState::Ended || m_state == SipCallState::Ending)
    {
        return;
    }
    m_isAgreed = false;
    m_statusCode = reply.code;
    SendBye();
}

void
SipCall::OnAnswered(bool isInitial)
{
    if (isInitial)
    {
        m_statusCode = 200;
        SetState(SipCallState::Established);
    }
}

void
SipCall::OnConfirmed()
{
    if (m_isHangUpWanted && m_state == SipCallState::Established)
    {
        SendBye();
    }
}

void
SipCall::OnRejected(const SipReply& reply, bool isInitial)
{
    if (isInitial)
    {
        End(reply.code);
    }
}

bool
SipCall::Owns(const SipDialogId& id) const
{
    return m_dialog && m_dialog->GetId() == id;
}

void
SipCall::End(int code)
{
    if (m_state == SipCallState::Ended)
    {
        return;
    }
    m_statusCode = code;
    Ptr<SipCall> self(this);
    const SipDialogContext context = GetContext();
    if (m_server)
    {
        m_server->Stop();
    }
    if (m_update)
    {
        m_update->Stop();
    }
    if (m_dialog)
    {
        m_dialog->Terminate();
    }
    m_agent->m_bodyPolicy->ForgetDialog(context);
    m_agent->m_policies.OnCallEnded(*this);
    if (m_agent->m_describer)
    {
        m_agent->m_describer->OnEnd(context);
    }
    SetState(SipCallState::Ended);
    m_agent->Forget(this);
    // They own this call and are in the middle of something. Transactions that go on keep them.
    Simulator::ScheduleNow(
        [self]()
        {
            self->m_client.reset();
            self->m_server.reset();
            self->m_update.reset();
        });
}

} // namespace ns3
