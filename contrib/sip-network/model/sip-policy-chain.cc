// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-policy-chain.h"

#include "ns3/sip-proxy.h"

#include <utility>

namespace ns3
{

SipPolicyChain::SipPolicyChain(SipProxy& proxy,
                               SipMessage message,
                               SipPolicyContext context,
                               std::shared_ptr<const SipMessage> request,
                               DoneCallback done)
    : m_proxy(&proxy)
    , m_message(std::move(message))
    , m_context(std::move(context))
    , m_request(std::move(request))
    , m_done(std::move(done))
{
    m_context.request = m_request.get();
}

void
SipPolicyChain::Run()
{
    Advance();
}

void
SipPolicyChain::Advance()
{
    while (m_next < m_proxy->GetPolicies().size())
    {
        const Ptr<SipProxyPolicy> policy = m_proxy->GetPolicies()[m_next];
        ++m_next;
        m_isWaiting = true;
        const uint64_t wait = ++m_waits;
        // The policy that waits owns this object through the callback, and no one else does.
        auto self = shared_from_this();
        bool resumedAtOnce = false;
        SipVerdict early = SipVerdict::Continue();
        auto inCall = std::make_shared<bool>(true);
        m_context.resume = [self, wait, inCall, &resumedAtOnce, &early](SipVerdict verdict)
        {
            if (!self->m_isWaiting || self->m_waits != wait ||
                verdict.GetKind() == SipVerdict::Kind::Wait)
            {
                return;
            }
            self->m_isWaiting = false;
            if (*inCall)
            {
                resumedAtOnce = true;
                early = verdict;
            }
            else if (verdict.GetKind() == SipVerdict::Kind::Continue)
            {
                self->Advance();
            }
            else
            {
                self->Finish(verdict);
            }
        };
        SipVerdict verdict = m_message.IsRequest()
                                 ? policy->OnRequest(m_message, m_context, m_work)
                                 : policy->OnResponse(m_message, m_context, m_work);
        *inCall = false;
        m_context.resume = nullptr;
        m_proxy->TraceVerdict(policy, m_message, verdict.GetKind());
        if (verdict.GetKind() == SipVerdict::Kind::Wait)
        {
            if (!resumedAtOnce)
            {
                return;
            }
            verdict = early;
        }
        m_isWaiting = false;
        if (verdict.GetKind() != SipVerdict::Kind::Continue)
        {
            Finish(verdict);
            return;
        }
    }
    Finish(SipVerdict::Continue());
}

void
SipPolicyChain::Finish(const SipVerdict& verdict)
{
    auto self = shared_from_this();
    m_proxy->Execute(m_work,
                     [self, verdict]()
                     {
                         self->m_done(verdict, self->m_message);
                     });
}

} // namespace ns3
