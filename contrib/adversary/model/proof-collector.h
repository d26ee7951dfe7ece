// SPDX-License-Identifier: GPL-2.0-only
#ifndef PROOF_COLLECTOR_H
#define PROOF_COLLECTOR_H

#include "ns3/dictionary-attack.h"
#include "ns3/message-attacker.h"

#include <memory>
#include <string>
#include <vector>

namespace ns3
{

/**
 * @ingroup adversary
 * Collects the digest responses that pass, and looks for the passwords behind them off line
 * (RFC 7616, section 5.10). Gains are each response that can be read, and each password found.
 */
class ProofCollector : public MessageAttacker
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    ProofCollector();

    /** @param words what is tried; empty: a short list of what people choose */
    void SetWords(std::vector<std::string> words);
    /**
     * For attackers that come by credentials in other ways: notes and tries those of a request.
     *
     * @param request a request
     */
    void Collect(const SipMessage& request);

  protected:
    SipVerdict OnRequest(SipMessage& request, const AttackContext& context) override;

  private:
    std::unique_ptr<DictionaryAttack> m_dictionary; ///< made when it is first needed
    std::vector<std::string> m_words;               ///< what is tried
};

} // namespace ns3

#endif // PROOF_COLLECTOR_H
