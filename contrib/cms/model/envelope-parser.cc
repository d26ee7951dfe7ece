// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/ber-normalizer.h"
#include "ns3/cms-attribute.h"
#include "ns3/cms-oid.h"
#include "ns3/der-reader.h"
#include "ns3/der-writer.h"
#include "ns3/envelope-content.h"

namespace ns3
{

namespace
{

using namespace der_tag;

/// GCMParameters (RFC 5084, section 3.2).
tl::expected<void, CmsError>
ParseGcmParameters(DerReader& algorithm, std::size_t& tagSize, EnvelopeContent& content)
{
    DerReader parameters(algorithm.Read(SEQUENCE).content);
    content.nonce = Octets(parameters.Read(OCTET_STRING).content);
    tagSize = parameters.IsAtEnd() ? 12 : parameters.ReadUnsigned();
    if (!parameters.IsDone() || !algorithm.IsDone() || tagSize < 12 || tagSize > 16)
    {
        return tl::unexpected(CmsError::Malformed);
    }
    if (content.nonce.size() != 12)
    {
        return tl::unexpected(CmsError::Unsupported);
    }
    return {};
}

/// EncryptedContentInfo (RFC 5652, section 6.1).
tl::expected<void, CmsError>
ParseEncryptedContent(std::string_view sequence, std::size_t& tagSize, EnvelopeContent& content)
{
    DerReader reader(sequence);
    const std::string_view type = reader.ReadObjectIdentifier();
    DerReader algorithm(reader.Read(SEQUENCE).content);
    const std::string_view cipher = algorithm.ReadObjectIdentifier();
    if (!reader.IsGood() || !algorithm.IsGood())
    {
        return tl::unexpected(CmsError::Malformed);
    }
    if (reader.IsAtEnd() || type != cms_oid::DATA)
    {
        return tl::unexpected(CmsError::Unsupported); // encrypted content elsewhere, or no data
    }
    const DerElement octets = reader.ReadAny();
    if (octets.tag == ContextConstructed(0)) // BER: in several pieces
    {
        DerReader pieces(octets.content);
        while (!pieces.IsAtEnd())
        {
            content.ciphertext.append(pieces.Read(OCTET_STRING).content);
        }
        if (!pieces.IsGood())
        {
            return tl::unexpected(CmsError::Malformed);
        }
    }
    else if (octets.tag == Context(0))
    {
        content.ciphertext = Octets(octets.content);
    }
    else
    {
        return tl::unexpected(CmsError::Malformed);
    }
    if (!reader.IsDone())
    {
        return tl::unexpected(CmsError::Malformed);
    }
    if (content.isAuthenticated && cipher == cms_oid::AES_128_GCM)
    {
        content.cipher = ContentCipher::Aes128Gcm;
        return ParseGcmParameters(algorithm, tagSize, content);
    }
    if (!content.isAuthenticated && cipher == cms_oid::AES_128_CBC)
    {
        content.cipher = ContentCipher::Aes128Cbc;
        content.nonce = Octets(algorithm.Read(OCTET_STRING).content);
        const bool isWhole = !content.ciphertext.empty() && content.ciphertext.size() % 16 == 0;
        if (!algorithm.IsDone() || content.nonce.size() != 16 || !isWhole)
        {
            return tl::unexpected(CmsError::Malformed);
        }
        return {};
    }
    return tl::unexpected(CmsError::Unsupported);
}

/// Attributes that may hold those of RFC 3185; what is authenticated goes before what is not.
tl::expected<void, CmsError>
ParseCekAttributes(const std::optional<DerElement>& set,
                   bool isAuthenticated,
                   const CmsLimits& limits,
                   EnvelopeContent& content)
{
    if (!set)
    {
        return {};
    }
    const auto attributes = ParseAttributes(set->content, limits);
    if (!attributes)
    {
        return tl::unexpected(attributes.error());
    }
    auto cek = ReadCekAttributes(*attributes, limits);
    if (!cek)
    {
        return tl::unexpected(cek.error());
    }
    if (*cek && !content.cek)
    {
        content.cek = std::move(*cek);
        content.isCekAuthenticated = isAuthenticated;
    }
    return {};
}

/// The body of EnvelopedData or AuthEnvelopedData (RFC 5083, section 2.1).
tl::expected<void, CmsError>
ParseBody(DerReader& body, const CmsLimits& limits, EnvelopeContent& content)
{
    const uint32_t version = body.ReadUnsigned();
    body.ReadOptional(ContextConstructed(0)); // originatorInfo is not used
    const DerElement recipients = body.Read(SET);
    const DerElement encrypted = body.Read(SEQUENCE);
    std::optional<DerElement> authenticated;
    std::optional<DerElement> mac;
    std::optional<DerElement> unprotected;
    if (content.isAuthenticated)
    {
        authenticated = body.ReadOptional(ContextConstructed(1));
        mac = body.Read(OCTET_STRING);
        unprotected = body.ReadOptional(ContextConstructed(2));
    }
    else
    {
        unprotected = body.ReadOptional(ContextConstructed(1));
    }
    if (!body.IsDone())
    {
        return tl::unexpected(CmsError::Malformed);
    }
    if (version > 4 || (content.isAuthenticated && version != 0))
    {
        return tl::unexpected(CmsError::Unsupported);
    }
    content.version = static_cast<int>(version);
    if (auto result = ParseRecipients(recipients.content, limits, content); !result)
    {
        return result;
    }
    std::size_t tagSize = 0;
    if (auto result = ParseEncryptedContent(encrypted.content, tagSize, content); !result)
    {
        return result;
    }
    if (mac)
    {
        if (mac->content.size() != tagSize)
        {
            return tl::unexpected(CmsError::Malformed);
        }
        content.tag = Octets(mac->content);
    }
    if (authenticated)
    {
        content.associatedData = EncodeDer(SET, authenticated->content);
    }
    if (auto result = ParseCekAttributes(authenticated, true, limits, content); !result)
    {
        return result;
    }
    return ParseCekAttributes(unprotected, false, limits, content);
}

} // namespace

tl::expected<EnvelopeContent, CmsError>
ParseEnvelope(std::string_view der, const CmsLimits& limits)
{
    if (der.size() > limits.maxOctets)
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
    DerReader outer(der);
    DerReader info(outer.Read(SEQUENCE).content);
    const std::string_view type = info.ReadObjectIdentifier();
    DerReader explicitContent(info.Read(ContextConstructed(0)).content);
    DerReader body(explicitContent.Read(SEQUENCE).content);
    if (!outer.IsDone() || !info.IsDone() || !explicitContent.IsDone())
    {
        return tl::unexpected(CmsError::Malformed);
    }
    EnvelopeContent content;
    content.isAuthenticated = type == cms_oid::AUTH_ENVELOPED_DATA;
    if (!content.isAuthenticated && type != cms_oid::ENVELOPED_DATA)
    {
        return tl::unexpected(CmsError::Unsupported);
    }
    if (auto result = ParseBody(body, limits, content); !result)
    {
        return tl::unexpected(result.error());
    }
    return content;
}

} // namespace ns3
