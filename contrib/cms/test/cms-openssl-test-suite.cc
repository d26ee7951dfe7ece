// SPDX-License-Identifier: GPL-2.0-only
// The program openssl as the other side: it opens what we seal and we open what it seals.

#include "cms-test-case.h"
#include "openssl-oracle.h"

#include "ns3/envelope-sealer.h"
#include "ns3/envelope.h"
#include "ns3/smime-entity.h"

using namespace ns3;

namespace
{

/// A cipher and what openssl calls it.
struct Cipher
{
    ContentCipher cipher;
    const char* option;
};

const Cipher CIPHERS[] = {
    {ContentCipher::Aes128Gcm, "-aes-128-gcm"},
    {ContentCipher::Aes128Cbc, "-aes-128-cbc"},
};

/// All ways for one content-encryption key to come, in one message that openssl opens in each way.
void
OpensslOpensOurs(CmsTestCase& t, const Cipher& cipher, KeyTransportPadding padding)
{
    CmsTestWorld world;
    OpensslOracle oracle;
    const CmsParty& bob = world.Rsa(2);
    const CmsParty& big = world.Rsa(3, 3072);
    const CmsParty& carol = world.Ec(1);
    const CmsParty& dave = world.Ec(2);
    const CmsParty& stranger = world.Rsa(4);
    const KekRecipient kek = world.Kek(1);
    EnvelopeOptions options;
    options.cipher = cipher.cipher;
    options.padding = padding;
    options.cek = CekAttributes{"reference", 3};
    const std::string content = CmsTestWorld::Content() + Octets("\0\r\n\xff", 4);
    const auto seal = [&]()
    {
        Work work;
        const auto sealed = SealEnvelope(*world.Rsa(1).context,
                                         content,
                                         {bob.credential.certificate,
                                          big.credential.certificate,
                                          carol.credential.certificate,
                                          dave.credential.certificate},
                                         {kek},
                                         options,
                                         work);
        oracle.Write("sealed.der", sealed->der);
    };
    seal();
    t.Expect(oracle.Run("asn1parse -inform DER -in sealed.der"), "asn1parse reads it");
    const std::string log = oracle.Read("log");
    for (const char* object : {"1.2.840.113549.1.9.16.2.30", "1.2.840.113549.1.9.16.2.31"})
    {
        t.Expect(log.find(object) != std::string::npos, std::string(object) + " in " + log);
    }
    if (!oracle.Run("cms -cmsout -noout -inform DER -in sealed.der") &&
        oracle.Read("log").find("Field=unauthAttrs") != std::string::npos)
    {
        // OpenSSL 3.0.20 and older cannot read these attributes, whoever wrote them.
        options.cek.reset();
        seal();
    }
    const auto opens = [&](const std::string& who)
    {
        oracle.Write("opened", "");
        const bool done =
            oracle.Run("cms -decrypt -binary -inform DER -in sealed.der -out opened " + who);
        return done && oracle.Read("opened") == content;
    };
    const auto opensParty = [&](const std::string& name, const CmsParty& party)
    {
        oracle.WriteParty(name, party);
        return opens("-recip " + name + ".cert.pem -inkey " + name + ".key.pem");
    };
    t.Expect(opensParty("bob", bob), "RSA-2048 opens: " + oracle.Read("log"));
    t.Expect(opensParty("big", big), "RSA-3072 opens: " + oracle.Read("log"));
    t.Expect(opensParty("carol", carol), "P-256 opens: " + oracle.Read("log"));
    t.Expect(opensParty("dave", dave), "another P-256 opens: " + oracle.Read("log"));
    t.Expect(!opensParty("stranger", stranger), "a stranger does not");
    t.Expect(
        opens("-secretkey " + ToHex(kek.kek.Reveal()) + " -secretkeyid " + ToHex(kek.identifier)),
        "the shared key opens: " + oracle.Read("log"));
    const Secret wrong = world.Kek(2).kek;
    t.Expect(
        !opens("-secretkey " + ToHex(wrong.Reveal()) + " -secretkeyid " + ToHex(kek.identifier)),
        "another key does not");
    t.Expect(oracle.Run("cms -cmsout -print -noout -inform DER -in sealed.der"), "it prints");
}

/// Messages of openssl, streamed and not.
void
WeOpenOpenssls(CmsTestCase& t, const Cipher& cipher)
{
    CmsTestWorld world;
    OpensslOracle oracle;
    const CmsParty& bob = world.Rsa(2);
    const CmsParty& carol = world.Ec(1);
    const KekRecipient kek = world.Kek(1);
    oracle.WriteParty("bob", bob);
    oracle.WriteParty("carol", carol);
    const std::string content = CmsTestWorld::Content() + Octets("\0\r\n\xff", 4);
    const std::string large(70000, '\xa5');
    const std::string oaep = " -recip bob.cert.pem -keyopt rsa_padding_mode:oaep "
                             "-keyopt rsa_oaep_md:sha256";
    const std::string pkcs1 = " -recip bob.cert.pem";
    const std::string agreement = " -recip carol.cert.pem -keyopt ecdh_kdf_md:sha256";
    const std::string shared =
        " -secretkey " + ToHex(kek.kek.Reveal()) + " -secretkeyid " + ToHex(kek.identifier);
    const std::string begin = "cms -encrypt -binary -outform DER -in content -out sealed.der " +
                              std::string(cipher.option);
    const auto check = [&](const std::string& arguments, const std::string& expected)
    {
        oracle.Write("content", expected);
        if (!t.Expect(oracle.Run(begin + arguments), arguments + ": " + oracle.Read("log")))
        {
            return;
        }
        const auto envelope = Envelope::Parse(oracle.Read("sealed.der"));
        if (!t.Expect(envelope.has_value(), arguments + ": it parses"))
        {
            return;
        }
        Work work;
        for (const CmsParty* party : {&bob, &carol})
        {
            if (envelope->IsFor(party->credential.certificate))
            {
                const auto opened = envelope->Open(*party->context, party->credential, work);
                t.Expect(opened && opened->content == expected, arguments + ": it opens");
            }
        }
        for (const Octets& identifier : envelope->GetKekIdentifiers())
        {
            t.Expect(identifier == kek.identifier, arguments + ": key identifier");
            const auto opened = envelope->OpenWithKek(*bob.context, kek, work);
            t.Expect(opened && opened->content == expected, arguments + ": it opens");
        }
        t.Expect(!work.IsEmpty(), arguments + ": somebody opened it");
    };
    for (const std::string& recipients :
         {oaep, pkcs1, agreement, shared, oaep + agreement + shared})
    {
        check(recipients, content);
        check(recipients + " -stream", large);
    }
    check(" -keyid" + oaep, content);
    check(" -keyid" + agreement, content);
    check(shared, "");

    // What is not supported is said before any operation.
    oracle.Write("content", content);
    for (const char* recipients :
         {" -recip bob.cert.pem -keyopt rsa_padding_mode:oaep", " -recip carol.cert.pem"})
    {
        oracle.Run(begin + recipients); // SHA-1
        const auto envelope = Envelope::Parse(oracle.Read("sealed.der"));
        Work work;
        const CmsParty& party = envelope->IsFor(bob.credential.certificate) ? bob : carol;
        const auto opened = envelope->Open(*party.context, party.credential, work);
        t.Expect(!opened && opened.error() == CmsError::Unsupported && work.IsEmpty(),
                 "SHA-1 is not supported");
    }
    oracle.Run(
        "cms -encrypt -binary -outform DER -in content -out sealed.der -aes-256-cbc bob.cert.pem");
    const auto envelope = Envelope::Parse(oracle.Read("sealed.der"));
    t.Expect(!envelope && envelope.error() == CmsError::Unsupported, "AES-256 is not supported");
}

/// The reuse message of RFC 3185 with nothing of ours but the two keys.
void
OpensslFollowsReuse(CmsTestCase& t)
{
    CmsTestWorld world;
    OpensslOracle oracle;
    const CmsParty& bob = world.Rsa(2);
    EnvelopeOptions options;
    options.cek = CekAttributes{"cek-1-id", 2};
    Work work;
    const auto request = SealEnvelope(*world.Rsa(1).context,
                                      "offer",
                                      {bob.credential.certificate},
                                      {},
                                      options,
                                      work);
    const auto opened = Envelope::Parse(request->der)->Open(*bob.context, bob.credential, work);
    const auto answer =
        SealEnvelope(*bob.context, "answer", {}, {{"cek-1-id", DeriveKek(opened->cek)}}, {}, work);
    const Octets cek = request->cek.Reveal();
    const Octets reversed(cek.rbegin(), cek.rend());
    oracle.Write("answer.der", answer->der);
    t.Expect(oracle.Run("cms -decrypt -binary -inform DER -in answer.der -out opened -secretkey " +
                        ToHex(reversed) + " -secretkeyid " + ToHex("cek-1-id")) &&
                 oracle.Read("opened") == "answer",
             "the reversed key opens the answer: " + oracle.Read("log"));
    t.Expect(!oracle.Run("cms -decrypt -binary -inform DER -in answer.der -out opened -secretkey " +
                         ToHex(cek) + " -secretkeyid " + ToHex("cek-1-id")),
             "the key itself does not");
}

/// Our signatures, inside and beside the content.
void
OpensslVerifiesOurs(CmsTestCase& t, bool isRsa)
{
    CmsTestWorld world;
    OpensslOracle oracle;
    const CmsParty& party = isRsa ? world.Rsa(1) : world.Ec(1);
    oracle.Write("ca.pem", world.Authority().GetCertificate().ToPem());
    oracle.WriteParty("signer", party);
    const std::string content = CmsTestWorld::Content() + Octets("\0\r\n\xff", 4);
    oracle.Write("content", content);
    oracle.Write("changed", Flip(content, 40));
    const std::string begin =
        "cms -verify -binary -purpose any -CAfile ca.pem -inform DER -in signed.der -out verified ";
    SignOptions options;
    for (const auto& time : {std::optional<int64_t>(), std::optional<int64_t>(1735689600)})
    {
        options.signingTime = time;
        options.detached = false;
        options.includeCertificate = true;
        Work work;
        oracle.Write("signed.der",
                     *SignData(*party.context, content, party.credential, options, work));
        t.Expect(oracle.Run(begin) && oracle.Read("verified") == content, oracle.Read("log"));
        oracle.Run("cms -cmsout -print -inform DER -in signed.der");
        const bool says = oracle.Read("log").find("Jan  1 00:00:00 2025 GMT") != std::string::npos;
        t.Expect(says == time.has_value(), "signing time is 2025, if any");
        options.detached = true;
        options.includeCertificate = false;
        oracle.Write("signed.der",
                     *SignData(*party.context, content, party.credential, options, work));
        t.Expect(oracle.Run(begin + "-certfile signer.cert.pem -content content") &&
                     oracle.Read("verified") == content,
                 oracle.Read("log"));
        t.Expect(!oracle.Run(begin + "-certfile signer.cert.pem -content changed"),
                 "not what was signed");
    }
    Work work;
    const MimeEntity entity = *MimeEntity::Parse(CmsTestWorld::Content());
    const auto multipart = SignMultipart(*party.context,
                                         entity,
                                         party.credential,
                                         {},
                                         TransferEncoding::Base64,
                                         "boundary-1",
                                         work);
    oracle.Write("signed.eml", multipart->Serialize());
    t.Expect(oracle.Run("cms -verify -binary -crlfeol -purpose any -CAfile ca.pem -inform SMIME "
                        "-in signed.eml -out verified") &&
                 oracle.Read("verified") == CmsTestWorld::Content(),
             "multipart/signed: " + oracle.Read("log"));
}

/// Signatures of openssl, in all its forms.
void
WeVerifyOpenssls(CmsTestCase& t, bool isRsa)
{
    CmsTestWorld world;
    OpensslOracle oracle;
    const CmsParty& party = isRsa ? world.Rsa(1) : world.Ec(1);
    const CmsParty& reader = world.Ec(2);
    oracle.WriteParty("signer", party);
    const std::string content = CmsTestWorld::Content() + Octets("\0\r\n\xff", 4);
    oracle.Write("content", content);
    const std::string begin = "cms -sign -binary -md sha256 -signer signer.cert.pem "
                              "-inkey signer.key.pem -in content -out signed ";
    const std::vector<Certificate> known{party.credential.certificate};
    for (const std::string form : {"", "-keyid ", "-nosmimecap ", "-stream "})
    {
        Work work;
        t.Expect(oracle.Run(begin + "-nodetach -outform DER " + form), oracle.Read("log"));
        const Octets der = oracle.Read("signed");
        const auto verified = VerifySigned(*reader.context, der, {}, {}, work);
        t.Expect(verified && verified->content == content && verified->signer == known.front() &&
                     verified->signingTime.has_value(),
                 form + "inside");
        t.Expect(!VerifyDetached(*reader.context, der, content, known, {}, work),
                 form + "not detached");
        if (form == "-stream ")
        {
            continue; // it would put the content inside here too
        }
        t.Expect(oracle.Run(begin + "-nocerts -outform DER " + form), oracle.Read("log"));
        const Octets detached = oracle.Read("signed");
        const auto beside = VerifyDetached(*reader.context, detached, content, known, {}, work);
        t.Expect(beside && beside->signer == known.front() && beside->certificates.empty(),
                 form + "detached");
        const auto unknown = VerifyDetached(*reader.context, detached, content, {}, {}, work);
        t.Expect(!unknown && unknown.error() == CmsError::SignerUnknown, form + "unknown");
        const auto changed =
            VerifyDetached(*reader.context, detached, Flip(content, 9), known, {}, work);
        t.Expect(!changed && changed.error() == CmsError::SignatureInvalid, form + "changed");
    }
    for (const std::string form :
         {"-outform SMIME", "-outform SMIME -nodetach", "-outform SMIME -crlfeol"})
    {
        Work work;
        t.Expect(oracle.Run(begin + form), oracle.Read("log"));
        const auto entity = MimeEntity::Parse(oracle.Read("signed"));
        const auto verified = VerifySmime(*reader.context, *entity, {}, {}, {}, work);
        t.Expect(verified && verified->content == content, form);
    }
}

/// A whole S/MIME entity of openssl, and one of ours.
void
ExchangesEntities(CmsTestCase& t)
{
    CmsTestWorld world;
    OpensslOracle oracle;
    const CmsParty& carol = world.Ec(1);
    oracle.WriteParty("carol", carol);
    oracle.Write("content", CmsTestWorld::Content());
    for (const Cipher& cipher : CIPHERS)
    {
        Work work;
        t.Expect(oracle.Run(std::string("cms -encrypt -binary -in content -out sealed.eml ") +
                            cipher.option + " -recip carol.cert.pem -keyopt ecdh_kdf_md:sha256"),
                 oracle.Read("log"));
        const auto entity = MimeEntity::Parse(oracle.Read("sealed.eml"));
        const auto der = ExtractCms(*entity);
        const auto envelope = Envelope::Parse(*der);
        const auto opened = envelope->Open(*carol.context, carol.credential, work);
        t.Expect(opened && opened->content == CmsTestWorld::Content(), "we open the entity");
        const auto expected = cipher.cipher == ContentCipher::Aes128Gcm ? SmimeKind::AuthEnveloped
                                                                        : SmimeKind::Enveloped;
        t.Expect(GetSmimeKind(*entity) == expected, "its kind");

        EnvelopeOptions options;
        options.cipher = cipher.cipher;
        const auto sealed = SealEnvelope(*carol.context,
                                         CmsTestWorld::Content(),
                                         {carol.credential.certificate},
                                         {},
                                         options,
                                         work);
        const auto ours = MakeSmimeEntity(sealed->der, TransferEncoding::Base64);
        t.Expect(GetSmimeKind(*ours) == expected, "the kind of ours");
        oracle.Write("ours.eml", ours->Serialize());
        t.Expect(oracle.Run("cms -decrypt -binary -inform SMIME -in ours.eml -out opened "
                            "-recip carol.cert.pem -inkey carol.key.pem") &&
                     oracle.Read("opened") == CmsTestWorld::Content(),
                 "openssl opens ours: " + oracle.Read("log"));
    }
}

/// The suite.
class CmsOpensslTestSuite : public TestSuite
{
  public:
    CmsOpensslTestSuite()
        : TestSuite("cms-openssl")
    {
        for (const Cipher& cipher : CIPHERS)
        {
            const std::string name = std::string(": ") + (cipher.option + 1);
            Add("openssl opens ours, RSAES-OAEP (RFC 3560)" + name,
                [&cipher](CmsTestCase& t)
                {
                    OpensslOpensOurs(t, cipher, KeyTransportPadding::Oaep);
                });
            Add("openssl opens ours, PKCS#1 v1.5 (RFC 3370 s4.2.1)" + name,
                [&cipher](CmsTestCase& t)
                {
                    OpensslOpensOurs(t, cipher, KeyTransportPadding::Pkcs1);
                });
            Add("we open openssl's" + name,
                [&cipher](CmsTestCase& t)
                {
                    WeOpenOpenssls(t, cipher);
                });
        }
        Add("RFC 3185 s3: openssl opens the answer with the reversed key", OpensslFollowsReuse);
        Add("RFC 5652 s5: openssl verifies our RSA signatures",
            [](CmsTestCase& t)
            {
                OpensslVerifiesOurs(t, true);
            });
        Add("RFC 5753 s2.1: openssl verifies our ECDSA signatures",
            [](CmsTestCase& t)
            {
                OpensslVerifiesOurs(t, false);
            });
        Add("RFC 5652 s5: we verify openssl's RSA signatures",
            [](CmsTestCase& t)
            {
                WeVerifyOpenssls(t, true);
            });
        Add("RFC 5753 s2.1: we verify openssl's ECDSA signatures",
            [](CmsTestCase& t)
            {
                WeVerifyOpenssls(t, false);
            });
        Add("RFC 8551 s3: S-MIME entities go both ways", ExchangesEntities);
    }

  private:
    void
    Add(const std::string& name, CmsTestCase::Body body)
    {
        AddTestCase(new CmsTestCase(name, std::move(body)));
    }
};

const CmsOpensslTestSuite g_cmsOpensslTestSuite;

} // namespace
