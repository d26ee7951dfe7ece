// SPDX-License-Identifier: GPL-2.0-only
// SIMCO over TLS and a simulated network: a proxy's control, a firewall's server, and strangers.
#include "named-case.h"
#include "simco-rig.h"

#include "ns3/boolean.h"
#include "ns3/ipv4-address.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{

namespace
{

void
TestCall(NamedCase& test)
{
    SimcoRig rig;
    auto control = rig.MakeControl();
    Results results;
    uint64_t sent = 0;
    uint64_t received = 0;
    control->TraceConnectWithoutContext(
        "MessageSent",
        Callback<void, const SimcoMessage&, uint32_t>(
            [&](const SimcoMessage& message, uint32_t octets)
            {
                sent += octets;
                test.ExpectEqual(message.Encode().size(), std::size_t{octets}, "octets");
            }));
    control->TraceConnectWithoutContext("MessageReceived",
                                        Callback<void, const SimcoMessage&, uint32_t>(
                                            [&](const SimcoMessage&, uint32_t octets)
                                            {
                                                received += octets;
                                            }));
    const auto streams = SimcoRig::MakeStreams();
    rig.At(1,
           [&]
           {
               control->Reserve("a", SimcoRig::MakeOffer(streams), results.Count());
           });
    rig.Run(2);
    test.ExpectEqual(results.good, 1, "reserved");
    test.ExpectEqual(rig.GetOpen(), 0U, "a reservation opens nothing");
    test.ExpectEqual(rig.server->GetRules().GetSize(), 1U, "but is a rule");
    rig.At(2,
           [&]
           {
               control->Enable("a", streams, results.Count());
           });
    rig.Run(3);
    test.ExpectEqual(results.good, 2, "enabled");
    test.ExpectEqual(CountPassing(rig, streams), 4, "RTP and RTCP, both ways");
    test.ExpectEqual(rig.GetOpen(), 4U, "and nothing else");
    test.ExpectEqual(rig.server->GetRules().GetSize(), 1U, "the same rule");
    test.ExpectEqual(results.times[1] - Seconds(2) < MilliSeconds(12), true, "one round trip");
    rig.At(4,
           [&]
           {
               control->Release("a");
           });
    rig.Run(5);
    test.ExpectEqual(rig.GetOpen(), 0U, "released");
    test.ExpectEqual(rig.messages, std::string("SE PRR PEA PLC "), "requests");
    test.ExpectEqual(rig.replies, std::string("2:1 2:17 2:19 2:21 "), "replies");
    test.ExpectEqual(sent, 16U + 40U + 64U + 24U, "octets sent");
    test.Expect(received > 0, "octets received");
    test.Expect(rig.IsBalanced() && control->GetCalls() == 0 && control->GetRules() == 0, "books");
    test.ExpectEqual(rig.filter->GetTable().GetClosed(PinholeEnd::Released), 4U, "why");
}

void
TestEarly(NamedCase& test)
{
    SimcoRig rig;
    auto control = rig.MakeControl();
    control->SetAttribute("EarlyMedia", BooleanValue(true));
    Results results;
    const auto streams = SimcoRig::MakeStreams();
    const MediaFlow stranger{{0x0b000001, 9}, streams[0].caller->media};
    rig.At(1,
           [&]
           {
               control->Reserve("a", SimcoRig::MakeOffer(streams), results.Count());
           });
    rig.At(2,
           [&]
           {
               test.Expect(rig.Passes(stranger), "from any source to the caller");
               test.ExpectEqual(CountPassing(rig, streams), 2, "not yet from the caller");
               control->Enable("a", streams, results.Count());
           });
    rig.Run(3);
    test.ExpectEqual(results.good, 2, "both done");
    test.Expect(!rig.Passes(stranger), "no more from any");
    test.ExpectEqual(CountPassing(rig, streams), 4, "both ways");
    test.ExpectEqual(rig.messages, std::string("SE PER PER PLC "), "a wildcard instead of a PRR");
    test.Expect(rig.IsBalanced(), "books");
}

void
TestRefresh(NamedCase& test)
{
    SimcoRig rig;
    auto control = rig.MakeControl();
    control->SetAttribute("Lifetime", TimeValue(Seconds(20)));
    Results results;
    const auto streams = SimcoRig::MakeStreams();
    rig.At(1,
           [&]
           {
               control->Enable("a", streams, results.Count());
           });
    for (double at = 2; at < 300; at += 1)
    {
        rig.At(at,
               [&]
               {
                   test.ExpectEqual(CountPassing(rig, streams), 4, "open all the time");
               });
    }
    rig.Run(300);
    test.ExpectEqual(rig.server->GetRules().GetMade(), 1U, "one rule");
    const auto refreshes = std::count(rig.messages.begin(), rig.messages.end(), 'L');
    test.Expect(refreshes >= 28 && refreshes <= 30, std::to_string(refreshes) + " refreshes");
}

void
TestStrangers(NamedCase& test)
{
    SimcoRig rig;
    auto unknown = rig.MakeControl("proxy.example.com", false);
    auto unauthorized = rig.MakeControl("stranger.example.com");
    auto misled = rig.MakeControl();
    misled->GetAgent()->SetServer(InetSocketAddress(Ipv4Address("10.0.0.2"), SimcoMessage::PORT),
                                  "another.example.com");
    Results results[3];
    rig.At(1,
           [&]
           {
               unknown->Enable("a", SimcoRig::MakeStreams(1), results[0].Count());
               unauthorized->Enable("a", SimcoRig::MakeStreams(2), results[1].Count());
               misled->Enable("a", SimcoRig::MakeStreams(3), results[2].Count());
           });
    Ptr<Socket> silent = Socket::CreateSocket(rig.proxy, TcpSocketFactory::GetTypeId());
    rig.At(1,
           [&]
           {
               silent->Bind();
               silent->Connect(InetSocketAddress(Ipv4Address("10.0.0.2"), SimcoMessage::PORT));
           });
    rig.Run(60);
    test.ExpectEqual(results[0].errors, std::string("u"), "a certificate of nobody: no session");
    test.Expect(rig.server->GetFailedHandshakes() >= 2, "TLS has refused it");
    test.ExpectEqual(results[1].errors, std::string("r"), "an agent that may not");
    test.Expect(rig.server->GetUnauthorized() >= 1, "is refused its session");
    test.Expect(rig.replies.find("3:36 ") != std::string::npos, "with code 0x24");
    test.ExpectEqual(results[2].errors, std::string("u"), "another server's certificate");
    test.ExpectEqual(rig.server->GetRules().GetMade(), 0U, "no rule");
    test.Expect(rig.server->GetSessions() <= 1, "who says nothing is not kept");
}

void
TestOtherAgent(NamedCase& test)
{
    SimcoRig rig;
    auto control = rig.MakeControl();
    auto other = rig.MakeAgent("other.example.com");
    Results results;
    const auto streams = SimcoRig::MakeStreams();
    std::string got;
    rig.At(1,
           [&]
           {
               control->Enable("a", streams, results.Count());
           });
    rig.At(2,
           [&]
           {
               for (uint32_t id = 0; id < 20; ++id)
               {
                   for (const auto what : {SimcoTransaction::PolicyLifetimeChange,
                                           SimcoTransaction::PolicyRuleStatus})
                   {
                       SimcoMessage request = SimcoMessage::MakeRequest(what);
                       request.policies = {id};
                       request.lifetime = 0;
                       other->Request(request,
                                      [&](const auto& reply)
                                      {
                                          got += reply ? "!" : "";
                                          got += !reply && reply.error().kind ==
                                                               FirewallError::Kind::Unknown
                                                     ? "k"
                                                     : "?";
                                      });
                   }
               }
           });
    rig.Run(3);
    test.ExpectEqual(got, std::string(40, 'k'), "rules of others do not exist for it (0x43)");
    test.ExpectEqual(CountPassing(rig, streams), 4, "and stay");
}

void
TestExpiry(NamedCase& test)
{
    SimcoRig rig;
    auto agent = rig.MakeAgent("proxy.example.com");
    auto second = rig.MakeAgent("proxy.example.com");
    std::string events;
    SimcoAgent::Handlers handlers;
    handlers.event = [&](const SimcoMessage& event)
    {
        events += std::to_string(event.policies.at(0)) + "=" +
                  std::to_string(event.lifetime.value_or(99)) + "@" +
                  std::to_string(Simulator::Now().GetSeconds()).substr(0, 3) + " ";
    };
    agent->SetHandlers(handlers);
    SimcoWish wish;
    wish.internal.end = {0x0a010001, 10000};
    wish.external.location = SimcoAddressTuple::External;
    wish.external.end = {0x0a020001, 10000};
    wish.direction = SimcoEnableSet::Both;
    std::optional<SimcoMessage> status;
    rig.At(1,
           [&]
           {
               agent->Request(wish.MakeRequest(2, 0),
                              [](const auto&)
                              {
                              });
               agent->Request(wish.MakeRequest(100000, 0),
                              [](const auto&)
                              {
                              });
           });
    rig.At(4,
           [&]
           {
               SimcoMessage request = SimcoMessage::MakeRequest(SimcoTransaction::PolicyRuleStatus);
               request.policies = {2};
               second->Request(request,
                               [&](const auto& reply)
                               {
                                   status = reply ? std::optional(*reply) : std::nullopt;
                               });
               request = SimcoMessage::MakeRequest(SimcoTransaction::PolicyLifetimeChange);
               request.policies = {2};
               request.lifetime = 0;
               second->Request(request,
                               [](const auto&)
                               {
                               });
           });
    rig.Run(5);
    test.ExpectEqual(events,
                     std::string("1=0@3.0 2=0@4.0 "),
                     "ARE at expiry, and when another session has deleted");
    test.Expect(status && status->owner == "proxy.example.com" &&
                    status->tuples ==
                        (std::vector<SimcoAddressTuple>{wish.internal, wish.external}) &&
                    status->enable && status->enable->direction == SimcoEnableSet::Both &&
                    status->lifetime <= 3600U && status->lifetime > 3500U,
                "PRS, with the longest lifetime");
    test.ExpectEqual(rig.GetOpen(), 0U, "nothing left");
    rig.At(5,
           [&]
           {
               agent->Request(wish.MakeRequest(100, 0),
                              [](const auto&)
                              {
                              });
           });
    rig.At(6,
           [&]
           {
               agent->Close();
           });
    rig.Run(7);
    test.ExpectEqual(rig.GetOpen(), 2U, "the end of a session ends no rule");
    test.Expect(rig.messages.find("ST") != std::string::npos, "in order");
}

void
TestReInvite(NamedCase& test)
{
    SimcoRig rig;
    auto control = rig.MakeControl();
    Results results;
    auto first = SimcoRig::MakeStreams(1);
    auto second = SimcoRig::MakeStreams(1);
    second[0].callee->media.port = 30000; // no more one after the other
    second[0].callee->control.port = 40000;
    rig.At(1,
           [&]
           {
               control->Enable("a", first, results.Count());
           });
    rig.At(2,
           [&]
           {
               control->Reserve("a", SimcoRig::MakeOffer(second), results.Count());
               control->Enable("a", second, results.Count());
           });
    rig.At(2.012,
           [&]
           {
               test.Expect(rig.GetOpen() >= 4, "new ones before old ones go");
           });
    rig.Run(3);
    test.ExpectEqual(results.good, 3, "done");
    test.ExpectEqual(CountPassing(rig, first), 0, "old ones are closed");
    test.ExpectEqual(CountPassing(rig, second), 4, "new ones are open");
    test.ExpectEqual(rig.server->GetRules().GetSize(), 2U, "RTP and RTCP are two rules now");
    rig.At(3,
           [&]
           {
               control->Enable("a", second, results.Count());
               test.ExpectEqual(results.good, 4, "nothing new: done at once");
               control->Enable("a", {}, results.Count());
           });
    rig.Run(4);
    test.ExpectEqual(rig.GetOpen(), 0U, "no stream, no rule");
    test.ExpectEqual(control->GetCalls(), 0U, "and no call");
}

void
TestFull(NamedCase& test)
{
    SimcoRig rig;
    rig.server->SetAttribute("MaxRules", UintegerValue(3));
    auto control = rig.MakeControl();
    Results results;
    auto two = SimcoRig::MakeStreams(2);
    two.push_back(SimcoRig::MakeStreams(3)[0]);
    rig.At(1,
           [&]
           {
               control->Enable("a", SimcoRig::MakeStreams(0), results.Count());
               control->Enable("b", SimcoRig::MakeStreams(1), results.Count());
               control->Enable("c", two, results.Count());
           });
    rig.Run(2);
    test.ExpectEqual(results.good, 2, "two calls");
    test.ExpectEqual(results.errors, std::string("x"), "no room for the third");
    test.ExpectEqual(rig.GetOpen(), 8U, "whole or not at all");
    test.Expect(rig.IsBalanced(), "books");
}

void
TestSources(NamedCase& test)
{
    for (const bool isCalleeInside : {false, true})
    {
        SimcoRig rig;
        auto control = rig.MakeControl();
        if (isCalleeInside)
        {
            control->SetAttribute("InsideNetwork", Ipv4AddressValue("10.2.0.0"));
            control->SetAttribute("InsideMask", Ipv4MaskValue("255.255.0.0"));
        }
        Results results;
        const auto streams = SimcoRig::MakeStreams();
        const MediaEnd caller = streams[0].caller->media;
        const MediaEnd callee = streams[0].callee->media;
        std::vector<std::string> passing;
        for (const char* source : {"Symmetric", "Address", "Any"})
        {
            rig.At(Simulator::Now().GetSeconds() + 1,
                   [&, source]
                   {
                       control->SetAttribute("Source", StringValue(source));
                       control->Enable("a", streams, results.Count());
                   });
            rig.Run(Simulator::Now().GetSeconds() + 2);
            std::string letters;
            letters += rig.Passes({caller, callee}) && rig.Passes({callee, caller}) ? "s" : "-";
            letters += rig.Passes({{caller.address, 5}, callee}) ? "a" : "-";
            letters += rig.Passes({{0x0c000001, 5}, callee}) ? "x" : "-";
            letters += rig.Passes({caller, {callee.address, 5}}) ? "!" : "";
            passing.push_back(letters);
        }
        test.Expect(passing == (std::vector<std::string>{"s--", "sa-", "sax"}), "what passes");
        test.ExpectEqual(results.good, 3, "done");
        test.ExpectEqual(rig.server->GetRules().GetSize(), 2U, "two rules, one for each direction");
        test.Expect(rig.IsBalanced(), "books");
    }
}

void
TestUnreachable(NamedCase& test)
{
    SimcoRig rig;
    auto control = rig.MakeControl();
    control->GetAgent()->SetServer(
        InetSocketAddress(Ipv4Address("10.0.0.2"), SimcoMessage::PORT + 1),
        "firewall.example.com"); // nobody listens there
    Results results;
    rig.At(1,
           [&]
           {
               control->Reserve("a", SimcoRig::MakeOffer(SimcoRig::MakeStreams()), results.Count());
           });
    rig.Run(10);
    test.ExpectEqual(results.errors, std::string("u"), "told so");
    test.Expect(results.times.at(0) == Seconds(6), "when its time is over");
    test.ExpectEqual(control->GetCalls(), 0U, "nothing is believed");
    control->GetAgent()->SetServer(InetSocketAddress(Ipv4Address("10.0.0.2"), SimcoMessage::PORT),
                                   "firewall.example.com");
    rig.Run(60);
    test.Expect(control->GetAgent()->IsReady(), "it has tried again");
}

/// The suite.
class SimcoTestSuite : public TestSuite
{
  public:
    SimcoTestSuite()
        : TestSuite("simco")
    {
        const std::pair<const char*, void (*)(NamedCase&)> cases[] = {
            {"RFC 4540 section 4: a call by PRR, PEA and PLC", TestCall},
            {"early media by a PER with a wildcard", TestEarly},
            {"RFC 5189 section 2.3: rules are refreshed while a call lasts", TestRefresh},
            {"certificates of nobody, of who may not, of another server", TestStrangers},
            {"RFC 4540 section 4: rules of another agent", TestOtherAgent},
            {"RFC 4540 section 4: ARE, PRS, ST", TestExpiry},
            {"another offer within a call", TestReInvite},
            {"no room: whole or not at all", TestFull},
            {"RFC 4961: what is taken for the source of media", TestSources},
            {"a server that is not there", TestUnreachable},
        };
        for (const auto& [name, function] : cases)
        {
            AddTestCase(new NamedCase(name, function));
        }
    }
};

const SimcoTestSuite g_suite; //!< registers itself

} // namespace

} // namespace ns3
