// SPDX-License-Identifier: GPL-2.0-only
#include "sip-test-network.h"

#include "ns3/boolean.h"
#include "ns3/simulator.h"
#include "ns3/sip-dialog-ender.h"
#include "ns3/sip-text.h"

using namespace ns3;

namespace
{

const std::string REASON = "SIP;cause=493;text=\"Undecipherable\"";

/** Shows a proxy's messages to a SipDialogEnder, and ends a dialog at the first that is chosen. */
class EndingPolicy : public SipProxyPolicy
{
  public:
    SipVerdict
    OnRequest(SipMessage& request, const SipPolicyContext& context, Work&) override
    {
        ender.OnRequest(request, context);
        return Judge(request, context);
    }

    SipVerdict
    OnResponse(SipMessage& response, const SipPolicyContext& context, Work&) override
    {
        ender.OnResponse(response, context);
        return Judge(response, context);
    }

    SipDialogEnder ender;                               ///< under test
    std::function<bool(const SipMessage&)> isUnwelcome; ///< chooses
    int ended{0};                                       ///< dialogs ended
    int unknown{0};                                     ///< dialogs that were not known

  private:
    /** @return Respond, which drops an ACK, where the dialog was ended */
    SipVerdict
    Judge(const SipMessage& message, const SipPolicyContext& context)
    {
        if (ended + unknown > 0 || !isUnwelcome(message))
        {
            return SipVerdict::Continue();
        }
        ++(ender.End(message, *context.proxy, REASON) ? ended : unknown);
        return message.IsRequest() ? SipVerdict::Respond({403, "", {}, {}})
                                   : SipVerdict::Continue();
    }
};

/** A call by two proxies, one of which ends it. */
struct EndedCall
{
    /** @param isNearCallee which of the two proxies ends it */
    explicit EndedCall(bool isNearCallee)
        : policy(CreateObject<EndingPolicy>())
        , by(isNearCallee ? "proxy.b.example" : "proxy.a.example")
    {
        (isNearCallee ? net.proxyB : net.proxyA)->AddPolicy(policy);
        net.At(1,
               [this]()
               {
                   call = net.alice->Invite(net.bob->GetAddressOfRecord());
               });
    }

    /** @return how many BYEs the proxy has made */
    int
    CountByes() const
    {
        int count = 0;
        for (const auto& entry : net.trace.GetEntries())
        {
            const SipMessage& message = entry.message;
            count += entry.from == by && message.IsRequest() && message.GetMethod() == "BYE" &&
                             message.GetHeader("Reason").value_or("") == REASON
                         ? 1
                         : 0;
        }
        return count;
    }

    /** Checks that both ends were told, and are out. */
    void
    Check(SipCase& t) const
    {
        t.Equal(policy->ended, 1, "the dialog was known");
        // The callee, left without an answer, may send one of its own.
        t.Equal(CountByes(), 2, "a BYE each way");
        t.Equal(net.CountSent("bob", "200") + net.CountSent("alice", "200"),
                3U,
                "200 to INVITE and to both BYEs");
        t.True(call->GetState() == SipCallState::Ended, "the caller is out");
        t.True(net.bob->GetCalls().empty(), "so is the callee");
        t.Equal(policy->ender.GetSize(), std::size_t{0}, "nothing is remembered");
    }

    SipTestTrapezoid net;     ///< the network
    Ptr<EndingPolicy> policy; ///< ends it
    std::string by;           ///< the proxy
    Ptr<SipCall> call;        ///< alice's
};

void
TestAck(SipCase& t, bool isNearCallee)
{
    EndedCall it(isNearCallee);
    it.net.alice->SetAttribute("OfferInInvite", BooleanValue(false));
    it.policy->isUnwelcome = [](const SipMessage& message)
    {
        return message.IsRequest() && message.GetMethod() == "ACK" && !message.GetBody().empty();
    };
    it.net.Run(Seconds(60));
    it.Check(t);
    const SipMessage* ack = it.net.FindSent(it.by, "ACK");
    t.True(ack && ack->GetBody().empty(), "the callee got an ACK without the body");
    t.Equal(it.net.CountSent("bob", "200"), 2U, "which ended the repetitions of its 2xx");
}

void
TestInDialog(SipCase& t, bool isNearCallee)
{
    EndedCall it(isNearCallee);
    it.net.At(2,
              [&it]()
              {
                  it.call->Reinvite();
              });
    it.net.At(3,
              [&it]()
              {
                  it.net.bob->GetCalls().at(0)->Reinvite();
              });
    int invites = 0;
    it.policy->isUnwelcome = [&invites](const SipMessage& message)
    {
        invites += message.IsRequest() && message.GetMethod() == "INVITE" ? 1 : 0;
        return invites == 3; // the callee's re-INVITE
    };
    it.net.Run(Seconds(60));
    t.Equal(it.policy->ended, 1, "the dialog was known");
    t.Equal(it.CountByes(), 2, "a BYE each way");
    t.True(it.call->GetState() == SipCallState::Ended && it.net.bob->GetCalls().empty(),
           "both are out");
    for (const auto& entry : it.net.trace.GetEntries())
    {
        if (entry.from == it.by && entry.message.IsRequest() && entry.message.GetMethod() == "BYE")
        {
            const bool isToBob = entry.message.GetTo()->GetUri().GetUser() == "bob";
            t.True(entry.message.GetCSeq()->GetNumber() > (isToBob ? 2U : 1U),
                   "a CSeq number above those the sender has used (12.2.1.1)");
        }
    }
}

void
TestForgets(SipCase& t)
{
    EndedCall it(false);
    it.policy->isUnwelcome = [](const SipMessage&)
    {
        return false;
    };
    std::size_t during = 0;
    it.net.At(2,
              [&]()
              {
                  during = it.policy->ender.GetSize();
                  it.call->HangUp();
              });
    it.net.Run(Seconds(60));
    t.Equal(during, std::size_t{1}, "one dialog in the call");
    t.Equal(it.policy->ender.GetSize(), std::size_t{0}, "none after BYE");
}

void
TestBound(SipCase& t)
{
    SipDialogEnder ender(2);
    SipPolicyContext context;
    SipTestTrapezoid net;
    context.proxy = PeekPointer(net.proxyA);
    for (int i = 0; i < 5; ++i)
    {
        SipMessage invite = SipMessage::MakeRequest("INVITE", MakeUri("sip:bob@b.example"));
        invite.Add("From", "<sip:alice@a.example>;tag=a");
        invite.Add("To", "<sip:bob@b.example>");
        invite.Add("Call-ID", std::to_string(i));
        invite.Add("CSeq", "1 INVITE");
        invite.Add("Contact", "<sip:alice@10.0.0.1>");
        ender.OnRequest(invite, context);
        SipMessage answer = SipMessage::MakeResponse(invite, 200, "OK");
        answer.Set("To", "<sip:bob@b.example>;tag=b");
        answer.Set("Contact", "<sip:bob@10.0.0.2>");
        context.request = &invite;
        ender.OnResponse(answer, context);
        t.Equal(ender.GetSize(), std::size_t(std::min(i + 1, 2)), "no more than its capacity");
    }
    SipMessage old = SipMessage::MakeRequest("INFO", MakeUri("sip:bob@b.example"));
    old.Add("From", "<sip:alice@a.example>;tag=a");
    old.Add("To", "<sip:bob@b.example>;tag=b");
    old.Add("Call-ID", "0");
    t.True(!ender.End(old, *net.proxyA, REASON), "the oldest were forgotten");
}

/** BYEs that a proxy makes, and what is known for them. */
class SipDialogEnderTestSuite : public TestSuite
{
  public:
    SipDialogEnderTestSuite()
        : TestSuite("sip-network-dialog-ender")
    {
        const auto add = [this](const std::string& name, std::function<void(SipCase&)> body)
        {
            AddTestCase(new SipCase(name, std::move(body)));
        };
        for (const bool isNearCallee : {false, true})
        {
            const std::string who = isNearCallee ? ", by the callee's proxy" : ", by the caller's";
            add("e2m-06 5.3: an ACK that must not pass ends the dialog, BYE both ways" + who,
                [isNearCallee](SipCase& t)
                {
                    TestAck(t, isNearCallee);
                });
            add("BYE both ways after re-INVITEs of both sides" + who,
                [isNearCallee](SipCase& t)
                {
                    TestInDialog(t, isNearCallee);
                });
        }
        add("a dialog is forgotten with its BYE", TestForgets);
        add("bounded memory", TestBound);
    }
} g_sipDialogEnderTestSuite; ///< the suite

} // namespace
