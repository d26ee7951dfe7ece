// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-uri.h"

#include "ns3/sip-grammar.h"

#include <algorithm>
#include <arpa/inet.h>
#include <iterator>
#include <netinet/in.h>
#include <utility>

namespace ns3
{

namespace
{

/** Whether the octets are a scheme. */
bool
IsScheme(std::string_view text)
{
    const auto isLetter = [](char c)
    {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    };
    return !text.empty() && isLetter(text.front()) &&
           std::all_of(text.begin(),
                       text.end(),
                       [&](char c)
                       {
                           return isLetter(c) || (c >= '0' && c <= '9') || c == '+' || c == '-' ||
                                  c == '.';
                       });
}

/**
 * For comparison: an octet and its escape are the same, unless it is one of RFC 2396's reserved set
 * (section 19.1.4). Escapes of those stay, in one case. Nothing is unescaped twice.
 */
std::string
Plain(std::string_view text)
{
    std::string plain;
    plain.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i)
    {
        const auto octet = text[i] == '%' ? UnescapeSip(text.substr(i, 3)) : std::nullopt;
        if (!octet)
        {
            plain += text[i];
            continue;
        }
        // A percent sign keeps its escape too: %2541 is not %41.
        if (std::string_view(";/?:@&=+$,%").find(octet->front()) != std::string_view::npos)
        {
            plain += LowerSip(text.substr(i, 3));
        }
        else
        {
            plain += *octet;
        }
        i += 2;
    }
    return plain;
}

/** Whether two hosts are the same; of IPv6 addresses, the address counts (RFC 5954). */
bool
IsSameHost(const std::string& one, const std::string& other)
{
    if (EqualsSipToken(one, other))
    {
        return true;
    }
    if (one.size() < 2 || other.size() < 2 || one.front() != '[' || other.front() != '[')
    {
        return false;
    }
    in6_addr first{};
    in6_addr second{};
    return inet_pton(AF_INET6, one.substr(1, one.size() - 2).c_str(), &first) == 1 &&
           inet_pton(AF_INET6, other.substr(1, other.size() - 2).c_str(), &second) == 1 &&
           std::equal(std::begin(first.s6_addr), std::end(first.s6_addr), second.s6_addr);
}

/** The headers of a URI in an order of their own, names in lower case. */
std::vector<std::string>
SortHeaders(std::string_view headers)
{
    std::vector<std::string> sorted;
    while (!headers.empty())
    {
        const std::size_t end = std::min(headers.find('&'), headers.size());
        const std::string_view header = headers.substr(0, end);
        const std::size_t equals = std::min(header.find('='), header.size());
        sorted.push_back(LowerSip(Plain(header.substr(0, equals))) + Plain(header.substr(equals)));
        headers.remove_prefix(std::min(end + 1, headers.size()));
    }
    std::sort(sorted.begin(), sorted.end());
    return sorted;
}

/** Whether each parameter of one that the other has is the same there, and none of those that must
 * be in both is in one only (section 19.1.4). */
bool
AgreeOnParameters(const SipUri& one, const SipUri& other)
{
    for (const SipParameter& parameter : one.GetParameters().GetAll())
    {
        const auto match = other.GetParameter(parameter.name);
        if (!match)
        {
            for (const char* both : {"user", "ttl", "method", "maddr", "transport"})
            {
                if (EqualsSipToken(Plain(parameter.name), both))
                {
                    return false;
                }
            }
        }
        else if (!EqualsSipToken(Plain(*match), Plain(parameter.value.value_or(""))))
        {
            return false;
        }
    }
    return true;
}

} // namespace

SipUri::SipUri(std::string scheme, std::string user, std::string host, std::optional<uint16_t> port)
    : m_scheme(std::move(scheme))
    , m_user(std::move(user))
    , m_host(std::move(host))
    , m_port(port)
{
}

tl::expected<SipUri, SipError>
SipUri::Parse(std::string_view text)
{
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos || !IsScheme(text.substr(0, colon)))
    {
        return MakeUnexpected("a URI without a scheme");
    }
    if (!IsSipVisible(text))
    {
        return MakeUnexpected("a URI with an octet that must be escaped");
    }
    tl::expected<SipUri, SipError> result;
    SipUri& uri = *result;
    uri.m_scheme = LowerSip(text.substr(0, colon));
    text.remove_prefix(colon + 1);
    if (!uri.IsSip())
    {
        if (text.empty())
        {
            return MakeUnexpected("a URI with nothing behind its scheme");
        }
        uri.m_host.assign(text);
        return result;
    }
    if (!HasSipEscapesOnly(text))
    {
        return MakeUnexpected("a SIP URI with a percent sign that begins no escape");
    }
    // The user part may hold ; and ?, so its end is looked for first.
    const std::size_t at = text.find('@');
    if (at != std::string_view::npos)
    {
        const std::string_view info = text.substr(0, at);
        const std::size_t password = std::min(info.find(':'), info.size());
        if (password == 0 || !IsSipUserInfo(info))
        {
            return MakeUnexpected("a SIP URI with a user part of a wrong form");
        }
        uri.m_user.assign(info.substr(0, password));
        uri.m_password.assign(info.substr(password));
        text.remove_prefix(at + 1);
    }
    const std::size_t question = text.find('?');
    if (question != std::string_view::npos)
    {
        uri.m_headers = std::string(text.substr(question + 1));
        text = text.substr(0, question);
        if (uri.m_headers.empty())
        {
            return MakeUnexpected("a SIP URI with headers of a wrong form");
        }
    }
    const std::size_t semicolon = text.find(';');
    if (semicolon != std::string_view::npos)
    {
        auto parameters = SipParameters::Parse(text.substr(semicolon + 1), "SIP URI");
        if (!parameters)
        {
            return MakeUnexpected("a SIP URI with parameters of a wrong form");
        }
        uri.m_parameters = std::move(*parameters);
        text = text.substr(0, semicolon);
    }
    const bool bracketed = !text.empty() && text.front() == '[';
    const std::size_t port = text.find(':', bracketed ? text.find(']') : 0);
    if (port != std::string_view::npos)
    {
        const auto number = ParseSipNumber(text.substr(port + 1), 65535);
        if (!number)
        {
            return MakeUnexpected("a SIP URI with a port that is no number up to 65535");
        }
        uri.m_port = static_cast<uint16_t>(*number);
        text = text.substr(0, port);
    }
    if (!IsSipHost(text))
    {
        return MakeUnexpected("a SIP URI without a host");
    }
    uri.m_host.assign(text);
    return result;
}

const std::string&
SipUri::GetScheme() const
{
    return m_scheme;
}

bool
SipUri::IsSip() const
{
    return m_scheme == "sip" || m_scheme == "sips";
}

bool
SipUri::IsSecure() const
{
    return m_scheme == "sips";
}

const std::string&
SipUri::GetUser() const
{
    return m_user;
}

const std::string&
SipUri::GetHost() const
{
    return m_host;
}

std::optional<uint16_t>
SipUri::GetPort() const
{
    return m_port;
}

const SipParameters&
SipUri::GetParameters() const
{
    return m_parameters;
}

const std::string&
SipUri::GetHeaders() const
{
    return m_headers;
}

std::optional<std::string_view>
SipUri::GetParameter(std::string_view name) const
{
    const auto value = m_parameters.Get(name);
    if (value || m_parameters.ToString().find('%') == std::string::npos)
    {
        return value;
    }
    for (const SipParameter& parameter : m_parameters.GetAll())
    {
        if (EqualsSipToken(Plain(parameter.name), Plain(name)))
        {
            return parameter.value.value_or(std::string_view());
        }
    }
    return std::nullopt;
}

bool
SipUri::HasParameter(std::string_view name) const
{
    return GetParameter(name).has_value();
}

void
SipUri::SetScheme(std::string scheme)
{
    m_scheme = std::move(scheme);
}

void
SipUri::SetUser(std::string user)
{
    m_user = std::move(user);
}

void
SipUri::SetHost(std::string host)
{
    m_host = std::move(host);
}

void
SipUri::SetPort(std::optional<uint16_t> port)
{
    m_port = port;
}

void
SipUri::SetParameter(std::string_view name, std::optional<std::string> value)
{
    m_parameters.Set(name, std::move(value));
}

void
SipUri::RemoveParameter(std::string_view name)
{
    m_parameters.Remove(name);
}

void
SipUri::SetHeaders(std::string headers)
{
    m_headers = std::move(headers);
}

std::string
SipUri::ToString() const
{
    std::string text = m_scheme + ':';
    if (!IsSip())
    {
        return text + m_host;
    }
    if (!m_user.empty())
    {
        text += m_user + m_password + '@';
    }
    text += m_host;
    if (m_port)
    {
        text += ':' + std::to_string(*m_port);
    }
    text += m_parameters.ToString();
    if (!m_headers.empty())
    {
        text += '?' + m_headers;
    }
    return text;
}

bool
SipUri::operator==(const SipUri& other) const
{
    if (m_scheme != other.m_scheme)
    {
        return false;
    }
    if (!IsSip())
    {
        return m_host == other.m_host;
    }
    return Plain(m_user) == Plain(other.m_user) && Plain(m_password) == Plain(other.m_password) &&
           IsSameHost(m_host, other.m_host) && m_port == other.m_port &&
           AgreeOnParameters(*this, other) && AgreeOnParameters(other, *this) &&
           SortHeaders(m_headers) == SortHeaders(other.m_headers);
}

bool
SipUri::operator!=(const SipUri& other) const
{
    return !(*this == other);
}

} // namespace ns3
