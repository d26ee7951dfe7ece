// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-invite-client.h"

#include "ns3/log.h"
#include "ns3/simulator.h"
#include "ns3/sip-call.h"
#include "ns3/sip-reliable-client.h"
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
    if (m_isInitial && m_agent.m_reliableProvisional)
    {
        m_reliable.reset(); // early dialogs end with the attempt
        m_call->m_dialog.reset();
        m_isAnswered = false;
        m_earlyAnswers.clear();
        request.Add(m_agent.m_requireReliable ? "Require" : "Supported", "100rel");
    }
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
        OnProvisional(reception);
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
    const bool isEarly = m_isInitial && m_call->m_dialog && tag == m_call->m_remoteTag;
    if (m_isInitial && !isEarly)
    {
        const bool isTls = m_destination.address.GetProtocol() == SipTransportProtocol::Tls;
        const auto other = m_reliable ? m_reliable->FindDialog(tag) : std::nullopt;
        tl::expected<SipDialog, SipError> dialog =
            other ? tl::expected<SipDialog, SipError>(*other)
                  : SipDialog::CreateUac(m_sent, response, isTls);
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
                            self->m_agent.m_describer->OnAnswerSent(self->MakeContext(nullptr));
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
SipInviteClient::OnProvisional(const SipReception& reception)
{
    const SipMessage& response = reception.message;
    if (m_isInitial && !m_isFinal && m_agent.m_reliableProvisional &&
        SipReliableClient::IsReliable(response))
    {
        if (!m_reliable)
        {
            m_reliable = std::make_shared<SipReliableClient>(m_call);
        }
        const bool isTls = m_destination.address.GetProtocol() == SipTransportProtocol::Tls;
        if (!m_reliable->Accept(m_sent, response, isTls))
        {
            return;
        }
        OpenEarlyAnswer(reception);
    }
    m_call->OnProgress(response.GetStatusCode());
}

bool
SipInviteClient::IsOfferUnanswered() const
{
    return !m_offer.IsEmpty() && !m_isAnswered && !m_isFinal;
}

void
SipInviteClient::OpenEarlyAnswer(const SipReception& reception)
{
    const std::string tag = GetSipTag(reception.message, false);
    if (m_offer.IsEmpty() || reception.message.GetBody().empty() ||
        !m_earlyAnswers.emplace(tag, SipBody()).second)
    {
        return;
    }
    const bool isFirst = !m_isAnswered;
    m_isAnswered = true;
    m_answerer = isFirst ? tag : m_answerer;
    Work work;
    auto answer =
        m_agent.m_bodyPolicy->OpenResponse(reception.message, MakeContext(&reception), work);
    auto self = shared_from_this();
    m_agent.Execute(
        work,
        [self, tag, isFirst, answer = std::move(answer)]()
        {
            if (answer)
            {
                self->m_earlyAnswers[tag] = *answer;
            }
            if (!isFirst)
            {
                return; // another branch of a fork: it counts if this one accepts the call
            }
            ++self->m_call->m_descriptionCount;
            const bool isGood =
                answer && self->m_agent.m_describer->OnAnswer(*answer, self->MakeContext(nullptr));
            if (!isGood)
            {
                self->m_agent.OnBodyRefused(self->m_call,
                                            answer ? SipReply{488, "", {}, {}} : answer.error());
                self->m_call->Cancel();
                return;
            }
            self->m_agent.m_bodyPolicy->OnAnswered(*self->m_call, true);
        });
}

void
SipInviteClient::OpenAnswer(const SipReception& reception)
{
    const std::string tag = GetSipTag(reception.message, false);
    const auto early = m_earlyAnswers.find(tag);
    if (early != m_earlyAnswers.end())
    {
        // A reliable provisional response had the answer. If another branch's was first, the
        // session is made anew.
        const bool isGood = tag == m_answerer ||
                            m_agent.m_describer->OnAnswer(early->second, MakeContext(&reception));
        if (isGood)
        {
            m_call->OnAccepted(m_isInitial);
        }
        else
        {
            m_call->OnBodyRefused(SipReply{488, "", {}, {}});
        }
        return;
    }
    m_isAnswered = true;
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

} // namespace ns3
