// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_AUTH_PARAMETERS_H
#define SIP_AUTH_PARAMETERS_H

#include "ns3/sip-error.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace ns3
{

/**
 * The comma-separated name=value list of the digest header fields (RFC 3261 section 25.1), in
 * order, unknown parameters included.
 */
class SipAuthParameters
{
  public:
    /** More parameters than this are refused. */
    static constexpr std::size_t MAX_PARAMETERS = 64;

    /** One parameter. */
    struct Parameter
    {
        std::string name;  ///< as written; compared without case
        std::string value; ///< without quotes and escapes
        bool quoted;       ///< whether it is written as a quoted-string
    };

    /**
     * Parse a list without scheme. A parameter that comes twice is refused: two readers could
     * disagree on which one counts.
     * @param text the list
     * @return the parameters, or what is wrong
     */
    [[nodiscard]] static tl::expected<SipAuthParameters, SipError> Parse(std::string_view text);

    /**
     * @param name a name, in any case
     * @return its value, none if it is absent
     */
    std::optional<std::string_view> Get(std::string_view name) const;

    /**
     * Set or append a parameter.
     * @param name its name
     * @param value its value, octets as they are
     * @param quoted whether to write it as a quoted-string
     */
    void Set(std::string_view name, std::string_view value, bool quoted);

    /** @return the parameters in order */
    const std::vector<Parameter>& GetAll() const;

    /** @return the list, quotes and escapes added: `realm="a", algorithm=MD5` */
    std::string ToString() const;

  private:
    std::vector<Parameter> m_parameters; ///< in order
};

} // namespace ns3

#endif // SIP_AUTH_PARAMETERS_H
