// SPDX-License-Identifier: GPL-2.0-only
#ifndef CMS_LIMITS_H
#define CMS_LIMITS_H

#include <cstddef>

namespace ns3
{

/// What a received CMS structure may hold at most; checked before anything is allocated for it.
struct CmsLimits
{
    std::size_t maxOctets = 1 << 20;       ///< octets of the whole structure
    std::size_t maxRecipients = 32;        ///< RecipientInfos, each RecipientEncryptedKey counted
    std::size_t maxAttributes = 16;        ///< attributes of one attribute set
    std::size_t maxAttributeOctets = 4096; ///< octets of one attribute
    std::size_t maxReferenceOctets = 64;   ///< octets of a CEKReference or KEK identifier
    std::size_t maxCertificates = 8;       ///< certificates of a SignedData
    std::size_t maxSigners = 4;            ///< SignerInfos of a SignedData
};

} // namespace ns3

#endif // CMS_LIMITS_H
