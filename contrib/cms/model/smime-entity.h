// SPDX-License-Identifier: GPL-2.0-only
#ifndef SMIME_ENTITY_H
#define SMIME_ENTITY_H

#include "ns3/envelope.h"
#include "ns3/mime-multipart.h"
#include "ns3/signed-data.h"

#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace ns3
{

/// What kind of S/MIME an entity is.
enum class SmimeKind
{
    None,            ///< not S/MIME
    Enveloped,       ///< application/pkcs7-mime; smime-type=enveloped-data
    AuthEnveloped,   ///< application/pkcs7-mime; smime-type=authEnveloped-data
    Signed,          ///< application/pkcs7-mime; smime-type=signed-data
    MultipartSigned, ///< multipart/signed; protocol="application/pkcs7-signature"
};

/**
 * Tell what an entity claims to be, by its Content-Type (RFC 8551, section 3.2). Without smime-type
 * the CMS content type decides. The "x-" forms of the types are read too.
 *
 * @param entity any entity
 * @return its kind
 */
[[nodiscard]] SmimeKind GetSmimeKind(const MimeEntity& entity);

/**
 * Wrap CMS in application/pkcs7-mime; smime-type is told from its content type.
 *
 * @param der ContentInfo of an EnvelopedData, AuthEnvelopedData or SignedData
 * @param encoding binary (SIP) or base64 (the article's Fig. 4)
 * @return the entity, or Unsupported
 */
[[nodiscard]] tl::expected<MimeEntity, MimeError> MakeSmimeEntity(
    std::string_view der,
    TransferEncoding encoding = TransferEncoding::Binary);

/**
 * Get the CMS structure out of application/pkcs7-mime or application/pkcs7-signature.
 *
 * @param entity such an entity
 * @param limits what is accepted at most
 * @return ContentInfo, or Unsupported, Malformed, LimitExceeded
 */
[[nodiscard]] tl::expected<Octets, MimeError> ExtractCms(const MimeEntity& entity,
                                                         const MimeLimits& limits = {});

/**
 * Sign an entity as multipart/signed (RFC 1847, RFC 8551, section 3.5.3).
 *
 * @param context randomness and algorithms
 * @param content the entity to sign
 * @param signer certificate and key
 * @param options as SignData(); detached is implied
 * @param encoding of the signature part
 * @param boundary see ChooseBoundary()
 * @param[in,out] work gains the operations done
 * @return the entity, or as SignData(), or Malformed for a boundary that does not fit
 */
[[nodiscard]] tl::expected<MimeEntity, CmsError> SignMultipart(CryptoContext& context,
                                                               const MimeEntity& content,
                                                               const Credential& signer,
                                                               const SignOptions& options,
                                                               TransferEncoding encoding,
                                                               std::string_view boundary,
                                                               Work& work);

/**
 * Verify multipart/signed or application/pkcs7-mime; smime-type=signed-data.
 *
 * @param context algorithms
 * @param entity the signed entity
 * @param known certificates the signer may be found in when it sent none
 * @param limits what is accepted at most
 * @param mimeLimits what is accepted at most
 * @param[in,out] work gains the operations done
 * @return content (a whole MIME entity in octets) and signer, or as VerifySigned()
 */
[[nodiscard]] tl::expected<VerifiedContent, CmsError> VerifySmime(
    CryptoContext& context,
    const MimeEntity& entity,
    const std::vector<Certificate>& known,
    const CmsLimits& limits,
    const MimeLimits& mimeLimits,
    Work& work);

} // namespace ns3

#endif // SMIME_ENTITY_H
