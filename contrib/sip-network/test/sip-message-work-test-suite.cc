// SPDX-License-Identifier: GPL-2.0-only
// Messages that take processor time: what is charged, to whom, and what waits for it.
#include "sip-test-network.h"

#include "ns3/boolean.h"
#include "ns3/processor.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

using namespace ns3;

namespace
{

/** @return a processor on which parsing takes 20 ms and all other handling nothing */
Ptr<Processor>
MakeProcessor()
{
    const auto free = [](const std::string& operation, const std::string& algorithm)
    {
        return R"({"operation": ")" + operation + R"(", "algorithm": ")" + algorithm +
               R"(", "fixed_ns": 0, "ns_per_octet": 0},)";
    };
    const auto profile = CostProfile::Parse(
        R"({"name": "test", "cpu": "none", "library": "none", "method": "invented for this test",
            "date": "2026-01-01", "operations": [)" +
        free("accept", "tcp") + free("connect", "tcp") + free("receive", "tcp") +
        free("receive", "udp") + free("route", "sip") + free("send", "tcp") + free("send", "udp") +
        free("serialize", "sip") +
        R"({"operation": "parse", "algorithm": "sip", "fixed_ns": 20000000, "ns_per_octet": 0}]})");
    Ptr<Processor> processor = CreateObject<Processor>();
    processor->SetCostProfile(std::make_shared<const CostProfile>(profile.value()));
    return processor;
}

/** A call of 2 s by one proxy, on whose processor messages are charged. */
class ChargedCall : public SipTestNetwork
{
  public:
    /**
     * @param protocol UDP or TCP
     * @param isCharged whether messages take time
     */
    ChargedCall(const std::string& protocol, bool isCharged)
        : SipTestNetwork(3)
        , processor(MakeProcessor())
    {
        helper.SetUserAgentAttribute("Protocol", StringValue(protocol));
        helper.SetProxyAttribute("Protocol", StringValue(protocol));
        proxy = AddProxy(1, "proxy.a.example", "a.example");
        proxy->SetAttribute("ChargesMessages", BooleanValue(isCharged));
        GetNode(1)->AggregateObject(processor);
        helper.InstallRegistrar(proxy);
        alice = AddAgent(0, "sip:alice@a.example");
        alice->SetAttribute("OutboundProxy", StringValue("sip:proxy.a.example;lr"));
        bob = AddAgent(2, "sip:bob@a.example");
        bob->SetAttribute("RegisterAtStart", BooleanValue(true));
        bob->SetAttribute("AnswerDelay", TimeValue(Seconds(1)));
        bob->SetAttribute("OutboundProxy", StringValue("sip:proxy.a.example;lr"));
        alice->TraceConnectWithoutContext("SetupDelay", MakeCallback(&ChargedCall::OnSetup, this));
        proxy->GetTransportLayer()->TraceConnectWithoutContext(
            "Rx",
            MakeCallback(&ChargedCall::OnReceived, this));
        At(1,
           [this]()
           {
               call = alice->Invite(bob->GetAddressOfRecord());
           });
        At(6,
           [this]()
           {
               call->HangUp();
           });
    }

    /** @return how often something was charged */
    uint64_t
    Count(const std::string& operation, const std::string& algorithm) const
    {
        const auto& amounts = processor->GetTotal().GetAmounts();
        const auto found = amounts.find({operation, algorithm});
        return found == amounts.end() ? 0 : found->second.count;
    }

    Ptr<Processor> processor; ///< the proxy's
    Ptr<SipProxy> proxy;      ///< the proxy
    Ptr<SipUserAgent> alice;  ///< calls
    Ptr<SipUserAgent> bob;    ///< is called
    Ptr<SipCall> call;        ///< the call
    Time setupDelay;          ///< of the call
    uint64_t received{0};     ///< messages that the proxy has received
    uint64_t octets{0};       ///< of these

  private:
    /** The call is set up. */
    void
    OnSetup(Ptr<SipCall>, Time delay)
    {
        setupDelay = delay;
    }

    /** The proxy has received a message. */
    void
    OnReceived(const SipMessage&, const SipAddress&, uint32_t size)
    {
        ++received;
        octets += size;
    }
};

/** @return the set-up delay of a call whose messages take no time; ends that simulation */
Time
GetPlainDelay(const std::string& protocol)
{
    ChargedCall plain(protocol, false);
    plain.Run(Seconds(40));
    Simulator::Destroy();
    return plain.setupDelay;
}

void
TestOff(SipCase& t)
{
    ChargedCall net("UDP", false);
    net.Run(Seconds(40));
    t.True(net.processor->GetTotal().IsEmpty(), "nothing is charged unless it is asked for");
    t.Equal(net.call->GetStatusCode(), 200, "the call");
}

void
TestUdp(SipCase& t)
{
    const Time plain = GetPlainDelay("UDP");
    ChargedCall net("UDP", true);
    net.Run(Seconds(40));
    t.Equal(net.call->GetStatusCode(), 200, "the call");
    t.True(net.received >= 7, "REGISTER, INVITE, 180, 200, ACK, BYE, 200");
    for (const char* operation : {"parse", "route"})
    {
        t.Equal(net.Count(operation, "sip"), net.received, operation);
    }
    t.Equal(net.Count("receive", "udp"), net.received, "received");
    const uint64_t sent = net.proxy->GetTransportLayer()->GetSentMessages();
    t.Equal(net.Count("send", "udp"), sent, "sent");
    t.Equal(net.Count("serialize", "sip"), sent, "serialized");
    t.Equal(net.Count("receive", "tcp") + net.Count("accept", "tcp"), 0U, "no TCP");
    const uint64_t parsed = net.processor->GetTotal().GetAmounts().at({"parse", "sip"}).octets;
    // As they came: without what the transport layer writes into Via.
    t.True(parsed <= net.octets && parsed * 10 > net.octets * 9, "octets");
    t.Equal(net.setupDelay - plain, MilliSeconds(40), "INVITE and 200 are parsed");
}

void
TestTcp(SipCase& t)
{
    const Time plain = GetPlainDelay("TCP");
    ChargedCall net("TCP", true);
    net.Run(Seconds(40));
    t.Equal(net.call->GetStatusCode(), 200, "the call");
    t.Equal(net.Count("receive", "tcp"), net.received, "received");
    t.Equal(net.Count("send", "tcp"), net.proxy->GetTransportLayer()->GetSentMessages(), "sent");
    t.Equal(net.Count("accept", "tcp"),
            net.proxy->GetTransportLayer()->GetAcceptedConnections(),
            "accepted connections");
    t.Equal(net.Count("connect", "tcp"),
            net.proxy->GetTransportLayer()->GetOpenedConnections(),
            "opened connections");
    t.True(net.Count("accept", "tcp") > 0, "there are some");
    // Segments that acknowledge meet others on the links.
    t.True(net.setupDelay - plain > MicroSeconds(39900) &&
               net.setupDelay - plain < MicroSeconds(40100),
           "INVITE and 200 are parsed");
}

/** Counts dropped datagrams. */
struct DropCounter
{
    uint32_t count{0}; ///< how many

    /** One was dropped. */
    void
    OnDropped(uint32_t octets)
    {
        ++count;
    }
};

void
TestReceiveBuffer(SipCase& t)
{
    ChargedCall net("UDP", true);
    DropCounter dropped;
    Ptr<SipTransport> udp = net.proxy->GetTransportLayer()->GetTransport(SipTransportProtocol::Udp);
    udp->SetAttribute("ReceiveBuffer", UintegerValue(1000));
    udp->TraceConnectWithoutContext("Dropped", MakeCallback(&DropCounter::OnDropped, &dropped));
    Ptr<SipTestPeer> flood = Create<SipTestPeer>(net.GetNode(0), 5070);
    const std::string junk(400, 'x');
    net.At(0.5,
           [&]()
           {
               for (int i = 0; i < 10; ++i)
               {
                   flood->Send(junk, net.GetAddress(1));
               }
           });
    net.Run(Seconds(40));
    t.Equal(dropped.count, 8U, "two fit");
    t.Equal(net.call->GetStatusCode(), 200, "the next call goes well");
}

/** The suite. */
class SipMessageWorkTestSuite : public TestSuite
{
  public:
    SipMessageWorkTestSuite();
};

SipMessageWorkTestSuite::SipMessageWorkTestSuite()
    : TestSuite("sip-network-message-work")
{
    const auto add = [this](const std::string& name, std::function<void(SipCase&)> body)
    {
        AddTestCase(new SipCase(name, std::move(body)));
    };
    add("Messages take no time by default", TestOff);
    add("Datagrams take time", TestUdp);
    add("Messages and connections of TCP take time", TestTcp);
    add("What waits for the processor has a bound", TestReceiveBuffer);
}

SipMessageWorkTestSuite g_sipMessageWorkTestSuite; ///< the suite

} // namespace
