// SPDX-License-Identifier: GPL-2.0-only
// EnvelopedData and AuthEnvelopedData: what is sealed opens for all its recipients, and is as the
// standards say.

#include "cms-test-case.h"
#include "cms-test-variant.h"
#include "cms-test-world.h"

#include "ns3/cms-oid.h"
#include "ns3/der-reader.h"
#include "ns3/envelope-sealer.h"
#include "ns3/envelope.h"

using namespace ns3;

namespace
{

/// Everybody named opens it and sees the content and the key; others are told apart.
void
OpensForAll(CmsTestCase& t, const CmsTestVariant& variant)
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
                                         variant.MakeOptions(),
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
        for (const CmsTestVariant& variant : CMS_TEST_VARIANTS)
        {
            const std::string name = variant.name;
            Add("RFC 5652 s6, RFC 5083: opens for every recipient: " + name,
                [variant](CmsTestCase& t)
                {
                    OpensForAll(t, variant);
                });
        }
        Add("the work reported is the work done", ReportsWork);
        Add("RFC 5652 s6.1, s6.2 and RFC 5083 s2.1: versions", WritesVersions);
        Add("RFC 5652 s6.1: RecipientInfos are a SET OF in DER", WritesSetsInOrder);
        Add("RFC 3185 s4: CEKReference and CEKMaxDecrypts come through", CarriesCekAttributes);
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
