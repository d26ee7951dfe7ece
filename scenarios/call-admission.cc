// SPDX-License-Identifier: GPL-2.0-only
//
// What is it worth that a proxy can read session descriptions? Poisson calls over a link that
// carries so many calls and no more, with call admission control at a proxy that reads, or must
// guess. One CSV row for each simulation and format: calls, blocked calls, lost media.

#include "admission-experiment.h"
#include "credential-office.h"
#include "csv-writer.h"
#include "failure.h"
#include "progress-bar.h"
#include "result-directory.h"
#include "scenario-options.h"
#include "scenario-resources.h"

#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"

#include <iostream>
#include <memory>

using namespace ns3;

namespace
{

/**
 * Get the experiments: calls of one format, calls of two, and calls of one with media.
 *
 * @return their names
 */
const std::vector<std::string>&
GetExperiments()
{
    static const std::vector<std::string> names{"one-format", "two-formats", "media"};
    return names;
}

/// Everything that can be set.
struct Settings
{
    std::vector<std::string> mechanisms{AdmissionExperiment::GetMechanisms()}; ///< --mechanism
    std::vector<std::string> experiments{GetExperiments()};                    ///< --experiment
    std::vector<uint64_t> percents{50, 100, 150}; ///< --offered-percent
    uint64_t channels{10};                        ///< --channels
    double holdingSeconds{20};                    ///< --holding-s
    uint64_t calls{200};                          ///< --calls
    double mediaHoldingSeconds{1};                ///< --media-holding-s
    uint64_t mediaCalls{200};                     ///< --media-calls
    uint64_t runs{1};                             ///< --runs
};

/// One simulation.
struct Point
{
    std::string mechanism;  ///< name of the mechanism
    std::string experiment; ///< name of the experiment
    uint64_t percent;       ///< offered load in percent of the capacity
    uint64_t run;           ///< ns-3's RngRun
};

/**
 * Tell whether an experiment says anything of a mechanism: who admits all or refuses all does not
 * look at formats, and who refuses all has no media.
 *
 * @param mechanism the mechanism
 * @param experiment the experiment
 * @return whether it does
 */
bool
IsMeaningful(const std::string& mechanism, const std::string& experiment)
{
    const bool isBlind = mechanism == "admit-all" || mechanism == "refuse-all";
    return !(experiment == "two-formats" && isBlind) &&
           !(experiment == "media" && mechanism == "refuse-all");
}

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
    for (const auto& mechanism : settings.mechanisms)
    {
        for (const auto& experiment : settings.experiments)
        {
            if (!IsMeaningful(mechanism, experiment))
            {
                continue;
            }
            for (const uint64_t percent : settings.percents)
            {
                for (uint64_t i = 0; i < settings.runs; ++i)
                {
                    points.push_back({mechanism, experiment, percent, firstRun + i});
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
 * @param options the options in force
 * @param settings the options of this program
 * @param profile what operations cost
 * @param office gives credentials
 * @param directory for captures and keys
 * @param table receives a row for each format
 * @return nothing, or a line that says what is wrong
 */
tl::expected<void, std::string>
Simulate(const Point& point,
         const ScenarioOptions& options,
         const Settings& settings,
         std::shared_ptr<const CostProfile> profile,
         CredentialOffice& office,
         ResultDirectory& directory,
         CsvWriter& table)
{
    const StandardOptions& standard = options.GetStandard();
    RngSeedManager::SetSeed(static_cast<uint32_t>(standard.seed));
    RngSeedManager::SetRun(point.run);
    AdmissionExperiment::Plan plan;
    plan.mechanism = point.mechanism;
    plan.hasTwoFormats = point.experiment == "two-formats";
    plan.hasMedia = point.experiment == "media";
    plan.channels = settings.channels;
    plan.offered = static_cast<double>(point.percent) / 100;
    plan.holdingSeconds = plan.hasMedia ? settings.mediaHoldingSeconds : settings.holdingSeconds;
    plan.calls = plan.hasMedia ? settings.mediaCalls : settings.calls;
    const std::string name = point.mechanism + "-" + point.experiment + "-" +
                             std::to_string(point.percent) + "-" + std::to_string(point.run);
    tl::expected<void, std::string> done;
    {
        AdmissionExperiment experiment(plan, std::move(profile));
        done = experiment.Install(office);
        if (done && standard.pcap)
        {
            experiment.GetNetwork().EnableCaptures(directory.GetStagingPath(name + "-"));
        }
        const auto result = done ? experiment.Run() : tl::unexpected(done.error());
        if (result && standard.keys)
        {
            done = experiment.GetArchive().Write(directory, office.GetAuthority(), name + "-");
        }
        if (!result)
        {
            done = tl::unexpected(name + ": " + result.error());
        }
        else
        {
            for (const auto& kind : result->kinds)
            {
                table.AddRow({point.mechanism,
                              point.experiment,
                              settings.channels,
                              point.percent,
                              point.run,
                              standard.seed,
                              kind.payloadType == 0 ? "pcmu" : "g729",
                              kind.arrivalsPerSecond,
                              kind.calls,
                              kind.blocked,
                              plan.holdingSeconds,
                              result->meanTalkSeconds,
                              result->meanHeldSeconds,
                              result->peak.outward,
                              result->sentPackets,
                              result->sentPackets - result->receivedPackets,
                              result->descriptions});
            }
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
    CsvWriter table({"mechanism",
                     "experiment",
                     "channels",
                     "offered_percent",
                     "run",
                     "seed",
                     "format",
                     "arrivals_per_s",
                     "calls",
                     "blocked_calls",
                     "holding_s",
                     "mean_talk_s",
                     "mean_reservation_s",
                     "peak_reserved_bps",
                     "packets_sent",
                     "packets_lost",
                     "descriptions_known_to_proxy"});
    const std::vector<Point> points = ListPoints(settings, standard.run);
    const auto weigh = [](const Point& point)
    {
        return point.experiment == "media" ? 5.0 : 1.0;
    };
    double total = 0;
    for (const Point& point : points)
    {
        total += weigh(point);
    }
    {
        ProgressBar progress(options.GetProgram(), total, standard.quiet);
        for (const Point& point : points)
        {
            const auto done = Simulate(point,
                                       options,
                                       settings,
                                       resources->profile.profile,
                                       resources->office,
                                       resources->directory,
                                       table);
            if (!done)
            {
                return done;
            }
            progress.Advance(weigh(point));
        }
    }
    const auto written = resources->Commit({{"call-admission.csv", table.GetText()}});
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
    ScenarioOptions options("call-admission",
                            "calls that are blocked and media that is lost, when a proxy admits "
                            "calls by what it can read of their descriptions");
    options.AddChoices("mechanism",
                       settings.mechanisms,
                       AdmissionExperiment::GetMechanisms(),
                       "how the proxy comes to know what a call needs, or how it guesses");
    options.AddChoices("experiment",
                       settings.experiments,
                       GetExperiments(),
                       "calls of one format, calls of which half need less, or calls of one format "
                       "with media");
    options.AddNumbers("offered-percent",
                       settings.percents,
                       1,
                       1000,
                       "offered load in percent of the media link's capacity");
    options.AddNumber("channels",
                      settings.channels,
                      1,
                      1000,
                      "number of PCMU calls that the media link carries");
    options.AddDecimal("holding-s",
                       settings.holdingSeconds,
                       0.1,
                       3600,
                       "mean time from answer to hang-up");
    options.AddNumber("calls",
                      settings.calls,
                      1,
                      1000000,
                      "number of calls that count in each simulation, after a warm-up");
    options.AddDecimal("media-holding-s",
                       settings.mediaHoldingSeconds,
                       0.1,
                       3600,
                       "the same in the experiment media");
    options.AddNumber("media-calls",
                      settings.mediaCalls,
                      1,
                      1000000,
                      "number of calls that count in each simulation of the experiment media");
    options.AddNumber("runs", settings.runs, 1, 10000, "number of replications, from --run on");
    if (const auto status = options.Parse(argc, argv))
    {
        return *status;
    }
    if (ListPoints(settings, 1).empty())
    {
        return FailWithMessage(options.GetProgram(),
                               "--experiment: one-format is what fits these mechanisms");
    }
    const auto done = Run(options, settings);
    return done ? 0 : FailWithMessage(options.GetProgram(), done.error());
}
