// SPDX-License-Identifier: GPL-2.0-only
#include "sip-test-network.h"

#include "ns3/simulator.h"
#include "ns3/sip-text.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <set>

using namespace ns3;

namespace
{

/** A policy made of functions, in place of what other modules bring. */
class ScriptedBodyPolicy : public SipBodyPolicy
{
  public:
    std::function<bool(const SipMessage&)> mayOpen; ///< opens, or says 493
    uint32_t retries{0};                            ///< how often to try again
    uint32_t prepared{0};                           ///< bodies prepared
    uint32_t opened{0};                             ///< bodies opened
    uint32_t forgotten{0};                          ///< dialogs forgotten
    std::vector<std::string> scopes;                ///< scopes seen

    tl::expected<void, SipReply>
    PrepareRequest(SipMessage& request, const SipDialogContext& context, Work& work) override
    {
        ++prepared;
        scopes.push_back(context.GetScope());
        request.SetBody("sealed:" + request.GetBody(), "application/test");
        work.Add("encrypt", "aes-128-gcm", request.GetBody().size());
        return {};
    }

    tl::expected<void, SipReply>
    PrepareResponse(SipMessage& response, const SipDialogContext& context, Work& work) override
    {
        return PrepareRequest(response, context, work);
    }

    tl::expected<SipBody, SipReply>
    OpenRequest(const SipMessage& request, const SipDialogContext& context, Work& work) override
    {
        ++opened;
        scopes.push_back(context.GetScope());
        if (request.GetBody().compare(0, 7, "sealed:") != 0 || (mayOpen && !mayOpen(request)))
        {
            return tl::make_unexpected(SipReply{493, "", {{"X-Certificate", "1"}}, {}});
        }
        return SipBody{"application/sdp", request.GetBody().substr(7)};
    }

    tl::expected<SipBody, SipReply>
    OpenResponse(const SipMessage& response, const SipDialogContext& context, Work& work) override
    {
        return OpenRequest(response, context, work);
    }

    bool
    RetryAfter(const SipMessage& response, const SipDialogContext& context, Work& work) override
    {
        return response.GetStatusCode() == 493 && retries-- > 0;
    }

    void
    ForgetDialog(const SipDialogContext& context) override
    {
        ++forgotten;
        scopes.push_back(context.GetScope());
    }
};

void
TestBodyPolicy(SipCase& t)
{
    SipTestTrapezoid net;
    Ptr<ScriptedBodyPolicy> alice = CreateObject<ScriptedBodyPolicy>();
    Ptr<ScriptedBodyPolicy> bob = CreateObject<ScriptedBodyPolicy>();
    net.alice->SetBodyPolicy(alice);
    net.bob->SetBodyPolicy(bob);
    Ptr<SipCall> call;
    net.At(1,
           [&]()
           {
               call = net.alice->Invite(net.bob->GetAddressOfRecord());
           });
    net.At(2,
           [&]()
           {
               call->Reinvite();
           });
    net.At(3,
           [&]()
           {
               call->HangUp();
           });
    net.Run(Seconds(60));
    t.True(net.FindSent("alice", "INVITE")->GetBody().compare(0, 7, "sealed:") == 0, "sealed");
    t.Equal(net.aliceSession->GetRemote().contentType, std::string("application/sdp"), "opened");
    t.Equal(alice->prepared, 2U, "alice sealed two offers");
    t.Equal(bob->prepared, 2U, "bob sealed two answers");
    t.Equal(alice->forgotten, 1U, "alice's keys are forgotten once");
    t.Equal(bob->forgotten, 1U, "bob's keys are forgotten once");
    for (const auto& scopes : {alice->scopes, bob->scopes})
    {
        for (const std::string& scope : scopes)
        {
            t.Equal(scope, alice->scopes.front(), "both name the dialog alike, all the time");
        }
    }
}

void
TestBodyPolicyRetry(SipCase& t)
{
    SipTestTrapezoid net;
    Ptr<ScriptedBodyPolicy> alice = CreateObject<ScriptedBodyPolicy>();
    Ptr<ScriptedBodyPolicy> bob = CreateObject<ScriptedBodyPolicy>();
    alice->retries = 2;
    uint32_t seen = 0;
    bob->mayOpen = [&](const SipMessage& message)
    {
        return ++seen > 2;
    };
    net.alice->SetBodyPolicy(alice);
    net.bob->SetBodyPolicy(bob);
    Ptr<SipCall> call;
    net.At(1,
           [&]()
           {
               call = net.alice->Invite(net.bob->GetAddressOfRecord());
           });
    net.Run(Seconds(10));
    t.Equal(Join(net.GetSent("alice")),
            std::string("INVITE ACK INVITE ACK INVITE ACK"),
            "two refusals with 493, then a call");
    t.True(call->GetState() == SipCallState::Established, "established");
    t.Equal(net.FindSent("bob", "493")->GetHeader("X-Certificate").value_or("").size(),
            1U,
            "the reply's header field went along");
    std::vector<std::string> sequences;
    std::set<std::string> ids;
    for (const auto& entry : net.trace.GetEntries())
    {
        if (entry.from == "alice" && entry.message.GetMethod() == "INVITE")
        {
            sequences.push_back(entry.message.GetCSeq()->ToString());
            ids.insert(*entry.message.GetCallId() + GetSipTag(entry.message, true));
        }
    }
    t.Equal(Join(sequences), std::string("1 INVITE 2 INVITE 3 INVITE"), "CSeq counts (8.1.3.5)");
    t.Equal(ids.size(), 1U, "Call-ID and From tag stay");
}

void
TestBodyPolicyBound(SipCase& t)
{
    SipTestTrapezoid net;
    Ptr<ScriptedBodyPolicy> alice = CreateObject<ScriptedBodyPolicy>();
    Ptr<ScriptedBodyPolicy> bob = CreateObject<ScriptedBodyPolicy>();
    alice->retries = 1000;
    bob->mayOpen = [](const SipMessage&)
    {
        return false;
    };
    net.alice->SetBodyPolicy(alice);
    net.bob->SetBodyPolicy(bob);
    net.alice->SetAttribute("MaxAttempts", UintegerValue(5));
    Ptr<SipCall> call;
    net.At(1,
           [&]()
           {
               call = net.alice->Invite(net.bob->GetAddressOfRecord());
           });
    net.Run(Seconds(10));
    t.Equal(call->GetStatusCode(), 493, "it gives up");
    t.Equal(net.CountSent("alice", "INVITE"), 5U, "after MaxAttempts");
}

void
TestAnswerRefused(SipCase& t)
{
    SipTestTrapezoid net;
    Ptr<ScriptedBodyPolicy> alice = CreateObject<ScriptedBodyPolicy>();
    alice->mayOpen = [](const SipMessage&)
    {
        return false;
    };
    net.alice->SetBodyPolicy(alice);
    net.bob->SetBodyPolicy(CreateObject<ScriptedBodyPolicy>());
    Ptr<SipCall> call;
    net.At(1,
           [&]()
           {
               call = net.alice->Invite(net.bob->GetAddressOfRecord());
           });
    net.Run(Seconds(10));
    t.Equal(Join(net.GetSent("alice")), std::string("INVITE ACK BYE"), "ACK, then BYE");
    t.Equal(call->GetStatusCode(), 493, "for this reason");
    t.True(net.bob->GetCalls().empty(), "it has ended");
}

/** The suite. */
class SipBodyPolicyTestSuite : public TestSuite
{
  public:
    SipBodyPolicyTestSuite();
};

SipBodyPolicyTestSuite::SipBodyPolicyTestSuite()
    : TestSuite("sip-network-body-policy")
{
    const auto add = [this](const std::string& name, std::function<void(SipCase&)> body)
    {
        AddTestCase(new SipCase(name, std::move(body)));
    };
    add("Body policy: all bodies pass it", TestBodyPolicy);
    add("RFC 3261 8.1.3.5: body policy, 493 and repetition", TestBodyPolicyRetry);
    add("Body policy: repetitions are bounded", TestBodyPolicyBound);
    add("Body policy: an answer that cannot be read ends the call", TestAnswerRefused);
}

SipBodyPolicyTestSuite g_sipBodyPolicyTestSuite; ///< the suite

} // namespace
