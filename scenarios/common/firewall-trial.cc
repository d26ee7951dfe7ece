// SPDX-License-Identifier: GPL-2.0-only

#include "firewall-trial.h"

#include "ns3/callback.h"
#include "ns3/processor.h"
#include "ns3/simulator.h"
#include "ns3/sip-user-agent.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace ns3
{

namespace
{

/// First random stream of the trial and of loss.
constexpr int64_t TRIAL_STREAM = 50;
constexpr int64_t LOSS_STREAM = 60;
/// When Alice calls at the earliest.
const Time BEGIN = Seconds(3);
/// How long the simulation waits for the last pinhole after the hang-up.
const Time PATIENCE = Seconds(4000);
/// A direction without a packet for so long before the hang-up is broken.
const Time SILENCE = MilliSeconds(500);

/**
 * Get the network of a plan.
 *
 * @param plan the plan
 * @return what varies in the network
 */
FirewallNetwork::Plan
MakeNetworkPlan(const FirewallTrial::Plan& plan)
{
    const auto& names = FirewallNetwork::GetRoutes();
    const auto place = std::find(names.begin(), names.end(), plan.routes) - names.begin();
    FirewallNetwork::Plan network;
    network.routes = static_cast<FirewallNetwork::Routes>(place);
    network.isProxyAtFirewall = FirewallEquipment::IsAtFirewall(plan.way);
    network.controlDelay = MilliSeconds(plan.controlDelayMs);
    network.loss = static_cast<double>(plan.lossPercent) / 100;
    network.stream = LOSS_STREAM;
    return network;
}

} // namespace

FirewallTrial::FirewallTrial(const Plan& plan, std::shared_ptr<const CostProfile> profile)
    : m_plan(plan)
    , m_network(MakeNetworkPlan(plan), std::move(profile))
    , m_equipment(m_network, {plan.way, plan.disclosure, plan.isSecure})
    , m_attack(plan.attack, m_network, m_equipment)
    , m_random(CreateObject<UniformRandomVariable>())
{
    m_random->SetStream(TRIAL_STREAM);
}

tl::expected<void, std::string>
FirewallTrial::Install(CredentialOffice& office)
{
    const auto done = m_equipment.Install(office);
    if (!done)
    {
        return done;
    }
    m_attack.Prepare();
    Watch();
    return {};
}

void
FirewallTrial::Watch()
{
    using Role = MediaLedger::Role;
    const auto relay = m_equipment.GetRelay();
    for (std::size_t i = 0; i < FirewallNetwork::HOSTS; ++i)
    {
        const auto host = static_cast<FirewallNetwork::Host>(i);
        m_ledger.Watch(m_network.GetNode(host),
                       host == FirewallNetwork::Alice              ? Role::Caller
                       : host == FirewallNetwork::Bob              ? Role::Callee
                       : relay && host == m_network.GetProxyHost() ? Role::Relay
                                                                   : Role::Router);
    }
    m_ledger.AddOutside(FirewallNetwork::GetAddress(FirewallNetwork::Bob));
    const std::function<void(const Pinhole&)> opened = [this](const Pinhole&)
    {
        m_opened = m_opened.value_or(Simulator::Now());
    };
    const std::function<void(const Pinhole&, PinholeEnd)> closed =
        [this](const Pinhole&, PinholeEnd)
    {
        m_closed = Simulator::Now();
    };
    for (const auto& filter : m_equipment.GetFilters())
    {
        m_ledger.Watch(filter);
        filter->TraceConnectWithoutContext("PinholeOpened", Callback<void, const Pinhole&>(opened));
        filter->TraceConnectWithoutContext("PinholeClosed",
                                           Callback<void, const Pinhole&, PinholeEnd>(closed));
    }
    for (const auto host : {FirewallNetwork::Alice, FirewallNetwork::Bob})
    {
        m_network.GetAgent(host)->TraceConnectWithoutContext(
            "CallState",
            MakeCallback(&FirewallTrial::OnState, this));
    }
}

void
FirewallTrial::Call()
{
    m_call = m_network.GetAgent(FirewallNetwork::Alice)
                 ->Invite(m_network.GetAgent(FirewallNetwork::Bob)->GetAddressOfRecord());
}

void
FirewallTrial::OnState(Ptr<SipCall> call, SipCallState before, SipCallState after)
{
    if (after != SipCallState::Established)
    {
        return;
    }
    if (!call->IsInitiator())
    {
        m_answered = m_answered.value_or(Simulator::Now());
        return;
    }
    m_established = Simulator::Now();
    const Time talk = NanoSeconds(std::llround(m_plan.talkSeconds * 1e9));
    Simulator::Schedule(talk, &FirewallTrial::HangUp, this);
    m_attack.Begin(call);
    if (m_plan.routes == "changing")
    {
        Simulator::Schedule(talk / 2, &FirewallNetwork::MoveMedia, &m_network);
    }
}

void
FirewallTrial::HangUp()
{
    m_ended = Simulator::Now();
    if (!m_attack.End(m_call))
    {
        m_call->HangUp();
    }
    Simulator::Stop(PATIENCE);
}

tl::expected<FirewallTrial::Result, std::string>
FirewallTrial::Run()
{
    const Time begin = BEGIN + NanoSeconds(m_random->GetInteger(0, 20000000));
    Simulator::Schedule(begin, &FirewallTrial::Call, this);
    Simulator::Stop(begin + NanoSeconds(std::llround(m_plan.talkSeconds * 1e9)) + PATIENCE);
    Simulator::Run();
    Result result;
    result.inFlight = m_ledger.Close();
    const std::string fault = FindFault();
    if (!fault.empty())
    {
        return tl::unexpected(fault);
    }
    result.isSetUp = m_established.has_value();
    result.octets = m_ledger.GetOctets();
    for (std::size_t i = 0; i < MediaLedger::SIDES; ++i)
    {
        result.media[i] = m_ledger.GetMedia(static_cast<MediaLedger::Side>(i));
        result.control[i] = m_ledger.GetControl(static_cast<MediaLedger::Side>(i));
    }
    const auto flows = [this, &result](MediaLedger::Side side)
    {
        return m_ended && result.media[side].firstEnd &&
               result.media[side].last > *m_ended - SILENCE;
    };
    result.isBroken = !flows(MediaLedger::ToCallee) || !flows(MediaLedger::ToCaller);
    if (m_opened && m_answered)
    {
        result.openDelay = *m_opened - *m_answered;
    }
    if (m_ended && m_opened)
    {
        result.openAfterEnd = Max(m_closed - *m_ended, Time());
    }
    const auto relay = m_equipment.GetRelay();
    if (m_ended && relay && relay->GetOpenCount() > 0)
    {
        result.openAfterEnd = Simulator::Now() - *m_ended; // it would stay so
    }
    result.attackerPacketsTaken = CountTaken();
    using Fate = TokenLedger::Fate;
    const auto tokens = m_equipment.GetTokens();
    result.tokensIssued = tokens->GetIssuedCount();
    result.tokensUsed = tokens->GetCount(Fate::Used);
    result.tokensRefused = tokens->GetCount(Fate::Refused);
    result.tokensUnused = tokens->GetCount(Fate::Unused) + tokens->GetCount(Fate::ExpiredUnused);
    const auto& filters = m_equipment.GetFilters();
    for (std::size_t i = 0; i < filters.size(); ++i)
    {
        const PinholeTable& table = filters[i]->GetTable();
        result.pinholesOpened += table.GetOpened();
        result.pinholesClosed += table.GetOpened() - table.GetOpen();
        result.firewallPackets += filters[i]->GetPassed() + filters[i]->GetDropped();
        const auto processor =
            m_network.GetNode(i == 0 ? FirewallNetwork::FirewallA : FirewallNetwork::FirewallB)
                ->GetObject<Processor>();
        const auto profile = processor->GetCostProfile();
        for (const auto& [kind, amount] : processor->GetTotal().GetAmounts())
        {
            const bool isFilter = kind.operation == "filter" || kind.operation == "hmac";
            result.filterUs +=
                isFilter ? static_cast<double>(profile->GetNanoseconds(kind, amount)) / 1000 : 0;
        }
        result.firewallBusyUs +=
            static_cast<double>(processor->GetBusyTime().GetNanoSeconds()) / 1000;
    }
    return result;
}

std::vector<MediaCallCounters>
FirewallTrial::GetCounters(FirewallNetwork::Host host) const
{
    const auto describer = m_equipment.GetDescriber(host);
    auto all = describer->GetEnded();
    for (const auto& callId : describer->GetCallIds())
    {
        all.push_back(*describer->GetCounters(callId));
    }
    return all;
}

uint64_t
FirewallTrial::CountTaken() const
{
    uint64_t foreign = 0;
    for (const auto& counters : GetCounters(FirewallNetwork::Alice))
    {
        foreign += counters.datagrams;
        for (std::size_t i = 0; i < RTP_DISCARD_COUNT; ++i)
        {
            const auto reason = static_cast<RtpDiscard>(i);
            foreign -= reason == RtpDiscard::NotReceiving ? 0 : counters.discarded[i];
        }
    }
    const uint64_t own = m_ledger.GetMedia(MediaLedger::ToCaller).delivered;
    return foreign > own ? foreign - own : 0;
}

std::string
FirewallTrial::FindFault() const
{
    const std::string fault = m_ledger.FindFault();
    if (!fault.empty())
    {
        return fault;
    }
    uint64_t filtered = 0;
    for (std::size_t i = 0; i < MediaLedger::SIDES; ++i)
    {
        filtered += m_ledger.GetMedia(static_cast<MediaLedger::Side>(i)).filtered +
                    m_ledger.GetControl(static_cast<MediaLedger::Side>(i)).filtered;
    }
    uint64_t dropped = m_ledger.GetRelayDrops();
    for (const auto& filter : m_equipment.GetFilters())
    {
        dropped += filter->GetDropped();
    }
    if (filtered != dropped)
    {
        return "the firewalls dropped " + std::to_string(dropped) +
               " media packets, but filters ended " + std::to_string(filtered);
    }
    for (const auto host : {FirewallNetwork::Alice, FirewallNetwork::Bob})
    {
        const bool isCaller = host == FirewallNetwork::Alice;
        uint64_t sent = 0;
        uint64_t received = 0;
        for (const auto& counters : GetCounters(host))
        {
            sent += counters.sentPackets;
            received += counters.datagrams;
        }
        const auto& own =
            m_ledger.GetMedia(isCaller ? MediaLedger::ToCallee : MediaLedger::ToCaller);
        const auto& other =
            m_ledger.GetMedia(isCaller ? MediaLedger::ToCaller : MediaLedger::ToCallee);
        if (sent != own.offered)
        {
            return "a user sent " + std::to_string(sent) + " media packets, but " +
                   std::to_string(own.offered) + " set out";
        }
        if (received > other.delivered + m_ledger.GetMedia(MediaLedger::Attack).delivered +
                           m_ledger.GetMedia(MediaLedger::Outside).delivered)
        {
            return "a user got more media packets than arrived";
        }
    }
    return m_equipment.FindFault();
}

const FirewallNetwork&
FirewallTrial::GetNetwork() const
{
    return m_network;
}

KeyArchive&
FirewallTrial::GetArchive()
{
    return m_equipment.GetArchive();
}

} // namespace ns3
