// SPDX-License-Identifier: GPL-2.0-only
#include "sip-test-network.h"

#include "ns3/boolean.h"
#include "ns3/simulator.h"
#include "ns3/sip-text.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

using namespace ns3;

namespace
{

/** The ladder of a call through two proxies, up to the answer and its ACK. */
const char* const SETUP =
    "alice>proxy.a.example:INVITE proxy.a.example>proxy.b.example:INVITE "
    "proxy.b.example>bob:INVITE bob>proxy.b.example:180 proxy.b.example>proxy.a.example:180 "
    "proxy.a.example>alice:180 bob>proxy.b.example:200 proxy.b.example>proxy.a.example:200 "
    "proxy.a.example>alice:200 alice>proxy.a.example:ACK proxy.a.example>proxy.b.example:ACK "
    "proxy.b.example>bob:ACK ";

void
TestTrapezoid(SipCase& t, bool callerHangsUp)
{
    SipTestTrapezoid net;
    Ptr<SipCall> call;
    std::vector<std::string> states;
    Time requestDelay;
    Time setupDelay;
    const std::function<void(Ptr<SipCall>, SipCallState, SipCallState)> onState =
        [&](Ptr<SipCall>, SipCallState, SipCallState after)
    {
        states.push_back(ToString(after));
    };
    net.alice->TraceConnectWithoutContext(
        "CallState",
        Callback<void, Ptr<SipCall>, SipCallState, SipCallState>(onState));
    const std::function<void(Ptr<SipCall>, Time)> onRequest = [&](Ptr<SipCall>, Time delay)
    {
        requestDelay = delay;
    };
    const std::function<void(Ptr<SipCall>, Time)> onSetup = [&](Ptr<SipCall>, Time delay)
    {
        setupDelay = delay;
    };
    net.alice->TraceConnectWithoutContext("SessionRequestDelay",
                                          Callback<void, Ptr<SipCall>, Time>(onRequest));
    net.alice->TraceConnectWithoutContext("SetupDelay",
                                          Callback<void, Ptr<SipCall>, Time>(onSetup));
    net.bob->SetAttribute("AnswerDelay", TimeValue(MilliSeconds(100)));
    net.At(1,
           [&]()
           {
               call = net.alice->Invite(net.bob->GetAddressOfRecord());
           });
    net.At(2,
           [&]()
           {
               (callerHangsUp ? net.alice : net.bob)->HangUpAll();
           });
    net.Run(Seconds(60));
    const std::string bye = callerHangsUp
                                ? "alice>proxy.a.example:BYE proxy.a.example>proxy.b.example:BYE "
                                  "proxy.b.example>bob:BYE bob>proxy.b.example:200 "
                                  "proxy.b.example>proxy.a.example:200 proxy.a.example>alice:200"
                                : "bob>proxy.b.example:BYE proxy.b.example>proxy.a.example:BYE "
                                  "proxy.a.example>alice:BYE alice>proxy.a.example:200 "
                                  "proxy.a.example>proxy.b.example:200 proxy.b.example>bob:200";
    t.Equal(Join(net.GetLadder()), SETUP + bye, "ladder: in-dialog requests follow the route set");
    t.Equal(Join(states),
            std::string(callerHangsUp ? "Calling Ringing Established Ending Ended"
                                      : "Calling Ringing Established Ended"),
            "states");
    t.True(net.alice->GetCalls().empty() && net.bob->GetCalls().empty(), "both have forgotten it");
    t.Equal(call->GetStatusCode(), 200, "it had succeeded");
    t.True(call->IsSessionAgreed() && call->GetDescriptionCount() == 2, "an offer, an answer");
    t.Equal(net.aliceSession->GetReceivedCount(), 1U, "the answer came");
    t.Equal(net.bobSession->GetReceivedCount(), 1U, "the offer came");
    // Six links of 5 ms there and back, and the octets at 100 Mbit/s.
    t.True(requestDelay > MilliSeconds(60) && requestDelay < MilliSeconds(65), "to 180");
    t.True(setupDelay > MilliSeconds(160) && setupDelay < MilliSeconds(165), "to the answer");
    const SipMessage* invite = net.FindSent("proxy.b.example", "INVITE");
    t.Equal(invite->GetVias()->size(), 3U, "each hop added a Via (16.6 item 8)");
    t.Equal(invite->GetRecordRoutes()->size(), 2U, "and a Record-Route (16.6 item 4)");
    t.Equal(**invite->GetMaxForwards(), 68U, "and counted (16.6 item 3)");
    t.True(invite->GetRoutes()->empty(), "the Route is used up (16.4)");
    t.Equal(invite->GetRequestUri().ToString(),
            net.bob->GetContactUri().ToString(),
            "the last proxy put the contact there (16.6 item 2)");
}

void
TestHangUpBeforeAck(SipCase& t)
{
    SipTestTrapezoid net;
    net.bob->SetAttribute("AnswerDelay", TimeValue(MilliSeconds(100)));
    const std::function<void(Ptr<SipCall>, SipCallState, SipCallState)> onState =
        [&](Ptr<SipCall> call, SipCallState, SipCallState after)
    {
        if (after == SipCallState::Established)
        {
            call->HangUp();
        }
    };
    net.bob->TraceConnectWithoutContext(
        "CallState",
        Callback<void, Ptr<SipCall>, SipCallState, SipCallState>(onState));
    net.At(1,
           [&]()
           {
               net.alice->Invite(net.bob->GetAddressOfRecord());
           });
    net.Run(Seconds(60));
    const std::string ladder = Join(net.GetLadder());
    t.Equal(ladder.substr(0, std::string(SETUP).size()), std::string(SETUP), "first the ACK");
    t.True(ladder.find("bob>proxy.b.example:BYE") > std::string(SETUP).size() - 1, "then BYE");
    t.True(net.alice->GetCalls().empty() && net.bob->GetCalls().empty(), "it has ended");
}

void
TestNoRecordRoute(SipCase& t)
{
    SipTestTrapezoid net;
    net.proxyA->SetAttribute("RecordRoute", BooleanValue(false));
    net.proxyB->SetAttribute("RecordRoute", BooleanValue(false));
    net.At(1,
           [&]()
           {
               net.alice->Invite(net.bob->GetAddressOfRecord());
           });
    net.At(2,
           [&]()
           {
               net.bob->HangUpAll();
           });
    net.Run(Seconds(60));
    const std::string ladder = Join(net.GetLadder());
    t.True(ladder.find("alice>bob:ACK bob>alice:BYE alice>bob:200") != std::string::npos,
           "the dialog goes directly: " + ladder);
}

void
TestTrapezoidTcp(SipCase& t)
{
    SipTestTrapezoid net;
    for (Ptr<SipUserAgent> agent : {net.alice, net.bob})
    {
        agent->SetAttribute("Protocol", StringValue("TCP"));
    }
    net.proxyA->SetAttribute("Protocol", StringValue("TCP"));
    net.proxyB->SetAttribute("Protocol", StringValue("TCP"));
    net.At(1,
           [&]()
           {
               net.alice->Invite(net.bob->GetAddressOfRecord());
           });
    net.At(2,
           [&]()
           {
               net.alice->HangUpAll();
           });
    net.Run(Seconds(60));
    for (const auto& entry : net.trace.GetEntries())
    {
        t.Equal(ToString(entry.peer.GetProtocol()), std::string("TCP"), "no octet by UDP");
    }
    t.Equal(net.alice->GetTransportLayer()->GetOpenedConnections(), 1U, "one connection a hop");
    t.Equal(net.proxyA->GetTransportLayer()->GetOpenedConnections(), 1U, "one connection a hop");
    t.Equal(net.proxyB->GetTransportLayer()->GetOpenedConnections(), 1U, "one connection a hop");
    t.True(net.alice->GetCalls().empty() && net.bob->GetCalls().empty(), "it has ended");
    t.Equal(net.bobSession->GetReceivedCount(), 1U, "the offer came");
}

void
TestCancel(SipCase& t)
{
    SipTestTrapezoid net;
    net.bob->SetAttribute("AnswerDelay", TimeValue(Seconds(20)));
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
    net.Run(Seconds(60));
    t.Equal(call->GetStatusCode(), 487, "the INVITE ends with 487 (9.1)");
    t.True(net.bob->GetCalls().empty(), "bob has forgotten it");
    const std::string ladder = Join(net.GetSent("bob"));
    t.Equal(ladder, std::string("180 200 487"), "bob: 180, 200 to CANCEL, 487 to INVITE (9.2)");
    t.Equal(Join(net.GetSent("alice")), std::string("INVITE CANCEL ACK"), "alice");
    t.Equal(net.FindSent("alice", "CANCEL")->GetTopVia()->ToString(),
            net.FindSent("alice", "INVITE")->GetTopVia()->ToString(),
            "one Via, that of the INVITE (9.1)");
}

void
TestEarlyCancel(SipCase& t)
{
    // Before any response has come, CANCEL waits (9.1).
    SipTestTrapezoid net;
    net.bob->SetAttribute("AnswerDelay", TimeValue(Seconds(20)));
    Ptr<SipCall> call;
    net.At(1,
           [&]()
           {
               call = net.alice->Invite(net.bob->GetAddressOfRecord());
           });
    net.At(1.01,
           [&]()
           {
               call->Cancel();
           });
    net.Run(Seconds(60));
    Time cancelled;
    for (const auto& entry : net.trace.GetEntries())
    {
        if (entry.from == "alice" && entry.message.GetMethod() == "CANCEL")
        {
            cancelled = entry.time;
        }
    }
    t.True(cancelled > MilliSeconds(1060), "not before the 180");
    t.Equal(call->GetStatusCode(), 487, "487");
    t.True(net.bob->GetCalls().empty(), "bob has forgotten it");
}

void
TestCancelTooLate(SipCase& t)
{
    SipTestTrapezoid net;
    Ptr<SipCall> call;
    net.bob->SetAttribute("AnswerDelay", TimeValue(MilliSeconds(20)));
    net.At(1,
           [&]()
           {
               call = net.alice->Invite(net.bob->GetAddressOfRecord());
           });
    net.At(1.07,
           [&]()
           {
               call->Cancel();
           }); // the 200 is on its way
    net.Run(Seconds(60));
    t.Equal(Join(net.GetSent("alice")),
            std::string("INVITE CANCEL ACK BYE"),
            "a 2xx that crosses the CANCEL is acknowledged and ended");
    t.True(net.alice->GetCalls().empty() && net.bob->GetCalls().empty(), "it has ended");
}

void
TestReinvite(SipCase& t)
{
    SipTestTrapezoid net;
    Ptr<SipCall> call;
    bool first = false;
    bool second = false;
    net.At(1,
           [&]()
           {
               call = net.alice->Invite(net.bob->GetAddressOfRecord());
           });
    net.At(2,
           [&]()
           {
               first = call->Reinvite();
           });
    net.At(3,
           [&]()
           {
               second = net.bob->GetCalls().at(0)->Reinvite();
           });
    net.At(4,
           [&]()
           {
               call->HangUp();
           });
    net.Run(Seconds(60));
    t.True(first && second, "both may");
    t.Equal(net.aliceSession->GetReceivedCount(), 3U, "answer, answer, offer");
    t.Equal(net.bobSession->GetReceivedCount(), 3U, "offer, offer, answer");
    t.Equal(call->GetDescriptionCount(), 6U, "three offers, three answers");
    t.Equal(Join(net.GetSent("alice")),
            std::string("INVITE ACK INVITE ACK 200 BYE"),
            "alice: no 180 to a re-INVITE");
    t.Equal(Join(net.GetSent("bob")), std::string("180 200 200 INVITE ACK 200"), "bob");
    t.True(net.bob->GetCalls().empty(), "it has ended");
}

void
TestGlare(SipCase& t)
{
    SipTestTrapezoid net;
    Ptr<SipCall> call;
    net.At(1,
           [&]()
           {
               call = net.alice->Invite(net.bob->GetAddressOfRecord());
           });
    net.At(2,
           [&]()
           {
               call->Reinvite();
               net.bob->GetCalls().at(0)->Reinvite();
           });
    net.Run(Seconds(20));
    t.Equal(net.CountSent("alice", "491"), 1U, "alice refuses bob's");
    t.Equal(net.CountSent("bob", "491"), 1U, "bob refuses alice's");
    std::vector<double> again;
    for (const auto& entry : net.trace.GetEntries())
    {
        const bool isEnd = entry.from == "alice" || entry.from == "bob";
        if (isEnd && entry.message.GetMethod() == "INVITE" && entry.time > Seconds(2.01))
        {
            again.push_back(entry.time.GetSeconds() - 2.06);
            const bool isOwner = entry.from == "alice";
            t.True(isOwner ? again.back() > 2.05 && again.back() < 4.1
                           : again.back() > -0.05 && again.back() < 2.1,
                   "the owner of the Call-ID waits 2.1 to 4 s, the other one 0 to 2 s");
        }
    }
    t.Equal(again.size(), 2U, "both try again");
    t.Equal(net.aliceSession->GetReceivedCount(), 3U, "and succeed");
    t.True(call->GetState() == SipCallState::Established, "the call lives");
}

void
TestLateOffer(SipCase& t)
{
    SipTestTrapezoid net;
    net.alice->SetAttribute("OfferInInvite", BooleanValue(false));
    Ptr<SipCall> call;
    net.At(1,
           [&]()
           {
               call = net.alice->Invite(net.bob->GetAddressOfRecord());
           });
    net.Run(Seconds(10));
    t.True(net.FindSent("alice", "INVITE")->GetBody().empty(), "no offer in INVITE");
    t.True(!net.FindSent("bob", "200")->GetBody().empty(), "it is in the 2xx");
    t.True(!net.FindSent("alice", "ACK")->GetBody().empty(), "and the answer in ACK");
    t.Equal(net.bobSession->GetReceivedCount(), 1U, "which came");
    t.True(call->IsSessionAgreed() && net.bob->GetCalls().at(0)->IsSessionAgreed(), "agreed");
}

void
TestRefusals(SipCase& t)
{
    SipTestTrapezoid net;
    net.bob->SetAttribute("RefusalCode", UintegerValue(486));
    net.bobSession->SetAttribute("ContentType", StringValue("application/other"));
    Ptr<SipCall> busy;
    Ptr<SipCall> unknown;
    Ptr<SipCall> nowhere;
    Ptr<SipCall> unacceptable;
    Ptr<SipCall> nobody;
    net.At(1,
           [&]()
           {
               busy = net.alice->Invite(net.bob->GetAddressOfRecord());
               unknown = net.alice->Invite(MakeUri("sip:carol@b.example"));
               nowhere = net.alice->Invite(MakeUri("sip:bob@nowhere.example"));
               net.proxyB->GetLocationService()->AddUser(MakeUri("sip:dave@b.example"));
               nobody = net.alice->Invite(MakeUri("sip:dave@b.example"));
           });
    net.At(2,
           [&]()
           {
               net.bob->SetAttribute("RefusalCode", UintegerValue(0));
               unacceptable = net.alice->Invite(net.bob->GetAddressOfRecord());
           });
    net.Run(Seconds(60));
    t.Equal(busy->GetStatusCode(), 486, "busy");
    t.Equal(unknown->GetStatusCode(), 404, "no such user (16.5)");
    t.Equal(nowhere->GetStatusCode(), 404, "no such host");
    t.Equal(nobody->GetStatusCode(), 480, "a user who is not there");
    t.Equal(unacceptable->GetStatusCode(), 488, "a session that cannot be");
    t.True(net.bob->GetCalls().empty() && net.alice->GetCalls().empty(), "all forgotten");
}

void
TestManual(SipCase& t)
{
    SipTestTrapezoid net;
    net.bob->SetAttribute("AutomaticAnswer", BooleanValue(false));
    Ptr<SipCall> in;
    net.bob->SetIncomingCallCallback(
        [&](Ptr<SipCall> call)
        {
            in = call;
        });
    Ptr<SipCall> out;
    net.At(1,
           [&]()
           {
               out = net.alice->Invite(net.bob->GetAddressOfRecord());
           });
    net.At(2,
           [&]()
           {
               in->Ring();
           });
    net.At(3,
           [&]()
           {
               in->Answer();
           });
    net.At(4,
           [&]()
           {
               in->HangUp();
           });
    net.At(5,
           [&]()
           {
               out = net.alice->Invite(net.bob->GetAddressOfRecord());
           });
    net.At(6,
           [&]()
           {
               in->Reject(SipReply{603, "", {}, {}});
           });
    net.Run(Seconds(60));
    t.Equal(Join(net.GetSent("bob")), std::string("100 180 200 BYE 100 603"), "as bob was told");
    t.Equal(out->GetStatusCode(), 603, "and alice hears it");
}

void
TestRedirect(SipCase& t)
{
    SipTestTrapezoid net;
    Ptr<ScriptedProxyPolicy> policy = CreateObject<ScriptedProxyPolicy>();
    policy->judge = [&](SipMessage& message, const SipPolicyContext& context, Work&)
    {
        if (message.GetMethod() == "INVITE" && message.GetRequestUri().GetUser() == "old")
        {
            return SipVerdict::Respond(SipReply{302, "", {{"Contact", "<sip:bob@b.example>"}}, {}});
        }
        return SipVerdict::Continue();
    };
    net.proxyB->AddPolicy(policy);
    Ptr<SipCall> call;
    net.At(1,
           [&]()
           {
               call = net.alice->Invite(MakeUri("sip:old@b.example"));
           });
    net.Run(Seconds(10));
    t.True(call->GetState() == SipCallState::Established, "alice followed the 302 (8.1.3.4)");
    t.Equal(net.CountSent("alice", "INVITE"), 2U, "with a second INVITE");
}

/** The suite. */
class SipCallTestSuite : public TestSuite
{
  public:
    SipCallTestSuite();
};

SipCallTestSuite::SipCallTestSuite()
    : TestSuite("sip-network-call")
{
    const auto add = [this](const std::string& name, std::function<void(SipCase&)> body)
    {
        AddTestCase(new SipCase(name, std::move(body)));
    };
    add("RFC 3261 12.2, 16: two proxies, the caller hangs up",
        [](SipCase& t)
        {
            TestTrapezoid(t, true);
        });
    add("RFC 3261 12.2, 16: two proxies, the callee hangs up",
        [](SipCase& t)
        {
            TestTrapezoid(t, false);
        });
    add("RFC 3261 15: the callee hangs up before the ACK has come", TestHangUpBeforeAck);
    add("RFC 3261 16.6: without Record-Route the dialog goes directly", TestNoRecordRoute);
    add("RFC 3261 18: two proxies over TCP", TestTrapezoidTcp);
    add("RFC 3261 9: the caller gives up", TestCancel);
    add("RFC 3261 9.1: CANCEL waits for a provisional response", TestEarlyCancel);
    add("RFC 3261 9.1: CANCEL crosses the answer", TestCancelTooLate);
    add("RFC 3261 14: re-INVITE by either side", TestReinvite);
    add("RFC 3261 14.1: glare", TestGlare);
    add("RFC 3261 13.2.1: offer in the 2xx, answer in ACK", TestLateOffer);
    add("RFC 3261 13.3.1, 16.5: refusals", TestRefusals);
    add("A user agent that answers by hand", TestManual);
    add("RFC 3261 8.1.3.4: redirection", TestRedirect);
}

SipCallTestSuite g_sipCallTestSuite; ///< the suite

} // namespace
