// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_PARAMETERS_H
#define SIP_PARAMETERS_H

#include "ns3/sip-error.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ns3
{

/** One parameter of a URI or of a header field's value, as views into its SipParameters. */
struct SipParameter
{
    std::string_view name;                 ///< as written; compared without case
    std::optional<std::string_view> value; ///< as written, quotes and escapes included
};

/**
 * The parameters behind a URI, an address or a Via value, in their order. They are kept as text and
 * looked up there: there are few of them, and most are never asked for.
 */
class SipParameters
{
  public:
    /** More parameters than this are refused: looking each of many up among many takes long. */
    static constexpr std::size_t MAX_PARAMETERS = 64;

    /**
     * Parse what follows the first semicolon. White space around names and values goes.
     *
     * @param text one parameter or more, with semicolons between them
     * @param what their place, for the error's reason
     * @return the parameters, or why they are none
     */
    [[nodiscard]] static tl::expected<SipParameters, SipError> Parse(std::string_view text,
                                                                     std::string_view what);
    /**
     * @param name a name, compared without case
     * @return the value; empty for a parameter without one; nothing if it is absent
     */
    [[nodiscard]] std::optional<std::string_view> Get(std::string_view name) const;
    /**
     * @param name a name, compared without case
     * @return whether it is there
     */
    [[nodiscard]] bool Has(std::string_view name) const;
    /**
     * Sets a parameter in its place, or adds it behind the others.
     *
     * @param name its name
     * @param value its value; none for a parameter that is a flag
     */
    void Set(std::string_view name, std::optional<std::string> value);
    /** @param name the parameter to remove, compared without case */
    void Remove(std::string_view name);
    /** @return all of them; the views live until a change */
    std::vector<SipParameter> GetAll() const;
    /** @return whether there is none */
    bool IsEmpty() const;
    /** @return each as ;name or ;name=value */
    const std::string& ToString() const;

  private:
    /**
     * @param at where a parameter's semicolon stands; moves on to the next one's
     * @return the parameter
     */
    SipParameter Read(std::size_t& at) const;

    std::string m_text; ///< each as ;name or ;name=value
};

} // namespace ns3

#endif // SIP_PARAMETERS_H
