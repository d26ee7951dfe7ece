// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-stream-transport.h"

#include "ns3/log.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <utility>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("SipStreamTransport");

NS_OBJECT_ENSURE_REGISTERED(SipStreamTransport);

TypeId
SipStreamTransport::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::SipStreamTransport")
            .SetParent<SipTransport>()
            .SetGroupName("SipNetwork")
            .AddAttribute("ConnectTimeout",
                          "Time after which a connection that TCP has not established has failed.",
                          TimeValue(Seconds(10)),
                          MakeTimeAccessor(&SipStreamTransport::m_connectTimeout),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("HandshakeTimeout",
                          "Time that TLS's handshake may take, once TCP is connected.",
                          TimeValue(Seconds(10)),
                          MakeTimeAccessor(&SipStreamTransport::m_handshakeTimeout),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("IdleTimeout",
                          "Time after which a connection on which nothing moves is closed; zero: "
                          "never. RFC 3261, section 18, wants 32 s at least.",
                          TimeValue(Seconds(300)),
                          MakeTimeAccessor(&SipStreamTransport::m_idleTimeout),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("FirstMessageTimeout",
                          "Time within which whoever connects must have sent a first whole "
                          "message; zero: no limit.",
                          TimeValue(Seconds(32)),
                          MakeTimeAccessor(&SipStreamTransport::m_firstMessageTimeout),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("MaxConnections",
                          "Number of connections, opened and accepted, at the same time. When all "
                          "are taken, the oldest accepted one that has brought no message makes "
                          "room for the next.",
                          UintegerValue(1024),
                          MakeUintegerAccessor(&SipStreamTransport::m_maxConnections),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("MaxQueue",
                          "Octets that may wait to be sent on one connection.",
                          UintegerValue(1048576),
                          MakeUintegerAccessor(&SipStreamTransport::m_maxQueue),
                          MakeUintegerChecker<uint32_t>(1));
    return tid;
}

SipStreamTransport::SipStreamTransport() = default;

bool
SipStreamTransport::Listen(Ptr<Node> node, uint16_t port)
{
    NS_LOG_FUNCTION(this << node << port);
    m_node = node;
    m_listener = Socket::CreateSocket(node, TcpSocketFactory::GetTypeId());
    const SipAddress local(GetProtocol(), Ipv4Address::GetAny(), port);
    if (m_listener->Bind(local.ToSocketAddress()) != 0 || m_listener->Listen() != 0)
    {
        m_listener = nullptr;
        return false;
    }
    m_listener->SetAcceptCallback(MakeCallback(&SipStreamTransport::MayAccept, this),
                                  MakeCallback(&SipStreamTransport::Accepted, this));
    return true;
}

void
SipStreamTransport::Stop()
{
    NS_LOG_FUNCTION(this);
    if (m_listener)
    {
        m_listener->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                      MakeNullCallback<void, Ptr<Socket>, const Address&>());
        m_listener->Close();
        m_listener = nullptr;
    }
    std::vector<Ptr<SipStreamConnection>> connections;
    connections.swap(m_connections);
    for (const Ptr<SipStreamConnection>& connection : connections)
    {
        connection->Abandon();
        connection->Dispose();
    }
}

void
SipStreamTransport::DoDispose()
{
    if (m_listener)
    {
        m_listener->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                      MakeNullCallback<void, Ptr<Socket>, const Address&>());
        m_listener = nullptr;
    }
    for (const Ptr<SipStreamConnection>& connection : m_connections)
    {
        connection->Dispose();
    }
    m_connections.clear();
    m_node = nullptr;
    SipTransport::DoDispose();
}

void
SipStreamTransport::SetNode(Ptr<Node> node)
{
    m_node = node;
}

bool
SipStreamTransport::IsKeyedByAddress() const
{
    return false;
}

void
SipStreamTransport::OnMessage(Ptr<SipStreamConnection> connection, const SipMessage& message)
{
}

Ptr<SipStreamConnection>
SipStreamTransport::FindSilent() const
{
    for (const Ptr<SipStreamConnection>& connection : m_connections)
    {
        if (connection->IsUsable() && connection->IsSilent())
        {
            return connection;
        }
    }
    return nullptr;
}

bool
SipStreamTransport::MakeRoom()
{
    if (m_connections.size() < m_maxConnections)
    {
        return true;
    }
    Ptr<SipStreamConnection> silent = FindSilent();
    if (!silent)
    {
        return false;
    }
    silent->End({SipConnectionFailure::Full, ""});
    Forget(silent);
    return true;
}

bool
SipStreamTransport::MayAccept(Ptr<Socket> socket, const Address& from)
{
    return (m_connections.size() < m_maxConnections || FindSilent()) &&
           InetSocketAddress::IsMatchingType(from);
}

void
SipStreamTransport::Accepted(Ptr<Socket> socket, const Address& from)
{
    if (!MakeRoom())
    {
        socket->Close(); // several handshakes were under way when there was room for fewer
        return;
    }
    const InetSocketAddress peer = InetSocketAddress::ConvertFrom(from);
    Ptr<SipStreamConnection> connection = AddConnection(false);
    if (!connection)
    {
        socket->Close();
        return;
    }
    ExecuteConnection(false);
    if (m_opened)
    {
        m_opened(connection, false);
    }
    connection->Accept(socket, SipAddress(GetProtocol(), peer.GetIpv4(), peer.GetPort()));
}

Ptr<SipStreamConnection>
SipStreamTransport::AddConnection(bool isOutgoing)
{
    Ptr<SipStreamConnection> connection = MakeConnection(isOutgoing);
    if (!connection)
    {
        return nullptr;
    }
    SipStreamConnection::Owner owner;
    owner.received = [this](Ptr<SipStreamConnection> from, SipMessage message)
    {
        OnMessage(from, message);
        SipReception reception{std::move(message), from->GetPeer(), from->GetLocal(), from};
        if (ChargesMessages())
        {
            const std::size_t octets = reception.message.GetSize();
            ExecuteReceipt(octets,
                           [this, reception = std::move(reception)]
                           {
                               m_received(reception);
                           });
        }
        else if (m_received)
        {
            m_received(std::move(reception));
        }
    };
    owner.malformed = [this](Ptr<SipStreamConnection> from, const SipParseError& error)
    {
        if (ChargesMessages())
        {
            ExecuteReceipt(error.message ? error.message->GetSize() : 0,
                           [this, from, error]
                           {
                               m_malformed(error, from->GetPeer(), from);
                           });
        }
        else if (m_malformed)
        {
            m_malformed(error, from->GetPeer(), from);
        }
    };
    owner.closed = [this](Ptr<SipStreamConnection> ended)
    {
        Forget(ended);
    };
    SipStreamLimits limits;
    limits.connectTimeout = m_connectTimeout;
    limits.handshakeTimeout = m_handshakeTimeout;
    limits.idleTimeout = m_idleTimeout;
    limits.firstMessageTimeout = m_firstMessageTimeout;
    limits.maxQueue = m_maxQueue;
    limits.message = m_limits;
    limits.chargesTransfers = ChargesMessages();
    connection->SetOwner(std::move(owner), limits);
    m_connections.push_back(connection);
    return connection;
}

tl::expected<Ptr<SipStreamConnection>, SipConnectionFailure>
SipStreamTransport::FindOrOpen(const SipDestination& destination)
{
    for (const Ptr<SipStreamConnection>& connection : m_connections)
    {
        // One that is not open yet will be ended if it does not prove what was asked of it, so
        // only messages that ask for the same may wait on it.
        const bool isGood = connection->IsOpen()
                                ? connection->GetTrust().Meets(destination.requirement)
                                : connection->GetRequirement() == destination.requirement;
        if (connection->IsUsable() && isGood && Fits(*connection, destination))
        {
            return connection;
        }
    }
    if (!m_node)
    {
        return tl::make_unexpected(SipConnectionFailure{SipConnectionFailure::Unreachable, ""});
    }
    if (!MakeRoom())
    {
        return tl::make_unexpected(SipConnectionFailure{SipConnectionFailure::Full, "connections"});
    }
    Ptr<SipStreamConnection> connection = AddConnection(true);
    if (!connection)
    {
        return tl::make_unexpected(SipConnectionFailure{SipConnectionFailure::Unreachable, ""});
    }
    connection->SetTargetName(destination.name);
    connection->SetRequirement(destination.requirement);
    if (!connection->Connect(Socket::CreateSocket(m_node, TcpSocketFactory::GetTypeId()),
                             destination.address))
    {
        m_connections.pop_back();
        return tl::make_unexpected(SipConnectionFailure{SipConnectionFailure::Unreachable, ""});
    }
    ExecuteConnection(true);
    if (m_opened)
    {
        m_opened(connection, true);
    }
    return connection;
}

tl::expected<Ptr<SipConnection>, SipConnectionFailure>
SipStreamTransport::Send(const std::string& octets, const SipDestination& destination)
{
    NS_LOG_FUNCTION(this << octets.size() << destination.address);
    Ptr<SipConnection> connection = destination.connection;
    if (connection && !connection->IsUsable() && !connection->IsOutgoing() &&
        connection->GetPeer() == destination.address && !IsKeyedByAddress())
    {
        // This was for whoever had opened it. The address and port may be somebody else's by now,
        // and the port is none at which anybody listens.
        return tl::make_unexpected(SipConnectionFailure{SipConnectionFailure::Closed, ""});
    }
    if (!connection || !connection->IsUsable())
    {
        const auto found = FindOrOpen(destination);
        if (!found)
        {
            return tl::make_unexpected(found.error());
        }
        connection = *found;
    }
    else if (!connection->GetTrust().Meets(destination.requirement))
    {
        Ptr<SipStreamConnection> stream = DynamicCast<SipStreamConnection>(connection);
        const bool isPending = stream && !stream->IsOpen();
        if (!isPending || stream->GetRequirement() != destination.requirement)
        {
            return tl::make_unexpected(SipConnectionFailure{
                connection->GetTrust().isConfidential ? SipConnectionFailure::NotMutual
                                                      : SipConnectionFailure::NotConfidential,
                ""});
        }
    }
    if (ChargesMessages())
    {
        ExecuteSending(octets.size(),
                       [connection, octets]
                       {
                           if (!connection->Send(octets))
                           {
                               NS_LOG_WARN("a connection ended before a message left");
                           }
                       });
        return connection;
    }
    if (!connection->Send(octets))
    {
        return tl::make_unexpected(
            SipConnectionFailure{SipConnectionFailure::Full, "octets that wait to be sent"});
    }
    return connection;
}

void
SipStreamTransport::Forget(Ptr<SipStreamConnection> connection)
{
    const auto found = std::find(m_connections.begin(), m_connections.end(), connection);
    if (found == m_connections.end())
    {
        return;
    }
    m_connections.erase(found);
    if (m_closed)
    {
        m_closed(connection);
    }
    connection->Dispose();
}

std::size_t
SipStreamTransport::GetConnectionCount() const
{
    return m_connections.size();
}

} // namespace ns3
