// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/ber-normalizer.h"
#include "ns3/cms-attribute.h"
#include "ns3/cms-oid.h"
#include "ns3/der-time.h"
#include "ns3/der-writer.h"
#include "ns3/message-digest.h"
#include "ns3/recipient-identifier.h"
#include "ns3/signature.h"
#include "ns3/signed-data.h"

namespace ns3
{

namespace
{

using namespace der_tag;

/// A SignerInfo, taken apart. Views into the structure.
struct SignerInfo
{
    RecipientIdentifier identifier;
    std::string_view digestAlgorithm;
    std::string_view signatureAlgorithm;
    std::string_view signature;
    std::vector<CmsAttribute> attributes;
};

/// A SignedData, taken apart. Views into the structure.
struct SignedDataContent
{
    std::optional<std::string_view> content;
    std::vector<Certificate> certificates;
    std::vector<SignerInfo> signers;
};

/// Read the object identifier of an AlgorithmIdentifier whose parameters are absent or NULL.
std::string_view
ReadPlainAlgorithm(DerReader& reader)
{
    DerReader sequence(reader.Read(SEQUENCE).content);
    const std::string_view objectIdentifier = sequence.ReadObjectIdentifier();
    const auto null = sequence.ReadOptional(NULL_VALUE);
    if (!sequence.IsGood() || (null && !null->content.empty()))
    {
        reader.Fail();
    }
    return sequence.IsDone() ? objectIdentifier : std::string_view(); // others are not supported
}

/// SignerInfo (RFC 5652, section 5.3).
tl::expected<SignerInfo, CmsError>
ParseSigner(std::string_view sequence, const CmsLimits& limits)
{
    SignerInfo signer;
    DerReader reader(sequence);
    reader.ReadUnsigned(); // version: 1 or 3, which the identifier says again
    const bool hasKeyIdentifier = reader.PeekTag() == Context(0);
    const DerElement identifier = hasKeyIdentifier ? reader.ReadAny() : reader.Read(SEQUENCE);
    signer.identifier.kind = hasKeyIdentifier ? RecipientIdentifier::Kind::SubjectKeyIdentifier
                                              : RecipientIdentifier::Kind::IssuerAndSerial;
    signer.identifier.value = Octets(hasKeyIdentifier ? identifier.content : identifier.raw);
    signer.digestAlgorithm = ReadPlainAlgorithm(reader);
    const auto attributes = reader.ReadOptional(ContextConstructed(0));
    signer.signatureAlgorithm = ReadPlainAlgorithm(reader);
    signer.signature = reader.Read(OCTET_STRING).content;
    reader.ReadOptional(ContextConstructed(1)); // unsignedAttrs are not used
    if (!reader.IsDone())
    {
        return tl::unexpected(CmsError::Malformed);
    }
    if (!attributes)
    {
        // Without them a signature over attributes could be shown as one over content.
        return tl::unexpected(CmsError::Unsupported);
    }
    auto parsed = ParseAttributes(attributes->content, limits);
    if (!parsed)
    {
        return tl::unexpected(parsed.error());
    }
    signer.attributes = std::move(*parsed);
    return signer;
}

/// The certificates that can be read; other kinds are passed over.
tl::expected<std::vector<Certificate>, CmsError>
ParseCertificates(CryptoContext& context, std::string_view set, const CmsLimits& limits)
{
    std::vector<Certificate> certificates;
    DerReader reader(set);
    std::size_t count = 0;
    while (!reader.IsAtEnd())
    {
        const DerElement element = reader.ReadAny();
        if (++count > limits.maxCertificates)
        {
            return tl::unexpected(CmsError::LimitExceeded);
        }
        if (element.tag != SEQUENCE)
        {
            continue;
        }
        if (auto certificate = Certificate::FromDer(context, element.raw))
        {
            certificates.push_back(std::move(*certificate));
        }
    }
    if (!reader.IsGood())
    {
        return tl::unexpected(CmsError::Malformed);
    }
    return certificates;
}

/// SignedData (RFC 5652, section 5.1).
tl::expected<SignedDataContent, CmsError>
ParseSignedData(CryptoContext& context, std::string_view der, const CmsLimits& limits)
{
    DerReader outer(der);
    DerReader info(outer.Read(SEQUENCE).content);
    const std::string_view type = info.ReadObjectIdentifier();
    DerReader explicitContent(info.Read(ContextConstructed(0)).content);
    DerReader body(explicitContent.Read(SEQUENCE).content);
    if (!outer.IsDone() || !info.IsDone() || !explicitContent.IsDone())
    {
        return tl::unexpected(CmsError::Malformed);
    }
    if (type != cms_oid::SIGNED_DATA)
    {
        return tl::unexpected(CmsError::Unsupported);
    }
    body.ReadUnsigned();
    body.Read(SET); // digestAlgorithms, which each SignerInfo says again
    DerReader encapsulated(body.Read(SEQUENCE).content);
    const std::string_view contentType = encapsulated.ReadObjectIdentifier();
    const auto content = encapsulated.ReadOptional(ContextConstructed(0));
    const auto certificates = body.ReadOptional(ContextConstructed(0));
    body.ReadOptional(ContextConstructed(1)); // crls are not used
    const DerElement signerInfos = body.Read(SET);
    if (!encapsulated.IsDone() || !body.IsDone())
    {
        return tl::unexpected(CmsError::Malformed);
    }
    if (contentType != cms_oid::DATA)
    {
        return tl::unexpected(CmsError::Unsupported);
    }
    SignedDataContent result;
    if (content)
    {
        DerReader octets(content->content);
        result.content = octets.Read(OCTET_STRING).content;
        if (!octets.IsDone())
        {
            return tl::unexpected(CmsError::Malformed);
        }
    }
    DerReader signers(signerInfos.content);
    while (!signers.IsAtEnd())
    {
        const DerElement element = signers.Read(SEQUENCE);
        if (result.signers.size() == limits.maxSigners)
        {
            return tl::unexpected(CmsError::LimitExceeded);
        }
        auto signer = ParseSigner(element.content, limits);
        if (!signer)
        {
            return tl::unexpected(signer.error());
        }
        result.signers.push_back(std::move(*signer));
    }
    if (!signers.IsGood())
    {
        return tl::unexpected(CmsError::Malformed);
    }
    if (certificates)
    {
        auto parsed = ParseCertificates(context, certificates->content, limits);
        if (!parsed)
        {
            return tl::unexpected(parsed.error());
        }
        result.certificates = std::move(*parsed);
    }
    return result;
}

/// The certificate that a signer names.
const Certificate*
FindSigner(const SignerInfo& signer,
           const std::vector<Certificate>& inside,
           const std::vector<Certificate>& known)
{
    for (const auto* certificates : {&inside, &known})
    {
        for (const Certificate& certificate : *certificates)
        {
            if (signer.identifier.Matches(certificate))
            {
                return &certificate;
            }
        }
    }
    return nullptr;
}

/// Whether a signer's attributes say this content type and this digest.
bool
AttributesFit(const SignerInfo& signer, std::string_view digest)
{
    const auto type = FindAttribute(signer.attributes, cms_oid::CONTENT_TYPE);
    const auto value = FindAttribute(signer.attributes, cms_oid::MESSAGE_DIGEST);
    return type && *type && value && *value && (*type)->value.tag == OBJECT_IDENTIFIER &&
           (*type)->value.content == cms_oid::DATA && (*value)->value.tag == OCTET_STRING &&
           (*value)->value.content == digest;
}

/// Check one signature over the attributes, which must fit the digest of the content.
tl::expected<void, CmsError>
VerifySigner(CryptoContext& context,
             const SignerInfo& signer,
             const Certificate& certificate,
             std::string_view digest,
             Work& work)
{
    const bool isRsa = certificate.GetPublicKey().IsRsa();
    const bool fitsRsa = signer.signatureAlgorithm == cms_oid::SHA_256_WITH_RSA ||
                         signer.signatureAlgorithm == cms_oid::RSA_ENCRYPTION;
    const bool fitsEc = signer.signatureAlgorithm == cms_oid::ECDSA_WITH_SHA_256;
    if (!(isRsa ? fitsRsa : fitsEc))
    {
        return tl::unexpected(CmsError::Unsupported);
    }
    if (!AttributesFit(signer, digest))
    {
        return tl::unexpected(CmsError::SignatureInvalid);
    }
    std::vector<Octets> attributes;
    for (const CmsAttribute& attribute : signer.attributes)
    {
        attributes.emplace_back(attribute.raw);
    }
    const Octets signedOctets = EncodeDerSetOf(SET, std::move(attributes));
    if (!Verify(context, certificate.GetPublicKey(), signedOctets, signer.signature, work))
    {
        return tl::unexpected(CmsError::SignatureInvalid);
    }
    return {};
}

/// The claim of a signer about the time; a value that is no time is passed over.
std::optional<int64_t>
GetSigningTime(const SignerInfo& signer)
{
    const auto attribute = FindAttribute(signer.attributes, cms_oid::SIGNING_TIME);
    return attribute && *attribute ? ParseDerTime((*attribute)->value) : std::nullopt;
}

/// Verify; detached is where the content is if it is not inside.
tl::expected<VerifiedContent, CmsError>
VerifyAny(CryptoContext& context,
          std::string_view der,
          std::optional<std::string_view> detached,
          const std::vector<Certificate>& known,
          const CmsLimits& limits,
          Work& work)
{
    if (der.size() > limits.maxOctets || (detached && detached->size() > limits.maxOctets))
    {
        return tl::unexpected(CmsError::LimitExceeded);
    }
    std::optional<Octets> normalized;
    if (IsIndefinite(der))
    {
        normalized = NormalizeBer(der);
        if (!normalized)
        {
            return tl::unexpected(CmsError::Malformed);
        }
        der = *normalized;
    }
    const auto parsed = ParseSignedData(context, der, limits);
    if (!parsed)
    {
        return tl::unexpected(parsed.error());
    }
    if (parsed->content.has_value() == detached.has_value())
    {
        return tl::unexpected(CmsError::Malformed); // content twice, or nowhere
    }
    const std::string_view content = detached ? *detached : *parsed->content;
    std::vector<const Certificate*> signers;
    for (const SignerInfo& signer : parsed->signers)
    {
        if (signer.digestAlgorithm != cms_oid::SHA_256)
        {
            return tl::unexpected(CmsError::Unsupported);
        }
        signers.push_back(FindSigner(signer, parsed->certificates, known));
        if (!signers.back())
        {
            return tl::unexpected(CmsError::SignerUnknown);
        }
    }
    if (signers.empty())
    {
        return tl::unexpected(CmsError::SignerUnknown);
    }
    const auto digest = Digest(context, DigestAlgorithm::Sha256, content, work);
    if (!digest)
    {
        return tl::unexpected(CmsError::CryptographyFailed);
    }
    for (std::size_t i = 0; i < signers.size(); ++i)
    {
        const auto result = VerifySigner(context, parsed->signers[i], *signers[i], *digest, work);
        if (!result)
        {
            return tl::unexpected(result.error());
        }
    }
    return VerifiedContent{Octets(content),
                           *signers.front(),
                           parsed->certificates,
                           GetSigningTime(parsed->signers.front())};
}

} // namespace

tl::expected<VerifiedContent, CmsError>
VerifySigned(CryptoContext& context,
             std::string_view der,
             const std::vector<Certificate>& known,
             const CmsLimits& limits,
             Work& work)
{
    return VerifyAny(context, der, std::nullopt, known, limits, work);
}

tl::expected<VerifiedContent, CmsError>
VerifyDetached(CryptoContext& context,
               std::string_view der,
               std::string_view content,
               const std::vector<Certificate>& known,
               const CmsLimits& limits,
               Work& work)
{
    return VerifyAny(context, der, content, known, limits, work);
}

} // namespace ns3
