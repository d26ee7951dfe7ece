// SPDX-License-Identifier: GPL-2.0-only
#ifndef DESCRIPTION_READER_H
#define DESCRIPTION_READER_H

#include "ns3/message-attacker.h"

namespace ns3
{

/**
 * @ingroup adversary
 * Reads session descriptions, and the media keys in them, where they stand in clear (RFC 3261,
 * section 26.1.3: "tampering with message bodies", whose first half is to read them; RFC 4568,
 * section 8). Changes nothing. An attempt is a body that passes; a gain is one that can be read.
 */
class DescriptionReader : public MessageAttacker
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

  protected:
    SipVerdict OnRequest(SipMessage& request, const AttackContext& context) override;
    SipVerdict OnResponse(SipMessage& response, const AttackContext& context) override;

  private:
    /** Reads a body. */
    void Read(const SipMessage& message, const std::string& author);
};

} // namespace ns3

#endif // DESCRIPTION_READER_H
