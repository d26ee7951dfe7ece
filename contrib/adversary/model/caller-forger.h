// SPDX-License-Identifier: GPL-2.0-only
#ifndef CALLER_FORGER_H
#define CALLER_FORGER_H

#include "ns3/message-attacker.h"

#include <map>
#include <string>
#include <utility>

namespace ns3
{

/**
 * @ingroup adversary
 * Puts somebody else's name into From of calls that pass, so that the callee sees another caller
 * (RFC 3261, section 26.1.2; 26.3.2.2: the callee's domain knows the other domain, not how it
 * knows its users). Toward the caller it restores what was there. A gain is a call that goes on
 * under the forged name. Calls of its own under a forged name are made by ForgedCall.
 */
class CallerForger : public MessageAttacker
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    CallerForger();

    /** @param uri the name put into From; attribute Caller too */
    void SetCaller(const SipUri& uri);

  protected:
    SipVerdict OnRequest(SipMessage& request, const AttackContext& context) override;
    SipVerdict OnResponse(SipMessage& response, const AttackContext& context) override;

  private:
    /** A call under a forged name. */
    struct Call
    {
        std::string tag; ///< the caller's
        SipUri original; ///< the caller's name
    };

    /** Puts a name into From or To if its tag is the caller's. */
    static void Rename(SipMessage& message,
                       const char* header,
                       const std::string& tag,
                       const SipUri& uri);

    std::string m_caller;                ///< attribute Caller
    std::map<std::string, Call> m_calls; ///< by Call-ID
};

} // namespace ns3

#endif // CALLER_FORGER_H
