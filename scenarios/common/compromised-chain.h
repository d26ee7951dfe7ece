// SPDX-License-Identifier: GPL-2.0-only

#ifndef COMPROMISED_CHAIN_H
#define COMPROMISED_CHAIN_H

#include "credential-office.h"
#include "trust-experiment.h"
#include "trust-mechanism.h"
#include "trust-topology.h"

#include "ns3/attack-gain.h"
#include "ns3/cost-profile.h"
#include "ns3/sip-call.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace ns3
{

/**
 * Alice calls Bob again and again through a chain of proxies. Before each call it is drawn anew
 * which proxies are compromised, each of them independently. A compromised proxy does to the call's
 * octets what the goal wants, and nothing it notices counts.
 *
 * The attacker comes behind the proxy's own checks of who calls, for nobody checks himself, and
 * ahead of its other policies: a compromised proxy of the caller's domain signs what it has forged
 * (RFC 8224).
 */
class CompromisedChain
{
  public:
    /// What is to be done.
    struct Plan
    {
        uint64_t proxies{3};     ///< length of the chain, 1 to TrustTopologyOptions::MAX_PROXIES
        double probability{0.1}; ///< that a proxy is compromised
        std::string goal;        ///< one of GetGoalNames()
        uint64_t calls{1};       ///< number of calls
    };

    /// What became of a call.
    struct Call
    {
        std::vector<bool> isCompromised; ///< by proxy, the caller's first
        uint64_t compromised{0};         ///< how many
        bool isAttempted{false};         ///< whether an attacker had something to work on
        bool isReached{false};           ///< whether the goal was reached, by the octets
        std::string noticedBy;           ///< the honest party that noticed first; or empty
        std::string noticedAs;           ///< what it noticed
        bool isEstablished{false};       ///< whether both sides were established
        Ptr<SipCall> call;               ///< Alice's
    };

    /** @return the goals: "read", "alter", "impersonate" */
    static std::vector<std::string> GetGoalNames();

    /**
     * @param mechanism how users come to know each other
     * @param plan what is to be done
     * @param profile what operations cost
     */
    CompromisedChain(const TrustMechanism& mechanism,
                     const Plan& plan,
                     std::shared_ptr<const CostProfile> profile);
    CompromisedChain(const CompromisedChain&) = delete;
    CompromisedChain& operator=(const CompromisedChain&) = delete;

    /**
     * Installs the mechanism and the attackers, and plans the calls.
     *
     * @param office gives certificates
     * @param stream first random stream of the elements; of those before it, one for each length of
     * the chain, one draws the compromised proxies
     * @return nothing, or a line that says what is wrong
     */
    [[nodiscard]] tl::expected<void, std::string> Install(CredentialOffice& office, int64_t stream);
    /** @return the network */
    TrustTopology& GetTopology();
    /** @return the certificates; after Install */
    TrustCredentials& GetCredentials();
    /** Simulates all calls. */
    void Run();
    /** @return the calls, in order; complete after Run */
    const std::vector<Call>& GetCalls() const;

  private:
    /** Draws who is compromised, for all calls. */
    void Draw(int64_t stream);
    /** Puts an attacker into each proxy; it works in calls for which the proxy is compromised. */
    void PutAttackers();
    /** @param number of the call that begins */
    void Begin(uint64_t number);
    /** Compares what attackers got with what honest parties noticed. */
    void Judge();
    /** @param notice something noticed @return the number of the call it is about, or none */
    std::optional<uint64_t> FindCall(const TrustExperiment::Notice& notice) const;

    Plan m_plan;                        ///< what is to be done
    std::string m_scheme;               ///< of the users' URIs
    TrustExperiment m_experiment;       ///< watches
    AttackGainKind m_kind{};            ///< what reaching the goal is
    std::vector<Call> m_calls;          ///< in order
    std::set<std::string> m_calleeDone; ///< Call-IDs established at Bob's
    uint64_t m_current{0};              ///< the call under way
};

} // namespace ns3

#endif // COMPROMISED_CHAIN_H
