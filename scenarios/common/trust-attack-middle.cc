// SPDX-License-Identifier: GPL-2.0-only

#include "trust-attack-tools.h"
#include "trust-attack.h"
#include "trust-protection.h"

#include "ns3/boolean.h"
#include "ns3/decryption-flooder.h"
#include "ns3/disclosure-forger.h"
#include "ns3/encryption-refuser.h"
#include "ns3/envelope-reader.h"
#include "ns3/envelope-rewriter.h"
#include "ns3/envelope-substituter.h"
#include "ns3/held-keys.h"
#include "ns3/inspection-policy.h"
#include "ns3/key-flooder.h"
#include "ns3/key-keeper.h"
#include "ns3/label-changer.h"
#include "ns3/padding-oracle.h"
#include "ns3/simulator.h"
#include "ns3/smime-body-policy.h"
#include "ns3/two-faced-caller.h"

namespace ns3
{

namespace
{

using Tools = TrustAttackTools;
using Exists = std::function<bool(const TrustExperiment& experiment)>;

const Time REGISTERED = Seconds(2); ///< when all users have registered, and nobody has called

/** @return the first proxy that is nobody's home, or Alice's */
std::string
FindTransit(const TrustExperiment& experiment)
{
    for (const auto& host : experiment.GetTopology().GetHosts())
    {
        if (host.domain == TrustTopology::TRANSIT_DOMAIN)
        {
            return host.name;
        }
    }
    return "ss1";
}

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

/** @return whether there are servers that users disclose to */
bool
HasMiddle(const TrustExperiment& experiment)
{
    return experiment.GetMechanism().hasMiddle;
}

/**
 * Has a chosen proxy's private key, or a user's, come into attackers' hands. To be called before
 * Install.
 *
 * @param experiment the experiment
 * @param owner a proxy's host, or "alice" or "bob"; empty: nobody
 * @return what the attackers can open
 */
Ptr<HeldKeys>
StealKey(TrustExperiment& experiment, const std::string& owner)
{
    const auto keys = CreateObject<HeldKeys>();
    keys->SetStream(910);
    TrustExperiment* const target = &experiment;
    experiment.GetSetting().beforePolicies.emplace_back(
        [keys, target, owner](TrustTopology& topology)
        {
            if (owner.empty())
            {
                return;
            }
            const bool isUser = owner == "alice" || owner == "bob";
            const auto subject = isUser ? GetTrustUserSubject(owner)
                                        : GetTrustMiddleSubject(topology.GetHost(owner));
            auto& credentials = target->GetCredentials();
            const auto credential = credentials.Get(subject);
            if (credential)
            {
                keys->AddCredential(credentials.GetHonestLibrary(), *credential);
            }
        });
    return keys;
}

/** @return a certificate that everybody can have */
std::optional<Certificate>
GetPublic(TrustExperiment& experiment, const CredentialOffice::Subject& subject)
{
    const auto credential = experiment.GetCredentials().Get(subject);
    return credential ? std::optional(credential->certificate) : std::nullopt;
}

/** @return an attack with nothing said yet of what is done */
TrustAttack
MakeAttack(const std::string& name,
           const std::string& place,
           const std::string& summary,
           std::vector<AttackGainKind> goals,
           Exists exists)
{
    TrustAttack attack;
    attack.name = name;
    attack.place = place;
    attack.summary = summary;
    attack.goals = std::move(goals);
    attack.exists = std::move(exists);
    attack.arrange = [](TrustExperiment& experiment)
    {
        experiment.PlanCall();
    };
    return attack;
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
    TrustAttack attack = MakeAttack(name, "middle", summary, {goal}, std::move(exists));
    attack.prepare = [attributes](TrustExperiment& experiment)
    {
        const auto attacker = Tools::Make<T>(experiment.GetLog(), attributes);
        attacker->SetKeys(StealKey(experiment, "ss1"));
        Tools::PutIntoProxy(experiment, "ss1", {attacker});
    };
    return attack;
}

/** @return a forged 496, with a certificate of the attacker's for Bob's domain */
TrustAttack
MakeForgedDemand(bool isOnWire)
{
    TrustAttack attack = MakeAttack(isOnWire ? "a17-forged-496-wire" : "a17-forged-496-proxy",
                                    isOnWire ? "wire" : "proxy",
                                    "asks for disclosure to a certificate of its own making",
                                    {AttackGainKind::ReadDescription},
                                    HasEnvelopes);
    const auto make = [](TrustExperiment& experiment)
    {
        const auto forger = Tools::Make<DisclosureForger>(
            experiment.GetLog(),
            {{"Host", TrustTopology::CALLEE_DOMAIN}, {"Epoch", std::to_string(SCENARIO_EPOCH_S)}});
        forger->SetKeys(StealKey(experiment, ""));
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
            Tools::PutIntoProxy(experiment, FindTransit(experiment), {make(experiment)});
        };
    }
    return attack;
}

/** @return the label is taken off that tells Bob's proxy, or Alice's, to look */
TrustAttack
MakeLabelRemoval(bool isOnWire)
{
    TrustAttack attack =
        MakeAttack(isOnWire ? "a18-removed-label-wire" : "a18-removed-label-proxy",
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
                                FindTransit(experiment),
                                {Tools::Make<LabelChanger>(experiment.GetLog())});
        };
    }
    return attack;
}

/** @return a transit proxy says that Bob cannot decrypt */
TrustAttack
MakeBidDown()
{
    TrustAttack attack = MakeAttack("a19-forged-415",
                                    "proxy",
                                    "refuses protected bodies in Bob's name",
                                    {AttackGainKind::Downgraded, AttackGainKind::ReadDescription},
                                    [](const TrustExperiment& experiment)
                                    {
                                        return experiment.GetSightings().envelopes ||
                                               experiment.GetSightings().signature;
                                    });
    attack.prepare = [](TrustExperiment& experiment)
    {
        Tools::PutIntoProxy(experiment,
                            FindTransit(experiment),
                            {Tools::Make<EncryptionRefuser>(experiment.GetLog())});
    };
    return attack;
}

/** @return a transit proxy puts envelopes of its own in the place of others */
TrustAttack
MakeSubstitution()
{
    TrustAttack attack = MakeAttack("a21-substituted-envelope",
                                    "proxy",
                                    "encrypts another description to the users' public keys",
                                    {AttackGainKind::AlteredDescription},
                                    HasEnvelopes);
    attack.prepare = [](TrustExperiment& experiment)
    {
        const auto attacker = Tools::Make<EnvelopeSubstituter>(experiment.GetLog());
        attacker->SetKeys(StealKey(experiment, ""));
        Tools::PutIntoProxy(experiment, FindTransit(experiment), {attacker});
        TrustExperiment* const target = &experiment;
        experiment.GetSetting().beforePolicies.emplace_back(
            [attacker, target](TrustTopology& topology)
            {
                for (const std::string user : {"alice", "bob"})
                {
                    const SipUri uri("sip", user, topology.GetHost(user).domain);
                    if (const auto own = GetPublic(*target, GetTrustUserSubject(user)))
                    {
                        attacker->AddUser(uri.ToString(), *own);
                    }
                }
                for (const auto* host : ListTrustMiddles(topology))
                {
                    if (const auto own = GetPublic(*target, GetTrustMiddleSubject(*host)))
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
        MakeAttack("a23-forked-branch-reads",
                   "proxy",
                   "a transit proxy reads Bob's answer, with what his other telephone got",
                   {AttackGainKind::ReadDescription},
                   nullptr);
    const auto held = std::make_shared<Ptr<HeldKeys>>();
    attack.prepare = [held](TrustExperiment& experiment)
    {
        *held = StealKey(experiment, "bob");
        const auto reader =
            Tools::Make<EnvelopeReader>(experiment.GetLog(), {{"Requests", "false"}});
        reader->SetKeys(*held);
        Tools::PutIntoProxy(experiment, FindTransit(experiment), {reader});
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
    TrustAttack attack = MakeAttack("a24-key-in-other-dialog",
                                    "user",
                                    "calls Bob under the key of another call, in Alice's name",
                                    {AttackGainKind::Impersonated},
                                    HasEnvelopes);
    const auto held = std::make_shared<Ptr<HeldKeys>>();
    attack.prepare = [held](TrustExperiment& experiment)
    {
        *held = StealKey(experiment, "bob");
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

/** @return the inspection policy of Bob's proxy; null if it has none */
Ptr<InspectionPolicy>
GetInspection(const TrustExperiment& experiment)
{
    const auto& host = Tools::GetHome(experiment, "bob");
    for (const auto& policy : DynamicCast<SipProxy>(host.element)->GetPolicies())
    {
        if (const auto inspection = DynamicCast<InspectionPolicy>(policy))
        {
            return inspection;
        }
    }
    return nullptr;
}

/**
 * Plans a flood of requests to Bob's proxy, labelled for it.
 *
 * @tparam T what floods
 * @param experiment the experiment, installed
 * @param number number of requests
 */
template <typename T>
void
PlanFlood(TrustExperiment& experiment, unsigned number)
{
    const auto& home = Tools::GetHome(experiment, "bob");
    const auto eve = Tools::Make<T>(experiment.GetLog(),
                                    {{"Label", home.hostName}, {"Number", std::to_string(number)}});
    if (const auto own = GetPublic(experiment, GetTrustMiddleSubject(home)))
    {
        eve->AddReader(*own);
    }
    eve->SetStream(920);
    Tools::PutHost(experiment, experiment.GetTopology().GetHost("eve"), eve);
    const SipUri caller("sip", "eve", TrustTopology::THIRD_DOMAIN);
    const SipUri target("sip", "nobody", home.domain);
    const SipUri route = Tools::GetRoute(experiment, home.name);
    Simulator::Schedule(REGISTERED,
                        [eve, caller, target, route]()
                        {
                            eve->Flood(caller, target, route);
                        });
}

/** @return a stranger fills the store in which Bob's proxy keeps keys */
TrustAttack
MakeKeyFlood()
{
    constexpr unsigned NUMBER = 60;
    TrustAttack attack = MakeAttack("a26-flooded-key-store",
                                    "off-path",
                                    "fills the store of keys of Bob's proxy",
                                    {AttackGainKind::ForcedWork},
                                    [](const TrustExperiment& experiment)
                                    {
                                        return experiment.GetMechanism().reusesKeys;
                                    });
    attack.arrange = [](TrustExperiment& experiment)
    {
        if (const auto inspection = GetInspection(experiment))
        {
            // Smaller than by default, both of them, and in the same proportion.
            inspection->SetAttribute("MaxKeys", StringValue(std::to_string(NUMBER - 20)));
            inspection->SetAttribute("CallsPerSource",
                                     StringValue(std::to_string((NUMBER - 20) / 4)));
        }
        PlanFlood<KeyFlooder>(experiment, NUMBER);
        experiment.PlanCall();
    };
    attack.confirms = [](const TrustExperiment& experiment)
    {
        // The server cannot read an answer under a key that it had no room for.
        return experiment.CountServerReads(Tools::GetHome(experiment, "bob").name, true) == 0;
    };
    return attack;
}

/** @return a stranger has Bob's proxy decrypt for nothing */
TrustAttack
MakeForcedDecryption()
{
    constexpr unsigned NUMBER = 20;
    TrustAttack attack = MakeAttack("a27-forced-decryption",
                                    "off-path",
                                    "has Bob's proxy decrypt many envelopes in nested bodies",
                                    {AttackGainKind::ForcedWork},
                                    HasMiddle);
    attack.arrange = [](TrustExperiment& experiment)
    {
        PlanFlood<DecryptionFlooder>(experiment, NUMBER);
        experiment.PlanCall();
    };
    attack.confirms = [](const TrustExperiment& experiment)
    {
        const auto home = Tools::GetHome(experiment, "bob").name;
        return experiment.CountForeignDecryptions(home) >= NUMBER;
    };
    return attack;
}

/** @return a transit proxy hands what it got to a stranger, who asks Bob's proxy about it */
TrustAttack
MakePaddingOracle()
{
    TrustAttack attack = MakeAttack("a28-padding-oracle",
                                    "proxy",
                                    "sends changed copies of Alice's envelope to Bob's proxy",
                                    {AttackGainKind::ReadDescription},
                                    HasMiddle);
    attack.prepare = [](TrustExperiment& experiment)
    {
        experiment.Compromise(FindTransit(experiment));
    };
    attack.arrange = [](TrustExperiment& experiment)
    {
        const auto oracle = Tools::Make<PaddingOracle>(experiment.GetLog());
        Tools::PutHost(experiment, experiment.GetTopology().GetHost("eve"), oracle);
        // What can be tried at all: a cipher without integrity, and a server that refuses.
        const auto alice = experiment.GetTopology().GetAgent("alice");
        if (const auto policy = DynamicCast<SmimeBodyPolicy>(alice->GetBodyPolicy()))
        {
            policy->SetAttribute("Cipher", StringValue("aes-128-cbc"));
        }
        if (const auto inspection = GetInspection(experiment))
        {
            inspection->SetAttribute("Required", BooleanValue(true));
        }
        const auto& home = Tools::GetHome(experiment, "bob");
        const SipUri caller("sip", "eve", TrustTopology::THIRD_DOMAIN);
        const SipUri target("sip", "nobody", home.domain);
        const SipUri route = Tools::GetRoute(experiment, home.name);
        const std::string label = home.hostName;
        const std::function<void(const SipMessage&, const SipAddress&, uint32_t)> sent =
            [oracle, caller, target, route, label](const SipMessage& message,
                                                   const SipAddress&,
                                                   uint32_t)
        {
            const auto envelopes = HeldKeys::FindEnvelopes(message);
            if (message.IsRequest() && oracle->GetState() == PaddingOracle::State::Idle &&
                !envelopes.empty())
            {
                oracle->Ask(envelopes.front(), caller, target, route, label);
            }
        };
        experiment.GetTopology()
            .GetHost(FindTransit(experiment))
            .element->GetTransportLayer()
            ->TraceConnectWithoutContext(
                "Tx",
                Callback<void, const SipMessage&, const SipAddress&, uint32_t>(sent));
        experiment.PlanCall();
    };
    return attack;
}

/** @return Alice herself shows her proxy another description than Bob */
TrustAttack
MakeTwoDescriptions()
{
    TrustAttack attack = MakeAttack("a32-two-descriptions",
                                    "user",
                                    "Alice shows her proxy another description than Bob",
                                    {AttackGainKind::MisledServer},
                                    HasMiddle);
    attack.arrange = [](TrustExperiment& experiment)
    {
        experiment.Compromise("alice");
        const auto& host = experiment.GetTopology().GetHost("alice");
        const auto& home = Tools::GetHome(experiment, "alice");
        const auto caller = Tools::Make<TwoFacedCaller>(experiment.GetLog(), {{"Stream", "930"}});
        Tools::PutHost(experiment, host, caller, 5070);
        const SipUri alice = Tools::GetUser(experiment, "alice");
        caller->SetAccount(alice, "alice", TrustTopology::GetPassword("alice"));
        auto& credentials = experiment.GetCredentials();
        const auto own = credentials.Get(GetTrustUserSubject("alice"));
        const auto server = GetPublic(experiment, GetTrustMiddleSubject(home));
        const auto bobs = GetPublic(experiment, GetTrustUserSubject("bob"));
        if (!own || !server || !bobs)
        {
            return;
        }
        caller->SetSigner(credentials.GetHonestLibrary(), *own);
        caller->SetReaders(home.hostName, *server, *bobs);
        const SipUri bob = Tools::GetUser(experiment, "bob");
        const SipUri route = Tools::GetRoute(experiment, home.name);
        Simulator::Schedule(experiment.GetPlan().call,
                            [caller, alice, bob, route]()
                            {
                                caller->CallTwoFaced(alice, bob, route);
                            });
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
        MakeKeyFlood(),
        MakeForcedDecryption(),
        MakePaddingOracle(),
        MakeTwoDescriptions(),
    };
}

} // namespace ns3
