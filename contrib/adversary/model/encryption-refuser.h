// SPDX-License-Identifier: GPL-2.0-only
#ifndef ENCRYPTION_REFUSER_H
#define ENCRYPTION_REFUSER_H

#include "ns3/message-attacker.h"

#include <cstdint>
#include <set>
#include <string>

namespace ns3
{

/**
 * @ingroup adversary
 * Refuses INVITEs with a protected body in the callee's name, as an old telephone would: 415 (with
 * Accept: application/sdp), or 493 without a certificate. A user agent may then try again without
 * protection (RFC 3261, section 23.2). A gain is a description that passes in clear after that.
 */
class EncryptionRefuser : public MessageAttacker
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /// Calls that are remembered.
    static constexpr std::size_t MAX_CALLS = 10000;

  protected:
    SipVerdict OnRequest(SipMessage& request, const AttackContext& context) override;

  private:
    uint32_t m_code{415};            ///< attribute Code
    std::set<std::string> m_refused; ///< Call-IDs of INVITEs that were refused
};

} // namespace ns3

#endif // ENCRYPTION_REFUSER_H
