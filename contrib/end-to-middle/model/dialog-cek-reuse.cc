// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/dialog-cek-reuse.h"

namespace ns3
{

std::optional<std::size_t>
DialogCekReuse::Choose(const std::vector<CekState>& keys, bool /* isRequest */) const
{
    const bool isUsable = !keys.empty() && keys.front().isUsable;
    return isUsable ? std::optional<std::size_t>(0) : std::nullopt;
}

bool
DialogCekReuse::Introduces(bool isRequest, bool isUnderKey) const
{
    return isRequest && !isUnderKey;
}

std::optional<uint32_t>
DialogCekReuse::GetMaxDecrypts(uint32_t /* configured */) const
{
    return std::nullopt;
}

} // namespace ns3
