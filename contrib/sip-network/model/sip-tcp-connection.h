// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_TCP_CONNECTION_H
#define SIP_TCP_CONNECTION_H

#include "ns3/sip-stream-connection.h"
#include "ns3/socket.h"

namespace ns3
{

/** A TCP connection that carries SIP in clear. It proves nothing about its ends. */
class SipTcpConnection : public SipStreamConnection
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    SipTcpConnection();
    ~SipTcpConnection() override;

    SipAddress GetLocal() const override;

  protected:
    bool DoConnect(Ptr<Socket> socket) override;
    void DoAccept(Ptr<Socket> socket) override;
    std::size_t DoWrite(std::string_view octets) override;
    void DoEnd(bool isStackAlive) override;

  private:
    /** Sets the socket's callbacks. */
    void Attach(Ptr<Socket> socket);
    /** The handshake is done. */
    void Connected(Ptr<Socket> socket);
    /** Nobody listens at the other end, or nobody answers. */
    void Refused(Ptr<Socket> socket);
    /** The peer closed it. */
    void PeerClosed(Ptr<Socket> socket);
    /** The socket failed. */
    void Failed(Ptr<Socket> socket);
    /** The socket has octets. */
    void Receive(Ptr<Socket> socket);
    /** The socket takes octets again. */
    void Drain(Ptr<Socket> socket, uint32_t available);

    Ptr<Socket> m_socket; ///< the socket, null once it has ended
};

} // namespace ns3

#endif // SIP_TCP_CONNECTION_H
