// SPDX-License-Identifier: GPL-2.0-only
#ifndef DESCRIPTION_REWRITER_H
#define DESCRIPTION_REWRITER_H

#include "ns3/message-attacker.h"

#include <string>

namespace ns3
{

/**
 * @ingroup adversary
 * Puts its own address, port and keys into session descriptions that stand in clear, so that the
 * media come to it: a wiretap (RFC 3261, section 26.1.3). A gain is a changed description in a call
 * that both sides go on with.
 */
class DescriptionRewriter : public MessageAttacker
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    DescriptionRewriter();

  protected:
    SipVerdict OnRequest(SipMessage& request, const AttackContext& context) override;
    SipVerdict OnResponse(SipMessage& response, const AttackContext& context) override;

  private:
    /** Changes a body. */
    void Rewrite(SipMessage& message, const AttackContext& context, const std::string& victim);

    std::string m_address; ///< attribute MediaAddress
    uint16_t m_port{0};    ///< attribute MediaPort
    std::string m_key;     ///< attribute MediaKey
    bool m_offers{true};   ///< attribute Requests
    bool m_answers{true};  ///< attribute Responses
};

} // namespace ns3

#endif // DESCRIPTION_REWRITER_H
