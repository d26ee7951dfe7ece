// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_STREAM_TRANSPORT_H
#define SIP_STREAM_TRANSPORT_H

#include "ns3/sip-stream-connection.h"
#include "ns3/sip-transport.h"

#include <vector>

namespace ns3
{

/**
 * SIP over streams of octets: a listening TCP socket and a bounded set of connections (RFC 3261,
 * section 18). What the streams are, and which request may share which connection, is a subclass.
 */
class SipStreamTransport : public SipTransport
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    SipStreamTransport();

    bool Listen(Ptr<Node> node, uint16_t port) override;
    void Stop() override;
    tl::expected<Ptr<SipConnection>, SipConnectionFailure> Send(
        const std::string& octets,
        const SipDestination& destination) override;

    /** @return number of connections there are */
    std::size_t GetConnectionCount() const;

  protected:
    void DoDispose() override;
    /**
     * @param isOutgoing whether we are going to open it
     * @return a new connection, with neither owner nor socket; null if there can be none
     */
    virtual Ptr<SipStreamConnection> MakeConnection(bool isOutgoing) = 0;
    /**
     * Whether a request may share a connection. What the connection must have proved besides
     * (SipDestination::requirement) is checked elsewhere.
     *
     * @param connection a connection that is usable
     * @param destination where a request goes
     * @return whether it may go by this connection
     */
    virtual bool Fits(const SipStreamConnection& connection,
                      const SipDestination& destination) const = 0;
    /** @return whether an address and port are taken for who has them, as naive servers do */
    virtual bool IsKeyedByAddress() const;
    /**
     * A message came; it has not been handed up yet.
     *
     * @param connection by which connection
     * @param message the message
     */
    virtual void OnMessage(Ptr<SipStreamConnection> connection, const SipMessage& message);
    /** @param node the node it runs on; for subclasses that do not listen */
    void SetNode(Ptr<Node> node);

  private:
    /** @return whether another connection may be accepted */
    bool MayAccept(Ptr<Socket> socket, const Address& from);
    /** Takes over an accepted connection. */
    void Accepted(Ptr<Socket> socket, const Address& from);
    /** @return the oldest accepted connection that has brought no message; null if there is none */
    Ptr<SipStreamConnection> FindSilent() const;
    /** @return whether there is room for one more, if need be in place of a silent one */
    bool MakeRoom();
    /**
     * @param isOutgoing whether we are going to open it
     * @return a connection object that is in the table; null if there can be none
     */
    Ptr<SipStreamConnection> AddConnection(bool isOutgoing);
    /** @return the connection to a destination, opened if there is none; or why there is none */
    tl::expected<Ptr<SipStreamConnection>, SipConnectionFailure> FindOrOpen(
        const SipDestination& destination);
    /** @param connection has ended */
    void Forget(Ptr<SipStreamConnection> connection);

    Ptr<Node> m_node;                                    ///< the node
    Ptr<Socket> m_listener;                              ///< listening socket
    std::vector<Ptr<SipStreamConnection>> m_connections; ///< oldest first
    Time m_connectTimeout;                               ///< attribute
    Time m_handshakeTimeout;                             ///< attribute
    Time m_idleTimeout;                                  ///< attribute
    Time m_firstMessageTimeout;                          ///< attribute
    uint32_t m_maxConnections{1024};                     ///< attribute
    uint32_t m_maxQueue{1048576};                        ///< attribute
};

} // namespace ns3

#endif // SIP_STREAM_TRANSPORT_H
