// SPDX-License-Identifier: GPL-2.0-only

#include "media-test-case.h"

#include "ns3/rtp-header.h"
#include "ns3/rtp-payload-format.h"
#include "ns3/rtp-source.h"
#include "ns3/rtp-stream-settings.h"

#include <array>

using namespace ns3;

namespace
{

using Outcome = RtpSource::Outcome;
using Kind = RtpError::Kind;

/**
 * \param hex a packet
 * \return what it is parsed to
 */
tl::expected<RtpPacketView, RtpError>
Parse(const std::string& hex)
{
    const auto octets = ParseHex(hex);
    return RtpPacketView::Parse(octets.data(), octets.size());
}

/**
 * \param source a source that is to end its probation
 * \param first first sequence number
 */
void
Validate(RtpSource& source, uint16_t first)
{
    source.Receive(first, 0, 0, 160);
    source.Receive(static_cast<uint16_t>(first + 1), 160, 160, 160);
}

/**
 * \param lines lines behind the session's
 * \return a description of 192.0.2.1 or an abort
 */
Sdp
MakeSdp(const std::string& lines)
{
    return *Sdp::Parse("v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\n"
                       "t=0 0\r\n" +
                       lines);
}

/**
 * Headers, sources and settings.
 */
class RtpTestSuite : public TestSuite
{
  public:
    RtpTestSuite()
        : TestSuite("rtp")
    {
        AddHeaderCases();
        AddSourceCases();
        AddFormatCases();
        AddSettingsCases();
    }

  private:
    /// RFC 3550 section 5.1.
    void
    AddHeaderCases()
    {
        AddTestCase(new MediaCase(
            "RFC 3550 section 5.1: the fixed header, octet for octet",
            [](MediaCase& test)
            {
                const RtpHeader header{true, 8, 0x1234, 0x89ABCDEF, 0xDEADBEEF};
                std::array<uint8_t, RtpHeader::SIZE> out;
                header.Write(out.data());
                test.Equal(FormatHex(out.data(), out.size()), "8088123489abcdefdeadbeef", "octets");
                const auto view = RtpPacketView::Parse(out.data(), out.size());
                test.True(view && view->header.marker && view->header.payloadType == 8 &&
                              view->header.sequenceNumber == 0x1234 &&
                              view->header.timestamp == 0x89ABCDEF &&
                              view->header.ssrc == 0xDEADBEEF && view->payloadSize == 0,
                          "read back");
            }));
        AddTestCase(new MediaCase(
            "RFC 3550 section 5.1: contributing sources, extension and padding are skipped",
            [](MediaCase& test)
            {
                const auto view = Parse("b2000001000000020000000300000004000000050001000100000006"
                                        "aabb0002");
                test.True(view && view->contributors == 2 && view->payloadOffset == 28 &&
                              view->payloadSize == 2,
                          "payload aabb");
            }));
        AddTestCase(new MediaCase(
            "RFC 3550 appendix A.1: what is not an RTP packet is refused",
            [](MediaCase& test)
            {
                const auto refused = [&test](const std::string& hex, Kind kind)
                {
                    const auto view = Parse(hex);
                    test.True(!view && view.error().kind == kind, hex);
                };
                refused("", Kind::Truncated);
                refused("8000000100000002000000", Kind::Truncated);
                refused("400000010000000200000003", Kind::Version);
                refused("820000010000000200000003 00000004", Kind::Truncated);
                refused("900000010000000200000003 0001", Kind::Truncated);
                refused("900000010000000200000003 00010001", Kind::Truncated);
                refused("900000010000000200000003 0001ffff 00000000", Kind::Truncated);
                refused("a00000010000000200000003 00", Kind::Padding);
                refused("a00000010000000200000003 0003", Kind::Padding);
                refused("a00000010000000200000003", Kind::Padding);
            }));
    }

    /// RFC 3550 appendix A.
    void
    AddSourceCases()
    {
        AddTestCase(new MediaCase(
            "RFC 3550 appendix A.1: two packets in sequence end the probation",
            [](MediaCase& test)
            {
                RtpSource source(1, 65534);
                test.True(source.Receive(65534, 0, 0, 160) == Outcome::Probation, "first");
                test.True(source.Receive(7, 0, 0, 160) == Outcome::Probation, "not in sequence");
                test.True(source.Receive(65535, 0, 0, 160) == Outcome::Probation, "nor this");
                test.True(source.Receive(0, 0, 0, 160) == Outcome::InOrder, "0 follows on 65535");
                test.Equal(source.GetStatistics().received, 1U, "counting begins here");
                test.Equal(source.GetStatistics().expected, 1U, "and here");
            }));
        AddTestCase(new MediaCase("RFC 3550 appendix A.1: the sequence number wraps",
                                  [](MediaCase& test)
                                  {
                                      RtpSource source(1, 65533);
                                      Validate(source, 65533);
                                      source.Receive(65535, 0, 0, 160);
                                      source.Receive(0, 0, 0, 160);
                                      source.Receive(2, 0, 0, 160);
                                      test.True(source.Receive(1, 0, 0, 160) == Outcome::Reordered,
                                                "late by one");
                                      const auto got = source.GetStatistics();
                                      test.Equal(got.extendedHighest, 65536U + 2, "one cycle");
                                      test.Equal(got.expected, 5U, "65534 to 2");
                                      test.Equal(got.lost, 0, "none lost");
                                      test.Equal(got.reordered, 1U, "one late");
                                  }));
        AddTestCase(new MediaCase(
            "RFC 3550 appendix A.1: a large jump needs a second packet",
            [](MediaCase& test)
            {
                RtpSource source(1, 10);
                Validate(source, 10);
                test.True(source.Receive(20000, 0, 0, 160) == Outcome::Jump, "an odd packet");
                test.True(source.Receive(12, 0, 0, 160) == Outcome::InOrder, "no harm done");
                test.True(source.Receive(40000, 0, 0, 160) == Outcome::Jump, "a restart");
                test.True(source.Receive(40001, 0, 0, 160) == Outcome::InOrder, "confirmed");
                test.Equal(source.GetStatistics().expected, 1U, "counting begins anew");
                test.True(source.Receive(40001 + 2999, 0, 0, 160) == Outcome::InOrder, "a gap");
                test.Equal(source.GetStatistics().lost, 2998, "taken as loss");
                test.True(source.Receive(40001 + 2999 + 3000, 0, 0, 160) == Outcome::Jump,
                          "MAX_DROPOUT is a jump");
                test.True(source.Receive(43000 - 99, 0, 0, 160) == Outcome::Reordered, "99 back");
                test.True(source.Receive(43000 - 100, 0, 0, 160) == Outcome::Jump, "100 back");
            }));
        AddTestCase(new MediaCase(
            "RFC 3550 appendix A.3: loss and fraction lost",
            [](MediaCase& test)
            {
                RtpSource source(1, 99);
                Validate(source, 99); // 100 counts
                for (uint16_t i = 101; i < 164; ++i)
                {
                    if (i % 4 != 0)
                    {
                        source.Receive(i, 0, 0, 160);
                    }
                }
                test.Equal(source.GetStatistics().expected, 64U, "100 to 163");
                test.Equal(source.GetStatistics().lost, 15, "104, 108 ... 160");
                test.Equal(static_cast<int>(source.TakeFractionLost()), 15 * 256 / 64, "fraction");
                source.Receive(164, 0, 0, 160);
                test.Equal(static_cast<int>(source.TakeFractionLost()), 0, "a new interval");
                test.Equal(static_cast<int>(source.TakeFractionLost()), 0, "an empty interval");
            }));
        AddTestCase(new MediaCase(
            "RFC 3550 appendix A.3: duplicates make the loss negative",
            [](MediaCase& test)
            {
                RtpSource source(1, 1);
                Validate(source, 1);
                source.Receive(3, 0, 0, 160);
                test.True(source.Receive(3, 0, 0, 160) == Outcome::Duplicate, "the highest");
                test.True(source.Receive(2, 0, 0, 160) == Outcome::Duplicate, "an older one");
                test.Equal(source.GetStatistics().lost, -2, "loss");
                test.Equal(source.GetStatistics().duplicates, 2U, "duplicates");
                test.Equal(static_cast<int>(source.TakeFractionLost()), 0, "never negative");
            }));
        AddTestCase(new MediaCase(
            "RFC 3550 appendix A.8: the jitter follows the worked recursion",
            [](MediaCase& test)
            {
                RtpSource source(1, 1);
                uint32_t expected = 0; // J = J + (|D| - J)/16, times 16
                uint32_t previous = 0;
                for (uint16_t i = 1; i <= 200; ++i)
                {
                    const uint32_t delay = 400 + (i * 37U) % 100;
                    const uint32_t stamp = 0xFFFFF000 + 160U * i; // wraps
                    source.Receive(i, stamp, stamp + delay, 160);
                    if (i > 2) // the first packet was on probation
                    {
                        const uint32_t d = delay > previous ? delay - previous : previous - delay;
                        expected += d - ((expected + 8) >> 4);
                    }
                    previous = delay;
                }
                test.Equal(source.GetStatistics().jitter, expected >> 4, "jitter");
                test.True(expected >> 4 > 30 && expected >> 4 < 60, "near the mean difference");
            }));
    }

    /// RFC 3551.
    void
    AddFormatCases()
    {
        AddTestCase(new MediaCase(
            "RFC 3551 table 4: static payload types, sizes and rates",
            [](MediaCase& test)
            {
                const auto check =
                    [&test](uint8_t type, const std::string& name, std::size_t octets, double rate)
                {
                    const auto format = RtpPayloadFormat::FindStatic(type);
                    test.True(format && format->name == name, name);
                    test.Equal(format->GetOctets(format->defaultTicks), octets, name);
                    test.Equal(format->GetBitRate(), rate, name);
                };
                check(0, "PCMU", 160, 64000);
                check(3, "GSM", 33, 13200);
                check(4, "G723", 24, 6400);
                check(8, "PCMA", 160, 64000);
                check(9, "G722", 160, 64000);
                check(15, "G728", 40, 16000);
                check(18, "G729", 20, 8000);
                test.True(!RtpPayloadFormat::FindStatic(1), "reserved");
                const auto g729 = *RtpPayloadFormat::FindStatic(18);
                test.Equal(g729.RoundTicks(239), 160U, "whole frames");
                test.Equal(g729.RoundTicks(1), 80U, "at least one");
            }));
        AddTestCase(new MediaCase(
            "ITU-T G.711: silence, extremes and the tone",
            [](MediaCase& test)
            {
                std::array<uint8_t, 20> pcmu;
                std::array<uint8_t, 20> pcma;
                RtpPayloadFormat::FindStatic(0)->Fill(pcmu.data(), pcmu.size());
                RtpPayloadFormat::FindStatic(8)->Fill(pcma.data(), pcma.size());
                test.Equal(static_cast<int>(pcmu[0]), 0xFF, "zero in mu-law");
                test.Equal(static_cast<int>(pcma[0]), 0xD5, "zero in A-law");
                for (int i = 1; i < 10; ++i)
                {
                    test.Equal(pcmu[i] ^ 0x80, static_cast<int>(pcmu[10 + i]), "odd symmetry");
                }
                // 4000 + 33 = 0x0FC1: segment 6, mantissa 15.
                test.Equal(static_cast<int>(pcmu[5]), 0xFF ^ 0x6F, "the crest in mu-law");
                // 2000 = 0x7D0: segment 6, mantissa 15.
                test.Equal(static_cast<int>(pcma[5]), 0xD5 ^ 0x6F, "the crest in A-law");
            }));
    }

    /// RFC 3264 and RFC 8866.
    void
    AddSettingsCases()
    {
        AddTestCase(new MediaCase(
            "RFC 3264 section 7: the peer's description says where, what and how often",
            [](MediaCase& test)
            {
                const auto local = MakeSdp("m=audio 6000 RTP/AVP 0 18\r\n");
                auto remote = MakeSdp("m=audio 7000 RTP/AVP 101 18 0\r\n"
                                      "c=IN IP4 198.51.100.7\r\nb=AS:32\r\n"
                                      "a=rtpmap:101 telephone-event/8000\r\na=ptime:30\r\n");
                const auto got = RtpStreamSettings::Make(local, remote, 0);
                test.True(got && got->localPort == 6000 && got->localControlPort == 6001 &&
                              got->peerAddress == 0xC6336407 && got->peerPort == 7000 &&
                              got->peerControlPort == 7001,
                          "addresses");
                test.True(got && got->format.name == "G729" && got->packetTicks == 240 &&
                              got->bandwidth == 32000 && got->receivedFormats.size() == 2,
                          "format");
                test.True(got && got->sends && got->receives && !got->isSecure, "both ways");
            }));
        AddTestCase(new MediaCase("RFC 3605: a=rtcp names the control port",
                                  [](MediaCase& test)
                                  {
                                      const auto local =
                                          MakeSdp("m=audio 6000 RTP/SAVP 0\r\na=rtcp:53020\r\n");
                                      const auto remote = MakeSdp("m=audio 7000 RTP/SAVP 0\r\n");
                                      const auto got = RtpStreamSettings::Make(local, remote, 0);
                                      test.True(got && got->localControlPort == 53020 &&
                                                    got->peerControlPort == 7001 && got->isSecure,
                                                "ports");
                                  }));
        AddTestCase(
            new MediaCase("RFC 3605 section 2.1: a=rtcp may name another address",
                          [](MediaCase& test)
                          {
                              const auto local = MakeSdp("m=audio 6000 RTP/AVP 0\r\n");
                              const auto make = [&local](const std::string& rtcp)
                              {
                                  return RtpStreamSettings::Make(
                                      local,
                                      MakeSdp("m=audio 7000 RTP/AVP 0\r\na=rtcp:" + rtcp + "\r\n"),
                                      0);
                              };
                              const auto got = make("53020 IN IP4 10.1.2.3");
                              test.True(got && got->peerControlPort == 53020 &&
                                            got->peerControlAddress == 0x0a010203 &&
                                            got->peerAddress != 0x0a010203,
                                        "address");
                              test.True(!make("53020 IN IP6 ::1") && !make("53020 IN IP4") &&
                                            !make("53020 IN IP4 nowhere"),
                                        "no IPv4 address");
                          }));
        AddTestCase(
            new MediaCase("RFC 3264 sections 5.1 and 8.4: a direction needs both sides; hold",
                          [](MediaCase& test)
                          {
                              const auto check = [&test](const std::string& ours,
                                                         const std::string& theirs,
                                                         bool sends,
                                                         bool receives)
                              {
                                  const std::string stream = "m=audio 6000 RTP/AVP 0\r\n";
                                  const auto got = RtpStreamSettings::Make(MakeSdp(stream + ours),
                                                                           MakeSdp(stream + theirs),
                                                                           0);
                                  test.True(got && got->sends == sends && got->receives == receives,
                                            ours + theirs);
                              };
                              check("", "", true, true);
                              check("a=sendonly\r\n", "a=recvonly\r\n", true, false);
                              check("a=recvonly\r\n", "a=sendonly\r\n", false, true);
                              check("a=inactive\r\n", "", false, false);
                              check("", "a=inactive\r\n", false, false);
                              check("", "c=IN IP4 0.0.0.0\r\n", false, true);
                          }));
        AddTestCase(new MediaCase(
            "descriptions that do not fit end in a value",
            [](MediaCase& test)
            {
                const auto good = MakeSdp("m=audio 6000 RTP/AVP 0\r\n");
                const auto refused = [&](const std::string& lines, SdpError::Kind kind)
                {
                    const auto got = RtpStreamSettings::Make(good, MakeSdp(lines), 0);
                    test.True(!got && got.error().kind == kind, lines);
                };
                refused("", SdpError::Kind::Missing);
                refused("m=audio 7000 RTP/SAVP 0\r\n", SdpError::Kind::Unacceptable);
                refused("m=audio 7000 udp 0\r\n", SdpError::Kind::Unacceptable);
                refused("m=audio 7000 RTP/AVP 8\r\n", SdpError::Kind::Unacceptable);
                refused("m=audio 65535 RTP/AVP 0\r\n", SdpError::Kind::Unacceptable);
                refused("m=audio 7000 RTP/AVP 0\r\na=rtcp:x\r\n", SdpError::Kind::Unacceptable);
                refused("m=audio 7000 RTP/AVP 0\r\nc=IN IP4 a.example\r\n",
                        SdpError::Kind::Unacceptable);
                refused("m=audio 7000 RTP/AVP 0\r\nc=IN IP4 1.2.3\r\n",
                        SdpError::Kind::Unacceptable);
                refused("m=audio 7000 RTP/AVP 0\r\nc=IN IP4 1.2.3.256\r\n",
                        SdpError::Kind::Unacceptable);
                refused("m=audio 7000 RTP/AVP 0\r\nc=IN IP6 2001:db8::1\r\n",
                        SdpError::Kind::Unacceptable);
                const auto none =
                    RtpStreamSettings::Make(good, MakeSdp("m=audio 0 RTP/AVP 0\r\n"), 0);
                test.True(none && none->isRefused && !none->sends, "port 0 refuses");
            }));
    }
};

RtpTestSuite g_rtpTestSuite; //!< registers itself

} // namespace
