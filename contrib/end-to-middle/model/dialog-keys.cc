// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/dialog-keys.h"

#include <algorithm>
#include <utility>

namespace ns3
{
namespace
{

/// More later messages than any store allows: the store's own bound applies.
constexpr uint32_t NO_BOUND = uint32_t{1} << 31;

/// Where keys are kept a second time if they may open messages of other calls.
constexpr std::string_view ANY_CALL;

/**
 * \param rules when to renew
 * \return what the store holds at most
 */
CekStoreLimits
MakeLimits(const DialogKeyRules& rules)
{
    CekStoreLimits limits = rules.limits;
    limits.lifetime = rules.expiry + DialogKeys::GRACE;
    return limits;
}

} // namespace

DialogKeys::DialogKeys(const DialogKeyRules& rules)
    : m_rules(rules)
    , m_strategy(CekReuseStrategy::Create(rules.reuse))
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
        Tell(CekEvent::Kind::Refused, scope, attributes.reference, origin.byPeer);
        return;
    }
    if (!m_rules.bindsToCall)
    {
        static_cast<void>(m_store.Put(ANY_CALL, {attributes.reference, NO_BOUND}, cek, now));
    }
    auto& entry = m_scopes[scope];
    // The store makes room by itself; what it dropped need not be known here any longer.
    for (auto key = entry.keys.begin(); key != entry.keys.end();)
    {
        if (m_store.Find(scope, key->first, now))
        {
            ++key;
            continue;
        }
        Tell(CekEvent::Kind::Dropped, scope, key->first, key->second.origin.byPeer);
        key = entry.keys.erase(key);
    }
    entry.doesPeerReuse = entry.doesPeerReuse || origin.byPeer;
    const bool isFirst = entry.keys.empty();
    const auto [key, isNew] = entry.keys.try_emplace(attributes.reference);
    if (isNew)
    {
        key->second.maxDecrypts = attributes.maxDecrypts;
        key->second.introduced = now;
        key->second.isConfirmed = origin.byPeer;
        key->second.origin = origin;
        Tell(isFirst ? CekEvent::Kind::Introduced : CekEvent::Kind::Renewed,
             scope,
             attributes.reference,
             origin.byPeer);
    }
    key->second.lastTouched = ++m_touched;
}

CekState
DialogKeys::Judge(const Scope& scope, const Key& key, bool isRequest, int64_t now) const
{
    // An answer of ours that brought a key was acknowledged, by ACK or PRACK, before we may send a
    // request with a description (RFC 3261 section 14.1, RFC 3311 section 5.1).
    const bool hasPeer = key.isConfirmed || (isRequest && key.origin.inResponse);
    const bool isForked = scope.peers.size() > 1 && !key.origin.inDialog;
    CekState state;
    state.isOurs = !key.origin.byPeer;
    state.isUsable = hasPeer && !key.isLost && now - key.introduced < m_rules.expiry &&
                     !(isForked && m_rules.renewAfterFork);
    state.used = key.used;
    state.maxDecrypts = key.maxDecrypts;
    return state;
}

CekPlan
DialogKeys::PlanSending(const std::string& scope, bool isRequest, int64_t now)
{
    CekPlan plan;
    const auto entry = m_scopes.find(scope);
    if (entry != m_scopes.end())
    {
        std::vector<std::pair<const Octets*, const Key*>> keys;
        for (const auto& [reference, key] : entry->second.keys)
        {
            if (!key.isRetired) // an old message may have touched it last
            {
                keys.emplace_back(&reference, &key);
            }
        }
        std::sort(keys.begin(),
                  keys.end(),
                  [](const auto& a, const auto& b)
                  {
                      return a.second->lastTouched > b.second->lastTouched;
                  });
        std::vector<CekState> states;
        for (const auto& [reference, key] : keys)
        {
            states.push_back(Judge(entry->second, *key, isRequest, now));
        }
        const auto chosen = m_strategy->Choose(states, isRequest);
        const auto kek = chosen ? m_store.Find(scope, *keys[*chosen].first, now)
                                : tl::unexpected(CekError::Unknown);
        if (kek)
        {
            plan.kek = *kek;
            plan.holders = keys[*chosen].second->origin.servers;
        }
    }
    if (m_strategy->Introduces(isRequest, plan.kek.has_value()))
    {
        plan.introduced = CekAttributes{{}, m_strategy->GetMaxDecrypts(m_rules.maxDecrypts)};
    }
    return plan;
}

std::optional<KekRecipient>
DialogKeys::FindForOpening(const std::string& scope,
                           const std::vector<Octets>& references,
                           int64_t now)
{
    for (const auto& reference : references)
    {
        auto kek = m_store.Find(scope, reference, now);
        if (!kek && !m_rules.bindsToCall)
        {
            kek = m_store.Find(ANY_CALL, reference, now);
        }
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
    key.lastTouched = ++m_touched;
    entry->second.doesPeerReuse = entry->second.doesPeerReuse || byPeer;
    // Its bound is far above ours; the key was there a moment ago.
    static_cast<void>(m_store.Use(scope, reference, now));
}

void
DialogKeys::Confirm(const std::string& scope, bool byResponse)
{
    const auto entry = m_scopes.find(scope);
    if (entry == m_scopes.end() || !entry->second.doesPeerReuse)
    {
        return;
    }
    for (auto& [reference, key] : entry->second.keys)
    {
        key.isConfirmed = key.isConfirmed || key.origin.inResponse != byResponse;
    }
}

void
DialogKeys::Retire(const std::string& scope)
{
    const auto entry = m_scopes.find(scope);
    if (entry == m_scopes.end())
    {
        return;
    }
    for (auto& [reference, key] : entry->second.keys)
    {
        key.isRetired = true;
    }
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
        Tell(CekEvent::Kind::Lost, scope, reference, key->second.origin.byPeer);
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
    const auto entry = m_scopes.find(scope);
    if (entry == m_scopes.end())
    {
        return;
    }
    const auto keys = std::move(entry->second.keys);
    m_scopes.erase(entry);
    for (const auto& [reference, key] : keys)
    {
        Tell(CekEvent::Kind::Dropped, scope, reference, key.origin.byPeer);
    }
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
    if (rules.reuse != m_rules.reuse)
    {
        m_strategy = CekReuseStrategy::Create(rules.reuse);
    }
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

void
DialogKeys::SetListener(std::function<void(const CekEvent&)> listener)
{
    m_listener = std::move(listener);
}

void
DialogKeys::Tell(CekEvent::Kind kind,
                 const std::string& scope,
                 const Octets& reference,
                 bool byPeer) const
{
    if (m_listener)
    {
        m_listener({kind, scope, reference, byPeer});
    }
}

} // namespace ns3
