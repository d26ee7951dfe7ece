// SPDX-License-Identifier: GPL-2.0-only
#include "sip-test-network.h"

#include "ns3/simulator.h"

using namespace ns3;

namespace
{

void
TestDeadCallee(SipCase& t)
{
    SipTestTrapezoid net;
    net.proxyB->GetLocationService()->AddStatic(MakeUri("sip:dead@b.example"),
                                                MakeUri("sip:dead@10.1.4.1"));
    Ptr<SipCall> call;
    Time ended;
    net.At(1,
           [&]()
           {
               call = net.alice->Invite(MakeUri("sip:dead@b.example"));
           });
    const std::function<void(Ptr<SipCall>, SipCallState, SipCallState)> onState =
        [&](Ptr<SipCall>, SipCallState, SipCallState)
    {
        ended = Simulator::Now();
    };
    net.alice->TraceConnectWithoutContext(
        "CallState",
        Callback<void, Ptr<SipCall>, SipCallState, SipCallState>(onState));
    net.Run(Seconds(100));
    t.Equal(call->GetStatusCode(), 408, "408");
    t.True(ended > Seconds(33) && ended < Seconds(33.2), "after timer B: 64 * T1 = 32 s");
    t.Equal(net.CountSent("proxy.b.example", "INVITE"), 7U, "INVITEs sent to the dead one");
    t.Equal(net.CountSent("alice", "INVITE"), 1U, "100 stopped alice's retransmissions");
}

void
TestTimersAreAttributes(SipCase& t)
{
    SipTestNetwork net(2);
    Ptr<SipUserAgent> alice = net.AddAgent(0, "sip:alice@a.example");
    alice->GetTransactionLayer()->SetAttribute("T1", TimeValue(MilliSeconds(100)));
    Ptr<SipCall> call;
    Time ended;
    const std::function<void(Ptr<SipCall>, SipCallState, SipCallState)> onState =
        [&](Ptr<SipCall>, SipCallState, SipCallState)
    {
        ended = Simulator::Now();
    };
    alice->TraceConnectWithoutContext(
        "CallState",
        Callback<void, Ptr<SipCall>, SipCallState, SipCallState>(onState));
    net.At(1,
           [&]()
           {
               call = alice->Invite(MakeUri("sip:bob@10.1.1.1"));
           });
    net.Run(Seconds(60));
    t.Equal(call->GetStatusCode(), 408, "408");
    t.Equal(ended, Seconds(7.4), "64 * T1");
}

void
TestLostAck(SipCase& t)
{
    SipTestTrapezoid net;
    DropFirst(net.proxyA, "ACK", 2);
    Ptr<SipCall> call;
    net.At(1,
           [&]()
           {
               call = net.alice->Invite(net.bob->GetAddressOfRecord());
           });
    net.At(20,
           [&]()
           {
               call->HangUp();
           });
    net.Run(Seconds(60));
    t.Equal(net.CountSent("bob", "200"), 4U, "200 three times, and once to BYE (13.3.1.4)");
    t.Equal(net.CountSent("alice", "ACK"), 3U, "each is acknowledged (13.2.2.4)");
    t.True(net.bob->GetCalls().empty(), "it has ended");
}

void
TestNoAck(SipCase& t)
{
    SipTestTrapezoid net;
    DropFirst(net.proxyA, "ACK", 1000);
    net.At(1,
           [&]()
           {
               net.alice->Invite(net.bob->GetAddressOfRecord());
           });
    net.Run(Seconds(100));
    t.Equal(net.CountSent("bob", "BYE"), 1U, "no ACK for 64 * T1: BYE (13.3.1.4)");
    t.True(net.bob->GetCalls().empty() && net.alice->GetCalls().empty(), "it has ended");
}

void
TestLossyLinks(SipCase& t)
{
    uint32_t retransmissions = 0;
    for (int64_t stream = 0; stream < 5; ++stream)
    {
        SipTestTrapezoid net(0.1);
        net.stream = 1000 * stream;
        Ptr<SipCall> call;
        net.At(1,
               [&]()
               {
                   call = net.alice->Invite(net.bob->GetAddressOfRecord());
               });
        net.At(40,
               [&]()
               {
                   call->HangUp();
               });
        net.Run(Seconds(120));
        t.Equal(call->GetStatusCode(), 200, "it succeeds");
        t.True(call->GetState() == SipCallState::Ended, "and ends");
        t.True(net.alice->GetCalls().empty() && net.bob->GetCalls().empty(), "at both ends");
        retransmissions += static_cast<uint32_t>(net.trace.GetEntries().size()) - 18;
        Simulator::Destroy();
    }
    t.True(retransmissions > 0, "something was lost");
}

void
TestManyCalls(SipCase& t)
{
    SipTestTrapezoid net;
    uint32_t established = 0;
    const std::function<void(Ptr<SipCall>, SipCallState, SipCallState)> onState =
        [&](Ptr<SipCall>, SipCallState, SipCallState after)
    {
        established += after == SipCallState::Established ? 1 : 0;
    };
    net.alice->TraceConnectWithoutContext(
        "CallState",
        Callback<void, Ptr<SipCall>, SipCallState, SipCallState>(onState));
    std::size_t atOnce = 0;
    for (int i = 0; i < 100; ++i)
    {
        net.At(1 + 0.002 * i,
               [&]()
               {
                   net.alice->Invite(net.bob->GetAddressOfRecord());
               });
    }
    net.At(5,
           [&]()
           {
               atOnce = net.bob->GetCalls().size();
               net.bob->HangUpAll();
           });
    net.Run(Seconds(60));
    t.Equal(established, 100U, "all were established");
    t.Equal(atOnce, 100U, "at the same time");
    t.True(net.alice->GetCalls().empty() && net.bob->GetCalls().empty(), "all have ended");
    t.Equal(net.trace.GetEntries().size(), 1800U, "18 messages each, no retransmission");
    for (Ptr<SipElement> element :
         std::vector<Ptr<SipElement>>{net.alice, net.bob, net.proxyA, net.proxyB})
    {
        t.Equal(element->GetTransactionLayer()->GetTransactionCount(), 0U, "nothing is left");
    }
}

void
TestDeterminism(SipCase& t)
{
    std::vector<std::string> traces;
    for (const int64_t stream : {1000, 1000, 2000})
    {
        SipTestTrapezoid net(0.05);
        net.stream = stream;
        net.At(1,
               [&]()
               {
                   net.alice->Invite(net.bob->GetAddressOfRecord());
               });
        net.At(20,
               [&]()
               {
                   net.alice->HangUpAll();
               });
        net.Run(Seconds(80));
        traces.push_back(net.trace.Serialize());
        Simulator::Destroy();
    }
    t.True(traces[0].size() > 5000, "there is a trace");
    t.True(traces[0] == traces[1], "the same streams give the same octets at the same times");
    t.True(traces[0] != traces[2], "other streams give others");
}

void
TestStopAndRestart(SipCase& t)
{
    SipTestTrapezoid net;
    net.bob->SetStopTime(Seconds(1.5));
    Ptr<SipCall> call;
    net.At(1,
           [&]()
           {
               call = net.alice->Invite(net.bob->GetAddressOfRecord());
           });
    net.At(2,
           [&]()
           {
               call->HangUp();
           });
    net.Run(Seconds(100));
    t.True(call->GetState() == SipCallState::Ended, "BYE to nobody ends after timer F");
    Ptr<SipUserAgent> idle = CreateObject<SipUserAgent>();
    t.True(idle->Invite(MakeUri("sip:bob@b.example"))->GetState() == SipCallState::Ended,
           "a call before the start fails and does not crash");
}

/** The suite. */
class SipReliabilityTestSuite : public TestSuite
{
  public:
    SipReliabilityTestSuite();
};

SipReliabilityTestSuite::SipReliabilityTestSuite()
    : TestSuite("sip-network-reliability")
{
    const auto add = [this](const std::string& name, std::function<void(SipCase&)> body)
    {
        AddTestCase(new SipCase(name, std::move(body)));
    };
    add("RFC 3261 17.1.1.2: the callee is dead", TestDeadCallee);
    add("RFC 3261 17: timers are attributes", TestTimersAreAttributes);
    add("RFC 3261 13.3.1.4: ACK is lost", TestLostAck);
    add("RFC 3261 13.3.1.4: ACK never comes", TestNoAck);
    add("RFC 3261 17: every tenth packet is lost", TestLossyLinks);
    add("100 calls at the same time", TestManyCalls);
    add("The same seed gives the same octets", TestDeterminism);
    add("Elements that stop", TestStopAndRestart);
}

SipReliabilityTestSuite g_sipReliabilityTestSuite; ///< the suite

} // namespace
