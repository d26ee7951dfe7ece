// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/node-outage.h"

#include "ns3/assert.h"
#include "ns3/inet-socket-address.h"
#include "ns3/object-vector.h"
#include "ns3/tcp-l4-protocol.h"
#include "ns3/tcp-socket-base.h"

namespace ns3
{

namespace
{

/** Reaches what ns-3's sockets do not offer: an end without FIN or RST. */
class SocketEnd : public TcpSocketBase
{
  public:
    /** Ends a socket. @param socket a socket */
    static void
    Drop(TcpSocketBase& socket)
    {
        (socket.*&SocketEnd::CancelAllTimers)();
        (socket.*&SocketEnd::DeallocateEndPoint)();
    }

    /** @return whether a socket is connected. @param socket a socket */
    static bool
    IsEstablished(const TcpSocketBase& socket)
    {
        return socket.*(&SocketEnd::m_state) == TcpSocket::ESTABLISHED;
    }

    /** Tells a socket's owner that it is broken. @param socket a socket */
    static void
    Notify(TcpSocketBase& socket)
    {
        (socket.*&SocketEnd::NotifyErrorClose)();
    }
};

} // namespace

NodeOutage::NodeOutage(Ptr<SipElement> element)
    : m_element(element)
{
}

void
NodeOutage::Fail(Kind kind)
{
    Ptr<Node> node = m_element->GetNode();
    m_filter = FlowFilter::Install(node);
    NS_ASSERT_MSG(m_filter, "the node's routing must be a list");
    // What the element says in parting must not leave.
    m_filter->SetClosed(true);
    m_element->StopNow();
    DropConnections(node);
    m_filter->ResetUnknown();
    m_filter->SetClosed(kind == Kind::Silent);
}

void
NodeOutage::Restore()
{
    if (m_filter)
    {
        m_filter->SetClosed(false);
    }
    m_element->StartNow();
}

bool
NodeOutage::BreakConnection(Ptr<Node> node, uint16_t localPort, Ipv4Address peer, uint16_t peerPort)
{
    Ptr<TcpL4Protocol> tcp = node->GetObject<TcpL4Protocol>();
    Ptr<FlowFilter> filter = FlowFilter::Install(node);
    ObjectVectorValue sockets;
    tcp->GetAttribute("SocketList", sockets);
    for (std::size_t i = 0; i < sockets.GetN(); ++i)
    {
        Ptr<TcpSocketBase> socket = DynamicCast<TcpSocketBase>(sockets.Get(i));
        Address local;
        Address remote;
        if (!socket || !SocketEnd::IsEstablished(*socket) || socket->GetSockName(local) != 0 ||
            socket->GetPeerName(remote) != 0 || !InetSocketAddress::IsMatchingType(remote) ||
            InetSocketAddress::ConvertFrom(local).GetPort() != localPort ||
            InetSocketAddress::ConvertFrom(remote).GetIpv4() != peer ||
            InetSocketAddress::ConvertFrom(remote).GetPort() != peerPort)
        {
            continue;
        }
        filter->SetClosed(true); // what the owner says in parting must not leave
        SocketEnd::Notify(*socket);
        SocketEnd::Drop(*socket);
        filter->SetClosed(false);
        return true;
    }
    return false;
}

void
NodeOutage::DropConnections(Ptr<Node> node)
{
    Ptr<TcpL4Protocol> tcp = node->GetObject<TcpL4Protocol>();
    if (!tcp)
    {
        return;
    }
    ObjectVectorValue sockets;
    tcp->GetAttribute("SocketList", sockets);
    for (std::size_t i = 0; i < sockets.GetN(); ++i)
    {
        if (Ptr<TcpSocketBase> socket = DynamicCast<TcpSocketBase>(sockets.Get(i)))
        {
            SocketEnd::Drop(*socket);
        }
    }
}

} // namespace ns3
