// SPDX-License-Identifier: GPL-2.0-only

#include "firewall-rig.h"
#include "named-case.h"

#include "ns3/cost-profile.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/packet-inspector.h"
#include "ns3/processor.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <memory>
#include <string>
#include <vector>

using namespace ns3;

namespace
{

/// An inspector that says what it is told to say.
class TestInspector : public PacketInspector
{
  public:
    Verdict
    Inspect(MediaFilter& filter,
            const MediaFlow& flow,
            const uint8_t* payload,
            std::size_t size,
            Time now,
            Work& work) override
    {
        seen.emplace_back(payload, payload + size);
        flows.push_back(flow);
        if (hashes)
        {
            work.Add("hmac", "sha-256", size);
        }
        if (opens)
        {
            isOpen = filter.OpenPinhole(*opens, "token", Seconds(10), Time()).has_value();
        }
        return verdict;
    }

    Verdict verdict{Verdict::NotMine};      //!< what it says
    bool hashes{false};                     //!< whether that is work
    std::optional<MediaFlow> opens;         //!< what it opens
    bool isOpen{false};                     //!< whether it could
    std::vector<std::vector<uint8_t>> seen; //!< the payloads
    std::vector<MediaFlow> flows;           //!< the flows
};

/**
 * A firewall whose processor takes time: 2 ms for a packet, 1 ms for a hash, 10 ms for a signature.
 */
class LoadedRig : public FirewallRig
{
  public:
    LoadedRig()
    {
        const auto profile = CostProfile::Parse(
            R"({"name": "test", "cpu": "none", "library": "none", "method": "made up",
                "date": "none", "operations": [
               {"operation": "filter", "algorithm": "udp", "fixed_ns": 2e6, "ns_per_octet": 0},
               {"operation": "hmac", "algorithm": "sha-256", "fixed_ns": 1e6, "ns_per_octet": 0},
               {"operation": "sign", "algorithm": "rsa-2048-sha-256", "fixed_ns": 1e7,
                "ns_per_octet": 0}]})");
        NS_ABORT_MSG_UNLESS(profile, profile.error());
        packetTime = MilliSeconds(2);
        processor = CreateObject<Processor>();
        processor->SetCostProfile(std::make_shared<const CostProfile>(*profile));
        nodes.Get(1)->AggregateObject(processor);
    }

    /// Keeps the processor busy for 10 ms.
    void
    Sign()
    {
        Work work;
        work.Add("sign", "rsa-2048-sha-256");
        processor->Execute(work, nullptr);
    }

    /**
     * Opens a flow for 100 s.
     * \param from 0 or 1
     * \param fromPort port of that host
     * \param toPort port of the other host
     */
    void
    Open(std::size_t from, uint16_t fromPort, uint16_t toPort)
    {
        const auto id =
            filter->OpenPinhole(GetFlow(from, fromPort, toPort), "call", Seconds(100), Time());
        NS_ABORT_MSG_UNLESS(id, "no pinhole");
    }

    Ptr<Processor> processor; //!< of the firewall
    Time packetTime;          //!< what a packet takes
};

/**
 * Filtering takes time, and inspectors.
 */
class MediaFilterLoadTestSuite : public TestSuite
{
  public:
    MediaFilterLoadTestSuite()
        : TestSuite("media-filter-load")
    {
        AddTestCase(new NamedCase("RFC 5761 4: inspectors see RTCP and what matches nothing",
                                  TestInspectors));
        AddTestCase(new NamedCase("The first inspector that says something decides", TestOrder));
        AddTestCase(new NamedCase("Packets wait for the processor, in order", TestWait));
        AddTestCase(new NamedCase("Too many that wait are dropped", TestOverload));
        AddTestCase(new NamedCase("A pinhole is looked at when the processor is free", TestWhen));
        AddTestCase(new NamedCase("No route, late", TestNoRoute));
        AddTestCase(new NamedCase("The node ends while packets wait", TestDispose));
        AddTestCase(new NamedCase("An inspector opens a pinhole, and its work takes time",
                                  TestInspectorWork));
    }

  private:
    static void
    TestWait(NamedCase& t)
    {
        LoadedRig rig;
        rig.Open(0, 4000, 4002);
        Simulator::Schedule(Seconds(1),
                            [&]
                            {
                                rig.Sign();
                                rig.Send(0, 4000, 4002, {1});
                                rig.Send(0, 4000, 4002, {2});
                                rig.Send(0, 4000, 4004, {3});
                                rig.Send(0, 4000, 5060, {4}); // does not wait
                            });
        Simulator::Schedule(MilliSeconds(1005),
                            [&]
                            {
                                t.ExpectEqual(rig.filter->GetWaiting(), 3U, "they wait");
                                t.Expect(rig.filter->IsBalanced(), "balance meanwhile");
                                t.ExpectEqual(rig.received[5060], 1U, "signaling is there");
                            });
        Simulator::Stop(Seconds(2));
        Simulator::Run();
        t.ExpectEqual(rig.received[4002], 2U, "they pass");
        t.ExpectEqual(rig.dropped[FirewallDropReason::NoPinhole], 1U, "one does not");
        for (uint32_t i = 1; i <= 2; ++i)
        {
            const Time late = rig.times.at(i) - MilliSeconds(1010) - rig.packetTime * i;
            t.Expect(late >= Time() && late < MilliSeconds(1), "when the processor is done");
        }
        const auto& amounts = rig.processor->GetTotal().GetAmounts();
        const auto found = amounts.find({"filter", "udp"});
        t.Expect(found != amounts.end() && found->second.count == 3 &&
                     found->second.octets == 3 * 9,
                 "work of each media packet, UDP header included");
        t.ExpectEqual(rig.filter->GetWaiting(), 0U, "none waits");
        t.Expect(rig.filter->IsBalanced(), "balance");
    }

    static void
    TestOverload(NamedCase& t)
    {
        LoadedRig rig;
        rig.Open(0, 4000, 4002);
        rig.filter->SetAttribute("MaxWaiting", UintegerValue(5));
        Simulator::Schedule(Seconds(1),
                            [&]
                            {
                                rig.Sign();
                                for (uint8_t i = 0; i < 12; ++i)
                                {
                                    rig.Send(0, 4000, 4002, {i});
                                }
                            });
        Simulator::Schedule(Seconds(2),
                            [&]
                            {
                                rig.Send(0, 4000, 4002, {99});
                            });
        Simulator::Stop(Seconds(3));
        Simulator::Run();
        t.ExpectEqual(rig.dropped[FirewallDropReason::Overload], 7U, "too many");
        t.ExpectEqual(rig.received[4002], 6U, "the rest, and one later");
        t.ExpectEqual(rig.filter->GetArrived(), 13U, "all");
        t.Expect(rig.filter->IsBalanced(), "balance");
    }

    static void
    TestWhen(NamedCase& t)
    {
        LoadedRig rig;
        Simulator::Schedule(Seconds(1),
                            [&]
                            {
                                rig.Sign();
                                rig.Send(0, 4000, 4002, {1});
                            });
        Simulator::Schedule(MilliSeconds(1005),
                            [&]
                            {
                                rig.Open(0, 4000, 4002);
                            });
        Simulator::Schedule(Seconds(2),
                            [&]
                            {
                                rig.Sign();
                                rig.Send(0, 4000, 4002, {1});
                            });
        Simulator::Schedule(MilliSeconds(2005),
                            [&]
                            {
                                rig.filter->CloseCall("call");
                            });
        Simulator::Stop(Seconds(3));
        Simulator::Run();
        t.ExpectEqual(rig.received[4002], 1U, "opened in time");
        t.ExpectEqual(rig.dropped[FirewallDropReason::NoPinhole], 1U, "closed in time");
    }

    static void
    TestNoRoute(NamedCase& t)
    {
        LoadedRig rig;
        const Ipv4Address nowhere("192.0.2.1");
        const MediaFlow flow{rig.GetEnd(0, 4000), {nowhere.Get(), 4002}};
        t.Expect(rig.filter->OpenPinhole(flow, "call", Seconds(100), Time()).has_value(), "open");
        uint32_t lost = 0;
        rig.nodes.Get(1)->GetObject<Ipv4>()->TraceConnectWithoutContext(
            "Drop",
            MakeBoundCallback(
                +[](uint32_t* count,
                    const Ipv4Header& header,
                    Ptr<const Packet> packet,
                    Ipv4L3Protocol::DropReason reason,
                    Ptr<Ipv4> ipv4,
                    uint32_t interface)
                {
                    ++*count;
                },
                &lost));
        Ipv4StaticRoutingHelper()
            .GetStaticRouting(rig.nodes.Get(0)->GetObject<Ipv4>())
            ->AddHostRouteTo(nowhere, 1);
        Simulator::Schedule(Seconds(1),
                            [&]
                            {
                                rig.Sign();
                                rig.GetSocket(0, 4000)->SendTo(Create<Packet>(10),
                                                               0,
                                                               InetSocketAddress(nowhere, 4002));
                            });
        Simulator::Stop(Seconds(2));
        Simulator::Run();
        t.ExpectEqual(rig.filter->GetPassed(), 1U, "the filter lets it pass");
        t.ExpectEqual(lost, 1U, "IPv4 tells that there is no route");
    }

    static void
    TestDispose(NamedCase& t)
    {
        LoadedRig rig;
        rig.Open(0, 4000, 4002);
        Simulator::Schedule(Seconds(1),
                            [&]
                            {
                                rig.Sign();
                                rig.Send(0, 4000, 4002, {1});
                            });
        Simulator::Stop(MilliSeconds(1005));
        Simulator::Run();
        t.ExpectEqual(rig.filter->GetWaiting(), 1U, "in flight");
        t.Expect(rig.filter->IsBalanced(), "balance");
        Simulator::Destroy();
        t.ExpectEqual(rig.received.size(), 0U, "nothing more");
    }

    static void
    TestInspectors(NamedCase& t)
    {
        FirewallRig rig;
        auto inspector = CreateObject<TestInspector>();
        rig.filter->AddInspector(inspector);
        const std::vector<uint8_t> rtcp{0x80, 201, 0, 0};
        const std::vector<uint8_t> rtp{0x80, 0, 0, 0};
        for (const uint16_t port : {4002, 4003})
        {
            t.Expect(rig.filter->OpenPinhole(rig.GetFlow(0, 4000, port), "call", Seconds(9), Time())
                         .has_value(),
                     "open");
        }
        Simulator::Schedule(Seconds(1),
                            [&]
                            {
                                rig.Send(0, 4000, 4002, rtp);  // passes unseen
                                rig.Send(0, 4000, 4002, rtcp); // looks like RTCP
                                rig.Send(0, 4000, 4003, rtp);  // an odd port
                                rig.Send(0, 4000, 4003, {});   // an odd port, nothing in it
                                rig.Send(0, 4000, 4004, rtp);  // no pinhole
                                rig.Send(0, 4000, 4004, rtcp); // no pinhole: seen once
                                rig.Send(0, 4000, 5060, rtcp); // signaling
                            });
        Simulator::Schedule(
            Seconds(2),
            [&]
            {
                t.Expect(inspector->seen ==
                             std::vector<std::vector<uint8_t>>({rtcp, rtp, {}, rtp, rtcp}),
                         "what it sees");
                t.Expect(inspector->flows.at(0) == rig.GetFlow(0, 4000, 4002), "of which flow");
                t.ExpectEqual(rig.received[4002] + rig.received[4003], 4U, "pass");
                inspector->verdict = PacketInspector::Verdict::Drop;
                rig.Send(0, 4000, 4002, rtp);
                rig.Send(0, 4000, 4003, rtcp); // in spite of its pinhole
                rig.Send(0, 4000, 4004, rtp);
            });
        Simulator::Schedule(Seconds(3),
                            [&]
                            {
                                t.ExpectEqual(rig.dropped[FirewallDropReason::Refused], 2U, "why");
                                t.ExpectEqual(rig.received[4003], 2U, "no more");
                                inspector->verdict = PacketInspector::Verdict::Pass;
                                rig.Send(0, 4000, 4004, rtp);
                                rig.Send(0, 4000, 4003, rtcp);
                            });
        Simulator::Stop(Seconds(4));
        Simulator::Run();
        t.ExpectEqual(rig.passed[FirewallPassReason::Inspector], 2U, "why");
        t.ExpectEqual(rig.received[4004], 1U, "without a pinhole");
        t.ExpectEqual(rig.filter->GetTable().GetMatched(), 6U, "those on pinholes are counted");
        t.Expect(rig.filter->IsBalanced(), "balance");
    }

    static void
    TestOrder(NamedCase& t)
    {
        FirewallRig rig;
        std::vector<Ptr<TestInspector>> inspectors;
        for (const auto verdict : {PacketInspector::Verdict::NotMine,
                                   PacketInspector::Verdict::Pass,
                                   PacketInspector::Verdict::Drop})
        {
            inspectors.push_back(CreateObject<TestInspector>());
            inspectors.back()->verdict = verdict;
            rig.filter->AddInspector(inspectors.back());
        }
        Simulator::Schedule(Seconds(1),
                            [&]
                            {
                                rig.Send(0, 4000, 4002, {1});
                            });
        Simulator::Stop(Seconds(2));
        Simulator::Run();
        t.ExpectEqual(rig.received[4002], 1U, "the second one");
        t.ExpectEqual(inspectors[0]->seen.size(), 1U, "first");
        t.ExpectEqual(inspectors[1]->seen.size(), 1U, "second");
        t.ExpectEqual(inspectors[2]->seen.size(), 0U, "not the third");
    }

    static void
    TestInspectorWork(NamedCase& t)
    {
        LoadedRig rig;
        auto inspector = CreateObject<TestInspector>();
        inspector->verdict = PacketInspector::Verdict::Pass;
        inspector->hashes = true;
        inspector->opens = rig.GetFlow(0, 4000, 4002);
        rig.filter->AddInspector(inspector);
        Simulator::Schedule(Seconds(1),
                            [&]
                            {
                                rig.Send(0, 4001, 4003, {0x80, 204});
                            });
        Simulator::Schedule(Seconds(2),
                            [&]
                            {
                                rig.Send(0, 4000, 4002, {1});
                            });
        Simulator::Stop(Seconds(3));
        Simulator::Run();
        t.Expect(inspector->isOpen, "open");
        t.ExpectEqual(rig.passed[FirewallPassReason::Inspector], 1U, "the token");
        t.ExpectEqual(rig.passed[FirewallPassReason::Pinhole], 1U, "and media");
        const Time late = rig.times.at(0) - Seconds(1) - MilliSeconds(1) - rig.packetTime;
        t.Expect(late >= Time() && late < MilliSeconds(1), "after the packet's time and a hash");
        t.Expect(rig.filter->IsBalanced(), "balance");
    }
};

MediaFilterLoadTestSuite g_packetFilterLoadTestSuite; //!< the suite

} // namespace
