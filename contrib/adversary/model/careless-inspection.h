// SPDX-License-Identifier: GPL-2.0-only
#ifndef CARELESS_INSPECTION_H
#define CARELESS_INSPECTION_H

#include "ns3/credential.h"
#include "ns3/crypto-context.h"
#include "ns3/octets.h"
#include "ns3/secret.h"
#include "ns3/sip-proxy-policy.h"

#include <memory>
#include <optional>
#include <string>

namespace ns3
{

/**
 * @ingroup adversary
 * No attacker, but what some need: an inspecting proxy that says why it cannot read an envelope
 * (RFC 3218; e2m-sec-06 asks for a reply of its own when decryption fails, and does not say that
 * all failures must look alike). RSA with the padding of PKCS #1 version 1.5, and AES-CBC. It
 * remembers the last key it decrypted. For comparison only: InspectionPolicy tells nothing.
 */
class CarelessInspection : public SipProxyPolicy
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /// What it found out, and tells.
    enum class Finding
    {
        Nothing,       ///< there is no envelope for it
        BadKeyPadding, ///< the padding of the content-encryption key was wrong
        BadPadding,    ///< the padding of the content was wrong
        BadContent,    ///< what was decrypted is no MIME entity
        Read,          ///< it could be read
    };

    /**
     * @param context the library that the key was made in
     * @param credential its certificate and RSA key
     */
    void SetCredential(std::shared_ptr<CryptoContext> context, const Credential& credential);
    /**
     * @param der ContentInfo
     * @return what it finds out
     */
    Finding Inspect(const Octets& der);

    SipVerdict OnRequest(SipMessage& request, const SipPolicyContext& context, Work& work) override;

  private:
    /** @return a content-encryption key; none if the padding is wrong */
    std::optional<Secret> DecryptKey(const Octets& encrypted);

    std::shared_ptr<CryptoContext> m_context; ///< library
    std::optional<Credential> m_credential;   ///< its own
    Octets m_lastEncrypted;                   ///< key that was decrypted last
    std::optional<Secret> m_lastKey;          ///< what it was
};

} // namespace ns3

#endif // CARELESS_INSPECTION_H
