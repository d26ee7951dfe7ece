// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/adversary-helper.h"

#include "ns3/string.h"

namespace ns3
{

AdversaryHelper::AdversaryHelper(Ptr<SipResolver> resolver, Ptr<AttackLog> log)
    : m_resolver(resolver)
    , m_log(log ? log : CreateObject<AttackLog>())
{
}

Ptr<AttackLog>
AdversaryHelper::GetLog() const
{
    return m_log;
}

void
AdversaryHelper::PutTap(Ptr<MessageAttacker> attacker, Ptr<SipProxy> proxy, Place place)
{
    Ptr<ProxyTap> tap = CreateObject<ProxyTap>();
    tap->Add(attacker);
    PutPolicy(tap, proxy, place);
}

void
AdversaryHelper::PutPolicy(Ptr<SipProxyPolicy> attacker, Ptr<SipProxy> proxy, Place place)
{
    if (place == Place::First)
    {
        proxy->AddPolicyFirst(attacker);
    }
    else
    {
        proxy->AddPolicy(attacker);
    }
}

void
AdversaryHelper::Install(Ptr<AttackerHost> attacker,
                         Ptr<Node> node,
                         const std::string& host,
                         Time start)
{
    attacker->SetAttribute("Host", StringValue(host));
    attacker->SetResolver(m_resolver);
    attacker->SetStartTime(start);
    node->AddApplication(attacker);
    m_hosts.push_back(attacker);
    const auto address = attacker->GetAddress();
    if (!host.empty() && address)
    {
        m_resolver->AddHost(host, *address);
    }
}

bool
AdversaryHelper::Divert(Ptr<Node> node, Ipv4Address server, uint16_t port)
{
    Ptr<LinkTap> tap = LinkTap::Install(node);
    if (tap)
    {
        tap->Divert(server, port);
        tap->Divert(server, static_cast<uint16_t>(port + 1));
    }
    return tap != nullptr;
}

int64_t
AdversaryHelper::AssignStreams(int64_t stream)
{
    int64_t next = stream;
    for (const Ptr<AttackerHost>& host : m_hosts)
    {
        next += host->AssignStreams(next);
    }
    return next - stream;
}

} // namespace ns3
