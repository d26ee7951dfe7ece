// SPDX-License-Identifier: GPL-2.0-only
// What goes wrong over TLS: everybody hears a reason, nothing is left over, the next call works.
#include "sip-tls-test-network.h"

#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>

using namespace ns3;

namespace
{

/** A call that fails or is disturbed at 3 s, and a call at 20 s that must work. */
class Disturbed : public SipTlsTrapezoid
{
  public:
    /** Runs it to the given second, both users having registered, with calls at 3 and 20 s. */
    void
    Play(SipCase& t, double until = 60)
    {
        Register(0.5);
        At(3,
           [this]()
           {
               first = alice->Invite(bob->GetAddressOfRecord());
           });
        At(18,
           [this]()
           {
               alice->HangUpAll();
           });
        At(20,
           [this]()
           {
               // Whoever lost the connection of the registration makes a new one first.
               alice->Register();
               bob->Register();
           });
        At(22,
           [this]()
           {
               second = alice->Invite(bob->GetAddressOfRecord());
           });
        At(24,
           [this]()
           {
               alice->HangUpAll();
           });
        Run(Seconds(until));
        t.Equal(second->GetStatusCode(), 200, "the next call works");
        for (const Ptr<SipElement>& element :
             std::vector<Ptr<SipElement>>{alice, proxyA, proxyB, bob})
        {
            t.True(GetTls(element)->GetConnectionCount() <= 2, "no connection is left over");
        }
    }

    Ptr<SipCall> first;  ///< what is disturbed
    Ptr<SipCall> second; ///< what must work
};

/** The next hop shows a certificate with something wrong; later it is put right. */
void
TestProxyCertificate(SipCase& t, const std::string& fault, const std::string& expected)
{
    Disturbed net;
    SipTestAuthority other('O');
    std::vector<std::string> names = {"uri:sip:b.example", "uri:sip:proxy.b.example"};
    if (fault == "name")
    {
        names = {"uri:sip:c.example"};
    }
    SipTestAuthority& issuer = fault == "issuer" ? other : net.authority;
    // bob's own connection is there before, so that only proxy a meets the wrong certificate.
    net.At(2,
           [&]()
           {
               TlsSettings settings = issuer.MakeSettings(names);
               const auto context = issuer.MakeContext(settings);
               net.proxyB->SetTls(context, context);
           });
    net.At(19,
           [&]()
           {
               net.authority.Equip(net.proxyB, {"uri:sip:b.example", "uri:sip:proxy.b.example"});
           });
    net.Play(t);
    t.Equal(net.first->GetStatusCode(), 500, "the call fails (16.7 item 6: 503 becomes 500)");
    const std::string reason = net.first->GetFailureReason();
    t.True(reason.find(expected) != std::string::npos &&
               reason.find("proxy.a.example") != std::string::npos,
           "the caller hears why, and from whom: " + reason);
    const std::string event = fault == "name" ? "a: name-mismatch" : "a: certificate-rejected";
    t.True(std::count(net.events.begin(), net.events.end(), event) == 1,
           "an event: " + Join(net.events));
    t.True(std::count_if(net.wholeEvents.begin(),
                         net.wholeEvents.end(),
                         [&](const SipSecurityEvent& each)
                         {
                             return each.callId == net.first->GetCallId();
                         }) == 1,
           "about this call");
    t.True(!net.wholeEvents.empty() && !net.wholeEvents.front().callId.empty() &&
               net.wholeEvents.front().callId == net.first->GetCallId(),
           "that names the call");
    t.Equal(net.connectionsB.size(), 3U, "b took bob's, the refused, and the good one");
    for (const auto& entry : net.trace.GetEntries())
    {
        t.True(!(entry.time < Seconds(19) && entry.from == "proxy.b.example" && entry.to == "bob" &&
                 entry.message.GetMethod() == "INVITE"),
               "no INVITE has left before the name was proved");
    }
}

/** The caller's own proxy is somebody else. */
void
TestOwnProxy(SipCase& t)
{
    Disturbed net;
    net.authority.Equip(net.proxyA, {"uri:sip:evil.example"});
    net.At(19,
           [&]()
           {
               net.authority.Equip(net.proxyA, {"uri:sip:a.example", "uri:sip:proxy.a.example"});
           });
    net.Play(t);
    t.True(!net.codes.empty() && std::count(net.codes.begin(), net.codes.end(), "alice 503") >= 1,
           "the registration fails: " + Join(net.codes));
    t.Equal(net.first->GetStatusCode(), 503, "the call fails (8.1.3.1)");
    t.True(net.first->GetFailureReason().find("certificate for another name") != std::string::npos,
           "with a reason: " + net.first->GetFailureReason());
    t.True(std::count(net.events.begin(), net.events.end(), "alice: name-mismatch") >= 2,
           "alice has noticed");
    t.True(std::count(net.events.begin(), net.events.end(), "a: tls-failed") >= 2,
           "and so has the proxy, by the alert");
    uint64_t before = 0;
    for (const auto& entry : net.trace.GetEntries())
    {
        before += entry.from == "proxy.a.example" && entry.time < Seconds(19) ? 1 : 0;
    }
    t.Equal(before, 0U, "no message has reached it: neither password's digest nor INVITE");
}

/** Somebody closes while a message is on its way. */
void
TestMidMessage(SipCase& t, const std::string& how)
{
    Disturbed net;
    const std::string message = "INVITE sip:bob@b.example SIP/2.0\r\n"
                                "Via: SIP/2.0/TLS x.example;branch=z9hG4bK1\r\n"
                                "From: <sip:x@x.example>;tag=1\r\nTo: <sip:bob@b.example>\r\n"
                                "Call-ID: 1\r\nCSeq: 1 INVITE\r\nMax-Forwards: 70\r\n"
                                "Content-Length: 4000\r\n\r\n" +
                                std::string(1000, 'x');
    auto peer = Create<SipTlsTestPeer>(net.GetNode(4),
                                       net.authority.MakeContext(net.authority.MakeSettings()));
    net.At(3,
           [&]()
           {
               peer->Connect(net.GetAddress(2), "b.example");
           });
    std::size_t during = 0;
    net.At(4,
           [&]()
           {
               during = net.GetTls(net.proxyB)->GetConnectionCount();
               peer->Send(message, how == "record" ? 0.5 : 1);
           });
    net.At(5,
           [&]()
           {
               if (how == "close")
               {
                   peer->Close();
               }
               else
               {
                   peer->Cut();
               }
           });
    std::size_t after = 99;
    net.At(6,
           [&]()
           {
               after = net.GetTls(net.proxyB)->GetConnectionCount();
           });
    net.Play(t);
    t.True(peer->isEstablished, "it was connected");
    t.Equal(during, 3U, "bob, proxy a and it");
    t.Equal(after, 2U, "bob and proxy a");
    t.Equal(net.first->GetStatusCode(), 200, "others hear nothing of it");
    t.Equal(net.proxyB->GetTransactionLayer()->GetTransactionCount(), 0U, "no transaction is left");
    const std::string end =
        how == "close" ? "b: closed by the peer" : "b: connection broken: truncated";
    t.True(std::count_if(net.ends.begin(),
                         net.ends.end(),
                         [&](const std::string& each)
                         {
                             return each.compare(0, end.size(), end) == 0;
                         }) >= 1,
           "the proxy knows how it ended: " + Join(net.ends));
}

/** The connection that a request waits on breaks before there is an answer. */
void
TestBreakWhileWaiting(SipCase& t)
{
    Disturbed net;
    DropFirst(net.proxyA, "INVITE", 1);
    net.At(4,
           [&]()
           {
               DynamicCast<SipStreamConnection>(net.connectionsA.at(0))->End({});
           });
    net.Play(t);
    t.Equal(net.first->GetStatusCode(), 503, "the caller need not wait for timer B");
    t.True(!net.first->GetFailureReason().empty(), "a reason: " + net.first->GetFailureReason());
    t.True(net.first->GetState() == SipCallState::Ended, "it is over");
}

/** Many that connect and say nothing. */
void
TestSilent(SipCase& t, bool withHandshake)
{
    Disturbed net;
    const uint32_t count = withHandshake ? 100 : 1000;
    const uint32_t limit = withHandshake ? 20 : 100;
    net.GetTls(net.proxyB)->SetAttribute("MaxConnections", UintegerValue(limit));
    const auto context = net.authority.MakeContext(net.authority.MakeSettings());
    std::vector<Ptr<SipTlsTestPeer>> peers;
    for (uint32_t i = 0; i < count; ++i)
    {
        peers.push_back(Create<SipTlsTestPeer>(net.GetNode(4), context));
        net.At(1.5 + 0.002 * i,
               [&net, peer = peers.back(), withHandshake]()
               {
                   peer->Connect(net.GetAddress(2), "b.example", !withHandshake);
               });
    }
    std::size_t most = 0;
    for (int i = 0; i < 200; ++i)
    {
        net.At(1.5 + 0.05 * i,
               [&]()
               {
                   most = std::max(most, net.GetTls(net.proxyB)->GetConnectionCount());
               });
    }
    net.Play(t, 60);
    t.Equal(most, limit, "no more than MaxConnections");
    t.Equal(net.first->GetStatusCode(), 200, "a call in the middle of it finds room");
    t.True(net.GetTls(net.proxyB)->GetConnectionCount() <= 2, "after a while they are gone");
    t.Equal(net.proxyB->GetConnectionsToUsers(), 0U, "bob's connection was not given up for them");
}

/** A first message that does not come, and a handshake that does not go on. */
void
TestTimeouts(SipCase& t)
{
    SipTlsTrapezoid net;
    net.GetTls(net.proxyB)->SetAttribute("HandshakeTimeout", TimeValue(Seconds(5)));
    net.GetTls(net.proxyB)->SetAttribute("FirstMessageTimeout", TimeValue(Seconds(12)));
    const auto context = net.authority.MakeContext(net.authority.MakeSettings());
    auto silent = Create<SipTlsTestPeer>(net.GetNode(4), context);
    auto shaken = Create<SipTlsTestPeer>(net.GetNode(4), context);
    net.At(1,
           [&]()
           {
               silent->Connect(net.GetAddress(2), "b.example", true);
               shaken->Connect(net.GetAddress(2), "b.example");
           });
    std::vector<std::size_t> counts;
    for (const double at : {2., 7.5, 14.})
    {
        net.At(at,
               [&]()
               {
                   counts.push_back(net.GetTls(net.proxyB)->GetConnectionCount());
               });
    }
    net.Run(Seconds(15));
    t.True(counts == std::vector<std::size_t>({2, 1, 0}), "one after the other");
    t.Equal(Join(net.ends),
            std::string("b: TLS handshake timed out b: no message came"),
            "for these reasons");
    t.Equal(Join(net.events), std::string("b: tls-failed"), "the first is an event");
}

/** A header line of 64 KiB. */
void
TestLongLine(SipCase& t, std::size_t size)
{
    Disturbed net;
    auto peer = Create<SipTlsTestPeer>(net.GetNode(4),
                                       net.authority.MakeContext(net.authority.MakeSettings()));
    net.At(3,
           [&]()
           {
               peer->Connect(net.GetAddress(2), "b.example");
           });
    net.At(4,
           [&]()
           {
               peer->Send("OPTIONS sip:b.example SIP/2.0\r\n"
                          "Via: SIP/2.0/TLS x.example;branch=z9hG4bK1\r\n"
                          "From: <sip:x@x.example>;tag=1\r\nTo: <sip:b.example>\r\n"
                          "Call-ID: 1\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\n"
                          "X: " +
                          std::string(size, 'x') + "\r\nContent-Length: 0\r\n\r\n");
           });
    net.Play(t, 60);
    t.True(peer->isClosed || peer->received.find("SIP/2.0 4") == 0 ||
               peer->received.find("SIP/2.0 5") == 0,
           "a clear result: " + peer->received.substr(0, 40));
    t.Equal(net.first->GetStatusCode(), 200, "others hear nothing of it");
    t.Equal(net.proxyB->GetTransactionLayer()->GetTransactionCount(), 0U, "no transaction is left");
}

/** An own INVITE with a header line that nobody takes. */
void
TestOwnLongLine(SipCase& t)
{
    Disturbed net;
    net.alice->GetSessionDescriber()->SetAttribute("ContentType",
                                                   StringValue("x/" + std::string(65536, 'y')));
    net.At(19,
           [&]()
           {
               net.alice->GetSessionDescriber()->SetAttribute("ContentType",
                                                              StringValue("application/sdp"));
           });
    net.Play(t, 60);
    t.True(net.first->GetStatusCode() >= 400, "a clear result");
    t.True(net.first->GetState() == SipCallState::Ended, "it is over");
}

void
TestWrongPassword(SipCase& t)
{
    SipTlsTrapezoid net;
    net.bob->SetCredentials("bob", "guess");
    net.Register(1);
    SipConnectionTrust trust;
    Ptr<SipCall> call;
    net.At(2,
           [&]()
           {
               trust = net.connectionsB.at(0)->GetTrust();
               call = net.alice->Invite(net.bob->GetAddressOfRecord());
           });
    net.At(10,
           [&]()
           {
               net.bob->SetCredentials("bob", "bob's password");
               net.bob->Register();
           });
    SipConnectionTrust later;
    net.At(12,
           [&]()
           {
               later = net.connectionsB.at(0)->GetTrust();
           });
    net.Run(Seconds(13));
    t.True(std::count(net.codes.begin(), net.codes.end(), "bob 401") == 1,
           "refused: " + Join(net.codes));
    t.True(trust.isConfidential && trust.peer == SipAuthentication::None, "nothing is proved");
    t.Equal(call->GetStatusCode(), 480, "bob cannot be reached");
    t.True(std::count(net.events.begin(), net.events.end(), "b: digest-wrong") >= 1,
           "the registrar notices");
    t.True(later.IsMutual() && later.HasPeerUser(MakeUri("sip:bob@b.example")),
           "with the right one the same connection will do");
}

void
TestStaleNonce(SipCase& t)
{
    SipTlsTrapezoid net;
    for (const auto& policy : net.proxyB->GetPolicies())
    {
        if (DynamicCast<SipRegistrarPolicy>(policy))
        {
            policy->SetAttribute("NonceLifetime", TimeValue(Seconds(2)));
        }
    }
    net.Register(1);
    net.At(10,
           [&]()
           {
               net.bob->Register();
           });
    net.Run(Seconds(12));
    t.Equal(std::count(net.codes.begin(), net.codes.end(), "bob 200"), 2, "both succeed");
    t.Equal(net.CountSent("bob", "REGISTER"), 4U, "the second after a new challenge");
    uint32_t stale = 0;
    for (const auto& entry : net.trace.GetEntries())
    {
        const auto challenge = entry.message.GetHeader("WWW-Authenticate");
        stale += challenge && challenge->find("stale=true") != std::string_view::npos ? 1 : 0;
    }
    t.True(stale >= 1, "that says stale (RFC 7616, 3.3)");
    t.Equal(net.CountConnections(),
            std::string("alice 1/0 a 0/1 b 0/1 bob 1/0"),
            "on one connection");
}

/** A message that asks for more than its way has. */
void
TestRequirement(SipCase& t)
{
    SipTlsTrapezoid net;
    net.Register(1);
    std::vector<std::string> results;
    const auto send = [&](SipRequirement requirement, SipTransportProtocol protocol)
    {
        SipMessage request = SipMessage::MakeRequest("OPTIONS", MakeUri("sip:b.example"));
        request.Add("Via", "SIP/2.0/TLS x;branch=z9hG4bK" + std::to_string(results.size() + 1));
        request.Add("From", "<sip:x@x.example>;tag=1");
        request.Add("To", "<sip:b.example>");
        request.Add("Call-ID", "r" + std::to_string(results.size()));
        request.Add("CSeq", "1 OPTIONS");
        request.Add("Max-Forwards", "70");
        SipDestination destination;
        destination.address = SipAddress(protocol,
                                         net.GetAddress(2),
                                         protocol == SipTransportProtocol::Tls ? 5061 : 5060);
        destination.name = "b.example";
        destination.requirement = requirement;
        SipTransactionUser user;
        const std::size_t index = results.size();
        results.emplace_back("none");
        user.onResponse = [&results, index](const SipReception& reception)
        {
            results[index] = std::to_string(reception.message.GetStatusCode());
        };
        user.onFailure = [&results, index](const SipTransactionFailure& failure)
        {
            results[index] = failure.connection.ToString();
        };
        net.alice->GetTransactionLayer()->SendRequest(request, destination, user);
    };
    net.At(3,
           [&]()
           {
               send(SipRequirement::Tls, SipTransportProtocol::Udp);
               send(SipRequirement::Tls, SipTransportProtocol::Tcp);
               send(SipRequirement::Mutual,
                    SipTransportProtocol::Tls); // alice has proved nothing to b
           });
    net.At(4,
           [&]()
           {
               send(SipRequirement::Tls, SipTransportProtocol::Tls);
           });
    net.At(5,
           [&]()
           {
               send(SipRequirement::Mutual,
                    SipTransportProtocol::Tls); // the connection is there now
           });
    net.Run(Seconds(15));
    t.Equal(results[0], std::string("not a TLS connection"), "UDP");
    t.Equal(results[1], std::string("not a TLS connection"), "TCP");
    t.Equal(results[2], std::string("not mutually authenticated"), "TLS with one proven end");
    t.Equal(results[3], std::string("200"), "which is enough for TLS");
    t.Equal(results[4], std::string("not mutually authenticated"), "and not for more later");
    uint32_t atB = 0;
    for (const auto& entry : net.trace.GetEntries())
    {
        atB += entry.from == "proxy.b.example" && entry.to == "alice" ? 1 : 0;
    }
    t.Equal(atB, 1U, "nothing else has left");
    t.Equal(std::count(net.events.begin(), net.events.end(), "alice: connection-not-authenticated"),
            4,
            "events");
}

/** Two runs give the same octets. */
void
TestDeterminism(SipCase& t)
{
    std::vector<std::string> keyLogs;
    std::vector<std::string> messages;
    for (int run = 0; run < 2; ++run)
    {
        SipTlsTrapezoid net;
        net.Register(1);
        net.At(3,
               [&]()
               {
                   net.alice->Invite(net.bob->GetAddressOfRecord());
               });
        net.Run(Seconds(5));
        keyLogs.push_back(Join(net.authority.keyLog));
        messages.push_back(net.trace.Serialize());
        Simulator::Destroy();
    }
    t.True(!keyLogs[0].empty() && keyLogs[0] == keyLogs[1], "the secrets are the same");
    t.True(messages[0] == messages[1], "and the messages");
}

/** The suite. */
class SipTlsRobustnessTestSuite : public TestSuite
{
  public:
    SipTlsRobustnessTestSuite();
};

SipTlsRobustnessTestSuite::SipTlsRobustnessTestSuite()
    : TestSuite("sip-network-tls-robustness")
{
    const auto add = [this](const std::string& name, std::function<void(SipCase&)> body)
    {
        AddTestCase(new SipCase(name, std::move(body)));
    };
    add("RFC 5922 7.3: the next hop's certificate is for another name",
        [](SipCase& t)
        {
            TestProxyCertificate(t, "name", "certificate for another name");
        });
    add("RFC 3261 26.3.1: the next hop's certificate is from nobody we know",
        [](SipCase& t)
        {
            TestProxyCertificate(t, "issuer", "certificate not accepted");
        });
    add("RFC 3261 26.3.2.1: the own proxy is somebody else", TestOwnProxy);
    add("A peer closes in the middle of a message",
        [](SipCase& t)
        {
            TestMidMessage(t, "close");
        });
    add("A peer vanishes in the middle of a message",
        [](SipCase& t)
        {
            TestMidMessage(t, "message");
        });
    add("A peer vanishes in the middle of a TLS record",
        [](SipCase& t)
        {
            TestMidMessage(t, "record");
        });
    add("RFC 3261 8.1.3.1: the connection breaks before there is an answer", TestBreakWhileWaiting);
    add("1000 connections that say nothing",
        [](SipCase& t)
        {
            TestSilent(t, false);
        });
    add("100 connections that say nothing after the handshake",
        [](SipCase& t)
        {
            TestSilent(t, true);
        });
    add("A handshake and a first message that do not come", TestTimeouts);
    add("A header line of 20 KiB",
        [](SipCase& t)
        {
            TestLongLine(t, 20480);
        });
    add("A header line of 64 KiB",
        [](SipCase& t)
        {
            TestLongLine(t, 65536);
        });
    add("A header line of 64 KiB of one's own", TestOwnLongLine);
    add("RFC 3261 22.1: a wrong password proves nothing", TestWrongPassword);
    add("RFC 7616 3.3: a stale nonce is no failure", TestStaleNonce);
    add("A message asks for TLS or for mutual authentication", TestRequirement);
    add("The same seed gives the same octets, TLS included", TestDeterminism);
}

SipTlsRobustnessTestSuite g_sipTlsRobustnessTestSuite; ///< the suite

} // namespace
