// SPDX-License-Identifier: GPL-2.0-only
#ifndef CALL_REDIRECTOR_H
#define CALL_REDIRECTOR_H

#include "ns3/message-attacker.h"

#include <string>

namespace ns3
{

/**
 * @ingroup adversary
 * Answers calls in the callee's or a server's name with a redirection to itself (RFC 3261, section
 * 26.1.2: a forged 301 or 302). A gain is the INVITE that the caller then sends to the attacker, as
 * it passes here; an AttackerHost at that address sees it in any case.
 */
class CallRedirector : public MessageAttacker
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    CallRedirector();

    /** @param host the attacker's host, an address in digits and dots or a name; attribute too */
    void SetHost(const std::string& host);

  protected:
    SipVerdict OnRequest(SipMessage& request, const AttackContext& context) override;

  private:
    std::string m_host;   ///< attribute Host
    uint32_t m_code{302}; ///< attribute Code
};

} // namespace ns3

#endif // CALL_REDIRECTOR_H
