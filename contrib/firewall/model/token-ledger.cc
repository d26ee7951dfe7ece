// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/token-ledger.h"

#include "ns3/simulator.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(TokenLedger);

TypeId
TokenLedger::GetTypeId()
{
    static TypeId tid = TypeId("ns3::TokenLedger")
                            .SetParent<Object>()
                            .SetGroupName("Firewall")
                            .AddConstructor<TokenLedger>();
    return tid;
}

void
TokenLedger::WatchControl(Ptr<TokenFirewallControl> control)
{
    control->TraceConnectWithoutContext(
        "TokenIssued",
        MakeCallback(&TokenLedger::OnIssued, Ptr<TokenLedger>(this)));
}

void
TokenLedger::WatchGate(Ptr<TokenGate> gate)
{
    gate->TraceConnectWithoutContext("TokenJudged",
                                     MakeCallback(&TokenLedger::OnJudged, Ptr<TokenLedger>(this)));
}

void
TokenLedger::OnIssued(uint64_t sequence, const MediaToken& token)
{
    ++m_issued;
    m_entries[Name(token.commitment, token.holder)].token = token;
}

void
TokenLedger::OnJudged(TokenOutcome outcome, const MediaToken& token)
{
    if (outcome == TokenOutcome::UnknownKey)
    {
        return; // no firewall of this maker
    }
    const auto found = m_entries.find(Name(token.commitment, token.holder));
    if (found == m_entries.end() || found->second.token.code != token.code ||
        outcome == TokenOutcome::Forged)
    {
        ++m_foreign;
        m_foreignUsed += IsGood(outcome) ? 1 : 0;
        return;
    }
    found->second.isUsed = found->second.isUsed || IsGood(outcome);
    found->second.isRefused = found->second.isRefused || !IsGood(outcome);
}

uint64_t
TokenLedger::GetIssuedCount() const
{
    return m_issued;
}

uint64_t
TokenLedger::GetCount(Fate fate) const
{
    uint64_t count = 0;
    for (const auto& [name, entry] : m_entries)
    {
        Fate its = Fate::Unused;
        if (entry.isUsed)
        {
            its = Fate::Used;
        }
        else if (entry.isRefused)
        {
            its = Fate::Refused;
        }
        else if (entry.token.GetExpiry() <= Simulator::Now())
        {
            its = Fate::ExpiredUnused;
        }
        count += its == fate ? 1 : 0;
    }
    return count;
}

uint64_t
TokenLedger::GetForeignCount() const
{
    return m_foreign;
}

uint64_t
TokenLedger::GetForeignUsedCount() const
{
    return m_foreignUsed;
}

bool
TokenLedger::IsBalanced() const
{
    return m_issued == m_entries.size() && m_foreignUsed == 0 &&
           m_issued == GetCount(Fate::Used) + GetCount(Fate::Refused) +
                           GetCount(Fate::ExpiredUnused) + GetCount(Fate::Unused);
}

} // namespace ns3
