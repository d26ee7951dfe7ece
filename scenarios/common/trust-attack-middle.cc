// SPDX-License-Identifier: GPL-2.0-only

#include "trust-attack-tools.h"
#include "trust-attack.h"
#include "trust-protection.h"

#include "ns3/boolean.h"
#include "ns3/disclosure-forger.h"
#include "ns3/encryption-refuser.h"
#include "ns3/envelope-reader.h"
#include "ns3/envelope-rewriter.h"
#include "ns3/envelope-substituter.h"
#include "ns3/held-keys.h"
#include "ns3/key-keeper.h"
#include "ns3/label-changer.h"
#include "ns3/simulator.h"
#include "ns3/smime-body-policy.h"

namespace ns3
{

namespace
{

using Tools = TrustAttackTools;
using Exists = std::function<bool(const TrustExperiment& experiment)>;

/** @return whether a body was encrypted */
bool
HasEnvelopes(const TrustExperiment& experiment)
{
    return experiment.GetSightings().envelopes;
}

/** @return whether a server was told that there is something for it */
bool
HasLabels(const TrustExperiment& experiment)
{
    return experiment.GetSightings().labels;
}

/** @return a chosen proxy does with its key what T does */
template <typename T>
TrustAttack
MakeChosenProxy(const std::string& name,
                const std::string& summary,
                AttackGainKind goal,
                const std::vector<std::pair<std::string, std::string>>& attributes = {},
                Exists exists = nullptr)
{
    TrustAttack attack = MakeTrustAttack(name, "middle", summary, {goal}, std::move(exists));
    attack.prepare = [attributes](TrustExperiment& experiment)
    {
        const auto attacker = Tools::Make<T>(experiment.GetLog(), attributes);
        attacker->SetKeys(Tools::StealKey(experiment, "ss1"));
        Tools::PutIntoProxy(experiment, "ss1", {attacker});
    };
    return attack;
}

/** @return a forged 496, with a certificate of the attacker's for Bob's domain */
TrustAttack
MakeForgedDemand(bool isOnWire)
{
    TrustAttack attack = MakeTrustAttack(isOnWire ? "a17-forged-496-wire" : "a17-forged-496-proxy",
                                         isOnWire ? "wire" : "proxy",
                                         "asks for disclosure to a certificate of its own making",
                                         {AttackGainKind::ReadDescription},
                                         HasEnvelopes);
    const auto make = [](TrustExperiment& experiment)
    {
        const auto forger = Tools::Make<DisclosureForger>(
            experiment.GetLog(),
            {{"Host", TrustTopology::CALLEE_DOMAIN}, {"Epoch", std::to_string(SCENARIO_EPOCH_S)}});
        forger->SetKeys(Tools::StealKey(experiment, ""));
        return forger;
    };
    if (isOnWire)
    {
        attack.arrange = [make](TrustExperiment& experiment)
        {
            Tools::PutOnWire(experiment, "alice", {make(experiment)}, true);
            experiment.PlanCall();
        };
    }
    else
    {
        attack.prepare = [make](TrustExperiment& experiment)
        {
            Tools::PutIntoProxy(experiment, Tools::FindTransit(experiment), {make(experiment)});
        };
    }
    return attack;
}

/** @return the label is taken off that tells Bob's proxy, or Alice's, to look */
TrustAttack
MakeLabelRemoval(bool isOnWire)
{
    TrustAttack attack =
        MakeTrustAttack(isOnWire ? "a18-removed-label-wire" : "a18-removed-label-proxy",
                        isOnWire ? "wire" : "proxy",
                        "takes the labels off, so that a server behind it does not look",
                        {AttackGainKind::DeniedService},
                        HasLabels);
    attack.confirms = [isOnWire](const TrustExperiment& experiment)
    {
        const std::string server = isOnWire ? "ss1" : Tools::GetHome(experiment, "bob").name;
        return experiment.CountServerReads(server, false) == 0;
    };
    if (isOnWire)
    {
        attack.arrange = [](TrustExperiment& experiment)
        {
            Tools::PutOnWire(experiment,
                             "alice",
                             {Tools::Make<LabelChanger>(experiment.GetLog())},
                             true);
            experiment.PlanCall();
        };
    }
    else
    {
        attack.prepare = [](TrustExperiment& experiment)
        {
            Tools::PutIntoProxy(experiment,
                                Tools::FindTransit(experiment),
                                {Tools::Make<LabelChanger>(experiment.GetLog())});
        };
    }
    return attack;
}

/** @return a transit proxy says that Bob cannot decrypt */
TrustAttack
MakeBidDown()
{
    TrustAttack attack = MakeTrustAttack(
        "a19-forged-415",
        "proxy",
        "refuses protected bodies in Bob's name",
        {AttackGainKind::Downgraded, AttackGainKind::ReadDescription},
        [](const TrustExperiment& experiment)
        {
            return experiment.GetSightings().envelopes || experiment.GetSightings().signature;
        });
    attack.prepare = [](TrustExperiment& experiment)
    {
        Tools::PutIntoProxy(experiment,
                            Tools::FindTransit(experiment),
                            {Tools::Make<EncryptionRefuser>(experiment.GetLog())});
    };
    return attack;
}

/** @return a transit proxy puts envelopes of its own in the place of others */
TrustAttack
MakeSubstitution()
{
    TrustAttack attack = MakeTrustAttack("a21-substituted-envelope",
                                         "proxy",
                                         "encrypts another description to the users' public keys",
                                         {AttackGainKind::AlteredDescription},
                                         HasEnvelopes);
    attack.prepare = [](TrustExperiment& experiment)
    {
        const auto attacker = Tools::Make<EnvelopeSubstituter>(experiment.GetLog());
        attacker->SetKeys(Tools::StealKey(experiment, ""));
        Tools::PutIntoProxy(experiment, Tools::FindTransit(experiment), {attacker});
        TrustExperiment* const target = &experiment;
        experiment.GetSetting().beforePolicies.emplace_back(
            [attacker, target](TrustTopology& topology)
            {
                for (const std::string user : {"alice", "bob"})
                {
                    const SipUri uri("sip", user, topology.GetHost(user).domain);
                    if (const auto own = Tools::GetPublic(*target, GetTrustUserSubject(user)))
                    {
                        attacker->AddUser(uri.ToString(), *own);
                    }
                }
                for (const auto* host : ListTrustMiddles(topology))
                {
                    if (const auto own = Tools::GetPublic(*target, GetTrustMiddleSubject(*host)))
                    {
                        attacker->AddServer(*own);
                    }
                }
            });
    };
    return attack;
}

/**
 * Gives Bob a second telephone that is in the attackers' hands: it has his password, registers, and
 * does not take his calls.
 *
 * @param experiment the experiment, installed
 * @param keys what it can open
 * @return the telephone
 */
Ptr<KeyKeeper>
PutSecondTelephone(TrustExperiment& experiment, Ptr<HeldKeys> keys)
{
    const auto phone = Tools::Make<KeyKeeper>(experiment.GetLog());
    phone->SetKeys(keys);
    Tools::PutHost(experiment, experiment.GetTopology().GetHost("eve"), phone);
    const SipUri bob = Tools::GetUser(experiment, "bob");
    phone->SetAccount(bob, "bob", TrustTopology::GetPassword("bob"));
    const SipUri home = Tools::GetRoute(experiment, Tools::GetHome(experiment, "bob").name);
    Simulator::Schedule(Seconds(1),
                        [phone, bob, home]()
                        {
                            phone->Register(bob, home);
                        });
    return phone;
}

/** @return a second telephone of Bob's hands the request's key to a proxy on the way */
TrustAttack
MakeForkedBranch()
{
    TrustAttack attack =
        MakeTrustAttack("a23-forked-branch-reads",
                        "proxy",
                        "a transit proxy reads Bob's answer, with what his other telephone got",
                        {AttackGainKind::ReadDescription},
                        nullptr);
    const auto held = std::make_shared<Ptr<HeldKeys>>();
    attack.prepare = [held](TrustExperiment& experiment)
    {
        *held = Tools::StealKey(experiment, "bob");
        const auto reader =
            Tools::Make<EnvelopeReader>(experiment.GetLog(), {{"Requests", "false"}});
        reader->SetKeys(*held);
        Tools::PutIntoProxy(experiment, Tools::FindTransit(experiment), {reader});
    };
    attack.arrange = [held](TrustExperiment& experiment)
    {
        PutSecondTelephone(experiment, *held);
        *held = nullptr;
        experiment.PlanCall();
    };
    return attack;
}

/** @return a second telephone of Bob's calls him in Alice's name, under a key of her call */
TrustAttack
MakeOtherDialog()
{
    TrustAttack attack = MakeTrustAttack("a24-key-in-other-dialog",
                                         "user",
                                         "calls Bob under the key of another call, in Alice's name",
                                         {AttackGainKind::Impersonated},
                                         HasEnvelopes);
    const auto held = std::make_shared<Ptr<HeldKeys>>();
    attack.prepare = [held](TrustExperiment& experiment)
    {
        *held = Tools::StealKey(experiment, "bob");
    };
    attack.arrange = [held](TrustExperiment& experiment)
    {
        const auto phone = PutSecondTelephone(experiment, *held);
        *held = nullptr;
        experiment.PlanCall();
        const SipUri alice = Tools::GetUser(experiment, "alice");
        const SipUri bob = Tools::GetUser(experiment, "bob");
        const SipUri home = Tools::GetRoute(experiment, Tools::GetHome(experiment, "bob").name);
        Simulator::Schedule((experiment.GetPlan().call + experiment.GetPlan().hangUp) / 2,
                            [phone, alice, bob, home]()
                            {
                                phone->CallUnderKey(alice, bob, home);
                            });
    };
    return attack;
}

/** @return a proxy that Alice has chosen, and Bob has not, reads his answer */
TrustAttack
MakeUnknownProxy()
{
    TrustAttack attack =
        MakeChosenProxy<EnvelopeReader>("a25-unknown-proxy-reads-answer",
                                        "Alice's proxy reads Bob's answer, who does not disclose",
                                        AttackGainKind::ReadDescription,
                                        {{"Requests", "false"}},
                                        HasEnvelopes);
    attack.arrange = [](TrustExperiment& experiment)
    {
        const auto agent = experiment.GetTopology().GetAgent("bob");
        if (const auto policy = DynamicCast<SmimeBodyPolicy>(agent->GetBodyPolicy()))
        {
            policy->SetAttribute("FollowLabels", BooleanValue(false));
        }
        experiment.PlanCall();
    };
    return attack;
}

} // namespace

std::vector<TrustAttack>
MakeMiddleAttacks()
{
    return {
        MakeChosenProxy<EnvelopeReader>("a07-read-sdp-middle",
                                        "Alice's proxy reads session descriptions",
                                        AttackGainKind::ReadDescription),
        MakeForgedDemand(true),
        MakeForgedDemand(false),
        MakeLabelRemoval(true),
        MakeLabelRemoval(false),
        MakeBidDown(),
        MakeSubstitution(),
        MakeChosenProxy<EnvelopeRewriter>("a22-rewrite-sdp-middle",
                                          "Alice's proxy changes session descriptions",
                                          AttackGainKind::AlteredDescription),
        MakeForkedBranch(),
        MakeOtherDialog(),
        MakeUnknownProxy(),
    };
}

} // namespace ns3
