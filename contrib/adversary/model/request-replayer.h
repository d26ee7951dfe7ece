// SPDX-License-Identifier: GPL-2.0-only
#ifndef REQUEST_REPLAYER_H
#define REQUEST_REPLAYER_H

#include "ns3/event-id.h"
#include "ns3/message-attacker.h"
#include "ns3/nstime.h"
#include "ns3/sip-uri.h"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace ns3
{

class AttackerHost;

/**
 * @ingroup adversary
 * Captures requests that pass, and has an AttackerHost send them again later.
 *
 * - Whole INVITEs, signatures and all, once their call was set up: S/MIME by itself has no memory
 *   (RFC 4568, section 8; RFC 3261, section 23.4.2: Date). A gain is a 2xx (Replayed).
 * - REGISTERs with digest credentials, with the attacker's Contact: digest covers neither (RFC
 *   3261, section 26.4.1). A gain is a 200 that lists the attacker (UsedProof, TookRegistration).
 * If attribute HoldsBack is set, the first copy is kept from the registrar, so that the nonce count
 *   has not been used; only an attacker on the path can do that.
 */
class RequestReplayer : public MessageAttacker
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    RequestReplayer();

    /** @param host sends the copies */
    void SetHost(Ptr<AttackerHost> host);
    /** @param nextHop where copies go; none: where the original went, by UDP */
    void SetNextHop(const std::optional<SipUri>& nextHop);

  protected:
    void DoDispose() override;
    SipVerdict OnRequest(SipMessage& request, const AttackContext& context) override;
    SipVerdict OnResponse(SipMessage& response, const AttackContext& context) override;

  private:
    /** @return where copies go */
    std::optional<SipUri> FindNextHop(const AttackContext& context) const;
    /** Sends an INVITE again. */
    void ReplayInvite(const SipMessage& invite, const std::optional<SipUri>& nextHop);
    /** Sends a REGISTER again. */
    void ReplayRegister(const SipMessage& request, const std::optional<SipUri>& nextHop);

    /** An INVITE that was captured. */
    struct Capture
    {
        SipMessage request;            ///< as it passed
        std::optional<SipUri> nextHop; ///< where a copy goes
    };

    Ptr<AttackerHost> m_host;                  ///< sends the copies
    std::optional<SipUri> m_nextHop;           ///< where copies go
    std::string m_method;                      ///< attribute Method
    Time m_delay;                              ///< attribute Delay
    bool m_holdsBack{false};                   ///< attribute HoldsBack
    std::map<std::string, Capture> m_captured; ///< INVITEs, by Call-ID
    std::set<std::string> m_used;              ///< Call-IDs, or credentials, that were replayed
    std::vector<EventId> m_events;             ///< replays to come
};

} // namespace ns3

#endif // REQUEST_REPLAYER_H
