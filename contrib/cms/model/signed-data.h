// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIGNED_DATA_H
#define SIGNED_DATA_H

#include "ns3/certificate.h"
#include "ns3/cms-error.h"
#include "ns3/cms-limits.h"
#include "ns3/credential.h"
#include "ns3/crypto-context.h"
#include "ns3/work.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace ns3
{

/// The choices of a signer.
struct SignOptions
{
    bool detached{false};               ///< leave the content out (multipart/signed)
    bool includeCertificate{true};      ///< put the signer's certificate inside
    std::optional<int64_t> signingTime; ///< seconds since 1970; the attribute is left out if absent
};

/// What a verified signature says.
struct VerifiedContent
{
    Octets content;     ///< what was signed; for S/MIME a whole MIME entity
    Certificate signer; ///< whose key made the signature; trust is NOT judged here
    std::vector<Certificate> certificates; ///< all certificates that were inside
    std::optional<int64_t> signingTime;    ///< seconds since 1970, as the signer claims
};

/**
 * Sign content with SHA-256 and the signed attributes contentType and messageDigest (RFC 5652,
 * section 5).
 *
 * @param context randomness and algorithms
 * @param content what to sign
 * @param signer certificate and key
 * @param options what goes into the structure
 * @param[in,out] work gains the operations done
 * @return ContentInfo in DER, or KeyMismatch, Unsupported (a time outside 1950 to 9999),
 *         CryptographyFailed
 */
[[nodiscard]] tl::expected<Octets, CmsError> SignData(CryptoContext& context,
                                                      std::string_view content,
                                                      const Credential& signer,
                                                      const SignOptions& options,
                                                      Work& work);

/**
 * Verify a SignedData with its content inside. Signed attributes must be there, with SHA-256; every
 * signature of it must be good; the signer that is returned is the first.
 *
 * @param context algorithms
 * @param der ContentInfo in DER; BER with indefinite lengths is read too
 * @param known certificates the signer may be found in when it sent none
 * @param limits what is accepted at most
 * @param[in,out] work gains the operations done
 * @return content and signer, or Malformed, LimitExceeded, Unsupported, SignerUnknown,
 *         SignatureInvalid
 */
[[nodiscard]] tl::expected<VerifiedContent, CmsError> VerifySigned(
    CryptoContext& context,
    std::string_view der,
    const std::vector<Certificate>& known,
    const CmsLimits& limits,
    Work& work);

/**
 * Verify a SignedData whose content is elsewhere (multipart/signed, RFC 8551, section 3.5.3).
 *
 * @param context algorithms
 * @param der ContentInfo in DER without content
 * @param content the signed octets
 * @param known certificates the signer may be found in when it sent none
 * @param limits what is accepted at most
 * @param[in,out] work gains the operations done
 * @return as VerifySigned(); content is a copy of the octets given
 */
[[nodiscard]] tl::expected<VerifiedContent, CmsError> VerifyDetached(
    CryptoContext& context,
    std::string_view der,
    std::string_view content,
    const std::vector<Certificate>& known,
    const CmsLimits& limits,
    Work& work);

} // namespace ns3

#endif // SIGNED_DATA_H
