// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/processor.h"

#include "ns3/assert.h"
#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/log.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("Processor");
NS_OBJECT_ENSURE_REGISTERED(Processor);

TypeId
Processor::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::Processor")
            .SetParent<Object>()
            .SetGroupName("Processor")
            .AddConstructor<Processor>()
            .AddAttribute("Cores",
                          "Number of equal cores; one piece of work runs on one core.",
                          UintegerValue(1),
                          MakeUintegerAccessor(&Processor::m_cores),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("SpeedFactor",
                          "How many times as fast as the device of the cost profile; no unit.",
                          DoubleValue(1.0),
                          MakeDoubleAccessor(&Processor::m_speedFactor),
                          MakeDoubleChecker<double>(1e-6, 1e6))
            .AddAttribute("RunToCompletion",
                          "Whether a core goes on with what follows from the work it has done, "
                          "before it takes the next from the queue.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&Processor::m_runsToCompletion),
                          MakeBooleanChecker())
            .AddTraceSource("WorkQueued",
                            "Work was handed over.",
                            MakeTraceSourceAccessor(&Processor::m_workQueued),
                            "ns3::Processor::WorkQueuedCallback")
            .AddTraceSource("WorkDone",
                            "Work is done, after it waited for a core and ran.",
                            MakeTraceSourceAccessor(&Processor::m_workDone),
                            "ns3::Processor::WorkDoneCallback")
            .AddTraceSource("CoreReleased",
                            "A core has done a piece of work from the queue, and what followed "
                            "from it if RunToCompletion is set.",
                            MakeTraceSourceAccessor(&Processor::m_coreReleased),
                            "ns3::Processor::CoreReleasedCallback");
    return tid;
}

Processor::Processor()
    : m_profile(std::make_shared<const CostProfile>(CostProfile::Free()))
{
    NS_LOG_FUNCTION(this);
}

Processor::~Processor()
{
    NS_LOG_FUNCTION(this);
}

void
Processor::DoDispose()
{
    NS_LOG_FUNCTION(this);
    for (auto& [number, job] : m_running)
    {
        job.end.Cancel();
    }
    m_running.clear();
    m_turns.clear();
    m_waiting.clear();
    Object::DoDispose();
}

void
Processor::SetCostProfile(std::shared_ptr<const CostProfile> profile)
{
    NS_LOG_FUNCTION(this);
    NS_ASSERT_MSG(profile, "a processor needs a cost profile; CostProfile::Free() costs nothing");
    m_profile = std::move(profile);
}

std::shared_ptr<const CostProfile>
Processor::GetCostProfile() const
{
    return m_profile;
}

void
Processor::Execute(const Work& work, std::function<void()> done)
{
    NS_LOG_FUNCTION(this);
    m_total += work;
    m_workQueued(work);
    Job job{work, std::move(done), Simulator::Now(), Time(), Time(), EventId()};
    const auto turn = m_current && m_runsToCompletion ? m_turns.find(*m_current) : m_turns.end();
    if (turn == m_turns.end())
    {
        m_waiting.push_back(std::move(job));
        Dispatch();
    }
    else if (turn->second.next.empty() && GetServiceTime(work).IsZero())
    {
        Start(turn->first, std::move(job));
    }
    else
    {
        turn->second.next.push_back(std::move(job));
    }
}

Time
Processor::GetBusyTime() const
{
    Time busy = m_busyTime;
    for (const auto& [number, job] : m_running)
    {
        busy += Simulator::Now() - job.started;
    }
    return busy;
}

uint32_t
Processor::GetQueueLength() const
{
    std::size_t length = m_waiting.size();
    for (const auto& [number, turn] : m_turns)
    {
        length += turn.next.size();
    }
    return static_cast<uint32_t>(length);
}

const Work&
Processor::GetTotal() const
{
    return m_total;
}

void
Processor::Dispatch()
{
    while (!m_waiting.empty() && m_turns.size() < m_cores)
    {
        Job job = std::move(m_waiting.front());
        m_waiting.pop_front();
        const uint64_t number = m_nextNumber++;
        Turn& turn = m_turns[number];
        turn.waited = Simulator::Now() - job.queued;
        Start(number, std::move(job));
        if (m_running.count(number) == 0)
        {
            Continue(number);
        }
    }
}

Time
Processor::GetServiceTime(const Work& work) const
{
    const double ns = static_cast<double>(m_profile->GetNanoseconds(work)) / m_speedFactor;
    constexpr double LONGEST = 1e18; // nanoseconds; 31 years
    return NanoSeconds(std::llround(std::min(ns, LONGEST)));
}

void
Processor::Start(uint64_t number, Job job)
{
    for ([[maybe_unused]] const auto& [kind, amount] : job.work.GetAmounts())
    {
        NS_ASSERT_MSG(m_profile->Knows(kind),
                      "the cost profile " << m_profile->GetName() << " has no cost for "
                                          << kind.operation << "/" << kind.algorithm
                                          << ": check CostProfile::FindMissing() at the start");
    }
    job.started = Simulator::Now();
    job.service = GetServiceTime(job.work);
    if (job.service.IsZero())
    {
        Report(number, job);
        return;
    }
    job.end = Simulator::Schedule(job.service, &Processor::End, this, number);
    m_running.emplace(number, std::move(job));
}

void
Processor::End(uint64_t number)
{
    NS_LOG_FUNCTION(this << number);
    const auto found = m_running.find(number);
    NS_ASSERT(found != m_running.end());
    Job job = std::move(found->second);
    m_running.erase(found);
    m_busyTime += job.service;
    m_turns[number].service += job.service;
    const Ptr<Processor> alive(this); // `done` may let go of the node
    Report(number, job);
    Continue(number);
    Dispatch();
}

void
Processor::Report(uint64_t number, Job& job)
{
    if (!m_runsToCompletion)
    {
        ReleaseCore(number);
    }
    m_workDone(job.work, job.started - job.queued, job.service);
    if (job.done)
    {
        const std::optional<uint64_t> before = std::exchange(m_current, number);
        job.done();
        m_current = before;
    }
}

void
Processor::Continue(uint64_t number)
{
    auto turn = m_turns.find(number);
    while (turn != m_turns.end() && !turn->second.next.empty())
    {
        Job job = std::move(turn->second.next.front());
        turn->second.next.pop_front();
        Start(number, std::move(job));
        if (m_running.count(number) > 0)
        {
            return;
        }
        turn = m_turns.find(number); // disposed of, perhaps
    }
    ReleaseCore(number);
}

void
Processor::ReleaseCore(uint64_t number)
{
    const auto turn = m_turns.find(number);
    if (turn != m_turns.end())
    {
        const auto [waited, service] = std::make_pair(turn->second.waited, turn->second.service);
        m_turns.erase(turn);
        m_coreReleased(waited, service);
    }
}

} // namespace ns3
