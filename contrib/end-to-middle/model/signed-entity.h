// SPDX-License-Identifier: GPL-2.0-only

#ifndef SIGNED_ENTITY_H
#define SIGNED_ENTITY_H

#include "ns3/mime-entity.h"
#include "ns3/octets.h"

#include <optional>
#include <tl/expected.hpp>

namespace ns3
{

/**
 * \ingroup end-to-middle
 * What a signature of a SIP message covers: a copy of header fields, and the body if there is one.
 */
struct SignedParts
{
    Octets headers;                 //!< message/sipfrag
    std::optional<MimeEntity> body; //!< the message's body
};

/**
 * \ingroup end-to-middle
 * Puts parts together: the fragment alone, or multipart/mixed of the fragment, which is marked as
 * RFC 3893 section 2 does (Content-Disposition: aib), and the body.
 * \param parts the parts
 * \return the entity to sign, or why it cannot be made
 */
[[nodiscard]] tl::expected<MimeEntity, MimeError> JoinSignedParts(const SignedParts& parts);

/**
 * \ingroup end-to-middle
 * Takes apart what JoinSignedParts made.
 * \param entity what was signed
 * \return the parts; Malformed for anything else
 */
[[nodiscard]] tl::expected<SignedParts, MimeError> SplitSignedParts(const MimeEntity& entity);

} // namespace ns3

#endif // SIGNED_ENTITY_H
