// SPDX-License-Identifier: GPL-2.0-only

#include "discovery-trial.h"

#include "ns3/boolean.h"
#include "ns3/callback.h"
#include "ns3/simulator.h"
#include "ns3/string.h"

#include <set>

namespace ns3
{

namespace
{

/// From one call to the next.
constexpr int64_t INTERVAL_S = 120;
/// How long a call stays established.
constexpr int64_t HOLDING_S = 2;

} // namespace

DiscoveryTrial::DiscoveryTrial(DiscoveryNetwork& network, const DiscoveryPlan& plan)
    : m_network(network)
    , m_plan(plan)
    , m_draw(CreateObject<UniformRandomVariable>())
{
    m_draw->SetStream(plan.stream);
    m_network.GetChain().GetCaller()->TraceConnectWithoutContext(
        "CallState",
        MakeCallback(&DiscoveryTrial::OnState, this));
}

std::optional<std::vector<DiscoveredCall>>
DiscoveryTrial::Run()
{
    for (uint64_t i = 0; i <= m_plan.calls; ++i)
    {
        Simulator::Schedule(Seconds(1 + INTERVAL_S * static_cast<int64_t>(i)),
                            &DiscoveryTrial::Begin,
                            this,
                            i);
    }
    Simulator::Stop(Seconds(INTERVAL_S * static_cast<int64_t>(m_plan.calls + 1)));
    Simulator::Run();
    Finish();
    m_network.GetChain().GetCaller()->TraceDisconnectWithoutContext(
        "CallState",
        MakeCallback(&DiscoveryTrial::OnState, this));
    m_call = nullptr;
    if (m_isCutShort || m_outcomes.size() != m_plan.calls + 1)
    {
        return std::nullopt;
    }
    m_outcomes.erase(m_outcomes.begin());
    return m_outcomes;
}

void
DiscoveryTrial::Begin(uint64_t number)
{
    if (number > 0)
    {
        Finish();
    }
    m_network.SetDemands(number > 0);
    if (number > 0)
    {
        DrawCallee();
    }
    const auto caller = m_network.GetChain().GetCaller();
    caller->SetAttribute("OfferInInvite",
                         BooleanValue(number == 0 || m_plan.answer != "late-offer"));
    m_current = {};
    m_before = Count();
    m_invited = Simulator::Now();
    m_call = caller->Invite(m_network.GetChain().GetCallee()->GetAddressOfRecord());
}

void
DiscoveryTrial::DrawCallee()
{
    const bool isAware = m_draw->GetValue() < m_plan.awareShare;
    std::vector<bool> known;
    for (size_t i = 0; i < CallChainOptions::MAX_PROXIES; ++i)
    {
        known.push_back(m_draw->GetValue() < m_plan.knownShare); // as many draws in every network
    }
    known.resize(m_network.GetChain().GetProxies().size());
    m_network.SetKnownServers(known);
    const auto callee = m_network.GetCalleePolicy();
    const bool isReusing = m_plan.answer == "cek-reuse" || m_plan.answer == "late-offer";
    const bool followsLabels = m_plan.answer == "labels" && isAware;
    callee->SetAttribute("FollowLabels", BooleanValue(isReusing || followsLabels));
    callee->SetAttribute("Keying",
                         StringValue(isReusing && isAware ? "cek-reuse"
                                     : followsLabels      ? "asymmetric"
                                                          : "end-to-end"));
}

void
DiscoveryTrial::OnState(Ptr<SipCall> call, SipCallState before, SipCallState after)
{
    if (call == m_call && after == SipCallState::Established && before != after)
    {
        m_current.isEstablished = true;
        m_current.setupDelay = Simulator::Now() - m_invited;
        Simulator::Schedule(Seconds(HOLDING_S), &DiscoveryTrial::HangUp, this);
    }
}

void
DiscoveryTrial::HangUp()
{
    if (m_call->GetState() == SipCallState::Established)
    {
        m_call->HangUp();
    }
}

void
DiscoveryTrial::Finish()
{
    m_isCutShort = m_isCutShort || !m_call || m_call->GetState() != SipCallState::Ended;
    const DiscoveredCall now = Count();
    m_current.ended = now.ended - m_before.ended;
    m_current.messageOctets = now.messageOctets - m_before.messageOctets;
    m_current.wireOctets = now.wireOctets - m_before.wireOctets;
    m_current.callerTime = now.callerTime - m_before.callerTime;
    m_current.proxiesTime = now.proxiesTime - m_before.proxiesTime;
    m_current.calleeTime = now.calleeTime - m_before.calleeTime;
    std::set<uint32_t> numbers; // a retransmission has that of the first
    for (const auto& entry : m_network.GetTrace().GetEntries())
    {
        const auto& message = entry.message;
        const auto callId = message.GetHeader("Call-ID");
        const auto sequence = message.GetCSeq();
        if (message.IsRequest() && message.GetMethod() == "INVITE" && m_call && callId &&
            sequence && *callId == m_call->GetCallId())
        {
            numbers.insert(sequence->GetNumber());
        }
    }
    m_current.invites = numbers.size();
    m_outcomes.push_back(m_current);
}

DiscoveredCall
DiscoveryTrial::Count() const
{
    DiscoveredCall sum;
    sum.ended = m_network.GetEndedCount();
    for (const auto& host : m_network.GetChain().GetHosts())
    {
        const Time busy = host.processor->GetBusyTime();
        sum.messageOctets += host.element->GetTransportLayer()->GetSentOctets();
        sum.wireOctets += host.meter->GetIpOctets();
        (host.role == "caller"   ? sum.callerTime
         : host.role == "callee" ? sum.calleeTime
                                 : sum.proxiesTime) += busy;
    }
    return sum;
}

} // namespace ns3
