// SPDX-License-Identifier: GPL-2.0-only
//
// The call of the article's Fig. 4: Alice, her proxy, Bob's proxy, Bob. Bob registers, Alice calls,
// perhaps changes the session, and hangs up. Prints the call as a ladder of messages with what each
// party could read of it.

#include "call-chain.h"
#include "call-script.h"
#include "call-security.h"
#include "csv-writer.h"
#include "disclosure-observer.h"
#include "failure.h"
#include "key-archive.h"
#include "message-ladder.h"
#include "number-text.h"
#include "operation-table.h"
#include "scenario-options.h"
#include "scenario-resources.h"

#include "ns3/fixed-session-describer.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/sip-message-trace.h"
#include "ns3/sip-password-file.h"
#include "ns3/string.h"

#include <iostream>

using namespace ns3;

namespace
{

/// Everything that can be set.
struct Settings
{
    CallChainOptions chain;       ///< the network
    CallSecurityOptions security; ///< the protection
    uint64_t reinvites{0};        ///< number of re-INVITEs
};

/**
 * Give a user agent the session description of Fig. 4 (with rtpmap where the figure has rtptime).
 *
 * @param agent the user agent
 * @param user the user's name in the origin line
 * @param session number of the session
 * @param host the user agent, and where it takes media
 * @param port port of the audio
 */
void
DescribeSession(Ptr<SipUserAgent> agent,
                const std::string& user,
                const std::string& session,
                const CallChain::Host& host,
                const std::string& port)
{
    const auto describer = CreateObject<FixedSessionDescriber>();
    describer->SetAttribute(
        "Content",
        StringValue("v=0\r\no=" + user + " " + session + " " + session + " IN IP4 " +
                    host.hostName + "\r\ns=-\r\nc=IN IP4 " + SipAddress::FormatIpv4(host.address) +
                    "\r\nt=0 0\r\nm=audio " + port + " RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n"));
    agent->SetSessionDescriber(describer);
}

/**
 * Write and print the messages of the call.
 *
 * @param trace the messages
 * @param chain the hosts
 * @param observer knows who could read
 * @param ladder where to print; null: nowhere
 * @return messages.csv
 */
std::string
ReportMessages(const SipMessageTrace& trace,
               const CallChain& chain,
               DisclosureObserver& observer,
               std::ostream* ladder)
{
    CsvWriter table({"time_ms",
                     "from",
                     "to",
                     "transport",
                     "start_line",
                     "octets",
                     "body_octets",
                     "readable_by"});
    std::vector<std::string> names;
    for (const auto& host : chain.GetHosts())
    {
        names.push_back(host.name);
    }
    std::optional<MessageLadder> printer;
    if (ladder)
    {
        printer.emplace(*ladder, names);
    }
    for (const auto& entry : trace.GetEntries())
    {
        const SipMessage& message = entry.message;
        const std::string text = message.Serialize();
        const std::string startLine = text.substr(0, text.find("\r\n"));
        const bool hasBody = !message.GetBody().empty();
        std::string readers;
        for (const auto& reader : observer.Observe(entry.from, message))
        {
            readers += (readers.empty() ? "" : " ") + reader;
        }
        table.AddRow({CsvCell::Scaled(entry.time.GetNanoSeconds(), 6),
                      entry.from,
                      entry.to,
                      ToString(entry.peer.GetProtocol()),
                      startLine,
                      entry.octets,
                      message.GetBody().size(),
                      readers});
        if (printer)
        {
            const std::string label = message.IsRequest()
                                          ? std::string(message.GetMethod())
                                          : std::to_string(message.GetStatusCode()) + " " +
                                                std::string(message.GetReason());
            printer->Print(entry.time.GetNanoSeconds(),
                           entry.from,
                           entry.to,
                           label,
                           hasBody ? "body readable by: " + (readers.empty() ? "nobody" : readers)
                                   : "");
        }
    }
    return table.GetText();
}

/**
 * Simulate the call and write the results.
 *
 * @param options the options in force
 * @param settings the options of this program
 * @return nothing, or a line that says what is wrong
 */
tl::expected<void, std::string>
Run(const ScenarioOptions& options, const Settings& settings)
{
    const StandardOptions& standard = options.GetStandard();
    auto resources = ScenarioResources::Open(options, {settings.security.keyType});
    if (!resources)
    {
        return tl::unexpected(resources.error());
    }
    RngSeedManager::SetSeed(static_cast<uint32_t>(standard.seed));
    RngSeedManager::SetRun(standard.run);
    CallChain chain(settings.chain, resources->profile.profile);
    auto security = CallSecurity::Install(chain, resources->office, settings.security);
    if (!security)
    {
        return tl::unexpected(security.error());
    }
    const auto& hosts = chain.GetHosts();
    DescribeSession(chain.GetCaller(), "Alice", "2890844526", hosts.front(), "49172");
    DescribeSession(chain.GetCallee(), "Bob", "2890844527", hosts.back(), "3456");
    const auto passwords = CreateObject<SipPasswordFile>();
    passwords->AddUser("bob", "example password");
    chain.GetSip().InstallRegistrar(chain.GetProxies().back(), passwords);
    chain.GetCallee()->SetCredentials("bob", "example password");
    SipMessageTrace trace;
    for (const auto& host : hosts)
    {
        trace.Add(host.element, host.name);
    }
    if (standard.pcap)
    {
        chain.EnableCaptures(resources->directory.GetStagingPath("paper-call-"));
    }

    Simulator::Schedule(MilliSeconds(500), &SipUserAgent::Register, chain.GetCallee());
    CallScript::Plan plan;
    plan.reinvites = static_cast<uint32_t>(settings.reinvites);
    CallScript script(chain.GetCaller(), chain.GetCallee()->GetAddressOfRecord(), plan);
    script.Run();

    DisclosureObserver observer;
    for (size_t i = 0; i < hosts.size(); ++i)
    {
        const auto credential =
            resources->office.Get(observer.GetContext(),
                                  CallSecurity::GetSubject(hosts[i], i, hosts.size()),
                                  settings.security.keyType);
        if (!credential)
        {
            return tl::unexpected(credential.error());
        }
        observer.AddParty(hosts[i].name, *credential);
        security->GetArchive().AddParty(hosts[i].name, *credential);
    }
    const std::string messages =
        ReportMessages(trace, chain, observer, standard.quiet ? nullptr : &std::cout);
    auto columns = GetOperationColumns();
    columns.insert(columns.begin(), "role");
    CsvWriter operations(columns);
    for (const auto& host : hosts)
    {
        AddOperationRows(operations, {host.role}, *host.processor);
    }
    const std::string setup =
        script.GetSetupDelay() ? WriteScaled(script.GetSetupDelay()->GetNanoSeconds(), 6) : "";
    KeyArchive& archive = security->GetArchive();
    archive.AddTlsKeyLog(security->GetTlsKeyLog());
    Simulator::Destroy(); // closes the captures

    if (standard.keys)
    {
        const auto kept = archive.Write(resources->directory, resources->office.GetAuthority());
        if (!kept)
        {
            return kept;
        }
    }
    const auto written =
        resources->Commit({{"messages.csv", messages}, {"operations.csv", operations.GetText()}});
    if (written && !standard.quiet)
    {
        std::cout << "\n"
                  << (setup.empty() ? "The call was not answered.\n"
                                    : "The call was set up in " + setup + " ms.\n")
                  << "Results are in " << standard.output << ".\n";
    }
    return written;
}

} // namespace

int
main(int argc, char* argv[])
{
    Settings settings;
    ScenarioOptions options("paper-call",
                            "the call of the article's Fig. 4, as a ladder of messages with what "
                            "each party could read");
    options.AddChoice("keying",
                      settings.security.keying,
                      CallSecurityOptions::GetKeyings(),
                      "how bodies are keyed");
    options.AddChoice("key-type",
                      settings.security.keyType,
                      GetKeyTypes(),
                      "the parties' public keys");
    options.AddNumber("inspecting-proxies",
                      settings.security.inspecting,
                      0,
                      settings.chain.proxies,
                      "how many proxies inspect the bodies, from Alice's on");
    options.AddNumber("reinvites", settings.reinvites, 0, 100, "number of re-INVITEs");
    settings.security.protection = "encrypt"; // the article's Fig. 4 has no signature
    settings.security.AddTo(options);
    settings.chain.AddTo(options);
    if (const auto status = options.Parse(argc, argv))
    {
        return *status;
    }
    if (const auto error = settings.chain.Check(); !error.empty())
    {
        return FailWithMessage(options.GetProgram(), error);
    }
    const auto done = Run(options, settings);
    return done ? 0 : FailWithMessage(options.GetProgram(), done.error());
}
