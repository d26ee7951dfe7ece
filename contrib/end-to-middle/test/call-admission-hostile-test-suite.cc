// SPDX-License-Identifier: GPL-2.0-only

#include "named-case.h"

#include "ns3/call-admission-policy.h"
#include "ns3/sip-uri.h"

#include <string>

using namespace ns3;

namespace
{

const std::string SDP = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\n"
                        "t=0 0\r\nm=audio 4000 RTP/AVP 0\r\n";

/**
 * Hands messages to a policy as a proxy does, those too that no honest user agent sends.
 */
class Desk
{
  public:
    /**
     * \param method its method
     * \param callId its Call-ID
     * \param toTag its To tag; empty: none
     * \param body its body
     * \return a request from the caller, whose tag is "caller"
     */
    static SipMessage
    MakeRequest(const std::string& method,
                const std::string& callId,
                const std::string& toTag = "",
                const std::string& body = SDP)
    {
        auto request =
            SipMessage::MakeRequest(method, *SipUri::Parse("sip:bob@biloxi.example.com"));
        request.Add("Via", "SIP/2.0/TCP client.example.com;branch=z9hG4bK74bf9");
        request.Add("Max-Forwards", "70");
        request.Add("From", "<sip:alice@atlanta.example.com>;tag=caller");
        request.Add("To", "<sip:bob@biloxi.example.com>" + (toTag.empty() ? "" : ";tag=" + toTag));
        request.Add("Call-ID", callId);
        request.Add("CSeq", "1 " + method);
        if (!body.empty())
        {
            request.SetBody(body, "application/sdp");
        }
        return request;
    }

    /**
     * Hands over a request.
     * \param request the request
     */
    void
    Send(const SipMessage& request)
    {
        auto message = request;
        SipPolicyContext context;
        context.isInDialog = !GetTag(request).empty();
        policy->OnRequest(message, context, work);
    }

    /**
     * Hands over an answer, and says that it was sent on if it is final.
     * \param request the request
     * \param code status code; has a description if it is one of success
     * \param toTag the callee's tag
     * \param expires value of Session-Expires; empty: none
     */
    void
    Answer(const SipMessage& request,
           int code,
           const std::string& toTag,
           const std::string& expires = "")
    {
        auto response = SipMessage::MakeResponse(request, code, "");
        response.Set("To", "<sip:bob@biloxi.example.com>;tag=" + toTag);
        if (!expires.empty())
        {
            response.Add("Session-Expires", expires);
        }
        if (code < 300 && !request.GetBody().empty())
        {
            response.SetBody(SDP, "application/sdp");
        }
        SipPolicyContext context;
        context.request = &request;
        context.isInDialog = !GetTag(request).empty();
        policy->OnResponse(response, context, work);
        if (code >= 200)
        {
            policy->OnFinalSent(response, context);
        }
    }

    /**
     * A call that was accepted.
     * \param toTag the callee's tag
     * \param expires value of Session-Expires; empty: none
     * \return its INVITE
     */
    SipMessage
    Establish(const std::string& toTag, const std::string& expires = "")
    {
        auto invite = MakeRequest("INVITE", "call");
        Send(invite);
        Answer(invite, 200, toTag, expires);
        return invite;
    }

    /**
     * Ends a dialog.
     * \param toTag the callee's tag
     * \param code status code of the answer
     */
    void
    HangUp(const std::string& toTag, int code = 200)
    {
        const auto bye = MakeRequest("BYE", "call", toTag, "");
        Send(bye);
        Answer(bye, code, toTag);
    }

    /// \return number of reservations held
    std::size_t
    GetHeld() const
    {
        return policy->GetBook().GetHeld();
    }

    Ptr<CallAdmissionPolicy> policy{CreateObject<CallAdmissionPolicy>()}; ///< the policy
    Work work;                                                            ///< of no interest

  private:
    /**
     * \param request a request
     * \return its To tag
     */
    static std::string
    GetTag(const SipMessage& request)
    {
        return std::string(request.GetTo()->GetTag().value_or(""));
    }
};

/// Requests outside of any dialog hold nothing once they are refused.
void
TestStray(NamedCase& t)
{
    Desk desk;
    for (int i = 0; i < 20; ++i)
    {
        const auto id = std::to_string(i);
        const auto invite = Desk::MakeRequest("INVITE", "invite" + id, "invented");
        desk.Send(invite);
        desk.Answer(invite, 481, "invented");
        const auto inDialog = Desk::MakeRequest("UPDATE", "in" + id, "invented");
        desk.Send(inDialog);
        desk.Answer(inDialog, i % 2 == 0 ? 481 : 500, "invented");
        const auto update = Desk::MakeRequest("UPDATE", "out" + id);
        desk.Send(update);
        desk.Answer(update, 481, "made");
    }
    t.ExpectEqual(desk.GetHeld(), 0U, "nothing is held");
    t.ExpectEqual(desk.policy->GetBook().GetReleased(ReservationEnd::Failed), 60U, "as failed");
    t.Expect(desk.policy->GetBook().IsBalanced(), "balanced");
}

/// A session that began out of sight is held from its first change on.
void
TestUnseen(NamedCase& t)
{
    for (const std::string method : {"INVITE", "UPDATE"})
    {
        Desk desk;
        const auto request = Desk::MakeRequest(method, "call", "bob");
        desk.Send(request);
        desk.Answer(request, 200, "bob");
        t.ExpectEqual(desk.GetHeld(), 1U, method + ": held");
        desk.Send(request);
        desk.Answer(request, 488, "bob");
        t.ExpectEqual(desk.GetHeld(), 1U, method + ": a change that fails ends nothing");
        desk.HangUp("bob");
        t.ExpectEqual(desk.GetHeld(), 0U, method + ": until it ends");
    }
}

/// A change that is refused before the call is answered does not end the call.
void
TestEarly(NamedCase& t)
{
    Desk desk;
    const auto invite = Desk::MakeRequest("INVITE", "call");
    desk.Send(invite);
    desk.Answer(invite, 183, "bob");
    const auto update = Desk::MakeRequest("UPDATE", "call", "bob");
    for (const int code : {491, 481})
    {
        desk.Send(update);
        desk.Answer(update, code, "bob");
        t.ExpectEqual(desk.GetHeld(), 1U, "still held after " + std::to_string(code));
    }
    desk.Answer(invite, 486, "bob");
    t.ExpectEqual(desk.GetHeld(), 0U, "released with the INVITE");
}

/// A real INVITE makes a call of what began with a stray request.
void
TestStrayFirst(NamedCase& t)
{
    Desk desk;
    const auto update = Desk::MakeRequest("UPDATE", "call");
    desk.Send(update);
    const auto invite = Desk::MakeRequest("INVITE", "call");
    desk.Send(invite);
    desk.Answer(update, 481, "made");
    t.ExpectEqual(desk.GetHeld(), 1U, "the INVITE holds");
    desk.Answer(invite, 486, "bob");
    t.ExpectEqual(desk.GetHeld(), 0U, "until it is refused");
}

/// A session interval that is too short is not believed.
void
TestShortInterval(NamedCase& t)
{
    for (const std::string expires : {"1", "0", "89;refresher=uac"})
    {
        Desk desk;
        desk.policy->SetAttribute("SessionInterval", TimeValue(Seconds(1800)));
        desk.Establish("bob", expires);
        Simulator::Stop(Seconds(89));
        Simulator::Run();
        t.ExpectEqual(desk.GetHeld(), 1U, expires + ": held for 90 s at least");
        Simulator::Stop(Seconds(2000));
        Simulator::Run();
        t.ExpectEqual(desk.GetHeld(), 0U, expires + ": not for ever");
        Simulator::Destroy();
    }
    Desk desk;
    desk.Establish("bob", "300");
    Simulator::Stop(Seconds(299));
    Simulator::Run();
    t.ExpectEqual(desk.GetHeld(), 1U, "a good one is taken");
    Simulator::Stop(Seconds(2));
    Simulator::Run();
    t.ExpectEqual(desk.GetHeld(), 0U, "as it is");
}

/// An answer that comes again when all is over.
void
TestLateAnswer(NamedCase& t)
{
    Desk desk;
    const auto invite = desk.Establish("bob");
    desk.HangUp("bob");
    t.ExpectEqual(desk.GetHeld(), 0U, "over");
    desk.Answer(invite, 200, "bob");
    t.ExpectEqual(desk.GetHeld(), 0U, "and stays over");
    t.ExpectEqual(desk.policy->GetBook().GetAdmitted(), 1U, "one call");
}

/// Callees that nobody can count.
void
TestManyCallees(NamedCase& t)
{
    Desk desk;
    const auto invite = desk.Establish("bob");
    for (int i = 0; i < 200; ++i)
    {
        desk.Answer(invite, 200, "branch" + std::to_string(i));
    }
    desk.HangUp("bob");
    t.ExpectEqual(desk.GetHeld(), 1U, "others go on");
    for (int i = 0; i < 63; ++i)
    {
        desk.HangUp("branch" + std::to_string(i));
    }
    t.ExpectEqual(desk.GetHeld(), 0U, "64 are remembered, whose end is the end");
}

/**
 * Admission control and what no honest user agent sends.
 */
class CallAdmissionHostileTestSuite : public TestSuite
{
  public:
    CallAdmissionHostileTestSuite()
        : TestSuite("call-admission-hostile")
    {
        Add("RFC 3261 12.2.2: INVITE and UPDATE without a dialog hold nothing after 481",
            TestStray);
        Add("A session that began out of sight is held and released", TestUnseen);
        Add("RFC 3311 5.2: an UPDATE refused in an early dialog ends nothing", TestEarly);
        Add("A stray UPDATE ahead of an INVITE takes nothing from it", TestStrayFirst);
        Add("RFC 4028 4: a session interval below 90 s counts as 90 s", TestShortInterval);
        Add("RFC 3261 13.3.1.4: a 2xx repeated after the BYE reserves nothing", TestLateAnswer);
        Add("At most 64 callees of a call are remembered", TestManyCallees);
    }

  private:
    /**
     * \param name what is checked
     * \param check the check
     */
    void
    Add(const std::string& name, std::function<void(NamedCase&)> check)
    {
        AddTestCase(new NamedCase(name, std::move(check)));
    }
};

CallAdmissionHostileTestSuite g_callAdmissionHostileTestSuite; ///< the suite

} // namespace
