// SPDX-License-Identifier: GPL-2.0-only
// Alice calls Bob through a firewall that lets no media pass, unless a proxy has it opened:
//   --way=direct  proxy and firewall are one node
//   --way=simco   the proxy tells the firewall by SIMCO (RFC 4540) inside TLS
//   --way=token   the proxy gives both a token; they show it to the firewall in RTCP
//   --way=none    nobody opens it
// The call lasts from 1 s to 11 s; both go on sending for a second more. There is no SIP here: what
// a proxy would read in offer and answer is in `offer` and `streams`.
#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/command-line.h"
#include "ns3/crypto-library-pool.h"
#include "ns3/firewall-control-helper.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/ipv4-global-routing-helper.h"
#include "ns3/media-filter.h"
#include "ns3/media-token.h"
#include "ns3/node-container.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/rtp-session.h"
#include "ns3/simulator.h"
#include "ns3/string.h"

#include <array>
#include <iostream>

using namespace ns3;

int
main(int argc, char** argv)
{
    std::string way = "direct";
    CommandLine command;
    command.AddValue("way", "direct, simco, token or none", way);
    command.Parse(argc, argv);

    NodeContainer nodes(4); // Alice, Bob, the proxy, and the firewall in the middle of all
    InternetStackHelper().Install(nodes);
    PointToPointHelper link;
    link.SetDeviceAttribute("DataRate", StringValue("10Mbps"));
    link.SetChannelAttribute("Delay", StringValue("5ms"));
    Ipv4AddressHelper addresses("10.0.0.0", "255.255.255.0");
    std::array<Ipv4InterfaceContainer, 3> links;
    for (uint32_t i = 0; i < 3; ++i)
    {
        links[i] = addresses.Assign(link.Install(nodes.Get(i), nodes.Get(3)));
        addresses.NewNetwork();
    }
    Ipv4GlobalRoutingHelper::PopulateRoutingTables();
    Ptr<MediaFilter> filter = MediaFilter::Install(nodes.Get(3));

    std::array<Ptr<RtpSession>, 2> sessions; // Alice's, Bob's
    std::array<MediaStreamEnds::Party, 2> parties;
    for (uint32_t i = 0; i < 2; ++i)
    {
        const uint32_t address = links[i].GetAddress(0).Get();
        parties[i] = {{address, 4000}, {address, 4001}};
        sessions[i] = CreateObjectWithAttributes<RtpSession>("Rtcp", BooleanValue(true));
        sessions[i]->SetNode(nodes.Get(i));
        sessions[i]->AssignStreams(10 * (i + 1));
    }
    const std::vector<MediaStreamEnds> offer{{parties[0], std::nullopt}};
    const std::vector<MediaStreamEnds> streams{{parties[0], parties[1]}};
    Ptr<FirewallControl> control;
    if (way == "direct")
    {
        control = FirewallControlHelper::InstallDirect(nodes.Get(3));
    }
    else if (way == "simco")
    {
        auto random = std::make_shared<CryptoContext>(Octets(CryptoContext::SEED_SIZE, 's'),
                                                      CryptoLibraryPool::Create());
        control = FirewallControlHelper::InstallSimco(nodes.Get(2),
                                                      nodes.Get(3),
                                                      links[2].GetAddress(1),
                                                      random);
    }
    else if (way == "token")
    {
        const Secret key(Octets(32, 'k'));
        control = FirewallControlHelper::InstallToken(nodes.Get(3), key, 1);
    }
    std::array<std::vector<std::vector<uint8_t>>, 2> tokens; // that SIP would carry to each
    const auto show = [&](TokenAct act)
    {
        for (std::size_t i = 0; i < 2 && !tokens[i].empty(); ++i)
        {
            const auto grant = TokenGrant::Parse(tokens[i].front());
            NS_ABORT_UNLESS(sessions[i]->SendApp(MakeTokenApp(grant.value(), act, 0)));
        }
    };
    const auto begin = [&]
    {
        for (uint32_t i = 0; i < 2; ++i)
        {
            RtpStreamSettings settings;
            settings.localPort = parties[i].media.port;
            settings.localControlPort = parties[i].control.port;
            settings.peerAddress = parties[1 - i].media.address;
            settings.peerPort = parties[1 - i].media.port;
            settings.peerControlAddress = parties[1 - i].control.address;
            settings.peerControlPort = parties[1 - i].control.port;
            settings.receivedFormats = {settings.format};
            NS_ABORT_UNLESS(sessions[i]->Start(settings));
        }
    };
    const auto enabled = [&](tl::expected<FirewallGrant, FirewallError> grant, const Work&)
    {
        NS_ABORT_MSG_UNLESS(grant, "the firewall stays closed: " << grant.error().text);
        tokens = {grant->forCaller, grant->forCallee}; // none but with --way=token
        show(TokenAct::Open);
    };
    const auto offered = [&]
    {
        control->Reserve("call",
                         offer,
                         [](const auto&, const Work&)
                         {
                         });
    };
    const auto answered = [&]
    {
        control->Enable("call", streams, enabled);
    };
    const auto ended = [&]
    {
        show(TokenAct::Close);
        control->Release("call");
    };
    Simulator::Schedule(Seconds(1), begin);
    if (control)
    {
        Simulator::Schedule(Seconds(0.5), offered);
        Simulator::Schedule(Seconds(1), answered);
        Simulator::Schedule(Seconds(11), ended);
    }
    Simulator::Stop(Seconds(12));
    Simulator::Run();
    for (const uint32_t i : {0, 1})
    {
        std::cout << (i == 0 ? "Alice" : "Bob") << " got "
                  << sessions[i]->GetReceiver()->GetPackets() << " of "
                  << sessions[1 - i]->GetSender()->GetTotalPackets() << " packets\n";
    }
    std::cout << "The firewall dropped " << filter->GetDropped() << " packets\n";
    Simulator::Destroy();
    return filter->IsBalanced() ? 0 : 1;
}
