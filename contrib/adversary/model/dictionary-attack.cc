// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/dictionary-attack.h"

#include "ns3/crypto-context-helper.h"
#include "ns3/secret.h"
#include "ns3/sip-digest.h"
#include "ns3/work.h"

namespace ns3
{

DictionaryAttack::DictionaryAttack(std::vector<std::string> words, int64_t stream)
    : m_words(std::move(words))
    , m_crypto(CreateCryptoContext(stream))
{
    if (m_words.empty())
    {
        m_words =
            {"123456", "password", "1234", "qwerty", "letmein", "secret", "welcome", "abc123"};
    }
}

std::optional<std::string>
DictionaryAttack::Find(const SipDigestCredentials& credentials,
                       std::string_view method,
                       std::string_view body)
{
    for (const std::string& word : m_words)
    {
        ++m_tries;
        Work work; // an attacker's computer is no node of the simulation
        const auto a1 = ComputeSipDigestA1(*m_crypto,
                                           credentials.algorithm,
                                           credentials.username,
                                           credentials.realm,
                                           Secret(word),
                                           work);
        if (!a1)
        {
            continue;
        }
        const auto response =
            ComputeSipDigestResponse(*m_crypto, credentials, *a1, method, body, work);
        if (response && *response == credentials.response)
        {
            return word;
        }
    }
    return std::nullopt;
}

uint64_t
DictionaryAttack::GetTries() const
{
    return m_tries;
}

} // namespace ns3
