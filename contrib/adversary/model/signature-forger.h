// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIGNATURE_FORGER_H
#define SIGNATURE_FORGER_H

#include "ns3/certificate-authority.h"
#include "ns3/credential.h"
#include "ns3/crypto-context.h"
#include "ns3/message-attacker.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>

namespace ns3
{

/**
 * @ingroup adversary
 * Comes between two users who take each other's certificates on first sight: opens each signed
 * message, puts its own media address into the description, and signs it again with a key of its
 * own and a certificate that names the author (RFC 3261, section 26.4.2). Who knows the author's
 * certificate, or asks for a chain to an authority, notices. A gain is a call that goes on
 * (AlteredDescription, and Impersonated once for each author).
 */
class SignatureForger : public MessageAttacker
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    SignatureForger();

    /** @return number of messages signed again */
    uint32_t GetForgedCount() const;

  protected:
    SipVerdict OnRequest(SipMessage& request, const AttackContext& context) override;
    SipVerdict OnResponse(SipMessage& response, const AttackContext& context) override;

  private:
    /** Signs a message again, if it was signed. */
    void Forge(SipMessage& message, const AttackContext& context, const std::string& author);
    /** @return a credential that names a user; null if none can be made */
    const Credential* FindCredential(const std::string& author);

    std::string m_address;                             ///< attribute MediaAddress
    uint16_t m_port{0};                                ///< attribute MediaPort
    int64_t m_epoch{0};                                ///< attribute Epoch
    int64_t m_stream{0};                               ///< attribute Stream
    std::shared_ptr<CryptoContext> m_crypto;           ///< made when it is first needed
    std::shared_ptr<CertificateAuthority> m_authority; ///< the attacker's own
    std::map<std::string, Credential> m_credentials;   ///< by author
    uint32_t m_count{0};                               ///< messages signed again
};

} // namespace ns3

#endif // SIGNATURE_FORGER_H
