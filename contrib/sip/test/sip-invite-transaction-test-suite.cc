// SPDX-License-Identifier: GPL-2.0-only
#include "sip-rule-test-case.h"

#include "ns3/sip-invite-client-transaction.h"
#include "ns3/sip-invite-server-transaction.h"

using namespace ns3;

namespace
{

SipMessage
MakeInvite()
{
    return ParseSipTestMessage("INVITE sip:bob@biloxi.example.com SIP/2.0\n"
                               "Via: SIP/2.0/UDP pc33.example.com;branch=z9hG4bKkjshdyff\n"
                               "Via: SIP/2.0/UDP pc34.example.com;branch=z9hG4bKother\n"
                               "Route: <sip:p1.example.com;lr>, <sip:p2.example.com;lr>\n"
                               "Route: <sip:p3.example.com;lr>\n"
                               "To: Bob <sip:bob@biloxi.example.com>\n"
                               "From: Alice <sip:alice@atlanta.example.com>;tag=88sja8x\n"
                               "Max-Forwards: 69\n"
                               "Call-ID: 987asjd97y7atg\n"
                               "CSeq: 986759 INVITE\n"
                               "Authorization: Digest username=\"alice\", realm=\"a\"\n"
                               "Contact: <sip:alice@pc33.example.com>\n"
                               "Content-Type: text/plain\n"
                               "Content-Length: 2\n"
                               "\n"
                               "hi");
}

SipMessage
Answer(int code)
{
    SipMessage response = SipMessage::MakeResponse(MakeInvite(), code, "Whatever");
    response.Set("To", "Bob <sip:bob@biloxi.example.com>;tag=b1");
    return response;
}

SipMessage
MakeAck()
{
    return SipInviteClientTransaction::MakeAck(MakeInvite(), Answer(486));
}

void
TestTimerA(SipRuleTestCase& test)
{
    SipInviteClientTransaction client(MakeInvite(), false);
    test.Equal(DescribeSipOutputs(client.Start()),
               "send INVITE, start A 500, start B 32000",
               "start");
    test.Equal(DescribeSipOutputs(client.Start()), "", "a second start does nothing");
    for (int64_t interval : {1000, 2000, 4000, 8000, 16000, 32000})
    {
        test.Equal(DescribeSipOutputs(client.OnTimer(SipTimer::A)),
                   "send INVITE, start A " + std::to_string(interval),
                   "the interval doubles without bound");
    }
}

void
TestTimerB(SipRuleTestCase& test)
{
    SipInviteClientTransaction client(MakeInvite(), false);
    SipTransactionClock clock(client);
    clock.Apply(client.Start());
    clock.RunUntil(100'000);
    test.Equal(clock.GetLog(),
               "0 send INVITE, 500 send INVITE, 1500 send INVITE, 3500 send INVITE, "
               "7500 send INVITE, 15500 send INVITE, 31500 send INVITE, 32000 timeout, "
               "32000 terminated",
               "seven requests, then the timeout");
}

void
TestReliableClient(SipRuleTestCase& test)
{
    SipInviteClientTransaction client(MakeInvite(), true);
    SipTransactionClock clock(client);
    clock.Apply(client.Start());
    clock.RunUntil(100'000);
    test.Equal(clock.GetLog(), "0 send INVITE, 32000 timeout, 32000 terminated", "no timer A");
}

void
TestOtherBaseValues(SipRuleTestCase& test)
{
    SipTimers timers;
    timers.t1 = 100;
    SipInviteClientTransaction client(MakeInvite(), false, timers);
    test.Equal(DescribeSipOutputs(client.Start()),
               "send INVITE, start A 100, start B 6400",
               "T1 of 100 ms");
}

void
TestClientProceeding(SipRuleTestCase& test)
{
    SipInviteClientTransaction client(MakeInvite(), false);
    SipTransactionClock clock(client);
    clock.Apply(client.Start());
    clock.RunUntil(700);
    clock.Apply(client.OnMessage(Answer(100)));
    clock.RunUntil(1000);
    clock.Apply(client.OnMessage(Answer(180)));
    clock.RunUntil(200'000);
    test.Equal(clock.GetLog(),
               "0 send INVITE, 500 send INVITE, 700 deliver 100, 1000 deliver 180",
               "a provisional response ends retransmission and timeout");
    test.True(client.GetState() == SipTransactionState::Proceeding, "proceeding");
    test.True(client.GetRunningTimers().empty(), "no timer runs");
}

void
TestClientCompleted(SipRuleTestCase& test)
{
    SipInviteClientTransaction client(MakeInvite(), false);
    SipTransactionClock clock(client);
    clock.Apply(client.Start());
    clock.Apply(client.OnMessage(Answer(180)));
    clock.Apply(client.OnMessage(Answer(486)));
    clock.RunUntil(1000);
    clock.Apply(client.OnMessage(Answer(486)));
    clock.RunUntil(2000);
    clock.Apply(client.OnMessage(Answer(180)));
    clock.RunUntil(100'000);
    clock.Apply(client.OnMessage(Answer(486)));
    test.Equal(clock.GetLog(),
               "0 send INVITE, 0 deliver 180, 0 send ACK, 0 deliver 486, 1000 send ACK, "
               "32000 terminated",
               "each 486 is acknowledged, one is delivered, timer D ends it");
}

void
TestClientCompletedReliable(SipRuleTestCase& test)
{
    SipInviteClientTransaction client(MakeInvite(), true);
    (void)client.Start();
    test.Equal(DescribeSipOutputs(client.OnMessage(Answer(300))),
               "stop B, send ACK, deliver 300, terminated",
               "timer D is zero");
}

void
TestClientAccepted(SipRuleTestCase& test)
{
    SipInviteClientTransaction client(MakeInvite(), false);
    (void)client.Start();
    test.Equal(DescribeSipOutputs(client.OnMessage(Answer(200))),
               "stop A, stop B, deliver 200, start M 32000",
               "a 2xx opens the state Accepted");
    test.True(client.GetState() == SipTransactionState::Accepted, "accepted");
    test.Equal(DescribeSipOutputs(client.OnMessage(Answer(200))), "deliver 200", "a copy");
    SipMessage forked = Answer(202);
    forked.Set("To", "Bob <sip:bob@biloxi.example.com>;tag=b2");
    test.Equal(DescribeSipOutputs(client.OnMessage(forked)), "deliver 202", "another fork");
    test.Equal(DescribeSipOutputs(client.OnMessage(Answer(486))), "", "no other final response");
    test.Equal(DescribeSipOutputs(client.OnMessage(Answer(180))), "", "no provisional one");
    test.Equal(DescribeSipOutputs(client.OnTransportError()), "", "nothing is being sent");
    test.Equal(DescribeSipOutputs(client.OnTimer(SipTimer::M)), "terminated", "timer M");
    test.Equal(DescribeSipOutputs(client.OnMessage(Answer(200))), "", "over");
}

void
TestClientAcceptedReliable(SipRuleTestCase& test)
{
    SipInviteClientTransaction client(MakeInvite(), true);
    (void)client.Start();
    test.Equal(DescribeSipOutputs(client.OnMessage(Answer(200))),
               "stop B, deliver 200, start M 32000",
               "timer M is the same over TCP");
}

void
TestClientTransportError(SipRuleTestCase& test)
{
    SipInviteClientTransaction calling(MakeInvite(), false);
    (void)calling.Start();
    test.Equal(DescribeSipOutputs(calling.OnTransportError()),
               "transport failed, stop A, stop B, terminated",
               "while calling");
    test.Equal(DescribeSipOutputs(calling.OnTransportError()), "", "once only");
    SipInviteClientTransaction completed(MakeInvite(), false);
    (void)completed.Start();
    (void)completed.OnMessage(Answer(404));
    test.Equal(DescribeSipOutputs(completed.OnTransportError()),
               "transport failed, stop D, terminated",
               "when the ACK cannot be sent");
}

void
TestAckForFailure(SipRuleTestCase& test)
{
    const SipMessage ack = MakeAck();
    test.Equal(ack.GetMethod(), "ACK", "method");
    test.Equal(ack.GetRequestUri().ToString(), "sip:bob@biloxi.example.com", "Request-URI");
    test.EqualNumber(ack.GetHeaders("Via").size(), 1, "one Via");
    test.Equal(ack.GetHeader("Via").value_or(""),
               "SIP/2.0/UDP pc33.example.com;branch=z9hG4bKkjshdyff",
               "the top Via of the INVITE");
    test.Equal(ack.GetHeader("To").value_or(""),
               "Bob <sip:bob@biloxi.example.com>;tag=b1",
               "To of the response");
    test.Equal(ack.GetHeader("From").value_or(""),
               "Alice <sip:alice@atlanta.example.com>;tag=88sja8x",
               "From");
    test.Equal(ack.GetHeader("Call-ID").value_or(""), "987asjd97y7atg", "Call-ID");
    test.Equal(ack.GetHeader("CSeq").value_or(""), "986759 ACK", "CSeq");
    const auto routes = ack.GetHeaders("Route");
    test.EqualNumber(routes.size(), 3, "Route is copied");
    test.Equal(routes.size() == 3 ? routes[2] : "", "<sip:p3.example.com;lr>", "in order");
    test.True(!ack.Has("Contact") && !ack.Has("Content-Type"), "nothing else of the INVITE");
    test.Equal(ack.GetBody(), "", "no body");
    test.Equal(ack.GetHeader("Authorization").value_or(""),
               "Digest username=\"alice\", realm=\"a\"",
               "22.1: credentials are repeated");
}

void
TestTrying(SipRuleTestCase& test)
{
    SipInviteServerTransaction server(MakeInvite(), false);
    test.Equal(DescribeSipOutputs(server.Start()), "start Trying 200, deliver INVITE", "start");
    test.Equal(DescribeSipOutputs(server.OnMessage(MakeInvite())), "", "nothing to repeat yet");
    const SipOutputs outputs = server.OnTimer(SipTimer::Trying);
    test.Equal(DescribeSipOutputs(outputs), "send 100", "after 200 ms");
    const auto* send = std::get_if<SipSend>(&outputs.at(0));
    test.True(send && send->message.GetHeaders("Via").size() == 2, "8.2.6: all Vias");
    test.Equal(send ? send->message.GetHeader("CSeq").value_or("") : "", "986759 INVITE", "CSeq");
    test.Equal(DescribeSipOutputs(server.OnMessage(MakeInvite())), "send 100", "repeated");
    test.Equal(DescribeSipOutputs(server.OnMessage(MakeAck())), "", "an ACK is too early");
}

void
TestNoTrying(SipRuleTestCase& test)
{
    SipInviteServerTransaction server(MakeInvite(), false);
    SipTransactionClock clock(server);
    clock.Apply(server.Start());
    clock.RunUntil(199);
    clock.Apply(server.Respond(Answer(180)));
    clock.RunUntil(10'000);
    clock.Apply(server.OnMessage(MakeInvite()));
    test.Equal(clock.GetLog(),
               "0 deliver INVITE, 199 send 180, 10000 send 180",
               "an answer in time makes the 100 unnecessary; the latest one is repeated");
}

void
TestTimerG(SipRuleTestCase& test)
{
    SipInviteServerTransaction server(MakeInvite(), false);
    SipTransactionClock clock(server);
    clock.Apply(server.Start());
    clock.Apply(server.Respond(Answer(486)));
    clock.RunUntil(100'000);
    test.Equal(clock.GetLog(),
               "0 deliver INVITE, 0 send 486, 500 send 486, 1500 send 486, 3500 send 486, "
               "7500 send 486, 11500 send 486, 15500 send 486, 19500 send 486, 23500 send 486, "
               "27500 send 486, 31500 send 486, 32000 timeout, 32000 terminated",
               "G doubles to T2, H ends it");
}

void
TestServerReliable(SipRuleTestCase& test)
{
    SipInviteServerTransaction server(MakeInvite(), true);
    (void)server.Start();
    test.Equal(DescribeSipOutputs(server.Respond(Answer(486))),
               "stop Trying, send 486, start H 32000",
               "no timer G over TCP");
    test.Equal(DescribeSipOutputs(server.OnMessage(MakeAck())),
               "stop H, terminated",
               "timer I is zero over TCP");
}

void
TestServerConfirmed(SipRuleTestCase& test)
{
    SipInviteServerTransaction server(MakeInvite(), false);
    (void)server.Start();
    (void)server.Respond(Answer(486));
    test.Equal(DescribeSipOutputs(server.OnMessage(MakeInvite())), "send 486", "repeated");
    test.Equal(DescribeSipOutputs(server.Respond(Answer(200))), "", "one final response");
    test.Equal(DescribeSipOutputs(server.OnMessage(MakeAck())),
               "stop G, stop H, start I 5000",
               "the ACK ends G and H");
    test.True(server.GetState() == SipTransactionState::Confirmed, "confirmed");
    test.Equal(DescribeSipOutputs(server.OnMessage(MakeAck())), "", "an ACK is absorbed");
    test.Equal(DescribeSipOutputs(server.OnMessage(MakeInvite())), "", "and an INVITE");
    test.Equal(DescribeSipOutputs(server.OnTimer(SipTimer::G)), "", "a stale timer");
    test.Equal(DescribeSipOutputs(server.OnTimer(SipTimer::I)), "terminated", "timer I");
}

void
TestServerAccepted(SipRuleTestCase& test)
{
    for (bool reliable : {false, true})
    {
        SipInviteServerTransaction server(MakeInvite(), reliable);
        (void)server.Start();
        (void)server.Respond(Answer(180));
        test.Equal(DescribeSipOutputs(server.Respond(Answer(200))),
                   "send 200, start L 32000",
                   "no retransmission by itself, on any transport");
        test.True(server.GetState() == SipTransactionState::Accepted, "accepted");
        test.Equal(DescribeSipOutputs(server.OnMessage(MakeInvite())), "", "absorbed");
        test.Equal(DescribeSipOutputs(server.Respond(Answer(200))), "send 200", "the user's");
        test.Equal(DescribeSipOutputs(server.Respond(Answer(486))), "", "no other answer");
        test.Equal(DescribeSipOutputs(server.OnMessage(MakeAck())), "deliver ACK", "passed up");
        test.Equal(DescribeSipOutputs(server.OnTimer(SipTimer::L)), "terminated", "timer L");
        test.Equal(DescribeSipOutputs(server.Respond(Answer(200))), "", "over");
    }
}

void
TestServerTransportError(SipRuleTestCase& test)
{
    SipInviteServerTransaction server(MakeInvite(), false);
    (void)server.Start();
    (void)server.Respond(Answer(180));
    test.Equal(DescribeSipOutputs(server.OnTransportError()), "transport failed", "proceeding");
    (void)server.Respond(Answer(200));
    test.Equal(DescribeSipOutputs(server.OnTransportError()), "transport failed", "accepted");
    test.True(!server.IsTerminated(), "it goes on");
}

void
TestAbandon(SipRuleTestCase& test)
{
    SipInviteClientTransaction client(MakeInvite(), false);
    (void)client.Start();
    (void)client.OnMessage(Answer(180));
    test.Equal(DescribeSipOutputs(client.Abandon()), "terminated", "given up");
    test.Equal(DescribeSipOutputs(client.Abandon()), "", "once only");
    SipInviteServerTransaction server(MakeInvite(), false);
    (void)server.Start();
    test.Equal(DescribeSipOutputs(server.Abandon()), "stop Trying, terminated", "timers stop");
}

void
TestWrongKind(SipRuleTestCase& test)
{
    SipInviteClientTransaction client(MakeInvite(), false);
    (void)client.Start();
    test.Equal(DescribeSipOutputs(client.OnMessage(MakeInvite())), "", "a request at a client");
    SipInviteServerTransaction server(MakeInvite(), false);
    (void)server.Start();
    test.Equal(DescribeSipOutputs(server.OnMessage(Answer(200))), "", "a response at a server");
    test.Equal(DescribeSipOutputs(server.Respond(MakeInvite())), "", "a request as an answer");
    test.Equal(DescribeSipOutputs(server.OnTimer(SipTimer::H)), "", "a timer never started");
}

/** The tests of the INVITE transactions. */
class SipInviteTransactionTestSuite : public TestSuite
{
  public:
    SipInviteTransactionTestSuite()
        : TestSuite("sip-invite-transaction")
    {
        const auto add = [this](const std::string& name, SipRuleTestCase::Body body)
        {
            AddTestCase(new SipRuleTestCase(name, body));
        };
        add("RFC 3261 17.1.1.2: timer A starts at T1 and doubles", TestTimerA);
        add("RFC 3261 17.1.1.2: timer B ends the call attempt after 64*T1", TestTimerB);
        add("RFC 3261 17.1.1.2: no retransmission over a reliable transport", TestReliableClient);
        add("RFC 3261 17.1.1.1: T1 can be chosen", TestOtherBaseValues);
        add("RFC 3261 17.1.1.2: a provisional response stops A and B", TestClientProceeding);
        add("RFC 3261 17.1.1.2: 300-699 is acknowledged each time until D", TestClientCompleted);
        add("RFC 3261 17.1.1.2: D is zero over TCP", TestClientCompletedReliable);
        add("RFC 6026 7.2: every 2xx is delivered until M", TestClientAccepted);
        add("RFC 6026 7.2: M does not depend on the transport", TestClientAcceptedReliable);
        add("RFC 3261 17.1.4: a transport error ends the client", TestClientTransportError);
        add("RFC 3261 17.1.1.3: the ACK for a failure", TestAckForFailure);
        add("RFC 3261 17.2.1: 100 Trying after 200 ms", TestTrying);
        add("RFC 3261 17.2.1: no 100 when the user answers in time", TestNoTrying);
        add("RFC 3261 17.2.1: G doubles to T2, H gives up at 64*T1", TestTimerG);
        add("RFC 3261 17.2.1: no G, and I is zero, over TCP", TestServerReliable);
        add("RFC 3261 17.2.1: the ACK confirms, I absorbs its copies", TestServerConfirmed);
        add("RFC 6026 7.1: a 2xx is accepted until L", TestServerAccepted);
        add("RFC 6026 7.1: a transport error does not end the server", TestServerTransportError);
        add("RFC 3261 9.1: a cancelled INVITE can be given up", TestAbandon);
        add("events that make no sense do nothing", TestWrongKind);
    }
};

SipInviteTransactionTestSuite g_sipInviteTransactionTestSuite; //!< registers the suite

} // namespace
