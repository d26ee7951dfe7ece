// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/smime-reader.h"

#include "ns3/envelope.h"
#include "ns3/mime-multipart.h"
#include "ns3/signed-data.h"
#include "ns3/smime-entity.h"

#include <utility>

namespace ns3
{

SmimeReader::SmimeReader(CryptoContext& context, const Credential& credential, KeyFinder findKey)
    : m_context(context)
    , m_credential(credential)
    , m_findKey(std::move(findKey))
{
}

SmimeReading
SmimeReader::Read(const MimeEntity& entity, const std::vector<Certificate>& known, Work& work) const
{
    SmimeReading reading;
    const auto kind = GetSmimeKind(entity);
    if (kind != SmimeKind::Enveloped && kind != SmimeKind::AuthEnveloped)
    {
        reading.outcome = SmimeOutcome::Plain;
        Unpack(entity, known, reading, work);
        return reading;
    }
    const auto octets = Decrypt(entity, reading, work);
    if (!octets)
    {
        return reading;
    }
    const auto inside = MimeEntity::Parse(*octets);
    const auto opened = reading.outcome;
    reading.outcome = SmimeOutcome::Malformed;
    if (inside)
    {
        reading.outcome = opened;
        Unpack(*inside, known, reading, work);
    }
    if (reading.outcome == SmimeOutcome::Malformed)
    {
        // AES-CBC has no integrity: a changed message may open to anything. It must look like any
        // other failure to decrypt.
        reading.outcome = SmimeOutcome::Undecipherable;
    }
    return reading;
}

SmimeReading
SmimeReader::ReadFirst(const std::vector<MimeEntity>& parts,
                       const std::vector<Certificate>& known,
                       Work& work) const
{
    SmimeReading reading;
    for (const auto& part : parts)
    {
        reading = Read(part, known, work);
        if (IsRead(reading.outcome))
        {
            break;
        }
    }
    return reading;
}

std::optional<Octets>
SmimeReader::Decrypt(const MimeEntity& entity, SmimeReading& reading, Work& work) const
{
    reading.outcome = SmimeOutcome::Malformed;
    const auto der = ExtractCms(entity);
    if (!der)
    {
        return std::nullopt;
    }
    const auto envelope = Envelope::Parse(*der);
    if (!envelope)
    {
        return std::nullopt;
    }
    const auto references = envelope->GetKekIdentifiers();
    reading.kek = m_findKey(references);
    if (!reading.kek && !envelope->IsFor(m_credential.certificate))
    {
        reading.outcome =
            references.empty() ? SmimeOutcome::NotARecipient : SmimeOutcome::UnknownReference;
        return std::nullopt;
    }
    auto opened = reading.kek ? envelope->OpenWithKek(m_context, *reading.kek, work)
                              : envelope->Open(m_context, m_credential, work);
    if (!opened)
    {
        reading.outcome = SmimeOutcome::Undecipherable;
        return std::nullopt;
    }
    reading.outcome = reading.kek ? SmimeOutcome::ReusedKey : SmimeOutcome::PublicKey;
    reading.introduced = envelope->GetCekAttributes();
    reading.cek = std::move(opened->cek);
    return std::move(opened->content);
}

void
SmimeReader::Unpack(const MimeEntity& entity,
                    const std::vector<Certificate>& known,
                    SmimeReading& reading,
                    Work& work) const
{
    auto inside = entity;
    const auto kind = GetSmimeKind(entity);
    if (kind == SmimeKind::Signed || kind == SmimeKind::MultipartSigned)
    {
        const auto verified = VerifySmime(m_context, entity, known, {}, {}, work);
        if (!verified)
        {
            reading.outcome = SmimeOutcome::BadSignature;
            return;
        }
        auto parsed = MimeEntity::Parse(verified->content);
        if (!parsed)
        {
            reading.outcome = SmimeOutcome::Malformed;
            return;
        }
        reading.signer = verified->signer;
        inside = std::move(*parsed);
    }
    auto body = inside.DecodeBody();
    if (!body)
    {
        reading.outcome = SmimeOutcome::Malformed;
        return;
    }
    reading.content = std::move(*body);
    reading.contentType = inside.GetField("Content-Type").value_or("text/plain");
}

} // namespace ns3
