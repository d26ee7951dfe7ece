// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/adversary-helper.h"

#include "ns3/boolean.h"
#include "ns3/server-poser.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <utility>

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
    m_elements.push_back(attacker);
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

Ptr<SipProxy>
AdversaryHelper::RelayOnLink(Ptr<Node> node,
                             Ptr<SipProxy> victim,
                             std::shared_ptr<TlsContext> client,
                             std::shared_ptr<TlsContext> server)
{
    const auto address = victim->GetAddress();
    if (!address || !Divert(node, *address, victim->GetPort()))
    {
        return nullptr;
    }
    Ptr<SipProxy> relay = CreateObject<SipProxy>();
    relay->SetResolver(m_resolver);
    relay->SetAttribute("Port", UintegerValue(victim->GetPort()));
    relay->SetAttribute("Protocol", StringValue(ToString(victim->GetProtocol())));
    relay->SetAttribute("RecordRoute", BooleanValue(false)); // it wants to be overlooked
    relay->SetAttribute("SipsRules", StringValue("rfc3261"));
    if (client || server)
    {
        relay->SetTls(std::move(client), std::move(server));
    }
    relay->AddNextHop("", victim->GetRouteUri());
    node->AddApplication(relay);
    m_elements.push_back(relay);
    InProxy<ServerPoser>(relay);
    return relay;
}

int64_t
AdversaryHelper::AssignStreams(int64_t stream)
{
    int64_t next = stream;
    for (const Ptr<SipElement>& element : m_elements)
    {
        next += element->AssignStreams(next);
    }
    return next - stream;
}

} // namespace ns3
