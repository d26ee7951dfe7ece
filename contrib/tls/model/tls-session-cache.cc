// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/tls-session-cache.h"

#include <algorithm>
#include <utility>

namespace ns3
{

TlsSessionCache::TlsSessionCache(size_t capacity)
    : m_capacity(capacity)
{
}

void
TlsSessionCache::Put(const Octets& key, Entry entry)
{
    Drop(key);
    while (!m_order.empty() && m_order.size() >= m_capacity)
    {
        const Octets oldest = m_order.front();
        Drop(oldest);
    }
    if (m_capacity > 0)
    {
        m_entries.emplace(key, std::move(entry));
        m_order.push_back(key);
    }
}

const TlsSessionCache::Entry*
TlsSessionCache::Find(std::string_view key, int64_t unixTime)
{
    const auto found = m_entries.find(key);
    if (found == m_entries.end())
    {
        return nullptr;
    }
    if (unixTime > found->second.end)
    {
        Drop(key);
        return nullptr;
    }
    return &found->second;
}

void
TlsSessionCache::Drop(std::string_view key)
{
    const auto found = m_entries.find(key);
    if (found != m_entries.end())
    {
        m_order.erase(std::find(m_order.begin(), m_order.end(), found->first));
        m_entries.erase(found);
    }
}

} // namespace ns3
