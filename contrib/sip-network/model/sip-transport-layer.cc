// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-transport-layer.h"

#include "ns3/log.h"
#include "ns3/sip-grammar.h"
#include "ns3/uinteger.h"

#include <utility>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("SipTransportLayer");

NS_OBJECT_ENSURE_REGISTERED(SipTransportLayer);

TypeId
SipTransportLayer::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::SipTransportLayer")
            .SetParent<Object>()
            .SetGroupName("SipNetwork")
            .AddConstructor<SipTransportLayer>()
            .AddAttribute("MaxUdpRequestSize",
                          "Octets of the longest request that goes by UDP (RFC 3261, 18.1.1: "
                          "1300 when the path's MTU is not known).",
                          UintegerValue(1300),
                          MakeUintegerAccessor(&SipTransportLayer::m_maxUdpRequestSize),
                          MakeUintegerChecker<uint32_t>())
            .AddTraceSource("Tx",
                            "A message was sent.",
                            MakeTraceSourceAccessor(&SipTransportLayer::m_txTrace),
                            "ns3::SipTransportLayer::MessageTracedCallback")
            .AddTraceSource("Rx",
                            "A well-formed message has come.",
                            MakeTraceSourceAccessor(&SipTransportLayer::m_rxTrace),
                            "ns3::SipTransportLayer::MessageTracedCallback")
            .AddTraceSource("Malformed",
                            "Something has come that is no SIP message, or is not for us.",
                            MakeTraceSourceAccessor(&SipTransportLayer::m_malformedTrace),
                            "ns3::SipTransportLayer::MalformedTracedCallback")
            .AddTraceSource("Connection",
                            "A connection was opened or accepted.",
                            MakeTraceSourceAccessor(&SipTransportLayer::m_connectionTrace),
                            "ns3::SipTransportLayer::ConnectionTracedCallback")
            .AddTraceSource("ConnectionEnd",
                            "A connection has ended, or could not be had.",
                            MakeTraceSourceAccessor(&SipTransportLayer::m_endTrace),
                            "ns3::SipTransportLayer::ConnectionEndTracedCallback");
    return tid;
}

SipTransportLayer::SipTransportLayer() = default;

void
SipTransportLayer::SetCallbacks(ReceiveCallback received, ClosedCallback closed)
{
    m_received = std::move(received);
    m_closed = std::move(closed);
}

void
SipTransportLayer::SetExecutor(const SipTransport::Executor& executor)
{
    for (const auto& [protocol, transport] : m_transports)
    {
        transport->SetExecutor(executor);
    }
}

void
SipTransportLayer::AddTransport(Ptr<SipTransport> transport)
{
    transport->SetReceiveCallback(
        [this](SipReception reception)
        {
            Receive(std::move(reception));
        });
    transport->SetMalformedCallback(
        [this](const SipParseError& error, const SipAddress& peer, Ptr<SipConnection> connection)
        {
            ReceiveMalformed(error, peer, connection);
        });
    transport->SetClosedCallback(
        [this](Ptr<SipConnection> connection)
        {
            m_endTrace(connection, connection->GetFailure());
            if (m_closed)
            {
                m_closed(connection);
            }
        });
    transport->SetOpenedCallback(
        [this](Ptr<SipConnection> connection, bool isOutgoing)
        {
            ++(isOutgoing ? m_openedConnections : m_acceptedConnections);
            m_connectionTrace(connection, isOutgoing);
        });
    m_transports[transport->GetProtocol()] = transport;
}

Ptr<SipTransport>
SipTransportLayer::GetTransport(SipTransportProtocol protocol) const
{
    const auto found = m_transports.find(protocol);
    return found == m_transports.end() ? nullptr : found->second;
}

void
SipTransportLayer::SetLimits(const SipLimits& limits)
{
    for (const auto& [protocol, transport] : m_transports)
    {
        transport->SetLimits(limits);
    }
}

void
SipTransportLayer::Start(Ptr<Node> node, const std::string& sentByHost, uint16_t port)
{
    m_sentByHost = sentByHost;
    m_port = port;
    for (const auto& [protocol, transport] : m_transports)
    {
        const auto own =
            static_cast<uint16_t>(port + (protocol == SipTransportProtocol::Tls ? 1 : 0));
        if (!transport->Listen(node, own))
        {
            NS_LOG_WARN("port " << own << " is taken for " << ToString(protocol));
        }
    }
}

void
SipTransportLayer::Stop()
{
    for (const auto& [protocol, transport] : m_transports)
    {
        transport->Stop();
    }
}

void
SipTransportLayer::DoDispose()
{
    for (const auto& [protocol, transport] : m_transports)
    {
        transport->Dispose();
    }
    m_transports.clear();
    m_received = nullptr;
    m_closed = nullptr;
    Object::DoDispose();
}

void
SipTransportLayer::PrepareRequest(SipMessage& request, SipDestination& destination) const
{
    auto via = request.GetTopVia();
    if (!via)
    {
        return;
    }
    const auto mark = [&](SipTransportProtocol protocol)
    {
        const auto port =
            static_cast<uint16_t>(m_port + (protocol == SipTransportProtocol::Tls ? 1 : 0));
        SipVia own(ToString(protocol),
                   m_sentByHost,
                   port == GetDefaultPort(protocol) ? std::nullopt : std::optional<uint16_t>(port),
                   std::string(via->GetBranch()));
        if (const Ptr<SipTransport> transport = GetTransport(protocol))
        {
            transport->CompleteVia(own);
        }
        request.SetTopVia(own);
    };
    const SipTransportProtocol protocol = destination.address.GetProtocol();
    mark(protocol);
    if (protocol == SipTransportProtocol::Udp && GetTransport(SipTransportProtocol::Tcp) &&
        request.GetSize() > m_maxUdpRequestSize)
    {
        destination.address = SipAddress(SipTransportProtocol::Tcp,
                                         destination.address.GetAddress(),
                                         destination.address.GetPort());
        mark(SipTransportProtocol::Tcp);
    }
}

tl::expected<void, SipConnectionFailure>
SipTransportLayer::SendRequest(const SipMessage& request, SipDestination& destination)
{
    return Send(request, destination);
}

tl::expected<void, SipConnectionFailure>
SipTransportLayer::SendResponse(const SipMessage& response, Ptr<SipConnection> connection)
{
    const tl::unexpected<SipConnectionFailure> badVia(
        SipConnectionFailure{SipConnectionFailure::Unreachable, "Via"});
    const auto via = response.GetTopVia();
    auto protocol = via ? FindSipTransportProtocol(via->GetTransport()) : std::nullopt;
    if (!protocol)
    {
        return badVia;
    }
    if (connection && connection->GetPeer().GetProtocol() == SipTransportProtocol::Tls)
    {
        protocol = SipTransportProtocol::Tls; // also when the connection is gone: never in clear
    }
    SipDestination destination;
    destination.connection = connection;
    // 18.2.2: received if it is there (the server puts it there whenever sent-by is a name), else
    // the host of sent-by; rport (RFC 3581), else the port of sent-by.
    const auto received = via->GetParameter("received");
    const auto address = SipAddress::ParseIpv4(received ? *received : via->GetHost());
    if (!address)
    {
        return badVia;
    }
    uint16_t port = via->GetPort().value_or(GetDefaultPort(*protocol));
    const auto rport = via->GetParameter("rport");
    if (*protocol == SipTransportProtocol::Udp && rport && !rport->empty())
    {
        if (const uint64_t value = ParseSipNumber(*rport, 65535).value_or(0))
        {
            port = static_cast<uint16_t>(value);
        }
    }
    destination.address = SipAddress(*protocol, *address, port);
    destination.name = LowerSip(via->GetHost());
    return Send(response, destination);
}

tl::expected<void, SipConnectionFailure>
SipTransportLayer::Send(const SipMessage& message, SipDestination& destination)
{
    const tl::unexpected<SipConnectionFailure> unreachable(
        SipConnectionFailure{SipConnectionFailure::Unreachable, destination.address.ToString()});
    Ptr<SipTransport> transport = GetTransport(destination.address.GetProtocol());
    if (!transport)
    {
        return unreachable;
    }
    if (!SipAddress::IsUnicast(destination.address.GetAddress()))
    {
        NS_LOG_WARN("not the address of a host: " << destination.address);
        return unreachable;
    }
    std::string octets;
    if (destination.address.GetProtocol() == SipTransportProtocol::Udp ||
        message.Has("Content-Length"))
    {
        octets = message.Serialize();
    }
    else
    {
        SipMessage framed = message; // 18.3: what came in a datagram may lack it
        framed.AddContentLength();
        octets = framed.Serialize();
    }
    const auto used = transport->Send(octets, destination);
    if (!used)
    {
        NS_LOG_WARN("cannot send to " << destination.address << ": " << used.error().ToString());
        return tl::make_unexpected(used.error());
    }
    destination.connection = *used;
    m_sentOctets += octets.size();
    ++m_sentMessages;
    m_txTrace(message, destination.address, static_cast<uint32_t>(octets.size()));
    return {};
}

bool
SipTransportLayer::MarkVia(SipMessage& request, const SipAddress& source)
{
    auto via = request.GetTopVia();
    if (!via)
    {
        return false;
    }
    const std::string peer = SipAddress::FormatIpv4(source.GetAddress());
    const bool wantsPort = via->GetParameter("rport").has_value();
    if (wantsPort || via->GetHost() != peer || via->GetParameter("received"))
    {
        via->SetParameter("received", peer);
    }
    if (wantsPort)
    {
        via->SetParameter("rport", std::to_string(source.GetPort()));
    }
    request.SetTopVia(*via);
    return true;
}

void
SipTransportLayer::Receive(SipReception reception)
{
    SipMessage& message = reception.message;
    const auto via = message.GetTopVia();
    if (!via)
    {
        m_malformedTrace(via.error().reason, reception.source);
        return;
    }
    if (message.IsRequest())
    {
        MarkVia(message, reception.source);
    }
    else if (!EqualsSipToken(via->GetHost(), m_sentByHost))
    {
        // 18.1.2: a response whose topmost Via is not ours is not for us.
        m_malformedTrace("a response for somebody else", reception.source);
        return;
    }
    m_rxTrace(message, reception.source, static_cast<uint32_t>(message.GetSize()));
    if (m_received)
    {
        m_received(std::move(reception));
    }
}

void
SipTransportLayer::ReceiveMalformed(const SipParseError& error,
                                    const SipAddress& peer,
                                    Ptr<SipConnection> connection)
{
    NS_LOG_INFO("malformed message from " << peer << ": " << error.reason);
    m_malformedTrace(error.reason, peer);
    // 18.3 and 21.4.1: a request that can be answered is; responses and ACK are dropped.
    if (!error.message || !error.message->IsRequest() || error.message->GetMethod() == "ACK")
    {
        return;
    }
    SipMessage request = *error.message;
    if (MarkVia(request, peer))
    {
        SendResponse(SipMessage::MakeResponse(request, error.code, error.reason), connection);
    }
}

uint64_t
SipTransportLayer::GetSentOctets() const
{
    return m_sentOctets;
}

uint64_t
SipTransportLayer::GetSentMessages() const
{
    return m_sentMessages;
}

uint32_t
SipTransportLayer::GetOpenedConnections() const
{
    return m_openedConnections;
}

uint32_t
SipTransportLayer::GetAcceptedConnections() const
{
    return m_acceptedConnections;
}

} // namespace ns3
