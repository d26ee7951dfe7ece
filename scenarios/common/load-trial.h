// SPDX-License-Identifier: GPL-2.0-only

#ifndef LOAD_TRIAL_H
#define LOAD_TRIAL_H

#include "load-network.h"

#include "ns3/nstime.h"
#include "ns3/random-variable-stream.h"
#include "ns3/work.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace ns3
{

/// What comes to the proxy.
struct LoadPlan
{
    double callsPerSecond{1}; ///< calls come at random (Poisson), so many on average
    bool isRegular{false};    ///< at equal intervals instead
    uint64_t warmUp{0};       ///< number of the first calls, of which nothing is measured
    uint64_t calls{100};      ///< number of calls after them
    double pauseS{0.5}; ///< from the arrival of an INVITE to its answer, and from set-up to BYE:
                        ///< the mean of exponential times, or with regular calls the same for all
    double drainS{40};  ///< how long calls may go on after the last one has come
};

/// What was measured after the warm-up, while calls still came.
struct LoadResult
{
    uint64_t calls{0};       ///< calls that came
    uint64_t setUp{0};       ///< how many of these were set up in the end
    uint64_t setUpInTime{0}; ///< calls that were set up while it was measured
    double seconds{0};       ///< how long it was measured
    /// Of the calls that came; without the wait for the answer, as if all ways were of mean length.
    std::vector<Time> setupDelays{};
    Time busy{};                            ///< core time
    Work work{};                            ///< the proxy's work
    uint64_t invites{0};                    ///< INVITEs sent meanwhile, repetitions included
    uint64_t dropped{0};                    ///< datagrams that found the receive buffer full
    std::map<int64_t, uint64_t> services{}; ///< turns of the cores by service time, nanoseconds
    std::vector<int64_t> waits{};           ///< their waiting times, nanoseconds
    uint32_t longestQueue{0};               ///< most work that waited, looked at with each call
};

/**
 * Calls that come whatever becomes of them, to a network under load.
 *
 * The first calls are a warm-up: nothing that happens before the first one after them comes is
 * measured, nor anything after the last call has come, but for the delays of the calls in between.
 */
class LoadTrial
{
  public:
    /**
     * @param network the network; must outlive this
     * @param plan what comes
     * @param stream first of three random streams
     */
    LoadTrial(LoadNetwork& network, const LoadPlan& plan, int64_t stream);

    /// Run the simulation to its end. @return what was measured
    LoadResult Run();

  private:
    /// A call comes.
    void Arrive();
    /// The warm-up is over.
    void BeginMeasuring();
    /// No more calls come.
    void EndMeasuring();
    /// Listen to everybody.
    void Connect();
    /// @return seconds until a call's next step
    double GetPause() const;
    /**
     * A call is set up.
     *
     * @param call the call
     * @param delay since its INVITE
     */
    void OnSetup(Ptr<SipCall> call, Time delay);
    /**
     * A call has ended.
     *
     * @param call the call
     * @param pair number of its caller
     */
    void OnEnd(Ptr<SipCall> call, size_t pair);

    LoadNetwork& m_network;                    ///< the network
    LoadPlan m_plan;                           ///< what comes
    Ptr<ExponentialRandomVariable> m_interval; ///< seconds between calls
    Ptr<UniformRandomVariable> m_choice;       ///< who calls
    Ptr<ExponentialRandomVariable> m_pause;    ///< seconds between steps of a call
    uint64_t m_arrived{0};                     ///< calls so far
    uint64_t m_open{0};                        ///< calls that have not ended
    bool m_isMeasuring{false};                 ///< between warm-up and last call
    Time m_begin;                              ///< when it began
    Time m_busyBefore;                         ///< core time up to then
    std::map<std::string, Time>
        m_apart;                      ///< Call-ID of open calls: what is not counted of the delay
    std::set<std::string> m_measured; ///< Call-IDs of calls that count and are not set up
    LoadResult m_result;              ///< what was measured
};

} // namespace ns3

#endif // LOAD_TRIAL_H
