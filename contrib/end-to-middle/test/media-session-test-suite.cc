// SPDX-License-Identifier: GPL-2.0-only

#include "call-rig.h"
#include "named-case.h"

#include "ns3/boolean.h"
#include "ns3/crypto-context-helper.h"
#include "ns3/ipv4-interface-address.h"
#include "ns3/ipv4.h"
#include "ns3/media-session-describer.h"
#include "ns3/rtcp-reporter.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

using namespace ns3;

namespace
{

/// Two user agents with media, far from each other by two proxies.
class MediaRig
{
  public:
    /**
     * \param media attribute Media
     * \param suites attribute Suites
     * \param keying of the bodies
     */
    explicit MediaRig(const std::string& media = "rtp",
                      const std::string& suites = "AES_CM_128_HMAC_SHA1_80",
                      const std::string& keying = "none")
        : rig(keying)
    {
        alice = Describe(rig.alice, media, suites, 6000);
        bob = Describe(rig.bob, media, suites, 7000);
        rig.bob->SetAttribute("RingingDelay", TimeValue(Seconds(1)));
        rig.bob->SetAttribute("AnswerDelay", TimeValue(Seconds(2)));
        rig.Call();
    }

    /**
     * \param seconds until when it runs
     */
    void
    Run(double seconds)
    {
        rig.Run(seconds);
    }

    /// \return the call's name
    const std::string&
    GetCallId() const
    {
        return rig.call->GetCallId();
    }

    /**
     * \param describer Alice's or Bob's
     * \return the counters of the call
     */
    MediaCallCounters
    Count(Ptr<MediaSessionDescriber> describer) const
    {
        return describer->GetCounters(GetCallId()).value_or(MediaCallCounters());
    }

    /**
     * \param describer Alice's or Bob's
     * \return its last description
     */
    std::string
    GetLocal(Ptr<MediaSessionDescriber> describer) const
    {
        const auto* descriptions = describer->GetDescriptions(GetCallId());
        return descriptions && descriptions->GetLocal() ? descriptions->GetLocal()->Serialize()
                                                        : std::string();
    }

    CallRig rig;                      //!< the network
    Ptr<MediaSessionDescriber> alice; //!< hers
    Ptr<MediaSessionDescriber> bob;   //!< his

  private:
    /**
     * \param agent gets a describer
     * \param media attribute Media
     * \param suites attribute Suites
     * \param stream random stream
     * \return the describer
     */
    static Ptr<MediaSessionDescriber>
    Describe(Ptr<SipUserAgent> agent,
             const std::string& media,
             const std::string& suites,
             int64_t stream)
    {
        const auto describer = CreateObject<MediaSessionDescriber>();
        describer->SetAttribute("Media", StringValue(media));
        describer->SetAttribute("Suites", StringValue(suites));
        describer->SetCryptoContext(CreateCryptoContext(stream));
        describer->AssignStreams(stream * 1000);
        describer->GetSessions().SetAttribute("Rtcp", BooleanValue(true));
        agent->SetSessionDescriber(describer);
        return describer;
    }
};

/**
 * \param from packets of one side
 * \param to what the other side took
 * \return whether all arrived
 */
bool
IsWhole(const MediaCallCounters& from, const MediaCallCounters& to)
{
    return from.sentPackets > 0 && from.sentPackets == to.datagrams;
}

/// Calls of user agents that have media.
class MediaSessionTestSuite : public TestSuite
{
  public:
    MediaSessionTestSuite()
        : TestSuite("media-session")
    {
        AddCalls();
        AddChanges();
        AddOtherWays();
        AddRefusals();
    }

  private:
    /**
     * \param name what is checked
     * \param check the check
     */
    void
    Add(const std::string& name, std::function<void(NamedCase&)> check)
    {
        AddTestCase(new NamedCase(name, std::move(check)));
    }

    /**
     * \param name what is checked
     * \param media attribute Media
     * \param suites attribute Suites
     * \param keying of the bodies
     */
    void
    AddCall(const std::string& name,
            const std::string& media,
            const std::string& suites,
            const std::string& keying)
    {
        Add(name,
            [=](NamedCase& test)
            {
                MediaRig net(media, suites, keying);
                std::string offer;
                CallRig::At(20,
                            [&]()
                            {
                                offer = net.GetLocal(net.alice);
                                net.rig.call->HangUp();
                            });
                net.Run(40);
                const auto alice = net.Count(net.alice);
                const auto bob = net.Count(net.bob);
                test.ExpectEqual(net.rig.call->GetStatusCode(), 200, "succeeded");
                test.Expect(alice.sentPackets > 840 && alice.sentPackets < 860, "17 s from Alice");
                test.Expect(IsWhole(alice, bob), "all that Alice sent reached Bob");
                test.Expect(IsWhole(bob, alice), "all that Bob sent reached Alice");
                const auto deaf =
                    alice.discarded[static_cast<std::size_t>(RtpDiscard::NotReceiving)];
                test.ExpectEqual(deaf > 0,
                                 media == "srtp",
                                 "what comes before the answer can be read with RTP only");
                test.Expect(bob.sentPackets - alice.receivedPackets - deaf <= 2, "and was taken");
                test.Expect(alice.sentPackets - bob.receivedPackets <= 2, "on both sides");
                test.Expect(alice.sentReports > 1 && bob.receivedReports > 1, "RTCP");
                test.Expect(!alice.ended.IsStrictlyNegative(), "has ended");
                test.ExpectEqual(net.alice->GetEnded().size(), 1U, "one call");
                test.Expect(!net.alice->GetSession(net.GetCallId()), "no session is left");
                test.ExpectEqual(offer.find("a=crypto:1 " + suites) != std::string::npos,
                                 media == "srtp",
                                 "a key is offered with SRTP only");
            });
    }

    /// Calls that go well.
    void
    AddCalls()
    {
        AddCall("a call with RTP", "rtp", "AES_CM_128_HMAC_SHA1_80", "none");
        AddCall("a call with RTP whose descriptions are encrypted",
                "rtp",
                "AES_CM_128_HMAC_SHA1_80",
                "cek-reuse");
        AddCall("RFC 4568: a call with SRTP, AES_CM_128_HMAC_SHA1_80",
                "srtp",
                "AES_CM_128_HMAC_SHA1_80",
                "cek-reuse");
        AddCall("RFC 4568: a call with SRTP, AES_CM_128_HMAC_SHA1_32",
                "srtp",
                "AES_CM_128_HMAC_SHA1_32",
                "end-to-end");
    }

    /// Offers in mid-call.
    void
    AddChanges()
    {
        Add("RFC 3264 section 8.4: hold with sendonly and resumption",
            [](NamedCase& test)
            {
                MediaRig net;
                uint64_t sent[3] = {};
                CallRig::At(10,
                            [&]()
                            {
                                test.Expect(net.alice->Hold(net.GetCallId()), "a call");
                                test.Expect(net.rig.call->Reinvite(), "re-INVITE");
                            });
                CallRig::At(11,
                            [&]()
                            {
                                sent[0] = net.Count(net.bob).sentPackets;
                                sent[2] = net.Count(net.alice).sentPackets;
                            });
                CallRig::At(15,
                            [&]()
                            {
                                sent[1] = net.Count(net.bob).sentPackets;
                                test.ExpectEqual(sent[0], sent[1], "Bob is silent while on hold");
                                test.ExpectEqual(net.Count(net.alice).sentPackets,
                                                 sent[2] + 200,
                                                 "Alice may send");
                                const auto text = net.GetLocal(net.bob);
                                test.Expect(text.find("a=recvonly") != std::string::npos,
                                            "the answer mirrors sendonly");
                                net.alice->Resume(net.GetCallId());
                                net.rig.call->Reinvite();
                            });
                CallRig::At(20,
                            [&]()
                            {
                                const auto now = net.Count(net.bob).sentPackets;
                                test.Expect(now > sent[1] + 230, "Bob talks again");
                                test.ExpectEqual(net.Count(net.alice).datagrams > now - 10,
                                                 true,
                                                 "and is heard");
                            });
                net.Run(21);
            });
        Add("a call held as inactive is silent both ways",
            [](NamedCase& test)
            {
                MediaRig net;
                uint64_t sent = 0;
                const auto sum = [&net]()
                {
                    return net.Count(net.alice).sentPackets + net.Count(net.bob).sentPackets;
                };
                CallRig::At(10,
                            [&]()
                            {
                                net.bob->Hold(net.GetCallId(), SdpDirection::Inactive);
                                net.rig.bob->GetCalls().at(0)->Reinvite();
                            });
                CallRig::At(11,
                            [&]()
                            {
                                sent = sum();
                            });
                CallRig::At(15,
                            [&]()
                            {
                                test.ExpectEqual(sum(), sent, "nobody sends");
                            });
                net.Run(16);
            });
        Add("RFC 3264 section 8.3.1: media goes to a new address",
            [](NamedCase& test)
            {
                MediaRig net;
                const auto node = net.rig.nodes.Get(3);
                const Ipv4Address other("10.1.3.77");
                const auto ipv4 = node->GetObject<Ipv4>();
                ipv4->AddAddress(1, Ipv4InterfaceAddress(other, Ipv4Mask("255.255.255.0")));
                uint64_t before = 0;
                CallRig::At(10,
                            [&]()
                            {
                                net.bob->MoveTo(net.GetCallId(), other);
                                net.rig.bob->GetCalls().at(0)->Reinvite();
                            });
                CallRig::At(11,
                            [&]()
                            {
                                before = net.Count(net.bob).datagrams;
                                const auto media = net.alice->GetSession(net.GetCallId());
                                test.ExpectEqual(Ipv4Address(media->GetSettings().peerAddress),
                                                 other,
                                                 "Alice sends there");
                                const auto text = net.GetLocal(net.bob);
                                test.Expect(text.find("c=IN IP4 10.1.3.77") != std::string::npos,
                                            "c= is new");
                                test.Expect(text.find(" 1 2 IN IP4 10.1.3.1") != std::string::npos,
                                            "o= keeps its address, the version grows by one");
                            });
                CallRig::At(15,
                            [&]()
                            {
                                test.ExpectEqual(net.Count(net.bob).datagrams,
                                                 before + 200,
                                                 "and it arrives");
                            });
                net.Run(16);
            });
    }

    /// Offers and answers elsewhere than in INVITE and 200.
    void
    AddOtherWays()
    {
        Add("a late offer: in the 200, its answer in the ACK",
            [](NamedCase& test)
            {
                MediaRig net;
                net.rig.alice->SetAttribute("OfferInInvite", BooleanValue(false));
                CallRig::At(10,
                            [&]()
                            {
                                net.rig.call->HangUp();
                            });
                net.Run(20);
                test.Expect(net.rig.GetSent("alice", "INVITE").at(0).GetBody().empty(), "late");
                test.Expect(!net.rig.GetSent("alice", "ACK").at(0).GetBody().empty(), "in ACK");
                const auto alice = net.Count(net.alice);
                const auto bob = net.Count(net.bob);
                test.Expect(IsWhole(alice, bob) && IsWhole(bob, alice), "media both ways");
                test.Expect(alice.firstSent < bob.firstSent, "who answers may send first");
                test.Expect(bob.started < alice.firstSent, "who offers listens before");
            });
        Add("early media: the answer comes in a reliable 180",
            [](NamedCase& test)
            {
                MediaRig net;
                for (const auto& agent : {net.rig.alice, net.rig.bob})
                {
                    agent->SetAttribute("ReliableProvisional", BooleanValue(true));
                    agent->SetAttribute("EarlyAnswer", BooleanValue(true));
                }
                net.rig.bob->SetAttribute("AnswerDelay", TimeValue(Seconds(6)));
                CallRig::At(5,
                            [&]()
                            {
                                test.Expect(net.rig.call->GetState() == SipCallState::Ringing,
                                            "not accepted yet");
                                test.Expect(net.Count(net.alice).receivedPackets > 100,
                                            "Alice hears Bob's announcement");
                                test.Expect(net.Count(net.bob).receivedPackets > 100,
                                            "and Bob Alice");
                            });
                net.Run(10);
                test.ExpectEqual(net.rig.call->GetStatusCode(), 200, "accepted in the end");
            });
        Add("RFC 3264 section 5.1: an offerer receives before it has the answer",
            [](NamedCase& test)
            {
                // Bob's media takes the way without proxies, and so comes before his answer.
                MediaRig net;
                net.rig.Run(10);
                const auto alice = net.Count(net.alice);
                const auto bob = net.Count(net.bob);
                test.Expect(alice.firstReceived < alice.firstSent, "heard before she speaks");
                test.ExpectEqual(alice.firstReceived.GetMilliSeconds() -
                                     bob.firstSent.GetMilliSeconds(),
                                 30,
                                 "the second of Bob's packets ends the probation");
            });
        Add("media ends with the call, also where it is refused late",
            [](NamedCase& test)
            {
                MediaRig net;
                net.rig.bob->SetAttribute("RefusalCode", UintegerValue(603));
                net.Run(10);
                test.ExpectEqual(net.rig.call->GetStatusCode(), 603, "refused");
                test.Expect(net.alice->GetCallIds().empty(), "nothing is left");
                test.ExpectEqual(net.Count(net.alice).sentPackets, 0U, "nothing was sent");
            });
    }

    /// What is not agreed on.
    void
    AddRefusals()
    {
        Add("an offer with another protection is refused",
            [](NamedCase& test)
            {
                MediaRig net;
                net.bob->SetAttribute("Media", StringValue("srtp"));
                net.Run(10);
                test.ExpectEqual(net.rig.call->GetStatusCode(), 488, "not acceptable");
                test.ExpectEqual(net.Count(net.alice).sentPackets, 0U, "nothing was sent");
            });
        Add("an offer without a common format is refused",
            [](NamedCase& test)
            {
                MediaRig net;
                net.alice->SetAttribute("Formats", StringValue("G729"));
                net.Run(10);
                test.ExpectEqual(net.rig.call->GetStatusCode(), 488, "not acceptable");
            });

        struct Row
        {
            std::string what;
            std::string answer;
        };

        const std::string good = "v=0\r\no=- 1 1 IN IP4 10.1.3.1\r\ns=-\r\nc=IN IP4 10.1.3.1\r\n"
                                 "t=0 0\r\n";
        for (const Row& row :
             {Row{"is no description", "v=0 bob"},
              Row{"has no stream", good},
              Row{"has a format that was not offered", good + "m=audio 20000 RTP/AVP 18\r\n"},
              Row{"has another protocol", good + "m=audio 20000 RTP/SAVP 0\r\n"},
              Row{"has an IPv6 address", good + "m=audio 20000 RTP/AVP 0\r\nc=IN IP6 ::1\r\n"}})
        {
            Add("a call ends whose answer " + row.what,
                [row](NamedCase& test)
                {
                    MediaRig net;
                    const auto fixed = CreateObject<FixedSessionDescriber>();
                    fixed->SetAttribute("Content", StringValue(row.answer));
                    net.rig.bob->SetSessionDescriber(fixed);
                    std::vector<std::string> reasons;
                    const Callback<void, const std::string&, const std::string&> refused(
                        [&reasons](const std::string&, const std::string& reason)
                        {
                            reasons.push_back(reason);
                        });
                    net.alice->TraceConnectWithoutContext("DescriptionRefused", refused);
                    net.Run(20);
                    test.ExpectEqual(net.rig.call->GetStatusCode(), 488, "not acceptable");
                    test.Expect(net.rig.call->GetState() == SipCallState::Ended, "ended");
                    test.ExpectEqual(reasons.size(), 1U, "one reason");
                    test.ExpectEqual(net.Count(net.alice).sentPackets, 0U, "nothing was sent");
                });
        }
    }
};

/// Registers the suite.
MediaSessionTestSuite g_mediaSessionTestSuite;

} // namespace
