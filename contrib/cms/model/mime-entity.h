// SPDX-License-Identifier: GPL-2.0-only
#ifndef MIME_ENTITY_H
#define MIME_ENTITY_H

#include "ns3/mime-error.h"
#include "ns3/mime-value.h"
#include "ns3/octets.h"

#include <optional>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace ns3
{

/// How a body is written; the values are those of Content-Transfer-Encoding (RFC 2045, section 6).
enum class TransferEncoding
{
    Binary, ///< as it is; also stands for 7bit, 8bit and an absent field. The default in SIP
    Base64, ///< in lines of 64 characters
};

/**
 * A MIME entity: header fields in order and a body of any octets.
 *
 * What was parsed is kept byte-exact: Serialize() of an unchanged entity returns the octets that
 * were given to Parse(), odd spacing, folding and bare LF included.
 */
class MimeEntity
{
  public:
    /// An entity without fields and with an empty body.
    MimeEntity() = default;

    /**
     * @param contentType value of Content-Type
     * @param body the body, already in its transfer encoding
     */
    MimeEntity(std::string_view contentType, std::string_view body);

    /**
     * @param octets header fields, an empty line, and the body; or, without fields, an empty line
     *        and the body. The empty line may be missing when there is no body (RFC 2046, section
     *        5.1, body-part)
     * @param limits what is accepted at most
     * @return the entity, or Malformed, LimitExceeded
     */
    [[nodiscard]] static tl::expected<MimeEntity, MimeError> Parse(std::string_view octets,
                                                                   const MimeLimits& limits = {});

    /// @return the octets of header fields, empty line and body
    [[nodiscard]] Octets Serialize() const;

    /// @return number of header fields
    [[nodiscard]] std::size_t GetFieldCount() const;

    /// @param name a field name, case ignored
    /// @return the first such field's value, without spaces around it and unfolded
    [[nodiscard]] std::optional<Octets> GetField(std::string_view name) const;

    /**
     * Set the first field of that name (others are removed), or add it at the end.
     *
     * @param name a token
     * @param value any text; CR, LF and NUL are left out
     */
    void SetField(std::string_view name, std::string_view value);

    /// Remove all fields of a name. @param name a field name, case ignored
    void RemoveField(std::string_view name);

    /// @return Content-Type; text/plain when it is absent (RFC 2045, section 5.2)
    [[nodiscard]] tl::expected<MimeValue, MimeError> GetContentType() const;

    /// @return Content-Disposition; an empty value when it is absent
    [[nodiscard]] tl::expected<MimeValue, MimeError> GetContentDisposition() const;

    /// @return Content-ID without its angle brackets, or nothing
    [[nodiscard]] std::optional<Octets> GetContentId() const;

    /// @return the body as it is on the wire
    [[nodiscard]] const Octets& GetBody() const;

    /// @return the body with Content-Transfer-Encoding undone, or Malformed, Unsupported
    [[nodiscard]] tl::expected<Octets, MimeError> DecodeBody() const;

    /**
     * Replace the body and set Content-Transfer-Encoding.
     *
     * @param content the octets meant
     * @param encoding how they are written
     */
    void EncodeBody(std::string_view content, TransferEncoding encoding);

    /// Replace the body as it is. @param body the octets on the wire
    void SetBody(std::string_view body);

  private:
    /// One header field.
    struct Field
    {
        Octets name;
        Octets raw; ///< the whole line or lines with their line end
    };

    /// Add what a body needs before it, if the entity was parsed without an empty line.
    void Complete();

    std::vector<Field> m_fields;
    Octets m_separator{"\r\n"}; ///< the empty line
    Octets m_body;
};

} // namespace ns3

#endif // MIME_ENTITY_H
