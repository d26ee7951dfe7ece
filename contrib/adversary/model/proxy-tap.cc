// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/proxy-tap.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(ProxyTap);

TypeId
ProxyTap::GetTypeId()
{
    static TypeId tid = TypeId("ns3::ProxyTap")
                            .SetParent<SipProxyPolicy>()
                            .SetGroupName("Adversary")
                            .AddConstructor<ProxyTap>();
    return tid;
}

void
ProxyTap::Add(Ptr<MessageAttacker> attacker)
{
    m_attackers.push_back(attacker);
}

void
ProxyTap::DoDispose()
{
    for (const Ptr<MessageAttacker>& attacker : m_attackers)
    {
        attacker->Dispose();
    }
    m_attackers.clear();
    SipProxyPolicy::DoDispose();
}

SipVerdict
ProxyTap::Ask(SipMessage& message, const SipPolicyContext& context)
{
    AttackContext attack;
    attack.node = context.node;
    attack.proxy = context.proxy;
    attack.source = context.source;
    for (const Ptr<MessageAttacker>& attacker : m_attackers)
    {
        const SipVerdict verdict = attacker->Judge(message, attack);
        if (verdict.GetKind() != SipVerdict::Kind::Continue)
        {
            return verdict;
        }
    }
    return SipVerdict::Continue();
}

SipVerdict
ProxyTap::OnRequest(SipMessage& request, const SipPolicyContext& context, Work& work)
{
    return Ask(request, context);
}

SipVerdict
ProxyTap::OnResponse(SipMessage& response, const SipPolicyContext& context, Work& work)
{
    return Ask(response, context);
}

} // namespace ns3
