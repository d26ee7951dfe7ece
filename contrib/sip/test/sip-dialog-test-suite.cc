// SPDX-License-Identifier: GPL-2.0-only
#include "sip-dialog-test-messages.h"
#include "sip-rule-test-case.h"

#include "ns3/sip-dialog.h"

#include <set>

using namespace ns3;

namespace
{

std::string
ListRoutes(const SipDialog& dialog)
{
    std::string text;
    for (const SipNameAddr& route : dialog.GetRouteSet())
    {
        text += (text.empty() ? "" : " ") + route.GetUri().ToString();
    }
    return text;
}

std::string
ListHeader(const SipMessage& message, const std::string& name)
{
    std::string text;
    for (std::string_view value : message.GetHeaders(name))
    {
        text += text.empty() ? "" : " ";
        text += value;
    }
    return text;
}

void
TestCallerState(SipRuleTestCase& test)
{
    const SipDialog dialog = SipTestCall().MakeCaller(180);
    test.True(dialog.GetState() == SipDialogState::Early, "early");
    test.True(dialog.IsCaller(), "caller");
    test.Equal(dialog.GetId().callId, "call@pc1", "Call-ID");
    test.Equal(dialog.GetId().localTag, "alice1", "local tag");
    test.Equal(dialog.GetId().remoteTag, "bob1", "remote tag");
    test.Equal(dialog.GetLocalParty().GetUri().ToString(), "sip:alice@example.com", "local URI");
    test.Equal(dialog.GetRemoteParty().GetUri().ToString(), "sip:bob@example.com", "remote URI");
    test.Equal(dialog.GetRemoteTarget().ToString(), "sip:bob@pc2.example.com;ob", "target");
    test.Equal(ListRoutes(dialog),
               "sip:p1.example.com;lr sip:p2.example.com;lr",
               "Record-Route of the response, reversed");
    test.True(dialog.GetLocalSequence() == 314159U, "local sequence number");
    test.True(!dialog.GetRemoteSequence(), "remote sequence number is empty");
    test.True(SipTestCall().MakeCaller(200).GetState() == SipDialogState::Confirmed, "2xx");
}

void
TestCalleeState(SipRuleTestCase& test)
{
    const SipDialog dialog = SipTestCall().MakeCallee(183);
    test.True(dialog.GetState() == SipDialogState::Early, "early");
    test.True(!dialog.IsCaller(), "callee");
    test.Equal(dialog.GetId().localTag, "bob1", "local tag");
    test.Equal(dialog.GetId().remoteTag, "alice1", "remote tag");
    test.Equal(dialog.GetLocalParty().GetUri().ToString(), "sip:bob@example.com", "local URI");
    test.Equal(dialog.GetRemoteParty().GetUri().ToString(), "sip:alice@example.com", "remote URI");
    test.Equal(dialog.GetRemoteTarget().ToString(), "sip:alice@pc1.example.com", "target");
    test.Equal(ListRoutes(dialog),
               "sip:p2.example.com;lr sip:p1.example.com;lr",
               "Record-Route of the request, in order");
    test.True(dialog.GetRemoteSequence() == 314159U, "remote sequence number");
    test.True(!dialog.GetLocalSequence(), "local sequence number is empty");
    test.True(SipTestCall().MakeCallee(200).GetState() == SipDialogState::Confirmed, "2xx");
}

void
TestNoDialog(SipRuleTestCase& test)
{
    SipTestCall call;
    const auto caller = [&call](int code)
    {
        return SipDialog::CreateUac(call.MakeInvite(), call.MakeAnswer(code), false);
    };
    const auto callee = [&call](int code)
    {
        return SipDialog::CreateUas(call.MakeReceivedInvite(), call.MakeAnswer(code), false);
    };
    test.True(!caller(100) && !callee(100), "100 makes none");
    test.True(!caller(302) && !caller(486) && !callee(603), "nor does a failure");
    call.toTag.clear();
    test.True(!caller(180), "nor does a 180 without To tag");
    test.True(!callee(200), "12.1.1: the callee always has a tag");
    test.True(caller(200).has_value(), "12.1.2: a 2xx without tag does, for RFC 2543");
    call = SipTestCall();
    call.calleeContact.clear();
    test.True(!caller(200), "the peer's Contact is needed");
    test.True(callee(200).has_value(), "one's own is not");
}

void
TestSecure(SipRuleTestCase& test)
{
    SipTestCall call;
    test.True(!call.MakeCaller(200, true).IsSecure(), "sip over TLS");
    call.scheme = "sips";
    test.True(!call.MakeCaller(200, false).IsSecure(), "sips without TLS");
    test.True(call.MakeCaller(200, true).IsSecure(), "sips over TLS, caller");
    test.True(call.MakeCallee(200, true).IsSecure(), "sips over TLS, callee");
}

void
TestForked(SipRuleTestCase& test)
{
    SipTestCall one;
    SipTestCall two;
    two.toTag = "bob2";
    SipDialog first = one.MakeCaller(180);
    SipDialog second = two.MakeCaller(180);
    const std::set<SipDialogId> ids = {first.GetId(), second.GetId(), first.GetId()};
    test.EqualNumber(ids.size(), 2, "one dialog per To tag");
    test.True(second.OnResponse(two.MakeInvite(), two.MakeAnswer(200)).has_value(), "2xx");
    test.True(second.GetState() == SipDialogState::Confirmed, "the second fork has answered");
    test.True(first.OnResponse(two.MakeInvite(), two.MakeAnswer(200)).has_value(), "2xx");
    test.True(first.GetState() == SipDialogState::Early, "the first is not touched");
    test.True(first.OnRequest(MakeSipPeerRequest("BYE", 1, second)) == SipDialogVerdict::Unknown,
              "a request of another dialog is not ours");
}

void
TestIdentifiers(SipRuleTestCase& test)
{
    const SipTestCall call;
    const auto caller = SipDialogId::ForUac(call.MakeAnswer(180));
    const auto callee = SipDialogId::ForUas(call.MakeAnswer(180));
    test.True(caller && callee, "both can be read");
    test.Equal(caller->localTag, callee->remoteTag, "the ends mirror each other");
    test.Equal(caller->remoteTag, callee->localTag, "the ends mirror each other");
    const auto none = SipDialogId::ForUac(call.MakeInvite());
    test.True(none && none->remoteTag.empty(), "an initial INVITE has no remote tag");
}

void
TestRequest(SipRuleTestCase& test)
{
    SipDialog dialog = SipTestCall().MakeCaller(200);
    const SipMessage request = dialog.MakeRequest("INFO");
    test.Equal(request.GetMethod(), "INFO", "method");
    test.Equal(request.GetRequestUri().ToString(), "sip:bob@pc2.example.com;ob", "Request-URI");
    test.Equal(ListHeader(request, "Route"),
               "<sip:p1.example.com;lr> <sip:p2.example.com;lr>",
               "loose routing: all routes");
    test.Equal(ListHeader(request, "To"), "<sip:bob@example.com>;tag=bob1", "To");
    test.Equal(ListHeader(request, "From"), "\"Alice\" <sip:alice@example.com>;tag=alice1", "From");
    test.Equal(ListHeader(request, "Call-ID"), "call@pc1", "Call-ID");
    test.Equal(ListHeader(request, "CSeq"), "314160 INFO", "CSeq is one higher");
    test.Equal(ListHeader(request, "Max-Forwards"), "70", "8.1.1.6");
    test.True(!request.Has("Contact"), "INFO does not refresh the target");
    test.Equal(dialog.GetNextHop().ToString(), "sip:p1.example.com;lr", "next hop");
    const SipMessage next = dialog.MakeRequest("UPDATE");
    test.Equal(ListHeader(next, "CSeq"), "314161 UPDATE", "and so on");
    test.Equal(ListHeader(next, "Contact"), "<sip:alice@pc1.example.com>", "target refresh");
    SipDialog callee = SipTestCall().MakeCallee(200);
    const SipMessage bye = callee.MakeBye();
    test.Equal(ListHeader(bye, "CSeq"), "1 BYE", "the callee begins its own count");
    test.Equal(ListHeader(bye, "From"), "<sip:bob@example.com>;tag=bob1", "From is local");
    test.Equal(bye.GetRequestUri().ToString(), "sip:alice@pc1.example.com", "to the caller");
    test.True(callee.GetState() == SipDialogState::Confirmed, "until it has been answered");
}

void
TestNoRoutes(SipRuleTestCase& test)
{
    SipTestCall call;
    call.recordRoute.clear();
    SipDialog dialog = call.MakeCaller(200);
    const SipMessage request = dialog.MakeRequest("INFO");
    test.Equal(request.GetRequestUri().ToString(), "sip:bob@pc2.example.com;ob", "Request-URI");
    test.True(!request.Has("Route"), "no Route");
    test.Equal(dialog.GetNextHop().ToString(), "sip:bob@pc2.example.com;ob", "next hop");
}

void
TestStrictRouter(SipRuleTestCase& test)
{
    SipTestCall call;
    call.recordRoute = "<sip:p3.example.com>, <sip:p2.example.com;lr>, "
                       "<sip:p1.example.com;method=INVITE;x=y?Subject=z>";
    SipDialog dialog = call.MakeCaller(200);
    const SipMessage request = dialog.MakeRequest("INFO");
    test.Equal(request.GetRequestUri().ToString(),
               "sip:p1.example.com;x=y",
               "the strict router, without what a Request-URI must not have");
    test.Equal(ListHeader(request, "Route"),
               "<sip:p2.example.com;lr> <sip:p3.example.com> <sip:bob@pc2.example.com;ob>",
               "the target goes last");
    test.Equal(dialog.GetNextHop().GetHost(), "p1.example.com", "next hop");
    // The example of the section.
    call.recordRoute = "<sip:proxy4>,<sip:proxy3;lr>,<sip:proxy2>,<sip:proxy1>";
    call.calleeContact = "<sip:user@remoteua>";
    const SipMessage example = call.MakeCaller(200).MakeRequest("OPTIONS");
    test.Equal(example.GetRequestUri().ToString(), "sip:proxy1", "Request-URI of the example");
    test.Equal(ListHeader(example, "Route"),
               "<sip:proxy2> <sip:proxy3;lr> <sip:proxy4> <sip:user@remoteua>",
               "Route of the example");
}

void
TestAck(SipRuleTestCase& test)
{
    const SipTestCall call;
    SipDialog dialog = call.MakeCaller(200);
    (void)dialog.MakeRequest("UPDATE");
    const SipMessage ack = dialog.MakeAck(call.MakeInvite());
    test.Equal(ack.GetMethod(), "ACK", "method");
    test.Equal(ListHeader(ack, "CSeq"), "314159 ACK", "CSeq number of the INVITE");
    test.Equal(ack.GetRequestUri().ToString(), "sip:bob@pc2.example.com;ob", "target");
    test.Equal(ListHeader(ack, "Route"),
               "<sip:p1.example.com;lr> <sip:p2.example.com;lr>",
               "route set");
    test.Equal(ListHeader(ack, "Proxy-Authorization"), "Digest username=\"alice\"", "credentials");
    test.Equal(ListHeader(ack, "Authorization"), "Digest username=\"a\"", "both kinds");
    test.True(!ack.Has("Via"), "a new branch is the caller's to add");
    test.Equal(ListHeader(dialog.MakeRequest("INFO"), "CSeq"), "314161 INFO", "no number used up");
}

void
TestConfirm(SipRuleTestCase& test)
{
    SipTestCall call;
    SipDialog dialog = call.MakeCaller(180);
    call.recordRoute = "<sip:p9.example.com;lr>, <sip:p8.example.com;lr>";
    call.calleeContact = "<sip:bob@pc9.example.com>";
    test.True(dialog.OnResponse(call.MakeInvite(), call.MakeAnswer(200)).has_value(), "2xx");
    test.True(dialog.GetState() == SipDialogState::Confirmed, "confirmed");
    test.Equal(ListRoutes(dialog),
               "sip:p8.example.com;lr sip:p9.example.com;lr",
               "the route set of the 2xx, reversed");
    test.Equal(dialog.GetRemoteTarget().ToString(), "sip:bob@pc9.example.com", "its Contact");
    test.True(!dialog.IsLocalInvitePending(), "the INVITE is over");
    call.recordRoute = "<sip:evil.example.com;lr>";
    test.True(dialog.OnResponse(call.MakeInvite(), call.MakeAnswer(200)).has_value(), "again");
    test.EqualNumber(dialog.GetRouteSet().size(), 2, "a copy of the 2xx changes nothing");
}

void
TestEarlyEnd(SipRuleTestCase& test)
{
    SipTestCall call;
    SipDialog caller = call.MakeCaller(180);
    call.toTag = "other";
    test.True(caller.OnResponse(call.MakeInvite(), call.MakeAnswer(486)).has_value(), "486");
    test.True(caller.GetState() == SipDialogState::Terminated, "whatever its tag");
    SipDialog callee = SipTestCall().MakeCallee(180);
    test.True(callee.OnResponseSent(call.MakeReceivedInvite(), call.MakeAnswer(603)).has_value(),
              "603");
    test.True(callee.GetState() == SipDialogState::Terminated, "the callee's end too");
}

/** The tests of how dialogs begin and of the requests inside them. */
class SipDialogTestSuite : public TestSuite
{
  public:
    SipDialogTestSuite()
        : TestSuite("sip-dialog")
    {
        const auto add = [this](const std::string& name, SipRuleTestCase::Body body)
        {
            AddTestCase(new SipRuleTestCase(name, body));
        };
        add("RFC 3261 12.1.2: the state of the caller's end", TestCallerState);
        add("RFC 3261 12.1.1: the state of the callee's end", TestCalleeState);
        add("RFC 3261 12.1: what makes no dialog", TestNoDialog);
        add("RFC 3261 12.1.1: the secure flag needs sips and TLS", TestSecure);
        add("RFC 3261 12.1.2: a forked INVITE makes a dialog per tag", TestForked);
        add("RFC 3261 12: the identifiers of both ends", TestIdentifiers);
        add("RFC 3261 12.2.1.1: a request inside the dialog", TestRequest);
        add("RFC 3261 12.2.1.1: without a route set", TestNoRoutes);
        add("RFC 3261 12.2.1.1: a strict router", TestStrictRouter);
        add("RFC 3261 13.2.2.4: the ACK for a 2xx", TestAck);
        add("RFC 3261 13.2.2.4: the 2xx computes the route set anew", TestConfirm);
        add("RFC 3261 12.3: a failure ends the early dialog", TestEarlyEnd);
    }
};

SipDialogTestSuite g_sipDialogTestSuite; //!< registers the suite

} // namespace
