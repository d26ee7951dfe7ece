// SPDX-License-Identifier: GPL-2.0-only
// Envelopes that must not open: strangers, wrong keys and changed octets, of which the sender
// learns nothing.

#include "cms-test-case.h"
#include "cms-test-variant.h"
#include "cms-test-world.h"

#include "ns3/envelope-sealer.h"
#include "ns3/envelope.h"

#include <set>

using namespace ns3;

namespace
{

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

/// Wrong keys and changed octets: one error, one list of operations.
void
FailsAlike(CmsTestCase& t, const CmsTestVariant& variant)
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
                                     variant.MakeOptions(),
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
    for (const CmsTestVariant& variant : {CMS_TEST_VARIANTS[2], CMS_TEST_VARIANTS[3]})
    {
        Work work;
        const auto sealed = SealEnvelope(*alice.context,
                                         CmsTestWorld::Content(),
                                         {bob.credential.certificate},
                                         {},
                                         variant.MakeOptions(),
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

/// The suite.
class CmsFailureTestSuite : public TestSuite
{
  public:
    CmsFailureTestSuite()
        : TestSuite("cms-failure")
    {
        for (const CmsTestVariant& variant : CMS_TEST_VARIANTS)
        {
            const std::string name = variant.name;
            Add("RFC 3218 s2.3: every failure is the same value after the same work: " + name,
                [variant](CmsTestCase& t)
                {
                    FailsAlike(t, variant);
                });
        }
        Add("RFC 5652 s6.2: a stranger is told before any decryption", TellsStrangers);
        Add("RFC 5083 s2.2: every octet of ciphertext, nonce and MAC counts", NoticesTampering);
        Add("a wrong key never opens a message", NeverOpensWithWrongKey);
        Add("RFC 3218 s2.3.2: a forged PKCS#1 v1.5 key gives nonsense at most",
            GivesNonsenseAtMost);
    }

  private:
    void
    Add(const std::string& name, CmsTestCase::Body body)
    {
        AddTestCase(new CmsTestCase(name, std::move(body)));
    }
};

const CmsFailureTestSuite g_cmsFailureTestSuite;

} // namespace
