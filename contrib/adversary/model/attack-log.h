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
 * The ground truth of an experiment: what attackers got, in order. Attackers write it; who judges
 * an experiment reads it. Honest parties never see it.
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

    /** @return all gains, oldest first; the first MAX_GAINS of them */
    const std::vector<AttackGain>& GetGains() const;
    /**
     * @param kind what
     * @return how many gains of this kind there are
     */
    std::size_t Count(AttackGainKind kind) const;

    /**
     * Signature of the trace source Gain.
     *
     * @param gain what was got
     */
    typedef void (*GainTracedCallback)(const AttackGain& gain);

    /// Octets of evidence that are kept.
    static constexpr std::size_t MAX_EVIDENCE = 256;
    /// Gains that are kept.
    static constexpr std::size_t MAX_GAINS = 100000;

  private:
    std::vector<AttackGain> m_gains;               ///< oldest first
    TracedCallback<const AttackGain&> m_gainTrace; ///< Gain
};

} // namespace ns3

#endif // ATTACK_LOG_H
