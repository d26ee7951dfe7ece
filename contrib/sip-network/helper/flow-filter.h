// SPDX-License-Identifier: GPL-2.0-only
#ifndef FLOW_FILTER_H
#define FLOW_FILTER_H

#include "ns3/ipv4-routing-protocol.h"
#include "ns3/ipv4.h"
#include "ns3/node.h"
#include "ns3/nstime.h"
#include "ns3/traced-callback.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <tuple>

namespace ns3
{

/**
 * What a translator or firewall with state does to TCP connections that pass: one that has been
 * idle for too long is forgotten, and its segments vanish without a word. And what a node does
 * whose power is off: nothing comes in or goes out. To ns-3 it is a routing protocol asked before
 * all others. Addresses are not translated. Fragments of IP pass.
 */
class FlowFilter : public Ipv4RoutingProtocol
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
    FlowFilter();

    /**
     * Puts a filter into a node, once; it needs an Ipv4ListRouting, as InternetStackHelper
     * installs.
     *
     * @param node the node
     * @return its filter; null if the node's routing is no list
     */
    static Ptr<FlowFilter> Install(Ptr<Node> node);
    /** Forgets all connections, as a translator does that starts anew. */
    void Forget();
    /** @param isClosed whether nothing at all comes in or goes out */
    void SetClosed(bool isClosed);
    /**
     * Has the node answer with RST to segments of connections that have not begun since, as a host
     * does that has started anew; ns-3's listening sockets pass such segments over in silence.
     */
    void ResetUnknown();
    /** @return number of segments that have vanished because their connection was forgotten */
    uint64_t GetDropped() const;

    /**
     * Signature of the trace source Expired.
     *
     * @param when when the connection was forgotten; it is told with the first segment that meets
     *        that
     */
    typedef void (*ExpiredTracedCallback)(Time when);

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
    /** Both ends of a connection, the lower one first. */
    using Ends = std::tuple<uint32_t, uint16_t, uint32_t, uint16_t>;

    /** @return whether a segment that passes is let through */
    bool MayPass(Ptr<const Packet> packet, const Ipv4Header& header);

    /** @return the ends of a segment's connection; nothing if it is no TCP segment */
    static std::optional<Ends> FindEnds(Ptr<const Packet> packet, const Ipv4Header& header);
    /** A packet has come that is for this node. */
    void OnLocal(const Ipv4Header& header, Ptr<const Packet> packet, uint32_t interface);

    Ptr<Ipv4> m_ipv4;                    ///< the node's IPv4
    std::map<Ends, Time> m_seen;         ///< when a connection's last segment passed
    Time m_idleTimeout;                  ///< attribute
    uint32_t m_maxFlows{65536};          ///< attribute
    std::set<Ends> m_begun;              ///< see ResetUnknown
    bool m_resetsUnknown{false};         ///< see ResetUnknown
    bool m_endsReplaced{false};          ///< attribute
    bool m_isClosed{false};              ///< see SetClosed
    uint64_t m_dropped{0};               ///< see GetDropped
    TracedCallback<Time> m_expiredTrace; ///< Expired
};

} // namespace ns3

#endif // FLOW_FILTER_H
