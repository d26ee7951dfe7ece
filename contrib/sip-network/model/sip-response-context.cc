// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-response-context.h"

#include "ns3/simulator.h"
#include "ns3/sip-cancel.h"
#include "ns3/sip-policy-chain.h"
#include "ns3/sip-proxy.h"
#include "ns3/sip-text.h"

#include <algorithm>
#include <utility>

namespace ns3
{

namespace
{

/** How many 2xx to an INVITE, with different To tags, a branch may have; more are dropped. */
constexpr std::size_t MAX_ANSWERS = 64;

} // namespace

SipResponseContext::SipResponseContext(SipProxy& proxy,
                                       SipTransactionHandle transaction,
                                       const SipReception& reception)
    : m_proxy(proxy)
    , m_transaction(transaction)
    , m_reception(reception)
    , m_request(std::make_shared<const SipMessage>(reception.message))
    , m_passed(reception.message)
{
}

const SipReception&
SipResponseContext::GetReception() const
{
    return m_reception;
}

std::shared_ptr<const SipMessage>
SipResponseContext::GetRequest() const
{
    return m_request;
}

SipMessage&
SipResponseContext::GetPassedRequest()
{
    return m_passed;
}

SipTransactionHandle
SipResponseContext::GetTransaction() const
{
    return m_transaction;
}

bool
SipResponseContext::IsOver() const
{
    return m_isCancelled || m_isFinal || m_isStopped;
}

bool
SipResponseContext::IsInvite() const
{
    return m_request->GetMethod() == "INVITE";
}

bool
SipResponseContext::IsInDialog() const
{
    return !GetSipTag(*m_request, false).empty();
}

void
SipResponseContext::Respond(const SipReply& reply)
{
    if (m_isFinal || m_isStopped)
    {
        return;
    }
    SendUpstream(m_proxy.MakeResponse(*m_request, reply));
    Release();
}

void
SipResponseContext::SendUpstream(const SipMessage& response)
{
    const bool isFinal = response.GetStatusCode() >= 200;
    m_isFinal = m_isFinal || isFinal;
    m_proxy.GetTransactionLayer()->Respond(m_transaction, response);
    if (isFinal)
    {
        SipPolicyContext context = m_proxy.MakePolicyContext(m_reception);
        context.request = m_request.get();
        const auto policies = m_proxy.GetPolicies();
        for (const auto& policy : policies)
        {
            policy->OnFinalSent(response, context);
        }
    }
}

void
SipResponseContext::Forward(std::vector<SipForwarder::Copy> copies)
{
    if (IsOver())
    {
        return;
    }
    m_isForwarded = true;
    for (SipForwarder::Copy& copy : copies)
    {
        StartBranch(std::move(copy));
    }
}

void
SipResponseContext::StartBranch(SipForwarder::Copy copy)
{
    const std::size_t index = m_branches.size();
    m_branches.emplace_back();
    Branch& branch = m_branches.back();
    branch.destination = copy.destination;
    branch.target = std::move(copy.target);
    SipTransactionUser user;
    auto self = shared_from_this();
    user.onResponse = [self, index](const SipReception& reception)
    {
        self->OnResponse(index, reception);
    };
    user.onFailure = [self, index](SipTransactionFailure failure)
    {
        self->OnFailure(index, failure);
    };
    Ptr<SipTransactionLayer> layer = m_proxy.GetTransactionLayer();
    branch.transaction =
        layer->SendRequest(std::move(copy.request), branch.destination, std::move(user));
    if (auto sent = layer->GetSentRequest(branch.transaction))
    {
        branch.sent = std::move(sent->first);
        branch.destination = std::move(sent->second);
    }
    if (IsInvite())
    {
        StartTimerC(index);
    }
}

void
SipResponseContext::StartTimerC(std::size_t index)
{
    Branch& branch = m_branches[index];
    branch.timerC.Cancel();
    if (!branch.isDone)
    {
        std::weak_ptr<SipResponseContext> weak = weak_from_this();
        branch.timerC = Simulator::Schedule(m_proxy.GetTimerC(),
                                            [weak, index]()
                                            {
                                                if (auto self = weak.lock())
                                                {
                                                    self->OnTimerC(index);
                                                }
                                            });
    }
}

void
SipResponseContext::OnTimerC(std::size_t index)
{
    Branch& branch = m_branches[index];
    if (branch.isDone)
    {
        return;
    }
    if (branch.hasProvisional)
    {
        CancelBranch(index);
        return;
    }
    m_proxy.GetTransactionLayer()->Abandon(branch.transaction);
    FailBranch(index, SipReply{408, "", {}, {}});
}

void
SipResponseContext::OnResponse(std::size_t index, const SipReception& reception)
{
    if (m_isStopped)
    {
        return;
    }
    Branch& branch = m_branches[index];
    const int code = reception.message.GetStatusCode();
    if (code < 200)
    {
        branch.hasProvisional = true;
        if (IsInvite() && code > 100)
        {
            StartTimerC(index);
        }
        if (branch.isCancelled && !branch.isDone && branch.cancelTimer.IsExpired())
        {
            SendCancel(index);
        }
        if (code == 100)
        {
            return; // hop by hop (16.7 item 5)
        }
    }
    else
    {
        branch.timerC.Cancel();
        branch.cancelTimer.Cancel();
    }
    const std::string tag = GetSipTag(reception.message, false);
    if (IsInvite() && code >= 200 && code < 300 && Repeat(index, tag))
    {
        return;
    }
    SipPolicyContext context;
    context.node = m_proxy.GetNode();
    context.proxy = &m_proxy;
    context.source = reception.source;
    context.connection = reception.connection;
    context.isInDialog = IsInDialog();
    auto self = shared_from_this();
    auto chain = std::make_shared<SipPolicyChain>(
        m_proxy,
        reception.message,
        context,
        m_request,
        [self, index, tag](const SipVerdict& verdict, SipMessage& response)
        {
            self->Judge(index, tag, verdict, response);
        });
    chain->Run();
}

bool
SipResponseContext::Repeat(std::size_t index, const std::string& tag)
{
    std::map<std::string, Answer>& answers = m_branches[index].answers;
    const auto known = answers.find(tag);
    if (known == answers.end())
    {
        if (answers.size() >= MAX_ANSWERS)
        {
            return true;
        }
        answers.emplace(tag, Answer());
        return false;
    }
    // What was judged goes on, not what has come now: that may differ from it. Nothing happens
    // while it is being judged, as the callee goes on repeating it.
    const Answer& answer = known->second;
    if (answer.passed)
    {
        SendUpstream(*answer.passed);
    }
    else if (answer.ack)
    {
        m_proxy.GetTransactionLayer()->SendStateless(answer.ack->first, answer.ack->second);
    }
    return true;
}

void
SipResponseContext::Judge(std::size_t index,
                          const std::string& tag,
                          const SipVerdict& verdict,
                          SipMessage& response)
{
    if (m_isStopped)
    {
        return;
    }
    switch (verdict.GetKind())
    {
    case SipVerdict::Kind::Continue:
        response.RemoveFirst("Via");
        if (response.Has("Via"))
        {
            Accept(index, tag, std::move(response));
        }
        return;
    case SipVerdict::Kind::Respond:
        Refuse(index, tag, verdict.GetReply(), response);
        return;
    case SipVerdict::Kind::Drop:
    case SipVerdict::Kind::Wait:
        break;
    }
    // A dropped final response leaves the branch open: nobody is told, as if it had been lost.
    if (IsInvite() && response.GetStatusCode() >= 200)
    {
        m_branches[index].answers.erase(tag);
        StartTimerC(index);
    }
}

void
SipResponseContext::Refuse(std::size_t index,
                           const std::string& tag,
                           SipReply reply,
                           const SipMessage& response)
{
    const int code = response.GetStatusCode();
    if (code < 200)
    {
        CancelBranch(index); // its final response will find the reply sent
        if (!m_isFinal)
        {
            SendUpstream(m_proxy.MakeResponse(*m_request, reply));
            CancelOthers(index);
        }
        return;
    }
    if (code < 300 && IsInvite())
    {
        EndDialog(index, tag, response);
        if (IsInDialog())
        {
            // The callee has left the dialog, so the caller must too (12.2.1.2).
            reply.code = 481;
            reply.reason.clear();
        }
    }
    FinishBranch(index, m_proxy.MakeResponse(*m_request, reply));
}

void
SipResponseContext::Accept(std::size_t index, const std::string& tag, SipMessage response)
{
    const int code = response.GetStatusCode();
    if (code >= 300)
    {
        FinishBranch(index, std::move(response));
        return;
    }
    if (code < 200)
    {
        if (!m_isFinal)
        {
            SendUpstream(response);
        }
        return;
    }
    m_branches[index].isDone = true;
    // Each 2xx to an INVITE goes on, also after another one (16.7 item 5).
    if (IsInvite() || !m_isFinal)
    {
        SendUpstream(response);
    }
    if (IsInvite())
    {
        m_branches[index].answers[tag].passed = std::move(response);
    }
    CancelOthers(index);
    Release();
}

void
SipResponseContext::OnFailure(std::size_t index, const SipTransactionFailure& failure)
{
    const Branch& branch = m_branches[index];
    SipReply reply = SipForwarder(m_proxy).MakeFailureReply(*m_request,
                                                            m_passed.GetRequestUri(),
                                                            branch.destination,
                                                            failure);
    if (failure.kind == SipTransactionFailure::Transport && branch.target.flow &&
        !failure.connection.IsSecurity())
    {
        // The flow has ended, if this proxy is its edge proxy; else that proxy was not heard.
        reply.code = branch.target.connection ? 430 : 408;
        reply.reason.clear();
    }
    FailBranch(index, reply);
}

void
SipResponseContext::FailBranch(std::size_t index, const SipReply& reply)
{
    if (m_isStopped || m_branches[index].isDone)
    {
        return;
    }
    FinishBranch(index, m_proxy.MakeResponse(*m_request, reply));
}

void
SipResponseContext::FinishBranch(std::size_t index, SipMessage response)
{
    Branch& branch = m_branches[index];
    if (branch.isDone)
    {
        return;
    }
    branch.isDone = true;
    branch.timerC.Cancel();
    branch.cancelTimer.Cancel();
    if (m_proxy.GetResponsePreference().EndsSearch(response.GetStatusCode()))
    {
        CancelOthers(index); // 16.7 item 5
    }
    const int code = response.GetStatusCode();
    branch.final = std::move(response);
    if (TryOtherFlow(index, code))
    {
        return;
    }
    ChooseBest();
}

void
SipResponseContext::ChooseBest()
{
    const SipResponsePreference preference = m_proxy.GetResponsePreference();
    const auto getRank = [&preference](const SipMessage& response)
    {
        return preference.GetRank(response.GetStatusCode());
    };
    const SipMessage* best = nullptr;
    for (const Branch& branch : m_branches)
    {
        if (!branch.isDone)
        {
            return;
        }
        if (branch.final && (!best || getRank(*branch.final) < getRank(*best)))
        {
            best = &*branch.final;
        }
    }
    if (m_isFinal || !best)
    {
        Release();
        return;
    }
    SipMessage response = *best;
    const bool isFlow = std::any_of(m_branches.begin(),
                                    m_branches.end(),
                                    [](const Branch& branch)
                                    {
                                        return branch.target.flow.has_value();
                                    });
    if (response.GetStatusCode() == 430 && isFlow)
    {
        // That is between edge proxies and us; users have no flow to the callee (RFC 5626, 11.5).
        response = m_proxy.MakeResponse(*m_request, SipReply{480, "", {}, {}});
    }
    else if (response.GetStatusCode() == 503)
    {
        // 503 says that this proxy can serve no request at all, which is not so (16.7 item 6).
        // What our next hop was found to lack is worth a word, though.
        const std::vector<std::string> warnings = GetWholeHeaders(*best, "Warning");
        response = m_proxy.MakeResponse(*m_request, SipReply{500, "", {}, {}});
        for (const std::string& warning : warnings)
        {
            response.Add("Warning", warning);
        }
    }
    else if (response.GetStatusCode() == 401 || response.GetStatusCode() == 407)
    {
        for (const Branch& branch : m_branches)
        {
            const int code = branch.final ? branch.final->GetStatusCode() : 0;
            if ((code != 401 && code != 407) || &*branch.final == best)
            {
                continue;
            }
            for (const char* name : {"WWW-Authenticate", "Proxy-Authenticate"})
            {
                for (const std::string& value : GetWholeHeaders(*branch.final, name))
                {
                    response.Add(name, value);
                }
            }
        }
    }
    SendUpstream(response);
    Release();
}

void
SipResponseContext::CancelOthers(std::size_t except)
{
    for (std::size_t i = 0; i < m_branches.size(); ++i)
    {
        if (i != except)
        {
            CancelBranch(i);
        }
    }
}

void
SipResponseContext::CancelBranch(std::size_t index)
{
    Branch& branch = m_branches[index];
    if (branch.isDone || branch.isCancelled || !IsInvite())
    {
        return;
    }
    branch.isCancelled = true;
    if (branch.hasProvisional)
    {
        SendCancel(index);
    }
}

void
SipResponseContext::SendCancel(std::size_t index)
{
    Branch& branch = m_branches[index];
    Ptr<SipTransactionLayer> layer = m_proxy.GetTransactionLayer();
    layer->SendRequest(MakeSipCancel(branch.sent), branch.destination, SipTransactionUser());
    std::weak_ptr<SipResponseContext> weak = weak_from_this();
    branch.cancelTimer = Simulator::Schedule(
        64 * layer->GetT1(),
        [weak, index]()
        {
            if (auto self = weak.lock())
            {
                self->m_proxy.GetTransactionLayer()->Abandon(self->m_branches[index].transaction);
                self->FailBranch(index, SipReply{487, "", {}, {}});
            }
        });
}

void
SipResponseContext::Cancel()
{
    if (m_isFinal || m_isCancelled)
    {
        return;
    }
    m_isCancelled = true;
    if (!m_isForwarded)
    {
        Respond(SipReply{487, "", {}, {}});
        return;
    }
    CancelOthers(m_branches.size());
}

void
SipResponseContext::Release()
{
    if (!m_isFinal)
    {
        return;
    }
    for (const Branch& branch : m_branches)
    {
        if (!branch.isDone)
        {
            return;
        }
    }
    m_proxy.m_contexts.erase(m_transaction);
}

void
SipResponseContext::Stop()
{
    m_isStopped = true;
    for (Branch& branch : m_branches)
    {
        branch.timerC.Cancel();
        branch.cancelTimer.Cancel();
    }
}

} // namespace ns3
