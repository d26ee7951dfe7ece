// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-udp-transport.h"

#include "ns3/log.h"
#include "ns3/packet.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("SipUdpTransport");

NS_OBJECT_ENSURE_REGISTERED(SipUdpTransport);

TypeId
SipUdpTransport::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::SipUdpTransport")
            .SetParent<SipTransport>()
            .SetGroupName("SipNetwork")
            .AddConstructor<SipUdpTransport>()
            .AddAttribute("ReceiveBuffer",
                          "Octets of datagrams that may wait for the processor; one that "
                          "comes when they do is dropped. Only if messages take processor "
                          "time. The default is Linux's.",
                          UintegerValue(212992),
                          MakeUintegerAccessor(&SipUdpTransport::m_receiveBuffer),
                          MakeUintegerChecker<uint32_t>(1))
            .AddTraceSource("Dropped",
                            "A datagram found the receive buffer full.",
                            MakeTraceSourceAccessor(&SipUdpTransport::m_droppedTrace),
                            "ns3::SipUdpTransport::DroppedTracedCallback");
    return tid;
}

SipTransportProtocol
SipUdpTransport::GetProtocol() const
{
    return SipTransportProtocol::Udp;
}

bool
SipUdpTransport::Listen(Ptr<Node> node, uint16_t port)
{
    NS_LOG_FUNCTION(this << node << port);
    m_socket = Socket::CreateSocket(node, UdpSocketFactory::GetTypeId());
    m_port = port;
    m_waitingOctets = 0;
    if (m_socket->Bind(
            SipAddress(SipTransportProtocol::Udp, Ipv4Address::GetAny(), port).ToSocketAddress()) !=
        0)
    {
        m_socket = nullptr;
        return false;
    }
    m_socket->SetRecvCallback(MakeCallback(&SipUdpTransport::Receive, this));
    return true;
}

void
SipUdpTransport::Stop()
{
    NS_LOG_FUNCTION(this);
    if (m_socket)
    {
        m_socket->SetRecvCallback(MakeNullCallback<void, Ptr<Socket>>());
        m_socket->Close();
        m_socket = nullptr;
    }
}

void
SipUdpTransport::CompleteVia(SipVia& via) const
{
    via.SetParameter("rport"); // RFC 3581
}

void
SipUdpTransport::DoDispose()
{
    if (m_socket)
    {
        m_socket->SetRecvCallback(MakeNullCallback<void, Ptr<Socket>>());
        m_socket = nullptr;
    }
    SipTransport::DoDispose();
}

tl::expected<Ptr<SipConnection>, SipConnectionFailure>
SipUdpTransport::Send(const std::string& octets, const SipDestination& destination)
{
    NS_LOG_FUNCTION(this << octets.size() << destination.address);
    if (destination.requirement != SipRequirement::None)
    {
        return tl::make_unexpected(SipConnectionFailure{SipConnectionFailure::NotConfidential, ""});
    }
    if (!m_socket)
    {
        return tl::make_unexpected(SipConnectionFailure{SipConnectionFailure::Unreachable, ""});
    }
    Ptr<Packet> packet = Create<Packet>(reinterpret_cast<const uint8_t*>(octets.data()),
                                        static_cast<uint32_t>(octets.size()));
    if (ChargesMessages())
    {
        ExecuteSending(octets.size(),
                       [this, packet, to = destination.address.ToSocketAddress()]
                       {
                           m_socket->SendTo(packet, 0, to);
                       });
        return Ptr<SipConnection>();
    }
    const int sent = m_socket->SendTo(packet, 0, destination.address.ToSocketAddress());
    if (sent < 0 || static_cast<std::size_t>(sent) != octets.size())
    {
        return tl::make_unexpected(SipConnectionFailure{SipConnectionFailure::Unreachable, ""});
    }
    return Ptr<SipConnection>();
}

void
SipUdpTransport::Receive(Ptr<Socket> socket)
{
    Address from;
    while (m_socket)
    {
        Ptr<Packet> packet = socket->RecvFrom(from);
        if (!packet)
        {
            return;
        }
        if (!InetSocketAddress::IsMatchingType(from))
        {
            continue;
        }
        std::string octets(packet->GetSize(), '\0');
        packet->CopyData(reinterpret_cast<uint8_t*>(&octets[0]),
                         static_cast<uint32_t>(octets.size()));
        const InetSocketAddress peer = InetSocketAddress::ConvertFrom(from);
        const SipAddress source(SipTransportProtocol::Udp, peer.GetIpv4(), peer.GetPort());
        if (octets.find_first_not_of("\r\n") == std::string::npos)
        {
            continue; // a keep-alive
        }
        if (!ChargesMessages())
        {
            Handle(octets, source);
            continue;
        }
        if (m_waitingOctets + octets.size() > m_receiveBuffer)
        {
            m_droppedTrace(static_cast<uint32_t>(octets.size()));
            continue;
        }
        m_waitingOctets += octets.size();
        ExecuteReceipt(octets.size(),
                       [this, octets, source]
                       {
                           m_waitingOctets -= octets.size();
                           Handle(octets, source);
                       });
    }
}

void
SipUdpTransport::Handle(const std::string& octets, const SipAddress& source) const
{
    auto message = SipParser::Parse(octets, m_limits);
    if (message && m_received)
    {
        const SipAddress local(SipTransportProtocol::Udp, Ipv4Address::GetAny(), m_port);
        m_received({std::move(*message), source, local, nullptr});
    }
    else if (!message && m_malformed)
    {
        m_malformed(message.error(), source, nullptr);
    }
}

} // namespace ns3
