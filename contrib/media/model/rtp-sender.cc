// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/rtp-sender.h"

#include "ns3/boolean.h"
#include "ns3/log.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/string.h"

#include <algorithm>
#include <cmath>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("RtpSender");

NS_OBJECT_ENSURE_REGISTERED(RtpSender);

TypeId
RtpSender::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::RtpSender")
            .SetParent<Object>()
            .SetGroupName("Media")
            .AddConstructor<RtpSender>()
            .AddAttribute("PacketInterval",
                          "Time between two packets where the session description says nothing; "
                          "rounded down to whole frames of the format, at least one.",
                          TimeValue(MilliSeconds(20)),
                          MakeTimeAccessor(&RtpSender::m_packetInterval),
                          MakeTimeChecker(MilliSeconds(1), MilliSeconds(200)))
            .AddAttribute("SilenceSuppression",
                          "Whether nothing is sent in the pauses between talk spurts.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&RtpSender::m_silenceSuppression),
                          MakeBooleanChecker())
            .AddAttribute("TalkDuration",
                          "Length of a talk spurt, in seconds (mean of ITU-T P.59).",
                          StringValue("ns3::ExponentialRandomVariable[Mean=1.004]"),
                          MakePointerAccessor(&RtpSender::m_talk),
                          MakePointerChecker<RandomVariableStream>())
            .AddAttribute("PauseDuration",
                          "Length of a pause, in seconds (mean of ITU-T P.59).",
                          StringValue("ns3::ExponentialRandomVariable[Mean=1.587]"),
                          MakePointerAccessor(&RtpSender::m_pause),
                          MakePointerChecker<RandomVariableStream>())
            .AddTraceSource("Tx",
                            "A packet is sent.",
                            MakeTraceSourceAccessor(&RtpSender::m_txTrace),
                            "ns3::RtpSender::TxCallback")
            .AddTraceSource("TalkSpurt",
                            "A talk spurt begins.",
                            MakeTraceSourceAccessor(&RtpSender::m_talkSpurtTrace),
                            "ns3::RtpSender::TalkSpurtCallback");
    return tid;
}

RtpSender::RtpSender()
    : m_numbers(CreateObject<UniformRandomVariable>())
{
}

RtpSender::~RtpSender()
{
    m_event.Cancel();
}

void
RtpSender::DoDispose()
{
    NS_LOG_FUNCTION(this);
    m_event.Cancel();
    m_transmit = Transmit();
    m_talk = nullptr;
    m_pause = nullptr;
    Object::DoDispose();
}

int64_t
RtpSender::AssignStreams(int64_t stream)
{
    m_numbers->SetStream(stream);
    m_talk->SetStream(stream + 1);
    m_pause->SetStream(stream + 2);
    return 3;
}

void
RtpSender::SetTransmit(Transmit transmit)
{
    m_transmit = transmit;
}

void
RtpSender::SetFormat(const RtpPayloadFormat& format, uint32_t ticks)
{
    NS_LOG_FUNCTION(this << format.name << ticks);
    m_format = format;
    const auto wanted = static_cast<uint64_t>(
        std::llround(m_packetInterval.GetSeconds() * static_cast<double>(format.clockRate)));
    m_ticks = format.RoundTicks(ticks > 0 ? ticks : wanted);
    m_interval = NanoSeconds(static_cast<int64_t>(m_ticks) * 1000000000 / format.clockRate);
    m_packet.resize(RtpHeader::SIZE + format.GetOctets(m_ticks));
    format.Fill(m_packet.data() + RtpHeader::SIZE, m_packet.size() - RtpHeader::SIZE);
    m_header.payloadType = format.payloadType;
}

const RtpPayloadFormat&
RtpSender::GetFormat() const
{
    return m_format;
}

Time
RtpSender::GetInterval() const
{
    return m_interval;
}

void
RtpSender::Initialize()
{
    if (m_isInitialized)
    {
        return;
    }
    m_isInitialized = true;
    m_header.ssrc = m_numbers->GetInteger(0, UINT32_MAX);
    m_header.sequenceNumber = static_cast<uint16_t>(m_numbers->GetInteger(0, 32767));
    m_firstTimestamp = m_numbers->GetInteger(0, UINT32_MAX);
    m_epoch = Simulator::Now();
}

void
RtpSender::Start()
{
    NS_LOG_FUNCTION(this);
    if (IsRunning())
    {
        return;
    }
    if (m_ticks == 0)
    {
        SetFormat(m_format);
    }
    Initialize();
    m_remainingPackets = 0;
    // As an event: before the simulation has begun, a node cannot send yet.
    m_event = Simulator::ScheduleNow(&RtpSender::SendPacket, this);
}

void
RtpSender::Stop()
{
    NS_LOG_FUNCTION(this);
    m_event.Cancel();
}

bool
RtpSender::IsRunning() const
{
    return !m_event.IsExpired();
}

uint32_t
RtpSender::GetSsrc()
{
    Initialize();
    return m_header.ssrc;
}

void
RtpSender::ChangeSsrc()
{
    Initialize();
    m_header.ssrc = m_numbers->GetInteger(0, UINT32_MAX);
    m_packetCount = 0;
    m_octetCount = 0;
}

uint32_t
RtpSender::GetPacketCount() const
{
    return m_packetCount;
}

uint32_t
RtpSender::GetOctetCount() const
{
    return m_octetCount;
}

uint64_t
RtpSender::GetTotalPackets() const
{
    return m_totalPackets;
}

uint64_t
RtpSender::GetTotalOctets() const
{
    return m_totalOctets;
}

uint32_t
RtpSender::GetTimestamp()
{
    Initialize();
    const int64_t elapsed = (Simulator::Now() - m_epoch).GetMicroSeconds();
    return m_firstTimestamp + static_cast<uint32_t>(elapsed * m_format.clockRate / 1000000);
}

uint32_t
RtpSender::DrawIntervals(const Ptr<RandomVariableStream>& variable) const
{
    const double intervals = variable->GetValue() / m_interval.GetSeconds();
    // A variable of the experimenter may be infinite or no number at all.
    return intervals >= 1 ? static_cast<uint32_t>(std::lround(std::min(intervals, 1e8))) : 1;
}

void
RtpSender::SendPacket()
{
    m_header.marker = false;
    if (m_silenceSuppression && m_remainingPackets == 0)
    {
        m_remainingPackets = DrawIntervals(m_talk);
        m_header.marker = true;
        m_talkSpurtTrace(m_remainingPackets * m_interval);
    }
    Time next = m_interval;
    if (m_silenceSuppression && --m_remainingPackets == 0)
    {
        next += DrawIntervals(m_pause) * m_interval;
    }
    m_event = Simulator::Schedule(next, &RtpSender::SendPacket, this);
    m_header.timestamp = GetTimestamp();
    m_header.Write(m_packet.data());
    const auto octets = static_cast<uint32_t>(m_packet.size() - RtpHeader::SIZE);
    ++m_packetCount;
    ++m_totalPackets;
    m_octetCount += octets;
    m_totalOctets += octets;
    m_txTrace(m_header, octets);
    ++m_header.sequenceNumber;
    if (!m_transmit.IsNull())
    {
        m_transmit(m_packet.data(), m_packet.size());
    }
}

} // namespace ns3
