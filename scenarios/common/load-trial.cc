// SPDX-License-Identifier: GPL-2.0-only

#include "load-trial.h"

#include "ns3/double.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <functional>

namespace ns3
{

namespace
{

/// When the first call comes: everybody is registered by then.
constexpr double FIRST_CALL_S = 5;
/// From the end of a call to the closing of connections it has had to itself.
constexpr double CLOSING_S = 0.5;

/**
 * @param seconds seconds
 * @return a time of whole nanoseconds
 */
Time
ToTime(double seconds)
{
    return NanoSeconds(static_cast<int64_t>(seconds * 1e9));
}

} // namespace

LoadTrial::LoadTrial(LoadNetwork& network, const LoadPlan& plan, int64_t stream)
    : m_network(network)
    , m_plan(plan)
    , m_interval(CreateObject<ExponentialRandomVariable>())
    , m_choice(CreateObject<UniformRandomVariable>())
    , m_pause(CreateObject<ExponentialRandomVariable>())
{
    m_interval->SetAttribute("Mean", DoubleValue(1 / plan.callsPerSecond));
    m_interval->SetStream(stream);
    m_choice->SetStream(stream + 1);
    m_pause->SetAttribute("Mean", DoubleValue(plan.pauseS));
    m_pause->SetStream(stream + 2);
}

LoadResult
LoadTrial::Run()
{
    Connect();
    Simulator::Schedule(ToTime(FIRST_CALL_S), &LoadTrial::Arrive, this);
    Simulator::Run();
    return std::move(m_result);
}

double
LoadTrial::GetPause() const
{
    return m_plan.isRegular ? m_plan.pauseS : m_pause->GetValue();
}

void
LoadTrial::Connect()
{
    for (const Ptr<SipUserAgent>& callee : m_network.GetCallees())
    {
        callee->SetIncomingCallCallback(
            [this, agent = PeekPointer(callee)](Ptr<SipCall> call)
            {
                const Time wait = ToTime(GetPause());
                m_apart[call->GetCallId()] += wait;
                agent->SetAttribute("AnswerDelay", TimeValue(wait));
            });
    }
    for (size_t pair = 0; pair < m_network.GetCallers().size(); ++pair)
    {
        const Ptr<SipUserAgent> caller = m_network.GetCallers()[pair];
        const std::function<void(Ptr<SipCall>, Time)> setUp = [this](Ptr<SipCall> call, Time delay)
        {
            OnSetup(call, delay);
        };
        caller->TraceConnectWithoutContext("SetupDelay", Callback<void, Ptr<SipCall>, Time>(setUp));
        const std::function<void(Ptr<SipCall>, SipCallState, SipCallState)> state =
            [this, pair](Ptr<SipCall> call, SipCallState before, SipCallState after)
        {
            if (after == SipCallState::Ended && before != SipCallState::Ended)
            {
                OnEnd(call, pair);
            }
        };
        caller->TraceConnectWithoutContext(
            "CallState",
            Callback<void, Ptr<SipCall>, SipCallState, SipCallState>(state));
        const std::function<void(const SipMessage&, const SipAddress&, uint32_t)> sent =
            [this](const SipMessage& message, const SipAddress&, uint32_t)
        {
            m_result.invites += m_isMeasuring && message.GetMethod() == "INVITE" ? 1 : 0;
        };
        caller->GetTransportLayer()->TraceConnectWithoutContext(
            "Tx",
            Callback<void, const SipMessage&, const SipAddress&, uint32_t>(sent));
    }
    const std::function<void(Time, Time)> turn = [this](Time waited, Time service)
    {
        if (m_isMeasuring && service.IsStrictlyPositive())
        {
            ++m_result.services[service.GetNanoSeconds()];
            m_result.waits.push_back(waited.GetNanoSeconds());
        }
    };
    const Ptr<Processor> processor = m_network.GetProcessor();
    processor->TraceConnectWithoutContext("CoreReleased", Callback<void, Time, Time>(turn));
    const std::function<void(const Work&, Time, Time)> done = [this](const Work& work, Time, Time)
    {
        if (m_isMeasuring)
        {
            m_result.work += work;
        }
    };
    processor->TraceConnectWithoutContext("WorkDone",
                                          Callback<void, const Work&, Time, Time>(done));
    const std::function<void(uint32_t)> dropped = [this](uint32_t)
    {
        m_result.dropped += m_isMeasuring ? 1 : 0;
    };
    m_network.GetProxy()
        ->GetTransportLayer()
        ->GetTransport(SipTransportProtocol::Udp)
        ->TraceConnectWithoutContext("Dropped", Callback<void, uint32_t>(dropped));
}

void
LoadTrial::Arrive()
{
    if (m_arrived == m_plan.warmUp)
    {
        BeginMeasuring();
    }
    if (m_arrived == m_plan.warmUp + m_plan.calls)
    {
        EndMeasuring();
        return;
    }
    ++m_arrived;
    ++m_open;
    const auto pairs = static_cast<uint32_t>(m_network.GetCallers().size());
    const uint32_t from = m_choice->GetInteger(0, pairs - 1);
    const uint32_t to = m_plan.isRegular ? from : m_choice->GetInteger(0, pairs - 1);
    m_result.longestQueue =
        std::max(m_result.longestQueue, m_network.GetProcessor()->GetQueueLength());
    const Ptr<SipCall> call =
        m_network.GetCallers()[from]->Invite(m_network.GetCallees()[to]->GetAddressOfRecord());
    m_apart[call->GetCallId()] += 2 * m_network.GetDetour(from, to); // there and back
    if (m_isMeasuring)
    {
        ++m_result.calls;
        m_measured.insert(call->GetCallId());
    }
    Simulator::Schedule(
        ToTime(m_plan.isRegular ? 1 / m_plan.callsPerSecond : m_interval->GetValue()),
        &LoadTrial::Arrive,
        this);
}

void
LoadTrial::BeginMeasuring()
{
    m_isMeasuring = true;
    m_begin = Simulator::Now();
    m_busyBefore = m_network.GetProcessor()->GetBusyTime();
}

void
LoadTrial::EndMeasuring()
{
    m_isMeasuring = false;
    m_result.seconds = (Simulator::Now() - m_begin).GetSeconds();
    m_result.busy = m_network.GetProcessor()->GetBusyTime() - m_busyBefore;
    Simulator::Stop(m_open > 0 ? ToTime(m_plan.drainS) : Time(0));
}

void
LoadTrial::OnSetup(Ptr<SipCall> call, Time delay)
{
    m_result.setUpInTime += m_isMeasuring ? 1 : 0;
    if (m_measured.erase(call->GetCallId()) > 0)
    {
        ++m_result.setUp;
        m_result.setupDelays.push_back(delay - m_apart[call->GetCallId()]);
    }
    m_apart.erase(call->GetCallId());
    Simulator::Schedule(ToTime(GetPause()), &SipCall::HangUp, call);
}

void
LoadTrial::OnEnd(Ptr<SipCall> call, size_t pair)
{
    --m_open;
    Simulator::Schedule(ToTime(CLOSING_S), &LoadNetwork::CloseConnections, &m_network, pair);
    if (m_open == 0 && m_arrived == m_plan.warmUp + m_plan.calls && !m_isMeasuring)
    {
        Simulator::Stop();
    }
}

} // namespace ns3
