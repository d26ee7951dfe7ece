// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-tcp-connection.h"

#include "ns3/log.h"
#include "ns3/packet.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <utility>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("SipTcpConnection");

NS_OBJECT_ENSURE_REGISTERED(SipTcpConnection);

TypeId
SipTcpConnection::GetTypeId()
{
    static TypeId tid = TypeId("ns3::SipTcpConnection")
                            .SetParent<SipConnection>()
                            .SetGroupName("SipNetwork")
                            .AddConstructor<SipTcpConnection>();
    return tid;
}

SipTcpConnection::SipTcpConnection() = default;

SipTcpConnection::~SipTcpConnection() = default;

void
SipTcpConnection::SetOwner(Owner owner, const SipTcpLimits& limits)
{
    m_owner = std::move(owner);
    m_limits = limits;
    m_framer = SipStreamFramer(limits.message);
}

bool
SipTcpConnection::Connect(Ptr<Socket> socket, const SipAddress& peer)
{
    NS_LOG_FUNCTION(this << peer);
    m_peer = peer;
    m_isOutgoing = true;
    Attach(socket);
    socket->SetConnectCallback(MakeCallback(&SipTcpConnection::Connected, this),
                               MakeCallback(&SipTcpConnection::Ended, this));
    if (socket->Bind() != 0 || socket->Connect(peer.ToSocketAddress()) != 0)
    {
        Abandon();
        return false;
    }
    m_connectEvent = Simulator::Schedule(m_limits.connectTimeout, &SipTcpConnection::Finish, this);
    return true;
}

void
SipTcpConnection::Accept(Ptr<Socket> socket, const SipAddress& peer)
{
    NS_LOG_FUNCTION(this << peer);
    m_peer = peer;
    m_isConnected = true;
    Attach(socket);
    Touch();
}

void
SipTcpConnection::Attach(Ptr<Socket> socket)
{
    m_socket = socket;
    socket->SetRecvCallback(MakeCallback(&SipTcpConnection::Receive, this));
    socket->SetSendCallback(MakeCallback(&SipTcpConnection::Drain, this));
    socket->SetCloseCallbacks(MakeCallback(&SipTcpConnection::Ended, this),
                              MakeCallback(&SipTcpConnection::Ended, this));
}

Ptr<Socket>
SipTcpConnection::Detach()
{
    m_connectEvent.Cancel();
    m_idleEvent.Cancel();
    m_queue.clear();
    Ptr<Socket> socket = m_socket;
    if (socket)
    {
        m_socket = nullptr;
        socket->SetConnectCallback(MakeNullCallback<void, Ptr<Socket>>(),
                                   MakeNullCallback<void, Ptr<Socket>>());
        socket->SetRecvCallback(MakeNullCallback<void, Ptr<Socket>>());
        socket->SetSendCallback(MakeNullCallback<void, Ptr<Socket>, uint32_t>());
        socket->SetCloseCallbacks(MakeNullCallback<void, Ptr<Socket>>(),
                                  MakeNullCallback<void, Ptr<Socket>>());
    }
    return socket;
}

void
SipTcpConnection::Abandon()
{
    NS_LOG_FUNCTION(this);
    if (Ptr<Socket> socket = Detach())
    {
        socket->Close();
    }
}

void
SipTcpConnection::DoDispose()
{
    Detach(); // without Close: the stack below may be gone
    m_owner = Owner();
    SipConnection::DoDispose();
}

SipAddress
SipTcpConnection::GetPeer() const
{
    return m_peer;
}

SipAddress
SipTcpConnection::GetLocal() const
{
    Address local;
    if (m_socket && m_socket->GetSockName(local) == 0 && InetSocketAddress::IsMatchingType(local))
    {
        const InetSocketAddress inet = InetSocketAddress::ConvertFrom(local);
        return SipAddress(SipTransportProtocol::Tcp, inet.GetIpv4(), inet.GetPort());
    }
    return SipAddress(SipTransportProtocol::Tcp, Ipv4Address::GetAny(), 0);
}

bool
SipTcpConnection::IsOutgoing() const
{
    return m_isOutgoing;
}

bool
SipTcpConnection::IsUsable() const
{
    return m_socket && !m_isClosing;
}

bool
SipTcpConnection::Send(const std::string& octets)
{
    NS_LOG_FUNCTION(this << octets.size());
    if (!IsUsable() || m_queue.size() + octets.size() > m_limits.maxQueue)
    {
        return false;
    }
    m_queue += octets;
    Flush();
    return true;
}

void
SipTcpConnection::Close()
{
    NS_LOG_FUNCTION(this);
    m_isClosing = true;
    if (m_socket && (m_queue.empty() || !m_isConnected))
    {
        Finish();
    }
}

void
SipTcpConnection::Connected(Ptr<Socket> socket)
{
    NS_LOG_FUNCTION(this);
    m_connectEvent.Cancel();
    m_isConnected = true;
    Touch();
    Flush();
}

void
SipTcpConnection::Ended(Ptr<Socket> socket)
{
    NS_LOG_FUNCTION(this);
    Finish();
}

void
SipTcpConnection::Drain(Ptr<Socket> socket, uint32_t available)
{
    Flush();
}

void
SipTcpConnection::Flush()
{
    if (!m_socket || !m_isConnected)
    {
        return;
    }
    std::size_t done = 0;
    while (done < m_queue.size())
    {
        // The socket refuses what it cannot take whole, so never offer more than it has room for.
        const auto length = static_cast<uint32_t>(
            std::min<std::size_t>(m_queue.size() - done, m_socket->GetTxAvailable()));
        if (length == 0)
        {
            break;
        }
        Ptr<Packet> packet =
            Create<Packet>(reinterpret_cast<const uint8_t*>(m_queue.data()) + done, length);
        const int sent = m_socket->Send(packet);
        if (sent <= 0)
        {
            break;
        }
        done += static_cast<std::size_t>(sent);
    }
    m_queue.erase(0, done);
    if (done > 0)
    {
        Touch();
    }
    if (m_isClosing && m_queue.empty())
    {
        Finish();
    }
}

void
SipTcpConnection::Receive(Ptr<Socket> socket)
{
    Ptr<SipTcpConnection> self(this); // the owner may let go of it meanwhile
    while (m_socket)
    {
        Ptr<Packet> packet = socket->Recv();
        if (!packet || packet->GetSize() == 0)
        {
            return;
        }
        Touch();
        std::string octets(packet->GetSize(), '\0');
        packet->CopyData(reinterpret_cast<uint8_t*>(&octets[0]),
                         static_cast<uint32_t>(octets.size()));
        m_framer.Push(octets);
        while (m_socket)
        {
            auto next = m_framer.Next();
            if (!next)
            {
                break;
            }
            if (*next)
            {
                if (m_owner.received)
                {
                    m_owner.received(self, std::move(**next));
                }
            }
            else if (m_owner.malformed)
            {
                m_owner.malformed(self, next->error());
            }
        }
        if (m_framer.IsBroken())
        {
            Close(); // nobody knows where the next message begins
            return;
        }
    }
}

void
SipTcpConnection::Finish()
{
    if (!m_socket)
    {
        return;
    }
    NS_LOG_FUNCTION(this);
    Abandon();
    // Later, since the caller may be in the middle of using this connection.
    Ptr<SipTcpConnection> self(this);
    Simulator::ScheduleNow(
        [self]()
        {
            if (self->m_owner.closed)
            {
                self->m_owner.closed(self);
            }
        });
}

void
SipTcpConnection::Touch()
{
    m_idleEvent.Cancel();
    if (m_socket && m_limits.idleTimeout.IsStrictlyPositive())
    {
        m_idleEvent = Simulator::Schedule(m_limits.idleTimeout, &SipTcpConnection::Idle, this);
    }
}

void
SipTcpConnection::Idle()
{
    NS_LOG_FUNCTION(this);
    Finish();
}

} // namespace ns3
