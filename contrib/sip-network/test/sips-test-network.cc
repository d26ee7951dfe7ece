// SPDX-License-Identifier: GPL-2.0-only
#include "sips-test-network.h"

#include "ns3/ipv4-l3-protocol.h"
#include "ns3/sip-digest-authentication-policy.h"
#include "ns3/string.h"

#include <algorithm>

namespace ns3
{

SipsTrapezoid::SipsTrapezoid(const std::string& rules, bool asksForDigest)
{
    alice->SetAddressOfRecord(MakeUri("sips:alice@a.example"));
    bob->SetAddressOfRecord(MakeUri("sips:bob@b.example"));
    for (const auto& [proxy, name] :
         {std::make_pair(proxyA, std::string("alice")), std::make_pair(proxyB, std::string("bob"))})
    {
        if (asksForDigest)
        {
            Ptr<SipDigestAuthenticationPolicy> digest =
                CreateObject<SipDigestAuthenticationPolicy>();
            Ptr<SipPasswordFile> passwords = CreateObject<SipPasswordFile>();
            passwords->AddUser(name, name + "'s password");
            digest->SetPasswordFile(passwords);
            proxy->AddPolicy(digest);
        }
    }
    const std::vector<std::pair<std::string, Ptr<SipElement>>> elements = {{"alice", alice},
                                                                           {"a", proxyA},
                                                                           {"b", proxyB},
                                                                           {"bob", bob}};
    for (const auto& [name, element] : elements)
    {
        SipNetworkHelper::InstallSips(element, rules);
        const std::function<void(const SipSecurityEvent&)> noticed =
            [this, who = name](const SipSecurityEvent& event)
        {
            events.push_back(who + ":" + ToString(event.kind));
        };
        element->TraceConnectWithoutContext("SecurityEvent",
                                            Callback<void, const SipSecurityEvent&>(noticed));
        Sniff(element->GetNode(), name);
    }
    bobPolicy = DynamicCast<SipsUserAgentPolicy>(bob->GetPolicies().back());
    for (const Ptr<SipProxy>& proxy : {proxyA, proxyB})
    {
        const std::size_t count = proxy->GetPolicies().size();
        userOrigin.push_back(DynamicCast<SipUserOriginPolicy>(proxy->GetPolicies().at(count - 2)));
        domainOrigin.push_back(
            DynamicCast<SipDomainOriginPolicy>(proxy->GetPolicies().at(count - 1)));
    }
}

void
SipsTrapezoid::Sniff(Ptr<Node> node, const std::string& name)
{
    const std::function<void(Ptr<const Packet>, Ptr<Ipv4>, uint32_t)> sent =
        [this, name](Ptr<const Packet> packet, Ptr<Ipv4>, uint32_t)
    {
        std::string octets(packet->GetSize(), '\0');
        packet->CopyData(reinterpret_cast<uint8_t*>(&octets[0]), packet->GetSize());
        m_sent[name] += octets;
    };
    node->GetObject<Ipv4L3Protocol>()->TraceConnectWithoutContext(
        "Tx",
        Callback<void, Ptr<const Packet>, Ptr<Ipv4>, uint32_t>(sent));
}

std::string
SipsTrapezoid::GetClear(const std::string& text) const
{
    std::vector<std::string> names;
    for (const auto& [name, octets] : m_sent)
    {
        if (octets.find(text) != std::string::npos)
        {
            names.push_back(name);
        }
    }
    return Join(names);
}

std::string
SipsTrapezoid::GetStatements() const
{
    std::string text;
    for (const Ptr<SipUserAgent>& agent : {alice, bob})
    {
        for (const Ptr<SipCall>& call : agent->GetCalls())
        {
            const SipPeerStatement statement = call->GetPeerStatement();
            text += (text.empty() ? "" : ", ") + std::string(agent == alice ? "alice" : "bob") +
                    ": " + statement.uri.ToString() + " " + ToString(statement.ground);
        }
    }
    return text;
}

bool
SipsTrapezoid::HasEvent(const std::string& name, const std::string& kind) const
{
    return std::find(events.begin(), events.end(), name + ":" + kind) != events.end();
}

} // namespace ns3
