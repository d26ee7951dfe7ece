// SPDX-License-Identifier: GPL-2.0-only

#include "trust-attack-tools.h"

#include "trust-protection.h"

#include "ns3/abort.h"
#include "ns3/link-tap.h"
#include "ns3/proxy-tap.h"
#include "ns3/stream-relay.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

namespace ns3
{

namespace
{

constexpr uint16_t SIP_PORT = 5060;
constexpr uint16_t TLS_PORT = 5061;
constexpr unsigned STOLEN_KEY = 50;    ///< number of keys that attackers make, or steal
constexpr unsigned ATTACKERS_KEY = 51; ///< number of the keys of their own hosts

} // namespace

const TrustTopology::Host&
TrustAttackTools::GetHome(const TrustExperiment& experiment, const std::string& user)
{
    const auto& topology = experiment.GetTopology();
    const std::string domain = topology.GetHost(user).domain;
    for (const auto& host : topology.GetHosts())
    {
        if (host.domain == domain && host.name.compare(0, 2, "ss") == 0)
        {
            return host;
        }
    }
    NS_ABORT_MSG("no proxy of " << domain);
}

CredentialOffice::Subject
TrustAttackTools::MakeStolen(const TrustTopology::Host& home, const Disguise& disguise)
{
    CredentialOffice::Subject subject =
        disguise.names.empty() ? GetServerSubject(home, STOLEN_KEY)
                               : TrustCredentials::MakeServer("", disguise.names, STOLEN_KEY);
    subject.flaw = disguise.flaw;
    subject.name = "stolen-" + std::to_string(static_cast<int>(disguise.flaw)) +
                   (disguise.names.empty() ? "-" + home.name : "-other");
    return subject;
}

void
TrustAttackTools::RevokeStolen(TrustExperiment& experiment)
{
    TrustExperiment* const target = &experiment;
    experiment.GetSetting().beforePolicies.emplace_back(
        [target](TrustTopology&)
        {
            Disguise disguise;
            disguise.flaw = CredentialFlaw::None;
            target->GetCredentials().Revoke(MakeStolen(GetHome(*target, "alice"), disguise));
        });
}

void
TrustAttackTools::PutOnWire(TrustExperiment& experiment,
                            const std::string& user,
                            const std::vector<Ptr<MessageAttacker>>& attackers,
                            bool changes)
{
    if (changes && experiment.GetMechanism().protocol != "UDP")
    {
        PutInTheMiddle(experiment, user, attackers, Disguise());
        return;
    }
    const auto tap = LinkTap::Install(experiment.GetTopology().GetHost(user).router);
    for (const auto& attacker : attackers)
    {
        tap->Add(attacker);
    }
}

void
TrustAttackTools::PutInTheMiddle(TrustExperiment& experiment,
                                 const std::string& user,
                                 const std::vector<Ptr<MessageAttacker>>& attackers,
                                 const Disguise& disguise)
{
    const auto& home = GetHome(experiment, user);
    const auto router = experiment.GetTopology().GetHost(user).router;
    const bool isTls = experiment.GetMechanism().HasTls();
    const uint16_t port = isTls ? TLS_PORT : SIP_PORT;
    const auto relay = CreateObject<StreamRelay>();
    relay->SetAttribute("Port", UintegerValue(port));
    relay->SetServerName(home.hostName);
    for (const auto& attacker : attackers)
    {
        relay->Add(attacker);
    }
    if (isTls)
    {
        auto& credentials = experiment.GetCredentials();
        const auto subject = MakeStolen(home, disguise);
        const auto credential = credentials.Get(subject, true);
        NS_ABORT_MSG_IF(!credential, credential.error());
        const auto context = credentials.MakeServerContext(*credential, true);
        NS_ABORT_MSG_IF(!context, context.error());
        const auto client = credentials.MakeAttackersClient(); // shows the server no certificate
        NS_ABORT_MSG_IF(!client, client.error());
        relay->SetTls(*context, *client);
    }
    router->AddApplication(relay);
    LinkTap::Install(router)->Divert(home.address, port);
    experiment.BeginAttack();
}

void
TrustAttackTools::PutIntoProxy(TrustExperiment& experiment,
                               const std::string& name,
                               const std::vector<Ptr<MessageAttacker>>& attackers)
{
    const auto tap = CreateObject<ProxyTap>();
    for (const auto& attacker : attackers)
    {
        tap->Add(attacker);
    }
    PutIntoProxy(experiment, name, tap, false);
}

void
TrustAttackTools::PutIntoProxy(TrustExperiment& experiment,
                               const std::string& name,
                               Ptr<SipProxyPolicy> policy,
                               bool isFirst)
{
    experiment.Compromise(name);
    auto& setting = experiment.GetSetting();
    auto& hooks = isFirst ? setting.beforePolicies : setting.afterPolicies;
    hooks.emplace_back(
        [name, policy](TrustTopology& topology)
        {
            const auto proxy = DynamicCast<SipProxy>(topology.GetHost(name).element);
            proxy->InsertPolicy(CountCallerChecks(proxy), policy);
        });
}

void
TrustAttackTools::PutHost(TrustExperiment& experiment,
                          const TrustTopology::Host& host,
                          Ptr<AttackerHost> attacker,
                          uint16_t port)
{
    auto& topology = experiment.GetTopology();
    auto& credentials = experiment.GetCredentials();
    attacker->SetAttribute("Port", UintegerValue(port));
    attacker->SetAttribute("Protocol", StringValue(experiment.GetMechanism().protocol));
    attacker->SetAttribute("SipsRules", StringValue("rfc3261"));
    attacker->SetResolver(topology.GetSip().GetResolver());
    attacker->SetCryptoContext(credentials.GetAttackerLibrary());
    if (host.domain.empty() || host.element)
    {
        attacker->SetAttribute("Host", StringValue(SipAddress::FormatIpv4(host.address)));
    }
    else
    {
        attacker->SetAttribute("Host", StringValue(host.hostName));
        topology.GetSip().GetResolver()->AddHost(host.hostName, host.address);
    }
    CredentialOffice::Subject subject =
        host.domain.empty() ? TrustCredentials::MakeServer(host.name, {host.name}, ATTACKERS_KEY)
                            : GetServerSubject(host, ATTACKERS_KEY);
    // A name tells certificates apart: a host that belongs to no domain has another one.
    subject.name = "attacker-" + host.name + (host.domain.empty() ? "-stranger" : "");
    if (host.name.compare(0, 2, "ss") != 0)
    {
        subject.flaw = CredentialFlaw::SelfSigned; // users and strangers have no certificates
    }
    const auto credential = credentials.Get(subject, true);
    NS_ABORT_MSG_IF(!credential, credential.error());
    const auto context = credentials.MakeServerContext(*credential, true);
    NS_ABORT_MSG_IF(!context, context.error());
    // Who has no certificate that anybody believes shows none when it calls.
    const auto client =
        subject.flaw == CredentialFlaw::None ? context : credentials.MakeAttackersClient();
    NS_ABORT_MSG_IF(!client, client.error());
    attacker->SetTls(*client, *context);
    host.node->AddApplication(attacker);
    attacker->AssignStreams(experiment.TakeStreams());
}

SipUri
TrustAttackTools::GetRoute(const TrustExperiment& experiment, const std::string& name)
{
    return SipNetworkHelper::GetUri(
        DynamicCast<SipProxy>(experiment.GetTopology().GetHost(name).element));
}

SipUri
TrustAttackTools::GetUser(const TrustExperiment& experiment, const std::string& user)
{
    return SipUri(experiment.GetMechanism().scheme,
                  user,
                  experiment.GetTopology().GetHost(user).domain);
}

std::string
TrustAttackTools::FindTransit(const TrustExperiment& experiment)
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

Ptr<HeldKeys>
TrustAttackTools::StealKey(TrustExperiment& experiment, const std::string& owner)
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

std::optional<Certificate>
TrustAttackTools::GetPublic(TrustExperiment& experiment, const CredentialOffice::Subject& subject)
{
    const auto credential = experiment.GetCredentials().Get(subject);
    return credential ? std::optional(credential->certificate) : std::nullopt;
}

std::vector<std::string>
TrustAttackTools::GetWords()
{
    return {"123456",
            "password",
            "qwerty",
            "letmein",
            "dragon",
            "builder",
            "sunshine",
            "wonderland"};
}

} // namespace ns3
