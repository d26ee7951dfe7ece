// SPDX-License-Identifier: GPL-2.0-only

#ifndef CALL_TRAFFIC_H
#define CALL_TRAFFIC_H

#include "traffic-describer.h"

#include "ns3/nstime.h"
#include "ns3/random-variable-stream.h"
#include "ns3/sip-call.h"
#include "ns3/sip-uri.h"
#include "ns3/sip-user-agent.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

namespace ns3
{

/**
 * Calls that arrive as a Poisson process and last for an exponential time, of one or more kinds:
 * the traffic of Erlang's formula. A call that is refused is gone for good.
 *
 * Calls of a warm-up do not count. When all calls that count were answered or refused, all that are
 * left are hung up.
 */
class CallTraffic
{
  public:
    /// A kind of call.
    struct Kind
    {
        unsigned payloadType{0}; ///< its format (RFC 3551)
        double share{1};         ///< probability that a call is of this kind
    };

    /// What is to come.
    struct Plan
    {
        std::vector<Kind> kinds{Kind()}; ///< shares add up to 1
        double arrivalsPerSecond{1};     ///< of all kinds
        Time meanHolding{Seconds(20)};   ///< from the answer to the hang-up
        Time begin{Seconds(1)};          ///< of the traffic
        Time warmUp{Seconds(100)};       ///< from the begin, until calls count
        uint64_t calls{100};             ///< how many count
        Time limit{Seconds(100000)};     ///< time that the simulation may take
    };

    /// A call.
    struct Record
    {
        std::size_t kind{0};    ///< its place in Plan::kinds
        bool isCounted{false};  ///< whether it counts
        bool isAnswered{false}; ///< whether it was answered
        bool isOver{false};     ///< whether it has ended
        int code{0};            ///< status code that ended the attempt; 200 if it was answered
        Time answered;          ///< when
        Time talked;            ///< from the answer to the hang-up
    };

    /**
     * Plan the traffic.
     *
     * @param caller who calls
     * @param target whom
     * @param describer describes the caller's sessions
     * @param plan what is to come
     */
    CallTraffic(Ptr<SipUserAgent> caller,
                const SipUri& target,
                Ptr<TrafficDescriber> describer,
                const Plan& plan);
    CallTraffic(const CallTraffic&) = delete;
    CallTraffic& operator=(const CallTraffic&) = delete;

    /**
     * Run the simulation to the end. Does not destroy it.
     */
    void Run();

    /**
     * Get the calls, in the order of their arrival.
     *
     * @return the calls
     */
    const std::vector<Record>& GetCalls() const;

    /**
     * Tell whether all calls that count were answered or refused in time, and nothing is left.
     *
     * @return whether they did
     */
    bool IsOver() const;

    /// Random streams that are used, from 1 on.
    static constexpr int64_t STREAMS = 3;

  private:
    /// A call arrives.
    void Arrive();

    /// Schedules the next arrival.
    void ScheduleArrival();

    /**
     * A call was answered or refused.
     *
     * @param index which one
     */
    void Decide(std::size_t index);

    /**
     * A call is to end.
     *
     * @param index which one
     */
    void HangUp(std::size_t index);

    /**
     * A call changed its state.
     *
     * @param call the call
     * @param before state it leaves
     * @param after state it enters
     */
    void OnState(Ptr<SipCall> call, SipCallState before, SipCallState after);

    /// A call that has not ended.
    struct Active
    {
        std::size_t index{0}; ///< its place among the calls
        Ptr<SipCall> call;    ///< the call
        Time holding;         ///< how long it is to last
    };

    /// Nothing more is to come: hang up what is left, and stop.
    void Finish();

    Ptr<SipUserAgent> m_caller;               ///< who calls
    SipUri m_target;                          ///< whom
    Ptr<TrafficDescriber> m_describer;        ///< the caller's
    Plan m_plan;                              ///< what is to come
    Ptr<ExponentialRandomVariable> m_between; ///< time between arrivals, in s
    Ptr<ExponentialRandomVariable> m_holding; ///< holding times, in s
    Ptr<UniformRandomVariable> m_choice;      ///< kinds
    std::vector<Record> m_calls;              ///< in the order of arrival
    std::map<std::size_t, Active> m_active;   ///< by place
    uint64_t m_counted{0};                    ///< calls that count, so far
    uint64_t m_decided{0};                    ///< of these, those that were answered or refused
    bool m_isFinishing{false};                ///< whether nothing more is to come
};

} // namespace ns3

#endif // CALL_TRAFFIC_H
