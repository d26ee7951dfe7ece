// SPDX-License-Identifier: GPL-2.0-only

#include "firewall-rig.h"
#include "named-case.h"

#include "ns3/boolean.h"
#include "ns3/direct-firewall-control.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <map>
#include <set>
#include <string>
#include <vector>

using namespace ns3;

namespace
{

/// Streams of a call.
using Streams = std::vector<MediaStreamEnds>;

/**
 * \param host lowest octet of its address
 * \param port its even port
 * \return a party of a stream
 */
MediaStreamEnds::Party
MakeParty(uint32_t host, uint16_t port)
{
    return {{host, port}, {host, static_cast<uint16_t>(port + 1)}};
}

/**
 * A control of one or two filters.
 */
class ControlRig
{
  public:
    /// \param count number of filters
    explicit ControlRig(std::size_t count = 1)
    {
        control->SetAttribute("EarlyMedia", BooleanValue(true));
        for (std::size_t i = 0; i < count; ++i)
        {
            filters.push_back(CreateObject<MediaFilter>());
            control->AddFilter(filters.back());
            filters.back()->TraceConnectWithoutContext("PinholeClosed",
                                                       MakeCallback(&ControlRig::OnClosed, this));
        }
    }

    ~ControlRig()
    {
        control->Dispose();
        for (const auto& filter : filters)
        {
            filter->Dispose();
        }
    }

    /// \return whether both parties' streams were enabled
    bool
    Enable(const std::string& call, const Streams& streams)
    {
        isDone = false;
        control->Enable(call, streams, MakeDone());
        return isDone;
    }

    /// \return whether an offer's streams were reserved
    bool
    Reserve(const std::string& call, const Streams& streams)
    {
        isDone = false;
        control->Reserve(call, streams, MakeDone());
        return isDone;
    }

    /// \return the flows that are open for a call at a filter
    std::set<MediaFlow>
    GetFlows(const std::string& call, std::size_t filter = 0) const
    {
        std::set<MediaFlow> flows;
        const auto& table = filters[filter]->GetTable();
        for (const uint64_t id : table.GetPinholes(call))
        {
            flows.insert(table.Find(id)->flow);
        }
        return flows;
    }

    /// \return the same as a control should open for both ways of streams
    static std::set<MediaFlow>
    Expected(const Streams& streams)
    {
        const auto rules = MakeMediaRules(streams);
        return {rules.begin(), rules.end()};
    }

    /// \return number of pinholes closed so at the first filter
    uint64_t
    Closed(PinholeEnd end) const
    {
        return filters[0]->GetTable().GetClosed(end);
    }

    Ptr<DirectFirewallControl> control{CreateObject<DirectFirewallControl>()}; //!< the control
    std::vector<Ptr<MediaFilter>> filters;                                     //!< what it controls
    std::vector<Time> closings;               //!< when pinholes closed
    bool isDone{false};                       //!< whether the last thing worked
    std::optional<FirewallError::Kind> error; //!< why not

  private:
    /// \return takes the result of a request
    FirewallControl::Done
    MakeDone()
    {
        return [this](const auto& result, const Work& work)
        {
            isDone = result.has_value() && result->forCaller.empty() && work.IsEmpty();
            error = result ? std::nullopt : std::make_optional(result.error().kind);
        };
    }

    /// See MediaFilter::PinholeClosedTracedCallback
    void
    OnClosed(const Pinhole& pinhole, PinholeEnd end)
    {
        closings.push_back(Simulator::Now());
    }
};

/**
 * Proxy and firewall on one node.
 */
class DirectFirewallControlTestSuite : public TestSuite
{
  public:
    DirectFirewallControlTestSuite()
        : TestSuite("direct-firewall-control")
    {
        AddTestCase(
            new NamedCase("RFC 3264 5.1: early media, then both ways, then nothing", TestCall));
        AddTestCase(new NamedCase("RFC 3264 8: a later exchange closes what is gone", TestChange));
        AddTestCase(new NamedCase("No early media by default, and none of RTCP if so wanted",
                                  TestAttributes));
        AddTestCase(new NamedCase("A long call is refreshed, an idle one forgotten", TestLong));
        AddTestCase(new NamedCase("RFC 3261 15: a lost BYE leaves nothing behind", TestLostBye));
        AddTestCase(new NamedCase("An offer without an answer is over in time", TestNoAnswer));
        AddTestCase(new NamedCase("Two filters are told the same", TestTwo));
        AddTestCase(new NamedCase("All or nothing where there is no room", TestFull));
        AddTestCase(
            new NamedCase("Calls with the same ends do not close each other's", TestSameEnds));
        AddTestCase(new NamedCase("Two-way media over a network", TestNetwork));
    }

  private:
    static void
    TestCall(NamedCase& t)
    {
        ControlRig rig;
        const auto caller = MakeParty(1, 10);
        t.Expect(rig.Reserve("a", {{caller, std::nullopt}}), "reserve");
        t.Expect(rig.GetFlows("a") ==
                     std::set<MediaFlow>({{{}, caller.media}, {{}, caller.control}}),
                 "from anywhere to the offerer");
        const Streams both{{caller, MakeParty(2, 20)}};
        t.Expect(rig.Enable("a", both), "enable");
        t.Expect(rig.GetFlows("a") == ControlRig::Expected(both), "both ways, and no more");
        t.ExpectEqual(rig.Closed(PinholeEnd::Replaced), 2U, "early ones are replaced");
        t.ExpectEqual(rig.control->GetCalls(), 1U, "a call");
        rig.control->Release("nobody");
        rig.control->Release("a");
        rig.control->Release("a");
        t.ExpectEqual(rig.GetFlows("a").size(), 0U, "nothing");
        t.ExpectEqual(rig.Closed(PinholeEnd::Released), 4U, "released");
        t.ExpectEqual(rig.control->GetCalls(), 0U, "no call");
        // A call that never was answered.
        t.Expect(rig.Reserve("b", {{caller, std::nullopt}}), "reserve");
        rig.control->Release("b");
        t.Expect(rig.filters[0]->GetTable().GetOpen() == 0, "nothing");
        // An answer without an offer that was seen (RFC 3261 13.2.1: late offers).
        t.Expect(rig.Enable("c", both) && rig.GetFlows("c").size() == 4, "enable at once");
        t.Expect(rig.filters[0]->IsBalanced(), "balance");
    }

    static void
    TestChange(NamedCase& t)
    {
        ControlRig rig;
        const Streams before{{MakeParty(1, 10), MakeParty(2, 20)},
                             {MakeParty(1, 30), MakeParty(2, 40)}};
        t.Expect(rig.Enable("a", before), "enable");
        const auto ids = rig.filters[0]->GetTable().GetPinholes("a");
        // The same ends: nothing wider is opened, and nothing closed.
        t.Expect(rig.Reserve("a", {{MakeParty(1, 10), std::nullopt}}), "reserve");
        t.Expect(rig.GetFlows("a") == ControlRig::Expected(before), "no wildcards");
        t.Expect(rig.Enable("a", before), "enable");
        t.Expect(rig.filters[0]->GetTable().GetPinholes("a") == ids, "the same pinholes");
        // The caller moves, and the second stream ends.
        t.Expect(rig.Reserve("a", {{MakeParty(3, 10), std::nullopt}}), "reserve");
        t.ExpectEqual(rig.GetFlows("a").size(), 10U, "what was, and to the new address");
        const Streams after{{MakeParty(3, 10), MakeParty(2, 20)}, {std::nullopt, MakeParty(2, 40)}};
        t.Expect(rig.Enable("a", after), "enable");
        t.Expect(rig.GetFlows("a") == ControlRig::Expected(after), "what is");
        t.ExpectEqual(rig.Closed(PinholeEnd::Released), 8U, "what was is closed");
        t.ExpectEqual(rig.Closed(PinholeEnd::Replaced), 2U, "and what was early");
        // A second offer without an answer does away with the first.
        t.Expect(rig.Reserve("a", {{MakeParty(4, 10), std::nullopt}}), "reserve");
        t.Expect(rig.Reserve("a", {{MakeParty(5, 10), std::nullopt}}), "reserve");
        t.ExpectEqual(rig.GetFlows("a").size(), 6U, "one offer");
        // Nothing is left of the media.
        t.Expect(rig.Enable("a", {{std::nullopt, MakeParty(2, 20)}}), "enable");
        t.Expect(rig.GetFlows("a").empty() && rig.control->GetCalls() == 0, "forgotten");
        t.Expect(rig.filters[0]->IsBalanced(), "balance");
    }

    static void
    TestAttributes(NamedCase& t)
    {
        ControlRig rig;
        rig.control->Dispose();
        rig.control = CreateObject<DirectFirewallControl>(); // as it comes
        rig.control->AddFilter(rig.filters[0]);
        rig.control->SetAttribute("Rtcp", BooleanValue(false));
        const auto caller = MakeParty(1, 10);
        t.Expect(rig.Reserve("a", {{caller, std::nullopt}}), "reserve");
        t.Expect(rig.GetFlows("a").empty() && rig.control->GetCalls() == 0,
                 "an unproved offer opens nothing unless that is wanted");
        t.Expect(rig.Enable("a", {{caller, MakeParty(2, 20)}}), "enable");
        t.ExpectEqual(rig.GetFlows("a").size(), 2U, "RTP both ways");
        rig.control->SetAttribute("Source", StringValue("Address"));
        t.Expect(rig.Enable("b", {{caller, MakeParty(2, 20)}}), "enable");
        t.ExpectEqual(rig.GetFlows("b").begin()->source.port, 0U, "any port");
    }

    static void
    TestLong(NamedCase& t)
    {
        FirewallRig network;
        auto control = CreateObject<DirectFirewallControl>();
        control->AddFilter(network.filter);
        control->SetAttribute("Lifetime", TimeValue(Seconds(20)));
        control->SetAttribute("IdleTimeout", TimeValue(Seconds(15)));
        const Streams streams{
            {MediaStreamEnds::Party{network.GetEnd(0, 4000), network.GetEnd(0, 4001)},
             MediaStreamEnds::Party{network.GetEnd(1, 4002), network.GetEnd(1, 4003)}}};
        bool isDone = false;
        const auto done = [&](const auto& result, const Work&)
        {
            isDone = result.has_value();
        };
        Simulator::Schedule(Seconds(3),
                            [&]
                            {
                                control->Enable("a", streams, done);
                            });
        for (int i = 4; i < 300; ++i) // one way only
        {
            Simulator::Schedule(Seconds(i),
                                [&]
                                {
                                    network.Send(0, 4000, 4002, {1});
                                });
        }
        Simulator::Schedule(
            Seconds(200),
            [&]
            {
                t.Expect(network.filter->GetTable().GetOpen() == 1,
                         "idle directions are closed, and stay so");
                control->Enable("a", streams, done);
                t.ExpectEqual(network.filter->GetTable().GetOpen(), 4U, "until the next exchange");
            });
        Simulator::Schedule(Seconds(299) + MilliSeconds(900),
                            [&]
                            {
                                control->Release("a");
                            });
        Simulator::Stop(Seconds(400));
        Simulator::Run();
        t.Expect(isDone, "enabled");
        t.ExpectEqual(network.received[4002], 296U, "the call is not cut");
        t.ExpectEqual(network.filter->GetTable().GetClosed(PinholeEnd::Expired), 0U, "ever");
        t.ExpectEqual(network.filter->GetTable().GetClosed(PinholeEnd::Idle), 6U, "idle ones");
        t.Expect(network.filter->IsBalanced(), "balance");
        control->Dispose();
    }

    static void
    TestLostBye(NamedCase& t)
    {
        ControlRig rig;
        rig.control->SetAttribute("Lifetime", TimeValue(Seconds(100)));
        rig.control->SetAttribute("IdleTimeout", TimeValue(Seconds(30)));
        t.Expect(rig.Enable("a", {{MakeParty(1, 10), MakeParty(2, 20)}}), "enable");
        Simulator::Run(); // ends, as no events are left
        t.ExpectEqual(rig.closings.size(), 4U, "all closed");
        t.ExpectEqual(rig.closings.at(3), Seconds(30), "by the idle timeout");
        t.ExpectEqual(rig.control->GetCalls(), 0U, "forgotten");
    }

    static void
    TestNoAnswer(NamedCase& t)
    {
        ControlRig rig;
        rig.control->SetAttribute("Lifetime", TimeValue(Seconds(20)));
        rig.control->SetAttribute("EarlyLifetime", TimeValue(Seconds(50)));
        t.Expect(rig.Reserve("a", {{MakeParty(1, 10), std::nullopt}}), "reserve");
        Simulator::Run();
        t.ExpectEqual(rig.closings.size(), 2U, "all closed");
        t.ExpectEqual(rig.closings.at(1), Seconds(50), "in time, not refreshed");
        t.ExpectEqual(rig.Closed(PinholeEnd::Expired), 2U, "why");
        t.ExpectEqual(rig.control->GetCalls(), 0U, "forgotten");
    }

    static void
    TestTwo(NamedCase& t)
    {
        ControlRig rig(2);
        const Streams both{{MakeParty(1, 10), MakeParty(2, 20)}};
        t.Expect(rig.Reserve("a", {{MakeParty(1, 10), std::nullopt}}) && rig.Enable("a", both),
                 "enable");
        for (std::size_t i = 0; i < 2; ++i)
        {
            t.Expect(rig.GetFlows("a", i) == ControlRig::Expected(both), "at both");
        }
        // One of them has lost its pinholes; the next exchange mends that.
        rig.filters[1]->CloseCall("a");
        t.Expect(rig.Enable("a", both), "enable");
        t.Expect(rig.GetFlows("a", 1) == ControlRig::Expected(both), "mended");
        rig.control->Release("a");
        t.Expect(rig.GetFlows("a", 0).empty() && rig.GetFlows("a", 1).empty(), "closed at both");
    }

    static void
    TestFull(NamedCase& t)
    {
        ControlRig rig(2);
        rig.filters[1]->SetAttribute("MaxPinholes", UintegerValue(6));
        const Streams one{{MakeParty(1, 10), MakeParty(2, 20)}};
        const Streams two{{MakeParty(1, 10), MakeParty(2, 20)},
                          {MakeParty(1, 30), MakeParty(2, 40)}};
        t.Expect(rig.Enable("a", one), "there is room");
        t.Expect(!rig.Enable("a", two) && rig.error == FirewallError::Kind::Exhausted, "no more");
        for (std::size_t i = 0; i < 2; ++i)
        {
            t.Expect(rig.GetFlows("a", i) == ControlRig::Expected(one), "as it was");
        }
        t.Expect(!rig.Enable("b", two) && rig.GetFlows("b").empty(), "nothing");
        t.ExpectEqual(rig.control->GetCalls(), 1U, "nor a call");
        rig.control->SetAttribute("MaxCalls", UintegerValue(1));
        t.Expect(!rig.Reserve("c", {{MakeParty(1, 10), std::nullopt}}) &&
                     rig.error == FirewallError::Kind::Exhausted,
                 "too many calls");
        rig.control->Release("a");
        t.Expect(rig.Reserve("c", {{MakeParty(1, 10), std::nullopt}}), "room again");
        t.Expect(rig.filters[0]->IsBalanced() && rig.filters[1]->IsBalanced(), "balance");
    }

    static void
    TestSameEnds(NamedCase& t)
    {
        ControlRig rig;
        const Streams both{{MakeParty(1, 10), MakeParty(2, 20)}};
        t.Expect(rig.Enable("victim", both) && rig.Enable("attacker", both), "enable");
        rig.control->Release("attacker");
        const MediaFlow flow{MakeParty(1, 10).media, MakeParty(2, 20).media};
        t.Expect(rig.GetFlows("victim").count(flow) == 1, "still open");
    }

    static void
    TestNetwork(NamedCase& t)
    {
        FirewallRig network;
        auto control = CreateObject<DirectFirewallControl>();
        control->SetAttribute("EarlyMedia", BooleanValue(true));
        control->AddFilter(network.filter);
        const MediaStreamEnds::Party caller{network.GetEnd(0, 4000), network.GetEnd(0, 4001)};
        const MediaStreamEnds::Party callee{network.GetEnd(1, 4002), network.GetEnd(1, 4003)};
        const auto done = [&](const auto& result, const Work&)
        {
            t.Expect(result.has_value(), "done");
        };
        const auto sendAll = [&]
        {
            network.Send(0, 4000, 4002, {1});
            network.Send(0, 4001, 4003, {1});
            network.Send(1, 4002, 4000, {1});
            network.Send(1, 4003, 4001, {1});
            network.Send(1, 4010, 4000, {1}); // spoofs a port
        };
        std::vector<uint64_t> counts;
        const auto count = [&]
        {
            counts.push_back(network.filter->GetPassed());
        };
        Simulator::Schedule(Seconds(1), sendAll);
        Simulator::Schedule(Seconds(2), count);
        Simulator::Schedule(
            Seconds(2),
            [&]
            {
                control->Reserve("a", {MediaStreamEnds{caller, std::nullopt}}, done);
            });
        Simulator::Schedule(Seconds(3), sendAll);
        Simulator::Schedule(Seconds(4), count);
        Simulator::Schedule(Seconds(4),
                            [&]
                            {
                                control->Enable("a", {MediaStreamEnds{caller, callee}}, done);
                            });
        Simulator::Schedule(Seconds(5), sendAll);
        Simulator::Schedule(Seconds(6), count);
        Simulator::Schedule(Seconds(6),
                            [&]
                            {
                                control->Release("a");
                            });
        Simulator::Schedule(Seconds(7), sendAll);
        Simulator::Schedule(Seconds(8), count);
        Simulator::Run();
        // None; three to the caller; four, and not the spoofed one; none.
        t.Expect(counts == std::vector<uint64_t>({0, 3, 7, 7}), "what passes when");
        t.ExpectEqual(network.filter->GetPassed() + network.filter->GetDropped(),
                      network.sent,
                      "conservation");
        control->Dispose();
    }
};

DirectFirewallControlTestSuite g_directFirewallControlTestSuite; //!< the suite

} // namespace
