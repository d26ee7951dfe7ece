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
    std::string place;   ///< where the attacker sits: "wire", "off-path", "proxy", "middle" (one
                         ///< that was chosen to read), "server", "user"
    std::string summary; ///< what it does, in a few words
    std::vector<AttackGainKind> goals; ///< what the attacker is after: any of these
    /// Before elements are installed: what is to be other than it should be, compromised proxies.
    std::function<void(TrustExperiment& experiment)> prepare;
    /// When they are installed: puts attackers elsewhere, plans what they and their victims do.
    std::function<void(TrustExperiment& experiment)> arrange;
    /// Whether there was anything of the kind that is attacked; null: there always is.
    std::function<bool(const TrustExperiment& experiment)> exists;
    /// What must be seen at the victims besides, so that the goal is reached; null: nothing.
    std::function<bool(const TrustExperiment& experiment)> confirms;

    /**
     * @param experiment the experiment, run
     * @return whether the attacker got what it was after
     */
    bool IsReached(const TrustExperiment& experiment) const;
    /**
     * @param experiment the experiment, run
     * @return whether the attacker found anything to do for what it is after
     */
    bool IsAttempted(const TrustExperiment& experiment) const;
};

/**
 * @param name for options and results
 * @param place where the attacker sits
 * @param summary what it does, in a few words
 * @param goals what it is after
 * @param exists see TrustAttack
 * @return an attack on Alice's call of Bob with nothing said yet of what is done
 */
TrustAttack MakeTrustAttack(const std::string& name,
                            const std::string& place,
                            const std::string& summary,
                            std::vector<AttackGainKind> goals,
                            std::function<bool(const TrustExperiment& experiment)> exists);
/** @return attacks on the wire, from hosts elsewhere, and by users with accounts */
std::vector<TrustAttack> MakeOutsiderAttacks();
/** @return attacks by compromised proxies */
std::vector<TrustAttack> MakeProxyAttacks();
/** @return attacks on end-to-middle security */
std::vector<TrustAttack> MakeMiddleAttacks();
/** @return attacks on the servers that do a service with what they may read */
std::vector<TrustAttack> MakeServiceAttacks();
/** @return attacks with certificates that are not what they should be */
std::vector<TrustAttack> MakeCertificateAttacks();

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
