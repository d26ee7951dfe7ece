// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/smime-outcome.h"

namespace ns3
{

bool
IsRead(SmimeOutcome outcome)
{
    return outcome == SmimeOutcome::Plain || outcome == SmimeOutcome::PublicKey ||
           outcome == SmimeOutcome::ReusedKey;
}

std::string_view
ToString(SmimeOutcome outcome)
{
    switch (outcome)
    {
    case SmimeOutcome::Plain:
        return "plain";
    case SmimeOutcome::PublicKey:
        return "opened with the private key";
    case SmimeOutcome::ReusedKey:
        return "opened with the dialog's key";
    case SmimeOutcome::NotARecipient:
        return "not a recipient";
    case SmimeOutcome::UnknownReference:
        return "unknown reference";
    case SmimeOutcome::Undecipherable:
        return "undecipherable";
    case SmimeOutcome::Malformed:
        return "malformed";
    case SmimeOutcome::BadSignature:
        break;
    }
    return "bad signature";
}

} // namespace ns3
