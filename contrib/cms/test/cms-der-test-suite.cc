// SPDX-License-Identifier: GPL-2.0-only
// DER, and structures that were cut and changed on their way.

#include "cms-checks.h"
#include "cms-test-case.h"

#include "ns3/ber-normalizer.h"
#include "ns3/der-reader.h"
#include "ns3/der-time.h"
#include "ns3/der-writer.h"

#include <algorithm>
#include <random>

using namespace ns3;

namespace
{

void
ReadsStrictly(CmsTestCase& t)
{
    const auto reads = [](const std::string& hex)
    {
        const Octets octets = *FromHex(hex);
        DerReader reader(octets);
        reader.ReadAny();
        return reader.IsDone();
    };
    for (const char* good : {"0500", "0400", "04020102", "3080" /* cut below */})
    {
        t.Expect(reads(good) == (std::string(good) != "3080"), good);
    }
    t.Expect(reads("048180" + std::string(256, '0')), "128 octets");
    for (const char* bad : {"",
                            "04",
                            "0401",       // too short
                            "040100aa",   // something after it
                            "30800000",   // indefinite
                            "04810100",   // length not minimal
                            "0482000100", // the same
                            "1f0100",     // high tag number
                            "0485000000000100",
                            "04ffffffff",
                            "0484ffffffff"})
    {
        t.Expect(!reads(bad), bad);
    }
    t.Expect(!reads("04820080" + std::string(256, '0')), "128 octets with a zero before");
}

void
ReadsNumbers(CmsTestCase& t)
{
    for (const uint32_t value :
         {0u, 1u, 127u, 128u, 255u, 256u, 65535u, 0x7fffffffu, 0x80000000u, 0xffffffffu})
    {
        const Octets der = EncodeDerUnsigned(value);
        DerReader reader(der);
        t.Expect(reader.ReadUnsigned() == value && reader.IsDone(), ToHex(der));
    }
    t.Expect(ToHex(EncodeDerUnsigned(128)) == "02020080", "a zero before the highest bit");
    t.Expect(ToHex(EncodeDerUnsigned(0)) == "020100", "zero has one octet");
    for (const char* bad :
         {"0200", "0201ff", "02020001", "02050100000000", "0206000000000001", "040101"})
    {
        const Octets octets = *FromHex(bad);
        DerReader reader(octets);
        reader.ReadUnsigned();
        t.Expect(!reader.IsGood(), bad);
    }
}

void
SortsSets(CmsTestCase& t)
{
    const Octets set = EncodeDerSetOf(
        der_tag::SET,
        {*FromHex("0401ff"), *FromHex("040100"), *FromHex("02017f"), *FromHex("04020000")});
    t.Expect(ToHex(set) == "310d"
                           "02017f"
                           "040100"
                           "0401ff"
                           "04020000",
             ToHex(set));
    t.Expect(EncodeDer(der_tag::SET, Octets(127, 'x')).size() == 129, "short length");
    t.Expect(ToHex(EncodeDer(der_tag::SET, Octets(65536, 'x')).substr(0, 5)) == "3183010000",
             "long length");
}

void
ReadsTimes(CmsTestCase& t)
{
    const auto encode = [](int64_t seconds)
    {
        const auto der = EncodeDerTime(seconds);
        return der ? der->substr(2) : "none";
    };
    t.Expect(encode(0) == "700101000000Z", "1970");
    t.Expect(encode(-631152000) == "500101000000Z", "1950");
    t.Expect(encode(-631152001) == "none", "before");
    t.Expect(encode(951782400) == "000229000000Z", "29 February 2000");
    t.Expect(encode(2524607999) == "491231235959Z", "the last of UTCTime");
    t.Expect(encode(2524608000) == "20500101000000Z", "the first of GeneralizedTime");
    t.Expect(encode(253402300799) == "99991231235959Z", "the last");
    t.Expect(encode(253402300800) == "none", "after");
    for (int64_t time = -631152000; time < 253402300800; time += 40000007)
    {
        const auto der = EncodeDerTime(time);
        DerReader reader(*der);
        if (!t.Expect(ParseDerTime(reader.ReadAny()) == time, std::to_string(time)))
        {
            return;
        }
    }
    for (const char* bad : {"700101000000",
                            "700101000000z",
                            "701301000000Z",
                            "700230000000Z",
                            "210229000000Z",
                            "700101240000Z",
                            "700101006000Z",
                            "700101000060Z",
                            "7001010000+0Z",
                            "700001000000Z",
                            "700100000000Z"})
    {
        t.Expect(!ParseDerTime({der_tag::UTC_TIME, bad, {}}), bad);
    }
    t.Expect(!ParseDerTime({der_tag::OCTET_STRING, "700101000000Z", {}}), "no time");
}

void
NormalizesBer(CmsTestCase& t)
{
    const auto normalize = [](const std::string& hex, std::size_t depth = 16)
    {
        const auto result = NormalizeBer(*FromHex(hex), depth);
        return result ? ToHex(*result) : "none";
    };
    t.Expect(normalize("30800000") == "3000", "an empty one");
    t.Expect(normalize("3080a08002010500000000") == "3005a003020105", "one in another");
    t.Expect(normalize("248004010104020203"
                       "0000") == "0403010203",
             "pieces of a string");
    t.Expect(normalize("2480"
                       "2403040101"
                       "04020203"
                       "0000") == "0403010203",
             "nested pieces");
    t.Expect(normalize("24052403040101") == "040101", "of definite length too");
    t.Expect(normalize("3003020105") == "3003020105", "nothing to do");
    for (const char* bad : {"",
                            "30",
                            "3080",
                            "308000",
                            "308000000000",
                            "0480"
                            "0000",
                            "24800201050000",
                            "2403020105",
                            "30800000aa",
                            "2404040101",
                            "3080040200"})
    {
        t.Expect(normalize(bad) == "none", bad);
    }
    std::string deep;
    for (int i = 0; i < 100000; ++i)
    {
        deep += "3080";
    }
    t.Expect(normalize(deep) == "none", "depth is limited");
    t.Expect(normalize("30803080"
                       "00000000",
                       2) == "30023000",
             "as deep as allowed");
    t.Expect(normalize("30803080"
                       "00000000",
                       1) == "none",
             "deeper than allowed");
}

void
TakesValid(CmsTestCase& t)
{
    CmsChecks checks;
    CmsTestWorld world;
    const KekRecipient kek = world.Kek(1);
    const CmsParty& reader = world.Ec(2);
    for (const std::size_t i : {0, 1, 4})
    {
        Work work;
        const auto envelope = Envelope::Parse(checks.GetValid()[i]);
        const auto opened = envelope ? envelope->OpenWithKek(*reader.context, kek, work)
                                     : tl::unexpected(envelope.error());
        t.Expect(opened && opened->content == CmsTestWorld::Content(), "structures are good");
    }
    for (const Octets& octets : checks.GetValid())
    {
        t.Expect(!checks.Check(octets), "what holds for all holds for them");
    }
}

void
SurvivesTruncation(CmsTestCase& t)
{
    CmsChecks checks;
    for (const Octets& octets : checks.GetValid())
    {
        const std::size_t before = checks.GetParsedCount();
        for (std::size_t size = 0; size < octets.size(); ++size)
        {
            const auto failure = checks.Check(std::string_view(octets).substr(0, size));
            t.Expect(!failure, failure.value_or("") + " at " + std::to_string(size));
        }
        t.Expect(checks.GetParsedCount() == before, "a part is no envelope");
    }
}

void
SurvivesMutation(CmsTestCase& t)
{
    CmsChecks checks;
    std::mt19937 random(3185); // NOLINT: the same mutations in every run
    const auto draw = [&random](std::size_t count)
    {
        return static_cast<std::size_t>(random()) % count;
    };
    constexpr int rounds = 1000;
    for (const Octets& octets : checks.GetValid())
    {
        for (int round = 0; round < rounds; ++round)
        {
            Octets changed = octets;
            for (std::size_t count = 1 + draw(3); count > 0 && !changed.empty(); --count)
            {
                const std::size_t at = draw(changed.size());
                const std::size_t size = std::min(draw(24), changed.size() - at);
                switch (draw(5))
                {
                case 0:
                    changed[at] = static_cast<char>(draw(256));
                    break;
                case 1:
                    changed[at] = static_cast<char>(changed[at] ^ (1 << draw(8)));
                    break;
                case 2:
                    changed.erase(at, size);
                    break;
                case 3:
                    changed.insert(at, changed.substr(draw(changed.size()), size));
                    break;
                default:
                    const char lengths[] = {'\0', '\1', '\x7f', '\x80', '\x81', '\x84', '\xff'};
                    changed[at] = lengths[draw(sizeof(lengths))];
                    break;
                }
            }
            if (const auto failure = checks.Check(changed))
            {
                t.Expect(false, *failure + ": " + ToHex(changed));
            }
        }
    }
    t.Expect(checks.GetParsedCount() > rounds / 4, "some of them were still envelopes");
}

void
BoundsRecipients(CmsTestCase& t)
{
    // A SET of two million octets that claims to be recipients, and one of very many small ones.
    Octets set;
    const Octets small = EncodeDer(der_tag::ContextConstructed(4), Octets());
    for (int i = 0; i < 200000; ++i)
    {
        set.append(small);
    }
    const auto wrap = [](const Octets& recipients)
    {
        const Octets body = EncodeDer(der_tag::SEQUENCE,
                                      EncodeDerUnsigned(2) + EncodeDer(der_tag::SET, recipients) +
                                          EncodeDer(der_tag::SEQUENCE, Octets()));
        return EncodeDer(der_tag::SEQUENCE,
                         *FromHex("06092a864886f70d010703") +
                             EncodeDer(der_tag::ContextConstructed(0), body));
    };
    t.Expect(Envelope::Parse(wrap(set)).error() == CmsError::LimitExceeded, "many recipients");
    t.Expect(Envelope::Parse(wrap(Octets(2000000, '\0'))).error() == CmsError::LimitExceeded,
             "many octets");
    t.Expect(Envelope::Parse(wrap({})).error() == CmsError::Malformed, "none");
}

/// The suite.
class CmsDerTestSuite : public TestSuite
{
  public:
    CmsDerTestSuite()
        : TestSuite("cms-der")
    {
        Add("X.690 s10.1: only DER is read", ReadsStrictly);
        Add("X.690 s8.3: numbers", ReadsNumbers);
        Add("X.690 s11.6: SET OF in order", SortsSets);
        Add("RFC 5652 s11.3: times", ReadsTimes);
        Add("X.690 s8.1.3.6: indefinite lengths become definite", NormalizesBer);
        Add("valid structures of every kind", TakesValid);
        Add("structures cut at every octet", SurvivesTruncation);
        Add("structures with seeded mutations", SurvivesMutation);
        Add("recipients are counted before they are kept", BoundsRecipients);
    }

  private:
    void
    Add(const std::string& name, CmsTestCase::Body body)
    {
        AddTestCase(new CmsTestCase(name, std::move(body)));
    }
};

const CmsDerTestSuite g_cmsDerTestSuite;

} // namespace
