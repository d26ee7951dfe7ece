// SPDX-License-Identifier: GPL-2.0-only

#ifndef DISCOVERY_TRIAL_H
#define DISCOVERY_TRIAL_H

#include "discovery-network.h"

#include "ns3/nstime.h"
#include "ns3/random-variable-stream.h"
#include "ns3/sip-call.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{

/// What happens in a DiscoveryTrial.
struct DiscoveryPlan
{
    uint64_t calls{2}; ///< number of calls, one after the other
    /// How callees answer that know of servers on the way: "caller-only" (they do not), "labels"
    /// (to the servers that are labelled), "cek-reuse", "late-offer" (the same, the caller's
    /// description comes in the ACK).
    std::string answer{"cek-reuse"};
    double awareShare{1}; ///< share of callees that know of servers; the others answer the caller
    double knownShare{1}; ///< share of servers whose certificates a callee knows
    int64_t stream{0};    ///< random stream for these draws
};

/// What a call shows.
struct DiscoveredCall
{
    bool isEstablished{false};      ///< whether it was established
    uint64_t ended{0};              ///< dialogs that servers ended
    uint64_t invites{0};            ///< INVITEs sent, with different CSeq numbers
    std::optional<Time> setupDelay; ///< from the caller's wish to Established
    uint64_t messageOctets{0};      ///< of SIP messages of all hosts
    uint64_t wireOctets{0};         ///< of IP packets of all hosts
    Time callerTime;                ///< processor time of Alice
    Time proxiesTime;               ///< of all proxies
    Time calleeTime;                ///< of Bob
};

/**
 * Calls from Alice to Bob in a DiscoveryNetwork, one after the other, after one without demands
 * that makes the connections.
 */
class DiscoveryTrial
{
  public:
    /**
     * @param network the network; must outlive this
     * @param plan what happens
     */
    DiscoveryTrial(DiscoveryNetwork& network, const DiscoveryPlan& plan);
    DiscoveryTrial(const DiscoveryTrial&) = delete;
    DiscoveryTrial& operator=(const DiscoveryTrial&) = delete;

    /**
     * Run the simulation. Does not destroy it.
     *
     * @return what each call showed, the first one without demands left out; nothing if one was
     * cut short
     */
    std::optional<std::vector<DiscoveredCall>> Run();

  private:
    /// Begin a call. @param number which; 0: without demands
    void Begin(uint64_t number);

    /// Draw what Bob knows, and set him up.
    void DrawCallee();

    /// End the call, if it is established.
    void HangUp();

    /// Note what the call showed.
    void Finish();

    /**
     * @return what all hosts have sent and worked so far
     */
    DiscoveredCall Count() const;

    /// The call changed its state. @param call the call @param before old @param after new
    void OnState(Ptr<SipCall> call, SipCallState before, SipCallState after);

    DiscoveryNetwork& m_network;            ///< the network
    DiscoveryPlan m_plan;                   ///< what happens
    Ptr<UniformRandomVariable> m_draw;      ///< what a callee knows
    Ptr<SipCall> m_call;                    ///< the call
    Time m_invited;                         ///< when the caller wished to call
    DiscoveredCall m_current;               ///< of the call
    DiscoveredCall m_before;                ///< counters before it
    std::vector<DiscoveredCall> m_outcomes; ///< of all calls
    bool m_isCutShort{false};               ///< whether a call was not over in time
};

} // namespace ns3

#endif // DISCOVERY_TRIAL_H
