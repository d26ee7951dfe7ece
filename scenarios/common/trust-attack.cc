// SPDX-License-Identifier: GPL-2.0-only

#include "trust-attack.h"

#include "ns3/assert.h"

#include <algorithm>

namespace ns3
{

bool
TrustAttack::IsReached(const TrustExperiment& experiment) const
{
    const bool isGained = std::any_of(goals.begin(),
                                      goals.end(),
                                      [&experiment](AttackGainKind goal)
                                      {
                                          return experiment.GetLog()->Count(goal) > 0;
                                      });
    return isGained && (!confirms || confirms(experiment));
}

bool
TrustAttack::IsAttempted(const TrustExperiment& experiment) const
{
    return std::any_of(goals.begin(),
                       goals.end(),
                       [&experiment](AttackGainKind goal)
                       {
                           return experiment.GetLog()->CountAttempts(goal) > 0 ||
                                  experiment.GetLog()->Count(goal) > 0;
                       });
}

TrustAttack
MakeTrustAttack(const std::string& name,
                const std::string& place,
                const std::string& summary,
                std::vector<AttackGainKind> goals,
                std::function<bool(const TrustExperiment& experiment)> exists)
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

const std::vector<TrustAttack>&
GetTrustAttacks()
{
    static const std::vector<TrustAttack> attacks = []
    {
        TrustAttack honest;
        honest.name = "honest";
        honest.place = "nobody";
        honest.summary = "no attack: does the mechanism admit an honest call?";
        honest.arrange = [](TrustExperiment& experiment)
        {
            experiment.PlanCall();
        };
        std::vector<TrustAttack> all{honest};
        for (auto&& part : {MakeOutsiderAttacks(),
                            MakeProxyAttacks(),
                            MakeMiddleAttacks(),
                            MakeServiceAttacks(),
                            MakeCertificateAttacks()})
        {
            all.insert(all.end(), part.begin(), part.end());
        }
        return all;
    }();
    return attacks;
}

std::vector<std::string>
GetTrustAttackNames()
{
    std::vector<std::string> names;
    for (const TrustAttack& attack : GetTrustAttacks())
    {
        names.push_back(attack.name);
    }
    return names;
}

const TrustAttack&
GetTrustAttack(const std::string& name)
{
    const auto& all = GetTrustAttacks();
    const auto found = std::find_if(all.begin(),
                                    all.end(),
                                    [&name](const TrustAttack& each)
                                    {
                                        return each.name == name;
                                    });
    NS_ASSERT_MSG(found != all.end(), "no attack " << name);
    return *found;
}

} // namespace ns3
