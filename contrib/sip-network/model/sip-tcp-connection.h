// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_TCP_CONNECTION_H
#define SIP_TCP_CONNECTION_H

#include "ns3/event-id.h"
#include "ns3/sip-connection.h"
#include "ns3/sip-parser.h"
#include "ns3/sip-stream-framer.h"
#include "ns3/socket.h"

#include <deque>
#include <functional>
#include <string>

namespace ns3
{

/** What a TCP connection must keep to. */
struct SipTcpLimits
{
    Time connectTimeout;  ///< for the three-way handshake
    Time idleTimeout;     ///< closes a connection on which nothing moves; zero: never
    uint32_t maxQueue{0}; ///< octets that may wait to be sent
    SipLimits message;    ///< bounds on what is parsed
};

/** A TCP connection that carries SIP. */
class SipTcpConnection : public SipConnection
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    SipTcpConnection();
    ~SipTcpConnection() override;

    /** What a connection tells its transport. */
    struct Owner
    {
        std::function<void(Ptr<SipTcpConnection>, SipMessage)> received;            ///< a message
        std::function<void(Ptr<SipTcpConnection>, const SipParseError&)> malformed; ///< not one
        std::function<void(Ptr<SipTcpConnection>)> closed; ///< the end; told once, at a later event
    };

    /**
     * @param owner is told what happens
     * @param limits bounds
     */
    void SetOwner(Owner owner, const SipTcpLimits& limits);
    /**
     * Opens a connection. To be called while the simulation runs: before, ns-3 crashes.
     *
     * @param socket an unconnected TCP socket
     * @param peer the far end
     * @return whether it could be tried
     */
    bool Connect(Ptr<Socket> socket, const SipAddress& peer);
    /**
     * Takes over an accepted connection.
     *
     * @param socket the new socket
     * @param peer the far end
     */
    void Accept(Ptr<Socket> socket, const SipAddress& peer);
    /** Ends it at once; the owner is not told. */
    void Abandon();

    SipAddress GetPeer() const override;
    SipAddress GetLocal() const override;
    bool IsOutgoing() const override;
    bool IsUsable() const override;
    bool Send(const std::string& octets) override;
    void Close() override;

  protected:
    void DoDispose() override;

  private:
    /** @return the socket, which this object no longer uses */
    Ptr<Socket> Detach();
    /** Sets the socket's callbacks. */
    void Attach(Ptr<Socket> socket);
    /** The handshake is done. */
    void Connected(Ptr<Socket> socket);
    /** The socket failed or the peer closed it. */
    void Ended(Ptr<Socket> socket);
    /** The socket has octets. */
    void Receive(Ptr<Socket> socket);
    /** The socket takes octets again. */
    void Drain(Ptr<Socket> socket, uint32_t available);
    /** Hands the socket as much as it takes. */
    void Flush();
    /** Ends it, and tells the owner at a later event. */
    void Finish();
    /** Begins a new idle time. */
    void Touch();
    /** Nothing has moved for the idle time. */
    void Idle();

    Owner m_owner;             ///< who is told
    SipTcpLimits m_limits;     ///< bounds
    SipStreamFramer m_framer;  ///< cuts the stream into messages
    Ptr<Socket> m_socket;      ///< the socket, null once it has ended
    SipAddress m_peer;         ///< far end
    bool m_isOutgoing{false};  ///< whether we opened it
    bool m_isConnected{false}; ///< whether the handshake is done
    bool m_isClosing{false};   ///< whether it is to close when the queue is empty
    std::string m_queue;       ///< octets that wait
    EventId m_connectEvent;    ///< end of connectTimeout
    EventId m_idleEvent;       ///< end of idleTimeout
};

} // namespace ns3

#endif // SIP_TCP_CONNECTION_H
