// SPDX-License-Identifier: GPL-2.0-only
#include "middle-test-network.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/crypto-context-helper.h"
#include "ns3/string.h"

namespace ns3
{

MiddleNetwork::MiddleNetwork(const Setup& setup)
    : AttackNetwork(setup.hasDigest)
{
    auto issuer =
        CredentialIssuer::Create(5000, std::string(NS_TEST_SOURCEDIR) + "/../../crypto/data/keys");
    NS_ABORT_MSG_IF(!issuer, "no issuer: " << issuer.error());
    m_anchors.push_back(issuer->GetAuthority());
    const auto issue = [&](const std::string& name, const std::string& subject)
    {
        const auto party = issuer->Issue(setup.keyType, subject);
        NS_ABORT_MSG_IF(!party, "no credential: " << party.error());
        m_parties.emplace(name, *party);
    };
    issue("alice", "sip:alice@a.example");
    issue("bob", "sip:bob@b.example");
    issue("carol", "sip:carol@b.example");
    issue("proxy.a.example", "proxy.a.example");
    issue("proxy.b.example", "proxy.b.example");
    issue("b.example", "b.example"); // as discovery wants it: it names the callee's domain
    helper.SetBodyPolicyAttribute("Keying", StringValue(setup.keying));
    helper.SetBodyPolicyAttribute("AcceptPlain", BooleanValue(false));
    helper.SetBodyPolicyAttribute("Protection", StringValue("encrypt")); // unless asked for below
    for (const auto& [name, value] : setup.body)
    {
        helper.SetBodyPolicyAttribute(name, StringValue(value));
    }
    alicePolicy = helper.InstallUserAgent(alice, GetParty("alice"));
    bobPolicy = helper.InstallUserAgent(bob, GetParty("bob"));
    inspectionA = helper.InstallProxy(proxyA, "proxy.a.example", GetParty("proxy.a.example"));
    inspectionB = helper.InstallProxy(proxyB, "proxy.b.example", GetParty("proxy.b.example"));
    inspectionB->SetAttribute("Required", BooleanValue(setup.isRequired));
    for (const char* name : {"proxy.a.example", "proxy.b.example"})
    {
        if (setup.discloses)
        {
            alicePolicy->DiscloseTo(name, GetParty(name).credential.certificate);
        }
    }
    const auto collect = [](std::vector<InspectionReport>& reports)
    {
        return Callback<void, const InspectionReport&>(std::function<void(const InspectionReport&)>(
            [&reports](const InspectionReport& report)
            {
                reports.push_back(report);
            }));
    };
    inspectionA->TraceConnectWithoutContext("Inspected", collect(reportsOfA));
    inspectionB->TraceConnectWithoutContext("Inspected", collect(reportsOfB));
}

const Party&
MiddleNetwork::GetParty(const std::string& name) const
{
    return m_parties.at(name);
}

Ptr<HeldKeys>
MiddleNetwork::MakeKeys(const std::vector<std::string>& parties) const
{
    Ptr<HeldKeys> keys = CreateObject<HeldKeys>();
    keys->SetStream(7000);
    for (const std::string& name : parties)
    {
        keys->AddCredential(GetParty(name).context, GetParty(name).credential);
    }
    return keys;
}

std::shared_ptr<TrustStore>
MiddleNetwork::MakeTrust()
{
    m_crypto = CreateCryptoContext(7100);
    auto trust = std::make_shared<TrustStore>(*m_crypto);
    for (const Certificate& anchor : m_anchors)
    {
        trust->AddAnchor(anchor);
    }
    return trust;
}

Ptr<MiddleDiscovery>
MiddleNetwork::InstallDiscovery()
{
    const auto discovery = CreateObject<MiddleDiscovery>();
    const auto trust = MakeTrust();
    discovery->SetTrustStore(m_crypto, trust);
    alicePolicy->SetDiscovery(discovery);
    return discovery;
}

void
MiddleNetwork::InstallSignatures()
{
    const auto trust = MakeTrust();
    helper.InstallSignature(alice, GetParty("alice"), trust);
    helper.InstallSignature(bob, GetParty("bob"), trust);
}

int64_t
MiddleNetwork::Count(AttackGainKind kind) const
{
    return static_cast<int64_t>(adversary.GetLog()->Count(kind));
}

int64_t
MiddleNetwork::CountAttempts(AttackGainKind kind) const
{
    return static_cast<int64_t>(adversary.GetLog()->CountAttempts(kind));
}

bool
MiddleNetwork::IsAltered(Ptr<FixedSessionDescriber> session)
{
    return session->GetRemote().content.find("203.0.113.66") != std::string::npos;
}

} // namespace ns3
