// SPDX-License-Identifier: GPL-2.0-only
#include "sip-test-network.h"

#include "ns3/boolean.h"
#include "ns3/sip-digest-authentication-policy.h"
#include "ns3/sip-text.h"
#include "ns3/sip-user-digest-policy.h"
#include "ns3/string.h"

#include <algorithm>

using namespace ns3;

namespace
{

/** The trapezoid whose users share a password. */
class DigestTrapezoid : public SipTestTrapezoid
{
  public:
    /** @param hers what alice believes the password to be */
    explicit DigestTrapezoid(const std::string& hers = "shared")
    {
        alice->AddPolicy(ofAlice);
        bob->AddPolicy(ofBob);
        ofAlice->AddPeer(MakeUri("sip:bob@b.example"), hers);
        ofBob->AddPeer(MakeUri("sip:alice@A.example"), "shared");
        bob->SetIncomingCallCallback(
            [this](Ptr<SipCall> incoming)
            {
                bobs = incoming;
            });
        WatchSecurity(alice, "alice", events);
        WatchSecurity(bob, "bob", events);
    }

    /** Alice calls bob and hangs up. */
    void
    Call()
    {
        At(1,
           [this]()
           {
               call = alice->Invite(bob->GetAddressOfRecord());
           });
        At(5,
           [this]()
           {
               call->HangUp();
           });
        Run(Seconds(60));
    }

    /** Has proxy A change messages. */
    void
    Tamper(std::function<void(SipMessage&)> change)
    {
        Ptr<ScriptedProxyPolicy> policy = CreateObject<ScriptedProxyPolicy>();
        policy->judge = [change](SipMessage& message, const SipPolicyContext&, Work&)
        {
            change(message);
            return SipVerdict::Continue();
        };
        proxyA->AddPolicy(policy);
    }

    Ptr<SipUserDigestPolicy> ofAlice{CreateObject<SipUserDigestPolicy>()}; ///< hers
    Ptr<SipUserDigestPolicy> ofBob{CreateObject<SipUserDigestPolicy>()};   ///< his
    Ptr<SipCall> call;                                                     ///< hers
    Ptr<SipCall> bobs;                                                     ///< his, the last one
    std::vector<std::string> events;                                       ///< who noticed what
};

/** @return the algorithms named by the header fields of a message */
std::vector<std::string>
GetAlgorithms(const SipMessage& message, const std::string& header)
{
    std::vector<std::string> names;
    for (const std::string& value : GetWholeHeaders(message, header))
    {
        const auto at = value.find("algorithm=");
        names.push_back(value.substr(at + 10, value.find(',', at) - at - 10));
    }
    return names;
}

void
TestMutual(SipCase& t)
{
    DigestTrapezoid net;
    net.Call();
    t.Equal(Join(net.GetSent("alice")), std::string("INVITE ACK INVITE ACK BYE BYE"), "alice");
    t.Equal(Join(net.GetSent("bob")), std::string("401 180 200 401 200"), "bob");
    const std::string asked(*net.FindSent("bob", "401")->GetHeader("WWW-Authenticate"));
    t.True(asked.find("realm=\"bob@b.example\"") != std::string::npos, "the user's realm");
    t.True(net.FindSent("bob", "200")->Has("Authentication-Info"), "bob's proof");
    t.True(net.call->GetPeerStatement().ground == SipPeerGround::UserDigest, "alice knows bob");
    t.True(net.bobs->GetPeerStatement().ground == SipPeerGround::UserDigest, "bob knows alice");
    t.Equal(net.bobs->GetPeerStatement().uri.ToString(),
            std::string("sip:alice@a.example"),
            "and whom");
    t.True(net.bob->GetCalls().empty(), "the BYE was accepted");
    t.Equal(Join(net.events), std::string(), "nothing was noticed");
}

void
TestBesideProxy(SipCase& t)
{
    DigestTrapezoid net;
    Ptr<SipPasswordFile> passwords = CreateObject<SipPasswordFile>();
    passwords->AddUser("alice", "hers");
    Ptr<SipDigestAuthenticationPolicy> policy = CreateObject<SipDigestAuthenticationPolicy>();
    policy->SetPasswordFile(passwords);
    net.proxyA->AddPolicy(policy);
    net.alice->SetCredentials("alice", "hers");
    net.Call();
    t.Equal(net.call->GetStatusCode(), 200, "a proxy and a user ask");
    const SipMessage* last = nullptr;
    for (const auto& entry : net.trace.GetEntries())
    {
        last =
            entry.from == "alice" && entry.message.GetMethod() == "INVITE" ? &entry.message : last;
    }
    t.Equal(GetWholeHeaders(*last, "Authorization").size(), 1U, "credentials for the user");
    t.Equal(GetWholeHeaders(*last, "Proxy-Authorization").size(), 1U, "and for the proxy");
    t.Equal(Join(net.events), std::string(), "nothing was noticed");
}

void
TestWrongPassword(SipCase& t)
{
    DigestTrapezoid net("wrong");
    net.Call();
    t.Equal(net.call->GetStatusCode(), 401, "refused");
    t.Equal(Join(net.events), std::string("bob:digest-wrong alice:digest-refused"), "who noticed");
    t.True(net.bobs == nullptr, "bob has no call");
}

void
TestStranger(SipCase& t)
{
    DigestTrapezoid net;
    net.alice->SetAddressOfRecord(MakeUri("sip:carol@a.example"));
    net.Call();
    t.Equal(net.call->GetStatusCode(), 401, "carol shares no password with bob");
    t.True(net.bobs == nullptr, "bob has no call");
}

void
TestFalseFrom(SipCase& t)
{
    DigestTrapezoid net;
    net.Tamper(
        [](SipMessage& message)
        {
            if (message.IsRequest())
            {
                auto from = message.GetFrom();
                SipNameAddr other(MakeUri("sip:carol@a.example"));
                other.SetTag(std::string(*from->GetTag()));
                message.Set("From", other.ToString());
            }
        });
    net.Call();
    t.Equal(net.call->GetStatusCode(), 403, "alice's credentials do not make her carol");
    t.Equal(Join(net.events), std::string("bob:not-authorized"), "bob has noticed");
}

void
TestNoProof(SipCase& t)
{
    DigestTrapezoid net;
    net.Tamper(
        [](SipMessage& message)
        {
            message.Remove("Authentication-Info");
        });
    net.Call();
    t.Equal(net.call->GetStatusCode(), 403, "alice does not believe that this is bob");
    t.Equal(net.events.at(0), std::string("alice:server-proof-missing"), "alice has noticed");
    t.True(net.call->GetPeerStatement().ground == SipPeerGround::None, "no ground");
    t.Equal(Join(net.GetSent("alice")).substr(0, 25),
            std::string("INVITE ACK INVITE ACK BYE"),
            "ACK and BYE");
}

void
TestWrongProof(SipCase& t)
{
    DigestTrapezoid net;
    net.Tamper(
        [](SipMessage& message)
        {
            const auto value = message.GetHeader("Authentication-Info");
            if (value)
            {
                std::string changed(*value);
                const auto at = changed.find("rspauth=\"") + 9;
                changed[at] = changed[at] == '0' ? '1' : '0';
                message.Set("Authentication-Info", changed);
            }
        });
    net.Call();
    t.Equal(net.call->GetStatusCode(), 403, "alice does not believe that this is bob");
    t.Equal(net.events.at(0), std::string("alice:server-proof-wrong"), "alice has noticed");
}

void
TestImpostor(SipCase& t)
{
    // Somebody who does not know the password answers in bob's place, and asks for nothing.
    SipTestTrapezoid net;
    Ptr<SipUserDigestPolicy> policy = CreateObject<SipUserDigestPolicy>();
    policy->AddPeer(net.bob->GetAddressOfRecord(), "shared");
    net.alice->AddPolicy(policy);
    Ptr<SipCall> call;
    net.At(1,
           [&]()
           {
               call = net.alice->Invite(net.bob->GetAddressOfRecord());
           });
    net.Run(Seconds(60));
    t.Equal(call->GetStatusCode(), 403, "not believed");
    t.Equal(Join(net.GetSent("alice")), std::string("INVITE ACK BYE"), "ACK and BYE");
}

/** Changes the body of the INVITE on the way, with auth or auth-int. */
void
TestBody(SipCase& t, bool isIntegrity)
{
    DigestTrapezoid net;
    for (const auto& policy : {net.ofAlice, net.ofBob})
    {
        policy->SetAttribute("Integrity", BooleanValue(isIntegrity));
    }
    net.Tamper(
        [](SipMessage& message)
        {
            if (message.IsRequest() && message.GetMethod() == "INVITE")
            {
                message.SetBody(message.GetBody() + "a=changed\r\n", "application/sdp");
            }
        });
    net.Call();
    t.Equal(net.call->GetStatusCode(), isIntegrity ? 401 : 200, "the call");
    t.Equal(!net.events.empty() && net.events.front() == "bob:digest-wrong",
            isIntegrity,
            "whether bob has noticed");
}

void
TestReplay(SipCase& t)
{
    // The credentials of alice's first call take the place of those of her second one.
    DigestTrapezoid net;
    std::string taken;
    int replays = 0;
    net.Tamper(
        [&](SipMessage& message)
        {
            const auto own = message.GetHeader("Authorization");
            if (!message.IsRequest() || message.GetMethod() != "INVITE" || !own)
            {
                return;
            }
            if (taken.empty())
            {
                taken = std::string(*own);
            }
            else if (replays++ == 0)
            {
                message.Set("Authorization", taken);
            }
        });
    net.At(10,
           [&]()
           {
               net.alice->Invite(net.bob->GetAddressOfRecord());
           });
    net.Call();
    t.Equal(net.call->GetStatusCode(), 200, "the first call");
    t.True(!taken.empty(), "credentials were taken");
    t.Equal(Join(net.events), std::string("bob:digest-replayed"), "bob has noticed");
    t.Equal(net.CountSent("bob", "401"), 3U, "and asks again: INVITE, BYE, INVITE");
}

/** Bids the digest algorithm down on the way. */
void
TestBidDown(SipCase& t, bool acceptMd5)
{
    DigestTrapezoid net;
    net.ofAlice->SetAttribute("AcceptMd5", BooleanValue(acceptMd5));
    net.Tamper(
        [](SipMessage& message)
        {
            const auto values = GetWholeHeaders(message, "WWW-Authenticate");
            message.Remove("WWW-Authenticate");
            for (const std::string& value : values)
            {
                if (value.find("SHA-256") == std::string::npos)
                {
                    message.Add("WWW-Authenticate", value);
                }
            }
        });
    net.Call();
    t.Equal(Join(GetAlgorithms(*net.FindSent("bob", "401"), "WWW-Authenticate")),
            std::string("SHA-256 MD5"),
            "bob offered both, the better one first");
    t.Equal(net.call->GetStatusCode(), acceptMd5 ? 200 : 401, "the call");
    t.Equal(net.events.at(0), std::string("alice:digest-weak"), "alice has noticed");
}

void
TestRelay(SipCase& t)
{
    // Bob, or a proxy, wants credentials for carol: alice shares a password with her too.
    DigestTrapezoid net;
    net.ofAlice->AddPeer(MakeUri("sip:carol@c.example"), "hers");
    net.Tamper(
        [](SipMessage& message)
        {
            for (const std::string& value : GetWholeHeaders(message, "WWW-Authenticate"))
            {
                std::string other = value;
                const auto at = other.find("bob@b.example");
                message.Add("WWW-Authenticate", other.replace(at, 13, "carol@c.example"));
            }
        });
    net.Call();
    bool isTold = false;
    for (const auto& entry : net.trace.GetEntries())
    {
        const auto value = entry.message.GetHeader("Authorization");
        isTold = isTold || (value && value->find("carol") != std::string_view::npos);
    }
    t.True(!isTold, "alice does not answer carol's challenge to bob");
    t.Equal(net.call->GetStatusCode(), 200, "she answers bob's");
}

void
TestOutOfDialogOnly(SipCase& t)
{
    DigestTrapezoid net;
    for (const auto& policy : {net.ofAlice, net.ofBob})
    {
        policy->SetAttribute("InDialog", BooleanValue(false));
    }
    net.Call();
    t.Equal(Join(net.GetSent("bob")), std::string("401 180 200 200"), "the BYE is not asked");
    t.Equal(Join(net.events), std::string(), "nothing was noticed");
}

void
TestReinviteOfCallee(SipCase& t)
{
    DigestTrapezoid net;
    net.At(3,
           [&]()
           {
               net.bobs->Reinvite();
           });
    net.Call();
    t.Equal(Join(net.GetSent("bob")),
            std::string("401 180 200 INVITE ACK INVITE ACK 401 200"),
            "alice asks bob about his re-INVITE");
    const SipMessage* answer = nullptr;
    for (const auto& entry : net.trace.GetEntries())
    {
        answer =
            entry.from == "alice" && entry.message.GetStatusCode() == 200 ? &entry.message : answer;
    }
    t.True(answer && answer->Has("Authentication-Info"), "and proves herself");
    t.Equal(Join(net.events), std::string(), "nothing was noticed");
}

/** The suite. */
class SipUserDigestTestSuite : public TestSuite
{
  public:
    SipUserDigestTestSuite();
};

SipUserDigestTestSuite::SipUserDigestTestSuite()
    : TestSuite("sip-network-user-digest")
{
    const auto add = [this](const std::string& name, std::function<void(SipCase&)> body)
    {
        AddTestCase(new SipCase(name, std::move(body)));
    };
    add("RFC 3261 22.2, RFC 7616 3.5: users authenticate each other", TestMutual);
    add("RFC 3261 22.3: beside a proxy that asks too", TestBesideProxy);
    add("RFC 3261 22.2: a wrong password", TestWrongPassword);
    add("RFC 3261 22.2: a stranger", TestStranger);
    add("User digest: credentials of one, From of another", TestFalseFrom);
    add("RFC 7616 3.5: no proof", TestNoProof);
    add("RFC 7616 3.5: a wrong proof", TestWrongProof);
    add("RFC 7616 3.5: an impostor who asks for nothing", TestImpostor);
    add("RFC 7616 3.4.3: auth does not cover the body",
        [](SipCase& t)
        {
            TestBody(t, false);
        });
    add("RFC 7616 3.4.3: auth-int covers the body",
        [](SipCase& t)
        {
            TestBody(t, true);
        });
    add("RFC 8760 3: bid-down where MD5 is accepted",
        [](SipCase& t)
        {
            TestBidDown(t, true);
        });
    add("RFC 8760 3: bid-down where MD5 is refused",
        [](SipCase& t)
        {
            TestBidDown(t, false);
        });
    add("RFC 3261 22.1: another user's challenge is not answered", TestRelay);
    add("User digest: only outside of dialogs, by attribute", TestOutOfDialogOnly);
    add("RFC 3261 22.2: a re-INVITE of the callee", TestReinviteOfCallee);
    add("RFC 7616 3.4.5: a nonce count that has been used", TestReplay);
}

SipUserDigestTestSuite g_sipUserDigestTestSuite; ///< the suite

} // namespace
