// SPDX-License-Identifier: GPL-2.0-only
//
// What does it save to reuse the content-encryption key of the INVITE in all later bodies of the
// dialog? One simulated call for each combination of keying, key type, number of inspecting
// proxies, number of bodies and run; one CSV row for each role in it.

#include "call-chain.h"
#include "call-script.h"
#include "call-security.h"
#include "credential-office.h"
#include "csv-writer.h"
#include "failure.h"
#include "key-archive.h"
#include "key-export.h"
#include "limited-describer.h"
#include "operation-table.h"
#include "progress-bar.h"
#include "result-directory.h"
#include "scenario-options.h"
#include "scenario-resources.h"

#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <iostream>

using namespace ns3;

namespace
{

/// Everything that can be set.
struct Settings
{
    CallChainOptions chain;                                      ///< the network
    CallSecurityOptions security;                                ///< the protection
    std::vector<std::string> keyings{"asymmetric", "cek-reuse"}; ///< --keying
    std::vector<std::string> keyTypes{GetKeyTypes()};            ///< --key-type
    std::vector<uint64_t> inspecting{0, 1, 2, 3, 4};             ///< --inspecting-proxies
    std::vector<uint64_t> sdpMessages{1, 2, 4, 8, 16};           ///< --sdp-messages
    uint64_t runs{1};                                            ///< --runs
};

/// One simulation.
struct Point
{
    std::string keying;   ///< how bodies are keyed
    std::string keyType;  ///< the parties' keys
    uint64_t inspecting;  ///< number of inspecting proxies
    uint64_t sdpMessages; ///< number of bodies sent end to end
    uint64_t run;         ///< ns-3's RngRun

    /**
     * Name it, for file names.
     *
     * @return the name
     */
    std::string
    GetName() const
    {
        return keying + "-" + keyType + "-" + std::to_string(inspecting) + "-" +
               std::to_string(sdpMessages) + "-" + std::to_string(run);
    }

    /**
     * Guess the wall time, for the progress bar.
     *
     * @return arbitrary units
     */
    double
    GetWeight() const
    {
        const double privateKey = keyType == "rsa-4096"   ? 4
                                  : keyType == "rsa-3072" ? 2
                                  : keyType == "rsa-2048" ? 0.3
                                                          : 0.1;
        const double opened = keying == "asymmetric" ? static_cast<double>(sdpMessages) : 1;
        return 2 + 0.5 * static_cast<double>(sdpMessages) +
               privateKey * opened * static_cast<double>(1 + inspecting);
    }
};

/// The tables that the simulations fill.
struct Tables
{
    CsvWriter costs;      ///< one row for each role
    CsvWriter operations; ///< one row for each role and operation
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
    for (const auto& keying : settings.keyings)
    {
        for (const auto& keyType : settings.keyTypes)
        {
            for (const auto inspecting : settings.inspecting)
            {
                for (const auto sdpMessages : settings.sdpMessages)
                {
                    for (uint64_t run = firstRun; run < firstRun + settings.runs; ++run)
                    {
                        points.push_back({keying, keyType, inspecting, sdpMessages, run});
                    }
                }
            }
        }
    }
    return points;
}

/**
 * Add the rows of a simulation to the tables.
 *
 * @param tables receives the rows
 * @param point the simulation
 * @param seed ns-3's RngSeed
 * @param chain its hosts
 * @param setupDelay INVITE to 2xx, if there was one
 */
void
AddRows(Tables& tables,
        const Point& point,
        uint64_t seed,
        const CallChain& chain,
        std::optional<Time> setupDelay)
{
    for (const auto& host : chain.GetHosts())
    {
        const std::vector<CsvCell> key{point.keying,
                                       point.keyType,
                                       point.inspecting,
                                       point.sdpMessages,
                                       point.run,
                                       seed,
                                       host.role};
        const Work& work = host.processor->GetTotal();
        const uint64_t publicKey = CountOperations(work, WorkClass::PublicKey);
        const uint64_t privateKey = CountOperations(work, WorkClass::PrivateKey);
        const uint64_t symmetric = CountOperations(work, WorkClass::Symmetric);
        auto row = key;
        row.insert(row.end(),
                   {CsvCell::Scaled(host.processor->GetBusyTime().GetNanoSeconds(), 3),
                    publicKey + privateKey + symmetric,
                    publicKey,
                    privateKey,
                    symmetric,
                    host.element->GetTransportLayer()->GetSentOctets(),
                    host.meter->GetIpOctets(),
                    host.meter->GetTcpSegments(),
                    setupDelay && host.role == "caller"
                        ? CsvCell::Scaled(setupDelay->GetNanoSeconds(), 6)
                        : CsvCell()});
        tables.costs.AddRow(row);
        AddOperationRows(tables.operations, key, *host.processor);
    }
}

/**
 * Simulate one call.
 *
 * An even number of bodies is that of completed exchanges of offer and answer: the INVITE's, then
 * one for each re-INVITE. An odd number ends with an offer that the callee refuses with 488, the
 * only way for SIP to carry an offer without an answer; a single body is an INVITE refused so.
 *
 * @param point what to simulate
 * @param options the options in force
 * @param settings the options of this program
 * @param profile what operations cost
 * @param office gives credentials
 * @param directory for captures and keys
 * @param tables receives the rows
 * @param keyLog receives the key log of TLS connections
 * @return nothing, or a line that says what is wrong
 */
tl::expected<void, std::string>
Simulate(const Point& point,
         const ScenarioOptions& options,
         const Settings& settings,
         std::shared_ptr<const CostProfile> profile,
         CredentialOffice& office,
         ResultDirectory& directory,
         Tables& tables,
         std::string& keyLog)
{
    const StandardOptions& standard = options.GetStandard();
    RngSeedManager::SetSeed(static_cast<uint32_t>(standard.seed));
    RngSeedManager::SetRun(point.run);
    CallChain chain(settings.chain, std::move(profile));
    CallSecurityOptions protection = settings.security;
    protection.keying = point.keying;
    protection.keyType = point.keyType;
    protection.inspecting = point.inspecting;
    auto security = CallSecurity::Install(chain, office, protection);
    if (!security)
    {
        return tl::unexpected(security.error());
    }
    const auto& callee = chain.GetCallee();
    const auto offers = CreateObject<LimitedDescriber>();
    chain.GetCaller()->SetSessionDescriber(offers);
    const auto answers = CreateObject<LimitedDescriber>();
    answers->SetAttribute("Limit", UintegerValue(point.sdpMessages / 2));
    callee->SetSessionDescriber(answers);
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
    if (standard.pcap)
    {
        chain.EnableCaptures(directory.GetStagingPath(point.GetName() + "-"));
    }
    CallScript::Plan plan;
    plan.reinvites = static_cast<uint32_t>((point.sdpMessages + 1) / 2 - 1);
    CallScript script(chain.GetCaller(), callee->GetAddressOfRecord(), plan);
    script.Run();
    AddRows(tables, point, standard.seed, chain, script.GetSetupDelay());
    tl::expected<void, std::string> result;
    // Each body must have arrived and been read, or the row would not be about what it says.
    if (!script.IsOver() || offers->GetReceivedCount() != point.sdpMessages / 2 ||
        answers->GetReceivedCount() != point.sdpMessages / 2 ||
        answers->GetRefusedCount() != point.sdpMessages % 2)
    {
        result = tl::unexpected("the call " + point.GetName() +
                                " was cut short; faster links or a faster processor are right");
    }
    if (result && standard.keys)
    {
        const auto& hosts = chain.GetHosts();
        KeyArchive& archive = security->GetArchive();
        keyLog += security->GetTlsKeyLog();
        CryptoContext context(Octets(CryptoContext::SEED_SIZE, 'E'));
        for (size_t i = 0; result && i < hosts.size(); ++i)
        {
            const auto subject = CallSecurity::GetSubject(hosts[i], i, hosts.size());
            const auto credential = office.Get(context, subject, point.keyType);
            if (credential)
            {
                archive.AddParty(hosts[i].name + "-" + point.keyType, *credential);
            }
            else
            {
                result = tl::unexpected(credential.error());
            }
        }
        if (result)
        {
            result = archive.Write(directory, office.GetAuthority(), point.GetName() + "-");
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
    auto resources = ScenarioResources::Open(options, settings.keyTypes);
    if (!resources)
    {
        return tl::unexpected(resources.error());
    }
    const std::vector<std::string>
        key{"keying", "key_type", "inspecting_proxies", "sdp_messages", "run", "seed", "role"};
    auto costColumns = key;
    costColumns.insert(costColumns.end(),
                       {"processor_time_us",
                        "operations",
                        "public_key_operations",
                        "private_key_operations",
                        "symmetric_operations",
                        "message_bytes",
                        "wire_bytes",
                        "tcp_segments",
                        "setup_delay_ms"});
    auto operationColumns = key;
    operationColumns.insert(operationColumns.end(),
                            GetOperationColumns().begin(),
                            GetOperationColumns().end());
    Tables tables{CsvWriter(costColumns), CsvWriter(operationColumns)};
    std::string keyLog;

    const auto points = ListPoints(settings, standard.run);
    double total = 0;
    for (const auto& point : points)
    {
        total += point.GetWeight();
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
                                       tables,
                                       keyLog);
            if (!done)
            {
                return done;
            }
            progress.Advance(point.GetWeight());
        }
    }
    const auto exported = ExportTlsKeyLog(resources->directory, keyLog);
    if (!exported)
    {
        return exported;
    }
    const auto written =
        resources->Commit({{"cek-reuse-cost.csv", tables.costs.GetText()},
                           {"cek-reuse-cost-operations.csv", tables.operations.GetText()}});
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
    settings.chain.proxies = 4;
    ScenarioOptions options("cek-reuse-cost",
                            "what reusing the key of the INVITE saves, by role: operations, "
                            "processor time, octets, delay");
    options.AddChoices("keying",
                       settings.keyings,
                       CallSecurityOptions::GetKeyings(),
                       "how bodies are keyed");
    options.AddChoices("key-type", settings.keyTypes, GetKeyTypes(), "the parties' public keys");
    options.AddNumber("proxies",
                      settings.chain.proxies,
                      1,
                      CallChainOptions::MAX_PROXIES,
                      "number of proxies in the chain");
    options.AddNumbers("inspecting-proxies",
                       settings.inspecting,
                       0,
                       CallChainOptions::MAX_PROXIES,
                       "how many of them inspect the bodies, from Alice's on");
    options.AddNumbers("sdp-messages",
                       settings.sdpMessages,
                       1,
                       64,
                       "number of bodies sent end to end in the dialog; an odd number ends with a "
                       "refused offer");
    options.AddNumber("runs", settings.runs, 1, 10000, "number of replications, from --run on");
    settings.security.protection = "encrypt"; // a signature costs the same however bodies are keyed
    settings.security.AddTo(options);
    settings.chain.AddTo(options);
    if (const auto status = options.Parse(argc, argv))
    {
        return *status;
    }
    std::string error = settings.chain.Check();
    const auto most = *std::max_element(settings.inspecting.begin(), settings.inspecting.end());
    if (error.empty() && most > settings.chain.proxies)
    {
        error = "--inspecting-proxies: " + std::to_string(most) + " is more than --proxies " +
                std::to_string(settings.chain.proxies);
    }
    if (!error.empty())
    {
        return FailWithMessage(options.GetProgram(), error);
    }
    const auto done = Run(options, settings);
    return done ? 0 : FailWithMessage(options.GetProgram(), done.error());
}
