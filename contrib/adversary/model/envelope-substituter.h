// SPDX-License-Identifier: GPL-2.0-only
#ifndef ENVELOPE_SUBSTITUTER_H
#define ENVELOPE_SUBSTITUTER_H

#include "ns3/certificate.h"
#include "ns3/held-keys.h"
#include "ns3/message-attacker.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace ns3
{

/**
 * @ingroup adversary
 * Puts an envelope of its own in the place of one that it cannot open: everybody who has a public
 * key can (RFC 3185, section 6; e2m-sec-06, section 8.2). The servers that may want to look can
 * open it too. Into a request it puts a key that it has made (CEKReference), so that it can read
 * an answer under it. A gain is a call that goes on.
 */
class EnvelopeSubstituter : public MessageAttacker
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    EnvelopeSubstituter();

    /**
     * @param user an address of record, as in From and To
     * @param certificate the user's certificate: public
     */
    void AddUser(const std::string& user, const Certificate& certificate);
    /** @param certificate a server's certificate: public */
    void AddServer(const Certificate& certificate);
    /** @param keys where its own keys are kept; shared with other attackers */
    void SetKeys(Ptr<HeldKeys> keys);
    /** @return number of envelopes put in others' places */
    uint32_t GetCount() const;

  protected:
    void DoDispose() override;
    SipVerdict OnRequest(SipMessage& request, const AttackContext& context) override;
    SipVerdict OnResponse(SipMessage& response, const AttackContext& context) override;

  private:
    /** Puts another envelope in. */
    void Substitute(SipMessage& message,
                    const AttackContext& context,
                    const std::string& reader,
                    const std::string& author);

    std::map<std::string, Certificate> m_users; ///< by address of record
    std::vector<Certificate> m_servers;         ///< who is to read too
    Ptr<HeldKeys> m_keys;                       ///< its own
    std::string m_address;                      ///< attribute MediaAddress
    uint32_t m_count{0};                        ///< envelopes put in others' places
};

} // namespace ns3

#endif // ENVELOPE_SUBSTITUTER_H
