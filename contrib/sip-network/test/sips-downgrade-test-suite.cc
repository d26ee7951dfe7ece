// SPDX-License-Identifier: GPL-2.0-only
// Proxies and users that do not keep to the rules of sips URIs, and who notices.
#include "sips-test-network.h"

#include "ns3/simulator.h"
#include "ns3/sip-text.h"
#include "ns3/string.h"

using namespace ns3;

namespace
{

const std::vector<std::string> RULES = {"rfc3261", "rfc5630", "article"}; ///< all variants

/** Registers, lets alice call bob at 3 s, ends at 5 s. */
Ptr<SipCall>
Call(SipsTrapezoid& net, const std::string& uri = "sips:bob@b.example")
{
    auto call = std::make_shared<Ptr<SipCall>>();
    net.Register(1);
    net.At(3,
           [call, &net, uri]()
           {
               *call = net.alice->Invite(MakeUri(uri));
           });
    net.Run(Seconds(5));
    return *call;
}

/** Has a proxy's last policy change messages. */
void
Corrupt(Ptr<SipProxy> proxy, std::function<void(SipMessage&)> change)
{
    Ptr<ScriptedProxyPolicy> policy = CreateObject<ScriptedProxyPolicy>();
    policy->judge = [change](SipMessage& message, const SipPolicyContext&, Work&)
    {
        change(message);
        return SipVerdict::Continue();
    };
    proxy->AddPolicy(policy);
}

/** Lowers a URI of a message. */
void
LowerRequestUri(SipMessage& message)
{
    if (message.IsRequest() && message.GetMethod() == "INVITE")
    {
        SipUri uri = message.GetRequestUri();
        uri.SetScheme("sip");
        message.SetRequestUri(uri);
    }
}

/** The caller's proxy makes sip of sips, and asks for nothing any more. */
void
TestLoweredRequest(SipCase& t)
{
    for (const std::string& rules : RULES)
    {
        SipsTrapezoid net(rules);
        Corrupt(net.proxyA, LowerRequestUri);
        const Ptr<SipCall> call = Call(net);
        t.Equal(call->GetStatusCode(), rules == "rfc3261" ? 200 : 480, rules + ": outcome");
        // RFC 3261's proxy raises it again: its two Record-Routes tell bob. RFC 5630's does not: To
        // tells him, and alice sees a Contact that is not sips. The article's never asks bob.
        t.Equal(net.HasEvent("bob", "downgraded"),
                rules != "article",
                rules + ": " + Join(net.events));
        t.Equal(net.CountSent("bob", "200") > 0, rules != "article", rules + ": bob has answered");
        t.True(net.HasEvent("alice", "downgraded"), rules + ": alice notices, too");
        t.Equal(net.HasEvent("b", "secure-path-impossible"),
                rules == "article",
                rules + ": proxy b");
        Simulator::Destroy();
    }
}

/** The callee's proxy lowers the Contact of the answer, so that BYE would go out in clear. */
void
TestLoweredAnswer(SipCase& t)
{
    for (const std::string& rules : RULES)
    {
        SipsTrapezoid net(rules);
        Corrupt(net.proxyB,
                [](SipMessage& message)
                {
                    if (!message.IsRequest() && message.Has("Contact"))
                    {
                        SipUri uri = message.GetContacts()->front().GetUri();
                        uri.SetScheme("sip");
                        message.Set("Contact", "<" + uri.ToString() + ">");
                    }
                });
        const Ptr<SipCall> call = Call(net);
        const bool isOld = rules == "rfc3261";
        t.True(net.HasEvent("alice", "downgraded"), rules + ": alice notices");
        t.True(call->GetState() == (isOld ? SipCallState::Established : SipCallState::Ended),
               rules + ": and does not go on");
        t.True(call->GetPeerStatement().ground == SipPeerGround::None, rules + ": nobody vouches");
        Simulator::Destroy();
    }
}

/** A Via, or a Record-Route, tells of a hop that was not secure. */
void
TestTraceOfClearHop(SipCase& t)
{
    const std::vector<std::pair<std::string, std::string>> rows = {
        {"Via", "SIP/2.0/TCP transit.example;branch=z9hG4bKtransit"},
        {"Record-Route", "<sip:transit.example;lr>"},
    };
    for (const auto& [name, value] : rows)
    {
        for (const std::string& rules : RULES)
        {
            SipsTrapezoid net(rules);
            Corrupt(net.proxyA,
                    [name = name, value = value](SipMessage& message)
                    {
                        if (message.IsRequest() && message.GetMethod() == "INVITE")
                        {
                            message.Add(name, value); // below what is there
                        }
                    });
            const Ptr<SipCall> call = Call(net);
            t.True(net.HasEvent("bob", "downgraded"), rules + ", " + name + ": bob notices");
            t.Equal(net.CountSent("bob", "480"),
                    rules == "rfc3261" ? 0U : 1U,
                    rules + ", " + name + ": and refuses");
            Simulator::Destroy();
        }
    }
}

/** A redirection to a sip URI, and a refusal of the scheme. */
void
TestNoFallback(SipCase& t)
{
    for (const int code : {302, 416, 480})
    {
        for (const std::string& rules : RULES)
        {
            SipsTrapezoid net(rules);
            Ptr<ScriptedProxyPolicy> policy = CreateObject<ScriptedProxyPolicy>();
            policy->judge = [code](SipMessage& message, const SipPolicyContext&, Work&)
            {
                if (!message.IsRequest() || message.GetMethod() != "INVITE" ||
                    !message.GetRequestUri().IsSecure())
                {
                    return SipVerdict::Continue();
                }
                SipReply reply{code, "", {}, {}};
                if (code == 302)
                {
                    reply.headers.emplace_back("Contact", "<sip:bob@b.example>");
                }
                else if (code == 480)
                {
                    reply = MakeSipsReply(SipsRefusal::NotAllowed, "proxy.a.example");
                }
                return SipVerdict::Respond(reply);
            };
            net.proxyA->AddPolicy(policy);
            const Ptr<SipCall> call = Call(net);
            const bool isLowered = rules == "rfc3261" && code != 480;
            const std::string what = rules + ", " + std::to_string(code);
            t.Equal(call->GetStatusCode(), isLowered ? 200 : code, what + ": outcome");
            t.True(net.HasEvent("alice", "secure-path-impossible"), what + ": alice is told");
            uint32_t sip = 0;
            for (const auto& entry : net.trace.GetEntries())
            {
                sip += entry.from == "alice" && entry.message.IsRequest() &&
                               entry.message.GetMethod() == "INVITE" &&
                               !entry.message.GetRequestUri().IsSecure()
                           ? 1
                           : 0;
            }
            t.Equal(sip, isLowered ? 1U : 0U, what + ": requests with a sip URI");
            Simulator::Destroy();
        }
    }
}

/** An agent that writes what it likes into From. */
class LyingPolicy : public SipUserAgentPolicy
{
  public:
    tl::expected<void, SipReply>
    AddHeaders(SipMessage& message, const SipUserAgentContext& context, Work& work) override
    {
        if (message.IsRequest() && message.GetMethod() == "INVITE")
        {
            message.Set("From", from + ";tag=" + GetSipTag(message, true));
        }
        return {};
    }

    std::string from; ///< what to write
};

/** A user with a valid account lies about the own name. */
void
TestLyingUser(SipCase& t)
{
    struct Row
    {
        const char* from;
        bool isRegistered;
        const char* expected;
    };

    const std::vector<Row> rows = {
        {"<sips:alice@a.example>", true, "200"},
        {"<sip:alice@A.example>", true, "200"}, // the scheme makes no other user
        {"<sips:carol@a.example>", true, "403"},
        {"<sips:bank@c.example>", true, "403"},
        {"<sips:bob@b.example>", true, "403"},
        {"<sips:bank@c.example>", false, "403"}, // a stranger wants it relayed
    };
    for (const Row& row : rows)
    {
        SipsTrapezoid net("rfc5630");
        Ptr<LyingPolicy> lies = CreateObject<LyingPolicy>();
        lies->from = row.from;
        net.alice->AddPolicy(lies);
        Ptr<SipCall> call;
        net.At(1,
               [&]()
               {
                   net.bob->Register();
                   if (row.isRegistered)
                   {
                       net.alice->Register();
                   }
               });
        net.At(3,
               [&]()
               {
                   call = net.alice->Invite(MakeUri("sips:bob@b.example"));
               });
        net.Run(Seconds(5));
        const std::string what = std::string(row.from) + (row.isRegistered ? "" : ", a stranger");
        const bool isRefused = std::string(row.expected) == "403";
        t.Equal(std::to_string(call->GetStatusCode()), std::string(row.expected), what);
        t.Equal(net.HasEvent("a", "not-authorized"), isRefused, what + ": " + Join(net.events));
        Simulator::Destroy();
    }
}

/** What strangers may do, by the attribute. */
void
TestStrangers(SipCase& t)
{
    for (const std::string word : {"relay", "deliver", "refuse"})
    {
        for (const bool isOwn : {true, false})
        {
            SipTestTrapezoid net; // UDP: nobody proves anything
            Ptr<SipUserOriginPolicy> policy = CreateObject<SipUserOriginPolicy>();
            policy->SetAttribute("Strangers", StringValue(word));
            (isOwn ? net.proxyB : net.proxyA)->AddPolicy(policy);
            net.alice->SetAddressOfRecord(MakeUri("sip:alice@c.example"));
            Ptr<SipCall> call;
            net.At(1,
                   [&]()
                   {
                       call = net.alice->Invite(MakeUri("sip:bob@b.example"));
                   });
            net.Run(Seconds(3));
            const bool mayPass = word == "relay" || (word == "deliver" && isOwn);
            t.Equal(call->GetStatusCode(),
                    mayPass ? 200 : 403,
                    word + (isOwn ? ", to an own user" : ", to elsewhere"));
            Simulator::Destroy();
        }
    }
}

/** The caller's proxy writes another domain's user into From. */
void
TestLyingDomain(SipCase& t)
{
    struct Row
    {
        const char* mode;
        const char* transit;
        const char* from;
        bool passes;
        bool isReported;
    };

    const std::vector<Row> rows = {
        {"refuse", "", "sips:alice@a.example", true, false},
        {"refuse", "", "sips:carol@a.example", true, false}, // only the domain is proved
        {"refuse", "", "sips:bank@c.example", false, true},
        {"refuse", "x.example", "sips:bank@c.example", false, true},
        {"refuse", "x.example A.example", "sips:bank@c.example", true, false},
        {"warn", "", "sips:bank@c.example", true, true},
        {"off", "", "sips:bank@c.example", true, false},
    };
    for (const Row& row : rows)
    {
        SipsTrapezoid net("article");
        net.domainOrigin[1]->SetAttribute("Mode", StringValue(row.mode));
        net.domainOrigin[1]->SetAttribute("Transit", StringValue(row.transit));
        Corrupt(net.proxyA,
                [&row](SipMessage& message)
                {
                    if (message.IsRequest() && message.GetMethod() == "INVITE")
                    {
                        message.Set("From",
                                    "<" + std::string(row.from) +
                                        ">;tag=" + GetSipTag(message, true));
                    }
                });
        Call(net);
        const std::string what =
            std::string(row.from) + ", " + row.mode + ", transit by " + row.transit;
        t.Equal(net.CountSent("bob", "200") > 0, row.passes, what + ": reaches bob");
        t.Equal(net.HasEvent("b", "not-authorized"), row.isReported, what + ": proxy b notices");
        t.Equal(net.CountSent("proxy.b.example", "403"), row.passes ? 0U : 1U, what + ": 403");
        Simulator::Destroy();
    }
}

/** Another domain's server sends a From of the own domain. */
void
TestOwnFromOutside(SipCase& t)
{
    for (const bool accepts : {true, false})
    {
        SipsTrapezoid net("rfc5630", false); // and no credentials are asked for
        net.domainOrigin[1]->SetAttribute("Mode", StringValue("off"));
        net.userOrigin[1]->SetAttribute("AcceptOwnFromOutside", BooleanValue(accepts));
        Corrupt(net.proxyA,
                [](SipMessage& message)
                {
                    if (message.IsRequest() && message.GetMethod() == "INVITE")
                    {
                        message.Set("From",
                                    "<sips:boss@b.example>;tag=" + GetSipTag(message, true));
                    }
                });
        Call(net);
        t.Equal(net.CountSent("proxy.b.example", "403"), accepts ? 0U : 1U, "403");
        t.Equal(net.HasEvent("b", "not-authorized"), !accepts, Join(net.events));
        Simulator::Destroy();
    }
}

/** The suite. */
class SipsDowngradeTestSuite : public TestSuite
{
  public:
    SipsDowngradeTestSuite();
};

SipsDowngradeTestSuite::SipsDowngradeTestSuite()
    : TestSuite("sip-network-sips-downgrade")
{
    const auto add = [this](const std::string& name, std::function<void(SipCase&)> body)
    {
        AddTestCase(new SipCase(name, std::move(body)));
    };
    add("RFC 3261 26.4.4: a proxy lowers the Request-URI", TestLoweredRequest);
    add("RFC 3261 12.1.1: a proxy lowers the Contact of the answer", TestLoweredAnswer);
    add("RFC 3261 26.4.4, RFC 5630 3.2: traces of a clear hop", TestTraceOfClearHop);
    add("RFC 3261 8.1.3.4, 8.1.3.5, RFC 5630 5.1.1: no fallback from sips to sip", TestNoFallback);
    add("RFC 3261 22.1, 26.3.2.1: a user in another's name", TestLyingUser);
    add("RFC 3261 26.3.2.1: what strangers may do", TestStrangers);
    add("RFC 3261 26.3.2.2: a domain in another's name, and transit", TestLyingDomain);
    add("RFC 3261 26.3.2.2: the own domain's name from outside", TestOwnFromOutside);
}

SipsDowngradeTestSuite g_sipsDowngradeTestSuite; ///< the suite

} // namespace
