// SPDX-License-Identifier: GPL-2.0-only
#include "sip-test-network.h"

#include "ns3/simulator.h"
#include "ns3/sip-text.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

using namespace ns3;

namespace
{

/** Bob, a proxy that is a registrar, alice. */
class RegistrarNetwork : public SipTestNetwork
{
  public:
    explicit RegistrarNetwork(const std::string& algorithms = "SHA-256 MD5")
        : SipTestNetwork(3)
    {
        bob = AddAgent(0, "sip:bob@b.example");
        proxy = AddProxy(1, "proxy.b.example", "b.example");
        alice = AddAgent(2, "sip:alice@b.example");
        Ptr<SipPasswordFile> passwords = CreateObject<SipPasswordFile>();
        passwords->AddUser("bob", "secret");
        passwords->AddUser("alice", "other");
        registrar = helper.InstallRegistrar(proxy, passwords);
        registrar->SetAttribute("Algorithms", StringValue(algorithms));
        bob->SetCredentials("bob", "secret");
        const std::function<void(int, Time)> onDone = [this](int code, Time)
        {
            codes.push_back(std::to_string(code));
        };
        bob->TraceConnectWithoutContext("Registration", Callback<void, int, Time>(onDone));
        alice->SetAttribute("OutboundProxy", StringValue("sip:proxy.b.example;lr"));
    }

    /** @return the bindings of bob now */
    std::vector<SipBinding>
    GetBindings() const
    {
        return proxy->GetLocationService()->Find(MakeUri("sip:bob@b.example"));
    }

    Ptr<SipUserAgent> bob;             ///< who registers
    Ptr<SipProxy> proxy;               ///< proxy and registrar
    Ptr<SipUserAgent> alice;           ///< who calls
    Ptr<SipRegistrarPolicy> registrar; ///< registrar
    std::vector<std::string> codes;    ///< what came out
};

void
TestRegister(SipCase& t, const std::string& algorithms, const std::string& expected)
{
    RegistrarNetwork net(algorithms);
    std::size_t bindings = 0;
    Ptr<SipCall> call;
    net.At(1,
           [&]()
           {
               net.bob->Register();
           });
    net.At(2,
           [&]()
           {
               bindings = net.GetBindings().size();
               call = net.alice->Invite(MakeUri("sip:bob@b.example"));
           });
    net.At(3,
           [&]()
           {
               net.bob->Unregister();
           });
    net.Run(Seconds(40));
    t.Equal(Join(net.codes), std::string("200 200"), "registered, unregistered");
    t.Equal(bindings, 1U, "a binding");
    t.True(call->GetState() == SipCallState::Established, "by which a call finds its way");
    t.Equal(net.GetBindings().size(), 0U, "none after Unregister");
    t.True(!net.bob->IsRegistered(), "and bob knows");
    const SipMessage* first = net.FindSent("bob", "REGISTER");
    t.True(!first->Has("Authorization"), "the first one has no credentials");
    t.Equal(net.CountSent("proxy.b.example", "401"),
            1U,
            "one challenge; then they are sent at once");
    std::string authorization;
    for (const auto& entry : net.trace.GetEntries())
    {
        if (entry.message.Has("Authorization"))
        {
            authorization = std::string(*entry.message.GetHeader("Authorization"));
        }
    }
    t.True(authorization.find("algorithm=" + expected) != std::string::npos, authorization);
    const SipMessage* ok = net.FindSent("proxy.b.example", "200");
    t.True(ok->Has("Authentication-Info"), "the registrar proves itself (RFC 7616, 3.5)");
    t.True(!ok->Has("Record-Route"), "no Record-Route (10.3)");
}

void
TestWrongPassword(SipCase& t)
{
    RegistrarNetwork net;
    net.bob->SetCredentials("bob", "wrong");
    net.At(1,
           [&]()
           {
               net.bob->Register();
           });
    net.Run(Seconds(100));
    t.Equal(Join(net.codes), std::string("401"), "refused");
    t.Equal(net.CountSent("bob", "REGISTER"), 2U, "asked, tried, and no more");
    t.Equal(net.GetBindings().size(), 0U, "no binding");
}

void
TestWrongUser(SipCase& t)
{
    RegistrarNetwork net;
    net.bob->SetCredentials("alice", "other"); // a right password, for another's address
    net.At(1,
           [&]()
           {
               net.bob->Register();
           });
    net.Run(Seconds(60));
    t.Equal(Join(net.codes), std::string("403"), "forbidden (10.3 item 4)");
    t.Equal(net.GetBindings().size(), 0U, "no binding");
}

void
TestRefreshAndExpiry(SipCase& t)
{
    RegistrarNetwork net;
    net.bob->SetAttribute("RegistrationExpires", TimeValue(Seconds(100)));
    net.bob->SetStopTime(Seconds(250));
    std::vector<std::string> counts;
    net.At(1,
           [&]()
           {
               net.bob->Register();
           });
    for (const double at : {50, 150, 240, 300, 400})
    {
        net.At(at,
               [&]()
               {
                   counts.push_back(std::to_string(net.GetBindings().size()));
               });
    }
    Ptr<SipCall> call;
    net.At(400,
           [&]()
           {
               call = net.alice->Invite(MakeUri("sip:bob@b.example"));
           });
    net.Run(Seconds(420));
    t.Equal(Join(counts), std::string("1 1 1 1 0"), "kept alive, then forgotten");
    t.Equal(net.codes.size(), 4U, "registered once, refreshed every 68 s");
    t.Equal(call->GetStatusCode(), 480, "the user is known, but not there");
}

void
TestIntervalTooBrief(SipCase& t)
{
    RegistrarNetwork net;
    net.registrar->SetAttribute("MinExpires", TimeValue(Seconds(90)));
    net.bob->SetAttribute("RegistrationExpires", TimeValue(Seconds(20)));
    net.At(1,
           [&]()
           {
               net.bob->Register();
           });
    net.Run(Seconds(2));
    t.Equal(net.CountSent("proxy.b.example", "423"), 1U, "423 (10.3 item 7)");
    t.Equal(Join(net.codes), std::string("200"), "and a second try with Min-Expires (10.2.8)");
    t.True(!net.GetBindings().empty() && net.GetBindings()[0].expires > Seconds(90), "90 s");
}

void
TestConnectionReuse(SipCase& t)
{
    RegistrarNetwork net;
    net.bob->SetAttribute("Protocol", StringValue("TCP"));
    net.proxy->SetAttribute("Protocol", StringValue("TCP"));
    net.At(1,
           [&]()
           {
               net.bob->Register();
           });
    net.At(2,
           [&]()
           {
               net.alice->Invite(MakeUri("sip:bob@b.example"));
           });
    net.At(3,
           [&]()
           {
               net.alice->GetCalls().at(0)->Reinvite();
           });
    net.At(4,
           [&]()
           {
               net.bob->GetCalls().at(0)->Reinvite();
           });
    net.At(5,
           [&]()
           {
               net.alice->HangUpAll();
           });
    net.At(6,
           [&]()
           {
               net.alice->Invite(MakeUri("sip:bob@b.example"));
           });
    net.At(7,
           [&]()
           {
               net.bob->HangUpAll();
           });
    net.Run(Seconds(60));
    t.Equal(net.bob->GetTransportLayer()->GetAcceptedConnections(),
            0U,
            "INVITE, ACK, re-INVITE and BYE all ride on the connection that REGISTER opened");
    t.Equal(net.bob->GetTransportLayer()->GetOpenedConnections(), 1U, "the only one");
    t.True(net.bob->GetCalls().empty() && net.alice->GetCalls().empty(), "all calls ended");
    t.Equal(net.CountSent("alice", "BYE") + net.CountSent("bob", "BYE"), 2U, "two calls");
}

void
TestContactOfAnother(SipCase& t)
{
    SipTestNetwork net(4);
    Ptr<SipUserAgent> bob = net.AddAgent(0, "sip:bob@b.example");
    Ptr<SipProxy> proxy = net.AddProxy(1, "proxy.b.example", "b.example");
    Ptr<SipUserAgent> alice = net.AddAgent(2, "sip:alice@b.example");
    net.helper.InstallRegistrar(proxy);
    alice->SetAttribute("OutboundProxy", StringValue("sip:proxy.b.example;lr"));
    bob->SetAttribute("Protocol", StringValue("TCP"));
    proxy->SetAttribute("Protocol", StringValue("TCP"));
    auto mallory = Create<SipTestPeer>(net.GetNode(3), 5060);
    auto again = Create<SipTestPeer>(net.GetNode(3), 5070);
    const auto registerMallory = [&](Ptr<SipTestPeer> peer, int number, int expires)
    {
        peer->SendTcp(
            "REGISTER sip:b.example SIP/2.0\r\nVia: SIP/2.0/TCP m.example;branch=z9hG4bKm" +
                std::to_string(number) +
                "\r\nFrom: <sip:mallory@b.example>;tag=1\r\n"
                "To: <sip:mallory@b.example>\r\nCall-ID: m\r\nCSeq: " +
                std::to_string(number) + " REGISTER\r\nContact: <" +
                bob->GetContactUri().ToString() + ">\r\nExpires: " + std::to_string(expires) +
                "\r\nContent-Length: 0\r\n\r\n",
            net.GetAddress(1),
            false);
    };
    net.At(1,
           [&]()
           {
               bob->Register();
           });
    net.At(2,
           [&]()
           {
               registerMallory(mallory, 1, 600);
           });
    Ptr<SipCall> call;
    const auto callBob = [&]()
    {
        call = alice->Invite(MakeUri("sip:bob@b.example"));
    };
    Ptr<SipLocationService> location = proxy->GetLocationService();
    const auto check = [&](std::size_t bindings, const std::string& when)
    {
        const auto mine = location->Find(MakeUri("sip:bob@b.example"));
        t.Equal(mine.size(), 1U, "bob's binding " + when);
        t.Equal(location->Find(MakeUri("sip:mallory@b.example")).size(), bindings, "hers " + when);
        t.True(call->GetState() == SipCallState::Established, "the call stands " + when);
        t.True(mine[0].connection &&
                   location->FindConnection(bob->GetContactUri()) == mine[0].connection,
               "the contact leads to bob's connection " + when);
    };
    net.At(3, callBob);
    net.At(4,
           [&]()
           {
               check(1, "while she has registered his contact");
               alice->HangUpAll();
           });
    net.At(5,
           [&]()
           {
               registerMallory(again, 2, 0);
           });
    net.At(6, callBob);
    net.At(7,
           [&]()
           {
               check(0, "after she has removed it");
               registerMallory(again, 3, 600);
           });
    net.At(8,
           [&]()
           {
               bob->Unregister();
           });
    net.At(9,
           [&]()
           {
               t.True(location->FindConnection(bob->GetContactUri()) != nullptr,
                      "hers once bob has gone");
               location->Replace(MakeUri("sip:mallory@b.example"), {});
               t.True(!location->FindConnection(bob->GetContactUri()), "nobody's after that");
           });
    net.Run(Seconds(40));
    t.True(mallory->stream.find("SIP/2.0 200") == 0, "her REGISTER is accepted");
    t.True(mallory->stream.find("INVITE") == std::string::npos &&
               mallory->stream.find("ACK") == std::string::npos &&
               mallory->stream.find("BYE") == std::string::npos,
           "but nothing for bob comes to her");
    t.Equal(bob->GetTransportLayer()->GetAcceptedConnections(), 0U, "all on bob's own connection");
}

void
TestConnectionOwners(SipCase& t)
{
    // Bob registered by UDP, so he has no connection; Mallory's must not stand in for it.
    SipTestNetwork net(4);
    Ptr<SipUserAgent> bob = net.AddAgent(0, "sip:bob@b.example");
    Ptr<SipProxy> proxy = net.AddProxy(1, "proxy.b.example", "b.example");
    Ptr<SipUserAgent> carol = net.AddAgent(2, "sip:carol@b.example");
    net.helper.InstallRegistrar(proxy);
    carol->SetAttribute("Protocol", StringValue("TCP"));
    bool isChecked = false;
    net.At(1,
           [&]()
           {
               carol->Register();
           });
    net.At(2,
           [&]()
           {
               Ptr<SipLocationService> location = proxy->GetLocationService();
               const SipUri user = MakeUri("sip:bob@b.example");
               const SipUri other = MakeUri("sip:mallory@b.example");
               std::vector<SipBinding> hers =
                   location->Find(MakeUri("sip:carol@b.example")); // a usable connection
               t.True(hers.size() == 1 && hers[0].connection, "a connection");
               t.True(location->FindConnection(hers[0].contact) != nullptr, "it is usable");
               location->AddStatic(user, bob->GetContactUri());
               hers[0].contact = bob->GetContactUri();
               location->Replace(other, hers);
               t.True(!location->FindConnection(user, bob->GetContactUri()), "bob's own: none");
               t.True(!location->FindConnection(bob->GetContactUri()), "by his contact: none");
               t.True(location->FindConnection(other, bob->GetContactUri()) != nullptr, "hers");
               isChecked = true;
           });
    net.Run(Seconds(3));
    t.True(isChecked, "it was reached");
}

/** REGISTERs by hand, without authentication; the codes in order. */
std::string
RegisterByHand(const std::vector<std::string>& contacts,
               std::vector<std::string>* responses,
               const std::vector<int>& sequences = {})
{
    SipTestNetwork net(2);
    Ptr<SipProxy> proxy = net.AddProxy(1, "proxy.b.example", "b.example");
    Ptr<SipRegistrarPolicy> registrar = net.helper.InstallRegistrar(proxy);
    registrar->SetAttribute("MaxBindings", UintegerValue(3));
    auto peer = Create<SipTestPeer>(net.GetNode(0), 5060);
    for (std::size_t i = 0; i < contacts.size(); ++i)
    {
        const std::string number = std::to_string(sequences.empty() ? i + 1 : sequences[i]);
        net.At(1.0 + static_cast<double>(i),
               [=, &net]()
               {
                   peer->Send(
                       "REGISTER sip:b.example SIP/2.0\r\nVia: SIP/2.0/UDP 10.1.0.1;rport;branch="
                       "z9hG4bK" +
                           std::to_string(i) +
                           "\r\nFrom: <sip:bob@b.example>;tag=1\r\nTo: <sip:bob@b.example>\r\n"
                           "Call-ID: 1\r\nCSeq: " +
                           number + " REGISTER\r\n" + contacts[i] + "Content-Length: 0\r\n\r\n",
                       net.GetAddress(1));
               });
    }
    net.Run(Seconds(60));
    std::vector<std::string> codes;
    for (const int code : peer->GetCodes())
    {
        codes.push_back(std::to_string(code));
    }
    if (responses)
    {
        *responses = peer->datagrams;
    }
    Simulator::Destroy();
    return Join(codes);
}

void
TestBindings(SipCase& t)
{
    std::vector<std::string> responses;
    const std::string codes = RegisterByHand(
        {"",
         "Contact: <sip:bob@10.0.0.1>;expires=100, <sip:bob@10.0.0.2>;q=0.5\r\nExpires: 200\r\n",
         "Contact: <sip:bob@10.0.0.1>;expires=0\r\n",
         "Contact: *\r\nExpires: 0\r\n"},
        &responses);
    t.Equal(codes, std::string("200 200 200 200"), "all are fine");
    const auto count = [&](std::size_t index)
    {
        const auto response = SipParser::Parse(responses.at(index));
        return response->GetContacts() ? response->GetContacts()->size() : 0U;
    };
    t.Equal(count(0), 0U, "a query of nothing");
    t.Equal(count(1), 2U, "two contacts");
    t.Equal(count(2), 1U, "one was removed (10.2.2)");
    t.Equal(count(3), 0U, "the star removes all");
    t.True(responses.at(1).find("10.0.0.1>;expires=100") != std::string::npos, "own expires");
    t.True(responses.at(1).find("10.0.0.2>;expires=200") != std::string::npos, "header's Expires");
}

void
TestBadRegisters(SipCase& t)
{
    t.Equal(RegisterByHand({"Contact: *\r\n"}, nullptr), std::string("400"), "star, no Expires");
    t.Equal(RegisterByHand({"Contact: *\r\nExpires: 10\r\n"}, nullptr), std::string("400"), "star");
    t.Equal(RegisterByHand({"Contact: *, <sip:bob@10.0.0.1>\r\nExpires: 0\r\n"}, nullptr),
            std::string("400"),
            "star is not alone");
    t.Equal(RegisterByHand({"Contact: <sip:bob@10.0.0.1\r\n"}, nullptr),
            std::string("400"),
            "junk");
    t.Equal(RegisterByHand({"Require: gruu\r\nContact: <sip:bob@10.0.0.1>\r\n"}, nullptr),
            std::string("420"),
            "Require");
    t.Equal(RegisterByHand({"Contact: <sip:bob@10.0.0.1>\r\n", "Contact: <sip:bob@10.0.0.1>\r\n"},
                           nullptr,
                           {7, 6}),
            std::string("200 500"),
            "an older CSeq with the same Call-ID (10.3 item 7)");
    t.Equal(RegisterByHand({"Contact: <sip:b@10.0.0.1>,<sip:b@10.0.0.2>,<sip:b@10.0.0.3>\r\n",
                            "Contact: <sip:b@10.0.0.4>\r\n"},
                           nullptr),
            std::string("200 403"),
            "MaxBindings");
    std::vector<std::string> responses;
    t.Equal(RegisterByHand({"Contact: <sip:b@10.0.0.1>, <sip:b@10.0.0.2>;expires=5\r\n", ""},
                           &responses),
            std::string("423 200"),
            "too brief");
    t.True(responses.at(1).find("Contact") == std::string::npos, "all or nothing (10.3 item 7)");
    RegisterByHand({"Contact: <sip:b@10.0.0.1>;expires=99999999999\r\n"}, &responses);
    t.True(responses.at(0).find(";expires=7200\r\n") != std::string::npos, "MaxExpires");
}

void
TestQuality(SipCase& t)
{
    for (const char* good : {"0", "0.", "0.5", "0.333", "1", "1.", "1.0", "1.000"})
    {
        t.Equal(
            RegisterByHand({std::string("Contact: <sip:b@10.0.0.1>;q=") + good + "\r\n"}, nullptr),
            std::string("200"),
            good);
    }
    for (const char* bad : {"nan", "inf", "-1", "2", "1.001", "0.1234", ".5", "0x1", "0.5a", "1e0"})
    {
        std::vector<std::string> responses;
        t.Equal(RegisterByHand({std::string("Contact: <sip:b@10.0.0.1>;q=") + bad + "\r\n", ""},
                               &responses),
                std::string("400 200"),
                bad);
        t.True(responses.at(1).find("Contact") == std::string::npos, "and nothing is bound");
    }
    t.True(ParseSipQuality("0.333") == 333 && ParseSipQuality("0.5") == 500 &&
               ParseSipQuality("1.0") == 1000 && ParseSipQuality("0") == 0,
           "in thousandths");
    t.True(!ParseSipQuality(""), "nothing");
}

void
TestSeconds(SipCase& t)
{
    t.True(ParseSipSeconds("0") == 0U && ParseSipSeconds("3600") == 3600U, "numbers");
    t.True(ParseSipSeconds("4294967296") == 0xffffffffU &&
               ParseSipSeconds(std::string(100, '9')) == 0xffffffffU,
           "all that is larger means the largest");
    t.True(!ParseSipSeconds("") && !ParseSipSeconds("-1") && !ParseSipSeconds("1s"), "others");
}

/** A registrar made by hand that answers every REGISTER with this. */
void
AnswerRegister(SipCase& t,
               int code,
               const std::string& header,
               const std::string& expected,
               bool isRegistered)
{
    SipTestNetwork net(2);
    Ptr<SipUserAgent> bob = net.AddAgent(0, "sip:bob@b.example");
    bob->SetAttribute("Registrar", StringValue("sip:10.1.1.1"));
    bob->SetAttribute("RegistrationExpires", TimeValue(Seconds(100)));
    std::vector<std::string> codes;
    const std::function<void(int, Time)> onDone = [&](int result, Time)
    {
        codes.push_back(std::to_string(result));
    };
    bob->TraceConnectWithoutContext("Registration", Callback<void, int, Time>(onDone));
    auto peer = Create<SipTestPeer>(net.GetNode(1), 5060);
    bool wasRegistered = false;
    peer->answer = [&](const std::string& octets, const Address& from)
    {
        const auto request = SipParser::Parse(octets);
        SipMessage response = SipMessage::MakeResponse(*request, code, "");
        const std::size_t colon = header.find(':');
        std::string value = header.substr(colon + 1);
        if (header.substr(0, colon) == "Contact")
        {
            value = std::string(*request->GetHeader("Contact")) + value;
        }
        response.Add(header.substr(0, colon), value);
        peer->Reply(response.Serialize(), from);
    };
    net.At(1,
           [&]()
           {
               bob->Register();
           });
    net.At(2,
           [&]()
           {
               wasRegistered = bob->IsRegistered();
           });
    net.Run(Seconds(80));
    t.Equal(wasRegistered, isRegistered, "whether it is registered after " + header);
    t.Equal(Join(codes), expected, header);
    Simulator::Destroy();
}

void
TestHostileRegistrar(SipCase& t)
{
    AnswerRegister(t, 200, "Contact:;expires=9999999999", "200 200", true);
    AnswerRegister(t, 200, "Contact:;expires=99999999999999999999999", "200 200", true);
    AnswerRegister(t, 200, "Contact:;expires=soon", "200 200", true);
    AnswerRegister(t, 200, "Expires:9999999999", "200", false);
    AnswerRegister(t, 423, "Min-Expires:9999999999", "423", false);
    AnswerRegister(t, 423, "Min-Expires:99999999999999999999999", "423", false);
    AnswerRegister(t, 423, "Min-Expires:-1", "423", false);
}

/** The suite. */
class SipRegistrarTestSuite : public TestSuite
{
  public:
    SipRegistrarTestSuite();
};

SipRegistrarTestSuite::SipRegistrarTestSuite()
    : TestSuite("sip-network-registrar")
{
    const auto add = [this](const std::string& name, std::function<void(SipCase&)> body)
    {
        AddTestCase(new SipCase(name, std::move(body)));
    };
    add("RFC 3261 10, RFC 8760: registration with SHA-256",
        [](SipCase& t)
        {
            TestRegister(t, "SHA-256 MD5", "SHA-256");
        });
    add("RFC 3261 10, RFC 8760: registration with MD5",
        [](SipCase& t)
        {
            TestRegister(t, "MD5", "MD5");
        });
    add("RFC 3261 22.1: a wrong password does not loop", TestWrongPassword);
    add("RFC 3261 10.3 item 4: another user's address", TestWrongUser);
    add("RFC 3261 10.2.4: refresh, and expiry", TestRefreshAndExpiry);
    add("RFC 3261 10.2.8: 423", TestIntervalTooBrief);
    add("Requests to a registered contact use its connection", TestConnectionReuse);
    add("A contact that another user registers too stays its owner's", TestContactOfAnother);
    add("A contact without a connection does not get another user's", TestConnectionOwners);
    add("RFC 3261 10.3: query, add, remove", TestBindings);
    add("RFC 3261 10.3: what a registrar refuses", TestBadRegisters);
    add("RFC 3261 25.1: q of a contact", TestQuality);
    add("RFC 3261 25.1: delta-seconds", TestSeconds);
    add("RFC 3261 10.2.4: lifetimes that nobody asked for", TestHostileRegistrar);
}

SipRegistrarTestSuite g_sipRegistrarTestSuite; ///< the suite

} // namespace
