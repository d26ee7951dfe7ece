// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-user-agent-policy-list.h"

namespace ns3
{

void
SipUserAgentPolicyList::Add(Ptr<SipUserAgentPolicy> policy)
{
    m_policies.push_back(policy);
}

void
SipUserAgentPolicyList::Clear()
{
    m_policies.clear();
}

const std::vector<Ptr<SipUserAgentPolicy>>&
SipUserAgentPolicyList::GetAll() const
{
    return m_policies;
}

bool
SipUserAgentPolicyList::IsEmpty() const
{
    return m_policies.empty();
}

tl::expected<void, SipReply>
SipUserAgentPolicyList::AddHeaders(SipMessage& message,
                                   const SipUserAgentContext& context,
                                   Work& work) const
{
    for (const auto& policy : m_policies)
    {
        if (auto verdict = policy->AddHeaders(message, context, work); !verdict)
        {
            return verdict;
        }
    }
    return {};
}

tl::expected<void, SipReply>
SipUserAgentPolicyList::Prepare(SipMessage& message,
                                const SipUserAgentContext& context,
                                Work& work) const
{
    for (const auto& policy : m_policies)
    {
        if (auto verdict = policy->Prepare(message, context, work); !verdict)
        {
            return verdict;
        }
    }
    return {};
}

tl::expected<void, SipReply>
SipUserAgentPolicyList::Check(const SipMessage& message,
                              const SipUserAgentContext& context,
                              Work& work) const
{
    for (const auto& policy : m_policies)
    {
        if (auto verdict = policy->Check(message, context, work); !verdict)
        {
            return verdict;
        }
    }
    return {};
}

bool
SipUserAgentPolicyList::RetryAfter(const SipMessage& response,
                                   const SipUserAgentContext& context,
                                   Work& work) const
{
    bool again = false;
    for (const auto& policy : m_policies)
    {
        again = policy->RetryAfter(response, context, work) || again;
    }
    return again;
}

void
SipUserAgentPolicyList::OnCallEnded(const SipCall& call) const
{
    for (const auto& policy : m_policies)
    {
        policy->OnCallEnded(call);
    }
}

} // namespace ns3
