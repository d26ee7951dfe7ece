// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-replay-memory.h"

namespace ns3
{

SipReplayMemory::SipReplayMemory(std::size_t capacity)
    : m_capacity(capacity)
{
}

bool
SipReplayMemory::Admit(const std::string& thing,
                       const std::string& use,
                       const std::string& way,
                       int64_t expires,
                       int64_t now)
{
    while (!m_byEnd.empty() && m_byEnd.begin()->first < now)
    {
        ForgetFirst();
    }
    const auto found = m_entries.find(thing);
    if (found != m_entries.end())
    {
        Entry& entry = found->second;
        return entry.use == use && entry.ways.size() < MAX_WAYS && entry.ways.insert(way).second;
    }
    while (!m_entries.empty() && m_entries.size() >= m_capacity)
    {
        ++m_forgotten;
        ForgetFirst();
    }
    if (m_capacity > 0)
    {
        m_entries.emplace(thing, Entry{use, {way}, expires});
        m_byEnd.emplace(expires, thing);
    }
    return true;
}

void
SipReplayMemory::SetCapacity(std::size_t capacity)
{
    m_capacity = capacity;
    while (m_entries.size() > m_capacity)
    {
        ++m_forgotten;
        ForgetFirst();
    }
}

std::size_t
SipReplayMemory::GetSize() const
{
    return m_entries.size();
}

uint64_t
SipReplayMemory::GetForgottenCount() const
{
    return m_forgotten;
}

void
SipReplayMemory::ForgetFirst()
{
    m_entries.erase(m_byEnd.begin()->second);
    m_byEnd.erase(m_byEnd.begin());
}

} // namespace ns3
