// SPDX-License-Identifier: GPL-2.0-only
#ifndef ROGUE_SERVER_H
#define ROGUE_SERVER_H

#include "ns3/attacker-host.h"
#include "ns3/proof-collector.h"

#include <string>
#include <vector>

namespace ns3
{

/**
 * @ingroup adversary
 * A server that poses as the user's own, reached by a poisoned name or a diverted route: challenges
 * what comes, with a nonce of its choice and MD5, and looks for the passwords behind the answers
 * (RFC 3261, section 26.1.2; RFC 7616, section 5.8: chosen plaintext). It then says 200 to a
 * REGISTER, though no one is registered anywhere, and 503 to all else.
 */
class RogueServer : public AttackerHost
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    RogueServer();

    /** @param words what is tried; empty: a short list of what people choose */
    void SetWords(std::vector<std::string> words);

  protected:
    void DoDispose() override;
    void OnInvite(SipTransactionHandle transaction, const SipReception& reception) override;
    void OnOther(SipTransactionHandle transaction, const SipReception& reception) override;

  private:
    /** Challenges a request, or takes its credentials. */
    void Serve(SipTransactionHandle transaction, const SipMessage& request);

    std::string m_realm;             ///< attribute Realm
    std::string m_nonce;             ///< attribute Nonce
    Ptr<ProofCollector> m_collector; ///< looks for passwords
};

} // namespace ns3

#endif // ROGUE_SERVER_H
