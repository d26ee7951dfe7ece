// SPDX-License-Identifier: GPL-2.0-only

#ifndef MEDIA_TOKEN_DELIVERY_H
#define MEDIA_TOKEN_DELIVERY_H

#include "ns3/crypto-context.h"
#include "ns3/kek-recipient.h"
#include "ns3/octets.h"
#include "ns3/sip-message.h"
#include "ns3/work.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace ns3
{

/**
 * \ingroup end-to-middle
 * The tokens that one party of a dialog is to get: they go with the next message to it, again with
 * the repetitions of that one, and then no more until there are others. What could not be sealed is
 * still to go.
 */
class MediaTokenDelivery
{
  public:
    /**
     * \param tokens what the party is to have; nothing changes if it has just these
     */
    void Set(const std::vector<std::vector<uint8_t>>& tokens);

    /**
     * \param exchange names the exchange that a message belongs to
     * \return whether the message is to carry the tokens
     */
    bool IsDue(uint64_t exchange) const;

    /**
     * Puts the tokens into a message.
     * \param message the message
     * \param exchange names the exchange that it belongs to
     * \param isReliable whether the message will be repeated until it arrives
     * \param context seals; may be null without a key
     * \param kek the key they are sealed under; nothing: they go in clear
     * \param work receives the work done
     */
    void Attach(SipMessage& message,
                uint64_t exchange,
                bool isReliable,
                CryptoContext* context,
                const std::optional<KekRecipient>& kek,
                Work& work);

  private:
    std::vector<Octets> m_tokens; //!< as the firewall control made them
    std::vector<Octets> m_values; //!< as they were sent; empty: not yet
    Octets m_identifier;          //!< of the key that the values are sealed under
    bool m_isOwed{false};         //!< whether the party has not got them yet
    uint64_t m_exchange{0};       //!< whose messages carried them
};

} // namespace ns3

#endif // MEDIA_TOKEN_DELIVERY_H
