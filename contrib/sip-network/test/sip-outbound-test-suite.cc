// SPDX-License-Identifier: GPL-2.0-only
#include "sip-outbound-test-network.h"

#include "ns3/boolean.h"
#include "ns3/simulator.h"
#include "ns3/sip-text.h"
#include "ns3/string.h"

#include <algorithm>

using namespace ns3;

namespace
{

/** @return a header field's value in the first message of a kind; empty if there is none */
std::string
Get(const SipTestNetwork& net,
    const std::string& from,
    const std::string& kind,
    const std::string& name)
{
    const SipMessage* message = net.FindSent(from, kind);
    return message ? std::string(message->GetHeader(name).value_or("")) : "";
}

/** @return whether a text has another one in it */
bool
Contains(const std::string& text, const std::string& part)
{
    return text.find(part) != std::string::npos;
}

void
TestRegister(SipCase& t, bool isOne)
{
    SipOutboundNetwork net(isOne);
    net.Register();
    net.Run(Seconds(5));
    const std::string contact = Get(net, "bob", "REGISTER", "Contact");
    t.True(Contains(contact, ";+sip.instance=\"<urn:uuid:") && Contains(contact, ";reg-id=1"),
           "instance and reg-id: " + contact);
    t.Equal(Get(net, "bob", "REGISTER", "Supported"), std::string("path, outbound"), "Supported");
    const std::string edge = "edge1.b.example";
    if (!isOne)
    {
        const std::string path = Get(net, edge, "REGISTER", "Path");
        t.True(Contains(path, "@edge1.b.example") && Contains(path, ";ob") && Contains(path, ";lr"),
               "the edge proxy's Path: " + path);
    }
    const std::string answerer = isOne ? edge : "home.b.example";
    t.Equal(Get(net, answerer, "200", "Require"), std::string("outbound"), "Require");
    t.True(Contains(Get(net, answerer, "200", "Contact"), "reg-id=1"), "Contact in the 200");
    const auto bindings = net.GetBindings();
    t.True(bindings.size() == 1 && bindings.front().flow && bindings.front().flow->regId == 1,
           "one binding with a flow");
    t.Equal(bindings.size() == 1 ? bindings.front().path.size() : 9,
            isOne ? 0U : 1U,
            "Path is stored");
    t.True(net.bob->IsRegistered() && net.bob->GetOutbound()->GetState(1) == SipFlowState::Active,
           "active");
}

void
TestCall(SipCase& t, bool isOne, const std::string& protocol)
{
    SipOutboundNetwork net(isOne, protocol, true);
    net.Register();
    std::vector<Ptr<SipCall>> calls;
    for (const double at : {3.0, 6.0, 9.0})
    {
        net.At(at,
               [&, at]()
               {
                   Ptr<SipUserAgent> to = at == 9.0 ? net.alice : net.bob;
                   Ptr<SipUserAgent> from = at == 9.0 ? net.bob : net.alice;
                   calls.push_back(from->Invite(to->GetAddressOfRecord()));
               });
    }
    net.At(4,
           [&]()
           {
               calls.front()->Reinvite();
           });
    net.At(5,
           [&]()
           {
               net.alice->HangUpAll();
           });
    net.At(8,
           [&]()
           {
               net.bob->HangUpAll(); // the callee ends it
           });
    net.At(11,
           [&]()
           {
               net.alice->HangUpAll(); // the callee again
           });
    net.Run(Seconds(20));
    for (const Ptr<SipCall>& call : calls)
    {
        t.Equal(call->GetStatusCode(), 200, "answered");
        t.True(call->GetState() == SipCallState::Ended, "ended");
    }
    t.Equal(net.CountSent("alice", "BYE"), 2U, "alice's BYE");
    t.Equal(net.CountSent("bob", "BYE"), 1U, "bob's BYE");
    t.Equal(net.CountSent("alice", "ACK") + net.CountSent("bob", "ACK"), 4U, "ACK");
    t.Equal(net.CountTowardsUsers(), 0U, "connections opened towards users");
    for (const auto& agent : {net.alice, net.bob})
    {
        t.Equal(agent->GetTransportLayer()->GetOpenedConnections(), 1U, "one flow each");
        t.Equal(agent->GetTransportLayer()->GetAcceptedConnections(), 0U, "none accepted");
    }
    t.True(Contains(Get(net, "alice", "INVITE", "Contact"), ";ob"), "ob in Contact");
    const std::string route = Get(net, "bob", "200", "Record-Route");
    t.True(Contains(route, "@edge1.b.example"), "a token in Record-Route: " + route);
    for (const auto& entry : net.trace.GetEntries())
    {
        const bool isUserToUser = (entry.from == "alice" && entry.to == "bob") ||
                                  (entry.from == "bob" && entry.to == "alice");
        t.True(!isUserToUser, "all by the edge proxy");
    }
}

void
TestTokens(SipCase& t)
{
    SipOutboundNetwork net(false);
    net.Register();
    std::string token;
    std::vector<int> codes;
    // A neighbour sends OPTIONS with a token to the edge proxy.
    const auto ask = [&](const std::string& value)
    {
        SipMessage request = SipMessage::MakeRequest("OPTIONS", net.bob->GetContactUri());
        request.Add("Via",
                    "SIP/2.0/TCP home.b.example;branch=z9hG4bKt" + std::to_string(codes.size()) +
                        "x" + value.substr(0, 4));
        request.Add("Max-Forwards", "70");
        request.Add("From", "<sip:x@b.example>;tag=1");
        request.Add("To", "<sip:bob@b.example>");
        request.Add("Call-ID", "token" + value);
        request.Add("CSeq", "1 OPTIONS");
        request.Add("Route", "<sip:" + value + "@edge1.b.example;transport=tcp;lr>");
        SipTransactionUser user;
        user.onResponse = [&](const SipReception& reception)
        {
            codes.push_back(reception.message.GetStatusCode());
        };
        const auto destination = net.home->GetResolver()->ResolveRequest(request);
        net.home->GetTransactionLayer()->SendRequest(request, *destination, user);
    };
    net.At(2,
           [&]()
           {
               const auto bindings = net.GetBindings();
               token = bindings.at(0).path.at(0).GetUri().GetUser();
               ask(token);
           });
    net.At(3,
           [&]()
           {
               std::string forged = token;
               forged[3] = forged[3] == 'A' ? 'B' : 'A';
               ask(forged);
           });
    net.At(4,
           [&]()
           {
               ask("AAAA");
           });
    net.At(5,
           [&]()
           {
               net.bob->StopNow();
           });
    net.At(6,
           [&]()
           {
               ask(token);
           });
    NodeOutage outage(net.edge1);
    net.At(7,
           [&]()
           {
               outage.Fail(NodeOutage::Kind::Reset);
               outage.Restore();
           });
    net.At(8,
           [&]()
           {
               ask(token); // by a connection that the edge proxy no longer knows: it breaks
           });
    net.At(9,
           [&]()
           {
               ask(token); // of an earlier boot: another secret, but not forged
           });
    net.Run(Seconds(12));
    const std::vector<int> expected{200, 403, 403, 430, 430};
    t.True(codes == expected, "good, changed, made up, ended, of an earlier boot");
    t.Equal(codes.size(), 5U, "all are answered");
    t.Equal(net.CountTowardsUsers(), 0U, "none goes another way");
}

void
TestRebinding(SipCase& t)
{
    SipOutboundNetwork net(true);
    net.Register();
    std::string instance;
    std::size_t before = 0;
    std::size_t after = 0;
    std::string contact;
    net.At(2,
           [&]()
           {
               instance = net.bob->GetOutbound()->GetInstance();
               before = net.GetBindings().size();
               const std::string own = ";+sip.instance=\"<" + instance + ">\";reg-id=1\r\n";
               net.RegisterByHand(0.5,
                                  "From: <sip:mallory@b.example>;tag=1\r\n"
                                  "To: <sip:mallory@b.example>\r\nSupported: path, outbound\r\n"
                                  "Contact: <sip:mallory@10.1.5.1;transport=tcp>" +
                                      own);
               net.RegisterByHand(2.5,
                                  "From: <sip:bob@b.example>;tag=1\r\n"
                                  "To: <sip:bob@b.example>\r\nSupported: path, outbound\r\n"
                                  "Contact: <sip:bob@10.1.5.1;transport=tcp>" +
                                      own);
           });
    net.At(3.5,
           [&]()
           {
               after = net.GetBindings().size();
               contact = std::string(net.GetBindings().at(0).contact.GetHost());
               t.Equal(
                   net.home->GetLocationService()->Find(MakeUri("sip:mallory@b.example")).size(),
                   1U,
                   "mallory has a binding of her own");
           });
    net.Run(Seconds(8));
    t.Equal(before, 1U, "bob's binding");
    t.Equal(after, 1U, "the same instance of another user changes nothing (12)");
    t.True(contact != "10.1.5.1", "nor the contact");
    const auto bindings = net.GetBindings();
    t.Equal(bindings.size(), 1U, "the same flow of the same user takes the old one's place (6)");
    t.Equal(std::string(bindings.at(0).contact.GetHost()), std::string("10.1.5.1"), "new contact");
}

void
TestLacksOutbound(SipCase& t, bool isRequired)
{
    SipOutboundNetwork net(false);
    Ptr<SipProxy> dumb = net.AddProxy(5, "dumb.b.example", "");
    net.bob->GetOutbound()->SetAttribute("Proxies", StringValue(dumb->GetRouteUri().ToString()));
    net.bob->GetOutbound()->SetAttribute("OutboundRequired", BooleanValue(isRequired));
    net.WatchFlows(net.bob);
    net.Register();
    Ptr<SipCall> call;
    net.At(3,
           [&]()
           {
               call = net.alice->Invite(net.bob->GetAddressOfRecord());
           });
    net.At(5,
           [&]()
           {
               net.alice->HangUpAll();
           });
    net.Run(Seconds(10));
    t.Equal(net.CountSent("home.b.example", "439"), 1U, "439");
    t.True(net.bob->GetOutbound()->GetState(1) ==
               (isRequired ? SipFlowState::Refused : SipFlowState::Plain),
           "refused, or without flows");
    t.Equal(net.bob->IsRegistered(), !isRequired, "registered");
    t.Equal(call->GetStatusCode(), isRequired ? 404 : 200, "the call");
}

void
TestKeepAlive(SipCase& t)
{
    SipOutboundNetwork net(true);
    net.filter->SetAttribute("IdleTimeout", TimeValue(Seconds(150)));
    net.Register();
    net.WatchFlows(net.bob);
    Ptr<SipCall> call;
    net.At(2000,
           [&]()
           {
               call = net.alice->Invite(net.bob->GetAddressOfRecord());
           });
    net.At(2010,
           [&]()
           {
               net.alice->HangUpAll();
           });
    net.Run(Seconds(2100));
    t.Equal(net.filter->GetDropped(), 0U, "the connection is never idle for long");
    t.Equal(net.bob->GetTransportLayer()->GetOpenedConnections(),
            1U,
            "neither end closes it for idleness");
    t.Equal(call->GetStatusCode(), 200, "reachable after 2000 s");
    t.Equal(net.states.size(), 2U, "registering, active: " + Join(net.states));
}

void
TestLostFlow(SipCase& t)
{
    SipOutboundNetwork net(true);
    net.filter->SetAttribute("IdleTimeout", TimeValue(Seconds(60)));
    net.registrar->SetAttribute("FlowTimer", TimeValue(Seconds(100)));
    net.Register();
    net.WatchFlows(net.bob);
    net.Run(Seconds(150));
    t.Equal(Get(net, "edge1.b.example", "200", "Flow-Timer"), std::string("100"), "Flow-Timer");
    t.True(net.states.size() >= 5, "it fails and comes back: " + Join(net.states));
    if (net.states.size() < 5)
    {
        return;
    }
    const double failed = std::stod(net.states.at(2));
    const double again = std::stod(net.states.at(3));
    t.True(Contains(net.states.at(2), "waiting"), "failed");
    t.True(failed > 91 && failed < 111.5, "80 to 100 % of Flow-Timer, and 10 s for the answer");
    t.True(again - failed >= 15 && again - failed <= 30, "the wait, all flows having failed");
    t.True(net.outages.size() == 2 && net.outages.at(1) > 15 && net.outages.at(1) < 31,
           "reachable again");
    t.Equal(net.GetBindings().size(), 1U, "one binding, the new one");
}

void
TestBackOff(SipCase& t)
{
    SipOutboundNetwork net(true);
    net.WatchFlows(net.bob);
    NodeOutage outage(net.edge1);
    net.At(0.5,
           [&]()
           {
               outage.Fail(NodeOutage::Kind::Reset);
           });
    net.Register();
    net.Run(Seconds(20000));
    double last = 0;
    double bound = 30;
    int waits = 0;
    for (const std::string& state : net.states)
    {
        const double at = std::stod(state);
        if (Contains(state, "waiting"))
        {
            last = at;
            bound = std::min(1800.0, 2 * bound);
        }
        else if (waits++ > 0)
        {
            t.True(at - last >= bound / 2 && at - last <= bound + 1,
                   "wait of " + std::to_string(at - last) + " s within the bound of " +
                       std::to_string(bound) + " s");
        }
    }
    t.True(waits > 15, "it goes on: " + std::to_string(waits));
}

void
TestOtherFlow(SipCase& t)
{
    SipOutboundNetwork net(false);
    net.UseEdges(net.bob, "1 2");
    net.alice->SetAttribute("Outbound", BooleanValue(false));
    net.alice->SetAttribute("OutboundProxy", StringValue(net.home->GetRouteUri().ToString()));
    net.Register();
    net.WatchFlows(net.bob);
    NodeOutage outage1(net.edge1);
    NodeOutage outage2(net.edge2);
    NodeOutage* outage = nullptr;
    std::vector<Ptr<SipCall>> calls;
    const auto call = [&]()
    {
        calls.push_back(net.alice->Invite(net.bob->GetAddressOfRecord()));
    };
    net.At(3, call);
    net.At(3.5,
           [&]()
           {
               net.alice->HangUpAll();
           });
    std::size_t before = 0;
    std::string primary;
    net.At(4,
           [&]()
           {
               const auto bindings = net.GetBindings();
               before = bindings.size();
               const auto last = std::max_element(bindings.begin(),
                                                  bindings.end(),
                                                  [](const SipBinding& one, const SipBinding& two)
                                                  {
                                                      return one.registered < two.registered;
                                                  });
               primary = std::string(last->path.at(0).GetUri().GetHost());
               outage = primary == "edge1.b.example" ? &outage1 : &outage2;
               outage->Fail(NodeOutage::Kind::Reset);
           });
    net.At(5,
           [&]()
           {
               outage->Restore(); // its flows are gone, and nobody has noticed
           });
    net.At(6, call); // 430 by the first edge proxy, and on by the other one
    net.At(7,
           [&]()
           {
               net.alice->HangUpAll();
           });
    net.At(8, call); // the dead flow is known to be dead
    std::size_t after = 0;
    net.At(10,
           [&]()
           {
               after = net.GetBindings().size();
               net.alice->HangUpAll();
           });
    net.At(300, call);
    net.At(305,
           [&]()
           {
               net.alice->HangUpAll();
           });
    net.Run(Seconds(320));
    t.Equal(before, 2U, "two flows, one instance");
    for (const Ptr<SipCall>& each : calls)
    {
        t.Equal(each->GetStatusCode(), 200, "each call gets through");
    }
    t.True(net.CountSent(primary, "430") >= 1, "430 by the edge proxy that was restarted");
    t.Equal(net.CountSent("bob", "200"), 8U, "bob answers each call and each BYE once");
    t.Equal(net.CountSent("home.b.example", "430"), 0U, "users see no 430");
    t.Equal(after, 1U, "the dead binding is removed");
    t.Equal(net.GetBindings().size(), 2U, "and bound anew");
    t.Equal(net.CountTowardsUsers(), 0U, "connections opened towards users");
}

void
TestUnregister(SipCase& t)
{
    SipOutboundNetwork net(true);
    net.At(1,
           [&]()
           {
               net.bob->Register();
               net.bob->Unregister();
           });
    net.Run(Seconds(5));
    t.Equal(net.GetBindings().size(), 0U, "no binding");
    t.True(!net.bob->IsRegistered(), "not registered");
    t.Equal(net.CountSent("bob", "REGISTER"), 2U, "two REGISTERs");
}

void
TestIdleRegistration(SipCase& t)
{
    SipOutboundNetwork net(true);
    net.bob->SetAttribute("Outbound", BooleanValue(false));
    net.bob->SetAttribute("OutboundProxy", StringValue(net.edge1->GetRouteUri().ToString()));
    net.Register();
    Ptr<SipCall> call;
    net.At(1000,
           [&]()
           {
               call = net.alice->Invite(net.bob->GetAddressOfRecord());
           });
    net.Run(Seconds(1010));
    t.Equal(call->GetStatusCode(), 200, "answered");
    t.Equal(net.CountTowardsUsers(), 0U, "by the connection of the registration");
}

/** The tests of flows (RFC 5626). */
class SipOutboundTestSuite : public TestSuite
{
  public:
    SipOutboundTestSuite()
        : TestSuite("sip-network-outbound")
    {
        Add("RFC 5626 4.2.1, 6: REGISTER with a flow, edge proxy and registrar in one",
            [](SipCase& t)
            {
                TestRegister(t, true);
            });
        Add("RFC 5626 4.2.1, 5.1, 6; RFC 3327: REGISTER by an edge proxy",
            [](SipCase& t)
            {
                TestRegister(t, false);
            });
        Add("RFC 5626 4.3, 5.3: all of a dialog by the flows, one element, TCP",
            [](SipCase& t)
            {
                TestCall(t, true, "TCP");
            });
        Add("RFC 5626 4.3, 5.3: all of a dialog by the flows, two elements, TCP",
            [](SipCase& t)
            {
                TestCall(t, false, "TCP");
            });
        Add("RFC 5626 4.3, 5.3: all of a dialog by the flows, one element, TLS",
            [](SipCase& t)
            {
                TestCall(t, true, "TLS");
            });
        Add("RFC 5626 4.3, 5.3: all of a dialog by the flows, two elements, TLS",
            [](SipCase& t)
            {
                TestCall(t, false, "TLS");
            });
        Add("RFC 5626 5.3: tokens that are forged, or whose flow is gone", TestTokens);
        Add("RFC 5626 6, 12: a flow is replaced by its own user only", TestRebinding);
        Add("RFC 5626 4.2.1, 6: 439, and on without flows",
            [](SipCase& t)
            {
                TestLacksOutbound(t, false);
            });
        Add("RFC 5626 4.2.1, 6: 439, and no further",
            [](SipCase& t)
            {
                TestLacksOutbound(t, true);
            });
        Add("RFC 5626 4.4.1: keep-alives hold a connection open", TestKeepAlive);
        Add("RFC 5626 4.4.1, 4.5, 5.4: no answer to a keep-alive, and back again", TestLostFlow);
        Add("RFC 5626 4.5: the wait doubles up to its bound", TestBackOff);
        Add("RFC 5626 7: the other flow after a crash of an edge proxy", TestOtherFlow);
        Add("Unregister while REGISTER is under way", TestUnregister);
        Add("the connection of a registration is not closed for idleness", TestIdleRegistration);
    }

  private:
    void
    Add(const std::string& name, std::function<void(SipCase&)> body)
    {
        AddTestCase(new SipCase(name, std::move(body)));
    }
};

SipOutboundTestSuite g_sipOutboundTestSuite; ///< registers the suite

} // namespace
