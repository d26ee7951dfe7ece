// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/der-writer.h"

#include "ns3/der-reader.h"

#include <algorithm>

namespace ns3
{

namespace
{

/// Append a tag and a definite length in the fewest octets.
void
AppendHeader(Octets& out, uint8_t tag, std::size_t length)
{
    out.push_back(static_cast<char>(tag));
    if (length < 0x80)
    {
        out.push_back(static_cast<char>(length));
        return;
    }
    unsigned count = 1;
    while (count < sizeof(length) && length >> (8 * count) != 0)
    {
        ++count;
    }
    out.push_back(static_cast<char>(0x80 | count));
    while (count-- > 0)
    {
        out.push_back(static_cast<char>(length >> (8 * count) & 0xff));
    }
}

} // namespace

Octets
EncodeDer(uint8_t tag, std::string_view content)
{
    Octets out;
    out.reserve(content.size() + 6);
    AppendHeader(out, tag, content.size());
    out.append(content);
    return out;
}

Octets
EncodeDer(uint8_t tag, std::initializer_list<std::string_view> members)
{
    std::size_t length = 0;
    for (const std::string_view member : members)
    {
        length += member.size();
    }
    Octets out;
    out.reserve(length + 6);
    AppendHeader(out, tag, length);
    for (const std::string_view member : members)
    {
        out.append(member);
    }
    return out;
}

Octets
EncodeDerSetOf(uint8_t tag, std::vector<Octets> members)
{
    // Octets compare as unsigned characters, a shorter one before its continuation, as DER wants.
    std::sort(members.begin(), members.end());
    Octets content;
    for (const Octets& member : members)
    {
        content.append(member);
    }
    return EncodeDer(tag, content);
}

Octets
EncodeDerUnsigned(uint32_t value)
{
    Octets content;
    bool begun = false;
    for (int shift = 24; shift >= 0; shift -= 8)
    {
        const auto octet = static_cast<uint8_t>(value >> shift & 0xff);
        if (!begun && octet == 0 && shift > 0)
        {
            continue;
        }
        if (!begun && octet >= 0x80)
        {
            content.push_back('\0'); // it would be negative
        }
        begun = true;
        content.push_back(static_cast<char>(octet));
    }
    return EncodeDer(der_tag::INTEGER, content);
}

Octets
EncodeDerObjectIdentifier(std::string_view content)
{
    return EncodeDer(der_tag::OBJECT_IDENTIFIER, content);
}

Octets
EncodeDerOctetString(std::string_view octets)
{
    return EncodeDer(der_tag::OCTET_STRING, octets);
}

Octets
EncodeDerAlgorithm(std::string_view objectIdentifier, std::string_view parameters)
{
    return EncodeDer(der_tag::SEQUENCE, {EncodeDerObjectIdentifier(objectIdentifier), parameters});
}

} // namespace ns3
