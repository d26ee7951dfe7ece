// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/cms-oid.h"
#include "ns3/der-reader.h"
#include "ns3/der-writer.h"
#include "ns3/envelope-content.h"

namespace ns3
{

namespace
{

using namespace der_tag;

/// Octets of user keying material that are accepted at most.
constexpr std::size_t MAX_UKM_OCTETS = 256;
/// Octets of an uncompressed point on P-256.
constexpr std::size_t POINT_OCTETS = 65;

/// An AlgorithmIdentifier; parameters.raw is empty when they are absent.
struct Algorithm
{
    std::string_view objectIdentifier;
    DerElement parameters;

    bool
    HasNoParameters() const
    {
        return parameters.raw.empty() ||
               (parameters.tag == NULL_VALUE && parameters.content.empty());
    }
};

/// Read an AlgorithmIdentifier.
Algorithm
ReadAlgorithm(DerReader& reader)
{
    Algorithm algorithm;
    DerReader sequence(reader.Read(SEQUENCE).content);
    algorithm.objectIdentifier = sequence.ReadObjectIdentifier();
    if (!sequence.IsAtEnd())
    {
        algorithm.parameters = sequence.ReadAny();
    }
    if (!sequence.IsDone())
    {
        reader.Fail();
    }
    return algorithm;
}

/// Read IssuerAndSerialNumber, or a subject key identifier that has another tag.
RecipientIdentifier
ReadCertificateIdentifier(const DerElement& element, RecipientIdentifier::Delivery delivery)
{
    RecipientIdentifier identifier;
    identifier.delivery = delivery;
    identifier.kind = element.tag == SEQUENCE ? RecipientIdentifier::Kind::IssuerAndSerial
                                              : RecipientIdentifier::Kind::SubjectKeyIdentifier;
    identifier.value = Octets(element.tag == SEQUENCE ? element.raw : element.content);
    return identifier;
}

/// Whether an [0] or [1] of RSAES-OAEP-params holds SHA-256, or MGF1 with SHA-256.
bool
IsSha256(std::string_view content, bool isMaskGeneration)
{
    DerReader reader(content);
    const Algorithm algorithm = ReadAlgorithm(reader);
    if (!reader.IsDone())
    {
        return false;
    }
    if (isMaskGeneration)
    {
        return algorithm.objectIdentifier == cms_oid::MGF1 && !algorithm.parameters.raw.empty() &&
               IsSha256(algorithm.parameters.raw, false);
    }
    return algorithm.objectIdentifier == cms_oid::SHA_256 && algorithm.HasNoParameters();
}

/// Whether RSAES-OAEP-params (RFC 4055, section 4.1) say what key transport here does.
bool
IsSupportedOaep(const DerElement& parameters)
{
    DerReader outer(parameters.raw);
    DerReader sequence(outer.Read(SEQUENCE).content);
    const auto hash = sequence.ReadOptional(ContextConstructed(0));
    const auto mask = sequence.ReadOptional(ContextConstructed(1));
    const auto label = sequence.ReadOptional(ContextConstructed(2));
    if (!outer.IsDone() || !sequence.IsDone() || !hash || !mask ||
        !IsSha256(hash->content, false) || !IsSha256(mask->content, true))
    {
        return false;
    }
    if (!label)
    {
        return true;
    }
    DerReader source(label->content);
    const Algorithm algorithm = ReadAlgorithm(source);
    return source.IsDone() && algorithm.objectIdentifier == cms_oid::P_SPECIFIED &&
           algorithm.parameters.tag == OCTET_STRING && algorithm.parameters.content.empty();
}

/// Collects recipients up to the limit.
class RecipientCollector
{
  public:
    RecipientCollector(const CmsLimits& limits, EnvelopeContent& content)
        : m_limits(limits)
        , m_content(content)
    {
    }

    /// Count one more, before anything is kept of it.
    bool
    Count()
    {
        return ++m_count <= m_limits.maxRecipients;
    }

    void
    Keep(RecipientIdentifier identifier, EnvelopeRecipient recipient)
    {
        m_content.identifiers.push_back(std::move(identifier));
        m_content.recipients.push_back(std::move(recipient));
    }

    const CmsLimits&
    GetLimits() const
    {
        return m_limits;
    }

  private:
    const CmsLimits& m_limits;
    EnvelopeContent& m_content;
    std::size_t m_count{0};
};

/// KeyTransRecipientInfo (RFC 5652, section 6.2.1).
tl::expected<void, CmsError>
ParseKeyTransport(std::string_view content, RecipientCollector& collector)
{
    DerReader reader(content);
    reader.ReadUnsigned(); // version: 0 or 2, which the identifier says again
    const DerElement identifier =
        reader.PeekTag() == Context(0) ? reader.ReadAny() : reader.Read(SEQUENCE);
    const Algorithm algorithm = ReadAlgorithm(reader);
    const DerElement key = reader.Read(OCTET_STRING);
    if (!reader.IsDone())
    {
        return tl::unexpected(CmsError::Malformed);
    }
    EnvelopeRecipient recipient;
    recipient.encryptedKey = Octets(key.content);
    if (algorithm.objectIdentifier == cms_oid::RSA_ENCRYPTION && algorithm.HasNoParameters())
    {
        recipient.method = KeyEncryption::RsaPkcs1;
    }
    else if (algorithm.objectIdentifier == cms_oid::RSAES_OAEP &&
             IsSupportedOaep(algorithm.parameters))
    {
        recipient.method = KeyEncryption::RsaOaep;
    }
    collector.Keep(
        ReadCertificateIdentifier(identifier, RecipientIdentifier::Delivery::KeyTransport),
        std::move(recipient));
    return {};
}

/// OriginatorIdentifierOrKey: the point of an originatorKey, or nothing if it is anything else.
std::string_view
ReadOriginatorPoint(std::string_view content)
{
    DerReader choice(content);
    const auto key = choice.ReadOptional(ContextConstructed(1));
    if (!key || !choice.IsDone())
    {
        return {};
    }
    DerReader reader(key->content);
    const Algorithm algorithm = ReadAlgorithm(reader);
    const std::string_view bits = reader.Read(BIT_STRING).content;
    if (!reader.IsDone() || algorithm.objectIdentifier != cms_oid::EC_PUBLIC_KEY ||
        bits.size() != 1 + POINT_OCTETS || bits.front() != '\0')
    {
        return {};
    }
    return bits.substr(1); // a point on another curve of that size is none on P-256
}

/// KeyAgreeRecipientInfo (RFC 5652, section 6.2.2; RFC 5753, section 3.1.1).
tl::expected<void, CmsError>
ParseKeyAgreement(std::string_view content, RecipientCollector& collector)
{
    DerReader reader(content);
    reader.ReadUnsigned(); // version: 3
    const DerElement originator = reader.Read(ContextConstructed(0));
    const auto ukmElement = reader.ReadOptional(ContextConstructed(1));
    const Algorithm algorithm = ReadAlgorithm(reader);
    DerReader keys(reader.Read(SEQUENCE).content);
    if (!reader.IsDone() || keys.IsAtEnd())
    {
        return tl::unexpected(CmsError::Malformed);
    }
    EnvelopeRecipient common;
    std::optional<std::string_view> ukm;
    bool isSupported = algorithm.objectIdentifier == cms_oid::ECDH_SHA_256;
    if (ukmElement)
    {
        DerReader ukmReader(ukmElement->content);
        ukm = ukmReader.Read(OCTET_STRING).content;
        if (!ukmReader.IsDone())
        {
            return tl::unexpected(CmsError::Malformed);
        }
        isSupported = isSupported && ukm->size() <= MAX_UKM_OCTETS;
    }
    if (isSupported)
    {
        DerReader parameters(algorithm.parameters.raw);
        const Algorithm wrap = ReadAlgorithm(parameters);
        const std::string_view point = ReadOriginatorPoint(originator.content);
        if (parameters.IsDone() && wrap.objectIdentifier == cms_oid::AES_128_WRAP &&
            wrap.HasNoParameters() && !point.empty())
        {
            common.method = KeyEncryption::EcdhSha256;
            common.originatorPoint = Octets(point);
            common.sharedInfo = EncodeSharedInfo(algorithm.parameters.raw, ukm);
        }
    }
    while (!keys.IsAtEnd())
    {
        if (!collector.Count())
        {
            return tl::unexpected(CmsError::LimitExceeded);
        }
        DerReader key(keys.Read(SEQUENCE).content);
        DerElement identifier;
        if (key.PeekTag() == ContextConstructed(0)) // RecipientKeyIdentifier
        {
            DerReader fields(key.ReadAny().content);
            identifier = fields.Read(OCTET_STRING);
            fields.ReadOptional(GENERALIZED_TIME);
            fields.ReadOptional(SEQUENCE);
            if (!fields.IsDone())
            {
                return tl::unexpected(CmsError::Malformed);
            }
        }
        else
        {
            identifier = key.Read(SEQUENCE);
        }
        EnvelopeRecipient recipient = common;
        recipient.encryptedKey = Octets(key.Read(OCTET_STRING).content);
        if (!key.IsDone())
        {
            return tl::unexpected(CmsError::Malformed);
        }
        collector.Keep(
            ReadCertificateIdentifier(identifier, RecipientIdentifier::Delivery::KeyAgreement),
            std::move(recipient));
    }
    if (!keys.IsGood())
    {
        return tl::unexpected(CmsError::Malformed);
    }
    return {};
}

/// KEKRecipientInfo (RFC 5652, section 6.2.3).
tl::expected<void, CmsError>
ParseSharedKey(std::string_view content, RecipientCollector& collector)
{
    DerReader reader(content);
    reader.ReadUnsigned(); // version: 4
    DerReader identifier(reader.Read(SEQUENCE).content);
    const DerElement octets = identifier.Read(OCTET_STRING);
    identifier.ReadOptional(GENERALIZED_TIME);
    identifier.ReadOptional(SEQUENCE);
    const Algorithm algorithm = ReadAlgorithm(reader);
    const DerElement key = reader.Read(OCTET_STRING);
    if (!identifier.IsDone() || !reader.IsDone())
    {
        return tl::unexpected(CmsError::Malformed);
    }
    if (octets.content.size() > collector.GetLimits().maxReferenceOctets)
    {
        return tl::unexpected(CmsError::LimitExceeded);
    }
    EnvelopeRecipient recipient;
    recipient.encryptedKey = Octets(key.content);
    if (algorithm.objectIdentifier == cms_oid::AES_128_WRAP && algorithm.HasNoParameters())
    {
        recipient.method = KeyEncryption::Aes128Wrap;
    }
    collector.Keep({RecipientIdentifier::Kind::KekIdentifier,
                    RecipientIdentifier::Delivery::SharedKey,
                    Octets(octets.content)},
                   std::move(recipient));
    return {};
}

} // namespace

tl::expected<void, CmsError>
ParseRecipients(std::string_view set, const CmsLimits& limits, EnvelopeContent& content)
{
    DerReader reader(set);
    if (reader.IsAtEnd()) // SET SIZE (1..MAX)
    {
        return tl::unexpected(CmsError::Malformed);
    }
    RecipientCollector collector(limits, content);
    while (!reader.IsAtEnd())
    {
        const DerElement element = reader.ReadAny();
        const bool isKeyAgreement = element.tag == ContextConstructed(1);
        if (!isKeyAgreement && !collector.Count()) // key agreement counts its keys
        {
            return tl::unexpected(CmsError::LimitExceeded);
        }
        tl::expected<void, CmsError> result;
        if (element.tag == SEQUENCE)
        {
            result = ParseKeyTransport(element.content, collector);
        }
        else if (isKeyAgreement)
        {
            result = ParseKeyAgreement(element.content, collector);
        }
        else if (element.tag == ContextConstructed(2))
        {
            result = ParseSharedKey(element.content, collector);
        }
        else if (element.tag != ContextConstructed(3) && element.tag != ContextConstructed(4))
        {
            result = tl::unexpected(CmsError::Malformed); // neither password nor other
        }
        if (!result)
        {
            return result;
        }
    }
    if (!reader.IsGood())
    {
        return tl::unexpected(CmsError::Malformed);
    }
    return {};
}

Octets
EncodeSharedInfo(std::string_view keyInfo, std::optional<std::string_view> ukm)
{
    Octets entity;
    if (ukm)
    {
        entity = EncodeDer(ContextConstructed(0), EncodeDerOctetString(*ukm));
    }
    const std::string_view bits("\x00\x00\x00\x80", 4); // length of the key in bits
    return EncodeDer(
        SEQUENCE,
        {keyInfo, entity, EncodeDer(ContextConstructed(2), EncodeDerOctetString(bits))});
}

} // namespace ns3
