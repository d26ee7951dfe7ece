// SPDX-License-Identifier: GPL-2.0-only
#ifndef DATAGRAM_ATTACKER_H
#define DATAGRAM_ATTACKER_H

#include "ns3/attack-log.h"
#include "ns3/ipv4-header.h"
#include "ns3/ipv4.h"
#include "ns3/media-flow.h"
#include "ns3/media-token.h"
#include "ns3/node.h"
#include "ns3/object.h"
#include "ns3/packet.h"

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace ns3
{

/**
 * @ingroup adversary
 * An attacker that sends UDP datagrams from a node with whatever source address, and looks whether
 * they reach hosts behind firewalls.
 *
 * Where it stands is a matter of the node: on the path is a node that forwards the victims' media,
 * off the path is any other. All that it sends carries MARK, in the payload of RTP or as name in
 * RTCP; a datagram of its flows with MARK that is delivered at a victim's node is a gain,
 * PassedFirewall (noted once for each flow, counted each time). Whether the victim's telephone
 * takes it for media is for the telephone to say.
 */
class DatagramAttacker : public Object
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /// Stands in all octets that an attacker sends.
    static constexpr std::string_view MARK = "unasked!";

    /** @param node sends; has an address */
    void SetNode(Ptr<Node> node);
    /** @param log where attempts and gains are written; an own one exists from the start */
    void SetLog(Ptr<AttackLog> log);
    /** @return the log */
    Ptr<AttackLog> GetLog() const;
    /** @param node what reaches this host is a gain */
    void WatchVictim(Ptr<Node> node);

    /**
     * @param port a port
     * @return that port at the node's own address
     */
    MediaEnd GetOwnEnd(uint16_t port) const;
    /**
     * Sends a datagram.
     *
     * @param octets what it carries
     * @param flow whom it seems to come from, and where it goes
     * @return whether there is a route
     */
    bool Inject(const std::vector<uint8_t>& octets, const MediaFlow& flow);
    /**
     * Sends RTCP with an APP packet: an empty report, MARK for a name, the packet (RFC 3550
     * section 6.1).
     *
     * @param app the packet
     * @param flow whom it seems to come from, and where it goes
     * @return whether there is a route
     */
    bool InjectControl(const RtcpApp& app, const MediaFlow& flow);
    /**
     * Sends a packet of RTP with 20 ms of PCMU (RFC 3551 section 4.5.14).
     *
     * @param sequence its sequence number
     * @param ssrc its source
     * @param flow whom it seems to come from, and where it goes
     * @return whether there is a route
     */
    bool InjectMedia(uint16_t sequence, uint32_t ssrc, const MediaFlow& flow);

    /** @return number of datagrams sent */
    uint64_t GetSentCount() const;
    /** @return number of datagrams that reached a victim */
    uint64_t GetReachedCount() const;

  protected:
    DatagramAttacker();
    ~DatagramAttacker() override;
    void DoDispose() override;

    /**
     * @param node is listened in on: OnSeen() is told of each datagram that comes in there, be it
     * to be forwarded or dropped
     */
    void ListenAt(Ptr<Node> node);
    /**
     * A datagram has come in where this listens.
     *
     * @param octets its payload
     * @param flow whence and where to
     */
    virtual void OnSeen(const std::vector<uint8_t>& octets, const MediaFlow& flow);
    /**
     * @param end an end of a flow
     * @return ADDRESS:PORT
     */
    static std::string Describe(const MediaEnd& end);
    /**
     * @param octets a payload
     * @return whether MARK is in it
     */
    static bool IsMarked(const std::vector<uint8_t>& octets);

  private:
    /** A packet was delivered at a victim's node. */
    void OnDelivered(const Ipv4Header& header, Ptr<const Packet> packet, uint32_t interface);
    /** A packet came in where this listens. */
    void OnReceived(Ptr<const Packet> packet, Ptr<Ipv4> ipv4, uint32_t interface);

    Ptr<Node> m_node;               ///< sends
    Ptr<AttackLog> m_log;           ///< where attempts and gains are written
    std::vector<Ptr<Ipv4>> m_taps;  ///< where it listens
    std::vector<Ptr<Ipv4>> m_hosts; ///< of victims
    std::set<MediaFlow> m_flows;    ///< sent
    std::set<MediaFlow> m_reached;  ///< by which something reached a victim
    uint64_t m_sent{0};             ///< datagrams
    uint64_t m_received{0};         ///< datagrams that reached a victim
};

} // namespace ns3

#endif // DATAGRAM_ATTACKER_H
