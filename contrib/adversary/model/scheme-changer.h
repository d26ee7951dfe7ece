// SPDX-License-Identifier: GPL-2.0-only
#ifndef SCHEME_CHANGER_H
#define SCHEME_CHANGER_H

#include "ns3/call-watch.h"
#include "ns3/nstime.h"
#include "ns3/proxy-attacker.h"

#include <memory>
#include <set>
#include <string>

namespace ns3
{

/**
 * @ingroup adversary
 * A compromised proxy that does not keep the promise of a sips URI, or gives one that it cannot
 * keep (RFC 3261, section 26.4.4; RFC 5630, sections 3 to 5). Attribute Mode says which:
 *
 * - strip: a sips request goes on as a sip request, in clear; toward the caller all stays sips.
 * - last-hop: the same, on the hop to the callee's contact only.
 * - raise: a sip request goes on as a sips request, so that the callee believes in a secure path.
 *
 * A gain (Downgraded, Raised) is a call that goes on. Who listens on the hop in clear is another
 * attacker: a DescriptionReader in a LinkTap.
 */
class SchemeChanger : public ProxyAttacker
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    SchemeChanger();

    SipVerdict OnRequest(SipMessage& request, const SipPolicyContext& context, Work& work) override;
    SipVerdict OnResponse(SipMessage& response,
                          const SipPolicyContext& context,
                          Work& work) override;
    SipVerdict OnForward(SipMessage& request,
                         SipDestination& destination,
                         const SipPolicyContext& context,
                         Work& work) override;

  protected:
    void DoDispose() override;

  private:
    /** Puts a scheme into the URIs of a header field. */
    static void SetScheme(SipMessage& message, const char* header, bool isSecure);
    /** Puts a scheme into what goes on. */
    void Change(SipMessage& request, SipDestination& destination, SipProxy& proxy, bool isSecure);

    std::string m_mode;                 ///< attribute Mode
    std::string m_protocol;             ///< attribute Protocol
    bool m_changesTo{true};             ///< attribute ChangesTo
    Time m_patience;                    ///< attribute Patience
    std::shared_ptr<CallWatch> m_watch; ///< what was done to calls
    std::set<std::string> m_calls;      ///< Call-IDs of changed calls, and their callers' tags
};

} // namespace ns3

#endif // SCHEME_CHANGER_H
