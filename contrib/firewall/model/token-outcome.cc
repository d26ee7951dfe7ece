// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/token-outcome.h"

#include <array>

namespace ns3
{

std::string_view
ToString(TokenOutcome outcome)
{
    constexpr std::array<std::string_view, TOKEN_OUTCOMES> NAMES{"opened",
                                                                 "refreshed",
                                                                 "closed",
                                                                 "closed-again",
                                                                 "unknown-key",
                                                                 "malformed",
                                                                 "expired",
                                                                 "too-long",
                                                                 "other-flow",
                                                                 "replayed",
                                                                 "rate-limited",
                                                                 "forged",
                                                                 "bad-proof",
                                                                 "full"};
    return NAMES.at(static_cast<std::size_t>(outcome));
}

bool
IsGood(TokenOutcome outcome)
{
    return outcome == TokenOutcome::Opened || outcome == TokenOutcome::Refreshed ||
           outcome == TokenOutcome::Closed || outcome == TokenOutcome::ClosedAgain;
}

} // namespace ns3
