// SPDX-License-Identifier: GPL-2.0-only

#include "discovery-rig.h"
#include "named-case.h"

#include "ns3/boolean.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

using namespace ns3;

namespace
{

/// Bob's servers' names, and Alice's.
const std::vector<std::string> HOSTS{"ss1.atlanta.example.com", "ss2.biloxi.example.com"};

/**
 * \param rig a rig
 * \return the CSeq numbers of Alice's INVITEs, in order, a blank behind each
 */
std::string
GetSequences(const DiscoveryRig& rig)
{
    std::string numbers;
    for (const auto& invite : rig.rig.GetSent("alice", "INVITE"))
    {
        numbers += std::to_string(invite.GetCSeq()->GetNumber()) + " ";
    }
    return numbers;
}

/**
 * Calls in which Alice discovers servers.
 */
class DiscoveryCallTestSuite : public TestSuite
{
  public:
    DiscoveryCallTestSuite()
        : TestSuite("discovery-call")
    {
        AddDiscoveries();
        AddDisbelief();
        AddAnswers();
        AddForks();
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

    /// Discovery that succeeds.
    void
    AddDiscoveries()
    {
        struct Row
        {
            std::string name;
            std::string keying;
            bool isSigned;
            unsigned code;
            unsigned signatureCode;
            std::string first; // CSeq numbers of the first call's INVITEs, then the second's
        };

        const std::vector<Row> rows{
            {"e2m-06 4.1: 496, one more INVITE for each server",
             "cek-reuse",
             false,
             496,
             495,
             "1 2 3 1 "},
            {"e2m-06 4.1: the same with public keys", "asymmetric", false, 496, 495, "1 2 3 1 "},
            {"e2m-06 5.3 step 5: 496 first, then 495, once for all servers",
             "cek-reuse",
             true,
             496,
             495,
             "1 2 3 4 1 "},
            {"ono-01 and -02: 493 with a certificate, as in the article",
             "cek-reuse",
             false,
             493,
             495,
             "1 2 3 1 "},
            {"ono-01 and -02: 403 with a Content-Type, for a signature",
             "cek-reuse",
             true,
             493,
             403,
             "1 2 3 4 1 "}};
        for (const auto& row : rows)
        {
            Add(row.name,
                [row](NamedCase& test)
                {
                    DiscoveryRig rig(row.keying);
                    rig.Demand(row.isSigned);
                    for (const auto& policy : {rig.rig.ss1Policy, rig.rig.ss2Policy})
                    {
                        policy->SetAttribute("ErrorCode", UintegerValue(row.code));
                        policy->SetAttribute("SignatureCode", UintegerValue(row.signatureCode));
                    }
                    rig.CallTwice();
                    test.Expect(rig.wasUp[0], "the first call is established");
                    test.Expect(rig.wasUp[1], "so is the second");
                    test.ExpectEqual(GetSequences(rig),
                                     row.first,
                                     "CSeq + 1 each time (RFC 3261 8.1.3.5); the second call needs "
                                     "one INVITE, for it is remembered");
                    const auto invites = rig.rig.GetSent("alice", "INVITE");
                    for (std::size_t i = 1; i + 1 < invites.size(); ++i)
                    {
                        test.Expect(*invites[i].GetCallId() == *invites[0].GetCallId(),
                                    "the same Call-ID");
                    }
                    test.Expect(rig.rig.bobSession->GetRemote().content == "v=0 alice", "he reads");
                    test.ExpectEqual(rig.events.size(), 0u, "nothing is suspicious");
                    for (const auto& report : rig.rig.reports[1])
                    {
                        test.Expect(report.isRefused || IsRead(report.outcome), "ss2 sees all");
                    }
                });
        }
        Add("e2m-06 5.3 step 6: a label that names the server is removed after use",
            [](NamedCase& test)
            {
                DiscoveryRig rig;
                rig.Demand();
                rig.alicePolicy->SetAttribute("Label", StringValue("proxy-inspect-body"));
                rig.rig.ss1Policy->SetAttribute("RemoveLabel", BooleanValue(true));
                rig.CallTwice();
                test.Expect(rig.wasUp[0] && rig.wasUp[1], "established");
                const auto before = rig.rig.GetSent("alice", "INVITE").back();
                const auto after = rig.rig.GetSent("ss1", "INVITE").back();
                test.ExpectEqual(before.GetHeaders("Proxy-Inspect-Body").size(), 2u, "two labels");
                test.ExpectEqual(after.GetHeaders("Proxy-Inspect-Body").size(), 1u, "one is left");
                test.Expect(after.GetHeader("Proxy-Inspect-Body")->find(HOSTS[1]) == 0, "ss2's");
                test.Expect(before.GetBody() == after.GetBody(), "the body is untouched");
            });
        Add("the number of rounds is bounded by MaxAttempts",
            [](NamedCase& test)
            {
                DiscoveryRig rig;
                rig.Demand();
                rig.rig.alice->SetAttribute("MaxAttempts", UintegerValue(2));
                rig.CallTwice();
                test.Expect(!rig.wasUp[0], "two attempts are not enough for two demands");
                test.ExpectEqual(GetSequences(rig), std::string("1 2 1 2 "), "no more than told");
                test.Expect(rig.wasUp[1], "but what was learned is remembered");
            });
        Add("Lifetime 0: what was learned goes with the call",
            [](NamedCase& test)
            {
                DiscoveryRig rig;
                rig.Demand();
                rig.discovery->SetAttribute("Lifetime", StringValue("0s"));
                rig.CallTwice();
                test.Expect(rig.wasUp[0] && rig.wasUp[1], "established");
                test.ExpectEqual(GetSequences(rig), std::string("1 2 3 1 2 3 "), "all anew");
                test.ExpectEqual(rig.discovery->GetSize(), 0u, "nothing is left");
            });
        Add("e2m-06 5.3: all can be read and the wanted type is absent: as a plain request without "
            "it",
            [](NamedCase& test)
            {
                for (const bool isRefused : {false, true})
                {
                    DiscoveryRig rig("none");
                    rig.Demand();
                    rig.rig.ss1Policy->SetAttribute("RequiredType", StringValue("text/plain"));
                    rig.rig.ss1Policy->SetAttribute("RefuseAbsent", BooleanValue(isRefused));
                    rig.CallTwice();
                    test.ExpectEqual(rig.wasUp[0], !isRefused, "MAY be refused with 403");
                    test.ExpectEqual(rig.rig.CountSent("ss1", "403"), isRefused ? 2u : 0u, "it is");
                    Simulator::Destroy();
                }
            });
    }

    /// Refusals that are not believed.
    void
    AddDisbelief()
    {
        Add("e2m-06 8.1: a certificate of another domain: no retry, a security event",
            [](NamedCase& test)
            {
                DiscoveryRig rig;
                rig.Demand();
                const auto other = rig.issuer->Issue("p-256", "ss1.example.net", {"example.net"});
                rig.rig.ss1Policy->SetCredential(other->context, other->credential);
                rig.CallTwice();
                test.Expect(!rig.wasUp[0], "no call");
                test.ExpectEqual(GetSequences(rig), std::string("1 1 "), "no second attempt");
                test.Expect(rig.events == std::vector<std::string>(2, "name-mismatch"), "noticed");
            });
        Add("e2m-06 8.1: the same as a configured third party: believed",
            [](NamedCase& test)
            {
                DiscoveryRig rig;
                rig.Demand();
                const auto other = rig.issuer->Issue("p-256", "ss1.example.net", {"example.net"});
                rig.rig.ss1Policy->SetCredential(other->context, other->credential);
                rig.discovery->Expect("Example.NET.");
                rig.CallTwice();
                test.ExpectEqual(rig.GetOutcomes().front(), std::string("learned"), "by name");
                // It calls itself ss1.atlanta.example.com, which its certificate does not prove: it
                // is labelled by the name that is proved, finds none of its own, and looks anyway.
                test.Expect(rig.wasUp[0], "it serves");
            });
        Add("e2m-06 8.1: an issuer who is not trusted: no retry, a security event",
            [](NamedCase& test)
            {
                DiscoveryRig rig;
                rig.Demand();
                auto stranger = CredentialIssuer::Create(9000,
                                                         std::string(NS_TEST_SOURCEDIR) +
                                                             "/../../crypto/data/keys");
                const auto party = stranger->Issue("p-256", HOSTS[0], {"atlanta.example.com"});
                rig.rig.ss1Policy->SetCredential(party->context, party->credential);
                rig.CallTwice();
                test.Expect(!rig.wasUp[0], "no call");
                test.ExpectEqual(GetSequences(rig), std::string("1 1 "), "no second attempt");
                test.Expect(rig.events == std::vector<std::string>(2, "certificate-rejected"),
                            "noticed");
            });
        Add("RFC 3261 21.4.29: a 493 of the callee is no demand of a server",
            [](NamedCase& test)
            {
                DiscoveryRig rig;
                rig.Demand();
                // Bob has a new key that Alice does not know of.
                const auto party = rig.issuer->Issue("p-256", "sip:bob@biloxi.example.com");
                rig.rig.bobPolicy->SetCredential(party->context, party->credential);
                rig.CallTwice();
                test.Expect(!rig.wasUp[0], "no call");
                const auto outcomes = rig.GetOutcomes();
                test.ExpectEqual(outcomes.size(), 4u, "both servers, and Bob twice");
                test.ExpectEqual(outcomes.back(), std::string("by the peer"), "told apart");
                test.ExpectEqual(rig.events.size(), 0u, "and nothing suspicious");
            });
        Add("without discovery a demand ends the call, as before",
            [](NamedCase& test)
            {
                DiscoveryRig rig;
                rig.Demand();
                rig.alicePolicy->SetDiscovery(nullptr);
                rig.CallTwice();
                test.ExpectEqual(GetSequences(rig), std::string("1 1 "), "one attempt each");
            });
    }

    /// Answers and ACKs that cannot be read.
    void
    AddAnswers()
    {
        struct Row
        {
            std::string name;
            std::string keying;
            bool followsLabels;
            bool isUp;
        };

        const std::vector<Row> rows{
            {"cek-reuse, labels followed", "cek-reuse", true, true},
            // A server that has CEK1 and is not to read has the answer go under public keys.
            {"cek-reuse, labels not followed", "cek-reuse", false, false},
            {"public keys, labels followed", "asymmetric", true, true},
            {"public keys, labels not followed", "asymmetric", false, false}};
        for (const auto& row : rows)
        {
            Add("e2m-06 5.3 step 3: an answer that servers must read, " + row.name,
                [row](NamedCase& test)
                {
                    DiscoveryRig rig(row.keying);
                    rig.Demand();
                    rig.rig.bobPolicy->SetAttribute("FollowLabels",
                                                    BooleanValue(row.followsLabels));
                    rig.CallTwice();
                    test.ExpectEqual(rig.wasUp[0], row.isUp, "the call");
                    test.ExpectEqual(rig.rig.bob->GetCalls().size(), 0u, "Bob is out");
                    const auto ended = rig.rig.ss2Policy->GetEndedCount();
                    test.ExpectEqual(ended, row.isUp ? 0u : 2u, "ended by the server next to him");
                    test.ExpectEqual(rig.rig.CountSent("ss2", "403") > 0, !row.isUp, "403");
                    test.ExpectEqual(GetSequences(rig),
                                     std::string("1 2 3 1 "),
                                     "no more attempts");
                });
        }
        Add("e2m-06 5.3 step 3: a late offer, its answer in an ACK that cannot be read: BYE both "
            "ways",
            [](NamedCase& test)
            {
                DiscoveryRig rig("end-to-end");
                rig.Demand();
                rig.rig.ss1Policy->SetAttribute("Required", BooleanValue(false));
                rig.rig.bobPolicy->SetAttribute("Keying", StringValue("none"));
                rig.rig.alice->SetAttribute("OfferInInvite", BooleanValue(false));
                rig.CallTwice();
                test.Expect(!rig.wasUp[0] && !rig.wasUp[1], "no call");
                test.ExpectEqual(rig.rig.ss2Policy->GetEndedCount(), 2u, "ended by the server");
                test.ExpectEqual(rig.rig.bob->GetCalls().size(), 0u, "Bob is out");
                unsigned byes = 0;
                for (const auto& bye : rig.rig.GetSent("ss2", "BYE"))
                {
                    byes += bye.Has("Reason") ? 1 : 0;
                }
                test.ExpectEqual(byes, 4u, "two BYEs for each call");
            });
        Add("e2m-06 5.3 step 3: an answer to a re-INVITE that cannot be read: both are out",
            [](NamedCase& test)
            {
                DiscoveryRig rig("asymmetric");
                rig.Demand();
                CallRig::At(5,
                            [&rig]()
                            {
                                rig.rig.bobPolicy->SetAttribute("FollowLabels",
                                                                BooleanValue(false));
                                rig.rig.call->Reinvite();
                            });
                bool wasUp = false;
                CallRig::At(4.9,
                            [&]()
                            {
                                wasUp = rig.IsUp();
                            });
                rig.CallTwice();
                test.Expect(wasUp, "established");
                test.Expect(!rig.wasUp[0], "and ended");
                test.ExpectEqual(rig.rig.ss2Policy->GetEndedCount(),
                                 2u,
                                 "by the server, both calls");
                test.ExpectEqual(rig.rig.bob->GetCalls().size(), 0u, "Bob is out");
            });
    }

    /// Demands on one branch of a fork.
    void
    AddForks()
    {
        struct Row
        {
            std::string name;
            std::string preferred;
            std::string urgent;
            bool isLearned;
        };

        const std::vector<Row> rows{
            {"lost behind another branch's 486", "401 407 415 420 484", "", false},
            {"preferred", "401 407 415 420 484 493 495 496", "", true},
            {"urgent", "401 407 415 420 484", "493 495 496", true}};
        for (const auto& row : rows)
        {
            Add("RFC 3261 16.7 item 6: a server's demand on one branch, " + row.name,
                [row](NamedCase& test)
                {
                    // ss1 forks: to ss2, which demands, and straight to Bob's other telephone.
                    DiscoveryRig rig;
                    rig.rig.ss2Policy->SetAttribute("Required", BooleanValue(true));
                    rig.rig.ss1->SetAttribute("PreferredResponses", StringValue(row.preferred));
                    rig.rig.ss1->SetAttribute("UrgentResponses", StringValue(row.urgent));
                    rig.rig.ss1->AddDomain("biloxi.example.com");
                    const auto location = rig.rig.ss1->GetLocationService();
                    const auto bob = rig.rig.bob->GetAddressOfRecord();
                    auto other = rig.rig.otherBob->GetContactUri();
                    location->AddStatic(bob, other);
                    location->AddStatic(bob, *SipUri::Parse("sip:bob@ss2.biloxi.example.com"));
                    rig.rig.ss2->GetLocationService()->AddStatic(
                        *SipUri::Parse("sip:bob@ss2.biloxi.example.com"),
                        rig.rig.bob->GetContactUri());
                    rig.rig.otherBob->SetAttribute("RefusalCode", UintegerValue(486));
                    rig.CallTwice();
                    test.ExpectEqual(rig.wasUp[0], row.isLearned, "the call");
                    test.ExpectEqual(rig.discovery->GetSize(), row.isLearned ? 1u : 0u, "learned");
                    test.Expect(rig.rig.CountSent("ss2", "496") > 0, "the demand was made");
                    test.ExpectEqual(rig.rig.CountSent("ss1", "496") > 0,
                                     row.isLearned,
                                     "and heard");
                });
        }
    }
} g_discoveryCallTestSuite; //!< the suite

} // namespace
