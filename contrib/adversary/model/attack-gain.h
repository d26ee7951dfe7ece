// SPDX-License-Identifier: GPL-2.0-only
#ifndef ATTACK_GAIN_H
#define ATTACK_GAIN_H

#include "ns3/nstime.h"

#include <cstddef>
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
    ReadKeys,           ///< read keys of the media
    AlteredDescription, ///< had a session description accepted that its author did not write
    Impersonated,       ///< had a call or request accepted as somebody else's
    Answered,           ///< had its own answer accepted as the callee's
    TookRegistration,   ///< bound an address of record, or changed a binding, of somebody else
    ReceivedRequest,    ///< received a request that was meant for somebody else
    LearntPassword,     ///< found the password of somebody else
    CollectedProof,     ///< received a digest response that somebody else computed
    UsedProof,          ///< had a digest response of somebody else accepted
    EndedCall,          ///< ended, cancelled or diverted somebody else's call
    Redirected,         ///< made a call go elsewhere
    Replayed,           ///< had somebody else's request accepted a second time
    Downgraded,         ///< had a request accepted with less protection than it asked for
    Raised,             ///< had a request accepted that claims more protection than it had
    Stripped,           ///< had a message accepted without the proof it carried
    WeakenedChallenge,  ///< had a challenge answered without its best algorithm
    PosedAsServer,      ///< was taken for a server of somebody else
    Accepted,           ///< had its own call accepted by the victim
    DeniedService,      ///< kept a server from its service for somebody else's call
    ForcedWork,         ///< made somebody compute for nothing
    MisledServer,       ///< showed a server another session description than its peer
    PassedFirewall,     ///< had a packet of its own reach a host behind a firewall
    ReadToken,          ///< read a token that opens firewalls
    HidEnd,             ///< kept the end of a call from who should have heard of it
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
