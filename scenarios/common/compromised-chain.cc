// SPDX-License-Identifier: GPL-2.0-only

#include "compromised-chain.h"

#include "trust-protection.h"

#include "ns3/abort.h"
#include "ns3/caller-forger.h"
#include "ns3/description-reader.h"
#include "ns3/description-rewriter.h"
#include "ns3/proxy-tap.h"
#include "ns3/random-variable-stream.h"
#include "ns3/simulator.h"
#include "ns3/string.h"

#include <algorithm>
#include <map>

namespace ns3
{

namespace
{

const Time FIRST_CALL = Seconds(4);    ///< when users have registered
const Time CALL_INTERVAL = Seconds(6); ///< from call to call
const Time CALL_DURATION = Seconds(4); ///< from the wish to call to hanging up
const Time REST = Seconds(40);         ///< after the last call

/// An attacker that works in some calls only.
class SwitchedTap : public ProxyTap
{
  public:
    bool isOn{false}; ///< whether it works

    SipVerdict
    OnRequest(SipMessage& request, const SipPolicyContext& context, Work& work) override
    {
        return isOn ? ProxyTap::OnRequest(request, context, work) : SipVerdict::Continue();
    }

    SipVerdict
    OnResponse(SipMessage& response, const SipPolicyContext& context, Work& work) override
    {
        return isOn ? ProxyTap::OnResponse(response, context, work) : SipVerdict::Continue();
    }
};

/**
 * @param goal name of a goal
 * @param scheme of the users' URIs
 * @return the attacker
 */
Ptr<MessageAttacker>
MakeAttacker(const std::string& goal, const std::string& scheme)
{
    if (goal == "read")
    {
        return CreateObject<DescriptionReader>();
    }
    if (goal == "alter")
    {
        return CreateObject<DescriptionRewriter>();
    }
    const auto forger = CreateObject<CallerForger>();
    forger->SetCaller(SipUri(scheme, TRUST_ABSENT_USER, TrustTopology::CALLER_DOMAIN));
    return forger;
}

/**
 * @param plan what is to be done
 * @param profile what operations cost
 * @return the network
 */
std::unique_ptr<TrustTopology>
MakeTopology(const CompromisedChain::Plan& plan, std::shared_ptr<const CostProfile> profile)
{
    TrustTopologyOptions options;
    options.proxies = plan.proxies;
    return std::make_unique<TrustTopology>(options, std::move(profile));
}

/**
 * @param plan what is to be done
 * @return when the simulation ends
 */
TrustExperiment::Plan
MakePlan(const CompromisedChain::Plan& plan)
{
    TrustExperiment::Plan times;
    times.end = FIRST_CALL + static_cast<int64_t>(plan.calls) * CALL_INTERVAL + REST;
    return times;
}

} // namespace

std::vector<std::string>
CompromisedChain::GetGoalNames()
{
    return {"read", "alter", "impersonate"};
}

CompromisedChain::CompromisedChain(const TrustMechanism& mechanism,
                                   const Plan& plan,
                                   std::shared_ptr<const CostProfile> profile)
    : m_plan(plan)
    , m_scheme(mechanism.scheme)
    , m_experiment(mechanism, MakeTopology(plan, std::move(profile)), MakePlan(plan))
    , m_calls(plan.calls)
{
    const std::map<std::string, AttackGainKind> kinds{
        {"read", AttackGainKind::ReadDescription},
        {"alter", AttackGainKind::AlteredDescription},
        {"impersonate", AttackGainKind::Impersonated}};
    const auto kind = kinds.find(plan.goal);
    NS_ABORT_MSG_IF(kind == kinds.end(), "no goal " << plan.goal);
    m_kind = kind->second;
}

void
CompromisedChain::Draw(int64_t stream)
{
    const auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(stream);
    for (Call& call : m_calls)
    {
        for (uint64_t i = 0; i < m_plan.proxies; ++i)
        {
            call.isCompromised.push_back(random->GetValue(0, 1) < m_plan.probability);
            call.compromised += call.isCompromised.back() ? 1 : 0;
        }
    }
}

void
CompromisedChain::PutAttackers()
{
    const auto& proxies = m_experiment.GetTopology().GetProxies();
    std::vector<Ptr<SwitchedTap>> taps;
    for (const Ptr<SipProxy>& proxy : proxies)
    {
        const auto attacker = MakeAttacker(m_plan.goal, m_scheme);
        attacker->SetLog(m_experiment.GetLog());
        const auto tap = CreateObject<SwitchedTap>();
        tap->Add(attacker);
        proxy->InsertPolicy(CountCallerChecks(proxy), tap);
        taps.push_back(tap);
    }
    for (uint64_t number = 0; number < m_plan.calls; ++number)
    {
        Simulator::Schedule(FIRST_CALL + static_cast<int64_t>(number) * CALL_INTERVAL,
                            [this, taps, number]()
                            {
                                for (std::size_t i = 0; i < taps.size(); ++i)
                                {
                                    taps[i]->isOn = m_calls[number].isCompromised[i];
                                }
                                Begin(number);
                            });
    }
}

void
CompromisedChain::Begin(uint64_t number)
{
    m_current = number;
    auto& topology = m_experiment.GetTopology();
    m_calls[number].call =
        topology.GetAgent("alice")->Invite(topology.GetAgent("bob")->GetAddressOfRecord());
    Simulator::Schedule(CALL_DURATION,
                        [this]()
                        {
                            m_experiment.GetTopology().GetAgent("alice")->HangUpAll();
                        });
}

tl::expected<void, std::string>
CompromisedChain::Install(CredentialOffice& office, int64_t stream)
{
    auto installed = m_experiment.Install(office, stream);
    if (!installed)
    {
        return installed;
    }
    m_experiment.BeginAttack();
    // Each length has draws of its own: else longer chains would begin with those of shorter ones.
    Draw(stream - 1 - static_cast<int64_t>(m_plan.proxies));
    PutAttackers();
    const std::function<void(Ptr<SipCall>, SipCallState, SipCallState)> state =
        [this](Ptr<SipCall> call, SipCallState, SipCallState after)
    {
        if (after == SipCallState::Established)
        {
            m_calleeDone.insert(call->GetCallId());
        }
    };
    const std::function<void(Ptr<SipCall>, SipCallState, SipCallState)> done =
        [this](Ptr<SipCall> call, SipCallState, SipCallState after)
    {
        if (after == SipCallState::Established)
        {
            m_calls[m_current].isEstablished = m_calleeDone.count(call->GetCallId()) > 0;
        }
    };
    auto& topology = m_experiment.GetTopology();
    topology.GetAgent("bob")->TraceConnectWithoutContext(
        "CallState",
        Callback<void, Ptr<SipCall>, SipCallState, SipCallState>(state));
    topology.GetAgent("alice")->TraceConnectWithoutContext(
        "CallState",
        Callback<void, Ptr<SipCall>, SipCallState, SipCallState>(done));
    return {};
}

TrustCredentials&
CompromisedChain::GetCredentials()
{
    return m_experiment.GetCredentials();
}

TrustTopology&
CompromisedChain::GetTopology()
{
    return m_experiment.GetTopology();
}

void
CompromisedChain::Run()
{
    m_experiment.Run();
    Judge();
}

const std::vector<CompromisedChain::Call>&
CompromisedChain::GetCalls() const
{
    return m_calls;
}

std::optional<uint64_t>
CompromisedChain::FindCall(const TrustExperiment::Notice& notice) const
{
    for (uint64_t i = 0; i < m_calls.size(); ++i)
    {
        if (!notice.event.callId.empty() && notice.event.callId == m_calls[i].call->GetCallId())
        {
            return i;
        }
    }
    if (!notice.event.callId.empty() || notice.when < FIRST_CALL)
    {
        return std::nullopt; // about a registration
    }
    // What names no call, such as the end of a connection, belongs to the call under way.
    const auto number =
        static_cast<uint64_t>((notice.when - FIRST_CALL).GetInteger() / CALL_INTERVAL.GetInteger());
    return std::min<uint64_t>(number, m_calls.size() - 1);
}

void
CompromisedChain::Judge()
{
    std::map<std::string, Call*> byId;
    for (Call& call : m_calls)
    {
        byId[call.call->GetCallId()] = &call;
    }
    const auto& log = *m_experiment.GetLog();
    for (const AttackGain& attempt : log.GetAttempts())
    {
        const auto found = byId.find(attempt.callId);
        if (found != byId.end() && attempt.kind == m_kind)
        {
            found->second->isAttempted = true;
        }
    }
    for (const AttackGain& gain : log.GetGains())
    {
        const auto found = byId.find(gain.callId);
        if (found != byId.end() && gain.kind == m_kind)
        {
            found->second->isReached = true;
        }
    }
    for (const auto& notice : m_experiment.GetNotices())
    {
        // A nonce grows old in honest calls too.
        const auto number = notice.event.kind == SipSecurityEventKind::DigestStale
                                ? std::nullopt
                                : FindCall(notice);
        if (!number)
        {
            continue;
        }
        Call& call = m_calls[*number];
        bool isAttackers = false;
        for (std::size_t i = 0; i < call.isCompromised.size(); ++i)
        {
            isAttackers = isAttackers ||
                          (call.isCompromised[i] && notice.party == "ss" + std::to_string(i + 1));
        }
        if (!isAttackers && call.noticedBy.empty())
        {
            call.noticedBy = notice.party;
            call.noticedAs = ToString(notice.event.kind);
        }
    }
}

} // namespace ns3
