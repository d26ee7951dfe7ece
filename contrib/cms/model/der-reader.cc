// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/der-reader.h"

namespace ns3
{

DerReader::DerReader(std::string_view octets)
    : m_rest(octets)
{
}

bool
DerReader::IsGood() const
{
    return m_good;
}

bool
DerReader::IsAtEnd() const
{
    return m_rest.empty();
}

bool
DerReader::IsDone() const
{
    return m_good && m_rest.empty();
}

uint8_t
DerReader::PeekTag() const
{
    return m_rest.empty() ? 0 : static_cast<uint8_t>(m_rest.front());
}

void
DerReader::Fail()
{
    m_good = false;
    m_rest = {};
}

DerElement
DerReader::ReadAny()
{
    const auto at = [this](std::size_t index)
    {
        return static_cast<uint8_t>(m_rest[index]);
    };
    if (m_rest.size() < 2 || (at(0) & 0x1f) == 0x1f)
    {
        Fail();
        return {};
    }
    std::size_t header = 2;
    std::size_t length = at(1);
    if (length >= 0x80)
    {
        const std::size_t count = length & 0x7f;
        if (count == 0 || count > 4 || m_rest.size() < 2 + count)
        {
            Fail(); // indefinite, or longer than anything accepted here
            return {};
        }
        length = 0;
        for (std::size_t i = 0; i < count; ++i)
        {
            length = length << 8 | at(2 + i);
        }
        header += count;
        const bool minimal = length >= 0x80 && at(2) != 0;
        if (!minimal)
        {
            Fail();
            return {};
        }
    }
    if (length > m_rest.size() - header)
    {
        Fail();
        return {};
    }
    const DerElement element{at(0),
                             m_rest.substr(header, length),
                             m_rest.substr(0, header + length)};
    m_rest.remove_prefix(header + length);
    return element;
}

DerElement
DerReader::Read(uint8_t tag)
{
    if (m_rest.empty() || PeekTag() != tag)
    {
        Fail();
        return {};
    }
    return ReadAny();
}

std::optional<DerElement>
DerReader::ReadOptional(uint8_t tag)
{
    if (m_rest.empty() || PeekTag() != tag)
    {
        return std::nullopt;
    }
    return ReadAny();
}

uint32_t
DerReader::ReadUnsigned()
{
    std::string_view content = Read(der_tag::INTEGER).content;
    const auto at = [&content](std::size_t index)
    {
        return static_cast<uint8_t>(content[index]);
    };
    const bool minimal =
        content.size() == 1 || (content.size() > 1 && (at(0) != 0 || at(1) >= 0x80));
    if (!minimal || at(0) >= 0x80 || content.size() > 5 || (content.size() == 5 && at(0) != 0))
    {
        Fail();
        return 0;
    }
    uint32_t value = 0;
    for (std::size_t i = 0; i < content.size(); ++i)
    {
        value = value << 8 | at(i);
    }
    return value;
}

std::string_view
DerReader::ReadObjectIdentifier()
{
    const std::string_view content = Read(der_tag::OBJECT_IDENTIFIER).content;
    if (content.empty() || static_cast<uint8_t>(content.back()) >= 0x80)
    {
        Fail();
        return {};
    }
    return content;
}

} // namespace ns3
