// SPDX-License-Identifier: GPL-2.0-only
// Identity in calls: RFC 8224, between the callers' and the callees' home proxies.

#include "sip-test-network.h"

#include "ns3/boolean.h"
#include "ns3/certificate-authority.h"
#include "ns3/integer.h"
#include "ns3/simulator.h"
#include "ns3/sip-date.h"
#include "ns3/sip-digest-authentication-policy.h"
#include "ns3/sip-identity-header.h"
#include "ns3/sip-identity-helper.h"
#include "ns3/sip-identity-signing-policy.h"
#include "ns3/sip-identity-verification-policy.h"
#include "ns3/sip-passport.h"
#include "ns3/sip-user-agent-identity-policy.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <cstdlib>
#include <sstream>

using namespace ns3;

namespace
{

constexpr int64_t EPOCH = 1056110400;                          ///< of the elements
constexpr const char* INFO = "https://a.example/passport.cer"; ///< of a.example

/** Two domains; a.example authenticates by digest and signs, b.example verifies. */
class IdentityNetwork : public SipTestTrapezoid
{
  public:
    IdentityNetwork()
        : context(std::make_shared<CryptoContext>(Octets(CryptoContext::SEED_SIZE, 'i')))
        , authority(CertificateAuthority::Create(*context, "CA", EPOCH - 99, EPOCH + 9999).value())
        , trust(std::make_shared<TrustStore>(*context))
    {
        trust->AddAnchor(authority.GetCertificate());
        Ptr<SipPasswordFile> passwords = CreateObject<SipPasswordFile>();
        passwords->AddUser("alice", "secret");
        Ptr<SipDigestAuthenticationPolicy> digest = CreateObject<SipDigestAuthenticationPolicy>();
        digest->SetPasswordFile(passwords);
        proxyA->AddPolicy(digest);
        alice->SetCredentials("alice", "secret");
        const auto credential = MakeCredential("a.example");
        signing = identity.InstallSigner(proxyA, "a.example", context, credential);
        verification = identity.InstallProxyVerifier(proxyB, trust);
    }

    ~IdentityNetwork()
    {
        Simulator::Destroy(); // a case may make several networks
    }

    /** @return a new key and its certificate, published under INFO */
    Credential
    MakeCredential(const std::string& domain)
    {
        Work unused;
        const auto key = PrivateKey::GenerateP256(*context, unused);
        CertificateAuthority::Request wanted;
        wanted.commonName = domain;
        wanted.subjectAltNames = {"dns:" + domain};
        wanted.notBefore = EPOCH - 99;
        wanted.notAfter = EPOCH + 9999;
        const auto certificate = authority.Issue(*context, wanted, key->GetPublicKey());
        table->Publish(INFO, {certificate.value()});
        return {*certificate, *key};
    }

    /** Alice calls bob and hangs up; all ends. */
    int
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
               alice->HangUpAll();
           });
        Run(Seconds(70));
        return call->GetStatusCode();
    }

    /** A policy of proxy A, before or behind the others of its, that changes INVITEs. */
    void
    Meddle(Ptr<SipProxy> proxy, std::function<void(SipMessage&)> change)
    {
        Ptr<ScriptedProxyPolicy> policy = CreateObject<ScriptedProxyPolicy>();
        policy->judge = [change](SipMessage& message, const SipPolicyContext&, Work&)
        {
            if (message.GetMethod() == "INVITE")
            {
                change(message);
            }
            return SipVerdict::Continue();
        };
        proxy->AddPolicy(policy);
    }

    std::shared_ptr<CryptoContext> context;              ///< of all
    CertificateAuthority authority;                      ///< trusted
    std::shared_ptr<TrustStore> trust;                   ///< anchors
    SipIdentityHelper identity;                          ///< installs policies
    Ptr<SipCertificateTable> table{identity.GetTable()}; ///< the web
    Ptr<SipIdentitySigningPolicy> signing;               ///< of A
    Ptr<SipIdentityVerificationPolicy> verification;     ///< of B
    Ptr<SipCall> call;                                   ///< alice's
};

void
TestSignedCall(SipCase& t)
{
    IdentityNetwork net;
    t.Equal(net.Call(), 200, "accepted");
    const SipMessage* invite = net.FindSent("proxy.b.example", "INVITE");
    t.True(invite && invite->Has("Identity"), "it goes on with its Identity");
    t.Equal(std::string(invite->GetHeader("Date").value_or("")),
            FormatSipDate(EPOCH + 1),
            "6.1 step 3: Date is the simulated time");
    const auto header = SipIdentityHeader::Parse(invite->GetHeader("Identity").value_or(""));
    t.True(header && header->info == INFO && header->algorithm == "ES256", "its parameters");
    const auto passport = SipPassport::Parse(header->token);
    t.Equal(SipPassport::SerializePayload(passport->GetClaims()),
            R"({"dest":{"uri":["sip:bob@b.example"]},"iat":)" + std::to_string(EPOCH + 1) +
                R"(,"orig":{"uri":"sip:alice@a.example"}})",
            "4.1: the claims");
    t.Equal(net.CountSent("proxy.b.example", "BYE"), 1U, "the BYE needs none");
    t.Equal(net.call->GetState() == SipCallState::Ended, true, "the call has ended");
}

void
TestUnauthenticated(SipCase& t)
{
    for (const bool isCareful : {true, false})
    {
        IdentityNetwork net;
        net.signing->SetAttribute("RequireAuthentication", BooleanValue(isCareful));
        net.AddProxy(4, "other.a.example", "a.example")->AddPolicy(net.signing); // no password
        net.alice->SetAttribute("OutboundProxy", StringValue("sip:other.a.example;lr"));
        t.Equal(net.Call(),
                isCareful ? 428 : 200,
                "6.1 step 2: nothing is signed for who was not authenticated");
        t.Equal(net.FindSent("other.a.example", "INVITE")->Has("Identity"),
                !isCareful,
                "12.5: but by a domain that does not care");
    }
}

void
TestForeignDomain(SipCase& t)
{
    IdentityNetwork net;
    net.alice->SetAttribute("AddressOfRecord", StringValue("sip:alice@c.example"));
    t.Equal(net.Call(), 428, "6.1 step 1: no Identity for a From of another domain");
}

void
TestForgedFrom(SipCase& t)
{
    IdentityNetwork net;
    net.Meddle(net.proxyA,
               [](SipMessage& invite)
               {
                   invite.Set("From", "<sip:president@a.example>;tag=9");
               });
    t.Equal(net.Call(), 438, "a From changed behind the signer is noticed (6.2)");
    t.Equal(net.CountSent("proxy.b.example", "INVITE"), 0U, "bob never hears of it");
}

void
TestStripped(SipCase& t)
{
    for (const bool isRequired : {true, false})
    {
        IdentityNetwork net;
        net.verification->SetAttribute("Required", BooleanValue(isRequired));
        net.Meddle(net.proxyA,
                   [](SipMessage& invite)
                   {
                       invite.Remove("Identity");
                   });
        t.Equal(net.Call(), isRequired ? 428 : 200, "only a policy notices what is missing (12.3)");
    }
}

void
TestStaleDate(SipCase& t)
{
    IdentityNetwork late;
    late.proxyB->SetAttribute("Epoch", IntegerValue(EPOCH + 61));
    t.Equal(late.Call(), 403, "6.2 step 4: too old for a clock one minute ahead");
    const SipMessage* reply = late.FindSent("proxy.b.example", "403");
    t.True(reply && reply->GetReason() == "Stale Date", "6.2.2: the reason phrase");
}

void
TestBaiting(SipCase& t)
{
    for (const bool isChecked : {true, false})
    {
        // What alice sent to mallory at c.example comes to bob, by hand of mallory.
        IdentityNetwork net;
        net.verification->SetAttribute("CheckDestination", BooleanValue(isChecked));
        net.proxyA->AddNextHop("c.example", MakeUri("sip:proxy.b.example;lr"));
        net.Meddle(net.proxyA,
                   [](SipMessage& invite)
                   {
                       invite.SetRequestUri(MakeUri("sip:bob@b.example"));
                   });
        net.At(1,
               [&]()
               {
                   net.call = net.alice->Invite(MakeUri("sip:mallory@c.example"));
               });
        net.Run(Seconds(60));
        t.Equal(net.call->GetStatusCode(),
                isChecked ? 438 : 200,
                "12: To is signed, but who is served must be compared with it");
    }
}

/** @return a message with another topmost Via, as somebody else sends it */
std::string
Resend(SipMessage message, Ipv4Address from, const std::string& branch)
{
    std::ostringstream via;
    via << "SIP/2.0/UDP " << from << ";rport;branch=z9hG4bK" << branch;
    message.Remove("Via");
    message.Add("Via", via.str());
    message.Remove("Route");
    return message.Serialize();
}

void
TestReplay(SipCase& t)
{
    for (const uint32_t capacity : {1024, 0})
    {
        IdentityNetwork net;
        net.verification->SetAttribute("ReplayCapacity", UintegerValue(capacity));
        SipMessage recorded;
        net.Meddle(net.proxyA,
                   [&recorded](SipMessage& invite)
                   {
                       recorded = invite;
                   });
        auto mallory = Create<SipTestPeer>(net.GetNode(4), 5060);
        const auto send = [&](const std::string& branch)
        {
            mallory->Send(Resend(recorded, net.GetAddress(4), branch), net.GetAddress(2));
        };
        net.At(10,
               [&]()
               {
                   send("same");
               });
        net.At(20,
               [&]()
               {
                   recorded.Set("Call-ID", "mine");
                   recorded.Set("Contact", "<sip:mallory@10.9.9.9>");
                   send("other");
               });
        net.At(62,
               [&]()
               {
                   recorded.Set("Call-ID", "late");
                   send("late");
               });
        t.Equal(net.Call(), 200, "the call itself");
        std::string finals; // of each branch the first, as nobody acknowledges them
        for (const char* branch : {"same", "other", "late"})
        {
            for (const std::string& datagram : mallory->datagrams)
            {
                const std::string code = datagram.substr(8, 3);
                if (datagram.find(std::string("z9hG4bK") + branch) != std::string::npos &&
                    code >= "200")
                {
                    finals += code + " ";
                    break;
                }
            }
        }
        t.Equal(finals,
                std::string(capacity > 0 ? "438 438 403 " : "200 200 403 "),
                "12.1: within the window only a memory helps");
    }
}

void
TestCertificateFaults(SipCase& t)
{
    {
        IdentityNetwork net;
        net.MakeCredential("a.example"); // another key is published now
        t.Equal(net.Call(), 438, "6.2.2: signed with another key than the one published");
    }
    {
        IdentityNetwork net;
        net.table->Withdraw(INFO);
        t.Equal(net.Call(), 436, "6.2.2: nothing is at the URL");
    }
    {
        IdentityNetwork net;
        const auto credential = net.MakeCredential("c.example");
        net.signing->SetCredential(net.context, credential, INFO);
        t.Equal(net.Call(), 438, "6.2 step 2: c.example cannot speak for a.example");
    }
    {
        IdentityNetwork net;
        net.verification->SetTrust(net.table, std::make_shared<TrustStore>(*net.context));
        t.Equal(net.Call(), 437, "6.2.2: an authority that is not trusted");
    }
    {
        IdentityNetwork net;
        for (Ptr<SipElement> element : std::vector<Ptr<SipElement>>{net.proxyA, net.proxyB})
        {
            element->SetAttribute("Epoch", IntegerValue(EPOCH + 99999));
        }
        t.Equal(net.Call(), 428, "6.1 step 3: nothing is signed when the certificate has expired");
    }
}

void
TestSignerDate(SipCase& t)
{
    for (const int64_t off : {60, -60, 61, -61})
    {
        IdentityNetwork net;
        Ptr<SipProxy> proxy = net.AddProxy(4, "outer.a.example", "outer.a.example");
        net.Meddle(proxy,
                   [off](SipMessage& invite)
                   {
                       invite.Set("Date", FormatSipDate(EPOCH + 1 + off));
                   });
        net.alice->SetAttribute("OutboundProxy", StringValue("sip:outer.a.example;lr"));
        proxy->AddNextHop("", MakeUri("sip:proxy.a.example;lr"));
        t.Equal(net.Call(),
                std::abs(off) > 60 ? 403 : 200,
                "6.1 step 3: a Date that is off by " + std::to_string(off) + " s");
    }
}

void
TestLocalCall(SipCase& t)
{
    // Callers of the verifier's own domain need no Identity, but they must be authenticated.
    for (const bool isAuthenticated : {true, false})
    {
        SipTestNetwork net(3);
        Ptr<SipUserAgent> alice = net.AddAgent(0, "sip:alice@b.example");
        Ptr<SipProxy> proxy = net.AddProxy(1, "proxy.b.example", "b.example");
        Ptr<SipUserAgent> bob = net.AddAgent(2, "sip:bob@b.example");
        proxy->GetLocationService()->AddStatic(bob->GetAddressOfRecord(), bob->GetContactUri());
        alice->SetAttribute("OutboundProxy", StringValue("sip:proxy.b.example;lr"));
        alice->SetCredentials("alice", "secret");
        if (isAuthenticated)
        {
            Ptr<SipPasswordFile> passwords = CreateObject<SipPasswordFile>();
            passwords->AddUser("alice", "secret");
            Ptr<SipDigestAuthenticationPolicy> digest =
                CreateObject<SipDigestAuthenticationPolicy>();
            digest->SetPasswordFile(passwords);
            proxy->AddPolicy(digest);
        }
        proxy->AddPolicy(CreateObject<SipIdentityVerificationPolicy>());
        Ptr<SipCall> call;
        net.At(1,
               [&]()
               {
                   call = alice->Invite(bob->GetAddressOfRecord());
               });
        net.Run(Seconds(9));
        t.Equal(call->GetStatusCode(), isAuthenticated ? 200 : 428, "a call within the domain");
        Simulator::Destroy();
    }
}

/** What two elements have noticed. */
std::string
Join(const std::vector<SipSecurityEvent>& events)
{
    std::string text;
    for (const SipSecurityEvent& event : events)
    {
        text += ToString(event.kind) + " ";
    }
    return text;
}

void
TestAtUserAgent(SipCase& t)
{
    for (const bool isForged : {false, true})
    {
        IdentityNetwork net;
        net.verification->SetAttribute("Required", BooleanValue(false));
        net.identity.InstallUserAgentVerifier(net.bob, net.trust);
        std::vector<SipSecurityEvent> events;
        const Callback<void, const SipSecurityEvent&> note(
            [&events](const SipSecurityEvent& event)
            {
                events.push_back(event);
            });
        net.bob->TraceConnectWithoutContext("SecurityEvent", note);
        Ptr<SipCall> incoming;
        net.bob->SetIncomingCallCallback(
            [&incoming](Ptr<SipCall> call)
            {
                incoming = call;
            });
        if (isForged)
        {
            net.Meddle(net.proxyB,
                       [](SipMessage& invite)
                       {
                           invite.Set("From", "<sip:president@a.example>;tag=9");
                       });
        }
        t.Equal(net.Call(), isForged ? 438 : 200, "bob's answer");
        t.Equal(Join(events), std::string(isForged ? "identity-invalid " : ""), "what he noticed");
        t.True(isForged || (incoming &&
                            incoming->GetPeerStatement().ground == SipPeerGround::DomainIdentity),
               "he says by whose word he knows the caller");
        t.True(net.call->GetPeerStatement().ground == SipPeerGround::None,
               "alice has no ground to know him by");
    }
}

void
TestUserAgentRequires(SipCase& t)
{
    for (const bool isRequired : {true, false})
    {
        SipTestTrapezoid net;
        Ptr<SipUserAgentIdentityPolicy> policy = CreateObject<SipUserAgentIdentityPolicy>();
        policy->SetAttribute("Required", BooleanValue(isRequired));
        net.bob->AddPolicy(policy);
        Ptr<SipCall> call;
        net.At(1,
               [&]()
               {
                   call = net.alice->Invite(net.bob->GetAddressOfRecord());
               });
        net.Run(Seconds(60));
        t.Equal(call->GetStatusCode(), isRequired ? 428 : 200, "a call without Identity");
        Simulator::Destroy();
    }
}

/** The suite. */
class SipIdentityTestSuite : public TestSuite
{
  public:
    SipIdentityTestSuite()
        : TestSuite("sip-identity")
    {
        const auto add = [this](const std::string& name, std::function<void(SipCase&)> body)
        {
            AddTestCase(new SipCase(name, std::move(body)));
        };
        add("RFC 8224 4, 6: a signed call", TestSignedCall);
        add("RFC 8224 6.1: only authenticated callers are signed for", TestUnauthenticated);
        add("RFC 8224 6.1: only callers of the own domain", TestForeignDomain);
        add("RFC 8224 6.1: a Date that is there must be right", TestSignerDate);
        add("RFC 8224 6.2: From forged behind the signer", TestForgedFrom);
        add("RFC 8224 12.3: Identity stripped", TestStripped);
        add("RFC 8224 6.2: freshness", TestStaleDate);
        add("RFC 8224 12: a request taken to another callee", TestBaiting);
        add("RFC 8224 12.1: a recorded request", TestReplay);
        add("RFC 8224 6.2.2: certificates that will not do", TestCertificateFaults);
        add("RFC 8224 6.2: verified by the callee's user agent", TestAtUserAgent);
        add("RFC 8224 6.2.2: 428 of a user agent that wants an Identity", TestUserAgentRequires);
        add("RFC 8224 6.2: calls within the domain", TestLocalCall);
    }
};

SipIdentityTestSuite g_sipIdentityTestSuite; //!< registers the suite

} // namespace
