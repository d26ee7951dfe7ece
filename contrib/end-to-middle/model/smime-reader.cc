// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/smime-reader.h"

#include "ns3/envelope.h"
#include "ns3/mime-multipart.h"
#include "ns3/signed-data.h"
#include "ns3/signed-entity.h"
#include "ns3/smime-entity.h"

#include <algorithm>
#include <utility>

namespace ns3
{

SmimeReader::SmimeReader(CryptoContext& context,
                         const Credential& credential,
                         KeyFinder findKey,
                         bool requiresIntegrity)
    : m_context(context)
    , m_credential(credential)
    , m_findKey(std::move(findKey))
    , m_requiresIntegrity(requiresIntegrity)
{
}

SmimeReading
SmimeReader::Read(const MimeEntity& entity, const std::vector<Certificate>& known, Work& work) const
{
    SmimeReading reading;
    reading.outcome = SmimeOutcome::Plain;
    Progress progress{known, work};
    Peel(entity, 0, reading, progress);
    const bool isOpened = reading.cek.has_value();
    const bool isJudged = reading.outcome == SmimeOutcome::BadSignature && reading.isAuthenticated;
    if (isOpened && !IsRead(reading.outcome) && !isJudged)
    {
        // AES-CBC has no integrity: a changed message may open to anything. It must look like any
        // other failure to decrypt, whatever was found inside.
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

void
SmimeReader::Peel(const MimeEntity& entity,
                  unsigned layer,
                  SmimeReading& reading,
                  Progress& progress) const
{
    const auto type = entity.GetContentType();
    const auto kind = GetSmimeKind(entity);
    const bool isMultipart =
        type && EqualsIgnoringCase(std::string_view(type->GetValue()).substr(0, 10), "multipart/");
    const bool isPlain = kind == SmimeKind::None;
    if (layer > MAX_LAYERS || (!isPlain && ++progress.operations > MAX_OPERATIONS))
    {
        reading.outcome = SmimeOutcome::Malformed;
        return;
    }
    if (kind == SmimeKind::Enveloped || kind == SmimeKind::AuthEnveloped)
    {
        const auto octets = Decrypt(entity, reading, progress.work);
        if (!octets)
        {
            return;
        }
        const auto inside = MimeEntity::Parse(*octets);
        if (!inside)
        {
            reading.outcome = SmimeOutcome::Malformed;
            return;
        }
        Peel(*inside, layer + 1, reading, progress);
    }
    else if (!isPlain)
    {
        const auto inside = Verify(entity, reading, progress);
        if (inside)
        {
            Peel(*inside, layer + 1, reading, progress);
        }
    }
    else if (const auto parts =
                 isMultipart ? ParseMultipart(entity) : tl::unexpected(MimeError::NotMultipart);
             parts || isMultipart)
    {
        PeelParts(parts.value_or(std::vector<MimeEntity>{}), layer + 1, reading, progress);
    }
    else
    {
        auto body = entity.DecodeBody();
        if (!body)
        {
            reading.outcome = SmimeOutcome::Malformed;
            return;
        }
        reading.content = std::move(*body);
        reading.contentType = entity.GetField("Content-Type").value_or("text/plain");
    }
}

void
SmimeReader::PeelParts(const std::vector<MimeEntity>& parts,
                       unsigned layer,
                       SmimeReading& reading,
                       Progress& progress) const
{
    auto before = reading;
    reading.outcome = SmimeOutcome::Malformed; // if there is no part
    for (const bool isOptional : {false, true})
    {
        for (const auto& part : parts)
        {
            if (IsOptionalPart(part) != isOptional)
            {
                continue;
            }
            reading = before;
            Peel(part, layer, reading, progress);
            if (IsRead(reading.outcome))
            {
                return;
            }
            before.isAuthenticated = reading.isAuthenticated; // what was tried does not come back
        }
    }
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
    if (m_requiresIntegrity && !envelope->IsAuthenticated())
    {
        reading.outcome = SmimeOutcome::Undecipherable;
        reading.isAuthenticated = false;
        return std::nullopt;
    }
    const auto references = envelope->GetKekIdentifiers();
    auto kek = m_findKey(references);
    if (!kek && !envelope->IsFor(m_credential.certificate))
    {
        reading.outcome =
            references.empty() ? SmimeOutcome::NotARecipient : SmimeOutcome::UnknownReference;
        return std::nullopt;
    }
    reading.isAuthenticated = reading.isAuthenticated && envelope->IsAuthenticated();
    auto opened = kek ? envelope->OpenWithKek(m_context, *kek, work)
                      : envelope->Open(m_context, m_credential, work);
    if (!opened)
    {
        reading.outcome = SmimeOutcome::Undecipherable;
        return std::nullopt;
    }
    reading.outcome = kek ? SmimeOutcome::ReusedKey : SmimeOutcome::PublicKey;
    if (!reading.cek) // an envelope in an envelope has no part in the dialog's keys
    {
        reading.introduced = envelope->GetCekAttributes();
        reading.cek = std::move(opened->cek);
        reading.kek = std::move(kek);
    }
    return std::move(opened->content);
}

std::optional<MimeEntity>
SmimeReader::Verify(const MimeEntity& entity, SmimeReading& reading, Progress& progress) const
{
    auto verified = VerifySmime(m_context, entity, progress.known, {}, {}, progress.work);
    if (!verified)
    {
        reading.outcome = SmimeOutcome::BadSignature;
        reading.signer.reset();
        return std::nullopt;
    }
    auto inside = MimeEntity::Parse(verified->content);
    if (!inside)
    {
        reading.outcome = SmimeOutcome::Malformed;
        return std::nullopt;
    }
    SmimeSignature signature{std::move(verified->signer),
                             std::move(verified->certificates),
                             verified->signingTime,
                             std::nullopt,
                             reading.cek.has_value()};
    auto parts = SplitSignedParts(*inside);
    if (parts)
    {
        signature.fragment = std::move(parts->headers);
        inside = parts->body ? std::move(*parts->body) : MimeEntity();
    }
    reading.signer = signature.signer;
    reading.signatures.push_back(std::move(signature));
    return std::move(*inside);
}

bool
IsOptionalPart(const MimeEntity& entity)
{
    const auto disposition = entity.GetContentDisposition();
    const auto handling = disposition ? disposition->GetParameter("handling") : std::nullopt;
    return handling && EqualsIgnoringCase(*handling, "optional");
}

} // namespace ns3
