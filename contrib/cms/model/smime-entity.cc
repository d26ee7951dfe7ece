// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/smime-entity.h"

#include "ns3/cms-oid.h"
#include "ns3/der-reader.h"

namespace ns3
{

namespace
{

constexpr std::string_view PKCS7_MIME = "application/pkcs7-mime";
constexpr std::string_view PKCS7_MIME_OLD = "application/x-pkcs7-mime";
constexpr std::string_view PKCS7_SIGNATURE = "application/pkcs7-signature";
constexpr std::string_view PKCS7_SIGNATURE_OLD = "application/x-pkcs7-signature";
constexpr std::string_view MULTIPART_SIGNED = "multipart/signed";

/// @return the CMS content type, however the length of the ContentInfo is written
SmimeKind
GetKindOfCms(std::string_view der)
{
    // The ContentInfo is long: its contentType is found behind 2 to 6 octets of tag and length.
    if (der.size() < 2 || static_cast<uint8_t>(der[0]) != der_tag::SEQUENCE)
    {
        return SmimeKind::None;
    }
    const auto length = static_cast<uint8_t>(der[1]);
    const std::size_t header = 2 + (length > 0x80 ? length & 0x7f : 0);
    if (header > 6 || header > der.size())
    {
        return SmimeKind::None;
    }
    DerReader reader(der.substr(header));
    const std::string_view type = reader.ReadObjectIdentifier();
    if (type == cms_oid::ENVELOPED_DATA)
    {
        return SmimeKind::Enveloped;
    }
    if (type == cms_oid::AUTH_ENVELOPED_DATA)
    {
        return SmimeKind::AuthEnveloped;
    }
    return type == cms_oid::SIGNED_DATA ? SmimeKind::Signed : SmimeKind::None;
}

/// @return a reason of MIME in the words of CMS
CmsError
Translate(MimeError error)
{
    switch (error)
    {
    case MimeError::LimitExceeded:
        return CmsError::LimitExceeded;
    case MimeError::Unsupported:
        return CmsError::Unsupported;
    default:
        return CmsError::Malformed;
    }
}

/// @return the entity of a detached signature
MimeEntity
MakeSignatureEntity(std::string_view der, TransferEncoding encoding)
{
    MimeValue type(PKCS7_SIGNATURE);
    type.SetParameter("name", "smime.p7s");
    MimeEntity entity(type.ToString(), {});
    entity.SetField("Content-Disposition", "attachment; filename=smime.p7s; handling=required");
    entity.EncodeBody(der, encoding);
    return entity;
}

} // namespace

SmimeKind
GetSmimeKind(const MimeEntity& entity)
{
    const auto type = entity.GetContentType();
    if (!type)
    {
        return SmimeKind::None;
    }
    if (type->Is(MULTIPART_SIGNED))
    {
        const auto protocol = type->GetParameter("protocol").value_or("");
        const bool isPkcs7 = EqualsIgnoringCase(protocol, PKCS7_SIGNATURE) ||
                             EqualsIgnoringCase(protocol, PKCS7_SIGNATURE_OLD);
        return isPkcs7 ? SmimeKind::MultipartSigned : SmimeKind::None;
    }
    if (!type->Is(PKCS7_MIME) && !type->Is(PKCS7_MIME_OLD))
    {
        return SmimeKind::None;
    }
    const auto smimeType = type->GetParameter("smime-type");
    if (!smimeType)
    {
        const auto der = entity.DecodeBody();
        return der ? GetKindOfCms(*der) : SmimeKind::None;
    }
    if (EqualsIgnoringCase(*smimeType, "enveloped-data"))
    {
        return SmimeKind::Enveloped;
    }
    if (EqualsIgnoringCase(*smimeType, "authEnveloped-data") ||
        EqualsIgnoringCase(*smimeType, "auth-enveloped-data"))
    {
        return SmimeKind::AuthEnveloped;
    }
    return EqualsIgnoringCase(*smimeType, "signed-data") ? SmimeKind::Signed : SmimeKind::None;
}

tl::expected<MimeEntity, MimeError>
MakeSmimeEntity(std::string_view der, TransferEncoding encoding)
{
    MimeValue type(PKCS7_MIME);
    switch (GetKindOfCms(der))
    {
    case SmimeKind::Enveloped:
        type.SetParameter("smime-type", "enveloped-data");
        break;
    case SmimeKind::AuthEnveloped:
        type.SetParameter("smime-type", "authEnveloped-data");
        break;
    case SmimeKind::Signed:
        type.SetParameter("smime-type", "signed-data");
        break;
    default:
        return tl::unexpected(MimeError::Unsupported);
    }
    type.SetParameter("name", "smime.p7m");
    MimeEntity entity(type.ToString(), {});
    entity.SetField("Content-Disposition", "attachment; filename=smime.p7m; handling=required");
    entity.EncodeBody(der, encoding);
    return entity;
}

tl::expected<Octets, MimeError>
ExtractCms(const MimeEntity& entity, const MimeLimits& limits)
{
    const auto type = entity.GetContentType();
    if (!type)
    {
        return tl::unexpected(type.error());
    }
    if (!type->Is(PKCS7_MIME) && !type->Is(PKCS7_MIME_OLD) && !type->Is(PKCS7_SIGNATURE) &&
        !type->Is(PKCS7_SIGNATURE_OLD))
    {
        return tl::unexpected(MimeError::Unsupported);
    }
    if (entity.GetBody().size() > limits.maxOctets)
    {
        return tl::unexpected(MimeError::LimitExceeded);
    }
    return entity.DecodeBody();
}

tl::expected<MimeEntity, CmsError>
SignMultipart(CryptoContext& context,
              const MimeEntity& content,
              const Credential& signer,
              const SignOptions& options,
              TransferEncoding encoding,
              std::string_view boundary,
              Work& work)
{
    SignOptions detached = options;
    detached.detached = true;
    const auto signature = SignData(context, content.Serialize(), signer, detached, work);
    if (!signature)
    {
        return tl::unexpected(signature.error());
    }
    MimeValue type(MULTIPART_SIGNED);
    type.SetParameter("protocol", PKCS7_SIGNATURE);
    type.SetParameter("micalg", "sha-256");
    auto entity =
        BuildMultipart(type, {content, MakeSignatureEntity(*signature, encoding)}, boundary);
    if (!entity)
    {
        return tl::unexpected(Translate(entity.error()));
    }
    return std::move(*entity);
}

tl::expected<VerifiedContent, CmsError>
VerifySmime(CryptoContext& context,
            const MimeEntity& entity,
            const std::vector<Certificate>& known,
            const CmsLimits& limits,
            const MimeLimits& mimeLimits,
            Work& work)
{
    const SmimeKind kind = GetSmimeKind(entity);
    if (kind == SmimeKind::Signed)
    {
        const auto der = ExtractCms(entity, mimeLimits);
        if (!der)
        {
            return tl::unexpected(Translate(der.error()));
        }
        return VerifySigned(context, *der, known, limits, work);
    }
    if (kind != SmimeKind::MultipartSigned)
    {
        return tl::unexpected(CmsError::Unsupported);
    }
    const auto parts = ParseMultipart(entity, mimeLimits);
    if (!parts)
    {
        return tl::unexpected(Translate(parts.error()));
    }
    if (parts->size() != 2) // RFC 1847, section 2.1
    {
        return tl::unexpected(CmsError::Malformed);
    }
    const auto der = ExtractCms((*parts)[1], mimeLimits);
    if (!der)
    {
        return tl::unexpected(Translate(der.error()));
    }
    return VerifyDetached(context, *der, (*parts)[0].Serialize(), known, limits, work);
}

} // namespace ns3
