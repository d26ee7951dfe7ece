// SPDX-License-Identifier: GPL-2.0-only
#include "sip-test-network.h"

#include "ns3/simulator.h"
#include "ns3/sip-tcp-transport.h"
#include "ns3/sip-text.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

using namespace ns3;

namespace
{

void
TestAddress(SipCase& t)
{
    for (const char* bad : {"",
                            "1",
                            "1.2.3",
                            "1.2.3.4.5",
                            "256.1.1.1",
                            "1.2.3.4 ",
                            "1..2.3",
                            "a.b.c.d",
                            "1.2.3.-4",
                            "0001.2.3.4",
                            "1.2.3.4."})
    {
        t.True(!SipAddress::ParseIpv4(bad), std::string("refuses ") + bad);
    }
    for (const char* good : {"0.0.0.0", "10.1.2.3", "255.255.255.255"})
    {
        const auto address = SipAddress::ParseIpv4(good);
        t.True(address.has_value(), std::string("takes ") + good);
        t.Equal(SipAddress::FormatIpv4(*address), std::string(good), "and writes it back");
    }
    const SipAddress udp(SipTransportProtocol::Udp, Ipv4Address("10.0.0.1"), 5060);
    const SipAddress tcp(SipTransportProtocol::Tcp, Ipv4Address("10.0.0.1"), 5060);
    t.True(udp != tcp, "the protocol is a part of the address");
    t.True(udp < tcp && !(tcp < udp), "addresses are ordered");
    t.Equal(tcp.ToString(), std::string("TCP 10.0.0.1:5060"), "text");
    t.True(FindSipTransportProtocol("tls") == SipTransportProtocol::Tls, "names without case");
    t.True(!FindSipTransportProtocol("TLSx") && !FindSipTransportProtocol(""), "other names");
}

void
TestResolver(SipCase& t)
{
    Ptr<SipResolver> resolver = CreateObject<SipResolver>();
    resolver->AddHost("Proxy.Example", Ipv4Address("10.0.0.1"));
    resolver->AddHost("domain.example", Ipv4Address("10.0.0.2"), 5070);

    /** What comes in, and what must come out; empty: an error. */
    struct Row
    {
        const char* uri;
        SipTransportProtocol preferred;
        const char* expected;
    };

    const SipTransportProtocol udp = SipTransportProtocol::Udp;
    const SipTransportProtocol tcp = SipTransportProtocol::Tcp;
    const std::vector<Row> rows = {
        {"sip:proxy.example", udp, "UDP 10.0.0.1:5060"},
        {"sip:proxy.example", tcp, "TCP 10.0.0.1:5060"},
        {"sip:PROXY.example:5080", udp, "UDP 10.0.0.1:5080"},
        {"sip:proxy.example;transport=tcp", udp, "TCP 10.0.0.1:5060"},
        {"sip:proxy.example;transport=udp", tcp, "UDP 10.0.0.1:5060"},
        {"sip:proxy.example;transport=TLS", udp, "TLS 10.0.0.1:5061"},
        {"sips:proxy.example", udp, "TLS 10.0.0.1:5061"},
        {"sips:proxy.example;transport=tcp", udp, "TLS 10.0.0.1:5061"},
        {"sips:proxy.example:5060;transport=tcp", udp, "TLS 10.0.0.1:5060"},
        {"sips:proxy.example;transport=udp", udp, ""},
        {"sip:proxy.example;transport=sctp", udp, ""},
        {"sip:alice@domain.example", udp, "UDP 10.0.0.2:5070"},
        {"sips:alice@domain.example", udp, "TLS 10.0.0.2:5071"},
        {"sip:alice@domain.example:5060", udp, "UDP 10.0.0.2:5060"},
        {"sip:alice@10.9.8.7", udp, "UDP 10.9.8.7:5060"},
        {"sip:alice@nowhere.example;maddr=10.9.8.7", udp, "UDP 10.9.8.7:5060"},
        {"sip:alice@nowhere.example", udp, ""},
        {"sip:alice@0.0.0.0", udp, ""},
        {"sip:alice@224.0.0.1", udp, ""},
        {"sip:alice@239.255.255.255", tcp, ""},
        {"sips:alice@255.255.255.255", udp, ""},
        {"sip:alice@proxy.example;maddr=224.0.1.75", udp, ""},
        {"sip:alice@223.255.255.255", udp, "UDP 223.255.255.255:5060"},
        {"sip:alice@240.0.0.1", udp, "UDP 240.0.0.1:5060"},
        {"tel:+123", udp, ""},
    };
    for (const Row& row : rows)
    {
        const auto found = resolver->Resolve(MakeUri(row.uri), row.preferred);
        t.Equal(found ? found->address.ToString() : std::string(),
                std::string(row.expected),
                row.uri);
    }
    SipMessage request = SipMessage::MakeRequest("INVITE", MakeUri("sips:alice@domain.example"));
    request.Add("Route", "<sip:proxy.example;lr;transport=tcp>, <sip:10.0.0.9;lr>");
    t.Equal(resolver->ResolveRequest(request)->address.ToString(),
            std::string("TLS 10.0.0.1:5061"),
            "the top Route goes before the Request-URI, as if it were sips (RFC 3261 8.1.2)");
    request.SetRequestUri(MakeUri("sip:alice@domain.example"));
    t.Equal(resolver->ResolveRequest(request)->address.ToString(),
            std::string("TCP 10.0.0.1:5060"),
            "but not for a sip Request-URI");
}

/** A call without proxy, and what went over the wire. */
void
TestDirectCall(SipCase& t, const std::string& protocol)
{
    SipTestNetwork net(2);
    net.helper.SetUserAgentAttribute("Protocol", StringValue(protocol));
    Ptr<SipUserAgent> alice = net.AddAgent(0, "sip:alice@a.example");
    Ptr<SipUserAgent> bob = net.AddAgent(1, "sip:bob@b.example");
    net.At(1,
           [&]()
           {
               alice->Invite(bob->GetContactUri());
           });
    net.At(2,
           [&]()
           {
               alice->HangUpAll();
           });
    net.Run(Seconds(60));
    t.Equal(Join(net.GetLadder()),
            std::string("alice>bob:INVITE bob>alice:180 bob>alice:200 alice>bob:ACK "
                        "alice>bob:BYE bob>alice:200"),
            "ladder");
    const bool isTcp = protocol == "TCP";
    for (const auto& entry : net.trace.GetEntries())
    {
        t.Equal(entry.message.GetTopVia()->GetTransport(), protocol, "Via");
        t.Equal(ToString(entry.peer.GetProtocol()), protocol, "transport");
    }
    t.Equal(alice->GetTransportLayer()->GetOpenedConnections(), isTcp ? 1U : 0U, "opened");
    t.Equal(bob->GetTransportLayer()->GetAcceptedConnections(), isTcp ? 1U : 0U, "accepted");
    t.Equal(bob->GetTransportLayer()->GetOpenedConnections(), 0U, "responses need no connection");
}

void
TestLargeRequest(SipCase& t)
{
    SipTestNetwork net(2);
    Ptr<SipUserAgent> alice = net.AddAgent(0, "sip:alice@a.example");
    Ptr<SipUserAgent> bob = net.AddAgent(1, "sip:bob@b.example");
    std::string body(1200, 'x');
    alice->GetSessionDescriber()->SetAttribute("Content", StringValue(body));
    net.At(1,
           [&]()
           {
               alice->Invite(bob->GetContactUri());
           });
    net.At(2,
           [&]()
           {
               alice->HangUpAll();
           });
    net.Run(Seconds(60));
    uint32_t large = 0;
    for (const auto& entry : net.trace.GetEntries())
    {
        const bool isTcp = entry.peer.GetProtocol() == SipTransportProtocol::Tcp;
        t.Equal(entry.message.GetTopVia()->GetTransport(),
                std::string(isTcp ? "TCP" : "UDP"),
                "Via says how it went");
        if (entry.message.IsRequest())
        {
            t.Equal(isTcp, entry.octets > 1300, "requests over 1300 octets, and they alone");
            large += isTcp ? 1 : 0;
        }
    }
    t.Equal(large, 1U, "the INVITE went by TCP");
    t.Equal(DynamicCast<FixedSessionDescriber>(bob->GetSessionDescriber())->GetRemote().content,
            body,
            "the body came");
    t.Equal(net.CountSent("alice", "BYE"), 1U, "and BYE by UDP");
}

void
TestExactLimit(SipCase& t)
{
    for (const uint32_t octets : {1300U, 1301U})
    {
        SipTestNetwork net(2);
        Ptr<SipUserAgent> alice = net.AddAgent(0, "sip:alice@a.example");
        Ptr<SipUserAgent> bob = net.AddAgent(1, "sip:bob@b.example");
        const auto call = [&](uint32_t size)
        {
            alice->GetSessionDescriber()->SetAttribute("Content",
                                                       StringValue(std::string(size, 'x')));
            alice->Invite(bob->GetContactUri());
        };
        net.At(1,
               [&]()
               {
                   call(700);
               });
        net.At(2,
               [&]()
               {
                   const uint32_t rest = net.trace.GetEntries().front().octets - 700;
                   call(octets - rest);
               });
        net.Run(Seconds(3));
        const SipMessageTrace::Entry* second = nullptr;
        for (const auto& entry : net.trace.GetEntries())
        {
            second = entry.message.GetMethod() == "INVITE" ? &entry : second;
        }
        // By TCP it has no rport, so it is shorter than it was when it was found too long.
        const uint32_t rport = octets > 1300 ? 6 : 0;
        t.Equal(second->octets, octets - rport, "its length");
        t.Equal(ToString(second->peer.GetProtocol()),
                std::string(octets > 1300 ? "TCP" : "UDP"),
                std::to_string(octets) + " octets");
        Simulator::Destroy();
    }
}

void
TestLongMessageTcp(SipCase& t)
{
    // More than a TCP socket's send buffer: Socket::Send takes it in parts.
    SipTestNetwork net(2);
    Ptr<SipUserAgent> alice = net.AddAgent(0, "sip:alice@a.example");
    Ptr<SipUserAgent> bob = net.AddAgent(1, "sip:bob@b.example");
    std::string body;
    for (int i = 0; i < 400000; ++i)
    {
        body += static_cast<char>(i * 7 + i / 251);
    }
    alice->GetSessionDescriber()->SetAttribute("Content", StringValue(body));
    net.At(1,
           [&]()
           {
               alice->Invite(bob->GetContactUri());
           });
    net.Run(Seconds(30));
    t.True(DynamicCast<FixedSessionDescriber>(bob->GetSessionDescriber())->GetRemote().content ==
               body,
           "400000 octets came as they went");
}

void
TestLengthAdded(SipCase& t)
{
    // 18.3: Content-Length may be absent from a datagram, not from a stream.
    SipTestNetwork net(3);
    Ptr<SipProxy> proxy = net.AddProxy(1, "p.b.example", "b.example");
    Ptr<SipUserAgent> bob = net.AddAgent(2, "sip:bob@b.example");
    SipUri contact = bob->GetContactUri();
    contact.SetParameter("transport", "tcp");
    proxy->GetLocationService()->AddStatic(bob->GetAddressOfRecord(), contact);
    auto peer = Create<SipTestPeer>(net.GetNode(0), 5060);
    net.At(1,
           [&]()
           {
               peer->Send("OPTIONS sip:bob@b.example SIP/2.0\r\n"
                          "Via: SIP/2.0/UDP pc.a.example;branch=z9hG4bK1\r\n"
                          "From: <sip:x@a.example>;tag=1\r\nTo: <sip:bob@b.example>\r\n"
                          "Call-ID: 1\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\n\r\n",
                          net.GetAddress(1));
           });
    net.Run(Seconds(40));
    t.True(!peer->GetCodes().empty() && peer->GetCodes().back() == 200,
           "the callee understood what came over TCP");
}

void
TestRport(SipCase& t)
{
    // RFC 3581: a response goes to the port the request came from, not to that of sent-by.
    SipTestNetwork net(2);
    Ptr<SipUserAgent> bob = net.AddAgent(1, "sip:bob@b.example");
    auto peer = Create<SipTestPeer>(net.GetNode(0), 7777);
    const std::string head = "OPTIONS sip:bob@" + SipAddress::FormatIpv4(net.GetAddress(1)) +
                             " SIP/2.0\r\nVia: SIP/2.0/UDP pc.a.example:5099";
    const std::string tail = "\r\nFrom: <sip:x@a.example>;tag=1\r\nTo: <sip:bob@b.example>\r\n"
                             "Call-ID: 1\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n";
    net.At(1,
           [&]()
           {
               peer->Send(head + ";rport;branch=z9hG4bK1" + tail, net.GetAddress(1));
               peer->Send(head + ";branch=z9hG4bK2" + tail, net.GetAddress(1));
           });
    net.Run(Seconds(40));
    t.Equal(peer->datagrams.size(), 1U, "one came to port 7777, one went to 5099");
    const std::string address = SipAddress::FormatIpv4(net.GetAddress(0));
    t.True(!peer->datagrams.empty() &&
               peer->datagrams[0].find(";received=" + address) != std::string::npos &&
               peer->datagrams[0].find("rport=7777") != std::string::npos,
           "received and rport are filled in (18.2.1)");
    t.Equal(net.trace.GetEntries().back().peer.GetPort(), 5099, "sent-by's port without rport");
}

void
TestForeignResponse(SipCase& t)
{
    SipTestNetwork net(2);
    Ptr<SipUserAgent> alice = net.AddAgent(0, "sip:alice@a.example");
    auto peer = Create<SipTestPeer>(net.GetNode(1), 5060);
    uint32_t malformed = 0;
    const std::function<void(const std::string&, const SipAddress&)> count =
        [&](const std::string&, const SipAddress&)
    {
        ++malformed;
    };
    alice->GetTransportLayer()->TraceConnectWithoutContext(
        "Malformed",
        Callback<void, const std::string&, const SipAddress&>(count));
    net.At(1,
           [&]()
           {
               peer->Send("SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP other.example;branch=z9hG4bK1\r\n"
                          "From: <sip:a@b>;tag=1\r\nTo: <sip:a@b>;tag=2\r\nCall-ID: 1\r\n"
                          "CSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n",
                          net.GetAddress(0));
           });
    net.Run(Seconds(2));
    t.Equal(malformed, 1U, "discarded");
    t.True(net.trace.GetEntries().empty(), "silently");
}

void
TestBrokenStream(SipCase& t)
{
    SipTestNetwork net(2);
    Ptr<SipUserAgent> bob = net.AddAgent(1, "sip:bob@b.example");
    auto peer = Create<SipTestPeer>(net.GetNode(0), 5060);
    net.At(1,
           [&]()
           {
               peer->SendTcp(
                   "OPTIONS sip:bob@b.example SIP/2.0\r\nContent-Length: 2147483648\r\n\r\n",
                   net.GetAddress(1),
                   false);
           });
    net.Run(Seconds(5));
    t.True(peer->isClosed, "the connection is closed: nobody knows where the next one begins");
}

void
TestIdleAndBounds(SipCase& t)
{
    SipTestNetwork net(2);
    Ptr<SipUserAgent> bob = net.AddAgent(1, "sip:bob@b.example");
    Ptr<SipTcpTransport> tcp = DynamicCast<SipTcpTransport>(
        bob->GetTransportLayer()->GetTransport(SipTransportProtocol::Tcp));
    tcp->SetAttribute("IdleTimeout", TimeValue(Seconds(10)));
    tcp->SetAttribute("MaxConnections", UintegerValue(2));
    std::vector<Ptr<SipTestPeer>> peers;
    for (uint16_t i = 0; i < 4; ++i)
    {
        peers.push_back(Create<SipTestPeer>(net.GetNode(0), 6000 + i));
    }
    std::size_t atThree = 0;
    std::size_t atTwenty = 99;
    net.At(1,
           [&]()
           {
               for (const auto& peer : peers)
               {
                   peer->SendTcp("", net.GetAddress(1), false);
               }
           });
    net.At(3,
           [&]()
           {
               atThree = tcp->GetConnectionCount();
           });
    net.At(20,
           [&]()
           {
               atTwenty = tcp->GetConnectionCount();
           });
    net.Run(Seconds(21));
    t.Equal(atThree, 2U, "no more than MaxConnections");
    t.Equal(atTwenty, 0U, "closed after IdleTimeout");
}

void
TestRefusedConnection(SipCase& t)
{
    // Nobody listens at host 1: the INVITE over TCP fails without waiting for timer B.
    SipTestNetwork net(2);
    net.helper.SetUserAgentAttribute("Protocol", StringValue("TCP"));
    Ptr<SipUserAgent> alice = net.AddAgent(0, "sip:alice@a.example");
    Ptr<SipCall> call;
    net.At(1,
           [&]()
           {
               call =
                   alice->Invite(MakeUri("sip:bob@" + SipAddress::FormatIpv4(net.GetAddress(1))));
           });
    net.Run(Seconds(15));
    t.Equal(call->GetStatusCode(), 503, "a transport error counts as 503 (8.1.3.1)");
    t.True(call->GetState() == SipCallState::Ended, "it is over");
}

/** The suite. */
class SipTransportTestSuite : public TestSuite
{
  public:
    SipTransportTestSuite();
};

SipTransportTestSuite::SipTransportTestSuite()
    : TestSuite("sip-network-transport")
{
    AddTestCase(new SipCase("Addresses: only what is an IPv4 address is one", TestAddress));
    AddTestCase(
        new SipCase("RFC 3263 4: scheme, transport, Route to protocol and port", TestResolver));
    AddTestCase(new SipCase("A call over UDP",
                            [](SipCase& t)
                            {
                                TestDirectCall(t, "UDP");
                            }));
    AddTestCase(new SipCase("RFC 3261 18.2.2: a call over TCP uses one connection",
                            [](SipCase& t)
                            {
                                TestDirectCall(t, "TCP");
                            }));
    AddTestCase(new SipCase("RFC 3261 18.1.1: a long request moves to TCP", TestLargeRequest));
    AddTestCase(new SipCase("RFC 3261 18.1.1: 1300 octets by UDP, 1301 by TCP", TestExactLimit));
    AddTestCase(new SipCase("A message longer than the socket's buffer", TestLongMessageTcp));
    AddTestCase(new SipCase("RFC 3581 4: received and rport", TestRport));
    AddTestCase(
        new SipCase("RFC 3261 18.3: Content-Length is added for a stream", TestLengthAdded));
    AddTestCase(new SipCase("RFC 3261 18.1.2: a response with another's Via is discarded",
                            TestForeignResponse));
    AddTestCase(
        new SipCase("RFC 3261 18.3: a stream that lost its frame is closed", TestBrokenStream));
    AddTestCase(
        new SipCase("Connections: idle ones close, their number is bounded", TestIdleAndBounds));
    AddTestCase(new SipCase("RFC 3261 8.1.3.1: a connection that fails", TestRefusedConnection));
}

SipTransportTestSuite g_sipTransportTestSuite; ///< the suite

} // namespace
