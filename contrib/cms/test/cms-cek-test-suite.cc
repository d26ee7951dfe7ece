// SPDX-License-Identifier: GPL-2.0-only
// Reuse of content-encryption keys (RFC 3185): vectors, the roll of keys over a dialog, and the
// laws of the store.

#include "cms-test-case.h"
#include "cms-test-world.h"

#include "ns3/cek-store.h"
#include "ns3/cms-attribute.h"
#include "ns3/envelope-sealer.h"
#include "ns3/envelope.h"
#include "ns3/key-wrap.h"

#include <fstream>
#include <map>

using namespace ns3;

namespace
{

/// Read the file of vectors.
std::map<std::string, Octets>
ReadVectors()
{
    std::map<std::string, Octets> vectors;
    std::ifstream file(NS_TEST_SOURCEDIR "/../data/rfc3185-vectors.txt");
    std::string line;
    while (std::getline(file, line))
    {
        const auto colon = line.find(": ");
        if (line.substr(0, 1) != "#" && colon != std::string::npos)
        {
            vectors[line.substr(0, colon)] = *FromHex(line.substr(colon + 2));
        }
    }
    return vectors;
}

/// A key of 16 equal octets.
Secret
MakeKey(char octet)
{
    return Secret(Octets(16, octet));
}

/// @return the error of a look-up, if it is one
std::optional<CekError>
ErrorOf(const tl::expected<KekRecipient, CekError>& result)
{
    return result ? std::optional<CekError>() : result.error();
}

void
DerivesByReversal(CmsTestCase& t)
{
    const auto vectors = ReadVectors();
    t.Expect(vectors.size() == 8, "the file of vectors is read");
    const Secret kek = DeriveKek(Secret(vectors.at("cek1")));
    t.Expect(kek.Reveal() == vectors.at("kek"), "the octets reversed, not the bits");
    CmsTestWorld world;
    Work work;
    const auto wrapped = WrapKey(*world.Ec(1).context, kek, Secret(vectors.at("cek2")), work);
    t.Expect(wrapped && *wrapped == vectors.at("wrapped-cek2"), "the wrapped key");
    t.Expect(DeriveKek(kek).Reveal() == vectors.at("cek1"), "twice is as before");
}

void
WritesAttributes(CmsTestCase& t)
{
    const auto vectors = ReadVectors();
    const auto attributes = EncodeCekAttributes({"abcdefgh", 5});
    t.Expect(attributes.size() == 2, "two attributes");
    t.Expect(attributes[0] == vectors.at("cek-reference-attribute"), ToHex(attributes[0]));
    t.Expect(attributes[1] == vectors.at("cek-max-decrypts-attribute"), ToHex(attributes[1]));
    t.Expect(attributes[0].size() == 27, "27 octets with a reference of 8");
    t.Expect(EncodeCekAttributes({"abcdefgh", {}}).size() == 1, "CEKMaxDecrypts only if given");
}

void
RefusesBadAttributes(CmsTestCase& t)
{
    const auto read = [](const std::string& hex)
    {
        const Octets octets = *FromHex(hex);
        const auto attributes = ParseAttributes(octets, {});
        return attributes ? ReadCekAttributes(*attributes, {}) : tl::unexpected(attributes.error());
    };
    const std::string reference = "3019060b2a864886f70d010910021e310a04086162636465666768";
    const std::string uses = "3012060b2a864886f70d010910021f3103020105";
    const std::string derivation = "3011060b2a864886f70d0109100220310230"
                                   "00";
    t.Expect(read(reference + uses) && read(reference + uses)->has_value(), "good ones");
    t.Expect(!read(reference + reference), "CEKReference twice");
    t.Expect(!read("301b060b2a864886f70d010910021e310c0404616263640404"
                   "65666768"),
             "two values");
    t.Expect(!read("3011060b2a864886f70d010910021e31020400"), "an empty reference");
    t.Expect(!read("3012060b2a864886f70d010910021e3103020105"), "no OCTET STRING");
    t.Expect(!read(reference + "3012060b2a864886f70d010910021f3103020100"), "0 uses");
    t.Expect(!read(reference + "3012060b2a864886f70d010910021f31030201ff"), "-1 uses");
    t.Expect(!read(reference + "3016060b2a864886f70d010910021f310702050080000001"), "2^31 + 1");
    t.Expect(read(reference + "3016060b2a864886f70d010910021f310702050080000000").has_value(),
             "2^31");
    t.Expect(!read(reference + "301a060b2a864886f70d010910021f310b02097fffffffffffffffff"), "2^71");
    t.Expect(read(uses) && !read(uses)->has_value(), "uses of nothing");
    t.Expect(read(reference + derivation) && !read(reference + derivation)->has_value(),
             "a derivation that is not supported");
    t.Expect(!read(""), "an empty set");
}

/// Offer, answer and a second offer as in the article, with the store on both sides.
void
RollsOverADialog(CmsTestCase& t)
{
    CmsTestWorld world;
    const CmsParty& alice = world.Rsa(1);
    const CmsParty& bob = world.Rsa(2);
    const CmsParty& proxy = world.Ec(1);
    CekStore aliceKeys;
    CekStore bobKeys;
    CekStore proxyKeys;
    const std::string dialog = "call-id;from-tag";
    EnvelopeOptions options;
    options.cek = CekAttributes{"cek-1", 2};
    Work work;
    const auto offer = SealEnvelope(*alice.context,
                                    "offer",
                                    {bob.credential.certificate, proxy.credential.certificate},
                                    {},
                                    options,
                                    work);
    t.Expect(aliceKeys.Put(dialog, *options.cek, offer->cek, 0).has_value(), "Alice keeps it");
    const auto envelope = Envelope::Parse(offer->der);
    const auto atBob = envelope->Open(*bob.context, bob.credential, work);
    const auto atProxy = envelope->Open(*proxy.context, proxy.credential, work);
    const auto attributes = envelope->GetCekAttributes();
    t.Expect(bobKeys.Put(dialog, *attributes, atBob->cek, 1).has_value(), "Bob keeps it");
    t.Expect(proxyKeys.Put(dialog, *attributes, atProxy->cek, 1).has_value(), "and the proxy");

    for (int message = 1; message <= 3; ++message)
    {
        const auto kek = bobKeys.Use(dialog, "cek-1", message);
        if (message == 3)
        {
            t.Expect(ErrorOf(kek) == CekError::Exhausted, "a third message is one too many");
            break;
        }
        Work sealing;
        const auto answer = SealEnvelope(*bob.context, "answer", {}, {*kek}, {}, sealing);
        t.Expect(Summarize(sealing) == "encrypt/aes-128-gcm x1;wrap/aes-128-wrap x1;",
                 "nothing asymmetric any more");
        t.Expect(answer->cek != offer->cek, "a key of its own");
        for (CekStore* keys : {&aliceKeys, &proxyKeys})
        {
            const auto received = Envelope::Parse(answer->der);
            const Octets identifier = received->GetKekIdentifiers().front();
            const auto found = keys->Find(dialog, identifier, message);
            const auto opened = received->OpenWithKek(*alice.context, *found, work);
            t.Expect(opened && opened->content == "answer", "it opens");
            t.Expect(keys->Use(dialog, identifier, message).has_value(), "and is counted");
        }
    }
    t.Expect(ErrorOf(aliceKeys.Find(dialog, "cek-1", 4)) == CekError::Exhausted, "on all sides");
}

void
CountsUses(CmsTestCase& t)
{
    CekStore store;
    t.Expect(ErrorOf(store.Use("d", "r", 0)) == CekError::Unknown, "an empty store");
    t.Expect(store.Put("d", {"r", {}}, MakeKey('k'), 0).has_value(), "put");
    t.Expect(store.Find("d", "r", 0)->kek == MakeKey('k'), "found without counting");
    t.Expect(store.Find("d", "r", 0).has_value(), "again");
    t.Expect(store.Use("d", "r", 0)->identifier == "r", "used");
    t.Expect(ErrorOf(store.Use("d", "r", 0)) == CekError::Exhausted, "absent means 1");
    t.Expect(ErrorOf(store.Find("d", "r", 0)) == CekError::Exhausted, "so it is not found");
    t.Expect(store.Put("d", {"many", 3}, MakeKey('m'), 0).has_value(), "put");
    for (int i = 0; i < 3; ++i)
    {
        t.Expect(store.Use("d", "many", 0).has_value(), "three uses");
    }
    t.Expect(ErrorOf(store.Use("d", "many", 0)) == CekError::Exhausted, "no fourth");
    CekStoreLimits limits;
    limits.maxUses = 2;
    CekStore capped(limits);
    t.Expect(capped.Put("d", {"huge", uint32_t{1} << 31}, MakeKey('h'), 0).has_value(), "put");
    t.Expect(capped.Use("d", "huge", 0) && capped.Use("d", "huge", 0), "two uses");
    t.Expect(ErrorOf(capped.Use("d", "huge", 0)) == CekError::Exhausted, "a huge value is capped");
}

void
Expires(CmsTestCase& t)
{
    CekStoreLimits limits;
    limits.lifetime = 100;
    limits.maxTotal = 1;
    CekStore store(limits);
    t.Expect(store.Put("d", {"r", 9}, MakeKey('k'), 50).has_value(), "put");
    t.Expect(store.Use("d", "r", 149).has_value(), "in time");
    t.Expect(ErrorOf(store.Use("d", "r", 150)) == CekError::Expired, "too late");
    t.Expect(ErrorOf(store.Use("d", "r", 149)) == CekError::Expired,
             "a key that is wiped stays so");
    t.Expect(store.Put("e", {"s", 9}, MakeKey('l'), 151).has_value(), "the expired one makes room");
    t.Expect(ErrorOf(store.Use("d", "r", 151)) == CekError::Unknown, "and is unknown then");
    const int64_t late = std::numeric_limits<int64_t>::max() - 1;
    CekStore edge(limits);
    t.Expect(edge.Put("d", {"r", 9}, MakeKey('k'), late).has_value(), "at the end of time");
    t.Expect(edge.Use("d", "r", late).has_value(), "no overflow");
}

void
BindsToScope(CmsTestCase& t)
{
    CekStore store;
    t.Expect(store.Put("d", {"r", 9}, MakeKey('k'), 0).has_value(), "put");
    t.Expect(ErrorOf(store.Use("e", "r", 0)) == CekError::Unknown, "not in another dialog");
    t.Expect(store.Put("e", {"r", 9}, MakeKey('l'), 0).has_value(), "which has its own");
    t.Expect(store.Use("d", "r", 0)->kek == MakeKey('k'), "this one's");
    t.Expect(store.Use("e", "r", 0)->kek == MakeKey('l'), "that one's");
    store.Forget("d");
    t.Expect(ErrorOf(store.Use("d", "r", 0)) == CekError::Unknown, "forgotten");
    t.Expect(store.Use("e", "r", 0).has_value() && store.GetSize() == 1, "only there");
    store.Forget("nothing");
}

void
KeepsTheFirstKey(CmsTestCase& t)
{
    CekStoreLimits limits;
    limits.lifetime = 100;
    CekStore store(limits);
    t.Expect(store.Put("d", {"r", 2}, MakeKey('k'), 0).has_value(), "put");
    t.Expect(store.Use("d", "r", 0).has_value(), "used");
    t.Expect(store.Put("d", {"r", 2}, MakeKey('k'), 50).has_value(), "a retransmission");
    const auto other = store.Put("d", {"r", 2}, MakeKey('l'), 50);
    t.Expect(!other && other.error() == CekError::Conflict, "another key is refused");
    t.Expect(store.Find("d", "r", 99)->kek == MakeKey('k'), "the first key stays");
    t.Expect(ErrorOf(store.Find("d", "r", 100)) == CekError::Expired, "its expiry too");
    CekStore counted;
    t.Expect(counted.Put("d", {"r", 2}, MakeKey('k'), 0).has_value(), "put");
    t.Expect(counted.Use("d", "r", 0).has_value(), "used");
    t.Expect(counted.Put("d", {"r", 2}, MakeKey('k'), 0).has_value(), "put again");
    t.Expect(counted.Use("d", "r", 0).has_value(), "the second use");
    t.Expect(ErrorOf(counted.Use("d", "r", 0)) == CekError::Exhausted, "uses were not renewed");
    t.Expect(!counted.Put("d", {"r", 2}, MakeKey('k'), 0), "nor can they be after");
}

void
KeepsCaps(CmsTestCase& t)
{
    CekStoreLimits limits;
    limits.maxPerScope = 2;
    limits.maxTotal = 3;
    CekStore store(limits);
    for (const char* reference : {"1", "2", "3"})
    {
        t.Expect(store.Put("d", {reference, 9}, MakeKey(*reference), 0).has_value(), "put");
    }
    t.Expect(store.GetSize() == 2, "two of one dialog");
    t.Expect(ErrorOf(store.Use("d", "1", 0)) == CekError::Unknown, "the oldest made room");
    t.Expect(store.Use("d", "2", 0) && store.Use("d", "3", 0), "the others are there");
    t.Expect(store.Put("e", {"1", 9}, MakeKey('1'), 0).has_value(), "one of another");
    const auto full = store.Put("f", {"1", 9}, MakeKey('1'), 0);
    t.Expect(!full && full.error() == CekError::Full, "nobody pushes out another's keys");
    t.Expect(store.GetSize() == 3, "three in all");
    t.Expect(store.Put("d", {"4", 9}, MakeKey('4'), 0).has_value(), "one's own still can");
    for (const auto& attributes :
         {CekAttributes{"", 1}, CekAttributes{Octets(65, 'x'), 1}, CekAttributes{"r", 0}})
    {
        const auto bad = store.Put("d", attributes, MakeKey('k'), 0);
        t.Expect(!bad && bad.error() == CekError::Invalid, "bad attributes");
    }
    t.Expect(!store.Put("d", {"r", 1}, Secret("short"), 0), "a short key");
}

/// The suite.
class CmsCekTestSuite : public TestSuite
{
  public:
    CmsCekTestSuite()
        : TestSuite("cms-cek")
    {
        Add("RFC 3185 s3: the KEK is the CEK with its octets reversed", DerivesByReversal);
        Add("RFC 3185 s4: attributes octet by octet", WritesAttributes);
        Add("RFC 3185 s4: bad attributes are refused", RefusesBadAttributes);
        Add("RFC 3185 s1: answers under the offer's key, for all who had it", RollsOverADialog);
        Add("RFC 3185 s5: CEKMaxDecrypts, 1 by default, capped", CountsUses);
        Add("RFC 3185 s3: a key expires", Expires);
        Add("a reference means nothing in another dialog", BindsToScope);
        Add("a reference keeps its first key", KeepsTheFirstKey);
        Add("RFC 3185 s6: the store is bounded", KeepsCaps);
    }

  private:
    void
    Add(const std::string& name, CmsTestCase::Body body)
    {
        AddTestCase(new CmsTestCase(name, std::move(body)));
    }
};

const CmsCekTestSuite g_cmsCekTestSuite;

} // namespace
