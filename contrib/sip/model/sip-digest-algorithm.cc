// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-digest-algorithm.h"

#include "ns3/sip-grammar.h"

#include <array>

namespace ns3
{

namespace
{

constexpr std::array<SipDigestAlgorithm, 4> ALGORITHMS = {SipDigestAlgorithm::Md5,
                                                          SipDigestAlgorithm::Md5Sess,
                                                          SipDigestAlgorithm::Sha256,
                                                          SipDigestAlgorithm::Sha256Sess};

} // namespace

std::optional<SipDigestAlgorithm>
ParseSipDigestAlgorithm(std::string_view name)
{
    for (SipDigestAlgorithm algorithm : ALGORITHMS)
    {
        if (EqualsSipToken(ToString(algorithm), name))
        {
            return algorithm;
        }
    }
    return std::nullopt;
}

std::string_view
ToString(SipDigestAlgorithm algorithm)
{
    switch (algorithm)
    {
    case SipDigestAlgorithm::Md5:
        return "MD5";
    case SipDigestAlgorithm::Md5Sess:
        return "MD5-sess";
    case SipDigestAlgorithm::Sha256:
        return "SHA-256";
    case SipDigestAlgorithm::Sha256Sess:
        return "SHA-256-sess";
    }
    return "";
}

bool
IsSession(SipDigestAlgorithm algorithm)
{
    return algorithm == SipDigestAlgorithm::Md5Sess || algorithm == SipDigestAlgorithm::Sha256Sess;
}

std::string_view
ToString(SipDigestQop qop)
{
    switch (qop)
    {
    case SipDigestQop::Auth:
        return "auth";
    case SipDigestQop::AuthInt:
        return "auth-int";
    case SipDigestQop::None:
        break;
    }
    return "";
}

std::optional<SipDigestQop>
ParseSipDigestQop(std::string_view name)
{
    for (SipDigestQop qop : {SipDigestQop::Auth, SipDigestQop::AuthInt})
    {
        if (EqualsSipToken(ToString(qop), name))
        {
            return qop;
        }
    }
    return std::nullopt;
}

} // namespace ns3
