// SPDX-License-Identifier: GPL-2.0-only
#ifndef MIME_VALUE_H
#define MIME_VALUE_H

#include "ns3/mime-error.h"
#include "ns3/octets.h"

#include <optional>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace ns3
{

/// @param a some ASCII text
/// @param b some ASCII text
/// @return whether they are the same but for case
[[nodiscard]] bool EqualsIgnoringCase(std::string_view a, std::string_view b);

/**
 * A structured MIME field value: `value *(; name=value)`, as in Content-Type (RFC 2045, section
 * 5.1) and Content-Disposition (RFC 2183). RFC 822 comments are not read, as in SIP.
 */
class MimeValue
{
  public:
    /// @param value what comes before the parameters, e.g. "application/sdp"
    explicit MimeValue(std::string_view value = {});

    /**
     * @param text a field value, quoted strings included
     * @param limits what is accepted at most
     * @return the value, or Malformed (also when a parameter is there twice), LimitExceeded
     */
    [[nodiscard]] static tl::expected<MimeValue, MimeError> Parse(std::string_view text,
                                                                  const MimeLimits& limits = {});

    /// @return what comes before the parameters, as received
    [[nodiscard]] const Octets& GetValue() const;

    /// @param value a value such as "multipart/signed"
    /// @return whether this is it, case ignored
    [[nodiscard]] bool Is(std::string_view value) const;

    /// @param name a parameter, case ignored
    /// @return its value without quotes, if it is there
    [[nodiscard]] std::optional<std::string_view> GetParameter(std::string_view name) const;

    /// @return all parameters in order, values without quotes
    [[nodiscard]] const std::vector<std::pair<Octets, Octets>>& GetParameters() const;

    /**
     * Set a parameter, or add it at the end.
     *
     * @param name a token
     * @param value any text, quoted when it must be; CR, LF and NUL are left out
     */
    void SetParameter(std::string_view name, std::string_view value);

    /// @return the text of the field value
    [[nodiscard]] Octets ToString() const;

  private:
    Octets m_value;
    std::vector<std::pair<Octets, Octets>> m_parameters;
};

} // namespace ns3

#endif // MIME_VALUE_H
