// SPDX-License-Identifier: GPL-2.0-only

#ifndef MEDIA_RELAY_H
#define MEDIA_RELAY_H

#include "ns3/application.h"
#include "ns3/inet-socket-address.h"
#include "ns3/ipv4-address.h"
#include "ns3/packet.h"
#include "ns3/socket.h"
#include "ns3/traced-callback.h"

#include <array>
#include <cstdint>
#include <map>
#include <optional>

namespace ns3
{

/**
 * \ingroup firewall
 * Forwards UDP packets between two peers that know only the relay's address: the media of a session
 * border controller.
 *
 * A stream has two sides, each with a port of the relay for media and the next one for control
 * (RTCP; RFC 3264 section 5.1). What comes to a side's port goes out of the other side's, to that
 * side's peer. Packets are taken from whatever address, as RFC 3264 says nothing of whence media
 * comes. What is in them does not matter, so that encrypted media (SRTP) passes as it is.
 */
class MediaRelay : public Application
{
  public:
    /// The sides of a stream.
    enum Side : std::size_t
    {
        First = 0,  //!< one
        Second = 1, //!< the other
    };

    /// \return the TypeId
    static TypeId GetTypeId();
    MediaRelay();
    ~MediaRelay() override;

    /**
     * Opens a stream: two ports a side.
     * \return its number; nothing if there are no ports left, or the relay does not run
     */
    std::optional<uint32_t> Open();

    /**
     * \param stream its number
     * \param side a side
     * \return the even port at which the peer of that side reaches the relay; 0 if there is no such
     * stream
     */
    uint16_t GetPort(uint32_t stream, Side side) const;

    /**
     * \param stream its number; nothing happens if there is none
     * \param side a side
     * \param peer where media for that side goes; control goes to the next port
     */
    void SetPeer(uint32_t stream, Side side, const InetSocketAddress& peer);

    /**
     * \param stream its number; its ports are free again
     */
    void Close(uint32_t stream);

    /// \return the relay's address
    Ipv4Address GetAddress() const;

    /// \return number of streams that are open
    std::size_t GetOpenCount() const;

    /// \return number of packets forwarded
    uint64_t GetForwardedCount() const;

    /// \return number of packets dropped, since their other side's peer is not known
    uint64_t GetDroppedCount() const;

    /**
     * Signature of the trace source Forwarded.
     * \param packet the packet
     * \param stream number of the stream
     */
    typedef void (*ForwardedTracedCallback)(Ptr<const Packet> packet, uint32_t stream);

  protected:
    void DoDispose() override;

  private:
    /// One side of a stream.
    struct Leg
    {
        uint16_t port{0};                      //!< even
        std::array<Ptr<Socket>, 2> sockets;    //!< media, control
        std::optional<InetSocketAddress> peer; //!< where media goes
    };

    /// Both sides.
    using Stream = std::array<Leg, 2>;

    void StartApplication() override;
    void StopApplication() override;

    /**
     * Opens the ports of a leg.
     * \param leg the leg
     * \return whether there were any
     */
    bool OpenLeg(Leg& leg);

    /**
     * Closes the ports of a leg.
     * \param leg the leg
     */
    void CloseLeg(Leg& leg);

    /**
     * \param socket has packets
     */
    void Receive(Ptr<Socket> socket);

    Ipv4Address m_address;                //!< attribute Address
    uint16_t m_firstPort{0};              //!< attribute FirstPort
    uint16_t m_lastPort{0};               //!< attribute LastPort
    bool m_isRunning{false};              //!< whether it runs
    uint32_t m_nextStream{1};             //!< number of the next stream
    uint32_t m_nextPort{0};               //!< where the search for a port begins
    std::map<uint32_t, Stream> m_streams; //!< by number
    std::map<uint16_t, uint32_t> m_ports; //!< stream by port
    uint64_t m_forwarded{0};              //!< packets
    uint64_t m_dropped{0};                //!< packets
    TracedCallback<Ptr<const Packet>, uint32_t> m_forwardedTrace; //!< Forwarded
};

} // namespace ns3

#endif // MEDIA_RELAY_H
