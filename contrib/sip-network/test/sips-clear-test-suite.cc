// SPDX-License-Identifier: GPL-2.0-only
// What becomes of sips URIs where there is no TLS.
#include "sip-test-network.h"

#include "ns3/boolean.h"
#include "ns3/simulator.h"
#include "ns3/sip-parser.h"
#include "ns3/sip-text.h"
#include "ns3/string.h"

#include <array>

using namespace ns3;

namespace
{

/** Somebody without TLS, a proxy that is a registrar without passwords, bob. */
class ClearNetwork : public SipTestNetwork
{
  public:
    /** @param rules the proxy's SipsRules */
    explicit ClearNetwork(const std::string& rules)
        : SipTestNetwork(3)
    {
        peer = Create<SipTestPeer>(GetNode(0), 5060);
        proxy = AddProxy(1, "proxy.b.example", "b.example");
        bob = AddAgent(2, "sip:bob@b.example");
        proxy->SetAttribute("SipsRules", StringValue(rules));
        helper.InstallRegistrar(proxy, nullptr);
    }

    /** Sends a request to the proxy. */
    void
    Send(double when, const std::string& method, const std::string& uri, const std::string& lines)
    {
        At(when,
           [=]()
           {
               const std::string count = std::to_string(++m_count);
               const std::string via = "SIP/2.0/UDP " + SipAddress::FormatIpv4(GetAddress(0)) +
                                       ";branch=z9hG4bK" + count + ";rport";
               peer->Send(method + " " + uri + " SIP/2.0\r\nVia: " + via +
                              "\r\nMax-Forwards: 70\r\nFrom: <sip:alice@a.example>;tag=a\r\n"
                              "To: <sip:bob@b.example>\r\nCall-ID: " +
                              count + "\r\nCSeq: 1 " + method + "\r\n" + lines + "\r\n",
                          GetAddress(1));
           });
    }

    /** @return the last response, as status code and Warning */
    std::string
    GetLast() const
    {
        for (auto i = peer->datagrams.rbegin(); i != peer->datagrams.rend(); ++i)
        {
            const auto message = SipParser::Parse(*i);
            if (message && !message->IsRequest())
            {
                return std::to_string(message->GetStatusCode()) + " " +
                       std::string(message->GetHeader("Warning").value_or(""));
            }
        }
        return "";
    }

    Ptr<SipTestPeer> peer; ///< somebody without TLS
    Ptr<SipProxy> proxy;   ///< proxy and registrar
    Ptr<SipUserAgent> bob; ///< the callee

  private:
    int m_count{0}; ///< requests sent
};

void
TestForward(SipCase& t)
{
    const std::string notAllowed = "480 380 proxy.b.example \"SIPS Not Allowed\"";
    const std::string required = "480 381 proxy.b.example \"SIPS Required\"";
    const std::string reached = "200 ";
    const std::vector<std::array<std::string, 4>> rows = {
        {"rfc3261", "sip", "sip", reached},
        {"rfc3261", "sips", "sip", reached}, // the last hop in clear (26.2.2)
        {"rfc3261", "sip", "sips", required},
        {"rfc3261", "sips", "sips", notAllowed},
        {"rfc5630", "sip", "sip", reached},
        {"rfc5630", "sips", "sip", notAllowed},
        {"rfc5630", "sip", "sips", required},
        {"rfc5630", "sips", "sips", notAllowed},
        {"article", "sip", "sip", reached},
        {"article", "sips", "sip", notAllowed},
        {"article", "sip", "sips", required},
        {"article", "sips", "sips", notAllowed},
    };
    for (const auto& [rules, requested, contact, expected] : rows)
    {
        ClearNetwork net(rules);
        net.proxy->GetLocationService()->AddStatic(net.bob->GetAddressOfRecord(),
                                                   net.bob->GetContactUri(contact == "sips"));
        net.Send(1,
                 "INVITE",
                 requested + ":bob@b.example",
                 "Contact: <" + requested + ":alice@" + SipAddress::FormatIpv4(net.GetAddress(0)) +
                     ">\r\n");
        net.Run(Seconds(2));
        const std::string what = rules + ": " + requested + " to a contact of " + contact;
        t.Equal(net.GetLast().substr(0, expected.size()), expected, what);
        t.Equal(net.CountSent("proxy.b.example", "INVITE"), expected == reached ? 1U : 0U, what);
        Simulator::Destroy();
    }
}

void
TestRecordRoute(SipCase& t)
{
    ClearNetwork net("rfc3261");
    net.proxy->GetLocationService()->AddStatic(net.bob->GetAddressOfRecord(),
                                               net.bob->GetContactUri(false));
    net.proxy->SetAttribute("RecordRoute", BooleanValue(false)); // a MUST all the same
    net.Send(1,
             "INVITE",
             "sips:bob@b.example",
             "Contact: <sips:alice@" + SipAddress::FormatIpv4(net.GetAddress(0)) + ">\r\n");
    net.Send(2, "INVITE", "sip:bob@b.example", "Contact: <sip:alice@10.9.9.9>\r\n");
    net.Run(Seconds(3));
    const SipMessage* invite = net.FindSent("proxy.b.example", "INVITE");
    t.True(invite, "it goes on");
    if (!invite)
    {
        return;
    }
    t.Equal(Join(GetWholeHeaders(*invite, "Record-Route")),
            std::string("<sip:proxy.b.example;lr> <sips:proxy.b.example;lr>"),
            "the callee meets the sip one first");
    const SipMessage* answer = net.FindSent("bob", "200");
    t.Equal(answer->GetContacts()->front().GetUri().GetScheme(),
            std::string("sip"),
            "12.1.1: the callee's Contact follows the topmost Record-Route");
    uint32_t plain = 0;
    for (const auto& entry : net.trace.GetEntries())
    {
        if (entry.from == "proxy.b.example" && entry.message.IsRequest() &&
            !entry.message.Has("Record-Route"))
        {
            ++plain;
        }
    }
    t.Equal(plain, 1U, "none where the scheme stays");
}

void
TestDoubleRoute(SipCase& t)
{
    ClearNetwork net("rfc3261");
    const std::string target = net.bob->GetContactUri(false).ToString();
    net.Send(1,
             "OPTIONS",
             target,
             "Route: <sips:proxy.b.example;lr>, <sip:proxy.b.example;lr>\r\n");
    net.Run(Seconds(2));
    t.Equal(net.GetLast(), std::string("200 "), "it reaches bob");
    t.Equal(net.CountSent("proxy.b.example", "OPTIONS"), 1U, "at once");
    t.True(!net.FindSent("proxy.b.example", "OPTIONS")->Has("Route"), "both Routes are taken");
}

void
TestRegister(SipCase& t)
{
    struct Row
    {
        const char* rules;
        const char* uri;
        const char* lines;
        const char* expected;
    };

    const std::vector<Row> rows = {
        {"rfc3261", "sip:b.example", "Contact: <sips:bob@10.1.2.1>\r\n", "200 "},
        {"rfc5630", "sip:b.example", "Contact: <sip:bob@10.1.2.1>\r\n", "200 "},
        {"rfc5630", "sip:b.example", "Contact: <sips:bob@10.1.2.1>\r\n", "400 "},
        {"rfc5630",
         "sips:b.example",
         "Contact: <sips:bob@10.1.2.1>\r\nContact: <sip:bob@10.1.2.1>\r\n",
         "400 "},
        {"rfc5630", "sip:b.example", "", "200 "},
        {"article", "sip:b.example", "Contact: <sips:bob@10.1.2.1>\r\n", "400 "},
        {"article", "sip:b.example", "Contact: <sip:bob@10.1.2.1>\r\n", "200 "},
    };
    for (const Row& row : rows)
    {
        ClearNetwork net(row.rules);
        net.Send(1, "REGISTER", row.uri, row.lines);
        net.Run(Seconds(2));
        const std::string what = std::string(row.rules) + ": " + row.uri + ", " + row.lines;
        t.Equal(net.GetLast(), std::string(row.expected), what);
        const bool isBound = std::string(row.expected) == "200 " && std::string(row.lines) != "";
        t.Equal(net.proxy->GetLocationService()->Find(MakeUri("sip:bob@b.example")).size(),
                isBound ? 1U : 0U,
                what);
        Simulator::Destroy();
    }
    ClearNetwork net("rfc5630");
    net.proxy->GetLocationService()->AddStatic(MakeUri("sips:bob@b.example"),
                                               MakeUri("sips:bob@10.1.2.1"));
    net.Send(1, "REGISTER", "sip:b.example", "Contact: <sip:bob@10.1.2.1>\r\n");
    net.Run(Seconds(2));
    const auto bindings = net.proxy->GetLocationService()->Find(MakeUri("sip:bob@b.example"));
    t.Equal(bindings.size(), 1U, "5.1.1.1: the later registration replaces the earlier one");
    t.Equal(bindings.front().contact.GetScheme(), std::string("sip"), "it is the later one");
}

void
TestNoWayInClear(SipCase& t)
{
    for (const char* rules : {"rfc3261", "rfc5630", "article"})
    {
        SipTestTrapezoid net;
        net.alice->SetAttribute("SipsRules", StringValue(rules));
        Ptr<SipCall> call;
        net.At(1,
               [&]()
               {
                   call = net.alice->Invite(MakeUri("sips:bob@b.example"));
               });
        net.Run(Seconds(2));
        t.True(call->GetState() == SipCallState::Ended, std::string(rules) + ": it fails");
        t.Equal(net.GetLadder().size(), 0U, "nothing leaves, not even to a sip outbound proxy");
        Simulator::Destroy();
    }
}

/** The suite. */
class SipsClearTestSuite : public TestSuite
{
  public:
    SipsClearTestSuite();
};

SipsClearTestSuite::SipsClearTestSuite()
    : TestSuite("sip-network-sips-clear")
{
    const auto add = [this](const std::string& name, std::function<void(SipCase&)> body)
    {
        AddTestCase(new SipCase(name, std::move(body)));
    };
    add("RFC 3261 26.2.2, RFC 5630 5.3: a proxy without TLS", TestForward);
    add("RFC 3261 16.6 item 4, RFC 5658: Record-Route where sips and sip meet", TestRecordRoute);
    add("RFC 5658: a proxy takes both its Routes", TestDoubleRoute);
    add("RFC 5630 5.2, 5.1.1.1: REGISTER without TLS", TestRegister);
    add("RFC 3261 8.1.2: no sips request in clear", TestNoWayInClear);
}

SipsClearTestSuite g_sipsClearTestSuite; ///< the suite

} // namespace
