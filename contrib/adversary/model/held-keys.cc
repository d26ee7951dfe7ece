// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/held-keys.h"

#include "ns3/crypto-context-helper.h"
#include "ns3/envelope.h"
#include "ns3/mime-multipart.h"
#include "ns3/sip-body-entity.h"
#include "ns3/smime-entity.h"

#include <utility>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(HeldKeys);

namespace
{

/**
 * @param entity any entity
 * @return the envelope that it is; empty if it is none
 */
Octets
GetEnvelope(const MimeEntity& entity)
{
    const SmimeKind kind = GetSmimeKind(entity);
    if (kind != SmimeKind::Enveloped && kind != SmimeKind::AuthEnveloped)
    {
        return {};
    }
    return ExtractCms(entity).value_or(Octets());
}

/**
 * @param entity a body
 * @param depth how many signatures may be around its parts
 * @return the parts that are no multiparts; what is inside signatures in their place
 */
std::vector<MimeEntity>
ListParts(const MimeEntity& entity, int depth)
{
    std::vector<MimeEntity> parts;
    for (auto& leaf : CollectLeaves(entity).value_or(std::vector<MimeEntity>{}))
    {
        const auto der = depth > 0 && GetSmimeKind(leaf) == SmimeKind::Signed
                             ? ExtractCms(leaf)
                             : tl::unexpected(MimeError::Unsupported);
        // Nobody asks an attacker to check the signature: what it is around is somewhere inside.
        const auto at = der ? der->find("Content-") : Octets::npos;
        const auto inside = at == Octets::npos ? tl::unexpected(MimeError::Malformed)
                                               : MimeEntity::Parse(der->substr(at));
        if (inside)
        {
            for (auto& part : ListParts(*inside, depth - 1))
            {
                parts.push_back(std::move(part));
            }
            continue;
        }
        parts.push_back(std::move(leaf));
    }
    return parts;
}

} // namespace

TypeId
HeldKeys::GetTypeId()
{
    static TypeId tid = TypeId("ns3::HeldKeys")
                            .SetParent<Object>()
                            .SetGroupName("Adversary")
                            .AddConstructor<HeldKeys>();
    return tid;
}

HeldKeys::HeldKeys() = default;

void
HeldKeys::DoDispose()
{
    m_credentials.clear();
    m_keys.clear();
    m_context = nullptr;
    Object::DoDispose();
}

void
HeldKeys::SetStream(int64_t stream)
{
    m_stream = stream;
    m_context = nullptr;
}

void
HeldKeys::AddCredential(std::shared_ptr<CryptoContext> context, const Credential& credential)
{
    m_credentials.push_back({std::move(context), credential});
}

void
HeldKeys::AddKey(const KekRecipient& key)
{
    if (m_keys.size() < MAX_KEYS || m_keys.count(key.identifier) > 0)
    {
        m_keys[key.identifier] = key;
        m_newest = key.identifier;
    }
}

std::optional<KekRecipient>
HeldKeys::GetNewestKey() const
{
    const auto found = m_keys.find(m_newest);
    return found == m_keys.end() ? std::nullopt : std::optional(found->second);
}

std::size_t
HeldKeys::GetKeyCount() const
{
    return m_keys.size();
}

std::shared_ptr<CryptoContext>
HeldKeys::GetContext()
{
    if (!m_context)
    {
        m_context = CreateCryptoContext(m_stream);
    }
    return m_context;
}

std::optional<HeldKeys::Opened>
HeldKeys::Open(const MimeEntity& entity)
{
    Opened result;
    result.der = GetEnvelope(entity);
    const auto envelope = Envelope::Parse(result.der);
    if (result.der.empty() || !envelope)
    {
        return std::nullopt;
    }
    Work work; // an attacker's computer is no node of the simulation
    tl::expected<OpenedEnvelope, CmsError> opened = tl::unexpected(CmsError::NotARecipient);
    for (const Owned& owned : m_credentials)
    {
        if (!opened)
        {
            opened = envelope->Open(*owned.context, owned.credential, work);
        }
    }
    for (const Octets& reference : envelope->GetKekIdentifiers())
    {
        const auto key = m_keys.find(reference);
        if (!opened && key != m_keys.end())
        {
            opened = envelope->OpenWithKek(*GetContext(), key->second, work);
            result.byReuse = opened.has_value();
        }
    }
    if (!opened)
    {
        return std::nullopt;
    }
    if (const auto attributes = envelope->GetCekAttributes())
    {
        result.introduced = KekRecipient{attributes->reference, DeriveKek(opened->cek)};
        AddKey(*result.introduced);
    }
    result.content = std::move(opened->content);
    result.cek = std::move(opened->cek);
    return result;
}

std::vector<HeldKeys::Opened>
HeldKeys::OpenAll(const SipMessage& message)
{
    std::vector<Opened> all;
    for (const MimeEntity& part : ListParts(GetBodyEntity(message), 2))
    {
        if (auto opened = Open(part))
        {
            all.push_back(std::move(*opened));
        }
    }
    return all;
}

std::vector<Octets>
HeldKeys::FindEnvelopes(const SipMessage& message)
{
    std::vector<Octets> all;
    for (const MimeEntity& part : ListParts(GetBodyEntity(message), 2))
    {
        Octets der = GetEnvelope(part);
        if (!der.empty())
        {
            all.push_back(std::move(der));
        }
    }
    return all;
}

} // namespace ns3
