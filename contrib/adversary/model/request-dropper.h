// SPDX-License-Identifier: GPL-2.0-only
#ifndef REQUEST_DROPPER_H
#define REQUEST_DROPPER_H

#include "ns3/message-attacker.h"

#include <set>
#include <string>

namespace ns3
{

/**
 * @ingroup adversary
 * Drops requests of one method, BYE unless it is told another, however often they are sent: who
 * waits for the end of the call beyond does not hear of it. With a lost BYE a firewall that is told
 * of the ends of calls by signaling keeps its pinholes.
 *
 * On a link it can drop what is in UDP; in a proxy whatever passes. A gain, HidEnd, is a request
 * dropped, once for each Call-ID.
 */
class RequestDropper : public MessageAttacker
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    RequestDropper();

    /** @return number of requests dropped */
    uint64_t GetDroppedCount() const;

  protected:
    SipVerdict OnRequest(SipMessage& request, const AttackContext& context) override;

  private:
    std::string m_method;          ///< attribute Method
    std::set<std::string> m_calls; ///< by Call-ID
    uint64_t m_dropped{0};         ///< requests
};

} // namespace ns3

#endif // REQUEST_DROPPER_H
