// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_NAME_ADDR_H
#define SIP_NAME_ADDR_H

#include "ns3/sip-parameters.h"
#include "ns3/sip-uri.h"

#include <optional>
#include <string>
#include <string_view>

namespace ns3
{

/**
 * A value of From, To, Contact, Route, Record-Route and their like (RFC 3261 section 20.10): an
 * address with an optional display name, and parameters behind it.
 */
class SipNameAddr
{
  public:
    /** Makes an address with an empty URI. */
    SipNameAddr() = default;
    /**
     * @param uri the URI
     * @param displayName the display name, not quoted; empty for none
     */
    explicit SipNameAddr(SipUri uri, std::string displayName = "");
    /**
     * @param value one value, without commas around it
     * @return the address, or why it is none
     */
    [[nodiscard]] static tl::expected<SipNameAddr, SipError> Parse(std::string_view value);

    /** @return whether this is the star of "Contact: *" */
    bool IsStar() const;
    /** @return the display name without quotes and escapes; empty for none */
    std::string GetDisplayName() const;
    /** @return the URI */
    const SipUri& GetUri() const;
    /** @param uri the URI */
    void SetUri(SipUri uri);
    /** @return the parameters behind the address */
    const SipParameters& GetParameters() const;
    /**
     * @param name name of a header parameter
     * @return its value; empty for a flag; nothing if it is absent
     */
    [[nodiscard]] std::optional<std::string_view> GetParameter(std::string_view name) const;
    /**
     * @param name name of a header parameter
     * @param value its value; none for a flag
     */
    void SetParameter(std::string_view name, std::optional<std::string> value = std::nullopt);
    /** @param name name of the header parameter to remove */
    void RemoveParameter(std::string_view name);
    /** @return the tag parameter, if there is one */
    [[nodiscard]] std::optional<std::string_view> GetTag() const;
    /** @param tag the tag */
    void SetTag(std::string tag);
    /** @return the value as text, the URI in angle brackets */
    std::string ToString() const;

  private:
    bool m_star{false};         ///< whether it is *
    std::string m_name;         ///< display name as it is written, quotes included
    SipUri m_uri;               ///< the URI
    SipParameters m_parameters; ///< what stands behind the address
};

} // namespace ns3

#endif // SIP_NAME_ADDR_H
