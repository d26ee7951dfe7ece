// SPDX-License-Identifier: GPL-2.0-only
#include "adversary-test-network.h"

#include "ns3/boolean.h"
#include "ns3/call-redirector.h"
#include "ns3/caller-forger.h"
#include "ns3/challenge-weakener.h"
#include "ns3/contact-rewriter.h"
#include "ns3/description-reader.h"
#include "ns3/description-rewriter.h"
#include "ns3/global-value.h"
#include "ns3/proof-collector.h"
#include "ns3/proof-stripper.h"
#include "ns3/simulator.h"
#include "ns3/string.h"

using namespace ns3;

namespace
{

using Gain = AttackGainKind;

/** Attackers in proxies and on links that read, change or answer what passes. */
class MessageAttackTestSuite : public TestSuite
{
  public:
    MessageAttackTestSuite();

  private:
    void AddReading();
    void AddRewriting();
    void AddForging();
    void AddRegistering();
    void AddDigest();
};

MessageAttackTestSuite::MessageAttackTestSuite()
    : TestSuite("adversary-messages")
{
    AddReading();
    AddRewriting();
    AddForging();
    AddRegistering();
    AddDigest();
}

void
MessageAttackTestSuite::AddReading()
{
    for (const std::string protocol : {"UDP", "TCP"})
    {
        AddTestCase(new AttackCase(
            "RFC 3261 26.1.3: a link reads descriptions over " + protocol,
            [protocol](AttackCase& test)
            {
                AttackNetwork network(false, protocol);
                network.adversary.OnLink<DescriptionReader>(network.GetLink(AttackNetwork::ProxyA));
                network.PlanCall();
                network.Run();
                test.True(network.IsBobReached(), "the call goes on");
                test.True(network.adversary.GetLog()->Count(Gain::ReadDescription) >= 2,
                          "offer and answer were read");
                test.True(network.adversary.GetLog()->GetGains().front().evidence ==
                              "c=IN IP4 192.0.2.1 m=audio 49170 RTP/AVP 0",
                          "what was read is what Alice wrote");
            }));
    }
    AddTestCase(new AttackCase(
        "RFC 3261 26.1.3: a transit proxy reads descriptions",
        [](AttackCase& test)
        {
            AttackNetwork network;
            network.adversary.InProxy<DescriptionReader>(network.proxyB);
            network.PlanCall();
            network.Run();
            test.Equal(
                static_cast<int64_t>(network.adversary.GetLog()->Count(Gain::ReadDescription)),
                2,
                "offer and answer");
            test.Equal(static_cast<int64_t>(network.notices.size()), 0, "nobody notices");
        }));
    AddTestCase(new AttackCase(
        "a reader who meets no description in clear gains nothing",
        [](AttackCase& test)
        {
            AttackNetwork network;
            for (const auto& session : {network.aliceSession, network.bobSession})
            {
                session->SetAttribute("ContentType", StringValue("application/pkcs7-mime"));
                session->SetAttribute("Content",
                                      StringValue(std::string("\x30\x82\x01\x02 octets")));
            }
            network.adversary.InProxy<DescriptionReader>(network.proxyB);
            network.PlanCall();
            network.Run();
            test.True(network.IsBobReached(), "the call goes on");
            test.Equal(static_cast<int64_t>(network.adversary.GetLog()->GetGains().size()),
                       0,
                       "no gain");
            test.True(network.adversary.GetLog()->CountAttempts(Gain::ReadDescription) >= 2,
                      "though bodies passed");
        }));
}

void
MessageAttackTestSuite::AddRewriting()
{
    for (const bool isLink : {true, false})
    {
        AddTestCase(new AttackCase(
            std::string("RFC 3261 26.1.3: ") + (isLink ? "a link" : "a proxy") +
                " diverts the media of both sides",
            [isLink](AttackCase& test)
            {
                AttackNetwork network;
                if (isLink)
                {
                    network.adversary.OnLink<DescriptionRewriter>(
                        network.GetLink(AttackNetwork::Alice));
                }
                else
                {
                    network.adversary.InProxy<DescriptionRewriter>(network.proxyA);
                }
                network.PlanCall();
                network.Run();
                test.True(network.IsBobReached(), "the call goes on");
                test.True(network.bobSession->GetRemote().content.find("203.0.113.66") !=
                              std::string::npos,
                          "Bob was told the attacker's address");
                test.True(network.aliceSession->GetRemote().content.find("203.0.113.66") !=
                              std::string::npos,
                          "so was Alice");
                test.Equal(static_cast<int64_t>(
                               network.adversary.GetLog()->Count(Gain::AlteredDescription)),
                           1,
                           "one call gained");
                test.Equal(static_cast<int64_t>(network.notices.size()), 0, "nobody notices");
            }));
    }
    AddTestCase(new AttackCase(
        "a rewriter of a TCP stream on a link can only read",
        [](AttackCase& test)
        {
            AttackNetwork network(false, "TCP");
            network.adversary.OnLink<DescriptionRewriter>(network.GetLink(AttackNetwork::Alice));
            network.PlanCall();
            network.Run();
            test.True(network.IsBobReached(), "the call goes on");
            test.Equal(static_cast<int64_t>(network.adversary.GetLog()->GetAttempts().size()),
                       0,
                       "nothing was tried");
        }));
    AddTestCase(new AttackCase(
        "a changed answer that the caller refuses is an attempt, not a gain",
        [](AttackCase& test)
        {
            AttackNetwork network;
            Ptr<DescriptionRewriter> attacker =
                network.adversary.InProxy<DescriptionRewriter>(network.proxyA);
            attacker->SetAttribute("Requests", BooleanValue(false));
            network.PlanCall();
            // Alice hangs up at once, as who has noticed does.
            network.alice->TraceConnectWithoutContext(
                "CallState",
                Callback<void, Ptr<SipCall>, SipCallState, SipCallState>(
                    std::function<void(Ptr<SipCall>, SipCallState, SipCallState)>(
                        [](Ptr<SipCall> call, SipCallState, SipCallState after)
                        {
                            if (after == SipCallState::Established)
                            {
                                Simulator::Schedule(MilliSeconds(1), &SipCall::HangUp, call);
                            }
                        })));
            network.Run();
            Ptr<AttackLog> log = network.adversary.GetLog();
            test.True(log->CountAttempts(Gain::AlteredDescription) > 0, "tried");
            test.Equal(static_cast<int64_t>(log->Count(Gain::AlteredDescription)), 0, "no gain");
        }));
    AddTestCase(new AttackCase(
        "RFC 4568 8: a proxy reads and replaces media keys",
        [](AttackCase& test)
        {
            AttackNetwork network;
            const std::string sdp = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 "
                                    "192.0.2.1\r\nt=0 0\r\nm=audio 49170 RTP/SAVP 0\r\na=crypto:1 "
                                    "AES_CM_128_HMAC_SHA1_80 inline:d2h5IG5vdCB0aGVu|2^20\r\n";
            network.aliceSession->SetAttribute("Content", StringValue(sdp));
            network.adversary.InProxy<DescriptionReader>(network.proxyA);
            network.adversary.InProxy<DescriptionRewriter>(network.proxyA,
                                                           AdversaryHelper::Place::Last);
            network.PlanCall();
            network.Run();
            Ptr<AttackLog> log = network.adversary.GetLog();
            test.Equal(static_cast<int64_t>(log->Count(Gain::ReadKeys)), 1, "Alice's key was read");
            test.True(network.bobSession->GetRemote().content.find("inline:QXR0YWNr") !=
                          std::string::npos,
                      "Bob got the attacker's key");
        }));
}

void
MessageAttackTestSuite::AddForging()
{
    AddTestCase(new AttackCase(
        "RFC 3261 26.3.2.2: a proxy puts another name into From of a call that passes",
        [](AttackCase& test)
        {
            AttackNetwork network;
            network.adversary.InProxy<CallerForger>(network.proxyA)
                ->SetCaller(MakeTestUri("sip:president@a.example"));
            network.PlanCall();
            network.Run();
            test.True(network.IsBobReached(), "the call goes on");
            test.True(network.incoming.front()->GetRemoteUri().GetUser() == "president",
                      "Bob sees the forged name");
            test.Equal(static_cast<int64_t>(network.adversary.GetLog()->Count(Gain::Impersonated)),
                       1,
                       "gained");
            test.True(network.incoming.front()->GetState() == SipCallState::Ended &&
                          network.call->GetState() == SipCallState::Ended,
                      "Alice's BYE still finds the call");
        }));
    AddTestCase(new AttackCase(
        "RFC 3261 26.1.2: a forged 302 brings the call to the attacker",
        [](AttackCase& test)
        {
            AttackNetwork network;
            network.adversary.OnHost<AttackerHost>(network.GetNode(AttackNetwork::Eve));
            network.adversary.OnLink<CallRedirector>(network.GetLink(AttackNetwork::Alice))
                ->SetHost(SipAddress::FormatIpv4(network.GetAddress(AttackNetwork::Eve)));
            network.PlanCall();
            network.Run();
            Ptr<AttackLog> log = network.adversary.GetLog();
            test.True(network.incoming.empty(), "Bob hears nothing");
            test.True(log->Count(Gain::ReceivedRequest) == 1 && log->Count(Gain::Answered) == 1,
                      "Eve answers in his stead");
            test.Equal(network.call->GetStatusCode(), 200, "Alice is content");
        }));
    AddTestCase(new AttackCase(
        "a caller that does not follow redirections does not reach the attacker",
        [](AttackCase& test)
        {
            AttackNetwork network;
            network.adversary.OnHost<AttackerHost>(network.GetNode(AttackNetwork::Eve));
            network.adversary.OnLink<CallRedirector>(network.GetLink(AttackNetwork::Alice))
                ->SetHost(SipAddress::FormatIpv4(network.GetAddress(AttackNetwork::Eve)));
            network.alice->SetAttribute("FollowRedirects", BooleanValue(false));
            network.PlanCall();
            network.Run();
            Ptr<AttackLog> log = network.adversary.GetLog();
            test.True(log->CountAttempts(Gain::Redirected) > 0, "tried");
            test.Equal(static_cast<int64_t>(log->GetGains().size()), 0, "no gain");
            test.Equal(network.call->GetStatusCode(), 302, "the call fails");
        }));
    AddTestCase(new AttackCase(
        "RFC 8224 12: Identity is taken out, and a signed body loses its signature",
        [](AttackCase& test)
        {
            const auto part = ProofStripper::FindSignedPart(
                "multipart/signed; protocol=\"application/pkcs7-signature\"; boundary=\"b1\"",
                "--b1\r\nContent-Type: application/sdp\r\nContent-Disposition: "
                "session\r\n\r\nv=0\r\n"
                "o=x\r\n\r\n--b1\r\nContent-Type: "
                "application/pkcs7-signature\r\n\r\nsig\r\n--b1--\r\n");
            test.True(part && part->contentType == "application/sdp" &&
                          part->octets == "v=0\r\no=x\r\n",
                      "the signed part is found");
            test.True(!ProofStripper::FindSignedPart("application/sdp", "v=0\r\n"),
                      "a plain body is left alone");
            test.True(!ProofStripper::FindSignedPart("multipart/signed; boundary=b1", "--b1"),
                      "a cut body is left alone");
        }));
}

void
MessageAttackTestSuite::AddRegistering()
{
    for (const bool hasDigest : {false, true})
    {
        AddTestCase(new AttackCase(
            std::string("RFC 3261 26.4.1: a link changes the Contact of a REGISTER ") +
                (hasDigest ? "that digest does not cover" : "without digest"),
            [hasDigest](AttackCase& test)
            {
                AttackNetwork network(hasDigest);
                network.adversary.OnHost<AttackerHost>(network.GetNode(AttackNetwork::Eve));
                network.adversary.OnLink<ContactRewriter>(network.GetLink(AttackNetwork::Bob))
                    ->SetHost(SipAddress::FormatIpv4(network.GetAddress(AttackNetwork::Eve)));
                network.PlanCall();
                network.Run();
                Ptr<AttackLog> log = network.adversary.GetLog();
                test.True(network.bob->IsRegistered(), "Bob believes to be registered");
                test.True(log->Count(Gain::TookRegistration) > 0, "his binding is the attacker's");
                test.Equal(static_cast<int64_t>(log->Count(Gain::Answered)),
                           1,
                           "Eve answers his call");
            }));
    }
}

void
MessageAttackTestSuite::AddDigest()
{
    AddTestCase(new AttackCase(
        "RFC 7616 5.10: a password from the dictionary is found, another one is not",
        [](AttackCase& test)
        {
            AttackNetwork network(true);
            network.adversary.OnLink<ProofCollector>(network.GetLink(AttackNetwork::Alice));
            network.adversary.OnLink<ProofCollector>(network.GetLink(AttackNetwork::Bob));
            network.PlanCall();
            network.Run();
            Ptr<AttackLog> log = network.adversary.GetLog();
            bool isAliceFound = false;
            bool isBobFound = false;
            for (const AttackGain& gain : log->GetGains())
            {
                if (gain.kind == Gain::LearntPassword)
                {
                    isAliceFound = isAliceFound || gain.victim == "alice@a.example";
                    isBobFound = isBobFound || gain.victim == "bob@b.example";
                }
            }
            test.True(log->Count(Gain::CollectedProof) >= 2, "responses were read");
            test.True(isAliceFound, "Alice's word is in the list");
            test.True(!isBobFound, "Bob's is not");
        }));
    AddTestCase(new AttackCase(
        "RFC 8760 3: without the challenge for SHA-256 a client answers by MD5",
        [](AttackCase& test)
        {
            AttackNetwork network(true);
            network.adversary.OnLink<ChallengeWeakener>(network.GetLink(AttackNetwork::Alice));
            network.PlanCall();
            network.Run();
            test.True(network.IsBobReached(), "the call goes on");
            test.True(network.adversary.GetLog()->Count(Gain::WeakenedChallenge) > 0, "gained");
        }));
    AddTestCase(new AttackCase(
        "RFC 8760 3: who does not accept MD5 is not bid down",
        [](AttackCase& test)
        {
            AttackNetwork network(true);
            network.alice->SetAttribute("AcceptMd5", BooleanValue(false));
            network.adversary.OnLink<ChallengeWeakener>(network.GetLink(AttackNetwork::Alice));
            network.PlanCall();
            network.Run();
            Ptr<AttackLog> log = network.adversary.GetLog();
            test.True(log->CountAttempts(Gain::WeakenedChallenge) > 0, "tried");
            test.Equal(static_cast<int64_t>(log->Count(Gain::WeakenedChallenge)), 0, "no gain");
            test.True(network.CountNotices(SipSecurityEventKind::DigestWeak) > 0, "noticed");
        }));
}

MessageAttackTestSuite g_messageAttackTestSuite; ///< registers the suite

} // namespace
