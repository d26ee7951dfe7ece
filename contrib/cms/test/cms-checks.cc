// SPDX-License-Identifier: GPL-2.0-only
#include "cms-checks.h"

#include "ns3/ber-normalizer.h"
#include "ns3/envelope-sealer.h"
#include "ns3/mime-multipart.h"
#include "ns3/signed-data.h"
#include "ns3/smime-entity.h"

namespace ns3
{

CmsChecks::CmsChecks()
    : m_content(CmsTestWorld::Content())
{
    const CmsParty& carol = m_world.Ec(1);
    Work work;
    for (const ContentCipher cipher : {ContentCipher::Aes128Gcm, ContentCipher::Aes128Cbc})
    {
        EnvelopeOptions options;
        options.cipher = cipher;
        options.cek = CekAttributes{"reference", 5};
        m_valid.push_back(SealEnvelope(*carol.context,
                                       m_content,
                                       {carol.credential.certificate},
                                       {m_world.Kek(1)},
                                       options,
                                       work)
                              ->der);
    }
    SignOptions options;
    options.signingTime = 1735689600;
    m_valid.push_back(*SignData(*carol.context, m_content, carol.credential, options, work));
    m_valid.push_back(SignMultipart(*carol.context,
                                    *MimeEntity::Parse(m_content),
                                    carol.credential,
                                    options,
                                    TransferEncoding::Base64,
                                    "boundary",
                                    work)
                          ->Serialize());
    // A streamed envelope: the lengths of ContentInfo and [0] are indefinite.
    const Octets& der = m_valid.front();
    const std::size_t type = 4;     // behind tag and length of ContentInfo
    const std::size_t oid = 2 + 11; // the contentType
    const std::size_t body = type + oid + 4;
    m_valid.push_back(Octets("\x30\x80", 2) + der.substr(type, oid) + Octets("\xa0\x80", 2) +
                      der.substr(body) + Octets(4, '\0'));
}

const std::vector<Octets>&
CmsChecks::GetValid() const
{
    return m_valid;
}

std::size_t
CmsChecks::GetParsedCount() const
{
    return m_parsed;
}

std::optional<std::string>
CmsChecks::Check(std::string_view octets)
{
    for (const auto check :
         {&CmsChecks::CheckEnvelope, &CmsChecks::CheckSignature, &CmsChecks::CheckMime})
    {
        if (auto failure = (this->*check)(octets))
        {
            return failure;
        }
    }
    const auto normalized = NormalizeBer(octets);
    if (normalized && normalized->size() > octets.size() + 64)
    {
        return "normalizing must not make it longer";
    }
    return std::nullopt;
}

std::optional<std::string>
CmsChecks::CheckOpened(const Envelope& envelope,
                       const tl::expected<OpenedEnvelope, CmsError>& opened,
                       const Work& work,
                       bool isNamed) const
{
    if (!isNamed)
    {
        const bool isTold = !opened && opened.error() == CmsError::NotARecipient;
        return isTold && work.IsEmpty() ? std::nullopt
                                        : std::optional<std::string>("a stranger must be told");
    }
    if (!opened && opened.error() == CmsError::Unsupported)
    {
        return work.IsEmpty() ? std::nullopt
                              : std::optional<std::string>("Unsupported costs nothing");
    }
    if (!opened && opened.error() != CmsError::DecryptionFailed)
    {
        return "failures must be alike";
    }
    if (opened && envelope.IsAuthenticated() && opened->content != m_content)
    {
        return "no other content than what was sealed";
    }
    const std::string cipher = envelope.IsAuthenticated() ? "gcm" : "cbc";
    const std::string done = Summarize(work);
    const std::string shared = "decrypt/aes-128-" + cipher + " x1;unwrap/aes-128-wrap x1;";
    const std::string agreed = "decrypt/aes-128-" + cipher +
                               " x1;derive/x963-kdf-sha-256 x1;key-agreement/p-256 x1;"
                               "unwrap/aes-128-wrap x1;";
    if (done != shared && done != agreed)
    {
        return "all ways do the same work: " + done;
    }
    return std::nullopt;
}

std::optional<std::string>
CmsChecks::CheckEnvelope(std::string_view octets)
{
    const auto envelope = Envelope::Parse(octets);
    if (!envelope)
    {
        return std::nullopt;
    }
    ++m_parsed;
    if (envelope->GetRecipients().size() > CmsLimits().maxRecipients)
    {
        return "recipients are limited";
    }
    if (const auto cek = envelope->GetCekAttributes())
    {
        if (cek->reference.empty() || cek->reference.size() > CmsLimits().maxReferenceOctets ||
            cek->maxDecrypts.value_or(1) == 0)
        {
            return "attributes are limited";
        }
    }
    const CmsParty& carol = m_world.Ec(1);
    Work agreementWork;
    const auto agreed = envelope->Open(*carol.context, carol.credential, agreementWork);
    if (auto failure = CheckOpened(*envelope,
                                   agreed,
                                   agreementWork,
                                   envelope->IsFor(carol.credential.certificate)))
    {
        return failure;
    }
    const KekRecipient kek = m_world.Kek(1);
    bool isNamed = false;
    for (const Octets& identifier : envelope->GetKekIdentifiers())
    {
        isNamed = isNamed || identifier == kek.identifier;
    }
    Work work;
    const auto opened = envelope->OpenWithKek(*carol.context, kek, work);
    return CheckOpened(*envelope, opened, work, isNamed);
}

std::optional<std::string>
CmsChecks::CheckSignature(std::string_view octets)
{
    const CmsParty& carol = m_world.Ec(1);
    Work work;
    const auto verified = VerifySigned(*carol.context, octets, {}, {}, work);
    if (verified && verified->signer == carol.credential.certificate &&
        verified->content != m_content)
    {
        return "no other content than what was signed";
    }
    return std::nullopt;
}

std::optional<std::string>
CmsChecks::CheckMime(std::string_view octets)
{
    const auto entity = MimeEntity::Parse(octets);
    if (!entity)
    {
        return std::nullopt;
    }
    if (entity->Serialize() != octets)
    {
        return "an entity is kept byte-exact";
    }
    const auto leaves = CollectLeaves(*entity);
    if (leaves && leaves->size() > MimeLimits().maxParts + 1)
    {
        return "parts are limited";
    }
    const CmsParty& carol = m_world.Ec(1);
    Work work;
    const auto verified = VerifySmime(*carol.context, *entity, {}, {}, {}, work);
    if (verified && verified->signer == carol.credential.certificate &&
        verified->content != m_content)
    {
        return "no other entity than what was signed";
    }
    return std::nullopt;
}

} // namespace ns3
