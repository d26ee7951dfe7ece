// SPDX-License-Identifier: GPL-2.0-only
#ifndef CONTACT_REWRITER_H
#define CONTACT_REWRITER_H

#include "ns3/message-attacker.h"

#include <map>
#include <string>

namespace ns3
{

/**
 * @ingroup adversary
 * Puts its own address into the Contact of REGISTERs that pass, so that calls for the user come to
 * it; digest covers method and URI only (RFC 3261, section 26.4.1). In the 200 it puts the user's
 * own contact back. A gain is a 200 that lists the attacker's address.
 */
class ContactRewriter : public MessageAttacker
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    ContactRewriter();

    /** @param host the attacker's host, an address in digits and dots or a name; attribute too */
    void SetHost(const std::string& host);

  protected:
    SipVerdict OnRequest(SipMessage& request, const AttackContext& context) override;
    SipVerdict OnResponse(SipMessage& response, const AttackContext& context) override;

  private:
    std::string m_host;                        ///< attribute Host
    std::map<std::string, SipUri> m_originals; ///< contacts as they were, by Call-ID
};

} // namespace ns3

#endif // CONTACT_REWRITER_H
