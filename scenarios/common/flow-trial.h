// SPDX-License-Identifier: GPL-2.0-only

#ifndef FLOW_TRIAL_H
#define FLOW_TRIAL_H

#include "flow-network.h"

#include "ns3/node-outage.h"
#include "ns3/nstime.h"
#include "ns3/random-variable-stream.h"

#include <cstdint>
#include <optional>
#include <string>

namespace ns3
{

/// What happens in a FlowTrial.
struct FlowTrialPlan
{
    std::string experiment;    ///< "cost", "nat", "crash" or "address"
    std::string keepAlive;     ///< "rfc5626", "long" or "off"
    double durationS{7200};    ///< simulated time, but for "cost"
    double callIntervalS{240}; ///< mean time between calls, but for "cost"
    double outageS{10};        ///< how long the edge proxy is off, for "crash"
    double absenceS{300};      ///< how long Bob is away, for "address"
};

/// What a simulation shows.
struct FlowTrialOutcome
{
    std::optional<Time> setupDelay; ///< of the call, for "cost"
    uint64_t lastHopOctets{0};      ///< IP packets on Bob's link for that call
    uint64_t operations{0};         ///< of all parties for that call
    uint64_t calleeOperations{0};   ///< of Bob
    Time processorTime;             ///< of all parties
    Time calleeTime;                ///< of Bob
    Time proxyTime;                 ///< of his proxy
    uint64_t calls{0};              ///< calls placed
    uint64_t lost{0};               ///< that did not reach Bob
    uint64_t wrongCalls{0};         ///< that somebody else answered
    uint64_t wrongRequests{0};      ///< requests of Bob's calls that somebody else got
    uint64_t outages{0};            ///< times that Bob could not be reached
    Time unreachable;               ///< how long in all
};

/// One run of a FlowNetwork: events, and what is seen.
class FlowTrial
{
  public:
    /**
     * @param network the network; must outlive this
     * @param plan what happens
     */
    FlowTrial(FlowNetwork& network, FlowTrialPlan plan);

    /**
     * Run.
     *
     * @return what was seen
     */
    FlowTrialOutcome Run();

  private:
    /// Have Bob send keep-alives as the experiment wants.
    void SetKeepAlive();

    /// Watch flows, the translator, and what the other user gets.
    void Watch();

    /// Bob cannot be reached. @param when since when
    void Lose(Time when);

    /// Bob can be reached, or the simulation ends. @param when from when on
    void End(Time when);

    /// Alice calls, and hangs up after 5 s.
    void Call();

    /// One call, and what it costs.
    void PlanOneCall();

    /// Calls at random times, exponentially distributed; none in the last 40 s.
    void PlanCalls();

    /// What befalls Bob's flow, at a random time in the second sixth of the simulation.
    void PlanEvent();

    /// Add what has been spent so far. @param sign -1: take it off
    void Account(int sign);

    /// Count what is left to count.
    void Finish();

    FlowNetwork& m_network;              ///< the network
    const FlowTrialPlan m_plan;          ///< what happens
    Ptr<UniformRandomVariable> m_random; ///< when things happen
    std::optional<NodeOutage> m_outage;  ///< of the edge proxy
    std::optional<Time> m_lostSince;     ///< since when Bob cannot be reached
    uint64_t m_reached{0};               ///< calls that reached Bob
    FlowTrialOutcome m_outcome;          ///< what was seen
};

} // namespace ns3

#endif // FLOW_TRIAL_H
