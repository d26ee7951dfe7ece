// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-invite-client.h"

#include "ns3/log.h"
#include "ns3/simulator.h"
#include "ns3/sip-call.h"
#include "ns3/sip-cancel.h"
#include "ns3/sip-text.h"
#include "ns3/sip-user-agent.h"

#include <utility>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("SipInviteClient");

SipInviteClient::SipInviteClient(Ptr<SipCall> call, const SipUri& target, bool isInitial)
    : m_call(call)
    , m_agent(*call->GetUserAgent())
    , m_target(target)
    , m_isInitial(isInitial)
{
}

bool
SipInviteClient::IsPending() const
{
    return !m_isFinal;
}

bool
SipInviteClient::IsWanted() const
{
    return m_call->m_state != SipCallState::Ended;
}

bool
SipInviteClient::MaySend() const
{
    const bool mayBegin = m_isInitial ? IsWanted() : m_call->m_state == SipCallState::Established;
    return mayBegin && !m_isCancelled;
}

void
SipInviteClient::Stop()
{
    m_event.Cancel();
    m_isFinal = true;
}

SipDialogContext
SipInviteClient::MakeContext(const SipReception* reception) const
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
SipInviteClient::Start()
{
    if (m_agent.m_describer && m_agent.m_offerInInvite)
    {
        m_offer = m_agent.m_describer->MakeOffer(MakeContext(nullptr));
    }
    Send();
}

void
SipInviteClient::Send()
{
    ++m_attempts;
    m_hasProvisional = false;
    m_transaction = 0;
    SipMessage request = m_isInitial ? m_agent.MakeRequest("INVITE",
                                                           m_target,
                                                           m_call->m_remoteUri,
                                                           m_call->m_callId,
                                                           m_call->m_localTag,
                                                           m_call->TakeSequence())
                                     : m_call->m_dialog->MakeRequest("INVITE");
    m_sent = request;
    Work work;
    bool isBodyRefused = false;
    if (!m_offer.IsEmpty())
    {
        request.SetBody(m_offer.content, m_offer.contentType);
    }
    auto self = shared_from_this();
    const auto prepared =
        m_agent.PrepareRequest(request, MakeContext(nullptr), work, &isBodyRefused);
    if (!prepared)
    {
        const SipReply reply = prepared.error();
        m_agent.Execute(work,
                        [self, reply, isBodyRefused]()
                        {
                            if (isBodyRefused)
                            {
                                self->m_agent.m_bodyRefusedTrace(self->m_call, reply);
                            }
                            self->Fail(reply);
                        });
        return;
    }
    m_agent.AddVia(request);
    m_agent.Execute(work,
                    [self, request]()
                    {
                        self->Transmit(request);
                    });
}

void
SipInviteClient::Transmit(const SipMessage& request)
{
    if (!MaySend())
    {
        Fail(SipReply{487, "", {}, {}});
        return;
    }
    const auto destination = m_isInitial ? m_agent.FindDestination(request)
                                         : m_agent.FindDestination(request, *m_call->m_dialog);
    if (!destination)
    {
        Fail(SipReply{404, destination.error(), {}, {}});
        return;
    }
    auto self = shared_from_this();
    SipTransactionUser user;
    user.onResponse = [self](const SipReception& reception)
    {
        self->OnResponse(reception);
    };
    user.onFailure = [self](SipTransactionFailure failure)
    {
        SipReply reply{failure.GetCode(), "", {}, {}};
        if (failure.connection.kind != SipConnectionFailure::None)
        {
            reply.reason = failure.connection.ToString();
        }
        self->Fail(reply);
    };
    Ptr<SipTransactionLayer> layer = m_agent.GetTransactionLayer();
    m_transaction = layer->SendRequest(request, *destination, std::move(user));
    if (auto sent = layer->GetSentRequest(m_transaction))
    {
        m_sent = std::move(sent->first);
        m_destination = std::move(sent->second);
    }
    if (!m_offer.IsEmpty())
    {
        ++m_call->m_descriptionCount;
    }
}

void
SipInviteClient::OnResponse(const SipReception& reception)
{
    const int code = reception.message.GetStatusCode();
    m_hasProvisional = m_hasProvisional || code < 200;
    if (code > 100 && code < 300)
    {
        SipUserAgent::NoteOwnDigest(m_sent, reception); // whoever challenges it goes no further
    }
    if (code >= 200 && code < 300)
    {
        // A 2xx is judged once; its repetitions get the ACK, as soon as there is one.
        const std::string tag = GetSipTag(reception.message, false);
        const bool isKnown = m_isFinal || m_acks.count(tag) > 0;
        if (isKnown || m_judged.size() > m_agent.m_maxForks || !m_judged.insert(tag).second)
        {
            if (isKnown)
            {
                Judged(reception, std::nullopt);
            }
            return;
        }
    }
    auto self = shared_from_this();
    m_agent.CheckResponse(reception,
                          MakeContext(&reception),
                          [self, reception](const std::optional<SipReply>& refusal)
                          {
                              self->Judged(reception, refusal);
                          });
}

void
SipInviteClient::Judged(const SipReception& reception, const std::optional<SipReply>& refusal)
{
    const int code = reception.message.GetStatusCode();
    if (code >= 300)
    {
        OnRefused(reception, refusal);
    }
    else if (code >= 200)
    {
        OnAccepted(reception, refusal);
    }
    else if (m_isCancelled)
    {
        SendCancel();
    }
    else if (code > 100 && IsWanted() && !refusal)
    {
        m_call->OnProgress(code);
    }
}

void
SipInviteClient::OnAccepted(const SipReception& reception, const std::optional<SipReply>& refusal)
{
    const SipMessage& response = reception.message;
    const std::string tag = GetSipTag(response, false);
    const auto known = m_acks.find(tag);
    if (known != m_acks.end())
    {
        m_agent.GetTransactionLayer()->SendStateless(known->second.first, known->second.second);
        return;
    }
    if (m_isFinal)
    {
        if (m_isInitial && tag != m_call->m_remoteTag && m_forks < m_agent.m_maxForks)
        {
            ++m_forks;
            OnFork(response);
        }
        return;
    }
    m_isFinal = true;
    m_event.Cancel();
    if (m_isInitial)
    {
        const bool isTls = m_destination.address.GetProtocol() == SipTransportProtocol::Tls;
        auto dialog = SipDialog::CreateUac(m_sent, response, isTls);
        if (!dialog)
        {
            NS_LOG_WARN("a 2xx that makes no dialog: " << dialog.error().reason);
            m_agent.ReportSecurityEvent(SipSecurityEventKind::UnexpectedResponse,
                                        response,
                                        dialog.error().reason);
            m_call->End(500);
            return;
        }
        m_call->m_dialog = std::move(*dialog);
        m_call->m_remoteTag = tag;
    }
    if (!m_call->m_dialog)
    {
        return;
    }
    static_cast<void>(m_call->m_dialog->OnResponse(m_sent, response));
    if (m_isCancelled || !IsWanted())
    {
        SendAck(m_call->m_dialog->MakeAck(m_sent)); // the CANCEL came too late (9.1)
        m_call->SendBye();
    }
    else if (refusal)
    {
        SendAck(m_call->m_dialog->MakeAck(m_sent));
        m_call->OnPeerRefused(*refusal);
    }
    else if (m_offer.IsEmpty() && !response.GetBody().empty())
    {
        AnswerInAck(reception);
    }
    else
    {
        SendAck(m_call->m_dialog->MakeAck(m_sent));
        OpenAnswer(reception);
    }
}

void
SipInviteClient::OnFork(const SipMessage& response)
{
    auto dialog = SipDialog::CreateUac(m_sent, response, false);
    if (!dialog)
    {
        return;
    }
    m_agent.m_bodyPolicy->OnFork(response, MakeContext(nullptr));
    SendAck(dialog->MakeAck(m_sent));
    SipMessage bye = dialog->MakeBye();
    Work work;
    SipDialogContext context = MakeContext(nullptr);
    context.remoteTag = GetSipTag(response, false);
    const bool isPrepared = m_agent.PrepareRequest(bye, context, work).has_value();
    m_agent.AddVia(bye);
    const auto destination = m_agent.FindDestination(bye, *dialog);
    if (destination && isPrepared)
    {
        auto self = shared_from_this();
        const SipDestination where = *destination;
        m_agent.Execute(work,
                        [self, bye, where]()
                        {
                            self->m_agent.GetTransactionLayer()->SendRequest(bye, where, {});
                        });
    }
}

void
SipInviteClient::SendAck(SipMessage ack)
{
    Work work;
    const auto prepared = m_agent.PrepareRequest(ack, MakeContext(nullptr), work);
    auto self = shared_from_this();
    m_agent.ExecuteForPolicies(work,
                               [self, ack, isPrepared = prepared.has_value()]()
                               {
                                   if (isPrepared)
                                   {
                                       self->TransmitAck(ack);
                                   }
                               });
}

void
SipInviteClient::TransmitAck(SipMessage ack)
{
    const std::string tag = GetSipTag(ack, false);
    m_agent.AddVia(ack);
    const auto destination = tag == m_call->m_remoteTag
                                 ? m_agent.FindDestination(ack, *m_call->m_dialog)
                                 : m_agent.FindDestination(ack);
    if (!destination)
    {
        return;
    }
    m_acks.insert_or_assign(tag, std::make_pair(ack, *destination));
    m_agent.GetTransactionLayer()->SendStateless(std::move(ack), *destination);
}

void
SipInviteClient::AnswerInAck(const SipReception& reception)
{
    Work work;
    const SipDialogContext context = MakeContext(&reception);
    SipMessage ack = m_call->m_dialog->MakeAck(m_sent);
    auto offer = m_agent.m_bodyPolicy->OpenResponse(reception.message, context, work);
    tl::expected<SipBody, SipReply> answer =
        offer ? tl::expected<SipBody, SipReply>(SipBody())
              : tl::expected<SipBody, SipReply>(tl::make_unexpected(offer.error()));
    if (offer && m_agent.m_describer)
    {
        ++m_call->m_descriptionCount;
        answer = m_agent.m_describer->MakeAnswer(*offer, context);
    }
    std::optional<SipReply> refusal;
    bool isPrepared = false;
    if (!answer)
    {
        refusal = answer.error();
    }
    else if (!answer->IsEmpty())
    {
        SipMessage full = ack;
        full.SetBody(answer->content, answer->contentType);
        const auto prepared = m_agent.PrepareRequest(full, MakeContext(nullptr), work);
        if (!prepared)
        {
            refusal = prepared.error();
        }
        else
        {
            ack = std::move(full);
            isPrepared = true;
            ++m_call->m_descriptionCount;
        }
    }
    auto self = shared_from_this();
    m_agent.Execute(work,
                    [self, ack, refusal, isPrepared]()
                    {
                        if (isPrepared)
                        {
                            self->TransmitAck(ack);
                        }
                        else
                        {
                            self->SendAck(ack);
                        }
                        if (refusal)
                        {
                            self->m_call->OnBodyRefused(*refusal);
                        }
                        else
                        {
                            self->m_call->OnAccepted(self->m_isInitial);
                        }
                    });
}

void
SipInviteClient::OpenAnswer(const SipReception& reception)
{
    Work work;
    std::optional<SipReply> refusal;
    const SipDialogContext context = MakeContext(&reception);
    SipBody answer;
    if (!reception.message.GetBody().empty())
    {
        auto opened = m_agent.m_bodyPolicy->OpenResponse(reception.message, context, work);
        if (opened)
        {
            answer = std::move(*opened);
        }
        else
        {
            refusal = opened.error();
        }
    }
    auto self = shared_from_this();
    m_agent.Execute(
        work,
        [self, answer, refusal]()
        {
            std::optional<SipReply> reason = refusal;
            if (!reason && !self->m_offer.IsEmpty())
            {
                ++self->m_call->m_descriptionCount;
                if (!self->m_agent.m_describer->OnAnswer(answer, self->MakeContext(nullptr)))
                {
                    reason = SipReply{488, "", {}, {}};
                }
            }
            if (reason)
            {
                self->m_call->OnBodyRefused(*reason);
            }
            else
            {
                self->m_call->OnAccepted(self->m_isInitial);
            }
        });
}

void
SipInviteClient::OnRefused(const SipReception& reception, const std::optional<SipReply>& refusal)
{
    if (m_isFinal)
    {
        return;
    }
    const SipMessage& response = reception.message;
    if (!m_isInitial && m_call->m_dialog)
    {
        static_cast<void>(m_call->m_dialog->OnResponse(m_sent, response));
    }
    m_event.Cancel();
    if (refusal)
    {
        Fail(*refusal);
        return;
    }
    if (MaySend() && m_attempts < m_agent.m_maxAttempts && Retry(reception))
    {
        return;
    }
    const auto warning = response.GetHeader("Warning");
    Fail(SipReply{response.GetStatusCode(),
                  std::string(warning ? *warning : response.GetReason()),
                  {},
                  {}});
}

std::optional<SipUri>
SipInviteClient::FindNextTarget(const SipMessage& response) const
{
    if (response.GetStatusCode() >= 400)
    {
        SipUri next = m_target;
        next.SetScheme("sip"); // 8.1.3.5
        return m_target.IsSecure() ? std::make_optional(next) : std::nullopt;
    }
    const auto contacts = response.GetContacts();
    if (!m_isInitial || !m_agent.m_followRedirects || !contacts)
    {
        return std::nullopt;
    }
    for (const SipNameAddr& contact : *contacts)
    {
        if (!contact.IsStar() && contact.GetUri().IsSip() &&
            m_agent.GetSipsRules()->MayFollow(m_target, contact.GetUri()))
        {
            return contact.GetUri();
        }
    }
    return std::nullopt;
}

bool
SipInviteClient::Retry(const SipReception& reception)
{
    const SipMessage& response = reception.message;
    const int code = response.GetStatusCode();
    auto self = shared_from_this();
    Work policyWork;
    if (m_agent.MayRetry(m_sent, reception, MakeContext(&reception), policyWork))
    {
        m_agent.ExecuteForPolicies(policyWork,
                                   [self]()
                                   {
                                       if (self->MaySend())
                                       {
                                           self->Send();
                                       }
                                       else
                                       {
                                           self->Fail(SipReply{487, "", {}, {}});
                                       }
                                   });
        return true;
    }
    if (code == 401 || code == 407)
    {
        return false;
    }
    if (code < 400 || (m_isInitial && m_agent.GetSipsRules()->FallsBackAfter(code)))
    {
        const auto next = FindNextTarget(response);
        if (!next)
        {
            return false;
        }
        m_target = *next; // 8.1.3.4; To stays
        Send();
        return true;
    }
    if (code == 491)
    {
        if (m_isInitial || !m_call->m_dialog)
        {
            return false;
        }
        const SipGlareWindow window = m_call->m_dialog->GetGlareWindow(); // 14.1
        const auto steps = static_cast<uint32_t>((window.latest - window.earliest) / window.step);
        const int64_t wait =
            window.earliest + window.step * m_agent.GetIdentifierSource()->MakeNumber(steps + 1);
        m_event = Simulator::Schedule(MilliSeconds(static_cast<uint64_t>(wait)),
                                      [weak = weak_from_this()]()
                                      {
                                          if (auto self = weak.lock())
                                          {
                                              if (self->MaySend())
                                              {
                                                  self->Send();
                                              }
                                          }
                                      });
        return true;
    }
    Work work;
    const bool again = m_agent.m_bodyPolicy->RetryAfter(response, MakeContext(&reception), work);
    if (!again && work.IsEmpty())
    {
        return false;
    }
    const SipReply reply{code, std::string(response.GetReason()), {}, {}};
    m_agent.Execute(work,
                    [self, again, reply]()
                    {
                        if (again && self->MaySend())
                        {
                            self->Send();
                        }
                        else
                        {
                            self->Fail(reply);
                        }
                    });
    return true;
}

void
SipInviteClient::Fail(const SipReply& reply)
{
    if (m_isFinal)
    {
        return;
    }
    m_isFinal = true;
    m_event.Cancel();
    if (!m_isInitial && m_call->m_dialog && m_call->m_dialog->IsLocalInvitePending())
    {
        // No response has come: the dialog hears of one made here (8.1.3.1).
        static_cast<void>(m_call->m_dialog->OnResponse(
            m_sent,
            SipMessage::MakeResponse(m_sent, reply.code, GetSipReason(reply.code))));
    }
    m_call->OnRefused(reply, m_isInitial);
}

void
SipInviteClient::Cancel()
{
    if (m_isFinal || m_isCancelled)
    {
        return;
    }
    m_isCancelled = true;
    if (m_hasProvisional)
    {
        SendCancel();
    }
}

void
SipInviteClient::SendCancel()
{
    if (m_isCancelSent)
    {
        return;
    }
    m_isCancelSent = true;
    Ptr<SipTransactionLayer> layer = m_agent.GetTransactionLayer();
    SipMessage cancel = MakeSipCancel(m_sent);
    Work work;
    const auto prepared = m_agent.PrepareRequest(cancel, MakeContext(nullptr), work);
    m_agent.ExecuteForPolicies(
        work,
        [layer, cancel, destination = m_destination, isPrepared = prepared.has_value()]()
        {
            if (isPrepared)
            {
                layer->SendRequest(cancel, destination, SipTransactionUser());
            }
        });
    m_event = Simulator::Schedule(64 * layer->GetT1(),
                                  [weak = weak_from_this()]()
                                  {
                                      if (auto self = weak.lock())
                                      {
                                          self->m_agent.GetTransactionLayer()->Abandon(
                                              self->m_transaction);
                                          self->Fail(SipReply{487, "", {}, {}});
                                      }
                                  });
}

} // namespace ns3
