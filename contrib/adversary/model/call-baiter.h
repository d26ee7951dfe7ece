// SPDX-License-Identifier: GPL-2.0-only
#ifndef CALL_BAITER_H
#define CALL_BAITER_H

#include "ns3/attacker-host.h"

#include <optional>

namespace ns3
{

/**
 * @ingroup adversary
 * A user who is called by the victim, with all proofs that she is she, and sends her INVITE on to
 * somebody else as if she had called there (draft-kaplan-sip-baiting-attack-02; RFC 8224, section
 * 12). From, To, Date, Identity and body stay as she made them, unless attribute TakesMedia is set:
 * then the media go to the attacker, which no proof that leaves c= and m= uncovered shows. A gain
 * is that the third party takes the call for hers (Impersonated).
 */
class CallBaiter : public AttackerHost
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    CallBaiter();

    /**
     * @param target whom the victim is to seem to call
     * @param nextHop where to send the INVITE; none: the target's domain
     */
    void SetTarget(const SipUri& target, const std::optional<SipUri>& nextHop = std::nullopt);

  protected:
    void OnInvite(SipTransactionHandle transaction, const SipReception& reception) override;

  private:
    SipUri m_target;                 ///< whom to call
    std::optional<SipUri> m_nextHop; ///< where to send
    bool m_takesMedia{false};        ///< attribute
    bool m_renamesTo{false};         ///< attribute
};

} // namespace ns3

#endif // CALL_BAITER_H
