// SPDX-License-Identifier: GPL-2.0-only
//
// What it costs and saves to reach a user by the TLS connection of his registration: the price of a
// call against that of a new connection, and what happens when the connection is lost to a
// translator's timeout, a crash of the edge proxy, or a new owner of the user's address. One
// simulation for each combination; one CSV row each.

#include "credential-office.h"
#include "csv-writer.h"
#include "failure.h"
#include "flow-network.h"
#include "flow-trial.h"
#include "key-export.h"
#include "progress-bar.h"
#include "result-directory.h"
#include "scenario-options.h"
#include "scenario-resources.h"

#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"

#include <iostream>

using namespace ns3;

namespace
{

/// Everything that can be set.
struct Settings
{
    FlowNetworkOptions network;                                              ///< the network
    std::vector<std::string> experiments{"cost", "nat", "crash", "address"}; ///< --experiment
    std::vector<std::string> lastHops{"reuse", "new-connection"};            ///< --last-hop
    std::vector<std::string> bindings{"connection", "address"};              ///< --flow-binding
    std::vector<std::string> keepAlives{"rfc5626", "long", "off"};           ///< --keep-alive
    std::vector<uint64_t> natTimeouts{0, 60, 120, 300, 600, 900};            ///< --nat-timeout-s
    FlowTrialPlan plan;                                                      ///< times
    uint64_t runs{1};                                                        ///< --runs
};

/// One simulation.
struct Point
{
    std::string experiment; ///< which
    std::string mechanism;  ///< how the last hop is found
    std::string keepAlive;  ///< how often Bob sends keep-alives; empty: does not matter
    uint64_t natTimeout{0}; ///< the translator's timeout; 0: none
    uint64_t run{1};        ///< ns-3's RngRun

    /**
     * Name it, for file names.
     *
     * @return the name
     */
    std::string
    GetName() const
    {
        return experiment + "-" + mechanism + "-" + keepAlive + "-" + std::to_string(natTimeout) +
               "-" + std::to_string(run);
    }
};

/**
 * List all simulations.
 *
 * @param settings what to combine
 * @param firstRun the first run
 * @return the simulations, in the order of the rows
 */
std::vector<Point>
ListPoints(const Settings& settings, uint64_t firstRun)
{
    std::vector<Point> points;
    const auto add = [&](Point point)
    {
        for (uint64_t run = firstRun; run < firstRun + settings.runs; ++run)
        {
            point.run = run;
            points.push_back(point);
        }
    };
    for (const std::string& experiment : settings.experiments)
    {
        if (experiment == "cost")
        {
            for (const std::string& lastHop : settings.lastHops)
            {
                add({experiment, lastHop, "", 0, 0});
            }
            continue;
        }
        if (experiment == "address")
        {
            for (const std::string& binding : settings.bindings)
            {
                add({experiment, binding, settings.keepAlives.front(), 0, 0});
            }
            continue;
        }
        for (const std::string& keepAlive : settings.keepAlives)
        {
            if (experiment == "crash")
            {
                add({experiment, settings.bindings.front(), keepAlive, 0, 0});
                continue;
            }
            for (const uint64_t timeout : settings.natTimeouts)
            {
                add({experiment, settings.bindings.front(), keepAlive, timeout, 0});
            }
        }
    }
    return points;
}

/**
 * Simulate one point, and add its row.
 *
 * @param point what to simulate
 * @param options the options in force
 * @param settings the options of this program
 * @param profile what operations cost
 * @param office gives credentials
 * @param directory for captures
 * @param table receives the row
 * @param keyLog receives the key log
 * @return nothing, or a line that says what is wrong
 */
tl::expected<void, std::string>
Simulate(const Point& point,
         const ScenarioOptions& options,
         const Settings& settings,
         std::shared_ptr<const CostProfile> profile,
         CredentialOffice& office,
         const ResultDirectory& directory,
         CsvWriter& table,
         std::string& keyLog)
{
    const StandardOptions& standard = options.GetStandard();
    RngSeedManager::SetSeed(static_cast<uint32_t>(standard.seed));
    RngSeedManager::SetRun(point.run);
    FlowNetworkOptions network = settings.network;
    const bool isCost = point.experiment == "cost";
    network.hasEdge = !isCost;
    network.isServer = point.mechanism == "new-connection";
    network.binding = isCost ? "connection" : point.mechanism;
    network.natTimeoutS = static_cast<double>(point.natTimeout);
    auto built = FlowNetwork::Create(network, std::move(profile), office);
    if (!built)
    {
        return tl::unexpected(built.error());
    }
    if (standard.pcap)
    {
        (*built)->EnableCaptures(directory.GetStagingPath(point.GetName() + "-"));
    }
    FlowTrialPlan plan = settings.plan;
    plan.experiment = point.experiment;
    plan.keepAlive = point.keepAlive;
    const FlowTrialOutcome outcome = FlowTrial(**built, plan).Run();
    const auto ifCost = [isCost](CsvCell cell)
    {
        return isCost ? cell : CsvCell();
    };
    const auto ifNot = [isCost](CsvCell cell)
    {
        return isCost ? CsvCell() : cell;
    };
    const auto us = [](Time time)
    {
        return CsvCell::Scaled(time.GetNanoSeconds(), 3);
    };
    table.AddRow({point.experiment,
                  point.mechanism,
                  point.keepAlive,
                  point.natTimeout,
                  point.run,
                  standard.seed,
                  isCost && outcome.setupDelay
                      ? CsvCell::Scaled(outcome.setupDelay->GetNanoSeconds(), 6)
                      : CsvCell(),
                  ifCost(outcome.lastHopOctets),
                  ifCost(outcome.operations),
                  ifCost(outcome.calleeOperations),
                  ifCost(us(outcome.processorTime)),
                  ifCost(us(outcome.calleeTime)),
                  ifCost(us(outcome.proxyTime)),
                  outcome.calls,
                  outcome.lost,
                  outcome.wrongCalls,
                  outcome.wrongRequests,
                  ifNot(outcome.outages),
                  ifNot(CsvCell::Scaled(outcome.unreachable.GetNanoSeconds(), 9)),
                  ifNot(settings.plan.durationS / (point.experiment == "address" ? 4 : 1))});
    keyLog += (*built)->GetKeyLog();
    Simulator::Destroy();
    if (isCost && outcome.lost > 0)
    {
        return tl::unexpected("the call " + point.GetName() + " did not reach Bob");
    }
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
    auto resources = ScenarioResources::Open(options, {settings.network.keyType});
    if (!resources)
    {
        return tl::unexpected(resources.error());
    }
    CsvWriter table({"experiment",
                     "mechanism",
                     "keep_alive",
                     "nat_timeout_s",
                     "run",
                     "seed",
                     "setup_delay_ms",
                     "last_hop_bytes",
                     "operations",
                     "callee_operations",
                     "processor_time_us",
                     "callee_processor_time_us",
                     "proxy_processor_time_us",
                     "calls",
                     "calls_lost",
                     "calls_to_wrong_user",
                     "requests_to_wrong_user",
                     "outages",
                     "unreachable_s",
                     "duration_s"});
    std::string keyLog;
    const auto points = ListPoints(settings, standard.run);
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
                                       table,
                                       keyLog);
            if (!done)
            {
                return done;
            }
            progress.Advance(1);
        }
    }
    if (standard.keys)
    {
        const auto exported = ExportTlsKeyLog(resources->directory, keyLog);
        if (!exported)
        {
            return exported;
        }
    }
    const auto written = resources->Commit({{"registration-flow.csv", table.GetText()}});
    if (written && !standard.quiet)
    {
        std::cout << points.size() << " simulations. Results are in " << standard.output << ".\n";
    }
    return written;
}

} // namespace

int
main(int argc, char* argv[])
{
    Settings settings;
    settings.network.keyType = "p-256";
    ScenarioOptions options("registration-flow",
                            "what reuse of the registration's TLS connection costs and saves, and "
                            "what happens when that connection is lost");
    options.AddChoices("experiment",
                       settings.experiments,
                       {"cost", "nat", "crash", "address"},
                       "cost: one call by either way; nat: a translator forgets idle connections; "
                       "crash: the edge proxy fails; address: Bob's address gets another owner");
    options.AddChoices(
        "last-hop",
        settings.lastHops,
        {"reuse", "new-connection"},
        "cost: how Bob is reached: by his registration's connection, or by a new one "
        "to Bob, who has a certificate");
    options.AddChoices("flow-binding",
                       settings.bindings,
                       {"connection", "address"},
                       "what the edge proxy binds a flow to: the live connection, or its addresses "
                       "and ports; all of them for address, the first for nat and crash");
    options.AddChoices("keep-alive",
                       settings.keepAlives,
                       {"rfc5626", "long", "off"},
                       "Bob's keep-alives: every 95 to 120 s, every 672 to 840 s, or none; the "
                       "first for address");
    options.AddNumbers("nat-timeout-s",
                       settings.natTimeouts,
                       0,
                       1000,
                       "nat: seconds after which an idle connection is forgotten; 0: never");
    options.AddDecimal("duration-s",
                       settings.plan.durationS,
                       120,
                       86400,
                       "simulated seconds; a quarter for address; not for cost");
    options.AddDecimal(
        "call-interval-s",
        settings.plan.callIntervalS,
        1,
        86400,
        "mean time between calls, which come at random; a tenth for address; not for "
        "cost");
    options.AddDecimal("outage-s",
                       settings.plan.outageS,
                       0.001,
                       86400,
                       "crash: how long the edge proxy is off");
    options.AddDecimal("absence-s",
                       settings.plan.absenceS,
                       0.001,
                       86400,
                       "address: how long Bob is away before he is back with another address");
    options.AddChoice("key-type", settings.network.keyType, GetKeyTypes(), "keys of certificates");
    options.AddDecimal("access-rate-mbps",
                       settings.network.accessRateMbps,
                       0.1,
                       100000,
                       "rate of the users' links");
    options.AddDecimal("access-delay-ms",
                       settings.network.accessDelayMs,
                       0,
                       1000,
                       "delay of the users' links");
    options.AddDecimal("core-delay-ms",
                       settings.network.coreDelayMs,
                       0,
                       1000,
                       "delay of the proxies' links");
    options.AddNumber("runs", settings.runs, 1, 10000, "number of replications, from --run on");
    if (const auto status = options.Parse(argc, argv))
    {
        return *status;
    }
    const auto done = Run(options, settings);
    return done ? 0 : FailWithMessage(options.GetProgram(), done.error());
}
