// SPDX-License-Identifier: GPL-2.0-only
// SRTCP over ns-3 links, and the ways to carry an APP packet that the path can read.

#include "srtp-test-call.h"

#include "ns3/enum.h"
#include "ns3/string.h"

#include <utility>

using namespace ns3;

namespace
{

void
TestReadable(MediaCase& test)
{
    Call call(SrtpSuite::AesCm128HmacSha180, true);
    call.sessions[0]->GetReporter()->SetAttribute("CanonicalName",
                                                  StringValue("alice@example.com"));
    uint32_t taken = 0;
    const std::function<void(const RtcpCompound&, uint32_t)> count =
        [&taken](const RtcpCompound& compound, uint32_t)
    {
        taken += compound.packets.size() == 3 &&
                 std::holds_alternative<RtcpApp>(compound.packets.back());
    };
    call.sessions[1]->GetReporter()->TraceConnectWithoutContext(
        "Rx",
        Callback<void, const RtcpCompound&, uint32_t>(count));
    test.True(call.Start(), "both start");
    bool isSent = false;
    Simulator::Schedule(MilliSeconds(100),
                        [&]()
                        {
                            isSent = call.sessions[0]->SendApp(MakeApp()).has_value();
                        });
    Call::Run(Seconds(20));
    test.True(isSent, "sent");
    test.Equal(taken, 1U, "the peer takes it as authentic");
    const auto& first = call.control[0].front();
    const auto compound = RtcpCompound::Parse(first.data(), first.size() - 14);
    test.True(compound && compound->packets.size() == 3 &&
                  std::get<RtcpApp>(compound->packets[2]).data == MakeApp().data,
              "on the wire anybody reads it");
    test.True(call.control[0].size() > 2, "reports follow");
    for (const auto& each : call.control[0])
    {
        test.True(!Contains(each, "alice"), "no user's name in clear");
    }
    test.Equal(call.sessions[1]->GetPlainControl(), 0U, "none is plain");
}

void
TestPlainPacket(MediaCase& test)
{
    for (const auto carriage : {RtcpAppCarriage::PlainPacket, RtcpAppCarriage::Split})
    {
        for (const auto timing : {RtcpAppTiming::AtOnce, RtcpAppTiming::WithReport})
        {
            {
                Call call;
                const auto& session = call.sessions[0];
                session->SetAttribute("AppCarriage", EnumValue(static_cast<int>(carriage)));
                session->SetAttribute("AppTiming", EnumValue(static_cast<int>(timing)));
                session->GetReporter()->SetAttribute("CanonicalName",
                                                     StringValue("alice@example.com"));
                test.True(call.Start(), "both start");
                bool isSent = false;
                std::size_t atOnce = 0;
                Simulator::Schedule(MilliSeconds(100),
                                    [&]()
                                    {
                                        isSent = session->SendApp(MakeApp()).has_value();
                                        atOnce = call.control[0].size();
                                    });
                Call::Run(Seconds(20));
                test.True(isSent, "sent");
                const bool isSplit = carriage == RtcpAppCarriage::Split;
                test.Equal(atOnce,
                           timing == RtcpAppTiming::WithReport ? 0U
                           : isSplit                           ? 2U
                                                               : 1U,
                           "when");
                std::size_t plain = 0;
                for (const auto& each : call.control[0])
                {
                    test.True(!Contains(each, "alice"), "no user's name in clear");
                    const auto compound = RtcpCompound::Parse(each.data(), each.size());
                    plain += compound.has_value();
                    test.True(!compound || std::get<RtcpApp>(compound->packets.back()).data ==
                                               MakeApp().data,
                              "what can be read is the packet");
                }
                test.Equal(plain, 1U, "one can be read");
                const auto& peer = *call.sessions[1];
                test.Equal(peer.GetPlainControl(), 1U, "the peer counts it");
                test.Equal(peer.GetReporter()->GetReceivedPackets(),
                           call.control[0].size() - 1,
                           "and trusts only the others");
            }
            Simulator::Destroy();
        }
    }
}

void
TestRefusedApp(MediaCase& test)
{
    Call call;
    test.True(!call.sessions[0]->SendApp(MakeApp()), "not yet running");
    test.True(call.Start(), "both start");
    test.True(call.sessions[0]->SendApp(MakeApp()).has_value(), "a packet of its own by default");
    call.sessions[0]->SetAttribute("AppCarriage",
                                   EnumValue(static_cast<int>(RtcpAppCarriage::ClearSrtcp)));
    const auto hidden = call.sessions[0]->SendApp(MakeApp());
    test.True(!hidden && hidden.error().kind == RtpError::Kind::Configuration,
              "nobody could read it in encrypted SRTCP");
    call.sessions[0]->SetAttribute("AppCarriage",
                                   EnumValue(static_cast<int>(RtcpAppCarriage::PlainPacket)));
    RtcpApp odd = MakeApp();
    odd.data.pop_back();
    test.True(!call.sessions[0]->SendApp(odd), "not a multiple of four octets");
    call.sessions[0]->SetAttribute("AppTiming",
                                   EnumValue(static_cast<int>(RtcpAppTiming::WithReport)));
    int sent = 0;
    while (sent < 1000 && call.sessions[0]->SendApp(MakeApp()))
    {
        ++sent;
    }
    test.Equal(sent, static_cast<int>(RtcpReporter::MAXIMUM_WAITING), "bounded");
}

void
TestForgedControl(MediaCase& test)
{
    Call call;
    test.True(call.Start(), "both start");
    uint32_t heard = 0;
    const std::function<void(const RtcpCompound&, uint32_t)> count =
        [&heard](const RtcpCompound&, uint32_t)
    {
        ++heard;
    };
    call.sessions[1]->TraceConnectWithoutContext(
        "PlainControl",
        Callback<void, const RtcpCompound&, uint32_t>(count));
    Simulator::Schedule(Seconds(3),
                        [&call]()
                        {
                            const uint32_t ssrc = call.sessions[0]->GetSender()->GetSsrc();
                            RtcpReportBlock block;
                            block.ssrc = call.sessions[1]->GetSender()->GetSsrc();
                            block.lost = 1234;
                            RtcpCompound compound;
                            compound.packets.emplace_back(RtcpReceiverReport{ssrc, {block}});
                            compound.packets.emplace_back(RtcpSourceDescription{
                                {{ssrc, {{RtcpDescriptionItem::CNAME, "mallory"}}}}});
                            compound.packets.emplace_back(RtcpBye{{ssrc}, ""});
                            call.Inject(*compound.Serialize(), 5005);
                        });
    Call::Run(Seconds(20));
    test.Equal(heard, 1U, "traced");
    test.Equal(call.sessions[1]->GetPlainControl(), 1U, "counted");
    const auto& report = call.sessions[1]->GetReporter()->GetPeerReport();
    test.True(report && report->lost != 1234, "and not believed");
}

/**
 * SRTCP over a network.
 */
class SrtcpSessionTestSuite : public TestSuite
{
  public:
    SrtcpSessionTestSuite()
        : TestSuite("srtcp-session")
    {
        const std::pair<const char*, void (*)(MediaCase&)> cases[] = {
            {"RFC 4568 section 6.3.2: an APP packet in authenticated SRTCP that all can read",
             TestReadable},
            {"RFC 3550 section 9.1: an APP packet in plain RTCP beside SRTCP", TestPlainPacket},
            {"an APP packet that cannot be sent so that it is read", TestRefusedApp},
            {"RFC 3711 section 3.4: plain RTCP is counted and not believed", TestForgedControl},
        };
        for (const auto& [name, run] : cases)
        {
            AddTestCase(new MediaCase(name, run));
        }
    }
};

SrtcpSessionTestSuite g_srtcpSessionTestSuite; //!< registers the suite

} // namespace
