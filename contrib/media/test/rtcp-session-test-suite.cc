// SPDX-License-Identifier: GPL-2.0-only

#include "media-test-case.h"

#include "ns3/boolean.h"
#include "ns3/rtcp-reporter.h"
#include "ns3/rtp-session-helper.h"
#include "ns3/simulator.h"

#include <cmath>

using namespace ns3;

namespace
{

/**
 * Two sessions with RTCP over a link of 10 ms.
 */
struct Talk
{
    /**
     * \param secondSends whether the second one sends RTP
     * \param dropped packets of the first one that are lost
     */
    explicit Talk(bool secondSends = true, const std::vector<uint32_t>& dropped = {})
    {
        link.Drop(0, dropped);
        RtpSessionHelper helper;
        helper.SetFirstStream(100);
        helper.SetAttribute("Rtcp", BooleanValue(true));
        for (uint32_t i = 0; i < 2; ++i)
        {
            sessions.push_back(helper.Create(link.nodes.Get(i)));
            auto settings = MediaTestLink::MakeSettings(i);
            settings.sends = i == 0 || secondSends;
            const std::function<void(const RtcpCompound&, uint32_t)> keep =
                [this, i](const RtcpCompound& compound, uint32_t)
            {
                sent[i].push_back(compound);
                times[i].push_back(Simulator::Now().GetSeconds());
            };
            sessions[i]->GetReporter()->TraceConnectWithoutContext(
                "Tx",
                Callback<void, const RtcpCompound&, uint32_t>(keep));
            isStarted = sessions[i]->Start(settings).has_value() && isStarted;
        }
    }

    /**
     * \param until when to stop
     */
    void
    Run(Time until)
    {
        Simulator::Stop(until);
        Simulator::Run();
    }

    MediaTestLink link;                    //!< the link
    std::vector<Ptr<RtpSession>> sessions; //!< by node
    std::vector<RtcpCompound> sent[2];     //!< compound packets by node
    std::vector<double> times[2];          //!< when they were sent
    bool isStarted{true};                  //!< both could start
};

/**
 * RTCP between sessions.
 */
class RtcpSessionTestSuite : public TestSuite
{
  public:
    RtcpSessionTestSuite()
        : TestSuite("rtcp-session")
    {
        AddTestCase(new MediaCase(
            "RFC 3550 section 6.2: the first report after half the minimum, the others at it",
            [](MediaCase& test)
            {
                Talk talk;
                talk.Run(Seconds(600));
                test.True(talk.isStarted, "both start");
                for (const auto& times : talk.times)
                {
                    test.True(times.front() > 2.5 * 0.5 / 1.21828 &&
                                  times.front() < 2.5 * 1.5 / 1.21828,
                              "first at " + std::to_string(times.front()));
                    for (std::size_t i = 2; i < times.size(); ++i)
                    {
                        const double interval = times[i] - times[i - 1];
                        test.True(interval > 2.05 && interval < 6.16,
                                  "interval " + std::to_string(interval));
                    }
                    const double mean = times.back() / static_cast<double>(times.size());
                    test.True(std::abs(mean - 5) < 0.5, "mean " + std::to_string(mean));
                }
            }));
        AddTestCase(new MediaCase(
            "RFC 3550 section 6.4: who sends reports as sender, who listens as receiver",
            [](MediaCase& test)
            {
                Talk talk(false);
                talk.Run(Seconds(30));
                for (const auto& compound : talk.sent[0])
                {
                    test.True(std::holds_alternative<RtcpSenderReport>(compound.packets[0]), "SR");
                }
                for (const auto& compound : talk.sent[1])
                {
                    test.True(std::holds_alternative<RtcpReceiverReport>(compound.packets[0]),
                              "RR");
                }
                test.True(talk.sent[1].size() > 3, "several");
            }));
        AddTestCase(new MediaCase(
            "RFC 3550 section 6.4: one that falls silent reports as receiver after two reports",
            [](MediaCase& test)
            {
                Talk talk;
                Simulator::Schedule(MilliSeconds(1),
                                    &RtpSender::Stop,
                                    talk.sessions[0]->GetSender());
                talk.Run(Seconds(60));
                const auto isSender = [&talk](std::size_t i)
                {
                    return std::holds_alternative<RtcpSenderReport>(talk.sent[0][i].packets[0]);
                };
                test.True(isSender(0) && isSender(1) && !isSender(2) && !isSender(3),
                          "SR, SR, RR, RR");
            }));
        AddTestCase(new MediaCase(
            "RFC 3550 section 6.4.1: the peer learns counts, loss and the round-trip time",
            [](MediaCase& test)
            {
                Talk talk(false, {10, 11, 12});
                talk.Run(Seconds(30));
                const auto reporter = talk.sessions[0]->GetReporter();
                test.True(reporter->GetPeerReport().has_value(), "a report came");
                test.Equal(reporter->GetPeerReport()->lost, 3, "lost");
                test.Equal(reporter->GetPeerReport()->ssrc,
                           talk.sessions[0]->GetSender()->GetSsrc(),
                           "on us");
                const Time trip = reporter->GetRoundTripTime().value_or(Time());
                test.True(Abs(trip - MilliSeconds(20)) < MicroSeconds(100),
                          "10 ms each way, in steps of 15 us");
                const auto& last = std::get<RtcpSenderReport>(talk.sent[0].back().packets[0]);
                test.Equal(last.octets, last.packets * 160, "octets");
                test.True(std::abs(last.packets - talk.times[0].back() * 50) < 2, "packets");
                test.True(std::abs(static_cast<double>(last.ntpTime) / 4294967296.0 -
                                   talk.times[0].back()) < 1e-6,
                          "wall clock");
            }));
        AddTestCase(
            new MediaCase("RFC 3550 section 6.6: a session that stops says BYE, and is forgotten",
                          [](MediaCase& test)
                          {
                              Talk talk;
                              Simulator::Schedule(Seconds(20), &RtpSession::Stop, talk.sessions[0]);
                              talk.Run(Seconds(21));
                              const auto& last = talk.sent[0].back();
                              test.Equal(talk.times[0].back(), 20.0, "at once");
                              test.True(std::holds_alternative<RtcpBye>(last.packets.back()) &&
                                            last.packets.size() == 3,
                                        "report, name, BYE");
                              test.Equal(talk.sessions[1]->GetReporter()->GetReceivedPackets(),
                                         talk.sent[0].size(),
                                         "it arrived");
                          }));
        AddTestCase(new MediaCase(
            "RFC 3550 section 6.7: an APP packet goes at once, inside a compound packet",
            [](MediaCase& test)
            {
                Talk talk;
                RtcpApp app;
                app.name = {{'T', 'E', 'S', 'T'}};
                app.data = {1, 2, 3, 4};
                Simulator::Schedule(
                    MilliSeconds(500),
                    [&]()
                    {
                        test.True(talk.sessions[0]->GetReporter()->SendNow(app).has_value(),
                                  "sent");
                        app.data.pop_back();
                        test.True(!talk.sessions[0]->GetReporter()->SendNow(app), "does not fit");
                    });
                uint32_t taken = 0;
                const std::function<void(const RtcpCompound&, uint32_t)> look =
                    [&taken](const RtcpCompound& compound, uint32_t)
                {
                    const auto* const got = std::get_if<RtcpApp>(&compound.packets.back());
                    taken += got && got->data == std::vector<uint8_t>({1, 2, 3, 4});
                };
                talk.sessions[1]->GetReporter()->TraceConnectWithoutContext(
                    "Rx",
                    Callback<void, const RtcpCompound&, uint32_t>(look));
                talk.Run(MilliSeconds(600));
                test.Equal(taken, 1U, "taken");
            }));
        AddTestCase(new MediaCase(
            "RFC 3550 section 6.6: an APP packet that waits for a report goes with the BYE",
            [](MediaCase& test)
            {
                Talk talk;
                RtcpApp app;
                app.name = {{'T', 'E', 'S', 'T'}};
                app.data = {1, 2, 3, 4};
                Simulator::Schedule(Seconds(1),
                                    [&]()
                                    {
                                        const auto queued =
                                            talk.sessions[0]->SendApp(app,
                                                                      RtcpAppTiming::WithReport);
                                        test.True(queued.has_value(), "queued");
                                        talk.sessions[0]->Stop();
                                    });
                talk.Run(Seconds(2));
                test.Equal(talk.sent[0].size(), 1U, "one compound packet");
                const auto& packets = talk.sent[0].back().packets;
                test.Equal(packets.size(), 4U, "report, name, APP, BYE");
                test.True(std::holds_alternative<RtcpApp>(packets[2]) &&
                              std::holds_alternative<RtcpBye>(packets[3]),
                          "APP before BYE");
            }));
        AddTestCase(new MediaCase(
            "RFC 7022 section 4.2: the canonical name is random and names nobody",
            [](MediaCase& test)
            {
                Talk talk;
                const auto first = talk.sessions[0]->GetReporter()->GetCanonicalName();
                const auto second = talk.sessions[1]->GetReporter()->GetCanonicalName();
                test.Equal(first.size(), 16U, "96 bits");
                test.True(first != second, "each its own");
            }));
        AddTestCase(new MediaCase(
            "floods and nonsense at the control port are counted and do no harm",
            [](MediaCase& test)
            {
                Talk talk;
                const auto reporter = talk.sessions[0]->GetReporter();
                Simulator::Schedule(Seconds(1),
                                    [&]()
                                    {
                                        reporter->Receive(nullptr, 0);
                                        for (uint32_t i = 0; i < 1000; ++i)
                                        {
                                            const RtcpCompound compound{
                                                {RtcpReceiverReport{i, {}},
                                                 RtcpSourceDescription{
                                                     {{i, {{RtcpDescriptionItem::CNAME, "x"}}}}}}};
                                            const auto octets = compound.Serialize();
                                            reporter->Receive(octets->data(), octets->size());
                                        }
                                    });
                talk.Run(Seconds(60));
                test.Equal(reporter->GetMalformed(), 1U, "malformed");
                test.True(reporter->GetReceivedPackets() >= 1000, "taken");
                test.True(talk.sent[0].size() > 5, "reports go on");
            }));
    }
};

RtcpSessionTestSuite g_rtcpSessionTestSuite; //!< registers itself

} // namespace
