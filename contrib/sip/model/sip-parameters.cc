// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-parameters.h"

#include "ns3/sip-grammar.h"

#include <utility>

namespace ns3
{

tl::expected<SipParameters, SipError>
SipParameters::Parse(std::string_view text, std::string_view what)
{
    SipParameters parameters;
    if (TrimSip(text).empty())
    {
        return parameters;
    }
    for (const std::string_view part : SplitSip(text, ';'))
    {
        std::size_t equals = part.find('=');
        const std::string_view name = TrimSip(part.substr(0, equals));
        // paramchar of URIs has a few more octets than token has.
        if (name.empty() || name.find_first_of(" \t\"<>@,") != std::string_view::npos)
        {
            return MakeUnexpected(std::string(what) + ": a parameter without a name");
        }
        SipParameter parameter{std::string(name), std::nullopt};
        if (equals != std::string_view::npos)
        {
            const std::string_view value = TrimSip(part.substr(equals + 1));
            if (value.empty())
            {
                return MakeUnexpected(std::string(what) + ": a parameter without its value");
            }
            if (value.front() == '"' && (value.size() < 2 || value.back() != '"'))
            {
                return MakeUnexpected(std::string(what) + ": a quoted string without its end");
            }
            if (value.front() != '"' && value.find_first_of(" \t\"<>") != std::string_view::npos)
            {
                return MakeUnexpected(std::string(what) + ": white space inside a parameter");
            }
            parameter.value = std::string(value);
        }
        parameters.m_parameters.push_back(std::move(parameter));
    }
    return parameters;
}

std::optional<std::string_view>
SipParameters::Get(std::string_view name) const
{
    for (const SipParameter& parameter : m_parameters)
    {
        if (EqualsSipToken(parameter.name, name))
        {
            return parameter.value ? std::string_view(*parameter.value) : std::string_view();
        }
    }
    return std::nullopt;
}

bool
SipParameters::Has(std::string_view name) const
{
    return Get(name).has_value();
}

void
SipParameters::Set(std::string_view name, std::optional<std::string> value)
{
    for (SipParameter& parameter : m_parameters)
    {
        if (EqualsSipToken(parameter.name, name))
        {
            parameter.value = std::move(value);
            return;
        }
    }
    m_parameters.push_back(SipParameter{std::string(name), std::move(value)});
}

void
SipParameters::Remove(std::string_view name)
{
    for (std::size_t i = m_parameters.size(); i > 0; --i)
    {
        if (EqualsSipToken(m_parameters[i - 1].name, name))
        {
            m_parameters.erase(m_parameters.begin() + static_cast<std::ptrdiff_t>(i - 1));
        }
    }
}

const std::vector<SipParameter>&
SipParameters::GetAll() const
{
    return m_parameters;
}

std::string
SipParameters::ToString() const
{
    std::string text;
    for (const SipParameter& parameter : m_parameters)
    {
        text += ';';
        text += parameter.name;
        if (parameter.value)
        {
            text += '=';
            text += *parameter.value;
        }
    }
    return text;
}

} // namespace ns3
