// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/counted-cek-reuse.h"

namespace ns3
{

std::optional<std::size_t>
CountedCekReuse::Choose(const std::vector<CekState>& keys, bool isRequest) const
{
    if (keys.empty() || !keys.front().isUsable)
    {
        return std::nullopt;
    }
    const uint64_t needed = isRequest ? 2 : 1;
    const bool isEnough = keys.front().used + needed <= keys.front().maxDecrypts.value_or(1);
    return isEnough ? std::optional<std::size_t>(0) : std::nullopt;
}

bool
CountedCekReuse::Introduces(bool isRequest, bool isUnderKey) const
{
    return isRequest && !isUnderKey;
}

std::optional<uint32_t>
CountedCekReuse::GetMaxDecrypts(uint32_t configured) const
{
    return configured;
}

} // namespace ns3
