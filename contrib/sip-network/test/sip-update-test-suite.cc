// SPDX-License-Identifier: GPL-2.0-only
#include "sip-test-network.h"

#include "ns3/boolean.h"
#include "ns3/string.h"

using namespace ns3;

namespace
{

/** The trapezoid whose users take UPDATE, and answer early. */
class UpdateTrapezoid : public SipTestTrapezoid
{
  public:
    UpdateTrapezoid()
    {
        for (const auto& agent : {alice, bob})
        {
            agent->SetAttribute("ReliableProvisional", BooleanValue(true));
            agent->SetAttribute("EarlyAnswer", BooleanValue(true));
            agent->SetAttribute("Update", BooleanValue(true));
        }
        bob->SetAttribute("AnswerDelay", TimeValue(Seconds(4)));
        bob->SetIncomingCallCallback(
            [this](Ptr<SipCall> incoming)
            {
                bobs = incoming;
            });
        At(1,
           [this]()
           {
               call = alice->Invite(bob->GetAddressOfRecord());
           });
        At(20,
           [this]()
           {
               call->HangUp();
           });
    }

    /** Runs to the end. */
    void
    Finish()
    {
        Run(Seconds(80));
    }

    Ptr<SipCall> call; ///< alice's
    Ptr<SipCall> bobs; ///< bob's
};

void
TestEarly(SipCase& t)
{
    UpdateTrapezoid net;
    bool isSent = false;
    net.At(2,
           [&]()
           {
               isSent = net.call->Update();
           });
    net.Finish();
    t.True(isSent, "sent");
    t.Equal(Join(net.GetSent("alice")), std::string("INVITE PRACK UPDATE ACK BYE"), "alice");
    t.Equal(Join(net.GetSent("bob")), std::string("180 200 200 200 200"), "bob");
    const SipMessage* update = net.FindSent("alice", "UPDATE");
    t.True(update->Has("Contact"), "a target refresh");
    t.True(update->Has("Route"), "by the proxies that record their routes");
    t.True(!update->GetBody().empty(), "an offer");
    t.Equal(net.call->GetDescriptionCount(), 4U, "two offers, two answers");
    t.Equal(net.bobs->GetDescriptionCount(), 4U, "at both");
    t.Equal(net.call->GetStatusCode(), 200, "succeeded");
}

void
TestEarlyByCallee(SipCase& t)
{
    UpdateTrapezoid net;
    bool isSent = false;
    net.At(2,
           [&]()
           {
               isSent = net.bobs->Update();
           });
    net.Finish();
    t.True(isSent, "sent");
    t.Equal(net.CountSent("bob", "UPDATE"), 1U, "bob's UPDATE");
    t.Equal(net.call->GetDescriptionCount(), 4U, "two offers, two answers");
    t.Equal(net.call->GetStatusCode(), 200, "succeeded");
}

void
TestConfirmed(SipCase& t)
{
    UpdateTrapezoid net;
    bool isSent = false;
    net.At(10,
           [&]()
           {
               isSent = net.bobs->Update();
           });
    net.Finish();
    t.True(isSent, "sent");
    t.Equal(net.bobs->GetDescriptionCount(), 4U, "two offers, two answers");
}

void
TestTooEarly(SipCase& t)
{
    UpdateTrapezoid net;
    net.bob->SetAttribute("EarlyAnswer", BooleanValue(false));
    bool isSent = true;
    net.At(2,
           [&]()
           {
               isSent = net.call->Update();
           });
    net.Finish();
    t.True(!isSent, "not while the INVITE's offer has no answer");
}

void
TestGlare(SipCase& t)
{
    UpdateTrapezoid net;
    net.At(10,
           [&]()
           {
               net.call->Update();
               net.bobs->Update();
           });
    net.Finish();
    t.Equal(net.CountSent("alice", "491"), 1U, "alice refuses bob's");
    t.Equal(net.CountSent("bob", "491"), 1U, "bob refuses alice's");
    t.Equal(net.CountSent("alice", "UPDATE") + net.CountSent("bob", "UPDATE"),
            4U,
            "both try again, at other times");
    t.Equal(net.call->GetStatusCode(), 200, "the call goes on");
    t.True(net.bob->GetCalls().empty(), "to its end");
}

void
TestReinviteGlare(SipCase& t)
{
    UpdateTrapezoid net;
    net.At(10,
           [&]()
           {
               net.call->Update();
               net.bobs->Reinvite();
           });
    net.Finish();
    t.True(net.CountSent("alice", "491") >= 1U, "alice refuses the re-INVITE");
    t.True(net.CountSent("bob", "491") >= 1U, "bob refuses the UPDATE");
    t.Equal(net.call->GetStatusCode(), 200, "the call goes on");
}

void
TestUserNeeded(SipCase& t)
{
    UpdateTrapezoid net;
    net.bob->SetAttribute("UpdateNeedsUser", BooleanValue(true));
    net.At(10,
           [&]()
           {
               net.call->Update();
           });
    net.Finish();
    t.True(net.FindSent("bob", "504") != nullptr, "504");
    t.Equal(net.call->GetStatusCode(), 200, "the session goes on as it was");
}

void
TestNotTaken(SipCase& t)
{
    UpdateTrapezoid net;
    net.bob->SetAttribute("Update", BooleanValue(false));
    net.At(10,
           [&]()
           {
               net.call->Update();
           });
    net.Finish();
    const SipMessage* refusal = net.FindSent("bob", "405");
    t.True(refusal != nullptr, "405");
    t.True(refusal &&
               refusal->GetHeader("Allow").value_or("").find("UPDATE") == std::string_view::npos,
           "Allow does not have it");
}

void
TestPending(SipCase& t)
{
    // Two UPDATEs with offers at once, from one side, by hand: the second gets 500.
    UpdateTrapezoid net;
    bool isSecond = true;
    net.At(10,
           [&]()
           {
               net.call->Update();
               isSecond = net.call->Update();
           });
    net.Finish();
    t.True(!isSecond, "no second offer before the answer to the first");
}

/** The suite. */
class SipUpdateTestSuite : public TestSuite
{
  public:
    SipUpdateTestSuite();
};

SipUpdateTestSuite::SipUpdateTestSuite()
    : TestSuite("sip-network-update")
{
    const auto add = [this](const std::string& name, std::function<void(SipCase&)> body)
    {
        AddTestCase(new SipCase(name, std::move(body)));
    };
    add("RFC 3311 5.1, 5.2: before the answer, by the caller", TestEarly);
    add("RFC 3311 5.1, 5.2: before the answer, by the callee", TestEarlyByCallee);
    add("RFC 3311 5.1, 5.2: after the answer", TestConfirmed);
    add("RFC 3311 5.1: not while an offer has no answer", TestTooEarly);
    add("RFC 3311 5.2: 491 on crossing offers", TestGlare);
    add("RFC 3311 5.2: 491 on an UPDATE and a re-INVITE that cross", TestReinviteGlare);
    add("RFC 3311 5.2: 504 where the user would have to be asked", TestUserNeeded);
    add("RFC 3261 8.2.1: 405 where UPDATE is not taken", TestNotTaken);
    add("RFC 3311 5.1: one offer at a time", TestPending);
}

SipUpdateTestSuite g_sipUpdateTestSuite; ///< the suite

} // namespace
