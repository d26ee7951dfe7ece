// SPDX-License-Identifier: GPL-2.0-only
#include "sip-test-network.h"

#include "ns3/boolean.h"
#include "ns3/sip-text.h"
#include "ns3/sip-user-agent-policy.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>

using namespace ns3;

namespace
{

/** A policy of a user agent made of functions; notes what it is asked. */
class ScriptedUserAgentPolicy : public SipUserAgentPolicy
{
  public:
    /** Decides about a message. */
    using Judge = std::function<tl::expected<void, SipReply>(const SipMessage&, Work&)>;

    std::string name;                          ///< put into header fields
    Judge prepare;                             ///< outgoing
    Judge check;                               ///< incoming
    uint32_t retries{0};                       ///< how often to try again
    uint32_t ended{0};                         ///< calls that ended
    std::vector<std::string> log;              ///< what was asked
    std::vector<bool> hasCall;                 ///< whether there was a call, by entry of the log
    std::vector<std::string> state;            ///< state of the call
    SipPeerGround ground{SipPeerGround::None}; ///< stated of the sender of each INVITE and 200

    tl::expected<void, SipReply>
    AddHeaders(SipMessage& message, const SipUserAgentContext& context, Work& work) override
    {
        message.Add("X-Added", name);
        return {};
    }

    tl::expected<void, SipReply>
    Prepare(SipMessage& message, const SipUserAgentContext& context, Work& work) override
    {
        Note("out ", message, context);
        message.Add("X-Prepared", name + (message.Has("Via") ? " after Via" : ""));
        return prepare ? prepare(message, work) : tl::expected<void, SipReply>();
    }

    tl::expected<void, SipReply>
    Check(const SipMessage& message, const SipUserAgentContext& context, Work& work) override
    {
        Note("in ", message, context);
        if (context.call && ground != SipPeerGround::None)
        {
            context.call->AddPeerStatement(context.dialog.remoteUri, ground);
        }
        return check ? check(message, work) : tl::expected<void, SipReply>();
    }

    bool
    RetryAfter(const SipMessage& response, const SipUserAgentContext& context, Work& work) override
    {
        Note("retry ", response, context);
        return retries > 0 && retries-- > 0;
    }

    void
    OnCallEnded(const SipCall& call) override
    {
        ++ended;
    }

  private:
    void
    Note(const std::string& way, const SipMessage& message, const SipUserAgentContext& context)
    {
        log.push_back(way + (message.IsRequest() ? std::string(message.GetMethod())
                                                 : std::to_string(message.GetStatusCode())));
        hasCall.push_back(context.call != nullptr);
        state.push_back(context.call ? ToString(context.call->GetState()) : "");
    }
};

/** The trapezoid with a policy at each user agent. */
class PolicedTrapezoid : public SipTestTrapezoid
{
  public:
    PolicedTrapezoid()
    {
        ofAlice->name = "alice";
        ofBob->name = "bob";
        alice->AddPolicy(ofAlice);
        bob->AddPolicy(ofBob);
        bob->SetAttribute("AnswerDelay", TimeValue(MilliSeconds(300)));
    }

    /** Alice calls bob, and hangs up at 5 s if that is still possible. */
    void
    Call()
    {
        At(1,
           [this]()
           {
               call = alice->Invite(bob->GetAddressOfRecord());
           });
        At(5,
           [this]()
           {
               call->HangUp();
           });
        Run(Seconds(60));
    }

    Ptr<ScriptedUserAgentPolicy> ofAlice{CreateObject<ScriptedUserAgentPolicy>()}; ///< hers
    Ptr<ScriptedUserAgentPolicy> ofBob{CreateObject<ScriptedUserAgentPolicy>()};   ///< his
    Ptr<SipCall> call;                                                             ///< her call
};

/** @return a judge that refuses a kind of message as often as wanted */
ScriptedUserAgentPolicy::Judge
Refuse(const std::string& kind, int code, int times = 1000)
{
    auto left = std::make_shared<int>(times);
    return [kind, code, left](const SipMessage& message, Work&) -> tl::expected<void, SipReply>
    {
        const std::string what = message.IsRequest() ? std::string(message.GetMethod())
                                                     : std::to_string(message.GetStatusCode());
        if (what != kind || *left <= 0)
        {
            return {};
        }
        --*left;
        return tl::make_unexpected(SipReply{code, "Not Wanted", {}, {}});
    };
}

void
TestAllMessages(SipCase& t)
{
    PolicedTrapezoid net;
    net.alice->SetAttribute("RegisterAtStart", BooleanValue(true));
    Ptr<ScriptedUserAgentPolicy> second = CreateObject<ScriptedUserAgentPolicy>();
    second->name = "second";
    net.alice->AddPolicy(second);
    net.At(3,
           [&]()
           {
               net.call->Reinvite();
           });
    net.Call();
    t.Equal(Join(net.ofAlice->log),
            std::string("out REGISTER in 404 retry 404 out INVITE in 180 in 200 out ACK "
                        "out INVITE in 200 out ACK out BYE in 200"),
            "what alice's policy saw");
    t.Equal(Join(net.ofBob->log),
            std::string("in INVITE out 180 out 200 in ACK in INVITE out 200 in ACK in BYE out 200"),
            "what bob's policy saw");
    t.Equal(net.ofBob->state.front(), std::string("Idle"), "a first INVITE's call exists");
    t.True(!net.ofAlice->hasCall.front(), "a REGISTER has no call");
    t.Equal(net.ofAlice->ended, 1U, "alice's policy heard of the end");
    t.Equal(net.ofBob->ended, 1U, "so did bob's");
    const SipMessage* invite = net.FindSent("alice", "INVITE");
    t.Equal(Join(GetWholeHeaders(*invite, "X-Added")), std::string("alice second"), "order");
    t.Equal(Join(GetWholeHeaders(*invite, "X-Prepared")),
            std::string("alice second"),
            "order, and before Via");
    t.Equal(Join(GetWholeHeaders(*net.FindSent("bob", "200"), "X-Prepared")),
            std::string("bob after Via"),
            "a response has its Via");
}

void
TestCancel(SipCase& t)
{
    PolicedTrapezoid net;
    net.bob->SetAttribute("AnswerDelay", TimeValue(Seconds(50)));
    net.Call();
    t.Equal(Join(net.ofAlice->log),
            std::string("out INVITE in 180 out CANCEL in 487"),
            "alice; the ACK of a 487 is the transaction's, the 200 of a CANCEL nobody's");
    t.Equal(Join(net.ofBob->log),
            std::string("in INVITE out 180 in CANCEL out 200 out 487"),
            "bob");
    t.True(net.ofBob->hasCall[2], "the CANCEL's call is known");
}

void
TestUnsentInvite(SipCase& t)
{
    PolicedTrapezoid net;
    net.ofAlice->prepare = Refuse("INVITE", 488);
    net.Call();
    t.Equal(net.call->GetStatusCode(), 488, "an INVITE that must not be sent");
    t.True(net.GetSent("alice").empty(), "nothing was sent");
    t.Equal(net.ofAlice->ended, 1U, "the policy heard of the end");
}

void
TestRefusedInvite(SipCase& t)
{
    PolicedTrapezoid net;
    net.ofBob->check = Refuse("INVITE", 428);
    net.Call();
    t.Equal(net.call->GetStatusCode(), 428, "an INVITE that is not accepted");
    t.Equal(Join(net.GetSent("bob")), std::string("428"), "its only answer");
    t.Equal(std::string(net.FindSent("bob", "428")->GetReason()),
            std::string("Not Wanted"),
            "with the reason");
    t.Equal(net.ofBob->ended, 1U, "the policy may forget it");
    t.True(net.bob->GetCalls().empty(), "bob never had a call");
}

void
TestRefusedBye(SipCase& t)
{
    PolicedTrapezoid net;
    net.ofBob->check = Refuse("BYE", 403);
    net.Call();
    t.Equal(Join(net.GetSent("bob")), std::string("180 200 403"), "BYE refused");
    t.Equal(net.bob->GetCalls().size(), 1U, "bob still has his call");
}

void
TestRefusedAnswer(SipCase& t)
{
    PolicedTrapezoid net;
    net.ofAlice->check = Refuse("200", 437, 1);
    net.Call();
    t.Equal(Join(net.GetSent("alice")), std::string("INVITE ACK BYE"), "ACK and BYE");
    t.Equal(net.call->GetStatusCode(), 437, "the call's code");
    t.True(net.bob->GetCalls().empty(), "no call is left");
}

void
TestRefusedRefusal(SipCase& t)
{
    PolicedTrapezoid net;
    net.bob->SetAttribute("RefusalCode", UintegerValue(486));
    net.ofAlice->check = Refuse("486", 437);
    net.Call();
    t.Equal(net.call->GetStatusCode(), 437, "a refusal that is not believed");
}

void
TestRefusedProgress(SipCase& t)
{
    PolicedTrapezoid net;
    net.ofAlice->check = Refuse("180", 437);
    net.Call();
    t.Equal(net.call->GetStatusCode(), 200, "a 180 that is refused does no harm");
}

void
TestUnsentAnswer(SipCase& t)
{
    PolicedTrapezoid net;
    net.ofBob->prepare = Refuse("200", 500, 1);
    net.Call();
    t.Equal(net.call->GetStatusCode(), 500, "an answer that must not be sent");
    t.Equal(Join(net.GetSent("bob")), std::string("180 500"), "another takes its place");
}

void
TestRetry(SipCase& t)
{
    PolicedTrapezoid net;
    net.ofBob->check = Refuse("INVITE", 428, 2);
    net.ofAlice->retries = 2;
    net.Call();
    t.Equal(Join(net.GetSent("alice")),
            std::string("INVITE ACK INVITE ACK INVITE ACK BYE"),
            "two refusals, then a call");
    t.Equal(net.call->GetStatusCode(), 200, "succeeded");
}

void
TestByeRetry(SipCase& t)
{
    PolicedTrapezoid net;
    net.ofBob->check = Refuse("BYE", 428, 1);
    net.ofAlice->retries = 1;
    net.Call();
    t.Equal(Join(net.GetSent("alice")), std::string("INVITE ACK BYE BYE"), "BYE again");
    t.True(net.bob->GetCalls().empty(), "no call is left");
}

void
TestStatements(SipCase& t)
{
    PolicedTrapezoid net;
    net.ofAlice->ground = SipPeerGround::UserDigest;
    net.Call();
    const SipPeerStatement& hers = net.call->GetPeerStatement();
    t.Equal(hers.uri.ToString(), std::string("sip:bob@b.example"), "alice's: who");
    t.True(hers.ground == SipPeerGround::UserDigest, "alice's: why");
    t.True(hers.since > Seconds(1) && hers.since < Seconds(1.1), "alice's: since when");
    t.True(!net.call->AddPeerStatement(hers.uri, SipPeerGround::TransitiveTrust),
           "a weaker ground does not count");
    t.True(net.call->AddPeerStatement(hers.uri, SipPeerGround::UserSignature),
           "a stronger one does");
    t.Equal(net.call->GetPeerStatement().ToString(),
            std::string("sip:bob@b.example by user-signature since 60 s"),
            "in words");
}

void
TestWithoutPolicies(SipCase& t)
{
    SipTestTrapezoid net;
    Ptr<SipCall> incoming;
    net.bob->SetIncomingCallCallback(
        [&](Ptr<SipCall> call)
        {
            incoming = call;
        });
    net.At(1,
           [&]()
           {
               net.alice->Invite(net.bob->GetAddressOfRecord());
           });
    net.Run(Seconds(10));
    const SipPeerStatement& his = incoming->GetPeerStatement();
    t.Equal(his.uri.ToString(), std::string("sip:alice@a.example"), "From is all he knows");
    t.True(his.ground == SipPeerGround::None, "on no ground");
}

/** The suite. */
class SipUserAgentPolicyTestSuite : public TestSuite
{
  public:
    SipUserAgentPolicyTestSuite();
};

SipUserAgentPolicyTestSuite::SipUserAgentPolicyTestSuite()
    : TestSuite("sip-network-user-agent-policy")
{
    const auto add = [this](const std::string& name, std::function<void(SipCase&)> body)
    {
        AddTestCase(new SipCase(name, std::move(body)));
    };
    add("User agent policy: all messages pass it, in order", TestAllMessages);
    add("User agent policy: CANCEL and what follows", TestCancel);
    add("User agent policy: an INVITE that must not be sent", TestUnsentInvite);
    add("User agent policy: an INVITE that is not accepted", TestRefusedInvite);
    add("User agent policy: a BYE that is not accepted", TestRefusedBye);
    add("User agent policy: RFC 3261 13.2.2.4, ACK and BYE for a 2xx that is not accepted",
        TestRefusedAnswer);
    add("User agent policy: a refusal that is not accepted", TestRefusedRefusal);
    add("User agent policy: a provisional response that is not accepted", TestRefusedProgress);
    add("User agent policy: an answer that must not be sent", TestUnsentAnswer);
    add("User agent policy: an INVITE is sent again", TestRetry);
    add("User agent policy: a BYE is sent again", TestByeRetry);
    add("Peer statement: the strongest ground counts", TestStatements);
    add("Peer statement: without authentication there is only From", TestWithoutPolicies);
}

SipUserAgentPolicyTestSuite g_sipUserAgentPolicyTestSuite; ///< the suite

} // namespace
