// SPDX-License-Identifier: GPL-2.0-only

#ifndef TRUST_ATTACK_H
#define TRUST_ATTACK_H

#include "trust-experiment.h"

#include <functional>
#include <string>
#include <vector>

namespace ns3
{

/**
 * An attack on users who register and call: who the attacker is, what it does, and what it is
 * after. The same for every mechanism; nothing in it says how it will end.
 */
struct TrustAttack
{
    std::string name;    ///< for options and results, for example "a08-rewrite-sdp-wire"
    std::string place;   ///< where the attacker sits: "wire", "off-path", "proxy", "server", "user"
    std::string summary; ///< what it does, in a few words
    /// Puts attackers into an installed experiment, and plans what they and their victims do.
    std::function<void(TrustExperiment& experiment)> arrange;
    /// Whether the attacker has got what it was after, by the octets that were seen.
    std::function<bool(const TrustExperiment& experiment)> isReached;
};

/** @return all attacks, in the order of the figures' rows; the first one is no attack at all */
const std::vector<TrustAttack>& GetTrustAttacks();

/** @return their names */
std::vector<std::string> GetTrustAttackNames();

/**
 * @param name an attack's name; must exist
 * @return the attack
 */
const TrustAttack& GetTrustAttack(const std::string& name);

} // namespace ns3

#endif // TRUST_ATTACK_H
