// SPDX-License-Identifier: GPL-2.0-only
// Which request may ride on which connection: RFC 5923 between proxies, the connection of the
// registration towards users.
#include "sip-tls-test-network.h"

#include "ns3/boolean.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

using namespace ns3;

namespace
{

/** Both users call each other, one after the other. */
class TwoCalls : public SipTlsTrapezoid
{
  public:
    /** Runs it; to be called once everything is set. */
    void
    Play()
    {
        Register(1);
        At(3,
           [this]()
           {
               first = alice->Invite(bob->GetAddressOfRecord());
           });
        At(5,
           [this]()
           {
               alice->HangUpAll();
               atFive = CountConnections();
           });
        At(7,
           [this]()
           {
               second = bob->Invite(alice->GetAddressOfRecord());
           });
        Run(Seconds(25));
    }

    Ptr<SipCall> first;  ///< alice's
    Ptr<SipCall> second; ///< bob's
    std::string atFive;  ///< connections after the first call
};

void
TestAlias(SipCase& t)
{
    TwoCalls net;
    net.Play();
    t.True(net.first->GetStatusCode() == 200 && net.second->GetStatusCode() == 200, "both calls");
    t.Equal(net.CountConnections(),
            std::string("alice 1/0 a 1/1 b 0/2 bob 1/0"),
            "the second call goes back on the connection of the first");
}

void
TestAliasOff(SipCase& t)
{
    TwoCalls net;
    net.GetTls(net.proxyB)->SetAttribute("UseAlias", BooleanValue(false));
    net.Play();
    t.Equal(net.second->GetStatusCode(), 200, "the call");
    t.Equal(net.CountConnections(),
            std::string("alice 1/0 a 1/2 b 1/2 bob 1/0"),
            "on a connection of its own");
}

void
TestAliasPort(SipCase& t)
{
    // The row is the source's address with the port of sent-by, not of the source.
    TwoCalls net;
    net.proxyA->SetAttribute("Port", UintegerValue(5070));
    net.helper.GetResolver()->AddHost("proxy.a.example", net.GetAddress(1), 5070);
    net.helper.GetResolver()->AddHost("a.example", net.GetAddress(1), 5070);
    net.alice->SetAttribute("OutboundProxy", StringValue(net.proxyA->GetRouteUri().ToString()));
    net.Play();
    t.Equal(net.second->GetStatusCode(), 200, "the call");
    const SipMessage* invite = net.FindSent("proxy.a.example", "INVITE");
    t.True(invite && invite->GetTopVia()->GetPort() == 5071 &&
               invite->GetTopVia()->GetParameter("alias"),
           "Via");
    t.Equal(net.CountConnections(), std::string("alice 1/0 a 1/1 b 0/2 bob 1/0"), "reused");
}

void
TestAliasOtherPort(SipCase& t)
{
    TwoCalls net;
    net.At(6,
           [&]()
           {
               net.helper.GetResolver()->AddHost("a.example", net.GetAddress(1), 5080);
           });
    net.Play();
    t.Equal(net.second->GetStatusCode(), 500, "nobody listens at the port that was resolved");
    t.Equal(net.proxyB->GetTransportLayer()->GetOpenedConnections(), 1U, "which was tried");
}

void
TestAliasWithoutCertificate(SipCase& t)
{
    TwoCalls net;
    TlsSettings settings =
        net.authority.MakeSettings({"uri:sip:b.example", "uri:sip:proxy.b.example"});
    settings.clientCertificate = TlsClientCertificate::None;
    const auto context = net.authority.MakeContext(settings);
    net.proxyB->SetTls(context, context);
    net.Play();
    const SipMessage* invite = net.FindSent("proxy.a.example", "INVITE");
    t.True(invite && invite->GetTopVia()->GetParameter("alias"), "the alias is offered");
    t.Equal(net.second->GetStatusCode(), 200, "the call");
    t.Equal(net.CountConnections(),
            std::string("alice 1/0 a 1/2 b 1/2 bob 1/0"),
            "it is ignored, as the client has proved nothing");
}

void
TestAliasOtherName(SipCase& t)
{
    // What proxy a has proved is not the domain that the second call is for.
    TwoCalls net;
    net.authority.Equip(net.proxyA, {"uri:sip:proxy.a.example"});
    net.Play();
    t.Equal(net.first->GetStatusCode(), 200, "the first call");
    t.Equal(net.second->GetStatusCode(), 500, "the second call");
    t.True(net.second->GetFailureReason().find("certificate for another name") != std::string::npos,
           "and why: " + net.second->GetFailureReason());
    t.Equal(net.proxyB->GetTransportLayer()->GetOpenedConnections(), 1U, "a new one was tried");
}

void
TestAliasGone(SipCase& t)
{
    TwoCalls net;
    net.At(6,
           [&]()
           {
               net.connectionsA.at(1)->Close();
           });
    net.Play();
    t.Equal(net.second->GetStatusCode(), 200, "the call");
    t.Equal(net.CountConnections(),
            std::string("alice 1/0 a 1/2 b 1/2 bob 1/0"),
            "the row has gone with its connection");
}

/** A domain that is said to be at proxy a's address, but is not what proxy a is. */
void
TestVirtualServer(SipCase& t, bool isNaive)
{
    SipTlsTrapezoid net;
    net.helper.GetResolver()->AddHost("net.example", net.GetAddress(1));
    net.GetTls(net.proxyB)->SetAttribute("KeyByAddress", BooleanValue(isNaive));
    net.Register(1);
    Ptr<SipCall> first;
    Ptr<SipCall> second;
    net.At(3,
           [&]()
           {
               first = net.bob->Invite(net.alice->GetAddressOfRecord());
           });
    net.At(5,
           [&]()
           {
               second = net.bob->Invite(MakeUri("sip:alice@net.example"));
           });
    net.Run(Seconds(9));
    t.Equal(first->GetStatusCode(), 200, "a connection for a.example is there");
    uint32_t misled = 0;
    for (const auto& entry : net.trace.GetEntries())
    {
        const bool isSecond =
            entry.message.IsRequest() && entry.message.GetRequestUri().GetHost() == "net.example";
        misled += entry.from == "proxy.a.example" && isSecond ? 1 : 0;
        misled += entry.to == "bob" && entry.message.GetStatusCode() == 404 ? 1 : 0;
    }
    const uint32_t opened = net.proxyB->GetTransportLayer()->GetOpenedConnections();
    if (isNaive)
    {
        t.Equal(opened, 1U, "the naive table sends the request by it");
        t.True(second->GetFailureReason().find("another name") == std::string::npos,
               "and nobody notices");
        return;
    }
    t.Equal(opened, 2U, "but carries nothing for net.example");
    t.Equal(second->GetStatusCode(), 500, "for which nobody there has a certificate");
    t.True(second->GetFailureReason().find("another name") != std::string::npos,
           "and the caller is told: " + second->GetFailureReason());
    t.Equal(misled, 0U, "proxy a has seen nothing of it");
}

/** @return a request inside the dialog that an ACK of alice's belongs to */
SipMessage
MakeInDialog(const SipMessage& ack, const std::string& method, uint32_t sequence)
{
    SipMessage request = SipMessage::MakeRequest(method, ack.GetRequestUri());
    request.Add("Via", "SIP/2.0/TLS x;branch=z9hG4bK" + method);
    for (const char* name : {"Route", "From", "To", "Call-ID"})
    {
        for (const auto& value : ack.GetHeaders(name))
        {
            request.Add(name, std::string(value));
        }
    }
    request.Add("CSeq", std::to_string(sequence) + " " + method);
    request.Add("Max-Forwards", "70");
    return request;
}

void
TestEveryMethod(SipCase& t)
{
    SipTlsTrapezoid net;
    net.bob->SetAttribute("AnswerDelay", TimeValue(Seconds(1)));
    net.Register(1);
    Ptr<SipCall> call;
    Ptr<SipCall> cancelled;
    net.At(3,
           [&]()
           {
               call = net.alice->Invite(net.bob->GetAddressOfRecord());
           });
    net.At(5,
           [&]()
           {
               for (const char* method : {"PRACK", "UPDATE"})
               {
                   const SipMessage* ack = net.FindSent("alice", "ACK");
                   SipMessage request = MakeInDialog(*ack, method, *method == 'P' ? 10 : 11);
                   const auto where =
                       net.helper.GetResolver()->ResolveRequest(request, SipTransportProtocol::Tls);
                   net.alice->GetTransactionLayer()->SendRequest(request, *where, {});
               }
           });
    net.At(6,
           [&]()
           {
               net.bob->GetCalls().at(0)->Reinvite();
           });
    net.At(7,
           [&]()
           {
               call->Reinvite();
           });
    net.At(8.5,
           [&]()
           {
               call->HangUp();
           });
    net.At(10,
           [&]()
           {
               cancelled = net.alice->Invite(net.bob->GetAddressOfRecord());
           });
    net.At(10.5,
           [&]()
           {
               cancelled->Cancel();
           });
    net.At(12,
           [&]()
           {
               net.bob->Register(); // a refresh
           });
    net.Run(Seconds(15));
    std::map<std::string, uint32_t> towardsBob;
    const SipAddress bobsEnd = net.connectionsB.at(0)->GetPeer();
    for (const auto& entry : net.trace.GetEntries())
    {
        if (entry.from == "proxy.b.example" && entry.to == "bob" && entry.message.IsRequest())
        {
            ++towardsBob[std::string(entry.message.GetMethod())];
            t.Equal(entry.peer.GetPort(),
                    bobsEnd.GetPort(),
                    std::string(entry.message.GetMethod()) + " rides on the registration's");
        }
    }
    std::string methods;
    for (const auto& [method, count] : towardsBob)
    {
        methods += method + " " + std::to_string(count) + " ";
    }
    t.Equal(methods,
            std::string("ACK 3 BYE 1 CANCEL 1 INVITE 3 PRACK 1 UPDATE 1 "),
            "what went to bob, with an ACK for each INVITE");
    t.Equal(net.CountSent("bob", "REGISTER"), 3U, "with a refresh");
    t.Equal(cancelled->GetStatusCode(), 487, "cancelled");
    t.Equal(net.CountConnections(),
            std::string("alice 1/0 a 1/1 b 0/2 bob 1/0"),
            "no other connection was opened");
    t.Equal(net.proxyA->GetConnectionsToUsers() + net.proxyB->GetConnectionsToUsers(),
            0U,
            "none towards a registered user");
}

void
TestCounter(SipCase& t)
{
    // Without the rule the proxy dials the Contact of a client that takes no connection.
    SipTlsTrapezoid net;
    net.proxyB->SetAttribute("UseRegistrationConnection", BooleanValue(false));
    net.Register(1);
    Ptr<SipCall> call;
    net.At(3,
           [&]()
           {
               call = net.alice->Invite(net.bob->GetAddressOfRecord());
           });
    net.Run(Seconds(16));
    t.Equal(net.proxyB->GetConnectionsToUsers(), 1U, "counted");
    t.Equal(net.proxyA->GetConnectionsToUsers(), 0U, "at whoever did it");
    t.Equal(call->GetStatusCode(), 500, "and the call fails");
    t.True(!call->GetFailureReason().empty(), "with a reason: " + call->GetFailureReason());
}

/** The registration's connection ends while a call is on it. */
void
TestGoneConnection(SipCase& t)
{
    SipTlsTrapezoid net;
    net.bob->SetAttribute("AnswerDelay", TimeValue(Seconds(100)));
    net.Register(1);
    Ptr<SipCall> call;
    net.At(3,
           [&]()
           {
               call = net.alice->Invite(net.bob->GetAddressOfRecord());
           });
    net.At(4,
           [&]()
           {
               DynamicCast<SipStreamConnection>(net.connectionsBob.at(0))->End({});
           });
    net.At(5,
           [&]()
           {
               call->Cancel();
           });
    net.Run(Seconds(45));
    t.True(net.CountSent("alice", "CANCEL") == 1, "alice gives up");
    t.Equal(net.proxyB->GetConnectionsToUsers(), 0U, "nobody dials where bob was");
    t.True(call->GetState() == SipCallState::Ended, "the call ends all the same");
}

/** The suite. */
class SipConnectionReuseTestSuite : public TestSuite
{
  public:
    SipConnectionReuseTestSuite();
};

SipConnectionReuseTestSuite::SipConnectionReuseTestSuite()
    : TestSuite("sip-network-connection-reuse")
{
    AddTestCase(new SipCase("RFC 5923 5: requests go back on a connection that is offered and "
                            "proved",
                            TestAlias));
    AddTestCase(new SipCase("RFC 5923 5: without alias they do not", TestAliasOff));
    AddTestCase(new SipCase("RFC 5923 8.2: the row has the port of sent-by", TestAliasPort));
    AddTestCase(
        new SipCase("RFC 5923 8.1: the resolved address must be the row's", TestAliasOtherPort));
    AddTestCase(new SipCase("RFC 5923 8.2: alias is ignored without a certificate of the client",
                            TestAliasWithoutCertificate));
    AddTestCase(new SipCase("RFC 5923 8.1: the name that is resolved must be among the proved",
                            TestAliasOtherName));
    AddTestCase(
        new SipCase("RFC 5923 8.3: a connection that is closed is reused no more", TestAliasGone));
    AddTestCase(new SipCase("RFC 5923 9: a connection for one domain carries nothing for another",
                            [](SipCase& t)
                            {
                                TestVirtualServer(t, false);
                            }));
    AddTestCase(new SipCase("What the naive table keyed by address does with another domain",
                            [](SipCase& t)
                            {
                                TestVirtualServer(t, true);
                            }));
    AddTestCase(new SipCase("RFC 3261 26.3.2.1: every method rides on the connection of the "
                            "registration",
                            TestEveryMethod));
    AddTestCase(new SipCase("RFC 5626 5.3: what was for a connection goes nowhere else",
                            TestGoneConnection));
    AddTestCase(
        new SipCase("Connections opened towards registered users are counted", TestCounter));
}

SipConnectionReuseTestSuite g_sipConnectionReuseTestSuite; ///< the suite

} // namespace
