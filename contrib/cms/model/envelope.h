// SPDX-License-Identifier: GPL-2.0-only
#ifndef ENVELOPE_H
#define ENVELOPE_H

#include "ns3/cek-attributes.h"
#include "ns3/certificate.h"
#include "ns3/cms-error.h"
#include "ns3/cms-limits.h"
#include "ns3/credential.h"
#include "ns3/crypto-context.h"
#include "ns3/kek-recipient.h"
#include "ns3/recipient-identifier.h"
#include "ns3/work.h"

#include <memory>
#include <optional>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace ns3
{

struct EnvelopeContent;

/// What was inside an envelope.
struct OpenedEnvelope
{
    Octets content; ///< for S/MIME a whole MIME entity
    Secret cek;     ///< content-encryption key, for DeriveKek() and CekStore
};

/**
 * A received EnvelopedData or AuthEnvelopedData.
 *
 * A cheap value: copies share what was parsed, which never changes.
 *
 * Opening matches the recipient by its identifier before any decryption, so "not for me" and
 * "cannot read" are never confused. After a match every path does the same operations to the end
 * (with a random key where the right one could not be had, RFC 3218) and every failure is
 * CmsError::DecryptionFailed.
 */
class Envelope
{
  public:
    /**
     * Read a structure; nothing is decrypted.
     *
     * @param der ContentInfo in DER; BER with indefinite lengths is read too
     * @param limits what is accepted at most
     * @return the envelope, or Malformed, LimitExceeded, Unsupported
     */
    [[nodiscard]] static tl::expected<Envelope, CmsError> Parse(std::string_view der,
                                                                const CmsLimits& limits = {});

    /// @return whether it is AuthEnvelopedData, whose content cannot be changed unnoticed
    [[nodiscard]] bool IsAuthenticated() const;

    /// @return CMSVersion of the structure
    [[nodiscard]] int GetVersion() const;

    /// @return whom it is for, in the order of the structure; unsupported kinds are left out
    [[nodiscard]] const std::vector<RecipientIdentifier>& GetRecipients() const;

    /**
     * @return the attributes of RFC 3185 if they are there. They prove nothing about the sender;
     *         those of unprotectedAttrs and unauthAttrs can be altered by anyone.
     */
    [[nodiscard]] std::optional<CekAttributes> GetCekAttributes() const;

    /// @return whether GetCekAttributes() are covered by the MAC once Open() succeeded
    [[nodiscard]] bool AreCekAttributesAuthenticated() const;

    /// @param certificate a certificate
    /// @return whether a RecipientInfo names it
    [[nodiscard]] bool IsFor(const Certificate& certificate) const;

    /// @return the identifiers of the shared keys that open it, in the order of the structure
    [[nodiscard]] std::vector<Octets> GetKekIdentifiers() const;

    /**
     * Open with a private key. Only the first RecipientInfo naming the certificate is tried.
     *
     * @param context randomness and algorithms
     * @param credential certificate that is matched, and its key
     * @param[in,out] work gains the operations done, the same ones whether it opens or not
     * @return content and key, or NotARecipient, Unsupported, KeyMismatch (all before any
     *         operation), DecryptionFailed
     */
    [[nodiscard]] tl::expected<OpenedEnvelope, CmsError> Open(CryptoContext& context,
                                                              const Credential& credential,
                                                              Work& work) const;

    /**
     * Open with a shared key. Only the first RecipientInfo naming the identifier is tried.
     *
     * @param context randomness and algorithms
     * @param recipient identifier that is matched, and its key
     * @param[in,out] work gains the operations done, the same ones whether it opens or not
     * @return as Open()
     */
    [[nodiscard]] tl::expected<OpenedEnvelope, CmsError> OpenWithKek(CryptoContext& context,
                                                                     const KekRecipient& recipient,
                                                                     Work& work) const;

  private:
    explicit Envelope(std::shared_ptr<const EnvelopeContent> content);

    std::shared_ptr<const EnvelopeContent> m_content;
};

} // namespace ns3

#endif // ENVELOPE_H
