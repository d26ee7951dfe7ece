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

/** A policy made of functions, in place of what other modules bring. */
class ScriptedBodyPolicy : public SipBodyPolicy
{
  public:
    std::function<bool(const SipMessage&)> mayOpen; ///< opens, or says 493
    uint32_t retries{0};                            ///< how often to try again
    uint32_t prepared{0};                           ///< bodies prepared
    uint32_t opened{0};                             ///< bodies opened
    uint32_t forgotten{0};                          ///< dialogs forgotten
    std::vector<std::string> scopes;                ///< scopes seen

    tl::expected<void, SipReply>
    PrepareRequest(SipMessage& request, const SipDialogContext& context, Work& work) override
    {
        ++prepared;
        scopes.push_back(context.GetScope());
        request.SetBody("sealed:" + request.GetBody(), "application/test");
        work.Add("encrypt", "aes-128-gcm", request.GetBody().size());
        return {};
    }

    tl::expected<void, SipReply>
    PrepareResponse(SipMessage& response, const SipDialogContext& context, Work& work) override
    {
        return PrepareRequest(response, context, work);
    }

    tl::expected<SipBody, SipReply>
    OpenRequest(const SipMessage& request, const SipDialogContext& context, Work& work) override
    {
        ++opened;
        scopes.push_back(context.GetScope());
        if (request.GetBody().compare(0, 7, "sealed:") != 0 || (mayOpen && !mayOpen(request)))
        {
            return tl::make_unexpected(SipReply{493, "", {{"X-Certificate", "1"}}, {}});
        }
        return SipBody{"application/sdp", request.GetBody().substr(7)};
    }

    tl::expected<SipBody, SipReply>
    OpenResponse(const SipMessage& response, const SipDialogContext& context, Work& work) override
    {
        return OpenRequest(response, context, work);
    }

    bool
    RetryAfter(const SipMessage& response, const SipDialogContext& context, Work& work) override
    {
        return response.GetStatusCode() == 493 && retries-- > 0;
    }

    void
    ForgetDialog(const SipDialogContext& context) override
    {
        ++forgotten;
        scopes.push_back(context.GetScope());
    }
};

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

void
TestBodyPolicy(SipCase& t)
{
    SipTestTrapezoid net;
    Ptr<ScriptedBodyPolicy> alice = CreateObject<ScriptedBodyPolicy>();
    Ptr<ScriptedBodyPolicy> bob = CreateObject<ScriptedBodyPolicy>();
    net.alice->SetBodyPolicy(alice);
    net.bob->SetBodyPolicy(bob);
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
           });
    net.At(3,
           [&]()
           {
               call->HangUp();
           });
    net.Run(Seconds(60));
    t.True(net.FindSent("alice", "INVITE")->GetBody().compare(0, 7, "sealed:") == 0, "sealed");
    t.Equal(net.aliceSession->GetRemote().contentType, std::string("application/sdp"), "opened");
    t.Equal(alice->prepared, 2U, "alice sealed two offers");
    t.Equal(bob->prepared, 2U, "bob sealed two answers");
    t.Equal(alice->forgotten, 1U, "alice's keys are forgotten once");
    t.Equal(bob->forgotten, 1U, "bob's keys are forgotten once");
    for (const auto& scopes : {alice->scopes, bob->scopes})
    {
        for (const std::string& scope : scopes)
        {
            t.Equal(scope, alice->scopes.front(), "both name the dialog alike, all the time");
        }
    }
}

void
TestBodyPolicyRetry(SipCase& t)
{
    SipTestTrapezoid net;
    Ptr<ScriptedBodyPolicy> alice = CreateObject<ScriptedBodyPolicy>();
    Ptr<ScriptedBodyPolicy> bob = CreateObject<ScriptedBodyPolicy>();
    alice->retries = 2;
    uint32_t seen = 0;
    bob->mayOpen = [&](const SipMessage& message)
    {
        return ++seen > 2;
    };
    net.alice->SetBodyPolicy(alice);
    net.bob->SetBodyPolicy(bob);
    Ptr<SipCall> call;
    net.At(1,
           [&]()
           {
               call = net.alice->Invite(net.bob->GetAddressOfRecord());
           });
    net.Run(Seconds(10));
    t.Equal(Join(net.GetSent("alice")),
            std::string("INVITE ACK INVITE ACK INVITE ACK"),
            "two refusals with 493, then a call");
    t.True(call->GetState() == SipCallState::Established, "established");
    t.Equal(net.FindSent("bob", "493")->GetHeader("X-Certificate").value_or("").size(),
            1U,
            "the reply's header field went along");
    std::vector<std::string> sequences;
    std::set<std::string> ids;
    for (const auto& entry : net.trace.GetEntries())
    {
        if (entry.from == "alice" && entry.message.GetMethod() == "INVITE")
        {
            sequences.push_back(entry.message.GetCSeq()->ToString());
            ids.insert(*entry.message.GetCallId() + GetSipTag(entry.message, true));
        }
    }
    t.Equal(Join(sequences), std::string("1 INVITE 2 INVITE 3 INVITE"), "CSeq counts (8.1.3.5)");
    t.Equal(ids.size(), 1U, "Call-ID and From tag stay");
}

void
TestBodyPolicyBound(SipCase& t)
{
    SipTestTrapezoid net;
    Ptr<ScriptedBodyPolicy> alice = CreateObject<ScriptedBodyPolicy>();
    Ptr<ScriptedBodyPolicy> bob = CreateObject<ScriptedBodyPolicy>();
    alice->retries = 1000;
    bob->mayOpen = [](const SipMessage&)
    {
        return false;
    };
    net.alice->SetBodyPolicy(alice);
    net.bob->SetBodyPolicy(bob);
    net.alice->SetAttribute("MaxAttempts", UintegerValue(5));
    Ptr<SipCall> call;
    net.At(1,
           [&]()
           {
               call = net.alice->Invite(net.bob->GetAddressOfRecord());
           });
    net.Run(Seconds(10));
    t.Equal(call->GetStatusCode(), 493, "it gives up");
    t.Equal(net.CountSent("alice", "INVITE"), 5U, "after MaxAttempts");
}

void
TestAnswerRefused(SipCase& t)
{
    SipTestTrapezoid net;
    Ptr<ScriptedBodyPolicy> alice = CreateObject<ScriptedBodyPolicy>();
    alice->mayOpen = [](const SipMessage&)
    {
        return false;
    };
    net.alice->SetBodyPolicy(alice);
    net.bob->SetBodyPolicy(CreateObject<ScriptedBodyPolicy>());
    Ptr<SipCall> call;
    net.At(1,
           [&]()
           {
               call = net.alice->Invite(net.bob->GetAddressOfRecord());
           });
    net.Run(Seconds(10));
    t.Equal(Join(net.GetSent("alice")), std::string("INVITE ACK BYE"), "ACK, then BYE");
    t.Equal(call->GetStatusCode(), 493, "for this reason");
    t.True(net.bob->GetCalls().empty(), "it has ended");
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
    add("RFC 3261 16.6: without Record-Route the dialog goes directly", TestNoRecordRoute);
    add("RFC 3261 18: two proxies over TCP", TestTrapezoidTcp);
    add("RFC 3261 9: the caller gives up", TestCancel);
    add("RFC 3261 9.1: CANCEL waits for a provisional response", TestEarlyCancel);
    add("RFC 3261 9.1: CANCEL crosses the answer", TestCancelTooLate);
    add("RFC 3261 17.1.1.2: the callee is dead", TestDeadCallee);
    add("RFC 3261 17: timers are attributes", TestTimersAreAttributes);
    add("RFC 3261 14: re-INVITE by either side", TestReinvite);
    add("RFC 3261 14.1: glare", TestGlare);
    add("RFC 3261 13.2.1: offer in the 2xx, answer in ACK", TestLateOffer);
    add("RFC 3261 13.3.1.4: ACK is lost", TestLostAck);
    add("RFC 3261 13.3.1.4: ACK never comes", TestNoAck);
    add("RFC 3261 17: every tenth packet is lost", TestLossyLinks);
    add("RFC 3261 13.3.1, 16.5: refusals", TestRefusals);
    add("A user agent that answers by hand", TestManual);
    add("RFC 3261 8.1.3.4: redirection", TestRedirect);
    add("Body policy: all bodies pass it", TestBodyPolicy);
    add("RFC 3261 8.1.3.5: body policy, 493 and repetition", TestBodyPolicyRetry);
    add("Body policy: repetitions are bounded", TestBodyPolicyBound);
    add("Body policy: an answer that cannot be read ends the call", TestAnswerRefused);
    add("100 calls at the same time", TestManyCalls);
    add("The same seed gives the same octets", TestDeterminism);
    add("Elements that stop", TestStopAndRestart);
}

SipCallTestSuite g_sipCallTestSuite; ///< the suite

} // namespace
