// SPDX-License-Identifier: GPL-2.0-only
#ifndef ATTACK_GAIN_H
#define ATTACK_GAIN_H

#include "ns3/nstime.h"

#include <string>

namespace ns3
{

/**
 * @ingroup adversary
 * What an attacker can get.
 */
enum class AttackGainKind
{
    ReadDescription,    ///< read a session description
    AlteredDescription, ///< passed a session description on that is not what its author wrote
    Impersonated,       ///< sent a request that names somebody else as its author
    TookRegistration,   ///< bound an address of record, or changed a binding, of somebody else
    ReceivedRequest,    ///< received a request that was meant for somebody else
    LearntPassword,     ///< found the password of somebody else
    CollectedProof,     ///< received a digest response that somebody else computed
    UsedProof,          ///< had a digest response of somebody else accepted
    EndedCall,          ///< sent what ends, cancels or changes somebody else's call
    Redirected,         ///< answered a request so that it goes elsewhere
    Replayed,           ///< sent somebody else's request again
    Downgraded,         ///< passed a request on with less protection than it asked for
    Raised,             ///< passed a request on that claims more protection than it had
    Stripped,           ///< passed a message on without the proof it carried
    WeakenedChallenge,  ///< passed a challenge on without its best algorithm
    PosedAsServer,      ///< was taken for a server of somebody else
    Accepted,           ///< had its own call accepted by the victim
};

/**
 * @ingroup adversary
 * @param kind a kind of gain
 * @return its name in results: words in lower case with hyphens
 */
std::string ToString(AttackGainKind kind);

/**
 * @ingroup adversary
 * Something an attacker got: a fact about octets, not a judgement whether anybody noticed.
 */
struct AttackGain
{
    AttackGainKind kind{}; ///< what
    Time when;             ///< simulated time
    std::string victim;    ///< who suffers, for example an address of record
    std::string callId;    ///< Call-ID of the message concerned; may be empty
    std::string evidence;  ///< the octets that show it, shortened
};

} // namespace ns3

#endif // ATTACK_GAIN_H
