// SPDX-License-Identifier: GPL-2.0-only

#include "trust-attack.h"

#include "ns3/assert.h"

#include <algorithm>

namespace ns3
{

const std::vector<TrustAttack>&
GetTrustAttacks()
{
    static const std::vector<TrustAttack> attacks{
        {"honest",
         "nobody",
         "no attack: does the mechanism admit an honest call?",
         [](TrustExperiment& experiment)
         {
             experiment.PlanCall();
         },
         [](const TrustExperiment&)
         {
             return false;
         }},
    };
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
