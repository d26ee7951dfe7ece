// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_ADDRESS_H
#define SIP_ADDRESS_H

#include "ns3/inet-socket-address.h"
#include "ns3/ipv4-address.h"

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>

namespace ns3
{

/** The transport protocols that carry SIP (RFC 3261, section 18). */
enum class SipTransportProtocol
{
    Udp,
    Tcp,
    Tls
};

/**
 * @param protocol a transport protocol
 * @return its name as a Via header field writes it: UDP, TCP or TLS
 */
std::string ToString(SipTransportProtocol protocol);

/**
 * @param name a transport's name, in any case
 * @return the protocol, or none if this module does not know the name
 */
std::optional<SipTransportProtocol> FindSipTransportProtocol(std::string_view name);

/**
 * @param protocol a transport protocol
 * @return whether it neither loses nor reorders (17.1.1.2: no retransmission by the transaction)
 */
bool IsReliable(SipTransportProtocol protocol);

/**
 * @param protocol a transport protocol
 * @return the port that a URI or Via without one means: 5060, or 5061 for TLS
 */
uint16_t GetDefaultPort(SipTransportProtocol protocol);

/** An end of a SIP hop: transport protocol, IPv4 address, port. A value. */
class SipAddress
{
  public:
    /** UDP, 0.0.0.0, port 0. */
    SipAddress() = default;
    /**
     * @param protocol transport protocol
     * @param address IPv4 address
     * @param port port number
     */
    SipAddress(SipTransportProtocol protocol, Ipv4Address address, uint16_t port);

    /** @return the transport protocol */
    SipTransportProtocol GetProtocol() const;
    /** @return the IPv4 address */
    Ipv4Address GetAddress() const;
    /** @return the port */
    uint16_t GetPort() const;
    /** @return the address for an ns-3 socket */
    InetSocketAddress ToSocketAddress() const;
    /** @return for example "UDP 10.1.1.2:5060" */
    std::string ToString() const;

    /**
     * A peer can name any address in a URI or a Via. Only one that means a single host may be sent
     * to: routing cannot tell where 0.0.0.0, 255.255.255.255 or a group is.
     *
     * @param address an IPv4 address
     * @return whether it is neither 0.0.0.0, nor 255.255.255.255, nor of 224.0.0.0/4
     */
    static bool IsUnicast(Ipv4Address address);
    /**
     * @param text digits and dots
     * @return the address, or none if the text is no IPv4 address (never asserts)
     */
    static std::optional<Ipv4Address> ParseIpv4(std::string_view text);
    /**
     * @param address an address
     * @return it in digits and dots
     */
    static std::string FormatIpv4(Ipv4Address address);

  private:
    SipTransportProtocol m_protocol{SipTransportProtocol::Udp}; ///< transport protocol
    Ipv4Address m_address{uint32_t{0}};                         ///< IPv4 address
    uint16_t m_port{0};                                         ///< port
};

/** Ordered by protocol, address, port. */
bool operator<(const SipAddress& left, const SipAddress& right);
/** Whether all three parts are equal. */
bool operator==(const SipAddress& left, const SipAddress& right);
/** Whether a part differs. */
bool operator!=(const SipAddress& left, const SipAddress& right);
/** Writes ToString(). */
std::ostream& operator<<(std::ostream& out, const SipAddress& address);

} // namespace ns3

#endif // SIP_ADDRESS_H
