// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/proof-collector.h"

#include "ns3/sip-text.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(ProofCollector);

TypeId
ProofCollector::GetTypeId()
{
    static TypeId tid = TypeId("ns3::ProofCollector")
                            .SetParent<MessageAttacker>()
                            .SetGroupName("Adversary")
                            .AddConstructor<ProofCollector>();
    return tid;
}

ProofCollector::ProofCollector() = default;

void
ProofCollector::SetWords(std::vector<std::string> words)
{
    m_words = std::move(words);
    m_dictionary.reset();
}

void
ProofCollector::Collect(const SipMessage& request)
{
    for (const char* name : {"Authorization", "Proxy-Authorization"})
    {
        for (const std::string& value : GetWholeHeaders(request, name))
        {
            const auto credentials = SipDigestCredentials::Parse(value);
            if (!credentials)
            {
                continue;
            }
            const std::string victim = credentials->username + "@" + credentials->realm;
            GetLog()->Record(AttackGainKind::CollectedProof, victim, request, value);
            if (!m_dictionary)
            {
                m_dictionary = std::make_unique<DictionaryAttack>(m_words);
            }
            GetLog()->Attempt(AttackGainKind::LearntPassword,
                              victim,
                              std::string(request.GetHeader("Call-ID").value_or("")),
                              value);
            const auto password =
                m_dictionary->Find(*credentials, request.GetMethod(), request.GetBody());
            if (password)
            {
                GetLog()->Record(AttackGainKind::LearntPassword,
                                 victim,
                                 request,
                                 "after " + std::to_string(m_dictionary->GetTries()) + " words");
            }
        }
    }
}

SipVerdict
ProofCollector::OnRequest(SipMessage& request, const AttackContext& context)
{
    Collect(request);
    return SipVerdict::Continue();
}

} // namespace ns3
