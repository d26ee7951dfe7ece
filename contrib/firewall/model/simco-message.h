// SPDX-License-Identifier: GPL-2.0-only

#ifndef SIMCO_MESSAGE_H
#define SIMCO_MESSAGE_H

#include "ns3/media-flow.h"
#include "ns3/octets.h"
#include "ns3/simco-error.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace ns3
{

/**
 * \ingroup firewall
 * Basic types of SIMCO messages (RFC 4540 section 4).
 */
enum class SimcoBasicType : uint8_t
{
    Request = 1,       //!< of an agent
    PositiveReply = 2, //!< of the middlebox: done
    NegativeReply = 3, //!< of the middlebox: not done
    Notification = 4,  //!< of the middlebox: something happened
};

/**
 * \ingroup firewall
 * Sub-types of requests and of positive replies (RFC 4540 section 4).
 */
enum class SimcoTransaction : uint8_t
{
    SessionEstablishment = 0x01,  //!< SE
    SessionAuthentication = 0x02, //!< SA: by a token; here TLS does it
    SessionTermination = 0x03,    //!< ST
    PolicyReserve = 0x11,         //!< PRR
    PolicyEnable = 0x12,          //!< PER
    PolicyEnableAfter = 0x13,     //!< PEA: enables what was reserved
    PolicyDisable = 0x14,         //!< PDR
    PolicyLifetimeChange = 0x15,  //!< PLC; 0 deletes
    PolicyRuleDeletion = 0x16,    //!< PRD
    PolicyRuleStatus = 0x21,      //!< PRS
    PolicyRuleList = 0x22,        //!< PRL
    PolicyEnableStatus = 0x23,    //!< PES
    PolicyDisableStatus = 0x24,   //!< PDS
};

/**
 * \ingroup firewall
 * Sub-types of negative replies (RFC 4540 section 4).
 */
enum class SimcoRefusal : uint8_t
{
    WrongBasicType = 0x10,         //!< not a request
    WrongSubType = 0x11,           //!< no such transaction
    BadlyFormed = 0x12,            //!< cannot be read, or an attribute is missing
    NotApplicable = 0x20,          //!< not in this state of the session
    LackOfResources = 0x21,        //!< no room for another session
    VersionMismatch = 0x22,        //!< another version of the protocol
    AuthenticationFailed = 0x23,   //!< not who it says
    NoAuthorization = 0x24,        //!< no session for this agent
    TransactionUnsupported = 0x40, //!< known, but not offered here
    AgentNotAuthorized = 0x41,     //!< this agent may not do that
    NoResources = 0x42,            //!< no room for another rule
    NoSuchRule = 0x43,             //!< or it is another agent's
    WildcardUnsupported = 0x4c,    //!< a wildcard where none may be
    Conflict = 0x50,               //!< another rule stands against it
    LifetimeNotExtendable = 0x52,  //!< the lifetime cannot be made longer
    ProtocolUnsupported = 0x54,    //!< not UDP
};

/**
 * \ingroup firewall
 * Sub-types of notifications (RFC 4540 section 4).
 */
enum class SimcoNotification : uint8_t
{
    BadlyFormedMessage = 1, //!< BFM: what came is no request that could be answered
    SessionTermination = 2, //!< AST: the middlebox ends the session
    PolicyRuleEvent = 3,    //!< ARE: a rule has ended, or its lifetime has changed
};

/**
 * \param transaction a transaction
 * \return the short name of RFC 4540, such as "PRR"
 */
std::string_view ToString(SimcoTransaction transaction);

/**
 * \ingroup firewall
 * Attribute "address tuple": UDP ports of an IPv4 address, or any. The value has twelve octets: a
 * half octet 0 (full addresses), a half octet 1 (IPv4), the protocol, the location, the length of
 * the prefix, the port, the number of ports, the address.
 */
struct SimcoAddressTuple
{
    static constexpr uint8_t UDP = 17; //!< IANA's protocol number

    /// Where the tuple is, seen from the middlebox (RFC 5189 section 2.3: A0 to A3).
    enum Location : uint8_t
    {
        Internal = 0, //!< A0: the internal host
        Inside = 1,   //!< A1: how the middlebox shows the external host inside
        Outside = 2,  //!< A2: how the middlebox shows the internal host outside
        External = 3, //!< A3: the external host
    };

    Location location{Internal}; //!< where
    uint8_t protocol{UDP};       //!< of IP; 0: any
    uint8_t prefix{32};          //!< how many bits of the address count; 0: any address
    MediaEnd end;                //!< address, and the first port; port 0: any
    uint16_t ports{1};           //!< how many ports one after another; 1 if the port is any
};

/// \return whether both are the same
bool operator==(const SimcoAddressTuple& a, const SimcoAddressTuple& b);

/**
 * \ingroup firewall
 * Attribute "PRR parameter set": what a reservation asks of a NAT. On a packet filter nothing.
 */
struct SimcoReserveSet
{
    uint8_t natMode{1};      //!< 1: traditional
    uint8_t parity{0};       //!< of the ports; 0: any
    uint8_t ipVersion{0x11}; //!< inside and outside, half an octet each: 1 for IPv4
    uint8_t protocol{SimcoAddressTuple::UDP}; //!< of IP
};

/**
 * \ingroup firewall
 * Attribute "PER parameter set": which way packets may pass.
 */
struct SimcoEnableSet
{
    /// Ways.
    enum Direction : uint8_t
    {
        Inbound = 1,  //!< to the internal host
        Outbound = 2, //!< from the internal host
        Both = 3,     //!< both
    };

    uint8_t parity{0};         //!< of the ports; 0: any
    Direction direction{Both}; //!< which way
};

/**
 * \ingroup firewall
 * A message of SIMCO 3.0 (RFC 4540): a header of eight octets and attributes. A value without I/O.
 *
 * Header: basic type, sub-type, length of what follows it (two octets), transaction identifier
 * (four). Attribute: type and length of the value (two octets each), the value, zeros up to the
 * next multiple of four, which the length of the attribute does not count. Each attribute at most
 * once, the address tuple at most twice; policy rule identifiers up to MAX_IDS times, as a list of
 * rules has them.
 */
struct SimcoMessage
{
    static constexpr uint16_t PORT = 7626;            //!< of SIMCO
    static constexpr std::size_t HEADER = 8;          //!< octets of the header
    static constexpr std::size_t MAX_ENCODED = 65543; //!< octets that the length field can tell of
    static constexpr std::size_t MAX_TEXT = 255;      //!< octets of owner, challenge and token
    static constexpr std::size_t MAX_IDS = 256;       //!< policy rule identifiers in a message

    /// Attribute "protocol version": major, minor, two octets 0.
    struct Version
    {
        uint8_t major{3}; //!< before the dot
        uint8_t minor{0}; //!< behind it
    };

    /// Attribute "middlebox capabilities": kind, wildcards, two octets 0, the longest lifetime.
    struct Capabilities
    {
        static constexpr uint8_t PACKET_FILTER = 0x80; //!< kind: it filters, and translates nothing
        static constexpr uint8_t WILDCARDS = 0xf0;     //!< addresses and ports may be wildcards

        uint8_t kind{PACKET_FILTER}; //!< bits
        uint8_t wildcards{0};        //!< bits
        uint32_t maxLifetime{0};     //!< in s
    };

    SimcoBasicType basicType{SimcoBasicType::Request}; //!< basic type
    uint8_t subType{0};      //!< SimcoTransaction, SimcoRefusal or SimcoNotification, or unknown
    uint32_t transaction{0}; //!< transaction identifier; the reply has that of its request

    std::optional<Version> version;           //!< 1: protocol version
    std::optional<Octets> challenge;          //!< 2: authentication challenge
    std::optional<Octets> token;              //!< 3: authentication token
    std::optional<Capabilities> capabilities; //!< 4: middlebox capabilities
    std::vector<uint32_t> policies;           //!< 5: policy rule identifiers
    std::optional<uint32_t> group;            //!< 6: group identifier
    std::optional<uint32_t> lifetime;         //!< 7: policy rule lifetime in s
    std::optional<std::string> owner;         //!< 8: policy rule owner
    std::vector<SimcoAddressTuple> tuples;    //!< 9: address tuples
    std::optional<SimcoReserveSet> reserve;   //!< 10: PRR parameter set
    std::optional<SimcoEnableSet> enable;     //!< 11: PER parameter set

    /**
     * \param what which transaction
     * \return a request without attributes
     */
    static SimcoMessage MakeRequest(SimcoTransaction what);

    /**
     * \param request what is answered
     * \return a positive reply without attributes
     */
    static SimcoMessage MakeReply(const SimcoMessage& request);

    /**
     * \param transaction identifier of the request
     * \param refusal why not
     * \return a negative reply
     */
    static SimcoMessage MakeRefusal(uint32_t transaction, SimcoRefusal refusal);

    /**
     * \param what happened
     * \return a notification without attributes
     */
    static SimcoMessage MakeNotification(SimcoNotification what);

    /**
     * \param octets exactly one message
     * \return the message, or what is wrong; whatever is read encodes to the same octets, if its
     * attributes came in the order of their numbers
     */
    [[nodiscard]] static tl::expected<SimcoMessage, SimcoError> Parse(std::string_view octets);

    /// \return the octets, attributes in the order of their numbers
    Octets Encode() const;

    /// \return whether it is a request or positive reply of that transaction
    bool Is(SimcoTransaction what) const;

    /**
     * \param location which tuple
     * \return it; null if there is none
     */
    const SimcoAddressTuple* FindTuple(SimcoAddressTuple::Location location) const;

    /// \return a line for a log, such as "request PER 7"
    std::string Describe() const;
};

/**
 * \ingroup firewall
 * Cuts a stream of octets into SIMCO messages: several in a piece, or one in several pieces.
 */
class SimcoFramer
{
  public:
    /// \param maxLength octets of the longest message that is taken, header included
    explicit SimcoFramer(std::size_t maxLength = 1024);

    /// \param octets what came next
    void Append(std::string_view octets);

    /**
     * \return the octets of the next message; nothing if it is not yet complete; or an error if
     * what comes is no message, or too long: then the stream cannot be read any more
     */
    [[nodiscard]] tl::expected<std::optional<Octets>, SimcoError> Next();

    /// \return octets that wait; after Next() has returned nothing fewer than the longest message
    std::size_t GetWaiting() const;

  private:
    std::size_t m_maxLength; //!< of a message
    Octets m_buffer;         //!< what waits
    std::size_t m_begin{0};  //!< octets of m_buffer that are done with
};

} // namespace ns3

#endif // SIMCO_MESSAGE_H
