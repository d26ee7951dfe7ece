// SPDX-License-Identifier: GPL-2.0-only

#include "media-test-case.h"

#include "ns3/rtcp-packet.h"
#include "ns3/rtcp-timing.h"

#include <algorithm>
#include <cmath>

using namespace ns3;

namespace
{

using Kind = RtpError::Kind;

/// An SR with one block, SDES with a CNAME, APP and BYE with a reason: written by hand.
const std::string EVERY_PACKET = "81c8000c 11223344 83aa7e80 80000000 00001388 00000064 00003e80 "
                                 "55667788 40fffffe 00010002 0000000a 7e808000 00010000 "
                                 "81ca0004 11223344 0107 6140622e 637300 000000 "
                                 "83cc0003 11223344 544f4b4e 00010203 "
                                 "81cb0002 11223344 03627965 ";

/**
 * \param hex a compound packet
 * \return what it is parsed to
 */
tl::expected<RtcpCompound, RtpError>
Parse(const std::string& hex, const RtcpLimits& limits = {})
{
    const auto octets = ParseHex(hex);
    return RtcpCompound::Parse(octets.data(), octets.size(), limits);
}

/**
 * \param ssrc a source
 * \return a source description with its CNAME
 */
RtcpSourceDescription
MakeName(uint32_t ssrc)
{
    return {{{ssrc, {{RtcpDescriptionItem::CNAME, "a@b.cs"}}}}};
}

/**
 * RTCP's packets and times.
 */
class RtcpTestSuite : public TestSuite
{
  public:
    RtcpTestSuite()
        : TestSuite("rtcp")
    {
        AddPacketCases();
        AddRefusalCases();
        AddTimingCases();
    }

  private:
    /// RFC 3550 section 6.4 to 6.7.
    void
    AddPacketCases()
    {
        AddTestCase(new MediaCase(
            "RFC 3550 sections 6.4 to 6.7: each kind of packet, octet for octet",
            [](MediaCase& test)
            {
                const auto compound = Parse(EVERY_PACKET);
                test.True(compound && compound->packets.size() == 4, "four packets");
                const auto& report = std::get<RtcpSenderReport>(compound->packets[0]);
                test.True(report.ssrc == 0x11223344 && report.ntpTime == 0x83AA7E8080000000 &&
                              report.timestamp == 5000 && report.packets == 100 &&
                              report.octets == 16000 && report.blocks.size() == 1,
                          "sender report");
                const auto& block = report.blocks[0];
                test.True(block.ssrc == 0x55667788 && block.fractionLost == 64 &&
                              block.lost == -2 && block.extendedHighest == 65538 &&
                              block.jitter == 10 && block.lastReport == 0x7E808000 &&
                              block.delay == 65536,
                          "report block");
                const auto& name = std::get<RtcpSourceDescription>(compound->packets[1]);
                test.True(name.chunks.size() == 1 && name.chunks[0].items.size() == 1 &&
                              name.chunks[0].items[0].text == std::string("a@b.cs\0", 7),
                          "source description");
                const auto& app = std::get<RtcpApp>(compound->packets[2]);
                test.True(app.subtype == 3 && app.ssrc == 0x11223344 &&
                              std::string(app.name.begin(), app.name.end()) == "TOKN" &&
                              app.data == std::vector<uint8_t>({0, 1, 2, 3}),
                          "application-defined");
                const auto& bye = std::get<RtcpBye>(compound->packets[3]);
                test.True(bye.sources == std::vector<uint32_t>({0x11223344}) && bye.reason == "bye",
                          "goodbye");
                const auto octets = compound->Serialize();
                const auto expected = ParseHex(EVERY_PACKET);
                test.Equal(octets ? FormatHex(octets->data(), octets->size()) : "refused",
                           FormatHex(expected.data(), expected.size()),
                           "written back");
            }));
        AddTestCase(new MediaCase(
            "RFC 3550 section 6.1: an empty RR begins a compound packet that nothing "
            "is reported in",
            [](MediaCase& test)
            {
                const RtcpCompound compound{{RtcpReceiverReport{7, {}}, MakeName(7)}};
                const auto octets = compound.Serialize();
                test.Equal(octets ? FormatHex(octets->data(), octets->size()) : "refused",
                           "80c90001"
                           "00000007"
                           "81ca0004"
                           "00000007"
                           "01066140"
                           "622e6373"
                           "00000000",
                           "octets");
            }));
        AddTestCase(new MediaCase(
            "RFC 3550 section 6.4.1: what does not fit in 24 bits is the extreme value",
            [](MediaCase& test)
            {
                RtcpReportBlock block;
                for (const int32_t lost : {-0x800000, -1, 0, 0x7FFFFF})
                {
                    block.lost = lost;
                    const RtcpCompound compound{{RtcpReceiverReport{7, {block}}, MakeName(7)}};
                    const auto octets = compound.Serialize();
                    const auto back = RtcpCompound::Parse(octets->data(), octets->size());
                    test.Equal(std::get<RtcpReceiverReport>(back->packets[0]).blocks[0].lost,
                               lost,
                               "comes back");
                }
                block.lost = 0x7FFFFFFF;
                const RtcpCompound compound{{RtcpReceiverReport{7, {block}}, MakeName(7)}};
                const auto octets = compound.Serialize();
                test.Equal(FormatHex(octets->data() + 12, 4), "007fffff", "largest");
            }));
        AddTestCase(new MediaCase(
            "RFC 3550 section 6.1: unknown packets and a profile's extensions are passed over",
            [](MediaCase& test)
            {
                const auto compound = Parse("80c90002 00000007 deadbeef 80cd0001 00000001 "
                                            "a0cb0001 00000004");
                test.True(compound && compound->packets.size() == 3 &&
                              std::get<RtcpUnknown>(compound->packets[1]).type == 205 &&
                              std::get<RtcpBye>(compound->packets[2]).sources.empty(),
                          "extension, type 205, padding");
            }));
    }

    /// RFC 3550 appendix A.2.
    void
    AddRefusalCases()
    {
        AddTestCase(new MediaCase("RFC 3550 appendix A.2: what is not a compound packet is refused",
                                  [](MediaCase& test)
                                  {
                                      const auto refused =
                                          [&test](const std::string& hex, Kind kind)
                                      {
                                          const auto got = Parse(hex);
                                          test.True(!got && got.error().kind == kind, hex);
                                      };
                                      const std::string report = "80c90001 00000007 ";
                                      refused("", Kind::Truncated);
                                      refused("80c90001 000000", Kind::Truncated);
                                      refused("80c90002 00000007", Kind::Truncated);
                                      refused("80c90000 00000007", Kind::Truncated);
                                      refused("40c90001 00000007", Kind::Version);
                                      refused(report + "00cb0000", Kind::Version);
                                      refused("81ca0002 00000007 00000000", Kind::Malformed);
                                      refused("80cb0001 00000007", Kind::Malformed);
                                      refused("a0c90002 00000007 00000004", Kind::Padding);
                                      refused(report + "a0cb0001 00000004 80cb0000", Kind::Padding);
                                      refused(report + "a0cb0001 00000000", Kind::Padding);
                                      refused(report + "a0cb0001 00000003", Kind::Padding);
                                      refused(report + "a0cb0001 00000008", Kind::Padding);
                                      refused(report + "80cb", Kind::Truncated);
                                      refused("81c90001 00000007", Kind::Truncated);
                                      refused("80c80001 00000007", Kind::Truncated);
                                  }));
        AddTestCase(new MediaCase(
            "RFC 3550 sections 6.5 to 6.7: packets whose own lengths lie are refused",
            [](MediaCase& test)
            {
                const auto refused = [&test](const std::string& hex, Kind kind)
                {
                    const auto got = Parse("80c90001 00000007 " + hex);
                    test.True(!got && got.error().kind == kind, hex);
                };
                refused("81ca0000", Kind::Truncated);                   // no source
                refused("81ca0002 00000007 01036162", Kind::Truncated); // item too long
                refused("81ca0002 00000007 01026162", Kind::Malformed); // no end
                refused("81ca0002 00000007 00000001", Kind::Malformed); // not zeros
                refused("80ca0001 00000007", Kind::Malformed);          // more than counted
                refused("81ca0003 00000007 00000000 00000000", Kind::Malformed);
                refused("82cb0001 00000007", Kind::Truncated);
                refused("80cb0001 04616263", Kind::Truncated);
                refused("80cc0001 00000007", Kind::Truncated);
            }));
        AddTestCase(new MediaCase(
            "every bound is kept",
            [](MediaCase& test)
            {
                const auto octets = ParseHex(EVERY_PACKET);
                const auto refused = [&test](const RtcpLimits& limits, const std::string& what)
                {
                    const auto got = Parse(EVERY_PACKET, limits);
                    test.True(!got && got.error().kind == Kind::TooLarge, what);
                };
                test.True(Parse(EVERY_PACKET, {octets.size(), 4, 1}).has_value(), "just within");
                refused({octets.size() - 1, 4, 1}, "octets");
                refused({octets.size(), 3, 1}, "packets");
                refused({octets.size(), 4, 0}, "items");
            }));
        AddTestCase(new MediaCase(
            "cut and damaged packets end in a value",
            [](MediaCase& test)
            {
                const auto good = ParseHex(EVERY_PACKET);
                uint32_t accepted = 0;
                uint32_t refused = 0;
                for (std::size_t i = 0; i < good.size(); ++i)
                {
                    // A copy of exactly this length: reading behind it would be noticed.
                    const std::vector<uint8_t> cut(good.begin(),
                                                   good.begin() + static_cast<std::ptrdiff_t>(i));
                    ++(RtcpCompound::Parse(cut.data(), cut.size()) ? accepted : refused);
                    for (int value = 0; value < 256; ++value)
                    {
                        auto damaged = good;
                        damaged[i] = static_cast<uint8_t>(value);
                        ++(RtcpCompound::Parse(damaged.data(), damaged.size()) ? accepted
                                                                               : refused);
                    }
                }
                test.True(accepted > 1000 && refused > 1000, "both happen");
            }));
        AddTestCase(new MediaCase(
            "RFC 3550 section 6.1: what breaks the rules is not written",
            [](MediaCase& test)
            {
                const RtcpReceiverReport report{7, {}};
                const auto refused =
                    [&test](std::vector<RtcpPacket> packets, const std::string& what)
                {
                    test.True(!RtcpCompound{std::move(packets)}.Serialize(), what);
                };
                test.True(RtcpCompound{{report, MakeName(7)}}.Serialize().has_value(), "good");
                refused({}, "nothing");
                refused({MakeName(7)}, "no report");
                refused({report}, "no name");
                refused({report, MakeName(8)}, "another's name");
                refused({report, MakeName(7), RtcpUnknown{}}, "unknown");
                RtcpApp app;
                app.data = {1, 2, 3};
                refused({report, MakeName(7), app}, "data of three octets");
                refused({report, MakeName(7), RtcpBye{{7}, std::string(256, 'x')}}, "long reason");
                refused({report, MakeName(7), RtcpBye{std::vector<uint32_t>(32, 7), ""}}, "32");
            }));
    }

    /// RFC 3550 sections 6.2 and 6.3.
    void
    AddTimingCases()
    {
        AddTestCase(new MediaCase(
            "RFC 3550 section 6.2: two members wait for the minimum, spread and compensated",
            [](MediaCase& test)
            {
                RtcpTiming timing(500, 5, 100, 0, 0); // 5 % of 80 kbit/s
                const auto near = [&test](double actual, double expected)
                {
                    test.True(std::abs(actual - expected) < 1e-4, std::to_string(actual));
                };
                near(timing.GetNext(), 2.5 * 0.5 / 1.21828);
                near(timing.GetInterval(1), 2.5 * 1.5 / 1.21828);
                timing.OnSent(100, 2, 0);
                near(timing.GetInterval(0), 5 * 0.5 / 1.21828);
                near(timing.GetInterval(1), 5 * 1.5 / 1.21828);
            }));
        AddTestCase(new MediaCase(
            "RFC 3550 section 6.3.1: senders have a quarter of the bandwidth while they are few",
            [](MediaCase& test)
            {
                const auto interval = [](uint32_t members, uint32_t senders, bool isSender)
                {
                    RtcpTiming timing(1000, 5, 200, 0, 0);
                    timing.SetMembers(members, senders, isSender, 0);
                    return timing.GetInterval(0.5) * (2.71828 - 1.5);
                };
                test.Equal(interval(1000, 100, true), 200.0 * 100 / 250, "a sender");
                test.Equal(interval(1000, 100, false), 200.0 * 900 / 750, "a receiver");
                test.Equal(interval(1000, 300, true), 200.0 * 1000 / 1000, "too many senders");
                test.Equal(interval(1000, 300, false), 200.0 * 1000 / 1000, "all are equal");
            }));
        AddTestCase(new MediaCase(
            "RFC 3550 section 6.3.3: the mean size follows with the weight of a sixteenth",
            [](MediaCase& test)
            {
                RtcpTiming timing(500, 5, 160, 0, 0);
                timing.OnReceived(320);
                test.Equal(timing.GetAverageSize(), 170.0, "received");
                timing.OnSent(10, 1, 0.5);
                test.Equal(timing.GetAverageSize(), 160.0, "sent");
            }));
        AddTestCase(new MediaCase(
            "RFC 3550 section 6.3.6: a group that grew makes the timer wait again",
            [](MediaCase& test)
            {
                RtcpTiming timing(1000, 5, 200, 0, 0.5);
                const double first = timing.GetNext();
                timing.SetMembers(1000, 0, false, 1);
                test.Equal(timing.GetNext(), first, "growth alone changes nothing");
                test.True(!timing.OnTimer(first, 0.5), "not now");
                const double later = timing.GetNext();
                test.True(std::abs(later - 200.0 * 1000 / 750 / 1.21828) < 1e-3, "later");
                test.True(timing.OnTimer(later, 0.5), "the same draw again: now");
            }));
        AddTestCase(new MediaCase("RFC 3550 section 6.3.4: members that leave shrink the interval",
                                  [](MediaCase& test)
                                  {
                                      RtcpTiming timing(1000, 5, 200, 0, 0.5);
                                      timing.SetMembers(1000, 0, false, 0);
                                      timing.OnSent(200, 100, 0.5);
                                      const double next = timing.GetNext();
                                      timing.SetMembers(250, 0, false, 120);
                                      test.True(std::abs(timing.GetNext() -
                                                         (120 + (next - 120) / 4)) < 1e-9,
                                                "a quarter");
                                      const double changed = timing.GetNext();
                                      timing.SetMembers(250, 0, false, 130);
                                      test.Equal(timing.GetNext(), changed, "once only");
                                  }));
        AddTestCase(new MediaCase(
            "RFC 3550 section 6.2: a large group keeps to its share of the bandwidth",
            [](MediaCase& test)
            {
                uint64_t state = 1;
                const auto random = [&state]()
                {
                    state = state * 6364136223846793005U + 1442695040888963407U;
                    return static_cast<double>(state >> 11) / 9007199254740992.0;
                };
                const uint32_t members = 200;
                std::vector<RtcpTiming> group;
                for (uint32_t i = 0; i < members; ++i)
                {
                    group.emplace_back(100, 5, 100, 0, random());
                    group.back().SetMembers(members, 0, false, 0);
                }
                uint32_t sent = 0;
                const double end = 20000;
                for (auto& each : group)
                {
                    while (each.GetNext() < end)
                    {
                        const double now = each.GetNext();
                        if (each.OnTimer(now, random()))
                        {
                            each.OnSent(100, now, random());
                            sent += now > end / 2;
                        }
                    }
                }
                const double rate = sent * 100 / (end / 2);
                test.True(std::abs(rate - 75) < 3, "octet/s: " + std::to_string(rate));
            }));
    }
};

RtcpTestSuite g_rtcpTestSuite; //!< registers itself

} // namespace
