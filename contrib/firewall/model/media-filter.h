// SPDX-License-Identifier: GPL-2.0-only

#ifndef MEDIA_FILTER_H
#define MEDIA_FILTER_H

#include "ns3/event-id.h"
#include "ns3/firewall-drop-reason.h"
#include "ns3/ipv4-routing-protocol.h"
#include "ns3/ipv4.h"
#include "ns3/media-datagram.h"
#include "ns3/node.h"
#include "ns3/nstime.h"
#include "ns3/packet-inspector.h"
#include "ns3/pinhole-table.h"
#include "ns3/processor.h"
#include "ns3/traced-callback.h"

#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <tl/expected.hpp>
#include <type_traits>
#include <vector>

namespace ns3
{

/**
 * \ingroup firewall
 * The firewall of a node that forwards: it lets UDP pass where a pinhole is open, and drops the
 * rest. To ns-3 it is a routing protocol that is asked before all others.
 *
 * What is judged is what is forwarded: a packet for the node itself, and what it sends, does not
 * come here. TCP and ICMP pass, and UDP to a port of SignalingPorts; none of these is counted as
 * media. Every other packet is media, and is told to Passed or Dropped, with the reason:
 *
 * | packet | with Mode Deny |
 * |---|---|
 * | UDP for which a pinhole is open | passes, unless an inspector refuses it |
 * | other UDP | dropped, unless an inspector lets it pass |
 * | a fragment of UDP, also the first | dropped: the others do not tell their ports |
 * | UDP to a group | dropped |
 * | neither UDP, TCP nor ICMP | dropped |
 *
 * With Mode Open all of them pass, and are counted all the same.
 *
 * If the node has a Processor, a packet waits for it: the work {"filter", "udp"} for each, then
 * what an inspector did. Pinholes are looked at when the first is done. Of a queue that is too long
 * the newest packet is dropped. At any time GetArrived() is the sum of GetPassed() and GetDropped()
 * over all reasons, and GetWaiting(): IsBalanced().
 */
class MediaFilter : public Ipv4RoutingProtocol
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

    /// What passes unless it is told to.
    enum Mode : int
    {
        Deny, //!< no media
        Open, //!< all media
    };

    /// \return the TypeId
    static TypeId GetTypeId();
    MediaFilter();
    ~MediaFilter() override;

    /**
     * Puts a filter into a node, once; it needs an Ipv4ListRouting, as InternetStackHelper
     * installs.
     * \param node the node
     * \return its filter; null if the node's routing is no list
     */
    static Ptr<MediaFilter> Install(Ptr<Node> node);

    /**
     * \param inspector is asked about packets, after those that were added before; the first that
     * does not say NotMine decides
     */
    void AddInspector(Ptr<PacketInspector> inspector);

    /**
     * Opens a pinhole.
     * \param flow what is to pass; zeros of the source stand for any
     * \param call on whose behalf; the call's former pinhole for the flow is replaced
     * \param lifetime how long, unless it is refreshed; more than 0
     * \param idleTimeout how long it may go unused; zero: for ever
     * \return its id, or why not
     */
    [[nodiscard]] tl::expected<uint64_t, PinholeError> OpenPinhole(const MediaFlow& flow,
                                                                   const std::string& call,
                                                                   Time lifetime,
                                                                   Time idleTimeout);

    /**
     * \param id of a pinhole
     * \param lifetime how long it stays open from now on, unless it is refreshed; more than 0
     * \return whether it is open
     */
    bool RefreshPinhole(uint64_t id, Time lifetime);

    /**
     * \param id of a pinhole
     * \param end why it is closed
     * \return whether it was open
     */
    bool ClosePinhole(uint64_t id, PinholeEnd end = PinholeEnd::Released);

    /**
     * \param call all its pinholes are closed
     * \param end why
     * \return how many there were
     */
    std::size_t CloseCall(const std::string& call, PinholeEnd end = PinholeEnd::Released);

    /// \return the pinholes
    const PinholeTable& GetTable() const;

    /// \return number of media packets that came to be forwarded
    uint64_t GetArrived() const;

    /**
     * \param reason why
     * \return number of media packets that passed for that
     */
    uint64_t GetPassed(FirewallPassReason reason) const;

    /// \return number of media packets that passed
    uint64_t GetPassed() const;

    /**
     * \param reason why
     * \return number of packets dropped for that
     */
    uint64_t GetDropped(FirewallDropReason reason) const;

    /// \return number of packets dropped
    uint64_t GetDropped() const;

    /// \return number of packets that wait for the processor
    uint64_t GetWaiting() const;

    /// \return number of packets that passed and are no media
    uint64_t GetOthers() const;

    /// \return whether the packets and the pinholes are all accounted for
    bool IsBalanced() const;

    /**
     * Signature of the trace source Passed.
     * \param packet the packet, with its UDP header
     * \param header its IP header
     * \param reason why it passes
     */
    typedef void (*PassedTracedCallback)(Ptr<const Packet> packet,
                                         const Ipv4Header& header,
                                         FirewallPassReason reason);

    /**
     * Signature of the trace source Dropped.
     * \param packet the packet, with its UDP header
     * \param header its IP header
     * \param reason why it is dropped
     */
    typedef void (*DroppedTracedCallback)(Ptr<const Packet> packet,
                                          const Ipv4Header& header,
                                          FirewallDropReason reason);

    /**
     * Signature of the trace source PinholeOpened.
     * \param pinhole what is open
     */
    typedef void (*PinholeOpenedTracedCallback)(const Pinhole& pinhole);

    /**
     * Signature of the trace source PinholeClosed.
     * \param pinhole what was open
     * \param end why it is closed
     */
    typedef void (*PinholeClosedTracedCallback)(const Pinhole& pinhole, PinholeEnd end);

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
    /// What the headers of a packet say: a datagram, or why it has to be dropped.
    using Reading = tl::expected<MediaDatagram, FirewallDropReason>;

    /// A packet on its way, and how the node goes on with it: copies of what RouteInput was given.
    struct Transit
    {
        Ptr<const Packet> packet;                 //!< with its UDP header
        Ipv4Header header;                        //!< its IP header
        Reading reading;                          //!< what both say
        Ptr<const NetDevice> device;              //!< where it came in
        std::decay_t<Input::Unicast> unicast;     //!< forwards
        std::decay_t<Input::Multicast> multicast; //!< forwards to a group
        std::decay_t<Input::Local> local;         //!< delivers here
        std::decay_t<Input::Error> error;         //!< there is no route
    };

    /// What becomes of a packet; one of both is set.
    struct Decision
    {
        std::optional<FirewallPassReason> pass; //!< why it passes
        std::optional<FirewallDropReason> drop; //!< why it is dropped
    };

    /**
     * \param packet a packet
     * \param reading what its headers say
     * \param work gets what inspectors do
     * \return what becomes of it
     */
    Decision Judge(const Packet& packet, const Reading& reading, Work& work);

    /**
     * \param packet a packet
     * \param datagram what its headers say
     * \param work gets what inspectors do
     * \return what they say
     */
    PacketInspector::Verdict AskInspectors(const Packet& packet,
                                           const MediaDatagram& datagram,
                                           Work& work);

    /**
     * Counts and tells what becomes of a packet.
     * \param packet the packet
     * \param header its IP header
     * \param decision what becomes of it
     */
    void Tell(Ptr<const Packet> packet, const Ipv4Header& header, const Decision& decision);

    /**
     * The processor has done what every packet takes.
     * \param transit the packet
     */
    void Continue(const Transit& transit);

    /**
     * The processor has done everything.
     * \param transit the packet
     * \param decision what becomes of it
     */
    void Finish(const Transit& transit, const Decision& decision);

    /// \return the node's processor; null if it has none, or the filter is disposed of
    Ptr<Processor> GetProcessor();

    /// Sees to it that Expire() is called in time.
    void Schedule();

    /// Closes pinholes that are over.
    void Expire();

    /**
     * \param ports numbers of UDP ports, separated by commas
     * \return whether they are
     */
    bool SetSignalingPorts(std::string ports);

    /// \return see SetSignalingPorts()
    std::string GetSignalingPorts() const;

    /// \param maxPinholes how many there may be at once
    void SetMaxPinholes(uint32_t maxPinholes);

    Ptr<Ipv4> m_ipv4;                               //!< the node's IPv4
    Ptr<Processor> m_processor;                     //!< the node's, once it was found
    int m_mode{Deny};                               //!< attribute Mode
    std::set<uint16_t> m_signalingPorts;            //!< attribute SignalingPorts
    uint32_t m_maxWaiting{1000};                    //!< attribute MaxWaiting
    PinholeTable m_table;                           //!< what is open
    EventId m_expiry;                               //!< calls Expire()
    Time m_expiryTime;                              //!< when
    std::vector<Ptr<PacketInspector>> m_inspectors; //!< in the order in which they are asked
    std::vector<uint8_t> m_payload;                 //!< what they are shown
    uint64_t m_arrived{0};                          //!< media packets
    uint64_t m_waiting{0};                          //!< media packets
    uint64_t m_others{0};                           //!< packets that are no media
    std::array<uint64_t, FIREWALL_PASS_REASONS> m_passed{};  //!< by reason
    std::array<uint64_t, FIREWALL_DROP_REASONS> m_dropped{}; //!< by reason

    /// Passed
    TracedCallback<Ptr<const Packet>, const Ipv4Header&, FirewallPassReason> m_passedTrace;
    /// Dropped
    TracedCallback<Ptr<const Packet>, const Ipv4Header&, FirewallDropReason> m_droppedTrace;
    TracedCallback<const Pinhole&> m_openedTrace;             //!< PinholeOpened
    TracedCallback<const Pinhole&, PinholeEnd> m_closedTrace; //!< PinholeClosed
};

} // namespace ns3

#endif // MEDIA_FILTER_H
