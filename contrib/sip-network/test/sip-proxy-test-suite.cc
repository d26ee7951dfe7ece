// SPDX-License-Identifier: GPL-2.0-only
#include "sip-test-network.h"

#include "ns3/cost-profile.h"
#include "ns3/processor.h"
#include "ns3/simulator.h"
#include "ns3/sip-digest-authentication-policy.h"
#include "ns3/sip-text.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

using namespace ns3;

namespace
{

/** Alice, a proxy and two phones of bob. */
class ForkNetwork : public SipTestNetwork
{
  public:
    ForkNetwork()
        : SipTestNetwork(4)
    {
        alice = AddAgent(0, "sip:alice@b.example");
        proxy = AddProxy(1, "proxy.b.example", "b.example");
        for (uint32_t i = 0; i < 2; ++i)
        {
            phones.push_back(helper.InstallUserAgent(GetNode(2 + i), "sip:bob@b.example"));
            phones[i]->SetSessionDescriber(CreateObject<FixedSessionDescriber>());
            trace.Add(phones[i], i == 0 ? "desk" : "mobile");
            proxy->GetLocationService()->AddStatic(MakeUri("sip:bob@b.example"),
                                                   phones[i]->GetContactUri());
        }
        alice->SetAttribute("OutboundProxy", StringValue("sip:proxy.b.example;lr"));
    }

    /** Refuses with these codes, and calls. */
    int
    CallRefused(uint32_t desk, uint32_t mobile, Time mobileDelay = Seconds(0))
    {
        phones[0]->SetAttribute("RefusalCode", UintegerValue(desk));
        phones[1]->SetAttribute("RefusalCode", UintegerValue(mobile));
        phones[1]->SetAttribute("AnswerDelay", TimeValue(mobileDelay));
        At(1,
           [this]()
           {
               call = alice->Invite(MakeUri("sip:bob@b.example"));
           });
        Run(Seconds(60));
        return call->GetStatusCode();
    }

    Ptr<SipUserAgent> alice;               ///< caller
    Ptr<SipProxy> proxy;                   ///< proxy
    std::vector<Ptr<SipUserAgent>> phones; ///< desk, mobile
    Ptr<SipCall> call;                     ///< alice's
};

void
TestFork(SipCase& t)
{
    ForkNetwork net;
    net.phones[0]->SetAttribute("AnswerDelay", TimeValue(Seconds(1)));
    net.phones[1]->SetAttribute("AnswerDelay", TimeValue(Seconds(30)));
    net.At(1,
           [&]()
           {
               net.call = net.alice->Invite(MakeUri("sip:bob@b.example"));
           });
    net.At(5,
           [&]()
           {
               net.call->HangUp();
           });
    net.Run(Seconds(60));
    t.Equal(net.call->GetStatusCode(), 200, "one answers");
    t.Equal(Join(net.GetSent("desk")), std::string("180 200 200"), "desk: call, BYE");
    t.Equal(Join(net.GetSent("mobile")), std::string("180 200 487"), "mobile: cancelled");
    t.Equal(net.CountSent("proxy.b.example", "487"), 0U, "alice hears nothing of it");
    t.True(net.phones[1]->GetCalls().empty(), "mobile has forgotten it");
}

void
TestForkBothAnswer(SipCase& t)
{
    ForkNetwork net; // both at once: each 2xx is forwarded, alice takes one and ends the other
    net.At(1,
           [&]()
           {
               net.call = net.alice->Invite(MakeUri("sip:bob@b.example"));
           });
    net.Run(Seconds(60));
    t.True(net.call->GetState() == SipCallState::Established, "one call");
    t.Equal(net.CountSent("alice", "ACK"), 2U, "two ACKs (13.2.2.4)");
    t.Equal(net.CountSent("alice", "BYE"), 1U, "one BYE");
    t.Equal(net.phones[0]->GetCalls().size() + net.phones[1]->GetCalls().size(), 1U, "one is left");
}

void
TestBestResponse(SipCase& t)
{
    /** What both phones say, and what alice hears. */
    struct Row
    {
        uint32_t desk;
        uint32_t mobile;
        int expected;
    };

    const std::vector<Row> rows = {{486, 480, 486}, // same class: the first
                                   {500, 486, 486}, // lower class
                                   {404, 302, 302}, // lower class
                                   {404, 484, 484}, // one that helps to send it again
                                   {484, 415, 415}, // the better of these
                                   {603, 404, 603}, // 6xx above all
                                   {404, 600, 600},
                                   {503, 503, 500}}; // 503 is not passed on
    for (const Row& row : rows)
    {
        ForkNetwork net;
        net.alice->SetAttribute("FollowRedirects", StringValue("false"));
        t.Equal(net.CallRefused(row.desk, row.mobile, MilliSeconds(50)),
                row.expected,
                std::to_string(row.desk) + " and " + std::to_string(row.mobile));
        Simulator::Destroy();
    }
}

void
TestPreferredResponses(SipCase& t)
{
    ForkNetwork net;
    net.proxy->SetAttribute("PreferredResponses", StringValue("493 401"));
    t.Equal(net.CallRefused(404, 493, MilliSeconds(50)), 493, "the attribute decides");
}

void
TestSixHundredCancels(SipCase& t)
{
    ForkNetwork net;
    t.Equal(net.CallRefused(603, 486, Seconds(20)), 603, "603");
    t.Equal(Join(net.GetSent("mobile")), std::string("180 200 487"), "the other one is cancelled");
}

void
TestNoEarlyCancel(SipCase& t)
{
    // One branch is refused for good while the other is silent: it may not be cancelled (9.1).
    ForkNetwork net;
    net.proxy->GetLocationService()->Replace(MakeUri("sip:bob@b.example"), {});
    net.proxy->GetLocationService()->AddStatic(MakeUri("sip:bob@b.example"),
                                               net.phones[0]->GetContactUri());
    net.proxy->GetLocationService()->AddStatic(MakeUri("sip:bob@b.example"),
                                               MakeUri("sip:bob@10.1.9.9"));
    t.Equal(net.CallRefused(603, 0), 603, "603, when the silent one has timed out");
    t.Equal(net.CountSent("proxy.b.example", "CANCEL"), 0U, "without a 1xx, no CANCEL");
}

void
TestUrgentResponses(SipCase& t)
{
    /** A server on one branch demands something with 496; the other branch says something else. */
    struct Row
    {
        std::string preferred;
        std::string urgent;
        uint32_t other;
        int expected;
        double before; // s until the caller knows
    };

    const std::string rfc = "401 407 415 420 484";
    const std::vector<Row> rows = {{rfc, "", 486, 486, 10}, // hidden by the first of a class
                                   {rfc, "", 302, 302, 10}, // hidden by a lower class
                                   {rfc, "", 603, 603, 10}, // hidden, as it must be
                                   {rfc + " 496", "", 486, 496, 10}, // heard, but when all is over
                                   {rfc + " 496", "", 302, 302, 10},
                                   {rfc, "496", 486, 496, 1}, // heard at once
                                   {rfc, "496", 302, 496, 1},
                                   {rfc, "496", 200, 496, 1}}; // would have accepted
    for (const Row& row : rows)
    {
        ForkNetwork net;
        net.proxy->SetAttribute("PreferredResponses", StringValue(row.preferred));
        net.proxy->SetAttribute("UrgentResponses", StringValue(row.urgent));
        net.phones[0]->SetAttribute("RefusalCode", UintegerValue(row.other % 200 ? row.other : 0));
        net.phones[0]->SetAttribute("AnswerDelay", TimeValue(Seconds(5)));
        net.phones[1]->SetAttribute("RefusalCode", UintegerValue(496));
        int early = 0;
        net.At(1,
               [&net]()
               {
                   net.call = net.alice->Invite(MakeUri("sip:bob@b.example"));
               });
        net.At(3,
               [&]()
               {
                   early = net.call->GetStatusCode();
               });
        net.Run(Seconds(60));
        const std::string what = row.preferred + "/" + row.urgent + "/" + std::to_string(row.other);
        t.Equal(net.call->GetStatusCode(), row.expected, what);
        t.Equal(early, row.before < 2 ? row.expected : 0, what + ": before the other has spoken");
        t.True(net.phones[0]->GetCalls().empty(), what + ": the other branch is over");
        net.call = nullptr;
        Simulator::Destroy();
    }
}

void
TestForkCancel(SipCase& t)
{
    ForkNetwork net;
    for (const auto& phone : net.phones)
    {
        phone->SetAttribute("AnswerDelay", TimeValue(Seconds(30)));
    }
    net.At(1,
           [&]()
           {
               net.call = net.alice->Invite(MakeUri("sip:bob@b.example"));
           });
    net.At(2,
           [&]()
           {
               net.call->Cancel();
           });
    net.Run(Seconds(60));
    t.Equal(net.call->GetStatusCode(), 487, "487");
    t.Equal(net.CountSent("proxy.b.example", "CANCEL"), 2U, "both branches are cancelled (16.10)");
    t.True(net.phones[0]->GetCalls().empty() && net.phones[1]->GetCalls().empty(), "forgotten");
}

void
TestTimerC(SipCase& t)
{
    ForkNetwork net;
    net.proxy->SetAttribute("TimerC", TimeValue(Seconds(5)));
    for (const auto& phone : net.phones)
    {
        phone->SetAttribute("AnswerDelay", TimeValue(Seconds(100)));
    }
    net.At(1,
           [&]()
           {
               net.call = net.alice->Invite(MakeUri("sip:bob@b.example"));
           });
    net.Run(Seconds(60));
    t.Equal(net.call->GetStatusCode(), 487, "the phones end with 487 after CANCEL (16.8)");
    t.Equal(net.CountSent("proxy.b.example", "CANCEL"), 2U, "sent when timer C fired");
}

void
TestMaxForwards(SipCase& t)
{
    // Two proxies send everything to each other: the loop is found, or the hops run out.
    SipTestNetwork net(3);
    Ptr<SipUserAgent> alice = net.AddAgent(0, "sip:alice@a.example");
    Ptr<SipProxy> first = net.AddProxy(1, "first.example", "");
    Ptr<SipProxy> second = net.AddProxy(2, "second.example", "");
    first->AddNextHop("", SipNetworkHelper::GetUri(second));
    second->AddNextHop("", SipNetworkHelper::GetUri(first));
    alice->SetAttribute("OutboundProxy", StringValue("sip:first.example;lr"));
    Ptr<SipCall> call;
    net.At(1,
           [&]()
           {
               call = alice->Invite(MakeUri("sip:bob@b.example"));
           });
    net.Run(Seconds(60));
    t.Equal(call->GetStatusCode(), 482, "loop detected (16.3 item 4)");
    t.True(net.CountSent("second.example", "INVITE") <= 2, "after one round");
}

/** A request by hand, and the answers to it. */
std::vector<int>
Ask(const std::string& request)
{
    SipTestNetwork net(2);
    Ptr<SipProxy> proxy = net.AddProxy(1, "proxy.b.example", "b.example");
    net.helper.GetResolver()->AddHost("c.example", net.GetAddress(0));
    auto peer = Create<SipTestPeer>(net.GetNode(0), 5060);
    net.At(1,
           [&]()
           {
               peer->Send(request, net.GetAddress(1));
           });
    net.Run(Seconds(2));
    Simulator::Destroy();
    return peer->GetCodes();
}

/** @return a request with these header fields in addition */
std::string
MakeText(const std::string& method, const std::string& uri, const std::string& extra)
{
    return method + " " + uri +
           " SIP/2.0\r\nVia: SIP/2.0/UDP c.example;rport;branch=z9hG4bK1\r\n"
           "From: <sip:x@c.example>;tag=1\r\nTo: <sip:bob@b.example>\r\nCall-ID: 1\r\n"
           "CSeq: 1 " +
           method + "\r\n" + extra + "Content-Length: 0\r\n\r\n";
}

void
TestValidation(SipCase& t)
{
    const auto only = [&](const std::string& request, int code, const std::string& what)
    {
        const std::vector<int> codes = Ask(request);
        t.Equal(codes.empty() ? 0 : codes.front(), code, what);
    };
    only(MakeText("MESSAGE", "sip:bob@b.example", "Max-Forwards: 0\r\n"), 483, "16.3 item 3");
    only(MakeText("MESSAGE", "tel:+123", "Max-Forwards: 70\r\n"), 416, "16.3 item 2");
    only(MakeText("MESSAGE", "sip:bob@b.example", "Max-Forwards: x\r\n"), 400, "16.3 item 1");
    only(MakeText("MESSAGE", "sip:bob@b.example", "Proxy-Require: foo, bar\r\n"), 420, "item 5");
    only(MakeText("MESSAGE", "sip:bob@b.example", "Max-Forwards: 9\r\n"), 404, "16.5");
    only(MakeText("OPTIONS", "sip:b.example", "Max-Forwards: 9\r\n"), 200, "to the proxy itself");
    only(MakeText("CANCEL", "sip:bob@b.example", "Max-Forwards: 9\r\n"), 481, "of nothing");
    only(MakeText("MESSAGE", "sip:bob@b.example", "Require: foo\r\n"), 404, "Require is the UAS's");
}

void
TestStrictRouter(SipCase& t)
{
    // 16.6 item 6: a Route without lr goes into the Request-URI, which goes last into Route.
    SipTestNetwork net(2);
    Ptr<SipProxy> proxy = net.AddProxy(1, "proxy.b.example", "b.example");
    net.helper.GetResolver()->AddHost("c.example", net.GetAddress(0));
    auto peer = Create<SipTestPeer>(net.GetNode(0), 5060);
    net.At(1,
           [&]()
           {
               peer->Send(MakeText("MESSAGE",
                                   "sip:bob@d.example",
                                   "Max-Forwards: 70\r\nRoute: <sip:proxy.b.example;lr>\r\n"
                                   "Route: <sip:c.example>\r\n"),
                          net.GetAddress(1));
           });
    net.Run(Seconds(1.2));
    t.Equal(peer->datagrams.size(), 1U, "it was forwarded to c.example");
    const auto message =
        SipParser::Parse(peer->datagrams.empty() ? std::string() : peer->datagrams[0]);
    if (!message || !message->GetRoutes() || message->GetRoutes()->empty())
    {
        t.True(false, "there is no Route in what was forwarded");
        return;
    }
    t.Equal(message->GetRequestUri().ToString(), std::string("sip:c.example"), "Request-URI");
    t.Equal(message->GetRoutes()->at(0).GetUri().ToString(),
            std::string("sip:bob@d.example"),
            "Route");
    t.Equal(message->GetRoutes()->size(), 1U, "and no other");
}

void
TestProxyAuthentication(SipCase& t)
{
    for (const bool isRight : {true, false})
    {
        SipTestTrapezoid net;
        Ptr<SipPasswordFile> passwords = CreateObject<SipPasswordFile>();
        passwords->AddUser("alice", "secret");
        Ptr<SipDigestAuthenticationPolicy> policy = CreateObject<SipDigestAuthenticationPolicy>();
        policy->SetPasswordFile(passwords);
        net.proxyA->AddPolicy(policy);
        net.alice->SetCredentials("alice", isRight ? "secret" : "wrong");
        Ptr<SipCall> call;
        net.At(1,
               [&]()
               {
                   call = net.alice->Invite(net.bob->GetAddressOfRecord());
               });
        net.At(2,
               [&]()
               {
                   net.bob->HangUpAll();
               });
        net.Run(Seconds(60));
        t.Equal(call->GetStatusCode(), isRight ? 200 : 407, "call");
        t.Equal(net.CountSent("proxy.a.example", "407"), isRight ? 1U : 2U, "challenges");
        t.Equal(net.CountSent("alice", "INVITE"), 2U, "asked, and tried once more");
        if (isRight)
        {
            t.True(net.FindSent("alice", "ACK") != nullptr, "there is an ACK");
            t.True(!net.FindSent("proxy.a.example", "INVITE")->Has("Proxy-Authorization"),
                   "the credentials stay here (22.3)");
        }
        Simulator::Destroy();
    }
}

void
TestPreloadedRoute(SipCase& t)
{
    SipTestTrapezoid net;
    net.proxyA->AddNextHop("b.example", SipNetworkHelper::GetUri(net.proxyB));
    net.At(1,
           [&]()
           {
               net.alice->Invite(net.bob->GetAddressOfRecord());
           });
    net.Run(Seconds(10));
    t.Equal(net.FindSent("proxy.a.example", "INVITE")->GetHeader("Route").value_or(""),
            std::string_view("<sip:proxy.b.example;lr>"),
            "the next hop is pushed as a Route (16.6 item 6)");
    t.True(net.alice->GetCalls().at(0)->GetState() == SipCallState::Established, "and works");
}

/** The suite. */
class SipProxyTestSuite : public TestSuite
{
  public:
    SipProxyTestSuite();
};

SipProxyTestSuite::SipProxyTestSuite()
    : TestSuite("sip-network-proxy")
{
    const auto add = [this](const std::string& name, std::function<void(SipCase&)> body)
    {
        AddTestCase(new SipCase(name, std::move(body)));
    };
    add("RFC 3261 16.7: fork, one answers, the other is cancelled", TestFork);
    add("RFC 3261 13.2.2.4: fork, both answer", TestForkBothAnswer);
    add("RFC 3261 16.7 item 6: the best response", TestBestResponse);
    add("RFC 3261 16.7 item 6: preferred 4xx are an attribute", TestPreferredResponses);
    add("RFC 3261 16.7 item 6: a demand of one branch is lost, or preferred, or urgent",
        TestUrgentResponses);
    add("RFC 3261 16.7 item 5: 6xx cancels the rest", TestSixHundredCancels);
    add("RFC 3261 9.1: a silent branch is not cancelled", TestNoEarlyCancel);
    add("RFC 3261 16.10: CANCEL of a fork", TestForkCancel);
    add("RFC 3261 16.8: timer C", TestTimerC);
    add("RFC 3261 16.3 item 4: a loop is found", TestMaxForwards);
    add("RFC 3261 16.3: requests that are refused", TestValidation);
    add("RFC 3261 16.6 item 6: a strict router is next", TestStrictRouter);
    add("RFC 3261 16.6 item 6: a next proxy for a domain", TestPreloadedRoute);
    add("RFC 3261 22.3: a proxy asks for credentials", TestProxyAuthentication);
}

SipProxyTestSuite g_sipProxyTestSuite; ///< the suite

} // namespace
