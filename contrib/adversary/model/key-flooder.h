// SPDX-License-Identifier: GPL-2.0-only
#ifndef KEY_FLOODER_H
#define KEY_FLOODER_H

#include "ns3/request-flooder.h"

namespace ns3
{

/**
 * @ingroup adversary
 * Fills the stores of those who keep content-encryption keys: each request brings a new one, with
 * a CEKMaxDecrypts that asks to keep it for ever (RFC 3185, section 6). Where there is no more
 * room, the keys of honest dialogs are not kept either, and their later messages cannot be read.
 */
class KeyFlooder : public RequestFlooder
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

  protected:
    std::optional<MimeEntity> MakeBody() override;

  private:
    uint32_t m_maxDecrypts{0}; ///< attribute MaxDecrypts
};

} // namespace ns3

#endif // KEY_FLOODER_H
