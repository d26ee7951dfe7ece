// SPDX-License-Identifier: GPL-2.0-only

#include "admission-rig.h"
#include "named-case.h"

#include "ns3/boolean.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <map>

using namespace ns3;

namespace
{

const std::string G729 = "m=audio 4000 RTP/AVP 18\r\n";
const std::string BOTH = "m=audio 4000 RTP/AVP 0 18\r\n";

/**
 * A proxy policy that loses requests of a method.
 */
class LosingPolicy : public SipProxyPolicy
{
  public:
    SipVerdict
    OnRequest(SipMessage& request, const SipPolicyContext&, Work&) override
    {
        return request.GetMethod() == method ? SipVerdict::Drop() : SipVerdict::Continue();
    }

    std::string method; ///< what is lost
};

/// \return whether a message has a Warning with this code, by this host
bool
HasWarning(const SipMessage& message, const std::string& warning)
{
    const auto value = message.GetHeader("Warning");
    return value && value->rfind(warning, 0) == 0;
}

/**
 * Admission control in a network.
 */
class CallAdmissionTestSuite : public TestSuite
{
  public:
    CallAdmissionTestSuite()
        : TestSuite("call-admission")
    {
        AddReleases();
        AddChanges();
        AddRefusals();
        AddGuesses();
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

    /// Every way in which a reservation ends.
    void
    AddReleases()
    {
        for (const bool isByCaller : {true, false})
        {
            Add(std::string("RFC 3261 15.1.1: released at both proxies by BYE of the ") +
                    (isByCaller ? "caller" : "callee"),
                [isByCaller](NamedCase& t)
                {
                    AdmissionRig rig;
                    rig.Call();
                    rig.Look(5);
                    rig.Look(5, false);
                    CallRig::At(10,
                                [&]()
                                {
                                    (isByCaller ? rig.alice : rig.bob)->HangUpAll();
                                });
                    rig.Run(20);
                    t.ExpectEqual(rig.looks, std::string("80/80 80/80 "), "held at both");
                    t.ExpectEqual(rig.Count(ReservationEnd::HungUp), 1U, "at ss1");
                    t.ExpectEqual(rig.Count(ReservationEnd::HungUp, false), 1U, "at ss2");
                    t.ExpectEqual(rig.CountHeld(), 0U, "nothing is left");
                    t.ExpectEqual(rig.events, std::string("ao ca R- "), "offer, answer, end");
                });
        }
        Add("RFC 3261 9: released by CANCEL",
            [](NamedCase& t)
            {
                AdmissionRig rig;
                rig.bob->SetAttribute("AnswerDelay", TimeValue(Seconds(60)));
                rig.Call();
                rig.Look(5);
                rig.HangUp(10);
                rig.Run(20);
                t.ExpectEqual(rig.looks, std::string("80/80 "), "held while it rings");
                t.ExpectEqual(rig.Count(ReservationEnd::Cancelled), 1U, "at ss1");
                t.ExpectEqual(rig.Count(ReservationEnd::Cancelled, false), 1U, "at ss2");
                t.ExpectEqual(rig.CountHeld(), 0U, "nothing is left");
            });
        Add("RFC 3261 9.1: an answer that crosses CANCEL holds until the BYE",
            [](NamedCase& t)
            {
                AdmissionRig rig;
                rig.bob->SetAttribute("RingingDelay", TimeValue(Seconds(0)));
                rig.bob->SetAttribute("AnswerDelay", TimeValue(MilliSeconds(100)));
                rig.Call();
                rig.HangUp(1.13); // the 2xx is on its way
                rig.Run(20);
                t.Expect(rig.CountSent("alice", "CANCEL") + rig.CountSent("alice", "BYE") > 0,
                         "given up");
                t.ExpectEqual(rig.CountHeld(), 0U, "nothing is left");
                t.Expect(rig.first->GetBook().IsBalanced(), "balanced");
            });
        Add("Released when the callee refuses",
            [](NamedCase& t)
            {
                AdmissionRig rig;
                rig.bob->SetAttribute("RefusalCode", UintegerValue(486));
                rig.Call();
                rig.Run(20);
                t.ExpectEqual(rig.call->GetStatusCode(), 486, "busy");
                t.ExpectEqual(rig.Count(ReservationEnd::Failed), 1U, "at ss1");
                t.ExpectEqual(rig.Count(ReservationEnd::Failed, false), 1U, "at ss2");
                t.ExpectEqual(rig.CountHeld(), 0U, "nothing is left");
            });
        Add("Released when a proxy itself has nowhere to go",
            [](NamedCase& t)
            {
                AdmissionRig rig;
                CallRig::At(1,
                            [&]()
                            {
                                const auto nobody = SipUri::Parse("sip:nobody@biloxi.example.com");
                                rig.call = rig.alice->Invite(*nobody);
                            });
                rig.Run(20);
                t.ExpectEqual(rig.call->GetStatusCode(), 404, "not found");
                t.ExpectEqual(rig.Count(ReservationEnd::Failed), 1U, "at ss1");
                t.ExpectEqual(rig.Count(ReservationEnd::Failed, false), 1U, "at ss2");
            });
        Add("RFC 3261 16.8: released when nobody answers in time",
            [](NamedCase& t)
            {
                AdmissionRig rig;
                const auto policy = CreateObject<LosingPolicy>();
                policy->method = "INVITE";
                rig.ss2->AddPolicyFirst(policy); // as if the network lost it
                rig.Call();
                rig.Look(20);
                rig.Run(60);
                t.ExpectEqual(rig.looks, std::string("80/80 "), "held while there is hope");
                t.ExpectEqual(rig.Count(ReservationEnd::Failed), 1U, "timer B of ss1 is over");
                t.ExpectEqual(rig.CountHeld(), 0U, "nothing is left");
            });
        Add("An INVITE whose end nobody tells expires",
            [](NamedCase& t)
            {
                AdmissionRig rig;
                rig.first->SetAttribute("SetupLifetime", TimeValue(Seconds(20)));
                const auto policy = CreateObject<LosingPolicy>();
                policy->method = "INVITE";
                rig.ss1->AddPolicy(policy); // behind admission: the proxy says nothing to anybody
                rig.Call();
                rig.Look(15);
                rig.Run(25); // before the last repetition
                t.ExpectEqual(rig.looks, std::string("80/80 "), "held");
                t.ExpectEqual(rig.Count(ReservationEnd::Expired), 1U, "and then no more");
                t.ExpectEqual(rig.CountHeld(), 0U, "nothing is left");
            });
        Add("RFC 4028: a session whose BYE is lost expires, one that is refreshed does not",
            [](NamedCase& t)
            {
                AdmissionRig rig;
                rig.first->SetAttribute("SessionInterval", TimeValue(Seconds(60)));
                const auto policy = CreateObject<LosingPolicy>();
                policy->method = "BYE";
                rig.ss1->AddPolicyFirst(policy);
                rig.Call();
                CallRig::At(50,
                            [&]()
                            {
                                rig.call->Reinvite();
                            });
                rig.Look(100); // refreshed at 50 s
                rig.HangUp(101);
                rig.Look(108);
                rig.Look(111);
                rig.Run(120);
                t.ExpectEqual(rig.looks, std::string("80/80 80/80 0/0 "), "until 110 s");
                t.ExpectEqual(rig.Count(ReservationEnd::Expired), 1U, "expired");
            });
        Add("A fork holds one reservation",
            [](NamedCase& t)
            {
                AdmissionRig rig("none", true);
                AdmissionRig::Describe(rig.otherBob, G729);
                AdmissionRig::Describe(rig.alice, BOTH);
                rig.Call();
                rig.Look(5);
                rig.HangUp(10);
                rig.Run(60);
                t.ExpectEqual(rig.looks, std::string("80/80 "), "the larger of both answers");
                t.ExpectEqual(rig.first->GetBook().GetAdmitted(), 1U, "one");
                t.ExpectEqual(rig.Count(ReservationEnd::HungUp), 1U, "with the last dialog");
                t.ExpectEqual(rig.CountHeld(), 0U, "nothing is left");
            });
    }

    /// What changes a reservation.
    void
    AddChanges()
    {
        Add("RFC 3264 6.1: the answer corrects the offer",
            [](NamedCase& t)
            {
                AdmissionRig rig;
                AdmissionRig::Describe(rig.alice, BOTH);
                AdmissionRig::Describe(rig.bob, G729);
                rig.bob->SetAttribute("RingingDelay", TimeValue(Seconds(1)));
                rig.bob->SetAttribute("AnswerDelay", TimeValue(Seconds(3)));
                rig.Call();
                rig.Look(3);
                rig.Look(8);
                rig.Run(10);
                t.ExpectEqual(rig.looks, std::string("80/80 24/24 "), "the narrow format");
            });
        Add("RFC 3264 5.1: each direction for itself, as each side sees it",
            [](NamedCase& t)
            {
                AdmissionRig rig;
                AdmissionRig::Describe(rig.alice, AdmissionRig::PCMU + "a=sendonly\r\n");
                AdmissionRig::Describe(rig.bob, AdmissionRig::PCMU + "a=recvonly\r\n");
                rig.Call();
                rig.Look(5);
                rig.Look(5, false);
                rig.Run(10);
                t.ExpectEqual(rig.looks, std::string("80/0 0/80 "), "out of ss1, into ss2");
            });
        Add("RFC 3261 14.1: re-INVITE holds more, or less, and what was agreed stands if it fails",
            [](NamedCase& t)
            {
                AdmissionRig rig;
                AdmissionRig::Describe(rig.alice, G729);
                AdmissionRig::Describe(rig.bob, G729);
                rig.Call();
                const auto reinvite = [&rig](double seconds, const std::string& media)
                {
                    CallRig::At(seconds,
                                [&rig, media]()
                                {
                                    AdmissionRig::Describe(rig.alice, media);
                                    AdmissionRig::Describe(rig.bob, media);
                                    rig.call->Reinvite();
                                });
                };
                rig.Look(9);
                reinvite(10, AdmissionRig::PCMU);
                rig.Look(19);
                reinvite(20, AdmissionRig::PCMU + AdmissionRig::PCMU); // 160 kbit/s
                rig.Look(29);
                reinvite(30, G729);
                rig.Look(39);
                rig.HangUp(40);
                rig.Run(50);
                t.ExpectEqual(rig.looks, std::string("24/24 80/80 80/80 24/24 "), "in turn");
                t.ExpectEqual(rig.CountSent("ss1", "488"), 1U, "too much was refused");
                t.ExpectEqual(rig.first->GetBook().GetRefusedChanges(), 1U, "and counted");
                t.ExpectEqual(rig.Count(ReservationEnd::HungUp), 1U, "at last");
            });
        Add("RFC 3261 14.1: a re-INVITE that the callee refuses changes nothing",
            [](NamedCase& t)
            {
                AdmissionRig rig;
                AdmissionRig::Describe(rig.alice, G729);
                AdmissionRig::Describe(rig.bob, G729);
                rig.second->SetAttribute("InwardCapacity", DataRateValue(DataRate("50kbps")));
                rig.Call();
                CallRig::At(10,
                            [&]()
                            {
                                AdmissionRig::Describe(rig.alice, AdmissionRig::PCMU);
                                rig.call->Reinvite(); // ss1 has room, ss2 has not
                            });
                rig.Look(20);
                rig.Look(20, false);
                rig.Run(21);
                t.ExpectEqual(rig.looks, std::string("24/24 24/24 "), "as before, at both");
                t.ExpectEqual(rig.CountSent("ss2", "488"), 1U, "refused by the second");
            });
        Add("RFC 3261 13.2.1: an offer in the answer, an answer in the ACK",
            [](NamedCase& t)
            {
                AdmissionRig rig;
                rig.alice->SetAttribute("OfferInInvite", BooleanValue(false));
                AdmissionRig::Describe(rig.bob, BOTH);
                AdmissionRig::Describe(rig.alice, G729);
                rig.Call();
                rig.Look(5);
                rig.HangUp(10);
                rig.Run(20);
                t.ExpectEqual(rig.looks, std::string("24/24 "), "what the ACK says");
                t.ExpectEqual(rig.events, std::string("ao ca R- "), "offer, answer, end");
                t.ExpectEqual(rig.Count(ReservationEnd::HungUp), 1U, "released");
            });
        Add("An offer in the answer that does not fit ends the dialog",
            [](NamedCase& t)
            {
                AdmissionRig rig;
                rig.alice->SetAttribute("OfferInInvite", BooleanValue(false));
                AdmissionRig::Describe(rig.bob, AdmissionRig::PCMU + AdmissionRig::PCMU);
                rig.Call();
                rig.Run(20);
                t.ExpectEqual(rig.call->GetStatusCode(), 488, "for the caller");
                t.Expect(rig.bob->GetCalls().empty(), "for the callee");
                t.ExpectEqual(rig.CountHeld(), 0U, "nothing is left");
            });
        Add("An answer that needs more than is left ends the dialog",
            [](NamedCase& t)
            {
                AdmissionRig rig;
                AdmissionRig::Describe(rig.bob, AdmissionRig::PCMU + "a=ptime:5\r\n"); // 128 kbit/s
                rig.Call();
                rig.Run(20);
                t.ExpectEqual(rig.call->GetStatusCode(), 488, "for the caller");
                t.Expect(rig.bob->GetCalls().empty(), "for the callee");
                t.ExpectEqual(rig.CountHeld(), 0U, "nothing is left");
            });
    }

    /// Who is refused, and how.
    void
    AddRefusals()
    {
        struct Row
        {
            int code;
            std::string warning;
            bool hasRetryAfter;
        };

        for (const auto& row :
             std::vector<Row>{{488, "370 ", false}, {606, "370 ", false}, {503, "370 ", true}})
        {
            Add("RFC 3261 20.43: what does not fit gets " + std::to_string(row.code) +
                    " and Warning 370",
                [row](NamedCase& t)
                {
                    AdmissionRig rig;
                    rig.first->SetAttribute("RefusalCode",
                                            UintegerValue(static_cast<uint64_t>(row.code)));
                    AdmissionRig::Describe(rig.alice, AdmissionRig::PCMU + AdmissionRig::PCMU);
                    rig.Call();
                    rig.Run(20);
                    t.ExpectEqual(rig.call->GetStatusCode(), row.code, "refused");
                    const auto refusals = rig.GetSent("ss1", std::to_string(row.code));
                    t.Expect(!refusals.empty() &&
                                 HasWarning(refusals[0],
                                            row.warning + "ss1.atlanta.example.com \"Insufficient "
                                                          "bandwidth\""),
                             "with a Warning");
                    t.Expect(!refusals.empty() &&
                                 refusals[0].Has("Retry-After") == row.hasRetryAfter,
                             "Retry-After");
                    t.ExpectEqual(rig.CountSent("ss1", "INVITE"), 0U, "nobody is called");
                    t.ExpectEqual(rig.CountHeld(), 0U, "nothing is held");
                });
        }
        Add("A second call that does not fit is refused, and room is free again",
            [](NamedCase& t)
            {
                AdmissionRig rig;
                rig.Call();
                Ptr<SipCall> other;
                Ptr<SipCall> later;
                CallRig::At(5,
                            [&]()
                            {
                                other = rig.alice->Invite(rig.bob->GetAddressOfRecord());
                            });
                CallRig::At(10,
                            [&]()
                            {
                                rig.call->HangUp();
                            });
                CallRig::At(15,
                            [&]()
                            {
                                later = rig.alice->Invite(rig.bob->GetAddressOfRecord());
                            });
                rig.Run(20);
                t.ExpectEqual(other->GetStatusCode(), 488, "no room");
                t.Expect(later->GetState() == SipCallState::Established, "room again");
                t.ExpectEqual(rig.first->GetBook().GetRefused(AdmissionError::NoCapacity),
                              1U,
                              "one");
                t.Expect(rig.first->GetBook().GetPeak() == LinkBandwidth{80000, 80000}, "the most");
            });
        Add("When the second proxy has no room, the first one's is free again",
            [](NamedCase& t)
            {
                AdmissionRig rig;
                rig.second->SetAttribute("InwardCapacity", DataRateValue(DataRate("50kbps")));
                rig.Call();
                rig.Run(20);
                t.ExpectEqual(rig.call->GetStatusCode(), 488, "refused");
                t.ExpectEqual(rig.Count(ReservationEnd::Failed), 1U, "at ss1");
                t.ExpectEqual(rig.CountHeld(), 0U, "nothing is held");
            });
        Add("RFC 3261 21.5.4: too many reservations",
            [](NamedCase& t)
            {
                AdmissionRig rig;
                rig.first->SetAttribute("MaxReservations", UintegerValue(1));
                AdmissionRig::Describe(rig.alice, G729);
                AdmissionRig::Describe(rig.bob, G729);
                rig.Call();
                Ptr<SipCall> other;
                CallRig::At(5,
                            [&]()
                            {
                                other = rig.alice->Invite(rig.bob->GetAddressOfRecord());
                            });
                rig.Run(20);
                t.ExpectEqual(other->GetStatusCode(), 503, "refused");
            });
        Add("Calls of one domain do not use the link",
            [](NamedCase& t)
            {
                for (const bool isCounted : {false, true})
                {
                    AdmissionRig rig;
                    rig.second->SetAttribute("LocalCalls", BooleanValue(isCounted));
                    AdmissionRig::Describe(rig.otherBob, AdmissionRig::PCMU);
                    rig.otherBob->SetAttribute("OutboundProxy",
                                               StringValue("sip:ss2.biloxi.example.com;lr"));
                    CallRig::At(1,
                                [&]()
                                {
                                    rig.otherBob->Invite(rig.bob->GetAddressOfRecord());
                                });
                    rig.Look(5, false);
                    rig.Run(10);
                    t.ExpectEqual(rig.looks,
                                  std::string(isCounted ? "80/80 " : "0/0 "),
                                  "as is configured");
                    Simulator::Destroy();
                }
            });
    }

    /// What is done without reading.
    void
    AddGuesses()
    {
        struct Row
        {
            std::string keying;
            std::string guess;
            std::string held; // at ss1, and at ss2, which nobody discloses to
            int code;
            std::string events; // of ss1
        };

        for (const auto& row :
             std::vector<Row>{{"none", "refuse", "24/24 24/24 ", 200, "ao ca R- "},
                              {"end-to-end", "admit", "0/0 0/0 ", 200, "ag R- "},
                              {"end-to-end", "assume", "80/80 80/80 ", 200, "ag R- "},
                              {"end-to-end", "refuse", "0/0 0/0 ", 488, "rg "},
                              {"asymmetric", "assume", "24/24 80/80 ", 200, "ao ca R- "},
                              {"cek-reuse", "assume", "24/24 80/80 ", 200, "ao ca R- "},
                              {"cek-reuse", "refuse", "0/0 0/0 ", 488, "ao R- "}})
        {
            Add("A narrow call with " + row.keying + ", what cannot be read: " + row.guess,
                [row](NamedCase& t)
                {
                    AdmissionRig rig(row.keying);
                    AdmissionRig::Describe(rig.alice, G729);
                    AdmissionRig::Describe(rig.bob, G729);
                    for (const auto& policy : {rig.first, rig.second})
                    {
                        policy->SetAttribute("WhenUnreadable", StringValue(row.guess));
                    }
                    rig.Call();
                    rig.Look(5);
                    rig.Look(5, false);
                    int code = 0;
                    CallRig::At(6,
                                [&]()
                                {
                                    code = rig.call->GetStatusCode();
                                });
                    rig.HangUp(10);
                    rig.Run(20);
                    t.ExpectEqual(rig.looks, row.held, "held");
                    t.ExpectEqual(code, row.code, "what came of it");
                    t.ExpectEqual(rig.events, row.events, "at ss1");
                    t.ExpectEqual(rig.CountHeld(), 0U, "nothing is left");
                    if (row.code == 488)
                    {
                        const auto refusals =
                            rig.GetSent(row.keying == "end-to-end" ? "ss1" : "ss2", "488");
                        t.Expect(!refusals.empty() && HasWarning(refusals[0], "399 "), "Warning");
                    }
                });
        }
        Add("A body that makes no sense is guessed too",
            [](NamedCase& t)
            {
                AdmissionRig rig;
                rig.alice->GetSessionDescriber()->SetAttribute("Content", StringValue("v=1"));
                rig.Call();
                rig.Look(5);
                rig.Run(10);
                t.ExpectEqual(rig.looks, std::string("80/80 "), "assumed");
            });
    }
};

CallAdmissionTestSuite g_callAdmissionTestSuite; ///< the suite

} // namespace
