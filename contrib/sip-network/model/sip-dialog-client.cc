// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-dialog-client.h"

#include "ns3/sip-call.h"
#include "ns3/sip-text.h"
#include "ns3/sip-user-agent.h"

#include <utility>

namespace ns3
{

SipDialogClient::SipDialogClient(Ptr<SipCall> call, MakeCallback make, DoneCallback done)
    : m_call(call)
    , m_agent(*call->GetUserAgent())
    , m_make(std::move(make))
    , m_done(std::move(done))
{
}

SipDialogContext
SipDialogClient::MakeContext(const SipReception* reception) const
{
    SipDialogContext context = m_call->GetContext();
    if (reception)
    {
        context.request = &m_sent;
        context.connection = reception->connection;
    }
    return context;
}

void
SipDialogClient::Start()
{
    Send();
}

void
SipDialogClient::Send()
{
    std::optional<Attempt> attempt = m_make();
    if (!attempt)
    {
        return;
    }
    ++m_attempts;
    m_sent = attempt->request;
    Work work;
    const auto prepared = m_agent.PrepareRequest(attempt->request, MakeContext(nullptr), work);
    auto self = shared_from_this();
    if (!prepared)
    {
        const SipReply reply = prepared.error();
        m_agent.Execute(work,
                        [self, reply]()
                        {
                            self->Finish(reply, nullptr);
                        });
        return;
    }
    m_agent.AddVia(attempt->request);
    m_agent.Execute(work,
                    [self, sending = std::move(*attempt)]()
                    {
                        self->Transmit(sending);
                    });
}

void
SipDialogClient::Transmit(const Attempt& attempt)
{
    if (m_call->GetState() == SipCallState::Ended)
    {
        return;
    }
    const auto destination = m_agent.FindDestination(attempt.request, attempt.dialog);
    if (!destination)
    {
        Finish(SipReply{503, destination.error(), {}, {}}, nullptr);
        return;
    }
    m_sent = attempt.request;
    auto self = shared_from_this();
    SipTransactionUser user;
    user.onResponse = [self](const SipReception& reception)
    {
        if (reception.message.GetStatusCode() < 200)
        {
            return;
        }
        self->m_agent.CheckResponse(reception,
                                    self->MakeContext(&reception),
                                    [self, reception](const std::optional<SipReply>& refusal)
                                    {
                                        self->OnResponse(reception, refusal);
                                    });
    };
    user.onFailure = [self](SipTransactionFailure failure)
    {
        self->Finish(SipReply{failure.GetCode(), "", {}, {}}, nullptr);
    };
    m_agent.GetTransactionLayer()->SendRequest(attempt.request, *destination, std::move(user));
}

void
SipDialogClient::OnResponse(const SipReception& reception, const std::optional<SipReply>& refusal)
{
    if (refusal)
    {
        Finish(*refusal, nullptr);
        return;
    }
    const SipMessage& response = reception.message;
    const int code = response.GetStatusCode();
    if (m_call->GetState() == SipCallState::Ended)
    {
        return;
    }
    if (code >= 300 && m_attempts < m_agent.m_maxAttempts)
    {
        Work work;
        if (m_agent.MayRetry(m_sent, reception, MakeContext(&reception), work))
        {
            auto self = shared_from_this();
            m_agent.ExecuteForPolicies(work,
                                       [self]()
                                       {
                                           self->Send();
                                       });
            return;
        }
    }
    Finish(SipReply{code, std::string(response.GetReason()), {}, {}}, &reception);
}

void
SipDialogClient::Finish(const SipReply& reply, const SipReception* reception)
{
    if (m_done && m_call->GetState() != SipCallState::Ended)
    {
        const DoneCallback done = std::move(m_done);
        m_done = nullptr;
        done(reply, m_sent, reception);
    }
}

} // namespace ns3
