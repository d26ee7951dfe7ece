// SPDX-License-Identifier: GPL-2.0-only
#ifndef DISCLOSURE_FORGER_H
#define DISCLOSURE_FORGER_H

#include "ns3/certificate.h"
#include "ns3/held-keys.h"
#include "ns3/message-attacker.h"

#include <cstdint>
#include <optional>
#include <set>
#include <string>

namespace ns3
{

/**
 * @ingroup adversary
 * Asks for disclosure in the name of a server: refuses INVITEs whose body it cannot read with 496
 * (or 493), as an inspecting proxy would, and offers a certificate to which it has the key
 * (e2m-sec-06, section 8.1). A user agent that does not look whose it is, and who issued it,
 * encrypts to it from then on. With the certificate of the real server in its place it gains
 * nothing: the real server reads. An attempt is such a refusal; a gain is a description that is
 * read after it.
 */
class DisclosureForger : public MessageAttacker
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    DisclosureForger();

    /** @param keys what can be opened, and its own randomness; shared with other attackers */
    void SetKeys(Ptr<HeldKeys> keys);
    /** @return what can be opened */
    Ptr<HeldKeys> GetKeys() const;
    /** @param certificate what is offered; none is set: one of its own making, for Host */
    void SetCertificate(const Certificate& certificate);

    /// Calls that are remembered.
    static constexpr std::size_t MAX_CALLS = 10000;

  protected:
    void DoDispose() override;
    SipVerdict OnRequest(SipMessage& request, const AttackContext& context) override;

  private:
    /** @return whether there is a certificate to be offered */
    bool MakeCertificate();

    Ptr<HeldKeys> m_keys;                     ///< what can be opened
    std::optional<Certificate> m_certificate; ///< what is offered
    std::string m_host;                       ///< attribute Host
    uint32_t m_code{496};                     ///< attribute Code
    int64_t m_epoch{0};                       ///< attribute Epoch
    std::set<std::string> m_refused;          ///< Call-IDs of INVITEs that were refused
};

} // namespace ns3

#endif // DISCLOSURE_FORGER_H
