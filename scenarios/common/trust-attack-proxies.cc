// SPDX-License-Identifier: GPL-2.0-only

#include "trust-attack-tools.h"
#include "trust-attack.h"

#include "ns3/attacker-host.h"
#include "ns3/boolean.h"
#include "ns3/call-redirector.h"
#include "ns3/caller-forger.h"
#include "ns3/contact-rewriter.h"
#include "ns3/description-reader.h"
#include "ns3/description-rewriter.h"
#include "ns3/home-impostor.h"
#include "ns3/proof-stripper.h"
#include "ns3/proxy-tap.h"
#include "ns3/request-replayer.h"
#include "ns3/scheme-changer.h"
#include "ns3/signature-forger.h"
#include "ns3/simulator.h"
#include "ns3/sip-identity-signing-policy.h"

namespace ns3
{

namespace
{

using Tools = TrustAttackTools;

const char* const TRANSIT = "transit"; ///< stands for the first proxy that is nobody's home

/**
 * @param experiment the experiment
 * @param name a host's name, or TRANSIT
 * @return the host's name
 */
std::string
FindProxy(const TrustExperiment& experiment, const std::string& name)
{
    if (name != TRANSIT)
    {
        return name;
    }
    for (const auto& host : experiment.GetTopology().GetHosts())
    {
        if (host.domain == TrustTopology::TRANSIT_DOMAIN)
        {
            return host.name;
        }
    }
    return "ss1";
}

/** @return an attack by what passes through a compromised proxy */
template <typename T>
TrustAttack
MakeProxyAttack(const std::string& name,
                const std::string& summary,
                std::vector<AttackGainKind> goals,
                const std::string& proxy,
                std::vector<std::pair<std::string, std::string>> attributes = {})
{
    TrustAttack attack;
    attack.name = name;
    attack.place = "proxy";
    attack.summary = summary;
    attack.goals = std::move(goals);
    attack.prepare = [proxy, attributes](TrustExperiment& experiment)
    {
        Tools::PutIntoProxy(experiment,
                            FindProxy(experiment, proxy),
                            {Tools::Make<T>(experiment.GetLog(), attributes)});
    };
    attack.arrange = [](TrustExperiment& experiment)
    {
        experiment.PlanCall();
    };
    return attack;
}

/** @return a proxy that does not do what sips URIs ask */
TrustAttack
MakeSchemeChange(const std::string& name,
                 const std::string& summary,
                 AttackGainKind goal,
                 const std::string& mode,
                 bool isOfSips)
{
    TrustAttack attack;
    attack.name = name;
    attack.place = "proxy";
    attack.summary = summary;
    attack.goals = {goal};
    attack.prepare = [mode](TrustExperiment& experiment)
    {
        Tools::PutIntoProxy(experiment,
                            FindProxy(experiment, TRANSIT),
                            Tools::Make<SchemeChanger>(experiment.GetLog(), {{"Mode", mode}}),
                            true);
    };
    attack.arrange = [](TrustExperiment& experiment)
    {
        experiment.PlanCall();
    };
    attack.exists = [isOfSips](const TrustExperiment& experiment)
    {
        const TrustMechanism& mechanism = experiment.GetMechanism();
        return mechanism.HasTls() && (mechanism.scheme == "sips") == isOfSips;
    };
    return attack;
}

/** @return Bob's telephone has no TLS, and somebody listens on his wire */
TrustAttack
MakeClearLastHop()
{
    TrustAttack attack;
    attack.name = "a12-clear-last-hop";
    attack.place = "wire";
    attack.summary = "reads what the last proxy sends to Bob's telephone, which has no TLS";
    attack.goals = {AttackGainKind::ReadDescription};
    attack.prepare = [](TrustExperiment& experiment)
    {
        experiment.GetSetting().hasCalleeTls = false;
    };
    attack.arrange = [](TrustExperiment& experiment)
    {
        Tools::PutOnWire(experiment,
                         "bob",
                         {Tools::Make<DescriptionReader>(experiment.GetLog())},
                         false);
        experiment.PlanCall(Tools::GetUser(experiment, "bob"), false);
    };
    return attack;
}

/** @return the proxy of another domain lets its user call in Alice's name */
TrustAttack
MakeOtherDomain()
{
    TrustAttack attack;
    attack.name = "a09-forged-from-other-domain";
    attack.place = "proxy";
    attack.summary = "another domain's proxy calls Bob in Alice's name";
    attack.goals = {AttackGainKind::Impersonated};
    attack.arrange = [](TrustExperiment& experiment)
    {
        // It sends from its own host, with its own domain's certificate if it has one.
        const auto caller = Tools::Make<AttackerHost>(experiment.GetLog());
        experiment.Compromise("ss9");
        Tools::PutHost(experiment, experiment.GetTopology().GetHost("ss9"), caller, 5070);
        const SipUri alice = Tools::GetUser(experiment, "alice");
        const SipUri bob = Tools::GetUser(experiment, "bob");
        const SipUri next = Tools::GetRoute(experiment, Tools::GetHome(experiment, "bob").name);
        Simulator::Schedule(experiment.GetPlan().call,
                            [caller, alice, bob, next]()
                            {
                                caller->Call(alice, bob, next);
                            });
    };
    return attack;
}

/** @return Alice's own proxy calls, or Bob's own proxy answers */
TrustAttack
MakeHomeImpostor(bool calls)
{
    TrustAttack attack;
    attack.name = calls ? "a37-home-proxy-calls" : "a37-home-proxy-answers";
    attack.place = "proxy";
    attack.summary =
        calls ? "Alice's own proxy calls in her name" : "Bob's own proxy answers in his stead";
    attack.goals = {calls ? AttackGainKind::Impersonated : AttackGainKind::Answered};
    const auto impostor = std::make_shared<Ptr<HomeImpostor>>();
    attack.prepare = [calls, impostor](TrustExperiment& experiment)
    {
        *impostor = Tools::Make<HomeImpostor>(experiment.GetLog());
        if (!calls)
        {
            (*impostor)->TakeCallsFor(SipUri("sip", "bob", TrustTopology::CALLEE_DOMAIN));
        }
        Tools::PutIntoProxy(experiment,
                            calls ? "ss1" : Tools::GetHome(experiment, "bob").name,
                            *impostor,
                            true);
    };
    attack.arrange = [calls, impostor](TrustExperiment& experiment)
    {
        const auto attacker = *impostor;
        *impostor = nullptr;
        if (!calls)
        {
            experiment.PlanCall();
            return;
        }
        const auto proxy = experiment.GetTopology().GetProxies().front();
        const SipUri alice = Tools::GetUser(experiment, "alice");
        const SipUri bob = Tools::GetUser(experiment, "bob");
        Simulator::Schedule(experiment.GetPlan().call,
                            [attacker, proxy, alice, bob]()
                            {
                                attacker->CallAs(proxy, alice, bob);
                            });
    };
    return attack;
}

/** @return a proxy on the way has Alice's INVITE sent again */
TrustAttack
MakeProxyReplay()
{
    TrustAttack attack;
    attack.name = "a29-replayed-invite-proxy";
    attack.place = "proxy";
    attack.summary = "a transit proxy keeps Alice's INVITE, and sends it once more";
    attack.goals = {AttackGainKind::Replayed};
    const auto replayer = std::make_shared<Ptr<RequestReplayer>>();
    attack.prepare = [replayer](TrustExperiment& experiment)
    {
        *replayer = Tools::Make<RequestReplayer>(experiment.GetLog(),
                                                 {{"Method", "INVITE"}, {"Delay", "15s"}});
        Tools::PutIntoProxy(experiment, FindProxy(experiment, TRANSIT), {*replayer});
    };
    attack.arrange = [replayer](TrustExperiment& experiment)
    {
        // It sends from its own host, with the proxy's own certificate if it has one.
        const auto& place = experiment.GetTopology().GetHost(FindProxy(experiment, TRANSIT));
        const auto host = Tools::Make<AttackerHost>(experiment.GetLog());
        Tools::PutHost(experiment, place, host, 5070);
        (*replayer)->SetHost(host);
        (*replayer)->SetNextHop(
            Tools::GetRoute(experiment, Tools::GetHome(experiment, "bob").name));
        *replayer = nullptr;
        experiment.PlanCall();
    };
    return attack;
}

/** @return a proxy on the way redirects Alice's call */
TrustAttack
MakeProxyRedirection()
{
    TrustAttack attack;
    attack.name = "a16-forged-302-proxy";
    attack.place = "proxy";
    attack.summary = "a transit proxy redirects Alice's call to a host of its own";
    attack.goals = {AttackGainKind::Redirected, AttackGainKind::ReceivedRequest};
    attack.prepare = [](TrustExperiment& experiment)
    {
        const std::string eve =
            SipAddress::FormatIpv4(experiment.GetTopology().GetHost("eve").address);
        Tools::PutIntoProxy(experiment,
                            FindProxy(experiment, TRANSIT),
                            {Tools::Make<CallRedirector>(experiment.GetLog(), {{"Host", eve}})});
    };
    attack.arrange = [](TrustExperiment& experiment)
    {
        const auto eve = Tools::Make<AttackerHost>(experiment.GetLog());
        Tools::PutHost(experiment, experiment.GetTopology().GetHost("eve"), eve);
        experiment.PlanCall();
    };
    return attack;
}

/** @return Bob's own proxy binds another contact for him */
TrustAttack
MakeProxyContact()
{
    TrustAttack attack = MakeProxyRedirection();
    attack.name = "a03-rewritten-contact-proxy";
    attack.summary = "Bob's proxy puts its own address into his REGISTER";
    attack.goals = {AttackGainKind::TookRegistration, AttackGainKind::ReceivedRequest};
    attack.prepare = [](TrustExperiment& experiment)
    {
        const std::string eve =
            SipAddress::FormatIpv4(experiment.GetTopology().GetHost("eve").address);
        // Ahead of the registrar, which answers REGISTERs.
        const auto tap = CreateObject<ProxyTap>();
        tap->Add(Tools::Make<ContactRewriter>(experiment.GetLog(), {{"Host", eve}}));
        Tools::PutIntoProxy(experiment, Tools::GetHome(experiment, "bob").name, tap, true);
    };
    return attack;
}

} // namespace

std::vector<TrustAttack>
MakeProxyAttacks()
{
    const std::string carol = std::string("sip:carol@") + TrustTopology::CALLER_DOMAIN;
    auto stripped = MakeProxyAttack<ProofStripper>("a31-stripped-proof",
                                                   "takes signatures and Identity out of messages",
                                                   {AttackGainKind::Stripped},
                                                   TRANSIT);
    stripped.exists = [](const TrustExperiment& experiment)
    {
        return experiment.GetSightings().identity || experiment.GetSightings().signature;
    };
    auto firstContact = MakeProxyAttack<SignatureForger>(
        "a20-first-contact",
        "a transit proxy signs what it changed with a certificate "
        "of its own making",
        {AttackGainKind::AlteredDescription},
        TRANSIT,
        {{"Epoch", std::to_string(SCENARIO_EPOCH_S)}, {"Stream", "900"}});
    firstContact.exists = [](const TrustExperiment& experiment)
    {
        return experiment.GetSightings().signature;
    };
    return {
        MakeProxyContact(),
        MakeProxyAttack<DescriptionReader>("a07-read-sdp-proxy",
                                           "a transit proxy reads session descriptions",
                                           {AttackGainKind::ReadDescription},
                                           TRANSIT),
        MakeProxyAttack<DescriptionRewriter>("a08-rewrite-sdp-proxy",
                                             "a transit proxy changes session descriptions",
                                             {AttackGainKind::AlteredDescription},
                                             TRANSIT),
        MakeOtherDomain(),
        MakeProxyAttack<CallerForger>("a09-forged-from-home",
                                      "Alice's own proxy puts another user's name on her call",
                                      {AttackGainKind::Impersonated},
                                      "ss1",
                                      {{"Caller", carol}}),
        MakeSchemeChange("a10-stripped-sips",
                         "a transit proxy passes a sips request on in clear",
                         AttackGainKind::Downgraded,
                         "strip",
                         true),
        MakeSchemeChange("a11-raised-sips",
                         "a transit proxy passes a sip request on as sips",
                         AttackGainKind::Raised,
                         "raise",
                         false),
        MakeClearLastHop(),
        MakeProxyRedirection(),
        MakeProxyReplay(),
        firstContact,
        stripped,
        MakeHomeImpostor(true),
        MakeHomeImpostor(false),
    };
}

} // namespace ns3
