// SPDX-License-Identifier: GPL-2.0-only
// How the messages of a SipUserAgent pass its policies.
#include "ns3/sip-outbound-contact.h"
#include "ns3/sip-text.h"
#include "ns3/sip-user-agent.h"

#include <utility>

namespace ns3
{

void
SipUserAgent::AddPolicy(Ptr<SipUserAgentPolicy> policy)
{
    m_policies.Add(policy);
}

const std::vector<Ptr<SipUserAgentPolicy>>&
SipUserAgent::GetPolicies() const
{
    return m_policies.GetAll();
}

SipDialogContext
SipUserAgent::MakeContext(const SipMessage& request, bool isReceived) const
{
    SipDialogContext context;
    context.node = GetNode();
    context.callId = std::string(request.GetHeader("Call-ID").value_or(""));
    context.localTag = GetSipTag(request, !isReceived);
    context.remoteTag = GetSipTag(request, isReceived);
    context.localUri = m_addressOfRecord;
    const auto party = isReceived ? request.GetFrom() : request.GetTo();
    if (party)
    {
        context.remoteUri = party->GetUri();
    }
    context.isInitiator = !isReceived;
    return context;
}

SipUserAgentContext
SipUserAgent::MakePolicyContext(const SipMessage& request,
                                SipDialogContext dialog,
                                const SipReception* reception)
{
    SipUserAgentContext context;
    context.agent = this;
    context.call = dialog.call;
    context.dialog = std::move(dialog);
    context.isInDialog = !GetSipTag(request, false).empty();
    if (reception)
    {
        context.source = reception->source;
        context.dialog.connection = reception->connection;
    }
    return context;
}

tl::expected<void, SipReply>
SipUserAgent::PrepareRequest(SipMessage& request,
                             const SipDialogContext& dialog,
                             Work& work,
                             bool* isBodyRefused)
{
    const SipUserAgentContext context = MakePolicyContext(request, dialog, nullptr);
    auto verdict = m_policies.AddHeaders(request, context, work);
    if (verdict && !request.GetBody().empty())
    {
        verdict = m_bodyPolicy->PrepareRequest(request, dialog, work);
        if (isBodyRefused)
        {
            *isBodyRefused = !verdict;
        }
    }
    if (!verdict)
    {
        return verdict;
    }
    const std::string_view method = request.GetMethod();
    if (method != "ACK" && method != "CANCEL") // 22.1
    {
        Authorize(request, work);
    }
    return m_policies.Prepare(request, context, work);
}

tl::expected<void, SipReply>
SipUserAgent::PrepareResponse(SipMessage& response, const SipDialogContext& dialog, Work& work)
{
    const SipUserAgentContext context = MakePolicyContext(*dialog.request, dialog, nullptr);
    auto verdict = m_policies.AddHeaders(response, context, work);
    if (verdict && !response.GetBody().empty() && response.GetStatusCode() < 300)
    {
        verdict = m_bodyPolicy->PrepareResponse(response, dialog, work);
    }
    return verdict ? m_policies.Prepare(response, context, work) : verdict;
}

void
SipUserAgent::SendResponse(SipTransactionHandle transaction,
                           const SipMessage& request,
                           SipMessage response,
                           SipDialogContext dialog)
{
    Ptr<SipTransactionLayer> layer = GetTransactionLayer();
    if (m_policies.IsEmpty())
    {
        layer->Respond(transaction, response);
        return;
    }
    Work work;
    dialog.request = &request;
    const auto prepared = PrepareResponse(response, dialog, work);
    bool isWanted = true;
    if (!prepared)
    {
        isWanted = response.GetStatusCode() >= 200;
        response = MakeResponse(request, prepared.error(), GetSipTag(response, false));
    }
    Execute(work,
            [layer, transaction, response, isWanted]()
            {
                if (isWanted)
                {
                    layer->Respond(transaction, response);
                }
            });
}

std::string
SipUserAgent::GetAllow() const
{
    return std::string("INVITE, ACK, CANCEL, BYE, OPTIONS") +
           (m_reliableProvisional ? ", PRACK" : "") + (m_update ? ", UPDATE" : "");
}

std::vector<std::string>
SipUserAgent::FindUnsupported(const SipMessage& request) const
{
    return FindUnknownSipOptions(request,
                                 {m_reliableProvisional ? "100rel" : "",
                                  m_outbound ? "outbound" : ""});
}

void
SipUserAgent::OnBodyRefused(Ptr<SipCall> call, const SipReply& reply) const
{
    SipSecurityEvent event;
    event.kind = SipSecurityEventKind::BodyRefused;
    event.callId = call->GetCallId();
    event.detail = "refused with " + std::to_string(reply.code) + " " + reply.reason;
    ReportSecurityEvent(event);
    m_bodyRefusedTrace(call, reply);
}

void
SipUserAgent::ExecuteForPolicies(const Work& work, std::function<void()> done)
{
    if (m_policies.IsEmpty())
    {
        done();
        return;
    }
    Execute(work, std::move(done));
}

void
SipUserAgent::CheckRequest(const SipReception& reception,
                           const SipDialogContext& dialog,
                           std::function<void(const std::optional<SipReply>&)> done)
{
    if (m_policies.IsEmpty())
    {
        done(std::nullopt);
        return;
    }
    Work work;
    const SipUserAgentContext context = MakePolicyContext(reception.message, dialog, &reception);
    const auto verdict = m_policies.Check(reception.message, context, work);
    std::optional<SipReply> refusal;
    if (!verdict)
    {
        refusal = verdict.error();
    }
    Execute(work,
            [refusal, done]()
            {
                done(refusal);
            });
}

void
SipUserAgent::CheckResponse(const SipReception& reception,
                            const SipDialogContext& dialog,
                            std::function<void(const std::optional<SipReply>&)> done)
{
    if (m_policies.IsEmpty())
    {
        done(std::nullopt);
        return;
    }
    Work work;
    const SipUserAgentContext context = MakePolicyContext(*dialog.request, dialog, &reception);
    const auto verdict = m_policies.Check(reception.message, context, work);
    std::optional<SipReply> refusal;
    if (!verdict)
    {
        refusal = verdict.error();
    }
    Execute(work,
            [refusal, done]()
            {
                done(refusal);
            });
}

bool
SipUserAgent::MayRetry(const SipMessage& request,
                       const SipReception& reception,
                       const SipDialogContext& dialog,
                       Work& work)
{
    const SipMessage& response = reception.message;
    const int code = response.GetStatusCode();
    const SipUserAgentContext context = MakePolicyContext(request, dialog, &reception);
    const bool again = m_policies.RetryAfter(response, context, work);
    if (code != 401 && code != 407)
    {
        return again;
    }
    const auto answered = OnChallenge(request, response);
    if (!answered && answered.error() == SipDigestClientError::Refused)
    {
        ReportSecurityEvent(SipSecurityEventKind::DigestRefused, response);
    }
    else if (!answered && !again && !m_user.empty())
    {
        ReportSecurityEvent(SipSecurityEventKind::RealmUnknown, response);
    }
    return answered || again;
}

void
SipUserAgent::Reply(SipTransactionHandle transaction,
                    const SipMessage& request,
                    const SipReply& reply,
                    SipCall* call)
{
    SipDialogContext dialog = MakeContext(request, true);
    dialog.call = call;
    SendResponse(transaction, request, SipElement::MakeResponse(request, reply), dialog);
}

} // namespace ns3
