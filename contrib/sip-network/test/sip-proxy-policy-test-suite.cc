// SPDX-License-Identifier: GPL-2.0-only
#include "sip-test-network.h"

#include "ns3/cost-profile.h"
#include "ns3/processor.h"
#include "ns3/simulator.h"
#include "ns3/sip-text.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

using namespace ns3;

namespace
{

void
TestPolicyOrder(SipCase& t)
{
    SipTestTrapezoid net;
    std::vector<std::string> seen;
    for (const char* name : {"first", "second"})
    {
        Ptr<ScriptedProxyPolicy> policy = CreateObject<ScriptedProxyPolicy>();
        policy->judge = [&seen, name](SipMessage& message, const SipPolicyContext& context, Work&)
        {
            seen.push_back(std::string(name) + ":" +
                           (message.IsRequest() ? std::string(message.GetMethod())
                                                : std::to_string(message.GetStatusCode()) + "/" +
                                                      std::string(context.request->GetMethod())));
            return SipVerdict::Continue();
        };
        net.proxyB->AddPolicy(policy);
    }
    net.At(1,
           [&]()
           {
               net.alice->Invite(net.bob->GetAddressOfRecord());
           });
    net.At(2,
           [&]()
           {
               net.alice->HangUpAll();
           });
    net.Run(Seconds(60));
    t.Equal(Join(seen),
            std::string("first:INVITE second:INVITE first:180/INVITE second:180/INVITE "
                        "first:200/INVITE second:200/INVITE first:ACK second:ACK "
                        "first:BYE second:BYE first:200/BYE second:200/BYE"),
            "each message, in order of the policies");
}

void
TestPolicyWait(SipCase& t)
{
    SipTestTrapezoid net;
    Ptr<ScriptedProxyPolicy> policy = CreateObject<ScriptedProxyPolicy>();
    std::function<void(SipVerdict)> kept;
    policy->judge = [&](SipMessage& message, const SipPolicyContext& context, Work&)
    {
        if (message.GetMethod() != "INVITE")
        {
            return SipVerdict::Continue();
        }
        kept = context.resume;
        Simulator::Schedule(Seconds(1),
                            [&kept]()
                            {
                                kept(SipVerdict::Continue());
                                kept(SipVerdict::Drop()); // too late, does nothing
                            });
        return SipVerdict::Wait();
    };
    net.proxyB->AddPolicy(policy);
    Ptr<SipCall> call;
    net.At(1,
           [&]()
           {
               call = net.alice->Invite(net.bob->GetAddressOfRecord());
           });
    net.Run(Seconds(10));
    t.True(call->GetState() == SipCallState::Established, "it went on");
    t.Equal(net.CountSent("proxy.b.example", "INVITE"), 1U, "once");
    t.Equal(net.CountSent("proxy.b.example", "100"), 1U, "with 100 after 200 ms (17.2.1)");
    kept = nullptr;
}

void
TestPolicyTwoWaits(SipCase& t)
{
    SipTestTrapezoid net;
    std::vector<std::function<void(SipVerdict)>> kept;
    for (int i = 0; i < 2; ++i)
    {
        Ptr<ScriptedProxyPolicy> policy = CreateObject<ScriptedProxyPolicy>();
        policy->judge = [&](SipMessage& message, const SipPolicyContext& context, Work&)
        {
            if (message.GetMethod() != "INVITE")
            {
                return SipVerdict::Continue();
            }
            kept.push_back(context.resume);
            return SipVerdict::Wait();
        };
        net.proxyB->AddPolicy(policy);
    }
    Ptr<SipCall> call;
    std::size_t early = 99;
    net.At(1,
           [&]()
           {
               call = net.alice->Invite(net.bob->GetAddressOfRecord());
           });
    net.At(2,
           [&]()
           {
               kept.at(0)(SipVerdict::Continue());
               kept.at(0)(SipVerdict::Continue()); // of the wait that is over
           });
    net.At(3,
           [&]()
           {
               early = net.CountSent("proxy.b.example", "INVITE");
               kept.at(1)(SipVerdict::Continue());
           });
    net.Run(Seconds(10));
    t.Equal(early, 0U, "the second policy still held it");
    t.True(call->GetState() == SipCallState::Established, "then it went on");
    kept.clear();
}

void
TestPolicyCancelWhileWaiting(SipCase& t)
{
    SipTestTrapezoid net;
    Ptr<ScriptedProxyPolicy> policy = CreateObject<ScriptedProxyPolicy>();
    std::vector<std::function<void(SipVerdict)>> kept;
    policy->judge = [&](SipMessage& message, const SipPolicyContext& context, Work&)
    {
        if (message.GetMethod() != "INVITE")
        {
            return SipVerdict::Continue();
        }
        kept.push_back(context.resume);
        return SipVerdict::Wait();
    };
    net.proxyB->AddPolicy(policy);
    Ptr<SipCall> call;
    net.At(1,
           [&]()
           {
               call = net.alice->Invite(net.bob->GetAddressOfRecord());
           });
    net.At(2,
           [&]()
           {
               call->Cancel();
           });
    net.At(3,
           [&]()
           {
               kept.at(0)(SipVerdict::Continue());
           });
    net.Run(Seconds(60));
    t.Equal(call->GetStatusCode(), 487, "cancelled while the proxy held it");
    t.Equal(net.CountSent("proxy.b.example", "INVITE"), 0U, "it never went on");
    kept.clear();
}

void
TestPolicyDropRequest(SipCase& t)
{
    SipTestTrapezoid net;
    DropFirst(net.proxyB, "INVITE", 2);
    Ptr<SipCall> call;
    net.At(1,
           [&]()
           {
               call = net.alice->Invite(net.bob->GetAddressOfRecord());
           });
    net.Run(Seconds(10));
    t.True(call->GetState() == SipCallState::Established, "the third one came through");
    t.Equal(net.CountSent("proxy.a.example", "INVITE"), 3U, "proxy a had to repeat itself");
}

void
TestPolicyRespondsToAnswer(SipCase& t)
{
    // A proxy that may not let an answer pass: 403 to the caller, ACK and BYE to the callee.
    SipTestTrapezoid net;
    Ptr<ScriptedProxyPolicy> policy = CreateObject<ScriptedProxyPolicy>();
    policy->judge = [](SipMessage& message, const SipPolicyContext& context, Work&)
    {
        return message.GetStatusCode() == 200 && context.request->GetMethod() == "INVITE"
                   ? SipVerdict::Respond(SipReply{403, "No", {{"X-Why", "test"}}, {}})
                   : SipVerdict::Continue();
    };
    net.proxyA->AddPolicy(policy);
    Ptr<SipCall> call;
    net.At(1,
           [&]()
           {
               call = net.alice->Invite(net.bob->GetAddressOfRecord());
           });
    net.Run(Seconds(60));
    t.Equal(call->GetStatusCode(), 403, "the caller hears 403");
    t.True(net.FindSent("proxy.a.example", "403")->Has("X-Why"), "with the header field");
    t.Equal(net.CountSent("proxy.b.example", "BYE"), 1U, "the callee gets BYE, by way of proxy b");
    t.True(net.bob->GetCalls().empty(), "and has forgotten the call");
    t.Equal(net.CountSent("bob", "200"), 2U, "200 to INVITE, 200 to BYE: the ACK came in time");
}

void
TestPolicyWork(SipCase& t)
{
    SipTestTrapezoid net;
    const auto profile = CostProfile::Parse(R"({
        "name": "test", "cpu": "none", "library": "none", "method": "invented for this test",
        "date": "2026-01-01",
        "operations": [{"operation": "sign", "algorithm": "rsa-2048-sha-256",
                        "fixed_ns": 30000000, "ns_per_octet": 0}]})");
    Ptr<Processor> processor = CreateObject<Processor>();
    if (profile)
    {
        processor->SetCostProfile(std::make_shared<const CostProfile>(*profile));
    }
    t.True(profile.has_value(), profile ? "profile" : "profile: " + profile.error());
    net.proxyA->GetNode()->AggregateObject(processor);
    Ptr<ScriptedProxyPolicy> policy = CreateObject<ScriptedProxyPolicy>();
    policy->judge = [](SipMessage& message, const SipPolicyContext& context, Work& work)
    {
        if (message.GetMethod() == "INVITE")
        {
            work.Add("sign", "rsa-2048-sha-256");
        }
        return SipVerdict::Continue();
    };
    net.proxyA->AddPolicy(policy);
    Time setup;
    const std::function<void(Ptr<SipCall>, Time)> onSetup = [&](Ptr<SipCall>, Time delay)
    {
        setup = delay;
    };
    net.alice->TraceConnectWithoutContext("SetupDelay",
                                          Callback<void, Ptr<SipCall>, Time>(onSetup));
    net.At(1,
           [&]()
           {
               net.alice->Invite(net.bob->GetAddressOfRecord());
           });
    net.Run(Seconds(10));
    t.True(setup > MilliSeconds(90) && setup < MilliSeconds(95), "30 ms more than the way");
    t.Equal(processor->GetBusyTime(), MilliSeconds(30), "the processor's own account");
}

/** Sends what goes to one target elsewhere, refuses another, loses a third. */
class RedirectingPolicy : public SipProxyPolicy
{
  public:
    SipVerdict
    OnForward(SipMessage& request,
              SipDestination& destination,
              const SipPolicyContext& context,
              Work& work) override
    {
        seen += std::string(request.GetMethod()) + ">" + destination.name + " ";
        isReceived = context.request && !context.request->Has("Record-Route") &&
                     request.GetTopVia()->GetHost() == context.proxy->GetHost();
        if (elsewhere)
        {
            destination.address = *elsewhere;
        }
        return verdict;
    }

    std::string seen;                           ///< what was forwarded where to
    bool isReceived{false};                     ///< whether the context has the request as it came
    std::optional<SipAddress> elsewhere;        ///< another destination
    SipVerdict verdict{SipVerdict::Continue()}; ///< what it says
};

void
TestPolicyOnForward(SipCase& t)
{
    SipTestTrapezoid net;
    Ptr<RedirectingPolicy> policy = CreateObject<RedirectingPolicy>();
    policy->elsewhere = SipAddress(SipTransportProtocol::Udp, net.GetAddress(3), 5060);
    net.proxyA->AddPolicy(policy); // straight to bob, past his proxy
    net.At(1,
           [&]()
           {
               net.alice->Invite(net.bob->GetContactUri());
           });
    net.At(2,
           [&]()
           {
               net.alice->HangUpAll();
           });
    net.At(3,
           [&]()
           {
               policy->verdict = SipVerdict::Respond(SipReply{480, "", {}, {}});
               net.alice->Invite(net.bob->GetAddressOfRecord());
           });
    Ptr<SipCall> lost;
    net.At(4,
           [&]()
           {
               policy->verdict = SipVerdict::Drop();
               lost = net.alice->Invite(net.bob->GetAddressOfRecord());
           });
    net.Run(Seconds(4.4)); // before the first retransmission
    const std::string bob = SipAddress::FormatIpv4(net.GetAddress(3));
    t.Equal(policy->seen,
            "INVITE>" + bob + " ACK>" + bob + " BYE>" + bob + " INVITE>b.example INVITE>b.example ",
            "requests with a target, ACK too");
    t.True(policy->isReceived, "the copy, and the request as it came");
    t.Equal(net.CountSent("proxy.b.example", "180"), 0U, "it decides where to");
    t.Equal(net.CountSent("proxy.a.example", "480"), 1U, "it may refuse");
    t.True(lost && lost->GetState() == SipCallState::Calling, "it may lose");
    t.Equal(net.CountSent("proxy.a.example", "100"), 0U, "and nobody is told");
}

/** Notes what final responses were sent. */
class NotingPolicy : public SipProxyPolicy
{
  public:
    void
    OnFinalSent(const SipMessage& response, const SipPolicyContext& context) override
    {
        seen += std::string(context.request ? context.request->GetMethod() : "nothing") + ">" +
                std::to_string(response.GetStatusCode()) + " ";
    }

    std::string seen; ///< methods and status codes
};

void
TestPolicyOnFinalSent(SipCase& t)
{
    SipTestTrapezoid net;
    Ptr<NotingPolicy> policy = CreateObject<NotingPolicy>();
    net.proxyA->AddPolicy(policy);
    bool isRefusing = false;
    Ptr<ScriptedProxyPolicy> later = CreateObject<ScriptedProxyPolicy>();
    later->judge = [&](SipMessage& message, const SipPolicyContext& context, Work& work)
    {
        return isRefusing && message.GetMethod() == "INVITE"
                   ? SipVerdict::Respond(SipReply{403, "", {}, {}})
                   : SipVerdict::Continue();
    };
    net.proxyA->AddPolicy(later);
    net.At(1,
           [&]()
           {
               net.alice->Invite(net.bob->GetAddressOfRecord());
           });
    net.At(2,
           [&]()
           {
               net.alice->HangUpAll();
           });
    net.At(3,
           [&]()
           {
               isRefusing = true; // a policy that was asked later
               net.alice->Invite(net.bob->GetAddressOfRecord());
           });
    net.At(4,
           [&]()
           {
               isRefusing = false; // nowhere to go: the proxy's own
               net.alice->Invite(MakeUri("sip:nobody@a.example"));
           });
    net.At(5,
           [&]()
           {
               net.alice->Invite(MakeUri("sip:nobody@b.example")); // from a branch
           });
    net.Run(Seconds(20));
    t.Equal(policy->seen,
            "INVITE>200 BYE>200 INVITE>403 INVITE>404 INVITE>404 ",
            "what was sent to the caller, whoever made it");
}

/** The suite. */
class SipProxyPolicyTestSuite : public TestSuite
{
  public:
    SipProxyPolicyTestSuite();
};

SipProxyPolicyTestSuite::SipProxyPolicyTestSuite()
    : TestSuite("sip-network-proxy-policy")
{
    const auto add = [this](const std::string& name, std::function<void(SipCase&)> body)
    {
        AddTestCase(new SipCase(name, std::move(body)));
    };
    add("Policies see each message, in order", TestPolicyOrder);
    add("Policies may wait", TestPolicyWait);
    add("Policies that wait one after the other", TestPolicyTwoWaits);
    add("RFC 3261 16.10: CANCEL while a policy waits", TestPolicyCancelWhileWaiting);
    add("Policies may drop a request", TestPolicyDropRequest);
    add("Policies may refuse an answer", TestPolicyRespondsToAnswer);
    add("Policies see and change where a request goes", TestPolicyOnForward);
    add("Policies hear what final responses were sent", TestPolicyOnFinalSent);
    add("Policies' work takes the processor's time", TestPolicyWork);
}

SipProxyPolicyTestSuite g_sipProxyPolicyTestSuite; ///< the suite

} // namespace
