// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/media-injector.h"

#include "ns3/rtp-header.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(MediaInjector);

namespace
{

constexpr std::size_t MAX_FLOWS = 4096; ///< that are followed

} // namespace

TypeId
MediaInjector::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::MediaInjector")
            .SetParent<DatagramAttacker>()
            .SetGroupName("Adversary")
            .AddConstructor<MediaInjector>()
            .AddAttribute("Interval",
                          "Time between two packets of a flow.",
                          TimeValue(MilliSeconds(20)),
                          MakeTimeAccessor(&MediaInjector::m_interval),
                          MakeTimeChecker(MicroSeconds(1)))
            .AddAttribute("Delay",
                          "Time from the first packet that is seen of a flow to the first that is "
                          "sent into it.",
                          TimeValue(MilliSeconds(100)),
                          MakeTimeAccessor(&MediaInjector::m_delay),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("Number",
                          "Number of packets sent into a flow.",
                          UintegerValue(50),
                          MakeUintegerAccessor(&MediaInjector::m_number),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("Ssrc",
                          "Source of the media where the true one was not seen.",
                          UintegerValue(0xBADCA11),
                          MakeUintegerAccessor(&MediaInjector::m_ssrc),
                          MakeUintegerChecker<uint32_t>());
    return tid;
}

MediaInjector::MediaInjector() = default;

void
MediaInjector::DoDispose()
{
    for (auto& [flow, event] : m_next)
    {
        event.Cancel();
    }
    m_next.clear();
    DatagramAttacker::DoDispose();
}

void
MediaInjector::Begin(const MediaFlow& flow)
{
    m_next[flow].Cancel();
    SendNext(flow, m_number);
}

void
MediaInjector::Follow(Ptr<Node> node)
{
    SetNode(node);
    ListenAt(node);
}

void
MediaInjector::OnSeen(const std::vector<uint8_t>& octets, const MediaFlow& flow)
{
    const bool isControl = octets.size() > 1 && octets[1] >= 192 && octets[1] <= 223;
    const auto packet = RtpPacketView::Parse(octets.data(), octets.size());
    if (!packet || isControl || IsMarked(octets) || flow.destination.port % 2 != 0)
    {
        return;
    }
    const auto known = m_seen.find(flow);
    if (known == m_seen.end() && m_seen.size() >= MAX_FLOWS)
    {
        return;
    }
    m_seen[flow] = {packet->header.sequenceNumber, packet->header.ssrc};
    if (known == m_seen.end())
    {
        m_next[flow] = Simulator::Schedule(m_delay, &MediaInjector::SendNext, this, flow, m_number);
    }
}

void
MediaInjector::SendNext(const MediaFlow& flow, uint32_t left)
{
    const auto seen = m_seen.find(flow);
    const auto count = static_cast<uint16_t>(m_number - left + 1);
    if (seen == m_seen.end())
    {
        InjectMedia(count, m_ssrc, flow);
    }
    else
    {
        InjectMedia(static_cast<uint16_t>(seen->second.sequence + 1), seen->second.ssrc, flow);
    }
    if (left > 1)
    {
        m_next[flow] =
            Simulator::Schedule(m_interval, &MediaInjector::SendNext, this, flow, left - 1);
    }
}

} // namespace ns3
