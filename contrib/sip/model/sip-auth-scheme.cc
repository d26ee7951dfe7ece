// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-auth-scheme.h"

#include "ns3/sip-grammar.h"

#include <algorithm>

namespace ns3
{

std::optional<std::string_view>
SkipSipDigestScheme(std::string_view value)
{
    constexpr std::string_view SCHEME = "Digest";
    value = TrimSip(value);
    if (!EqualsSipToken(value.substr(0, value.find_first_of(" \t\r\n")), SCHEME) ||
        value.size() == SCHEME.size())
    {
        return std::nullopt;
    }
    return value.substr(SCHEME.size() + 1);
}

void
AppendUnknownSipParameters(const SipAuthParameters& from,
                           std::initializer_list<std::string_view> known,
                           SipAuthParameters& to)
{
    for (const SipAuthParameters::Parameter& parameter : from.GetAll())
    {
        if (std::none_of(known.begin(),
                         known.end(),
                         [&parameter](std::string_view name)
                         {
                             return EqualsSipToken(name, parameter.name);
                         }))
        {
            to.Set(parameter.name, parameter.value, parameter.quoted);
        }
    }
}

} // namespace ns3
