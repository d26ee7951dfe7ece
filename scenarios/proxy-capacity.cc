// SPDX-License-Identifier: GPL-2.0-only
//
// How many calls per second does a proxy carry? Users around one proxy, whose processor works for
// each message and each cryptographic operation. One CSV row for each simulation: what a call takes
// of the processor (demand), or how calls fare that come at random at a given load (load). A second
// table has the distribution of the processor's service times, for queueing theory.

#include "cost-profile-loading.h"
#include "credential-office.h"
#include "csv-writer.h"
#include "failure.h"
#include "load-network.h"
#include "load-trial.h"
#include "progress-bar.h"
#include "result-directory.h"
#include "scenario-options.h"
#include "scenario-resources.h"

#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <cmath>
#include <iostream>
#include <memory>
#include <numeric>

using namespace ns3;

namespace
{

/// Everything that can be set.
struct Settings
{
    std::vector<std::string> experiments{"demand", "load"};         ///< --experiment
    std::vector<std::string> mechanisms{LoadMechanism::GetNames()}; ///< --mechanism
    std::vector<std::string> demandProfiles{"epyc-genoa-openssl-3.0",
                                            "epyc-genoa-openssl-3.0-generic",
                                            "raspberry-pi-4"}; ///< --demand-profile
    std::vector<uint64_t> cores{1};                            ///< --cores
    std::vector<uint64_t> loads{50, 80, 120};                  ///< --load-percent
    uint64_t calls{400};                                       ///< --calls
    uint64_t runs{1};                                          ///< --runs
    double spacing{20};                                        ///< --spacing
    LoadNetworkOptions network;                                ///< the set-up
};

/// What is the same for all simulations.
struct Setting
{
    const ScenarioOptions& options;        ///< the options in force
    const Settings& settings;              ///< the options of this program
    const LoadedCostProfile& profile;      ///< what the proxy's work costs
    std::vector<LoadedCostProfile> others; ///< with which demands are computed, too
    CredentialOffice& office;              ///< gives credentials
    ResultDirectory& directory;            ///< for captures
    CsvWriter& table;                      ///< receives a row for each simulation
    CsvWriter& services;                   ///< receives the distribution of service times
};

/// What a call takes of the processor when it is alone.
struct Demand
{
    double seconds{0}; ///< core time
    Time aloneDelay;   ///< set-up delay
    Time baseDelay;    ///< set-up delay with a proxy that takes no time
    LoadResult result; ///< all that was measured
};

/// First random stream of the calls; two are used.
constexpr int64_t CALL_STREAM = 100;
/// Calls of a pilot, of which the first quarter is a warm-up.
constexpr uint64_t PILOT_CALLS = 24;
/// Least time between the steps of a call.
constexpr double LEAST_PAUSE_S = 0.01;
/// Calls of which nothing is measured, at least.
constexpr double LEAST_WARM_UP = 100;

/// The columns of the table.
const std::vector<std::string> COLUMNS{"experiment",
                                       "mechanism",
                                       "cost_profile",
                                       "cores",
                                       "load_percent",
                                       "run",
                                       "seed",
                                       "demand_us",
                                       "capacity_per_s",
                                       "base_delay_ms",
                                       "alone_delay_ms",
                                       "offered_per_s",
                                       "set_up_per_s",
                                       "calls",
                                       "calls_set_up",
                                       "setup_delay_ms",
                                       "setup_delay_p95_ms",
                                       "utilization",
                                       "jobs",
                                       "measured_s",
                                       "service_us",
                                       "service_square_us2",
                                       "wait_us",
                                       "longest_queue",
                                       "invites",
                                       "datagrams_dropped"};

/**
 * Simulate calls.
 *
 * @param setting what is the same for all
 * @param mechanism how they are protected
 * @param cores of the proxy
 * @param profile what its work costs
 * @param plan what comes
 * @param run ns-3's RngRun
 * @param capture what names of captures and keys begin with; empty: there are none
 * @return what was measured, or a line that says what is wrong
 */
tl::expected<LoadResult, std::string>
Simulate(const Setting& setting,
         const LoadMechanism& mechanism,
         uint64_t cores,
         const std::shared_ptr<const CostProfile>& profile,
         const LoadPlan& plan,
         uint64_t run,
         const std::string& capture)
{
    RngSeedManager::SetSeed(static_cast<uint32_t>(setting.options.GetStandard().seed));
    RngSeedManager::SetRun(run);
    LoadNetworkOptions options = setting.settings.network;
    options.cores = cores;
    options.pairs = plan.isRegular ? 1 : options.pairs;
    const bool isKept = !capture.empty() && setting.options.GetStandard().keys;
    options.keepsKeys = isKept;
    auto network = LoadNetwork::Create(mechanism, options, profile, setting.office);
    if (!network)
    {
        return tl::unexpected(network.error());
    }
    if (setting.options.GetStandard().pcap && !capture.empty())
    {
        (*network)->EnableCaptures(setting.directory.GetStagingPath(capture));
    }
    LoadTrial trial(**network, plan, CALL_STREAM);
    LoadResult result = trial.Run();
    if (isKept)
    {
        const auto written = (*network)->GetArchive().Write(setting.directory,
                                                            setting.office.GetAuthority(),
                                                            capture);
        if (!written)
        {
            return tl::unexpected(written.error());
        }
    }
    Simulator::Destroy();
    return result;
}

/**
 * @param delays times, not empty
 * @return their mean
 */
Time
GetMean(const std::vector<Time>& delays)
{
    int64_t sum = 0;
    for (const Time& each : delays)
    {
        sum += each.GetNanoSeconds();
    }
    return NanoSeconds(sum / static_cast<int64_t>(delays.size()));
}

/**
 * Find what a call takes that is alone.
 *
 * @param setting what is the same for all
 * @param mechanism how it is protected
 * @return what was found, or a line that says what is wrong
 */
tl::expected<Demand, std::string>
MeasureDemand(const Setting& setting, const LoadMechanism& mechanism)
{
    LoadPlan plan;
    plan.isRegular = true;
    plan.callsPerSecond = 0.25;
    plan.warmUp = PILOT_CALLS / 4;
    plan.calls = PILOT_CALLS - plan.warmUp;
    plan.pauseS = LEAST_PAUSE_S;
    const uint64_t run = setting.options.GetStandard().run;
    auto result = Simulate(setting,
                           mechanism,
                           1,
                           setting.profile.profile,
                           plan,
                           run,
                           mechanism.name + "-demand-");
    if (!result)
    {
        return tl::unexpected(result.error());
    }
    const auto base = Simulate(setting,
                               mechanism,
                               1,
                               std::make_shared<const CostProfile>(CostProfile::Free()),
                               plan,
                               run,
                               "");
    if (!base)
    {
        return tl::unexpected(base.error());
    }
    for (const LoadResult* each : std::vector<const LoadResult*>{&*result, &*base})
    {
        if (each->setUp < each->calls || each->calls == 0)
        {
            return tl::unexpected("a call by " + mechanism.name + " alone was not set up");
        }
    }
    Demand demand;
    demand.seconds = result->busy.GetSeconds() / static_cast<double>(result->calls);
    demand.aloneDelay = GetMean(result->setupDelays);
    demand.baseDelay = GetMean(base->setupDelays);
    demand.result = std::move(*result);
    return demand;
}

/**
 * Write the rows of a demand: one for each cost profile.
 *
 * @param setting what is the same for all
 * @param mechanism how calls are protected
 * @param demand what was found
 */
void
WriteDemand(const Setting& setting, const LoadMechanism& mechanism, const Demand& demand)
{
    const LoadResult& result = demand.result;
    for (const LoadedCostProfile& other : setting.others)
    {
        const bool isOwn = other.profile->GetName() == setting.profile.profile->GetName();
        const double us = static_cast<double>(other.profile->GetNanoseconds(result.work)) / 1e3 /
                          static_cast<double>(result.calls);
        std::vector<CsvCell> row{"demand",
                                 mechanism.name,
                                 other.profile->GetName(),
                                 1,
                                 0,
                                 setting.options.GetStandard().run,
                                 setting.options.GetStandard().seed,
                                 us,
                                 us > 0 ? CsvCell(1e6 / us) : CsvCell(),
                                 CsvCell::Scaled(demand.baseDelay.GetNanoSeconds(), 6)};
        if (isOwn)
        {
            row.push_back(CsvCell::Scaled(demand.aloneDelay.GetNanoSeconds(), 6));
        }
        row.resize(COLUMNS.size());
        setting.table.AddRow(row);
    }
}

/// One simulation under load.
struct Point
{
    uint64_t cores; ///< of the proxy
    uint64_t load;  ///< percent of what the processor can do
    uint64_t run;   ///< ns-3's RngRun
};

/**
 * Write the row of a load, and the distribution of its service times.
 *
 * @param setting what is the same for all
 * @param mechanism how calls are protected
 * @param point cores, load, run
 * @param demand of a call that is alone
 * @param result what was measured
 */
void
WriteLoad(const Setting& setting,
          const LoadMechanism& mechanism,
          const Point& point,
          const Demand& demand,
          LoadResult result)
{
    uint64_t jobs = 0;
    double service = 0;
    double square = 0;
    const std::string profile = setting.profile.profile->GetName();
    for (const auto& [ns, count] : result.services)
    {
        const double us = static_cast<double>(ns) / 1e3;
        jobs += count;
        service += us * static_cast<double>(count);
        square += us * us * static_cast<double>(count);
        setting.services.AddRow({mechanism.name,
                                 profile,
                                 point.cores,
                                 point.load,
                                 point.run,
                                 CsvCell::Scaled(ns, 3),
                                 count});
    }
    const double wait = std::accumulate(result.waits.begin(), result.waits.end(), 0.0) / 1e3;
    const double all = std::max(1.0, static_cast<double>(jobs));
    std::sort(result.setupDelays.begin(), result.setupDelays.end());
    const size_t count = result.setupDelays.size();
    const bool isAny = count > 0;
    const size_t rank = isAny ? (95 * count + 99) / 100 - 1 : 0;
    const double capacity = static_cast<double>(point.cores) / demand.seconds;
    setting.table.AddRow(
        {"load",
         mechanism.name,
         profile,
         point.cores,
         point.load,
         point.run,
         setting.options.GetStandard().seed,
         demand.seconds * 1e6,
         capacity,
         CsvCell::Scaled(demand.baseDelay.GetNanoSeconds(), 6),
         CsvCell::Scaled(demand.aloneDelay.GetNanoSeconds(), 6),
         static_cast<double>(result.calls) / result.seconds,
         static_cast<double>(result.setUpInTime) / result.seconds,
         result.calls,
         result.setUp,
         isAny ? CsvCell::Scaled(GetMean(result.setupDelays).GetNanoSeconds(), 6) : CsvCell(),
         isAny ? CsvCell::Scaled(result.setupDelays[rank].GetNanoSeconds(), 6) : CsvCell(),
         result.busy.GetSeconds() / result.seconds / static_cast<double>(point.cores),
         jobs,
         result.seconds,
         service / all,
         square / all,
         wait / all,
         result.longestQueue,
         result.invites,
         result.dropped});
}

/**
 * Do all experiments with one mechanism.
 *
 * @param setting what is the same for all
 * @param mechanism how calls are protected
 * @param progress is told
 * @return nothing, or a line that says what is wrong
 */
tl::expected<void, std::string>
Examine(const Setting& setting, const LoadMechanism& mechanism, ProgressBar& progress)
{
    const Settings& settings = setting.settings;
    const auto demand = MeasureDemand(setting, mechanism);
    if (!demand)
    {
        return tl::unexpected(demand.error());
    }
    for (const std::string& experiment : settings.experiments)
    {
        if (experiment == "demand")
        {
            WriteDemand(setting, mechanism, *demand);
            progress.Advance(1);
            continue;
        }
        if (!mechanism.isForLoad)
        {
            continue;
        }
        if (demand->seconds <= 0)
        {
            return tl::unexpected(
                std::string("--cost-profile: a proxy that takes no time has no limit: take another "
                            "profile, or --experiment demand"));
        }
        for (const uint64_t cores : settings.cores)
        {
            for (const uint64_t load : settings.loads)
            {
                LoadPlan plan;
                plan.callsPerSecond =
                    static_cast<double>(load) / 100 * static_cast<double>(cores) / demand->seconds;
                plan.calls = settings.calls;
                plan.pauseS = std::max(LEAST_PAUSE_S, settings.spacing * demand->seconds);
                // Longer than nearly all calls go on, so that all their steps meet those of others.
                const double life = 4 * plan.pauseS + settings.network.accessDelayMs * 6e-3;
                plan.warmUp =
                    static_cast<uint64_t>(std::max(LEAST_WARM_UP, life * plan.callsPerSecond));
                for (uint64_t i = 0; i < settings.runs; ++i)
                {
                    const Point point{cores, load, setting.options.GetStandard().run + i};
                    const std::string capture = mechanism.name + "-" + std::to_string(cores) + "-" +
                                                std::to_string(load) + "-" +
                                                std::to_string(point.run) + "-";
                    auto result = Simulate(setting,
                                           mechanism,
                                           cores,
                                           setting.profile.profile,
                                           plan,
                                           point.run,
                                           capture);
                    if (!result)
                    {
                        return tl::unexpected(result.error());
                    }
                    WriteLoad(setting, mechanism, point, *demand, std::move(*result));
                    progress.Advance(1);
                }
            }
        }
    }
    return {};
}

/**
 * @param settings the options of this program
 * @return number of simulations whose results are rows
 */
double
CountSteps(const Settings& settings)
{
    double steps = 0;
    for (const std::string& experiment : settings.experiments)
    {
        for (const std::string& mechanism : settings.mechanisms)
        {
            const bool isForLoad = LoadMechanism::Get(mechanism).isForLoad;
            steps += experiment == "demand" ? 1
                     : isForLoad            ? static_cast<double>(settings.cores.size() *
                                                       settings.loads.size() * settings.runs)
                                            : 0;
        }
    }
    return std::max(1.0, steps);
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
    auto resources = ScenarioResources::Open(options, {settings.network.keyType}, true);
    if (!resources)
    {
        return tl::unexpected(resources.error());
    }
    CsvWriter table(COLUMNS);
    CsvWriter services(
        {"mechanism", "cost_profile", "cores", "load_percent", "run", "service_us", "jobs"});
    Setting setting{options,
                    settings,
                    resources->profile,
                    {},
                    resources->office,
                    resources->directory,
                    table,
                    services};
    bool isListed = false;
    for (const std::string& name : settings.demandProfiles)
    {
        const auto other = LoadCostProfile(name, {settings.network.keyType}, true);
        if (!other)
        {
            return tl::unexpected(other.error());
        }
        setting.others.push_back(*other);
        isListed = isListed || other->profile->GetName() == resources->profile.profile->GetName();
        resources->manifest.AddInput("cost profile " + name, other->contents);
    }
    if (!isListed)
    {
        setting.others.push_back(resources->profile);
    }
    {
        ProgressBar progress(options.GetProgram(), CountSteps(settings), standard.quiet);
        for (const std::string& mechanism : settings.mechanisms)
        {
            const auto done = Examine(setting, LoadMechanism::Get(mechanism), progress);
            if (!done)
            {
                return done;
            }
        }
    }
    const auto written = resources->Commit({{"proxy-capacity.csv", table.GetText()},
                                            {"proxy-capacity-services.csv", services.GetText()}});
    if (written && !standard.quiet)
    {
        std::cout << "Results are in " << standard.output << ".\n";
    }
    return written;
}

} // namespace

int
main(int argc, char* argv[])
{
    Settings settings;
    ScenarioOptions options("proxy-capacity",
                            "calls per second that a proxy carries, and how long they take to set "
                            "up, against load, for each way to protect them");
    options.AddChoices("experiment",
                       settings.experiments,
                       {"demand", "load"},
                       "demand: what a call takes of the proxy's processor when it is alone; load: "
                       "calls that come at random (only where connections last)");
    options.AddChoices("mechanism",
                       settings.mechanisms,
                       LoadMechanism::GetNames(),
                       "how calls are protected");
    options.AddChoices(
        "demand-profile",
        settings.demandProfiles,
        {"epyc-genoa-openssl-3.0", "epyc-genoa-openssl-3.0-generic", "raspberry-pi-4"},
        "demand: further cost profiles with which it is computed");
    options.AddNumbers("cores", settings.cores, 1, 64, "load: cores of the proxy's processor");
    options.AddNumbers("load-percent",
                       settings.loads,
                       1,
                       500,
                       "load: calls that come, in percent of what the processor has time for");
    options.AddNumber("calls",
                      settings.calls,
                      10,
                      1000000,
                      "load: calls in each simulation that are measured, after a warm-up");
    options.AddNumber("runs", settings.runs, 1, 10000, "load: replications, from --run on");
    options.AddDecimal("spacing",
                       settings.spacing,
                       0,
                       10000,
                       "load: from the arrival of an INVITE to its answer, and from set-up to BYE, "
                       "in units of a call's demand, on average; 10 ms at least");
    options.AddNumber("pairs", settings.network.pairs, 1, 100, "callers, and callees");
    options.AddChoice("key-type", settings.network.keyType, GetKeyTypes(), "keys of certificates");
    options.AddDecimal("access-rate-mbps",
                       settings.network.accessRateMbps,
                       0.1,
                       100000,
                       "rate of the users' links");
    options.AddDecimal(
        "access-delay-ms",
        settings.network.accessDelayMs,
        0,
        1000,
        "mean delay of the users' links, which are from half to one and a half times as long");
    if (const auto status = options.Parse(argc, argv))
    {
        return *status;
    }
    const auto done = Run(options, settings);
    return done ? 0 : FailWithMessage(options.GetProgram(), done.error());
}
