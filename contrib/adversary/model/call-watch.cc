// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/call-watch.h"

#include "ns3/simulator.h"

#include <algorithm>

namespace ns3
{

void
CallWatch::SetLog(Ptr<AttackLog> log)
{
    m_log = log;
}

void
CallWatch::Stop()
{
    for (auto& [callId, watch] : m_watches)
    {
        watch.event.Cancel();
    }
    m_watches.clear();
    m_log = nullptr;
}

void
CallWatch::Hope(AttackGainKind kind,
                const std::string& victim,
                const SipMessage& message,
                const std::string& evidence,
                Time patience)
{
    const std::string callId(message.GetHeader("Call-ID").value_or(""));
    m_log->Attempt(kind, victim, callId, evidence);
    if (m_watches.size() >= MAX_CALLS && m_watches.count(callId) == 0)
    {
        return;
    }
    Watch& watch = m_watches[callId];
    watch.patience = patience;
    const bool isKnown = std::any_of(watch.hopes.begin(),
                                     watch.hopes.end(),
                                     [kind](const AttackGain& hope)
                                     {
                                         return hope.kind == kind;
                                     });
    if (!isKnown)
    {
        watch.hopes.push_back({kind, Simulator::Now(), victim, callId, evidence});
    }
    if (!message.IsRequest() && message.GetStatusCode() >= 200 && message.GetStatusCode() < 300)
    {
        watch.isAccepted = true;
    }
}

void
CallWatch::Follow(const SipMessage& message)
{
    const auto found = m_watches.find(std::string(message.GetHeader("Call-ID").value_or("")));
    if (found == m_watches.end())
    {
        return;
    }
    Watch& watch = found->second;
    const auto sequence = message.GetCSeq();
    const std::string method = sequence ? sequence->GetMethod() : "";
    const int code = message.GetStatusCode();
    if (!message.IsRequest() && method == "INVITE" && code >= 300 && !watch.isAccepted)
    {
        m_watches.erase(found); // refused, or to be tried again with a proof
    }
    else if (!message.IsRequest() && method == "INVITE" && code >= 200)
    {
        watch.isAccepted = true;
    }
    else if (message.IsRequest() && (method == "BYE" || method == "CANCEL"))
    {
        watch.event.Cancel();
        m_watches.erase(found);
    }
    else if (message.IsRequest() && method == "ACK" && watch.isAccepted && watch.event.IsExpired())
    {
        std::weak_ptr<CallWatch> self = weak_from_this();
        const std::string callId = found->first;
        watch.event = Simulator::Schedule(watch.patience,
                                          [self, callId]()
                                          {
                                              if (const auto alive = self.lock())
                                              {
                                                  alive->Confirm(callId);
                                              }
                                          });
    }
}

void
CallWatch::Confirm(const std::string& callId)
{
    const auto found = m_watches.find(callId);
    if (found == m_watches.end() || !m_log)
    {
        return;
    }
    const std::vector<AttackGain> hopes = std::move(found->second.hopes);
    m_watches.erase(found);
    for (const AttackGain& hope : hopes)
    {
        m_log->Record(hope.kind, hope.victim, hope.callId, hope.evidence);
    }
}

} // namespace ns3
