// SPDX-License-Identifier: GPL-2.0-only
#ifndef LINK_TAP_H
#define LINK_TAP_H

#include "ns3/ipv4-routing-protocol.h"
#include "ns3/ipv4.h"
#include "ns3/message-attacker.h"
#include "ns3/node.h"
#include "ns3/stream-reader.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{

/**
 * @ingroup adversary
 * An attacker's place on a link: a forwarding node that looks into what it forwards. To ns-3 it is
 * a routing protocol asked before all others.
 *
 * SIP in a UDP datagram is handed to the attackers, who may change it, drop it, answer it in the
 * receiver's name, and send datagrams of their own with any addresses. SIP in a TCP stream is put
 * together and shown to them, to be read only. To change a stream, or to come between the ends of
 * TLS, an attacker has it diverted: connections to an address that is not this node's end at a
 * rogue server on this node, which goes on from there.
 *
 * Fragments of IP, and what is sent to the node itself, pass unseen.
 */
class LinkTap : public Ipv4RoutingProtocol
{
  public:
    /// The parameter types of RouteInput's callbacks: values or references, as ns-3's version has.
    template <typename T>
    struct Parameters;

    /// \copydoc Parameters
    template <typename C,
              typename R,
              typename A,
              typename B,
              typename D,
              typename U,
              typename M,
              typename L,
              typename E>
    struct Parameters<R (C::*)(A, B, D, U, M, L, E)>
    {
        using Unicast = U;   ///< forwards
        using Multicast = M; ///< forwards to a group
        using Local = L;     ///< delivers here
        using Error = E;     ///< there is no route
    };

    /// Those of this version.
    using Input = Parameters<decltype(&Ipv4RoutingProtocol::RouteInput)>;

    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * Puts a tap into a node, once; it needs an Ipv4ListRouting, as InternetStackHelper installs.
     *
     * @param node the node
     * @return its tap; null if the node's routing is no list
     */
    static Ptr<LinkTap> Install(Ptr<Node> node);
    /** @param attacker is asked after those that were added before */
    void Add(Ptr<MessageAttacker> attacker);
    /**
     * Has UDP datagrams and TCP connections to a place that are passing by end on this node.
     *
     * @param address the address they are for
     * @param port the port they are for
     */
    void Divert(Ipv4Address address, uint16_t port);
    /**
     * Sends a datagram.
     *
     * @param octets what it carries
     * @param from whom it seems to come from
     * @param to where it goes
     * @return whether there is a route
     */
    bool Inject(const std::string& octets, const SipAddress& from, const SipAddress& to);
    /** @return octets of TCP streams that were put together, whatever they were */
    uint64_t GetStreamOctets() const;

    Ptr<Ipv4Route> RouteOutput(Ptr<Packet> p,
                               const Ipv4Header& header,
                               Ptr<NetDevice> oif,
                               Socket::SocketErrno& sockerr) override;
    bool RouteInput(Ptr<const Packet> p,
                    const Ipv4Header& header,
                    Ptr<const NetDevice> idev,
                    Input::Unicast ucb,
                    Input::Multicast mcb,
                    Input::Local lcb,
                    Input::Error ecb) override;
    void NotifyInterfaceUp(uint32_t interface) override;
    void NotifyInterfaceDown(uint32_t interface) override;
    void NotifyAddAddress(uint32_t interface, Ipv4InterfaceAddress address) override;
    void NotifyRemoveAddress(uint32_t interface, Ipv4InterfaceAddress address) override;
    void SetIpv4(Ptr<Ipv4> ipv4) override;
    void PrintRoutingTable(Ptr<OutputStreamWrapper> stream,
                           Time::Unit unit = Time::S) const override;

  protected:
    void DoDispose() override;

  private:
    /// What is to be done with a packet.
    enum class Fate
    {
        Forward, ///< as it is
        Change,  ///< forward another one
        Drop,    ///< nothing more
    };

    /** @return what the attackers say of a datagram; if Change, the octets have become others */
    Fate OnDatagram(std::string& octets, const SipAddress& from, const SipAddress& to);
    /** A segment has passed. */
    void OnSegment(Ptr<const Packet> packet, const Ipv4Header& header);
    /** @return what the attackers know */
    AttackContext MakeContext(const SipAddress& from, const SipAddress& to);
    /** @return a UDP datagram */
    static Ptr<Packet> MakeDatagram(const std::string& octets,
                                    const SipAddress& from,
                                    const SipAddress& to);

    Ptr<Ipv4> m_ipv4;                                                    ///< the node's IPv4
    std::vector<Ptr<MessageAttacker>> m_attackers;                       ///< in order
    std::set<std::pair<uint32_t, uint16_t>> m_diverted;                  ///< addresses and ports
    std::map<std::pair<SipAddress, SipAddress>, StreamReader> m_streams; ///< by both ends
};

} // namespace ns3

#endif // LINK_TAP_H
