// SPDX-License-Identifier: GPL-2.0-only
//
// What does it take to discover the servers on the way that must see session descriptions, by their
// refusals? And how often does a dialog end because a server cannot read the answer? One CSV row
// for each call.

#include "csv-writer.h"
#include "discovery-network.h"
#include "discovery-trial.h"
#include "failure.h"
#include "key-export.h"
#include "progress-bar.h"
#include "result-directory.h"
#include "scenario-options.h"
#include "scenario-resources.h"

#include "ns3/fixed-session-describer.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <iostream>

using namespace ns3;

namespace
{

/// Random stream of what callees know.
constexpr int64_t DRAW_STREAM = 90000;

/// Everything that can be set.
struct Settings
{
    CallChainOptions chain;                                                 ///< the network
    std::vector<std::string> experiments{"rounds", "answers"};              ///< --experiment
    std::vector<std::string> knowledge{"discovered", "configured"};         ///< --knowledge
    std::vector<std::string> demands{"disclosure", "disclosure-signature"}; ///< --demand
    std::vector<std::string> keyings{"asymmetric", "cek-reuse"};            ///< --keying
    std::vector<std::string> answers{"caller-only",
                                     "labels",
                                     "cek-reuse",
                                     "late-offer"};        ///< --answer
    std::string keyType{"p-256"};                          ///< --key-type
    std::string label{"content-target"};                   ///< --label
    std::string refusal{"draft"};                          ///< --refusal
    std::vector<uint64_t> inspecting{0, 1, 2, 3, 4, 5, 6}; ///< --inspecting-proxies
    std::vector<uint64_t> answering{3};                    ///< --answers-proxies
    std::vector<uint64_t> aware{0, 25, 50, 75, 100};       ///< --aware-percent
    uint64_t known{90};                                    ///< --known-percent
    uint64_t calls{40};                                    ///< --calls
    uint64_t runs{1};                                      ///< --runs
};

/// One simulation.
struct Point
{
    std::string experiment; ///< "rounds" or "answers"
    std::string keying;     ///< how bodies are keyed
    std::string answer;     ///< how callees answer
    std::string demand;     ///< what servers ask for
    std::string knowledge;  ///< what the caller knows
    uint64_t inspecting;    ///< number of servers that ask
    uint64_t aware;         ///< share of callees that know of servers, in percent
    uint64_t run;           ///< ns-3's RngRun

    /**
     * Name it, for file names.
     *
     * @return the name
     */
    std::string
    GetName() const
    {
        return experiment + "-" + answer + "-" + demand + "-" + knowledge + "-" +
               std::to_string(inspecting) + "-" + std::to_string(aware) + "-" + std::to_string(run);
    }

    /**
     * Guess the wall time, for the progress bar.
     *
     * @param settings the settings
     * @return arbitrary units
     */
    double
    GetWeight(const Settings& settings) const
    {
        const auto calls = experiment == "rounds" ? 2 : settings.calls;
        return (10 + static_cast<double>(calls)) * (2 + static_cast<double>(inspecting));
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
    const auto has = [&settings](const std::string& experiment)
    {
        const auto& all = settings.experiments;
        return std::find(all.begin(), all.end(), experiment) != all.end();
    };
    const auto add = [&](const Point& point)
    {
        for (uint64_t run = firstRun; run < firstRun + settings.runs; ++run)
        {
            points.push_back(point);
            points.back().run = run;
        }
    };
    for (const auto inspecting : settings.inspecting)
    {
        for (size_t i = 0; has("rounds") && i < settings.keyings.size(); ++i)
        {
            for (const auto& demand : settings.demands)
            {
                for (const auto& knowledge : settings.knowledge)
                {
                    const auto& keying = settings.keyings[i];
                    const std::string answer = keying == "cek-reuse" ? keying : "labels";
                    add({"rounds", keying, answer, demand, knowledge, inspecting, 100, 0});
                }
            }
        }
    }
    for (const auto inspecting : settings.answering)
    {
        for (size_t i = 0; has("answers") && i < settings.answers.size(); ++i)
        {
            for (const auto aware : settings.aware)
            {
                const auto& answer = settings.answers[i];
                const bool isReusing = answer == "cek-reuse" || answer == "late-offer";
                const std::string keying = isReusing ? "cek-reuse" : "asymmetric";
                add({"answers", keying, answer, "disclosure", "configured", inspecting, aware, 0});
            }
        }
    }
    return points;
}

/**
 * Add the rows of a simulation to the table.
 *
 * @param table receives the rows
 * @param point the simulation
 * @param settings the options of this program
 * @param seed ns-3's RngSeed
 * @param calls what they showed
 */
void
AddRows(CsvWriter& table,
        const Point& point,
        const Settings& settings,
        uint64_t seed,
        const std::vector<DiscoveredCall>& calls)
{
    const auto toMicroseconds = [](Time time)
    {
        return CsvCell::Scaled(time.GetNanoSeconds(), 3);
    };
    for (size_t i = 0; i < calls.size(); ++i)
    {
        const auto& call = calls[i];
        const std::string knowledge = point.knowledge == "configured" ? point.knowledge
                                      : i == 0                        ? "unknown"
                                                                      : "remembered";
        const bool isRounds = point.experiment == "rounds";
        table.AddRow(
            {point.experiment,
             point.keying,
             point.answer,
             point.demand,
             knowledge,
             point.inspecting,
             isRounds ? CsvCell() : CsvCell(point.aware),
             isRounds ? CsvCell() : CsvCell(settings.known),
             point.run,
             seed,
             static_cast<uint64_t>(i + 1),
             static_cast<uint64_t>(call.isEstablished ? 1 : 0),
             static_cast<uint64_t>(call.ended > 0 ? 1 : 0),
             call.invites,
             call.invites - 1,
             call.setupDelay ? CsvCell::Scaled(call.setupDelay->GetNanoSeconds(), 6) : CsvCell(),
             call.messageOctets,
             call.wireOctets,
             toMicroseconds(call.callerTime + call.proxiesTime + call.calleeTime),
             toMicroseconds(call.callerTime),
             toMicroseconds(call.proxiesTime),
             toMicroseconds(call.calleeTime)});
    }
}

/**
 * Run one simulation.
 *
 * @param point what to simulate
 * @param options the options in force
 * @param settings the options of this program
 * @param profile what operations cost
 * @param office gives credentials
 * @param directory for captures and keys
 * @param table receives the rows
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
    DiscoveryOptions demands;
    demands.keying = point.keying;
    demands.keyType = settings.keyType;
    demands.label = settings.label;
    demands.refusal = settings.refusal;
    demands.inspecting = point.inspecting;
    demands.isSignatureWanted = point.demand == "disclosure-signature";
    demands.isConfigured = point.knowledge == "configured";
    auto network = DiscoveryNetwork::Create(settings.chain, demands, std::move(profile), office);
    if (!network)
    {
        return tl::unexpected(network.error());
    }
    CallChain& chain = (*network)->GetChain();
    const auto callee = chain.GetCallee();
    if (chain.UsesTls())
    {
        // He has no certificate, so that only the connection of his registration leads to him.
        chain.GetSip().InstallRegistrar(chain.GetProxies().back());
        Simulator::Schedule(MilliSeconds(500), &SipUserAgent::Register, callee);
    }
    else
    {
        chain.GetProxies().back()->GetLocationService()->AddStatic(callee->GetAddressOfRecord(),
                                                                   callee->GetContactUri());
    }
    for (const auto& agent : {chain.GetCaller(), callee})
    {
        agent->SetSessionDescriber(CreateObject<FixedSessionDescriber>());
    }
    if (standard.pcap)
    {
        chain.EnableCaptures(directory.GetStagingPath(point.GetName() + "-"));
    }
    DiscoveryPlan plan;
    plan.calls = point.experiment == "rounds" ? 2 : settings.calls;
    plan.answer = point.answer;
    plan.awareShare = static_cast<double>(point.aware) / 100;
    plan.knownShare = point.experiment == "rounds" ? 1 : static_cast<double>(settings.known) / 100;
    plan.stream = DRAW_STREAM;
    DiscoveryTrial trial(**network, plan);
    const auto calls = trial.Run();
    tl::expected<void, std::string> result;
    if (!calls)
    {
        result = tl::unexpected("a call of " + point.GetName() +
                                " was cut short; faster links or a faster processor are right");
    }
    else
    {
        AddRows(table, point, settings, standard.seed, *calls);
        if (standard.keys)
        {
            result = (*network)->CompleteArchive().Write(directory,
                                                         office.GetAuthority(),
                                                         point.GetName() + "-");
        }
    }
    Simulator::Destroy();
    return result;
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
    auto resources = ScenarioResources::Open(options, {settings.keyType});
    if (!resources)
    {
        return tl::unexpected(resources.error());
    }
    CsvWriter table({"experiment",
                     "keying",
                     "answer",
                     "demand",
                     "knowledge",
                     "inspecting_proxies",
                     "aware_percent",
                     "known_percent",
                     "run",
                     "seed",
                     "call",
                     "established",
                     "ended_by_proxy",
                     "invites",
                     "extra_rounds",
                     "setup_delay_ms",
                     "message_bytes",
                     "wire_bytes",
                     "processor_time_us",
                     "caller_time_us",
                     "proxies_time_us",
                     "callee_time_us"});
    const auto points = ListPoints(settings, standard.run);
    double total = 0;
    for (const auto& point : points)
    {
        total += point.GetWeight(settings);
    }
    {
        ProgressBar progress(options.GetProgram(), total, standard.quiet);
        for (const auto& point : points)
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
            progress.Advance(point.GetWeight(settings));
        }
    }
    const auto written = resources->Commit({{"middle-discovery.csv", table.GetText()}});
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
    settings.chain.proxies = CallChainOptions::MAX_PROXIES;
    ScenarioOptions options("middle-discovery",
                            "what it takes to discover servers that must see descriptions, and how "
                            "often an answer that they cannot read ends a dialog");
    options.AddChoices(
        "experiment",
        settings.experiments,
        {"rounds", "answers"},
        "rounds: two calls whose caller knows nothing, or everything; answers: calls "
        "to callees that differ in what they know");
    options.AddChoices("knowledge",
                       settings.knowledge,
                       {"discovered", "configured"},
                       "rounds: what the caller knows of the servers before the first call");
    options.AddChoices("demand",
                       settings.demands,
                       {"disclosure", "disclosure-signature"},
                       "rounds: what the servers ask for");
    options.AddChoices("keying",
                       settings.keyings,
                       {"asymmetric", "cek-reuse"},
                       "rounds: how bodies are keyed");
    options.AddChoices("answer",
                       settings.answers,
                       {"caller-only", "labels", "cek-reuse", "late-offer"},
                       "answers: how callees answer that know of servers");
    options.AddChoice("key-type", settings.keyType, GetKeyTypes(), "the parties' public keys");
    options.AddChoice("label",
                      settings.label,
                      {"content-target", "proxy-inspect-body"},
                      "how inspecting proxies are told");
    options.AddChoice("refusal",
                      settings.refusal,
                      {"draft", "article"},
                      "status codes: 496 and 495 as in the last draft, 493 and 403 as in the "
                      "article's time");
    options.AddNumber("proxies",
                      settings.chain.proxies,
                      1,
                      CallChainOptions::MAX_PROXIES,
                      "number of proxies in the chain");
    options.AddNumbers("inspecting-proxies",
                       settings.inspecting,
                       0,
                       CallChainOptions::MAX_PROXIES,
                       "rounds: how many of them must see descriptions, from Alice's on");
    options.AddNumbers("answers-proxies",
                       settings.answering,
                       0,
                       CallChainOptions::MAX_PROXIES,
                       "answers: the same");
    options.AddNumbers("aware-percent",
                       settings.aware,
                       0,
                       100,
                       "answers: share of callees that know of servers; the others answer to the "
                       "caller's key alone");
    options.AddNumber("known-percent",
                      settings.known,
                      0,
                      100,
                      "answers: share of servers whose certificates a callee knows");
    options.AddNumber("calls", settings.calls, 1, 1000, "answers: calls of a simulation");
    options.AddNumber("runs", settings.runs, 1, 10000, "number of replications, from --run on");
    settings.chain.AddTo(options);
    if (const auto status = options.Parse(argc, argv))
    {
        return *status;
    }
    std::string error = settings.chain.Check();
    for (const bool isRounds : {true, false})
    {
        const auto& counts = isRounds ? settings.inspecting : settings.answering;
        const auto most = *std::max_element(counts.begin(), counts.end());
        if (error.empty() && most > settings.chain.proxies)
        {
            error = std::string(isRounds ? "--inspecting-proxies: " : "--answers-proxies: ") +
                    std::to_string(most) + " is more than --proxies " +
                    std::to_string(settings.chain.proxies);
        }
    }
    if (!error.empty())
    {
        return FailWithMessage(options.GetProgram(), error);
    }
    const auto done = Run(options, settings);
    return done ? 0 : FailWithMessage(options.GetProgram(), done.error());
}
