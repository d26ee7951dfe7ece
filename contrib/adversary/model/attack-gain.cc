// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/attack-gain.h"

namespace ns3
{

std::string
ToString(AttackGainKind kind)
{
    switch (kind)
    {
    case AttackGainKind::ReadDescription:
        return "read-description";
    case AttackGainKind::ReadKeys:
        return "read-keys";
    case AttackGainKind::AlteredDescription:
        return "altered-description";
    case AttackGainKind::Impersonated:
        return "impersonated";
    case AttackGainKind::Answered:
        return "answered";
    case AttackGainKind::TookRegistration:
        return "took-registration";
    case AttackGainKind::ReceivedRequest:
        return "received-request";
    case AttackGainKind::LearntPassword:
        return "learnt-password";
    case AttackGainKind::CollectedProof:
        return "collected-proof";
    case AttackGainKind::UsedProof:
        return "used-proof";
    case AttackGainKind::EndedCall:
        return "ended-call";
    case AttackGainKind::Redirected:
        return "redirected";
    case AttackGainKind::Replayed:
        return "replayed";
    case AttackGainKind::Downgraded:
        return "downgraded";
    case AttackGainKind::Raised:
        return "raised";
    case AttackGainKind::Stripped:
        return "stripped";
    case AttackGainKind::WeakenedChallenge:
        return "weakened-challenge";
    case AttackGainKind::PosedAsServer:
        return "posed-as-server";
    case AttackGainKind::Accepted:
        return "accepted";
    case AttackGainKind::DeniedService:
        return "denied-service";
    case AttackGainKind::ForcedWork:
        return "forced-work";
    case AttackGainKind::MisledServer:
        return "misled-server";
    case AttackGainKind::PassedFirewall:
        return "passed-firewall";
    case AttackGainKind::ReadToken:
        return "read-token";
    case AttackGainKind::HidEnd:
        return "hid-end";
    }
    return "";
}

} // namespace ns3
