// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-digest-challenge.h"

#include "ns3/sip-auth-scheme.h"
#include "ns3/sip-grammar.h"

#include <algorithm>
#include <utility>

namespace ns3
{

namespace
{

/** The values of qop-options; empty elements are passed over. */
std::vector<std::string>
SplitOptions(std::string_view text)
{
    std::vector<std::string> options;
    for (std::string_view option : SplitSip(text, ','))
    {
        if (!option.empty())
        {
            options.emplace_back(option);
        }
    }
    return options;
}

} // namespace

tl::expected<SipDigestChallenge, SipError>
SipDigestChallenge::Parse(std::string_view value)
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
    SipDigestChallenge result;
    result.parameters = std::move(*parsed);
    const SipAuthParameters& list = result.parameters;
    if (!list.Get("realm") || !list.Get("nonce"))
    {
        return MakeUnexpected("digest challenge without realm or nonce");
    }
    result.realm = *list.Get("realm");
    result.nonce = *list.Get("nonce");
    result.opaque = list.Get("opaque").value_or("");
    result.stale = EqualsSipToken(list.Get("stale").value_or(""), "true");
    result.algorithmName = list.Get("algorithm").value_or("");
    result.qops = SplitOptions(list.Get("qop").value_or(""));
    return result;
}

std::optional<SipDigestAlgorithm>
SipDigestChallenge::GetAlgorithm() const
{
    return algorithmName.empty() ? SipDigestAlgorithm::Md5 : ParseSipDigestAlgorithm(algorithmName);
}

std::optional<SipDigestQop>
SipDigestChallenge::ChooseQop(bool preferIntegrity) const
{
    if (qops.empty())
    {
        return SipDigestQop::None;
    }
    std::optional<SipDigestQop> chosen;
    for (const std::string& name : qops)
    {
        const auto qop = ParseSipDigestQop(name);
        const bool wanted = qop == (preferIntegrity ? SipDigestQop::AuthInt : SipDigestQop::Auth);
        if (qop && (!chosen || wanted))
        {
            chosen = qop;
        }
    }
    return chosen;
}

std::string
SipDigestChallenge::ToString() const
{
    SipAuthParameters list;
    list.Set("realm", realm, true);
    list.Set("nonce", nonce, true);
    if (!opaque.empty())
    {
        list.Set("opaque", opaque, true);
    }
    if (stale)
    {
        list.Set("stale", "true", false);
    }
    if (!algorithmName.empty())
    {
        list.Set("algorithm", algorithmName, !IsSipToken(algorithmName));
    }
    if (!qops.empty())
    {
        std::string joined;
        for (const std::string& qop : qops)
        {
            joined += (joined.empty() ? "" : ",") + qop;
        }
        list.Set("qop", joined, true);
    }
    AppendUnknownSipParameters(parameters,
                               {"realm", "nonce", "opaque", "stale", "algorithm", "qop"},
                               list);
    return "Digest " + list.ToString();
}

namespace
{

/** Whether an algorithm is MD5 or MD5-sess. */
bool
IsMd5(SipDigestAlgorithm algorithm)
{
    return algorithm == SipDigestAlgorithm::Md5 || algorithm == SipDigestAlgorithm::Md5Sess;
}

} // namespace

std::vector<SipSelectedChallenge>
SelectSipDigestChallenges(const SipMessage& response, bool acceptMd5)
{
    std::vector<SipSelectedChallenge> selected;
    for (const bool proxy : {false, true})
    {
        for (std::string_view value :
             response.GetHeaders(proxy ? "Proxy-Authenticate" : "WWW-Authenticate"))
        {
            auto challenge = SipDigestChallenge::Parse(value);
            if (!challenge || !challenge->GetAlgorithm() || !challenge->ChooseQop())
            {
                continue;
            }
            if (!acceptMd5 && IsMd5(*challenge->GetAlgorithm()))
            {
                continue;
            }
            const bool known = std::any_of(selected.begin(),
                                           selected.end(),
                                           [&](const auto& other)
                                           {
                                               return other.proxy == proxy &&
                                                      other.challenge.realm == challenge->realm;
                                           });
            if (!known)
            {
                selected.push_back({std::move(*challenge), proxy});
            }
        }
    }
    return selected;
}

std::vector<std::string>
FindWeakSipDigestRealms(const SipMessage& response)
{
    const auto strong = SelectSipDigestChallenges(response, false);
    std::vector<std::string> weak;
    for (const SipSelectedChallenge& each : SelectSipDigestChallenges(response))
    {
        const bool isStrong = std::any_of(strong.begin(),
                                          strong.end(),
                                          [&](const auto& other)
                                          {
                                              return other.proxy == each.proxy &&
                                                     other.challenge.realm == each.challenge.realm;
                                          });
        if (!isStrong)
        {
            weak.push_back(each.challenge.realm);
        }
    }
    return weak;
}

} // namespace ns3
