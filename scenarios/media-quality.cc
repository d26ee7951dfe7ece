// SPDX-License-Identifier: GPL-2.0-only
//
// What do SRTP's octets and its work cost the media? More and more PCMU calls share a narrow link,
// with RTP or SRTP. One CSV row for each simulation: loss, one-way delay, jitter.

#include "credential-office.h"
#include "csv-writer.h"
#include "failure.h"
#include "media-experiment.h"
#include "progress-bar.h"
#include "result-directory.h"
#include "scenario-options.h"
#include "scenario-resources.h"

#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"

#include <cmath>
#include <iostream>
#include <memory>

using namespace ns3;

namespace
{

/// Everything that can be set.
struct Settings
{
    std::vector<std::string> protections{"rtp", "srtp-80", "srtp-32"}; ///< --protection
    std::vector<std::string> talks{"steady", "pauses"};                ///< --talk
    std::vector<uint64_t> talkers{20, 23, 24, 25, 26, 28};             ///< --talkers
    std::string keying{"cek-reuse"};                                   ///< --keying
    double linkKbps{2030};                                             ///< --link-kbps
    uint64_t queuePackets{30};                                         ///< --queue-packets
    double seconds{2};                                                 ///< --measured-s
    bool isSrtcpClear{false};                                          ///< --clear-srtcp
    uint64_t runs{1};                                                  ///< --runs
};

/// One simulation.
struct Point
{
    std::string protection; ///< name of the protection
    std::string talk;       ///< how people talk
    uint64_t talkers;       ///< how many at the same time, on average
    uint64_t run;           ///< ns-3's RngRun
};

/**
 * List all simulations.
 *
 * @param settings the options of this program
 * @param firstRun --run
 * @return the simulations, in the order of their rows
 */
std::vector<Point>
ListPoints(const Settings& settings, uint64_t firstRun)
{
    std::vector<Point> points;
    for (const auto& talk : settings.talks)
    {
        for (const auto& protection : settings.protections)
        {
            for (const uint64_t talkers : settings.talkers)
            {
                for (uint64_t i = 0; i < settings.runs; ++i)
                {
                    points.push_back({protection, talk, talkers, firstRun + i});
                }
            }
        }
    }
    return points;
}

/**
 * Simulate one point.
 *
 * @param point the point
 * @param standard the options that all programs have
 * @param settings the options of this program
 * @param resources costs, credentials, the folder
 * @param table receives a row
 * @return nothing, or a line that says what is wrong
 */
tl::expected<void, std::string>
Simulate(const Point& point,
         const StandardOptions& standard,
         const Settings& settings,
         ScenarioResources& resources,
         CsvWriter& table)
{
    RngSeedManager::SetSeed(static_cast<uint32_t>(standard.seed));
    RngSeedManager::SetRun(point.run);
    const std::string name = point.protection + "-" + point.talk + "-" +
                             std::to_string(point.talkers) + "-" + std::to_string(point.run);
    MediaExperiment::Plan plan;
    plan.protection = point.protection;
    plan.keying = settings.keying;
    plan.talkers = point.talkers;
    plan.hasPauses = point.talk == "pauses";
    plan.linkKbps = settings.linkKbps;
    plan.queuePackets = settings.queuePackets;
    plan.seconds = settings.seconds;
    plan.isSrtcpClear = settings.isSrtcpClear;
    plan.capturePrefix = standard.pcap ? resources.directory.GetStagingPath(name + "-") : "";
    tl::expected<void, std::string> done;
    {
        MediaExperiment experiment(plan, resources.profile.profile);
        done = experiment.Install(resources.office);
        const auto result = done ? experiment.Run() : tl::unexpected(done.error());
        if (result && standard.keys)
        {
            done = experiment.GetArchive().Write(resources.directory,
                                                 resources.office.GetAuthority(),
                                                 name + "-");
        }
        if (!result)
        {
            done = tl::unexpected(name + ": " + result.error());
        }
        else
        {
            const auto callBits = 50 * result->packetBits;
            table.AddRow(
                {point.talk,
                 point.protection,
                 point.talkers,
                 point.run,
                 standard.seed,
                 result->calls,
                 settings.linkKbps,
                 settings.queuePackets,
                 callBits,
                 static_cast<uint64_t>(settings.linkKbps * 1000 / static_cast<double>(callBits)),
                 result->offered,
                 result->delivered,
                 result->lost,
                 result->discarded,
                 result->meanDelayMs,
                 result->p95DelayMs,
                 result->maximumDelayMs,
                 result->meanJitterMs,
                 result->securePackets,
                 result->packetMicroseconds,
                 result->processorShare});
        }
    }
    Simulator::Destroy();
    return done;
}

/**
 * Run all simulations and write the results.
 *
 * @param options the options in force
 * @param settings the options of this program
 * @return nothing, or a line that says what is wrong
 */
tl::expected<void, std::string>
Run(const ScenarioOptions& options, const Settings& settings)
{
    const StandardOptions& standard = options.GetStandard();
    auto resources = ScenarioResources::Open(options, {"p-256"});
    if (!resources)
    {
        return tl::unexpected(resources.error());
    }
    CsvWriter table({"talk",
                     "protection",
                     "talkers",
                     "run",
                     "seed",
                     "calls",
                     "link_kbps",
                     "queue_packets",
                     "call_bps",
                     "capacity_calls",
                     "packets_offered",
                     "packets_delivered",
                     "packets_lost",
                     "packets_discarded",
                     "mean_delay_ms",
                     "p95_delay_ms",
                     "maximum_delay_ms",
                     "mean_jitter_ms",
                     "secure_packets",
                     "processor_us_per_packet",
                     "processor_share"});
    const std::vector<Point> points = ListPoints(settings, standard.run);
    double total = 0;
    for (const Point& point : points)
    {
        total += static_cast<double>(point.talkers);
    }
    {
        ProgressBar progress(options.GetProgram(), total, standard.quiet);
        for (const Point& point : points)
        {
            const auto done = Simulate(point, standard, settings, *resources, table);
            if (!done)
            {
                return done;
            }
            progress.Advance(static_cast<double>(point.talkers));
        }
    }
    const auto written = resources->Commit({{"media-quality.csv", table.GetText()}});
    if (written && !standard.quiet)
    {
        std::cout << points.size() << " simulations done. Results are in " << standard.output
                  << ".\n";
    }
    return written;
}

} // namespace

int
main(int argc, char* argv[])
{
    Settings settings;
    ScenarioOptions options("media-quality",
                            "loss, one-way delay and jitter of PCMU calls with RTP and SRTP that "
                            "share a narrow link");
    options.AddChoices("protection",
                       settings.protections,
                       MediaExperiment::GetProtections(),
                       "how media is protected");
    options.AddChoices("talk",
                       settings.talks,
                       {"steady", "pauses"},
                       "whether callers send all the time, or are silent when they do not speak");
    options.AddNumbers("talkers",
                       settings.talkers,
                       1,
                       1000,
                       "how many callers send at the same time, on average; with pauses there are "
                       "2.6 times as many calls");
    options.AddChoice("keying",
                      settings.keying,
                      {"none", "end-to-end", "cek-reuse"},
                      "how session descriptions, with the keys of SRTP in them, are encrypted");
    options.AddFlag("clear-srtcp",
                    settings.isSrtcpClear,
                    "SRTCP is authenticated only, so that who is on the path can read it");
    options.AddDecimal("link-kbps",
                       settings.linkKbps,
                       64,
                       1000000,
                       "rate of the link that all calls share");
    options.AddNumber("queue-packets",
                      settings.queuePackets,
                      1,
                      100000,
                      "packets that can wait before the link");
    options.AddDecimal("measured-s",
                       settings.seconds,
                       0.1,
                       3600,
                       "how long is measured in each simulation, when all calls are established");
    options.AddNumber("runs", settings.runs, 1, 10000, "number of replications, from --run on");
    if (const auto status = options.Parse(argc, argv))
    {
        return *status;
    }
    const auto done = Run(options, settings);
    return done ? 0 : FailWithMessage(options.GetProgram(), done.error());
}
