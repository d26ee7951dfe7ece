// SPDX-License-Identifier: GPL-2.0-only
//
// A proxy forks an INVITE to k telephones, and one answers. Which of the others could read what the
// two ends say from then on, by the way in which content-encryption keys are used again, and what
// does it cost to shut them out? One simulated call for each combination of strategy, kind of
// private keys, number of telephones and run.

#include "credential-office.h"
#include "csv-writer.h"
#include "failure.h"
#include "fork-call.h"
#include "fork-network.h"
#include "progress-bar.h"
#include "result-directory.h"
#include "scenario-options.h"
#include "scenario-resources.h"

#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <iostream>

using namespace ns3;

namespace
{

/// Everything that can be set.
struct Settings
{
    ForkNetworkOptions network;                                            ///< the network
    ForkCallOptions call;                                                  ///< the protection
    std::vector<std::string> strategies{ForkCallOptions::GetStrategies()}; ///< --strategy
    std::vector<std::string> branchKeys{"own", "shared"};                  ///< --branch-keys
    std::vector<uint64_t> branches{1, 2, 4, 8};                            ///< --branches
    uint64_t runs{1};                                                      ///< --runs
};

/// One simulation.
struct Point
{
    std::string strategy;   ///< the way keys are used again
    std::string branchKeys; ///< whose private keys the telephones have
    uint64_t branches;      ///< number of telephones
    uint64_t run;           ///< ns-3's RngRun
};

/// The tables that the simulations fill.
struct Tables
{
    CsvWriter calls;  ///< one row for each call
    CsvWriter bodies; ///< one row for each body
};

/// The kinds of bodies, as the columns have them.
const std::vector<std::string> KINDS{"offer",
                                     "answer",
                                     "fresh-offer",
                                     "fresh-answer",
                                     "caller-offer",
                                     "callee-answer",
                                     "callee-offer",
                                     "caller-answer"};

/**
 * Add the rows of a simulation to the tables.
 *
 * @param tables receives the rows
 * @param key the columns in front
 * @param call what happened
 */
void
AddRows(Tables& tables, const std::vector<CsvCell>& key, const ForkCall& call)
{
    auto row = key;
    for (const auto& kind : KINDS)
    {
        const auto count = call.CountBranches(kind);
        row.push_back(count ? CsvCell(*count) : CsvCell());
    }
    const auto& cost = call.GetCost();
    row.insert(row.end(),
               {cost.messages,
                cost.messageBytes,
                cost.wireBytes,
                cost.publicKey,
                cost.privateKey,
                CsvCell::Scaled(cost.processor.GetNanoSeconds(), 3),
                CsvCell::Scaled(cost.setup.GetNanoSeconds(), 6),
                CsvCell::Scaled(cost.session.GetNanoSeconds(), 6)});
    tables.calls.AddRow(row);
    for (const auto& body : call.GetBodies())
    {
        std::string readers;
        for (const auto& reader : body.readers)
        {
            readers += (readers.empty() ? "" : " ") + reader;
        }
        auto bodyRow = key;
        bodyRow.insert(bodyRow.end(),
                       {body.kind,
                        body.sender,
                        CsvCell::Scaled(body.time.GetNanoSeconds(), 6),
                        body.octets,
                        readers});
        tables.bodies.AddRow(bodyRow);
    }
}

/**
 * Simulate one call.
 *
 * @param point what to simulate
 * @param options the options in force
 * @param settings the options of this program
 * @param profile what operations cost
 * @param office gives credentials
 * @param directory for captures and keys
 * @param tables receives the rows
 * @return nothing, or a line that says what is wrong
 */
tl::expected<void, std::string>
Simulate(const Point& point,
         const ScenarioOptions& options,
         const Settings& settings,
         std::shared_ptr<const CostProfile> profile,
         CredentialOffice& office,
         ResultDirectory& directory,
         Tables& tables)
{
    const StandardOptions& standard = options.GetStandard();
    RngSeedManager::SetSeed(static_cast<uint32_t>(standard.seed));
    RngSeedManager::SetRun(point.run);
    ForkNetworkOptions size = settings.network;
    size.branches = point.branches;
    ForkNetwork network(size, std::move(profile));
    const std::string prefix = point.strategy + "-" + point.branchKeys + "-" +
                               std::to_string(point.branches) + "-" + std::to_string(point.run) +
                               "-";
    if (standard.pcap)
    {
        network.EnableCaptures(directory.GetStagingPath(prefix));
    }
    ForkCallOptions protection = settings.call;
    protection.strategy = point.strategy;
    protection.branchKeys = point.branchKeys;
    auto call = ForkCall::Run(network, office, protection);
    tl::expected<void, std::string> result;
    if (!call)
    {
        result = tl::unexpected(call.error());
    }
    else
    {
        AddRows(tables,
                {point.strategy, point.branchKeys, point.branches, point.run, standard.seed},
                *call);
        if (standard.keys)
        {
            result = call->GetArchive().Write(directory, office.GetAuthority(), prefix);
        }
    }
    Simulator::Destroy();
    return result;
}

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
    for (const auto& strategy : settings.strategies)
    {
        for (const auto& keys : settings.branchKeys)
        {
            for (const auto branches : settings.branches)
            {
                for (uint64_t run = firstRun; run < firstRun + settings.runs; ++run)
                {
                    points.push_back({strategy, keys, branches, run});
                }
            }
        }
    }
    return points;
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
    const std::vector<std::string> key{"strategy", "branch_keys", "branches", "run", "seed"};
    auto columns = key;
    for (auto kind : KINDS)
    {
        std::replace(kind.begin(), kind.end(), '-', '_');
        columns.push_back("branches_that_could_read_" + kind);
    }
    columns.insert(columns.end(),
                   {"messages",
                    "message_bytes",
                    "wire_bytes",
                    "public_key_operations",
                    "private_key_operations",
                    "processor_time_us",
                    "setup_delay_ms",
                    "session_delay_ms"});
    auto bodyColumns = key;
    bodyColumns.insert(bodyColumns.end(), {"body", "sender", "time_ms", "body_bytes", "readers"});
    Tables tables{CsvWriter(columns), CsvWriter(bodyColumns)};
    const auto points = ListPoints(settings, standard.run);
    {
        ProgressBar progress(options.GetProgram(),
                             static_cast<double>(points.size()),
                             standard.quiet);
        for (const auto& point : points)
        {
            const auto done = Simulate(point,
                                       options,
                                       settings,
                                       resources->profile.profile,
                                       resources->office,
                                       resources->directory,
                                       tables);
            if (!done)
            {
                return done;
            }
            progress.Advance(1);
        }
    }
    const auto written = resources->Commit({{"fork-exposure.csv", tables.calls.GetText()},
                                            {"fork-exposure-bodies.csv", tables.bodies.GetText()}});
    if (written && !standard.quiet)
    {
        std::cout << points.size() << " calls simulated. Results are in " << standard.output
                  << ".\n";
    }
    return written;
}

} // namespace

int
main(int argc, char* argv[])
{
    Settings settings;
    ScenarioOptions options("fork-exposure",
                            "who could read what after a forked INVITE, by the way in which "
                            "content-encryption keys are used again, and what shutting them out "
                            "costs");
    options.AddChoices("strategy",
                       settings.strategies,
                       ForkCallOptions::GetStrategies(),
                       "the way content-encryption keys are used again; update and re-invite: for "
                       "the dialog, but replaced by that request");
    options.AddChoices("branch-keys",
                       settings.branchKeys,
                       {"own", "shared"},
                       "whether each telephone has a private key of its own, or all have Bob's");
    options.AddNumbers("branches",
                       settings.branches,
                       1,
                       ForkNetworkOptions::MAX_BRANCHES,
                       "number of telephones that the INVITE is forked to");
    options.AddNumber("runs", settings.runs, 1, 10000, "number of replications, from --run on");
    options.AddChoice("answered-by",
                      settings.call.answeredBy,
                      {"first", "last"},
                      "whether the first or the last telephone that rings is answered");
    options.AddChoice("cipher",
                      settings.call.cipher,
                      {"aes-128-gcm", "aes-128-cbc"},
                      "how content is encrypted");
    options.AddChoice("reference-placement",
                      settings.call.placement,
                      {"unprotected", "authenticated"},
                      "where CEKReference stands: as RFC 3185 has it, or under the MAC");
    options.AddNumber("max-decrypts",
                      settings.call.maxDecrypts,
                      1,
                      1000,
                      "CEKMaxDecrypts: how many later bodies go under a key (max-decrypts)");
    options.AddFlag("unsigned",
                    settings.call.unsignedBodies,
                    "do not sign the bodies: nobody learns which telephone answered");
    settings.network.AddTo(options);
    if (const auto status = options.Parse(argc, argv))
    {
        return *status;
    }
    const auto done = Run(options, settings);
    return done ? 0 : FailWithMessage(options.GetProgram(), done.error());
}
