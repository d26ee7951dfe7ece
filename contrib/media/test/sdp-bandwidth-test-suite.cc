// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/abort.h"
#include "ns3/sdp-bandwidth.h"
#include "ns3/test.h"

#include <functional>
#include <string>
#include <utility>

using namespace ns3;

namespace
{

/**
 * \param media the media descriptions
 * \param session lines of the session level between c= and t=
 * \param address the connection's type and address
 * \return a description
 */
Sdp
Describe(const std::string& media,
         const std::string& session = "",
         const std::string& address = "IP4 192.0.2.1")
{
    const auto sdp = Sdp::Parse("v=0\r\no=- 7 7 IN " + address + "\r\ns=-\r\nc=IN " + address +
                                "\r\n" + session + "t=0 0\r\n" + media);
    NS_ABORT_MSG_IF(!sdp, "the test's own description is bad: " << sdp.error().reason);
    return *sdp;
}

const std::string PCMU = "m=audio 49170 RTP/AVP 0\r\n";
const std::string G729 = "m=audio 49170 RTP/AVP 18\r\n";
const std::string BOTH = "m=audio 49170 RTP/AVP 0 18\r\n";

/**
 * A named check.
 */
class BandwidthCase : public TestCase
{
  public:
    /**
     * \param name what is checked
     * \param check the check; gets this case to report to
     */
    BandwidthCase(const std::string& name, std::function<void(BandwidthCase&)> check)
        : TestCase(name)
        , m_check(std::move(check))
    {
    }

    /**
     * \param result what was computed
     * \param toOfferer what it should be, in bit/s
     * \param toAnswerer what it should be, in bit/s
     * \param what says what was checked
     */
    void
    Expect(const tl::expected<SdpBandwidth, SdpError>& result,
           uint64_t toOfferer,
           uint64_t toAnswerer,
           const std::string& what)
    {
        NS_TEST_ASSERT_MSG_EQ(result.has_value(), true, what);
        NS_TEST_EXPECT_MSG_EQ(result->toOfferer, toOfferer, what + ", towards the offerer");
        NS_TEST_EXPECT_MSG_EQ(result->toAnswerer, toAnswerer, what + ", towards the answerer");
    }

    /**
     * \param result what was computed
     * \param what says what was checked
     */
    void
    ExpectError(const tl::expected<SdpBandwidth, SdpError>& result, const std::string& what)
    {
        NS_TEST_EXPECT_MSG_EQ(result.has_value(), false, what);
        NS_TEST_EXPECT_MSG_EQ(
            (result.has_value() || result.error().kind == SdpError::Kind::Unacceptable),
            true,
            what + ": the kind of error");
    }

  private:
    void
    DoRun() override
    {
        m_check(*this);
    }

    std::function<void(BandwidthCase&)> m_check; //!< the check
};

/**
 * Bit rates of sessions.
 */
class SdpBandwidthTestSuite : public TestSuite
{
  public:
    SdpBandwidthTestSuite()
        : TestSuite("sdp-bandwidth")
    {
        AddOffers();
        AddAnswers();
    }

  private:
    /**
     * \param name what is checked
     * \param check the check
     */
    void
    Add(const std::string& name, std::function<void(BandwidthCase&)> check)
    {
        AddTestCase(new BandwidthCase(name, std::move(check)));
    }

    /// What an offer tells.
    void
    AddOffers()
    {
        Add("RFC 3551 4.5: bit rate of an encoding and headers",
            [](BandwidthCase& t)
            {
                t.Expect(ComputeOfferBandwidth(Describe(PCMU)), 80000, 80000, "PCMU, 20 ms");
                t.Expect(ComputeOfferBandwidth(Describe(G729)), 24000, 24000, "G.729, 20 ms");
                t.Expect(ComputeOfferBandwidth(Describe("m=audio 4 RTP/AVP 3\r\n")),
                         29200,
                         29200,
                         "GSM, 20 ms: 73 octets a packet");
                t.Expect(ComputeOfferBandwidth(Describe(PCMU + "a=ptime:10\r\n")),
                         96000,
                         96000,
                         "PCMU, 10 ms");
                t.Expect(ComputeOfferBandwidth(Describe(G729 + "a=ptime:5\r\n")),
                         40000,
                         40000,
                         "a packet holds one frame at least");
                t.Expect(ComputeOfferBandwidth(Describe(PCMU), {2}), 80800, 80800, "PPP");
                t.Expect(ComputeOfferBandwidth(Describe(PCMU, "", "IP6 2001:db8::1")),
                         88000,
                         88000,
                         "IPv6");
                for (const std::string bad : {"0", "-1", "x", "1001"})
                {
                    t.Expect(ComputeOfferBandwidth(Describe(PCMU + "a=ptime:" + bad + "\r\n")),
                             80000,
                             80000,
                             "a ptime that is none: " + bad);
                }
            });
        Add("RFC 4568: the authentication tag counts",
            [](BandwidthCase& t)
            {
                const std::string media = "m=audio 49170 RTP/SAVP 0\r\n";
                const std::string key = " inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz\r\n";
                t.Expect(ComputeOfferBandwidth(Describe(media)), 84000, 84000, "80 bits");
                t.Expect(ComputeOfferBandwidth(
                             Describe(media + "a=crypto:1 AES_CM_128_HMAC_SHA1_32" + key)),
                         81600,
                         81600,
                         "32 bits");
            });
        Add("The most demanding format counts, and the sum of the streams",
            [](BandwidthCase& t)
            {
                t.Expect(ComputeOfferBandwidth(Describe(BOTH)), 80000, 80000, "two formats");
                t.Expect(ComputeOfferBandwidth(Describe(PCMU + G729)), 104000, 104000, "two");
                t.Expect(ComputeOfferBandwidth(Describe(PCMU + "m=audio 0 RTP/AVP 0\r\n")),
                         80000,
                         80000,
                         "a refused one");
                t.Expect(ComputeOfferBandwidth(Describe("m=audio 4 RTP/AVP 18 101\r\n"
                                                        "a=rtpmap:101 telephone-event/8000\r\n")),
                         24000,
                         24000,
                         "events");
                t.Expect(ComputeOfferBandwidth(Describe("")), 0, 0, "no stream");
            });
        Add("RFC 3264 5.1: directions, and b= is the offerer's",
            [](BandwidthCase& t)
            {
                t.Expect(ComputeOfferBandwidth(Describe(PCMU + "a=sendonly\r\n")),
                         0,
                         80000,
                         "sendonly");
                t.Expect(ComputeOfferBandwidth(Describe(PCMU + "a=recvonly\r\n")),
                         80000,
                         0,
                         "recvonly");
                t.Expect(ComputeOfferBandwidth(Describe(PCMU + "a=inactive\r\n")), 0, 0, "hold");
                t.Expect(ComputeOfferBandwidth(Describe(PCMU + "b=AS:90\r\n")),
                         90000,
                         80000,
                         "what the offerer receives");
            });
        Add("RFC 3890 6: TIAS with maxprate goes before AS, which has IP and UDP in it",
            [](BandwidthCase& t)
            {
                const std::string video = "m=video 4 RTP/AVP 31\r\na=rtpmap:31 H261/90000\r\n";
                t.ExpectError(ComputeOfferBandwidth(Describe(video)), "nothing is said");
                const auto with = [&video](const std::string& b, const std::string& a)
                {
                    return Describe("m=video 4 RTP/AVP 31\r\n" + b + "a=rtpmap:31 H261/90000\r\n" +
                                    a);
                };
                t.Expect(ComputeOfferBandwidth(with("b=AS:128\r\n", "")),
                         128000,
                         128000,
                         "of the other direction too: nothing better is known");
                t.Expect(ComputeOfferBandwidth(
                             with("b=AS:128\r\nb=TIAS:100000\r\n", "a=maxprate:50\r\n")),
                         111200,
                         111200,
                         "100000 and 50 packets of 28 octets");
                t.Expect(ComputeOfferBandwidth(
                             with("b=AS:128\r\nb=TIAS:100000\r\n", "a=maxprate:49.5\r\n")),
                         111200,
                         111200,
                         "rounded up");
                t.Expect(ComputeOfferBandwidth(with("b=AS:128\r\nb=TIAS:100000\r\n", "")),
                         128000,
                         128000,
                         "TIAS alone says nothing of packets");
                t.ExpectError(ComputeOfferBandwidth(with("b=AS:many\r\n", "")), "no number");
                t.ExpectError(ComputeOfferBandwidth(with("b=AS:999999999999\r\n", "")), "1 Tbit/s");
                t.ExpectError(ComputeOfferBandwidth(with("b=AS:99999999999999999999999\r\n", "")),
                              "beyond 64 bits");
            });
        Add("RFC 8866 5.8: b= of the session bounds the sum",
            [](BandwidthCase& t)
            {
                t.Expect(ComputeOfferBandwidth(Describe(PCMU + G729, "b=AS:64\r\n")),
                         64000,
                         104000,
                         "less");
                t.Expect(ComputeOfferBandwidth(Describe(PCMU, "b=AS:640\r\n")),
                         80000,
                         80000,
                         "more");
            });
    }

    /// What an answer tells.
    void
    AddAnswers()
    {
        Add("RFC 3264 6.1: only formats that both have",
            [](BandwidthCase& t)
            {
                t.Expect(ComputeAnswerBandwidth(Describe(BOTH), Describe(G729)),
                         24000,
                         24000,
                         "the narrow one was taken");
                t.Expect(ComputeAnswerBandwidth(Describe(BOTH), Describe(BOTH)),
                         80000,
                         80000,
                         "both were taken");
                t.Expect(ComputeAnswerBandwidth(
                             Describe("m=audio 4 RTP/AVP 97\r\na=rtpmap:97 G729/8000\r\n"),
                             Describe("m=audio 4 RTP/AVP 98\r\na=rtpmap:98 G729/8000\r\n")),
                         24000,
                         24000,
                         "payload types may differ");
                t.Expect(
                    ComputeAnswerBandwidth(Describe(BOTH), Describe("m=audio 0 RTP/AVP 0\r\n")),
                    0,
                    0,
                    "refused");
            });
        Add("RFC 3264 6.1: each side's own packets and bounds, and both directions",
            [](BandwidthCase& t)
            {
                t.Expect(ComputeAnswerBandwidth(Describe(PCMU + "a=ptime:20\r\n"),
                                                Describe(PCMU + "a=ptime:10\r\n")),
                         80000,
                         96000,
                         "packets");
                t.Expect(ComputeAnswerBandwidth(Describe(PCMU),
                                                Describe("m=audio 4 RTP/AVP 0\r\nb=AS:70\r\n")),
                         80000,
                         70000,
                         "bounds");
                t.Expect(ComputeAnswerBandwidth(Describe(PCMU), Describe(PCMU + "a=recvonly\r\n")),
                         0,
                         80000,
                         "the answerer only receives");
                t.Expect(ComputeAnswerBandwidth(Describe(PCMU + "a=sendonly\r\n"), Describe(PCMU)),
                         0,
                         80000,
                         "the offerer only sends, whatever the answer says");
                t.ExpectError(ComputeAnswerBandwidth(Describe(PCMU), Describe(PCMU + PCMU)),
                              "more streams");
            });
    }
};

SdpBandwidthTestSuite g_sdpBandwidthTestSuite; ///< the suite

} // namespace
