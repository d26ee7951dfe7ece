// SPDX-License-Identifier: GPL-2.0-only

#include "disclosure-observer.h"

#include "ns3/envelope.h"
#include "ns3/kek-recipient.h"
#include "ns3/mime-multipart.h"
#include "ns3/smime-entity.h"
#include "ns3/work.h"

namespace ns3
{

namespace
{

/// Entities nested deeper than this are not looked at.
constexpr unsigned MAX_DEPTH = 8;

} // namespace

DisclosureObserver::DisclosureObserver()
    : m_context(std::make_shared<CryptoContext>(Octets(CryptoContext::SEED_SIZE, 'O')))
{
}

CryptoContext&
DisclosureObserver::GetContext()
{
    return *m_context;
}

void
DisclosureObserver::AddParty(const std::string& name, const Credential& credential)
{
    m_parties.push_back({name, credential, {}});
}

std::vector<std::string>
DisclosureObserver::Observe(const std::string& sender, const SipMessage& message)
{
    const Octets& body = message.GetBody();
    if (body.empty())
    {
        return {};
    }
    // A body is the same on every hop: proxies must not change it (RFC 3261, section 16.6).
    const auto known = m_known.find(body);
    if (known != m_known.end())
    {
        return known->second;
    }
    MimeEntity entity(message.GetHeader("Content-Type").value_or("application/sdp"), body);
    if (const auto encoding = message.GetHeader("Content-Transfer-Encoding"))
    {
        entity.SetField("Content-Transfer-Encoding", *encoding);
    }
    std::vector<std::string> readers;
    IntroducedKeys introduced;
    for (auto& party : m_parties)
    {
        if (party.name != sender && TryRead(party, entity, introduced, 0))
        {
            readers.push_back(party.name);
        }
    }
    for (auto& party : m_parties)
    {
        if (party.name == sender)
        {
            party.keys.insert(introduced.begin(), introduced.end()); // the author made them
        }
    }
    m_known.emplace(body, readers);
    return readers;
}

bool
DisclosureObserver::TryRead(Party& party,
                            const MimeEntity& entity,
                            IntroducedKeys& introduced,
                            unsigned depth)
{
    if (depth > MAX_DEPTH)
    {
        return false;
    }
    switch (GetSmimeKind(entity))
    {
    case SmimeKind::Enveloped:
    case SmimeKind::AuthEnveloped:
        return TryOpen(party, entity, introduced, depth);
    case SmimeKind::Signed:
    {
        Work work;
        const auto inner = VerifySmime(*m_context, entity, {}, {}, {}, work);
        const auto read = inner ? MimeEntity::Parse(inner->content)
                                : tl::expected<MimeEntity, MimeError>(MimeEntity());
        return read && TryRead(party, *read, introduced, depth + 1);
    }
    default:
        break;
    }
    bool found = false;
    if (const auto parts = ParseMultipart(entity))
    {
        for (const auto& part : *parts)
        {
            found = TryRead(party, part, introduced, depth + 1) || found;
        }
        return found;
    }
    const auto type = entity.GetContentType();
    return type && type->Is("application/sdp");
}

bool
DisclosureObserver::TryOpen(Party& party,
                            const MimeEntity& entity,
                            IntroducedKeys& introduced,
                            unsigned depth)
{
    const auto der = ExtractCms(entity);
    const auto envelope =
        der ? Envelope::Parse(*der)
            : tl::expected<Envelope, CmsError>(tl::unexpected(CmsError::Malformed));
    if (!envelope)
    {
        return false;
    }
    Work work;
    auto opened = envelope->Open(*m_context, party.credential, work);
    for (const auto& identifier : envelope->GetKekIdentifiers())
    {
        const auto key = party.keys.find(identifier);
        if (!opened && key != party.keys.end())
        {
            opened = envelope->OpenWithKek(*m_context, {identifier, DeriveKek(key->second)}, work);
        }
    }
    if (!opened)
    {
        return false;
    }
    if (const auto attributes = envelope->GetCekAttributes())
    {
        party.keys.emplace(attributes->reference, opened->cek);
        introduced.emplace(attributes->reference, opened->cek);
    }
    const auto inner = MimeEntity::Parse(opened->content);
    return inner && TryRead(party, *inner, introduced, depth + 1);
}

} // namespace ns3
