// SPDX-License-Identifier: GPL-2.0-only

#ifndef DIALOG_CEK_REUSE_H
#define DIALOG_CEK_REUSE_H

#include "ns3/cek-reuse-strategy.h"

namespace ns3
{

/**
 * \ingroup end-to-middle
 * draft-ono-sipping-smime-keyreuse-01 section 2: the key of the INVITE serves the whole dialog, a
 * stated departure from RFC 3185. Nothing is counted, CEKMaxDecrypts is absent, and no answer
 * brings a key.
 */
class DialogCekReuse : public CekReuseStrategy
{
  public:
    std::optional<std::size_t> Choose(const std::vector<CekState>& keys,
                                      bool isRequest) const override;
    bool Introduces(bool isRequest, bool isUnderKey) const override;
    std::optional<uint32_t> GetMaxDecrypts(uint32_t configured) const override;
};

} // namespace ns3

#endif // DIALOG_CEK_REUSE_H
