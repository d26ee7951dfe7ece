// SPDX-License-Identifier: GPL-2.0-only

#include "call-rig.h"
#include "named-case.h"

#include "ns3/boolean.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"
#include "ns3/work-vocabulary.h"

#include <set>

using namespace ns3;

namespace
{

/**
 * A proxy that changes an octet of each request's body.
 */
class FlippingPolicy : public SipProxyPolicy
{
  public:
    SipVerdict
    OnRequest(SipMessage& request, const SipPolicyContext&, Work&) override
    {
        auto body = request.GetBody();
        if (body.size() > 200)
        {
            body[body.size() / 2] = static_cast<char>(body[body.size() / 2] ^ 1);
            request.SetBody(body, std::string(request.GetHeader("Content-Type").value_or("")));
        }
        return SipVerdict::Continue();
    }
};

/**
 * Refuses all INVITEs.
 */
class RefusingPolicy : public SipProxyPolicy
{
  public:
    SipVerdict
    OnRequest(SipMessage& request, const SipPolicyContext&, Work&) override
    {
        return request.GetMethod() == "INVITE" ? SipVerdict::Respond({403, "", {}, {}})
                                               : SipVerdict::Continue();
    }
};

/**
 * \param call a call
 * \return whether it is established and its session agreed
 */
bool
IsUp(Ptr<SipCall> call)
{
    return call && call->GetState() == SipCallState::Established && call->IsSessionAgreed();
}

/**
 * \param node a node with a processor
 * \return how many operations with public or private keys it was given
 */
uint64_t
CountAsymmetric(Ptr<Node> node)
{
    uint64_t count = 0;
    for (const auto& [kind, amount] : node->GetObject<Processor>()->GetTotal().GetAmounts())
    {
        count += ClassifyWork(kind) == WorkClass::Symmetric ? 0 : amount.count;
    }
    return count;
}

/**
 * Calls through two proxies.
 */
class EndToMiddleCallTestSuite : public TestSuite
{
  public:
    EndToMiddleCallTestSuite()
        : TestSuite("end-to-middle-call")
    {
        AddCalls();
        AddLosses();
        AddOthers();
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

    /// Calls that go well.
    void
    AddCalls()
    {
        struct Row
        {
            std::string keying;
            std::string first;  // what ss1 could read of six descriptions
            std::string second; // what ss2 could
        };

        for (const auto& row : std::vector<Row>{{"none", "", "rrrrrr"},
                                                {"end-to-end", "", "uuuuuu"},
                                                {"asymmetric", "rrrrrr", "uuuuuu"},
                                                {"cek-reuse", "rrrrrr", "uuuuuu"}})
        {
            Add("a call with two re-INVITEs, " + row.keying,
                [row](NamedCase& test)
                {
                    CallRig rig(row.keying);
                    // Signatures would take public and private keys in each description.
                    rig.alicePolicy->SetAttribute("Protection", StringValue("encrypt"));
                    rig.bobPolicy->SetAttribute("Protection", StringValue("encrypt"));
                    rig.Call();
                    bool wasUp = false;
                    std::size_t keys = 0;
                    uint64_t before = 0;
                    CallRig::At(10,
                                [&]()
                                {
                                    wasUp = IsUp(rig.call);
                                    before = CountAsymmetric(rig.nodes.Get(0)) +
                                             CountAsymmetric(rig.nodes.Get(1)) +
                                             CountAsymmetric(rig.nodes.Get(3));
                                    rig.call->Reinvite();
                                });
                    CallRig::At(20,
                                [&]()
                                {
                                    rig.bob->GetCalls().at(0)->Reinvite();
                                });
                    CallRig::At(30,
                                [&]()
                                {
                                    test.Expect(IsUp(rig.call), "still established");
                                    const auto after = CountAsymmetric(rig.nodes.Get(0)) +
                                                       CountAsymmetric(rig.nodes.Get(1)) +
                                                       CountAsymmetric(rig.nodes.Get(3));
                                    test.ExpectEqual(
                                        after - before == 0,
                                        row.keying == "cek-reuse" || row.keying == "none",
                                        "key reuse: no public keys in four more descriptions");
                                    keys = rig.ss1Policy->GetKeyCount() +
                                           rig.bobPolicy->GetKeys().GetSize() +
                                           rig.alicePolicy->GetKeys().GetSize();
                                    rig.call->HangUp();
                                });
                    rig.Run(100);
                    test.Expect(wasUp, "established");
                    test.Expect(rig.bobSession->GetRemote().content == "v=0 alice", "Bob reads");
                    test.Expect(rig.aliceSession->GetRemote().content == "v=0 bob", "Alice reads");
                    test.ExpectEqual(rig.bobSession->GetReceivedCount(), 3u, "each of hers");
                    test.ExpectEqual(rig.aliceSession->GetReceivedCount(), 3u, "each of his");
                    test.ExpectEqual(rig.GetOutcomes(true), row.first, "ss1");
                    test.ExpectEqual(rig.GetOutcomes(false), row.second, "ss2");
                    test.ExpectEqual(keys, row.keying == "cek-reuse" ? 3u : 0u, "keys in the call");
                    test.ExpectEqual(rig.ss1Policy->GetKeyCount() +
                                         rig.bobPolicy->GetKeys().GetSize() +
                                         rig.alicePolicy->GetKeys().GetSize(),
                                     0u,
                                     "keys after the call");
                });
        }
        Add("CEKMaxDecrypts used up in a call: renewed, and no refusal",
            [](NamedCase& test)
            {
                CallRig rig("cek-reuse");
                rig.alicePolicy->SetAttribute("MaxDecrypts", UintegerValue(3));
                rig.bobPolicy->SetAttribute("MaxDecrypts", UintegerValue(3));
                rig.ss1Policy->SetAttribute("Required", BooleanValue(true));
                rig.Call();
                for (int i = 1; i < 8; ++i)
                {
                    CallRig::At(10 * i,
                                [&rig, i]()
                                {
                                    (i % 2 ? rig.call : rig.bob->GetCalls().at(0))->Reinvite();
                                });
                }
                rig.Run(100);
                test.Expect(IsUp(rig.call), "established");
                test.ExpectEqual(rig.GetOutcomes(true), std::string(16, 'r'), "ss1 reads all");
                test.ExpectEqual(rig.CountSent("ss1", "496") + rig.CountSent("bob", "493"),
                                 0u,
                                 "none");
                std::set<Octets> references;
                for (const auto& report : rig.reports[0])
                {
                    references.insert(report.reference);
                }
                test.ExpectEqual(references.size(), 4u, "16 descriptions, 4 under each reference");
            });
        Add("a late offer: INVITE without a body, offer in 200, answer in ACK",
            [](NamedCase& test)
            {
                CallRig rig("cek-reuse");
                rig.alice->SetAttribute("OfferInInvite", BooleanValue(false));
                rig.Call();
                rig.Run(20);
                test.Expect(IsUp(rig.call), "established");
                test.Expect(rig.bobSession->GetRemote().content == "v=0 alice",
                            "Bob reads the ACK");
            });
    }

    /// Calls in which a key is lost.
    void
    AddLosses()
    {
        Add("a key lost at the callee: 493, and the re-INVITE is sent again",
            [](NamedCase& test)
            {
                CallRig rig("cek-reuse");
                rig.Call();
                CallRig::At(10,
                            [&rig]()
                            {
                                rig.bobPolicy->LoseKeys();
                                rig.call->Reinvite();
                            });
                rig.Run(30);
                test.ExpectEqual(rig.CountSent("bob", "493"), 1u, "refused once");
                const auto invites = rig.GetSent("alice", "INVITE");
                test.ExpectEqual(invites.size(), 3u, "the call, the re-INVITE, and again");
                test.Expect(invites.size() == 3 && invites[2].GetCSeq()->GetNumber() ==
                                                       invites[1].GetCSeq()->GetNumber() + 1,
                            "RFC 3261 section 8.1.3.5: CSeq + 1");
                test.Expect(IsUp(rig.call), "the call goes on");
                test.ExpectEqual(rig.bobSession->GetReceivedCount(), 2u, "Bob has both offers");
                test.ExpectEqual(rig.GetOutcomes(true),
                                 "rrrrr",
                                 "ss1 reads all, the refused one too");
            });
        Add("a key lost at a proxy that must read: 496, and the re-INVITE is sent again",
            [](NamedCase& test)
            {
                CallRig rig("cek-reuse");
                rig.ss1Policy->SetAttribute("Required", BooleanValue(true));
                rig.Call();
                CallRig::At(10,
                            [&rig]()
                            {
                                rig.ss1Policy->LoseKeys();
                                rig.call->Reinvite();
                            });
                rig.Run(30);
                test.ExpectEqual(rig.CountSent("ss1", "496"), 1u, "refused once");
                test.Expect(IsUp(rig.call), "the call goes on");
                test.ExpectEqual(rig.bobSession->GetReceivedCount(), 2u, "Bob has both offers");
                test.ExpectEqual(rig.GetOutcomes(true), "rrurr", "ss1 reads the second attempt");
            });
        Add("a key lost at the caller: it ends the dialog and reports it",
            [](NamedCase& test)
            {
                CallRig rig("cek-reuse");
                rig.bob->SetAttribute("AnswerDelay", StringValue("2s"));
                rig.Call();
                CallRig::At(2,
                            [&rig]()
                            {
                                rig.alicePolicy->LoseKeys();
                            });
                rig.Run(60);
                test.ExpectEqual(rig.CountSent("alice", "ACK"), 1u, "the 200 is acknowledged");
                test.ExpectEqual(rig.CountSent("alice", "BYE"), 1u, "and the dialog ended");
                test.Expect(rig.refusedBodies == std::vector<int>{493}, "reported");
                test.Expect(rig.call->GetState() == SipCallState::Ended, "over");
                test.ExpectEqual(rig.bob->GetCalls().size(), 0u, "at Bob's side too");
            });
        Add("a key lost at a proxy before the answer: passed on and counted",
            [](NamedCase& test)
            {
                CallRig rig("cek-reuse");
                rig.ss1Policy->SetAttribute("Required", BooleanValue(true));
                rig.bob->SetAttribute("AnswerDelay", StringValue("2s"));
                rig.Call();
                CallRig::At(2,
                            [&rig]()
                            {
                                rig.ss1Policy->LoseKeys();
                            });
                rig.Run(30);
                test.Expect(IsUp(rig.call), "the call goes on");
                test.ExpectEqual(rig.GetOutcomes(true), "ru", "ss1 could not read the answer");
            });
        Add("e2m-sec-06 section 5.3: a proxy may end the dialog for an answer it cannot read",
            [](NamedCase& test)
            {
                CallRig rig("cek-reuse");
                rig.ss1Policy->SetAttribute("Required", BooleanValue(true));
                rig.ss1Policy->SetAttribute("RefuseResponses", BooleanValue(true));
                rig.bob->SetAttribute("AnswerDelay", StringValue("2s"));
                rig.Call();
                CallRig::At(2,
                            [&rig]()
                            {
                                rig.ss1Policy->LoseKeys();
                            });
                rig.Run(60);
                test.Expect(!IsUp(rig.call), "no call for Alice");
                test.ExpectEqual(rig.bob->GetCalls().size(), 0u, "nor for Bob");
                test.ExpectEqual(rig.CountSent("ss1", "BYE"), 1u, "the proxy has seen to it");
            });
    }

    /// Forks, attackers, randomness.
    void
    AddOthers()
    {
        for (const bool isRenewed : {true, false})
        {
            Add(isRenewed ? "smime-keyreuse section 4.2: after a fork the re-INVITE has a new key"
                          : "a forked callee: the key may be gone on with, if told so",
                [isRenewed](NamedCase& test)
                {
                    CallRig rig("cek-reuse", true);
                    rig.alicePolicy->SetAttribute("RenewAfterFork", BooleanValue(isRenewed));
                    rig.Call();
                    CallRig::At(20,
                                [&rig]()
                                {
                                    rig.call->Reinvite();
                                });
                    rig.Run(60);
                    test.Expect(IsUp(rig.call), "established");
                    test.ExpectEqual(rig.bob->GetCalls().size() + rig.otherBob->GetCalls().size(),
                                     1u,
                                     "with one telephone");
                    test.Expect(rig.GetOutcomes(true).find('u') == std::string::npos,
                                "ss1 reads all");
                    std::set<Octets> references;
                    for (const auto& report : rig.reports[0])
                    {
                        references.insert(report.reference);
                    }
                    test.ExpectEqual(references.size(), isRenewed ? 2u : 1u, "references");
                });
        }
        Add("a proxy on the way changes the body: 493, and no call",
            [](NamedCase& test)
            {
                CallRig rig("cek-reuse");
                rig.ss2->AddPolicy(CreateObject<FlippingPolicy>());
                rig.Call();
                rig.Run(60);
                test.ExpectEqual(rig.call->GetStatusCode(), 493, "refused");
                test.ExpectEqual(rig.CountSent("bob", "493"), 1u, "by Bob, once");
                test.ExpectEqual(rig.bobSession->GetReceivedCount(), 0u, "nothing got through");
                test.ExpectEqual(rig.alicePolicy->GetKeys().GetSize(), 0u, "Alice forgot the key");
                test.ExpectEqual(rig.ss1Policy->GetKeyCount(), 0u, "so did ss1, after a while");
            });
        Add("a later policy of the proxy refuses: the key goes too",
            [](NamedCase& test)
            {
                CallRig rig("cek-reuse");
                rig.ss1->AddPolicy(CreateObject<RefusingPolicy>());
                rig.Call();
                CallRig::At(10,
                            [&]()
                            {
                                test.ExpectEqual(rig.ss1Policy->GetKeyCount(), 1u, "ss1 has it");
                            });
                rig.Run(60);
                test.ExpectEqual(rig.call->GetStatusCode(), 403, "refused");
                test.ExpectEqual(rig.ss1Policy->GetKeyCount(), 0u, "ss1 forgot it, after a while");
            });
        Add("who did not disclose is told so by a proxy that must read",
            [](NamedCase& test)
            {
                CallRig rig("end-to-end");
                rig.ss2Policy->SetAttribute("Required", BooleanValue(true));
                rig.Call();
                rig.Run(30);
                test.ExpectEqual(rig.call->GetStatusCode(), 496, "refused");
                test.ExpectEqual(rig.CountSent("alice", "INVITE"), 1u, "and not repeated");
                test.ExpectEqual(rig.CountSent("bob", "180"), 0u, "Bob never heard of it");
            });
        Add("the same run gives the same octets, another run gives others",
            [](NamedCase& test)
            {
                std::string octets[3];
                for (int i = 0; i < 3; ++i)
                {
                    CallRig rig("cek-reuse", false, i == 2 ? 2 : 1);
                    rig.Call();
                    CallRig::At(10,
                                [&rig]()
                                {
                                    rig.call->Reinvite();
                                });
                    rig.Run(20);
                    octets[i] = rig.trace.Serialize();
                    Simulator::Destroy();
                }
                test.Expect(octets[0].size() > 5000, "there was a call");
                test.Expect(octets[0] == octets[1], "the same");
                test.Expect(octets[0] != octets[2], "others");
            });
    }
};

EndToMiddleCallTestSuite g_endToMiddleCallTestSuite; //!< registers itself

} // namespace
