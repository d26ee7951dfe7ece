// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/mime-value.h"

#include <algorithm>

namespace ns3
{

namespace
{

constexpr std::string_view SPACE = " \t\r\n";

/// @return the character in lower case, by ASCII
char
ToLower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// @return whether it may stand in a token (RFC 2045, section 5.1, with "/" left out of tspecials)
bool
IsTokenCharacter(char c)
{
    const std::string_view special = "()<>@,;:\\\"[]?=";
    return c > ' ' && c < '\x7f' && special.find(c) == std::string_view::npos;
}

/// Takes a field value apart from front to back.
class Scanner
{
  public:
    explicit Scanner(std::string_view text)
        : m_rest(text)
    {
    }

    void
    SkipSpace()
    {
        const std::size_t count = m_rest.find_first_not_of(SPACE);
        m_rest.remove_prefix(std::min(count, m_rest.size()));
    }

    bool
    IsAtEnd() const
    {
        return m_rest.empty();
    }

    bool
    Take(char c)
    {
        SkipSpace();
        if (m_rest.empty() || m_rest.front() != c)
        {
            return false;
        }
        m_rest.remove_prefix(1);
        return true;
    }

    /// Empty if there is none.
    std::string_view
    TakeToken()
    {
        SkipSpace();
        std::size_t count = 0;
        while (count < m_rest.size() && IsTokenCharacter(m_rest[count]))
        {
            ++count;
        }
        const std::string_view token = m_rest.substr(0, count);
        m_rest.remove_prefix(count);
        return token;
    }

    /// The rest of a quoted string whose first quote was taken.
    std::optional<Octets>
    TakeQuoted()
    {
        Octets text;
        while (!m_rest.empty())
        {
            char c = m_rest.front();
            m_rest.remove_prefix(1);
            if (c == '"')
            {
                return text;
            }
            if (c == '\\')
            {
                if (m_rest.empty())
                {
                    break;
                }
                c = m_rest.front();
                m_rest.remove_prefix(1);
            }
            if (c == '\r' || c == '\n' || c == '\0')
            {
                break;
            }
            text.push_back(c);
        }
        return std::nullopt;
    }

  private:
    std::string_view m_rest;
};

/// @return whether the text can stand without quotes
bool
IsPlain(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(),
                                        text.end(),
                                        [](char c)
                                        {
                                            return IsTokenCharacter(c) && c != '/';
                                        });
}

} // namespace

bool
EqualsIgnoringCase(std::string_view a, std::string_view b)
{
    return std::equal(a.begin(),
                      a.end(),
                      b.begin(),
                      b.end(),
                      [](char x, char y)
                      {
                          return ToLower(x) == ToLower(y);
                      });
}

MimeValue::MimeValue(std::string_view value)
    : m_value(value)
{
}

tl::expected<MimeValue, MimeError>
MimeValue::Parse(std::string_view text, const MimeLimits& limits)
{
    if (text.size() > limits.maxHeaderOctets)
    {
        return tl::unexpected(MimeError::LimitExceeded);
    }
    Scanner scanner(text);
    MimeValue value(scanner.TakeToken());
    if (value.m_value.empty())
    {
        return tl::unexpected(MimeError::Malformed);
    }
    while (scanner.Take(';'))
    {
        const std::string_view name = scanner.TakeToken();
        if (name.empty() || !scanner.Take('=') || value.GetParameter(name))
        {
            return tl::unexpected(MimeError::Malformed);
        }
        if (value.m_parameters.size() == limits.maxParameters)
        {
            return tl::unexpected(MimeError::LimitExceeded);
        }
        std::optional<Octets> content;
        if (scanner.Take('"'))
        {
            content = scanner.TakeQuoted();
        }
        else if (const std::string_view token = scanner.TakeToken(); !token.empty())
        {
            content = Octets(token);
        }
        if (!content)
        {
            return tl::unexpected(MimeError::Malformed);
        }
        value.m_parameters.emplace_back(Octets(name), std::move(*content));
    }
    scanner.SkipSpace();
    if (!scanner.IsAtEnd())
    {
        return tl::unexpected(MimeError::Malformed);
    }
    return value;
}

const Octets&
MimeValue::GetValue() const
{
    return m_value;
}

bool
MimeValue::Is(std::string_view value) const
{
    return EqualsIgnoringCase(m_value, value);
}

std::optional<std::string_view>
MimeValue::GetParameter(std::string_view name) const
{
    for (const auto& [key, value] : m_parameters)
    {
        if (EqualsIgnoringCase(key, name))
        {
            return value;
        }
    }
    return std::nullopt;
}

const std::vector<std::pair<Octets, Octets>>&
MimeValue::GetParameters() const
{
    return m_parameters;
}

void
MimeValue::SetParameter(std::string_view name, std::string_view value)
{
    Octets text;
    std::copy_if(value.begin(),
                 value.end(),
                 std::back_inserter(text),
                 [](char c)
                 {
                     return c != '\r' && c != '\n' && c != '\0';
                 });
    for (auto& [key, old] : m_parameters)
    {
        if (EqualsIgnoringCase(key, name))
        {
            old = std::move(text);
            return;
        }
    }
    m_parameters.emplace_back(Octets(name), std::move(text));
}

Octets
MimeValue::ToString() const
{
    Octets text = m_value;
    for (const auto& [name, value] : m_parameters)
    {
        text.append("; ").append(name).append("=");
        if (IsPlain(value))
        {
            text.append(value);
            continue;
        }
        text.push_back('"');
        for (const char c : value)
        {
            if (c == '"' || c == '\\')
            {
                text.push_back('\\');
            }
            text.push_back(c);
        }
        text.push_back('"');
    }
    return text;
}

} // namespace ns3
