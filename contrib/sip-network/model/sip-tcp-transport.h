// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_TCP_TRANSPORT_H
#define SIP_TCP_TRANSPORT_H

#include "ns3/sip-tcp-connection.h"
#include "ns3/sip-transport.h"

#include <vector>

namespace ns3
{

/** SIP over TCP: a listening socket and a bounded set of connections (RFC 3261, section 18). */
class SipTcpTransport : public SipTransport
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    SipTcpTransport();

    SipTransportProtocol GetProtocol() const override;
    bool Listen(Ptr<Node> node, uint16_t port) override;
    void Stop() override;
    bool Send(const std::string& octets,
              const SipDestination& destination,
              Ptr<SipConnection>& connection) override;

    /** @return number of connections there are */
    std::size_t GetConnectionCount() const;

  protected:
    void DoDispose() override;
    /**
     * Whether a request may share a connection. TCP proves no names, so the address decides. TLS
     * asks for the proven name too.
     *
     * @param connection a connection that is usable
     * @param destination where a request goes
     * @return whether it may go by this connection
     */
    virtual bool Fits(const SipConnection& connection, const SipDestination& destination) const;

  private:
    /** @return whether another connection may be accepted */
    bool MayAccept(Ptr<Socket> socket, const Address& from);
    /** Takes over an accepted connection. */
    void Accepted(Ptr<Socket> socket, const Address& from);
    /** @return a connection object that is in the table */
    Ptr<SipTcpConnection> MakeConnection();
    /** @return the connection to a destination, opened if there is none; null if that fails */
    Ptr<SipTcpConnection> FindOrOpen(const SipDestination& destination);
    /** @param connection has ended */
    void Forget(Ptr<SipTcpConnection> connection);

    Ptr<Node> m_node;                                 ///< the node
    Ptr<Socket> m_listener;                           ///< listening socket
    std::vector<Ptr<SipTcpConnection>> m_connections; ///< oldest first
    Time m_connectTimeout;                            ///< attribute
    Time m_idleTimeout;                               ///< attribute
    uint32_t m_maxConnections{1024};                  ///< attribute
    uint32_t m_maxQueue{1048576};                     ///< attribute
};

} // namespace ns3

#endif // SIP_TCP_TRANSPORT_H
