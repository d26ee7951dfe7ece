// SPDX-License-Identifier: GPL-2.0-only

#include "trust-attack-tools.h"
#include "trust-attack.h"
#include "trust-protection.h"

#include "ns3/boolean.h"
#include "ns3/decryption-flooder.h"
#include "ns3/held-keys.h"
#include "ns3/inspection-policy.h"
#include "ns3/key-flooder.h"
#include "ns3/padding-oracle.h"
#include "ns3/simulator.h"
#include "ns3/smime-body-policy.h"
#include "ns3/two-faced-caller.h"

namespace ns3
{

namespace
{

using Tools = TrustAttackTools;

const Time REGISTERED = Seconds(2); ///< when all users have registered, and nobody has called

/** @return whether there are servers that users disclose to */
bool
HasMiddle(const TrustExperiment& experiment)
{
    return experiment.GetMechanism().hasMiddle;
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
    if (const auto own = Tools::GetPublic(experiment, GetTrustMiddleSubject(home)))
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
    TrustAttack attack = MakeTrustAttack("a26-flooded-key-store",
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
    TrustAttack attack = MakeTrustAttack("a27-forced-decryption",
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
    TrustAttack attack = MakeTrustAttack("a28-padding-oracle",
                                         "proxy",
                                         "sends changed copies of Alice's envelope to Bob's proxy",
                                         {AttackGainKind::ReadDescription},
                                         HasMiddle);
    attack.prepare = [](TrustExperiment& experiment)
    {
        experiment.Compromise(Tools::FindTransit(experiment));
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
            .GetHost(Tools::FindTransit(experiment))
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
    TrustAttack attack = MakeTrustAttack("a32-two-descriptions",
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
        const auto server = Tools::GetPublic(experiment, GetTrustMiddleSubject(home));
        const auto bobs = Tools::GetPublic(experiment, GetTrustUserSubject("bob"));
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
MakeServiceAttacks()
{
    return {
        MakeKeyFlood(),
        MakeForcedDecryption(),
        MakePaddingOracle(),
        MakeTwoDescriptions(),
    };
}

} // namespace ns3
