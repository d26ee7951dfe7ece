// SPDX-License-Identifier: GPL-2.0-only
//
// Who can deceive whom, and who notices? One simulation for each mechanism, attack and run: users
// register, Alice calls Bob, an attacker does its work on the octets. One CSV row for each: what
// the attacker got, what honest parties noticed, what both users believe in the end.

#include "credential-office.h"
#include "csv-writer.h"
#include "failure.h"
#include "progress-bar.h"
#include "result-directory.h"
#include "scenario-options.h"
#include "scenario-resources.h"
#include "trust-attack.h"
#include "trust-experiment.h"
#include "trust-mechanism.h"

#include "ns3/random-variable-stream.h"
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
    std::vector<std::string> mechanisms{GetTrustMechanismNames()}; ///< --mechanism
    std::vector<std::string> attacks{GetTrustAttackNames()};       ///< --attack
    uint64_t proxies{3};                                           ///< --proxies
    uint64_t runs{1};                                              ///< --runs
};

/// First random stream of the elements; the experiment's own has the number before.
constexpr int64_t FIRST_STREAM = 1000;

/**
 * Say how an experiment ended.
 *
 * @param exists whether there was anything of the kind that is attacked
 * @param isReached whether the attacker got what it was after
 * @param isNoticed whether an honest party noticed something
 * @param isHonest whether there was no attacker
 * @param isEstablished whether Alice's call was established
 * @return the outcome
 */
std::string
Judge(bool exists, bool isReached, bool isNoticed, bool isHonest, bool isEstablished)
{
    if (!exists)
    {
        return "not-applicable";
    }
    if (isHonest)
    {
        return isEstablished ? "admitted" : "broken";
    }
    return isNoticed ? "detected" : isReached ? "undetected" : "prevented";
}

/**
 * Simulate one cell of the matrix once.
 *
 * @param mechanism the mechanism
 * @param attack the attack
 * @param run ns-3's RngRun
 * @param options the options in force
 * @param settings the options of this program
 * @param profile what operations cost
 * @param office gives credentials
 * @param directory for captures and keys
 * @param table receives the row
 * @return nothing, or a line that says what is wrong
 */
tl::expected<void, std::string>
Simulate(const TrustMechanism& mechanism,
         const TrustAttack& attack,
         uint64_t run,
         const ScenarioOptions& options,
         const Settings& settings,
         std::shared_ptr<const CostProfile> profile,
         CredentialOffice& office,
         ResultDirectory& directory,
         CsvWriter& table)
{
    const StandardOptions& standard = options.GetStandard();
    RngSeedManager::SetSeed(static_cast<uint32_t>(standard.seed));
    RngSeedManager::SetRun(run);
    TrustTopologyOptions size;
    size.proxies = settings.proxies;
    size.hasThirdDomain = true;
    const auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(FIRST_STREAM - 1);
    TrustExperiment::Plan plan;
    plan.call += Seconds(random->GetValue(0, 1));
    plan.hangUp += Seconds(random->GetValue(0, 1));
    TrustExperiment experiment(mechanism,
                               std::make_unique<TrustTopology>(size, std::move(profile)),
                               plan);
    if (attack.prepare)
    {
        attack.prepare(experiment);
    }
    const auto installed = experiment.Install(office, FIRST_STREAM);
    if (!installed)
    {
        return installed;
    }
    if (standard.pcap)
    {
        experiment.GetTopology().EnableCaptures(directory.GetStagingPath(
            mechanism.name + "-" + attack.name + "-" + std::to_string(run) + "-"));
    }
    attack.arrange(experiment);
    experiment.Run();
    const bool isReached = attack.IsReached(experiment);
    const auto notices = experiment.GetNotices();
    const auto setup = experiment.GetSetupDelay();
    if (standard.keys)
    {
        const auto written = experiment.GetCredentials().GetArchive().Write(
            directory,
            office.GetAuthority(),
            mechanism.name + "-" + attack.name + "-" + std::to_string(run) + "-");
        if (!written)
        {
            return written;
        }
    }
    const bool isHonest = attack.name == "honest";
    std::vector<CsvCell> row{attack.name,
                             attack.place,
                             mechanism.name,
                             run,
                             standard.seed,
                             Judge(!attack.exists || attack.exists(experiment),
                                   isReached,
                                   !notices.empty(),
                                   isHonest,
                                   experiment.IsCallEstablished()),
                             isReached ? 1 : 0,
                             attack.IsAttempted(experiment) ? 1 : 0};
    if (notices.empty())
    {
        row.insert(row.end(), 3, CsvCell());
    }
    else
    {
        row.insert(row.end(),
                   {notices.front().party,
                    ToString(notices.front().event.kind),
                    experiment.CountMessagesUntil(notices.front())});
    }
    row.insert(row.end(),
               {experiment.IsCallEstablished() ? 1 : 0,
                experiment.AreDescriptionsGenuine() ? 1 : 0,
                experiment.GetCallerStatement(),
                experiment.GetCalleeStatement(),
                setup ? CsvCell::Scaled(setup->GetNanoSeconds(), 6) : CsvCell()});
    table.AddRow(row);
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
    CsvWriter table({"attack",
                     "place",
                     "mechanism",
                     "run",
                     "seed",
                     "outcome",
                     "goal_reached",
                     "attempted",
                     "detected_by",
                     "detected_as",
                     "detected_after_messages",
                     "call_established",
                     "descriptions_genuine",
                     "caller_statement",
                     "callee_statement",
                     "setup_delay_ms"});
    const auto cells = static_cast<double>(settings.mechanisms.size() * settings.attacks.size());
    {
        ProgressBar progress(options.GetProgram(),
                             cells * static_cast<double>(settings.runs),
                             standard.quiet);
        for (const auto& attack : settings.attacks)
        {
            for (const auto& mechanism : settings.mechanisms)
            {
                for (uint64_t i = 0; i < settings.runs; ++i)
                {
                    const auto done = Simulate(GetTrustMechanism(mechanism),
                                               GetTrustAttack(attack),
                                               standard.run + i,
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
        }
    }
    const auto written = resources->Commit({{"transitive-trust.csv", table.GetText()}});
    if (written && !standard.quiet)
    {
        std::cout << cells << " cells simulated. Results are in " << standard.output << ".\n";
    }
    return written;
}

} // namespace

int
main(int argc, char* argv[])
{
    Settings settings;
    ScenarioOptions options("transitive-trust",
                            "which mechanism prevents or detects which attack on users who "
                            "register and call, and who notices");
    options.AddChoices("mechanism",
                       settings.mechanisms,
                       GetTrustMechanismNames(),
                       "how users come to know each other");
    options.AddChoices("attack", settings.attacks, GetTrustAttackNames(), "what the attacker does");
    options.AddNumber("proxies",
                      settings.proxies,
                      2,
                      TrustTopologyOptions::MAX_PROXIES,
                      "number of proxies between Alice and Bob");
    options.AddNumber("runs", settings.runs, 1, 10000, "number of replications, from --run on");
    if (const auto status = options.Parse(argc, argv))
    {
        return *status;
    }
    const auto done = Run(options, settings);
    return done ? 0 : FailWithMessage(options.GetProgram(), done.error());
}
