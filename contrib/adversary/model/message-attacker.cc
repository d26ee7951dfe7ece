// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/message-attacker.h"

#include "ns3/simulator.h"
#include "ns3/sip-text.h"

#include <algorithm>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(MessageAttacker);

namespace
{

/// Calls that are followed at the same time.
constexpr std::size_t MAX_WATCHES = 10000;

/**
 * @param address From or To
 * @return its URI without parameters; empty if it is none
 */
std::string
GetBareUri(const tl::expected<SipNameAddr, SipError>& address)
{
    if (!address)
    {
        return "";
    }
    const SipUri& uri = address->GetUri();
    return uri.IsSip() ? SipUri(uri.GetScheme(), uri.GetUser(), uri.GetHost()).ToString()
                       : uri.ToString();
}

} // namespace

TypeId
MessageAttacker::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::MessageAttacker")
            .SetParent<Object>()
            .SetGroupName("Adversary")
            .AddAttribute("Patience",
                          "How long a call must live after its ACK until what was done to it "
                          "counts as gained.",
                          TimeValue(MilliSeconds(500)),
                          MakeTimeAccessor(&MessageAttacker::m_patience),
                          MakeTimeChecker(Seconds(0)));
    return tid;
}

MessageAttacker::MessageAttacker()
    : m_log(CreateObject<AttackLog>())
{
}

void
MessageAttacker::SetLog(Ptr<AttackLog> log)
{
    m_log = log;
}

Ptr<AttackLog>
MessageAttacker::GetLog() const
{
    return m_log;
}

void
MessageAttacker::DoDispose()
{
    for (auto& [callId, watch] : m_watches)
    {
        watch.event.Cancel();
    }
    m_watches.clear();
    m_log = nullptr;
    Object::DoDispose();
}

SipVerdict
MessageAttacker::Judge(SipMessage& message, const AttackContext& context)
{
    Follow(message);
    return message.IsRequest() ? OnRequest(message, context) : OnResponse(message, context);
}

SipMessage
MessageAttacker::MakeReply(const SipMessage& request, const SipReply& reply)
{
    SipMessage response =
        SipMessage::MakeResponse(request,
                                 reply.code,
                                 reply.reason.empty() ? GetSipReason(reply.code) : reply.reason);
    if (auto to = response.GetTo(); to && !to->GetTag())
    {
        uint32_t hash = 2166136261U; // FNV-1a
        for (const char letter : request.GetHeader("Call-ID").value_or(""))
        {
            hash = (hash ^ static_cast<unsigned char>(letter)) * 16777619U;
        }
        to->SetTag("a" + std::to_string(hash));
        response.Set("To", to->ToString());
    }
    for (const auto& [name, value] : reply.headers)
    {
        response.Add(name, value);
    }
    if (!reply.body.IsEmpty())
    {
        response.SetBody(reply.body.content, reply.body.contentType);
    }
    return response;
}

SipVerdict
MessageAttacker::OnRequest(SipMessage& request, const AttackContext& context)
{
    return SipVerdict::Continue();
}

SipVerdict
MessageAttacker::OnResponse(SipMessage& response, const AttackContext& context)
{
    return SipVerdict::Continue();
}

std::string
MessageAttacker::GetAuthor(const SipMessage& message)
{
    return GetBareUri(message.GetFrom());
}

std::string
MessageAttacker::GetAddressee(const SipMessage& message)
{
    return GetBareUri(message.GetTo());
}

void
MessageAttacker::Hope(AttackGainKind kind,
                      const std::string& victim,
                      const SipMessage& message,
                      const std::string& evidence)
{
    const std::string callId(message.GetHeader("Call-ID").value_or(""));
    m_log->Attempt(kind, victim, callId, evidence);
    if (m_watches.size() >= MAX_WATCHES && m_watches.count(callId) == 0)
    {
        return;
    }
    Watch& watch = m_watches[callId];
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
MessageAttacker::Follow(const SipMessage& message)
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
        watch.event =
            Simulator::Schedule(m_patience, &MessageAttacker::Confirm, this, found->first);
    }
}

void
MessageAttacker::Confirm(const std::string& callId)
{
    const auto found = m_watches.find(callId);
    if (found == m_watches.end())
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
