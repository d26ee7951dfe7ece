// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-invite-server.h"

#include "ns3/log.h"
#include "ns3/simulator.h"
#include "ns3/sip-call.h"
#include "ns3/sip-reliable-server.h"
#include "ns3/sip-text.h"
#include "ns3/sip-user-agent.h"

#include <algorithm>
#include <utility>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("SipInviteServer");

namespace
{

/** @return whether the Contact of a response to this INVITE must be a sips URI (12.1.1) */
bool
WantsSecureContact(const SipMessage& invite)
{
    if (invite.GetRequestUri().IsSecure())
    {
        return true;
    }
    const auto routes = invite.GetRecordRoutes();
    if (routes && !routes->empty())
    {
        return routes->front().GetUri().IsSecure();
    }
    const auto contacts = invite.GetContacts();
    return contacts && !contacts->empty() && !contacts->front().IsStar() &&
           contacts->front().GetUri().IsSecure();
}

} // namespace

SipInviteServer::SipInviteServer(Ptr<SipCall> call,
                                 SipTransactionHandle transaction,
                                 const SipReception& reception,
                                 bool isInitial)
    : m_call(call)
    , m_agent(*call->GetUserAgent())
    , m_transaction(transaction)
    , m_reception(reception)
    , m_isInitial(isInitial)
    , m_began(Simulator::Now())
{
}

SipTransactionHandle
SipInviteServer::GetTransaction() const
{
    return m_transaction;
}

const SipMessage&
SipInviteServer::GetRequest() const
{
    return m_reception.message;
}

bool
SipInviteServer::IsPending() const
{
    return !m_isFinal;
}

bool
SipInviteServer::IsAwaitingAck() const
{
    return !m_giveUp.IsExpired();
}

SipDialogContext
SipInviteServer::MakeContext() const
{
    SipDialogContext context = m_call->GetContext();
    context.connection = m_reception.connection;
    return context;
}

void
SipInviteServer::Start()
{
    Work work;
    std::optional<SipReply> refusal;
    const SipMessage& request = m_reception.message;
    if (!request.GetBody().empty())
    {
        auto opened = m_agent.m_bodyPolicy->OpenRequest(request, MakeContext(), work);
        if (opened)
        {
            m_offer = std::move(*opened);
        }
        else
        {
            refusal = opened.error();
        }
    }
    auto self = shared_from_this();
    m_agent.Execute(work,
                    [self, refusal]()
                    {
                        self->Opened(refusal);
                    });
}

void
SipInviteServer::Opened(const std::optional<SipReply>& refusal)
{
    if (m_isFinal)
    {
        return; // cancelled meanwhile
    }
    if (refusal)
    {
        m_agent.OnBodyRefused(m_call, *refusal);
        Reject(*refusal);
        return;
    }
    m_isOpen = true;
    if (!m_offer.IsEmpty())
    {
        ++m_call->m_descriptionCount;
    }
    if (m_isAnswerWanted || !m_isInitial)
    {
        m_isAnswerWanted = true;
        AnswerIfReady();
        return;
    }
    if (!m_agent.m_automaticAnswer)
    {
        return;
    }
    const auto after = [this](Time delay)
    {
        return std::max(Time(0), m_began + delay - Simulator::Now());
    };
    m_ring = Simulator::Schedule(after(m_agent.m_ringingDelay),
                                 [weak = weak_from_this()]()
                                 {
                                     if (auto self = weak.lock())
                                     {
                                         self->Ring();
                                     }
                                 });
    m_answer = Simulator::Schedule(
        after(m_agent.m_answerDelay),
        [weak = weak_from_this()]()
        {
            if (auto self = weak.lock())
            {
                if (self->m_agent.m_refusalCode != 0)
                {
                    self->Reject(
                        SipReply{static_cast<int>(self->m_agent.m_refusalCode), "", {}, {}});
                }
                else
                {
                    self->Answer();
                }
            }
        });
}

SipMessage
SipInviteServer::MakeResponse(const SipReply& reply) const
{
    SipMessage response = m_agent.MakeResponse(m_reception.message, reply, m_call->m_localTag);
    if (reply.code > 100 && reply.code < 300)
    {
        // 12.1.1: Record-Route as it came, and where we are.
        for (const std::string& route : GetWholeHeaders(m_reception.message, "Record-Route"))
        {
            response.Add("Record-Route", route);
        }
        response.Set(
            "Contact",
            "<" + m_agent.GetDialogContactUri(WantsSecureContact(m_reception.message)).ToString() +
                ">");
    }
    return response;
}

void
SipInviteServer::Ring()
{
    if (m_isFinal || m_isPreparing || !m_isInitial)
    {
        return;
    }
    if (IsReliable())
    {
        RingReliably();
    }
    else
    {
        m_agent.SendResponse(m_transaction,
                             m_reception.message,
                             MakeResponse(SipReply{180, "", {}, {}}),
                             m_call->GetContext());
    }
    if (m_call->m_state == SipCallState::Incoming)
    {
        m_call->SetState(SipCallState::Ringing);
    }
}

void
SipInviteServer::Answer()
{
    if (m_isFinal || m_isAnswerWanted)
    {
        return;
    }
    m_isAnswerWanted = true;
    m_ring.Cancel();
    m_answer.Cancel();
    AnswerIfReady();
}

void
SipInviteServer::AnswerIfReady()
{
    if (m_isAnswerWanted && m_isOpen && !m_isPreparing && !m_isFinal &&
        !(m_reliable && m_reliable->IsPending()))
    {
        PrepareAnswer();
    }
}

bool
SipInviteServer::OnPrack(const SipMessage& request)
{
    return m_reliable && m_reliable->OnPrack(request);
}

bool
SipInviteServer::IsOfferUnanswered() const
{
    return m_isLateOffer && IsAwaitingAck();
}

bool
SipInviteServer::IsAnswerDue() const
{
    const bool isDue = !m_isEarlyAnswered && !m_reception.message.GetBody().empty();
    return !m_isFinal && (isDue || (m_reliable && m_reliable->IsPending()));
}

bool
SipInviteServer::IsReliable() const
{
    const SipMessage& invite = m_reception.message;
    return m_agent.m_reliableProvisional && !(m_reliable && m_reliable->IsPending()) &&
           (HasSipOption(invite, "Supported", "100rel") ||
            HasSipOption(invite, "Require", "100rel"));
}

void
SipInviteServer::RingReliably()
{
    auto self = shared_from_this();
    const SipMessage& request = m_reception.message;
    SipMessage response = MakeResponse(SipReply{180, "", {}, {}});
    if (!m_call->m_dialog)
    {
        const bool isTls = m_reception.source.GetProtocol() == SipTransportProtocol::Tls;
        auto dialog = SipDialog::CreateUas(request, response, isTls);
        if (!dialog)
        {
            Reject(SipReply{400, "Bad Contact Or Route", {}, {}});
            return;
        }
        m_call->m_dialog = std::move(*dialog);
    }
    if (!m_reliable)
    {
        const uint32_t first = 1 + m_agent.GetIdentifierSource()->MakeNumber(0x7ffffffeU);
        m_reliable = std::make_shared<SipReliableServer>(
            m_agent.GetTransactionLayer(),
            m_transaction,
            request,
            first,
            [weak = weak_from_this()]()
            {
                if (auto owner = weak.lock())
                {
                    owner->Reject(SipReply{504, "No PRACK", {}, {}});
                }
            });
    }
    m_reliable->Mark(response);
    SipDialogContext context = MakeContext();
    context.request = &request;
    if (m_agent.m_earlyAnswer && m_agent.m_describer && m_isOpen && !m_offer.IsEmpty() &&
        !m_isEarlyAnswered)
    {
        auto answer = m_agent.m_describer->MakeAnswer(m_offer, context);
        if (!answer)
        {
            m_agent.OnBodyRefused(m_call, answer.error());
            Reject(answer.error());
            return;
        }
        m_isEarlyAnswered = true;
        ++m_call->m_descriptionCount;
        response.SetBody(answer->content, answer->contentType);
    }
    Work work;
    const auto prepared = m_agent.PrepareResponse(response, context, work);
    std::optional<SipReply> refusal;
    if (!prepared)
    {
        refusal = prepared.error();
    }
    m_agent.Execute(work,
                    [self, response, refusal]()
                    {
                        if (self->m_isFinal)
                        {
                            return; // cancelled meanwhile
                        }
                        if (refusal)
                        {
                            self->Reject(*refusal);
                            return;
                        }
                        self->m_reliable->Send(response);
                        if (self->m_isEarlyAnswered && !response.GetBody().empty())
                        {
                            self->m_agent.m_describer->OnAnswerSent(self->MakeContext());
                        }
                    });
}

void
SipInviteServer::PrepareAnswer()
{
    m_isPreparing = true;
    SipReply reply{200, "", {}, {}};
    reply.headers.emplace_back("Allow", m_agent.GetAllow());
    SipMessage response = MakeResponse(reply);
    SipDialogContext context = MakeContext();
    context.request = &m_reception.message;
    Work work;
    SipBody body;
    if (m_agent.m_describer && !m_isEarlyAnswered)
    {
        m_isLateOffer = m_offer.IsEmpty();
        if (m_isLateOffer)
        {
            body = m_agent.m_describer->MakeOffer(context);
        }
        else
        {
            auto answer = m_agent.m_describer->MakeAnswer(m_offer, context);
            if (!answer)
            {
                m_agent.OnBodyRefused(m_call, answer.error());
                Reject(answer.error());
                return;
            }
            body = std::move(*answer);
        }
    }
    if (!body.IsEmpty())
    {
        response.SetBody(body.content, body.contentType);
    }
    auto self = shared_from_this();
    const auto prepared = m_agent.PrepareResponse(response, context, work);
    if (!prepared)
    {
        const SipReply refusal = prepared.error();
        m_agent.Execute(work,
                        [self, refusal]()
                        {
                            self->Reject(refusal);
                        });
        return;
    }
    if (!body.IsEmpty())
    {
        ++m_call->m_descriptionCount;
    }
    m_agent.Execute(work,
                    [self, response]()
                    {
                        self->SendAnswer(response);
                    });
}

void
SipInviteServer::SendAnswer(const SipMessage& response)
{
    if (m_isFinal)
    {
        return; // cancelled meanwhile
    }
    const SipMessage& request = m_reception.message;
    if (m_isInitial && !m_call->m_dialog)
    {
        const bool isTls = m_reception.source.GetProtocol() == SipTransportProtocol::Tls;
        auto dialog = SipDialog::CreateUas(request, response, isTls);
        if (!dialog)
        {
            NS_LOG_WARN("an INVITE that makes no dialog: " << dialog.error().reason);
            Reject(SipReply{400, "Bad Contact Or Route", {}, {}});
            return;
        }
        m_call->m_dialog = std::move(*dialog);
    }
    m_isFinal = true;
    static_cast<void>(m_call->m_dialog->OnResponseSent(request, response));
    m_response = response;
    Ptr<SipTransactionLayer> layer = m_agent.GetTransactionLayer();
    layer->Respond(m_transaction, m_response);
    m_interval = layer->GetT1();
    m_retransmit = Simulator::Schedule(m_interval,
                                       [weak = weak_from_this()]()
                                       {
                                           if (auto self = weak.lock())
                                           {
                                               self->Retransmit();
                                           }
                                       });
    m_giveUp = Simulator::Schedule(64 * layer->GetT1(),
                                   [weak = weak_from_this()]()
                                   {
                                       if (auto self = weak.lock())
                                       {
                                           self->m_retransmit.Cancel();
                                           self->m_call->m_isHangUpWanted =
                                               true; // 13.3.1.4: no ACK, so BYE
                                           self->m_call->OnConfirmed();
                                       }
                                   });
    if (m_agent.m_describer && !m_isLateOffer && !response.GetBody().empty())
    {
        m_agent.m_describer->OnAnswerSent(m_call->GetContext());
    }
    m_call->OnAnswered(m_isInitial);
}

void
SipInviteServer::Retransmit()
{
    Ptr<SipTransactionLayer> layer = m_agent.GetTransactionLayer();
    layer->Respond(m_transaction, m_response);
    m_interval = std::min(m_interval + m_interval, layer->GetT2());
    m_retransmit = Simulator::Schedule(m_interval,
                                       [weak = weak_from_this()]()
                                       {
                                           if (auto self = weak.lock())
                                           {
                                               self->Retransmit();
                                           }
                                       });
}

void
SipInviteServer::OnAck(const SipReception& reception)
{
    if (!m_isFinal || m_isAcked)
    {
        return;
    }
    const auto mine = m_reception.message.GetCSeq();
    const auto theirs = reception.message.GetCSeq();
    if (!mine || !theirs || mine->GetNumber() != theirs->GetNumber())
    {
        return; // of an earlier INVITE
    }
    m_isAcked = true;
    ReleaseEvents();
    auto self = shared_from_this();
    if (!m_isLateOffer)
    {
        m_call->m_isAgreed = true;
        m_call->OnConfirmed();
        return;
    }
    Work work;
    SipDialogContext context = m_call->GetContext();
    context.connection = reception.connection;
    auto answer = m_agent.m_bodyPolicy->OpenRequest(reception.message, context, work);
    m_agent.Execute(
        work,
        [self, answer]()
        {
            std::optional<SipReply> refusal;
            if (!answer)
            {
                refusal = answer.error();
            }
            else if (!self->m_agent.m_describer->OnAnswer(*answer, self->m_call->GetContext()))
            {
                refusal = SipReply{488, "", {}, {}};
            }
            if (refusal)
            {
                self->m_call->OnBodyRefused(*refusal);
                return;
            }
            ++self->m_call->m_descriptionCount;
            self->m_call->m_isAgreed = true;
            self->m_call->OnConfirmed();
        });
}

void
SipInviteServer::Reject(const SipReply& reply)
{
    if (m_isFinal)
    {
        return;
    }
    m_isFinal = true;
    m_ring.Cancel();
    m_answer.Cancel();
    const SipMessage response = MakeResponse(reply);
    if (m_call->m_dialog)
    {
        static_cast<void>(m_call->m_dialog->OnResponseSent(m_reception.message, response));
    }
    m_agent.SendResponse(m_transaction, m_reception.message, response, m_call->GetContext());
    ReleaseEvents();
    m_call->OnRejected(reply, m_isInitial);
}

void
SipInviteServer::Abandon()
{
    ReleaseEvents();
    m_isFinal = true;
}

void
SipInviteServer::ReleaseEvents()
{
    if (m_reliable)
    {
        m_reliable->Stop();
    }
    // An EventId keeps its event, past or cancelled, and the event keeps this object.
    for (EventId* event : {&m_ring, &m_answer, &m_retransmit, &m_giveUp})
    {
        event->Cancel();
        *event = EventId();
    }
}

void
SipInviteServer::Stop()
{
    const bool wasPending = !m_isFinal;
    Abandon();
    if (wasPending)
    {
        m_agent.SendResponse(m_transaction,
                             m_reception.message,
                             MakeResponse(SipReply{487, "", {}, {}}),
                             m_call->GetContext());
    }
}

} // namespace ns3
