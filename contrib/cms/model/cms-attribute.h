// SPDX-License-Identifier: GPL-2.0-only
#ifndef CMS_ATTRIBUTE_H
#define CMS_ATTRIBUTE_H

#include "ns3/cek-attributes.h"
#include "ns3/cms-error.h"
#include "ns3/cms-limits.h"
#include "ns3/der-reader.h"

#include <optional>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace ns3
{

/// An attribute (RFC 5652, section 5.3) as it was read: views into the structure.
struct CmsAttribute
{
    std::string_view type;     ///< content octets of attrType
    std::string_view raw;      ///< the whole attribute
    DerElement value;          ///< the first of attrValues
    bool isSingleValued{true}; ///< whether there is no other
};

/**
 * @param content content octets of a SET OF Attribute
 * @param limits what is accepted at most
 * @return the attributes in order, or Malformed, LimitExceeded
 */
[[nodiscard]] tl::expected<std::vector<CmsAttribute>, CmsError> ParseAttributes(
    std::string_view content,
    const CmsLimits& limits);

/**
 * @param attributes some attributes
 * @param type content octets of an attrType
 * @return the one attribute of that type with its one value; nothing when there is none; Malformed
 *         when there are several, or several values
 */
[[nodiscard]] tl::expected<std::optional<CmsAttribute>, CmsError> FindAttribute(
    const std::vector<CmsAttribute>& attributes,
    std::string_view type);

/**
 * Make an attribute with one value.
 *
 * @param type content octets of attrType
 * @param value the value, encoded already
 * @return the attribute in DER
 */
[[nodiscard]] Octets EncodeAttribute(std::string_view type, std::string_view value);

/**
 * Read the attributes of RFC 3185. With KEKDerivationAlg the key-encryption key is made in a way
 * that is not supported here: then, as without CEKReference, there is nothing to refer to.
 *
 * @param attributes some attributes
 * @param limits what is accepted at most
 * @return what they say, or Malformed (CEKMaxDecrypts outside 1 to 2^31 too), LimitExceeded
 */
[[nodiscard]] tl::expected<std::optional<CekAttributes>, CmsError> ReadCekAttributes(
    const std::vector<CmsAttribute>& attributes,
    const CmsLimits& limits);

/// @param cek what to say
/// @return the attributes in DER
[[nodiscard]] std::vector<Octets> EncodeCekAttributes(const CekAttributes& cek);

} // namespace ns3

#endif // CMS_ATTRIBUTE_H
