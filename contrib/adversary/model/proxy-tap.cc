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
    const std::string before(request.GetHeader("From").value_or(""));
    const SipVerdict verdict = Ask(request, context);
    const auto from = request.GetFrom();
    if (from && before != request.GetHeader("From").value_or(""))
    {
        *context.caller = from->GetUri().ToString(); // it tells its own signer so
    }
    return verdict;
}

SipVerdict
ProxyTap::OnResponse(SipMessage& response, const SipPolicyContext& context, Work& work)
{
    return Ask(response, context);
}

} // namespace ns3
