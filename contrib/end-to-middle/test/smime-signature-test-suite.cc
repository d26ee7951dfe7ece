// SPDX-License-Identifier: GPL-2.0-only
// Calls whose messages are signed from end to end.

#include "named-case.h"
#include "signature-rig.h"

#include "ns3/boolean.h"
#include "ns3/mime-multipart.h"
#include "ns3/nstime.h"
#include "ns3/sip-body-entity.h"
#include "ns3/sip-date.h"
#include "ns3/smime-entity.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <unistd.h>

using namespace ns3;

namespace
{

/// \return whether a message is signed
bool
IsSigned(const SipMessage& message)
{
    const auto kind = GetSmimeKind(GetBodyEntity(message));
    return kind == SmimeKind::Signed || kind == SmimeKind::MultipartSigned;
}

void
TestCall(NamedCase& t, const std::string& form, const std::string& keying)
{
    SignatureRig rig(form, keying);
    SipPeerGround grounds[] = {SipPeerGround::None, SipPeerGround::None};
    rig.At(8,
           [&]()
           {
               grounds[0] = rig.call->GetPeerStatement().ground;
               grounds[1] = rig.incoming->GetPeerStatement().ground;
           });
    rig.CallAndHangUp();
    t.ExpectEqual(rig.call->GetStatusCode(), 200, "accepted");
    t.ExpectEqual(rig.aliceSession->GetRemote().content, std::string("v=0 bob"), "his description");
    t.ExpectEqual(rig.bobSession->GetRemote().content, std::string("v=0 alice"), "hers");
    t.Expect(grounds[0] == SipPeerGround::UserSignature, "she knows him by his signature");
    t.Expect(grounds[1] == SipPeerGround::UserSignature, "he knows her by hers");
    for (const char* kind : {"INVITE", "ACK", "BYE"})
    {
        const auto sent = rig.GetSent("alice", kind);
        t.Expect(!sent.empty() && IsSigned(sent.front()), std::string(kind) + " is signed");
    }
    const auto answers = rig.GetSent("bob", "200");
    t.Expect(answers.size() == 2 && IsSigned(answers[0]) && IsSigned(answers[1]), "both answers");
    t.ExpectEqual(std::string(answers[0].GetHeader("Date").value_or("")),
                  FormatSipDate(SignatureRig::EPOCH + 1),
                  "Date is the simulated time");
    t.ExpectEqual(rig.GetAliceEvents() + rig.GetBobEvents(), std::string(), "nothing was noticed");
    const bool isVisible =
        rig.GetSent("alice", "INVITE").front().GetBody().find("v=0 alice") != std::string::npos;
    t.ExpectEqual(isVisible, keying == "none", "only encryption hides the description");
}

void
TestLateOffer(NamedCase& t)
{
    SignatureRig rig;
    rig.alice->SetAttribute("OfferInInvite", BooleanValue(false));
    rig.CallAndHangUp();
    t.ExpectEqual(rig.call->GetStatusCode(), 200, "accepted");
    t.ExpectEqual(rig.bobSession->GetRemote().content, std::string("v=0 alice"), "by a signed ACK");
}

/// A change on the way, and what becomes of it.
struct Change
{
    const char* kind;                        //!< of message
    std::function<void(SipMessage&)> change; //!< what is done
    const char* noticed;                     //!< event
};

void
TestChanges(NamedCase& t)
{
    const auto set = [](const char* name, const char* value)
    {
        return [name, value](SipMessage& message)
        {
            message.Set(name, value);
        };
    };
    const auto rewrite = [](SipMessage& message)
    {
        std::string body = message.GetBody();
        const auto at = body.find("v=0 ");
        body.replace(at, 5, "v=0 x");
        message.SetBody(body, std::string(*message.GetHeader("Content-Type")));
    };
    const auto strip = [](SipMessage& message)
    {
        message.SetBody("v=0 mallory", "application/sdp");
    };
    const std::vector<Change> changes = {
        {"INVITE", set("From", "<sip:president@atlanta.example.com>;tag=1"), "name-mismatch"},
        {"INVITE", set("To", "<sip:carol@biloxi.example.com>"), "signed-header-mismatch"},
        {"INVITE", set("Contact", "<sip:mallory@10.9.9.9>"), "signed-header-mismatch"},
        {"INVITE", set("Date", "Fri, 20 Jun 2003 12:30:00 GMT"), "signed-header-mismatch"},
        {"INVITE", set("Call-ID", "mine"), "signed-header-mismatch"},
        {"INVITE", rewrite, "signature-invalid"},
        {"INVITE", strip, "signature-missing"},
        {"200", set("Contact", "<sip:mallory@10.9.9.9>"), "signed-header-mismatch"},
        {"200", rewrite, "signature-invalid"},
        {"200", strip, "signature-missing"}};
    for (const Change& change : changes)
    {
        SignatureRig rig;
        bool isDone = false;
        SignatureRig::Meddle(rig.ss1,
                             change.kind,
                             [&](SipMessage& message)
                             {
                                 if (!isDone)
                                 {
                                     isDone = true;
                                     change.change(message);
                                 }
                             });
        rig.CallAndHangUp();
        const bool isRequest = std::string(change.kind) == "INVITE";
        const std::string what = std::string(change.kind) + ", " + change.noticed;
        t.ExpectEqual(isRequest ? rig.GetBobEvents() : rig.GetAliceEvents(),
                      std::string(change.noticed),
                      what + ": noticed at once");
        t.ExpectEqual(rig.call->GetStatusCode(), 403, what + ": no call");
        t.ExpectEqual(isRequest ? rig.bobSession->GetReceivedCount()
                                : rig.aliceSession->GetReceivedCount(),
                      0U,
                      what + ": the description is not used");
    }
}

void
TestOptional(NamedCase& t)
{
    SignatureRig rig;
    rig.bobSigner->SetAttribute("Required", BooleanValue(false));
    rig.aliceSigner->SetAttribute("Required", BooleanValue(false));
    SignatureRig::Meddle(rig.ss1,
                         "INVITE",
                         [](SipMessage& message)
                         {
                             message.SetBody("v=0 mallory", "application/sdp");
                         });
    SipPeerGround ground = SipPeerGround::UserSignature;
    rig.At(8,
           [&]()
           {
               ground = rig.incoming->GetPeerStatement().ground;
           });
    rig.CallAndHangUp();
    t.ExpectEqual(rig.call->GetStatusCode(), 200, "what is missing is not missed");
    t.ExpectEqual(rig.bobSession->GetRemote().content, std::string("v=0 mallory"), "and used");
    t.Expect(ground == SipPeerGround::None, "but he has no ground to know the caller by");
}

void
TestPeeled(NamedCase& t)
{
    // The signed part of a multipart/signed is left, as whoever takes the signature off would do.
    SignatureRig rig;
    rig.bobSigner->SetAttribute("Required", BooleanValue(false));
    SignatureRig::Meddle(rig.ss1,
                         "INVITE",
                         [](SipMessage& message)
                         {
                             const auto parts = ParseMultipart(GetBodyEntity(message));
                             SetBodyEntity(message, parts->front());
                         });
    rig.CallAndHangUp();
    t.ExpectEqual(rig.call->GetStatusCode(), 200, "accepted where none is wanted");
    t.ExpectEqual(rig.bobSession->GetRemote().content, std::string("v=0 alice"), "and opened");
}

/// \return a BYE in the dialog of Bob's call, as Alice would send it
SipMessage
MakeBye(const SignatureRig& rig)
{
    const auto answer = rig.GetSent("bob", "200").front();
    SipMessage bye = SipMessage::MakeRequest("BYE", rig.bob->GetContactUri());
    for (const char* name : {"From", "To", "Call-ID"})
    {
        bye.Add(name, *answer.GetHeader(name));
    }
    bye.Add("CSeq", "1000 BYE");
    bye.Add("Max-Forwards", "70");
    bye.Add("Date", FormatSipDate(SignatureRig::EPOCH + 5));
    return bye;
}

void
TestForgedBye(NamedCase& t)
{
    for (const std::string kind : {"unsigned", "own name", "own certificate"})
    {
        SignatureRig rig;
        std::string before;
        rig.Call();
        rig.At(5,
               [&]()
               {
                   SipMessage bye = MakeBye(rig);
                   if (kind != "unsigned")
                   {
                       // Mallory has a good certificate, in his own name.
                       const auto mallory =
                           rig.MakeParty(rig.authority, "sip:mallory@atlanta.example.com");
                       auto signer = CreateObject<SmimeSignaturePolicy>();
                       signer->SetCredential(mallory.context, mallory.credential);
                       if (kind == "own name")
                       {
                           bye.Set("From",
                                   "<sip:mallory@atlanta.example.com>;tag=" +
                                       std::string(bye.GetFrom()->GetTag().value_or("")));
                       }
                       Work work;
                       SipUserAgentContext context;
                       context.agent = PeekPointer(rig.alice);
                       static_cast<void>(signer->Prepare(bye, context, work));
                   }
                   rig.SendAsMallory(bye);
               });
        rig.At(6,
               [&]()
               {
                   before = ToString(rig.incoming->GetState());
               });
        rig.Run(7);
        t.ExpectEqual(before, std::string("Established"), kind + ": the call goes on");
        t.ExpectEqual(rig.GetBobEvents(),
                      std::string(kind == "unsigned"   ? "signature-missing"
                                  : kind == "own name" ? "signed-header-mismatch"
                                                       : "name-mismatch"),
                      kind + ": noticed");
    }
}

void
TestReplay(NamedCase& t)
{
    for (const uint32_t capacity : {1024, 0})
    {
        SignatureRig rig;
        rig.bobSigner->SetAttribute("ReplayCapacity", UintegerValue(capacity));
        rig.Call();
        rig.At(9,
               [&]()
               {
                   rig.alice->HangUpAll();
               });
        const auto again = [&]()
        {
            rig.incoming = nullptr;
            rig.SendAsMallory(rig.GetSent("alice", "INVITE").front());
        };
        rig.At(100, again);
        bool isTaken = false;
        rig.At(101,
               [&]()
               {
                   isTaken = rig.incoming != nullptr;
               });
        rig.At(3700, again);
        rig.Run(3701);
        t.ExpectEqual(isTaken, capacity == 0, "23.4.2: within the hour only a memory helps");
        const std::string events = rig.GetBobEvents();
        t.ExpectEqual(events.substr(0, events.find(' ')),
                      std::string(capacity > 0 ? "message-replayed" : "message-stale"),
                      "noticed");
        t.ExpectEqual(events.substr(events.rfind(' ') + 1),
                      std::string("message-stale"),
                      "after an hour it is stale");
        t.ExpectEqual(rig.bobSigner->GetReplayCount("alice@atlanta.example.com"),
                      capacity > 0 ? 3U : 0U,
                      "INVITE, ACK and BYE are remembered");
    }
}

void
TestBaiting(NamedCase& t)
{
    // What Alice signed for Mallory comes to Bob, by hand of a proxy.
    SignatureRig rig;
    SignatureRig::Meddle(rig.ss1,
                         "INVITE",
                         [](SipMessage& message)
                         {
                             message.SetRequestUri(*SipUri::Parse("sip:bob@biloxi.example.com"));
                         });
    rig.At(1,
           [&]()
           {
               rig.call = rig.alice->Invite(*SipUri::Parse("sip:mallory@biloxi.example.com"));
           });
    rig.Run(9);
    t.ExpectEqual(rig.call->GetStatusCode(), 403, "refused");
    t.ExpectEqual(rig.GetBobEvents(), std::string("signed-header-mismatch"), "To was signed");
}

void
TestFirstContact(NamedCase& t)
{
    // Alice's certificate is of an authority that Bob does not trust.
    for (const bool isFirstTrusted : {false, true})
    {
        SignatureRig rig;
        auto other = rig.MakeAuthority();
        const auto first = rig.MakeParty(other, "sip:alice@atlanta.example.com");
        const auto second = rig.MakeParty(other, "sip:alice@atlanta.example.com");
        rig.bobSigner->GetKeyring()->SetAttribute("TrustOnFirstUse", BooleanValue(isFirstTrusted));
        rig.aliceSigner->SetCredential(first.context, first.credential);
        rig.Call();
        int code = 0;
        rig.At(9,
               [&]()
               {
                   code = rig.call->GetStatusCode();
                   rig.alice->HangUpAll();
               });
        rig.At(20,
               [&]()
               {
                   rig.aliceSigner->SetCredential(second.context, second.credential);
                   rig.call = rig.alice->Invite(rig.bob->GetAddressOfRecord());
               });
        rig.Run(30);
        t.ExpectEqual(code, isFirstTrusted ? 200 : 403, "the first contact");
        t.ExpectEqual(rig.call->GetStatusCode(), 403, "another certificate later");
        t.ExpectEqual(rig.GetBobEvents(),
                      std::string(isFirstTrusted ? "certificate-rejected"
                                                 : "certificate-rejected certificate-rejected"),
                      "noticed");
    }
}

void
TestEncryptionRequired(NamedCase& t)
{
    // Encryption alone: a plain offer is refused where that is wanted, an encrypted one taken.
    for (const bool isPlain : {true, false})
    {
        CallRig rig("end-to-end");
        std::vector<SipSecurityEvent> events;
        const Callback<void, const SipSecurityEvent&> note(
            [&](const SipSecurityEvent& event)
            {
                events.push_back(event);
            });
        rig.bob->TraceConnectWithoutContext("SecurityEvent", note);
        rig.bobPolicy->SetAttribute("AcceptPlain", BooleanValue(false));
        if (isPlain)
        {
            rig.alicePolicy->SetAttribute("Keying", StringValue("none"));
        }
        rig.Call();
        rig.Run(9);
        t.ExpectEqual(rig.call->GetStatusCode(), isPlain ? 403 : 200, "the call");
        t.ExpectEqual(events.size(), isPlain ? 1U : 0U, "noticed");
        t.Expect(!isPlain || events.at(0).kind == SipSecurityEventKind::BodyRefused, "as such");
        Simulator::Destroy();
    }
}

void
TestOracle(NamedCase& t)
{
    namespace fs = std::filesystem;
    for (const std::string form : {"multipart-signed", "signed-data"})
    {
        SignatureRig rig(form);
        rig.CallAndHangUp();
        const fs::path folder =
            fs::temp_directory_path() / ("smime-signature-" + std::to_string(getpid()));
        fs::create_directories(folder);
        const auto write = [&folder](const char* name, const std::string& octets)
        {
            std::ofstream((folder / name).string(), std::ios::binary) << octets;
        };
        const auto run = [&folder](const std::string& options)
        {
            const std::string command =
                "openssl cms -verify -binary -inform DER -in " + (folder / "cms").string() +
                " -CAfile " + (folder / "ca").string() + " -out " + (folder / "out").string() +
                " -purpose any -attime 1056110410 " + options + " >/dev/null 2>&1";
            return std::system(command.c_str()) == 0;
        };
        write("ca", rig.authority.GetCertificate().ToPem());
        for (const char* kind : {"INVITE", "BYE"})
        {
            const auto entity = GetBodyEntity(rig.GetSent("bob", "200").front());
            const auto sent = GetBodyEntity(rig.GetSent("alice", kind).front());
            if (form == "multipart-signed")
            {
                const auto parts = ParseMultipart(sent);
                const auto other = ParseMultipart(entity);
                write("cms", ExtractCms(parts->back()).value());
                write("content", parts->front().Serialize());
                t.Expect(run("-content " + (folder / "content").string()),
                         form + ", " + kind + ": openssl cms -verify");
                write("content", other->front().Serialize());
                t.Expect(!run("-content " + (folder / "content").string()),
                         form + ", " + kind + ": not another message's content");
            }
            else
            {
                write("cms", ExtractCms(sent).value());
                t.Expect(run(""), form + ", " + kind + ": openssl cms -verify");
            }
        }
        fs::remove_all(folder);
    }
}

/**
 * Signatures from end to end.
 */
class SmimeSignatureTestSuite : public TestSuite
{
  public:
    SmimeSignatureTestSuite()
        : TestSuite("smime-signature")
    {
        const auto add = [this](const std::string& name, std::function<void(NamedCase&)> check)
        {
            AddTestCase(new NamedCase(name, std::move(check)));
        };
        const auto addCall = [add](const std::string& form, const std::string& keying)
        {
            add("RFC 3261 23.2, 23.3: a signed call, " + form + ", keying " + keying,
                [form, keying](NamedCase& t)
                {
                    TestCall(t, form, keying);
                });
        };
        addCall("multipart-signed", "none");
        addCall("signed-data", "none");
        addCall("multipart-signed", "end-to-end");
        addCall("multipart-signed", "cek-reuse");
        add("RFC 3261 13.2.1: the offer in a signed 200, the answer in a signed ACK",
            TestLateOffer);
        add("RFC 3261 23.4.1.1: changes on the way are noticed", TestChanges);
        add("RFC 3261 23.2: a stripped signature where none is wanted", TestOptional);
        add("RFC 3261 23.2: a signature taken off where none is wanted", TestPeeled);
        add("RFC 3261 23.4.2: a forged BYE", TestForgedBye);
        add("RFC 3261 23.4.2: a recorded INVITE", TestReplay);
        add("RFC 3261 23.4.2: an INVITE for somebody else", TestBaiting);
        add("RFC 3261 26.4.2: first contact, and change", TestFirstContact);
        add("RFC 3261 23.2: encryption required", TestEncryptionRequired);
        add("openssl cms -verify on the bytes of a call", TestOracle);
    }
} g_smimeSignatureTestSuite; //!< registers the suite

} // namespace
