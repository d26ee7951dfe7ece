// SPDX-License-Identifier: GPL-2.0-only
#ifndef CHALLENGE_WEAKENER_H
#define CHALLENGE_WEAKENER_H

#include "ns3/message-attacker.h"

#include <set>
#include <string>

namespace ns3
{

/**
 * @ingroup adversary
 * Takes every challenge but those for MD5 out of 401 and 407, so that the client answers by the
 * weakest algorithm offered (RFC 8760, section 3: bid-down). A gain is an answer by MD5 that would
 * have been another one.
 */
class ChallengeWeakener : public MessageAttacker
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
    std::set<std::string> m_nonces; ///< of weakened challenges that were not answered yet
};

} // namespace ns3

#endif // CHALLENGE_WEAKENER_H
