// SPDX-License-Identifier: GPL-2.0-only

#include "media-test-case.h"

#include "ns3/boolean.h"
#include "ns3/inet-socket-address.h"
#include "ns3/packet.h"
#include "ns3/rtp-session-helper.h"
#include "ns3/rtp-session.h"
#include "ns3/simulator.h"
#include "ns3/socket.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

#include <cmath>

using namespace ns3;

namespace
{

/**
 * Two sessions over a link.
 */
struct Pair
{
    /**
     * \param link the link
     * \param helper makes the sessions
     */
    explicit Pair(MediaTestLink& link, RtpSessionHelper helper = {})
    {
        helper.SetFirstStream(100);
        for (uint32_t i = 0; i < 2; ++i)
        {
            sessions.push_back(helper.Create(link.nodes.Get(i)));
        }
    }

    /// Starts both now.
    void
    Start()
    {
        for (uint32_t i = 0; i < 2; ++i)
        {
            isStarted = sessions[i]->Start(MediaTestLink::MakeSettings(i)).has_value() && isStarted;
        }
    }

    bool isStarted{true};                  //!< both could start
    std::vector<Ptr<RtpSession>> sessions; //!< by node
};

/**
 * Sessions over ns-3 links.
 */
class RtpSessionTestSuite : public TestSuite
{
  public:
    RtpSessionTestSuite()
        : TestSuite("rtp-session")
    {
        AddFlowCases();
        AddSilenceCases();
        AddChangeCases();
        AddRobustnessCases();
    }

  private:
    /// What flows over a link.
    void
    AddFlowCases()
    {
        AddTestCase(new MediaCase(
            "RFC 3551 section 4.2: PCMU every 20 ms, both ways, nothing lost",
            [](MediaCase& test)
            {
                MediaTestLink link;
                Pair pair(link);
                std::vector<RtpHeader> sent;
                const std::function<void(const RtpHeader&, uint32_t)> keep =
                    [&sent](const RtpHeader& header, uint32_t)
                {
                    sent.push_back(header);
                };
                pair.sessions[0]->GetSender()->TraceConnectWithoutContext(
                    "Tx",
                    Callback<void, const RtpHeader&, uint32_t>(keep));
                pair.Start();
                Simulator::Schedule(MilliSeconds(1990),
                                    [&pair]()
                                    {
                                        pair.sessions[0]->GetSender()->Stop();
                                        pair.sessions[1]->GetSender()->Stop();
                                    });
                Simulator::Stop(Seconds(3));
                Simulator::Run();
                test.True(pair.isStarted, "ports are free");
                test.Equal(sent.size(), 100U, "packets in 2 s");
                for (std::size_t i = 1; i < sent.size(); ++i)
                {
                    test.True(!sent[i].marker && sent[i].timestamp == sent[i - 1].timestamp + 160 &&
                                  sent[i].sequenceNumber ==
                                      static_cast<uint16_t>(sent[i - 1].sequenceNumber + 1) &&
                                  sent[i].ssrc == sent[0].ssrc,
                              "numbers go on");
                }
                test.True(sent[0].sequenceNumber < 32768, "first number is below 2^15");
                const auto receiver = pair.sessions[1]->GetReceiver();
                test.Equal(receiver->GetDatagrams(), 100U, "came");
                test.Equal(receiver->GetPackets(), 99U, "the first is on probation");
                test.Equal(receiver->GetOctets(), 99U * 160, "octets");
                test.Equal(receiver->GetStatistics().lost, 0, "lost");
                test.Equal(receiver->GetStatistics().jitter, 0U, "jitter");
                test.Equal(receiver->GetStatistics().ssrc, sent[0].ssrc, "source");
                // 202 octets at 100 Mbit/s, then 10 ms.
                test.Equal(receiver->GetDelay().GetMean(),
                           MilliSeconds(10) + NanoSeconds(202 * 80),
                           "one-way delay");
                test.Equal(pair.sessions[0]->GetReceiver()->GetPackets(), 99U, "other way");
            }));
        AddTestCase(
            new MediaCase("RFC 3550 appendix A.3: packets dropped by a link are counted as lost",
                          [](MediaCase& test)
                          {
                              MediaTestLink link;
                              link.Drop(0, {5, 6, 20});
                              Pair pair(link);
                              pair.Start();
                              Simulator::Stop(MilliSeconds(1005));
                              Simulator::Run();
                              const auto receiver = pair.sessions[1]->GetReceiver();
                              test.Equal(receiver->GetStatistics().lost, 3, "lost");
                              const uint64_t inFlight = 1;
                              test.Equal(pair.sessions[0]->GetSender()->GetTotalPackets(),
                                         receiver->GetDatagrams() + 3 + inFlight,
                                         "sent = received + lost + in flight");
                          }));
        AddTestCase(new MediaCase(
            "a link of half the bit rate loses half of the media",
            [](MediaCase& test)
            {
                MediaTestLink link(40400, MilliSeconds(10), 5); // 202 octets every 20 ms need 80.8
                Pair pair(link);
                pair.Start();
                Simulator::Stop(Seconds(20));
                Simulator::Run();
                const auto got = pair.sessions[1]->GetReceiver()->GetStatistics();
                const double loss = static_cast<double>(got.lost) / got.expected;
                test.True(std::abs(loss - 0.5) < 0.01, "loss " + std::to_string(loss));
                const Time longest = pair.sessions[1]->GetReceiver()->GetDelay().maximum;
                test.True(longest > MilliSeconds(200) && longest < MilliSeconds(270),
                          "five packets of 40 ms wait");
            }));
        AddTestCase(new MediaCase("same seed, same packets; another seed, other numbers",
                                  [](MediaCase& test)
                                  {
                                      const auto ssrc = [](int64_t stream)
                                      {
                                          Ptr<RtpSender> sender = CreateObject<RtpSender>();
                                          sender->AssignStreams(stream);
                                          return sender->GetSsrc();
                                      };
                                      test.Equal(ssrc(7), ssrc(7), "same stream");
                                      test.True(ssrc(7) != ssrc(8), "another stream");
                                  }));
    }

    /// Talk spurts.
    void
    AddSilenceCases()
    {
        AddTestCase(new MediaCase(
            "RFC 3551 section 4.1: talk spurts begin with a marker, the timestamp counts pauses",
            [](MediaCase& test)
            {
                MediaTestLink link;
                RtpSessionHelper helper;
                helper.SetSenderAttribute("SilenceSuppression", BooleanValue(true));
                Pair pair(link, helper);
                uint32_t spurts = 0;
                uint32_t marks = 0;
                bool isRight = true;
                RtpHeader last;
                const std::function<void(const RtpHeader&, uint32_t)> look =
                    [&](const RtpHeader& header, uint32_t)
                {
                    if (spurts > 0)
                    {
                        const uint32_t step = header.timestamp - last.timestamp;
                        isRight =
                            isRight && step % 160 == 0 && (step > 160) == header.marker &&
                            header.sequenceNumber == static_cast<uint16_t>(last.sequenceNumber + 1);
                    }
                    spurts += header.marker;
                    last = header;
                };
                const std::function<void(Time)> mark = [&marks](Time)
                {
                    ++marks;
                };
                const auto sender = pair.sessions[0]->GetSender();
                sender->TraceConnectWithoutContext(
                    "Tx",
                    Callback<void, const RtpHeader&, uint32_t>(look));
                sender->TraceConnectWithoutContext("TalkSpurt", Callback<void, Time>(mark));
                pair.Start();
                Simulator::Stop(Seconds(2000));
                Simulator::Run();
                test.True(isRight, "every packet");
                test.Equal(marks, spurts, "traced");
                test.True(std::abs(spurts - 2000 / 2.591) < 80, "talk spurts");
                const double activity = static_cast<double>(sender->GetTotalPackets()) / 100000;
                test.True(std::abs(activity - 1.004 / 2.591) < 0.03,
                          "activity " + std::to_string(activity));
                const auto got = pair.sessions[1]->GetReceiver()->GetStatistics();
                test.True(got.lost == 0 && got.jitter == 0, "a pause is no loss and no jitter");
            }));
    }

    /// Reconfiguration.
    void
    AddChangeCases()
    {
        AddTestCase(new MediaCase(
            "RFC 3264 section 8.4: hold and resumption; numbers go on",
            [](MediaCase& test)
            {
                MediaTestLink link;
                Pair pair(link);
                pair.Start();
                auto settings = MediaTestLink::MakeSettings(0);
                Simulator::Schedule(MilliSeconds(990),
                                    [&]()
                                    {
                                        settings.sends = false;
                                        test.True(pair.sessions[0]->Configure(settings).has_value(),
                                                  "hold");
                                    });
                Simulator::Schedule(MilliSeconds(2990),
                                    [&]()
                                    {
                                        test.Equal(pair.sessions[0]->GetSender()->GetTotalPackets(),
                                                   50U,
                                                   "on hold");
                                        settings.sends = true;
                                        test.True(pair.sessions[0]->Configure(settings).has_value(),
                                                  "resumption");
                                    });
                Simulator::Stop(MilliSeconds(4000));
                Simulator::Run();
                const auto got = pair.sessions[1]->GetReceiver()->GetStatistics();
                test.Equal(got.expected, 49U + 50, "all packets but the first and one in flight");
                test.Equal(got.lost, 0, "lost");
                test.Equal(got.jitter, 0U, "the timestamp counted the hold");
            }));
        AddTestCase(new MediaCase(
            "RFC 3264 section 8.3.1: a new port on both sides, without loss",
            [](MediaCase& test)
            {
                MediaTestLink link;
                Pair pair(link);
                pair.Start();
                Simulator::Schedule(
                    MilliSeconds(995),
                    [&]()
                    {
                        auto settings = MediaTestLink::MakeSettings(1);
                        settings.localPort = 6004;
                        test.True(pair.sessions[1]->Configure(settings).has_value(), "receiver");
                        settings = MediaTestLink::MakeSettings(0);
                        settings.peerPort = 6004;
                        settings.format = *RtpPayloadFormat::FindStatic(0);
                        test.True(pair.sessions[0]->Configure(settings).has_value(), "sender");
                    });
                Simulator::Stop(MilliSeconds(2005));
                Simulator::Run();
                const auto got = pair.sessions[1]->GetReceiver()->GetStatistics();
                test.Equal(got.expected, 99U, "goes on at the new port");
                test.Equal(got.lost, 0, "lost");
            }));
        AddTestCase(new MediaCase(
            "sessions are made from the descriptions that two sides agreed on",
            [](MediaCase& test)
            {
                MediaTestLink link;
                const auto describe = [](uint32_t index, const std::string& formats)
                {
                    std::ostringstream text;
                    text << "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 "
                         << MediaTestLink::GetAddress(index) << "\r\nt=0 0\r\nm=audio "
                         << 6000 + 2 * index << " RTP/AVP " << formats << "\r\n";
                    return *Sdp::Parse(text.str());
                };
                const auto left = describe(0, "18 0");
                const auto right = describe(1, "18");
                RtpSessionHelper helper;
                helper.SetFirstStream(100);
                const auto a = helper.Install(link.nodes.Get(0), left, right);
                const auto b = helper.Install(link.nodes.Get(1), right, left);
                test.True(a.has_value() && b.has_value(), "both start");
                test.Equal(helper.GetNextStream(), 108, "streams of their own");
                test.True(!helper.Install(link.nodes.Get(0), left, right), "the port is taken");
                Simulator::Stop(MilliSeconds(505));
                Simulator::Run();
                const auto receiver = (*b)->GetReceiver();
                test.Equal(receiver->GetPackets(), 24U, "all but the first");
                test.Equal(receiver->GetOctets(), 24U * 20, "G.729 at 20 ms");
            }));
        AddTestCase(new MediaCase(
            "early media: a session without a peer receives and does not send",
            [](MediaCase& test)
            {
                MediaTestLink link;
                Pair pair(link);
                auto early = MediaTestLink::MakeSettings(0);
                early.peerPort = 0;
                test.True(pair.sessions[0]->Start(early).has_value(), "offerer");
                test.True(pair.sessions[1]->Start(MediaTestLink::MakeSettings(1)).has_value(),
                          "answerer");
                Simulator::Stop(MilliSeconds(505));
                Simulator::Run();
                test.Equal(pair.sessions[0]->GetSender()->GetTotalPackets(), 0U, "sent");
                test.Equal(pair.sessions[0]->GetReceiver()->GetDatagrams(), 25U, "received");
            }));
        AddTestCase(new MediaCase(
            "RFC 3711: a secure stream does not go in clear",
            [](MediaCase& test)
            {
                MediaTestLink link;
                Pair pair(link);
                auto settings = MediaTestLink::MakeSettings(0);
                settings.isSecure = true;
                const auto started = pair.sessions[0]->Start(settings);
                test.True(!started && started.error().kind == RtpError::Kind::Configuration,
                          "not started");
                test.True(pair.sessions[1]->Start(MediaTestLink::MakeSettings(1)).has_value(), "");
                settings = MediaTestLink::MakeSettings(1);
                settings.isSecure = true;
                test.True(!pair.sessions[1]->Configure(settings), "nor by a later description");
                test.True(!pair.sessions[1]->IsRunning(), "it stops");
            }));
        AddTestCase(new MediaCase(
            "a port is taken once; a stopped session frees it",
            [](MediaCase& test)
            {
                MediaTestLink link;
                RtpSessionHelper helper;
                Ptr<RtpSession> first = helper.Create(link.nodes.Get(0));
                Ptr<RtpSession> second = helper.Create(link.nodes.Get(0));
                const auto settings = MediaTestLink::MakeSettings(0);
                test.True(first->Start(settings).has_value(), "first");
                const auto again = second->Start(settings);
                test.True(!again && again.error().kind == RtpError::Kind::Port, "taken");
                first = nullptr;
                test.True(second->Start(settings).has_value(), "free after the last Ptr");
                auto refused = settings;
                refused.isRefused = true;
                test.True(second->Configure(refused) && !second->IsRunning(), "refused later");
                test.True(!second->Configure(settings), "it does not run");
            }));
    }

    /// What else may come to a port.
    void
    AddRobustnessCases()
    {
        AddTestCase(new MediaCase(
            "every datagram counts once, and none does harm",
            [](MediaCase& test)
            {
                MediaTestLink link(100000000, MilliSeconds(10), 2000);
                Pair pair(link);
                pair.Start();
                auto socket =
                    Socket::CreateSocket(link.nodes.Get(0), UdpSocketFactory::GetTypeId());
                uint32_t sent = 0;
                const auto send = [&](std::vector<uint8_t> octets)
                {
                    ++sent;
                    socket->SendTo(
                        Create<Packet>(octets.data(), static_cast<uint32_t>(octets.size())),
                        0,
                        InetSocketAddress(MediaTestLink::GetAddress(1), 5004));
                };
                Simulator::Schedule(
                    MilliSeconds(100),
                    [&]()
                    {
                        send({});
                        send({0x80});
                        send(std::vector<uint8_t>(3000, 0x80));
                        send(ParseHex("801200010000000200000003")); // payload type 18
                        for (uint32_t i = 0; i < 1000; ++i)         // sources without number
                        {
                            RtpHeader header;
                            header.ssrc = i;
                            std::vector<uint8_t> octets(RtpHeader::SIZE);
                            header.Write(octets.data());
                            send(octets);
                        }
                    });
                Simulator::Stop(MilliSeconds(1005));
                Simulator::Run();
                const auto receiver = pair.sessions[1]->GetReceiver();
                const auto fromPeer = pair.sessions[0]->GetSender()->GetTotalPackets() - 1;
                test.Equal(receiver->GetDatagrams(), fromPeer + sent, "each counts");
                test.Equal(receiver->GetPackets(), fromPeer - 1, "the peer's");
                test.Equal(receiver->GetDiscarded(RtpDiscard::Malformed), 3U, "malformed");
                test.Equal(receiver->GetDiscarded(RtpDiscard::PayloadType), 1U, "payload type");
                test.Equal(receiver->GetDiscarded(RtpDiscard::Probation), 1001U, "probation");
                test.Equal(receiver->GetSources().size(), 16U, "bounded");
                test.Equal(receiver->GetStatistics().lost, 0, "the peer's source is still there");
            }));
        AddTestCase(new MediaCase(
            "a session that outlives the simulation does no harm",
            [](MediaCase& test)
            {
                MediaTestLink link;
                RtpSessionHelper helper;
                helper.SetAttribute("Rtcp", BooleanValue(true));
                Pair pair(link, helper);
                pair.Start();
                Simulator::Stop(Seconds(6));
                Simulator::Run();
                Simulator::Destroy();
                test.True(pair.sessions[0]->GetReporter()->GetSentPackets() > 0, "RTCP ran");
                pair.sessions.clear();
            }));
        AddTestCase(new MediaCase(
            "PeerOnly discards what comes from elsewhere",
            [](MediaCase& test)
            {
                MediaTestLink link;
                RtpSessionHelper helper;
                helper.SetAttribute("PeerOnly", BooleanValue(true));
                Pair pair(link, helper);
                test.True(pair.sessions[0]->Start(MediaTestLink::MakeSettings(0)).has_value(), "0");
                auto settings = MediaTestLink::MakeSettings(1);
                settings.peerPort = 7000;
                test.True(pair.sessions[1]->Start(settings).has_value(), "1");
                Simulator::Stop(MilliSeconds(505));
                Simulator::Run();
                const auto receiver = pair.sessions[1]->GetReceiver();
                test.Equal(receiver->GetPackets(), 0U, "taken");
                test.Equal(receiver->GetDiscarded(RtpDiscard::ForeignAddress), 25U, "foreign");
            }));
    }
};

RtpSessionTestSuite g_rtpSessionTestSuite; //!< registers itself

} // namespace
