// SPDX-License-Identifier: GPL-2.0-only
#ifndef KEY_KEEPER_H
#define KEY_KEEPER_H

#include "ns3/attacker-host.h"
#include "ns3/held-keys.h"

#include <cstdint>

namespace ns3
{

/**
 * @ingroup adversary
 * A telephone that a call is forked to, and that does not take it: it refuses, and keeps the key of
 * the request, with which the other branch will answer (draft-ono-sipping-smime-keyreuse-01,
 * section 4.2). With the key it calls in other dialogs, too (RFC 3185, section 6).
 */
class KeyKeeper : public AttackerHost
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    KeyKeeper();

    /** @param keys what it can open, and where it puts what it learns; shared */
    void SetKeys(Ptr<HeldKeys> keys);
    /** @return what it can open */
    Ptr<HeldKeys> GetKeys() const;
    /**
     * Calls in somebody else's name, in a dialog of its own, under the newest key that is held: who
     * keeps keys for longer, or for more, than the dialog they came in takes the call to be from
     * one of that dialog. A gain is a 2xx (Impersonated). Nothing is tried without a key.
     *
     * @param caller the name in From
     * @param callee whom to call
     * @param nextHop where to send the INVITE; none: the callee's domain
     */
    void CallUnderKey(const SipUri& caller,
                      const SipUri& callee,
                      const std::optional<SipUri>& nextHop);

  protected:
    void DoDispose() override;
    void OnInvite(SipTransactionHandle transaction, const SipReception& reception) override;

  private:
    Ptr<HeldKeys> m_keys; ///< what it can open
    uint32_t m_code{486}; ///< attribute Code
};

} // namespace ns3

#endif // KEY_KEEPER_H
