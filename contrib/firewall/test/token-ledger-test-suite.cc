// SPDX-License-Identifier: GPL-2.0-only

#include "gate-rig.h"
#include "named-case.h"

#include <functional>

using namespace ns3;

namespace
{

using Fate = TokenLedger::Fate;

/**
 * \param check the case
 */
void
CheckFates(NamedCase& check)
{
    GateRig rig;
    const auto ledger = rig.rig.ledger;
    rig.rig.control->SetAttribute("Lifetime", TimeValue(Seconds(10)));
    const auto one = rig.rig.Enable("one", 4000);
    const auto two = rig.rig.Enable("two", 4010);
    const auto three = rig.rig.Enable("three", 4020);
    const auto count = [&](uint64_t used, uint64_t refused, uint64_t expired, uint64_t unused)
    {
        check.ExpectEqual(ledger->GetCount(Fate::Used), used, "used");
        check.ExpectEqual(ledger->GetCount(Fate::Refused), refused, "refused");
        check.ExpectEqual(ledger->GetCount(Fate::ExpiredUnused), expired, "expired");
        check.ExpectEqual(ledger->GetCount(Fate::Unused), unused, "not used yet");
        check.ExpectEqual(ledger->GetIssuedCount(), used + refused + expired + unused, "all");
        check.Expect(ledger->IsBalanced(), "accounted for");
    };
    count(0, 0, 0, 6);
    ledger->OnJudged(TokenOutcome::Opened, one.first.token);
    ledger->OnJudged(TokenOutcome::Refreshed, one.first.token);
    ledger->OnJudged(TokenOutcome::OtherFlow, one.first.token);
    count(1, 0, 0, 5);
    ledger->OnJudged(TokenOutcome::RateLimited, two.first.token);
    ledger->OnJudged(TokenOutcome::RateLimited, two.first.token);
    ledger->OnJudged(TokenOutcome::Full, two.second.token);
    count(1, 2, 0, 3);
    ledger->OnJudged(TokenOutcome::Opened, two.first.token);
    count(2, 1, 0, 3);
    TokenRig::Step(Seconds(10));
    count(2, 1, 3, 0);
    ledger->OnJudged(TokenOutcome::Expired, three.first.token);
    ledger->OnJudged(TokenOutcome::Expired, three.first.token);
    count(2, 2, 2, 0);
    rig.rig.Enable("four", 4030);
    count(2, 2, 2, 2);
}

/**
 * \param check the case
 */
void
CheckImbalance(NamedCase& check)
{
    const auto after = [&check](const std::function<void(TokenLedger&, MediaToken)>& fault)
    {
        GateRig rig;
        rig.rig.control->SetAttribute("Lifetime", TimeValue(Seconds(10)));
        const auto token = rig.rig.Enable().first.token;
        check.Expect(rig.rig.ledger->IsBalanced(), "it balances before");
        fault(*rig.rig.ledger, token);
        const bool isBalanced = rig.rig.ledger->IsBalanced();
        Simulator::Destroy();
        return isBalanced;
    };
    check.Expect(!after(
                     [](TokenLedger& ledger, const MediaToken& token)
                     {
                         ledger.OnIssued(token.sequence, token);
                     }),
                 "a token made twice");
    check.Expect(!after(
                     [](TokenLedger& ledger, MediaToken token)
                     {
                         token.commitment[0] ^= 1;
                         ledger.OnJudged(TokenOutcome::Opened, token);
                     }),
                 "a token that nobody made is found good");
    check.Expect(!after(
                     [](TokenLedger& ledger, const MediaToken& token)
                     {
                         TokenRig::Step(Seconds(10));
                         ledger.OnJudged(TokenOutcome::Opened, token);
                     }),
                 "a token is found good after its expiry");
    check.Expect(!after(
                     [](TokenLedger& ledger, MediaToken token)
                     {
                         token.commitment[0] ^= 1;
                         token.expiry = 0;
                         ledger.OnIssued(token.sequence, token);
                         token.expiry = 1000000;
                         ledger.OnIssued(token.sequence, token);
                     }),
                 "a token is made again with another expiry");
}

/**
 * What became of tokens.
 */
class TokenLedgerTestSuite : public TestSuite
{
  public:
    TokenLedgerTestSuite()
        : TestSuite("token-ledger")
    {
        AddTestCase(new NamedCase("each token has one fate at a time", CheckFates));
        AddTestCase(new NamedCase("it does not balance after a fault", CheckImbalance));
    }
};

TokenLedgerTestSuite g_tokenLedgerTestSuite; ///< runs with the others

} // namespace
