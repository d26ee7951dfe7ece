// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/rolling-cek-reuse.h"

namespace ns3
{

std::optional<std::size_t>
RollingCekReuse::Choose(const std::vector<CekState>& keys, bool /* isRequest */) const
{
    const bool isUsable = !keys.empty() && keys.front().isUsable && keys.front().used == 0;
    return isUsable ? std::optional<std::size_t>(0) : std::nullopt;
}

bool
RollingCekReuse::Introduces(bool /* isRequest */, bool /* isUnderKey */) const
{
    return true;
}

std::optional<uint32_t>
RollingCekReuse::GetMaxDecrypts(uint32_t /* configured */) const
{
    return std::nullopt;
}

} // namespace ns3
