// SPDX-License-Identifier: GPL-2.0-only
#include "adversary-test-network.h"

#include "ns3/boolean.h"
#include "ns3/call-baiter.h"
#include "ns3/call-breaker.h"
#include "ns3/contact-rewriter.h"
#include "ns3/description-reader.h"
#include "ns3/description-rewriter.h"
#include "ns3/digest-relay.h"
#include "ns3/home-impostor.h"
#include "ns3/request-replayer.h"
#include "ns3/rogue-server.h"
#include "ns3/sip-user-digest-policy.h"
#include "ns3/string.h"

using namespace ns3;

namespace
{

using Gain = AttackGainKind;

/** @return how often something was gained */
int64_t
Count(const AttackNetwork& network, Gain kind)
{
    return static_cast<int64_t>(network.adversary.GetLog()->Count(kind));
}

/** Attackers who send by themselves: from hosts, with accounts, as servers. */
class HostAttackTestSuite : public TestSuite
{
  public:
    HostAttackTestSuite();

  private:
    void AddRegistrations();
    void AddCalls();
    void AddBreaking();
    void AddReplays();
    void AddServers();
    void AddUsers();
    void AddHome();
};

HostAttackTestSuite::HostAttackTestSuite()
    : TestSuite("adversary-hosts")
{
    AddRegistrations();
    AddCalls();
    AddBreaking();
    AddReplays();
    AddServers();
    AddUsers();
    AddHome();
}

void
HostAttackTestSuite::AddRegistrations()
{
    for (const bool hasDigest : {false, true})
    {
        AddTestCase(new AttackCase(
            std::string("RFC 3261 26.1.1: a forged REGISTER ") +
                (hasDigest ? "fails where a password is asked for" : "takes the callee's calls"),
            [hasDigest](AttackCase& test)
            {
                AttackNetwork network(hasDigest);
                network.bob->SetAttribute("RegisterAtStart", BooleanValue(false));
                const auto eve =
                    network.adversary.OnHost<AttackerHost>(network.GetNode(AttackNetwork::Eve));
                network.At(1,
                           [&network, eve]()
                           {
                               eve->Register(network.bob->GetAddressOfRecord(), std::nullopt);
                           });
                network.PlanCall();
                network.Run();
                test.Equal(Count(network, Gain::TookRegistration), hasDigest ? 0 : 1, "binding");
                test.Equal(Count(network, Gain::Answered), hasDigest ? 0 : 1, "call");
                test.Equal(static_cast<int64_t>(
                               network.adversary.GetLog()->CountAttempts(Gain::TookRegistration)),
                           1,
                           "tried");
            }));
    }
    AddTestCase(new AttackCase(
        "RFC 5626 12: an address given to another host brings it the former user's calls",
        [](AttackCase& test)
        {
            AttackNetwork network(true);
            network.bob->SetStopTime(Seconds(1));
            network.adversary.OnHost<AttackerHost>(network.GetNode(AttackNetwork::Bob),
                                                   "",
                                                   Seconds(1.5));
            network.PlanCall();
            network.Run();
            test.Equal(Count(network, Gain::ReceivedRequest), 1, "the stranger got the INVITE");
            test.Equal(Count(network, Gain::Answered), 1, "and answered it");
        }));
    AddTestCase(new AttackCase(
        "RFC 5626 12: nobody else gets the calls while the user is where he registered",
        [](AttackCase& test)
        {
            AttackNetwork network(true);
            network.adversary.OnHost<AttackerHost>(network.GetNode(AttackNetwork::Eve));
            network.PlanCall();
            network.Run();
            test.True(network.IsBobReached(), "the call arrives");
            test.Equal(Count(network, Gain::ReceivedRequest), 0, "no gain");
        }));
}

void
HostAttackTestSuite::AddCalls()
{
    AddTestCase(new AttackCase(
        "RFC 3261 26.1.2: anybody calls in anybody's name from elsewhere",
        [](AttackCase& test)
        {
            AttackNetwork network(true);
            const auto eve =
                network.adversary.OnHost<AttackerHost>(network.GetNode(AttackNetwork::Eve));
            network.At(2,
                       [&network, eve]()
                       {
                           eve->Call(network.alice->GetAddressOfRecord(),
                                     network.bob->GetAddressOfRecord(),
                                     std::nullopt);
                       });
            network.Run();
            test.Equal(Count(network, Gain::Impersonated), 1, "Bob takes the call");
            test.True(!network.incoming.empty() &&
                          network.incoming.front()->GetRemoteUri().GetUser() == "alice",
                      "for Alice's");
        }));
    AddTestCase(new AttackCase(
        "RFC 3261 22.3: a domain asks for the password of calls in its own users' names",
        [](AttackCase& test)
        {
            AttackNetwork network(true);
            const auto eve =
                network.adversary.OnHost<AttackerHost>(network.GetNode(AttackNetwork::Eve));
            network.At(2,
                       [&network, eve]()
                       {
                           eve->Call(network.carol->GetAddressOfRecord(),
                                     network.bob->GetAddressOfRecord(),
                                     std::nullopt);
                       });
            network.Run();
            test.Equal(Count(network, Gain::Impersonated), 0, "407");
            test.Equal(static_cast<int64_t>(network.incoming.size()), 0, "Bob hears nothing");
        }));
}

void
HostAttackTestSuite::AddBreaking()
{
    for (const std::string method : {"BYE", "CANCEL", "INVITE"})
    {
        for (const bool isElsewhere : {false, true})
        {
            AddTestCase(new AttackCase(
                "RFC 3261 26.1.4: a forged " + method +
                    (isElsewhere ? " from another host" : " from the link"),
                [method, isElsewhere](AttackCase& test)
                {
                    AttackNetwork network;
                    network.bob->SetAttribute("RingingDelay", TimeValue(MilliSeconds(10)));
                    network.bob->SetAttribute("AnswerDelay",
                                              TimeValue(Seconds(method == "CANCEL" ? 3 : 0)));
                    const auto breaker = network.adversary.OnLink<CallBreaker>(
                        network.GetLink(AttackNetwork::Alice));
                    breaker->SetAttribute("Method", StringValue(method));
                    if (isElsewhere)
                    {
                        breaker->SetHost(network.adversary.OnHost<AttackerHost>(
                            network.GetNode(AttackNetwork::Eve)));
                    }
                    network.PlanCall();
                    network.Run(6); // before Alice hangs up
                    test.Equal(Count(network, Gain::EndedCall), 1, "gained");
                    test.True(!network.incoming.empty(), "there was a call");
                    const Ptr<SipCall> call = network.incoming.front();
                    if (method == "INVITE")
                    {
                        test.True(network.bobSession->GetRemote().content.find("203.0.113.66") !=
                                      std::string::npos,
                                  "Bob sends his media to the attacker");
                    }
                    else
                    {
                        test.True(call->GetState() == SipCallState::Ended, "it is over for Bob");
                    }
                }));
        }
    }
    AddTestCase(new AttackCase(
        "RFC 3261 22.2: a callee who asks for the peer's password is not hung up by others",
        [](AttackCase& test)
        {
            AttackNetwork network;
            for (const auto& [agent, peer] : {std::make_pair(network.alice, network.bob),
                                              std::make_pair(network.bob, network.alice)})
            {
                Ptr<SipUserDigestPolicy> policy = CreateObject<SipUserDigestPolicy>();
                policy->AddPeer(peer->GetAddressOfRecord(), "known to both");
                agent->AddPolicy(policy);
            }
            network.adversary.OnLink<CallBreaker>(network.GetLink(AttackNetwork::Alice));
            network.PlanCall();
            network.Run(6);
            test.True(network.adversary.GetLog()->CountAttempts(Gain::EndedCall) == 1, "tried");
            test.Equal(Count(network, Gain::EndedCall), 0, "no gain");
            test.True(network.IsBobReached() &&
                          network.incoming.back()->GetState() == SipCallState::Established,
                      "the call goes on");
        }));
}

void
HostAttackTestSuite::AddReplays()
{
    for (const bool holdsBack : {false, true})
    {
        AddTestCase(new AttackCase(
            std::string("RFC 3261 26.4.1: a REGISTER's credentials sent again ") +
                (holdsBack ? "before the registrar has seen them" : "after their count was used"),
            [holdsBack](AttackCase& test)
            {
                AttackNetwork network(true);
                const auto eve =
                    network.adversary.OnHost<AttackerHost>(network.GetNode(AttackNetwork::Eve));
                const auto replayer =
                    network.adversary.OnLink<RequestReplayer>(network.GetLink(AttackNetwork::Bob));
                replayer->SetHost(eve);
                replayer->SetAttribute("Method", StringValue("REGISTER"));
                replayer->SetAttribute("HoldsBack", BooleanValue(holdsBack));
                network.Run();
                test.True(network.adversary.GetLog()->CountAttempts(Gain::UsedProof) > 0, "tried");
                test.True((Count(network, Gain::UsedProof) > 0) == holdsBack, "gained if first");
                test.True((Count(network, Gain::TookRegistration) > 0) == holdsBack, "the binding");
                test.True(holdsBack ||
                              network.CountNotices(SipSecurityEventKind::DigestReplayed) > 0,
                          "the registrar notices a used count");
            }));
    }
    AddTestCase(new AttackCase(
        "RFC 4568 8: a whole INVITE is taken a second time",
        [](AttackCase& test)
        {
            AttackNetwork network;
            const auto eve =
                network.adversary.OnHost<AttackerHost>(network.GetNode(AttackNetwork::Eve));
            const auto replayer =
                network.adversary.OnLink<RequestReplayer>(network.GetLink(AttackNetwork::ProxyB));
            replayer->SetHost(eve);
            replayer->SetAttribute("Delay", TimeValue(Seconds(8)));
            network.PlanCall();
            network.Run(14);
            test.Equal(Count(network, Gain::Replayed), 1, "Bob takes it");
            test.Equal(static_cast<int64_t>(network.incoming.size()), 2, "for a second call");
            test.True(network.incoming.size() == 2 &&
                          network.incoming[1]->GetRemoteUri().GetUser() == "alice",
                      "of Alice");
        }));
    AddTestCase(new AttackCase(
        "RFC 3261 8.2.2.2: an INVITE that comes again during its call is refused",
        [](AttackCase& test)
        {
            AttackNetwork network;
            const auto eve =
                network.adversary.OnHost<AttackerHost>(network.GetNode(AttackNetwork::Eve));
            const auto replayer =
                network.adversary.OnLink<RequestReplayer>(network.GetLink(AttackNetwork::ProxyB));
            replayer->SetHost(eve);
            network.PlanCall();
            network.Run();
            test.True(network.adversary.GetLog()->CountAttempts(Gain::Replayed) == 1, "tried");
            test.Equal(Count(network, Gain::Replayed), 0, "482");
        }));
}

void
HostAttackTestSuite::AddServers()
{
    for (const bool isRealmOwn : {true, false})
    {
        AddTestCase(new AttackCase(
            std::string("RFC 7616 5.8: a rogue server collects answers ") +
                (isRealmOwn ? "for the user's realm" : "for no other realm"),
            [isRealmOwn](AttackCase& test)
            {
                AttackNetwork network;
                const auto rogue =
                    network.adversary.OnHost<RogueServer>(network.GetNode(AttackNetwork::Eve));
                if (!isRealmOwn)
                {
                    rogue->SetAttribute("Realm", StringValue("evil.example"));
                    network.alice->SetCredentials("alice", "secret", "a.example");
                }
                // A poisoned name: all others know it already.
                Ptr<SipResolver> poisoned = CreateObject<SipResolver>();
                for (const char* name : {"proxy.a.example", "a.example"})
                {
                    poisoned->AddHost(name, network.GetAddress(AttackNetwork::Eve));
                }
                network.alice->SetResolver(poisoned);
                network.Run();
                test.True(network.adversary.GetLog()->CountAttempts(Gain::PosedAsServer) > 0,
                          "Alice came");
                test.True((Count(network, Gain::CollectedProof) > 0) == isRealmOwn, "proof");
                test.True((Count(network, Gain::LearntPassword) > 0) == isRealmOwn, "password");
                test.True(network.alice->IsRegistered() == isRealmOwn,
                          "she believes to be registered");
            }));
    }
    AddTestCase(new AttackCase(
        "a rogue server to which TCP is diverted on a link rewrites descriptions",
        [](AttackCase& test)
        {
            AttackNetwork network(true, "TCP");
            const auto relay = network.adversary.RelayOnLink(network.GetLink(AttackNetwork::Alice),
                                                             network.proxyA);
            network.adversary.InProxy<DescriptionRewriter>(relay);
            network.PlanCall();
            network.Run();
            test.True(network.IsBobReached(), "the call goes on");
            test.True(Count(network, Gain::PosedAsServer) > 0, "Alice took it for her proxy");
            test.Equal(Count(network, Gain::AlteredDescription), 1, "the media are the attacker's");
            test.True(network.bobSession->GetRemote().content.find("203.0.113.66") !=
                          std::string::npos,
                      "Bob was told so");
        }));
}

void
HostAttackTestSuite::AddUsers()
{
    for (const bool isDefended : {false, true})
    {
        AddTestCase(new AttackCase(
            std::string("draft-state-sip-relay-attack: ") +
                (isDefended ? "who answers no challenge of a peer pays no call"
                            : "a callee makes the caller pay for his own call"),
            [isDefended](AttackCase& test)
            {
                AttackNetwork network(true);
                const auto mallory =
                    network.adversary.OnHost<DigestRelay>(network.GetNode(AttackNetwork::Eve),
                                                          "mallory.example");
                mallory->SetAccount(MakeTestUri("sip:mallory@mallory.example"), "", "");
                mallory->SetTarget(network.carol->GetAddressOfRecord(),
                                   MakeTestUri("sip:proxy.a.example"));
                if (isDefended)
                {
                    // No credentials for anybody, once registered.
                    network.At(4,
                               [&network]()
                               {
                                   network.alice->SetCredentials("", "");
                               });
                }
                network.At(2,
                           [&network, mallory]()
                           {
                               network.call = network.alice->Invite(mallory->GetAccount());
                           });
                network.At(5,
                           [&network]()
                           {
                               network.call->Reinvite();
                           });
                network.Run();
                test.Equal(Count(network, Gain::UsedProof), isDefended ? 0 : 1, "proof used");
                test.Equal(static_cast<int64_t>(network.incomingAtCarol.size()),
                           isDefended ? 0 : 1,
                           "Carol's telephone");
            }));
    }
    AddTestCase(new AttackCase(
        "draft-kaplan-sip-baiting-attack: a callee sends the caller's INVITE on as hers",
        [](AttackCase& test)
        {
            AttackNetwork network(true);
            const auto mallory =
                network.adversary.OnHost<CallBaiter>(network.GetNode(AttackNetwork::Eve),
                                                     "mallory.example");
            mallory->SetAccount(MakeTestUri("sip:mallory@mallory.example"), "", "");
            mallory->SetTarget(network.bob->GetAddressOfRecord());
            network.At(2,
                       [&network, mallory]()
                       {
                           network.call = network.alice->Invite(mallory->GetAccount());
                       });
            network.Run();
            test.Equal(Count(network, Gain::Impersonated), 1, "Bob takes it");
            test.True(!network.incoming.empty() &&
                          network.incoming.front()->GetRemoteUri().GetUser() == "alice",
                      "for Alice's");
        }));
}

void
HostAttackTestSuite::AddHome()
{
    AddTestCase(new AttackCase(
        "RFC 3261 26.4.4: a home proxy answers calls in its user's stead",
        [](AttackCase& test)
        {
            AttackNetwork network(true);
            network.adversary.InProxy<HomeImpostor>(network.proxyB)
                ->TakeCallsFor(network.bob->GetAddressOfRecord());
            network.PlanCall();
            network.Run();
            test.Equal(Count(network, Gain::Answered), 1, "Alice goes on with the answer");
            test.True(network.incoming.empty(), "Bob hears nothing");
            test.True(network.aliceSession->GetRemote().content.find("203.0.113.66") !=
                          std::string::npos,
                      "her media go to the attacker");
            test.True(network.call->GetState() == SipCallState::Ended, "her BYE is answered");
        }));
    AddTestCase(new AttackCase(
        "RFC 3261 26.4.4: a home proxy calls in its user's name",
        [](AttackCase& test)
        {
            AttackNetwork network(true);
            const auto home = network.adversary.InProxy<HomeImpostor>(network.proxyA);
            network.At(2,
                       [&network, home]()
                       {
                           home->CallAs(network.proxyA,
                                        network.alice->GetAddressOfRecord(),
                                        network.bob->GetAddressOfRecord());
                       });
            network.Run();
            test.Equal(Count(network, Gain::Impersonated), 1, "Bob takes it");
            test.True(!network.incoming.empty() &&
                          network.incoming.front()->GetRemoteUri().GetUser() == "alice",
                      "for Alice's");
        }));
    AddTestCase(new AttackCase(
        "RFC 3261 22.2: users who share a password are not deceived by a home proxy",
        [](AttackCase& test)
        {
            AttackNetwork network(true);
            for (const auto& [agent, peer] : {std::make_pair(network.alice, network.bob),
                                              std::make_pair(network.bob, network.alice)})
            {
                Ptr<SipUserDigestPolicy> policy = CreateObject<SipUserDigestPolicy>();
                policy->AddPeer(peer->GetAddressOfRecord(), "known to both");
                agent->AddPolicy(policy);
            }
            const auto home = network.adversary.InProxy<HomeImpostor>(network.proxyB);
            home->TakeCallsFor(network.bob->GetAddressOfRecord());
            network.PlanCall();
            network.Run();
            test.Equal(Count(network, Gain::Answered), 0, "Alice hangs up");
            test.True(!network.notices.empty(), "since a proof is missing");
        }));
}

HostAttackTestSuite g_hostAttackTestSuite; ///< registers the suite

} // namespace
