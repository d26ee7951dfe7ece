// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/firewall-drop-reason.h"

#include <array>

namespace ns3
{

std::string_view
ToString(FirewallDropReason reason)
{
    static constexpr std::array<std::string_view, FIREWALL_DROP_REASONS> WORDS{"no-pinhole",
                                                                               "refused",
                                                                               "malformed",
                                                                               "fragment",
                                                                               "multicast",
                                                                               "protocol",
                                                                               "overload"};
    return WORDS[static_cast<std::size_t>(reason)];
}

std::string_view
ToString(FirewallPassReason reason)
{
    static constexpr std::array<std::string_view, FIREWALL_PASS_REASONS> WORDS{"pinhole",
                                                                               "inspector",
                                                                               "open"};
    return WORDS[static_cast<std::size_t>(reason)];
}

} // namespace ns3
