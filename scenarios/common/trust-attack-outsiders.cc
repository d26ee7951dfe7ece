// SPDX-License-Identifier: GPL-2.0-only

#include "trust-attack-tools.h"
#include "trust-attack.h"

#include "ns3/alias-hijacker.h"
#include "ns3/attacker-host.h"
#include "ns3/call-baiter.h"
#include "ns3/call-breaker.h"
#include "ns3/call-redirector.h"
#include "ns3/challenge-weakener.h"
#include "ns3/contact-rewriter.h"
#include "ns3/description-reader.h"
#include "ns3/description-rewriter.h"
#include "ns3/digest-relay.h"
#include "ns3/proof-collector.h"
#include "ns3/request-replayer.h"
#include "ns3/rogue-server.h"
#include "ns3/simulator.h"

namespace ns3
{

namespace
{

using Tools = TrustAttackTools;

const Time REGISTERED = Seconds(2); ///< when all users have registered, and nobody has called

/**
 * Puts a host of the attacker's where nothing else is.
 *
 * @tparam T what it does
 * @param experiment the experiment
 * @return the host
 */
template <typename T>
Ptr<T>
PutEve(TrustExperiment& experiment)
{
    const auto eve = Tools::Make<T>(experiment.GetLog());
    Tools::PutHost(experiment, experiment.GetTopology().GetHost("eve"), eve);
    return eve;
}

/** @return Eve's address, in digits and dots */
std::string
GetEvesAddress(const TrustExperiment& experiment)
{
    return SipAddress::FormatIpv4(experiment.GetTopology().GetHost("eve").address);
}

/**
 * Gives Mallory, who has a valid account, a telephone that does what she likes, and registers it.
 *
 * @tparam T what it does
 * @param experiment the experiment
 * @return the telephone
 */
template <typename T>
Ptr<T>
PutMallory(TrustExperiment& experiment)
{
    const auto phone = Tools::Make<T>(experiment.GetLog());
    Tools::PutHost(experiment, experiment.GetTopology().GetHost("mallory"), phone);
    const SipUri account = Tools::GetUser(experiment, "mallory");
    phone->SetAccount(account, "mallory", TrustTopology::GetPassword("mallory"));
    const SipUri home = Tools::GetRoute(experiment, "ss9");
    Simulator::Schedule(Seconds(1),
                        [phone, account, home]()
                        {
                            phone->Register(account, home);
                        });
    return phone;
}

/** @return an attack on one user's wire that looks at or changes what passes */
template <typename T>
TrustAttack
MakeWireAttack(const std::string& name,
               const std::string& summary,
               std::vector<AttackGainKind> goals,
               const std::string& user,
               bool changes,
               std::vector<std::pair<std::string, std::string>> attributes = {})
{
    TrustAttack attack;
    attack.name = name;
    attack.place = "wire";
    attack.summary = summary;
    attack.goals = std::move(goals);
    attack.arrange = [user, changes, attributes](TrustExperiment& experiment)
    {
        Tools::PutOnWire(experiment,
                         user,
                         {Tools::Make<T>(experiment.GetLog(), attributes)},
                         changes);
        experiment.PlanCall();
    };
    return attack;
}

/** @return whether somebody proved a password */
bool
HasCredentials(const TrustExperiment& experiment)
{
    return experiment.GetSightings().credentials;
}

/** @return an attack from a host elsewhere */
TrustAttack
MakeForgedRegister()
{
    TrustAttack attack;
    attack.name = "a01-forged-register";
    attack.place = "off-path";
    attack.summary = "registers its own contact for Bob";
    attack.goals = {AttackGainKind::TookRegistration};
    attack.arrange = [](TrustExperiment& experiment)
    {
        const auto eve = PutEve<AttackerHost>(experiment);
        const SipUri bob = Tools::GetUser(experiment, "bob");
        const SipUri home = Tools::GetRoute(experiment, Tools::GetHome(experiment, "bob").name);
        Simulator::Schedule(REGISTERED,
                            [eve, bob, home]()
                            {
                                eve->Register(bob, home);
                            });
        experiment.PlanCall();
    };
    return attack;
}

/** @return a replay of a REGISTER or INVITE that was captured on Bob's wire */
TrustAttack
MakeReplay(const std::string& name, const std::string& method, bool holdsBack)
{
    TrustAttack attack;
    attack.name = name;
    attack.place = "wire";
    const bool isInvite = method == "INVITE";
    attack.summary = isInvite ? "sends Alice's INVITE once more"
                              : "sends Bob's REGISTER once more, with another Contact";
    attack.goals = isInvite ? std::vector<AttackGainKind>{AttackGainKind::Replayed}
                            : std::vector<AttackGainKind>{AttackGainKind::UsedProof,
                                                          AttackGainKind::TookRegistration};
    attack.exists = isInvite ? nullptr : HasCredentials;
    attack.arrange = [method, holdsBack](TrustExperiment& experiment)
    {
        const auto eve = PutEve<AttackerHost>(experiment);
        const auto replayer = Tools::Make<RequestReplayer>(
            experiment.GetLog(),
            {{"Method", method},
             {"Delay", method == "INVITE" ? "15s" : "1s"}, // an INVITE after its call
             {"HoldsBack", holdsBack ? "true" : "false"}});
        replayer->SetHost(eve);
        if (experiment.GetMechanism().protocol != "UDP")
        {
            replayer->SetNextHop(
                Tools::GetRoute(experiment, Tools::GetHome(experiment, "bob").name));
        }
        Tools::PutOnWire(experiment, "bob", {replayer}, holdsBack);
        experiment.PlanCall();
    };
    return attack;
}

/** @return Bob's calls come to another host, since his REGISTER says so */
TrustAttack
MakeContactRewriting()
{
    TrustAttack attack;
    attack.name = "a03-rewritten-contact-wire";
    attack.place = "wire";
    attack.summary = "puts its own address into Bob's REGISTER";
    attack.goals = {AttackGainKind::TookRegistration, AttackGainKind::ReceivedRequest};
    attack.arrange = [](TrustExperiment& experiment)
    {
        PutEve<AttackerHost>(experiment);
        Tools::PutOnWire(experiment,
                         "bob",
                         {Tools::Make<ContactRewriter>(experiment.GetLog(),
                                                       {{"Host", GetEvesAddress(experiment)}})},
                         true);
        experiment.PlanCall();
    };
    return attack;
}

/** @return passwords behind what users send to their servers */
TrustAttack
MakeDictionary()
{
    TrustAttack attack;
    attack.name = "a04-dictionary-wire";
    attack.place = "wire";
    attack.summary = "overhears digests and tries passwords off line";
    attack.goals = {AttackGainKind::LearntPassword};
    attack.exists = HasCredentials;
    attack.arrange = [](TrustExperiment& experiment)
    {
        for (const char* user : {"alice", "bob"})
        {
            const auto collector = Tools::Make<ProofCollector>(experiment.GetLog());
            collector->SetWords(Tools::GetWords());
            Tools::PutOnWire(experiment, user, {collector}, false);
        }
        experiment.PlanCall();
    };
    return attack;
}

/** @return a server that Alice reaches by a poisoned name */
TrustAttack
MakeRogueServer()
{
    TrustAttack attack;
    attack.name = "a05-rogue-server";
    attack.place = "server";
    attack.summary = "has Alice's proxy's name lead to itself, and asks her for a digest";
    attack.goals = {AttackGainKind::CollectedProof, AttackGainKind::LearntPassword};
    attack.exists = HasCredentials;
    attack.arrange = [](TrustExperiment& experiment)
    {
        const auto eve = PutEve<RogueServer>(experiment);
        eve->SetWords(Tools::GetWords());
        auto& topology = experiment.GetTopology();
        const Ipv4Address address = topology.GetHost("eve").address;
        const auto resolver = topology.GetSip().GetResolver();
        for (const std::string& name :
             {topology.GetHost("ss1").hostName, topology.GetHost("ss1").domain})
        {
            resolver->AddHost(name, address);
        }
        experiment.BeginAttack();
        experiment.PlanCall();
    };
    return attack;
}

/** @return a user who makes Alice pay for a call of hers */
TrustAttack
MakeDigestRelay()
{
    TrustAttack attack;
    attack.name = "a06-digest-relay";
    attack.place = "user";
    attack.summary = "is called by Alice, and has her answer a challenge for another call";
    attack.goals = {AttackGainKind::UsedProof};
    attack.exists = HasCredentials;
    attack.arrange = [](TrustExperiment& experiment)
    {
        const auto mallory = PutMallory<DigestRelay>(experiment);
        mallory->SetTarget(Tools::GetUser(experiment, "bob"), Tools::GetRoute(experiment, "ss1"));
        experiment.PlanCall(Tools::GetUser(experiment, "mallory"), true);
    };
    return attack;
}

/** @return another host gets Bob's address after he has gone without a word */
TrustAttack
MakeStaleFlow()
{
    TrustAttack attack;
    attack.name = "a13-reassigned-address";
    attack.place = "user";
    attack.summary = "gets Bob's address after he went without a word";
    attack.goals = {AttackGainKind::ReceivedRequest, AttackGainKind::Answered};
    attack.arrange = [](TrustExperiment& experiment)
    {
        auto& topology = experiment.GetTopology();
        const auto& host = topology.GetHost("bob");
        const auto bob = topology.GetAgent("bob");
        const auto heir = Tools::Make<AttackerHost>(experiment.GetLog());
        TrustTopology::Host place = host;
        place.element = nullptr;
        place.domain = "";
        bob->SetStopTime(REGISTERED); // he does not unregister
        Simulator::Schedule(REGISTERED,
                            [&experiment]()
                            {
                                experiment.BeginAttack();
                            });
        heir->SetStartTime(REGISTERED + Seconds(1));
        Tools::PutHost(experiment, place, heir);
        experiment.PlanCall();
    };
    return attack;
}

/** @return who shares a proxy's address wants the requests that are for it */
TrustAttack
MakeAliasHijack()
{
    TrustAttack attack;
    attack.name = "a14-hijacked-alias";
    attack.place = "user";
    attack.summary = "claims by an alias, from its address, what is for the proxy before Bob's";
    attack.goals = {AttackGainKind::ReceivedRequest};
    attack.exists = [](const TrustExperiment& experiment)
    {
        return experiment.GetMechanism().HasTls();
    };
    attack.arrange = [](TrustExperiment& experiment)
    {
        if (!experiment.GetMechanism().HasTls())
        {
            return; // aliases are of TLS only (RFC 5923, section 5)
        }
        auto& topology = experiment.GetTopology();
        // The proxy before Bob's is the one whose requests his proxy may misdirect.
        const std::string home = Tools::GetHome(experiment, "bob").name;
        TrustTopology::Host place = topology.GetHost("ss1");
        for (const auto& host : topology.GetHosts())
        {
            if (host.name == home)
            {
                break;
            }
            place = host;
        }
        const std::string sentBy = place.hostName + ":5061";
        place.element = nullptr;
        place.domain = "";
        const auto neighbor = Tools::Make<AliasHijacker>(experiment.GetLog());
        Tools::PutHost(experiment, place, neighbor, 7060);
        const SipUri server = Tools::GetRoute(experiment, Tools::GetHome(experiment, "bob").name);
        const SipUri alice = Tools::GetUser(experiment, "alice");
        Simulator::Schedule(REGISTERED,
                            [&experiment, neighbor, server, sentBy]()
                            {
                                experiment.BeginAttack();
                                neighbor->Claim(server, sentBy);
                            });
        Simulator::Schedule(experiment.GetPlan().call,
                            [&topology, alice]()
                            {
                                topology.GetAgent("bob")->Invite(alice);
                            });
    };
    return attack;
}

/** @return a forged request that ends a call */
TrustAttack
MakeCallBreaking(const std::string& name, const std::string& method, bool isOffPath)
{
    TrustAttack attack;
    attack.name = name;
    attack.place = isOffPath ? "off-path" : "wire";
    attack.summary = "forges a " + method + " in Alice's name";
    attack.goals = {AttackGainKind::EndedCall};
    attack.arrange = [method, isOffPath](TrustExperiment& experiment)
    {
        const auto breaker = Tools::Make<CallBreaker>(experiment.GetLog(), {{"Method", method}});
        if (isOffPath)
        {
            breaker->SetHost(PutEve<AttackerHost>(experiment));
        }
        Tools::PutOnWire(experiment, "alice", {breaker}, !isOffPath);
        // Bob lets it ring for a while, or there would be nothing to cancel.
        experiment.GetTopology().GetAgent("bob")->SetAttribute("AnswerDelay",
                                                               TimeValue(Seconds(3)));
        experiment.PlanCall();
    };
    return attack;
}

/** @return Alice is sent elsewhere */
TrustAttack
MakeRedirection()
{
    TrustAttack attack;
    attack.name = "a16-forged-302-wire";
    attack.place = "wire";
    attack.summary = "answers Alice's INVITE with a redirection to itself";
    attack.goals = {AttackGainKind::Redirected, AttackGainKind::ReceivedRequest};
    attack.arrange = [](TrustExperiment& experiment)
    {
        PutEve<AttackerHost>(experiment);
        Tools::PutOnWire(experiment,
                         "alice",
                         {Tools::Make<CallRedirector>(experiment.GetLog(),
                                                      {{"Host", GetEvesAddress(experiment)}})},
                         true);
        experiment.PlanCall();
    };
    return attack;
}

/** @return a user who passes Alice's call on as if she had called Bob */
TrustAttack
MakeBaiting()
{
    TrustAttack attack;
    attack.name = "a30-baiting";
    attack.place = "user";
    attack.summary = "is called by Alice, and sends her INVITE on to Bob";
    attack.goals = {AttackGainKind::Impersonated};
    attack.arrange = [](TrustExperiment& experiment)
    {
        const auto mallory = PutMallory<CallBaiter>(experiment);
        mallory->SetTarget(Tools::GetUser(experiment, "bob"),
                           Tools::GetRoute(experiment, Tools::GetHome(experiment, "bob").name));
        experiment.PlanCall(Tools::GetUser(experiment, "mallory"), false);
    };
    return attack;
}

/** @return challenges of the best algorithm do not reach Alice */
TrustAttack
MakeWeakening()
{
    auto attack = MakeWireAttack<ChallengeWeakener>("a36-weakened-challenge-wire",
                                                    "takes SHA-256 out of challenges",
                                                    {AttackGainKind::WeakenedChallenge},
                                                    "alice",
                                                    true);
    attack.exists = [](const TrustExperiment& experiment)
    {
        return experiment.GetSightings().strongOffer;
    };
    return attack;
}

} // namespace

std::vector<TrustAttack>
MakeOutsiderAttacks()
{
    return {
        MakeForgedRegister(),
        MakeReplay("a02-replayed-register-wire", "REGISTER", true),
        MakeContactRewriting(),
        MakeDictionary(),
        MakeRogueServer(),
        MakeDigestRelay(),
        MakeWireAttack<DescriptionReader>("a07-read-sdp-wire",
                                          "reads session descriptions",
                                          {AttackGainKind::ReadDescription},
                                          "alice",
                                          false),
        MakeWireAttack<DescriptionRewriter>("a08-rewrite-sdp-wire",
                                            "puts its own address into session descriptions",
                                            {AttackGainKind::AlteredDescription},
                                            "alice",
                                            true),
        MakeStaleFlow(),
        MakeAliasHijack(),
        MakeCallBreaking("a15-forged-bye-wire", "BYE", false),
        MakeCallBreaking("a15-forged-bye-off-path", "BYE", true),
        MakeCallBreaking("a15-forged-cancel-wire", "CANCEL", false),
        MakeRedirection(),
        MakeReplay("a29-replayed-invite-wire", "INVITE", false),
        MakeBaiting(),
        MakeWeakening(),
    };
}

} // namespace ns3
