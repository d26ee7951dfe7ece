// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-via.h"

#include "ns3/sip-grammar.h"

#include <utility>

namespace ns3
{

SipVia::SipVia(std::string transport,
               std::string host,
               std::optional<uint16_t> port,
               std::string branch)
    : m_transport(std::move(transport))
    , m_host(std::move(host))
    , m_port(port)
{
    m_parameters.Set("branch", std::move(branch));
}

tl::expected<SipVia, SipError>
SipVia::Parse(std::string_view value)
{
    value = TrimSip(value);
    // sent-protocol: white space may stand around the slashes.
    const std::size_t first = value.find('/');
    const std::size_t second = first == std::string_view::npos ? first : value.find('/', first + 1);
    if (second == std::string_view::npos ||
        !EqualsSipToken(TrimSip(value.substr(0, first)), "SIP") ||
        TrimSip(value.substr(first + 1, second - first - 1)) != "2.0")
    {
        return MakeUnexpected("Via without SIP/2.0/ in front");
    }
    std::string_view rest = TrimSip(value.substr(second + 1));
    const std::size_t space = rest.find_first_of(" \t\r\n");
    tl::expected<SipVia, SipError> result;
    SipVia& via = *result;
    via.m_transport.assign(rest.substr(0, space));
    if (space == std::string_view::npos || !IsSipToken(via.m_transport))
    {
        return MakeUnexpected("Via without transport and sent-by");
    }
    rest = TrimSip(rest.substr(space));
    const std::size_t semicolon = rest.find(';');
    std::string_view sentBy = TrimSip(rest.substr(0, semicolon));
    const bool bracketed = !sentBy.empty() && sentBy.front() == '[';
    const std::size_t colon = sentBy.find(':', bracketed ? sentBy.find(']') : 0);
    if (colon != std::string_view::npos)
    {
        const auto port = ParseSipNumber(TrimSip(sentBy.substr(colon + 1)), 65535);
        if (!port)
        {
            return MakeUnexpected("Via with a port that is no number up to 65535");
        }
        via.m_port = static_cast<uint16_t>(*port);
        sentBy = TrimSip(sentBy.substr(0, colon));
    }
    if (!IsSipHost(sentBy))
    {
        return MakeUnexpected("Via without a host");
    }
    via.m_host.assign(sentBy);
    if (semicolon != std::string_view::npos)
    {
        auto parameters = SipParameters::Parse(rest.substr(semicolon + 1), "Via");
        if (!parameters)
        {
            return tl::make_unexpected(parameters.error());
        }
        via.m_parameters = std::move(*parameters);
    }
    return result;
}

const std::string&
SipVia::GetTransport() const
{
    return m_transport;
}

void
SipVia::SetTransport(std::string transport)
{
    m_transport = std::move(transport);
}

const std::string&
SipVia::GetHost() const
{
    return m_host;
}

std::optional<uint16_t>
SipVia::GetPort() const
{
    return m_port;
}

std::string
SipVia::GetSentBy() const
{
    return m_port ? m_host + ':' + std::to_string(*m_port) : m_host;
}

std::string_view
SipVia::GetBranch() const
{
    return m_parameters.Get("branch").value_or(std::string_view());
}

void
SipVia::SetBranch(std::string branch)
{
    m_parameters.Set("branch", std::move(branch));
}

const SipParameters&
SipVia::GetParameters() const
{
    return m_parameters;
}

std::optional<std::string_view>
SipVia::GetParameter(std::string_view name) const
{
    return m_parameters.Get(name);
}

void
SipVia::SetParameter(std::string_view name, std::optional<std::string> value)
{
    m_parameters.Set(name, std::move(value));
}

std::string
SipVia::ToString() const
{
    return "SIP/2.0/" + m_transport + ' ' + GetSentBy() + m_parameters.ToString();
}

} // namespace ns3
