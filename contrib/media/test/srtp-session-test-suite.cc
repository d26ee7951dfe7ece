// SPDX-License-Identifier: GPL-2.0-only
// Media sessions with SRTP over ns-3 links.

#include "srtp-test-call.h"

#include "ns3/processor.h"
#include "ns3/uinteger.h"

#include <memory>
#include <random>
#include <utility>

using namespace ns3;

namespace
{

/**
 * \param crypto lines of the stream
 * \param port of the stream
 * \return a description of a secure stream
 */
Sdp
MakeSdp(const std::string& crypto, int port = 7000)
{
    return Sdp::Parse("v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n"
                      "m=audio " +
                      std::to_string(port) + " RTP/SAVP 0\r\n" + crypto)
        .value();
}

void
TestFlow(MediaCase& test)
{
    const std::size_t tags[] = {10, 4, 16};
    for (const SrtpSuite suite :
         {SrtpSuite::AesCm128HmacSha180, SrtpSuite::AesCm128HmacSha132, SrtpSuite::AeadAes128Gcm})
    {
        {
            Call call(suite);
            test.True(call.Start(), "both start");
            Call::Run(MilliSeconds(9995));
            for (uint32_t i = 0; i < 2; ++i)
            {
                const auto receiver = call.sessions[i]->GetReceiver();
                test.Equal(receiver->GetPackets(), 499U, "all but the first, on probation");
                test.Equal(receiver->GetStatistics().lost, 0, "lost");
                test.Equal(call.media[i].back().size(),
                           172 + tags[static_cast<int>(suite)],
                           "octets");
                test.True(call.sessions[i]->GetReporter()->GetReceivedPackets() > 0, "SRTCP");
                test.Equal(call.sessions[i]->GetReporter()->GetMalformed(), 0U, "malformed");
                test.Equal(call.sessions[i]->GetPlainControl(), 0U, "plain RTCP");
                test.Equal(call.sessions[i]->GetUnsent(), 0U, "unsent");
            }
            Bytes plain(160);
            RtpPayloadFormat().Fill(plain.data(), plain.size());
            const auto& packet = call.media[0].back();
            test.True(!std::equal(plain.begin(), plain.end(), packet.begin() + 12), "encrypted");
            for (const auto& each : call.control[0])
            {
                test.True(!RtcpCompound::Parse(each.data(), each.size()), "nobody reads SRTCP");
                test.True(!Contains(each, call.sessions[0]->GetReporter()->GetCanonicalName()),
                          "no name");
            }
        }
        Simulator::Destroy();
    }
}

void
TestSettings(MediaCase& test)
{
    const auto line = [](uint32_t tag, char seed, const char* parameter = "")
    {
        auto key = MakeKey(seed);
        key.tag = tag;
        return "a=crypto:" + key.Reveal() + parameter + "\r\n";
    };
    const auto offer = MakeSdp(line(1, 'a') + line(2, 'c'));
    const auto answer = MakeSdp(line(2, 'b'));
    const auto offerer = RtpStreamSettings::Make(offer, answer, 0).value();
    const auto answerer = RtpStreamSettings::Make(answer, offer, 0).value();
    test.True(offerer.keys && offerer.keys->local.key == MakeKey('c').key &&
                  offerer.keys->peer.key == MakeKey('b').key,
              "the offerer's");
    test.True(answerer.keys && answerer.keys->local.key == MakeKey('b').key &&
                  answerer.keys->peer.key == MakeKey('c').key,
              "the answerer's");
    const auto clear = " UNENCRYPTED_SRTCP";
    const auto readable =
        RtpStreamSettings::Make(MakeSdp(line(1, 'a', clear)), MakeSdp(line(1, 'b', clear)), 0);
    test.True(readable->keys && readable->keys->local.isSrtcpClear, "UNENCRYPTED_SRTCP");
    const std::pair<std::string, std::string> bad[] = {
        {"", ""},
        {line(1, 'a'), ""},
        {line(1, 'a'), line(2, 'b')},
        {line(1, 'a'), line(1, 'a')},
        {line(1, 'a') + line(2, 'c'), line(1, 'b') + line(2, 'd')},
        {line(1, 'a', clear), line(1, 'b')},
        {line(1, 'a', " UNENCRYPTED_SRTP"), line(1, 'b', " UNENCRYPTED_SRTP")},
        {line(1, 'a', " UNAUTHENTICATED_SRTP"), line(1, 'b', " UNAUTHENTICATED_SRTP")},
    };
    MediaTestLink link;
    for (const auto& [ours, theirs] : bad)
    {
        const auto settings = RtpStreamSettings::Make(MakeSdp(ours), MakeSdp(theirs), 0);
        test.True(settings && settings->isSecure && !settings->keys, "no keys");
        const auto session = RtpSessionHelper().Create(link.nodes.Get(0));
        const auto started = session->Start(*settings);
        test.True(!started && started.error().kind == RtpError::Kind::Configuration, "refused");
        test.True(!session->IsRunning() && !session->GetSrtp(), "nothing runs");
    }
}

void
TestNoKeys(MediaCase& test)
{
    Call call;
    auto settings = call.MakeSettings(0);
    settings.keys.reset();
    settings.sends = false;
    settings.receives = false;
    test.True(call.sessions[0]->Start(settings).has_value(), "it may listen");
    test.True(call.sessions[1]->Start(call.MakeSettings(1)).has_value(), "the other has keys");
    test.True(!call.sessions[0]->SendApp(MakeApp()), "an APP packet cannot be sent");
    Call::Run(Seconds(10));
    test.Equal(call.media[0].size() + call.control[0].size(), 0U, "nothing goes in clear");
    test.Equal(call.Discarded(0, RtpDiscard::NotReceiving),
               call.sessions[0]->GetReceiver()->GetDatagrams(),
               "media is counted only");
    test.True(call.sessions[0]->GetControlDiscarded(RtpDiscard::NotReceiving) > 0, "and SRTCP");
    test.True(call.sessions[0]->Configure(call.MakeSettings(0)).has_value(), "then keys come");
    Simulator::Stop(Seconds(5));
    Simulator::Run();
    test.True(call.sessions[0]->GetReceiver()->GetPackets() > 200, "and media flows");
}

void
TestWrongKey(MediaCase& test)
{
    Call call;
    auto settings = call.MakeSettings(1);
    settings.keys->peer = MakeKey('x');
    test.True(call.sessions[0]->Start(call.MakeSettings(0)).has_value(), "one");
    test.True(call.sessions[1]->Start(settings).has_value(), "the other");
    Call::Run(MilliSeconds(9995));
    test.Equal(call.sessions[1]->GetReceiver()->GetPackets(), 0U, "nothing is played");
    test.Equal(call.Discarded(1, RtpDiscard::Unauthenticated), 500U, "discarded");
    test.Equal(call.sessions[1]->GetControlDiscarded(RtpDiscard::Unauthenticated),
               call.control[0].size(),
               "nor is SRTCP read");
    test.Equal(call.sessions[1]->GetReporter()->GetReceivedPackets(), 0U, "no report");
    test.True(call.sessions[0]->GetReceiver()->GetPackets() > 490, "the other way works");
}

void
TestAttack(MediaCase& test)
{
    Call call;
    test.True(call.Start(), "both start");
    std::vector<Bytes> recorded;
    Simulator::Schedule(MilliSeconds(4990),
                        [&]()
                        {
                            recorded = call.media[0];
                            call.Inject(call.control[0].front(), 5005);
                        });
    for (std::size_t i = 0; i < 240; ++i)
    {
        Simulator::Schedule(MilliSeconds(4991) + MicroSeconds(50 * i),
                            [&, i]()
                            {
                                call.Inject(recorded[i + 5], 5004);
                                auto bad = recorded.back(); // ahead of the true ones
                                AddToNumber(bad, 100 + i % 50);
                                bad[20 + i % 100] ^= 1;
                                call.Inject(bad, 5004);
                            });
    }
    Call::Run(MilliSeconds(9995));
    test.Equal(call.Discarded(1, RtpDiscard::Replayed), 240U, "replayed");
    test.Equal(call.Discarded(1, RtpDiscard::Unauthenticated), 240U, "forged");
    test.Equal(call.sessions[1]->GetControlDiscarded(RtpDiscard::Replayed), 1U, "SRTCP");
    test.Equal(call.sessions[1]->GetReceiver()->GetPackets(), 499U, "the media is whole");
    test.Equal(call.sessions[1]->GetReceiver()->GetStatistics().lost, 0, "nothing is missed");
}

void
TestHostile(MediaCase& test)
{
    Call call;
    test.True(call.Start(), "both start");
    uint64_t sent = 0;
    std::mt19937 random(3711);
    for (int i = 0; i < 600; ++i)
    {
        Simulator::Schedule(MilliSeconds(5 * i),
                            [&, i]()
                            {
                                Bytes octets(random() % (i % 3 == 0 ? 1400 : 40));
                                for (auto& each : octets)
                                {
                                    each = static_cast<uint8_t>(random());
                                }
                                if (octets.size() > 1 && i % 2 == 0)
                                {
                                    octets[0] = 0x80;
                                    octets[1] = 201;
                                }
                                call.Inject(octets, 5004);
                                call.Inject(octets, 5005);
                                ++sent;
                            });
    }
    Call::Run(MilliSeconds(4995));
    const auto receiver = call.sessions[1]->GetReceiver();
    const auto bad =
        call.Discarded(1, RtpDiscard::Malformed) + call.Discarded(1, RtpDiscard::Unauthenticated);
    test.Equal(bad, sent, "all are discarded");
    test.Equal(receiver->GetDatagrams(), receiver->GetPackets() + bad + 1, "each counts once");
    test.Equal(receiver->GetPackets(), 249U, "the media goes on");
    const auto& session = *call.sessions[1];
    test.Equal(session.GetControlDiscarded(RtpDiscard::Malformed) +
                   session.GetControlDiscarded(RtpDiscard::Unauthenticated) +
                   session.GetPlainControl(),
               sent,
               "the same at the control port");
    test.Equal(session.GetReporter()->GetMalformed(), 0U, "the reporter sees none of it");
}

void
TestWrap(MediaCase& test)
{
    Call call;
    auto settings = call.MakeSettings(1);
    settings.sends = false;
    test.True(call.sessions[0]->Start(call.MakeSettings(0)).has_value(), "sender");
    test.True(call.sessions[1]->Start(settings).has_value(), "receiver");
    Call::Run(Seconds(1311)); // 65 550 packets
    const auto receiver = call.sessions[1]->GetReceiver();
    const auto ssrc = call.sessions[0]->GetSender()->GetSsrc();
    test.True(receiver->GetPackets() > 65540, "all sequence numbers were used");
    test.Equal(receiver->GetStatistics().lost, 0, "lost");
    test.Equal(call.Discarded(1, RtpDiscard::Unauthenticated), 0U, "unauthenticated");
    test.Equal(call.sessions[0]->GetSrtp()->GetOutbound().GetRolloverCounter(ssrc), 1U, "sender");
    test.Equal(call.sessions[1]->GetSrtp()->GetInbound().GetRolloverCounter(ssrc), 1U, "receiver");
}

void
TestHold(MediaCase& test)
{
    Call call;
    test.True(call.Start(), "both start");
    Simulator::Schedule(Seconds(2),
                        [&call]()
                        {
                            for (uint32_t i = 0; i < 2; ++i)
                            {
                                auto held = call.MakeSettings(i);
                                held.sends = false;
                                call.isGood = call.sessions[i]->Configure(held).has_value();
                            }
                        });
    Simulator::Schedule(Seconds(4), &Call::Configure, &call);
    Call::Run(MilliSeconds(5995));
    test.True(call.isGood, "configured");
    const auto receiver = call.sessions[1]->GetReceiver();
    test.Equal(call.sessions[1]->GetSrtp()->GetInbound().GetRtpPackets(),
               receiver->GetPackets() + 1,
               "one context all the time");
    test.Equal(receiver->GetStatistics().lost, 0, "lost");
    test.Equal(call.Discarded(1, RtpDiscard::Unauthenticated), 0U, "unauthenticated");
    test.Equal(receiver->GetPackets(), 199U, "of 2 s and 2 s");
}

void
TestRekey(MediaCase& test)
{
    for (const auto suite : {SrtpSuite::AesCm128HmacSha180, SrtpSuite::AesCm128HmacSha132})
    {
        {
            Call call;
            test.True(call.Start(), "both start");
            Simulator::Schedule(MilliSeconds(2005), // packets of the old keys are on their way
                                [&call, suite]()
                                {
                                    call.keys[0] = MakeKey('n', suite);
                                    call.keys[1] = MakeKey('m', suite);
                                    call.Configure();
                                });
            Call::Run(MilliSeconds(8995));
            test.True(call.isGood, "configured");
            for (uint32_t i = 0; i < 2; ++i)
            {
                test.Equal(call.sessions[i]->GetReceiver()->GetStatistics().lost, 0, "lost");
                test.Equal(call.Discarded(i, RtpDiscard::Unauthenticated), 0U, "unauthenticated");
                test.True(call.sessions[i]->GetReporter()->GetReceivedPackets() > 1, "SRTCP");
                test.Equal(call.sessions[i]->GetControlDiscarded(RtpDiscard::Unauthenticated),
                           0U,
                           "SRTCP too");
            }
            test.True(call.sessions[1]->GetSrtp()->GetInbound().GetKey().key == call.keys[0].key,
                      "the new key");
        }
        Simulator::Destroy();
    }
}

void
TestPorts(MediaCase& test)
{
    Call call;
    test.True(call.Start(), "both start");
    Simulator::Schedule(Seconds(1),
                        [&call]()
                        {
                            auto settings = call.MakeSettings(0);
                            settings.localPort = 6000;
                            settings.localControlPort = 6001;
                            call.isGood = call.sessions[0]->Configure(settings).has_value();
                            auto other = call.MakeSettings(1);
                            other.peerPort = 6000;
                            other.peerControlPort = 6001;
                            call.isGood = call.sessions[1]->Configure(other) && call.isGood;
                        });
    Simulator::Schedule(Seconds(2),
                        [&call]()
                        {
                            call.sessions[0]->Stop();
                            call.isGood =
                                call.sessions[0]->Start(call.MakeSettings(0)) && call.isGood;
                        });
    Call::Run(MilliSeconds(2995));
    test.True(call.isGood, "configured");
    // A new context with the same key would use a keystream twice.
    test.Equal(call.sessions[0]->GetSrtp()->GetOutbound().GetRtpPackets(),
               call.sessions[0]->GetSender()->GetTotalPackets(),
               "one context for one key, whatever the port and also after a stop");
    test.Equal(call.Discarded(1, RtpDiscard::Unauthenticated), 0U, "unauthenticated");
    test.True(call.sessions[1]->GetReceiver()->GetPackets() > 140, "media flows");
    auto settings = call.MakeSettings(0);
    settings.keys.reset();
    test.True(!call.sessions[0]->Configure(settings) && !call.sessions[0]->IsRunning(),
              "without keys it ends");
}

/**
 * \return a profile where each packet takes 1 ms
 */
std::shared_ptr<const CostProfile>
MakeProfile()
{
    const std::string head = R"({"name":"n","cpu":"c","library":"l","method":"m",)"
                             R"("date":"2026-01-01","operations":[)";
    const auto entry = [](const std::string& operation)
    {
        return R"({"operation":")" + operation +
               R"(","algorithm":"aes-cm-128-hmac-sha1-80",)"
               R"("fixed_ns":1000000,"ns_per_octet":0})";
    };
    return std::make_shared<const CostProfile>(
        CostProfile::Parse(head + entry("srtp-protect") + "," + entry("srtp-unprotect") + "]}")
            .value());
}

void
TestProcessor(MediaCase& test)
{
    Call call;
    for (uint32_t i = 0; i < 2; ++i)
    {
        const auto processor = CreateObject<Processor>();
        processor->SetCostProfile(MakeProfile());
        processor->SetAttribute("Cores", UintegerValue(2));
        call.link.nodes.Get(i)->AggregateObject(processor);
    }
    test.True(call.Start(), "both start");
    Call::Run(MilliSeconds(1995));
    const auto receiver = call.sessions[1]->GetReceiver();
    // 212 octets at 100 Mbit/s, 10 ms, and 1 ms at each end.
    test.Equal(receiver->GetDelay().minimum,
               MilliSeconds(12) + NanoSeconds(212 * 80),
               "each packet waits for its cryptography");
    test.Equal(receiver->GetStatistics().reordered, 0U, "in order");
    test.Equal(receiver->GetStatistics().lost, 0, "lost");
    const auto& amounts = call.link.nodes.Get(1)->GetObject<Processor>()->GetTotal().GetAmounts();
    test.Equal(amounts.at({"srtp-unprotect", "aes-cm-128-hmac-sha1-80"}).count,
               call.sessions[1]->GetSrtp()->GetInbound().GetRtpPackets() +
                   call.sessions[1]->GetSrtp()->GetInbound().GetRtcpPackets(),
               "charged");
}

void
TestOverload(MediaCase& test)
{
    Call call;
    const auto processor = CreateObject<Processor>();
    processor->SetCostProfile(MakeProfile());
    call.link.nodes.Get(1)->AggregateObject(processor);
    call.sessions[1]->SetAttribute("MaximumWaiting", UintegerValue(20));
    test.True(call.Start(), "both start");
    uint32_t sent = 0;
    Simulator::Schedule(MilliSeconds(505),
                        [&call, &sent]()
                        {
                            for (; sent < 80; ++sent)
                            {
                                auto bad = call.media[0].back();
                                bad[20] = static_cast<uint8_t>(bad[20] + 1 + sent);
                                AddToNumber(bad, 10);
                                call.Inject(bad, 5004);
                            }
                        });
    Call::Run(MilliSeconds(1995));
    const auto receiver = call.sessions[1]->GetReceiver();
    test.True(call.Discarded(1, RtpDiscard::Overload) > 40, "what does not fit is discarded");
    test.True(call.Discarded(1, RtpDiscard::Unauthenticated) > 20, "the others are forged");
    uint64_t discarded = 0;
    for (std::size_t i = 0; i < RTP_DISCARD_COUNT; ++i)
    {
        discarded += receiver->GetDiscarded(static_cast<RtpDiscard>(i));
    }
    test.Equal(receiver->GetDatagrams(), receiver->GetPackets() + discarded, "each counts once");
    call.sessions[1]->Stop(); // with packets that wait
    test.True(!call.sessions[1]->IsRunning(), "it can stop at any time");
}

/**
 * SRTP over a network.
 */
class SrtpSessionTestSuite : public TestSuite
{
  public:
    SrtpSessionTestSuite()
        : TestSuite("srtp-session")
    {
        const std::pair<const char*, void (*)(MediaCase&)> cases[] = {
            {"RFC 3711 section 3: media and reports flow, and nobody reads them", TestFlow},
            {"RFC 4568 section 7.1: keys from two descriptions; without them nothing runs",
             TestSettings},
            {"a secure stream without keys may listen, and sends nothing", TestNoKeys},
            {"RFC 3711 section 3.3: with another key nothing is played", TestWrongKey},
            {"RFC 3711 section 3.3.2: recordings and forgeries harm nothing", TestAttack},
            {"hostile datagrams at both ports", TestHostile},
            {"RFC 3711 section 3.3.1: 65 536 packets and more", TestWrap},
            {"RFC 4568 section 7.1.4: hold keeps the contexts", TestHold},
            {"RFC 4568 section 7.1.4: new keys in mid-call lose nothing", TestRekey},
            {"one key has one context, also at another port", TestPorts},
            {"packets wait for the processor, in order", TestProcessor},
            {"a flood fills the processor's queue up to a bound", TestOverload},
        };
        for (const auto& [name, run] : cases)
        {
            AddTestCase(new MediaCase(name, run));
        }
    }
};

SrtpSessionTestSuite g_srtpSessionTestSuite; //!< registers the suite

} // namespace
