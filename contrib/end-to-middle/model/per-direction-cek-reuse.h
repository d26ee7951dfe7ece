// SPDX-License-Identifier: GPL-2.0-only

#ifndef PER_DIRECTION_CEK_REUSE_H
#define PER_DIRECTION_CEK_REUSE_H

#include "ns3/cek-reuse-strategy.h"

namespace ns3
{

/**
 * \ingroup end-to-middle
 * draft-ono-sipping-smime-keyreuse-01 section 4.3: each side sends under a key that it brought
 * itself, under public keys, with its first message. So a side decides who reads what it sends; the
 * servers that the peer chose get nothing by the peer's key.
 */
class PerDirectionCekReuse : public CekReuseStrategy
{
  public:
    std::optional<std::size_t> Choose(const std::vector<CekState>& keys,
                                      bool isRequest) const override;
    bool Introduces(bool isRequest, bool isUnderKey) const override;
    std::optional<uint32_t> GetMaxDecrypts(uint32_t configured) const override;
};

} // namespace ns3

#endif // PER_DIRECTION_CEK_REUSE_H
