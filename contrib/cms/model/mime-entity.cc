// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/mime-entity.h"

#include <algorithm>

namespace ns3
{

namespace
{

constexpr std::string_view CONTENT_TYPE = "Content-Type";
constexpr std::string_view CONTENT_DISPOSITION = "Content-Disposition";
constexpr std::string_view CONTENT_ID = "Content-ID";
constexpr std::string_view CONTENT_TRANSFER_ENCODING = "Content-Transfer-Encoding";

/// @return without spaces, tabs and line ends around it
std::string_view
Trim(std::string_view text)
{
    const std::string_view space = " \t\r\n";
    const std::size_t first = text.find_first_not_of(space);
    if (first == std::string_view::npos)
    {
        return {};
    }
    return text.substr(first, text.find_last_not_of(space) - first + 1);
}

/// @return octets of the line end that the text begins with, or 0
std::size_t
CountLineEnd(std::string_view text)
{
    if (text.substr(0, 2) == "\r\n")
    {
        return 2;
    }
    return text.substr(0, 1) == "\n" ? 1 : 0;
}

/// @return length of the field that the text begins with, its folded lines and line end included
std::size_t
CountField(std::string_view text)
{
    std::size_t end = 0;
    do
    {
        const std::size_t found = text.find('\n', end);
        if (found == std::string_view::npos)
        {
            return text.size();
        }
        end = found + 1;
    } while (end < text.size() && (text[end] == ' ' || text[end] == '\t'));
    return end;
}

/// @return whether no NUL and no CR without LF is in it
bool
IsFieldText(std::string_view raw)
{
    for (std::size_t i = 0; i < raw.size(); ++i)
    {
        const bool isBareReturn = raw[i] == '\r' && (i + 1 == raw.size() || raw[i + 1] != '\n');
        if (raw[i] == '\0' || isBareReturn)
        {
            return false;
        }
    }
    return true;
}

/// @return whether it is a field name
bool
IsFieldName(std::string_view name)
{
    return !name.empty() && std::all_of(name.begin(),
                                        name.end(),
                                        [](char c)
                                        {
                                            return c > ' ' && c < '\x7f' && c != ':';
                                        });
}

} // namespace

MimeEntity::MimeEntity(std::string_view contentType, std::string_view body)
    : m_body(body)
{
    SetField(CONTENT_TYPE, contentType);
}

tl::expected<MimeEntity, MimeError>
MimeEntity::Parse(std::string_view octets, const MimeLimits& limits)
{
    if (octets.size() > limits.maxOctets)
    {
        return tl::unexpected(MimeError::LimitExceeded);
    }
    MimeEntity entity;
    entity.m_separator.clear();
    std::size_t position = 0;
    while (position < octets.size())
    {
        const std::string_view rest = octets.substr(position);
        if (const std::size_t lineEnd = CountLineEnd(rest))
        {
            entity.m_separator = Octets(rest.substr(0, lineEnd));
            entity.m_body = Octets(rest.substr(lineEnd));
            break;
        }
        // One octet more than allowed is looked at, so a longer field is seen to be too long.
        const std::size_t allowed = limits.maxHeaderOctets - position;
        const std::string_view raw = rest.substr(0, CountField(rest.substr(0, allowed + 1)));
        if (raw.size() > allowed || entity.m_fields.size() == limits.maxFields)
        {
            return tl::unexpected(MimeError::LimitExceeded);
        }
        const std::size_t colon = raw.find(':');
        if (colon == std::string_view::npos || !IsFieldText(raw))
        {
            return tl::unexpected(MimeError::Malformed);
        }
        std::string_view name = raw.substr(0, colon);
        while (!name.empty() && (name.back() == ' ' || name.back() == '\t'))
        {
            name.remove_suffix(1);
        }
        if (!IsFieldName(name))
        {
            return tl::unexpected(MimeError::Malformed);
        }
        entity.m_fields.push_back({Octets(name), Octets(raw)});
        position += raw.size();
    }
    return entity;
}

Octets
MimeEntity::Serialize() const
{
    std::size_t size = m_separator.size() + m_body.size();
    for (const Field& field : m_fields)
    {
        size += field.raw.size();
    }
    Octets out;
    out.reserve(size);
    for (const Field& field : m_fields)
    {
        out.append(field.raw);
    }
    return out.append(m_separator).append(m_body);
}

std::size_t
MimeEntity::GetFieldCount() const
{
    return m_fields.size();
}

std::optional<Octets>
MimeEntity::GetField(std::string_view name) const
{
    for (const Field& field : m_fields)
    {
        if (!EqualsIgnoringCase(field.name, name))
        {
            continue;
        }
        const std::string_view value =
            Trim(std::string_view(field.raw).substr(field.raw.find(':') + 1));
        Octets unfolded;
        std::copy_if(value.begin(),
                     value.end(),
                     std::back_inserter(unfolded),
                     [](char c)
                     {
                         return c != '\r' && c != '\n';
                     });
        return unfolded;
    }
    return std::nullopt;
}

void
MimeEntity::SetField(std::string_view name, std::string_view value)
{
    Complete();
    Field fresh{Octets(name), Octets(name) + ": "};
    std::copy_if(value.begin(),
                 value.end(),
                 std::back_inserter(fresh.raw),
                 [](char c)
                 {
                     return c != '\r' && c != '\n' && c != '\0';
                 });
    fresh.raw.append("\r\n");
    const auto isNamed = [name](const Field& field)
    {
        return EqualsIgnoringCase(field.name, name);
    };
    const auto first = std::find_if(m_fields.begin(), m_fields.end(), isNamed);
    if (first == m_fields.end())
    {
        m_fields.push_back(std::move(fresh));
        return;
    }
    *first = std::move(fresh);
    m_fields.erase(std::remove_if(first + 1, m_fields.end(), isNamed), m_fields.end());
}

void
MimeEntity::RemoveField(std::string_view name)
{
    const auto isNamed = [name](const Field& field)
    {
        return EqualsIgnoringCase(field.name, name);
    };
    m_fields.erase(std::remove_if(m_fields.begin(), m_fields.end(), isNamed), m_fields.end());
}

tl::expected<MimeValue, MimeError>
MimeEntity::GetContentType() const
{
    const auto field = GetField(CONTENT_TYPE);
    return field ? MimeValue::Parse(*field) : MimeValue("text/plain");
}

tl::expected<MimeValue, MimeError>
MimeEntity::GetContentDisposition() const
{
    const auto field = GetField(CONTENT_DISPOSITION);
    return field ? MimeValue::Parse(*field) : MimeValue();
}

std::optional<Octets>
MimeEntity::GetContentId() const
{
    auto field = GetField(CONTENT_ID);
    if (field && field->size() >= 2 && field->front() == '<' && field->back() == '>')
    {
        return field->substr(1, field->size() - 2);
    }
    return field;
}

const Octets&
MimeEntity::GetBody() const
{
    return m_body;
}

tl::expected<Octets, MimeError>
MimeEntity::DecodeBody() const
{
    const auto encoding = GetField(CONTENT_TRANSFER_ENCODING);
    if (!encoding)
    {
        return m_body;
    }
    for (const std::string_view plain : {"binary", "8bit", "7bit"})
    {
        if (EqualsIgnoringCase(*encoding, plain))
        {
            return m_body;
        }
    }
    if (!EqualsIgnoringCase(*encoding, "base64"))
    {
        return tl::unexpected(MimeError::Unsupported);
    }
    auto decoded = Base64Decode(m_body);
    if (!decoded)
    {
        return tl::unexpected(MimeError::Malformed);
    }
    return std::move(*decoded);
}

void
MimeEntity::EncodeBody(std::string_view content, TransferEncoding encoding)
{
    constexpr std::size_t lineLength = 64;
    const bool isBase64 = encoding == TransferEncoding::Base64;
    SetField(CONTENT_TRANSFER_ENCODING, isBase64 ? "base64" : "binary");
    m_body = isBase64 ? Base64Encode(content, lineLength) : Octets(content);
}

void
MimeEntity::SetBody(std::string_view body)
{
    Complete();
    m_body = Octets(body);
}

void
MimeEntity::Complete()
{
    if (m_separator.empty())
    {
        m_separator = "\r\n";
        if (!m_fields.empty() && m_fields.back().raw.back() != '\n')
        {
            m_fields.back().raw.append("\r\n");
        }
    }
}

} // namespace ns3
