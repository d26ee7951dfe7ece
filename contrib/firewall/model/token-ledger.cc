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
    Settle();
    ++m_issued;
    ++m_counts[static_cast<std::size_t>(Fate::Unused)];
    const Name name(token.commitment, token.holder);
    m_entries[name].token = token;
    m_fresh.emplace(token.expiry, name);
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
    Settle();
    Entry& entry = found->second;
    const bool isFirst = m_fresh.erase({entry.token.expiry, found->first}) > 0;
    const Fate unseen = isFirst ? Fate::Unused : Fate::ExpiredUnused;
    if (IsGood(outcome))
    {
        m_lateUsed += entry.token.GetExpiry() <= Simulator::Now() ? 1 : 0;
        if (!entry.isUsed)
        {
            Move(entry.isRefused ? Fate::Refused : unseen, Fate::Used);
        }
        entry.isUsed = true;
        return;
    }
    if (!entry.isUsed && !entry.isRefused)
    {
        Move(unseen, Fate::Refused);
    }
    entry.isRefused = true;
}

void
TokenLedger::Settle() const
{
    const int64_t now = Simulator::Now().GetMilliSeconds();
    while (!m_fresh.empty() && static_cast<int64_t>(m_fresh.begin()->first) <= now)
    {
        m_fresh.erase(m_fresh.begin());
        Move(Fate::Unused, Fate::ExpiredUnused);
    }
}

void
TokenLedger::Move(Fate from, Fate to) const
{
    --m_counts[static_cast<std::size_t>(from)];
    ++m_counts[static_cast<std::size_t>(to)];
}

TokenLedger::Fate
TokenLedger::Tell(const Entry& entry)
{
    if (entry.isUsed)
    {
        return Fate::Used;
    }
    if (entry.isRefused)
    {
        return Fate::Refused;
    }
    return entry.token.GetExpiry() <= Simulator::Now() ? Fate::ExpiredUnused : Fate::Unused;
}

uint64_t
TokenLedger::GetIssuedCount() const
{
    return m_issued;
}

uint64_t
TokenLedger::GetCount(Fate fate) const
{
    Settle();
    return m_counts[static_cast<std::size_t>(fate)];
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

uint64_t
TokenLedger::GetLateUsedCount() const
{
    return m_lateUsed;
}

bool
TokenLedger::IsBalanced() const
{
    Settle();
    std::array<uint64_t, FATES> counts{};
    for (const auto& [name, entry] : m_entries)
    {
        ++counts[static_cast<std::size_t>(Tell(entry))];
    }
    return counts == m_counts && m_issued == m_entries.size() && m_foreignUsed == 0 &&
           m_lateUsed == 0;
}

} // namespace ns3
