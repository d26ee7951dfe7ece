// SPDX-License-Identifier: GPL-2.0-only

#include "call-rig.h"
#include "named-case.h"
#include "policy-rig.h"

#include "ns3/boolean.h"
#include "ns3/nstime.h"
#include "ns3/string.h"

using namespace ns3;

namespace
{

/**
 * Has both ends take UPDATE, and answer early and reliably.
 * \param rig the parties
 */
void
EnableUpdate(CallRig& rig)
{
    for (const auto& agent : {rig.alice, rig.bob, rig.otherBob})
    {
        for (const auto attribute : {"ReliableProvisional", "EarlyAnswer", "Update"})
        {
            agent->SetAttribute(attribute, BooleanValue(true));
        }
        agent->SetAttribute("AnswerDelay", TimeValue(Seconds(3)));
    }
}

/**
 * Runs a call in which Alice sends a re-INVITE after ten seconds.
 * \param rig the parties
 * \param fresh how Alice replaces the key of her INVITE
 */
void
RunCall(CallRig& rig, const std::string& fresh)
{
    rig.alicePolicy->SetAttribute("Reuse", StringValue("dialog"));
    rig.bobPolicy->SetAttribute("Reuse", StringValue("dialog"));
    rig.otherBobPolicy->SetAttribute("Reuse", StringValue("dialog"));
    rig.alicePolicy->SetAttribute("FreshKeyAfterFork", StringValue(fresh));
    rig.Call();
    CallRig::At(10,
                [&rig]()
                {
                    rig.call->Reinvite();
                });
    CallRig::At(15,
                [&rig]()
                {
                    rig.call->HangUp();
                });
    rig.Run(60);
}

/**
 * \param test the case to report to
 * \param isFirst whether the telephone that rings first accepts, else the other one
 */
void
TestFork(NamedCase& test, bool isFirst)
{
    CallRig rig("cek-reuse", true);
    EnableUpdate(rig);
    rig.otherBob->SetAttribute("RingingDelay", TimeValue(MilliSeconds(900)));
    rig.otherBob->SetAttribute("AnswerDelay", TimeValue(Seconds(isFirst ? 100 : 2)));
    RunCall(rig, "update");
    test.ExpectEqual(rig.CountSent("alice", "PRACK"), 2u, "one for each branch");
    const auto updates = rig.GetSent("alice", "UPDATE");
    // The second one goes to who accepted, and was not the first to ring.
    test.ExpectEqual(updates.size(), isFirst ? 1u : 2u, "UPDATE");
    const auto invites = rig.GetSent("alice", "INVITE");
    test.ExpectEqual(GetReferred(invites.back()),
                     GetIntroduced(updates.back()),
                     "the last fresh key is gone on with");
    test.Expect(rig.call->IsSessionAgreed(), "agreed");
    test.ExpectEqual(rig.aliceSession->GetRemote().content,
                     std::string(isFirst ? "v=0 bob" : "v=0 bob2"),
                     "with who accepted");
}

/**
 * How a caller gets rid of the key that its INVITE gave to all branches of a fork.
 */
class FreshKeyTestSuite : public TestSuite
{
  public:
    FreshKeyTestSuite()
        : TestSuite("fresh-key")
    {
        Add("the key of the INVITE is gone on with",
            [](NamedCase& test)
            {
                CallRig rig("cek-reuse");
                RunCall(rig, "none");
                const auto invites = rig.GetSent("alice", "INVITE");
                test.ExpectEqual(invites.size(), 2u, "INVITE and re-INVITE");
                test.ExpectEqual(GetReferred(invites.back()),
                                 GetIntroduced(invites.front()),
                                 "under its key");
                test.ExpectEqual(rig.call->GetStatusCode(), 200, "the call succeeds");
            });
        Add("smime-keyreuse section 4.2: a re-INVITE brings a fresh key at once",
            [](NamedCase& test)
            {
                CallRig rig("cek-reuse");
                RunCall(rig, "re-invite");
                const auto invites = rig.GetSent("alice", "INVITE");
                test.ExpectEqual(invites.size(), 3u, "one more");
                test.Expect(GetReferred(invites.at(1)).empty(), "under public keys");
                const auto fresh = GetIntroduced(invites.at(1));
                test.Expect(!fresh.empty() && fresh != GetIntroduced(invites.front()), "fresh");
                test.ExpectEqual(GetReferred(invites.at(2)), fresh, "which is gone on with");
                test.Expect(rig.call->IsSessionAgreed(), "agreed");
                test.ExpectEqual(rig.GetOutcomes(true), std::string("rrrrrr"), "ss1 reads all");
            });
        Add("smime-keyreuse section 4.2: an UPDATE brings a fresh key before the call is accepted",
            [](NamedCase& test)
            {
                CallRig rig("cek-reuse");
                EnableUpdate(rig);
                RunCall(rig, "update");
                test.ExpectEqual(rig.CountSent("alice", "PRACK"), 1u, "RFC 3262: PRACK first");
                const auto updates = rig.GetSent("alice", "UPDATE");
                test.ExpectEqual(updates.size(), 1u, "one UPDATE");
                const auto fresh = GetIntroduced(updates.at(0));
                test.Expect(GetReferred(updates.at(0)).empty() && !fresh.empty(), "a fresh key");
                const auto invites = rig.GetSent("alice", "INVITE");
                test.ExpectEqual(invites.size(), 2u, "no INVITE but those");
                test.ExpectEqual(GetReferred(invites.at(1)), fresh, "which is gone on with");
                // Its answers: to INVITE (180), PRACK, UPDATE, INVITE (200), re-INVITE, BYE.
                std::vector<std::string> keys;
                for (const std::string code : {"180", "200"})
                {
                    for (const auto& answer : rig.GetSent("bob", code))
                    {
                        keys.push_back(GetReferred(answer));
                    }
                }
                test.ExpectEqual(keys.size(), 6u, "answers");
                test.ExpectEqual(keys.at(0),
                                 GetIntroduced(invites.at(0)),
                                 "RFC 3311: the INVITE's offer is answered first, under its key");
                test.ExpectEqual(keys.at(2), fresh, "the UPDATE's under the fresh key");
                test.Expect(keys.at(3).empty(), "the 200 has none");
                test.ExpectEqual(keys.at(4), fresh, "the re-INVITE's under the fresh key");
                test.Expect(rig.call->IsSessionAgreed(), "agreed");
            });
        for (const bool isFirst : {true, false})
        {
            Add(std::string("smime-keyreuse section 4.2: a fork whose branches all answer early, "
                            "the ") +
                    (isFirst ? "first" : "last") + " one accepts",
                [isFirst](NamedCase& test)
                {
                    TestFork(test, isFirst);
                });
        }
        Add("without an early answer the UPDATE comes after the 2xx",
            [](NamedCase& test)
            {
                CallRig rig("cek-reuse");
                for (const auto& agent : {rig.alice, rig.bob})
                {
                    agent->SetAttribute("Update", BooleanValue(true));
                }
                RunCall(rig, "update");
                test.ExpectEqual(rig.CountSent("alice", "UPDATE"), 1u, "one UPDATE");
                test.ExpectEqual(rig.CountSent("alice", "PRACK"), 0u, "no PRACK");
                const auto invites = rig.GetSent("alice", "INVITE");
                test.ExpectEqual(GetReferred(invites.at(1)),
                                 GetIntroduced(rig.GetSent("alice", "UPDATE").at(0)),
                                 "which is gone on with");
            });
        Add("a peer that does not know UPDATE: the next request brings the fresh key",
            [](NamedCase& test)
            {
                CallRig rig("cek-reuse");
                rig.alice->SetAttribute("Update", BooleanValue(true));
                RunCall(rig, "update");
                test.ExpectEqual(rig.CountSent("bob", "405"), 1u, "refused");
                const auto invites = rig.GetSent("alice", "INVITE");
                test.Expect(GetReferred(invites.at(1)).empty() &&
                                !GetIntroduced(invites.at(1)).empty(),
                            "nothing more went under the INVITE's key");
                test.Expect(rig.call->IsSessionAgreed(), "agreed");
            });
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
};

FreshKeyTestSuite g_freshKeyTestSuite; //!< the suite

} // namespace
