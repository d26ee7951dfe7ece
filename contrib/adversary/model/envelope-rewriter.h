// SPDX-License-Identifier: GPL-2.0-only
#ifndef ENVELOPE_REWRITER_H
#define ENVELOPE_REWRITER_H

#include "ns3/held-keys.h"
#include "ns3/message-attacker.h"

#include <cstdint>
#include <string>

namespace ns3
{

/**
 * @ingroup adversary
 * A server that was chosen to read, and writes too: opens each envelope that its keys open, takes a
 * signature inside off, puts its own media address into the description, and encrypts it again with
 * the same content-encryption key. The recipients that come after it find nothing amiss unless
 * they want the signature (e2m-sec-06, section 8.2). An answer under the request's key can be
 * forged by everybody who has that key. A gain is a call that goes on.
 */
class EnvelopeRewriter : public MessageAttacker
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    EnvelopeRewriter();

    /** @param keys what can be opened; shared with other attackers */
    void SetKeys(Ptr<HeldKeys> keys);
    /** @return what can be opened */
    Ptr<HeldKeys> GetKeys() const;
    /** @return number of envelopes changed */
    uint32_t GetCount() const;

  protected:
    void DoDispose() override;
    SipVerdict OnRequest(SipMessage& request, const AttackContext& context) override;
    SipVerdict OnResponse(SipMessage& response, const AttackContext& context) override;

  private:
    /** Changes what can be changed. */
    void Rewrite(SipMessage& message, const AttackContext& context, const std::string& victim);
    /** @return another content for a recipient; empty if there is no description in it */
    Octets MakeContent(const Octets& content) const;

    Ptr<HeldKeys> m_keys;  ///< what can be opened
    std::string m_address; ///< attribute MediaAddress
    uint16_t m_port{0};    ///< attribute MediaPort
    bool m_requests;       ///< attribute Requests
    bool m_responses;      ///< attribute Responses
    uint32_t m_count{0};   ///< envelopes changed
};

} // namespace ns3

#endif // ENVELOPE_REWRITER_H
