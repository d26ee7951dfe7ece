// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/mime-error.h"

namespace ns3
{

std::string_view
ToString(MimeError error)
{
    switch (error)
    {
    case MimeError::Malformed:
        return "malformed MIME entity";
    case MimeError::LimitExceeded:
        return "MIME entity beyond the limits";
    case MimeError::NotMultipart:
        return "not a multipart entity";
    case MimeError::Unsupported:
        return "unsupported MIME type or encoding";
    case MimeError::BoundaryInContent:
        return "the boundary occurs inside a part";
    }
    return "unknown error";
}

} // namespace ns3
