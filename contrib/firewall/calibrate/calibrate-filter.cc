// SPDX-License-Identifier: GPL-2.0-only
// Measures on this machine what a filter of media does with a datagram, and prints the operation of
// a cost profile as JSON: it reads the headers, and looks the flow up among the pinholes.
#include "ns3/ipv4-header.h"
#include "ns3/media-datagram.h"
#include "ns3/packet.h"
#include "ns3/pinhole-table.h"
#include "ns3/udp-header.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace
{

using namespace ns3;

constexpr int BATCHES = 201;        ///< how often it is measured
constexpr uint32_t PINHOLES = 1000; ///< pinholes in the table, and packets in a batch
constexpr uint32_t PAYLOAD = 172;   ///< octets of RTP: 20 ms of PCMU

/// \return nanoseconds of processor time that this process has used
double
GetProcessorTime()
{
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

} // namespace

/**
 * \return exit status
 */
int
main()
{
    PinholeTable table;
    std::vector<Ptr<Packet>> packets;
    std::vector<Ipv4Header> headers;
    for (uint32_t i = 0; i < PINHOLES; ++i)
    {
        const MediaFlow flow{{0x0a000001 + i, 10000}, {0x0a010001 + i, 20000}};
        if (!table.Open(flow, "call" + std::to_string(i), Time(), Seconds(60)))
        {
            std::cerr << "calibrate-filter: a pinhole cannot be opened\n";
            return 1;
        }
        Ptr<Packet> packet = Create<Packet>(PAYLOAD);
        UdpHeader udp;
        udp.SetSourcePort(flow.source.port);
        udp.SetDestinationPort(flow.destination.port);
        packet->AddHeader(udp);
        Ipv4Header ip;
        ip.SetSource(Ipv4Address(flow.source.address));
        ip.SetDestination(Ipv4Address(flow.destination.address));
        ip.SetProtocol(17);
        ip.SetPayloadSize(static_cast<uint16_t>(packet->GetSize()));
        packets.push_back(packet);
        headers.push_back(ip);
    }
    std::vector<double> means;
    for (int batch = -1; batch < BATCHES; ++batch)
    {
        const double begin = GetProcessorTime();
        for (uint32_t i = 0; i < PINHOLES; ++i)
        {
            // Not in the order in which they were opened.
            const uint32_t which = i * 617 % PINHOLES;
            const auto datagram = MediaDatagram::Read(*packets[which], headers[which]);
            if (!datagram || !table.Match(datagram->flow, Seconds(1), packets[which]->GetSize()))
            {
                std::cerr << "calibrate-filter: a packet does not pass\n";
                return 1;
            }
        }
        if (batch >= 0)
        {
            means.push_back((GetProcessorTime() - begin) / PINHOLES);
        }
    }
    std::sort(means.begin(), means.end());
    const double median = means[means.size() / 2];
    const nlohmann::ordered_json entry{{"operation", "filter"},
                                       {"algorithm", "udp"},
                                       {"fixed_ns", std::round(median * 10) / 10},
                                       {"ns_per_octet", 0.0},
                                       {"origin",
                                        "measured, median of " + std::to_string(BATCHES) +
                                            " batches: reading the headers of a "
                                            "datagram and finding its pinhole among " +
                                            std::to_string(PINHOLES) +
                                            ", by the project's own filter"}};
    std::cout
        << nlohmann::ordered_json{{"operations", nlohmann::ordered_json::array({entry})}}.dump(2)
        << "\n";
    return 0;
}
