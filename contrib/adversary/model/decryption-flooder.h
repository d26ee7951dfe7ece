// SPDX-License-Identifier: GPL-2.0-only
#ifndef DECRYPTION_FLOODER_H
#define DECRYPTION_FLOODER_H

#include "ns3/request-flooder.h"

namespace ns3
{

/**
 * @ingroup adversary
 * Makes others decrypt: each request has many envelopes for its reader, each of which takes an
 * operation with a private key, in multiparts that are nested (RFC 4189, section 5; e2m-sec-06,
 * section 8.3). The sender encrypts once, and sends the same octets again and again. Who asks for a
 * proof of the sender before decrypting does no such work.
 */
class DecryptionFlooder : public RequestFlooder
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
    uint32_t m_parts{0};              ///< attribute Parts
    uint32_t m_depth{0};              ///< attribute Depth
    std::optional<MimeEntity> m_body; ///< made once
};

} // namespace ns3

#endif // DECRYPTION_FLOODER_H
