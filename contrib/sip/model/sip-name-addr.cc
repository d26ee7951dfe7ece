// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-name-addr.h"

#include "ns3/sip-grammar.h"

#include <algorithm>
#include <utility>

namespace ns3
{

namespace
{

/** Whether a display name is tokens with white space between them. */
bool
IsPlainName(std::string_view name)
{
    std::size_t begin = 0;
    for (std::size_t i = 0; i <= name.size(); ++i)
    {
        if (i == name.size() || name[i] == ' ' || name[i] == '\t')
        {
            if (i > begin && !IsSipToken(name.substr(begin, i - begin)))
            {
                return false;
            }
            begin = i + 1;
        }
    }
    return true;
}

/** A display name in quotes, escaped where needed. */
std::string
Quote(std::string_view name)
{
    std::string quoted = "\"";
    for (const char c : name)
    {
        if (c == '"' || c == '\\')
        {
            quoted += '\\';
        }
        quoted += c;
    }
    return quoted + '"';
}

} // namespace

SipNameAddr::SipNameAddr(SipUri uri, std::string displayName)
    : m_name(displayName.empty() || IsPlainName(displayName) ? std::move(displayName)
                                                             : Quote(displayName))
    , m_uri(std::move(uri))
{
}

tl::expected<SipNameAddr, SipError>
SipNameAddr::Parse(std::string_view value)
{
    value = TrimSip(value);
    tl::expected<SipNameAddr, SipError> result;
    SipNameAddr& address = *result;
    if (value == "*")
    {
        address.m_star = true;
        return result;
    }
    std::string_view rest = value;
    if (!rest.empty() && rest.front() == '"')
    {
        const std::size_t end = FindSipQuoteEnd(rest);
        if (end == std::string_view::npos)
        {
            return MakeUnexpected("a display name without its closing quote");
        }
        address.m_name.assign(rest.substr(0, end + 1));
        rest = TrimSip(rest.substr(end + 1));
        if (rest.empty() || rest.front() != '<')
        {
            return MakeUnexpected("a display name without an address in angle brackets");
        }
    }
    // A bracket behind a semicolon stands in a quoted parameter of an address without brackets.
    std::size_t open = 0;
    while (open < rest.size() && rest[open] != '<' && rest[open] != ';')
    {
        ++open;
    }
    std::string_view uri;
    std::string_view parameters;
    if (open < rest.size() && rest[open] == '<')
    {
        const std::string_view name = TrimSip(rest.substr(0, open));
        if (!name.empty())
        {
            if (!IsPlainName(name))
            {
                return MakeUnexpected("a display name that needs quotes");
            }
            address.m_name.assign(name);
        }
        const std::size_t close = rest.find('>', open);
        if (close == std::string_view::npos)
        {
            return MakeUnexpected("an address without its closing angle bracket");
        }
        uri = rest.substr(open + 1, close - open - 1);
        parameters = TrimSip(rest.substr(close + 1));
    }
    else
    {
        // Without brackets the URI ends at the first semicolon, and one that holds a comma or a
        // question mark needs brackets (section 20).
        const std::size_t semicolon = std::min(rest.find(';'), rest.size());
        uri = TrimSip(rest.substr(0, semicolon));
        parameters = rest.substr(semicolon);
        if (uri.find_first_of("?,") != std::string_view::npos)
        {
            return MakeUnexpected("an address that needs angle brackets");
        }
    }
    auto parsed = SipUri::Parse(uri);
    if (!parsed)
    {
        return tl::make_unexpected(parsed.error());
    }
    address.m_uri = std::move(*parsed);
    if (!parameters.empty())
    {
        if (parameters.front() != ';')
        {
            return MakeUnexpected("octets behind an address");
        }
        auto list = SipParameters::Parse(parameters.substr(1), "address");
        if (!list)
        {
            return tl::make_unexpected(list.error());
        }
        address.m_parameters = std::move(*list);
    }
    return result;
}

bool
SipNameAddr::IsStar() const
{
    return m_star;
}

std::string
SipNameAddr::GetDisplayName() const
{
    if (m_name.size() < 2 || m_name.front() != '"')
    {
        return m_name;
    }
    std::string plain;
    for (std::size_t i = 1; i + 1 < m_name.size(); ++i)
    {
        i += m_name[i] == '\\' && i + 2 < m_name.size() ? 1 : 0;
        plain += m_name[i];
    }
    return plain;
}

const SipUri&
SipNameAddr::GetUri() const
{
    return m_uri;
}

void
SipNameAddr::SetUri(SipUri uri)
{
    m_uri = std::move(uri);
}

const SipParameters&
SipNameAddr::GetParameters() const
{
    return m_parameters;
}

std::optional<std::string_view>
SipNameAddr::GetParameter(std::string_view name) const
{
    return m_parameters.Get(name);
}

void
SipNameAddr::SetParameter(std::string_view name, std::optional<std::string> value)
{
    m_parameters.Set(name, std::move(value));
}

void
SipNameAddr::RemoveParameter(std::string_view name)
{
    m_parameters.Remove(name);
}

std::optional<std::string_view>
SipNameAddr::GetTag() const
{
    return m_parameters.Get("tag");
}

void
SipNameAddr::SetTag(std::string tag)
{
    m_parameters.Set("tag", std::move(tag));
}

std::string
SipNameAddr::ToString() const
{
    if (m_star)
    {
        return "*";
    }
    return (m_name.empty() ? "<" : m_name + " <") + m_uri.ToString() + '>' +
           m_parameters.ToString();
}

} // namespace ns3
