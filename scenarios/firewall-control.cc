// SPDX-License-Identifier: GPL-2.0-only
//
// What does it take to have a firewall admit the media of a call, and of nothing else? One call for
// each simulation, through firewalls that are opened in one of several ways. One CSV row each:
// media clipped at the start, time that pinholes stay open, what attackers got through, cost.

#include "credential-office.h"
#include "csv-writer.h"
#include "failure.h"
#include "firewall-trial.h"
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

/// Everything that can be set.
struct Settings
{
    std::vector<std::string> experiments{"control-delay"};         ///< --experiment
    std::vector<std::string> ways{FirewallEquipment::GetWays()};   ///< --way
    std::vector<uint64_t> controlDelays{0, 20, 50, 100, 200};      ///< --control-delay-ms
    std::vector<uint64_t> losses{0, 1, 5};                         ///< --loss-percent
    std::vector<std::string> routes{FirewallNetwork::GetRoutes()}; ///< --routes
    std::vector<std::string> disclosures{FirewallEquipment::GetDisclosures()}; ///< --disclosure
    std::vector<std::string> attacks{FirewallAttack::GetNames()};              ///< --attack
    std::string media{"srtp"};                                                 ///< --media
    double talkSeconds{8};                                                     ///< --talk-s
    uint64_t runs{1};                                                          ///< --runs
};

/**
 * Get the experiments: what varies, while the rest is as in a plain call.
 *
 * @return their names; "product" varies all at once
 */
const std::vector<std::string>&
GetExperiments()
{
    static const std::vector<std::string> names{"control-delay",
                                                "loss",
                                                "routes",
                                                "disclosure",
                                                "attack",
                                                "product"};
    return names;
}

/// One simulation.
struct Point
{
    std::string experiment;   ///< name of the experiment
    FirewallTrial::Plan plan; ///< what is simulated
    uint64_t run;             ///< ns-3's RngRun
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
    for (const auto& experiment : settings.experiments)
    {
        const auto pick = [&experiment](const char* name, const auto& list, const auto& plain)
        {
            using List = std::decay_t<decltype(list)>;
            return experiment == name || experiment == "product" ? list : List{plain};
        };
        const FirewallTrial::Plan plain;
        for (const auto& way : settings.ways)
        {
            for (const auto delay :
                 pick("control-delay", settings.controlDelays, plain.controlDelayMs))
            {
                for (const auto loss : pick("loss", settings.losses, plain.lossPercent))
                {
                    for (const auto& routes : pick("routes", settings.routes, plain.routes))
                    {
                        for (const auto& disclosure :
                             pick("disclosure", settings.disclosures, plain.disclosure))
                        {
                            for (const auto& attack :
                                 pick("attack", settings.attacks, plain.attack))
                            {
                                if (!FirewallAttack::IsMeaningful(attack, way))
                                {
                                    continue;
                                }
                                for (uint64_t i = 0; i < settings.runs; ++i)
                                {
                                    points.push_back({experiment,
                                                      {way,
                                                       disclosure,
                                                       routes,
                                                       attack,
                                                       settings.media == "srtp",
                                                       delay,
                                                       loss,
                                                       settings.talkSeconds},
                                                      firstRun + i});
                                }
                            }
                        }
                    }
                }
            }
        }
    }
    return points;
}

/**
 * Get the columns of the table.
 *
 * @return their names
 */
std::vector<std::string>
GetColumns()
{
    std::vector<std::string> columns{"experiment",
                                     "way",
                                     "control_delay_ms",
                                     "loss_percent",
                                     "routes",
                                     "disclosure",
                                     "attack",
                                     "media",
                                     "run",
                                     "seed",
                                     "is_set_up",
                                     "is_broken",
                                     "open_delay_ms",
                                     "open_after_end_s",
                                     "sip_octets",
                                     "simco_octets",
                                     "token_octets",
                                     "signaling_octets",
                                     "firewall_packets",
                                     "filter_us_per_packet",
                                     "firewall_busy_ms",
                                     "pinholes_opened",
                                     "pinholes_closed",
                                     "pinholes_left",
                                     "tokens_issued",
                                     "tokens_used",
                                     "tokens_refused",
                                     "tokens_unused",
                                     "attacker_packets_sent",
                                     "attacker_packets_passed",
                                     "attacker_packets_taken",
                                     "attacker_packets_lost",
                                     "attacker_packets_dropped"};
    for (const std::string side : {"to_callee", "to_caller"})
    {
        for (const char* what :
             {"clipped", "offered", "delivered", "lost", "dropped", "unroutable"})
        {
            columns.push_back("media_" + side + "_" + what + "_packets");
        }
    }
    columns.emplace_back("packets_in_flight");
    return columns;
}

/**
 * Make a row of the table.
 *
 * @param point what was simulated
 * @param seed --seed
 * @param result what came of it
 * @return the row
 */
std::vector<CsvCell>
MakeRow(const Point& point, uint64_t seed, const FirewallTrial::Result& result)
{
    const auto& plan = point.plan;
    const auto& attack = result.media[MediaLedger::Attack];
    const auto packets = static_cast<double>(std::max<uint64_t>(1, result.firewallPackets));
    std::vector<CsvCell> row{
        point.experiment,
        plan.way,
        plan.controlDelayMs,
        plan.lossPercent,
        plan.routes,
        plan.disclosure,
        plan.attack,
        plan.isSecure ? "srtp" : "rtp",
        point.run,
        seed,
        result.isSetUp ? 1 : 0,
        result.isBroken ? 1 : 0,
        result.openDelay ? CsvCell::Scaled(result.openDelay->GetNanoSeconds(), 6) : CsvCell(""),
        CsvCell::Scaled(result.openAfterEnd.GetNanoSeconds(), 9),
        result.octets.sip,
        result.octets.simco,
        result.octets.token,
        result.octets.sip + result.octets.simco + result.octets.token,
        result.firewallPackets,
        result.filterUs / packets,
        result.firewallBusyUs / 1000,
        result.pinholesOpened,
        result.pinholesClosed,
        result.pinholesOpened - result.pinholesClosed,
        result.tokensIssued,
        result.tokensUsed,
        result.tokensRefused,
        result.tokensUnused,
        attack.offered,
        attack.delivered,
        result.attackerPacketsTaken,
        attack.lost,
        attack.filtered};
    for (const auto side : {MediaLedger::ToCallee, MediaLedger::ToCaller})
    {
        const auto& media = result.media[side];
        row.insert(row.end(),
                   {media.clipped,
                    media.offered,
                    media.delivered,
                    media.lost,
                    media.filtered,
                    media.unroutable});
    }
    row.emplace_back(result.inFlight);
    return row;
}

/**
 * Simulate one point.
 *
 * @param point the point
 * @param options the options in force
 * @param resources costs, credentials and the folder for captures and keys
 * @param table receives a row
 * @return nothing, or a line that says what is wrong
 */
tl::expected<void, std::string>
Simulate(const Point& point,
         const ScenarioOptions& options,
         ScenarioResources& resources,
         CsvWriter& table)
{
    const StandardOptions& standard = options.GetStandard();
    RngSeedManager::SetSeed(static_cast<uint32_t>(standard.seed));
    RngSeedManager::SetRun(point.run);
    const auto& plan = point.plan;
    const std::string name = plan.way + "-" + std::to_string(plan.controlDelayMs) + "-" +
                             std::to_string(plan.lossPercent) + "-" + plan.routes + "-" +
                             plan.disclosure + "-" + plan.attack + "-" + std::to_string(point.run);
    tl::expected<void, std::string> done;
    {
        FirewallTrial trial(plan, resources.profile.profile);
        done = trial.Install(resources.office);
        if (done && standard.pcap)
        {
            trial.GetNetwork().EnableCaptures(resources.directory.GetStagingPath(name + "-"));
        }
        const auto result = done ? trial.Run() : tl::unexpected(done.error());
        if (result && standard.keys)
        {
            done = trial.GetArchive().Write(resources.directory,
                                            resources.office.GetAuthority(),
                                            name + "-");
        }
        if (!result)
        {
            done = tl::unexpected(name + ": " + result.error());
        }
        else
        {
            table.AddRow(MakeRow(point, standard.seed, *result));
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
    CsvWriter table(GetColumns());
    const std::vector<Point> points = ListPoints(settings, standard.run);
    {
        ProgressBar progress(options.GetProgram(),
                             static_cast<double>(points.size()),
                             standard.quiet);
        for (const Point& point : points)
        {
            const auto done = Simulate(point, options, *resources, table);
            if (!done)
            {
                return done;
            }
            progress.Advance(1);
        }
    }
    const auto written = resources->Commit({{"firewall-control.csv", table.GetText()}});
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
    ScenarioOptions options("firewall-control",
                            "media clipped, pinholes left open and attackers admitted, by how a "
                            "proxy has firewalls opened for the media of a call");
    options.AddChoices("experiment",
                       settings.experiments,
                       GetExperiments(),
                       "what varies, as the options below say; the rest is as in a plain call");
    options.AddChoices("way",
                       settings.ways,
                       FirewallEquipment::GetWays(),
                       "how firewalls are opened for media");
    options.AddNumbers("control-delay-ms",
                       settings.controlDelays,
                       0,
                       1000,
                       "one-way delay between Alice's proxy and the site with its firewalls");
    options.AddNumbers("loss-percent",
                       settings.losses,
                       0,
                       50,
                       "packets lost on each of the links with loss");
    options.AddChoices("routes",
                       settings.routes,
                       FirewallNetwork::GetRoutes(),
                       "which way packets take through the firewalls");
    options.AddChoices("disclosure",
                       settings.disclosures,
                       FirewallEquipment::GetDisclosures(),
                       "how descriptions come to Alice's proxy");
    options.AddChoices("attack",
                       settings.attacks,
                       FirewallAttack::GetNames(),
                       "what an attacker does, or what goes wrong");
    options.AddChoice("media", settings.media, {"srtp", "rtp"}, "how media is protected");
    options.AddDecimal("talk-s",
                       settings.talkSeconds,
                       1,
                       3600,
                       "time from the answer to the hang-up");
    options.AddNumber("runs", settings.runs, 1, 10000, "number of replications, from --run on");
    if (const auto status = options.Parse(argc, argv))
    {
        return *status;
    }
    const auto done = Run(options, settings);
    return done ? 0 : FailWithMessage(options.GetProgram(), done.error());
}
