// SPDX-License-Identifier: GPL-2.0-only

#include "media-ledger.h"

#include "ns3/callback.h"
#include "ns3/simulator.h"
#include "ns3/traffic-control-layer.h"

#include <algorithm>
#include <vector>

namespace ns3
{

namespace
{

constexpr uint8_t TCP = 6;           ///< IP protocol
constexpr uint8_t UDP = 17;          ///< IP protocol
constexpr uint32_t IP_HEADER = 20;   ///< octets
constexpr uint16_t SIP_PORT = 5060;  ///< SIP
constexpr uint16_t SIPS_PORT = 5061; ///< SIP in TLS
/// RTCP's name of the packet with a token.
constexpr std::array<uint8_t, 4> TOKEN_NAME{'F', 'W', 'T', 'K'};

/**
 * Read the ports of a UDP or TCP packet.
 *
 * @param packet with its header
 * @return source and destination
 */
std::pair<uint16_t, uint16_t>
ReadPorts(const Packet& packet)
{
    std::array<uint8_t, 4> octets{};
    packet.CopyData(octets.data(), 4);
    return {static_cast<uint16_t>((octets[0] << 8U) | octets[1]),
            static_cast<uint16_t>((octets[2] << 8U) | octets[3])};
}

/**
 * Tell whether an RTCP packet carries a token.
 *
 * @param packet with its UDP header
 * @return whether it does
 */
bool
HasToken(const Packet& packet)
{
    std::vector<uint8_t> octets(packet.GetSize());
    packet.CopyData(octets.data(), packet.GetSize());
    return std::search(octets.begin(), octets.end(), TOKEN_NAME.begin(), TOKEN_NAME.end()) !=
           octets.end();
}

} // namespace

void
MediaLedger::Watch(Ptr<Node> node, Role role)
{
    const Ptr<Ipv4L3Protocol> ipv4 = node->GetObject<Ipv4L3Protocol>();
    using Passing = Callback<void, const Ipv4Header&, Ptr<const Packet>, uint32_t>;
    const std::function<void(const Ipv4Header&, Ptr<const Packet>, uint32_t)> sent =
        [this, role](const Ipv4Header& header, Ptr<const Packet> packet, uint32_t interface)
    {
        OnSent(role, header, packet, interface);
    };
    const std::function<void(const Ipv4Header&, Ptr<const Packet>, uint32_t)> delivered =
        [this, role](const Ipv4Header& header, Ptr<const Packet> packet, uint32_t interface)
    {
        OnDelivered(role, header, packet, interface);
    };
    ipv4->TraceConnectWithoutContext("SendOutgoing", Passing(sent));
    ipv4->TraceConnectWithoutContext("LocalDeliver", Passing(delivered));
    ipv4->TraceConnectWithoutContext("Drop", MakeCallback(&MediaLedger::OnDropped, this));
    const auto lost = MakeCallback(&MediaLedger::OnLost, this);
    for (uint32_t i = 0; i < node->GetNDevices(); ++i)
    {
        // The loopback device has no such traces.
        node->GetDevice(i)->TraceConnectWithoutContext("PhyRxDrop", lost);
        node->GetDevice(i)->TraceConnectWithoutContext("MacTxDrop", lost);
    }
    if (const auto control = node->GetObject<TrafficControlLayer>())
    {
        control->TraceConnectWithoutContext("TcDrop", lost);
    }
}

void
MediaLedger::AddOutside(Ipv4Address address)
{
    m_outside.insert(address);
}

void
MediaLedger::Watch(Ptr<MediaFilter> filter)
{
    filter->TraceConnectWithoutContext("Dropped", MakeCallback(&MediaLedger::OnFiltered, this));
}

MediaLedger::Count&
MediaLedger::Find(const Flight& flight)
{
    return flight.isControl ? m_control[flight.side] : m_media[flight.side];
}

void
MediaLedger::OnSent(Role role,
                    const Ipv4Header& header,
                    Ptr<const Packet> packet,
                    uint32_t interface)
{
    const auto [source, destination] = ReadPorts(*packet);
    const uint32_t octets = packet->GetSize() + IP_HEADER;
    if (header.GetProtocol() == TCP)
    {
        const auto isEither = [from = source, to = destination](uint16_t port)
        {
            return from == port || to == port;
        };
        m_octets.sip += isEither(SIP_PORT) || isEither(SIPS_PORT) ? octets : 0;
        m_octets.simco += isEither(SIMCO_PORT) ? octets : 0;
        return;
    }
    if (header.GetProtocol() != UDP)
    {
        return;
    }
    const uint64_t uid = packet->GetUid();
    const auto found = m_flights.find(uid);
    if (found != m_flights.end())
    {
        m_repeated += found->second.isAtRelay ? 0 : 1;
        found->second.isAtRelay = false;
        return;
    }
    const bool isOwn = role == Role::Caller || role == Role::Callee;
    Flight flight;
    flight.side = role == Role::Caller                       ? ToCallee
                  : role == Role::Callee                     ? ToCaller
                  : m_outside.count(header.GetDestination()) ? Outside
                                                             : Attack;
    flight.isControl = isOwn && destination % 2 == 1;
    m_flights.emplace(uid, flight);
    Count& count = Find(flight);
    ++count.offered;
    count.octets += octets;
    if (!count.first)
    {
        count.first = Simulator::Now();
    }
    if (flight.isControl && HasToken(*packet))
    {
        m_octets.token += octets;
    }
}

void
MediaLedger::OnDelivered(Role role,
                         const Ipv4Header& header,
                         Ptr<const Packet> packet,
                         uint32_t interface)
{
    if (header.GetProtocol() != UDP)
    {
        return;
    }
    const auto found = m_flights.find(packet->GetUid());
    if (role == Role::Relay && found != m_flights.end())
    {
        found->second.isAtRelay = true;
        return;
    }
    End(*packet, Fate::Delivered);
}

void
MediaLedger::OnDropped(const Ipv4Header& header,
                       Ptr<const Packet> packet,
                       Ipv4L3Protocol::DropReason reason,
                       Ptr<Ipv4> ipv4,
                       uint32_t interface)
{
    if (header.GetProtocol() == UDP)
    {
        End(*packet, Fate::Unroutable);
    }
}

void
MediaLedger::OnLost(Ptr<const Packet> packet)
{
    if (m_flights.count(packet->GetUid()) > 0) // else it is not UDP
    {
        End(*packet, Fate::Lost);
    }
}

void
MediaLedger::OnFiltered(Ptr<const Packet> packet,
                        const Ipv4Header& header,
                        FirewallDropReason reason)
{
    End(*packet, reason == FirewallDropReason::Overload ? Fate::Overloaded : Fate::Filtered);
}

void
MediaLedger::End(const Packet& packet, Fate fate)
{
    const auto found = m_flights.find(packet.GetUid());
    if (found == m_flights.end())
    {
        ++m_unknown;
        return;
    }
    Count& count = Find(found->second);
    m_flights.erase(found);
    switch (fate)
    {
    case Fate::Delivered:
        ++count.delivered;
        if (!count.firstEnd)
        {
            count.firstEnd = Simulator::Now();
        }
        count.last = Simulator::Now();
        break;
    case Fate::Lost:
        ++count.lost;
        break;
    case Fate::Overloaded:
        ++count.overloaded;
        [[fallthrough]];
    case Fate::Filtered:
        ++count.filtered;
        count.clipped += count.firstEnd ? 0 : 1;
        break;
    case Fate::Unroutable:
        ++count.unroutable;
        break;
    }
}

const MediaLedger::Count&
MediaLedger::GetMedia(Side side) const
{
    return m_media[side];
}

const MediaLedger::Count&
MediaLedger::GetControl(Side side) const
{
    return m_control[side];
}

const MediaLedger::Octets&
MediaLedger::GetOctets() const
{
    return m_octets;
}

uint64_t
MediaLedger::Close()
{
    for (auto flight = m_flights.begin(); flight != m_flights.end();)
    {
        if (flight->second.isAtRelay)
        {
            ++Find(flight->second).filtered;
            ++m_relayDrops;
            flight = m_flights.erase(flight);
        }
        else
        {
            ++flight;
        }
    }
    m_kept = m_flights.size();
    return m_kept;
}

uint64_t
MediaLedger::GetRelayDrops() const
{
    return m_relayDrops;
}

std::string
MediaLedger::FindFault() const
{
    if (m_unknown > 0)
    {
        return std::to_string(m_unknown) + " media packets ended that were not on their way";
    }
    if (m_repeated > 0)
    {
        return std::to_string(m_repeated) + " media packets were sent twice";
    }
    uint64_t flying = 0;
    for (const auto* counts : {&m_media, &m_control})
    {
        for (const Count& count : *counts)
        {
            flying +=
                count.offered - count.delivered - count.lost - count.filtered - count.unroutable;
        }
    }
    if (flying != m_kept)
    {
        return "media packets offered are not those delivered, lost, dropped and in flight";
    }
    return "";
}

} // namespace ns3
