// SPDX-License-Identifier: GPL-2.0-only
#ifndef MIME_ERROR_H
#define MIME_ERROR_H

#include <cstddef>
#include <string_view>

namespace ns3
{

/// Why a MIME entity could not be read or made.
enum class MimeError
{
    Malformed,         ///< not a header block, field value or multipart as RFC 2045/2046 say
    LimitExceeded,     ///< larger, deeper or with more members than MimeLimits allows
    NotMultipart,      ///< the entity is not multipart, or has no boundary
    Unsupported,       ///< an unknown Content-Transfer-Encoding or smime-type
    BoundaryInContent, ///< the boundary occurs inside a part
};

/// @param error the error
/// @return a short English text for logs
std::string_view ToString(MimeError error);

/// What a received MIME entity may hold at most; checked before anything is allocated for it.
struct MimeLimits
{
    std::size_t maxOctets = 1 << 20;     ///< octets of the entity
    std::size_t maxFields = 64;          ///< header fields of one entity
    std::size_t maxHeaderOctets = 16384; ///< octets of one header block
    std::size_t maxParameters = 32;      ///< parameters of one field value
    std::size_t maxParts = 32;           ///< parts, over all levels
    std::size_t maxDepth = 4;            ///< multiparts inside each other
};

} // namespace ns3

#endif // MIME_ERROR_H
