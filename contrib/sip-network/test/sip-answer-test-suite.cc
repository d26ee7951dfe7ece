// SPDX-License-Identifier: GPL-2.0-only
#include "sip-test-network.h"

#include "ns3/cost-profile.h"
#include "ns3/processor.h"
#include "ns3/simulator.h"
#include "ns3/sip-text.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <set>

using namespace ns3;

namespace
{

/** @return whether a policy looks at a 200 to an INVITE */
bool
IsAnswer(const SipMessage& message, const SipPolicyContext& context)
{
    return message.GetStatusCode() == 200 && context.request->GetMethod() == "INVITE";
}

/** @return how many 200 to an INVITE the named one sent */
uint32_t
CountAnswers(const SipTestNetwork& net, const std::string& name)
{
    uint32_t count = 0;
    for (const auto& entry : net.trace.GetEntries())
    {
        const auto sequence = entry.message.GetCSeq();
        count += entry.from == name && entry.message.GetStatusCode() == 200 && sequence &&
                 sequence->GetMethod() == "INVITE";
    }
    return count;
}

/** @return how many transactions the named one began with this method */
std::size_t
CountTransactions(const SipTestNetwork& net, const std::string& name, const std::string& method)
{
    std::set<std::string> branches;
    for (const auto& entry : net.trace.GetEntries())
    {
        if (entry.from == name && entry.message.GetMethod() == method)
        {
            branches.insert(entry.message.GetTopVia()->ToString());
        }
    }
    return branches.size();
}

void
TestRepeatedAnswer(SipCase& t)
{
    // The ACK is lost three times, so the callee sends its 200 four times.
    SipTestTrapezoid net;
    DropFirst(net.proxyA, "ACK", 3);
    int seen = 0;
    Ptr<ScriptedProxyPolicy> policy = CreateObject<ScriptedProxyPolicy>();
    policy->judge = [&seen](SipMessage& message, const SipPolicyContext& context, Work&)
    {
        if (!message.IsRequest() && IsAnswer(message, context))
        {
            ++seen;
            message.Add("X-Seen", std::to_string(seen));
        }
        return SipVerdict::Continue();
    };
    net.proxyB->AddPolicy(policy);
    net.At(1,
           [&]()
           {
               net.alice->Invite(net.bob->GetAddressOfRecord());
           });
    net.Run(Seconds(30));
    t.Equal(CountAnswers(net, "bob"), 4U, "bob repeats it three times");
    t.Equal(CountAnswers(net, "proxy.b.example"), 4U, "each one goes on");
    t.Equal(CountAnswers(net, "proxy.a.example"), 4U, "and on");
    t.Equal(seen, 1, "the policy has seen it once");
    for (const auto& entry : net.trace.GetEntries())
    {
        const auto sequence = entry.message.GetCSeq();
        if (entry.from == "proxy.b.example" && entry.message.GetStatusCode() == 200 &&
            sequence->GetMethod() == "INVITE")
        {
            t.Equal(std::string(entry.message.GetHeader("X-Seen").value_or("")),
                    std::string("1"),
                    "as the policy has left it");
        }
    }
}

/** A callee made by hand, which gives several 200 to one INVITE, at a proxy. */
class ManyAnswers : public SipTestNetwork
{
  public:
    /** @param answers To tag and text of the 200, in order, 1 ms apart */
    explicit ManyAnswers(const std::vector<std::pair<std::string, std::string>>& answers)
        : SipTestNetwork(3)
    {
        alice = AddAgent(0, "sip:alice@b.example");
        proxy = AddProxy(1, "proxy.b.example", "b.example");
        alice->SetAttribute("OutboundProxy", StringValue("sip:proxy.b.example;lr"));
        std::ostringstream contact;
        contact << "sip:bob@" << GetAddress(2);
        proxy->GetLocationService()->AddStatic(MakeUri("sip:bob@b.example"),
                                               MakeUri(contact.str()));
        peer = Create<SipTestPeer>(GetNode(2), 5060);
        peer->answer =
            [this, answers, contact = contact.str()](const std::string& octets, const Address& from)
        {
            const auto request = SipParser::Parse(octets);
            if (!request || !request->IsRequest() || request->GetMethod() == "ACK")
            {
                return;
            }
            const SipMessage plain = SipMessage::MakeResponse(*request, 200, "OK");
            if (request->GetMethod() != "INVITE")
            {
                peer->Reply(plain.Serialize(), from);
                return;
            }
            int64_t wait = 0;
            for (const auto& [tag, text] : answers)
            {
                SipMessage response = plain;
                response.Set("To", "<sip:bob@b.example>;tag=" + tag);
                response.Add("Contact", "<" + contact + ">");
                response.SetBody(text, "application/sdp");
                Simulator::Schedule(MilliSeconds(++wait),
                                    [this, from, sent = response.Serialize()]()
                                    {
                                        peer->Reply(sent, from);
                                    });
            }
        };
        At(1,
           [this]()
           {
               alice->Invite(MakeUri("sip:bob@b.example"));
           });
    }

    Ptr<SipUserAgent> alice; ///< caller
    Ptr<SipProxy> proxy;     ///< proxy
    Ptr<SipTestPeer> peer;   ///< callee
};

void
TestChangedRepetition(SipCase& t)
{
    ManyAnswers net({{"1", "harmless"}, {"1", "harmful"}});
    net.Run(Seconds(5));
    t.Equal(CountAnswers(net, "proxy.b.example"), 2U, "both go on");
    for (const auto& entry : net.trace.GetEntries())
    {
        t.True(entry.message.GetBody() != "harmful", "but not what was never judged");
    }
}

void
TestMaxForks(SipCase& t)
{
    std::vector<std::pair<std::string, std::string>> answers;
    for (int i = 0; i < 100; ++i)
    {
        answers.emplace_back(std::to_string(i), "v=0");
    }
    ManyAnswers net(answers);
    net.Run(Seconds(5));
    t.Equal(CountAnswers(net, "proxy.b.example"), 64U, "a proxy stops at 64");
    t.Equal(CountTransactions(net, "alice", "ACK"), 17U, "the first one and 16 more get ACK");
    t.Equal(CountTransactions(net, "alice", "BYE"), 16U, "and those BYE");
    t.Equal(net.alice->GetCalls().size(), 1U, "the first one is the call");
    Simulator::Destroy();

    ManyAnswers strict(answers);
    strict.alice->SetAttribute("MaxForks", UintegerValue(0));
    strict.Run(Seconds(5));
    t.Equal(CountTransactions(strict, "alice", "ACK"), 1U, "the attribute decides");
    t.Equal(CountTransactions(strict, "alice", "BYE"), 0U, "here none");
}

void
TestRepeatedRefusedAnswer(SipCase& t)
{
    // Proxy a refuses the answer; its ACK and BYE are lost, so the callee repeats the answer.
    SipTestTrapezoid net;
    DropFirst(net.proxyB, "ACK", 2);
    DropFirst(net.proxyB, "BYE", 3);
    int seen = 0;
    Ptr<ScriptedProxyPolicy> policy = CreateObject<ScriptedProxyPolicy>();
    policy->judge = [&seen](SipMessage& message, const SipPolicyContext& context, Work&)
    {
        if (message.IsRequest() || !IsAnswer(message, context))
        {
            return SipVerdict::Continue();
        }
        ++seen;
        return SipVerdict::Respond(SipReply{403, "No", {}, {}});
    };
    net.proxyA->AddPolicy(policy);
    Ptr<SipCall> call;
    net.At(1,
           [&]()
           {
               call = net.alice->Invite(net.bob->GetAddressOfRecord());
           });
    net.Run(Seconds(60));
    t.Equal(CountAnswers(net, "proxy.b.example"), 3U, "the answer came three times");
    t.Equal(seen, 1, "the policy has seen it once");
    t.Equal(CountTransactions(net, "proxy.a.example", "BYE"), 1U, "one BYE, repeated or not");
    uint32_t acks = 0;
    for (const auto& entry : net.trace.GetEntries())
    {
        acks += entry.from == "proxy.a.example" && entry.message.GetMethod() == "ACK";
    }
    t.Equal(acks, 3U, "an ACK for each");
    t.Equal(call->GetStatusCode(), 403, "the caller hears 403");
    t.True(net.bob->GetCalls().empty(), "the callee has forgotten it");
}

void
TestRefusedReinvite(SipCase& t)
{
    for (const bool isCaller : {true, false})
    {
        SipTestTrapezoid net;
        Ptr<ScriptedProxyPolicy> policy = CreateObject<ScriptedProxyPolicy>();
        policy->judge = [](SipMessage& message, const SipPolicyContext& context, Work&)
        {
            return !message.IsRequest() && context.isInDialog && IsAnswer(message, context)
                       ? SipVerdict::Respond(SipReply{496, "", {{"X-Why", "test"}}, {}})
                       : SipVerdict::Continue();
        };
        net.proxyA->AddPolicy(policy);
        Ptr<SipCall> call;
        net.At(1,
               [&]()
               {
                   net.alice->Invite(net.bob->GetAddressOfRecord());
               });
        net.At(2,
               [&]()
               {
                   call = (isCaller ? net.alice : net.bob)->GetCalls().at(0);
                   t.True(call->Reinvite(), "a re-INVITE");
               });
        net.Run(Seconds(60));
        t.Equal(net.CountSent("proxy.a.example", "496"), 0U, "the reply's code is not used");
        t.Equal(net.CountSent("proxy.a.example", "481"), 1U, "but 481");
        t.True(net.FindSent("proxy.a.example", "481")->Has("X-Why"), "with its header fields");
        t.True(call->GetState() == SipCallState::Ended, "which ends it for the sender");
        t.True(net.alice->GetCalls().empty() && net.bob->GetCalls().empty(),
               "and BYE for the peer");
        t.Equal(net.CountSent("proxy.b.example", "BYE"), isCaller ? 1U : 0U, "on the route set");
        t.Equal(CountTransactions(net, "proxy.a.example", "BYE"), 1U, "one BYE");
        Simulator::Destroy();
    }
}

/** Charges work for what it leaves as it is. */
class SlowBodyPolicy : public SipBodyPolicy
{
  public:
    tl::expected<void, SipReply>
    PrepareRequest(SipMessage& request, const SipDialogContext& context, Work& work) override
    {
        work.Add("sign", "rsa-2048-sha-256");
        return {};
    }
};

void
TestReinviteAfterBye(SipCase& t)
{
    SipTestTrapezoid net;
    const auto profile = CostProfile::Parse(R"({
        "name": "test", "cpu": "none", "library": "none", "method": "invented for this test",
        "date": "2026-01-01",
        "operations": [{"operation": "sign", "algorithm": "rsa-2048-sha-256",
                        "fixed_ns": 500000000, "ns_per_octet": 0}]})");
    t.True(profile.has_value(), "profile");
    Ptr<Processor> processor = CreateObject<Processor>();
    processor->SetCostProfile(std::make_shared<const CostProfile>(*profile));
    processor->SetAttribute("Cores", UintegerValue(2)); // BYE need not wait for the other core
    net.alice->GetNode()->AggregateObject(processor);
    net.alice->SetBodyPolicy(CreateObject<SlowBodyPolicy>());
    Ptr<SipCall> call;
    net.At(1,
           [&]()
           {
               call = net.alice->Invite(net.bob->GetAddressOfRecord());
           });
    net.At(3,
           [&]()
           {
               t.True(call->Reinvite(), "a re-INVITE is being made");
           });
    // Bob's answer to BYE takes 60 ms: the re-INVITE is ready while alice still waits for it.
    net.At(3.47,
           [&]()
           {
               call->HangUp();
           });
    net.Run(Seconds(60));
    t.Equal(Join(net.GetSent("alice")), std::string("INVITE ACK BYE"), "it does not go out");
    t.True(call->GetState() == SipCallState::Ended, "the call has ended");
    t.True(net.bob->GetCalls().empty(), "at the peer too");
}

/** The suite. */
class SipAnswerTestSuite : public TestSuite
{
  public:
    SipAnswerTestSuite();
};

SipAnswerTestSuite::SipAnswerTestSuite()
    : TestSuite("sip-network-answer")
{
    const auto add = [this](const std::string& name, std::function<void(SipCase&)> body)
    {
        AddTestCase(new SipCase(name, std::move(body)));
    };
    add("RFC 3261 13.3.1.4: a repeated 2xx is judged once", TestRepeatedAnswer);
    add("A repeated 2xx cannot bring what was not judged", TestChangedRepetition);
    add("A refused 2xx that is repeated gets ACK, and one BYE", TestRepeatedRefusedAnswer);
    add("RFC 3261 12.2.1.2: a refused 2xx to a re-INVITE ends both sides", TestRefusedReinvite);
    add("RFC 3261 13.2.2.4: no more forks than MaxForks", TestMaxForks);
    add("RFC 3261 15: no re-INVITE after BYE", TestReinviteAfterBye);
}

SipAnswerTestSuite g_sipAnswerTestSuite; ///< the suite

} // namespace
