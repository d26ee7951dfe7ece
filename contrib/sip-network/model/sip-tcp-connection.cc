// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-tcp-connection.h"

#include "ns3/log.h"
#include "ns3/packet.h"

#include <algorithm>
#include <string>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("SipTcpConnection");

NS_OBJECT_ENSURE_REGISTERED(SipTcpConnection);

TypeId
SipTcpConnection::GetTypeId()
{
    static TypeId tid = TypeId("ns3::SipTcpConnection")
                            .SetParent<SipStreamConnection>()
                            .SetGroupName("SipNetwork")
                            .AddConstructor<SipTcpConnection>();
    return tid;
}

SipTcpConnection::SipTcpConnection() = default;

SipTcpConnection::~SipTcpConnection() = default;

bool
SipTcpConnection::DoConnect(Ptr<Socket> socket)
{
    Attach(socket);
    socket->SetConnectCallback(MakeCallback(&SipTcpConnection::Connected, this),
                               MakeCallback(&SipTcpConnection::Refused, this));
    return socket->Bind() == 0 && socket->Connect(GetPeer().ToSocketAddress()) == 0;
}

void
SipTcpConnection::DoAccept(Ptr<Socket> socket)
{
    Attach(socket);
    OnOpened();
}

void
SipTcpConnection::Attach(Ptr<Socket> socket)
{
    m_socket = socket;
    socket->SetRecvCallback(MakeCallback(&SipTcpConnection::Receive, this));
    socket->SetSendCallback(MakeCallback(&SipTcpConnection::Drain, this));
    socket->SetCloseCallbacks(MakeCallback(&SipTcpConnection::PeerClosed, this),
                              MakeCallback(&SipTcpConnection::Failed, this));
}

void
SipTcpConnection::DoEnd(bool isStackAlive)
{
    Ptr<Socket> socket = m_socket;
    m_socket = nullptr;
    if (!socket)
    {
        return;
    }
    socket->SetConnectCallback(MakeNullCallback<void, Ptr<Socket>>(),
                               MakeNullCallback<void, Ptr<Socket>>());
    socket->SetRecvCallback(MakeNullCallback<void, Ptr<Socket>>());
    socket->SetSendCallback(MakeNullCallback<void, Ptr<Socket>, uint32_t>());
    socket->SetCloseCallbacks(MakeNullCallback<void, Ptr<Socket>>(),
                              MakeNullCallback<void, Ptr<Socket>>());
    if (isStackAlive)
    {
        socket->Close();
    }
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

void
SipTcpConnection::Connected(Ptr<Socket> socket)
{
    OnOpened();
}

void
SipTcpConnection::Refused(Ptr<Socket> socket)
{
    End({SipConnectionFailure::Refused, ""});
}

void
SipTcpConnection::PeerClosed(Ptr<Socket> socket)
{
    End({SipConnectionFailure::Closed, ""});
}

void
SipTcpConnection::Failed(Ptr<Socket> socket)
{
    End({SipConnectionFailure::Aborted, ""});
}

void
SipTcpConnection::Drain(Ptr<Socket> socket, uint32_t available)
{
    OnWritable();
}

std::size_t
SipTcpConnection::DoWrite(std::string_view octets)
{
    std::size_t done = 0;
    while (done < octets.size() && m_socket)
    {
        // The socket refuses what it cannot take whole, so never offer more than it has room for.
        const auto length = static_cast<uint32_t>(
            std::min<std::size_t>(octets.size() - done, m_socket->GetTxAvailable()));
        if (length == 0)
        {
            break;
        }
        Ptr<Packet> packet =
            Create<Packet>(reinterpret_cast<const uint8_t*>(octets.data()) + done, length);
        const int sent = m_socket->Send(packet);
        if (sent <= 0)
        {
            break;
        }
        done += static_cast<std::size_t>(sent);
    }
    return done;
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
        std::string octets(packet->GetSize(), '\0');
        packet->CopyData(reinterpret_cast<uint8_t*>(&octets[0]),
                         static_cast<uint32_t>(octets.size()));
        OnOctets(octets);
    }
}

} // namespace ns3
