// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/host-name.h"

namespace ns3
{

std::string
ToLowerHost(std::string_view host)
{
    if (!host.empty() && host.back() == '.')
    {
        host.remove_suffix(1);
    }
    std::string lower(host);
    for (auto& c : lower)
    {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return lower;
}

} // namespace ns3
