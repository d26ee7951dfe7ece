// SPDX-License-Identifier: GPL-2.0-only
#include "sip-test-network.h"

#include "ns3/boolean.h"
#include "ns3/sip-parser.h"
#include "ns3/sip-password-file.h"
#include "ns3/sip-registrar-policy.h"
#include "ns3/sip-text.h"
#include "ns3/string.h"

#include <set>

using namespace ns3;

namespace
{

/** A user agent whose proxy is a dumb end that answers as a test wants. */
class HostileServer
{
  public:
    /** @param realm of alice's credentials; empty: not given */
    explicit HostileServer(const std::string& realm = "")
    {
        alice->SetCredentials("alice", "secret", realm);
        alice->SetAttribute(
            "OutboundProxy",
            StringValue("sip:" + SipAddress::FormatIpv4(net.GetAddress(1)) + ";lr"));
        server->answer = [this](const std::string& octets, const Address& from)
        {
            const auto parsed = SipParser::Parse(octets);
            if (!parsed || !parsed->IsRequest() || parsed->GetMethod() == "ACK")
            {
                return;
            }
            requests.push_back(*parsed);
            SipMessage response = SipMessage::MakeResponse(*parsed, 200, "OK");
            if (judge)
            {
                judge(*parsed, response);
            }
            auto to = response.GetTo();
            to->SetTag("hostile");
            response.Set("To", to->ToString());
            server->Reply(response.Serialize(), from);
        };
        WatchSecurity(alice, "alice", events);
    }

    /** @return the realms of all credentials that alice has sent so far */
    std::set<std::string>
    GetRealms() const
    {
        std::set<std::string> realms;
        for (const SipMessage& request : requests)
        {
            for (const char* name : {"Authorization", "Proxy-Authorization"})
            {
                for (const std::string& value : GetWholeHeaders(request, name))
                {
                    const auto credentials = SipDigestCredentials::Parse(value);
                    realms.insert(credentials ? credentials->realm : value);
                }
            }
        }
        return realms;
    }

    SipTestNetwork net{2};                                              ///< alice and the server
    Ptr<SipUserAgent> alice{net.AddAgent(0, "sip:alice@a.example")};    ///< the victim
    Ptr<SipTestPeer> server{Create<SipTestPeer>(net.GetNode(1), 5060)}; ///< hostile
    std::function<void(const SipMessage&, SipMessage&)> judge;          ///< makes the answer
    std::vector<SipMessage> requests;                                   ///< what alice sent
    std::vector<std::string> events;                                    ///< what alice noticed
};

/** Makes a response a challenge for some realms, in either header field. */
void
Challenge(const SipMessage& request, SipMessage& response, int code, uint32_t count, bool own)
{
    response = SipMessage::MakeResponse(request, code, "Who Are You");
    for (uint32_t i = 0; i < count; ++i)
    {
        const std::string rest = "realm=\"r" + std::to_string(i) + ".example\", nonce=\"" +
                                 std::to_string(i) + "\", qop=\"auth\", algorithm=SHA-256";
        response.Add("WWW-Authenticate", "Digest " + rest);
        response.Add("Proxy-Authenticate", "Digest " + rest);
    }
    if (own)
    {
        response.Add(code == 401 ? "WWW-Authenticate" : "Proxy-Authenticate",
                     "Digest realm=\"a.example\", nonce=\"own\", qop=\"auth\", algorithm=SHA-256");
    }
}

void
TestManyRealms(SipCase& t, int code)
{
    HostileServer hostile;
    hostile.judge = [&](const SipMessage& request, SipMessage& response)
    {
        if (hostile.requests.size() < 3)
        {
            Challenge(request, response, code, 60, true);
        }
        else
        {
            response = SipMessage::MakeResponse(request, 404, "Not Found");
        }
    };
    Ptr<SipCall> call;
    hostile.net.At(1,
                   [&]()
                   {
                       call = hostile.alice->Invite(MakeUri("sip:bob@b.example"));
                   });
    hostile.net.Run(Seconds(60));
    const std::set<std::string> realms = hostile.GetRealms();
    t.Equal(realms.size(), 1U, "one realm's credentials were sent");
    t.Equal(*realms.begin(), std::string("a.example"), "her own");
    t.Equal(hostile.requests.size(), 2U, "and only once, for they were refused");
    t.Equal(call->GetStatusCode(), code, "the call fails");
    t.Equal(Join(hostile.events), std::string("alice:digest-refused"), "she has noticed");
}

void
TestForeignRealms(SipCase& t, int code)
{
    HostileServer hostile;
    hostile.judge = [&](const SipMessage& request, SipMessage& response)
    {
        Challenge(request, response, code, 60, false);
    };
    hostile.net.At(1,
                   [&]()
                   {
                       hostile.alice->Invite(MakeUri("sip:bob@b.example"));
                   });
    hostile.net.Run(Seconds(60));
    t.True(hostile.GetRealms().empty(), "no credentials were sent");
    t.Equal(hostile.requests.size(), 1U, "one request");
    t.Equal(Join(hostile.events), std::string("alice:realm-unknown"), "she has noticed");
}

void
TestGivenRealm(SipCase& t)
{
    HostileServer hostile("given.example");
    hostile.judge = [&](const SipMessage& request, SipMessage& response)
    {
        Challenge(request, response, 407, 1, true);
    };
    hostile.net.At(1,
                   [&]()
                   {
                       hostile.alice->Invite(MakeUri("sip:bob@b.example"));
                   });
    hostile.net.Run(Seconds(60));
    t.True(hostile.GetRealms().empty(), "a realm that is given is the only one");
}

void
TestLearntRealm(SipCase& t)
{
    HostileServer hostile;
    hostile.judge = [&](const SipMessage& request, SipMessage& response)
    {
        if (!request.Has("Authorization") && !request.Has("Proxy-Authorization"))
        {
            Challenge(request, response, 401, 60, false);
        }
    };
    hostile.net.At(1,
                   [&]()
                   {
                       hostile.alice->Invite(MakeUri("sip:bob@b.example"));
                   });
    hostile.net.At(2,
                   [&]()
                   {
                       hostile.alice->Register();
                   });
    hostile.net.Run(Seconds(10));
    const std::set<std::string> realms = hostile.GetRealms();
    t.Equal(realms.size(), 1U, "a REGISTER learns one other realm");
    t.Equal(*realms.begin(), std::string("r0.example"), "the first");
    t.True(!hostile.requests.front().Has("Authorization"), "an INVITE learns none");
}

void
TestWhoeverAsked(SipCase& t)
{
    HostileServer hostile;
    hostile.judge = [&](const SipMessage& request, SipMessage& response)
    {
        if (request.GetMethod() == "REGISTER" && !request.Has("Authorization"))
        {
            Challenge(request, response, 401, 0, true);
        }
        else if (request.GetMethod() == "INVITE")
        {
            response.Add("Contact",
                         "<sip:" + SipAddress::FormatIpv4(hostile.net.GetAddress(1)) + ">");
            response.SetBody("v=0\r\n", "application/sdp");
        }
    };
    hostile.net.At(1,
                   [&]()
                   {
                       hostile.alice->Register();
                   });
    hostile.net.At(2,
                   [&]()
                   {
                       hostile.alice->Invite(MakeUri("sip:bob@b.example"));
                   });
    hostile.net.At(3,
                   [&]()
                   {
                       hostile.alice->HangUpAll();
                   });
    hostile.net.Run(Seconds(60));
    std::vector<std::string> seen;
    for (const SipMessage& request : hostile.requests)
    {
        seen.push_back(std::string(request.GetMethod()) +
                       (request.Has("Authorization") ? "+" : ""));
    }
    t.Equal(Join(seen),
            std::string("REGISTER REGISTER+ INVITE BYE"),
            "only the registrar gets what the registrar asked for");
}

void
TestRegistrarProof(SipCase& t, const std::string& proof, bool isRequired, int expected)
{
    HostileServer hostile;
    hostile.alice->SetAttribute("RequireServerProof", BooleanValue(isRequired));
    std::vector<int> codes;
    const std::function<void(int, Time)> onDone = [&codes](int code, Time)
    {
        codes.push_back(code);
    };
    hostile.alice->TraceConnectWithoutContext("Registration", Callback<void, int, Time>(onDone));
    hostile.judge = [&](const SipMessage& request, SipMessage& response)
    {
        if (!request.Has("Authorization"))
        {
            Challenge(request, response, 401, 0, true);
        }
        else
        {
            response.Add("Contact", std::string(*request.GetHeader("Contact")) + ";expires=60");
            if (!proof.empty())
            {
                response.Add("Authentication-Info", proof);
            }
        }
    };
    hostile.net.At(1,
                   [&]()
                   {
                       hostile.alice->Register();
                   });
    hostile.net.Run(Seconds(10));
    t.Equal(codes.empty() ? 0 : codes.front(), expected, "registration");
    t.Equal(hostile.alice->IsRegistered(), expected == 200, "registered");
    t.Equal(hostile.events.empty(), expected == 200, "noticed");
}

void
TestRightProof(SipCase& t)
{
    SipTestNetwork net(2);
    Ptr<SipProxy> proxy = net.AddProxy(0, "proxy.a.example", "a.example");
    Ptr<SipPasswordFile> passwords = CreateObject<SipPasswordFile>();
    passwords->AddUser("alice", "secret");
    net.helper.InstallRegistrar(proxy, passwords);
    Ptr<SipUserAgent> alice = net.AddAgent(1, "sip:alice@a.example");
    alice->SetCredentials("alice", "secret");
    alice->SetAttribute("RequireServerProof", BooleanValue(true));
    alice->SetAttribute("RegisterAtStart", BooleanValue(true));
    net.Run(Seconds(10));
    t.True(alice->IsRegistered(), "the registrar has proved itself");
}

void
TestWeakRegistrar(SipCase& t, bool acceptMd5)
{
    SipTestNetwork net(2);
    Ptr<SipProxy> proxy = net.AddProxy(0, "proxy.a.example", "a.example");
    Ptr<SipPasswordFile> passwords = CreateObject<SipPasswordFile>();
    passwords->AddUser("alice", "secret");
    net.helper.InstallRegistrar(proxy, passwords)->SetAttribute("Algorithms", StringValue("MD5"));
    Ptr<SipUserAgent> alice = net.AddAgent(1, "sip:alice@a.example");
    alice->SetAttribute("AcceptMd5", BooleanValue(acceptMd5));
    alice->SetCredentials("alice", "secret");
    alice->SetAttribute("RegisterAtStart", BooleanValue(true));
    std::vector<std::string> events;
    WatchSecurity(alice, "alice", events);
    net.Run(Seconds(10));
    t.Equal(alice->IsRegistered(), acceptMd5, "registered");
    t.True(!events.empty() && events.front() == "alice:digest-weak", "she has noticed");
}

/** The suite. */
class SipCredentialsTestSuite : public TestSuite
{
  public:
    SipCredentialsTestSuite();
};

SipCredentialsTestSuite::SipCredentialsTestSuite()
    : TestSuite("sip-network-credentials")
{
    const auto add = [this](const std::string& name, std::function<void(SipCase&)> body)
    {
        AddTestCase(new SipCase(name, std::move(body)));
    };
    for (const int code : {401, 407})
    {
        const std::string text = std::to_string(code);
        add("RFC 3261 22.1: many realms and one's own in a " + text,
            [code](SipCase& t)
            {
                TestManyRealms(t, code);
            });
        add("RFC 3261 22.1: many realms of others in a " + text,
            [code](SipCase& t)
            {
                TestForeignRealms(t, code);
            });
    }
    add("RFC 3261 22.1: a given realm is the only one", TestGivenRealm);
    add("RFC 3261 22.1: the realm that a REGISTER meets", TestLearntRealm);
    add("RFC 3261 22.2: credentials for the registrar stay out of INVITE and BYE",
        TestWhoeverAsked);
    const std::string wrong =
        "qop=auth, rspauth=\"" + std::string(64, '0') + "\", cnonce=\"0\", nc=00000001";
    add("RFC 7616 3.5: a registrar without proof, none wanted",
        [](SipCase& t)
        {
            TestRegistrarProof(t, "", false, 200);
        });
    add("RFC 7616 3.5: a registrar without proof, one wanted",
        [](SipCase& t)
        {
            TestRegistrarProof(t, "", true, 403);
        });
    add("RFC 7616 3.5: a registrar with a wrong proof",
        [wrong](SipCase& t)
        {
            TestRegistrarProof(t, wrong, false, 403);
        });
    add("RFC 7616 3.5: a registrar with a right proof", TestRightProof);
    add("RFC 8760 3: a registrar that has only MD5, accepted",
        [](SipCase& t)
        {
            TestWeakRegistrar(t, true);
        });
    add("RFC 8760 3: a registrar that has only MD5, refused",
        [](SipCase& t)
        {
            TestWeakRegistrar(t, false);
        });
}

SipCredentialsTestSuite g_sipCredentialsTestSuite; ///< the suite

} // namespace
