// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-nonce-book.h"

#include <algorithm>

namespace ns3
{

namespace
{

constexpr uint32_t WINDOW = 64; // counts below the highest that are told apart

} // namespace

SipNonceBook::SipNonceBook(std::size_t capacity, int64_t lifetime)
    : m_capacity(std::max<std::size_t>(capacity, 1))
    , m_lifetime(lifetime)
{
}

void
SipNonceBook::Issue(const std::string& nonce, int64_t now)
{
    Purge(now);
    if (!m_entries.emplace(nonce, Entry{now + m_lifetime, 0, 0}).second)
    {
        return;
    }
    m_order.push_back(nonce);
    while (m_order.size() > m_capacity)
    {
        m_entries.erase(m_order.front());
        m_order.pop_front();
    }
}

SipNonceVerdict
SipNonceBook::Check(const std::string& nonce, uint32_t count, int64_t now) const
{
    const auto found = m_entries.find(nonce);
    if (found == m_entries.end() || now >= found->second.expiry)
    {
        return SipNonceVerdict::Stale;
    }
    const Entry& entry = found->second;
    if (entry.window == 0 || count > entry.highest)
    {
        return SipNonceVerdict::Fresh;
    }
    const uint32_t age = entry.highest - count;
    const bool used = count == 0 || age >= WINDOW || ((entry.window >> age) & 1) != 0;
    return used ? SipNonceVerdict::Replay : SipNonceVerdict::Fresh;
}

void
SipNonceBook::Use(const std::string& nonce, uint32_t count)
{
    const auto found = m_entries.find(nonce);
    if (found == m_entries.end())
    {
        return;
    }
    Entry& entry = found->second;
    if (count >= entry.highest)
    {
        const uint32_t shift = count - entry.highest;
        entry.window = shift >= WINDOW ? 0 : entry.window << shift;
        entry.window |= 1;
        entry.highest = count;
    }
    else if (entry.highest - count < WINDOW)
    {
        entry.window |= uint64_t{1} << (entry.highest - count);
    }
}

std::size_t
SipNonceBook::GetSize() const
{
    return m_entries.size();
}

void
SipNonceBook::Purge(int64_t now)
{
    while (!m_order.empty())
    {
        const auto oldest = m_entries.find(m_order.front());
        if (oldest != m_entries.end() && now < oldest->second.expiry)
        {
            return;
        }
        if (oldest != m_entries.end())
        {
            m_entries.erase(oldest);
        }
        m_order.pop_front();
    }
}

} // namespace ns3
