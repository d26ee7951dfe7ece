// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-tcp-transport.h"

#include "ns3/log.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <utility>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("SipTcpTransport");

NS_OBJECT_ENSURE_REGISTERED(SipTcpTransport);

TypeId
SipTcpTransport::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::SipTcpTransport")
            .SetParent<SipTransport>()
            .SetGroupName("SipNetwork")
            .AddConstructor<SipTcpTransport>()
            .AddAttribute("ConnectTimeout",
                          "Time after which a connection that is not established has failed.",
                          TimeValue(Seconds(10)),
                          MakeTimeAccessor(&SipTcpTransport::m_connectTimeout),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("IdleTimeout",
                          "Time after which a connection on which nothing moves is closed; zero: "
                          "never. RFC 3261, section 18, wants 32 s at least.",
                          TimeValue(Seconds(300)),
                          MakeTimeAccessor(&SipTcpTransport::m_idleTimeout),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("MaxConnections",
                          "Number of connections, opened and accepted, at the same time.",
                          UintegerValue(1024),
                          MakeUintegerAccessor(&SipTcpTransport::m_maxConnections),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("MaxQueue",
                          "Octets that may wait to be sent on one connection.",
                          UintegerValue(1048576),
                          MakeUintegerAccessor(&SipTcpTransport::m_maxQueue),
                          MakeUintegerChecker<uint32_t>(1));
    return tid;
}

SipTcpTransport::SipTcpTransport() = default;

SipTransportProtocol
SipTcpTransport::GetProtocol() const
{
    return SipTransportProtocol::Tcp;
}

bool
SipTcpTransport::Listen(Ptr<Node> node, uint16_t port)
{
    NS_LOG_FUNCTION(this << node << port);
    m_node = node;
    m_listener = Socket::CreateSocket(node, TcpSocketFactory::GetTypeId());
    const SipAddress local(SipTransportProtocol::Tcp, Ipv4Address::GetAny(), port);
    if (m_listener->Bind(local.ToSocketAddress()) != 0 || m_listener->Listen() != 0)
    {
        m_listener = nullptr;
        return false;
    }
    m_listener->SetAcceptCallback(MakeCallback(&SipTcpTransport::MayAccept, this),
                                  MakeCallback(&SipTcpTransport::Accepted, this));
    return true;
}

void
SipTcpTransport::Stop()
{
    NS_LOG_FUNCTION(this);
    if (m_listener)
    {
        m_listener->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                      MakeNullCallback<void, Ptr<Socket>, const Address&>());
        m_listener->Close();
        m_listener = nullptr;
    }
    std::vector<Ptr<SipTcpConnection>> connections;
    connections.swap(m_connections);
    for (const Ptr<SipTcpConnection>& connection : connections)
    {
        connection->Abandon();
        connection->Dispose();
    }
}

void
SipTcpTransport::DoDispose()
{
    if (m_listener)
    {
        m_listener->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                      MakeNullCallback<void, Ptr<Socket>, const Address&>());
        m_listener = nullptr;
    }
    for (const Ptr<SipTcpConnection>& connection : m_connections)
    {
        connection->Dispose();
    }
    m_connections.clear();
    m_node = nullptr;
    SipTransport::DoDispose();
}

bool
SipTcpTransport::MayAccept(Ptr<Socket> socket, const Address& from)
{
    return m_connections.size() < m_maxConnections && InetSocketAddress::IsMatchingType(from);
}

void
SipTcpTransport::Accepted(Ptr<Socket> socket, const Address& from)
{
    if (m_connections.size() >= m_maxConnections)
    {
        socket->Close(); // several handshakes were under way when there was room for fewer
        return;
    }
    const InetSocketAddress peer = InetSocketAddress::ConvertFrom(from);
    Ptr<SipTcpConnection> connection = MakeConnection();
    connection->Accept(socket,
                       SipAddress(SipTransportProtocol::Tcp, peer.GetIpv4(), peer.GetPort()));
    if (m_opened)
    {
        m_opened(connection, false);
    }
}

Ptr<SipTcpConnection>
SipTcpTransport::MakeConnection()
{
    Ptr<SipTcpConnection> connection = CreateObject<SipTcpConnection>();
    SipTcpConnection::Owner owner;
    owner.received = [this](Ptr<SipTcpConnection> from, SipMessage message)
    {
        if (m_received)
        {
            m_received({std::move(message), from->GetPeer(), from->GetLocal(), from});
        }
    };
    owner.malformed = [this](Ptr<SipTcpConnection> from, const SipParseError& error)
    {
        if (m_malformed)
        {
            m_malformed(error, from->GetPeer(), from);
        }
    };
    owner.closed = [this](Ptr<SipTcpConnection> ended)
    {
        Forget(ended);
    };
    connection->SetOwner(std::move(owner), {m_connectTimeout, m_idleTimeout, m_maxQueue, m_limits});
    m_connections.push_back(connection);
    return connection;
}

bool
SipTcpTransport::Fits(const SipConnection& connection, const SipDestination& destination) const
{
    return connection.GetPeer() == destination.address;
}

Ptr<SipTcpConnection>
SipTcpTransport::FindOrOpen(const SipDestination& destination)
{
    for (const Ptr<SipTcpConnection>& connection : m_connections)
    {
        if (connection->IsUsable() && Fits(*connection, destination))
        {
            return connection;
        }
    }
    if (!m_node || m_connections.size() >= m_maxConnections)
    {
        return nullptr;
    }
    Ptr<SipTcpConnection> connection = MakeConnection();
    connection->SetTargetName(destination.name);
    if (!connection->Connect(Socket::CreateSocket(m_node, TcpSocketFactory::GetTypeId()),
                             destination.address))
    {
        m_connections.pop_back();
        return nullptr;
    }
    if (m_opened)
    {
        m_opened(connection, true);
    }
    return connection;
}

bool
SipTcpTransport::Send(const std::string& octets,
                      const SipDestination& destination,
                      Ptr<SipConnection>& connection)
{
    NS_LOG_FUNCTION(this << octets.size() << destination.address);
    connection = destination.connection;
    if (!connection || !connection->IsUsable())
    {
        connection = FindOrOpen(destination);
    }
    return connection && connection->Send(octets);
}

void
SipTcpTransport::Forget(Ptr<SipTcpConnection> connection)
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
SipTcpTransport::GetConnectionCount() const
{
    return m_connections.size();
}

} // namespace ns3
