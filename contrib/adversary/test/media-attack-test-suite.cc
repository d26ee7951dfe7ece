// SPDX-License-Identifier: GPL-2.0-only
#include "adversary-test-network.h"

#include "ns3/data-rate.h"
#include "ns3/direct-firewall-control.h"
#include "ns3/enum.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/ipv4-global-routing-helper.h"
#include "ns3/lying-firewall-control.h"
#include "ns3/media-filter.h"
#include "ns3/media-injector.h"
#include "ns3/node-container.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/port-scanner.h"
#include "ns3/request-dropper.h"
#include "ns3/rtp-header.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/token-firewall-control.h"
#include "ns3/token-forger.h"
#include "ns3/token-gate.h"
#include "ns3/token-thief.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

#include <map>
#include <utility>

using namespace ns3;

namespace
{

using Gain = AttackGainKind;

/**
 * Alice, a router, a firewall, Bob, in a row; Mallory hangs on the router. What the firewall lets
 * pass is said by tokens, or by a control at hand.
 */
class MediaNetwork
{
  public:
    MediaNetwork()
        : nodes(5)
    {
        InternetStackHelper().Install(nodes);
        PointToPointHelper link;
        link.SetDeviceAttribute("DataRate", DataRateValue(DataRate("100Mbps")));
        Ipv4AddressHelper addresses("10.0.0.0", "255.255.255.0");
        m_alice = addresses.Assign(link.Install(nodes.Get(0), nodes.Get(1))).GetAddress(0).Get();
        addresses.NewNetwork();
        addresses.Assign(link.Install(nodes.Get(1), nodes.Get(2)));
        addresses.NewNetwork();
        m_bob = addresses.Assign(link.Install(nodes.Get(2), nodes.Get(3))).GetAddress(1).Get();
        addresses.NewNetwork();
        addresses.Assign(link.Install(nodes.Get(1), nodes.Get(4)));
        Ipv4GlobalRoutingHelper::PopulateRoutingTables();
        filter = MediaFilter::Install(nodes.Get(2));
        direct = CreateObject<DirectFirewallControl>();
        direct->AddFilter(filter);
        TokenKeys keys;
        keys.Add(1, Secret(Octets(32, 'k')));
        tokens = CreateObject<TokenFirewallControl>();
        tokens->SetKeys(keys);
        tokens->AssignStreams(1);
        gate = CreateObject<TokenGate>();
        gate->SetKeys(keys);
        filter->AddInspector(gate);
        Step(MilliSeconds(1));
    }

    /** @return a stream between Alice and Bob */
    MediaStreamEnds
    GetStream() const
    {
        MediaStreamEnds ends;
        ends.caller = {{m_alice, 4000}, {m_alice, 4001}};
        ends.callee = {{m_bob, 5000}, {m_bob, 5001}};
        return ends;
    }

    /** @return the flow of RTP from Alice to Bob */
    MediaFlow
    GetFlow() const
    {
        return {GetStream().caller->media, GetStream().callee->media};
    }

    /** @return Bob's address */
    uint32_t
    GetBob() const
    {
        return m_bob;
    }

    /** @return what a control grants for the stream */
    FirewallGrant
    Enable(Ptr<FirewallControl> control)
    {
        FirewallGrant granted;
        control->Enable("call",
                        {GetStream()},
                        [&](const tl::expected<FirewallGrant, FirewallError>& grant, const Work&)
                        {
                            granted = grant.value_or(FirewallGrant());
                        });
        return granted;
    }

    /** Lets all media pass. */
    void
    OpenAll()
    {
        filter->SetAttribute("Mode", EnumValue(static_cast<int>(MediaFilter::Open)));
    }

    /** @return an attacker on Mallory's node, who watches Bob's */
    template <typename T>
    Ptr<T>
    Attack()
    {
        Ptr<T> attacker = CreateObject<T>();
        attacker->SetNode(nodes.Get(4));
        attacker->WatchVictim(nodes.Get(3));
        return attacker;
    }

    /** Alice sends octets from a port to Bob's port. */
    void
    Send(uint16_t from, uint16_t to, const std::vector<uint8_t>& octets)
    {
        Ptr<Socket>& socket = m_sockets[from];
        if (!socket)
        {
            socket = Socket::CreateSocket(nodes.Get(0), UdpSocketFactory::GetTypeId());
            socket->Bind(InetSocketAddress(Ipv4Address::GetAny(), from));
        }
        socket->SendTo(Create<Packet>(octets.data(), static_cast<uint32_t>(octets.size())),
                       0,
                       InetSocketAddress(Ipv4Address(m_bob), to));
    }

    /** Alice shows a token. */
    void
    Show(const FirewallGrant& grant, TokenAct act)
    {
        RtcpCompound compound;
        compound.packets.emplace_back(RtcpReceiverReport{1, {}});
        compound.packets.emplace_back(RtcpSourceDescription{{{1, {{1, "x"}}}}});
        const auto parsed = TokenGrant::Parse(grant.forCaller.at(0));
        compound.packets.emplace_back(MakeTokenApp(*parsed, act, 1));
        Send(4001, 5001, *compound.Serialize());
        Step(MilliSeconds(20));
    }

    /** Alice sends a packet of RTP. */
    void
    Talk(uint16_t sequence)
    {
        std::vector<uint8_t> octets(172, 0xD5);
        RtpHeader header;
        header.sequenceNumber = sequence;
        header.ssrc = 77;
        header.Write(octets.data());
        Send(4000, 5000, octets);
        Step(MilliSeconds(20));
    }

    /** Lets time pass. */
    static void
    Step(Time time)
    {
        Simulator::Stop(time);
        Simulator::Run();
    }

    NodeContainer nodes;               ///< Alice, router, firewall, Bob, Mallory
    Ptr<MediaFilter> filter;           ///< closed at first
    Ptr<DirectFirewallControl> direct; ///< opens at once
    Ptr<TokenFirewallControl> tokens;  ///< makes tokens
    Ptr<TokenGate> gate;               ///< checks them

  private:
    uint32_t m_alice{0};                       ///< her address
    uint32_t m_bob{0};                         ///< his address
    std::map<uint16_t, Ptr<Socket>> m_sockets; ///< Alice's, by port
};

/** @return how many gains of a kind an attacker has */
int64_t
Count(Ptr<DatagramAttacker> attacker, Gain kind)
{
    return static_cast<int64_t>(attacker->GetLog()->Count(kind));
}

/** Attackers on media and on firewalls. */
class MediaAttackTestSuite : public TestSuite
{
  public:
    MediaAttackTestSuite();

  private:
    void AddInjecting();
    void AddStealing();
    void AddForging();
    void AddSignaling();
};

MediaAttackTestSuite::MediaAttackTestSuite()
    : TestSuite("adversary-media")
{
    AddInjecting();
    AddStealing();
    AddForging();
    AddSignaling();
}

void
MediaAttackTestSuite::AddInjecting()
{
    AddTestCase(new AttackCase(
        "media with a false source passes an open pinhole, with its own source it does not",
        [](AttackCase& test)
        {
            MediaNetwork network;
            network.Enable(network.direct);
            auto own = network.Attack<MediaInjector>();
            own->Begin({own->GetOwnEnd(4000), network.GetFlow().destination});
            auto injector = network.Attack<MediaInjector>();
            injector->Begin(network.GetFlow());
            network.Step(Seconds(2));
            test.Equal(static_cast<int64_t>(own->GetSentCount()), 50, "sent");
            test.Equal(static_cast<int64_t>(own->GetReachedCount()), 0, "none arrives");
            test.Equal(Count(own, Gain::PassedFirewall), 0, "no gain");
            test.Equal(static_cast<int64_t>(injector->GetReachedCount()), 50, "all arrive");
            test.Equal(Count(injector, Gain::PassedFirewall), 1, "a gain");
            network.direct->Release("call");
            injector->Begin(network.GetFlow());
            network.Step(Seconds(2));
            test.Equal(static_cast<int64_t>(injector->GetReachedCount()),
                       50,
                       "none after the pinhole is closed");
        }));
    AddTestCase(new AttackCase(
        "on the path media goes on with the true source and sequence numbers",
        [](AttackCase& test)
        {
            MediaNetwork network;
            network.Enable(network.direct);
            auto injector = CreateObject<MediaInjector>();
            injector->SetAttribute("Delay", TimeValue(MilliSeconds(30)));
            injector->SetAttribute("Number", UintegerValue(3));
            injector->WatchVictim(network.nodes.Get(3));
            injector->Follow(network.nodes.Get(1));
            std::vector<std::vector<uint8_t>> bobs;
            Ptr<Socket> socket =
                Socket::CreateSocket(network.nodes.Get(3), UdpSocketFactory::GetTypeId());
            socket->Bind(InetSocketAddress(Ipv4Address::GetAny(), 5000));
            network.Talk(100);
            network.Talk(101);
            network.Step(Seconds(1));
            while (Ptr<Packet> packet = socket->Recv())
            {
                std::vector<uint8_t> octets(packet->GetSize());
                packet->CopyData(octets.data(), packet->GetSize());
                bobs.push_back(octets);
            }
            test.Equal(static_cast<int64_t>(injector->GetReachedCount()), 3, "three arrive");
            test.Equal(static_cast<int64_t>(bobs.size()), 5, "beside Alice's two");
            const auto last = RtpPacketView::Parse(bobs.back().data(), bobs.back().size());
            test.True(last && last->header.ssrc == 77, "with Alice's source");
            test.True(last && last->header.sequenceNumber == 102, "and her next number");
        }));
}

void
MediaAttackTestSuite::AddStealing()
{
    for (const bool isOpen : {false, true})
    {
        AddTestCase(new AttackCase(
            std::string("a token read on a link and shown from elsewhere") +
                (isOpen ? ", where no firewall cares" : " opens nothing"),
            [isOpen](AttackCase& test)
            {
                MediaNetwork network;
                if (isOpen)
                {
                    network.OpenAll();
                }
                auto thief = network.Attack<TokenThief>();
                thief->Tap(network.nodes.Get(1));
                network.Show(network.Enable(network.tokens), TokenAct::Open);
                network.Step(Seconds(3));
                test.Equal(Count(thief, Gain::ReadToken), 1, "it was read");
                test.Equal(static_cast<int64_t>(thief->GetSentCount()), 11, "it was shown");
                test.Equal(static_cast<int64_t>(thief->GetReachedCount()),
                           isOpen ? 11 : 0,
                           "what arrives");
                test.Equal(static_cast<int64_t>(network.gate->GetCount(TokenOutcome::OtherFlow)),
                           isOpen ? 0 : 1,
                           "the firewall sees that it comes from elsewhere");
            }));
    }
    for (const bool isClosed : {true, false})
    {
        AddTestCase(new AttackCase(
            std::string("a token replayed after the call ") +
                (isClosed ? "opens nothing if its holder has closed it"
                          : "opens again, until it expires, if nobody has closed it"),
            [isClosed](AttackCase& test)
            {
                MediaNetwork network;
                auto thief = network.Attack<TokenThief>();
                thief->SetAttribute("Mode", EnumValue(static_cast<int>(TokenThief::Replay)));
                thief->SetAttribute("Delay", TimeValue(Seconds(60)));
                thief->Tap(network.nodes.Get(1));
                const auto grant = network.Enable(network.tokens);
                network.Show(grant, TokenAct::Open);
                network.Step(Seconds(5));
                if (isClosed)
                {
                    network.Show(grant, TokenAct::Close);
                }
                network.Step(Seconds(40));
                test.True(network.filter->GetTable().GetOpen() == 0, "closed, or idle");
                network.Step(Seconds(20));
                test.Equal(static_cast<int64_t>(thief->GetSentCount()), 11, "it was shown");
                test.Equal(static_cast<int64_t>(thief->GetReachedCount()),
                           isClosed ? 0 : 11,
                           "what arrives");
                test.Equal(static_cast<int64_t>(network.gate->GetCount(TokenOutcome::Replayed)),
                           isClosed ? 1 : 0,
                           "the firewall remembers");
            }));
    }
    AddTestCase(new AttackCase(
        "who has read a token cannot close with it",
        [](AttackCase& test)
        {
            MediaNetwork network;
            auto thief = network.Attack<TokenThief>();
            thief->SetAttribute("Mode", EnumValue(static_cast<int>(TokenThief::Close)));
            thief->SetAttribute("Number", UintegerValue(0));
            thief->Tap(network.nodes.Get(1));
            network.Show(network.Enable(network.tokens), TokenAct::Open);
            network.Step(Seconds(2));
            test.Equal(static_cast<int64_t>(network.gate->GetCount(TokenOutcome::BadProof)),
                       1,
                       "the proof is not good");
            test.Equal(static_cast<int64_t>(network.filter->GetTable().GetOpen()),
                       4,
                       "all is still open");
        }));
}

void
MediaAttackTestSuite::AddForging()
{
    AddTestCase(new AttackCase(
        "forged tokens at line rate cost a bounded number of checks and open nothing",
        [](AttackCase& test)
        {
            MediaNetwork network;
            auto forger = network.Attack<TokenForger>();
            forger->AssignStreams(9);
            forger->Flood({network.GetBob(), 5000});
            network.Step(Seconds(2));
            test.Equal(static_cast<int64_t>(forger->GetSentCount()), 10100, "tokens and media");
            test.Equal(static_cast<int64_t>(forger->GetReachedCount()), 0, "none arrives");
            const auto forged = static_cast<int64_t>(network.gate->GetCount(TokenOutcome::Forged));
            const auto unchecked =
                static_cast<int64_t>(network.gate->GetCount(TokenOutcome::RateLimited));
            test.True(forged >= 2000 && forged <= 2210, "checks in one second");
            test.Equal(forged + unchecked, 10000, "the others are dropped unchecked");
            network.Step(Seconds(1));
            network.Show(network.Enable(network.tokens), TokenAct::Open);
            test.Equal(static_cast<int64_t>(network.gate->GetCount(TokenOutcome::Opened)),
                       1,
                       "a true one is taken after that");
        }));
    AddTestCase(new AttackCase(
        "a scan finds every port, none, or with a false source the one that is open",
        [](AttackCase& test)
        {
            const auto scan = [](bool isOpen, bool isFalse)
            {
                MediaNetwork network;
                if (isOpen)
                {
                    network.OpenAll();
                }
                network.Enable(network.direct);
                auto scanner = network.Attack<PortScanner>();
                scanner->SetAttribute("FirstPort", UintegerValue(4900));
                scanner->SetAttribute("LastPort", UintegerValue(5058));
                scanner->Scan(network.GetBob(), isFalse ? network.GetFlow().source : MediaEnd());
                network.Step(Seconds(1));
                const auto found = Count(scanner, Gain::PassedFirewall);
                Simulator::Destroy();
                return found;
            };
            test.Equal(scan(true, false), 80, "without a firewall");
            test.Equal(scan(false, false), 0, "from elsewhere");
            test.Equal(scan(false, true), 1, "in a party's name");
        }));
}

void
MediaAttackTestSuite::AddSignaling()
{
    AddTestCase(new AttackCase(
        "a proxy that lies to a firewall at hand",
        [](AttackCase& test)
        {
            const auto pass = [](LyingFirewallControl::Mode mode)
            {
                MediaNetwork network;
                auto injector = network.Attack<MediaInjector>();
                auto liar = CreateObject<LyingFirewallControl>();
                liar->SetAttribute("Mode", EnumValue(static_cast<int>(mode)));
                liar->SetControl(network.direct);
                liar->SetParty(injector->GetOwnEnd(4000));
                network.Enable(liar);
                injector->Begin({injector->GetOwnEnd(4000), network.GetFlow().destination});
                network.Step(Seconds(2));
                liar->Release("call");
                const auto passed = static_cast<int64_t>(injector->GetReachedCount());
                liar->Dispose();
                Simulator::Destroy();
                return passed;
            };
            test.Equal(pass(LyingFirewallControl::Add), 50, "the attacker's media passes");
            test.Equal(pass(LyingFirewallControl::Replace), 50, "in the caller's place too");
        }));
    AddTestCase(new AttackCase(
        "a proxy that lies in tokens",
        [](AttackCase& test)
        {
            MediaNetwork network;
            auto thief = network.Attack<TokenThief>();
            auto liar = CreateObject<LyingFirewallControl>();
            liar->SetControl(network.tokens);
            liar->SetParty(thief->GetOwnEnd(4000));
            const auto granted = network.Enable(liar);
            test.Equal(static_cast<int64_t>(granted.forCaller.size()), 1, "Alice gets hers");
            test.Equal(static_cast<int64_t>(liar->GetGrants().size()), 2, "the attacker his");
            test.Equal(static_cast<int64_t>(network.filter->GetTable().GetOpened()),
                       0,
                       "nothing opens unless somebody shows a token");
            thief->Use(liar->GetGrants().front(), thief->GetOwnEnd(4001));
            network.Step(Seconds(1));
            test.Equal(static_cast<int64_t>(thief->GetReachedCount()), 11, "the attacker does");
        }));
    AddTestCase(new AttackCase(
        "a BYE that never arrives, however often it is sent",
        [](AttackCase& test)
        {
            AttackNetwork network;
            Ptr<RequestDropper> dropper =
                network.adversary.OnLink<RequestDropper>(network.GetLink(AttackNetwork::Alice));
            network.PlanCall();
            network.Run();
            test.True(network.IsBobReached(), "the call was there");
            test.True(dropper->GetDroppedCount() > 1, "it is sent again, and dropped again");
            test.Equal(static_cast<int64_t>(network.adversary.GetLog()->Count(Gain::HidEnd)),
                       1,
                       "a gain");
            test.True(network.incoming.size() == 1 &&
                          network.incoming[0]->GetState() == SipCallState::Established,
                      "Bob's call goes on");
        }));
}

MediaAttackTestSuite g_mediaAttackTestSuite; ///< runs with the others

} // namespace
