// SPDX-License-Identifier: GPL-2.0-only

#include "media-test-case.h"

#include "ns3/crypto-context.h"
#include "ns3/octets.h"
#include "ns3/sdp-crypto.h"

using namespace ns3;

namespace
{

using Kind = SdpError::Kind;

/// 30 octets in base64.
const std::string KEY = "inline:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwd";

/// 28 octets in base64.
const std::string GCM_KEY = "inline:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGw==";

/// What every one of the suite of 80 bits begins with.
const std::string SUITE_80 = "AES_CM_128_HMAC_SHA1_80 " + KEY;

/**
 * \param attributes values of a=crypto
 * \param protocol of the stream
 * \return a stream with them
 */
SdpMedia
MakeStream(const std::vector<std::string>& attributes, const std::string& protocol = "RTP/SAVP")
{
    SdpMedia media("audio", 5004, protocol, {"0"});
    for (const auto& each : attributes)
    {
        media.AddAttribute("crypto", each);
    }
    return media;
}

/**
 * Keys of SRTP in session descriptions.
 */
class SdpCryptoTestSuite : public TestSuite
{
  public:
    SdpCryptoTestSuite()
        : TestSuite("sdp-crypto")
    {
        AddTestCase(new MediaCase(
            "RFC 4568 section 9.2: the attribute and its parts",
            [](MediaCase& test)
            {
                const auto got =
                    SdpCrypto::Parse("7 " + SUITE_80 + "|2^20 UNENCRYPTED_SRTCP KDR=0 -X=1");
                test.True(got && got->tag == 7 && got->suite == SrtpSuite::AesCm128HmacSha180 &&
                              got->lifetime == uint64_t{1048576} && got->isSrtcpClear &&
                              !got->isSrtpClear && !got->isSrtpUnauthenticated,
                          "parts");
                Octets expected;
                for (char i = 0; i < 30; ++i)
                {
                    expected += i;
                }
                test.True(got && got->key == Secret(expected), "key and salt");
                test.Equal(got->Reveal(),
                           "7 " + SUITE_80 + "|1048576 UNENCRYPTED_SRTCP",
                           "written");
                const auto gcm = SdpCrypto::Parse("1 AEAD_AES_128_GCM " + GCM_KEY);
                test.True(gcm && gcm->key.GetSize() == 28, "RFC 7714: a salt of 12 octets");
            }));
        AddTestCase(
            new MediaCase("RFC 4568 section 9.2: what is malformed is refused",
                          [](MediaCase& test)
                          {
                              const auto refused = [&test](const std::string& value, Kind kind)
                              {
                                  const auto got = SdpCrypto::Parse(value);
                                  test.True(!got && got.error().kind == kind, value);
                              };
                              refused("", Kind::Syntax);
                              refused("1 AES_CM_128_HMAC_SHA1_80", Kind::Syntax);
                              refused("x " + SUITE_80, Kind::Syntax);
                              refused("1234567890 " + SUITE_80, Kind::Syntax);
                              refused("1  " + SUITE_80, Kind::Syntax);
                              refused("1 AES_CM_128_HMAC_SHA1_80 uri:x", Kind::Syntax);
                              refused("1 AES_CM_128_HMAC_SHA1_80 inline:AAEC", Kind::Syntax);
                              refused("1 AES_CM_128_HMAC_SHA1_80 inline:!", Kind::Syntax);
                              refused("1 AES_CM_128_HMAC_SHA1_80 " + GCM_KEY, Kind::Syntax);
                              refused("1 " + SUITE_80 + "|", Kind::Syntax);
                              refused("1 " + SUITE_80 + "|0", Kind::Syntax);
                              refused("1 " + SUITE_80 + "|2^49", Kind::Syntax);
                              refused("1 " + SUITE_80 + "|281474976710657", Kind::Syntax);
                              refused("1 " + SUITE_80 + "|2^20|2^20", Kind::Syntax);
                          }));
        AddTestCase(new MediaCase("RFC 4568 section 6.3.7: what is not known is not to be chosen",
                                  [](MediaCase& test)
                                  {
                                      const auto refused = [&test](const std::string& value)
                                      {
                                          const auto got = SdpCrypto::Parse(value);
                                          test.True(!got && got.error().kind == Kind::Unacceptable,
                                                    value);
                                      };
                                      refused("1 F8_128_HMAC_SHA1_80 " + KEY);
                                      refused("1 " + SUITE_80 + "|2^20|1:4");
                                      refused("1 " + SUITE_80 + ";" + KEY);
                                      refused("1 " + SUITE_80 + " KDR=1");
                                      refused("1 " + SUITE_80 + " X=1");
                                  }));
        AddTestCase(new MediaCase(
            "a refused key stands in no error message",
            [](MediaCase& test)
            {
                for (const std::string tail : {"AAA", "|x", "|1:4", " X=1"})
                {
                    const auto got = SdpCrypto::Parse("1 " + SUITE_80 + tail);
                    test.True(!got && got.error().reason.find("AAEC") == std::string::npos, tail);
                }
            }));
        AddTestCase(new MediaCase(
            "RFC 4568 section 6.1: keys are drawn from the party's own numbers",
            [](MediaCase& test)
            {
                CryptoContext first(Octets(CryptoContext::SEED_SIZE, 'a'));
                CryptoContext same(Octets(CryptoContext::SEED_SIZE, 'a'));
                const auto suite = SrtpSuite::AesCm128HmacSha132;
                const auto one = SdpCrypto::Generate(1, suite, first);
                const auto two = SdpCrypto::Generate(2, suite, first);
                test.True(one.key != two.key, "never twice");
                test.True(one.key == SdpCrypto::Generate(1, suite, same).key, "same seed");
                test.Equal(one.key.GetSize(), 30U, "key and salt");
                const auto back = SdpCrypto::Parse(one.Reveal());
                test.True(back && back->key == one.key && back->suite == suite, "read back");
            }));
        AddTestCase(new MediaCase(
            "RFC 4568 section 7.1.2: the answer echoes tag and suite with a key of its own",
            [](MediaCase& test)
            {
                CryptoContext context(Octets(CryptoContext::SEED_SIZE, 'a'));
                const auto offer = MakeStream({"1 F8_128_HMAC_SHA1_80 " + KEY,
                                               "2 AES_CM_128_HMAC_SHA1_32 " + KEY,
                                               "3 " + SUITE_80});
                const auto pair = AnswerSdpCrypto(offer, {}, context);
                test.True(pair && pair->answered.tag == 2 &&
                              pair->answered.suite == SrtpSuite::AesCm128HmacSha132,
                          "the first that is known");
                test.True(pair && pair->answered.key != pair->offered.key, "own key");
                const auto other =
                    AnswerSdpCrypto(offer, {{SrtpSuite::AesCm128HmacSha180}, false}, context);
                test.True(other && other->answered.tag == 3, "by policy");
                const auto accepted = AcceptSdpCrypto(offer, MakeStream({pair->answered.Reveal()}));
                test.True(accepted && accepted->offered.tag == 2 &&
                              accepted->answered.key == pair->answered.key,
                          "the offerer accepts it");
            }));
        AddTestCase(new MediaCase(
            "RFC 4568 section 6.3: no key for media in clear or unauthenticated is chosen",
            [](MediaCase& test)
            {
                CryptoContext context(Octets(CryptoContext::SEED_SIZE, 'a'));
                const auto isChosen = [&](const std::string& parameter, bool isAllowed)
                {
                    SdpCryptoPolicy policy;
                    policy.isSrtcpClearAllowed = isAllowed;
                    const auto offer = MakeStream({"1 " + SUITE_80 + " " + parameter});
                    const auto pair = AnswerSdpCrypto(offer, policy, context);
                    return pair && AcceptSdpCrypto(offer, MakeStream({pair->answered.Reveal()}));
                };
                test.True(!isChosen("UNENCRYPTED_SRTP", true), "media in clear");
                test.True(!isChosen("UNAUTHENTICATED_SRTP", true), "no authentication");
                test.True(!isChosen("UNENCRYPTED_SRTCP", false), "not by default");
                test.True(isChosen("UNENCRYPTED_SRTCP", true), "RTCP in clear, if allowed");
            }));
        AddTestCase(new MediaCase(
            "RFC 4568 section 7.1.3: an answer that does not fit is refused",
            [](MediaCase& test)
            {
                CryptoContext context(Octets(CryptoContext::SEED_SIZE, 'a'));
                const auto offer = MakeStream({"1 " + SUITE_80});
                const auto own = SdpCrypto::Generate(1, SrtpSuite::AesCm128HmacSha180, context);
                const auto accepts = [&](const std::vector<std::string>& attributes,
                                         const std::string& protocol = "RTP/SAVP")
                {
                    return AcceptSdpCrypto(offer, MakeStream(attributes, protocol)).has_value();
                };
                test.True(accepts({own.Reveal()}), "good");
                test.True(!accepts({}), "none");
                test.True(!accepts({own.Reveal(), "2 " + SUITE_80}), "two");
                test.True(!accepts({own.Reveal(), "2 X " + KEY}), "two, one unknown");
                test.True(!accepts({"1 " + SUITE_80}), "the offerer's key");
                auto other = own;
                other.tag = 2;
                test.True(!accepts({other.Reveal()}), "a tag that was not offered");
                other = own;
                other.suite = SrtpSuite::AesCm128HmacSha132;
                test.True(!accepts({other.Reveal()}), "another suite");
                other = own;
                other.isSrtpClear = true;
                test.True(!accepts({other.Reveal()}), "weaker than offered");
                test.True(!accepts({own.Reveal()}, "RTP/AVP"), "not secure RTP");
            }));
        AddTestCase(new MediaCase(
            "RFC 4568 section 4.1: tags are unique; the number of keys is bounded",
            [](MediaCase& test)
            {
                const auto twice = ReadSdpCrypto(MakeStream({"1 " + SUITE_80, "1 " + SUITE_80}));
                test.True(!twice && twice.error().kind == Kind::Unacceptable, "one tag twice");
                std::vector<std::string> many;
                for (int i = 0; i < 17; ++i)
                {
                    many.push_back(std::to_string(i) + " " + SUITE_80);
                }
                const auto refused = ReadSdpCrypto(MakeStream(many));
                test.True(!refused && refused.error().kind == Kind::TooLarge, "17");
                many.pop_back();
                const auto read = ReadSdpCrypto(MakeStream(many));
                test.True(read && read->size() == 16, "16");
                const auto damaged = ReadSdpCrypto(MakeStream({"1 " + SUITE_80, "2"}));
                test.True(!damaged && damaged.error().kind == Kind::Syntax, "one is malformed");
            }));
    }
};

SdpCryptoTestSuite g_sdpCryptoTestSuite; //!< registers itself

} // namespace
