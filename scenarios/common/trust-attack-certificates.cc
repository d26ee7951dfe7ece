// SPDX-License-Identifier: GPL-2.0-only

#include "trust-attack-tools.h"
#include "trust-attack.h"

#include "ns3/description-reader.h"

namespace ns3
{

namespace
{

using Tools = TrustAttackTools;

/**
 * @param name name of the attack
 * @param summary what it does
 * @param disguise what the attacker shows to Alice
 * @param prepare what else must be so, or null
 * @return a man in the middle of Alice's connection
 */
TrustAttack
MakeDisguise(const std::string& name,
             const std::string& summary,
             const Tools::Disguise& disguise,
             std::function<void(TrustExperiment&)> prepare = nullptr)
{
    TrustAttack attack;
    attack.name = name;
    attack.place = "server";
    attack.summary = summary;
    attack.goals = {AttackGainKind::ReadDescription};
    attack.prepare = std::move(prepare);
    attack.arrange = [disguise](TrustExperiment& experiment)
    {
        Tools::PutInTheMiddle(experiment,
                              "alice",
                              {Tools::Make<DescriptionReader>(experiment.GetLog())},
                              disguise);
        experiment.PlanCall();
    };
    attack.exists = [](const TrustExperiment& experiment)
    {
        return experiment.GetSightings().tls;
    };
    return attack;
}

} // namespace

std::vector<TrustAttack>
MakeCertificateAttacks()
{
    Tools::Disguise wrongName{CredentialFlaw::None, {}};
    wrongName.names = {TrustTopology::THIRD_DOMAIN,
                       std::string("ss9.") + TrustTopology::THIRD_DOMAIN};
    const Tools::Disguise selfSigned{CredentialFlaw::SelfSigned, {}};
    const Tools::Disguise expired{CredentialFlaw::Expired, {}};
    const Tools::Disguise rogue{CredentialFlaw::OtherAuthority, {}};
    const Tools::Disguise revoked{CredentialFlaw::None, {}};
    return {
        MakeDisguise("certificate-wrong-name",
                     "shows Alice a good certificate of another domain",
                     wrongName),
        MakeDisguise("certificate-chain-unchecked",
                     "shows a self-signed certificate to user agents that check no chain",
                     selfSigned,
                     [](TrustExperiment& experiment)
                     {
                         experiment.GetSetting().checksChains = false;
                     }),
        MakeDisguise("certificate-expired",
                     "shows Alice's proxy's certificate of last year",
                     expired),
        MakeDisguise("certificate-revoked",
                     "shows Alice's proxy's certificate, whose stolen key was revoked",
                     revoked,
                     Tools::RevokeStolen),
        MakeDisguise("certificate-rogue-ca",
                     "shows a certificate of an authority that nobody trusts",
                     rogue),
    };
}

} // namespace ns3
