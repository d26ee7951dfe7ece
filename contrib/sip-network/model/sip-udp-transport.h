// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_UDP_TRANSPORT_H
#define SIP_UDP_TRANSPORT_H

#include "ns3/sip-transport.h"
#include "ns3/socket.h"
#include "ns3/traced-callback.h"

namespace ns3
{

/** SIP over UDP: one socket, one message a datagram (RFC 3261, section 18). */
class SipUdpTransport : public SipTransport
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * Signature of the trace source Dropped.
     *
     * @param octets length of the datagram
     */
    typedef void (*DroppedTracedCallback)(uint32_t octets);

    SipTransportProtocol GetProtocol() const override;
    bool Listen(Ptr<Node> node, uint16_t port) override;
    void Stop() override;
    void CompleteVia(SipVia& via) const override;
    tl::expected<Ptr<SipConnection>, SipConnectionFailure> Send(
        const std::string& octets,
        const SipDestination& destination) override;

  protected:
    void DoDispose() override;

  private:
    /** @param socket has datagrams */
    void Receive(Ptr<Socket> socket);
    /**
     * Parses a datagram and hands the message up.
     *
     * @param octets the datagram
     * @param source who sent it
     */
    void Handle(const std::string& octets, const SipAddress& source) const;

    Ptr<Socket> m_socket;                    ///< the socket, null while it does not run
    uint16_t m_port{0};                      ///< local port
    uint32_t m_receiveBuffer{212992};        ///< attribute ReceiveBuffer
    uint64_t m_waitingOctets{0};             ///< of datagrams that wait for the processor
    TracedCallback<uint32_t> m_droppedTrace; ///< Dropped
};

} // namespace ns3

#endif // SIP_UDP_TRANSPORT_H
