// SPDX-License-Identifier: GPL-2.0-only

#include "discovery-rig.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/sip-security-event.h"
#include "ns3/string.h"

namespace ns3
{

DiscoveryRig::DiscoveryRig(const std::string& keying, bool isForked)
    : rig(keying, isForked)
{
    auto made =
        CredentialIssuer::Create(7000, std::string(NS_TEST_SOURCEDIR) + "/../../crypto/data/keys");
    NS_ABORT_MSG_IF(!made, "no issuer: " << made.error());
    issuer = std::make_shared<CredentialIssuer>(std::move(*made));
    const auto issue = [this](const std::string& name, const std::vector<std::string>& domains)
    {
        const auto party = issuer->Issue("p-256", name, domains);
        NS_ABORT_MSG_IF(!party, "no credential: " << party.error());
        return *party;
    };
    const auto alice = issue("sip:alice@atlanta.example.com", {});
    servers.push_back(issue("ss1.atlanta.example.com", {"atlanta.example.com"}));
    servers.push_back(issue("ss2.biloxi.example.com", {"biloxi.example.com"}));
    auto store = std::make_shared<TrustStore>(*alice.context);
    store->AddAnchor(issuer->GetAuthority());
    trust = store;
    rig.ss1Policy->SetCredential(servers[0].context, servers[0].credential);
    rig.ss2Policy->SetCredential(servers[1].context, servers[1].credential);
    rig.helper.GetDirectory()->AddServer("ss1.atlanta.example.com",
                                         servers[0].credential.certificate);
    rig.helper.GetDirectory()->AddServer("ss2.biloxi.example.com",
                                         servers[1].credential.certificate);
    // Nothing is signed before a server asks for it.
    rig.helper.SetBodyPolicyAttribute("Protection", StringValue("encrypt"));
    rig.bobPolicy->SetAttribute("Protection", StringValue("encrypt"));
    alicePolicy = rig.helper.InstallUserAgent(rig.alice, alice);
    discovery = rig.helper.InstallDiscovery(alicePolicy, alice, trust);
    const Callback<void, const DiscoveryReport&> heard(
        [this](const DiscoveryReport& report)
        {
            judged.push_back(report);
        });
    discovery->TraceConnectWithoutContext("Judged", heard);
    const Callback<void, const SipSecurityEvent&> noticed(
        [this](const SipSecurityEvent& event)
        {
            events.push_back(ToString(event.kind));
        });
    rig.alice->TraceConnectWithoutContext("SecurityEvent", noticed);
}

void
DiscoveryRig::Demand(bool isSigned)
{
    for (const auto& policy : {rig.ss1Policy, rig.ss2Policy})
    {
        policy->SetAttribute("Required", BooleanValue(true));
        policy->SetAttribute("RefuseResponses", BooleanValue(true));
        policy->SetAttribute("SignatureRequired", BooleanValue(isSigned));
    }
}

void
DiscoveryRig::CallTwice()
{
    for (const int i : {0, 1})
    {
        CallRig::At(1 + 29 * i,
                    [this]()
                    {
                        rig.call = rig.alice->Invite(rig.bob->GetAddressOfRecord());
                    });
        CallRig::At(20 + 29 * i,
                    [this, i]()
                    {
                        wasUp[i] = IsUp();
                        rig.call->HangUp();
                    });
    }
    rig.Run(60);
}

bool
DiscoveryRig::IsUp() const
{
    return rig.call && rig.call->GetState() == SipCallState::Established &&
           rig.call->IsSessionAgreed();
}

std::vector<std::string>
DiscoveryRig::GetOutcomes() const
{
    std::vector<std::string> outcomes;
    for (const auto& report : judged)
    {
        outcomes.emplace_back(ToString(report.outcome));
    }
    return outcomes;
}

} // namespace ns3
