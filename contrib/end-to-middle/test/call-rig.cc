// SPDX-License-Identifier: GPL-2.0-only

#include "call-rig.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/ipv4-global-routing-helper.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/sip-location-service.h"
#include "ns3/string.h"

namespace ns3
{

CallRig::CallRig(const std::string& keying, bool isForked, uint64_t run)
{
    RngSeedManager::SetSeed(1);
    RngSeedManager::SetRun(run);
    nodes.Create(5);
    const auto router = CreateObject<Node>();
    InternetStackHelper internet;
    internet.Install(nodes);
    internet.Install(router);
    PointToPointHelper link;
    link.SetDeviceAttribute("DataRate", StringValue("100Mbps"));
    link.SetChannelAttribute("Delay", StringValue("5ms"));
    Ipv4AddressHelper addresses("10.1.0.0", "255.255.255.0");
    for (uint32_t i = 0; i < nodes.GetN(); ++i)
    {
        addresses.Assign(link.Install(nodes.Get(i), router));
        addresses.NewNetwork();
        nodes.Get(i)->AggregateObject(CreateObject<Processor>());
    }
    Ipv4GlobalRoutingHelper::PopulateRoutingTables();

    const std::string aliceUri = "sip:alice@atlanta.example.com";
    const std::string bobUri = "sip:bob@biloxi.example.com";
    const std::string hosts[] = {"ss1.atlanta.example.com", "ss2.biloxi.example.com"};
    alice = network.InstallUserAgent(nodes.Get(0), aliceUri, "client.atlanta.example.com");
    ss1 = network.InstallProxy(nodes.Get(1), hosts[0], "atlanta.example.com");
    ss2 = network.InstallProxy(nodes.Get(2), hosts[1], "biloxi.example.com");
    bob = network.InstallUserAgent(nodes.Get(3), bobUri, "client.biloxi.example.com");
    otherBob = network.InstallUserAgent(nodes.Get(4), bobUri, "other.biloxi.example.com");
    alice->SetAttribute("OutboundProxy", StringValue("sip:" + hosts[0] + ";lr"));
    bob->SetAttribute("OutboundProxy", StringValue("sip:" + hosts[1] + ";lr"));
    ss2->GetLocationService()->AddStatic(bob->GetAddressOfRecord(), bob->GetContactUri());
    if (isForked)
    {
        ss2->GetLocationService()->AddStatic(bob->GetAddressOfRecord(), otherBob->GetContactUri());
    }
    trace.Add(alice, "alice");
    trace.Add(ss1, "ss1");
    trace.Add(ss2, "ss2");
    trace.Add(bob, "bob");
    trace.Add(otherBob, "bob2");
    const auto describe = [](Ptr<SipUserAgent> agent, const std::string& text)
    {
        const auto session = CreateObject<FixedSessionDescriber>();
        session->SetAttribute("ContentType", StringValue("application/sdp"));
        session->SetAttribute("Content", StringValue(text));
        agent->SetSessionDescriber(session);
        return session;
    };
    aliceSession = describe(alice, "v=0 alice");
    bobSession = describe(bob, "v=0 bob");
    describe(otherBob, "v=0 bob2");

    auto issuer =
        CredentialIssuer::Create(5000, std::string(NS_TEST_SOURCEDIR) + "/../../crypto/data/keys");
    NS_ABORT_MSG_IF(!issuer, "no issuer: " << issuer.error());
    const auto issue = [&issuer](const std::string& name)
    {
        const auto party = issuer->Issue("p-256", name);
        NS_ABORT_MSG_IF(!party, "no credential: " << party.error());
        return *party;
    };
    helper.SetBodyPolicyAttribute("Keying", StringValue(keying));
    const auto bobs = issue(bobUri);
    const auto first = issue(hosts[0]);
    alicePolicy = helper.InstallUserAgent(alice, issue(aliceUri));
    bobPolicy = helper.InstallUserAgent(bob, bobs);
    otherBobPolicy = helper.InstallUserAgent(otherBob, bobs); // one user, one key
    ss1Policy = helper.InstallProxy(ss1, hosts[0], first);
    ss2Policy = helper.InstallProxy(ss2, hosts[1], issue(hosts[1]));
    ss2Policy->SetAttribute("InspectUnlabelled", BooleanValue(true));
    alicePolicy->DiscloseTo(hosts[0], first.credential.certificate);
    const Callback<void, const InspectionReport&> inspected[] = {
        Callback<void, const InspectionReport&>(
            [this](const InspectionReport& report)
            {
                reports[0].push_back(report);
            }),
        Callback<void, const InspectionReport&>(
            [this](const InspectionReport& report)
            {
                reports[1].push_back(report);
            })};
    ss1Policy->TraceConnectWithoutContext("Inspected", inspected[0]);
    ss2Policy->TraceConnectWithoutContext("Inspected", inspected[1]);
    const Callback<void, Ptr<SipCall>, const SipReply&> refused(
        [this](Ptr<SipCall>, const SipReply& reply)
        {
            refusedBodies.push_back(reply.code);
        });
    alice->TraceConnectWithoutContext("BodyRefused", refused);
}

void
CallRig::At(double seconds, std::function<void()> what)
{
    Simulator::Schedule(Seconds(seconds),
                        [what]()
                        {
                            what();
                        });
}

void
CallRig::Call()
{
    At(1,
       [this]()
       {
           call = alice->Invite(bob->GetAddressOfRecord());
       });
}

void
CallRig::Run(double seconds)
{
    network.AssignStreams(1000);
    Simulator::Stop(Seconds(seconds));
    Simulator::Run();
}

std::vector<SipMessage>
CallRig::GetSent(const std::string& name, const std::string& what) const
{
    std::vector<SipMessage> messages;
    for (const auto& entry : trace.GetEntries())
    {
        const auto kind = entry.message.IsRequest() ? std::string(entry.message.GetMethod())
                                                    : std::to_string(entry.message.GetStatusCode());
        if (entry.from == name && kind == what)
        {
            messages.push_back(entry.message);
        }
    }
    return messages;
}

unsigned
CallRig::CountSent(const std::string& name, const std::string& what) const
{
    return static_cast<unsigned>(GetSent(name, what).size());
}

std::string
CallRig::GetOutcomes(bool isFirst) const
{
    std::string outcomes;
    for (const auto& report : reports[isFirst ? 0 : 1])
    {
        outcomes += IsRead(report.outcome) ? 'r' : 'u';
    }
    return outcomes;
}

} // namespace ns3
