// SPDX-License-Identifier: GPL-2.0-only
#include "sip-tls-test-network.h"

#include "ns3/simulator.h"
#include "ns3/sip-connection-trust.h"
#include "ns3/string.h"

using namespace ns3;

namespace
{

void
TestTrustValue(SipCase& t)
{
    SipConnectionTrust trust;
    t.True(trust.Meets(SipRequirement::None), "nothing is asked");
    t.True(!trust.Meets(SipRequirement::Tls) && !trust.IsMutual(), "nothing is proved");
    trust.isConfidential = true;
    trust.self = SipAuthentication::Certificate;
    t.True(trust.Meets(SipRequirement::Tls), "TLS");
    t.True(!trust.Meets(SipRequirement::Mutual), "the peer has proved nothing");
    trust.AddPeerUser(MakeUri("sips:bob@B.example:5061"), SipAuthentication::Digest, Seconds(3));
    t.True(trust.IsMutual() && trust.Meets(SipRequirement::Mutual), "digest inside TLS");
    t.True(trust.since == Seconds(3), "since when");
    t.True(trust.HasPeerUser(MakeUri("sip:bob@b.example")),
           "without scheme, port and case of host");
    t.True(!trust.HasPeerUser(MakeUri("sip:Bob@b.example")), "user parts have case");
    t.True(!trust.HasPeerUser(MakeUri("sip:bob@c.example")), "another domain's bob");
    trust.AddPeerUser(MakeUri("sip:eve@b.example"), SipAuthentication::Digest, Seconds(4));
    t.True(trust.since == Seconds(3), "the first proof counts");
    for (int i = 0; i < 1000; ++i)
    {
        trust.AddPeerUser(MakeUri("sip:u" + std::to_string(i) + "@b.example"),
                          SipAuthentication::Digest,
                          Seconds(5));
    }
    t.Equal(trust.peerUsers.size(), SipConnectionTrust::MAX_USERS, "bounded");
    trust.isConfidential = false;
    t.True(!trust.IsMutual(), "in clear anybody can take over");

    SipConnectionTrust client;
    client.isConfidential = true;
    client.peer = SipAuthentication::Certificate;
    client.peerNames = {"proxy.b.example"};
    t.True(client.HasPeerName("PROXY.b.example") && !client.HasPeerName("b.example"), "names");
    t.True(!client.IsMutual(), "we have proved nothing");
    client.AddOwnDigest();
    t.True(client.IsMutual(), "we have proved our password");
    client.self = SipAuthentication::Certificate;
    client.AddOwnDigest();
    t.True(client.self == SipAuthentication::Certificate, "the stronger proof stays");
}

void
TestFailureValue(SipCase& t)
{
    SipConnectionFailure failure;
    t.True(!failure.IsSecurity(), "none");
    failure.kind = SipConnectionFailure::Refused;
    t.True(!failure.IsSecurity(), "nobody there");
    failure = {SipConnectionFailure::Name, "name-mismatch"};
    t.True(failure.IsSecurity(), "somebody else there");
    t.Equal(failure.ToString(), std::string("certificate for another name: name-mismatch"), "text");
}

void
TestTable(SipCase& t)
{
    // What the user configures, what he dials, and where the request must go; empty: nowhere.
    struct Row
    {
        const char* preferred;
        const char* uri;
        const char* route;
        const char* expected;
    };

    Ptr<SipResolver> resolver = CreateObject<SipResolver>();
    resolver->AddHost("h.example", Ipv4Address("10.0.0.1"));
    resolver->AddHost("p.example", Ipv4Address("10.0.0.2"));
    resolver->AddHost("q.example", Ipv4Address("10.0.0.3"), 5070);
    const std::vector<Row> rows = {
        {"TLS", "sip:h.example", "", "TLS 10.0.0.1:5061"},
        {"TLS", "sip:h.example;transport=udp", "", "UDP 10.0.0.1:5060"},
        {"TLS", "sip:h.example;transport=tcp", "", "TCP 10.0.0.1:5060"},
        {"UDP", "sip:h.example;transport=tls", "", "TLS 10.0.0.1:5061"},
        {"UDP", "sip:h.example:5099;transport=tls", "", "TLS 10.0.0.1:5099"},
        {"TCP", "sips:h.example", "", "TLS 10.0.0.1:5061"},
        {"TCP", "sips:h.example;transport=tcp", "", "TLS 10.0.0.1:5061"},
        {"TCP", "sips:h.example;transport=tls", "", "TLS 10.0.0.1:5061"},
        {"TCP", "sips:h.example:5060", "", "TLS 10.0.0.1:5060"},
        {"TLS", "sips:h.example;transport=udp", "", ""},
        {"UDP", "sip:h.example", "<sip:p.example;lr>", "UDP 10.0.0.2:5060"},
        {"TLS", "sip:h.example", "<sip:p.example;lr>", "TLS 10.0.0.2:5061"},
        {"UDP", "sip:h.example", "<sip:p.example;transport=tls;lr>", "TLS 10.0.0.2:5061"},
        {"UDP", "sip:h.example", "<sips:p.example;lr>", "TLS 10.0.0.2:5061"},
        {"UDP", "sips:h.example", "<sip:p.example;lr>", "TLS 10.0.0.2:5061"},
        {"UDP", "sips:h.example", "<sip:p.example;transport=tcp;lr>", "TLS 10.0.0.2:5061"},
        {"UDP", "sips:h.example", "<sip:p.example;transport=udp;lr>", ""},
        {"UDP", "sips:h.example", "<sip:q.example;lr>", "TLS 10.0.0.3:5071"},
        {"UDP", "sip:h.example", "<sip:q.example;lr>", "UDP 10.0.0.3:5070"},
    };
    for (const Row& row : rows)
    {
        SipMessage request = SipMessage::MakeRequest("INVITE", MakeUri(row.uri));
        if (*row.route)
        {
            request.Add("Route", row.route);
        }
        const auto found =
            resolver->ResolveRequest(request, *FindSipTransportProtocol(row.preferred));
        t.Equal(found ? found->address.ToString() : std::string(),
                std::string(row.expected),
                std::string(row.preferred) + " " + row.uri + " " + row.route);
    }
}

/** @return the URI of a message's first Contact or Record-Route */
std::string
GetFirst(const SipMessage* message, const std::string& name)
{
    return message ? std::string(message->GetHeader(name).value_or("")) : "";
}

void
TestCall(SipCase& t)
{
    SipTlsTrapezoid net;
    net.Register(1);
    Ptr<SipCall> call;
    net.At(3,
           [&]()
           {
               call = net.alice->Invite(net.bob->GetAddressOfRecord());
           });
    net.At(5,
           [&]()
           {
               net.alice->HangUpAll();
           });
    net.Run(Seconds(10));
    t.Equal(Join(net.codes), std::string("bob 200 alice 200"), "registrations");
    t.True(call && call->GetStatusCode() == 200, "the call is answered");
    t.Equal(net.CountSent("bob", "200"), 2U, "INVITE and BYE");
    t.Equal(net.CountConnections(),
            std::string("alice 1/0 a 1/1 b 0/2 bob 1/0"),
            "one connection a hop, and none towards bob");
    for (const auto& entry : net.trace.GetEntries())
    {
        t.Equal(entry.message.GetTopVia()->GetTransport(), std::string("TLS"), "Via");
        t.Equal(ToString(entry.peer.GetProtocol()), std::string("TLS"), "transport");
    }
    t.Equal(GetFirst(net.FindSent("alice", "INVITE"), "Contact"),
            "<sip:alice@" + SipAddress::FormatIpv4(net.GetAddress(0)) + ";transport=tls>",
            "Contact");
    t.Equal(GetFirst(net.FindSent("proxy.b.example", "INVITE"), "Record-Route"),
            std::string("<sip:proxy.b.example;transport=tls;lr>"),
            "Record-Route");
    t.True(net.FindSent("alice", "INVITE") &&
               !net.FindSent("alice", "INVITE")->GetTopVia()->GetParameter("alias"),
           "who has no certificate offers no alias");
    t.True(net.FindSent("proxy.a.example", "INVITE") &&
               net.FindSent("proxy.a.example", "INVITE")->GetTopVia()->GetParameter("alias"),
           "a proxy offers its connection (RFC 5923, 8.1)");
    t.True(!net.authority.keyLog.empty(), "key log");
}

void
TestTrust(SipCase& t)
{
    SipTlsTrapezoid net;
    net.Register(1);
    Ptr<SipCall> call;
    SipConnectionTrust atBob;
    SipConnectionTrust before;
    SipConnectionTrust atB;
    SipConnectionTrust fromA;
    net.At(1.06,
           [&]()
           {
               before = net.connectionsB.at(0)->GetTrust();
           });
    net.At(3,
           [&]()
           {
               net.alice->Invite(net.bob->GetAddressOfRecord());
           });
    net.At(5,
           [&]()
           {
               atBob = net.connectionsBob.at(0)->GetTrust();
               atB = net.connectionsB.at(0)->GetTrust();
               fromA = net.connectionsB.at(1)->GetTrust();
               net.connectionsBob.at(0)->Close();
           });
    net.Run(Seconds(6));
    t.True(before.isConfidential && before.peer == SipAuthentication::None,
           "before its digest a user has proved nothing");
    t.True(!before.IsMutual(), "so this is not mutual");
    t.True(atB.IsMutual() && atB.peer == SipAuthentication::Digest, "at the registrar");
    t.True(atB.HasPeerUser(MakeUri("sip:bob@b.example")), "it was bob");
    t.True(atB.since > Seconds(1) && atB.since < Seconds(2), "since then");
    t.True(atBob.IsMutual() && atBob.self == SipAuthentication::Digest &&
               atBob.peer == SipAuthentication::Certificate,
           "at the user agent");
    t.True(atBob.HasPeerName("proxy.b.example") && atBob.HasPeerName("b.example"), "names");
    t.True(fromA.IsMutual() && fromA.peer == SipAuthentication::Certificate &&
               fromA.HasPeerName("a.example"),
           "between proxies: certificates of both (RFC 3261, 26.3.2.2)");
    t.True(!net.connectionsB.at(0)->GetTrust().isConfidential &&
               net.connectionsB.at(0)->GetTrust().peerUsers.empty(),
           "trust ends with its connection");
}

/** The suite. */
class SipTlsTestSuite : public TestSuite
{
  public:
    SipTlsTestSuite();
};

SipTlsTestSuite::SipTlsTestSuite()
    : TestSuite("sip-network-tls")
{
    AddTestCase(new SipCase("Trust of a connection: what counts as mutual", TestTrustValue));
    AddTestCase(new SipCase("Reasons of failed connections", TestFailureValue));
    AddTestCase(new SipCase("RFC 3261 26.2.2, RFC 3263 4: scheme, transport, Route to "
                            "transport and port",
                            TestTable));
    AddTestCase(new SipCase("RFC 3261 26.3.2: a call with TLS on every hop", TestCall));
    AddTestCase(new SipCase("RFC 3261 26.3.2: certificates and digest prove both ends of each "
                            "connection, until it ends",
                            TestTrust));
}

SipTlsTestSuite g_sipTlsTestSuite; ///< the suite

} // namespace
