// SPDX-License-Identifier: GPL-2.0-only

#ifndef ONCE_CEK_REUSE_H
#define ONCE_CEK_REUSE_H

#include "ns3/cek-reuse-strategy.h"

namespace ns3
{

/**
 * \ingroup end-to-middle
 * RFC 3185 section 4: without CEKMaxDecrypts a key serves one later message. That is the answer to
 * the request that brought it; the next request brings another key under public keys.
 */
class OnceCekReuse : public CekReuseStrategy
{
  public:
    std::optional<std::size_t> Choose(const std::vector<CekState>& keys,
                                      bool isRequest) const override;
    bool Introduces(bool isRequest, bool isUnderKey) const override;
    std::optional<uint32_t> GetMaxDecrypts(uint32_t configured) const override;
};

} // namespace ns3

#endif // ONCE_CEK_REUSE_H
