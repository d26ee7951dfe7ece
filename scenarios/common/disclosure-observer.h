// SPDX-License-Identifier: GPL-2.0-only

#ifndef DISCLOSURE_OBSERVER_H
#define DISCLOSURE_OBSERVER_H

#include "ns3/credential.h"
#include "ns3/crypto-context.h"
#include "ns3/mime-entity.h"
#include "ns3/octets.h"
#include "ns3/secret.h"
#include "ns3/sip-message.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{

/**
 * Finds out who could read a body, by trying.
 *
 * For every party it holds what that party holds: its credential, and the content-encryption keys
 * that came to it in bodies it could open. Each body is really decrypted with them, or not. The
 * parties' own randomness is not touched and no simulated time passes.
 */
class DisclosureObserver
{
  public:
    DisclosureObserver();

    /**
     * Get the context that the parties' credentials have to belong to.
     *
     * @return the observer's context
     */
    CryptoContext& GetContext();

    /**
     * Add a party.
     *
     * @param name its name
     * @param credential its credential, whose key belongs to GetContext()
     */
    void AddParty(const std::string& name, const Credential& credential);

    /**
     * Look at a message on one hop. To be called in the order in which messages were sent.
     *
     * @param sender name of the one who sent it on this hop
     * @param message the message
     * @return who could read its body, besides its author; empty when it has none
     */
    std::vector<std::string> Observe(const std::string& sender, const SipMessage& message);

  private:
    /// The keys that a body introduces, by CEKReference.
    using IntroducedKeys = std::map<Octets, Secret>;

    /// What a party holds.
    struct Party
    {
        std::string name;      ///< its name
        Credential credential; ///< its credential
        IntroducedKeys keys;   ///< the keys that came to it
    };

    /**
     * Try to read an entity as a party.
     *
     * @param party the party; learns the keys it finds
     * @param entity the entity
     * @param introduced receives the keys found
     * @param depth how deep entities are nested
     * @return whether a session description was read
     */
    bool TryRead(Party& party,
                 const MimeEntity& entity,
                 IntroducedKeys& introduced,
                 unsigned depth);

    /**
     * Try to open an envelope as a party.
     *
     * @param party the party; learns the key
     * @param entity the entity with the envelope
     * @param introduced receives the key
     * @param depth how deep entities are nested
     * @return whether a session description was read in it
     */
    bool TryOpen(Party& party,
                 const MimeEntity& entity,
                 IntroducedKeys& introduced,
                 unsigned depth);

    std::shared_ptr<CryptoContext> m_context;           ///< the observer's
    std::vector<Party> m_parties;                       ///< the parties
    std::map<Octets, std::vector<std::string>> m_known; ///< body to its readers
};

} // namespace ns3

#endif // DISCLOSURE_OBSERVER_H
