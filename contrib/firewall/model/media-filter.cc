// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/media-filter.h"

#include "ns3/enum.h"
#include "ns3/integer-enum-accessor.h"
#include "ns3/ipv4-list-routing.h"
#include "ns3/ipv4-route.h"
#include "ns3/log.h"
#include "ns3/packet.h"
#include "ns3/processor.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <charconv>
#include <numeric>
#include <string_view>
#include <utility>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("MediaFilter");
NS_OBJECT_ENSURE_REGISTERED(MediaFilter);

namespace
{

constexpr uint8_t ICMP = 1;      ///< IP protocol
constexpr uint8_t TCP = 6;       ///< IP protocol
constexpr int16_t PRIORITY = 80; ///< above ns-3's own, which have -10 to 10

} // namespace

TypeId
MediaFilter::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::MediaFilter")
            .SetParent<Ipv4RoutingProtocol>()
            .SetGroupName("Firewall")
            .AddConstructor<MediaFilter>()
            .AddAttribute(
                "Mode",
                "What is done with media for which no pinhole is open.",
                EnumValue(static_cast<int>(Deny)),
                MakeIntegerEnumAccessor(&MediaFilter::m_mode, 0),
                MakeEnumChecker(static_cast<int>(Deny), "Deny", static_cast<int>(Open), "Open"))
            .AddAttribute("SignalingPorts",
                          "UDP ports, separated by commas: what goes to one of them passes.",
                          StringValue("5060"),
                          MakeStringAccessor(&MediaFilter::SetSignalingPorts,
                                             &MediaFilter::GetSignalingPorts),
                          MakeStringChecker())
            .AddAttribute("MaxWaiting",
                          "How many packets may wait for the node's processor; further ones are "
                          "dropped.",
                          UintegerValue(1000),
                          MakeUintegerAccessor(&MediaFilter::m_maxWaiting),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("MaxPinholes",
                          "How many pinholes may be open at the same time.",
                          UintegerValue(65536),
                          MakeUintegerAccessor(&MediaFilter::SetMaxPinholes),
                          MakeUintegerChecker<uint32_t>(1))
            .AddTraceSource("Passed",
                            "A media packet passes.",
                            MakeTraceSourceAccessor(&MediaFilter::m_passedTrace),
                            "ns3::MediaFilter::PassedTracedCallback")
            .AddTraceSource("Dropped",
                            "A packet is dropped.",
                            MakeTraceSourceAccessor(&MediaFilter::m_droppedTrace),
                            "ns3::MediaFilter::DroppedTracedCallback")
            .AddTraceSource("PinholeOpened",
                            "A pinhole is open.",
                            MakeTraceSourceAccessor(&MediaFilter::m_openedTrace),
                            "ns3::MediaFilter::PinholeOpenedTracedCallback")
            .AddTraceSource("PinholeClosed",
                            "A pinhole is closed.",
                            MakeTraceSourceAccessor(&MediaFilter::m_closedTrace),
                            "ns3::MediaFilter::PinholeClosedTracedCallback");
    return tid;
}

MediaFilter::MediaFilter() = default;

MediaFilter::~MediaFilter() = default;

Ptr<MediaFilter>
MediaFilter::Install(Ptr<Node> node)
{
    Ptr<Ipv4> ipv4 = node->GetObject<Ipv4>();
    Ptr<Ipv4ListRouting> list =
        ipv4 ? DynamicCast<Ipv4ListRouting>(ipv4->GetRoutingProtocol()) : nullptr;
    if (!list)
    {
        return nullptr;
    }
    for (uint32_t i = 0; i < list->GetNRoutingProtocols(); ++i)
    {
        int16_t priority = 0;
        if (auto old = DynamicCast<MediaFilter>(list->GetRoutingProtocol(i, priority)))
        {
            return old;
        }
    }
    Ptr<MediaFilter> filter = CreateObject<MediaFilter>();
    list->AddRoutingProtocol(filter, PRIORITY);
    return filter;
}

void
MediaFilter::AddInspector(Ptr<PacketInspector> inspector)
{
    m_inspectors.push_back(inspector);
}

bool
MediaFilter::SetSignalingPorts(std::string ports)
{
    std::set<uint16_t> numbers;
    const char* at = ports.data();
    const char* const end = at + ports.size();
    while (at != end)
    {
        uint16_t number = 0;
        const auto [next, error] = std::from_chars(at, end, number);
        if (error != std::errc() || number == 0 ||
            (next != end && (*next != ',' || next + 1 == end)))
        {
            return false;
        }
        numbers.insert(number);
        at = next == end ? end : next + 1;
    }
    m_signalingPorts = std::move(numbers);
    return true;
}

std::string
MediaFilter::GetSignalingPorts() const
{
    std::string ports;
    for (const uint16_t each : m_signalingPorts)
    {
        ports += (ports.empty() ? "" : ",") + std::to_string(each);
    }
    return ports;
}

void
MediaFilter::SetMaxPinholes(uint32_t maxPinholes)
{
    m_table.SetMaxPinholes(maxPinholes);
}

tl::expected<uint64_t, PinholeError>
MediaFilter::OpenPinhole(const MediaFlow& flow,
                         const std::string& call,
                         Time lifetime,
                         Time idleTimeout)
{
    std::optional<Pinhole> replaced;
    const auto id = m_table.Open(flow, call, Simulator::Now(), lifetime, idleTimeout, &replaced);
    if (replaced)
    {
        m_closedTrace(*replaced, PinholeEnd::Replaced);
    }
    if (id)
    {
        m_openedTrace(*m_table.Find(*id));
    }
    Schedule();
    return id;
}

bool
MediaFilter::RefreshPinhole(uint64_t id, Time lifetime)
{
    const bool isOpen = m_table.Refresh(id, Simulator::Now(), lifetime);
    Schedule();
    return isOpen;
}

bool
MediaFilter::ClosePinhole(uint64_t id, PinholeEnd end)
{
    const auto closed = m_table.Close(id, end);
    if (closed)
    {
        m_closedTrace(*closed, end);
    }
    Schedule();
    return closed.has_value();
}

std::size_t
MediaFilter::CloseCall(const std::string& call, PinholeEnd end)
{
    const auto closed = m_table.CloseCall(call, end);
    for (const auto& pinhole : closed)
    {
        m_closedTrace(pinhole, end);
    }
    Schedule();
    return closed.size();
}

void
MediaFilter::Schedule()
{
    const auto next = m_table.GetNextCheck();
    if (!next)
    {
        m_expiry.Cancel();
    }
    else if (m_expiry.IsExpired() || *next < m_expiryTime)
    {
        m_expiry.Cancel();
        m_expiryTime = *next;
        m_expiry =
            Simulator::Schedule(Max(*next - Simulator::Now(), Time()), &MediaFilter::Expire, this);
    }
}

void
MediaFilter::Expire()
{
    for (const auto& [pinhole, end] : m_table.Expire(Simulator::Now()))
    {
        m_closedTrace(pinhole, end);
    }
    Schedule();
}

const PinholeTable&
MediaFilter::GetTable() const
{
    return m_table;
}

PacketInspector::Verdict
MediaFilter::AskInspectors(const Packet& packet, const MediaDatagram& datagram, Work& work)
{
    m_payload.resize(MediaDatagram::HEADER + datagram.size);
    packet.CopyData(m_payload.data(), static_cast<uint32_t>(m_payload.size()));
    const uint8_t* const payload =
        datagram.size > 0 ? m_payload.data() + MediaDatagram::HEADER : nullptr;
    for (const auto& inspector : m_inspectors)
    {
        const auto verdict = inspector->Inspect(*this,
                                                datagram.flow,
                                                payload,
                                                datagram.size,
                                                Simulator::Now(),
                                                work);
        if (verdict != PacketInspector::Verdict::NotMine)
        {
            return verdict;
        }
    }
    return PacketInspector::Verdict::NotMine;
}

MediaFilter::Decision
MediaFilter::Judge(const Packet& packet, const Reading& reading, Work& work)
{
    const auto pass = [](FirewallPassReason reason)
    {
        return Decision{reason, std::nullopt};
    };
    const auto drop = [](FirewallDropReason reason)
    {
        return Decision{std::nullopt, reason};
    };
    if (m_mode == Open)
    {
        return pass(FirewallPassReason::Open);
    }
    if (!reading)
    {
        return drop(reading.error());
    }
    const bool isControl = reading->looksLikeRtcp || reading->flow.destination.port % 2 == 1;
    auto verdict = PacketInspector::Verdict::NotMine;
    if (isControl && !m_inspectors.empty())
    {
        verdict = AskInspectors(packet, *reading, work);
    }
    if (verdict == PacketInspector::Verdict::Drop)
    {
        return drop(FirewallDropReason::Refused);
    }
    const bool isOpen =
        m_table.Match(reading->flow, Simulator::Now(), packet.GetSize()).has_value();
    if (!isOpen && !isControl && !m_inspectors.empty())
    {
        verdict = AskInspectors(packet, *reading, work);
    }
    switch (verdict)
    {
    case PacketInspector::Verdict::Pass:
        return pass(FirewallPassReason::Inspector);
    case PacketInspector::Verdict::Drop:
        return drop(FirewallDropReason::Refused);
    case PacketInspector::Verdict::NotMine:
        break;
    }
    return isOpen ? pass(FirewallPassReason::Pinhole) : drop(FirewallDropReason::NoPinhole);
}

void
MediaFilter::Tell(Ptr<const Packet> packet, const Ipv4Header& header, const Decision& decision)
{
    if (decision.pass)
    {
        ++m_passed[static_cast<std::size_t>(*decision.pass)];
        m_passedTrace(packet, header, *decision.pass);
    }
    else
    {
        ++m_dropped[static_cast<std::size_t>(*decision.drop)];
        m_droppedTrace(packet, header, *decision.drop);
    }
}

Ptr<Processor>
MediaFilter::GetProcessor()
{
    if (!m_processor && m_ipv4)
    {
        m_processor = m_ipv4->GetObject<Processor>(); // kept, as to find it takes long
    }
    return m_processor;
}

bool
MediaFilter::RouteInput(Ptr<const Packet> p,
                        const Ipv4Header& header,
                        Ptr<const NetDevice> idev,
                        Input::Unicast ucb,
                        Input::Multicast mcb,
                        Input::Local lcb,
                        Input::Error ecb)
{
    const uint8_t protocol = header.GetProtocol();
    if (protocol == TCP || protocol == ICMP)
    {
        ++m_others;
        return false;
    }
    const Reading reading = MediaDatagram::Read(*p, header);
    if (reading && m_signalingPorts.count(reading->flow.destination.port) > 0)
    {
        ++m_others;
        return false;
    }
    ++m_arrived;
    if (reading)
    {
        m_table.Prefetch(reading->flow); // it comes while the processor is looked for
    }
    const Ptr<Processor> processor = GetProcessor();
    if (!processor)
    {
        Work work;
        const Decision decision = Judge(*p, reading, work);
        Tell(p, header, decision);
        return decision.drop.has_value();
    }
    if (m_waiting >= m_maxWaiting)
    {
        Tell(p, header, {std::nullopt, FirewallDropReason::Overload});
        return true;
    }
    ++m_waiting;
    Work work;
    work.Add("filter", "udp", p->GetSize());
    processor->Execute(work,
                       [filter = Ptr<MediaFilter>(this),
                        transit = Transit{p, header, reading, idev, ucb, mcb, lcb, ecb}]
                       {
                           filter->Continue(transit);
                       });
    return true;
}

void
MediaFilter::Continue(const Transit& transit)
{
    const Ptr<Processor> processor = GetProcessor();
    if (!processor)
    {
        return; // disposed of
    }
    Work work;
    const Decision decision = Judge(*transit.packet, transit.reading, work);
    if (work.IsEmpty())
    {
        Finish(transit, decision);
        return;
    }
    processor->Execute(work,
                       [filter = Ptr<MediaFilter>(this), transit, decision]
                       {
                           filter->Finish(transit, decision);
                       });
}

void
MediaFilter::Finish(const Transit& transit, const Decision& decision)
{
    Ptr<Ipv4ListRouting> list =
        m_ipv4 ? DynamicCast<Ipv4ListRouting>(m_ipv4->GetRoutingProtocol()) : nullptr;
    if (!list)
    {
        return; // disposed of
    }
    --m_waiting;
    Tell(transit.packet, transit.header, decision);
    if (decision.drop)
    {
        return;
    }
    // As the list does it with a packet that it asks about at once.
    bool isBehind = false;
    for (uint32_t i = 0; i < list->GetNRoutingProtocols(); ++i)
    {
        int16_t priority = 0;
        Ptr<Ipv4RoutingProtocol> protocol = list->GetRoutingProtocol(i, priority);
        if (isBehind && protocol->RouteInput(transit.packet,
                                             transit.header,
                                             transit.device,
                                             transit.unicast,
                                             transit.multicast,
                                             transit.local,
                                             transit.error))
        {
            return;
        }
        isBehind = isBehind || protocol == this;
    }
    if (!transit.error.IsNull())
    {
        transit.error(transit.packet, transit.header, Socket::ERROR_NOROUTETOHOST);
    }
}

uint64_t
MediaFilter::GetArrived() const
{
    return m_arrived;
}

uint64_t
MediaFilter::GetPassed(FirewallPassReason reason) const
{
    return m_passed[static_cast<std::size_t>(reason)];
}

uint64_t
MediaFilter::GetPassed() const
{
    return std::accumulate(m_passed.begin(), m_passed.end(), uint64_t{0});
}

uint64_t
MediaFilter::GetDropped(FirewallDropReason reason) const
{
    return m_dropped[static_cast<std::size_t>(reason)];
}

uint64_t
MediaFilter::GetDropped() const
{
    return std::accumulate(m_dropped.begin(), m_dropped.end(), uint64_t{0});
}

uint64_t
MediaFilter::GetWaiting() const
{
    return m_waiting;
}

uint64_t
MediaFilter::GetOthers() const
{
    return m_others;
}

bool
MediaFilter::IsBalanced() const
{
    return m_arrived == GetPassed() + GetDropped() + m_waiting &&
           GetPassed(FirewallPassReason::Pinhole) <= m_table.GetMatched() && m_table.IsBalanced();
}

Ptr<Ipv4Route>
MediaFilter::RouteOutput(Ptr<Packet> p,
                         const Ipv4Header& header,
                         Ptr<NetDevice> oif,
                         Socket::SocketErrno& sockerr)
{
    return nullptr; // the next protocol knows
}

void
MediaFilter::NotifyInterfaceUp(uint32_t interface)
{
}

void
MediaFilter::NotifyInterfaceDown(uint32_t interface)
{
}

void
MediaFilter::NotifyAddAddress(uint32_t interface, Ipv4InterfaceAddress address)
{
}

void
MediaFilter::NotifyRemoveAddress(uint32_t interface, Ipv4InterfaceAddress address)
{
}

void
MediaFilter::SetIpv4(Ptr<Ipv4> ipv4)
{
    m_ipv4 = ipv4;
}

void
MediaFilter::PrintRoutingTable(Ptr<OutputStreamWrapper> stream, Time::Unit unit) const
{
    *stream->GetStream() << "MediaFilter: " << m_table.GetOpen() << " pinholes\n";
}

void
MediaFilter::DoDispose()
{
    m_expiry.Cancel();
    m_inspectors.clear();
    m_processor = nullptr;
    m_ipv4 = nullptr;
    Ipv4RoutingProtocol::DoDispose();
}

} // namespace ns3
