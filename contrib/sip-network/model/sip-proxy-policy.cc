// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-proxy-policy.h"

#include <utility>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(SipProxyPolicy);

SipVerdict::SipVerdict(Kind kind)
    : m_kind(kind)
{
}

SipVerdict
SipVerdict::Continue()
{
    return SipVerdict(Kind::Continue);
}

SipVerdict
SipVerdict::Respond(SipReply reply)
{
    SipVerdict verdict(Kind::Respond);
    verdict.m_reply = std::move(reply);
    return verdict;
}

SipVerdict
SipVerdict::Drop()
{
    return SipVerdict(Kind::Drop);
}

SipVerdict
SipVerdict::Wait()
{
    return SipVerdict(Kind::Wait);
}

SipVerdict::Kind
SipVerdict::GetKind() const
{
    return m_kind;
}

const SipReply&
SipVerdict::GetReply() const
{
    return m_reply;
}

TypeId
SipProxyPolicy::GetTypeId()
{
    static TypeId tid = TypeId("ns3::SipProxyPolicy")
                            .SetParent<Object>()
                            .SetGroupName("SipNetwork")
                            .AddConstructor<SipProxyPolicy>();
    return tid;
}

SipVerdict
SipProxyPolicy::OnRequest(SipMessage& request, const SipPolicyContext& context, Work& work)
{
    return SipVerdict::Continue();
}

SipVerdict
SipProxyPolicy::OnResponse(SipMessage& response, const SipPolicyContext& context, Work& work)
{
    return SipVerdict::Continue();
}

SipVerdict
SipProxyPolicy::OnForward(SipMessage& request,
                          SipDestination& destination,
                          const SipPolicyContext& context,
                          Work& work)
{
    return SipVerdict::Continue();
}

void
SipProxyPolicy::OnFinalSent(const SipMessage& response, const SipPolicyContext& context)
{
}

} // namespace ns3
