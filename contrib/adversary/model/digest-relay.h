// SPDX-License-Identifier: GPL-2.0-only
#ifndef DIGEST_RELAY_H
#define DIGEST_RELAY_H

#include "ns3/attacker-host.h"

#include <optional>

namespace ns3
{

/**
 * @ingroup adversary
 * A user who is in a call with the victim and makes her pay for another one
 * (draft-state-sip-relay-attack-00). When she sends a re-INVITE, to hold the call or to refresh a
 * session timer, the attacker sends an INVITE of his own to her proxy in her name, passes the
 * proxy's challenge on to her as his own 407, and pastes her answer into his INVITE. Nothing needs
 * to be overheard: the digest covers a URI, and a proxy may not insist that it be the Request-URI
 * (RFC 3261, section 22.4). A gain is a 2xx to that INVITE (UsedProof).
 */
class DigestRelay : public AttackerHost
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    DigestRelay();

    /**
     * @param target whom to call at the victim's cost
     * @param proxy the victim's proxy; none: that of her domain
     */
    void SetTarget(const SipUri& target, const std::optional<SipUri>& proxy = std::nullopt);

  protected:
    void OnInvite(SipTransactionHandle transaction, const SipReception& reception) override;

  private:
    /** The victim's re-INVITE has come. */
    void Relay(SipTransactionHandle transaction, const SipMessage& request);

    SipUri m_target;               ///< whom to call
    std::optional<SipUri> m_proxy; ///< the victim's proxy
    SipMessage m_call;             ///< the attacker's INVITE
    bool m_isAsked{false};         ///< whether the challenge was passed on
};

} // namespace ns3

#endif // DIGEST_RELAY_H
