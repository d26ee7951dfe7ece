// SPDX-License-Identifier: GPL-2.0-only
// Measures on this machine what SRTP takes, and prints the operations of a cost profile as JSON.
//
// Packets of two sizes are protected and unprotected as the simulated parties do it, in batches;
// results are medians over the batches of the mean processor time of a packet.
#include "ns3/crypto-context.h"
#include "ns3/srtp-context.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

namespace
{

using namespace ns3;

constexpr int BATCHES = 101;        ///< how often each size is measured
constexpr int BATCH = 200;          ///< packets in a batch
constexpr std::size_t SMALL = 172;  ///< octets of the shorter packet: 20 ms of PCMU
constexpr std::size_t LARGE = 1212; ///< octets of the longer one

/// A packet.
struct alignas(8) Slot
{
    std::array<uint8_t, LARGE + 2 * SrtpContext::MAXIMUM_OVERHEAD> octets; ///< the packet
    std::size_t size;                                                      ///< its octets
};

/// The times of one size.
struct Times
{
    double protect;   ///< nanoseconds, median
    double unprotect; ///< nanoseconds, median
    double least;     ///< of the batches that protect
    double most;      ///< of the batches that protect
};

/// \return nanoseconds of processor time that this process has used
double
GetProcessorTime()
{
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

/**
 * Does something to all packets of a batch.
 * \param context with which
 * \param batch the packets
 * \return nanoseconds for each
 */
double
Process(SrtpContext& context, std::vector<Slot>& batch)
{
    Work work;
    const double begin = GetProcessorTime();
    for (Slot& slot : batch)
    {
        const auto size =
            context.ProcessRtp(slot.octets.data(), slot.size, slot.octets.size(), work);
        if (!size)
        {
            std::cerr << "calibrate-media: " << size.error().reason << "\n";
            std::exit(1);
        }
        slot.size = *size;
    }
    return (GetProcessorTime() - begin) / static_cast<double>(batch.size());
}

/**
 * \param values numbers, not empty
 * \return their median
 */
double
GetMedian(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

/**
 * Measures one size.
 * \param suite the suite
 * \param size octets of the packets
 * \param random makes the key
 * \return the times
 */
Times
Measure(SrtpSuite suite, std::size_t size, CryptoContext& random)
{
    const SdpCrypto key = SdpCrypto::Generate(1, suite, random);
    const auto out = SrtpContext::Make(key, SrtpContext::Direction::Outbound).value();
    const auto in = SrtpContext::Make(key, SrtpContext::Direction::Inbound).value();
    std::vector<Slot> batch(BATCH);
    std::vector<double> protect;
    std::vector<double> unprotect;
    uint32_t number = 0;
    for (int i = -1; i < BATCHES; ++i)
    {
        for (Slot& slot : batch)
        {
            slot.octets = {0x80,
                           0,
                           static_cast<uint8_t>(number >> 8),
                           static_cast<uint8_t>(number)};
            slot.size = size;
            ++number;
        }
        const double out1 = Process(*out, batch);
        const double in1 = Process(*in, batch);
        if (i >= 0)
        {
            protect.push_back(out1);
            unprotect.push_back(in1);
        }
    }
    const auto [least, most] = std::minmax_element(protect.begin(), protect.end());
    return {GetMedian(protect), GetMedian(unprotect), *least, *most};
}

/**
 * \param operation the operation
 * \param algorithm the algorithm
 * \param small nanoseconds for the shorter packet
 * \param large nanoseconds for the longer one
 * \return the entry of the profile
 */
nlohmann::ordered_json
MakeEntry(const char* operation, const char* algorithm, double small, double large)
{
    const double slope = std::max(0.0, (large - small) / static_cast<double>(LARGE - SMALL));
    const double fixed = std::max(0.0, small - slope * static_cast<double>(SMALL));
    return {{"operation", operation},
            {"algorithm", algorithm},
            {"fixed_ns", std::round(fixed * 10) / 10},
            {"ns_per_octet", std::round(slope * 10000) / 10000},
            {"origin",
             "measured with RTP packets of " + std::to_string(SMALL) + " and " +
                 std::to_string(LARGE) + " octets, medians of " + std::to_string(BATCHES) +
                 " batches: libsrtp2"}};
}

} // namespace

/**
 * \return exit status
 */
int
main()
{
    CryptoContext random{Octets(CryptoContext::SEED_SIZE, 'm')};
    const std::pair<SrtpSuite, const char*> suites[] = {
        {SrtpSuite::AeadAes128Gcm, "aead-aes-128-gcm"},
        {SrtpSuite::AesCm128HmacSha132, "aes-cm-128-hmac-sha1-32"},
        {SrtpSuite::AesCm128HmacSha180, "aes-cm-128-hmac-sha1-80"}};
    nlohmann::ordered_json operations = nlohmann::ordered_json::array();
    for (const auto& [suite, name] : suites)
    {
        const Times small = Measure(suite, SMALL, random);
        const Times large = Measure(suite, LARGE, random);
        operations.push_back(MakeEntry("srtp-protect", name, small.protect, large.protect));
        operations.push_back(MakeEntry("srtp-unprotect", name, small.unprotect, large.unprotect));
    }
    std::cout << nlohmann::ordered_json{{"operations", operations}}.dump(2) << "\n";
    return 0;
}
