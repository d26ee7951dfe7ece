// SPDX-License-Identifier: GPL-2.0-only
#ifndef ENVELOPE_SEALER_H
#define ENVELOPE_SEALER_H

#include "ns3/cek-attributes.h"
#include "ns3/certificate.h"
#include "ns3/cms-error.h"
#include "ns3/crypto-context.h"
#include "ns3/kek-recipient.h"
#include "ns3/key-transport.h"
#include "ns3/work.h"

#include <optional>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace ns3
{

/// How the content is encrypted.
enum class ContentCipher
{
    Aes128Gcm, ///< AuthEnvelopedData (RFC 5083, RFC 5084), 12 octet nonce, 16 octet MAC
    Aes128Cbc, ///< EnvelopedData (RFC 5652), the baseline of the period, without integrity
};

/// Where the attributes of RFC 3185 are put.
enum class CekAttributePlacement
{
    Unprotected,   ///< unprotectedAttrs, or unauthAttrs of AuthEnvelopedData: as RFC 3185 says
    Authenticated, ///< authAttrs: covered by the MAC; AES-128-GCM only, `openssl cms` cannot read
                   ///< it
};

/// The choices of a sender.
struct EnvelopeOptions
{
    ContentCipher cipher{ContentCipher::Aes128Gcm};
    KeyTransportPadding padding{KeyTransportPadding::Oaep};
    std::optional<CekAttributes> cek; ///< lets later messages refer to this one's key
    CekAttributePlacement placement{CekAttributePlacement::Unprotected};
};

/// A sealed message and the key it was sealed with.
struct SealedEnvelope
{
    Octets der; ///< ContentInfo
    Secret cek; ///< content-encryption key, for DeriveKek() and CekStore
};

/**
 * Encrypt content for several recipients with one new content-encryption key.
 *
 * A certificate with an RSA key gets a KeyTransportRecipientInfo; one with a P-256 key gets a
 * KeyAgreeRecipientInfo with an ephemeral key of its own (RFC 5753, section 3.1.1); a shared key
 * gets a KEKRecipientInfo with AES-128 key wrap.
 *
 * @param context randomness and algorithms
 * @param content what to encrypt: for S/MIME a whole MIME entity
 * @param certificates recipients by certificate
 * @param keks recipients by shared key
 * @param options cipher, padding, attributes
 * @param[in,out] work gains the operations done
 * @return ContentInfo in DER and the content-encryption key, or NoRecipient, Unsupported,
 *         LimitExceeded (a reference without octets, or more of something than the default
 *         CmsLimits let a reader accept), CryptographyFailed.
 */
[[nodiscard]] tl::expected<SealedEnvelope, CmsError> SealEnvelope(
    CryptoContext& context,
    std::string_view content,
    const std::vector<Certificate>& certificates,
    const std::vector<KekRecipient>& keks,
    const EnvelopeOptions& options,
    Work& work);

} // namespace ns3

#endif // ENVELOPE_SEALER_H
