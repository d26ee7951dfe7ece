// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/rtp-session.h"

#include "ns3/boolean.h"
#include "ns3/inet-socket-address.h"
#include "ns3/integer-enum-accessor.h"
#include "ns3/log.h"
#include "ns3/media-time-tag.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

#include <array>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("RtpSession");

NS_OBJECT_ENSURE_REGISTERED(RtpSession);

namespace
{

constexpr std::size_t MAXIMUM_DATAGRAM = 2048; //!< octets of a datagram that is looked at

} // namespace

TypeId
RtpSession::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::RtpSession")
            .SetParent<Object>()
            .SetGroupName("Media")
            .AddConstructor<RtpSession>()
            .AddAttribute(
                "PeerOnly",
                "Whether packets from other addresses than the one the peer's description "
                "names are discarded. RFC 3264 section 5.1 does not say where a peer "
                "sends from, so a strict receiver may lose media.",
                BooleanValue(false),
                MakeBooleanAccessor(&RtpSession::m_peerOnly),
                MakeBooleanChecker())
            .AddAttribute("Rtcp",
                          "Whether there is a control port that sends and takes RTCP; read when "
                          "the session starts.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&RtpSession::m_rtcp),
                          MakeBooleanChecker())
            .AddAttribute("TypeOfService",
                          "Octet of the IP header's type of service; 184 is expedited forwarding.",
                          UintegerValue(0),
                          MakeUintegerAccessor(&RtpSession::m_typeOfService),
                          MakeUintegerChecker<uint8_t>())
            .AddAttribute("AppCarriage",
                          "How SendApp() carries a packet that somebody on the path has to read, "
                          "where SRTCP is on.",
                          EnumValue(static_cast<int>(RtcpAppCarriage::ClearSrtcp)),
                          MakeIntegerEnumAccessor(&RtpSession::m_appCarriage, 0),
                          MakeEnumChecker(static_cast<int>(RtcpAppCarriage::ClearSrtcp),
                                          "ClearSrtcp",
                                          static_cast<int>(RtcpAppCarriage::PlainPacket),
                                          "PlainPacket",
                                          static_cast<int>(RtcpAppCarriage::Split),
                                          "Split"))
            .AddAttribute("AppTiming",
                          "When SendApp() sends: at once, or with the next regular report.",
                          EnumValue(static_cast<int>(RtcpAppTiming::AtOnce)),
                          MakeIntegerEnumAccessor(&RtpSession::m_appTiming, 0),
                          MakeEnumChecker(static_cast<int>(RtcpAppTiming::AtOnce),
                                          "AtOnce",
                                          static_cast<int>(RtcpAppTiming::WithReport),
                                          "WithReport"))
            .AddAttribute("Sender",
                          "What sends RTP.",
                          TypeId::ATTR_GET,
                          PointerValue(),
                          MakePointerAccessor(&RtpSession::m_sender),
                          MakePointerChecker<RtpSender>())
            .AddAttribute("Receiver",
                          "What takes RTP.",
                          TypeId::ATTR_GET,
                          PointerValue(),
                          MakePointerAccessor(&RtpSession::m_receiver),
                          MakePointerChecker<RtpReceiver>())
            .AddAttribute("Reporter",
                          "What sends and takes RTCP.",
                          TypeId::ATTR_GET,
                          PointerValue(),
                          MakePointerAccessor(&RtpSession::m_reporter),
                          MakePointerChecker<RtcpReporter>());
    return tid;
}

RtpSession::RtpSession()
    : m_sender(CreateObject<RtpSender>())
    , m_receiver(CreateObject<RtpReceiver>())
    , m_reporter(CreateObject<RtcpReporter>())
{
    m_sender->SetTransmit(MakeCallback(&RtpSession::Send, this));
    m_reporter->Connect(m_sender, m_receiver, MakeCallback(&RtpSession::SendControl, this));
}

RtpSession::~RtpSession()
{
    m_reporter->Dispose(); // first: the simulation may be over, and no BYE can be sent
    Stop();
    m_sender->Dispose();
    m_receiver->Dispose();
}

void
RtpSession::DoDispose()
{
    NS_LOG_FUNCTION(this);
    m_reporter->Dispose(); // first: the simulation may be over, and no BYE can be sent
    Stop();
    m_node = nullptr;
    Object::DoDispose();
}

void
RtpSession::SetNode(Ptr<Node> node)
{
    m_node = node;
}

Ptr<Socket>
RtpSession::Open(uint16_t port) const
{
    Ptr<Socket> socket = Socket::CreateSocket(m_node, UdpSocketFactory::GetTypeId());
    socket->SetIpTos(m_typeOfService);
    if (socket->Bind(InetSocketAddress(Ipv4Address::GetAny(), port)) != 0)
    {
        return nullptr;
    }
    return socket;
}

void
RtpSession::Close(Ptr<Socket>& socket)
{
    if (socket)
    {
        socket->SetRecvCallback(MakeNullCallback<void, Ptr<Socket>>());
        socket->Close();
        socket = nullptr;
    }
}

tl::expected<void, RtpError>
RtpSession::Start(const RtpStreamSettings& settings)
{
    NS_LOG_FUNCTION(this << settings.localPort << settings.peerPort);
    NS_ASSERT_MSG(m_node, "a session needs a node");
    using Kind = RtpError::Kind;
    if (IsRunning())
    {
        return tl::make_unexpected(RtpError{Kind::Configuration, "the session runs"});
    }
    if (settings.isRefused || settings.localPort == 0)
    {
        return tl::make_unexpected(RtpError{Kind::Configuration, "there is no such stream"});
    }
    if (settings.isSecure)
    {
        return tl::make_unexpected(RtpError{Kind::Configuration, "SRTP is not supported"});
    }
    m_socket = Open(settings.localPort);
    if (!m_socket)
    {
        return tl::make_unexpected(RtpError{Kind::Port, "the media port is taken"});
    }
    if (m_rtcp)
    {
        m_control = Open(settings.localControlPort);
        if (!m_control)
        {
            Close(m_socket);
            return tl::make_unexpected(RtpError{Kind::Port, "the control port is taken"});
        }
        m_control->SetRecvCallback(MakeCallback(&RtpSession::ReceiveControl, this));
    }
    m_socket->SetRecvCallback(MakeCallback(&RtpSession::Receive, this));
    m_settings = settings;
    Apply();
    return {};
}

tl::expected<void, RtpError>
RtpSession::Configure(const RtpStreamSettings& settings)
{
    NS_LOG_FUNCTION(this << settings.localPort << settings.peerPort);
    if (!IsRunning())
    {
        return tl::make_unexpected(
            RtpError{RtpError::Kind::Configuration, "the session does not run"});
    }
    if (settings.isRefused || settings.isSecure || settings.localPort != m_settings.localPort ||
        settings.localControlPort != m_settings.localControlPort)
    {
        Stop();
        return settings.isRefused ? tl::expected<void, RtpError>() : Start(settings);
    }
    m_settings = settings;
    Apply();
    return {};
}

void
RtpSession::Apply()
{
    m_peer = InetSocketAddress(Ipv4Address(m_settings.peerAddress), m_settings.peerPort);
    m_peerControl =
        InetSocketAddress(Ipv4Address(m_settings.peerControlAddress), m_settings.peerControlPort);
    m_receiver->SetFormats(m_settings.receivedFormats);
    if (m_settings.sends && m_settings.peerPort != 0)
    {
        m_sender->SetFormat(m_settings.format, m_settings.packetTicks);
        m_sender->Start();
    }
    else
    {
        m_sender->Stop();
    }
    if (m_control)
    {
        // Without b=AS: what this side sends, with the headers of RTP, UDP and IPv4.
        const auto octets = m_settings.format.GetOctets(m_settings.packetTicks) + 40.0;
        const double computed = octets * 8 * m_settings.format.clockRate / m_settings.packetTicks;
        m_reporter->Start(m_settings.bandwidth > 0 ? m_settings.bandwidth : computed);
    }
}

void
RtpSession::Stop()
{
    m_sender->Stop();
    m_reporter->Stop();
    Close(m_control);
    Close(m_socket);
}

tl::expected<void, RtpError>
RtpSession::SendApp(RtcpApp app)
{
    NS_LOG_FUNCTION(this);
    if (!m_control || m_settings.peerControlPort == 0 || m_settings.peerControlAddress == 0)
    {
        return tl::make_unexpected(
            RtpError{RtpError::Kind::Configuration, "there is no RTCP to the peer"});
    }
    return m_appTiming == static_cast<int>(RtcpAppTiming::AtOnce)
               ? m_reporter->SendNow(std::move(app))
               : m_reporter->SendWithReport(std::move(app));
}

bool
RtpSession::IsRunning() const
{
    return m_socket != nullptr;
}

const RtpStreamSettings&
RtpSession::GetSettings() const
{
    return m_settings;
}

Ptr<RtpSender>
RtpSession::GetSender() const
{
    return m_sender;
}

Ptr<RtpReceiver>
RtpSession::GetReceiver() const
{
    return m_receiver;
}

Ptr<RtcpReporter>
RtpSession::GetReporter() const
{
    return m_reporter;
}

int64_t
RtpSession::AssignStreams(int64_t stream)
{
    const int64_t used = m_sender->AssignStreams(stream);
    return used + m_reporter->AssignStreams(stream + used);
}

void
RtpSession::Send(const uint8_t* data, std::size_t size)
{
    Ptr<Packet> packet = Create<Packet>(data, static_cast<uint32_t>(size));
    packet->AddByteTag(MediaTimeTag(Simulator::Now()));
    m_socket->SendTo(packet, 0, m_peer);
}

void
RtpSession::Receive(Ptr<Socket> socket)
{
    Address from;
    std::array<uint8_t, MAXIMUM_DATAGRAM> octets;
    while (Ptr<Packet> packet = socket->RecvFrom(from))
    {
        const uint32_t size = packet->GetSize();
        if (!m_settings.receives)
        {
            m_receiver->Discard(RtpDiscard::NotReceiving, size);
            continue;
        }
        if (m_peerOnly && from != m_peer)
        {
            m_receiver->Discard(RtpDiscard::ForeignAddress, size);
            continue;
        }
        if (size > octets.size())
        {
            m_receiver->Discard(RtpDiscard::Malformed, size);
            continue;
        }
        packet->CopyData(octets.data(), size);
        MediaTimeTag tag;
        const bool isTagged = packet->FindFirstMatchingByteTag(tag);
        m_receiver->Receive(octets.data(),
                            size,
                            isTagged ? std::optional<Time>(tag.GetSent()) : std::nullopt);
    }
}

void
RtpSession::SendControl(const uint8_t* data, std::size_t size)
{
    if (m_control && m_settings.peerControlPort != 0 && m_settings.peerControlAddress != 0)
    {
        m_control->SendTo(Create<Packet>(data, static_cast<uint32_t>(size)), 0, m_peerControl);
    }
}

void
RtpSession::ReceiveControl(Ptr<Socket> socket)
{
    Address from;
    std::array<uint8_t, MAXIMUM_DATAGRAM> octets;
    while (Ptr<Packet> packet = socket->RecvFrom(from))
    {
        if (m_peerOnly && from != m_peerControl)
        {
            continue;
        }
        // What is longer is refused like an empty one.
        const uint32_t size = packet->CopyData(octets.data(), MAXIMUM_DATAGRAM);
        m_reporter->Receive(octets.data(), packet->GetSize() > size ? 0 : size);
    }
}

} // namespace ns3
