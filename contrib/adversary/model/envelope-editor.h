// SPDX-License-Identifier: GPL-2.0-only
#ifndef ENVELOPE_EDITOR_H
#define ENVELOPE_EDITOR_H

#include "ns3/crypto-context.h"
#include "ns3/octets.h"
#include "ns3/secret.h"

#include <optional>
#include <string_view>

namespace ns3
{

/**
 * @ingroup adversary
 * Changes CMS envelopes in a way that their makers did not foresee: the recipients stay, and what
 * they are to read is another thing (RFC 5652, section 6.1; RFC 5083, section 2.1).
 */
class EnvelopeEditor
{
  public:
    /// The parts of an envelope that do not say whom it is for.
    struct Parts
    {
        bool isAuthenticated{false}; ///< whether it is AES-GCM; otherwise AES-CBC
        Octets nonce;                ///< GCM nonce, or CBC initialization vector
        Octets ciphertext;           ///< encrypted content
        Octets mac;                  ///< of GCM
    };

    /**
     * @param der ContentInfo of an EnvelopedData or AuthEnvelopedData
     * @return its parts, if it can be read
     */
    static std::optional<Parts> GetParts(std::string_view der);
    /**
     * Puts other parts into an envelope. Recipients and attributes stay as they are.
     *
     * @param der ContentInfo in DER
     * @param parts what is put in
     * @return the envelope, if it can be read
     */
    static std::optional<Octets> Replace(std::string_view der, const Parts& parts);
    /**
     * Encrypts another content with the same key, as everybody can who has been able to read: for
     * the other recipients nothing has changed (e2m-sec-06, section 8.2).
     *
     * @param context algorithms and randomness
     * @param der ContentInfo in DER
     * @param cek its content-encryption key
     * @param content another content
     * @return the envelope, if it can be made
     */
    static std::optional<Octets> Reseal(CryptoContext& context,
                                        std::string_view der,
                                        const Secret& cek,
                                        std::string_view content);
};

} // namespace ns3

#endif // ENVELOPE_EDITOR_H
