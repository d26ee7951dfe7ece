// SPDX-License-Identifier: GPL-2.0-only
#include "sip-dialog-test-messages.h"
#include "sip-rule-test-case.h"

#include "ns3/sip-dialog.h"

using namespace ns3;

namespace
{

void
TestSequence(SipRuleTestCase& test)
{
    SipDialog dialog = SipTestCall().MakeCallee(200);
    const auto judge = [&dialog](const std::string& method, uint32_t sequence)
    {
        return dialog.OnRequest(MakeSipPeerRequest(method, sequence, dialog));
    };
    test.True(judge("INFO", 314158) == SipDialogVerdict::OutOfOrder, "lower");
    test.True(judge("INFO", 314159) == SipDialogVerdict::OutOfOrder, "equal, another transaction");
    test.True(judge("INFO", 314160) == SipDialogVerdict::Accept, "higher by one");
    test.True(judge("INFO", 314999) == SipDialogVerdict::Accept, "higher by many");
    test.True(dialog.GetRemoteSequence() == 314999U, "the highest counts");
    test.True(judge("INFO", 314500) == SipDialogVerdict::OutOfOrder, "in the gap");
    test.True(judge("ACK", 314159) == SipDialogVerdict::Accept, "an ACK has its INVITE's");
    test.True(judge("CANCEL", 314159) == SipDialogVerdict::Accept, "so has a CANCEL");
    test.True(dialog.GetRemoteSequence() == 314999U, "and they count nothing");
    SipDialog caller = SipTestCall().MakeCaller(200);
    test.True(caller.OnRequest(MakeSipPeerRequest("INFO", 1, caller)) == SipDialogVerdict::Accept,
              "an empty remote number takes any");
}

void
TestRefreshByPeer(SipRuleTestCase& test)
{
    for (const char* method : {"INVITE", "UPDATE"})
    {
        SipDialog dialog = SipTestCall().MakeCallee(200);
        const SipMessage request =
            MakeSipPeerRequest(method, 400'000, dialog, "<sip:alice@moved.example.com>");
        test.True(dialog.OnRequest(request) == SipDialogVerdict::Accept, method);
        test.Equal(dialog.GetRemoteTarget().GetHost(), "pc1.example.com", "not yet");
        test.True(dialog.OnResponseSent(request, MakeSipPeerAnswer(request, 200)).has_value(),
                  "answered");
        test.Equal(dialog.GetRemoteTarget().GetHost(), "moved.example.com", "now");
        test.EqualNumber(dialog.GetRouteSet().size(), 2, "the route set stays");
    }
    SipDialog dialog = SipTestCall().MakeCallee(200);
    const SipMessage refused =
        MakeSipPeerRequest("INVITE", 400'000, dialog, "<sip:alice@moved.example.com>");
    test.True(dialog.OnRequest(refused) == SipDialogVerdict::Accept, "accepted");
    test.True(dialog.OnResponseSent(refused, MakeSipPeerAnswer(refused, 488)).has_value(), "488");
    test.Equal(dialog.GetRemoteTarget().GetHost(), "pc1.example.com", "a failure changes nothing");
    test.True(dialog.GetState() == SipDialogState::Confirmed, "14.1: the dialog goes on");
    const SipMessage info =
        MakeSipPeerRequest("INFO", 400'001, dialog, "<sip:alice@moved.example.com>");
    test.True(dialog.OnRequest(info) == SipDialogVerdict::Accept, "accepted");
    test.True(dialog.OnResponseSent(info, MakeSipPeerAnswer(info, 200)).has_value(), "answered");
    test.Equal(dialog.GetRemoteTarget().GetHost(), "pc1.example.com", "INFO refreshes nothing");
}

void
TestRefreshByAnswer(SipRuleTestCase& test)
{
    for (const char* method : {"INVITE", "UPDATE"})
    {
        SipDialog dialog = SipTestCall().MakeCaller(200);
        const SipMessage request = dialog.MakeRequest(method);
        SipMessage answer = MakeSipPeerAnswer(request, 200, "<sip:bob@moved.example.com>");
        answer.Set("Record-Route", "<sip:late.example.com;lr>");
        test.True(dialog.OnResponse(request, MakeSipPeerAnswer(request, 180)).has_value(), "180");
        test.True(dialog.OnResponse(request, answer).has_value(), method);
        test.Equal(dialog.GetRemoteTarget().GetHost(), "moved.example.com", "the target moves");
        test.Equal(dialog.GetNextHop().GetHost(), "p1.example.com", "12.2: the route set does not");
        const SipMessage next = dialog.MakeRequest("INFO");
        test.True(dialog.OnResponse(next, MakeSipPeerAnswer(next, 200, "<sip:x@y.example.com>"))
                      .has_value(),
                  "INFO");
        test.Equal(dialog.GetRemoteTarget().GetHost(), "moved.example.com", "INFO refreshes not");
    }
}

void
TestGlare(SipRuleTestCase& test)
{
    SipDialog dialog = SipTestCall().MakeCallee(200);
    const SipMessage ours = dialog.MakeRequest("INVITE");
    test.True(dialog.IsLocalInvitePending(), "ours is in progress");
    test.True(dialog.OnRequest(MakeSipPeerRequest("INVITE", 400'000, dialog)) ==
                  SipDialogVerdict::Glare,
              "theirs gets 491");
    test.True(dialog.OnRequest(MakeSipPeerRequest("UPDATE", 400'001, dialog)) ==
                  SipDialogVerdict::Accept,
              "only INVITEs collide here");
    test.True(dialog.OnResponse(ours, MakeSipPeerAnswer(ours, 180)).has_value(), "180");
    test.True(dialog.IsLocalInvitePending(), "a provisional response ends nothing");
    test.True(dialog.OnResponse(ours, MakeSipPeerAnswer(ours, 491)).has_value(), "491");
    test.True(!dialog.IsLocalInvitePending(), "a final one does");
    test.True(dialog.OnRequest(MakeSipPeerRequest("INVITE", 400'002, dialog)) ==
                  SipDialogVerdict::Accept,
              "then theirs is welcome");
    test.True(dialog.IsRemoteInvitePending(), "and in progress");
}

void
TestGlareWindow(SipRuleTestCase& test)
{
    const SipGlareWindow owner = SipTestCall().MakeCaller(200).GetGlareWindow();
    test.EqualNumber(owner.earliest, 2100, "owner of the Call-ID");
    test.EqualNumber(owner.latest, 4000, "owner of the Call-ID");
    test.EqualNumber(owner.step, 10, "units of 10 ms");
    const SipGlareWindow other = SipTestCall().MakeCallee(200).GetGlareWindow();
    test.EqualNumber(other.earliest, 0, "the other end");
    test.EqualNumber(other.latest, 2000, "the other end");
    test.EqualNumber(other.step, 10, "units of 10 ms");
}

void
TestSecondInvite(SipRuleTestCase& test)
{
    SipDialog dialog = SipTestCall().MakeCallee(200);
    const SipMessage first = MakeSipPeerRequest("INVITE", 400'000, dialog);
    test.True(dialog.OnRequest(first) == SipDialogVerdict::Accept, "the first");
    test.True(dialog.OnRequest(MakeSipPeerRequest("INVITE", 400'001, dialog)) ==
                  SipDialogVerdict::InvitePending,
              "the second before the first is answered");
    test.True(dialog.OnResponseSent(first, MakeSipPeerAnswer(first, 180)).has_value(), "180");
    test.True(dialog.IsRemoteInvitePending(), "still not answered");
    test.True(dialog.OnResponseSent(first, MakeSipPeerAnswer(first, 200)).has_value(), "200");
    test.True(dialog.OnRequest(MakeSipPeerRequest("INVITE", 400'002, dialog)) ==
                  SipDialogVerdict::Accept,
              "a third afterwards");
    SipDialog early = SipTestCall().MakeCallee(180);
    test.True(early.OnRequest(MakeSipPeerRequest("INVITE", 400'000, early)) ==
                  SipDialogVerdict::InvitePending,
              "the first INVITE of all counts too");
}

void
TestBye(SipRuleTestCase& test)
{
    SipDialog callee = SipTestCall().MakeCallee(200);
    test.True(callee.OnRequest(MakeSipPeerRequest("BYE", 400'000, callee)) ==
                  SipDialogVerdict::Accept,
              "accepted");
    test.True(callee.GetState() == SipDialogState::Terminated, "15.1.2: over");
    test.True(callee.OnRequest(MakeSipPeerRequest("INFO", 400'001, callee)) ==
                  SipDialogVerdict::Unknown,
              "481 for what comes after");
    for (int code : {200, 481, 408, 500})
    {
        SipDialog caller = SipTestCall().MakeCaller(200);
        const SipMessage bye = caller.MakeBye();
        test.True(caller.OnResponse(bye, MakeSipPeerAnswer(bye, code)).has_value(), "answered");
        test.True(caller.GetState() == SipDialogState::Terminated, "15.1.1: any answer ends it");
    }
    for (int code : {401, 407})
    {
        SipDialog caller = SipTestCall().MakeCaller(200);
        const SipMessage bye = caller.MakeBye();
        test.True(caller.OnResponse(bye, MakeSipPeerAnswer(bye, code)).has_value(), "challenged");
        test.True(caller.GetState() == SipDialogState::Confirmed, "but it can be sent again");
    }
}

void
TestLost(SipRuleTestCase& test)
{
    for (int code : {408, 481})
    {
        SipDialog dialog = SipTestCall().MakeCaller(200);
        const SipMessage info = dialog.MakeRequest("INFO");
        test.True(dialog.OnResponse(info, MakeSipPeerAnswer(info, code)).has_value(), "answered");
        test.True(dialog.GetState() == SipDialogState::Terminated, std::to_string(code));
    }
    SipDialog dialog = SipTestCall().MakeCaller(200);
    const SipMessage info = dialog.MakeRequest("INFO");
    test.True(dialog.OnResponse(info, MakeSipPeerAnswer(info, 500)).has_value(), "answered");
    test.True(dialog.GetState() == SipDialogState::Confirmed, "another failure does not end it");
}

void
TestCalleeConfirms(SipRuleTestCase& test)
{
    const SipTestCall call;
    SipDialog dialog = call.MakeCallee(180);
    test.True(dialog.IsRemoteInvitePending(), "the INVITE is being answered");
    test.True(dialog.OnResponseSent(call.MakeReceivedInvite(), call.MakeAnswer(200)).has_value(),
              "200 sent");
    test.True(dialog.GetState() == SipDialogState::Confirmed, "confirmed");
    test.True(!dialog.IsRemoteInvitePending(), "answered");
}

void
TestBadContact(SipRuleTestCase& test)
{
    SipDialog dialog = SipTestCall().MakeCaller(200);
    const SipMessage request = dialog.MakeRequest("INVITE");
    const auto result =
        dialog.OnResponse(request, MakeSipPeerAnswer(request, 200, "<sip:bob@moved"));
    test.True(!result, "said to be wrong");
    test.Equal(dialog.GetRemoteTarget().GetHost(), "pc2.example.com", "and not taken");
}

/** The tests of how dialogs change and end. */
class SipDialogChangeTestSuite : public TestSuite
{
  public:
    SipDialogChangeTestSuite()
        : TestSuite("sip-dialog-change")
    {
        const auto add = [this](const std::string& name, SipRuleTestCase::Body body)
        {
            AddTestCase(new SipRuleTestCase(name, body));
        };
        add("RFC 3261 12.2.2: CSeq numbers must rise", TestSequence);
        add("RFC 3261 12.2.2, RFC 6141: the peer's request moves the target once answered by a 2xx",
            TestRefreshByPeer);
        add("RFC 3261 12.2.1.2: a 2xx to re-INVITE or UPDATE moves the target",
            TestRefreshByAnswer);
        add("RFC 3261 14.2: 491 while our INVITE is in progress", TestGlare);
        add("RFC 3261 14.1: how long to wait after a 491", TestGlareWindow);
        add("RFC 3261 14.2: 500 for a second INVITE before the first is answered",
            TestSecondInvite);
        add("RFC 3261 15.1: BYE", TestBye);
        add("RFC 3261 12.2.1.2: 408 and 481 end the dialog", TestLost);
        add("RFC 3261 13.3.1.4: the 2xx confirms the callee's end", TestCalleeConfirms);
        add("RFC 3261 12.2.1.2: a Contact that does not parse changes nothing", TestBadContact);
    }
};

SipDialogChangeTestSuite g_sipDialogChangeTestSuite; //!< registers the suite

} // namespace
