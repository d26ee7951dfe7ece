// SPDX-License-Identifier: GPL-2.0-only

#ifndef MEDIA_LEDGER_H
#define MEDIA_LEDGER_H

#include "ns3/firewall-drop-reason.h"
#include "ns3/ipv4-address.h"
#include "ns3/ipv4-header.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/media-filter.h"
#include "ns3/net-device.h"
#include "ns3/node.h"
#include "ns3/nstime.h"
#include "ns3/packet.h"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace ns3
{

/**
 * Follows every UDP packet of a network from its first sending to its end, by ns-3's number of the
 * packet, and counts what each was, and the octets of signalling over TCP.
 *
 * A packet has one fate. What ends twice, or ends without having begun, is an error of the
 * simulation: FindFault().
 */
class MediaLedger
{
  public:
    /// Whose packets.
    enum Side : std::size_t
    {
        ToCallee, ///< of the caller
        ToCaller, ///< of the callee
        Attack,   ///< of the attacker, to the site
        Outside,  ///< of the attacker, to others
        SIDES,    ///< how many there are
    };

    /// What a node is.
    enum class Role
    {
        Caller, ///< packets begin and end here
        Callee, ///< the same
        Relay,  ///< packets end here and go on as others
        Router, ///< packets pass, and attackers may send
    };

    /// What became of packets.
    struct Count
    {
        uint64_t offered{0};          ///< sent
        uint64_t octets{0};           ///< of these, IP headers included
        uint64_t delivered{0};        ///< have come to a host
        uint64_t lost{0};             ///< on links
        uint64_t filtered{0};         ///< dropped by a filter, or by a relay
        uint64_t unroutable{0};       ///< there was no route
        uint64_t clipped{0};          ///< filtered before the first was delivered
        uint64_t overloaded{0};       ///< of those filtered: too many waited for the processor
        std::optional<Time> first;    ///< when the first was sent
        std::optional<Time> firstEnd; ///< when the first was delivered
        Time last;                    ///< when the last was delivered
    };

    /// Octets of IP packets.
    struct Octets
    {
        uint64_t sip{0};   ///< SIP and what carries it
        uint64_t simco{0}; ///< SIMCO and what carries it
        uint64_t token{0}; ///< RTCP packets that carry a token
    };

    MediaLedger() = default;
    MediaLedger(const MediaLedger&) = delete;
    MediaLedger& operator=(const MediaLedger&) = delete;

    /**
     * Follow what passes a node.
     *
     * @param node the node, with all its devices
     * @param role what it is
     */
    void Watch(Ptr<Node> node, Role role);

    /**
     * Set what is not of the site.
     *
     * @param address a host's whose packets pass no firewall
     */
    void AddOutside(Ipv4Address address);

    /**
     * Follow what a filter drops.
     *
     * @param filter the filter
     */
    void Watch(Ptr<MediaFilter> filter);

    /**
     * Get what became of RTP packets, or of all that the attacker sent.
     *
     * @param side whose
     * @return the counters
     */
    const Count& GetMedia(Side side) const;

    /**
     * Get what became of RTCP packets.
     *
     * @param side whose
     * @return the counters
     */
    const Count& GetControl(Side side) const;

    /**
     * Get how much was signalled.
     *
     * @return octets, each packet once, where it was sent
     */
    const Octets& GetOctets() const;

    /**
     * Count what is still on its way, and close the books: what a relay has kept is filtered.
     *
     * @return RTP and RTCP packets that have not ended
     */
    uint64_t Close();

    /**
     * Get how many packets a relay has kept, once the books are closed.
     *
     * @return packets, which count as filtered
     */
    uint64_t GetRelayDrops() const;

    /**
     * Get what does not add up.
     *
     * @return a line, empty if all does
     */
    std::string FindFault() const;

    /// The port of SIMCO (RFC 4540), by TCP or TLS.
    static constexpr uint16_t SIMCO_PORT = 7626;

  private:
    /// A packet on its way.
    struct Flight
    {
        Side side{ToCallee};   ///< whose
        bool isControl{false}; ///< whether it is RTCP
        bool isAtRelay{false}; ///< whether a relay has it
    };

    /// What may become of a packet.
    enum class Fate
    {
        Delivered,  ///< has come to a host
        Lost,       ///< on a link
        Filtered,   ///< by a filter
        Overloaded, ///< by a filter that had no time
        Unroutable, ///< no route
    };

    /**
     * A node sends a packet of its own.
     *
     * @param role of the node
     * @param header IP header
     * @param packet the rest
     * @param interface where it goes out
     */
    void OnSent(Role role, const Ipv4Header& header, Ptr<const Packet> packet, uint32_t interface);

    /**
     * A packet has come to a node.
     *
     * @param role of the node
     * @param header IP header
     * @param packet the rest
     * @param interface where it came in
     */
    void OnDelivered(Role role,
                     const Ipv4Header& header,
                     Ptr<const Packet> packet,
                     uint32_t interface);

    /**
     * A node knows no way for a packet.
     *
     * @param header IP header
     * @param packet the rest
     * @param reason why
     * @param ipv4 the node's
     * @param interface where it came in
     */
    void OnDropped(const Ipv4Header& header,
                   Ptr<const Packet> packet,
                   Ipv4L3Protocol::DropReason reason,
                   Ptr<Ipv4> ipv4,
                   uint32_t interface);

    /**
     * A packet is lost on a link, or before it.
     *
     * @param packet the packet
     */
    void OnLost(Ptr<const Packet> packet);

    /**
     * A filter has dropped a packet.
     *
     * @param packet the packet
     * @param header its IP header
     * @param reason why
     */
    void OnFiltered(Ptr<const Packet> packet, const Ipv4Header& header, FirewallDropReason reason);

    /**
     * A packet has ended.
     *
     * @param packet the packet
     * @param fate how
     */
    void End(const Packet& packet, Fate fate);

    /**
     * Get the counters of a packet.
     *
     * @param flight the packet
     * @return its counters
     */
    Count& Find(const Flight& flight);

    std::map<uint64_t, Flight> m_flights; ///< by ns-3's number
    std::array<Count, SIDES> m_media;     ///< by side
    std::array<Count, SIDES> m_control;   ///< by side
    std::set<Ipv4Address> m_outside;      ///< addresses
    Octets m_octets;                      ///< signalled
    uint64_t m_unknown{0};                ///< ends without beginning
    uint64_t m_repeated{0};               ///< beginnings without end
    uint64_t m_relayDrops{0};             ///< kept by a relay
    uint64_t m_kept{0};                   ///< still on their way when the books were closed
};

} // namespace ns3

#endif // MEDIA_LEDGER_H
