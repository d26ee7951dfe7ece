// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-parameters.h"

#include "ns3/sip-grammar.h"

#include <algorithm>
#include <utility>

namespace ns3
{

namespace
{

/** What is wrong with a value; empty if nothing is. */
std::string_view
FindFault(std::string_view value)
{
    if (value.empty())
    {
        return "a parameter without its value";
    }
    if (value.front() == '"')
    {
        const std::size_t end = FindSipQuoteEnd(value);
        return end == std::string_view::npos ? "a quoted string without its end"
               : end + 1 < value.size()      ? "octets behind a quoted string"
                                             : "";
    }
    return IsSipPlain(value) ? "" : "an octet that a parameter's value cannot hold";
}

} // namespace

tl::expected<SipParameters, SipError>
SipParameters::Parse(std::string_view text, std::string_view what)
{
    tl::expected<SipParameters, SipError> result;
    std::string& written = result->m_text;
    written.reserve(text.size() + 1);
    std::size_t begin = 0;
    std::size_t end = 0;
    std::size_t count = 0;
    do
    {
        if (++count > MAX_PARAMETERS)
        {
            return MakeUnexpected(std::string(what) + ": too many parameters");
        }
        end = FindSipSeparator(text, ';', begin);
        const std::string_view part = text.substr(begin, end - begin);
        const std::size_t equals = std::min(part.find('='), part.size());
        const std::string_view name = TrimSip(part.substr(0, equals));
        // paramchar of URIs has a few more octets than token has.
        if (name.empty() || !IsSipPlain(name))
        {
            return MakeUnexpected(std::string(what) + ": a parameter without a name");
        }
        written += ';';
        written += name;
        if (equals < part.size())
        {
            const std::string_view value = TrimSip(part.substr(equals + 1));
            const std::string_view fault = FindFault(value);
            if (!fault.empty())
            {
                return MakeUnexpected(std::string(what) + ": " + std::string(fault));
            }
            written += '=';
            written += value;
        }
        begin = end + 1;
    } while (end < text.size());
    return result;
}

SipParameter
SipParameters::Read(std::size_t& at) const
{
    const std::string_view text = m_text;
    const std::size_t begin = at + 1;
    at = FindSipSeparator(text, ';', begin);
    const std::string_view part = text.substr(begin, at - begin);
    const std::size_t equals = part.find('=');
    return equals == std::string_view::npos
               ? SipParameter{part, std::nullopt}
               : SipParameter{part.substr(0, equals), part.substr(equals + 1)};
}

std::optional<std::string_view>
SipParameters::Get(std::string_view name) const
{
    for (std::size_t at = 0; at < m_text.size();)
    {
        const SipParameter parameter = Read(at);
        if (EqualsSipToken(parameter.name, name))
        {
            return parameter.value.value_or(std::string_view());
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
    std::string written = ";" + std::string(name);
    if (value)
    {
        written += '=' + *value;
    }
    for (std::size_t at = 0; at < m_text.size();)
    {
        const std::size_t begin = at;
        if (EqualsSipToken(Read(at).name, name))
        {
            m_text.replace(begin, at - begin, written);
            return;
        }
    }
    m_text += written;
}

void
SipParameters::Remove(std::string_view name)
{
    const std::string own(name); // the view may be into m_text
    for (std::size_t at = 0; at < m_text.size();)
    {
        const std::size_t begin = at;
        if (EqualsSipToken(Read(at).name, own))
        {
            m_text.erase(begin, at - begin);
            at = begin;
        }
    }
}

std::vector<SipParameter>
SipParameters::GetAll() const
{
    std::vector<SipParameter> all;
    for (std::size_t at = 0; at < m_text.size();)
    {
        all.push_back(Read(at));
    }
    return all;
}

bool
SipParameters::IsEmpty() const
{
    return m_text.empty();
}

const std::string&
SipParameters::ToString() const
{
    return m_text;
}

} // namespace ns3
