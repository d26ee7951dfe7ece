// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-digest-credentials.h"

#include "ns3/sip-auth-scheme.h"
#include "ns3/sip-grammar.h"

#include <algorithm>

namespace ns3
{

namespace
{

bool
IsHex(std::string_view text)
{
    return std::all_of(text.begin(),
                       text.end(),
                       [](char c)
                       {
                           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') ||
                                  (c >= 'A' && c <= 'F');
                       });
}

std::size_t
GetResponseSize(SipDigestAlgorithm algorithm)
{
    const bool md5 =
        algorithm == SipDigestAlgorithm::Md5 || algorithm == SipDigestAlgorithm::Md5Sess;
    return md5 ? 32 : 64;
}

} // namespace

tl::expected<SipDigestCredentials, SipError>
SipDigestCredentials::Parse(std::string_view value)
{
    const auto rest = SkipSipDigestScheme(value);
    if (!rest)
    {
        return MakeUnexpected("not the scheme Digest");
    }
    auto parsed = SipAuthParameters::Parse(*rest);
    if (!parsed)
    {
        return tl::make_unexpected(parsed.error());
    }
    SipDigestCredentials result;
    result.parameters = std::move(*parsed);
    const SipAuthParameters& list = result.parameters;
    const auto get = [&list](std::string_view name)
    {
        return list.Get(name).value_or("");
    };
    for (std::string_view name : {"username", "realm", "nonce", "uri", "response"})
    {
        if (!list.Get(name))
        {
            return MakeUnexpected("digest credentials without " + std::string(name));
        }
    }
    result.username = get("username");
    result.realm = get("realm");
    result.nonce = get("nonce");
    result.uri = get("uri");
    result.opaque = get("opaque");
    result.cnonce = get("cnonce");
    if (const auto name = list.Get("algorithm"))
    {
        const auto algorithm = ParseSipDigestAlgorithm(*name);
        if (!algorithm)
        {
            return MakeUnexpected("digest algorithm that is not known");
        }
        result.algorithm = *algorithm;
        result.algorithmPresent = true;
    }
    result.response = get("response");
    if (result.response.size() != GetResponseSize(result.algorithm) || !IsHex(result.response))
    {
        return MakeUnexpected("digest response of a wrong form");
    }
    result.response = LowerSip(result.response);
    if (const auto qop = list.Get("qop"))
    {
        const auto known = ParseSipDigestQop(*qop);
        const auto count = ParseSipNonceCount(get("nc"));
        if (!known || !count || *count == 0 || result.cnonce.empty())
        {
            return MakeUnexpected("digest qop, nc or cnonce missing or of a wrong form");
        }
        result.qop = *known;
        result.nonceCount = *count;
    }
    else if (IsSession(result.algorithm) && result.cnonce.empty())
    {
        return MakeUnexpected("session digest without cnonce");
    }
    return result;
}

std::string
SipDigestCredentials::ToString() const
{
    SipAuthParameters list;
    list.Set("username", username, true);
    list.Set("realm", realm, true);
    list.Set("nonce", nonce, true);
    list.Set("uri", uri, true);
    list.Set("response", response, true);
    if (algorithmPresent)
    {
        list.Set("algorithm", ns3::ToString(algorithm), false);
    }
    if (!cnonce.empty())
    {
        list.Set("cnonce", cnonce, true);
    }
    if (!opaque.empty())
    {
        list.Set("opaque", opaque, true);
    }
    if (qop != SipDigestQop::None)
    {
        list.Set("qop", ns3::ToString(qop), false);
        list.Set("nc", FormatSipNonceCount(nonceCount), false);
    }
    AppendUnknownSipParameters(parameters,
                               {"username",
                                "realm",
                                "nonce",
                                "uri",
                                "response",
                                "algorithm",
                                "cnonce",
                                "opaque",
                                "qop",
                                "nc"},
                               list);
    return "Digest " + list.ToString();
}

std::string
FormatSipNonceCount(uint32_t count)
{
    std::string text(8, '0');
    for (auto digit = text.rbegin(); digit != text.rend(); ++digit, count >>= 4)
    {
        *digit = "0123456789abcdef"[count & 15];
    }
    return text;
}

std::optional<uint32_t>
ParseSipNonceCount(std::string_view text)
{
    if (text.size() != 8 || !IsHex(text))
    {
        return std::nullopt;
    }
    uint32_t count = 0;
    for (char c : text)
    {
        const int digit = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
        count = count << 4 | static_cast<uint32_t>(digit);
    }
    return count;
}

} // namespace ns3
