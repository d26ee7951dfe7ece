// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/dialog-keys.h"

namespace ns3
{
namespace
{

/// More later messages than any store allows: the store's own bound applies.
constexpr uint32_t NO_BOUND = uint32_t{1} << 31;

/**
 * \param rules when to renew
 * \return what the store holds at most
 */
CekStoreLimits
MakeLimits(const DialogKeyRules& rules)
{
    CekStoreLimits limits;
    limits.lifetime = rules.expiry + DialogKeys::GRACE;
    return limits;
}

} // namespace

DialogKeys::DialogKeys(const DialogKeyRules& rules)
    : m_rules(rules)
    , m_store(MakeLimits(rules))
{
}

void
DialogKeys::Introduce(const std::string& scope,
                      const CekAttributes& attributes,
                      const Secret& cek,
                      const Origin& origin,
                      int64_t now)
{
    if (!m_store.Put(scope, {attributes.reference, NO_BOUND}, cek, now))
    {
        return;
    }
    auto& entry = m_scopes[scope];
    // The store makes room by itself; what it dropped need not be known here any longer.
    for (auto key = entry.keys.begin(); key != entry.keys.end();)
    {
        const bool isKept = m_store.Find(scope, key->first, now).has_value();
        key = isKept ? std::next(key) : entry.keys.erase(key);
    }
    const auto [key, isNew] = entry.keys.try_emplace(attributes.reference);
    if (isNew)
    {
        key->second.maxDecrypts = attributes.maxDecrypts.value_or(1);
        key->second.introduced = now;
        key->second.isConfirmed = origin.byPeer;
        key->second.origin = origin;
    }
    entry.current = attributes.reference;
}

std::optional<KekRecipient>
DialogKeys::FindForSending(const std::string& scope, uint32_t uses, int64_t now)
{
    const auto entry = m_scopes.find(scope);
    if (entry == m_scopes.end())
    {
        return std::nullopt;
    }
    const auto found = entry->second.keys.find(entry->second.current);
    if (found == entry->second.keys.end())
    {
        return std::nullopt;
    }
    const auto& key = found->second;
    const bool isForked = entry->second.peers.size() > 1 && !key.origin.inDialog;
    if (!key.isConfirmed || key.isLost || key.used + uint64_t{uses} > key.maxDecrypts ||
        now - key.introduced >= m_rules.expiry || (isForked && m_rules.renewAfterFork))
    {
        return std::nullopt;
    }
    const auto kek = m_store.Find(scope, found->first, now);
    return kek ? std::optional(*kek) : std::nullopt;
}

std::optional<KekRecipient>
DialogKeys::FindForOpening(const std::string& scope,
                           const std::vector<Octets>& references,
                           int64_t now)
{
    for (const auto& reference : references)
    {
        const auto kek = m_store.Find(scope, reference, now);
        if (kek)
        {
            return *kek;
        }
    }
    return std::nullopt;
}

void
DialogKeys::Count(const std::string& scope, const Octets& reference, bool byPeer, int64_t now)
{
    const auto entry = m_scopes.find(scope);
    if (entry == m_scopes.end() || entry->second.keys.count(reference) == 0)
    {
        return;
    }
    auto& key = entry->second.keys[reference];
    ++key.used;
    key.isConfirmed = key.isConfirmed || byPeer;
    entry->second.current = reference;
    // Its bound is far above ours; the key was there a moment ago.
    static_cast<void>(m_store.Use(scope, reference, now));
}

void
DialogKeys::MarkLost(const std::string& scope, const Octets& reference)
{
    const auto entry = m_scopes.find(scope);
    if (entry == m_scopes.end())
    {
        return;
    }
    const auto key = entry->second.keys.find(reference);
    if (key != entry->second.keys.end())
    {
        key->second.isLost = true;
    }
}

void
DialogKeys::AddPeer(const std::string& scope, const std::string& tag)
{
    const auto entry = m_scopes.find(scope);
    if (entry != m_scopes.end() && !tag.empty())
    {
        entry->second.peers.insert(tag);
    }
}

void
DialogKeys::Forget(const std::string& scope)
{
    m_store.Forget(scope);
    m_scopes.erase(scope);
}

std::set<std::string>
DialogKeys::GetServers(const std::string& scope, const Octets& reference) const
{
    const auto entry = m_scopes.find(scope);
    if (entry == m_scopes.end())
    {
        return {};
    }
    const auto key = entry->second.keys.find(reference);
    return key == entry->second.keys.end() ? std::set<std::string>{} : key->second.origin.servers;
}

void
DialogKeys::Clear()
{
    m_scopes.clear();
    m_store = CekStore(MakeLimits(m_rules));
}

void
DialogKeys::SetRules(const DialogKeyRules& rules)
{
    m_rules = rules;
    if (m_store.GetSize() == 0)
    {
        m_store = CekStore(MakeLimits(m_rules));
    }
}

std::size_t
DialogKeys::GetSize() const
{
    return m_store.GetSize();
}

} // namespace ns3
