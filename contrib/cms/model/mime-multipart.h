// SPDX-License-Identifier: GPL-2.0-only
#ifndef MIME_MULTIPART_H
#define MIME_MULTIPART_H

#include "ns3/mime-entity.h"

#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace ns3
{

/**
 * Take one level of a multipart apart (RFC 2046, section 5.1). Binary safe: a part ends at a
 * boundary at the start of a line and nowhere else, NUL octets are octets. Preamble and epilogue
 * are dropped. Each part's Serialize() is byte-exact, as multipart/signed needs it.
 *
 * @param entity an entity of type multipart
 * @param limits what is accepted at most
 * @return the parts in order, or NotMultipart, Malformed (no closing boundary), LimitExceeded
 */
[[nodiscard]] tl::expected<std::vector<MimeEntity>, MimeError> ParseMultipart(
    const MimeEntity& entity,
    const MimeLimits& limits = {});

/**
 * Find the parts that are not multiparts themselves, in order, over all levels. An entity that is
 * not multipart is its own only leaf.
 *
 * @param entity any entity
 * @param limits depth and number of parts accepted at most
 * @return the leaves, or Malformed, LimitExceeded
 */
[[nodiscard]] tl::expected<std::vector<MimeEntity>, MimeError> CollectLeaves(
    const MimeEntity& entity,
    const MimeLimits& limits = {});

/**
 * Put parts together.
 *
 * @param type Content-Type without its boundary, e.g. "multipart/mixed"
 * @param parts at least one
 * @param boundary 1 to 70 characters, see ChooseBoundary()
 * @return the entity, or BoundaryInContent, Malformed (no part, or not a boundary)
 */
[[nodiscard]] tl::expected<MimeEntity, MimeError> BuildMultipart(
    const MimeValue& type,
    const std::vector<MimeEntity>& parts,
    std::string_view boundary);

/**
 * Choose a boundary that occurs in no part. No randomness: the same parts give the same boundary.
 *
 * @param stem how it begins, letters and digits
 * @param parts what it must not occur in
 * @return the stem with the first number that fits
 */
[[nodiscard]] Octets ChooseBoundary(std::string_view stem, const std::vector<MimeEntity>& parts);

} // namespace ns3

#endif // MIME_MULTIPART_H
