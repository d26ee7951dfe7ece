// SPDX-License-Identifier: GPL-2.0-only

#include "flow-trial.h"

#include "operation-table.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace ns3
{

FlowTrial::FlowTrial(FlowNetwork& network, FlowTrialPlan plan)
    : m_network(network)
    , m_plan(std::move(plan))
    , m_random(CreateObject<UniformRandomVariable>())
{
    m_random->SetStream(50);
}

FlowTrialOutcome
FlowTrial::Run()
{
    SetKeepAlive();
    Watch();
    Simulator::Schedule(MilliSeconds(500), &SipUserAgent::Register, m_network.GetAgent("alice"));
    Simulator::Schedule(MilliSeconds(500), &SipUserAgent::Register, m_network.GetAgent("bob"));
    m_plan.experiment == "cost" ? PlanOneCall() : PlanCalls();
    if (m_plan.experiment == "crash" || m_plan.experiment == "address")
    {
        PlanEvent();
    }
    Simulator::Run();
    Finish();
    return m_outcome;
}

void
FlowTrial::SetKeepAlive()
{
    const Ptr<SipOutbound> outbound = m_network.GetAgent("bob")->GetOutbound();
    if (!outbound)
    {
        return;
    }
    outbound->SetAttribute("KeepAlive", BooleanValue(m_plan.keepAlive != "off"));
    if (m_plan.keepAlive == "long")
    {
        outbound->SetAttribute("MinPingInterval", TimeValue(Seconds(672)));
        outbound->SetAttribute("MaxPingInterval", TimeValue(Seconds(840)));
    }
}

void
FlowTrial::Watch()
{
    if (const Ptr<SipOutbound> outbound = m_network.GetAgent("bob")->GetOutbound())
    {
        const std::function<void(uint32_t, SipFlowState)> entered =
            [this](uint32_t, SipFlowState state)
        {
            if (state == SipFlowState::Active)
            {
                End(Simulator::Now());
            }
        };
        outbound->TraceConnectWithoutContext("FlowState",
                                             Callback<void, uint32_t, SipFlowState>(entered));
    }
    const std::function<void(Time)> expired = [this](Time when)
    {
        Lose(when);
    };
    m_network.GetFilter()->TraceConnectWithoutContext("Expired", Callback<void, Time>(expired));
    const Ptr<SipUserAgent> other = m_network.GetAgent("other");
    other->SetIncomingCallCallback(
        [this](Ptr<SipCall>)
        {
            ++m_outcome.wrongCalls;
        });
    const std::function<void(const SipMessage&, const SipAddress&, uint32_t)> received =
        [this](const SipMessage& message, const SipAddress&, uint32_t)
    {
        m_outcome.wrongRequests += message.IsRequest() ? 1 : 0;
    };
    other->GetTransportLayer()->TraceConnectWithoutContext(
        "Rx",
        Callback<void, const SipMessage&, const SipAddress&, uint32_t>(received));
    const std::function<void(Ptr<SipCall>, Time)> answered = [this](Ptr<SipCall>, Time delay)
    {
        if (!m_outcome.setupDelay)
        {
            m_outcome.setupDelay = delay;
        }
    };
    m_network.GetAgent("alice")->TraceConnectWithoutContext(
        "SetupDelay",
        Callback<void, Ptr<SipCall>, Time>(answered));
    m_network.GetAgent("bob")->SetIncomingCallCallback(
        [this](Ptr<SipCall>)
        {
            ++m_reached;
        });
}

void
FlowTrial::Lose(Time when)
{
    if (!m_lostSince)
    {
        m_lostSince = when;
        ++m_outcome.outages;
    }
}

void
FlowTrial::End(Time when)
{
    if (m_lostSince)
    {
        m_outcome.unreachable += when - *m_lostSince;
        m_lostSince.reset();
    }
}

void
FlowTrial::Call()
{
    const Ptr<SipUserAgent> alice = m_network.GetAgent("alice");
    const Ptr<SipCall> call = alice->Invite(m_network.GetAgent("bob")->GetAddressOfRecord());
    ++m_outcome.calls;
    Simulator::Schedule(Seconds(5), &SipCall::HangUp, call);
}

void
FlowTrial::PlanOneCall()
{
    Simulator::Schedule(Seconds(5),
                        [this]()
                        {
                            Account(-1);
                            Call();
                        });
    Simulator::Stop(Seconds(20));
}

void
FlowTrial::PlanCalls()
{
    // A new owner of the address has little time, so that needs more calls.
    const double duration = m_plan.durationS / (m_plan.experiment == "address" ? 4 : 1);
    const double mean = m_plan.callIntervalS / (m_plan.experiment == "address" ? 10 : 1);
    const Ptr<ExponentialRandomVariable> interval = CreateObject<ExponentialRandomVariable>();
    interval->SetStream(51);
    interval->SetAttribute("Mean", DoubleValue(mean));
    for (double at = 10 + interval->GetValue(); at < duration - 40; at += interval->GetValue())
    {
        Simulator::Schedule(Seconds(at),
                            [this]()
                            {
                                Call();
                            });
    }
    Simulator::Stop(Seconds(duration));
}

void
FlowTrial::PlanEvent()
{
    const bool isCrash = m_plan.experiment == "crash";
    const double duration = m_plan.durationS / (isCrash ? 1 : 4);
    const double at = m_random->GetValue(duration / 6, duration / 3);
    m_outage.emplace(m_network.GetHost("edge").element);
    Simulator::Schedule(Seconds(at),
                        [this, isCrash]()
                        {
                            Lose(Simulator::Now());
                            isCrash ? m_outage->Fail(NodeOutage::Kind::Silent)
                                    : m_network.GiveAddressAway();
                        });
    Simulator::Schedule(Seconds(at + (isCrash ? m_plan.outageS : m_plan.absenceS)),
                        [this, isCrash]()
                        {
                            isCrash ? m_outage->Restore() : m_network.BringBobBack();
                        });
}

void
FlowTrial::Account(int sign)
{
    const auto add = [sign](uint64_t& sum, uint64_t value)
    {
        sum = sign > 0 ? sum + value : sum - value;
    };
    add(m_outcome.lastHopOctets, m_network.GetLastHopOctets());
    for (const FlowNetwork::Host& host : m_network.GetHosts())
    {
        const Work& work = host.processor->GetTotal();
        const uint64_t count = CountOperations(work, WorkClass::PublicKey) +
                               CountOperations(work, WorkClass::PrivateKey) +
                               CountOperations(work, WorkClass::Symmetric);
        const Time busy = host.processor->GetBusyTime() * sign;
        add(m_outcome.operations, count);
        m_outcome.processorTime += busy;
        if (host.name == "bob")
        {
            add(m_outcome.calleeOperations, count);
            m_outcome.calleeTime += busy;
        }
        if (host.name == "home")
        {
            m_outcome.proxyTime += busy;
        }
    }
}

void
FlowTrial::Finish()
{
    End(Simulator::Now());
    if (m_plan.experiment == "cost")
    {
        Account(1);
    }
    m_outcome.lost = m_outcome.calls - std::min(m_outcome.calls, m_reached);
}

} // namespace ns3
