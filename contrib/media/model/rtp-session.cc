// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/rtp-session.h"

#include "ns3/boolean.h"
#include "ns3/enum.h"
#include "ns3/inet-socket-address.h"
#include "ns3/integer-enum-accessor.h"
#include "ns3/log.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <utility>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("RtpSession");

NS_OBJECT_ENSURE_REGISTERED(RtpSession);

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
            .AddAttribute(
                "ReplayWindow",
                "Packets that SRTP's replay protection looks back; read when a key comes.",
                UintegerValue(128),
                MakeUintegerAccessor(&RtpSession::m_replayWindow),
                MakeUintegerChecker<uint32_t>(64, 32767))
            .AddAttribute("OldKeyTime",
                          "How long packets with the peer's old key are accepted after a new one "
                          "was agreed on.",
                          TimeValue(Seconds(2)),
                          MakeTimeAccessor(&RtpSession::m_oldKeyTime),
                          MakeTimeChecker(Time()))
            .AddAttribute("MaximumWaiting",
                          "Packets of a secure stream that wait for the node's processor at most, "
                          "in each direction; others are discarded.",
                          UintegerValue(1000),
                          MakeUintegerAccessor(&RtpSession::m_maximumWaiting),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("AppCarriage",
                          "How SendApp() carries a packet that somebody on the path has to read, "
                          "where SRTCP is on.",
                          EnumValue(static_cast<int>(RtcpAppCarriage::Automatic)),
                          MakeIntegerEnumAccessor(&RtpSession::m_appCarriage, 0),
                          MakeEnumChecker(static_cast<int>(RtcpAppCarriage::ClearSrtcp),
                                          "ClearSrtcp",
                                          static_cast<int>(RtcpAppCarriage::PlainPacket),
                                          "PlainPacket",
                                          static_cast<int>(RtcpAppCarriage::Split),
                                          "Split",
                                          static_cast<int>(RtcpAppCarriage::Automatic),
                                          "Automatic"))
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
                          MakePointerChecker<RtcpReporter>())
            .AddTraceSource("Unsent",
                            "A packet of a secure stream is not sent.",
                            MakeTraceSourceAccessor(&RtpSession::m_unsentTrace),
                            "ns3::RtpSession::UnsentCallback")
            .AddTraceSource("PlainControl",
                            "A plain compound RTCP packet came beside SRTCP.",
                            MakeTraceSourceAccessor(&RtpSession::m_plainControlTrace),
                            "ns3::RtpSession::PlainControlCallback")
            .AddTraceSource("ControlDiscard",
                            "A datagram at the control port is not read.",
                            MakeTraceSourceAccessor(&RtpSession::m_controlDiscardTrace),
                            "ns3::RtpSession::ControlDiscardCallback");
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
    m_outgoing.Clear();
    m_incoming.Clear();
    Stop();
    m_sender->Dispose();
    m_receiver->Dispose();
}

void
RtpSession::DoDispose()
{
    NS_LOG_FUNCTION(this);
    m_reporter->Dispose(); // first: the simulation may be over, and no BYE can be sent
    m_outgoing.Clear();
    m_incoming.Clear();
    Stop();
    m_processor = nullptr;
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
    const auto secured = Secure(settings);
    if (!secured)
    {
        return secured;
    }
    m_processor = m_node->GetObject<Processor>();
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
    if (settings.isRefused || settings.localPort != m_settings.localPort ||
        settings.localControlPort != m_settings.localControlPort)
    {
        Stop();
        return settings.isRefused ? tl::expected<void, RtpError>() : Start(settings);
    }
    const auto secured = Secure(settings);
    if (!secured)
    {
        Stop();
        return secured;
    }
    m_settings = settings;
    Apply();
    return {};
}

tl::expected<void, RtpError>
RtpSession::Secure(const RtpStreamSettings& settings)
{
    if (!settings.isSecure)
    {
        return {};
    }
    constexpr auto CONFIGURATION = RtpError::Kind::Configuration;
    if (!settings.keys && !settings.sends && !settings.receives && !m_srtp)
    {
        return {}; // what comes cannot be read and is counted only
    }
    if (!settings.keys || !settings.keys->AreUsable())
    {
        return tl::make_unexpected(RtpError{CONFIGURATION, "there are no keys for SRTP"});
    }
    if (m_srtp)
    {
        const auto changed = m_srtp->Configure(*settings.keys, Simulator::Now() + m_oldKeyTime);
        return changed ? tl::expected<void, RtpError>()
                       : tl::make_unexpected(RtpError{CONFIGURATION, changed.error().reason});
    }
    SrtpLimits limits;
    limits.replayWindow = m_replayWindow;
    auto made = SrtpSession::Make(*settings.keys, limits);
    if (!made)
    {
        return tl::make_unexpected(RtpError{CONFIGURATION, made.error().reason});
    }
    m_srtp = std::move(*made);
    return {};
}

void
RtpSession::Apply()
{
    const bool hasKeys = m_settings.isSecure && m_srtp && m_settings.keys;
    m_reporter->SetOverhead(hasKeys ? m_srtp->GetOutbound().GetRtcpOverhead() : 0);
    m_reporter->SetAnonymous(hasKeys && m_settings.keys->local.isSrtcpClear);
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
    // What waits for the processor leaves now: the ports close.
    m_outgoing.Flush();
    m_incoming.Flush();
    m_separate.clear();
    Close(m_control);
    Close(m_socket);
}

const SrtpSession*
RtpSession::GetSrtp() const
{
    return m_srtp.get();
}

uint64_t
RtpSession::GetUnsent() const
{
    return m_unsent;
}

uint64_t
RtpSession::GetPlainControl() const
{
    return m_plainControl;
}

uint64_t
RtpSession::GetControlDiscarded(RtpDiscard reason) const
{
    return m_controlDiscarded[static_cast<std::size_t>(reason)];
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

} // namespace ns3
