// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-user-agent-policy.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(SipUserAgentPolicy);

TypeId
SipUserAgentPolicy::GetTypeId()
{
    static TypeId tid = TypeId("ns3::SipUserAgentPolicy")
                            .SetParent<Object>()
                            .SetGroupName("SipNetwork")
                            .AddConstructor<SipUserAgentPolicy>();
    return tid;
}

tl::expected<void, SipReply>
SipUserAgentPolicy::AddHeaders(SipMessage& message, const SipUserAgentContext& context, Work& work)
{
    return {};
}

tl::expected<void, SipReply>
SipUserAgentPolicy::Prepare(SipMessage& message, const SipUserAgentContext& context, Work& work)
{
    return {};
}

tl::expected<void, SipReply>
SipUserAgentPolicy::Check(const SipMessage& message, const SipUserAgentContext& context, Work& work)
{
    return {};
}

bool
SipUserAgentPolicy::RetryAfter(const SipMessage& response,
                               const SipUserAgentContext& context,
                               Work& work)
{
    return false;
}

void
SipUserAgentPolicy::OnCallEnded(const SipCall& call)
{
}

} // namespace ns3
