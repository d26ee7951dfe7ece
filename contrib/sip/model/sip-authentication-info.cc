// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-authentication-info.h"

#include "ns3/sip-digest-credentials.h"

#include <utility>

namespace ns3
{

tl::expected<SipAuthenticationInfo, SipError>
SipAuthenticationInfo::Parse(std::string_view value)
{
    auto parsed = SipAuthParameters::Parse(value);
    if (!parsed)
    {
        return tl::make_unexpected(parsed.error());
    }
    SipAuthenticationInfo result;
    result.parameters = std::move(*parsed);
    const SipAuthParameters& list = result.parameters;
    result.nextNonce = list.Get("nextnonce").value_or("");
    result.responseAuth = list.Get("rspauth").value_or("");
    result.cnonce = list.Get("cnonce").value_or("");
    if (const auto qop = list.Get("qop"))
    {
        const auto known = ParseSipDigestQop(*qop);
        const auto count = ParseSipNonceCount(list.Get("nc").value_or(""));
        if (!known || !count || result.cnonce.empty())
        {
            return MakeUnexpected("Authentication-Info: qop, nc or cnonce of a wrong form");
        }
        result.qop = *known;
        result.nonceCount = *count;
    }
    return result;
}

std::string
SipAuthenticationInfo::ToString() const
{
    SipAuthParameters list;
    if (!nextNonce.empty())
    {
        list.Set("nextnonce", nextNonce, true);
    }
    if (qop != SipDigestQop::None)
    {
        list.Set("qop", ns3::ToString(qop), false);
    }
    if (!responseAuth.empty())
    {
        list.Set("rspauth", responseAuth, true);
    }
    if (!cnonce.empty())
    {
        list.Set("cnonce", cnonce, true);
    }
    if (nonceCount > 0)
    {
        list.Set("nc", FormatSipNonceCount(nonceCount), false);
    }
    return list.ToString();
}

} // namespace ns3
