// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/rtp-receiver.h"

#include "ns3/log.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("RtpReceiver");

NS_OBJECT_ENSURE_REGISTERED(RtpReceiver);

const char*
GetRtpDiscardName(RtpDiscard reason)
{
    static constexpr const char* NAMES[RTP_DISCARD_COUNT] = {"malformed",
                                                             "payload-type",
                                                             "probation",
                                                             "jump",
                                                             "duplicate",
                                                             "too-many-sources",
                                                             "foreign-address",
                                                             "unauthenticated",
                                                             "replayed",
                                                             "own-source",
                                                             "not-receiving",
                                                             "overload"};
    return NAMES[static_cast<std::size_t>(reason)];
}

Time
MediaDelay::GetMean() const
{
    return count > 0 ? NanoSeconds(sum.GetNanoSeconds() / static_cast<int64_t>(count)) : Time();
}

TypeId
RtpReceiver::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::RtpReceiver")
            .SetParent<Object>()
            .SetGroupName("Media")
            .AddConstructor<RtpReceiver>()
            .AddAttribute("MaximumSources",
                          "How many synchronization sources are kept; a source on probation gives "
                          "way to a new one.",
                          UintegerValue(16),
                          MakeUintegerAccessor(&RtpReceiver::m_maximumSources),
                          MakeUintegerChecker<uint32_t>(1, 1024))
            .AddTraceSource("Rx",
                            "A packet is taken.",
                            MakeTraceSourceAccessor(&RtpReceiver::m_rxTrace),
                            "ns3::RtpReceiver::RxCallback")
            .AddTraceSource("Discard",
                            "A datagram is not taken as media.",
                            MakeTraceSourceAccessor(&RtpReceiver::m_discardTrace),
                            "ns3::RtpReceiver::DiscardCallback")
            .AddTraceSource("Delay",
                            "The one-way delay of a packet taken is known.",
                            MakeTraceSourceAccessor(&RtpReceiver::m_delayTrace),
                            "ns3::RtpReceiver::DelayCallback");
    return tid;
}

RtpReceiver::RtpReceiver() = default;

RtpReceiver::~RtpReceiver() = default;

void
RtpReceiver::DoDispose()
{
    NS_LOG_FUNCTION(this);
    m_sources.clear();
    Object::DoDispose();
}

void
RtpReceiver::SetFormats(std::vector<RtpPayloadFormat> formats)
{
    m_formats = std::move(formats);
}

RtpSource*
RtpReceiver::FindSource(const RtpHeader& header)
{
    const auto found = std::find_if(m_sources.begin(),
                                    m_sources.end(),
                                    [&header](const RtpSource& each)
                                    {
                                        return each.GetSsrc() == header.ssrc;
                                    });
    if (found != m_sources.end())
    {
        return &*found;
    }
    if (m_sources.size() >= m_maximumSources)
    {
        const auto doubtful = std::find_if(m_sources.begin(),
                                           m_sources.end(),
                                           [](const RtpSource& each)
                                           {
                                               return each.IsOnProbation();
                                           });
        if (doubtful == m_sources.end())
        {
            return nullptr;
        }
        m_sources.erase(doubtful);
    }
    m_sources.emplace_back(header.ssrc, header.sequenceNumber);
    return &m_sources.back();
}

void
RtpReceiver::Receive(const uint8_t* data, std::size_t size, std::optional<Time> sent)
{
    const auto view = RtpPacketView::Parse(data, size);
    if (!view)
    {
        Discard(RtpDiscard::Malformed, size);
        return;
    }
    uint32_t clockRate = 8000;
    if (!m_formats.empty())
    {
        const uint8_t type = view->header.payloadType;
        const auto format = std::find_if(m_formats.begin(),
                                         m_formats.end(),
                                         [type](const RtpPayloadFormat& each)
                                         {
                                             return each.payloadType == type;
                                         });
        if (format == m_formats.end())
        {
            Discard(RtpDiscard::PayloadType, size);
            return;
        }
        clockRate = format->clockRate;
    }
    RtpSource* const source = FindSource(view->header);
    if (!source)
    {
        Discard(RtpDiscard::TooManySources, size);
        return;
    }
    const Time now = Simulator::Now();
    const auto arrival = static_cast<uint32_t>(now.GetMicroSeconds() * clockRate / 1000000);
    const auto octets = static_cast<uint32_t>(view->payloadSize);
    switch (source->Receive(view->header.sequenceNumber, view->header.timestamp, arrival, octets))
    {
    case RtpSource::Outcome::Probation:
        Discard(RtpDiscard::Probation, size);
        return;
    case RtpSource::Outcome::Jump:
        Discard(RtpDiscard::Jump, size);
        return;
    case RtpSource::Outcome::Duplicate:
        Discard(RtpDiscard::Duplicate, size);
        return;
    case RtpSource::Outcome::InOrder:
    case RtpSource::Outcome::Reordered:
        break;
    }
    ++m_datagrams;
    ++m_packets;
    m_octets += octets;
    if (sent)
    {
        const Time delay = now - *sent;
        m_delay.minimum = m_delay.count == 0 ? delay : std::min(m_delay.minimum, delay);
        m_delay.maximum = std::max(m_delay.maximum, delay);
        m_delay.sum += delay;
        ++m_delay.count;
        m_delayTrace(delay);
    }
    m_rxTrace(view->header, octets);
}

void
RtpReceiver::Discard(RtpDiscard reason, std::size_t size)
{
    NS_LOG_LOGIC("discarded: " << GetRtpDiscardName(reason));
    ++m_datagrams;
    ++m_discarded[static_cast<std::size_t>(reason)];
    m_discardTrace(reason, static_cast<uint32_t>(size));
}

const std::vector<RtpSource>&
RtpReceiver::GetSources() const
{
    return m_sources;
}

std::vector<RtpSource>&
RtpReceiver::GetSources()
{
    return m_sources;
}

void
RtpReceiver::Forget(uint32_t ssrc)
{
    m_sources.erase(std::remove_if(m_sources.begin(),
                                   m_sources.end(),
                                   [ssrc](const RtpSource& each)
                                   {
                                       return each.GetSsrc() == ssrc;
                                   }),
                    m_sources.end());
}

RtpSourceStatistics
RtpReceiver::GetStatistics() const
{
    RtpSourceStatistics best;
    for (const RtpSource& source : m_sources)
    {
        const auto each = source.GetStatistics();
        if (!source.IsOnProbation() && each.received > best.received)
        {
            best = each;
        }
    }
    return best;
}

Time
RtpReceiver::GetJitter() const
{
    const int64_t clockRate = m_formats.empty() ? 8000 : m_formats.front().clockRate;
    return NanoSeconds(int64_t{GetStatistics().jitter} * 1000000000 / clockRate);
}

uint64_t
RtpReceiver::GetDatagrams() const
{
    return m_datagrams;
}

uint64_t
RtpReceiver::GetPackets() const
{
    return m_packets;
}

uint64_t
RtpReceiver::GetOctets() const
{
    return m_octets;
}

uint64_t
RtpReceiver::GetDiscarded(RtpDiscard reason) const
{
    return m_discarded[static_cast<std::size_t>(reason)];
}

const MediaDelay&
RtpReceiver::GetDelay() const
{
    return m_delay;
}

} // namespace ns3
