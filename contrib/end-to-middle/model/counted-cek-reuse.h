// SPDX-License-Identifier: GPL-2.0-only

#ifndef COUNTED_CEK_REUSE_H
#define COUNTED_CEK_REUSE_H

#include "ns3/cek-reuse-strategy.h"

namespace ns3
{

/**
 * \ingroup end-to-middle
 * RFC 3185 section 4: CEKMaxDecrypts says how many later messages use the key. An answer cannot
 * bring a key, so a request goes under one only if its answer can, too.
 */
class CountedCekReuse : public CekReuseStrategy
{
  public:
    std::optional<std::size_t> Choose(const std::vector<CekState>& keys,
                                      bool isRequest) const override;
    bool Introduces(bool isRequest, bool isUnderKey) const override;
    std::optional<uint32_t> GetMaxDecrypts(uint32_t configured) const override;
};

} // namespace ns3

#endif // COUNTED_CEK_REUSE_H
