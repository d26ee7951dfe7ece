// SPDX-License-Identifier: GPL-2.0-only
#include "sip-rule-test-case.h"

#include "ns3/sip-non-invite-client-transaction.h"
#include "ns3/sip-non-invite-server-transaction.h"

using namespace ns3;

namespace
{

SipMessage
MakeOptions()
{
    return ParseSipTestMessage("OPTIONS sip:bob@biloxi.example.com SIP/2.0\n"
                               "Via: SIP/2.0/UDP pc33.example.com;branch=z9hG4bKopt1\n"
                               "To: Bob <sip:bob@biloxi.example.com>\n"
                               "From: Alice <sip:alice@atlanta.example.com>;tag=88sja8x\n"
                               "Max-Forwards: 70\n"
                               "Call-ID: 987asjd97y7atg\n"
                               "CSeq: 1 OPTIONS\n"
                               "Content-Length: 0\n"
                               "\n");
}

SipMessage
Answer(int code)
{
    return SipMessage::MakeResponse(MakeOptions(), code, "Whatever");
}

void
TestTimerE(SipRuleTestCase& test)
{
    SipNonInviteClientTransaction client(MakeOptions(), false);
    test.Equal(DescribeSipOutputs(client.Start()),
               "send OPTIONS, start E 500, start F 32000",
               "start");
    for (int64_t interval : {1000, 2000, 4000, 4000, 4000})
    {
        test.Equal(DescribeSipOutputs(client.OnTimer(SipTimer::E)),
                   "send OPTIONS, start E " + std::to_string(interval),
                   "doubles to T2");
    }
}

void
TestTimerF(SipRuleTestCase& test)
{
    SipNonInviteClientTransaction client(MakeOptions(), false);
    SipTransactionClock clock(client);
    clock.Apply(client.Start());
    clock.RunUntil(100'000);
    test.Equal(clock.GetLog(),
               "0 send OPTIONS, 500 send OPTIONS, 1500 send OPTIONS, 3500 send OPTIONS, "
               "7500 send OPTIONS, 11500 send OPTIONS, 15500 send OPTIONS, 19500 send OPTIONS, "
               "23500 send OPTIONS, 27500 send OPTIONS, 31500 send OPTIONS, 32000 timeout, "
               "32000 terminated",
               "eleven requests, then the timeout");
}

void
TestReliableClient(SipRuleTestCase& test)
{
    SipNonInviteClientTransaction client(MakeOptions(), true);
    SipTransactionClock clock(client);
    clock.Apply(client.Start());
    clock.RunUntil(100'000);
    test.Equal(clock.GetLog(), "0 send OPTIONS, 32000 timeout, 32000 terminated", "no timer E");
}

void
TestClientProceeding(SipRuleTestCase& test)
{
    SipNonInviteClientTransaction client(MakeOptions(), false);
    SipTransactionClock clock(client);
    clock.Apply(client.Start());
    clock.RunUntil(600);
    clock.Apply(client.OnMessage(Answer(100)));
    clock.RunUntil(12'000);
    test.Equal(clock.GetLog(),
               "0 send OPTIONS, 500 send OPTIONS, 600 deliver 100, 1500 send OPTIONS, "
               "5500 send OPTIONS, 9500 send OPTIONS",
               "the running timer E goes on, then every T2");
    clock.RunUntil(100'000);
    test.True(client.IsTerminated(), "timer F still runs");
    test.True(clock.GetLog().find("32000 timeout, 32000 terminated") != std::string::npos,
              "at 64*T1");
}

void
TestClientCompleted(SipRuleTestCase& test)
{
    SipNonInviteClientTransaction client(MakeOptions(), false);
    (void)client.Start();
    test.Equal(DescribeSipOutputs(client.OnMessage(Answer(200))),
               "stop E, stop F, deliver 200, start K 5000",
               "completed");
    test.Equal(DescribeSipOutputs(client.OnMessage(Answer(200))), "", "a copy is absorbed");
    test.Equal(DescribeSipOutputs(client.OnTransportError()), "", "nothing is being sent");
    test.Equal(DescribeSipOutputs(client.OnTimer(SipTimer::K)), "terminated", "timer K");
}

void
TestClientCompletedReliable(SipRuleTestCase& test)
{
    SipNonInviteClientTransaction client(MakeOptions(), true);
    (void)client.Start();
    test.Equal(DescribeSipOutputs(client.OnMessage(Answer(404))),
               "stop F, deliver 404, terminated",
               "timer K is zero");
}

void
TestClientTransportError(SipRuleTestCase& test)
{
    SipNonInviteClientTransaction client(MakeOptions(), false);
    (void)client.Start();
    (void)client.OnMessage(Answer(100));
    test.Equal(DescribeSipOutputs(client.OnTransportError()),
               "transport failed, stop E, stop F, terminated",
               "proceeding");
}

void
TestServerTrying(SipRuleTestCase& test)
{
    SipNonInviteServerTransaction server(MakeOptions(), false);
    test.Equal(DescribeSipOutputs(server.Start()), "deliver OPTIONS", "no timer");
    test.True(server.GetState() == SipTransactionState::Trying, "trying");
    test.Equal(DescribeSipOutputs(server.OnMessage(MakeOptions())), "", "discarded");
    test.Equal(DescribeSipOutputs(server.OnTransportError()), "", "nothing has been sent");
}

void
TestServerProceeding(SipRuleTestCase& test)
{
    SipNonInviteServerTransaction server(MakeOptions(), false);
    (void)server.Start();
    test.Equal(DescribeSipOutputs(server.Respond(Answer(182))), "send 182", "provisional");
    test.Equal(DescribeSipOutputs(server.OnMessage(MakeOptions())), "send 182", "repeated");
    test.Equal(DescribeSipOutputs(server.Respond(Answer(183))), "send 183", "another");
    test.Equal(DescribeSipOutputs(server.OnMessage(MakeOptions())), "send 183", "the latest");
}

void
TestServerCompleted(SipRuleTestCase& test)
{
    SipNonInviteServerTransaction server(MakeOptions(), false);
    SipTransactionClock clock(server);
    clock.Apply(server.Start());
    clock.Apply(server.Respond(Answer(200)));
    clock.RunUntil(31'000);
    clock.Apply(server.OnMessage(MakeOptions()));
    clock.Apply(server.Respond(Answer(500)));
    clock.RunUntil(100'000);
    clock.Apply(server.OnMessage(MakeOptions()));
    test.Equal(clock.GetLog(),
               "0 deliver OPTIONS, 0 send 200, 31000 send 200, 32000 terminated",
               "repeated until timer J; one final response");
}

void
TestServerReliable(SipRuleTestCase& test)
{
    SipNonInviteServerTransaction server(MakeOptions(), true);
    (void)server.Start();
    test.Equal(DescribeSipOutputs(server.Respond(Answer(200))),
               "send 200, terminated",
               "timer J is zero");
}

void
TestServerTransportError(SipRuleTestCase& test)
{
    SipNonInviteServerTransaction server(MakeOptions(), false);
    (void)server.Start();
    (void)server.Respond(Answer(200));
    test.Equal(DescribeSipOutputs(server.OnTransportError()),
               "transport failed, stop J, terminated",
               "the user is told");
}

/** The tests of the non-INVITE transactions. */
class SipNonInviteTransactionTestSuite : public TestSuite
{
  public:
    SipNonInviteTransactionTestSuite()
        : TestSuite("sip-non-invite-transaction")
    {
        const auto add = [this](const std::string& name, SipRuleTestCase::Body body)
        {
            AddTestCase(new SipRuleTestCase(name, body));
        };
        add("RFC 3261 17.1.2.2: timer E starts at T1 and doubles to T2", TestTimerE);
        add("RFC 3261 17.1.2.2: timer F gives up after 64*T1", TestTimerF);
        add("RFC 3261 17.1.2.2: no retransmission over TCP", TestReliableClient);
        add("RFC 3261 17.1.2.2: E is T2 after a provisional response", TestClientProceeding);
        add("RFC 3261 17.1.2.2: K absorbs copies of the response", TestClientCompleted);
        add("RFC 3261 17.1.2.2: K is zero over TCP", TestClientCompletedReliable);
        add("RFC 3261 17.1.4: a transport error ends the client", TestClientTransportError);
        add("RFC 3261 17.2.2: a copy is discarded while trying", TestServerTrying);
        add("RFC 3261 17.2.2: the latest provisional response is repeated", TestServerProceeding);
        add("RFC 3261 17.2.2: the final response is repeated until J", TestServerCompleted);
        add("RFC 3261 17.2.2: J is zero over TCP", TestServerReliable);
        add("RFC 3261 17.2.4: a transport error ends the server", TestServerTransportError);
    }
};

SipNonInviteTransactionTestSuite g_sipNonInviteTransactionTestSuite; //!< registers the suite

} // namespace
