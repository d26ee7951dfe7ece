// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-auth-parameters.h"

#include "ns3/sip-grammar.h"

#include <utility>

namespace ns3
{

namespace
{

bool
IsTokenCharacter(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c != '\0' && std::string_view("-.!%*_+`'~").find(c) != std::string_view::npos);
}

bool
IsSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n'; // the last two where a line is folded
}

/** Reads a parameter list from its start. */
class Reader
{
  public:
    explicit Reader(std::string_view text)
        : m_rest(text)
    {
    }

    void
    SkipSpace()
    {
        while (!m_rest.empty() && IsSpace(m_rest.front()))
        {
            m_rest.remove_prefix(1);
        }
    }

    bool
    IsAtEnd() const
    {
        return m_rest.empty();
    }

    bool
    Take(char c)
    {
        if (m_rest.empty() || m_rest.front() != c)
        {
            return false;
        }
        m_rest.remove_prefix(1);
        return true;
    }

    std::string_view
    TakeToken()
    {
        std::size_t length = 0;
        while (length < m_rest.size() && IsTokenCharacter(m_rest[length]))
        {
            ++length;
        }
        const std::string_view token = m_rest.substr(0, length);
        m_rest.remove_prefix(length);
        return token;
    }

    /** The rest of a quoted-string after its first quote; none if it does not end. */
    std::optional<std::string>
    TakeQuoted()
    {
        std::string value;
        while (!m_rest.empty())
        {
            const char c = m_rest.front();
            m_rest.remove_prefix(1);
            if (c == '"')
            {
                return value;
            }
            if (c != '\\')
            {
                value.push_back(c);
            }
            else if (!m_rest.empty())
            {
                value.push_back(m_rest.front());
                m_rest.remove_prefix(1);
            }
        }
        return std::nullopt;
    }

    /** A value that is no quoted-string. Wider than a token: seen are nonce=abc== and uri=sip:a. */
    std::string_view
    TakeBare()
    {
        std::size_t length = 0;
        while (length < m_rest.size() && m_rest[length] != ',' && !IsSpace(m_rest[length]) &&
               m_rest[length] != '"' && static_cast<unsigned char>(m_rest[length]) > 0x20)
        {
            ++length;
        }
        const std::string_view value = m_rest.substr(0, length);
        m_rest.remove_prefix(length);
        return value;
    }

  private:
    std::string_view m_rest; // what is still to be read
};

} // namespace

tl::expected<SipAuthParameters, SipError>
SipAuthParameters::Parse(std::string_view text)
{
    SipAuthParameters result;
    Reader reader(text);
    reader.SkipSpace();
    while (!reader.IsAtEnd())
    {
        const std::string_view name = reader.TakeToken();
        reader.SkipSpace();
        if (name.empty() || !reader.Take('='))
        {
            return MakeUnexpected("authentication parameter without name=value");
        }
        reader.SkipSpace();
        Parameter parameter{std::string(name), "", reader.Take('"')};
        if (parameter.quoted)
        {
            auto value = reader.TakeQuoted();
            if (!value)
            {
                return MakeUnexpected("quoted-string without end");
            }
            parameter.value = std::move(*value);
        }
        else
        {
            parameter.value = reader.TakeBare();
            if (parameter.value.empty())
            {
                return MakeUnexpected("authentication parameter without value");
            }
        }
        if (result.Get(name))
        {
            return MakeUnexpected("authentication parameter given twice");
        }
        if (result.m_parameters.size() >= MAX_PARAMETERS)
        {
            return MakeUnexpected("too many authentication parameters");
        }
        result.m_parameters.push_back(std::move(parameter));
        reader.SkipSpace();
        if (reader.IsAtEnd())
        {
            break;
        }
        if (!reader.Take(','))
        {
            return MakeUnexpected("authentication parameters without comma between them");
        }
        // Empty elements between commas are passed over, as RFC 7235 has it.
        reader.SkipSpace();
        while (reader.Take(','))
        {
            reader.SkipSpace();
        }
    }
    return result;
}

std::optional<std::string_view>
SipAuthParameters::Get(std::string_view name) const
{
    for (const Parameter& parameter : m_parameters)
    {
        if (EqualsSipToken(parameter.name, name))
        {
            return parameter.value;
        }
    }
    return std::nullopt;
}

void
SipAuthParameters::Set(std::string_view name, std::string_view value, bool quoted)
{
    for (Parameter& parameter : m_parameters)
    {
        if (EqualsSipToken(parameter.name, name))
        {
            parameter.value = value;
            parameter.quoted = quoted;
            return;
        }
    }
    m_parameters.push_back({std::string(name), std::string(value), quoted});
}

const std::vector<SipAuthParameters::Parameter>&
SipAuthParameters::GetAll() const
{
    return m_parameters;
}

std::string
SipAuthParameters::ToString() const
{
    std::string text;
    for (const Parameter& parameter : m_parameters)
    {
        text += text.empty() ? "" : ", ";
        text += parameter.name;
        text += '=';
        if (!parameter.quoted)
        {
            text += parameter.value;
            continue;
        }
        text += '"';
        for (char c : parameter.value)
        {
            if (c == '"' || c == '\\')
            {
                text += '\\';
            }
            text += c;
        }
        text += '"';
    }
    return text;
}

} // namespace ns3
