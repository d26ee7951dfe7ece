// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/per-direction-cek-reuse.h"

namespace ns3
{

std::optional<std::size_t>
PerDirectionCekReuse::Choose(const std::vector<CekState>& keys, bool /* isRequest */) const
{
    for (std::size_t i = 0; i < keys.size(); ++i)
    {
        if (keys[i].isOurs)
        {
            return keys[i].isUsable ? std::optional(i) : std::nullopt; // the newest of ours
        }
    }
    return std::nullopt;
}

bool
PerDirectionCekReuse::Introduces(bool /* isRequest */, bool isUnderKey) const
{
    return !isUnderKey;
}

std::optional<uint32_t>
PerDirectionCekReuse::GetMaxDecrypts(uint32_t /* configured */) const
{
    return std::nullopt;
}

} // namespace ns3
