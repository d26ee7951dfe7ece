// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/certs-only.h"

#include <string_view>

namespace ns3
{
namespace
{

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
    const Octets data("\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x01", 11);       // id-data
    const Octets signedData("\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02", 11); // id-signedData
    const Octets version("\x02\x01\x01", 3);
    const Octets empty = EncodeDer(0x31, "");
    return EncodeDer(0x30,
                     signedData +
                         EncodeDer(0xA0,
                                   EncodeDer(0x30,
                                             version + empty + EncodeDer(0x30, data) +
                                                 EncodeDer(0xA0, certificate.GetDer()) + empty)));
}

} // namespace ns3
