// SPDX-License-Identifier: GPL-2.0-only

#include "call-rig.h"
#include "named-case.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/border-controller.h"
#include "ns3/call-admission-policy.h"
#include "ns3/data-rate.h"
#include "ns3/ipv4.h"
#include "ns3/media-relay.h"
#include "ns3/packet.h"
#include "ns3/string.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

#include <map>
#include <utility>

using namespace ns3;

namespace
{

/// The key in Alice's offers, as SDES has it (RFC 4568).
const std::string KEY = "WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz";

/**
 * The calls of CallRig with a border controller at Alice's proxy.
 */
class BorderRig : public CallRig
{
  public:
    /**
     * \param keying of the users: "none" or "end-to-end", with the controller's certificate
     * \param isTrusted whether users were made to take its certificate for everybody else's
     */
    explicit BorderRig(const std::string& keying, bool isTrusted = true)
        : CallRig(keying)
    {
        relay = CreateObject<MediaRelay>();
        relay->SetAttribute("Address", Ipv4AddressValue(GetAddress(1)));
        nodes.Get(1)->AddApplication(relay);
        auto issuer =
            CredentialIssuer::Create(7000,
                                     std::string(NS_TEST_SOURCEDIR) + "/../../crypto/data/keys");
        NS_ABORT_MSG_IF(!issuer, "no issuer: " << issuer.error());
        const auto party = issuer->Issue("p-256", "ss1.atlanta.example.com");
        NS_ABORT_MSG_IF(!party, "no credential: " << party.error());
        controller = helper.InstallBorderController(ss1, *party, relay);
        admission = CreateObject<CallAdmissionPolicy>();
        admission->SetAttribute("WhenUnreadable", StringValue("refuse"));
        ss1->AddPolicy(admission);
        if (isTrusted)
        {
            const auto everybody = CreateObject<CertificateDirectory>();
            for (const auto& agent : {alice, bob})
            {
                everybody->AddUser(agent->GetAddressOfRecord(), party->credential.certificate);
            }
            alicePolicy->SetDirectory(everybody);
            bobPolicy->SetDirectory(everybody);
        }
        Describe(alice, 0, "49170");
        Describe(bob, 3, "3456");
        const Callback<void, const InspectionReport&> note(
            [this](const InspectionReport& report)
            {
                read.push_back(report);
            });
        controller->TraceConnectWithoutContext("Inspected", note);
    }

    /**
     * \param node which one
     * \return its address
     */
    Ipv4Address
    GetAddress(uint32_t node) const
    {
        return nodes.Get(node)->GetObject<Ipv4>()->GetAddress(1, 0).GetLocal();
    }

    Ptr<MediaRelay> relay;              ///< of the controller
    Ptr<BorderController> controller;   ///< at ss1
    Ptr<CallAdmissionPolicy> admission; ///< behind it
    std::vector<InspectionReport> read; ///< what it read
    std::string aliceText;              ///< Alice's description
    std::string bobText;                ///< Bob's description

  private:
    /**
     * \param agent whose description
     * \param node its node
     * \param port its port
     */
    void
    Describe(Ptr<SipUserAgent> agent, uint32_t node, const std::string& port)
    {
        const auto address = "IP4 " + SipAddress::FormatIpv4(GetAddress(node));
        auto& text = node == 0 ? aliceText : bobText;
        text = "v=0\r\no=- 1 1 IN " + address + "\r\ns=-\r\nc=IN " + address +
               "\r\nt=0 0\r\nm=audio " + port +
               " RTP/SAVP 18\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + KEY + "\r\n";
        agent->GetSessionDescriber()->SetAttribute("Content", StringValue(text));
    }
};

/**
 * Notes what comes to a port.
 */
class Listener
{
  public:
    /**
     * \param node its node
     * \param port its port
     */
    Listener(Ptr<Node> node, uint16_t port)
        : socket(Socket::CreateSocket(node, UdpSocketFactory::GetTypeId()))
    {
        socket->Bind(InetSocketAddress(Ipv4Address::GetAny(), port));
        socket->SetRecvCallback(MakeCallback(&Listener::Receive, this));
    }

    Ptr<Socket> socket; ///< its socket
    std::string octets; ///< sizes of what came

  private:
    /**
     * \param from has packets
     */
    void
    Receive(Ptr<Socket> from)
    {
        while (Ptr<Packet> packet = from->Recv())
        {
            octets += std::to_string(packet->GetSize()) + " ";
        }
    }
};

/**
 * \param text a description
 * \return where its first stream is to be sent
 */
InetSocketAddress
GetTarget(const std::string& text)
{
    const auto sdp = Sdp::Parse(text);
    NS_ABORT_MSG_IF(!sdp, "no description");
    return InetSocketAddress(*SipAddress::ParseIpv4(sdp->GetConnection(0)->address),
                             sdp->GetMedia()[0].GetPort());
}

/**
 * \param method its method
 * \param dialog Call-ID and From tag
 * \param toTag its To tag; empty: none
 * \param body its body
 * \return a request that no user agent of the rig sent
 */
SipMessage
MakeRequest(const std::string& method,
            const std::pair<std::string, std::string>& dialog,
            const std::string& toTag,
            const std::string& body)
{
    auto request = SipMessage::MakeRequest(method, *SipUri::Parse("sip:bob@biloxi.example.com"));
    request.Add("Via", "SIP/2.0/TCP client.example.com;branch=z9hG4bK74bf9");
    request.Add("Max-Forwards", "70");
    request.Add("From", "<sip:alice@atlanta.example.com>;tag=" + dialog.second);
    request.Add("To", "<sip:bob@biloxi.example.com>" + (toTag.empty() ? "" : ";tag=" + toTag));
    request.Add("Call-ID", dialog.first);
    request.Add("CSeq", "1000 " + method);
    if (!body.empty())
    {
        request.SetBody(body, "application/sdp");
    }
    return request;
}

/**
 * Hands a request to the controller as its proxy does.
 * \param rig its rig
 * \param request the request
 * \return what it answers; 0: it lets it go on, 1: and has changed it
 */
int
Send(BorderRig& rig, const SipMessage& request)
{
    auto message = request;
    SipPolicyContext context;
    context.isInDialog = request.GetTo()->GetTag().has_value();
    Work work;
    const auto verdict = rig.controller->OnRequest(message, context, work);
    return verdict.GetKind() == SipVerdict::Kind::Respond
               ? verdict.GetReply().code
               : static_cast<int>(message.Serialize() != request.Serialize());
}

/**
 * Hands a final response to the controller as its proxy does, and says that it was sent on.
 * \param rig its rig
 * \param request the request
 * \param code status code
 * \param toTag the callee's tag
 */
void
Answer(BorderRig& rig, const SipMessage& request, int code, const std::string& toTag)
{
    auto response = SipMessage::MakeResponse(request, code, "");
    response.Set("To", "<sip:bob@biloxi.example.com>;tag=" + toTag);
    if (code < 300 && request.GetMethod() == "INVITE")
    {
        response.SetBody(rig.bobText, "application/sdp");
    }
    SipPolicyContext context;
    context.request = &request;
    context.isInDialog = request.GetTo()->GetTag().has_value();
    Work work;
    rig.controller->OnResponse(response, context, work);
    rig.controller->OnFinalSent(response, context);
}

/**
 * The rival of end-to-middle security.
 */
class BorderControllerTestSuite : public TestSuite
{
  public:
    BorderControllerTestSuite()
        : TestSuite("border-controller")
    {
        for (const std::string keying : {"none", "end-to-end"})
        {
            Add("RFC 5853 3: media goes by the controller, which reads all, " + keying,
                [keying](NamedCase& t)
                {
                    TestMedia(t, keying);
                });
        }
        Add("What users encrypt for each other it can only refuse", TestUntrusted);
        Add("Streams are closed when a call ends, fails or is cancelled", TestEnds);
        Add("A changed session keeps its streams", TestReinvite);
        Add("RFC 5853 3: signatures of users do not survive it", TestSignature);
        Add("RFC 3261 12.2.2: only an INVITE outside of any dialog begins a call", TestStray);
        Add("RFC 3261 21.5.4: too many calls", TestManyCalls);
        Add("RFC 3261 15.1.2: a BYE for no dialog, or for one of a fork, leaves the rest",
            TestByes);
        Add("With which key it read is said", TestOutcomes);
    }

  private:
    /**
     * \param name what is checked
     * \param check the check
     */
    void
    Add(const std::string& name, std::function<void(NamedCase&)> check)
    {
        AddTestCase(new NamedCase(name, std::move(check)));
    }

    /// A call, its descriptions, and a packet in each direction.
    static void
    TestMedia(NamedCase& t, const std::string& keying)
    {
        BorderRig rig(keying);
        Listener alice(rig.nodes.Get(0), 49170);
        Listener bob(rig.nodes.Get(3), 3456);
        rig.Call();
        bool isUp = false;
        CallRig::At(5,
                    [&]()
                    {
                        isUp = rig.call->IsSessionAgreed();
                        const auto forBob = GetTarget(rig.bobSession->GetRemote().content);
                        const auto forAlice = GetTarget(rig.aliceSession->GetRemote().content);
                        t.Expect(forBob.GetIpv4() == rig.GetAddress(1) &&
                                     forAlice.GetIpv4() == rig.GetAddress(1),
                                 "both know only the controller's address");
                        alice.socket->SendTo(Create<Packet>(11), 0, forAlice);
                        bob.socket->SendTo(Create<Packet>(22), 0, forBob);
                        t.ExpectEqual(rig.admission->GetBook().GetUsed().outward,
                                      28000U,
                                      "G.729 with an authentication tag, known to admission");
                    });
        CallRig::At(10,
                    [&]()
                    {
                        rig.alice->HangUpAll();
                    });
        rig.Run(20);
        t.Expect(isUp, "the call is up");
        t.ExpectEqual(bob.octets, std::string("11 "), "Alice's media");
        t.ExpectEqual(alice.octets, std::string("22 "), "Bob's media");
        t.Expect(rig.bobSession->GetRemote().content.find(
                     SipAddress::FormatIpv4(rig.GetAddress(0))) == std::string::npos,
                 "Alice's address is nowhere in what Bob gets");
        t.ExpectEqual(rig.read.size(), 2U, "offer and answer were read");
        t.Expect(rig.read[0].content == rig.aliceText && rig.read[1].content == rig.bobText,
                 "as they were");
        t.Expect(rig.read[0].content.find(KEY) != std::string::npos, "the media key too");
        t.Expect(rig.bobSession->GetRemote().content.find(KEY) != std::string::npos,
                 "which goes on to Bob: media stays encrypted for others");
        t.Expect(rig.reports[1].empty() ||
                     rig.GetOutcomes(false) == (keying == "none" ? "rr" : "uu"),
                 "the next proxy reads what is in clear only");
    }

    static void
    TestUntrusted(NamedCase& t)
    {
        BorderRig rig("end-to-end", false);
        rig.Call();
        rig.Run(20);
        t.Expect(rig.call->GetStatusCode() >= 400, "refused");
        t.ExpectEqual(rig.controller->GetReadCount(), 0U, "nothing was read");
        t.ExpectEqual(rig.CountSent("ss1", "INVITE"), 0U, "and nothing went on");
    }

    static void
    TestEnds(NamedCase& t)
    {
        for (const std::string how : {"bye", "cancel", "refusal"})
        {
            BorderRig rig("none");
            if (how == "cancel")
            {
                rig.bob->SetAttribute("AnswerDelay", TimeValue(Seconds(60)));
            }
            if (how == "refusal")
            {
                rig.bob->SetAttribute("RefusalCode", UintegerValue(486));
            }
            rig.Call();
            std::size_t open = 0;
            CallRig::At(1.035, // the INVITE has passed ss1, and nobody has refused it yet
                        [&]()
                        {
                            open = rig.relay->GetOpenCount();
                        });
            CallRig::At(5,
                        [&]()
                        {
                            rig.alice->HangUpAll();
                        });
            rig.Run(20);
            t.ExpectEqual(open, 1U, how + ": open");
            t.ExpectEqual(rig.relay->GetOpenCount(), 0U, how + ": closed");
            t.ExpectEqual(rig.controller->GetCallCount(), 0U, how + ": forgotten");
            t.ExpectEqual(rig.admission->GetBook().GetHeld(), 0U, how + ": released");
            Simulator::Destroy();
        }
    }

    static void
    TestReinvite(NamedCase& t)
    {
        for (const std::string keying : {"none", "end-to-end"})
        {
            BorderRig rig(keying);
            rig.Call();
            std::string before;
            CallRig::At(5,
                        [&]()
                        {
                            before = rig.bobSession->GetRemote().content;
                            rig.call->Reinvite();
                        });
            CallRig::At(10,
                        [&]()
                        {
                            rig.bob->GetCalls().front()->Reinvite();
                        });
            rig.Run(15);
            t.ExpectEqual(rig.bobSession->GetReceivedCount(), 3U, keying + ": three of Alice's");
            t.ExpectEqual(rig.aliceSession->GetReceivedCount(), 3U, keying + ": three of Bob's");
            t.Expect(rig.bobSession->GetRemote().content == before, keying + ": same ports");
            t.ExpectEqual(rig.relay->GetOpenCount(), 1U, keying + ": one stream");
            Simulator::Destroy();
        }
    }

    static void
    TestSignature(NamedCase& t)
    {
        BorderRig rig("end-to-end");
        rig.alicePolicy->SetAttribute("Protection", StringValue("sign-then-encrypt"));
        std::optional<Certificate> signer;
        bool isOpened = false;
        const Callback<void, const SmimeOpening&> note(
            [&](const SmimeOpening& opening)
            {
                isOpened = true;
                signer = opening.signer;
            });
        rig.bobPolicy->TraceConnectWithoutContext("Opened", note);
        rig.Call();
        rig.Run(20);
        t.Expect(!rig.read.empty(), "the controller opened a signed offer");
        t.Expect(rig.read[0].content == rig.aliceText, "which was Alice's");
        t.Expect(
            !isOpened || !signer ||
                signer->GetDer() !=
                    rig.helper.GetDirectory()->FindUser(rig.alice->GetAddressOfRecord())->GetDer(),
            "but her signature does not reach Bob");
    }

    static void
    TestStray(NamedCase& t)
    {
        BorderRig rig("none");
        CallRig::At(2,
                    [&]()
                    {
                        const std::pair<std::string, std::string> dialog{"nobody", "invented"};
                        for (const std::string method : {"OPTIONS", "MESSAGE", "INFO"})
                        {
                            for (const std::string tag : {"", "wrong"})
                            {
                                const auto request =
                                    MakeRequest(method, dialog, tag, rig.aliceText);
                                t.ExpectEqual(Send(rig, request), 0, method + " passes as it is");
                            }
                        }
                        for (const std::string method : {"INVITE", "UPDATE", "PRACK", "ACK"})
                        {
                            const auto request =
                                MakeRequest(method, dialog, "wrong", rig.aliceText);
                            t.ExpectEqual(Send(rig, request), 481, method + " has no dialog");
                        }
                        t.ExpectEqual(Send(rig, MakeRequest("UPDATE", dialog, "", rig.aliceText)),
                                      481,
                                      "UPDATE does not begin one");
                        Answer(rig, MakeRequest("INVITE", dialog, "", rig.aliceText), 200, "late");
                        t.ExpectEqual(rig.controller->GetCallCount(), 0U, "no call");
                        t.ExpectEqual(rig.relay->GetOpenCount(), 0U, "no port");
                        t.ExpectEqual(rig.controller->GetReadCount(), 0U, "nothing is read");
                    });
        rig.Run(3);
    }

    static void
    TestManyCalls(NamedCase& t)
    {
        BorderRig rig("none");
        rig.controller->SetAttribute("MaxCalls", UintegerValue(2));
        CallRig::At(2,
                    [&]()
                    {
                        std::vector<SipMessage> invites;
                        for (const std::string id : {"a", "b", "c"})
                        {
                            // One without an offer is a call too.
                            const auto body = id == "a" ? "" : rig.aliceText;
                            invites.push_back(MakeRequest("INVITE", {id, "tag"}, "", body));
                        }
                        t.ExpectEqual(Send(rig, invites[0]), 0, "the first, unchanged");
                        t.ExpectEqual(Send(rig, invites[1]), 1, "the second, changed");
                        t.ExpectEqual(Send(rig, invites[2]), 503, "not the third");
                        t.ExpectEqual(rig.relay->GetOpenCount(), 1U, "no port for it");
                        Answer(rig, invites[2], 503, "proxy");
                        Answer(rig, invites[1], 486, "bob");
                        t.ExpectEqual(rig.relay->GetOpenCount(), 0U, "closed");
                        t.ExpectEqual(Send(rig, invites[2]), 1, "now there is room");
                        Answer(rig, invites[0], 200, "bob");
                        t.ExpectEqual(rig.relay->GetOpenCount(), 2U, "an offer in the answer");
                        Answer(rig, invites[2], 487, "bob");
                        const auto bye = MakeRequest("BYE", {"a", "tag"}, "bob", "");
                        Send(rig, bye);
                        Answer(rig, bye, 200, "bob");
                        t.ExpectEqual(rig.controller->GetCallCount(), 0U, "all are over");
                        t.ExpectEqual(rig.relay->GetOpenCount(), 0U, "and closed");
                    });
        rig.Run(3);
    }

    static void
    TestByes(NamedCase& t)
    {
        BorderRig rig("none");
        rig.Call();
        CallRig::At(
            5,
            [&]()
            {
                const auto invite = rig.GetSent("alice", "INVITE").at(0);
                const std::pair<std::string, std::string> dialog{*invite.GetCallId(),
                                                                 *invite.GetFrom()->GetTag()};
                const auto isUp = [&]()
                {
                    return rig.controller->GetCallCount() == 1 && rig.relay->GetOpenCount() == 1;
                };
                const auto bye = MakeRequest("BYE", dialog, "wrong", "");
                t.ExpectEqual(Send(rig, bye), 0, "Bob is to answer it");
                Answer(rig, bye, 481, "wrong");
                t.Expect(isUp(), "a BYE for no dialog ends nothing");
                const auto reinvite = MakeRequest("INVITE", dialog, "wrong", rig.aliceText);
                t.ExpectEqual(Send(rig, reinvite), 481, "a re-INVITE for no dialog");
                Answer(rig, reinvite, 481, "wrong");
                t.Expect(isUp(), "ends nothing");
                Answer(rig, invite, 200, "branch");
                const auto other = MakeRequest("BYE", dialog, "branch", "");
                Send(rig, other);
                Answer(rig, other, 200, "branch");
                t.Expect(isUp(), "nor does the end of another branch");
                Answer(rig, invite, 200, "branch"); // a repetition
            });
        CallRig::At(6,
                    [&]()
                    {
                        rig.alice->HangUpAll();
                    });
        rig.Run(10);
        t.ExpectEqual(rig.controller->GetCallCount(), 0U, "the last one's end is the end");
        t.ExpectEqual(rig.relay->GetOpenCount(), 0U, "of the media too");
    }

    static void
    TestOutcomes(NamedCase& t)
    {
        const std::map<std::string, std::pair<SmimeOutcome, SmimeOutcome>> rows{
            {"none", {SmimeOutcome::Plain, SmimeOutcome::Plain}},
            {"end-to-end", {SmimeOutcome::PublicKey, SmimeOutcome::PublicKey}},
            {"cek-reuse", {SmimeOutcome::PublicKey, SmimeOutcome::ReusedKey}}};
        for (const auto& [keying, outcomes] : rows)
        {
            BorderRig rig(keying);
            rig.Call();
            rig.Run(10);
            t.ExpectEqual(rig.read.size(), 2U, keying + ": offer and answer");
            t.Expect(rig.read.size() == 2 && rig.read[0].outcome == outcomes.first,
                     keying + ": the offer");
            t.Expect(rig.read.size() == 2 && rig.read[1].outcome == outcomes.second,
                     keying + ": the answer");
            Simulator::Destroy();
        }
    }
};

BorderControllerTestSuite g_borderControllerTestSuite; ///< the suite

} // namespace
