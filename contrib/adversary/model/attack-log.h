// SPDX-License-Identifier: GPL-2.0-only
#ifndef ATTACK_LOG_H
#define ATTACK_LOG_H

#include "ns3/attack-gain.h"
#include "ns3/object.h"
#include "ns3/sip-message.h"
#include "ns3/traced-callback.h"

#include <string>
#include <vector>

namespace ns3
{

/**
 * @ingroup adversary
 * The ground truth of an experiment: what attackers tried and what they got, in order. Attackers
 * write it; who judges an experiment reads it. Honest parties never see it.
 *
 * An attempt is something done to octets: a message changed, sent, answered or held back. A gain is
 * what came of it, as far as octets show: what was read, or a victim that went along with it.
 * Without an attempt an attack had nothing to work on, which is a result too.
 */
class AttackLog : public Object
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * Notes a gain, now.
     *
     * @param kind what
     * @param victim who suffers
     * @param callId Call-ID of the message concerned, or empty
     * @param evidence the octets that show it; kept up to MAX_EVIDENCE octets
     */
    void Record(AttackGainKind kind,
                const std::string& victim,
                const std::string& callId,
                const std::string& evidence);
    /**
     * Notes a gain from a SIP message, now.
     *
     * @param kind what
     * @param victim who suffers
     * @param message gives Call-ID
     * @param evidence the octets that show it
     */
    void Record(AttackGainKind kind,
                const std::string& victim,
                const SipMessage& message,
                const std::string& evidence);

    /**
     * Notes an attempt, now.
     *
     * @param kind what is hoped for
     * @param victim who is to suffer
     * @param callId Call-ID of the message concerned, or empty
     * @param evidence the octets that show it; kept up to MAX_EVIDENCE octets
     */
    void Attempt(AttackGainKind kind,
                 const std::string& victim,
                 const std::string& callId,
                 const std::string& evidence);

    /** @return all attempts, oldest first; the first MAX_GAINS of them */
    const std::vector<AttackGain>& GetAttempts() const;
    /**
     * @param kind what was hoped for
     * @return how many attempts of this kind there are
     */
    std::size_t CountAttempts(AttackGainKind kind) const;
    /** @return all gains, oldest first; the first MAX_GAINS of them */
    const std::vector<AttackGain>& GetGains() const;
    /**
     * @param kind what
     * @return how many gains of this kind there are
     */
    std::size_t Count(AttackGainKind kind) const;

    /**
     * Signature of the trace sources Gain and Attempt.
     *
     * @param gain what was got, or tried
     */
    typedef void (*GainTracedCallback)(const AttackGain& gain);

    /// Octets of evidence that are kept.
    static constexpr std::size_t MAX_EVIDENCE = 256;
    /// Gains that are kept.
    static constexpr std::size_t MAX_GAINS = 100000;

  private:
    std::vector<AttackGain> m_gains;                  ///< oldest first
    std::vector<AttackGain> m_attempts;               ///< oldest first
    TracedCallback<const AttackGain&> m_gainTrace;    ///< Gain
    TracedCallback<const AttackGain&> m_attemptTrace; ///< Attempt
};

} // namespace ns3

#endif // ATTACK_LOG_H
