// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/cms-error.h"

namespace ns3
{

std::string_view
ToString(CmsError error)
{
    switch (error)
    {
    case CmsError::Malformed:
        return "malformed CMS structure";
    case CmsError::LimitExceeded:
        return "CMS structure beyond the limits";
    case CmsError::Unsupported:
        return "unsupported CMS structure or algorithm";
    case CmsError::NoRecipient:
        return "no recipient given";
    case CmsError::NotARecipient:
        return "not a recipient";
    case CmsError::KeyMismatch:
        return "private key does not belong to the certificate";
    case CmsError::DecryptionFailed:
        return "decryption failed";
    case CmsError::SignerUnknown:
        return "no certificate for the signer";
    case CmsError::SignatureInvalid:
        return "invalid signature";
    case CmsError::CryptographyFailed:
        return "the cryptographic library failed";
    }
    return "unknown error";
}

} // namespace ns3
