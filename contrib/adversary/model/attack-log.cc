// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/attack-log.h"

#include "ns3/log.h"
#include "ns3/simulator.h"

#include <algorithm>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("AttackLog");

NS_OBJECT_ENSURE_REGISTERED(AttackLog);

namespace
{

/**
 * @param gains a list
 * @param kind what is counted
 * @return how many there are
 */
std::size_t
CountKind(const std::vector<AttackGain>& gains, AttackGainKind kind)
{
    return static_cast<std::size_t>(std::count_if(gains.begin(),
                                                  gains.end(),
                                                  [kind](const AttackGain& gain)
                                                  {
                                                      return gain.kind == kind;
                                                  }));
}

} // namespace

TypeId
AttackLog::GetTypeId()
{
    static TypeId tid = TypeId("ns3::AttackLog")
                            .SetParent<Object>()
                            .SetGroupName("Adversary")
                            .AddConstructor<AttackLog>()
                            .AddTraceSource("Gain",
                                            "An attacker got something.",
                                            MakeTraceSourceAccessor(&AttackLog::m_gainTrace),
                                            "ns3::AttackLog::GainTracedCallback")
                            .AddTraceSource("Attempt",
                                            "An attacker has tried something.",
                                            MakeTraceSourceAccessor(&AttackLog::m_attemptTrace),
                                            "ns3::AttackLog::GainTracedCallback");
    return tid;
}

void
AttackLog::Record(AttackGainKind kind,
                  const std::string& victim,
                  const std::string& callId,
                  const std::string& evidence)
{
    NS_LOG_FUNCTION(this << ToString(kind) << victim << callId);
    if (m_gains.size() >= MAX_GAINS)
    {
        return;
    }
    m_gains.push_back({kind, Simulator::Now(), victim, callId, evidence.substr(0, MAX_EVIDENCE)});
    m_gainTrace(m_gains.back());
}

void
AttackLog::Record(AttackGainKind kind,
                  const std::string& victim,
                  const SipMessage& message,
                  const std::string& evidence)
{
    Record(kind, victim, std::string(message.GetHeader("Call-ID").value_or("")), evidence);
}

void
AttackLog::Attempt(AttackGainKind kind,
                   const std::string& victim,
                   const std::string& callId,
                   const std::string& evidence)
{
    NS_LOG_FUNCTION(this << ToString(kind) << victim << callId);
    if (m_attempts.size() >= MAX_GAINS)
    {
        return;
    }
    m_attempts.push_back(
        {kind, Simulator::Now(), victim, callId, evidence.substr(0, MAX_EVIDENCE)});
    m_attemptTrace(m_attempts.back());
}

const std::vector<AttackGain>&
AttackLog::GetAttempts() const
{
    return m_attempts;
}

std::size_t
AttackLog::CountAttempts(AttackGainKind kind) const
{
    return CountKind(m_attempts, kind);
}

const std::vector<AttackGain>&
AttackLog::GetGains() const
{
    return m_gains;
}

std::size_t
AttackLog::Count(AttackGainKind kind) const
{
    return CountKind(m_gains, kind);
}

} // namespace ns3
