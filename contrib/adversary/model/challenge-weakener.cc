// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/challenge-weakener.h"

#include "ns3/sip-digest-challenge.h"
#include "ns3/sip-digest-credentials.h"
#include "ns3/sip-text.h"

#include <vector>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(ChallengeWeakener);

namespace
{

/// Nonces that are remembered.
constexpr std::size_t MAX_NONCES = 10000;

} // namespace

TypeId
ChallengeWeakener::GetTypeId()
{
    static TypeId tid = TypeId("ns3::ChallengeWeakener")
                            .SetParent<MessageAttacker>()
                            .SetGroupName("Adversary")
                            .AddConstructor<ChallengeWeakener>();
    return tid;
}

SipVerdict
ChallengeWeakener::OnResponse(SipMessage& response, const AttackContext& context)
{
    const int code = response.GetStatusCode();
    if (!context.mayChange || (code != 401 && code != 407))
    {
        return SipVerdict::Continue();
    }
    for (const char* name : {"WWW-Authenticate", "Proxy-Authenticate"})
    {
        std::vector<std::string> weak;
        const std::vector<std::string> all = GetWholeHeaders(response, name);
        for (const std::string& value : all)
        {
            const auto challenge = SipDigestChallenge::Parse(value);
            if (challenge && challenge->GetAlgorithm() == SipDigestAlgorithm::Md5)
            {
                weak.push_back(value);
            }
        }
        if (weak.empty() || weak.size() == all.size())
        {
            continue; // nothing weaker is offered
        }
        response.Remove(name);
        for (const std::string& value : weak)
        {
            response.Add(name, value);
            if (const auto challenge = SipDigestChallenge::Parse(value);
                challenge && m_nonces.size() < MAX_NONCES)
            {
                m_nonces.insert(challenge->nonce);
            }
        }
        GetLog()->Attempt(AttackGainKind::WeakenedChallenge,
                          GetAuthor(response),
                          std::string(response.GetHeader("Call-ID").value_or("")),
                          weak.front());
    }
    return SipVerdict::Continue();
}

SipVerdict
ChallengeWeakener::OnRequest(SipMessage& request, const AttackContext& context)
{
    for (const char* name : {"Authorization", "Proxy-Authorization"})
    {
        for (const std::string& value : GetWholeHeaders(request, name))
        {
            const auto credentials = SipDigestCredentials::Parse(value);
            if (credentials && credentials->algorithm == SipDigestAlgorithm::Md5 &&
                m_nonces.erase(credentials->nonce) > 0)
            {
                GetLog()->Record(AttackGainKind::WeakenedChallenge,
                                 GetAuthor(request),
                                 request,
                                 value);
            }
        }
    }
    return SipVerdict::Continue();
}

} // namespace ns3
