// SPDX-License-Identifier: GPL-2.0-only
// What a signature covers, and whose certificates are believed.

#include "named-case.h"

#include "ns3/boolean.h"
#include "ns3/certificate-authority.h"
#include "ns3/mime-multipart.h"
#include "ns3/private-key.h"
#include "ns3/signed-entity.h"
#include "ns3/signed-headers.h"
#include "ns3/smime-keyring.h"
#include "ns3/uinteger.h"

#include <memory>

using namespace ns3;

namespace
{

/// \return an INVITE as its sender signs it
SipMessage
MakeInvite()
{
    const auto uri = SipUri::Parse("sip:bob@biloxi.example.com");
    SipMessage invite = SipMessage::MakeRequest("INVITE", *uri);
    invite.Add("Via", "SIP/2.0/TCP client.example.com;branch=z9hG4bK1");
    invite.Add("Max-Forwards", "70");
    invite.Add("From", "Alice <sip:alice@atlanta.example.com>;tag=1");
    invite.Add("To", "<sip:bob@biloxi.example.com>");
    invite.Add("Call-ID", "1@atlanta");
    invite.Add("CSeq", "1 INVITE");
    invite.Add("Contact", "<sip:alice@10.1.0.1>");
    invite.Add("Date", "Fri, 20 Jun 2003 12:00:01 GMT");
    return invite;
}

/// \return what is wrong with a message against what was signed; "same" for nothing
std::string
Compare(const SipMessage& outside, const Octets& fragment)
{
    const auto inside = ParseSignedHeaders(fragment);
    if (!inside)
    {
        return inside.error();
    }
    const auto same = CompareSignedHeaders(outside, *inside);
    return same ? "same" : same.error();
}

void
TestFragment(NamedCase& t)
{
    const Octets fragment = MakeSignedHeaders(MakeInvite());
    t.ExpectEqual(fragment,
                  std::string("From: Alice <sip:alice@atlanta.example.com>;tag=1\r\n"
                              "To: <sip:bob@biloxi.example.com>\r\nCall-ID: 1@atlanta\r\n"
                              "CSeq: 1 INVITE\r\nDate: Fri, 20 Jun 2003 12:00:01 GMT\r\n"
                              "Contact: <sip:alice@10.1.0.1>\r\n"),
                  "the header fields of a request");
    t.ExpectEqual(Compare(MakeInvite(), fragment), std::string("same"), "they fit");
    SipMessage ok = SipMessage::MakeResponse(MakeInvite(), 200, "OK");
    const Octets signedOk = MakeSignedHeaders(ok);
    t.ExpectEqual(signedOk.substr(0, 16), std::string("SIP/2.0 200 OK\r\n"), "a status line");
    t.ExpectEqual(Compare(ok, signedOk), std::string("same"), "a response fits");
    SipMessage busy = SipMessage::MakeResponse(MakeInvite(), 486, "Busy Here");
    t.ExpectEqual(Compare(busy, signedOk), std::string("another status was signed"), "status");
    t.ExpectEqual(Compare(MakeInvite(), signedOk),
                  std::string("another status was signed"),
                  "a response's fragment in a request");
    for (const char* bad : {"",
                            "nonsense",
                            "SIP/2.0 200 OK",
                            "From: <sip:a@b>\r\n",
                            "From: x\r\nFrom: y\r\nTo: z\r\nCall-ID: 1\r\nCSeq: 1 BYE\r\n"})
    {
        t.Expect(!ParseSignedHeaders(bad), std::string("no fragment: ") + bad);
    }
}

void
TestMayChange(NamedCase& t)
{
    const Octets fragment = MakeSignedHeaders(MakeInvite());
    SipMessage message = MakeInvite();
    message.SetRequestUri(*SipUri::Parse("sip:bob@10.1.3.1"));
    message.Set("Via", "SIP/2.0/TCP proxy.example.com;branch=z9hG4bK2");
    message.Set("Max-Forwards", "69");
    message.Add("Record-Route", "<sip:proxy.example.com;lr>");
    message.Add("Route", "<sip:proxy.example.com;lr>");
    message.Add("Subject", "added on the way");
    t.ExpectEqual(Compare(message, fragment), std::string("same"), "what proxies may change");
    // Even if it was signed, as RFC 3261 section 23.4.3 shows it.
    t.ExpectEqual(Compare(message, fragment + "Max-Forwards: 70\r\nVia: SIP/2.0/UDP x\r\n"),
                  std::string("same"),
                  "those may be signed all the same");
    message.Set("From", "\"Alice\"  <sip:alice@ATLANTA.example.com>; tag=1");
    t.ExpectEqual(Compare(message, fragment), std::string("same"), "the same address otherwise");
}

void
TestMustNotChange(NamedCase& t)
{
    const Octets fragment = MakeSignedHeaders(MakeInvite());
    const std::vector<std::pair<std::string, std::string>> changes = {
        {"From", "Alice <sip:mallory@atlanta.example.com>;tag=1"},
        {"From", "President <sip:alice@atlanta.example.com>;tag=1"},
        {"From", "Alice <sip:alice@atlanta.example.com>;tag=2"},
        {"From", "Alice <sips:alice@atlanta.example.com>;tag=1"},
        {"To", "<sip:carol@biloxi.example.com>"},
        {"To", "<sip:bob@biloxi.example.com>;tag=3"},
        {"Call-ID", "2@atlanta"},
        {"CSeq", "2 INVITE"},
        {"CSeq", "1 MESSAGE"},
        {"Contact", "<sip:mallory@10.9.9.9>"},
        {"Contact", "<sip:alice@10.1.0.1>, <sip:mallory@10.9.9.9>"},
        {"Date", "Fri, 20 Jun 2003 12:00:02 GMT"}};
    for (const auto& [name, value] : changes)
    {
        SipMessage message = MakeInvite();
        message.Set(name, value);
        t.ExpectEqual(Compare(message, fragment), name + " is not the one that was signed", value);
    }
    SipMessage message = MakeInvite();
    message.Remove("Contact");
    t.ExpectEqual(Compare(message, fragment),
                  std::string("Contact is not the one that was signed"),
                  "removed");
    t.ExpectEqual(Compare(MakeInvite(), fragment.substr(0, fragment.find("Contact"))),
                  std::string("Contact was not signed"),
                  "the remote target must be signed");
    message.Set("CSeq", "1 BYE");
    t.ExpectEqual(Compare(message,
                          "From: Alice <sip:alice@atlanta.example.com>;tag=1\r\n"
                          "To: <sip:bob@biloxi.example.com>\r\nCall-ID: 1@atlanta\r\n"
                          "CSeq: 1 BYE\r\n"),
                  std::string("same"),
                  "but not in a BYE");
}

void
TestParts(NamedCase& t)
{
    const MimeEntity sdp("application/sdp", "v=0\r\n");
    const auto both = JoinSignedParts({"From: x\r\n", sdp});
    t.Expect(both.has_value(), "joined");
    const auto split = SplitSignedParts(MimeEntity::Parse(both->Serialize()).value());
    t.Expect(split && split->body, "split");
    t.ExpectEqual(split->headers, std::string("From: x\r\n"), "the fragment");
    t.ExpectEqual(split->body->Serialize(), sdp.Serialize(), "the body, octet by octet");
    const auto alone = JoinSignedParts({"From: x\r\n", std::nullopt});
    const auto headers = SplitSignedParts(MimeEntity::Parse(alone->Serialize()).value());
    t.Expect(headers && !headers->body && headers->headers == "From: x\r\n", "without a body");
    t.Expect(!SplitSignedParts(sdp), "a body without fragment");
    const auto three = BuildMultipart(MimeValue("multipart/mixed"), {*alone, sdp, sdp}, "b");
    t.Expect(three && !SplitSignedParts(*three), "a third part");
    const auto turned = BuildMultipart(MimeValue("multipart/mixed"), {sdp, *alone}, "b");
    t.Expect(turned && !SplitSignedParts(*turned), "another order");
}

/// Certificates of users, and a key ring.
class KeyringRig
{
  public:
    static constexpr int64_t NOW = 1056110400; //!< when all happens

    KeyringRig()
        : context(std::make_shared<CryptoContext>(Octets(CryptoContext::SEED_SIZE, 'k')))
        , trusted(CertificateAuthority::Create(*context, "A", NOW - 9, NOW + 99).value())
        , other(CertificateAuthority::Create(*context, "B", NOW - 9, NOW + 99).value())
    {
        trust = std::make_shared<TrustStore>(*context);
        trust->AddAnchor(trusted.GetCertificate());
        ring->SetTrustStore(trust);
    }

    /// \return a certificate with a new key
    Certificate
    Issue(CertificateAuthority& issuer, const std::string& name, int64_t notAfter = NOW + 99)
    {
        Work unused;
        CertificateAuthority::Request wanted;
        wanted.commonName = "user";
        wanted.subjectAltNames = {name};
        wanted.serial = ++serial;
        wanted.notBefore = NOW - 9;
        wanted.notAfter = notAfter;
        const auto key = PrivateKey::GenerateP256(*context, unused);
        return issuer.Issue(*context, wanted, key->GetPublicKey()).value();
    }

    /// \return what the ring says of a certificate as Alice's
    std::string
    Judge(const Certificate& certificate)
    {
        Work work;
        const auto judged =
            ring->Judge(*SipUri::Parse("sip:alice@a.example"), {certificate}, NOW, work);
        return judged ? "good" : std::string(ToString(judged.error()));
    }

    std::shared_ptr<CryptoContext> context;                //!< of all
    CertificateAuthority trusted;                          //!< trusted
    CertificateAuthority other;                            //!< not trusted
    std::shared_ptr<TrustStore> trust;                     //!< anchors
    Ptr<SmimeKeyring> ring = CreateObject<SmimeKeyring>(); //!< under test
    uint64_t serial{0};                                    //!< last serial number
};

void
TestChains(NamedCase& t)
{
    KeyringRig rig;
    t.ExpectEqual(rig.Judge(rig.Issue(rig.trusted, "uri:sip:alice@a.example")),
                  std::string("good"),
                  "a chain");
    t.Expect(rig.ring->Find(*SipUri::Parse("sip:alice@A.example;x=1")).has_value(), "remembered");
    t.ExpectEqual(rig.Judge(rig.Issue(rig.trusted, "uri:sips:alice@a.example")),
                  std::string("good"),
                  "a new one with a chain, named by a sips URI");
    for (const char* name : {"uri:sip:mallory@a.example", "uri:sip:a.example", "dns:a.example"})
    {
        t.ExpectEqual(rig.Judge(rig.Issue(rig.trusted, name)),
                      std::string("certificate of another name"),
                      name);
    }
    KeyringRig fresh;
    t.ExpectEqual(fresh.Judge(fresh.Issue(fresh.other, "uri:sip:alice@a.example")),
                  std::string("certificate not trusted"),
                  "no chain");
    const auto expired = fresh.Issue(fresh.trusted, "uri:sip:alice@a.example", KeyringRig::NOW - 1);
    t.ExpectEqual(fresh.Judge(expired), std::string("certificate not trusted"), "expired");
    t.Expect(!fresh.ring->Find(*SipUri::Parse("sip:alice@a.example")), "nothing was remembered");
}

void
TestRevoked(NamedCase& t)
{
    KeyringRig rig;
    const auto certificate = rig.Issue(rig.trusted, "uri:sip:alice@a.example");
    t.ExpectEqual(rig.Judge(certificate), std::string("good"), "before");
    CertificateAuthority::Revocations revocations;
    revocations.entries = {{rig.serial, KeyringRig::NOW - 2}};
    revocations.thisUpdate = KeyringRig::NOW - 1;
    revocations.nextUpdate = KeyringRig::NOW + 9;
    rig.trust->AddRevocationList(rig.trusted.SignRevocationList(*rig.context, revocations).value());
    t.ExpectEqual(rig.Judge(certificate), std::string("certificate not trusted"), "after");
}

void
TestFirstContact(NamedCase& t)
{
    KeyringRig rig;
    rig.ring->SetAttribute("TrustOnFirstUse", BooleanValue(true));
    const auto first = rig.Issue(rig.other, "uri:sip:alice@a.example");
    const auto second = rig.Issue(rig.other, "uri:sip:alice@a.example");
    t.ExpectEqual(rig.Judge(first), std::string("good"), "the first is believed, whoever's it is");
    t.ExpectEqual(rig.Judge(first), std::string("good"), "it stays so");
    t.ExpectEqual(rig.Judge(second), std::string("certificate has changed"), "a change is noticed");
    t.ExpectEqual(rig.Judge(rig.Issue(rig.trusted, "uri:sip:alice@a.example")),
                  std::string("good"),
                  "a chain counts more than what is remembered");
    KeyringRig full;
    full.ring->SetAttribute("TrustOnFirstUse", BooleanValue(true));
    full.ring->SetAttribute("Capacity", UintegerValue(1));
    full.ring->Add(*SipUri::Parse("sip:carol@a.example"), first);
    t.ExpectEqual(full.Judge(first), std::string("key ring full"), "bounded");
}

/**
 * Signed header fields and key rings.
 */
class SignedHeadersTestSuite : public TestSuite
{
  public:
    SignedHeadersTestSuite()
        : TestSuite("signed-headers")
    {
        const auto add = [this](const std::string& name, std::function<void(NamedCase&)> check)
        {
            AddTestCase(new NamedCase(name, std::move(check)));
        };
        add("RFC 3261 23.4.2, RFC 3893 2: what is signed", TestFragment);
        add("RFC 3261 23.4.1.1: fields that may change", TestMayChange);
        add("RFC 3261 23.4.1.1: fields that must not", TestMustNotChange);
        add("RFC 3893 2: a fragment and a body", TestParts);
        add("RFC 3261 23.1: certificates with a chain, by name", TestChains);
        add("RFC 3261 23.1: revoked certificates", TestRevoked);
        add("RFC 3261 26.4.2: certificates of a first contact", TestFirstContact);
    }
} g_signedHeadersTestSuite; //!< registers the suite

} // namespace
