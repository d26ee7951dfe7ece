// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-tls-transport.h"

#include "ns3/boolean.h"
#include "ns3/log.h"
#include "ns3/sip-tls-connection.h"
#include "ns3/sip-via.h"

#include <utility>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("SipTlsTransport");

NS_OBJECT_ENSURE_REGISTERED(SipTlsTransport);

TypeId
SipTlsTransport::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::SipTlsTransport")
            .SetParent<SipStreamTransport>()
            .SetGroupName("SipNetwork")
            .AddConstructor<SipTlsTransport>()
            .AddAttribute("UseAlias",
                          "Whether an element with a certificate offers its connections for "
                          "requests backwards, and takes up such offers (RFC 5923).",
                          BooleanValue(true),
                          MakeBooleanAccessor(&SipTlsTransport::m_usesAlias),
                          MakeBooleanChecker())
            .AddAttribute("KeyByAddress",
                          "For experiments, and dangerous: connections are looked up by address "
                          "and port alone, whatever they have proved, as naive servers do.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&SipTlsTransport::m_isKeyedByAddress),
                          MakeBooleanChecker());
    return tid;
}

SipTlsTransport::SipTlsTransport() = default;

void
SipTlsTransport::SetContexts(std::shared_ptr<TlsContext> client, std::shared_ptr<TlsContext> server)
{
    m_client = std::move(client);
    m_server = std::move(server);
}

SipTransportProtocol
SipTlsTransport::GetProtocol() const
{
    return SipTransportProtocol::Tls;
}

bool
SipTlsTransport::Listen(Ptr<Node> node, uint16_t port)
{
    if (!m_server)
    {
        SetNode(node); // who has no certificate cannot be a server, but can be a client
        return true;
    }
    return SipStreamTransport::Listen(node, port);
}

void
SipTlsTransport::CompleteVia(SipVia& via) const
{
    // RFC 5923, section 5: who has no certificate to show, or does not listen, does not offer it.
    if (m_usesAlias && m_server && m_client && m_client->GetSettings().credential)
    {
        via.SetParameter("alias");
    }
}

void
SipTlsTransport::DoDispose()
{
    SipStreamTransport::DoDispose();
    m_client.reset();
    m_server.reset();
}

Ptr<SipStreamConnection>
SipTlsTransport::MakeConnection(bool isOutgoing)
{
    const std::shared_ptr<TlsContext>& context = isOutgoing ? m_client : m_server;
    if (!context)
    {
        return nullptr;
    }
    Ptr<SipTlsConnection> connection = CreateObject<SipTlsConnection>();
    connection->SetContext(context);
    return connection;
}

bool
SipTlsTransport::Fits(const SipStreamConnection& connection,
                      const SipDestination& destination) const
{
    const auto& tls = static_cast<const SipTlsConnection&>(connection);
    const bool isAlias = tls.GetAlias() && *tls.GetAlias() == destination.address;
    const bool isAddress = connection.GetPeer() == destination.address;
    if (m_isKeyedByAddress)
    {
        return isAddress || isAlias;
    }
    if (!connection.IsOpen())
    {
        // What it will prove is this name or nothing.
        return connection.IsOutgoing() && isAddress &&
               connection.GetTargetName() == destination.name;
    }
    return (connection.IsOutgoing() ? isAddress : isAlias) &&
           connection.GetTrust().HasPeerName(destination.name);
}

bool
SipTlsTransport::IsKeyedByAddress() const
{
    return m_isKeyedByAddress;
}

void
SipTlsTransport::OnMessage(Ptr<SipStreamConnection> connection, const SipMessage& message)
{
    if (!m_usesAlias || connection->IsOutgoing() || !message.IsRequest())
    {
        return;
    }
    // RFC 5923, section 5: without a certificate of the client the parameter is ignored.
    const bool isProved = connection->GetTrust().peer == SipAuthentication::Certificate;
    const auto via = message.GetTopVia();
    if (!via || !via->GetParameter("alias") || (!isProved && !m_isKeyedByAddress))
    {
        return;
    }
    const uint16_t port = via->GetPort().value_or(GetDefaultPort(SipTransportProtocol::Tls));
    StaticCast<SipTlsConnection>(connection)
        ->SetAlias(SipAddress(SipTransportProtocol::Tls, connection->GetPeer().GetAddress(), port));
}

} // namespace ns3
