// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_URI_H
#define SIP_URI_H

#include "ns3/sip-error.h"
#include "ns3/sip-parameters.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ns3
{

/**
 * A URI (RFC 3261 section 19.1). sip and sips URIs are taken apart; of all others, tel included,
 * only the scheme is known and the rest is kept as it is. Escapes are kept as they were written.
 */
class SipUri
{
  public:
    /** Makes an empty sip URI, to be filled. */
    SipUri() = default;
    /**
     * Makes a sip or sips URI.
     *
     * @param scheme "sip" or "sips"
     * @param user user part, escaped where needed; empty for none
     * @param host host
     * @param port port; none for the default
     */
    SipUri(std::string scheme,
           std::string user,
           std::string host,
           std::optional<uint16_t> port = std::nullopt);
    /**
     * @param text a URI and nothing else
     * @return the URI, or why it is none
     */
    [[nodiscard]] static tl::expected<SipUri, SipError> Parse(std::string_view text);

    /** @return the scheme in lower case */
    const std::string& GetScheme() const;
    /** @return whether it is a sip or sips URI, so that the other parts mean something */
    bool IsSip() const;
    /** @return whether the scheme is sips */
    bool IsSecure() const;
    /** @return the user part without password, escaped; empty for none */
    const std::string& GetUser() const;
    /** @return the host, an IPv6 address with its brackets */
    const std::string& GetHost() const;
    /** @return the port, if it is stated */
    std::optional<uint16_t> GetPort() const;
    /** @return the URI parameters */
    const SipParameters& GetParameters() const;
    /** @return what stands behind the question mark, without it; empty for none */
    const std::string& GetHeaders() const;
    /**
     * @param name name of a URI parameter; one that is written with escapes is found too
     * @return its value as written; empty for a flag; nothing if it is absent
     */
    [[nodiscard]] std::optional<std::string_view> GetParameter(std::string_view name) const;
    /**
     * @param name name of a URI parameter
     * @return whether it is there
     */
    [[nodiscard]] bool HasParameter(std::string_view name) const;

    /** @param scheme "sip" or "sips" */
    void SetScheme(std::string scheme);
    /** @param user user part, escaped; empty for none */
    void SetUser(std::string user);
    /** @param host host */
    void SetHost(std::string host);
    /** @param port port; none for the default */
    void SetPort(std::optional<uint16_t> port);
    /**
     * @param name name of a URI parameter
     * @param value its value; none for a flag such as lr
     */
    void SetParameter(std::string_view name, std::optional<std::string> value = std::nullopt);
    /** @param name name of the URI parameter to remove */
    void RemoveParameter(std::string_view name);
    /** @param headers what is to stand behind the question mark; empty for none */
    void SetHeaders(std::string headers);

    /** @return the URI as text */
    std::string ToString() const;
    /**
     * Compares by the rules of section 19.1.4. Those say two things of a transport parameter that
     * only one URI has; here it makes a difference, as in the section's examples. Other schemes are
     * compared as text.
     *
     * @param other another URI
     * @return whether both mean the same
     */
    bool operator==(const SipUri& other) const;
    /**
     * @param other another URI
     * @return whether they differ (section 19.1.4)
     */
    bool operator!=(const SipUri& other) const;

  private:
    std::string m_scheme{"sip"};    ///< in lower case
    std::string m_user;             ///< user part, escaped
    std::string m_password;         ///< password with its colon; empty for none
    std::string m_host;             ///< host; the rest of the text for other schemes
    std::optional<uint16_t> m_port; ///< port
    SipParameters m_parameters;     ///< URI parameters
    std::string m_headers;          ///< what stands behind the question mark
};

} // namespace ns3

#endif // SIP_URI_H
