// SPDX-License-Identifier: GPL-2.0-only
// Alice calls Bob through a firewall that lets no media pass, unless a proxy has it opened:
//   --way=direct  proxy and firewall are one node
//   --way=simco   the proxy tells the firewall by SIMCO (RFC 4540) inside TLS
//   --way=token   the proxy gives both a token; they show it to the firewall in RTCP
//   --way=none    nobody opens it
// The call lasts from 1 s to 11 s; both go on sending for a second more. There is no SIP here: what
// a proxy reads in offer and answer is in `streams`.
#include "ns3/boolean.h"
#include "ns3/certificate-authority.h"
#include "ns3/command-line.h"
#include "ns3/crypto-library-pool.h"
#include "ns3/direct-firewall-control.h"
#include "ns3/inet-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/ipv4-global-routing-helper.h"
#include "ns3/media-filter.h"
#include "ns3/node-container.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/rtp-session.h"
#include "ns3/simco-firewall-control.h"
#include "ns3/simco-server.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/tls-context.h"
#include "ns3/token-firewall-control.h"
#include "ns3/token-gate.h"

#include <array>
#include <iostream>

using namespace ns3;

/// A proxy that tells a firewall what to open by SIMCO. Both have certificates.
Ptr<FirewallControl>
MakeSimco(Ptr<Node> proxy, Ptr<Node> firewall, Ipv4Address address)
{
    auto crypto = std::make_shared<CryptoContext>(Octets(CryptoContext::SEED_SIZE, 's'),
                                                  std::make_shared<CryptoLibraryPool>());
    auto authority = CertificateAuthority::Create(*crypto, "CA", 0, 2000000000).value();
    auto trust = std::make_shared<TrustStore>(*crypto);
    trust->AddAnchor(authority.GetCertificate());
    const auto makeContext = [&](const std::string& name)
    {
        Work work;
        const auto key = PrivateKey::GenerateP256(*crypto, work).value();
        const CertificateRequest request{name, {"dns:" + name}, name.size(), 0, 2000000000};
        TlsSettings tls;
        tls.credential = {authority.Issue(*crypto, request, key.GetPublicKey()).value(), key};
        tls.trust = trust;
        tls.clientCertificate = TlsClientCertificate::Required;
        return TlsContext::Create(crypto, tls).value();
    };
    auto server = CreateObject<SimcoServer>();
    server->SetContext(makeContext("firewall.example"));
    server->SetFilter(MediaFilter::Install(firewall));
    server->Authorize("proxy.example");
    firewall->AddApplication(server);
    auto control = CreateObject<SimcoFirewallControl>();
    control->GetAgent()->SetNode(proxy);
    control->GetAgent()->SetContext(makeContext("proxy.example"));
    control->GetAgent()->SetServer(InetSocketAddress(address, SimcoMessage::PORT),
                                   "firewall.example");
    return control;
}

/// A proxy that makes tokens, and a firewall that knows its key and is told nothing else.
Ptr<FirewallControl>
MakeToken(Ptr<Node> firewall)
{
    TokenKeys keys;
    keys.Add(1, Secret(Octets(32, 'k')));
    auto gate = CreateObject<TokenGate>();
    gate->SetKeys(keys);
    MediaFilter::Install(firewall)->AddInspector(gate);
    auto control = CreateObject<TokenFirewallControl>();
    control->SetKeys(keys);
    control->AssignStreams(1);
    return control;
}

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
        auto direct = CreateObject<DirectFirewallControl>();
        direct->AddFilter(filter);
        control = direct;
    }
    else if (way == "simco" || way == "token")
    {
        control = way == "token" ? MakeToken(nodes.Get(3))
                                 : MakeSimco(nodes.Get(2), nodes.Get(3), links[2].GetAddress(1));
    }
    std::array<std::vector<std::vector<uint8_t>>, 2> tokens; // that SIP would carry to each
    const auto show = [&](TokenAct act)
    {
        for (uint32_t i = 0; i < 2; ++i)
        {
            for (const auto& octets : tokens[i])
            {
                const auto grant = TokenGrant::Parse(octets);
                (void)sessions[i]->SendApp(MakeTokenApp(*grant, act, 0));
            }
        }
    };
    const auto start = [&](tl::expected<FirewallGrant, FirewallError> grant, const Work&)
    {
        tokens = {grant->forCaller, grant->forCallee};
        show(TokenAct::Open);
    };
    const auto ignore = [](const auto&, const Work&) {};
    Simulator::Schedule(Seconds(0.5), [&] { control ? control->Reserve("call", offer, ignore) : void(); });
    Simulator::Schedule(Seconds(1), [&] {
        for (uint32_t i = 0; i < 2; ++i)
        {
            RtpStreamSettings settings;
            settings.localPort = parties[i].media.port;
            settings.localControlPort = parties[i].control.port;
            settings.peerAddress = settings.peerControlAddress = parties[1 - i].media.address;
            settings.peerPort = parties[1 - i].media.port;
            settings.peerControlPort = parties[1 - i].control.port;
            settings.receivedFormats = {settings.format};
            (void)sessions[i]->Start(settings);
        }
        control ? control->Enable("call", streams, start) : void();
    });
    Simulator::Schedule(Seconds(11), [&] {
        show(TokenAct::Close);
        control ? control->Release("call") : void();
    });
    Simulator::Stop(Seconds(12));
    Simulator::Run();
    for (uint32_t i = 0; i < 2; ++i)
    {
        std::cout << (i == 0 ? "Alice" : "Bob") << " got "
                  << sessions[i]->GetReceiver()->GetPackets() << " of "
                  << sessions[1 - i]->GetSender()->GetTotalPackets() << " packets\n";
    }
    std::cout << "The firewall let " << filter->GetPassed() << " pass and dropped "
              << filter->GetDropped() << "\n";
    Simulator::Destroy();
    return filter->IsBalanced() ? 0 : 1;
}
