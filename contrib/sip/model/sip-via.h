// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_VIA_H
#define SIP_VIA_H

#include "ns3/sip-parameters.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ns3
{

/** A value of Via (RFC 3261 section 20.42). */
class SipVia
{
  public:
    /** Makes an empty value, to be filled. */
    SipVia() = default;
    /**
     * @param transport UDP, TCP, TLS
     * @param host host of sent-by
     * @param port port of sent-by; none for the default
     * @param branch the branch parameter
     */
    SipVia(std::string transport,
           std::string host,
           std::optional<uint16_t> port,
           std::string branch);
    /**
     * @param value one value, without commas around it
     * @return the value, or why it is none
     */
    [[nodiscard]] static tl::expected<SipVia, SipError> Parse(std::string_view value);

    /** @return the transport as written, for example UDP */
    const std::string& GetTransport() const;
    /** @param transport the transport */
    void SetTransport(std::string transport);
    /** @return host of sent-by */
    const std::string& GetHost() const;
    /** @return port of sent-by, if it is stated */
    std::optional<uint16_t> GetPort() const;
    /** @return host and port of sent-by */
    std::string GetSentBy() const;
    /** @return the branch; empty for none */
    std::string_view GetBranch() const;
    /** @param branch the branch */
    void SetBranch(std::string branch);
    /** @return the parameters */
    const SipParameters& GetParameters() const;
    /**
     * @param name name of a parameter
     * @return its value; empty for a flag; nothing if it is absent
     */
    [[nodiscard]] std::optional<std::string_view> GetParameter(std::string_view name) const;
    /**
     * @param name name of a parameter
     * @param value its value; none for a flag such as rport
     */
    void SetParameter(std::string_view name, std::optional<std::string> value = std::nullopt);
    /** @return the value as text */
    std::string ToString() const;

  private:
    std::string m_transport;        ///< transport
    std::string m_host;             ///< host of sent-by
    std::optional<uint16_t> m_port; ///< port of sent-by
    SipParameters m_parameters;     ///< parameters
};

} // namespace ns3

#endif // SIP_VIA_H
