// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_RESOLVER_H
#define SIP_RESOLVER_H

#include "ns3/object.h"
#include "ns3/sip-destination.h"
#include "ns3/sip-uri.h"

#include <cstdint>
#include <map>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace ns3
{

/**
 * The simulation's name service: a static table from host and domain names to addresses, and the
 * part of RFC 3263 that needs no NAPTR or SRV record. Names compare without case.
 */
class SipResolver : public Object
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * Adds a host, or replaces it.
     *
     * @param name a host name or a domain
     * @param address its address
     * @param port the port a URI without one means (an SRV record's work); 0: the protocol's own
     */
    void AddHost(const std::string& name, Ipv4Address address, uint16_t port = 0);
    /**
     * @param name a host name, or an address in digits and dots
     * @return its address, or none
     */
    std::optional<Ipv4Address> FindAddress(std::string_view name) const;
    /**
     * Finds the next hop of a URI (RFC 3263, section 4): a sips URI means TLS; else the transport
     * parameter decides; else the preferred protocol is taken, UDP being RFC 3263's own choice.
     *
     * @param uri a sip or sips URI: the top Route's, or the Request-URI
     * @param preferred the protocol where the URI does not say
     * @return the destination, or what is wrong in words
     */
    tl::expected<SipDestination, std::string> Resolve(
        const SipUri& uri,
        SipTransportProtocol preferred = SipTransportProtocol::Udp) const;
    /**
     * Finds the next hop of a request: that of the top Route if there is one (RFC 3261, 8.1.2 and
     * 16.6 item 7), else that of the Request-URI. If the Request-URI is a sips URI, the Route
     * counts as one, too.
     *
     * @param request a request
     * @param preferred the protocol where the URI does not say
     * @return the destination, or what is wrong in words
     */
    tl::expected<SipDestination, std::string> ResolveRequest(
        const SipMessage& request,
        SipTransportProtocol preferred = SipTransportProtocol::Udp) const;

  private:
    /** An entry of the table. */
    struct Host
    {
        Ipv4Address address; ///< address
        uint16_t port;       ///< port a URI without one means; 0: the protocol's own
    };

    std::map<std::string, Host> m_hosts; ///< by name in lower case
};

} // namespace ns3

#endif // SIP_RESOLVER_H
