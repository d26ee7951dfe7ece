// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-update-exchange.h"

#include "ns3/simulator.h"
#include "ns3/sip-call.h"
#include "ns3/sip-dialog-client.h"
#include "ns3/sip-user-agent.h"

#include <utility>

namespace ns3
{

SipUpdateExchange::SipUpdateExchange(SipCall& call)
    : m_call(call)
{
}

bool
SipUpdateExchange::IsOfferSent() const
{
    return m_isSending;
}

void
SipUpdateExchange::Stop()
{
    m_retry.Cancel();
}

bool
SipUpdateExchange::Send()
{
    SipUserAgent& agent = *m_call.m_agent;
    if (!m_call.m_dialog || m_call.m_state == SipCallState::Ended ||
        m_call.m_state == SipCallState::Ending || !agent.m_describer || m_isSending ||
        m_isAnswering || m_call.IsOfferSent() || m_call.IsOfferReceived() ||
        m_call.m_descriptionCount < 2)
    {
        return false;
    }
    m_isSending = true;
    ++m_call.m_descriptionCount;
    const SipBody offer = agent.m_describer->MakeOffer(m_call.GetContext());
    Ptr<SipCall> call(&m_call);
    const auto make = [call, offer]() -> std::optional<SipDialogClient::Attempt>
    {
        SipMessage update = call->m_dialog->MakeRequest("UPDATE");
        update.SetBody(offer.content, offer.contentType);
        return SipDialogClient::Attempt{std::move(update), *call->m_dialog};
    };
    const auto done = [call, self = shared_from_this()](const SipReply& reply,
                                                        const SipMessage& request,
                                                        const SipReception* reception)
    {
        self->OnDone(reply, request, reception);
    };
    std::make_shared<SipDialogClient>(call, make, done)->Start();
    return true;
}

void
SipUpdateExchange::OnDone(const SipReply& reply,
                          const SipMessage& request,
                          const SipReception* reception)
{
    SipDialog& dialog = *m_call.m_dialog;
    // No response has come: the dialog hears of one made here (RFC 3261 8.1.3.1).
    static_cast<void>(dialog.OnResponse(
        request,
        reception ? reception->message : SipMessage::MakeResponse(request, reply.code, "")));
    if (dialog.GetState() == SipDialogState::Terminated)
    {
        m_isSending = false;
        m_call.End(reply.code);
        return;
    }
    if (reply.code < 300 && reception)
    {
        OpenAnswer(*reception);
        return;
    }
    m_isSending = false; // the session goes on as it was (section 5.1)
    if (reply.code != 491)
    {
        return;
    }
    const SipGlareWindow window = dialog.GetGlareWindow(); // as RFC 3261 14.1
    const auto steps = static_cast<uint32_t>((window.latest - window.earliest) / window.step);
    const int64_t wait = window.earliest +
                         window.step * m_call.m_agent->GetIdentifierSource()->MakeNumber(steps + 1);
    m_retry = Simulator::Schedule(MilliSeconds(static_cast<uint64_t>(wait)),
                                  [weak = weak_from_this()]()
                                  {
                                      if (auto self = weak.lock())
                                      {
                                          self->Send();
                                      }
                                  });
}

void
SipUpdateExchange::OpenAnswer(const SipReception& reception)
{
    SipUserAgent& agent = *m_call.m_agent;
    Work work;
    SipDialogContext context = m_call.GetContext();
    context.connection = reception.connection;
    auto answer = agent.m_bodyPolicy->OpenResponse(reception.message, context, work);
    Ptr<SipCall> call(&m_call);
    agent.Execute(work,
                  [self = shared_from_this(), call, answer = std::move(answer)]()
                  {
                      self->m_isSending = false;
                      std::optional<SipReply> refusal;
                      if (!answer)
                      {
                          refusal = answer.error();
                      }
                      else if (!call->m_agent->m_describer->OnAnswer(*answer, call->GetContext()))
                      {
                          refusal = SipReply{488, "", {}, {}};
                      }
                      if (refusal)
                      {
                          call->OnBodyRefused(*refusal);
                          return;
                      }
                      ++call->m_descriptionCount;
                  });
}

void
SipUpdateExchange::OnRequest(SipTransactionHandle transaction, const SipReception& reception)
{
    SipUserAgent& agent = *m_call.m_agent;
    const SipMessage& request = reception.message;
    if (request.GetBody().empty())
    {
        if (m_isAnswering)
        {
            agent.Reply(transaction, request, m_call.MakeBusyReply(), &m_call);
            return;
        }
        const SipMessage response = agent.MakeResponse(request, SipReply{200, "", {}, {}});
        Respond(transaction, request, response); // the remote target may be new
        return;
    }
    // Section 5.2: whose offer has no answer yet?
    if (m_isSending || m_call.IsOfferSent())
    {
        agent.Reply(transaction, request, SipReply{491, "", {}, {}}, &m_call);
        return;
    }
    if (m_isAnswering || m_call.IsOfferReceived())
    {
        agent.Reply(transaction, request, m_call.MakeBusyReply(), &m_call);
        return;
    }
    if (agent.m_updateNeedsUser || !agent.m_describer)
    {
        const int code = agent.m_describer ? 504 : 488;
        agent.Reply(transaction, request, SipReply{code, "", {}, {}}, &m_call);
        return;
    }
    m_isAnswering = true;
    Work work;
    SipDialogContext context = m_call.GetContext();
    context.connection = reception.connection;
    const auto offer = agent.m_bodyPolicy->OpenRequest(request, context, work);
    Ptr<SipCall> call(&m_call);
    agent.Execute(work,
                  [self = shared_from_this(), call, transaction, reception, offer]()
                  {
                      self->Answer(transaction, reception, offer);
                  });
}

void
SipUpdateExchange::Answer(SipTransactionHandle transaction,
                          const SipReception& reception,
                          const tl::expected<SipBody, SipReply>& offer)
{
    SipUserAgent& agent = *m_call.m_agent;
    const SipMessage& request = reception.message;
    SipDialogContext context = m_call.GetContext();
    context.connection = reception.connection;
    context.request = &request;
    tl::expected<SipBody, SipReply> answer = offer;
    if (answer)
    {
        ++m_call.m_descriptionCount;
        answer = agent.m_describer->MakeAnswer(*offer, context);
    }
    if (!answer)
    {
        m_isAnswering = false;
        agent.OnBodyRefused(&m_call, answer.error());
        agent.Reply(transaction, request, answer.error(), &m_call);
        return;
    }
    SipMessage response = agent.MakeResponse(request, SipReply{200, "", {}, {}});
    response.Set("Contact",
                 "<" + agent.GetContactUri(request.GetRequestUri().IsSecure()).ToString() + ">");
    response.SetBody(answer->content, answer->contentType);
    Work work;
    const auto prepared = agent.PrepareResponse(response, context, work);
    if (!prepared)
    {
        m_isAnswering = false;
        response = agent.MakeResponse(request, prepared.error());
    }
    Ptr<SipCall> call(&m_call);
    agent.Execute(work,
                  [self = shared_from_this(), call, transaction, request, response]()
                  {
                      if (response.GetStatusCode() < 300)
                      {
                          ++call->m_descriptionCount;
                      }
                      self->m_isAnswering = false;
                      static_cast<void>(call->m_dialog->OnResponseSent(request, response));
                      call->m_agent->GetTransactionLayer()->Respond(transaction, response);
                      if (response.GetStatusCode() < 300)
                      {
                          call->m_agent->m_describer->OnAnswerSent(call->GetContext());
                      }
                  });
}

void
SipUpdateExchange::Respond(SipTransactionHandle transaction,
                           const SipMessage& request,
                           const SipMessage& response)
{
    static_cast<void>(m_call.m_dialog->OnResponseSent(request, response));
    m_call.m_agent->SendResponse(transaction, request, response, m_call.GetContext());
}

} // namespace ns3
