// SPDX-License-Identifier: GPL-2.0-only

#include "firewall-rig.h"
#include "named-case.h"

#include "ns3/boolean.h"
#include "ns3/enum.h"
#include "ns3/media-filter.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <random>
#include <set>
#include <string>
#include <type_traits>
#include <vector>

using namespace ns3;

namespace
{

/**
 * \param length what the UDP header says; its own octets included
 * \param size octets there are
 * \param toPort destination port
 * \return a datagram from port 4000
 */
std::vector<uint8_t>
MakeDatagram(uint16_t length, std::size_t size, uint16_t toPort)
{
    std::vector<uint8_t> octets{0x0f,
                                0xa0,
                                static_cast<uint8_t>(toPort >> 8U),
                                static_cast<uint8_t>(toPort),
                                static_cast<uint8_t>(length >> 8U),
                                static_cast<uint8_t>(length),
                                0,
                                0};
    octets.resize(size);
    return octets;
}

/**
 * A filter that is asked without a network.
 */
struct LoneFilter
{
    /**
     * \param octets what follows the IP header
     * \return whether they pass
     */
    bool
    Passes(const std::vector<uint8_t>& octets)
    {
        return !filter->RouteInput(
            Create<Packet>(octets.data(), static_cast<uint32_t>(octets.size())),
            header,
            nullptr,
            std::decay_t<MediaFilter::Input::Unicast>(),
            std::decay_t<MediaFilter::Input::Multicast>(),
            std::decay_t<MediaFilter::Input::Local>(),
            std::decay_t<MediaFilter::Input::Error>());
    }

    /// \param toPort of the flow from 10.0.0.1:4000 to 10.0.0.2 that is opened
    void
    Open(uint16_t toPort) const
    {
        const auto id = filter->OpenPinhole(
            {{header.GetSource().Get(), 4000}, {header.GetDestination().Get(), toPort}},
            "call",
            Seconds(100),
            Time());
        NS_ABORT_MSG_UNLESS(id, "no pinhole");
    }

    LoneFilter()
    {
        header.SetSource(Ipv4Address(0x0a000001));
        header.SetDestination(Ipv4Address(0x0a000002));
        header.SetProtocol(17);
    }

    ~LoneFilter()
    {
        filter->Dispose();
    }

    Ptr<MediaFilter> filter{CreateObject<MediaFilter>()}; //!< the filter
    Ipv4Header header;                                    //!< of the packets
};

/**
 * Filtering.
 */
class MediaFilterTestSuite : public TestSuite
{
  public:
    MediaFilterTestSuite()
        : TestSuite("media-filter")
    {
        AddTestCase(
            new NamedCase("Media is denied, one way is opened, the other is not", TestOpen));
        AddTestCase(new NamedCase("A lifetime and an idle timeout end in time", TestTimers));
        AddTestCase(new NamedCase("Signaling, TCP and ICMP pass, and are no media", TestOthers));
        AddTestCase(new NamedCase("Other protocols and groups do not pass", TestProtocols));
        AddTestCase(new NamedCase("RFC 791 3.2: fragments of UDP do not pass", TestFragments));
        AddTestCase(new NamedCase("Mode Open lets everything pass, and counts", TestModeOpen));
        AddTestCase(new NamedCase("RFC 768: lengths that lie", TestLengths));
        AddTestCase(new NamedCase("Hostile datagrams of all sizes", TestHostile));
        AddTestCase(new NamedCase("What is for the node, or from it, is not filtered", TestLocal));
        AddTestCase(new NamedCase("Sent is passed and dropped by reason", TestConservation));
        AddTestCase(new NamedCase("A list of ports, or none", TestPorts));
        AddTestCase(new NamedCase("One filter a node, before all other routing", TestInstall));
    }

  private:
    static void
    TestOpen(NamedCase& t)
    {
        FirewallRig rig;
        Simulator::Schedule(Seconds(1),
                            [&]
                            {
                                rig.Send(0, 4000, 4002, {1, 2, 3});
                            });
        Simulator::Schedule(
            Seconds(2),
            [&]
            {
                t.Expect(rig.filter
                             ->OpenPinhole(rig.GetFlow(0, 4000, 4002), "call", Seconds(100), Time())
                             .has_value(),
                         "open");
                rig.Send(0, 4000, 4002, {1, 2, 3});
                rig.Send(1, 4002, 4000, {1, 2, 3}); // the other way
                rig.Send(0, 4000, 4004, {1, 2, 3}); // another port
                rig.Send(0, 4008, 4002, {1, 2, 3}); // from another port
            });
        Simulator::Schedule(Seconds(3),
                            [&]
                            {
                                t.ExpectEqual(rig.filter->CloseCall("call"), 1U, "close");
                                rig.Send(0, 4000, 4002, {1, 2, 3});
                            });
        Simulator::Stop(Seconds(4));
        Simulator::Run();
        t.ExpectEqual(rig.received[4002], 1U, "through the pinhole");
        t.ExpectEqual(rig.received.size(), 1U, "and nothing else");
        t.ExpectEqual(rig.passed[FirewallPassReason::Pinhole], 1U, "told");
        t.ExpectEqual(rig.dropped[FirewallDropReason::NoPinhole], 5U, "told");
        t.ExpectEqual(rig.filter->GetDropped(FirewallDropReason::NoPinhole), 5U, "counted");
        t.ExpectEqual(rig.filter->GetArrived(), rig.sent, "all came");
        t.Expect(rig.filter->IsBalanced(), "balance");
    }

    static void
    TestTimers(NamedCase& t)
    {
        FirewallRig rig;
        const auto open = [&](uint16_t port, Time lifetime, Time idle)
        {
            const auto id =
                rig.filter->OpenPinhole(rig.GetFlow(0, 4000, port), "call", lifetime, idle);
            t.Expect(id.has_value(), "open");
            return id.value_or(0);
        };
        Simulator::Schedule(Seconds(1),
                            [&]
                            {
                                open(4002, Seconds(10), Time());
                                open(4004, Seconds(100), Seconds(2));
                                const auto id = open(4006, Seconds(3), Time());
                                Simulator::Schedule(Seconds(2),
                                                    [&rig, id]
                                                    {
                                                        rig.filter->RefreshPinhole(id, Seconds(3));
                                                    });
                            });
        for (int i = 1; i < 200; ++i) // until 20 s; to 4004 until 5 s
        {
            Simulator::Schedule(MilliSeconds(100 * i + 50),
                                [&]
                                {
                                    rig.Send(0, 4000, 4002, {1});
                                });
            Simulator::Schedule(MilliSeconds(100 * i + 50),
                                [&]
                                {
                                    rig.Send(0, 4000, 4006, {1});
                                });
        }
        for (int i = 10; i < 50; ++i)
        {
            Simulator::Schedule(MilliSeconds(100 * i + 50),
                                [&]
                                {
                                    rig.Send(0, 4000, 4004, {1});
                                });
        }
        Simulator::Stop(Seconds(30));
        Simulator::Run();
        t.ExpectEqual(rig.received[4002], 100U, "for its lifetime");
        t.ExpectEqual(rig.received[4004], 40U, "while it is in use");
        t.ExpectEqual(rig.received[4006], 50U, "until two seconds and a refresh were over");
        t.ExpectEqual(rig.closings.size(), 3U, "three end");
        t.ExpectEqual(rig.closings.at(0).first, Seconds(6), "when the refresh says");
        t.Expect(rig.closings.at(0).second == PinholeEnd::Expired, "so");
        const Time idle = rig.closings.at(1).first - MilliSeconds(6950);
        t.Expect(idle >= Time() && idle < MilliSeconds(1), "two seconds after the last packet");
        t.Expect(rig.closings.at(1).second == PinholeEnd::Idle, "so");
        t.ExpectEqual(rig.closings.at(2).first, Seconds(11), "when the lifetime is over");
        t.Expect(rig.filter->IsBalanced() && rig.filter->GetTable().GetOpen() == 0, "balance");
    }

    static void
    TestOthers(NamedCase& t)
    {
        LoneFilter lone;
        t.Expect(lone.Passes(MakeDatagram(8, 8, 5060)), "SIP");
        t.Expect(!lone.Passes(MakeDatagram(8, 8, 5061)), "no SIP over UDP");
        auto fromSip = MakeDatagram(8, 8, 4000);
        fromSip[0] = 5060 >> 8U;
        fromSip[1] = 5060 & 0xffU;
        t.Expect(!lone.Passes(fromSip), "to be sent from there is not enough");
        for (const uint8_t protocol : {6, 1})
        {
            lone.header.SetProtocol(protocol);
            t.Expect(lone.Passes({}) && lone.Passes(MakeDatagram(8, 100, 4000)), "TCP, ICMP");
            lone.header.SetMoreFragments();
            t.Expect(lone.Passes(MakeDatagram(8, 100, 4000)), "and its fragments");
            lone.header.SetLastFragment();
        }
        t.ExpectEqual(lone.filter->GetOthers(), 7U, "others");
        t.ExpectEqual(lone.filter->GetArrived(), 2U, "media");
        t.Expect(lone.filter->IsBalanced(), "balance");
    }

    static void
    TestProtocols(NamedCase& t)
    {
        LoneFilter lone;
        lone.Open(4002);
        lone.header.SetProtocol(136); // UDP-Lite, whose header has ports too
        t.Expect(!lone.Passes(MakeDatagram(8, 8, 4002)), "UDP-Lite");
        lone.header.SetProtocol(0);
        t.Expect(!lone.Passes(MakeDatagram(8, 8, 5060)), "what is no protocol");
        t.ExpectEqual(lone.filter->GetDropped(FirewallDropReason::Protocol), 2U, "why");
        lone.header.SetProtocol(17);
        lone.header.SetDestination(Ipv4Address("224.1.1.1"));
        lone.Open(4002);
        t.Expect(!lone.Passes(MakeDatagram(8, 8, 4002)), "a group, pinhole or not");
        t.Expect(!lone.Passes(MakeDatagram(8, 8, 5060)), "a group, SIP or not");
        t.ExpectEqual(lone.filter->GetDropped(FirewallDropReason::Multicast), 2U, "why");
        t.Expect(lone.filter->IsBalanced(), "balance");
    }

    static void
    TestFragments(NamedCase& t)
    {
        FirewallRig rig;
        Simulator::Schedule(
            Seconds(1),
            [&]
            {
                t.Expect(rig.filter
                             ->OpenPinhole(rig.GetFlow(0, 4000, 4002), "call", Seconds(100), Time())
                             .has_value(),
                         "open");
                rig.Send(0, 4000, 4002, std::vector<uint8_t>(3000));
                rig.Send(0, 4000, 5060, std::vector<uint8_t>(3000));
                rig.Send(0, 4000, 4002, std::vector<uint8_t>(1400));
            });
        Simulator::Stop(Seconds(100));
        Simulator::Run();
        t.ExpectEqual(rig.received[4002], 1U, "what is whole");
        t.ExpectEqual(rig.received[5060], 0U, "no fragments of signaling either");
        t.ExpectEqual(rig.dropped[FirewallDropReason::Fragment], 6U, "three of each");
        t.Expect(rig.filter->IsBalanced(), "balance");
    }

    static void
    TestModeOpen(NamedCase& t)
    {
        LoneFilter lone;
        lone.filter->SetAttribute("Mode", StringValue("Open"));
        t.Expect(lone.Passes(MakeDatagram(8, 8, 4002)), "UDP");
        t.Expect(lone.Passes({1, 2, 3}), "no datagram");
        lone.header.SetMoreFragments();
        t.Expect(lone.Passes(MakeDatagram(8, 8, 4002)), "a fragment");
        lone.header.SetLastFragment();
        lone.header.SetProtocol(136);
        t.Expect(lone.Passes(MakeDatagram(8, 8, 4002)), "UDP-Lite");
        t.ExpectEqual(lone.filter->GetPassed(FirewallPassReason::Open), 4U, "counted");
        lone.header.SetProtocol(17);
        lone.filter->SetAttribute("Mode", StringValue("Deny"));
        t.Expect(!lone.Passes(MakeDatagram(8, 8, 4002)), "and shut");
        t.Expect(lone.filter->IsBalanced(), "balance");
    }

    static void
    TestLengths(NamedCase& t)
    {
        LoneFilter lone;
        lone.Open(4002);
        for (const std::size_t size : {8, 9, 20, 200})
        {
            for (std::size_t length = 0; length <= size + 3; ++length)
            {
                t.ExpectEqual(lone.Passes(MakeDatagram(static_cast<uint16_t>(length), size, 4002)),
                              length >= 8 && length <= size,
                              "size " + std::to_string(size) + " length " + std::to_string(length));
            }
        }
        t.Expect(!lone.Passes(MakeDatagram(65535, 100, 4002)), "far too long");
        t.Expect(lone.Passes(MakeDatagram(65515, 65515, 4002)), "the longest");
        t.Expect(lone.filter->IsBalanced(), "balance");
    }

    static void
    TestHostile(NamedCase& t)
    {
        LoneFilter lone;
        lone.Open(4002);
        std::mt19937 random(11);
        uint64_t malformed = 0;
        uint64_t passed = 0;
        uint64_t others = 0;
        for (int i = 0; i < 20000; ++i)
        {
            std::vector<uint8_t> octets(random() % 40);
            for (auto& octet : octets)
            {
                octet = static_cast<uint8_t>(random());
            }
            if (octets.size() >= 8 && i % 4 != 0)
            {
                const auto whole = MakeDatagram(static_cast<uint16_t>(octets.size()),
                                                octets.size(),
                                                i % 4 == 1 ? 4002 : 5060);
                std::copy_n(whole.begin(), i % 4 == 3 ? 4 : 6, octets.begin());
            }
            // The rules once more, in other words.
            const std::size_t length =
                octets.size() < 8 ? 0 : octets[4] * std::size_t{256} + octets[5];
            const bool isWhole = length >= 8 && length <= octets.size();
            const uint32_t to = octets.size() < 4 ? 0 : octets[2] * 256U + octets[3];
            const bool isSip = isWhole && to == 5060;
            const bool fits =
                isWhole && to == 4002 && octets[0] == 4000 / 256 && octets[1] == 4000 % 256;
            malformed += isWhole ? 0 : 1;
            others += isSip ? 1 : 0;
            passed += fits ? 1 : 0;
            t.ExpectEqual(lone.Passes(octets), isSip || fits, "what passes");
        }
        t.Expect(malformed > 1000 && passed > 1000 && others > 1000, "all of it happened");
        t.ExpectEqual(lone.filter->GetDropped(FirewallDropReason::Malformed), malformed, "why");
        t.ExpectEqual(lone.filter->GetPassed(), passed, "passed");
        t.ExpectEqual(lone.filter->GetOthers(), others, "others");
        t.Expect(lone.filter->IsBalanced(), "balance");
    }

    static void
    TestLocal(NamedCase& t)
    {
        FirewallRig rig;
        auto own = Socket::CreateSocket(rig.nodes.Get(1), UdpSocketFactory::GetTypeId());
        own->Bind(InetSocketAddress(rig.inside, 4100));
        uint32_t got = 0;
        own->SetRecvCallback(MakeBoundCallback(
            +[](uint32_t* count, Ptr<Socket> socket)
            {
                while (socket->Recv())
                {
                    ++*count;
                }
            },
            &got));
        Simulator::Schedule(
            Seconds(1),
            [&]
            {
                rig.GetSocket(0, 4000)->SendTo(Create<Packet>(10),
                                               0,
                                               InetSocketAddress(rig.inside, 4100));
                rig.GetSocket(1, 4002);
                own->SendTo(Create<Packet>(10), 0, InetSocketAddress(rig.hosts[1], 4002));
            });
        Simulator::Stop(Seconds(2));
        Simulator::Run();
        t.ExpectEqual(got, 1U, "for the node");
        t.ExpectEqual(rig.received[4002], 1U, "from the node");
        t.ExpectEqual(rig.filter->GetArrived() + rig.filter->GetOthers(), 0U, "none was judged");
        own->SetRecvCallback(MakeNullCallback<void, Ptr<Socket>>());
    }

    static void
    TestConservation(NamedCase& t)
    {
        FirewallRig rig;
        std::mt19937 random(3);
        for (int i = 0; i < 3000; ++i)
        {
            const auto from = static_cast<std::size_t>(random() % 2);
            const auto fromPort = static_cast<uint16_t>(4000 + random() % 3);
            const auto toPort = static_cast<uint16_t>(4000 + random() % 3);
            const auto what = random() % 10;
            const auto size = random() % 300;
            Simulator::Schedule(
                MilliSeconds(10 * i + 1),
                [&rig, from, fromPort, toPort, what, size]
                {
                    if (what == 0)
                    {
                        (void)rig.filter->OpenPinhole(
                            rig.GetFlow(from, fromPort, toPort),
                            size % 2 == 0 ? "even" : "odd",
                            MilliSeconds(static_cast<uint64_t>(size) * 20 + 1),
                            MilliSeconds(300));
                    }
                    else if (what == 1 && size < 10)
                    {
                        rig.filter->CloseCall("even");
                    }
                    else
                    {
                        rig.Send(from, fromPort, toPort, std::vector<uint8_t>(size));
                    }
                });
        }
        Simulator::Stop(Seconds(40));
        Simulator::Run();
        uint64_t received = 0;
        for (const auto& [port, count] : rig.received)
        {
            received += count;
        }
        const auto dropped = rig.dropped[FirewallDropReason::NoPinhole];
        t.Expect(received > 500 && dropped > 500, "both happened");
        t.ExpectEqual(rig.passed[FirewallPassReason::Pinhole], received, "passed is received");
        t.ExpectEqual(received + dropped, rig.sent, "sent is received and dropped");
        t.ExpectEqual(rig.filter->GetPassed(), received, "counted");
        t.ExpectEqual(rig.filter->GetDropped(), dropped, "counted");
        t.ExpectEqual(rig.closings.size(), rig.filter->GetTable().GetOpened(), "all closed");
        t.Expect(rig.filter->IsBalanced() && rig.filter->GetTable().GetOpen() == 0, "balance");
    }

    static void
    TestPorts(NamedCase& t)
    {
        LoneFilter lone;
        const auto set = [&](const std::string& ports)
        {
            return lone.filter->SetAttributeFailSafe("SignalingPorts", StringValue(ports));
        };
        t.Expect(set("5070,53,5060"), "a list");
        StringValue ports;
        lone.filter->GetAttribute("SignalingPorts", ports);
        t.ExpectEqual(ports.Get(), "53,5060,5070", "in order");
        t.Expect(lone.Passes(MakeDatagram(8, 8, 53)), "one of them");
        t.Expect(set(""), "none");
        t.Expect(!lone.Passes(MakeDatagram(8, 8, 5060)), "nothing passes");
        for (const char* wrong : {"0", "65536", "5060,", ",5060", "50 60", "sip", "-1", "5060,,1"})
        {
            t.Expect(!set(wrong), wrong);
        }
    }

    static void
    TestInstall(NamedCase& t)
    {
        FirewallRig rig;
        t.Expect(MediaFilter::Install(rig.nodes.Get(1)) == rig.filter, "once");
        t.Expect(MediaFilter::Install(CreateObject<Node>()) == nullptr, "no IPv4, no filter");
    }
};

MediaFilterTestSuite g_packetFilterTestSuite; //!< the suite

} // namespace
