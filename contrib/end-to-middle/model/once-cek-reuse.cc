// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/once-cek-reuse.h"

namespace ns3
{

std::optional<std::size_t>
OnceCekReuse::Choose(const std::vector<CekState>& keys, bool isRequest) const
{
    const bool mayAnswer =
        !isRequest && !keys.empty() && keys.front().isUsable && keys.front().used == 0;
    return mayAnswer ? std::optional<std::size_t>(0) : std::nullopt;
}

bool
OnceCekReuse::Introduces(bool isRequest, bool /* isUnderKey */) const
{
    return isRequest;
}

std::optional<uint32_t>
OnceCekReuse::GetMaxDecrypts(uint32_t /* configured */) const
{
    return std::nullopt;
}

} // namespace ns3
