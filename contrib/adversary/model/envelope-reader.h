// SPDX-License-Identifier: GPL-2.0-only
#ifndef ENVELOPE_READER_H
#define ENVELOPE_READER_H

#include "ns3/held-keys.h"
#include "ns3/message-attacker.h"

namespace ns3
{

/**
 * @ingroup adversary
 * Reads session descriptions that are encrypted, with keys that it holds: those of a server that
 * somebody chose to disclose to, or that were handed on by one who got the request. With a key that
 * is reused (RFC 3185) it reads what is sent later, and what others answer
 * (draft-ono-sipping-smime-keyreuse-01, sections 4.2 and 4.3). What stands in clear it reads too.
 * Changes nothing. An attempt is a body that passes; a gain is one that can be read.
 */
class EnvelopeReader : public MessageAttacker
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    EnvelopeReader();

    /** @param keys what can be opened; shared with other attackers */
    void SetKeys(Ptr<HeldKeys> keys);
    /** @return what can be opened */
    Ptr<HeldKeys> GetKeys() const;

  protected:
    void DoDispose() override;
    SipVerdict OnRequest(SipMessage& request, const AttackContext& context) override;
    SipVerdict OnResponse(SipMessage& response, const AttackContext& context) override;

  private:
    /** Reads a body. */
    void Read(const SipMessage& message, const std::string& author, bool isCounted);

    Ptr<HeldKeys> m_keys; ///< what can be opened
    bool m_requests;      ///< attribute Requests
    bool m_responses;     ///< attribute Responses
};

} // namespace ns3

#endif // ENVELOPE_READER_H
