// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/abort.h"
#include "ns3/sdp-offer-answer.h"
#include "ns3/test.h"

#include <array>
#include <functional>
#include <utility>

using namespace ns3;

namespace
{

using State = SdpOfferAnswer::State;

/**
 * \param who the user name
 * \param media the media descriptions
 * \return a description
 */
Sdp
Describe(const std::string& who, const std::vector<std::string>& media)
{
    std::string text = "v=0\r\no=" + who + " 7 7 IN IP4 " + who + ".example.com\r\ns=-\r\n" +
                       "c=IN IP4 192.0.2.1\r\nt=0 0\r\n";
    for (const auto& each : media)
    {
        text += each;
    }
    const auto sdp = Sdp::Parse(text);
    NS_ABORT_MSG_IF(!sdp, "the test's own description is bad");
    return *sdp;
}

const std::string AUDIO = "m=audio 49170 RTP/AVP 0 8 97\r\na=rtpmap:97 iLBC/8000\r\n";
const std::string VIDEO = "m=video 51372 RTP/AVP 31\r\na=rtpmap:31 H261/90000\r\n";

/**
 * A named check.
 */
class OfferAnswerCase : public TestCase
{
  public:
    /**
     * \param name what is checked
     * \param check the check; gets this case to report to
     */
    OfferAnswerCase(const std::string& name, std::function<void(OfferAnswerCase&)> check)
        : TestCase(name)
        , m_check(std::move(check))
    {
    }

    /**
     * \param good what should be true
     * \param what says what was checked
     */
    void
    Expect(bool good, const std::string& what)
    {
        NS_TEST_EXPECT_MSG_EQ(good, true, what);
    }

    /**
     * Runs one exchange that must succeed.
     * \param offerer the side that offers
     * \param answerer the side that answers
     * \return the answer
     */
    Sdp
    Exchange(SdpOfferAnswer& offerer, SdpOfferAnswer& answerer)
    {
        const auto offer = offerer.MakeOffer();
        NS_TEST_EXPECT_MSG_EQ(offer.has_value(), true, "an offer");
        NS_TEST_EXPECT_MSG_EQ(answerer.AcceptOffer(*offer).has_value(), true, "is accepted");
        const auto answer = answerer.MakeAnswer();
        NS_TEST_EXPECT_MSG_EQ(answer.has_value(), true, "an answer");
        const auto good = offerer.AcceptAnswer(*answer);
        NS_TEST_EXPECT_MSG_EQ(good.has_value(), true, (good ? "" : good.error().reason));
        return *answer;
    }

  private:
    void
    DoRun() override
    {
        m_check(*this);
    }

    std::function<void(OfferAnswerCase&)> m_check; //!< the check
};

/**
 * Offers and answers.
 */
class SdpOfferAnswerTestSuite : public TestSuite
{
  public:
    SdpOfferAnswerTestSuite()
        : TestSuite("sdp-offer-answer")
    {
        const auto add =
            [this](const std::string& name, std::function<void(OfferAnswerCase&)> check)
        {
            AddTestCase(new OfferAnswerCase(name, std::move(check)));
        };
        add("RFC 3264 section 6: as many m= lines, port 0 for what is refused",
            [](OfferAnswerCase& test)
            {
                SdpOfferAnswer alice(Describe("alice", {VIDEO, AUDIO, VIDEO}));
                SdpOfferAnswer bob(Describe("bob", {"m=audio 5000 RTP/AVP 8\r\n"}));
                const auto answer = test.Exchange(alice, bob);
                test.Expect(answer.GetMedia().size() == 3, "three");
                test.Expect(answer.GetMedia().at(0).GetPort() == 0, "no video");
                test.Expect(answer.GetMedia().at(2).GetPort() == 0, "no video");
                test.Expect(answer.GetMedia().at(1).ToString() == "audio 5000 RTP/AVP 8",
                            "the common format at the answerer's port");
                test.Expect(alice.GetState() == State::Stable && bob.GetState() == State::Stable,
                            "both are done");
                test.Expect(*alice.GetRemote() == answer && *bob.GetLocal() == answer, "agreed");
            });
        add("RFC 3264 section 6.1: the answer uses the numbers of the offer",
            [](OfferAnswerCase& test)
            {
                SdpOfferAnswer alice(Describe("alice", {AUDIO}));
                SdpOfferAnswer bob(Describe("bob",
                                            {"m=audio 5000 RTP/AVP 120 0\r\n"
                                             "a=rtpmap:120 ILBC/8000/1\r\n"
                                             "a=fmtp:120 mode=20\r\n"}));
                const auto answer = test.Exchange(alice, bob);
                test.Expect(answer.GetMedia().at(0).GetFormats() ==
                                std::vector<std::string>{"0", "97"},
                            "in the order of the offer");
                test.Expect(answer.GetMedia().at(0).GetAttribute("rtpmap") == "97 iLBC/8000",
                            "with the offer's mapping");
                test.Expect(answer.GetMedia().at(0).GetAttribute("fmtp") == "97 mode=20",
                            "and the answerer's parameters");
            });
        add("RFC 3264 section 6: no common format refuses the stream",
            [](OfferAnswerCase& test)
            {
                SdpOfferAnswer alice(Describe("alice", {"m=audio 49170 RTP/AVP 0\r\n"}));
                SdpOfferAnswer bob(Describe("bob", {"m=audio 5000 RTP/AVP 8\r\n"}));
                test.Expect(test.Exchange(alice, bob).GetMedia().at(0).GetPort() == 0, "port 0");
            });
        add("RFC 3264 section 6: the answer has the offer's t=",
            [](OfferAnswerCase& test)
            {
                auto offer = Describe("alice", {AUDIO});
                offer.Set('t', "100 200");
                SdpOfferAnswer alice(offer);
                SdpOfferAnswer bob(Describe("bob", {AUDIO}));
                test.Expect(test.Exchange(alice, bob).GetTime() == "100 200", "the same time");
            });
        const std::vector<std::array<std::string, 3>> directions{
            {"sendonly", "sendrecv", "recvonly"},
            {"recvonly", "sendrecv", "sendonly"},
            {"inactive", "sendrecv", "inactive"},
            {"sendrecv", "recvonly", "recvonly"},
            {"sendonly", "sendonly", "inactive"},
        };
        for (const auto& [offered, own, answered] : directions)
        {
            add("RFC 3264 section 6.1: " + offered + " to one who wants " + own + " becomes " +
                    answered,
                [offered = offered, own = own, answered = answered](OfferAnswerCase& test)
                {
                    SdpOfferAnswer alice(Describe("alice", {AUDIO + "a=" + offered + "\r\n"}));
                    SdpOfferAnswer bob(Describe("bob", {AUDIO + "a=" + own + "\r\n"}));
                    const auto answer = test.Exchange(alice, bob);
                    test.Expect(GetDirectionName(answer.GetMediaDirection(0)) == answered, "so");
                });
        }
        add("RFC 3264 section 8: a change adds one to the version, no change adds none",
            [](OfferAnswerCase& test)
            {
                SdpOfferAnswer alice(Describe("alice", {AUDIO}));
                SdpOfferAnswer bob(Describe("bob", {AUDIO}));
                test.Exchange(alice, bob);
                test.Expect(alice.GetLocal()->GetOrigin().sessionVersion == 7, "the first");
                const auto same = test.Exchange(alice, bob);
                test.Expect(alice.GetLocal()->GetOrigin().sessionVersion == 7, "not changed");
                test.Expect(same.GetOrigin().sessionVersion == 7, "nor the answer");
                alice.SetWanted(Describe("alice", {AUDIO + "a=sendonly\r\n"}));
                const auto answer = test.Exchange(alice, bob);
                test.Expect(alice.GetLocal()->GetOrigin().sessionVersion == 8, "changed");
                test.Expect(answer.GetOrigin().sessionVersion == 8, "as did the answer");
                test.Exchange(bob, alice);
                test.Expect(bob.GetLocal()->GetOrigin().sessionVersion == 9, "bob offers sendrecv");
            });
        add("RFC 3264 section 8.2: a stream that goes keeps its m= line with port 0",
            [](OfferAnswerCase& test)
            {
                SdpOfferAnswer alice(Describe("alice", {VIDEO, AUDIO}));
                SdpOfferAnswer bob(Describe("bob", {AUDIO, VIDEO}));
                test.Exchange(alice, bob);
                alice.SetWanted(Describe("alice", {AUDIO}));
                test.Exchange(alice, bob);
                const auto& media = alice.GetLocal()->GetMedia();
                test.Expect(media.size() == 2 && media[0].ToString() == "video 0 RTP/AVP 31",
                            "gone");
                test.Expect(media.size() == 2 && media[1].GetPort() == 49170, "the other stays");
            });
        add("RFC 3264 section 8.1: a new stream comes behind the others",
            [](OfferAnswerCase& test)
            {
                SdpOfferAnswer alice(Describe("alice", {AUDIO}));
                SdpOfferAnswer bob(Describe("bob", {VIDEO, AUDIO}));
                test.Exchange(alice, bob);
                alice.SetWanted(Describe("alice", {VIDEO, AUDIO}));
                test.Exchange(alice, bob);
                const auto& media = alice.GetRemote()->GetMedia();
                test.Expect(media.size() == 2 && media[0].GetKind() == "audio" &&
                                media[1].GetKind() == "video" && media[1].GetPort() != 0,
                            "audio, video");
            });
        add("RFC 3264 section 4: a refused offer leaves what was agreed",
            [](OfferAnswerCase& test)
            {
                SdpOfferAnswer alice(Describe("alice", {AUDIO}));
                SdpOfferAnswer bob(Describe("bob", {AUDIO}));
                test.Exchange(alice, bob);
                const auto before = *alice.GetLocal();
                alice.SetWanted(Describe("alice", {AUDIO + "a=inactive\r\n"}));
                test.Expect(alice.MakeOffer().has_value(), "an offer that nobody answers");
                alice.Abandon();
                test.Expect(*alice.GetLocal() == before, "as before");
                test.Expect(alice.MakeOffer()->GetOrigin().sessionVersion == 8, "the same again");
                alice.Abandon();
                alice.SetWanted(Describe("alice", {AUDIO + "a=sendonly\r\n"}));
                test.Exchange(alice, bob);
                test.Expect(bob.GetRemote()->GetOrigin().sessionVersion == 9,
                            "another one is next");
            });
        add("RFC 3264 section 4: one offer at a time",
            [](OfferAnswerCase& test)
            {
                SdpOfferAnswer alice(Describe("alice", {AUDIO}));
                test.Expect(!alice.MakeAnswer(), "nothing to answer");
                test.Expect(!alice.AcceptAnswer(Describe("bob", {AUDIO})), "nothing was offered");
                test.Expect(alice.MakeOffer().has_value(), "an offer");
                test.Expect(!alice.MakeOffer(), "not a second one");
                test.Expect(!alice.AcceptOffer(Describe("bob", {AUDIO})), "nor the peer's");
                test.Expect(alice.GetState() == State::LocalOffer, "still open");
            });
        add("an answer that does not fit leaves the offer open",
            [](OfferAnswerCase& test)
            {
                SdpOfferAnswer alice(Describe("alice", {AUDIO}));
                test.Expect(alice.MakeOffer().has_value(), "an offer");
                test.Expect(!alice.AcceptAnswer(Describe("bob", {AUDIO, VIDEO})), "one too many");
                test.Expect(alice.GetState() == State::LocalOffer, "still open");
                test.Expect(alice.AcceptAnswer(Describe("bob", {AUDIO})).has_value(), "a good one");
            });
        AddAnswerChecks();
        AddModificationChecks();
    }

  private:
    /// Answers that break a rule, one rule each.
    void
    AddAnswerChecks()
    {
        struct Row
        {
            std::string name;
            std::vector<std::string> offer;
            std::vector<std::string> answer;
            bool good;
        };

        const std::vector<Row> rows{
            {"fewer m= lines", {AUDIO, VIDEO}, {AUDIO}, false},
            {"more m= lines", {AUDIO}, {AUDIO, VIDEO}, false},
            {"another order", {AUDIO, VIDEO}, {VIDEO, AUDIO}, false},
            {"another protocol", {AUDIO}, {"m=audio 1 RTP/SAVP 0\r\n"}, false},
            {"a format that was not offered", {AUDIO}, {"m=audio 1 RTP/AVP 3\r\n"}, false},
            {"a number of its own for an offered encoding",
             {AUDIO},
             {"m=audio 1 RTP/AVP 101\r\na=rtpmap:101 iLBC/8000\r\n"},
             true},
            {"sendonly to sendonly", {AUDIO + "a=sendonly\r\n"}, {AUDIO + "a=sendonly\r\n"}, false},
            {"sendrecv to recvonly", {AUDIO + "a=recvonly\r\n"}, {AUDIO}, false},
            {"recvonly to inactive", {AUDIO + "a=inactive\r\n"}, {AUDIO + "a=recvonly\r\n"}, false},
            {"a stream that was offered with port 0", {"m=audio 0 RTP/AVP 0\r\n"}, {AUDIO}, false},
            {"port 0 with any format", {AUDIO}, {"m=audio 0 RTP/AVP 3\r\n"}, true},
        };
        for (const auto& row : rows)
        {
            AddTestCase(new OfferAnswerCase(
                "RFC 3264 section 6: an answer with " + row.name +
                    (row.good ? " is accepted" : " is refused"),
                [row](OfferAnswerCase& test)
                {
                    const auto good = SdpOfferAnswer::CheckAnswer(Describe("alice", row.offer),
                                                                  Describe("bob", row.answer));
                    test.Expect(good.has_value() == row.good, "as the RFC says");
                    test.Expect(good || good.error().kind == SdpError::Kind::Unacceptable, "kind");
                }));
        }
        AddTestCase(new OfferAnswerCase(
            "RFC 3264 section 6: an answer with another t= is refused",
            [](OfferAnswerCase& test)
            {
                auto answer = Describe("bob", {AUDIO});
                answer.Set('t', "1 2");
                test.Expect(!SdpOfferAnswer::CheckAnswer(Describe("alice", {AUDIO}), answer),
                            "refused");
            }));
    }

    /// Modifications that break a rule, one rule each.
    void
    AddModificationChecks()
    {
        const auto add =
            [this](const std::string& name, std::function<void(Sdp&)> change, bool good)
        {
            AddTestCase(new OfferAnswerCase(
                "RFC 3264 section 8: " + name + (good ? " is accepted" : " is refused"),
                [change, good](OfferAnswerCase& test)
                {
                    const auto before = Describe("alice", {AUDIO, VIDEO});
                    auto next = before;
                    change(next);
                    test.Expect(SdpOfferAnswer::CheckModification(before, next).has_value() == good,
                                "as the RFC says");
                }));
        };
        const auto setVersion = [](Sdp& sdp, int64_t version)
        {
            auto origin = sdp.GetOrigin();
            origin.sessionVersion = version;
            sdp.SetOrigin(origin);
        };
        add(
            "the same again",
            [](Sdp&)
            {
            },
            true);
        add(
            "a change with the same version",
            [](Sdp& sdp)
            {
                sdp.GetMedia()[0].SetPort(2);
            },
            false);
        add(
            "a change with the next version",
            [=](Sdp& sdp)
            {
                sdp.GetMedia()[0].SetPort(2);
                setVersion(sdp, 8);
            },
            true);
        add(
            "a smaller version",
            [=](Sdp& sdp)
            {
                setVersion(sdp, 6);
            },
            false);
        add(
            "another session id",
            [](Sdp& sdp)
            {
                auto origin = sdp.GetOrigin();
                origin.sessionId = 8;
                origin.sessionVersion = 8;
                sdp.SetOrigin(origin);
            },
            false);
        add(
            "a missing m= line",
            [=](Sdp& sdp)
            {
                sdp.GetMedia().pop_back();
                setVersion(sdp, 8);
            },
            false);
    }
};

SdpOfferAnswerTestSuite g_sdpOfferAnswerTestSuite; //!< registers itself

} // namespace
