// SPDX-License-Identifier: GPL-2.0-only
#ifndef ENVELOPE_CONTENT_H
#define ENVELOPE_CONTENT_H

#include "ns3/cek-attributes.h"
#include "ns3/cms-error.h"
#include "ns3/cms-limits.h"
#include "ns3/envelope-sealer.h"
#include "ns3/recipient-identifier.h"

#include <optional>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace ns3
{

/// How a RecipientInfo's key is encrypted, as far as it is supported.
enum class KeyEncryption
{
    RsaOaep,     ///< id-RSAES-OAEP with SHA-256, MGF1 with SHA-256, empty label
    RsaPkcs1,    ///< rsaEncryption
    EcdhSha256,  ///< dhSinglePass-stdDH-sha256kdf-scheme with id-aes128-wrap
    Aes128Wrap,  ///< id-aes128-wrap
    Unsupported, ///< any other
};

/// What a received envelope says for one recipient.
struct EnvelopeRecipient
{
    KeyEncryption method{KeyEncryption::Unsupported};
    Octets encryptedKey;
    Octets originatorPoint; ///< EcdhSha256: ephemeral public key
    Octets sharedInfo;      ///< EcdhSha256: DER of ECC-CMS-SharedInfo
};

/// A received EnvelopedData or AuthEnvelopedData, taken apart. For this module's use.
struct EnvelopeContent
{
    bool isAuthenticated{false};
    int version{0};
    std::vector<RecipientIdentifier> identifiers;
    std::vector<EnvelopeRecipient> recipients; ///< in the order of identifiers
    ContentCipher cipher{ContentCipher::Aes128Gcm};
    Octets nonce; ///< GCM nonce, or initialization vector
    Octets ciphertext;
    Octets tag;            ///< MAC of AuthEnvelopedData
    Octets associatedData; ///< DER of authAttrs with the tag of SET OF
    std::optional<CekAttributes> cek;
    bool isCekAuthenticated{false};
};

/**
 * @param der ContentInfo
 * @param limits what is accepted at most
 * @return what it says, or Malformed, LimitExceeded, Unsupported
 */
[[nodiscard]] tl::expected<EnvelopeContent, CmsError> ParseEnvelope(std::string_view der,
                                                                    const CmsLimits& limits);

/**
 * Read the recipients (RFC 5652, section 6.2). Kinds that are not supported are passed over.
 *
 * @param set content octets of RecipientInfos
 * @param limits what is accepted at most
 * @param[in,out] content gains identifiers and recipients
 * @return nothing, or Malformed, LimitExceeded
 */
[[nodiscard]] tl::expected<void, CmsError> ParseRecipients(std::string_view set,
                                                           const CmsLimits& limits,
                                                           EnvelopeContent& content);

/**
 * Make the SharedInfo of the key derivation (RFC 5753, section 7.2) for a 128 bit key.
 *
 * @param keyInfo AlgorithmIdentifier of the key wrap in DER
 * @param ukm user keying material, if there is any
 * @return DER of ECC-CMS-SharedInfo
 */
[[nodiscard]] Octets EncodeSharedInfo(std::string_view keyInfo,
                                      std::optional<std::string_view> ukm = std::nullopt);

} // namespace ns3

#endif // ENVELOPE_CONTENT_H
