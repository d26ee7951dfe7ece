// SPDX-License-Identifier: GPL-2.0-only
// What becomes of sips URIs where there is TLS, by the rules of RFC 3261, RFC 5630 and the article.
#include "sips-test-network.h"

#include "ns3/simulator.h"
#include "ns3/sip-text.h"
#include "ns3/string.h"

#include <algorithm>

using namespace ns3;

namespace
{

const std::vector<std::string> RULES = {"rfc3261", "rfc5630", "article"}; ///< all variants

/** @return the Warning of a message as its warn-code; empty for none */
std::string
GetWarnCode(const SipMessage* message)
{
    return message ? std::string(message->GetHeader("Warning").value_or("")).substr(0, 3) : "";
}

/** Honest calls: sips throughout, with TLS everywhere. */
void
TestHonestCall(SipCase& t)
{
    for (const std::string& rules : RULES)
    {
        SipsTrapezoid net(rules);
        Ptr<SipCall> call;
        std::string statements;
        net.Register(1);
        net.At(3,
               [&]()
               {
                   call = net.alice->Invite(MakeUri("sips:bob@b.example"));
               });
        net.At(4,
               [&]()
               {
                   call->Reinvite();
               });
        net.At(5,
               [&]()
               {
                   statements = net.GetStatements();
                   net.bob->HangUpAll();
               });
        net.Run(Seconds(8));
        std::sort(net.codes.begin(), net.codes.end());
        t.Equal(Join(net.codes), std::string("alice 200 bob 200"), rules + ": registrations");
        t.Equal(call->GetStatusCode(), 200, rules + ": the call is answered");
        t.True(call->GetState() == SipCallState::Ended, rules + ": and ended");
        t.Equal(Join(net.events), std::string(), rules + ": nobody complains");
        t.Equal(net.GetClear(call->GetCallId()), std::string(), rules + ": nothing is in clear");
        t.Equal(net.CountConnections(),
                std::string("alice 1/0 a 1/1 b 0/2 bob 1/0"),
                rules + ": one connection a hop, none towards the users");
        t.Equal(statements,
                std::string(rules == "article"
                                ? "alice: sips:bob@b.example transitive-trust, "
                                  "bob: sips:alice@a.example transitive-trust"
                                : "alice: sips:bob@b.example none, bob: sips:alice@a.example none"),
                rules + ": who the peer is");
        for (const auto& entry : net.trace.GetEntries())
        {
            if (entry.message.IsRequest() && entry.message.GetMethod() != "REGISTER")
            {
                const std::string what = rules + ": " + std::string(entry.message.GetMethod());
                t.True(entry.message.GetRequestUri().IsSecure(), what + " to a sips URI");
                for (const char* name : {"Route", "Record-Route", "Contact"})
                {
                    for (const std::string& value : GetWholeHeaders(entry.message, name))
                    {
                        t.Equal(value.substr(0, 6), std::string("<sips:"), what + ", " + name);
                        t.True(value.find("transport=tls") == std::string::npos,
                               "RFC 5630 3.1.4: no transport=tls");
                    }
                }
            }
        }
        Simulator::Destroy();
    }
}

/** The scheme called, that registered, the rules. */
void
TestSchemes(SipCase& t)
{
    struct Row
    {
        const char* rules;
        const char* requested;
        const char* registered;
        const char* expected; ///< status code, warn-code, scheme that reaches bob
    };

    const std::vector<Row> rows = {
        {"rfc3261", "sip", "sip", "200  sip"},
        {"rfc3261", "sip", "sips", "200  sips"}, // bob is misled (26.4.4)
        {"rfc3261", "sips", "sip", "200  sip"},
        {"rfc3261", "sips", "sips", "200  sips"},
        {"rfc5630", "sip", "sip", "200  sip"},
        {"rfc5630", "sip", "sips", "200  sip"},
        {"rfc5630", "sips", "sip", "480 380 "},
        {"rfc5630", "sips", "sips", "200  sips"},
        {"article", "sip", "sip", "200  sip"},
        {"article", "sip", "sips", "480 381 "},
        {"article", "sips", "sip", "480 380 "},
        {"article", "sips", "sips", "200  sips"},
    };
    for (const Row& row : rows)
    {
        SipsTrapezoid net(row.rules);
        net.bob->SetAddressOfRecord(MakeUri(std::string(row.registered) + ":bob@b.example"));
        Ptr<SipCall> call;
        net.Register(1);
        net.At(3,
               [&]()
               {
                   call = net.alice->Invite(MakeUri(std::string(row.requested) + ":bob@b.example"));
               });
        net.At(4,
               [&]()
               {
                   net.alice->HangUpAll();
               });
        net.Run(Seconds(6));
        const SipMessage* invite = net.FindSent("proxy.b.example", "INVITE");
        const SipMessage* refusal = net.FindSent("proxy.a.example", "480");
        t.Equal(std::to_string(call->GetStatusCode()) + " " + GetWarnCode(refusal) + " " +
                    (invite ? invite->GetRequestUri().GetScheme() : std::string()),
                std::string(row.expected),
                std::string(row.rules) + ": " + row.requested + " to " + row.registered);
        t.Equal(net.GetClear(call->GetCallId()), std::string(), "all of it by TLS");
        Simulator::Destroy();
    }
}

/** Bob has registered from a phone without TLS. */
void
TestLastHop(SipCase& t)
{
    for (const std::string& rules : RULES)
    {
        SipsTrapezoid net(rules);
        net.bob->SetAddressOfRecord(MakeUri("sip:bob@b.example"));
        net.bob->SetAttribute("Protocol", StringValue("UDP"));
        net.bob->SetAttribute("OutboundProxy", StringValue("sip:proxy.b.example;lr"));
        net.proxyB->SetAttribute("Protocol", StringValue("UDP")); // where a URI does not say
        Ptr<SipCall> call;
        net.Register(1);
        net.At(3,
               [&]()
               {
                   call = net.alice->Invite(MakeUri("sips:bob@b.example"));
               });
        net.At(4,
               [&]()
               {
                   net.alice->HangUpAll();
               });
        net.Run(Seconds(6));
        const bool isOld = rules == "rfc3261";
        t.Equal(call->GetStatusCode(), isOld ? 200 : 480, rules + ": outcome");
        t.Equal(net.GetClear(call->GetCallId()),
                std::string(isOld ? "b bob" : ""),
                rules + ": who has sent something of the call in clear");
        t.Equal(GetWarnCode(net.FindSent("proxy.a.example", "480")),
                std::string(isOld ? "" : "380"),
                rules + ": Warning");
        t.Equal(net.HasEvent("alice", isOld ? "downgraded" : "secure-path-impossible"),
                true,
                rules + ": alice can see it: " + Join(net.events));
        Simulator::Destroy();
    }
}

/** A proxy cannot, or does not, show a certificate to the next one. */
void
TestOneWayTls(SipCase& t)
{
    for (const std::string& rules : RULES)
    {
        SipsTrapezoid net(rules);
        TlsSettings server =
            net.authority.MakeSettings({"uri:sip:b.example", "uri:sip:proxy.b.example"});
        server.clientCertificate = TlsClientCertificate::None;
        const auto context = net.authority.MakeContext(server);
        net.proxyB->SetTls(context, context);
        Ptr<SipCall> call;
        net.Register(1);
        net.At(3,
               [&]()
               {
                   call = net.alice->Invite(MakeUri("sips:bob@b.example"));
               });
        net.Run(Seconds(5));
        const bool isMutual = rules == "article";
        t.Equal(call->GetStatusCode(), isMutual ? 480 : 200, rules + ": outcome");
        t.Equal(GetWarnCode(net.FindSent("proxy.a.example", "480")),
                std::string(isMutual ? "380" : ""),
                rules + ": Warning");
        t.Equal(net.HasEvent("a", "secure-path-impossible"),
                isMutual,
                rules + ": the proxy's word");
        t.Equal(net.CountSent("proxy.b.example", "INVITE"), isMutual ? 0U : 1U, "reaches bob");
        Simulator::Destroy();
    }
}

/** Somebody next to bob calls him without any proxy. */
void
TestAdmission(SipCase& t)
{
    struct Row
    {
        const char* rules;
        bool sipsOnly;
        const char* uri;
        const char* expected;
    };

    const std::vector<Row> rows = {
        {"rfc3261", false, "sip", "200 "},
        {"rfc3261", false, "sips", "200 "},
        {"rfc5630", false, "sip", "200 "},
        {"rfc5630", true, "sip", "480 381"},
        {"rfc5630", false, "sips", "480 380"},
        {"article", false, "sip", "480 381"},
        {"article", false, "sips", "480 380"},
    };
    for (const Row& row : rows)
    {
        SipsTrapezoid net(row.rules);
        net.bobPolicy->SetAttribute("SipsOnly", BooleanValue(row.sipsOnly));
        SipTestPeer peer(net.GetNode(4), 5060);
        net.Register(1);
        net.At(2,
               [&]()
               {
                   const std::string uri =
                       std::string(row.uri) + ":bob@" + SipAddress::FormatIpv4(net.GetAddress(3));
                   const std::string own = SipAddress::FormatIpv4(net.GetAddress(4));
                   peer.Send("INVITE " + uri + " SIP/2.0\r\nVia: SIP/2.0/UDP " + own +
                                 ";branch=z9hG4bK1;rport\r\nMax-Forwards: 70\r\n"
                                 "From: <sips:bank@a.example>;tag=a\r\nTo: <" +
                                 uri + ">\r\nCall-ID: 1\r\nCSeq: 1 INVITE\r\nContact: <" + row.uri +
                                 ":bank@" + own + ">\r\n\r\n",
                             net.GetAddress(3));
               });
        net.Run(Seconds(3));
        const std::string what = std::string(row.rules) + ", " + row.uri;
        const SipMessage* last = net.FindSent("bob", std::string(row.expected).substr(0, 3));
        t.True(last, what + ": " + row.expected);
        t.Equal(GetWarnCode(last), std::string(row.expected).substr(4), what + ": Warning");
        t.Equal(net.GetStatements().find("transitive"),
                std::string::npos,
                what + ": nobody vouches");
        Simulator::Destroy();
    }
}

/** The caller has not registered: the proxy's challenge makes the connection mutual. */
void
TestUnregisteredCaller(SipCase& t)
{
    for (const bool asks : {true, false})
    {
        SipsTrapezoid net("article", asks);
        Ptr<SipCall> call;
        net.At(1,
               [&]()
               {
                   net.bob->Register();
               });
        net.At(3,
               [&]()
               {
                   call = net.alice->Invite(MakeUri("sips:bob@b.example"));
               });
        net.Run(Seconds(5));
        t.Equal(call->GetStatusCode(), asks ? 200 : 480, "outcome");
        t.Equal(net.CountSent("proxy.a.example", "407"), asks ? 1U : 0U, "challenges");
        t.Equal(GetWarnCode(net.FindSent("proxy.a.example", "480")),
                std::string(asks ? "" : "380"),
                "Warning");
        t.Equal(net.HasEvent("a", "connection-not-authenticated"), !asks, Join(net.events));
        Simulator::Destroy();
    }
}

/** The connection that bob has registered by ends: nobody can reach him, and nobody tries in clear.
 */
void
TestLostFlow(SipCase& t)
{
    for (const std::string& rules : RULES)
    {
        SipsTrapezoid net(rules);
        Ptr<SipCall> call;
        net.Register(1);
        net.At(2,
               [&]()
               {
                   net.connectionsBob.at(0)->Close();
               });
        net.At(3,
               [&]()
               {
                   call = net.alice->Invite(MakeUri("sips:bob@b.example"));
               });
        net.Run(Seconds(40));
        t.Equal(call->GetStatusCode(), 480, rules + ": outcome");
        t.Equal(GetWarnCode(net.FindSent("proxy.b.example", "480")),
                std::string("380"),
                rules + ": Warning");
        t.True(net.HasEvent("b", "secure-path-impossible"), rules + ": proxy b's word");
        t.Equal(net.GetClear(call->GetCallId()), std::string(), rules + ": nothing in clear");
        Simulator::Destroy();
    }
}

/** The outbound proxy has a certificate of its own name, but not of the users' domain. */
void
TestRegistrarName(SipCase& t)
{
    for (const bool isDomain : {true, false})
    {
        SipsTrapezoid net("article");
        net.authority.Equip(
            net.proxyA,
            isDomain ? std::vector<std::string>{"uri:sip:a.example", "uri:sip:proxy.a.example"}
                     : std::vector<std::string>{"uri:sip:proxy.a.example"});
        net.At(1,
               [&]()
               {
                   net.alice->Register();
               });
        net.Run(Seconds(3));
        t.Equal(Join(net.codes), std::string(isDomain ? "alice 200" : "alice 503"), "outcome");
        t.Equal(net.CountSent("proxy.a.example", "401"),
                isDomain ? 1U : 0U,
                "no REGISTER reaches a proxy of another domain");
        Simulator::Destroy();
    }
}

/** The suite. */
class SipsTlsTestSuite : public TestSuite
{
  public:
    SipsTlsTestSuite();
};

SipsTlsTestSuite::SipsTlsTestSuite()
    : TestSuite("sip-network-sips-tls")
{
    const auto add = [this](const std::string& name, std::function<void(SipCase&)> body)
    {
        AddTestCase(new SipCase(name, std::move(body)));
    };
    add("RFC 3261 12.1, 16.6 item 4; RFC 5630 4: honest sips calls", TestHonestCall);
    add("RFC 3261 26.2.2; RFC 5630 5.3: scheme called, scheme registered", TestSchemes);
    add("RFC 5630 3.3: the last-hop exception leaks", TestLastHop);
    add("RFC 3261 26.3.2.2: TLS between proxies that is not mutual", TestOneWayTls);
    add("RFC 5630 5.3: the connection of the registration has ended", TestLostFlow);
    add("RFC 5630 5.1.2: whom a callee admits", TestAdmission);
    add("RFC 3261 26.3.2.1: no REGISTER to another domain's proxy", TestRegistrarName);
    add("RFC 3261 26.3.2.1: a caller who has not registered", TestUnregisteredCaller);
}

SipsTlsTestSuite g_sipsTlsTestSuite; ///< the suite

} // namespace
