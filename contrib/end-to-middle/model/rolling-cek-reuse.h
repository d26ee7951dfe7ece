// SPDX-License-Identifier: GPL-2.0-only

#ifndef ROLLING_CEK_REUSE_H
#define ROLLING_CEK_REUSE_H

#include "ns3/cek-reuse-strategy.h"

namespace ns3
{

/**
 * \ingroup end-to-middle
 * RFC 3185 section 5: the key rolls. Each message goes under the key of the one before it, and
 * itself brings a new key, which serves the next one only.
 */
class RollingCekReuse : public CekReuseStrategy
{
  public:
    std::optional<std::size_t> Choose(const std::vector<CekState>& keys,
                                      bool isRequest) const override;
    bool Introduces(bool isRequest, bool isUnderKey) const override;
    std::optional<uint32_t> GetMaxDecrypts(uint32_t configured) const override;
};

} // namespace ns3

#endif // ROLLING_CEK_REUSE_H
