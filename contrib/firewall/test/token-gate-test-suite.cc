// SPDX-License-Identifier: GPL-2.0-only

#include "gate-rig.h"
#include "named-case.h"

#include "ns3/uinteger.h"

#include <utility>
#include <vector>

using namespace ns3;

namespace
{

using Counts = std::pair<int, int>;
using Form = TokenRig::Form;
using Verdict = GateRig::Verdict;

/**
 * \param check the case
 * \param form how RTCP looks
 */
void
CheckCall(NamedCase& check, Form form)
{
    TokenRig rig;
    const auto [caller, callee] = rig.Enable();
    check.Expect(rig.Talk() == Counts(0, 0), "nothing passes before");
    rig.GetSocket(TokenRig::Bob, 5001);
    rig.Show(caller, TokenAct::Open, form);
    check.ExpectEqual(rig.received[std::make_pair(TokenRig::Bob, uint16_t{5001})],
                      1,
                      "the packet with the token passes both firewalls");
    check.Expect(rig.Talk() == Counts(1, 1), "it opens both ways, at both firewalls");
    rig.Show(callee, TokenAct::Open, form);
    for (std::size_t i = 0; i < 2; ++i)
    {
        check.ExpectEqual(rig.gates[i]->GetCount(TokenOutcome::Opened), 1U, "opened once");
        check.ExpectEqual(rig.gates[i]->GetCount(TokenOutcome::Refreshed), 1U, "then refreshed");
        check.ExpectEqual(rig.filters[i]->GetTable().GetOpened(), 4U, "RTP and RTCP both ways");
    }
    for (int i = 0; i < 10; ++i)
    {
        TokenRig::Step(Seconds(20));
        check.Expect(rig.Talk() == Counts(1, 1), "it stays open while tokens come");
        rig.Show(caller, TokenAct::Open, form);
    }
    rig.Show(callee, TokenAct::Close, form);
    check.Expect(rig.Talk() == Counts(0, 0), "either party closes");
    rig.Show(caller, TokenAct::Close, form);
    rig.Show(caller, TokenAct::Open, form);
    rig.Show(callee, TokenAct::Open, form);
    check.Expect(rig.Talk() == Counts(0, 0), "and neither token opens again");
    check.ExpectEqual(rig.gates[0]->GetCount(TokenOutcome::ClosedAgain), 1U, "closed again");
    for (std::size_t i = 0; i < 2; ++i)
    {
        check.ExpectEqual(rig.gates[i]->GetCount(TokenOutcome::Replayed),
                          1U,
                          "each is stopped at the first firewall on its way");
    }
    check.ExpectEqual(rig.ledger->GetCount(TokenLedger::Fate::Used), 2U, "both were used");
    for (std::size_t i = 0; i < 2; ++i)
    {
        check.Expect(rig.filters[i]->IsBalanced(), "all packets are accounted for");
        check.ExpectEqual(rig.filters[i]->GetTable().GetOpen(), 0U, "all is closed");
    }
    check.Expect(rig.ledger->IsBalanced(), "all tokens are accounted for");
}

/**
 * \param check the case
 */
void
CheckEveryBit(NamedCase& check)
{
    GateRig rig;
    rig.gate->SetAttribute("ChecksPerSecond", UintegerValue(0));
    const auto [grant, other] = rig.rig.Enable();
    const RtcpApp app = MakeTokenApp(grant, TokenAct::Open, 1);
    for (std::size_t bit = 0; bit < 8 * MediaToken::OCTETS; ++bit)
    {
        RtcpApp bad = app;
        bad.data[bit / 8] = static_cast<uint8_t>(bad.data[bit / 8] ^ (1U << bit % 8));
        const auto read = ReadTokenApp(bad);
        // By the way that the changed token itself asks for, so that only its code can tell.
        const MediaFlow flow = read ? read->token.GetCarrier() : grant.token.GetCarrier();
        check.Expect(rig.Inspect(TokenRig::MakeControl(bad), flow) != Verdict::Pass,
                     "bit " + std::to_string(bit));
    }
    check.ExpectEqual(rig.filter->GetTable().GetOpened(), 0U, "nothing was opened");
    check.Expect(rig.gate->GetCount(TokenOutcome::Forged) > 600, "most by their code");
    check.ExpectEqual(rig.gate->GetRememberedCount(), 0U, "nothing is remembered of them");
    check.Expect(rig.Show(grant) == Verdict::Pass, "the token itself is good");
    TokenGrant thief = grant;
    for (std::size_t bit = 0; bit < 128; ++bit)
    {
        Octets secret = grant.closing.Reveal();
        secret[bit / 8] = static_cast<char>(secret[bit / 8] ^ (1 << bit % 8));
        thief.closing = Secret(secret);
        check.Expect(rig.Show(thief, TokenAct::Close) == Verdict::Drop, "a wrong secret");
    }
    check.ExpectEqual(rig.gate->GetCount(TokenOutcome::BadProof), 128U, "no proof");
    check.ExpectEqual(rig.filter->GetTable().GetOpen(), 4U, "all is still open");
}

/**
 * \param check the case
 */
void
CheckStolen(NamedCase& check)
{
    TokenRig rig;
    const auto [caller, callee] = rig.Enable();
    const auto octets = TokenRig::MakeControl(MakeTokenApp(caller, TokenAct::Open, 1));
    rig.Send(TokenRig::Mallory, 4001, rig.GetEnd(TokenRig::Bob, 5001), octets);
    rig.Send(TokenRig::Bob, 5001, rig.GetEnd(TokenRig::Alice, 4001), octets); // the wrong holder
    rig.Send(TokenRig::Alice, 4003, rig.GetEnd(TokenRig::Bob, 5001), octets); // another port
    rig.Send(TokenRig::Alice, 4001, rig.GetEnd(TokenRig::Bob, 5003), octets); // another port
    TokenRig::Step(MilliSeconds(20));
    const uint64_t refused = rig.gates[0]->GetCount(TokenOutcome::OtherFlow) +
                             rig.gates[1]->GetCount(TokenOutcome::OtherFlow);
    check.ExpectEqual(refused, 4U, "from elsewhere, and to elsewhere");
    check.ExpectEqual(rig.gates[0]->GetCheckCount() + rig.gates[1]->GetCheckCount(),
                      0U,
                      "found out without computing");
    check.Expect(rig.Talk() == Counts(0, 0), "nothing is open");
    check.ExpectEqual(rig.ledger->GetCount(TokenLedger::Fate::Refused), 1U, "refused so far");
    rig.Show(caller);
    check.Expect(rig.Talk() == Counts(1, 1), "its holder can still use it");
    check.ExpectEqual(rig.ledger->GetCount(TokenLedger::Fate::Used), 1U, "used after all");
    check.ExpectEqual(rig.ledger->GetCount(TokenLedger::Fate::Unused), 1U, "the callee's is not");
    check.Expect(rig.ledger->IsBalanced(), "all tokens are accounted for");
}

/**
 * \param check the case
 */
void
CheckExpiry(NamedCase& check)
{
    TokenRig rig;
    rig.control->SetAttribute("Lifetime", TimeValue(Seconds(10)));
    const auto [caller, callee] = rig.Enable();
    TokenRig::Step(Seconds(9));
    rig.Show(caller);
    check.Expect(rig.Talk() == Counts(1, 1), "good until its end");
    TokenRig::Step(Seconds(1));
    check.Expect(rig.Talk() == Counts(0, 0), "what it opened ends with it");
    rig.Show(caller);
    check.ExpectEqual(rig.gates[0]->GetCount(TokenOutcome::Expired), 1U, "expired");
    check.ExpectEqual(rig.filters[0]->GetTable().GetClosed(PinholeEnd::Expired), 4U, "by time");
    check.ExpectEqual(rig.gates[0]->GetRememberedCount(), 0U, "and is forgotten");
    check.ExpectEqual(rig.ledger->GetCount(TokenLedger::Fate::Used), 1U, "used before");
    check.ExpectEqual(rig.ledger->GetCount(TokenLedger::Fate::ExpiredUnused), 1U, "never used");
    rig.control->SetAttribute("Lifetime", TimeValue(Hours(25)));
    rig.Show(rig.Enable("long").first);
    check.ExpectEqual(rig.gates[0]->GetCount(TokenOutcome::TooLong),
                      1U,
                      "nothing is remembered for more than a day");
    check.ExpectEqual(rig.ledger->GetCount(TokenLedger::Fate::Refused), 1U, "refused");
    check.Expect(rig.ledger->IsBalanced(), "all tokens are accounted for");
}

/**
 * \param check the case
 */
void
CheckSilence(NamedCase& check)
{
    TokenRig rig;
    rig.Show(rig.Enable().first);
    TokenRig::Step(Seconds(31));
    check.Expect(rig.Talk() == Counts(0, 0), "a lost end of a call: silence closes");
    check.ExpectEqual(rig.filters[0]->GetTable().GetClosed(PinholeEnd::Idle), 4U, "by silence");
    rig.Show(rig.Enable().first);
    check.Expect(rig.Talk() == Counts(1, 1), "after a pause the token opens again");
    check.ExpectEqual(rig.control->GetIssuedCount(), 2U, "it is the same token");
}

/**
 * \param check the case
 */
void
CheckChange(NamedCase& check)
{
    TokenRig rig;
    const auto first = rig.Enable();
    rig.Show(first.first);
    const auto second = rig.Enable("call", 6000);
    check.Expect(rig.Talk(6000) == Counts(0, 0), "not yet");
    rig.Show(second.second);
    check.Expect(rig.Talk(6000) == Counts(1, 1), "the callee's token alone opens");
    check.Expect(rig.Talk(4000) == Counts(0, 0), "where the stream was is closed");
    check.ExpectEqual(rig.filters[0]->GetTable().GetClosed(PinholeEnd::Replaced), 4U, "replaced");
    rig.Show(first.first);
    rig.Show(first.second);
    check.ExpectEqual(rig.gates[1]->GetCount(TokenOutcome::Replayed),
                      1U,
                      "the former token opens nothing");
    rig.Show(first.first, TokenAct::Close);
    check.Expect(rig.Talk(6000) == Counts(1, 1), "to close the former one does no harm");
    rig.Show(second.first);
    const auto third = rig.Enable("other", 4000);
    rig.Show(third.first);
    check.Expect(rig.Talk(4000) == Counts(1, 1), "another call has its own");
    check.Expect(rig.Talk(6000) == Counts(1, 1), "beside the first");
}

/**
 * \param check the case
 */
void
CheckOrder(NamedCase& check)
{
    GateRig rig;
    const auto first = rig.rig.Enable();
    const auto second = rig.rig.Enable("call", 6000);
    check.Expect(rig.Show(second.first) == Verdict::Pass, "the newer one comes first");
    check.Expect(rig.Show(first.first) == Verdict::Drop, "the older one is too late");
    check.ExpectEqual(rig.gate->GetCount(TokenOutcome::Replayed), 1U, "replayed");
    const auto third = rig.rig.Enable("third", 7000);
    check.Expect(rig.Show(third.second, TokenAct::Close) == Verdict::Pass, "closed unopened");
    check.Expect(rig.Show(third.first) == Verdict::Drop, "never opens");
}

/**
 * \param check the case
 */
void
CheckFlood(NamedCase& check)
{
    GateRig rig;
    const auto good = rig.rig.Enable();
    check.Expect(rig.Show(good.first) == Verdict::Pass, "a call under way");
    const auto late = rig.rig.Enable("late", 6000).first;
    const uint64_t before = rig.GetCodes();
    TokenGrant forged = late;
    uint64_t dropped = 0;
    // A line of 100 Mbit/s carries about 70000 such packets in a second.
    for (int i = 0; i < 70000; ++i)
    {
        if (i % 70 == 0)
        {
            TokenRig::Step(MilliSeconds(1));
        }
        forged.token.sequence = static_cast<uint64_t>(1000 + i);
        dropped += rig.Show(forged) == Verdict::Drop ? 1 : 0;
    }
    const uint64_t checks = rig.GetCodes() - before;
    check.ExpectEqual(dropped, 70000U, "all are dropped");
    check.Expect(checks >= 2000 && checks <= 2200, "checks per second and burst bound the work");
    check.ExpectEqual(rig.gate->GetCount(TokenOutcome::Forged), checks, "each of them forged");
    check.ExpectEqual(rig.gate->GetCount(TokenOutcome::RateLimited), 70000 - checks, "the rest");
    check.ExpectEqual(rig.gate->GetRememberedCount(), 1U, "nothing is remembered of them");
    check.Expect(rig.Show(good.first) == Verdict::Pass, "the call under way goes on");
    check.Expect(rig.Show(late) == Verdict::Drop, "a new call has to wait");
    TokenRig::Step(MilliSeconds(10));
    check.Expect(rig.Show(late) == Verdict::Pass, "until the flood is over");
}

/**
 * \param check the case
 */
void
CheckMemory(NamedCase& check)
{
    GateRig rig;
    rig.gate->SetAttribute("MaxTokens", UintegerValue(2));
    rig.rig.control->SetAttribute("Lifetime", TimeValue(Seconds(100)));
    const auto one = rig.rig.Enable("one", 4000).first;
    const auto two = rig.rig.Enable("two", 4010).first;
    const auto three = rig.rig.Enable("three", 4020).first;
    const auto four = rig.rig.Enable("four", 4030).first;
    check.Expect(rig.Show(one) == Verdict::Pass, "one");
    check.Expect(rig.Show(two, TokenAct::Close) == Verdict::Pass, "two is closed before it opens");
    check.Expect(rig.Show(three) == Verdict::Drop, "no room");
    check.Expect(rig.Show(one, TokenAct::Close) == Verdict::Pass, "closed");
    check.Expect(rig.Show(three) == Verdict::Drop, "closed ones take room");
    check.Expect(rig.Show(four, TokenAct::Close) == Verdict::Pass, "closed without room");
    check.ExpectEqual(rig.gate->GetRememberedCount(), 2U, "the bound holds");
    rig.gate->SetAttribute("MaxTokens", UintegerValue(10));
    check.Expect(rig.Show(four) == Verdict::Drop, "what was not remembered does not open");
    check.ExpectEqual(rig.gate->GetCount(TokenOutcome::Full), 3U, "full");
    TokenRig::Step(Seconds(50));
    const auto five = rig.rig.Enable("five", 4040).first;
    check.Expect(rig.Show(five) == Verdict::Pass, "a token that expires later does");
    TokenRig::Step(Seconds(51));
    check.Expect(rig.Show(five) == Verdict::Pass, "and still does");
    check.ExpectEqual(rig.gate->GetRememberedCount(), 1U, "what expired is forgotten");
    rig.filter->SetAttribute("MaxPinholes", UintegerValue(6));
    rig.rig.control->SetAttribute("Lifetime", TimeValue(Hours(1)));
    const auto six = rig.rig.Enable("six", 4050).first;
    check.Expect(rig.Show(six) == Verdict::Drop, "no room for all its pinholes");
    check.ExpectEqual(rig.filter->GetTable().GetOpen(), 4U, "then none is open");
    check.Expect(rig.filter->GetTable().IsBalanced(), "all pinholes are accounted for");
}

/**
 * \param check the case
 */
void
CheckRollover(NamedCase& check)
{
    GateRig rig;
    const auto old = rig.rig.Enable("old", 4000).first;
    rig.rig.keys.Add(2, Secret(Octets(32, 'n')));
    rig.rig.control->SetKeys(rig.rig.keys);
    rig.rig.control->SetAttribute("KeyId", UintegerValue(2));
    const auto young = rig.rig.Enable("young", 4010).first;
    check.Expect(rig.Show(young) == Verdict::NotMine, "an unknown key: another firewall's");
    rig.gate->SetKeys(rig.rig.keys);
    check.Expect(rig.Show(young) == Verdict::Pass, "the new key");
    check.Expect(rig.Show(old) == Verdict::Pass, "and the old one");
    TokenKeys next = rig.rig.keys;
    next.Remove(1);
    rig.gate->SetKeys(next);
    check.Expect(rig.Show(old) == Verdict::NotMine, "the old one is gone");
    check.Expect(rig.Show(young) == Verdict::Pass, "the new one is there");
    next.Add(2, Secret(Octets(32, 'x')));
    rig.gate->SetKeys(next);
    check.Expect(rig.Show(young) == Verdict::Drop,
                 "under another key the same octets are not good, though they were");
}

/**
 * \param check the case
 */
void
CheckSeveral(NamedCase& check)
{
    GateRig rig;
    TokenGrant foreign = rig.rig.Enable().first;
    const auto mine = foreign;
    foreign.token.keyId = 99;
    const auto inspect = [&](const std::vector<TokenGrant>& grants)
    {
        RtcpCompound compound;
        compound.packets.emplace_back(RtcpReceiverReport{1, {}});
        compound.packets.emplace_back(RtcpSourceDescription{{{1, {{1, "x"}}}}});
        for (const auto& grant : grants)
        {
            compound.packets.emplace_back(MakeTokenApp(grant, TokenAct::Open, 1));
        }
        return rig.Inspect(*compound.Serialize(), mine.token.GetCarrier());
    };
    TokenGrant forged = mine;
    forged.token.code[0] ^= 1;
    check.Expect(inspect({foreign}) == Verdict::NotMine, "a token for another firewall");
    check.Expect(inspect({foreign, mine}) == Verdict::Pass, "one for each");
    check.Expect(inspect({mine, foreign}) == Verdict::Pass, "in either order");
    check.Expect(inspect({mine, forged}) == Verdict::Drop, "a forged one among them");
    check.Expect(inspect({mine, mine, mine, mine, mine}) == Verdict::Drop, "too many");
    check.Expect(inspect({}) == Verdict::NotMine, "RTCP without any");
    check.ExpectEqual(rig.gate->GetCount(TokenOutcome::Malformed), 1U, "counted");
}

/**
 * Firewalls that look for tokens.
 */
class TokenGateTestSuite : public TestSuite
{
  public:
    TokenGateTestSuite()
        : TestSuite("token-gate")
    {
        const auto check = [](Form form)
        {
            return [form](NamedCase& each)
            {
                CheckCall(each, form);
            };
        };
        AddTestCase(new NamedCase("a call through two firewalls", check(Form::Plain)));
        AddTestCase(new NamedCase("RFC 3711 section 3.4: the same with SRTCP that is clear",
                                  check(Form::ClearSrtcp)));
        AddTestCase(new NamedCase("each bit counts", CheckEveryBit));
        AddTestCase(new NamedCase("stolen: from and to elsewhere", CheckStolen));
        AddTestCase(new NamedCase("expiry", CheckExpiry));
        AddTestCase(new NamedCase("a call falls silent", CheckSilence));
        AddTestCase(new NamedCase("a call changes its address", CheckChange));
        AddTestCase(new NamedCase("tokens out of order", CheckOrder));
        AddTestCase(new NamedCase("forged ones at line rate", CheckFlood));
        AddTestCase(new NamedCase("memory is bounded, and fails closed", CheckMemory));
        AddTestCase(new NamedCase("keys roll over", CheckRollover));
        AddTestCase(new NamedCase("several tokens in a packet", CheckSeveral));
    }
};

TokenGateTestSuite g_tokenGateTestSuite; ///< runs with the others

} // namespace
