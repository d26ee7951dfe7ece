// SPDX-License-Identifier: GPL-2.0-only
// EnvelopedData and AuthEnvelopedData: what is sealed opens, for its recipients and for nobody
// else, and whatever fails fails alike.

#include "cms-test-case.h"
#include "cms-test-world.h"

#include "ns3/cms-oid.h"
#include "ns3/der-reader.h"
#include "ns3/envelope-sealer.h"
#include "ns3/envelope.h"

#include <set>

using namespace ns3;

namespace
{

/// How a message is sealed.
struct Variant
{
    const char* name;
    ContentCipher cipher;
    KeyTransportPadding padding;
};

const Variant VARIANTS[] = {
    {"AES-128-GCM, OAEP", ContentCipher::Aes128Gcm, KeyTransportPadding::Oaep},
    {"AES-128-CBC, OAEP", ContentCipher::Aes128Cbc, KeyTransportPadding::Oaep},
    {"AES-128-GCM, PKCS#1 v1.5", ContentCipher::Aes128Gcm, KeyTransportPadding::Pkcs1},
    {"AES-128-CBC, PKCS#1 v1.5", ContentCipher::Aes128Cbc, KeyTransportPadding::Pkcs1},
};

EnvelopeOptions
MakeOptions(const Variant& variant)
{
    EnvelopeOptions options;
    options.cipher = variant.cipher;
    options.padding = variant.padding;
    return options;
}

/// Everybody named opens it and sees the content and the key; others are told apart.
void
OpensForAll(CmsTestCase& t, const Variant& variant)
{
    CmsTestWorld world;
    const CmsParty& alice = world.Rsa(1);
    const std::vector<const CmsParty*> parties{&world.Rsa(2), &world.Ec(1), &world.Ec(2)};
    std::vector<Certificate> certificates;
    for (const CmsParty* party : parties)
    {
        certificates.push_back(party->credential.certificate);
    }
    const KekRecipient kek = world.Kek(1);
    for (const std::string& content : {CmsTestWorld::Content(),
                                       std::string(),
                                       std::string(16, '\0'),
                                       std::string(99999, '\xff'),
                                       std::string(100000, '\0')})
    {
        Work sealing;
        const auto sealed = SealEnvelope(*alice.context,
                                         content,
                                         certificates,
                                         {kek},
                                         MakeOptions(variant),
                                         sealing);
        if (!t.Expect(sealed.has_value(), "it seals"))
        {
            return;
        }
        const auto envelope = Envelope::Parse(sealed->der);
        if (!t.Expect(envelope.has_value(), "it parses"))
        {
            return;
        }
        t.Expect(envelope->GetRecipients().size() == 4, "four recipients");
        t.Expect(envelope->IsAuthenticated() == (variant.cipher == ContentCipher::Aes128Gcm),
                 "authenticated with GCM");
        t.Expect(!envelope->GetCekAttributes(), "no attributes unless asked for");
        for (const CmsParty* party : parties)
        {
            Work work;
            const auto opened = envelope->Open(*party->context, party->credential, work);
            t.Expect(opened && opened->content == content && opened->cek == sealed->cek,
                     party->credential.certificate.GetCommonName() + " opens it");
        }
        Work work;
        const auto opened = envelope->OpenWithKek(*alice.context, kek, work);
        t.Expect(opened && opened->content == content && opened->cek == sealed->cek,
                 "the shared key opens it");
        t.Expect(envelope->GetKekIdentifiers() == std::vector<Octets>{kek.identifier},
                 "the shared key's identifier");
    }
}

/// Nobody who is not named gets as far as an operation.
void
TellsStrangers(CmsTestCase& t)
{
    CmsTestWorld world;
    const CmsParty& alice = world.Rsa(1);
    Work work;
    const auto sealed = SealEnvelope(*alice.context,
                                     "x",
                                     {world.Rsa(2).credential.certificate},
                                     {world.Kek(1)},
                                     {},
                                     work);
    const auto envelope = Envelope::Parse(sealed->der);
    Work none;
    for (const CmsParty* stranger : {&world.Rsa(3), &world.Ec(1), &alice})
    {
        t.Expect(!envelope->IsFor(stranger->credential.certificate), "not for a stranger");
        const auto opened = envelope->Open(*stranger->context, stranger->credential, none);
        t.Expect(!opened && opened.error() == CmsError::NotARecipient, "a stranger is told so");
    }
    KekRecipient other = world.Kek(1);
    other.identifier += '\0';
    const auto opened = envelope->OpenWithKek(*alice.context, other, none);
    t.Expect(!opened && opened.error() == CmsError::NotARecipient, "another key identifier");
    t.Expect(none.IsEmpty(), "without any operation");
    t.Expect(envelope->IsFor(world.Rsa(2).credential.certificate), "for its recipient");
    const Credential mixed{world.Rsa(2).credential.certificate, world.Rsa(3).credential.key};
    const auto mismatch = envelope->Open(*world.Rsa(3).context, mixed, none);
    t.Expect(!mismatch && mismatch.error() == CmsError::KeyMismatch, "a key of somebody else");
    t.Expect(none.IsEmpty(), "without any operation");
}

/// The work that is reported is the work that was done.
void
ReportsWork(CmsTestCase& t)
{
    CmsTestWorld world;
    const CmsParty& alice = world.Rsa(1);
    const auto expectSealing = [&](const std::vector<Certificate>& certificates,
                                   const std::vector<KekRecipient>& keks,
                                   const EnvelopeOptions& options,
                                   const std::string& expected)
    {
        Work work;
        const auto sealed =
            SealEnvelope(*alice.context, "content", certificates, keks, options, work);
        t.Expect(sealed && Summarize(work) == expected, expected + " is not " + Summarize(work));
        return sealed->der;
    };
    const Certificate& bob = world.Rsa(2).credential.certificate;
    const Certificate& proxy = world.Rsa(3).credential.certificate;
    const Certificate& big = world.Rsa(4, 4096).credential.certificate;
    EnvelopeOptions cbc;
    cbc.cipher = ContentCipher::Aes128Cbc;
    cbc.padding = KeyTransportPadding::Pkcs1;
    expectSealing({bob, proxy},
                  {},
                  {},
                  "encrypt/aes-128-gcm x1;key-transport-encrypt/rsa-2048-oaep x2;");
    expectSealing({bob, big},
                  {},
                  cbc,
                  "encrypt/aes-128-cbc x1;key-transport-encrypt/rsa-2048-pkcs1 x1;"
                  "key-transport-encrypt/rsa-4096-pkcs1 x1;");
    const Octets agreed =
        expectSealing({world.Ec(1).credential.certificate, world.Ec(2).credential.certificate},
                      {},
                      {},
                      "derive/x963-kdf-sha-256 x2;encrypt/aes-128-gcm x1;generate-key/p-256 x2;"
                      "key-agreement/p-256 x2;wrap/aes-128-wrap x2;");
    const Octets shared =
        expectSealing({}, {world.Kek(1)}, {}, "encrypt/aes-128-gcm x1;wrap/aes-128-wrap x1;");
    Work opening;
    const CmsParty& carol = world.Ec(1);
    t.Expect(Envelope::Parse(agreed)->Open(*carol.context, carol.credential, opening).has_value(),
             "it opens");
    const std::string expected = "decrypt/aes-128-gcm x1;derive/x963-kdf-sha-256 x1;"
                                 "key-agreement/p-256 x1;unwrap/aes-128-wrap x1;";
    t.Expect(Summarize(opening) == expected, expected + " is not " + Summarize(opening));
    Work reuse;
    t.Expect(Envelope::Parse(shared)->OpenWithKek(*alice.context, world.Kek(1), reuse).has_value(),
             "it opens");
    t.Expect(Summarize(reuse) == "decrypt/aes-128-gcm x1;unwrap/aes-128-wrap x1;",
             Summarize(reuse));
    t.Expect(reuse.GetAmounts().begin()->second.octets == 7, "octets of the content");
}

/// A structure's own versions.
std::vector<uint32_t>
ReadVersions(const Octets& der)
{
    DerReader outer(der);
    DerReader info(outer.Read(der_tag::SEQUENCE).content);
    info.ReadObjectIdentifier();
    DerReader explicitContent(info.Read(0xa0).content);
    DerReader body(explicitContent.Read(der_tag::SEQUENCE).content);
    std::vector<uint32_t> versions{body.ReadUnsigned()};
    DerReader recipients(body.Read(der_tag::SET).content);
    while (!recipients.IsAtEnd())
    {
        DerReader recipient(recipients.ReadAny().content);
        versions.push_back(recipient.ReadUnsigned());
    }
    return versions;
}

void
WritesVersions(CmsTestCase& t)
{
    CmsTestWorld world;
    CryptoContext& context = *world.Rsa(1).context;
    const Certificate& rsa = world.Rsa(2).credential.certificate;
    const Certificate& ec = world.Ec(1).credential.certificate;
    EnvelopeOptions cbc;
    cbc.cipher = ContentCipher::Aes128Cbc;
    EnvelopeOptions cek = cbc;
    cek.cek = CekAttributes{"reference", 2};
    EnvelopeOptions gcm;
    gcm.cek = cek.cek;
    const auto versions = [&](const std::vector<Certificate>& certificates,
                              const std::vector<KekRecipient>& keks,
                              const EnvelopeOptions& options)
    {
        Work work;
        return ReadVersions(SealEnvelope(context, "x", certificates, keks, options, work)->der);
    };
    using Versions = std::vector<uint32_t>;
    t.Expect(versions({rsa}, {}, cbc) == Versions{0, 0}, "0 for key transport alone");
    t.Expect(versions({rsa}, {}, cek) == Versions{2, 0}, "2 with unprotectedAttrs");
    t.Expect(versions({}, {world.Kek(1)}, cbc) == Versions{2, 4}, "2 with a KEKRecipientInfo");
    t.Expect(versions({ec}, {}, cbc) == Versions{2, 3}, "2 with a KeyAgreeRecipientInfo");
    t.Expect(versions({ec}, {}, gcm) == Versions{0, 3}, "0 for AuthEnvelopedData");
}

void
WritesSetsInOrder(CmsTestCase& t)
{
    CmsTestWorld world;
    std::vector<Certificate> certificates;
    for (unsigned i = 1; i <= 3; ++i)
    {
        certificates.push_back(world.Ec(i).credential.certificate);
        certificates.push_back(world.Rsa(i).credential.certificate);
    }
    Work work;
    const auto sealed = SealEnvelope(*world.Rsa(1).context,
                                     "x",
                                     certificates,
                                     {world.Kek(1), world.Kek(2)},
                                     {},
                                     work);
    DerReader outer(sealed->der);
    DerReader info(outer.Read(der_tag::SEQUENCE).content);
    info.ReadObjectIdentifier();
    DerReader explicitContent(info.Read(0xa0).content);
    DerReader body(explicitContent.Read(der_tag::SEQUENCE).content);
    body.ReadUnsigned();
    DerReader recipients(body.Read(der_tag::SET).content);
    std::string_view last;
    unsigned count = 0;
    for (; !recipients.IsAtEnd(); ++count)
    {
        const std::string_view raw = recipients.ReadAny().raw;
        t.Expect(last < raw, "in the order of their encodings");
        last = raw;
    }
    t.Expect(count == 8, "all recipients are there");
}

/// Attributes come through; where they are covered by the MAC, changing them is noticed.
void
CarriesCekAttributes(CmsTestCase& t)
{
    CmsTestWorld world;
    CryptoContext& context = *world.Rsa(1).context;
    const KekRecipient kek = world.Kek(1);
    for (const ContentCipher cipher : {ContentCipher::Aes128Gcm, ContentCipher::Aes128Cbc})
    {
        for (const auto& maxDecrypts : {std::optional<uint32_t>(),
                                        std::optional<uint32_t>(1),
                                        std::optional<uint32_t>(200),
                                        std::optional<uint32_t>(uint32_t{1} << 31)})
        {
            EnvelopeOptions options;
            options.cipher = cipher;
            options.cek = CekAttributes{Octets("ref\0\xff", 5), maxDecrypts};
            Work work;
            const auto sealed = SealEnvelope(context, "x", {}, {kek}, options, work);
            const auto envelope = Envelope::Parse(sealed->der);
            t.Expect(envelope && envelope->GetCekAttributes() == options.cek, "as they were");
            t.Expect(!envelope->AreCekAttributesAuthenticated(), "as RFC 3185 puts them");
        }
    }
    EnvelopeOptions options;
    options.cek = CekAttributes{"reference", 2};
    for (const auto placement :
         {CekAttributePlacement::Unprotected, CekAttributePlacement::Authenticated})
    {
        const bool isProtected = placement == CekAttributePlacement::Authenticated;
        options.placement = placement;
        Work work;
        const auto sealed = SealEnvelope(context, "x", {}, {kek}, options, work);
        const auto position = sealed->der.find("reference");
        const auto changed = Envelope::Parse(Flip(sealed->der, position));
        t.Expect(changed && changed->GetCekAttributes()->reference == "seference", "changed");
        t.Expect(changed->AreCekAttributesAuthenticated() == isProtected, "placement is told");
        const auto opened = changed->OpenWithKek(context, kek, work);
        t.Expect(opened.has_value() != isProtected, "noticed only where the MAC covers it");
    }
    options.cipher = ContentCipher::Aes128Cbc;
    Work work;
    t.Expect(!SealEnvelope(context, "x", {}, {kek}, options, work), "CBC has no MAC to cover it");
}

/// Wrong keys and changed octets: one error, one list of operations.
void
FailsAlike(CmsTestCase& t, const Variant& variant)
{
    CmsTestWorld world;
    const CmsParty& alice = world.Rsa(1);
    const CmsParty& bob = world.Rsa(2);
    const CmsParty& carol = world.Ec(1);
    const KekRecipient kek = world.Kek(1);
    Work sealing;
    const auto sealed = SealEnvelope(*alice.context,
                                     CmsTestWorld::Content(),
                                     {bob.credential.certificate, carol.credential.certificate},
                                     {kek},
                                     MakeOptions(variant),
                                     sealing);
    const auto good = Envelope::Parse(sealed->der);
    Work rsaWork;
    Work ecWork;
    Work kekWork;
    t.Expect(good->Open(*bob.context, bob.credential, rsaWork).has_value(), "RSA opens");
    t.Expect(good->Open(*carol.context, carol.credential, ecWork).has_value(), "P-256 opens");
    t.Expect(good->OpenWithKek(*alice.context, kek, kekWork).has_value(), "the KEK opens");

    std::set<CmsError> errors;
    unsigned failures = 0;
    const auto compare = [&](const auto& opened, const Work& work, const Work& expected)
    {
        if (!opened)
        {
            ++failures;
            errors.insert(opened.error());
        }
        const bool same = work.GetAmounts().size() == expected.GetAmounts().size() &&
                          std::equal(work.GetAmounts().begin(),
                                     work.GetAmounts().end(),
                                     expected.GetAmounts().begin(),
                                     [](const auto& a, const auto& b)
                                     {
                                         return a.first == b.first &&
                                                a.second.count == b.second.count &&
                                                a.second.octets == b.second.octets;
                                     });
        t.Expect(same, Summarize(work) + " is not " + Summarize(expected));
    };
    const auto openAll = [&](const Octets& der)
    {
        const auto envelope = Envelope::Parse(der);
        if (!t.Expect(envelope.has_value(), "a change of key material parses"))
        {
            return;
        }
        Work rsa;
        Work ec;
        Work shared;
        const auto rsaOpened = envelope->Open(*bob.context, bob.credential, rsa);
        const auto ecOpened = envelope->Open(*carol.context, carol.credential, ec);
        const auto kekOpened = envelope->OpenWithKek(*alice.context, kek, shared);
        compare(rsaOpened, rsa, rsaWork);
        compare(ecOpened, ec, ecWork);
        compare(kekOpened, shared, kekWork);
    };

    // Each place that a key or a point stands in, found by its length: 256, 24, 24 and 65 octets.
    const std::string_view der = sealed->der;
    const auto changeAfter = [&](std::string_view header, std::size_t size, std::size_t at)
    {
        const auto position = der.find(header);
        if (t.Expect(position != std::string_view::npos, "the place is found"))
        {
            t.Expect(at < size, "inside");
            openAll(Flip(sealed->der, position + header.size() + at));
        }
    };
    for (const std::size_t at : {0, 1, 100, 255})
    {
        changeAfter(std::string_view("\x04\x82\x01\x00", 4), 256, at);
    }
    for (const std::size_t at : {0, 12, 23})
    {
        changeAfter(std::string_view("\x04\x18", 2), 24, at);
    }
    for (const std::size_t at : {0, 1, 64}) // form, x and y: no point on the curve any more
    {
        changeAfter(std::string_view("\x03\x42\x00", 3), 65, at);
    }
    t.Expect(failures == 10, std::to_string(failures) + " of 10 changes stop one recipient each");

    // Keys that are not the right ones although the certificate's identifier is.
    const CmsParty otherBob = world.Impostor(bob, 5);
    const CmsParty otherCarol = world.Impostor(carol, 1);
    KekRecipient otherKek = world.Kek(2);
    otherKek.identifier = kek.identifier;
    Work rsa;
    Work ec;
    Work shared;
    compare(good->Open(*otherBob.context, otherBob.credential, rsa), rsa, rsaWork);
    compare(good->Open(*otherCarol.context, otherCarol.credential, ec), ec, ecWork);
    compare(good->OpenWithKek(*alice.context, otherKek, shared), shared, kekWork);
    t.Expect(failures == 13, "wrong keys fail");
    t.Expect(errors == std::set<CmsError>{CmsError::DecryptionFailed}, "with one error");
}

/// Every octet of ciphertext, nonce and MAC counts.
void
NoticesTampering(CmsTestCase& t)
{
    CmsTestWorld world;
    CryptoContext& context = *world.Rsa(1).context;
    const KekRecipient kek = world.Kek(1);
    Work work;
    const auto sealed = SealEnvelope(context, CmsTestWorld::Content(), {}, {kek}, {}, work);
    std::size_t refused = 0;
    for (std::size_t i = 0; i < sealed->der.size(); ++i)
    {
        const auto envelope = Envelope::Parse(Flip(sealed->der, i, '\x10'));
        if (!envelope)
        {
            continue;
        }
        const auto opened = envelope->OpenWithKek(context, kek, work);
        t.Expect(!opened || opened->content == CmsTestWorld::Content(),
                 "no other content at octet " + std::to_string(i));
        refused += opened ? 0 : 1;
    }
    t.Expect(refused >= CmsTestWorld::Content().size() + 16 + 12 + 24, "all of them count");
}

/// Keys that are wrong, a thousand times, with the right identifier.
void
NeverOpensWithWrongKey(CmsTestCase& t)
{
    CmsTestWorld world;
    const CmsParty& alice = world.Rsa(1);
    const CmsParty& bob = world.Rsa(2);
    const CmsParty& carol = world.Ec(1);
    const CmsParty otherBob = world.Impostor(bob, 6);
    const CmsParty otherCarol = world.Impostor(carol, 1);
    KekRecipient kek = world.Kek(1);
    std::size_t opened = 0;
    for (const ContentCipher cipher : {ContentCipher::Aes128Cbc, ContentCipher::Aes128Gcm})
    {
        EnvelopeOptions options;
        options.cipher = cipher;
        for (int i = 0; i < 500; ++i)
        {
            Work work;
            const auto sealed =
                SealEnvelope(*alice.context,
                             "content",
                             {bob.credential.certificate, carol.credential.certificate},
                             {kek},
                             options,
                             work);
            const auto envelope = Envelope::Parse(sealed->der);
            KekRecipient other{kek.identifier, alice.context->RandomSecret(16)};
            opened += envelope->Open(*otherCarol.context, otherCarol.credential, work) ? 1 : 0;
            opened += envelope->OpenWithKek(*alice.context, other, work) ? 1 : 0;
            if (i % 10 == 0) // private RSA operations are slow
            {
                opened += envelope->Open(*otherBob.context, otherBob.credential, work) ? 1 : 0;
            }
        }
    }
    t.Expect(opened == 0, std::to_string(opened) + " of 2100 wrong keys opened a message");
}

/// What is left of PKCS#1 v1.5 with CBC: nonsense may come out, the content never.
void
GivesNonsenseAtMost(CmsTestCase& t)
{
    CmsTestWorld world;
    const CmsParty& alice = world.Rsa(1);
    const CmsParty& bob = world.Rsa(2);
    for (const Variant& variant : {VARIANTS[2], VARIANTS[3]})
    {
        Work work;
        const auto sealed = SealEnvelope(*alice.context,
                                         CmsTestWorld::Content(),
                                         {bob.credential.certificate},
                                         {},
                                         MakeOptions(variant),
                                         work);
        const auto position = sealed->der.find(std::string_view("\x04\x82\x01\x00", 4)) + 100;
        for (int i = 0; i < 100; ++i)
        {
            const auto mask = static_cast<char>(1 + i);
            const auto envelope = Envelope::Parse(Flip(sealed->der, position + i, mask));
            const auto opened = envelope->Open(*bob.context, bob.credential, work);
            t.Expect(!opened || (variant.cipher == ContentCipher::Aes128Cbc &&
                                 opened->content.find("Content-Type") == Octets::npos),
                     "never the content, and nothing at all with GCM");
        }
    }
}

void
RefusesRequests(CmsTestCase& t)
{
    CmsTestWorld world;
    CryptoContext& context = *world.Rsa(1).context;
    Work work;
    const auto error = [&](const std::vector<KekRecipient>& keks, const EnvelopeOptions& options)
    {
        const auto sealed = SealEnvelope(context, "x", {}, keks, options, work);
        return sealed ? std::optional<CmsError>() : sealed.error();
    };
    EnvelopeOptions cek;
    t.Expect(error({}, {}) == CmsError::NoRecipient, "nobody to seal for");
    t.Expect(error({{"id", Secret("short")}}, {}) == CmsError::Unsupported, "a short key");
    t.Expect(error({{Octets(65, 'x'), world.Kek(1).kek}}, {}) == CmsError::LimitExceeded,
             "a long identifier");
    t.Expect(error(std::vector<KekRecipient>(33, world.Kek(1)), {}) == CmsError::LimitExceeded,
             "too many recipients");
    for (const auto& attributes : {CekAttributes{"", 1},
                                   CekAttributes{Octets(65, 'x'), 1},
                                   CekAttributes{"r", 0},
                                   CekAttributes{"r", (uint32_t{1} << 31) + 1}})
    {
        cek.cek = attributes;
        t.Expect(error({world.Kek(1)}, cek) == CmsError::LimitExceeded, "bad attributes");
    }
    t.Expect(work.IsEmpty(), "before any operation");
}

void
KeepsLimits(CmsTestCase& t)
{
    CmsTestWorld world;
    Work work;
    EnvelopeOptions options;
    options.cek = CekAttributes{"reference", 2};
    const auto sealed =
        SealEnvelope(*world.Rsa(1).context, "x", {}, {world.Kek(1), world.Kek(2)}, options, work);
    const auto error = [&](auto change)
    {
        CmsLimits limits;
        change(limits);
        const auto envelope = Envelope::Parse(sealed->der, limits);
        return !envelope && envelope.error() == CmsError::LimitExceeded;
    };
    const std::size_t size = sealed->der.size();
    t.Expect(!error(
                 [](CmsLimits&)
                 {
                 }),
             "the default takes it");
    t.Expect(!error(
                 [size](CmsLimits& limits)
                 {
                     limits.maxOctets = size;
                 }),
             "just as long");
    t.Expect(error(
                 [size](CmsLimits& limits)
                 {
                     limits.maxOctets = size - 1;
                 }),
             "too long");
    t.Expect(error(
                 [](CmsLimits& limits)
                 {
                     limits.maxRecipients = 1;
                 }),
             "too many recipients");
    t.Expect(error(
                 [](CmsLimits& limits)
                 {
                     limits.maxAttributes = 1;
                 }),
             "too many attributes");
    t.Expect(error(
                 [](CmsLimits& limits)
                 {
                     limits.maxAttributeOctets = 20;
                 }),
             "long attribute");
    t.Expect(error(
                 [](CmsLimits& limits)
                 {
                     limits.maxReferenceOctets = 8;
                 }),
             "long reference");
}

/// Compare with what OpenSSL's structures took for a content of 205 octets.
void
HasExpectedSizes(CmsTestCase& t)
{
    CmsTestWorld world;
    CryptoContext& context = *world.Rsa(1).context;
    const std::string content = CmsTestWorld::Content();
    t.Expect(content.size() == 205, "the content has 205 octets");
    const Certificate& bob = world.Rsa(2).credential.certificate;
    const Certificate& proxy = world.Rsa(3).credential.certificate;
    EnvelopeOptions cbc{ContentCipher::Aes128Cbc, KeyTransportPadding::Pkcs1, {}, {}};
    EnvelopeOptions gcm{ContentCipher::Aes128Gcm, KeyTransportPadding::Pkcs1, {}, {}};
    const auto expectSize = [&](const std::vector<Certificate>& certificates,
                                const std::vector<KekRecipient>& keks,
                                const EnvelopeOptions& options,
                                std::size_t expected)
    {
        Work work;
        const auto size =
            SealEnvelope(context, content, certificates, keks, options, work)->der.size();
        t.Expect(size > expected * 9 / 10 && size < expected * 11 / 10,
                 std::to_string(size) + " octets are not about " + std::to_string(expected));
        return size;
    };
    expectSize({bob}, {}, cbc, 618);
    expectSize({bob, proxy}, {}, cbc, 950);
    expectSize({bob, proxy}, {}, gcm, 968);
    expectSize({world.Ec(1).credential.certificate, world.Ec(2).credential.certificate},
               {},
               gcm,
               694);
    // A shared key's structure has no names in it, so its size is known to the octet.
    const auto reuse = expectSize({}, {world.Kek(1)}, cbc, 340);
    t.Expect(reuse == 340, std::to_string(reuse) + " octets with CBC");
    const auto authenticated = expectSize({}, {world.Kek(1)}, gcm, 358);
    t.Expect(authenticated == 358, std::to_string(authenticated) + " octets with GCM");
    cbc.cek = CekAttributes{"12345678", {}};
    const auto referenced = expectSize({}, {world.Kek(1)}, cbc, 369);
    t.Expect(referenced - reuse == 29, "27 octets of CEKReference and 2 around it");
}

void
DependsOnSeedOnly(CmsTestCase& t)
{
    const auto seal = []
    {
        CmsTestWorld world;
        Work work;
        return SealEnvelope(
                   *world.Rsa(1).context,
                   "x",
                   {world.Rsa(2).credential.certificate, world.Ec(1).credential.certificate},
                   {world.Kek(1)},
                   {},
                   work)
            ->der;
    };
    t.Expect(seal() == seal(), "the same seed gives the same octets");
}

/// The suite.
class CmsEnvelopeTestSuite : public TestSuite
{
  public:
    CmsEnvelopeTestSuite()
        : TestSuite("cms-envelope")
    {
        for (const Variant& variant : VARIANTS)
        {
            const std::string name = variant.name;
            Add("RFC 5652 s6, RFC 5083: opens for every recipient: " + name,
                [variant](CmsTestCase& t)
                {
                    OpensForAll(t, variant);
                });
            Add("RFC 3218 s2.3: every failure is the same value after the same work: " + name,
                [variant](CmsTestCase& t)
                {
                    FailsAlike(t, variant);
                });
        }
        Add("RFC 5652 s6.2: a stranger is told before any decryption", TellsStrangers);
        Add("the work reported is the work done", ReportsWork);
        Add("RFC 5652 s6.1, s6.2 and RFC 5083 s2.1: versions", WritesVersions);
        Add("RFC 5652 s6.1: RecipientInfos are a SET OF in DER", WritesSetsInOrder);
        Add("RFC 3185 s4: CEKReference and CEKMaxDecrypts come through", CarriesCekAttributes);
        Add("RFC 5083 s2.2: every octet of ciphertext, nonce and MAC counts", NoticesTampering);
        Add("a wrong key never opens a message", NeverOpensWithWrongKey);
        Add("RFC 3218 s2.3.2: a forged PKCS#1 v1.5 key gives nonsense at most",
            GivesNonsenseAtMost);
        Add("requests that cannot be met are refused before any operation", RefusesRequests);
        Add("limits are kept", KeepsLimits);
        Add("sizes are those of OpenSSL's structures", HasExpectedSizes);
        Add("octets depend on the seed only", DependsOnSeedOnly);
    }

  private:
    void
    Add(const std::string& name, CmsTestCase::Body body)
    {
        AddTestCase(new CmsTestCase(name, std::move(body)));
    }
};

const CmsEnvelopeTestSuite g_cmsEnvelopeTestSuite;

} // namespace
