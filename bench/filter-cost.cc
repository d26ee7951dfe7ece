// SPDX-License-Identifier: GPL-2.0-only
// What a firewall's decision about one packet costs, by number of open pinholes. Prints lines
// "WHAT PINHOLES TURN NANOSECONDS" of processor time, where WHAT is
//   pass   a packet for which a pinhole is open, all of them in turn in a random order
//   deny   a packet for which none is open
//   match  the lookup in the table alone, of packets that pass
// The packets of all sizes of table come from the same few buffers, so that only the firewall's own
// memory grows with the number of pinholes. Of the measurements of a turn the least counts, which
// what else the machine does has slowed least.

#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-header.h"
#include "ns3/ipv4-list-routing.h"
#include "ns3/ipv4.h"
#include "ns3/media-filter.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/pinhole-table.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <iostream>
#include <memory>
#include <random>
#include <string>
#include <type_traits>
#include <vector>

using namespace ns3;

namespace
{

constexpr std::size_t PACKETS = 50000; ///< of one measurement
constexpr int MEASUREMENTS = 10;       ///< of one turn; the least of them is printed
constexpr std::size_t BUFFERS = 8;     ///< of packets
constexpr uint32_t HERE = 0x0a020001;  ///< where all packets go

/// \return nanoseconds of processor time that this process has used
double
GetTime()
{
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

/**
 * \param number of a flow
 * \param port where it goes
 * \return the flow
 */
MediaFlow
MakeFlow(uint32_t number, uint16_t port)
{
    const auto from = static_cast<uint16_t>(20000 + 2 * (number % BUFFERS));
    return {{0x0a010000 + number, from}, {HERE, port}};
}

/**
 * \param flow a flow of UDP
 * \return a packet of it: 160 octets of media behind the headers of RTP and UDP
 */
Ptr<Packet>
MakePacket(const MediaFlow& flow)
{
    std::vector<uint8_t> octets(180);
    const auto write = [&octets](std::size_t at, uint16_t number)
    {
        octets[at] = static_cast<uint8_t>(number >> 8U);
        octets[at + 1] = static_cast<uint8_t>(number);
    };
    write(0, flow.source.port);
    write(2, flow.destination.port);
    write(4, static_cast<uint16_t>(octets.size()));
    octets[8] = 0x80;
    return Create<Packet>(octets.data(), static_cast<uint32_t>(octets.size()));
}

/// A firewall with open pinholes.
class Firewall
{
  public:
    /// \param count number of pinholes
    explicit Firewall(uint32_t count)
        : m_count(count)
        , m_node(CreateObject<Node>())
    {
        InternetStackHelper().Install(m_node);
        m_filter = MediaFilter::Install(m_node);
        for (uint32_t i = 0; i < count; ++i)
        {
            const std::string call = "call-" + std::to_string(i / 4);
            const MediaFlow flow = MakeFlow(i, 30000);
            if (!m_filter->OpenPinhole(flow, call, Hours(1), Seconds(30)) ||
                !m_table.Open(flow, call, Time(), Hours(1), Seconds(30)))
            {
                std::exit(1);
            }
        }
        for (uint32_t i = 0; i < BUFFERS; ++i)
        {
            m_packets[0].push_back(MakePacket(MakeFlow(i, 30000)));
            m_packets[1].push_back(MakePacket(MakeFlow(i, 30002)));
        }
        // Each pinhole as often as any other; between two of its packets come all the others'.
        std::mt19937 random(1);
        std::vector<uint32_t> turn(count);
        for (uint32_t i = 0; i < count; ++i)
        {
            turn[i] = i;
        }
        while (m_order.size() < PACKETS)
        {
            std::shuffle(turn.begin(), turn.end(), random);
            m_order.insert(m_order.end(), turn.begin(), turn.end());
        }
        m_order.resize(PACKETS);
    }

    /// \return number of pinholes
    uint32_t
    GetCount() const
    {
        return m_count;
    }

    /**
     * \param isOpen whether the packets are to pass
     * \return how long a decision takes, in ns
     */
    double
    Ask(bool isOpen)
    {
        double least = AskOnce(isOpen);
        for (int i = 1; i < MEASUREMENTS; ++i)
        {
            least = std::min(least, AskOnce(isOpen));
        }
        return least;
    }

    /// \return how long a lookup takes, in ns
    double
    Match()
    {
        double least = MatchOnce();
        for (int i = 1; i < MEASUREMENTS; ++i)
        {
            least = std::min(least, MatchOnce());
        }
        return least;
    }

  private:
    /// See Ask().
    double
    AskOnce(bool isOpen)
    {
        const auto& packets = m_packets[isOpen ? 0 : 1];
        Ipv4Header header;
        header.SetProtocol(17);
        header.SetDestination(Ipv4Address(HERE));
        const std::decay_t<MediaFilter::Input::Unicast> unicast;
        const std::decay_t<MediaFilter::Input::Multicast> multicast;
        const std::decay_t<MediaFilter::Input::Local> local;
        const std::decay_t<MediaFilter::Input::Error> error;
        std::size_t passed = 0;
        const double begin = GetTime();
        for (const uint32_t number : m_order)
        {
            header.SetSource(Ipv4Address(0x0a010000 + number));
            const bool isTaken = m_filter->RouteInput(packets[number % BUFFERS],
                                                      header,
                                                      nullptr,
                                                      unicast,
                                                      multicast,
                                                      local,
                                                      error);
            passed += isTaken ? 0 : 1;
        }
        const double end = GetTime();
        if (passed != (isOpen ? PACKETS : 0))
        {
            std::exit(1);
        }
        return (end - begin) / PACKETS;
    }

    /// See Match().
    double
    MatchOnce()
    {
        std::size_t found = 0;
        const double begin = GetTime();
        for (const uint32_t number : m_order)
        {
            found += m_table.Match(MakeFlow(number, 30000), Seconds(1), 200) ? 1 : 0;
        }
        const double end = GetTime();
        if (found != PACKETS)
        {
            std::exit(1);
        }
        return (end - begin) / PACKETS;
    }

    uint32_t m_count;                      ///< of pinholes
    Ptr<Node> m_node;                      ///< the firewall
    Ptr<MediaFilter> m_filter;             ///< its filter
    PinholeTable m_table;                  ///< the same pinholes
    std::vector<Ptr<Packet>> m_packets[2]; ///< that pass, that do not
    std::vector<uint32_t> m_order;         ///< numbers of flows
};

} // namespace

int
main(int argc, char** argv)
{
    const int rounds = argc > 1 ? std::atoi(argv[1]) : 3;
    Simulator::Run(); // from then on no Time is kept track of
    std::vector<std::unique_ptr<Firewall>> firewalls;
    for (const uint32_t count : {10, 100, 1000, 10000})
    {
        firewalls.push_back(std::make_unique<Firewall>(count));
        firewalls.back()->Ask(true); // the first time is another matter
        firewalls.back()->Match();
    }
    for (int turn = 0; turn < rounds; ++turn)
    {
        for (const auto& firewall : firewalls)
        {
            std::cout << "pass " << firewall->GetCount() << ' ' << turn << ' '
                      << firewall->Ask(true) << '\n'
                      << "deny " << firewall->GetCount() << ' ' << turn << ' '
                      << firewall->Ask(false) << '\n'
                      << "match " << firewall->GetCount() << ' ' << turn << ' ' << firewall->Match()
                      << '\n';
        }
    }
    firewalls.clear();
    Simulator::Destroy();
    return 0;
}
