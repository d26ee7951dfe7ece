// SPDX-License-Identifier: GPL-2.0-only
#ifndef PROCESSOR_H
#define PROCESSOR_H

#include "ns3/cost-profile.h"
#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/traced-callback.h"
#include "ns3/work.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>

namespace ns3
{

/**
 * @ingroup processor
 * The simulated processor of a node: a first-in first-out queue before k equal cores.
 *
 * Aggregate it to the node. Each piece of work runs on one core, without interruption, for the time
 * that the cost profile says, divided by the speed factor.
 *
 * By default each piece of work waits in the queue, also one that follows from another. With the
 * attribute RunToCompletion the core that has ended a piece of work goes on with those that were
 * handed over meanwhile, in order, before it takes one from the queue: as a worker does that
 * handles one message from its arrival to the sending of what follows from it.
 */
class Processor : public Object
{
  public:
    /**
     * Signature of the trace source WorkQueued.
     * @param work the work that was handed over
     */
    using WorkQueuedCallback = void (*)(const Work& work);

    /**
     * Signature of the trace source WorkDone.
     * @param work the work that is done
     * @param waited time it waited for a core
     * @param service time it ran
     */
    using WorkDoneCallback = void (*)(const Work& work, Time waited, Time service);

    /**
     * Signature of the trace source CoreReleased.
     * @param waited time the first piece of work waited for the core
     * @param service time all pieces ran that the core did in a row
     */
    using CoreReleasedCallback = void (*)(Time waited, Time service);

    /** @return the TypeId */
    static TypeId GetTypeId();

    Processor();
    ~Processor() override;

    /**
     * @param profile the costs, of work that is not yet running too; never null. Until this is
     * called everything is free.
     */
    void SetCostProfile(std::shared_ptr<const CostProfile> profile);

    /** @return the costs */
    std::shared_ptr<const CostProfile> GetCostProfile() const;

    /**
     * Let the simulated time for some work pass.
     *
     * An empty work takes no time but still waits for what is before it. If a core is idle and the
     * work takes no time, `done` is called before this returns.
     * @param work what was done
     * @param done called when the time has passed; may be empty
     */
    void Execute(const Work& work, std::function<void()> done);

    /** @return core time spent so far, that of the running work included up to now */
    Time GetBusyTime() const;

    /** @return number of pieces of work that wait for a core */
    uint32_t GetQueueLength() const;

    /** @return all work handed over so far, running and waiting work included */
    const Work& GetTotal() const;

  protected:
    void DoDispose() override;

  private:
    /// A piece of work on its way.
    struct Job
    {
        Work work;                  ///< what was done
        std::function<void()> done; ///< called at the end
        Time queued;                ///< when it came
        Time started;               ///< when a core took it
        Time service;               ///< how long it runs
        EventId end;                ///< the event of its end
    };

    /// What a core does without a break; one piece of work, or with RunToCompletion many.
    struct Turn
    {
        std::deque<Job> next; ///< follows from what this core has done, in order
        Time waited;          ///< time the first piece of work waited
        Time service;         ///< time all pieces ran
    };

    /** Let idle cores take waiting work. */
    void Dispatch();

    /**
     * Let a core start a piece of work.
     * @param number the core's turn
     * @param job the work
     */
    void Start(uint64_t number, Job job);

    /**
     * The end of a piece of work that took time.
     * @param number the core's turn
     */
    void End(uint64_t number);

    /**
     * Report a piece of work as done.
     * @param number the turn of the core that did it
     * @param job the work
     */
    void Report(uint64_t number, Job& job);

    /**
     * Let a core that has ended a piece of work do what follows from it, or release it.
     * @param number the core's turn
     */
    void Continue(uint64_t number);

    /**
     * Let a core be idle; nothing if it is.
     * @param number the core's turn
     */
    void ReleaseCore(uint64_t number);

    /**
     * @param work some work
     * @return how long it runs
     */
    Time GetServiceTime(const Work& work) const;

    std::shared_ptr<const CostProfile> m_profile; ///< the costs
    uint32_t m_cores{1};                          ///< number of cores
    double m_speedFactor{1.0};                    ///< divides all times
    bool m_runsToCompletion{false};               ///< see the class
    std::deque<Job> m_waiting;                    ///< waits for a core, in order
    std::map<uint64_t, Job> m_running;            ///< runs, by turn
    std::map<uint64_t, Turn> m_turns;             ///< cores that are taken, by turn
    uint64_t m_nextNumber{0};                     ///< number of the next turn
    std::optional<uint64_t> m_current;            ///< the turn whose work is being reported
    Time m_busyTime;                              ///< core time of finished work
    Work m_total;                                 ///< all work so far

    TracedCallback<const Work&> m_workQueued;           ///< work was handed over
    TracedCallback<const Work&, Time, Time> m_workDone; ///< work is done
    TracedCallback<Time, Time> m_coreReleased;          ///< a core is idle again, or takes new work
};

} // namespace ns3

#endif // PROCESSOR_H
