// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/media-token-delivery.h"

#include "ns3/media-authorization.h"

namespace ns3
{

void
MediaTokenDelivery::Set(const std::vector<std::vector<uint8_t>>& tokens)
{
    std::vector<Octets> octets;
    for (const auto& token : tokens)
    {
        octets.emplace_back(token.begin(), token.end());
    }
    if (octets == m_tokens)
    {
        return;
    }
    m_tokens = std::move(octets);
    m_values.clear();
    m_isOwed = !m_tokens.empty();
    m_exchange = 0;
}

bool
MediaTokenDelivery::IsDue(uint64_t exchange) const
{
    return !m_tokens.empty() && (m_isOwed || m_exchange == exchange);
}

void
MediaTokenDelivery::Attach(SipMessage& message,
                           uint64_t exchange,
                           bool isReliable,
                           CryptoContext* context,
                           const std::optional<KekRecipient>& kek,
                           Work& work)
{
    const Octets identifier = kek ? kek->identifier : Octets();
    if (m_values.empty() || m_identifier != identifier)
    {
        m_values.clear();
        m_identifier = identifier;
        for (const auto& token : m_tokens)
        {
            if (!kek)
            {
                m_values.push_back(token);
            }
            else if (auto sealed = SealToken(*context, token, *kek, work))
            {
                m_values.push_back(std::move(*sealed));
            }
        }
    }
    if (m_values.empty())
    {
        return; // nothing could be sealed: the next message may do better
    }
    AddMediaAuthorization(message, m_values);
    m_isOwed = m_isOwed && !isReliable;
    m_exchange = exchange;
}

} // namespace ns3
