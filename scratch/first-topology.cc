// SPDX-License-Identifier: GPL-2.0-only
//
// A first topology: two user agents, one proxy, one call. Copy this file, change it, build with
// ./waf build, and run build/scratch/NAME. Every .cc file in this folder becomes a program.

#include "cost-profile-loading.h"
#include "failure.h"
#include "scenario-options.h"
#include "tcp-settings.h"

#include "ns3/fixed-session-describer.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/ipv4-global-routing-helper.h"
#include "ns3/node-container.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/processor-helper.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/sip-network-helper.h"
#include "ns3/string.h"
#include "ns3/system-path.h"

#include <iostream>

using namespace ns3;

/// Prints each change of a call's state: this is how to listen to a trace source.
static void
PrintState(std::string who, Ptr<SipCall> call, SipCallState before, SipCallState after)
{
    std::cout << Simulator::Now().GetMilliSeconds() << " ms: " << who << ": " << ToString(before)
              << " -> " << ToString(after);
    if (after == SipCallState::Ended)
    {
        std::cout << " (status code " << call->GetStatusCode() << ")"; // 200: it was answered
    }
    std::cout << "\n";
}

/// Prints how a registration went.
static void
PrintRegistration(int code, Time delay)
{
    std::cout << Simulator::Now().GetMilliSeconds() << " ms: Bob's REGISTER got " << code << "\n";
}

/// Prints how long it took until the other side rang, or the call failed.
static void
PrintDelay(Ptr<SipCall> call, Time delay)
{
    std::cout << Simulator::Now().GetMilliSeconds() << " ms: session request delay "
              << delay.As(Time::MS) << "\n";
}

int
main(int argc, char* argv[])
{
    // Options: --help, --seed, --run and the others of every scenario, and one of our own.
    double delayMs = 10;
    const std::string name = SystemPath::Split(argv[0]).back(); // a copy has its own
    ScenarioOptions options(name, "two user agents, one proxy, one call");
    options.AddDecimal("delay-ms", delayMs, 0, 10000, "one-way delay of the links");
    if (const auto status = options.Parse(argc, argv))
    {
        return *status;
    }
    // What cryptography costs: nothing is encrypted here, but your copy may want it.
    const auto profile = LoadCostProfile(options.GetStandard().costProfile, {});
    if (!profile)
    {
        return FailWithMessage(options.GetProgram(), profile.error());
    }
    RngSeedManager::SetSeed(static_cast<uint32_t>(options.GetStandard().seed));
    RngSeedManager::SetRun(options.GetStandard().run);
    ApplyNetworkDefaults();

    // Three nodes: Alice - proxy - Bob, joined by two links with a network each.
    NodeContainer nodes(3);
    InternetStackHelper().Install(nodes);
    ProcessorHelper(profile->profile).Install(nodes);
    PointToPointHelper link;
    link.SetDeviceAttribute("DataRate", StringValue("10Mbps"));
    link.SetChannelAttribute("Delay",
                             TimeValue(MicroSeconds(static_cast<int64_t>(delayMs * 1000))));
    Ipv4AddressHelper addresses("192.0.2.0", "255.255.255.252");
    addresses.Assign(link.Install(nodes.Get(0), nodes.Get(1)));
    addresses.NewNetwork();
    addresses.Assign(link.Install(nodes.Get(1), nodes.Get(2)));
    Ipv4GlobalRoutingHelper::PopulateRoutingTables();

    // SIP: the helper knows all names, so no address has to be typed again.
    SipNetworkHelper sip;
    const auto proxy = sip.InstallProxy(nodes.Get(1), "proxy.example.com", "example.com");
    const auto alice = sip.InstallUserAgent(nodes.Get(0), "sip:alice@example.com");
    const auto bob = sip.InstallUserAgent(nodes.Get(2), "sip:bob@example.com");
    sip.InstallRegistrar(proxy);
    sip.AssignStreams(1);
    alice->SetSessionDescriber(CreateObject<FixedSessionDescriber>());
    bob->SetSessionDescriber(CreateObject<FixedSessionDescriber>());

    // What to watch.
    alice->TraceConnectWithoutContext("CallState",
                                      MakeBoundCallback(&PrintState, std::string("Alice")));
    bob->TraceConnectWithoutContext("CallState",
                                    MakeBoundCallback(&PrintState, std::string("Bob")));
    alice->TraceConnectWithoutContext("SessionRequestDelay", MakeCallback(&PrintDelay));

    bob->TraceConnectWithoutContext("Registration", MakeCallback(&PrintRegistration));

    // What happens: Bob registers, Alice calls him, and hangs up five seconds later.
    Simulator::Schedule(Seconds(1), &SipUserAgent::Register, bob);
    Simulator::Schedule(Seconds(2),
                        [&]
                        {
                            alice->Invite(bob->GetAddressOfRecord());
                        });
    Simulator::Schedule(Seconds(7), &SipUserAgent::HangUpAll, alice);
    if (options.GetStandard().pcap)
    {
        SystemPath::MakeDirectories(options.GetStandard().output);
        link.EnablePcapAll(options.GetStandard().output + "/" + name);
    }
    if (options.GetStandard().keys)
    {
        std::cout << "Nothing is encrypted here: there are no keys to write.\n";
    }
    Simulator::Stop(Seconds(60));
    Simulator::Run();
    Simulator::Destroy();
    return 0;
}
