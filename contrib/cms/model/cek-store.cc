// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/cek-store.h"

#include <algorithm>
#include <limits>

namespace ns3
{

namespace
{

/// Octets of a content-encryption key that can become a key-encryption key here.
constexpr std::size_t KEY_SIZE = 16;

} // namespace

std::string_view
ToString(CekError error)
{
    switch (error)
    {
    case CekError::Unknown:
        return "unknown CEK reference";
    case CekError::Expired:
        return "CEK expired";
    case CekError::Exhausted:
        return "CEK used as often as allowed";
    case CekError::Conflict:
        return "CEK reference in use for another key";
    case CekError::Full:
        return "CEK store full";
    case CekError::Invalid:
        return "invalid CEK or reference";
    }
    return "unknown error";
}

CekStore::CekStore(const CekStoreLimits& limits)
    : m_limits(limits)
{
}

tl::expected<void, CekError>
CekStore::Put(std::string_view scope,
              const CekAttributes& attributes,
              const Secret& cek,
              int64_t now)
{
    const uint32_t uses = std::min(attributes.maxDecrypts.value_or(1), m_limits.maxUses);
    if (cek.GetSize() != KEY_SIZE || attributes.reference.empty() ||
        attributes.reference.size() > m_limits.maxReferenceOctets || uses == 0)
    {
        return tl::unexpected(CekError::Invalid);
    }
    auto found = m_scopes.find(scope);
    if (found != m_scopes.end())
    {
        for (const Entry& entry : found->second)
        {
            if (entry.reference == attributes.reference)
            {
                if (DeriveKek(cek) == entry.kek)
                {
                    return {};
                }
                return tl::unexpected(CekError::Conflict);
            }
        }
    }
    if (found != m_scopes.end() && found->second.size() >= m_limits.maxPerScope)
    {
        found->second.pop_front();
        --m_size;
    }
    if (m_size >= m_limits.maxTotal)
    {
        Purge(now);
        found = m_scopes.find(scope); // it may be gone
    }
    if (m_size >= m_limits.maxTotal || m_limits.maxPerScope == 0)
    {
        return tl::unexpected(CekError::Full);
    }
    if (found == m_scopes.end())
    {
        found = m_scopes.emplace(Octets(scope), Scope()).first;
    }
    const int64_t latest = std::numeric_limits<int64_t>::max();
    const int64_t expiry = now > latest - m_limits.lifetime ? latest : now + m_limits.lifetime;
    found->second.push_back({attributes.reference, DeriveKek(cek), uses, expiry});
    ++m_size;
    return {};
}

tl::expected<CekStore::Entry*, CekError>
CekStore::Locate(std::string_view scope, std::string_view reference, int64_t now)
{
    const auto found = m_scopes.find(scope);
    if (found == m_scopes.end())
    {
        return tl::unexpected(CekError::Unknown);
    }
    for (Entry& entry : found->second)
    {
        if (entry.reference != reference)
        {
            continue;
        }
        if (entry.usesLeft == 0)
        {
            return tl::unexpected(CekError::Exhausted);
        }
        if (now >= entry.expiry || entry.kek.GetSize() == 0) // wiped when it expired
        {
            entry.kek = Secret();
            return tl::unexpected(CekError::Expired);
        }
        return &entry;
    }
    return tl::unexpected(CekError::Unknown);
}

tl::expected<KekRecipient, CekError>
CekStore::Find(std::string_view scope, std::string_view reference, int64_t now)
{
    return Locate(scope, reference, now)
        .map(
            [](const Entry* entry)
            {
                return KekRecipient{entry->reference, entry->kek};
            });
}

tl::expected<KekRecipient, CekError>
CekStore::Use(std::string_view scope, std::string_view reference, int64_t now)
{
    return Locate(scope, reference, now)
        .map(
            [](Entry* entry)
            {
                KekRecipient recipient{entry->reference, entry->kek};
                if (--entry->usesLeft == 0)
                {
                    entry->kek = Secret();
                }
                return recipient;
            });
}

void
CekStore::Forget(std::string_view scope)
{
    const auto found = m_scopes.find(scope);
    if (found != m_scopes.end())
    {
        m_size -= found->second.size();
        m_scopes.erase(found);
    }
}

std::size_t
CekStore::GetSize() const
{
    return m_size;
}

void
CekStore::Purge(int64_t now)
{
    for (auto scope = m_scopes.begin(); scope != m_scopes.end();)
    {
        Scope& entries = scope->second;
        const std::size_t before = entries.size();
        entries.remove_if(
            [now](const Entry& entry)
            {
                return entry.usesLeft == 0 || now >= entry.expiry;
            });
        m_size -= before - entries.size();
        scope = entries.empty() ? m_scopes.erase(scope) : std::next(scope);
    }
}

} // namespace ns3
