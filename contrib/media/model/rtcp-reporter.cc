// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/rtcp-reporter.h"

#include "ns3/double.h"
#include "ns3/log.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <utility>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("RtcpReporter");

NS_OBJECT_ENSURE_REGISTERED(RtcpReporter);

namespace
{

/// Octets of IPv4 and UDP headers, which section 6.2 counts.
constexpr std::size_t LOWER_HEADERS = 28;

/// Report blocks that one packet can carry.
constexpr std::size_t MAXIMUM_BLOCKS = 31;

/**
 * \param time simulated time
 * \return it in 1/2^32 s
 */
uint64_t
ToNtp(Time time)
{
    const auto nanoseconds = static_cast<uint64_t>(time.GetNanoSeconds());
    return (nanoseconds / 1000000000) << 32 | ((nanoseconds % 1000000000) << 32) / 1000000000;
}

/**
 * \param time simulated time
 * \return the middle 32 bits of it in 1/2^32 s
 */
uint32_t
ToMiddle(Time time)
{
    return static_cast<uint32_t>(ToNtp(time) >> 16);
}

} // namespace

TypeId
RtcpReporter::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::RtcpReporter")
            .SetParent<Object>()
            .SetGroupName("Media")
            .AddConstructor<RtcpReporter>()
            .AddAttribute("MinimumInterval",
                          "Smallest mean time between reports (RFC 3550 section 6.2); half of it "
                          "before the first.",
                          TimeValue(Seconds(5)),
                          MakeTimeAccessor(&RtcpReporter::m_minimumInterval),
                          MakeTimeChecker(MilliSeconds(100)))
            .AddAttribute("BandwidthShare",
                          "Share of the session's bandwidth that RTCP takes (section 6.2).",
                          DoubleValue(0.05),
                          MakeDoubleAccessor(&RtcpReporter::m_bandwidthShare),
                          MakeDoubleChecker<double>(0.0001, 1))
            .AddAttribute("CanonicalName",
                          "CNAME in source descriptions, at most 255 octets. Empty: drawn at "
                          "random for each session, so that it names nobody (RFC 7022).",
                          StringValue(""),
                          MakeStringAccessor(&RtcpReporter::m_canonicalName),
                          MakeStringChecker())
            .AddAttribute("MaximumMembers",
                          "How many other participants are kept.",
                          UintegerValue(16),
                          MakeUintegerAccessor(&RtcpReporter::m_maximumMembers),
                          MakeUintegerChecker<uint32_t>(1, 1024))
            .AddTraceSource("Tx",
                            "A compound packet is sent.",
                            MakeTraceSourceAccessor(&RtcpReporter::m_txTrace),
                            "ns3::RtcpReporter::CompoundCallback")
            .AddTraceSource("Rx",
                            "A compound packet is taken.",
                            MakeTraceSourceAccessor(&RtcpReporter::m_rxTrace),
                            "ns3::RtcpReporter::CompoundCallback")
            .AddTraceSource("Malformed",
                            "A datagram is no compound packet.",
                            MakeTraceSourceAccessor(&RtcpReporter::m_malformedTrace),
                            "ns3::RtcpReporter::MalformedCallback");
    return tid;
}

RtcpReporter::RtcpReporter()
    : m_random(CreateObject<UniformRandomVariable>())
{
}

RtcpReporter::~RtcpReporter()
{
    m_event.Cancel();
}

void
RtcpReporter::DoDispose()
{
    NS_LOG_FUNCTION(this);
    m_event.Cancel();
    m_timing.reset();
    m_sender = nullptr;
    m_receiver = nullptr;
    m_transmit = Transmit();
    Object::DoDispose();
}

int64_t
RtcpReporter::AssignStreams(int64_t stream)
{
    m_random->SetStream(stream);
    return 1;
}

void
RtcpReporter::Connect(Ptr<RtpSender> sender, Ptr<RtpReceiver> receiver, Transmit transmit)
{
    m_sender = sender;
    m_receiver = receiver;
    m_transmit = transmit;
}

void
RtcpReporter::Start(double bandwidth)
{
    NS_LOG_FUNCTION(this << bandwidth);
    if (IsRunning())
    {
        return;
    }
    // Before anything is sent its size is a guess: an SR with one block and a short name.
    constexpr double FIRST_SIZE = LOWER_HEADERS + 52 + 32;
    m_timing.emplace(std::max(bandwidth, 1.0) * m_bandwidthShare / 8,
                     m_minimumInterval.GetSeconds(),
                     FIRST_SIZE,
                     Simulator::Now().GetSeconds(),
                     m_random->GetValue(0, 1));
    UpdateMembers();
    Schedule();
}

void
RtcpReporter::Stop()
{
    NS_LOG_FUNCTION(this);
    if (!IsRunning())
    {
        return;
    }
    m_event.Cancel();
    auto last = std::exchange(m_waiting, {});
    if (m_sent > 0 || m_sender->GetTotalPackets() > 0 || !last.empty())
    {
        last.emplace_back(RtcpBye{{m_sender->GetSsrc()}, ""}); // section 6.3.7: there was something
        if (!Send(last))
        {
            const RtcpPacket bye = std::move(last.back());
            last.pop_back();
            const auto waiting = Send(std::move(last));
            NS_ASSERT_MSG(waiting, "a report fits");
            const auto sent = Send({bye});
            NS_ASSERT_MSG(sent, "a BYE fits");
        }
    }
    m_timing.reset();
    m_members.clear();
}

bool
RtcpReporter::IsRunning() const
{
    return m_timing.has_value();
}

void
RtcpReporter::Schedule()
{
    const Time next = Seconds(m_timing->GetNext()) - Simulator::Now();
    m_event.Cancel();
    m_event = Simulator::Schedule(Max(next, NanoSeconds(1)), &RtcpReporter::OnTimer, this);
}

void
RtcpReporter::OnTimer()
{
    UpdateMembers();
    if (m_timing->OnTimer(Simulator::Now().GetSeconds(), m_random->GetValue(0, 1)))
    {
        const auto sent = Send(std::exchange(m_waiting, {}));
        NS_ASSERT_MSG(sent, "a report fits");
    }
    Schedule();
}

void
RtcpReporter::UpdateMembers()
{
    const Time now = Simulator::Now();
    const Time interval = Seconds(m_timing->GetInterval(0.5) * (2.71828 - 1.5));
    const auto isSilent = [now, interval](const Member& each)
    {
        return now - each.heard > interval * 5;
    };
    m_members.erase(std::remove_if(m_members.begin(), m_members.end(), isSilent), m_members.end());
    uint32_t senders = 0;
    for (const auto& each : m_members)
    {
        senders += each.sentMedia && now - *each.sentMedia <= interval * 2;
    }
    const bool isSender = m_sender->GetTotalPackets() > m_mediaBefore;
    m_timing->SetMembers(static_cast<uint32_t>(m_members.size()) + 1,
                         senders + isSender,
                         isSender,
                         now.GetSeconds());
}

RtcpPacket
RtcpReporter::MakeReport()
{
    std::vector<RtcpReportBlock> blocks;
    for (RtpSource& source : m_receiver->GetSources())
    {
        if (source.IsOnProbation() || blocks.size() == MAXIMUM_BLOCKS)
        {
            continue;
        }
        const auto known = source.GetStatistics();
        RtcpReportBlock block;
        block.ssrc = known.ssrc;
        block.fractionLost = source.TakeFractionLost();
        block.lost = known.lost;
        block.extendedHighest = known.extendedHighest;
        block.jitter = known.jitter;
        for (const auto& each : m_members)
        {
            if (each.ssrc == known.ssrc && each.sentMedia)
            {
                block.lastReport = each.report;
                block.delay = ToMiddle(Simulator::Now() - *each.sentMedia);
            }
        }
        blocks.push_back(block);
    }
    const bool isSender = m_sender->GetTotalPackets() > m_mediaBefore;
    m_mediaBefore = m_mediaAtReport;
    m_mediaAtReport = m_sender->GetTotalPackets();
    if (!isSender)
    {
        return RtcpReceiverReport{m_sender->GetSsrc(), std::move(blocks)};
    }
    return RtcpSenderReport{m_sender->GetSsrc(),
                            ToNtp(Simulator::Now()),
                            m_sender->GetTimestamp(),
                            m_sender->GetPacketCount(),
                            m_sender->GetOctetCount(),
                            std::move(blocks)};
}

tl::expected<void, RtpError>
RtcpReporter::Send(std::vector<RtcpPacket> rest)
{
    RtcpCompound compound;
    compound.packets.push_back(MakeReport());
    compound.packets.push_back(RtcpSourceDescription{
        {{m_sender->GetSsrc(),
          {{RtcpDescriptionItem::CNAME, m_isAnonymous ? GetRandomName() : GetCanonicalName()}}}}});
    for (auto& each : rest)
    {
        compound.packets.push_back(std::move(each));
    }
    const auto octets = compound.Serialize();
    if (!octets)
    {
        return tl::make_unexpected(octets.error());
    }
    ++m_sent;
    m_timing->OnSent(octets->size() + m_overhead + LOWER_HEADERS,
                     Simulator::Now().GetSeconds(),
                     m_random->GetValue(0, 1));
    m_txTrace(compound, static_cast<uint32_t>(octets->size()));
    if (!m_transmit.IsNull())
    {
        m_transmit(octets->data(), octets->size());
    }
    return {};
}

tl::expected<void, RtpError>
RtcpReporter::SendNow(RtcpApp app)
{
    if (!IsRunning())
    {
        return tl::make_unexpected(
            RtpError{RtpError::Kind::Configuration, "the session does not run"});
    }
    app.ssrc = m_sender->GetSsrc();
    const auto sent = Send({std::move(app)});
    if (sent)
    {
        Schedule();
    }
    return sent;
}

tl::expected<void, RtpError>
RtcpReporter::SendWithReport(RtcpApp app)
{
    using Kind = RtpError::Kind;
    if (!IsRunning())
    {
        return tl::make_unexpected(RtpError{Kind::Configuration, "the session does not run"});
    }
    if (m_waiting.size() >= MAXIMUM_WAITING)
    {
        return tl::make_unexpected(RtpError{Kind::TooLarge, "too many packets wait for a report"});
    }
    app.ssrc = m_sender->GetSsrc();
    const auto fits = MakeSeparate(app);
    if (!fits)
    {
        return tl::make_unexpected(fits.error());
    }
    m_waiting.emplace_back(std::move(app));
    return {};
}

tl::expected<std::vector<uint8_t>, RtpError>
RtcpReporter::MakeSeparate(RtcpApp app)
{
    const uint32_t ssrc = m_sender->GetSsrc();
    app.ssrc = ssrc;
    RtcpCompound compound;
    compound.packets.emplace_back(RtcpReceiverReport{ssrc, {}});
    compound.packets.emplace_back(
        RtcpSourceDescription{{{ssrc, {{RtcpDescriptionItem::CNAME, GetRandomName()}}}}});
    compound.packets.emplace_back(std::move(app));
    return compound.Serialize();
}

void
RtcpReporter::SetOverhead(std::size_t octets)
{
    m_overhead = octets;
}

void
RtcpReporter::SetAnonymous(bool isAnonymous)
{
    m_isAnonymous = isAnonymous;
}

RtcpReporter::Member*
RtcpReporter::FindMember(uint32_t ssrc)
{
    const auto found = std::find_if(m_members.begin(),
                                    m_members.end(),
                                    [ssrc](const Member& each)
                                    {
                                        return each.ssrc == ssrc;
                                    });
    if (found != m_members.end())
    {
        return &*found;
    }
    if (m_members.size() >= m_maximumMembers)
    {
        return nullptr;
    }
    m_members.push_back({ssrc, Simulator::Now(), std::nullopt, 0});
    return &m_members.back();
}

void
RtcpReporter::TakeBlock(const RtcpReportBlock& block)
{
    if (block.ssrc != m_sender->GetSsrc())
    {
        return;
    }
    m_peer = block;
    if (block.lastReport != 0)
    {
        const auto middle =
            static_cast<int32_t>(ToMiddle(Simulator::Now()) - block.lastReport - block.delay);
        // A peer may claim anything; a negative time is no time.
        m_roundTrip = NanoSeconds(int64_t{std::max(middle, 0)} * 1000000000 / 65536);
    }
}

void
RtcpReporter::Receive(const uint8_t* data, std::size_t size)
{
    const auto compound = RtcpCompound::Parse(data, size);
    if (!compound)
    {
        ++m_malformed;
        m_malformedTrace(compound.error(), static_cast<uint32_t>(size));
        return;
    }
    if (!IsRunning())
    {
        return;
    }
    ++m_received;
    m_timing->OnReceived(size + m_overhead + LOWER_HEADERS);
    for (const auto& packet : compound->packets)
    {
        if (const auto* const report = std::get_if<RtcpSenderReport>(&packet))
        {
            if (Member* const member = FindMember(report->ssrc))
            {
                member->heard = Simulator::Now();
                member->sentMedia = Simulator::Now();
                member->report = static_cast<uint32_t>(report->ntpTime >> 16);
            }
            std::for_each(report->blocks.begin(),
                          report->blocks.end(),
                          [this](const auto& each)
                          {
                              TakeBlock(each);
                          });
        }
        else if (const auto* const received = std::get_if<RtcpReceiverReport>(&packet))
        {
            if (Member* const member = FindMember(received->ssrc))
            {
                member->heard = Simulator::Now();
            }
            std::for_each(received->blocks.begin(),
                          received->blocks.end(),
                          [this](const auto& each)
                          {
                              TakeBlock(each);
                          });
        }
        else if (const auto* const bye = std::get_if<RtcpBye>(&packet))
        {
            for (const uint32_t ssrc : bye->sources)
            {
                m_members.erase(std::remove_if(m_members.begin(),
                                               m_members.end(),
                                               [ssrc](const Member& each)
                                               {
                                                   return each.ssrc == ssrc;
                                               }),
                                m_members.end());
            }
        }
    }
    UpdateMembers();
    Schedule();
    m_rxTrace(*compound, static_cast<uint32_t>(size));
}

const std::string&
RtcpReporter::GetCanonicalName()
{
    if (m_canonicalName.empty())
    {
        m_canonicalName = DrawName();
    }
    return m_canonicalName;
}

const std::string&
RtcpReporter::GetRandomName()
{
    if (m_randomName.empty())
    {
        m_randomName = DrawName();
    }
    return m_randomName;
}

std::string
RtcpReporter::DrawName()
{
    // RFC 7022 section 4.2: 96 random bits in base64, 16 characters of 6 bits.
    static const char* const DIGITS =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string name;
    for (int i = 0; i < 16; ++i)
    {
        name += DIGITS[m_random->GetInteger(0, 63)];
    }
    return name;
}

const std::optional<RtcpReportBlock>&
RtcpReporter::GetPeerReport() const
{
    return m_peer;
}

const std::optional<Time>&
RtcpReporter::GetRoundTripTime() const
{
    return m_roundTrip;
}

uint64_t
RtcpReporter::GetSentPackets() const
{
    return m_sent;
}

uint64_t
RtcpReporter::GetReceivedPackets() const
{
    return m_received;
}

uint64_t
RtcpReporter::GetMalformed() const
{
    return m_malformed;
}

} // namespace ns3
