// SPDX-License-Identifier: GPL-2.0-only
#ifndef CMS_ERROR_H
#define CMS_ERROR_H

#include <string_view>

namespace ns3
{

/**
 * Why a CMS structure could not be made, read, opened or verified.
 *
 * DecryptionFailed is the one answer to every failure that comes after a recipient has been
 * matched, whatever went wrong (key transport padding, key unwrapping, MAC, block padding): a
 * sender learns nothing from it (RFC 3218). All other values can be told from the public parts of
 * the structure alone.
 */
enum class CmsError
{
    Malformed,          ///< not the DER (or BER as far as it is read) of the structure asked for
    LimitExceeded,      ///< larger, or with more members, than CmsLimits allows
    Unsupported,        ///< well formed, but with an algorithm, key type or version we do not have
    NoRecipient,        ///< nothing to seal for: neither certificates nor key-encryption keys given
    NotARecipient,      ///< no RecipientInfo names this certificate or key identifier
    KeyMismatch,        ///< the private key given is not that of the certificate given
    DecryptionFailed,   ///< any failure to decrypt, all alike
    SignerUnknown,      ///< no certificate for the signer, inside or given
    SignatureInvalid,   ///< message digest or signature do not fit
    CryptographyFailed, ///< the cryptographic library refused while we were making a structure
};

/// @param error the error
/// @return a short English text for logs
std::string_view ToString(CmsError error);

} // namespace ns3

#endif // CMS_ERROR_H
