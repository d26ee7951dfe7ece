// SPDX-License-Identifier: GPL-2.0-only
#include "sip-test-network.h"

#include "ns3/boolean.h"
#include "ns3/sip-text.h"
#include "ns3/string.h"

using namespace ns3;

namespace
{

/** The trapezoid whose users take provisional responses reliably. */
class ReliableTrapezoid : public SipTestTrapezoid
{
  public:
    ReliableTrapezoid()
    {
        for (const auto& agent : {alice, bob})
        {
            agent->SetAttribute("ReliableProvisional", BooleanValue(true));
        }
        bob->SetAttribute("AnswerDelay", TimeValue(Seconds(1)));
    }

    /** Alice calls bob and hangs up. */
    void
    Call(double hangUp = 60)
    {
        At(1,
           [this]()
           {
               call = alice->Invite(bob->GetAddressOfRecord());
           });
        At(hangUp,
           [this]()
           {
               call->HangUp();
           });
        Run(Seconds(hangUp + 60));
    }

    Ptr<SipCall> call; ///< alice's
};

void
TestPrack(SipCase& t)
{
    ReliableTrapezoid net;
    net.Call();
    t.Equal(Join(net.GetSent("alice")), std::string("INVITE PRACK ACK BYE"), "alice");
    t.Equal(Join(net.GetSent("bob")), std::string("180 200 200 200"), "bob");
    const SipMessage* ringing = net.FindSent("bob", "180");
    t.True(HasSipOption(*net.FindSent("alice", "INVITE"), "Supported", "100rel"), "Supported");
    t.True(HasSipOption(*ringing, "Require", "100rel"), "Require");
    const std::string number(ringing->GetHeader("RSeq").value_or(""));
    t.True(ParseSipSeconds(number).value_or(0) > 0, "RSeq");
    const SipMessage* prack = net.FindSent("alice", "PRACK");
    t.Equal(std::string(prack->GetHeader("RAck").value_or("")), number + " 1 INVITE", "RAck");
    t.Equal(prack->GetCSeq()->ToString(), std::string("2 PRACK"), "CSeq");
    t.True(prack->Has("Route"), "the PRACK goes by the proxies that record their routes");
    t.Equal(GetSipTag(*prack, false), GetSipTag(*ringing, false), "within the early dialog");
    t.Equal(net.FindSent("alice", "BYE")->GetCSeq()->ToString(),
            std::string("3 BYE"),
            "CSeq goes on");
    t.Equal(net.call->GetStatusCode(), 200, "succeeded");
    t.True(net.bob->GetCalls().empty(), "nothing is left");
}

void
TestUnsupported(SipCase& t)
{
    ReliableTrapezoid net;
    net.bob->SetAttribute("ReliableProvisional", BooleanValue(false));
    net.Call();
    t.Equal(Join(net.GetSent("alice")), std::string("INVITE ACK BYE"), "no PRACK");
    t.True(!net.FindSent("bob", "180")->Has("RSeq"), "an ordinary 180");
}

void
TestRequired(SipCase& t)
{
    ReliableTrapezoid net;
    net.alice->SetAttribute("RequireReliableProvisional", BooleanValue(true));
    net.bob->SetAttribute("ReliableProvisional", BooleanValue(false));
    net.Call();
    t.Equal(net.call->GetStatusCode(), 420, "who cannot says so");
    t.Equal(std::string(net.FindSent("bob", "420")->GetHeader("Unsupported").value_or("")),
            std::string("100rel"),
            "and what");
}

void
TestExtensionRequired(SipCase& t)
{
    ReliableTrapezoid net;
    net.bob->SetAttribute("RequireReliableProvisional", BooleanValue(true));
    net.alice->SetAttribute("ReliableProvisional", BooleanValue(false));
    net.Call();
    t.Equal(net.call->GetStatusCode(), 421, "who must have it says so");
    t.True(HasSipOption(*net.FindSent("bob", "421"), "Require", "100rel"), "and what");
}

void
TestRetransmission(SipCase& t)
{
    // Three 180 are lost: sent at 0, T1, 3 T1, 7 T1.
    ReliableTrapezoid net;
    net.bob->SetAttribute("AnswerDelay", TimeValue(Seconds(8)));
    DropFirst(net.proxyB, "180", 3);
    net.Call();
    std::vector<int64_t> sent;
    for (const auto& entry : net.trace.GetEntries())
    {
        if (entry.from == "bob" && entry.message.GetStatusCode() == 180)
        {
            sent.push_back(entry.time.GetMilliSeconds());
        }
    }
    t.Equal(sent.size(), 4U, "four times");
    for (std::size_t i = 1; i < sent.size(); ++i)
    {
        t.Equal(sent[i] - sent[i - 1], int64_t(500) << (i - 1), "interval doubles from T1");
    }
    t.Equal(net.CountSent("alice", "PRACK"), 1U, "one PRACK");
    t.Equal(net.call->GetStatusCode(), 200, "succeeded");
}

void
TestNoPrack(SipCase& t)
{
    ReliableTrapezoid net;
    DropFirst(net.proxyA, "PRACK", 1000);
    net.Call(100);
    t.Equal(net.call->GetStatusCode(), 504, "after 64 T1 the INVITE gets a 5xx");
    t.Equal(net.CountSent("bob", "180"), 7U, "at 0, 0.5, 1.5, 3.5, 7.5, 15.5 and 31.5 s");
    t.True(net.bob->GetCalls().empty(), "nothing is left");
}

void
TestLostPrack(SipCase& t)
{
    // The 180 comes again; the PRACK is the transaction's to repeat.
    ReliableTrapezoid net;
    DropFirst(net.proxyA, "PRACK", 1);
    net.Call();
    t.Equal(net.call->GetStatusCode(), 200, "succeeded");
    std::vector<std::string> numbers;
    for (const auto& entry : net.trace.GetEntries())
    {
        if (entry.from == "alice" && entry.message.GetMethod() == "PRACK")
        {
            numbers.push_back(entry.message.GetCSeq()->ToString());
        }
    }
    t.Equal(Join(numbers), std::string("2 PRACK 2 PRACK"), "no second PRACK for the same 180");
}

void
TestWrongRAck(SipCase& t)
{
    ReliableTrapezoid net;
    Ptr<ScriptedProxyPolicy> policy = CreateObject<ScriptedProxyPolicy>();
    policy->judge = [](SipMessage& message, const SipPolicyContext&, Work&)
    {
        if (message.IsRequest() && message.GetMethod() == "PRACK")
        {
            message.Set("RAck", "1 99 INVITE");
        }
        return SipVerdict::Continue();
    };
    net.proxyA->AddPolicy(policy);
    net.Call(100);
    t.True(net.FindSent("bob", "481") != nullptr, "a PRACK that acknowledges nothing gets 481");
    t.Equal(net.call->GetStatusCode(), 504, "and the 180 stays unacknowledged");
}

void
TestEarlyAnswer(SipCase& t)
{
    ReliableTrapezoid net;
    net.bob->SetAttribute("EarlyAnswer", BooleanValue(true));
    net.Call();
    t.True(!net.FindSent("bob", "180")->GetBody().empty(), "the 180 has the answer");
    t.True(net.FindSent("bob", "200")->GetBody().empty(), "the 200 to PRACK has none");
    for (const auto& entry : net.trace.GetEntries())
    {
        if (entry.from == "bob" && entry.message.GetStatusCode() == 200)
        {
            t.True(entry.message.GetBody().empty(), "no 200 has it again");
        }
    }
    t.Equal(net.call->GetStatusCode(), 200, "succeeded");
    t.True(net.call->IsSessionAgreed(), "agreed");
    t.Equal(net.call->GetDescriptionCount(), 2U, "offer and answer");
    t.True(!net.aliceSession->GetRemote().IsEmpty(), "alice has the answer");
}

void
TestAnswerWaits(SipCase& t)
{
    // The callee wants to answer at once; the 200 waits until the PRACK has come (section 3).
    ReliableTrapezoid net;
    net.bob->SetAttribute("EarlyAnswer", BooleanValue(true));
    net.bob->SetAttribute("AnswerDelay", TimeValue(MilliSeconds(1)));
    DropFirst(net.proxyA, "PRACK", 1);
    net.Call();
    std::vector<std::string> order;
    for (const auto& entry : net.trace.GetEntries())
    {
        if (entry.from == "bob")
        {
            order.push_back(entry.message.GetCSeq()->ToString());
        }
    }
    t.True(order.size() > 3 && order[0] == "1 INVITE" && order[order.size() - 3] == "2 PRACK",
           "200 to PRACK, then 200 to INVITE: " + Join(order));
    t.Equal(net.call->GetStatusCode(), 200, "succeeded");
}

void
TestCancelEarly(SipCase& t)
{
    ReliableTrapezoid net;
    net.bob->SetAttribute("AnswerDelay", TimeValue(Seconds(50)));
    net.Call(3);
    t.Equal(Join(net.GetSent("alice")), std::string("INVITE PRACK CANCEL ACK"), "alice");
    t.Equal(net.call->GetStatusCode(), 487, "cancelled");
    t.True(net.bob->GetCalls().empty(), "nothing is left");
}

/** The suite. */
class SipPrackTestSuite : public TestSuite
{
  public:
    SipPrackTestSuite();
};

SipPrackTestSuite::SipPrackTestSuite()
    : TestSuite("sip-network-prack")
{
    const auto add = [this](const std::string& name, std::function<void(SipCase&)> body)
    {
        AddTestCase(new SipCase(name, std::move(body)));
    };
    add("RFC 3262 3, 4, 7: a reliable 180 and its PRACK", TestPrack);
    add("RFC 3262 3: nothing reliable for a callee that cannot", TestUnsupported);
    add("RFC 3262 4: Require, and a callee that cannot", TestRequired);
    add("RFC 3262 3: 421 to a caller that cannot", TestExtensionRequired);
    add("RFC 3262 3: retransmission at T1, 2 T1, 4 T1", TestRetransmission);
    add("RFC 3262 3: no PRACK for 64 T1", TestNoPrack);
    add("RFC 3262 4: a 180 that comes again gets no second PRACK", TestLostPrack);
    add("RFC 3262 3: 481 to a PRACK that matches nothing", TestWrongRAck);
    add("RFC 3262 5: the answer in a reliable 180", TestEarlyAnswer);
    add("RFC 3262 3: the 2xx waits for the PRACK", TestAnswerWaits);
    add("RFC 3262: CANCEL after a reliable 180", TestCancelEarly);
}

SipPrackTestSuite g_sipPrackTestSuite; ///< the suite

} // namespace
