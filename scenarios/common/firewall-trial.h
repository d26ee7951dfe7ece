// SPDX-License-Identifier: GPL-2.0-only

#ifndef FIREWALL_TRIAL_H
#define FIREWALL_TRIAL_H

#include "firewall-attack.h"
#include "firewall-equipment.h"
#include "firewall-network.h"
#include "media-ledger.h"

#include "ns3/cost-profile.h"
#include "ns3/media-call-counters.h"
#include "ns3/nstime.h"
#include "ns3/random-variable-stream.h"
#include "ns3/sip-call.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace ns3
{

/**
 * One call from Alice to Bob through the firewalls, and what became of its media.
 */
class FirewallTrial
{
  public:
    /// What is simulated.
    struct Plan
    {
        std::string way{"open"};             ///< see FirewallEquipment
        std::string disclosure{"cek-reuse"}; ///< see FirewallEquipment
        std::string routes{"symmetric"};     ///< see FirewallNetwork
        std::string attack{"none"};          ///< what an attacker does, or what goes wrong
        bool isSecure{true};                 ///< whether media is SRTP
        uint64_t controlDelayMs{20};         ///< one-way delay between ss1 and the site
        uint64_t lossPercent{0};             ///< packets lost on each link with loss
        double talkSeconds{8};               ///< from the answer to the hang-up
    };

    /// What came of it.
    struct Result
    {
        bool isSetUp{false}; ///< whether the call was answered
        bool isBroken{true}; ///< no media one way or the other, or not set up
        std::array<MediaLedger::Count, MediaLedger::SIDES> media;   ///< RTP
        std::array<MediaLedger::Count, MediaLedger::SIDES> control; ///< RTCP
        MediaLedger::Octets octets;                                 ///< signalled
        uint64_t inFlight{0};                                       ///< packets that have not ended
        std::optional<Time> openDelay;    ///< from the answer at Bob to the first pinhole
        Time openAfterEnd;                ///< from the hang-up to the last pinhole's end
        uint64_t pinholesOpened{0};       ///< at both firewalls
        uint64_t pinholesClosed{0};       ///< of these
        uint64_t tokensIssued{0};         ///< by the proxy
        uint64_t tokensUsed{0};           ///< of these
        uint64_t tokensRefused{0};        ///< of these
        uint64_t tokensUnused{0};         ///< of these, expired or not
        uint64_t attackerPacketsTaken{0}; ///< by somebody's player
        uint64_t firewallPackets{0};      ///< media packets that firewalls looked at
        double filterUs{0};               ///< time of firewalls for looking at packets
        double firewallBusyUs{0};         ///< time of the firewalls' processors in all
    };

    /**
     * Set it up.
     *
     * @param plan what is simulated
     * @param profile what operations cost
     */
    FirewallTrial(const Plan& plan, std::shared_ptr<const CostProfile> profile);
    FirewallTrial(const FirewallTrial&) = delete;
    FirewallTrial& operator=(const FirewallTrial&) = delete;

    /**
     * Install what opens the firewalls.
     *
     * @param office gives credentials
     * @return nothing, or a line that says what is wrong
     */
    [[nodiscard]] tl::expected<void, std::string> Install(CredentialOffice& office);

    /**
     * Run the simulation, and see that every packet, pinhole and token is accounted for. Does not
     * destroy the simulation.
     *
     * @return what came of it, or a line that says what is wrong
     */
    [[nodiscard]] tl::expected<Result, std::string> Run();

    /**
     * Get the network.
     *
     * @return the network
     */
    const FirewallNetwork& GetNetwork() const;

    /**
     * Get the keys and what was read.
     *
     * @return the archive
     */
    KeyArchive& GetArchive();

  private:
    /// Follow what passes.
    void Watch();

    /// Alice calls.
    void Call();

    /// Alice hangs up.
    void HangUp();

    /**
     * A call changed its state.
     *
     * @param call the call
     * @param before state it leaves
     * @param after state it enters
     */
    void OnState(Ptr<SipCall> call, SipCallState before, SipCallState after);

    /**
     * Get what users counted of their media.
     *
     * @param host Alice or Bob
     * @return their counters, a set for each call
     */
    std::vector<MediaCallCounters> GetCounters(FirewallNetwork::Host host) const;

    /**
     * Count the attacker's packets that Alice's telephone took for media.
     *
     * @return packets that came to her port, less Bob's and those that were discarded
     */
    uint64_t CountTaken() const;

    /**
     * Find what does not add up.
     *
     * @return a line, empty if all does
     */
    std::string FindFault() const;

    Plan m_plan;                         ///< what is simulated
    FirewallNetwork m_network;           ///< the network
    FirewallEquipment m_equipment;       ///< what opens the firewalls
    FirewallAttack m_attack;             ///< what an attacker does
    MediaLedger m_ledger;                ///< follows packets
    Ptr<UniformRandomVariable> m_random; ///< when the call begins
    Ptr<SipCall> m_call;                 ///< Alice's
    std::optional<Time> m_answered;      ///< when Bob answered
    std::optional<Time> m_established;   ///< when Alice knew
    std::optional<Time> m_ended;         ///< when Alice hung up
    std::optional<Time> m_opened;        ///< when the first pinhole was opened
    Time m_closed;                       ///< when the last one was closed
};

} // namespace ns3

#endif // FIREWALL_TRIAL_H
