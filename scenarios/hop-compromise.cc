// SPDX-License-Identifier: GPL-2.0-only
//
// How far does trust in servers carry? Chains of proxies between Alice and Bob, each proxy in the
// hands of an attacker with a probability, anew for each call. One CSV row for each call: which
// goal the attacker had, whether it was reached by the octets, and whether anybody honest noticed.

#include "compromised-chain.h"
#include "credential-office.h"
#include "csv-writer.h"
#include "failure.h"
#include "progress-bar.h"
#include "result-directory.h"
#include "scenario-options.h"
#include "scenario-resources.h"
#include "trust-mechanism.h"

#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"

#include <iostream>
#include <memory>

using namespace ns3;

namespace
{

/// Everything that can be set.
struct Settings
{
    std::vector<std::string> mechanisms{GetTrustMechanismNames()};    ///< --mechanism
    std::vector<std::string> goals{CompromisedChain::GetGoalNames()}; ///< --goal
    std::vector<uint64_t> proxies{1, 2, 4, 8};                        ///< --proxies
    std::vector<uint64_t> percents{10};                               ///< --compromised-percent
    uint64_t calls{20};                                               ///< --calls
    uint64_t runs{1};                                                 ///< --runs
};

/// One simulation.
struct Point
{
    std::string mechanism; ///< name of the mechanism
    std::string goal;      ///< name of the attackers' goal
    uint64_t proxies;      ///< length of the chain
    uint64_t percent;      ///< probability that a proxy is compromised, in percent
    uint64_t run;          ///< ns-3's RngRun
};

/// First random stream of the elements; those before it draw the compromised proxies.
constexpr int64_t FIRST_STREAM = 1000;

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
        for (const auto& goal : settings.goals)
        {
            for (const uint64_t proxies : settings.proxies)
            {
                for (const uint64_t percent : settings.percents)
                {
                    for (uint64_t i = 0; i < settings.runs; ++i)
                    {
                        points.push_back({mechanism, goal, proxies, percent, firstRun + i});
                    }
                }
            }
        }
    }
    return points;
}

/**
 * Simulate the calls of one point.
 *
 * @param point the point
 * @param options the options in force
 * @param settings the options of this program
 * @param profile what operations cost
 * @param office gives credentials
 * @param directory for captures and keys
 * @param table receives a row for each call
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
    CompromisedChain::Plan plan;
    plan.proxies = point.proxies;
    plan.probability = static_cast<double>(point.percent) / 100;
    plan.goal = point.goal;
    plan.calls = settings.calls;
    CompromisedChain chain(GetTrustMechanism(point.mechanism), plan, std::move(profile));
    const auto installed = chain.Install(office, FIRST_STREAM);
    if (!installed)
    {
        return installed;
    }
    const std::string prefix = point.mechanism + "-" + point.goal + "-" +
                               std::to_string(point.proxies) + "-" + std::to_string(point.percent) +
                               "-" + std::to_string(point.run) + "-";
    if (standard.pcap)
    {
        chain.GetTopology().EnableCaptures(directory.GetStagingPath(prefix));
    }
    chain.Run();
    if (standard.keys)
    {
        const auto written =
            chain.GetCredentials().GetArchive().Write(directory, office.GetAuthority(), prefix);
        if (!written)
        {
            return written;
        }
    }
    uint64_t number = 0;
    for (const auto& call : chain.GetCalls())
    {
        table.AddRow({point.mechanism,
                      point.goal,
                      point.proxies,
                      point.percent,
                      point.run,
                      standard.seed,
                      ++number,
                      call.compromised,
                      call.isAttempted ? 1 : 0,
                      call.isReached ? 1 : 0,
                      call.isReached && call.noticedBy.empty() ? 1 : 0,
                      call.noticedBy,
                      call.noticedAs,
                      call.isEstablished ? 1 : 0});
    }
    Simulator::Destroy();
    return {};
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
                     "goal",
                     "proxies",
                     "compromised_percent",
                     "run",
                     "seed",
                     "call",
                     "compromised_proxies",
                     "attempted",
                     "goal_reached",
                     "goal_reached_unnoticed",
                     "noticed_by",
                     "noticed_as",
                     "call_established"});
    const std::vector<Point> points = ListPoints(settings, standard.run);
    {
        ProgressBar progress(options.GetProgram(),
                             static_cast<double>(points.size()),
                             standard.quiet);
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
            progress.Advance(1);
        }
    }
    const auto written = resources->Commit({{"hop-compromise.csv", table.GetText()}});
    if (written && !standard.quiet)
    {
        std::cout << points.size() * settings.calls << " calls simulated. Results are in "
                  << standard.output << ".\n";
    }
    return written;
}

} // namespace

int
main(int argc, char* argv[])
{
    Settings settings;
    ScenarioOptions options("hop-compromise",
                            "share of calls that are read, altered or impersonated without anybody "
                            "noticing, when each proxy is compromised with a probability");
    options.AddChoices("mechanism",
                       settings.mechanisms,
                       GetTrustMechanismNames(),
                       "how users come to know each other");
    options.AddChoices("goal",
                       settings.goals,
                       CompromisedChain::GetGoalNames(),
                       "what compromised proxies are after");
    options.AddNumbers("proxies",
                       settings.proxies,
                       1,
                       TrustTopologyOptions::MAX_PROXIES,
                       "numbers of proxies between Alice and Bob");
    options.AddNumbers("compromised-percent",
                       settings.percents,
                       0,
                       100,
                       "probabilities that a proxy is compromised, in percent, for each call anew");
    options.AddNumber("calls", settings.calls, 1, 1000, "number of calls in each simulation");
    options.AddNumber("runs", settings.runs, 1, 10000, "number of replications, from --run on");
    if (const auto status = options.Parse(argc, argv))
    {
        return *status;
    }
    const auto done = Run(options, settings);
    return done ? 0 : FailWithMessage(options.GetProgram(), done.error());
}
