// SPDX-License-Identifier: GPL-2.0-only

#include "gate-rig.h"
#include "named-case.h"

#include "ns3/uinteger.h"

#include <string>
#include <utility>

using namespace ns3;

namespace
{

using Verdict = GateRig::Verdict;

/**
 * \param rig whose maker goes on with key 2
 */
void
UseSecondKey(GateRig& rig)
{
    rig.rig.keys.Add(2, Secret(Octets(32, 'n')));
    rig.rig.control->SetKeys(rig.rig.keys);
    rig.rig.control->SetAttribute("KeyId", UintegerValue(2));
    rig.gate->SetKeys(rig.rig.keys);
}

/**
 * \param check the case
 */
void
CheckFullMemory(NamedCase& check)
{
    GateRig rig;
    rig.gate->SetAttribute("MaxTokens", UintegerValue(1));
    const auto first = rig.rig.Enable("call", 4000);
    check.Expect(rig.Show(first.first) == Verdict::Pass, "the only one there is room for");
    const auto second = rig.rig.Enable("call", 6000);
    check.Expect(rig.Show(second.first) == Verdict::Pass, "its successor takes its room");
    check.ExpectEqual(rig.filter->GetTable().GetOpen(), 4U, "what the newer one says is open");
    check.ExpectEqual(rig.gate->GetRememberedCount(), 1U, "one stream is remembered");
    check.Expect(rig.Show(first.first) == Verdict::Drop, "the former one is not forgotten");
    check.Expect(rig.Show(first.second) == Verdict::Drop, "nor its other half");
    check.ExpectEqual(rig.gate->GetCount(TokenOutcome::Replayed), 2U, "both are too late");
    const auto other = rig.rig.Enable("other", 7000);
    check.Expect(rig.Show(other.first) == Verdict::Drop, "another call finds no room");
    check.ExpectEqual(rig.gate->GetCount(TokenOutcome::Full), 1U, "full");
    check.ExpectEqual(rig.filter->GetTable().GetOpen(), 4U, "and does the first no harm");
    check.Expect(rig.Show(second.second, TokenAct::Close) == Verdict::Pass, "closed");
    check.Expect(rig.Show(first.second) == Verdict::Drop, "the former one is still too late");
    check.ExpectEqual(rig.filter->GetTable().GetOpen(), 0U, "nothing is open");
}

/**
 * \param check the case
 */
void
CheckRemembersFormerExpiry(NamedCase& check)
{
    GateRig rig;
    rig.gate->SetAttribute("MaxTokens", UintegerValue(1));
    rig.rig.control->SetAttribute("Lifetime", TimeValue(Seconds(100)));
    const auto first = rig.rig.Enable("call", 4000);
    rig.Show(first.first);
    rig.rig.control->SetAttribute("Lifetime", TimeValue(Seconds(10)));
    const auto second = rig.rig.Enable("call", 6000);
    check.Expect(rig.Show(second.first) == Verdict::Pass, "a newer one that ends earlier");
    TokenRig::Step(Seconds(50));
    check.Expect(rig.Show(first.first) == Verdict::Drop, "the older one is remembered to its end");
    check.ExpectEqual(rig.gate->GetCount(TokenOutcome::Replayed), 1U, "as one too late");
    TokenRig::Step(Seconds(51));
    rig.Show(first.first);
    check.ExpectEqual(rig.gate->GetCount(TokenOutcome::Expired), 1U, "and then it has expired");
    check.ExpectEqual(rig.gate->GetRememberedCount(), 0U, "and is forgotten");
}

/**
 * \param check the case
 */
void
CheckCloseUnopened(NamedCase& check)
{
    GateRig rig;
    const auto first = rig.rig.Enable("call", 4000);
    rig.Show(first.first);
    const auto second = rig.rig.Enable("call", 6000);
    check.Expect(rig.Show(second.second, TokenAct::Close) == Verdict::Pass,
                 "the newer one closes before it has opened");
    check.ExpectEqual(rig.filter->GetTable().GetOpen(), 0U, "what the former one opened too");
    check.Expect(rig.Show(first.first) == Verdict::Drop, "the former one opens nothing again");
    check.Expect(rig.Show(first.second) == Verdict::Drop, "nor does its other half");
    check.Expect(rig.Show(second.first) == Verdict::Drop, "nor the newer one");
    check.ExpectEqual(rig.filter->GetTable().GetOpen(), 0U, "all stays closed");
    const auto third = rig.rig.Enable("call", 8000);
    check.Expect(rig.Show(third.first) == Verdict::Pass, "but the next one opens");
}

/**
 * \param check the case
 */
void
CheckNewKey(NamedCase& check)
{
    GateRig rig;
    const auto first = rig.rig.Enable("call", 4000);
    rig.Show(first.first);
    UseSecondKey(rig);
    const auto second = rig.rig.Enable("call", 6000);
    check.ExpectEqual(second.first.token.keyId, 2U, "made with the new key");
    check.Expect(rig.Show(second.first) == Verdict::Pass, "the call goes on under the new key");
    check.ExpectEqual(rig.filter->GetTable().GetOpen(), 4U, "where it was before is closed");
    check.Expect(rig.Show(first.first) == Verdict::Drop, "the former one is too late");
    check.Expect(rig.Show(second.second, TokenAct::Close) == Verdict::Pass, "the call ends");
    check.ExpectEqual(rig.filter->GetTable().GetOpen(), 0U, "all is closed");
    check.Expect(rig.Show(first.first) == Verdict::Drop, "its token of key 1 opens nothing");
    check.Expect(rig.Show(first.second) == Verdict::Drop, "nor does the callee's");
    check.ExpectEqual(rig.filter->GetTable().GetOpen(), 0U, "all stays closed");
}

/**
 * \param check the case
 */
void
CheckTwoMakers(NamedCase& check)
{
    GateRig rig;
    rig.rig.Enable("another", 7000); // the first maker's numbers are ahead
    const auto one = rig.rig.Enable("call", 4000);
    rig.rig.keys.Add(2, Secret(Octets(32, 'm')), 1);
    rig.gate->SetKeys(rig.rig.keys);
    rig.rig.control = CreateObject<TokenFirewallControl>();
    rig.rig.control->SetKeys(rig.rig.keys);
    rig.rig.control->SetAttribute("KeyId", UintegerValue(2));
    const auto two = rig.rig.Enable("call", 6000);
    check.Expect(two.first.token.sequence < one.first.token.sequence, "each has its own numbers");
    check.Expect(rig.Show(one.first) == Verdict::Pass, "one maker's token");
    check.Expect(rig.Show(two.first) == Verdict::Pass, "the other's for a call of the same name");
    check.ExpectEqual(rig.filter->GetTable().GetOpen(), 8U, "neither takes the other's place");
    check.Expect(rig.Show(two.first, TokenAct::Close) == Verdict::Pass, "one is closed");
    check.ExpectEqual(rig.filter->GetTable().GetOpen(), 4U, "and not the other");
}

/**
 * \param check the case
 */
void
CheckSameFlows(NamedCase& check)
{
    GateRig rig;
    rig.filter->SetAttribute("MaxPinholes", UintegerValue(4));
    rig.rig.control->SetAttribute("Lifetime", TimeValue(Seconds(100)));
    rig.Show(rig.rig.Enable().first);
    TokenRig::Step(Seconds(20));
    rig.Show(rig.rig.Enable().first);
    TokenRig::Step(Seconds(29));
    rig.Show(rig.rig.Enable().first);
    TokenRig::Step(Seconds(11));
    const auto next = rig.rig.Enable();
    check.Expect(rig.Show(next.first) == Verdict::Pass, "renewed, with no room to spare");
    check.ExpectEqual(rig.gate->GetCount(TokenOutcome::Opened), 2U, "by another token");
    check.ExpectEqual(rig.filter->GetTable().GetOpen(), 4U, "all is open");
    check.ExpectEqual(rig.filter->GetTable().GetClosed(PinholeEnd::Replaced),
                      0U,
                      "and was never closed meanwhile");
}

/**
 * \param last gets its id
 * \param pinhole one that was opened
 */
void
NotePinhole(uint64_t* last, const Pinhole& pinhole)
{
    *last = pinhole.id;
}

/**
 * \param check the case
 */
void
CheckFailedRefresh(NamedCase& check)
{
    GateRig rig;
    const auto grant = rig.rig.Enable().first;
    uint64_t last = 0;
    rig.filter->TraceConnectWithoutContext("PinholeOpened", MakeBoundCallback(&NotePinhole, &last));
    rig.Show(grant);
    rig.filter->ClosePinhole(last, PinholeEnd::Idle);
    rig.filter->SetAttribute("MaxPinholes", UintegerValue(3));
    TokenRig::Step(Seconds(20));
    rig.Show(grant);
    check.ExpectEqual(rig.gate->GetCount(TokenOutcome::Full), 1U, "one cannot open again");
    check.ExpectEqual(rig.filter->GetTable().GetOpen(), 3U, "the others stay open");
    rig.filter->SetAttribute("MaxPinholes", UintegerValue(4));
    check.Expect(rig.Show(grant) == Verdict::Pass, "there is room again");
    check.ExpectEqual(rig.filter->GetTable().GetOpen(), 4U, "all are open");
    check.Expect(rig.filter->GetTable().IsBalanced(), "all pinholes are accounted for");
}

/**
 * Shows forged tokens of calls that nobody has heard of until none is checked any more.
 * \param rig the gate
 * \param like a token to forge after
 */
void
Flood(GateRig& rig, const TokenGrant& like)
{
    TokenGrant forged = like;
    for (uint64_t i = 0; i < 1000; ++i)
    {
        forged.token.sequence = 1000 + i;
        rig.Show(forged);
    }
}

/**
 * \param check the case
 */
void
CheckFloodSparesKnown(NamedCase& check)
{
    GateRig rig;
    const auto call = rig.rig.Enable("call", 4000);
    const auto moved = rig.rig.Enable("moved", 4010);
    rig.Show(call.first);
    rig.Show(moved.first);
    const auto next = rig.rig.Enable("moved", 4020);
    const auto late = rig.rig.Enable("late", 6000);
    Flood(rig, late.first);
    check.Expect(rig.gate->GetCount(TokenOutcome::RateLimited) > 0, "more than can be checked");
    check.Expect(rig.Show(late.first) == Verdict::Drop, "a new call has to wait");
    check.Expect(rig.Show(call.second) == Verdict::Pass, "the other party's token is checked");
    check.Expect(rig.Show(next.first) == Verdict::Pass, "so is a renewed one");
    check.Expect(rig.Show(call.first, TokenAct::Close) == Verdict::Pass, "so is the secret");
    check.ExpectEqual(rig.filter->GetTable().GetOpen(), 4U, "one call is left");
    check.ExpectEqual(rig.gate->GetCount(TokenOutcome::Closed), 1U, "one is closed");
}

/**
 * \param check the case
 */
void
CheckFloodOfOneCall(NamedCase& check)
{
    GateRig rig;
    const auto victim = rig.rig.Enable("victim", 4000);
    const auto call = rig.rig.Enable("call", 4010);
    rig.Show(victim.first);
    rig.Show(call.first);
    TokenGrant thief = victim.first;
    thief.closing = Secret(Octets(MediaToken::SECRET_OCTETS, 'x'));
    for (int i = 0; i < 1000; ++i)
    {
        rig.Show(thief, TokenAct::Close);
    }
    check.Expect(rig.gate->GetCount(TokenOutcome::BadProof) < 100, "few of them are checked");
    check.Expect(rig.Show(victim.second, TokenAct::Close) == Verdict::Drop,
                 "who reads a call's token can hinder its closing");
    check.Expect(rig.Show(call.second, TokenAct::Close) == Verdict::Pass, "but no other call's");
    const auto late = rig.rig.Enable("late", 6000);
    check.Expect(rig.Show(late.first) == Verdict::Pass, "nor a new one's opening");
    TokenRig::Step(Seconds(1));
    check.Expect(rig.Show(victim.second, TokenAct::Close) == Verdict::Pass, "for so long");
}

/**
 * A call's tokens follow each other.
 */
class TokenRenewalTestSuite : public TestSuite
{
  public:
    TokenRenewalTestSuite()
        : TestSuite("token-renewal")
    {
        AddTestCase(new NamedCase("a successor takes the room of the former", CheckFullMemory));
        AddTestCase(new NamedCase("a former one is remembered until it expires",
                                  CheckRemembersFormerExpiry));
        AddTestCase(new NamedCase("closed before it has opened", CheckCloseUnopened));
        AddTestCase(new NamedCase("a call goes on under a new key", CheckNewKey));
        AddTestCase(new NamedCase("two makers at a gate", CheckTwoMakers));
        AddTestCase(new NamedCase("the same flows stay open", CheckSameFlows));
        AddTestCase(new NamedCase("one pinhole cannot open again", CheckFailedRefresh));
        AddTestCase(new NamedCase("a flood spares calls under way", CheckFloodSparesKnown));
        AddTestCase(new NamedCase("a flood of one call's token", CheckFloodOfOneCall));
    }
};

TokenRenewalTestSuite g_tokenRenewalTestSuite; ///< runs with the others

} // namespace
