// SPDX-License-Identifier: GPL-2.0-only
#include "sip-test-network.h"

#include "ns3/random-variable-stream.h"
#include "ns3/simulator.h"
#include "ns3/string.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

using namespace ns3;

namespace
{

/** @return octets that look like SIP, and should not harm anybody */
std::vector<std::string>
MakeHostileMessages()
{
    const std::string via = "Via: SIP/2.0/UDP 10.1.4.1;rport;branch=z9hG4bK";
    const std::string rest = "\r\nFrom: <sip:x@a.example>;tag=1\r\nTo: <sip:bob@b.example>\r\n"
                             "Call-ID: hostile\r\nCSeq: 1 INVITE\r\n";
    const std::string start = "INVITE sip:bob@b.example SIP/2.0\r\n";
    std::vector<std::string> messages = {
        "",
        "\r\n\r\n",
        std::string(1, '\0'),
        "INVITE",
        "INVITE sip:bob@b.example SIP/2.0",
        "INVITE sip:bob@b.example SIP/2.0\r\n\r\n",
        "INVITE sip:bob@b.example SIP/7.0\r\n" + via + "v" + rest + "\r\n",
        "SIP/2.0 200 OK\r\n\r\n",
        "SIP/2.0 999999 OK\r\n" + via + "x" + rest + "\r\n",
        start + via + "1" + rest + "Content-Length: 2147483648\r\n\r\nabc",
        start + via + "2" + rest + "Content-Length: -1\r\n\r\nabc",
        start + via + "3" + rest + "Content-Length: 99999\r\n\r\nabc",
        start + via + "4" + rest + "Contact: <sip:\r\n\r\n",
        start + via + "5" + rest + "Contact: <>\r\nRoute: <\r\n\r\n",
        start + via + "6" + rest + "Record-Route: nonsense\r\nContact: <sip:x@10.1.4.1>\r\n\r\n",
        start + via + "7" + rest + "Route: <sip:proxy.b.example;lr>, <tel:1>\r\n\r\n",
        start + via + "8" + rest + "Proxy-Authorization: Digest realm=\r\n\r\n",
        start + via + "9" + rest + "Max-Forwards: 99999999999999999999\r\n\r\n",
        start + "Via: SIP/2.0/UDP 10.1.4.1\r\n" + rest + "\r\n",
        start + "Via: SIP/2.0/CARRIERPIGEON 10.1.4.1;branch=z9hG4bKp" + rest + "\r\n",
        start + "Via: SIP/2.0/UDP nowhere.example:0;rport=99999;branch=z9hG4bKq" + rest + "\r\n",
        "ACK sip:bob@b.example SIP/2.0\r\n" + via + "a" + rest + "\r\n",
        "CANCEL sip:bob@b.example SIP/2.0\r\n" + via + "b" + rest + "\r\n",
        "BYE sip:bob@b.example SIP/2.0\r\n" + via + "c" + rest + "\r\n",
        "REGISTER sip:b.example SIP/2.0\r\n" + via + "d" + rest + "Contact: *\r\n\r\n",
        "REGISTER sip:b.example SIP/2.0\r\n" + via + "e" + rest +
            "Authorization: Digest username=\"bob\", realm=\"b.example\"\r\n\r\n",
        "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP proxy.b.example;branch=z9hG4bKnone" + rest + "\r\n",
        "SIP/2.0 100 x\r\nVia: SIP/2.0/UDP 10.1.3.1;branch=z9hG4bKnone" + rest + "\r\n",
        start + via + "f" + rest + std::string(70000 - 300, 'x'),
    };
    std::string many = start + via + "g" + rest;
    for (int i = 0; i < 3000; ++i)
    {
        many += "X: 1\r\n";
    }
    messages.push_back(many + "\r\n");
    std::string vias = start;
    for (int i = 0; i < 300; ++i)
    {
        vias += via + std::to_string(i) + "\r\n";
    }
    messages.push_back(vias + rest.substr(2) + "\r\n");
    return messages;
}

/** @return the messages of RFC 4475, from the sip module's tests */
std::vector<std::string>
ReadTorture()
{
    std::vector<std::string> messages;
    std::vector<std::filesystem::path> paths;
    const std::filesystem::path folder =
        std::filesystem::path(NS_TEST_SOURCEDIR) / "../../sip/test";
    std::error_code error;
    for (std::filesystem::recursive_directory_iterator i(folder, error), end; !error && i != end;
         i.increment(error))
    {
        if (i->path().extension() == ".dat")
        {
            paths.push_back(i->path());
        }
    }
    std::sort(paths.begin(), paths.end());
    for (const auto& path : paths)
    {
        std::ifstream in(path, std::ios::binary);
        std::ostringstream text;
        text << in.rdbuf();
        messages.push_back(text.str());
    }
    return messages;
}

/** @return copies of messages with octets changed, removed and doubled */
std::vector<std::string>
Mutate(const std::vector<std::string>& messages, int copies)
{
    Ptr<UniformRandomVariable> random = CreateObject<UniformRandomVariable>();
    random->SetStream(77);
    std::vector<std::string> mutants;
    for (const std::string& message : messages)
    {
        for (int i = 0; i < copies && !message.empty(); ++i)
        {
            std::string mutant = message;
            for (uint32_t changes = random->GetInteger(1, 4); changes > 0; --changes)
            {
                const uint32_t last = static_cast<uint32_t>(mutant.size() - 1);
                const uint32_t place = random->GetInteger(0, last);
                switch (random->GetInteger(0, 3))
                {
                case 0:
                    mutant[place] = static_cast<char>(random->GetInteger(0, 255));
                    break;
                case 1:
                    mutant.erase(place, random->GetInteger(1, 8));
                    break;
                case 2:
                    mutant.insert(place, mutant.substr(place, random->GetInteger(1, 30)));
                    break;
                default:
                    mutant.resize(place);
                }
                if (mutant.empty())
                {
                    break;
                }
            }
            mutants.push_back(mutant);
        }
    }
    return mutants;
}

/** Throws messages at proxy b and at bob during a call, and places another call afterwards. */
void
Throw(SipCase& t, const std::vector<std::string>& messages, bool byTcp)
{
    SipTestTrapezoid net;
    Ptr<SipPasswordFile> passwords = CreateObject<SipPasswordFile>();
    passwords->AddUser("bob", "secret");
    net.helper.InstallRegistrar(net.proxyB, passwords);
    net.bob->SetAttribute("RingingDelay", TimeValue(Seconds(0)));
    std::vector<Ptr<SipTestPeer>> peers;
    uint32_t malformed = 0;
    const std::function<void(const std::string&, const SipAddress&)> count =
        [&](const std::string&, const SipAddress&)
    {
        ++malformed;
    };
    for (Ptr<SipElement> element : std::vector<Ptr<SipElement>>{net.proxyB, net.bob})
    {
        element->GetTransportLayer()->TraceConnectWithoutContext(
            "Malformed",
            Callback<void, const std::string&, const SipAddress&>(count));
    }
    peers.push_back(Create<SipTestPeer>(net.GetNode(4), 5060));
    Ptr<SipCall> during;
    Ptr<SipCall> after;
    net.At(1,
           [&]()
           {
               during = net.alice->Invite(net.bob->GetAddressOfRecord());
           });
    double at = 1.01;
    for (const std::string& message : messages)
    {
        for (const uint32_t target : {2U, 3U})
        {
            at += 0.001;
            if (byTcp)
            {
                auto peer = Create<SipTestPeer>(net.GetNode(4), 6000 + peers.size());
                peers.push_back(peer);
                net.At(at,
                       [=, &net]()
                       {
                           peer->SendTcp(message, net.GetAddress(target), true);
                       });
            }
            else
            {
                net.At(at,
                       [=, &net, &peers]()
                       {
                           peers[0]->Send(message.substr(0, 65000), net.GetAddress(target));
                       });
            }
        }
    }
    net.At(at + 60,
           [&]()
           {
               after = net.alice->Invite(net.bob->GetAddressOfRecord());
           });
    net.At(at + 62,
           [&]()
           {
               net.alice->HangUpAll();
           });
    net.Run(Seconds(at + 200));
    t.Equal(during->GetStatusCode(), 200, "the call during the attack");
    t.Equal(after->GetStatusCode(), 200, "the call after it");
    t.True(net.alice->GetCalls().empty(), "both have ended");
    t.True(malformed > 0, "something was malformed");
    t.Equal(net.proxyB->GetTransactionLayer()->GetTransactionCount(), 0U, "nothing is left over");
}

void
TestTruncations(SipCase& t)
{
    SipTestNetwork source(2);
    Ptr<SipUserAgent> alice = source.AddAgent(0, "sip:alice@a.example");
    source.At(1,
              [&]()
              {
                  alice->Invite(MakeUri("sip:bob@10.1.1.1"));
              });
    source.Run(Seconds(1.1));
    const std::string whole = source.FindSent("alice", "INVITE")->Serialize();
    Simulator::Destroy();
    std::vector<std::string> parts;
    for (std::size_t length = 0; length < whole.size(); ++length)
    {
        parts.push_back(whole.substr(0, length));
    }
    Throw(t, parts, false);
}

/** A request by hand to bob, and the answers to it. */
std::vector<int>
AskBob(const std::vector<std::string>& requests)
{
    SipTestNetwork net(2);
    Ptr<SipUserAgent> bob = net.AddAgent(1, "sip:bob@b.example");
    auto peer = Create<SipTestPeer>(net.GetNode(0), 5060);
    double at = 1;
    for (const std::string& request : requests)
    {
        net.At(at += 0.1,
               [&net, peer, request]()
               {
                   peer->Send(request, net.GetAddress(1));
               });
    }
    net.Run(Seconds(3));
    Simulator::Destroy();
    return peer->GetCodes();
}

/** @return a request to bob */
std::string
MakeText(const std::string& method,
         const std::string& uri,
         const std::string& branch,
         const std::string& toTag,
         const std::string& extra)
{
    return method + " " + uri + " SIP/2.0\r\nVia: SIP/2.0/UDP c.example;rport;branch=z9hG4bK" +
           branch + "\r\nFrom: <sip:x@c.example>;tag=1\r\nTo: <sip:bob@b.example>" + toTag +
           "\r\nCall-ID: 1\r\nCSeq: 1 " + method + "\r\nContact: <sip:x@10.1.0.1>\r\n" + extra +
           "Content-Length: 0\r\n\r\n";
}

void
TestAgentRefusals(SipCase& t)
{
    const auto only = [&](const std::string& request, int code, const std::string& what)
    {
        const std::vector<int> codes = AskBob({request});
        t.Equal(codes.empty() ? 0 : codes.front(), code, what);
    };
    const std::string bob = "sip:bob@b.example";
    only(MakeText("SUBSCRIBE", bob, "1", "", ""), 405, "an unknown method (8.2.1)");
    only(MakeText("INVITE", bob, "1", "", "Require: foo\r\n"), 420, "an extension (8.2.2.3)");
    only(MakeText("INVITE", bob, "1", "", "Content-Encoding: gzip\r\n"), 415, "encoding (8.2.3)");
    only(MakeText("INVITE", "sip:eve@b.example", "1", "", ""), 404, "another user (8.2.2.1)");
    only(MakeText("INVITE", "tel:+1", "1", "", ""), 416, "another scheme (8.2.2.1)");
    only(MakeText("BYE", bob, "1", ";tag=9", ""), 481, "a dialog that is not (15.1.2)");
    only(MakeText("INVITE", bob, "1", ";tag=9", ""), 481, "a dialog that is not (12.2.2)");
    only(MakeText("CANCEL", bob, "1", "", ""), 481, "an INVITE that is not (9.2)");
    only(MakeText("OPTIONS", bob, "1", "", ""), 200, "OPTIONS (11.2)");
    only("INVITE sip:bob@b.example SIP/2.0\r\nVia: SIP/2.0/UDP c.example;rport;branch=old\r\n"
         "From: <sip:x@c.example>;tag=1\r\nTo: <sip:bob@b.example>\r\nCall-ID: 1\r\n"
         "CSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n",
         400,
         "a branch of RFC 2543 times");
    const std::vector<int> merged =
        AskBob({MakeText("INVITE", bob, "1", "", ""), MakeText("INVITE", bob, "2", "", "")});
    t.True(std::count(merged.begin(), merged.end(), 482) > 0,
           "the same INVITE by two ways (8.2.2.2)");
}

/** Addresses that a peer may name, but that no message can go to. */
const std::vector<std::string> NO_HOSTS = {"0.0.0.0", "224.0.0.1", "239.1.2.3", "255.255.255.255"};

/** @return a request that came by a protocol, with a Contact */
std::string
MakeTextBy(const std::string& protocol,
           const std::string& method,
           const std::string& uri,
           const std::string& contact,
           const std::string& extra)
{
    return method + " " + uri + " SIP/2.0\r\nVia: SIP/2.0/" + protocol +
           " c.example;rport;branch=z9hG4bK" + method +
           "\r\nFrom: <sip:x@c.example>;tag=1\r\nTo: <sip:bob@b.example>\r\nCall-ID: 1\r\n"
           "CSeq: 1 " +
           method + "\r\nContact: <" + contact + ">\r\n" + extra + "Content-Length: 0\r\n\r\n";
}

/** Sends a request from a peer, now. */
void
SendBy(SipTestPeer& peer, const std::string& protocol, const std::string& octets, Ipv4Address to)
{
    if (protocol == "TCP")
    {
        peer.SendTcp(octets, to, false);
    }
    else
    {
        peer.Send(octets, to);
    }
}

/** @return what a peer got, by either protocol */
std::string
GetReceived(const SipTestPeer& peer)
{
    return Join(peer.datagrams) + peer.stream;
}

/** A proxy is asked to send to no host: by the Request-URI, a Route, a registered Contact. */
void
TestProxyToNoHost(SipCase& t, const std::string& protocol)
{
    const std::string own = "sip:x@10.1.0.1";
    for (const std::string& address : NO_HOSTS)
    {
        const std::string bad = "sip:" + address + ";transport=" + protocol + ";lr";
        const std::string user = "sip:x@" + address + ";transport=" + protocol;
        const std::vector<std::vector<std::string>> talks = {
            {MakeTextBy(protocol, "INVITE", user, own, "")},
            {MakeTextBy(protocol, "INVITE", "sip:bob@b.example", own, "Route: <" + bad + ">\r\n")},
            {MakeTextBy("UDP", "REGISTER", "sip:b.example", user, ""),
             MakeTextBy(protocol, "INVITE", "sip:bob@b.example", own, "")}};
        for (const auto& talk : talks)
        {
            SipTestNetwork net(2);
            Ptr<SipProxy> proxy = net.AddProxy(1, "proxy.b.example", "b.example");
            net.helper.InstallRegistrar(proxy);
            auto peer = Create<SipTestPeer>(net.GetNode(0), 5060);
            double at = 1;
            for (const std::string& request : talk)
            {
                net.At(at++,
                       [&net, &protocol, peer, request]()
                       {
                           // By UDP: a contact's own connection would be used whatever its host.
                           const bool isRegister = request.rfind("REGISTER", 0) == 0;
                           SendBy(*peer, isRegister ? "UDP" : protocol, request, net.GetAddress(1));
                       });
            }
            net.Run(Seconds(60));
            const std::string got = GetReceived(*peer);
            t.True(got.find("CSeq: 1 INVITE") != std::string::npos, "an answer to " + talk.back());
            t.True(got.find("SIP/2.0 4") != std::string::npos ||
                       got.find("SIP/2.0 5") != std::string::npos,
                   "a refusal of " + talk.back() + ", not " + got);
            t.Equal(net.CountSent("proxy.b.example", "INVITE"), 0U, "nothing goes to " + address);
            t.Equal(proxy->GetTransactionLayer()->GetTransactionCount(), 0U, "nothing is left");
            Simulator::Destroy();
        }
    }
}

/** A caller whose Contact is no host: the callee cannot send BYE, but lives. */
void
TestAgentToNoHost(SipCase& t, const std::string& protocol)
{
    for (const std::string& address : NO_HOSTS)
    {
        SipTestNetwork net(2);
        Ptr<SipUserAgent> bob = net.AddAgent(1, "sip:bob@b.example");
        bob->SetAttribute("RingingDelay", TimeValue(Seconds(0)));
        auto peer = Create<SipTestPeer>(net.GetNode(0), 5060);
        const std::string contact = "sip:x@" + address + ";transport=" + protocol;
        net.At(1,
               [&]()
               {
                   SendBy(*peer,
                          protocol,
                          MakeTextBy(protocol, "INVITE", "sip:bob@b.example", contact, ""),
                          net.GetAddress(1));
               });
        net.Run(Seconds(200));
        t.True(GetReceived(*peer).find("SIP/2.0 200") != std::string::npos, "bob answers");
        t.Equal(net.CountSent("bob", "BYE"), 0U, "no BYE goes to " + address);
        t.True(bob->GetCalls().empty(), "without ACK the call ends all the same");
        Simulator::Destroy();
    }
}

/** Responses whose top Via, in sent-by or received, is no host. */
void
TestResponseToNoHost(SipCase& t, const std::string& protocol)
{
    SipTestNetwork net(2);
    Ptr<SipUserAgent> bob = net.AddAgent(1, "sip:bob@b.example");
    uint32_t refused = 0;
    bool sent = false;
    net.At(1,
           [&]()
           {
               SipMessage request = SipMessage::MakeRequest("INVITE", MakeUri("sip:bob@b.example"));
               const auto respond = [&](const std::string& sentBy, const std::string& received)
               {
                   SipVia via(protocol, sentBy, std::nullopt, "z9hG4bK1");
                   if (!received.empty())
                   {
                       via.SetParameter("received", received);
                   }
                   SipMessage response = request;
                   response.Prepend("Via", via.ToString());
                   return bob->GetTransportLayer()
                       ->SendResponse(SipMessage::MakeResponse(response, 400, ""), nullptr)
                       .has_value();
               };
               for (const std::string& address : NO_HOSTS)
               {
                   refused += respond(address, "") ? 0 : 1;
                   refused += respond("c.example", address) ? 0 : 1;
               }
               sent = respond("c.example", "10.1.0.1");
           });
    net.Run(Seconds(60));
    t.Equal(refused, 2 * NO_HOSTS.size(), "refused, in sent-by and in received");
    t.True(sent, "while one to a host is sent");
}

/** A callee that changes the caller's Via in its response, so that the proxy sends elsewhere. */
void
TestChangedVia(SipCase& t)
{
    for (const std::string& address : NO_HOSTS)
    {
        SipTestNetwork net(3);
        Ptr<SipProxy> proxy = net.AddProxy(1, "proxy.b.example", "b.example");
        net.helper.InstallRegistrar(proxy);
        auto caller = Create<SipTestPeer>(net.GetNode(0), 5060);
        auto callee = Create<SipTestPeer>(net.GetNode(2), 5060);
        bool isChanged = false;
        callee->answer = [&](const std::string& octets, const Address& from)
        {
            const auto request = SipParser::Parse(octets);
            if (!request || request->GetMethod() != "INVITE")
            {
                return;
            }
            std::string text = SipMessage::MakeResponse(*request, 486, "").Serialize();
            const std::string good = "received=10.1.0.1";
            const std::size_t place = text.rfind(good);
            isChanged = place != std::string::npos;
            callee->Reply(isChanged ? text.replace(place, good.size(), "received=" + address)
                                    : text,
                          from);
        };
        const std::string contact = "sip:bob@10.1.2.1";
        for (const std::string method : {"REGISTER", "INVITE"})
        {
            net.At(method == "INVITE" ? 2 : 1,
                   [&, method]()
                   {
                       const std::string uri =
                           method == "INVITE" ? "sip:bob@b.example" : "sip:b.example";
                       caller->Send(MakeTextBy("UDP", method, uri, contact, ""), net.GetAddress(1));
                   });
        }
        net.Run(Seconds(200));
        t.True(isChanged, "the callee lies about " + address);
        t.Equal(proxy->GetTransactionLayer()->GetTransactionCount(), 0U, "nothing is left");
        Simulator::Destroy();
    }
}

/** The suite. */
class SipRobustnessTestSuite : public TestSuite
{
  public:
    SipRobustnessTestSuite();
};

SipRobustnessTestSuite::SipRobustnessTestSuite()
    : TestSuite("sip-network-robustness")
{
    const auto add = [this](const std::string& name, std::function<void(SipCase&)> body)
    {
        AddTestCase(new SipCase(name, std::move(body)));
    };
    add("Hostile messages by UDP",
        [](SipCase& t)
        {
            Throw(t, MakeHostileMessages(), false);
        });
    add("Hostile messages by TCP",
        [](SipCase& t)
        {
            Throw(t, MakeHostileMessages(), true);
        });
    add("Hostile messages, mutated",
        [](SipCase& t)
        {
            Throw(t, Mutate(MakeHostileMessages(), 20), false);
        });
    add("RFC 4475: torture messages by UDP",
        [](SipCase& t)
        {
            t.True(ReadTorture().size() > 40, "the messages are there");
            Throw(t, ReadTorture(), false);
        });
    add("RFC 4475: torture messages by TCP",
        [](SipCase& t)
        {
            Throw(t, ReadTorture(), true);
        });
    add("RFC 4475: torture messages, mutated",
        [](SipCase& t)
        {
            Throw(t, Mutate(ReadTorture(), 10), false);
        });
    add("An INVITE cut at every octet", TestTruncations);
    add("RFC 3261 8.2: what a user agent refuses", TestAgentRefusals);
    for (const std::string protocol : {"UDP", "TCP"})
    {
        add("A Request-URI, Route or Contact that is no host's address, by " + protocol,
            [protocol](SipCase& t)
            {
                TestProxyToNoHost(t, protocol);
            });
        add("A caller's Contact that is no host's address, by " + protocol,
            [protocol](SipCase& t)
            {
                TestAgentToNoHost(t, protocol);
            });
        add("RFC 3261 18.2.2: a Via that is no host's address, by " + protocol,
            [protocol](SipCase& t)
            {
                TestResponseToNoHost(t, protocol);
            });
    }
    add("A response with a Via changed to what is no host's address", TestChangedVia);
}

SipRobustnessTestSuite g_sipRobustnessTestSuite; ///< the suite

} // namespace
