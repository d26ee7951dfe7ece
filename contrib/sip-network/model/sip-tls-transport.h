// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_TLS_TRANSPORT_H
#define SIP_TLS_TRANSPORT_H

#include "ns3/sip-stream-transport.h"
#include "ns3/tls-context.h"

#include <memory>

namespace ns3
{

/**
 * SIP over TLS over TCP. A request may share a connection that has proved the name it is for, never
 * one that merely has the right address and port: one that we opened, or one that another server
 * opened, proved with a certificate and offered by the Via parameter alias (RFC 5923).
 */
class SipTlsTransport : public SipStreamTransport
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    SipTlsTransport();

    /**
     * @param client for connections that we open; null: none can be opened
     * @param server for connections that we accept, with a credential; null: none is accepted
     */
    void SetContexts(std::shared_ptr<TlsContext> client, std::shared_ptr<TlsContext> server);

    SipTransportProtocol GetProtocol() const override;
    bool Listen(Ptr<Node> node, uint16_t port) override;
    void CompleteVia(SipVia& via) const override;

  protected:
    void DoDispose() override;
    Ptr<SipStreamConnection> MakeConnection(bool isOutgoing) override;
    bool Fits(const SipStreamConnection& connection,
              const SipDestination& destination) const override;
    bool IsKeyedByAddress() const override;
    void OnMessage(Ptr<SipStreamConnection> connection, const SipMessage& message) override;

  private:
    std::shared_ptr<TlsContext> m_client; ///< for connections that we open
    std::shared_ptr<TlsContext> m_server; ///< for connections that we accept
    bool m_usesAlias{true};               ///< attribute
    bool m_isKeyedByAddress{false};       ///< attribute
};

} // namespace ns3

#endif // SIP_TLS_TRANSPORT_H
