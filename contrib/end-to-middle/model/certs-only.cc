// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/certs-only.h"

#include "ns3/der-reader.h"

#include <cstddef>
#include <set>
#include <utility>

namespace ns3
{
namespace
{

const Octets SIGNED_DATA("\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02", 11); // id-signedData

/**
 * \param tag an identifier octet
 * \param content the contents octets
 * \return the DER encoding
 */
Octets
EncodeDer(unsigned char tag, std::string_view content)
{
    Octets length;
    if (content.size() < 0x80)
    {
        length += static_cast<char>(content.size());
    }
    else
    {
        for (auto rest = content.size(); rest > 0; rest >>= 8)
        {
            length.insert(length.begin(), static_cast<char>(rest & 0xFF));
        }
        length.insert(length.begin(), static_cast<char>(0x80 | length.size()));
    }
    return Octets(1, static_cast<char>(tag)) + length + Octets(content);
}

} // namespace

Octets
MakeCertsOnly(const Certificate& certificate)
{
    return MakeCertsOnly(std::vector<Certificate>{certificate});
}

Octets
MakeCertsOnly(const std::vector<Certificate>& chain)
{
    std::set<Octets> sorted; // a SET OF, in DER
    for (const auto& certificate : chain)
    {
        sorted.insert(certificate.GetDer());
    }
    Octets certificates;
    for (const auto& der : sorted)
    {
        certificates += der;
    }
    const Octets data("\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x01", 11); // id-data
    const Octets version("\x02\x01\x01", 3);
    const Octets empty = EncodeDer(0x31, "");
    return EncodeDer(0x30,
                     SIGNED_DATA + EncodeDer(0xA0,
                                             EncodeDer(0x30,
                                                       version + empty + EncodeDer(0x30, data) +
                                                           EncodeDer(0xA0, certificates) + empty)));
}

std::vector<Certificate>
ReadCertsOnly(std::string_view der, CryptoContext& context)
{
    constexpr std::size_t MAX_CERTIFICATES = 8; // a path that TrustStore follows has no more
    constexpr uint32_t MAX_VERSION = 5;
    std::vector<Certificate> certificates;
    DerReader whole(der);
    DerReader info(whole.Read(der_tag::SEQUENCE).content);
    const auto type = info.Read(der_tag::OBJECT_IDENTIFIER).raw;
    DerReader wrapped(info.Read(der_tag::ContextConstructed(0)).content);
    DerReader data(wrapped.Read(der_tag::SEQUENCE).content);
    const auto version = data.ReadUnsigned();
    data.Read(der_tag::SET);
    data.Read(der_tag::SEQUENCE);
    const auto set = data.ReadOptional(der_tag::ContextConstructed(0));
    if (!whole.IsDone() || !data.IsGood() || type != SIGNED_DATA || version > MAX_VERSION || !set)
    {
        return certificates;
    }
    DerReader reader(set->content);
    while (!reader.IsAtEnd() && certificates.size() < MAX_CERTIFICATES)
    {
        auto certificate = Certificate::FromDer(context, reader.ReadAny().raw);
        if (certificate)
        {
            certificates.push_back(std::move(*certificate));
        }
    }
    return certificates;
}

} // namespace ns3
