// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/cms-attribute.h"

#include "ns3/cms-oid.h"
#include "ns3/der-writer.h"

namespace ns3
{

tl::expected<std::vector<CmsAttribute>, CmsError>
ParseAttributes(std::string_view content, const CmsLimits& limits)
{
    std::vector<CmsAttribute> attributes;
    DerReader set(content);
    while (!set.IsAtEnd())
    {
        const DerElement element = set.Read(der_tag::SEQUENCE);
        if (attributes.size() == limits.maxAttributes ||
            element.raw.size() > limits.maxAttributeOctets)
        {
            return tl::unexpected(CmsError::LimitExceeded);
        }
        DerReader sequence(element.content);
        CmsAttribute attribute;
        attribute.type = sequence.ReadObjectIdentifier();
        attribute.raw = element.raw;
        DerReader values(sequence.Read(der_tag::SET).content);
        attribute.value = values.ReadAny();
        attribute.isSingleValued = values.IsAtEnd();
        if (!values.IsGood() || !sequence.IsDone())
        {
            return tl::unexpected(CmsError::Malformed);
        }
        attributes.push_back(attribute);
    }
    if (!set.IsGood() || attributes.empty()) // SET SIZE (1..MAX)
    {
        return tl::unexpected(CmsError::Malformed);
    }
    return attributes;
}

tl::expected<std::optional<CmsAttribute>, CmsError>
FindAttribute(const std::vector<CmsAttribute>& attributes, std::string_view type)
{
    std::optional<CmsAttribute> found;
    for (const CmsAttribute& attribute : attributes)
    {
        if (attribute.type != type)
        {
            continue;
        }
        if (found || !attribute.isSingleValued)
        {
            return tl::unexpected(CmsError::Malformed);
        }
        found = attribute;
    }
    return found;
}

Octets
EncodeAttribute(std::string_view type, std::string_view value)
{
    return EncodeDer(der_tag::SEQUENCE,
                     {EncodeDerObjectIdentifier(type), EncodeDer(der_tag::SET, value)});
}

tl::expected<std::optional<CekAttributes>, CmsError>
ReadCekAttributes(const std::vector<CmsAttribute>& attributes, const CmsLimits& limits)
{
    const auto reference = FindAttribute(attributes, cms_oid::CEK_REFERENCE);
    const auto maxDecrypts = FindAttribute(attributes, cms_oid::CEK_MAX_DECRYPTS);
    const auto derivation = FindAttribute(attributes, cms_oid::KEK_DERIVATION_ALGORITHM);
    if (!reference || !maxDecrypts || !derivation)
    {
        return tl::unexpected(CmsError::Malformed);
    }
    CekAttributes cek;
    if (maxDecrypts->has_value())
    {
        DerReader reader((*maxDecrypts)->value.raw);
        cek.maxDecrypts = reader.ReadUnsigned();
        if (!reader.IsDone() || *cek.maxDecrypts == 0 || *cek.maxDecrypts > uint32_t{1} << 31)
        {
            return tl::unexpected(CmsError::Malformed);
        }
    }
    if (!reference->has_value())
    {
        return std::nullopt;
    }
    const DerElement& value = (*reference)->value;
    if (value.tag != der_tag::OCTET_STRING || value.content.empty())
    {
        return tl::unexpected(CmsError::Malformed);
    }
    if (value.content.size() > limits.maxReferenceOctets)
    {
        return tl::unexpected(CmsError::LimitExceeded);
    }
    if (derivation->has_value())
    {
        return std::nullopt;
    }
    cek.reference = Octets(value.content);
    return cek;
}

std::vector<Octets>
EncodeCekAttributes(const CekAttributes& cek)
{
    std::vector<Octets> attributes;
    attributes.push_back(
        EncodeAttribute(cms_oid::CEK_REFERENCE, EncodeDerOctetString(cek.reference)));
    if (cek.maxDecrypts)
    {
        attributes.push_back(
            EncodeAttribute(cms_oid::CEK_MAX_DECRYPTS, EncodeDerUnsigned(*cek.maxDecrypts)));
    }
    return attributes;
}

} // namespace ns3
