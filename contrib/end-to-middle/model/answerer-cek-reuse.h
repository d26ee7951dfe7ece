// SPDX-License-Identifier: GPL-2.0-only

#ifndef ANSWERER_CEK_REUSE_H
#define ANSWERER_CEK_REUSE_H

#include "ns3/cek-reuse-strategy.h"

namespace ns3
{

/**
 * \ingroup end-to-middle
 * The answer brings the key that both sides go on with, under public keys. A request that was
 * forked brings none, so that its other recipients have nothing that later messages go under. This
 * is neither in RFC 3185 nor in the drafts, but needs no more than they define.
 */
class AnswererCekReuse : public CekReuseStrategy
{
  public:
    std::optional<std::size_t> Choose(const std::vector<CekState>& keys,
                                      bool isRequest) const override;
    bool Introduces(bool isRequest, bool isUnderKey) const override;
    std::optional<uint32_t> GetMaxDecrypts(uint32_t configured) const override;
};

} // namespace ns3

#endif // ANSWERER_CEK_REUSE_H
