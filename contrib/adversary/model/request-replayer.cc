// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/request-replayer.h"

#include "ns3/attacker-host.h"
#include "ns3/boolean.h"
#include "ns3/simulator.h"
#include "ns3/sip-text.h"
#include "ns3/string.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(RequestReplayer);

namespace
{

/// Requests that are remembered.
constexpr std::size_t MAX_REQUESTS = 1000;

} // namespace

TypeId
RequestReplayer::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::RequestReplayer")
            .SetParent<MessageAttacker>()
            .SetGroupName("Adversary")
            .AddConstructor<RequestReplayer>()
            .AddAttribute("Method",
                          "INVITE or REGISTER: what is sent again.",
                          StringValue("INVITE"),
                          MakeStringAccessor(&RequestReplayer::m_method),
                          MakeStringChecker())
            .AddAttribute("Delay",
                          "Time from the call's acceptance, or from the REGISTER, to the replay.",
                          TimeValue(Seconds(1)),
                          MakeTimeAccessor(&RequestReplayer::m_delay),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("HoldsBack",
                          "Whether a REGISTER with credentials does not reach the registrar before "
                          "the copy does.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&RequestReplayer::m_holdsBack),
                          MakeBooleanChecker());
    return tid;
}

RequestReplayer::RequestReplayer() = default;

void
RequestReplayer::SetHost(Ptr<AttackerHost> host)
{
    m_host = host;
}

void
RequestReplayer::SetNextHop(const std::optional<SipUri>& nextHop)
{
    m_nextHop = nextHop;
}

void
RequestReplayer::DoDispose()
{
    for (EventId& event : m_events)
    {
        event.Cancel();
    }
    m_events.clear();
    m_captured.clear();
    m_host = nullptr;
    MessageAttacker::DoDispose();
}

std::optional<SipUri>
RequestReplayer::FindNextHop(const AttackContext& context) const
{
    if (m_nextHop || context.destination.GetPort() == 0)
    {
        return m_nextHop;
    }
    SipUri hop("sip",
               "",
               SipAddress::FormatIpv4(context.destination.GetAddress()),
               context.destination.GetPort());
    if (context.destination.GetProtocol() == SipTransportProtocol::Tcp)
    {
        hop.SetParameter("transport", "tcp");
    }
    return hop;
}

SipVerdict
RequestReplayer::OnRequest(SipMessage& request, const AttackContext& context)
{
    if (!m_host || request.GetMethod() != m_method || m_used.size() >= MAX_REQUESTS ||
        !GetSipTag(request, false).empty())
    {
        return SipVerdict::Continue();
    }
    const std::string callId(request.GetHeader("Call-ID").value_or(""));
    if (m_method == "INVITE")
    {
        if (m_used.count(callId) == 0 && m_captured.size() < MAX_REQUESTS)
        {
            m_captured[callId] = {request, FindNextHop(context)};
        }
        return SipVerdict::Continue();
    }
    const std::string proof(request.GetHeader("Authorization").value_or(""));
    if (proof.empty() || context.source.GetAddress() == m_host->GetAddress())
    {
        return SipVerdict::Continue();
    }
    const bool isNew = m_used.insert(proof).second;
    if (isNew)
    {
        m_events.push_back(Simulator::Schedule(m_delay,
                                               &RequestReplayer::ReplayRegister,
                                               this,
                                               SipMessage(request),
                                               FindNextHop(context)));
    }
    return m_holdsBack && context.mayChange ? SipVerdict::Drop() : SipVerdict::Continue();
}

SipVerdict
RequestReplayer::OnResponse(SipMessage& response, const AttackContext& context)
{
    const auto sequence = response.GetCSeq();
    const auto captured = m_captured.find(std::string(response.GetHeader("Call-ID").value_or("")));
    if (captured != m_captured.end() && sequence && sequence->GetMethod() == "INVITE" &&
        response.GetStatusCode() >= 200 && response.GetStatusCode() < 300)
    {
        m_used.insert(captured->first);
        m_events.push_back(Simulator::Schedule(m_delay,
                                               &RequestReplayer::ReplayInvite,
                                               this,
                                               captured->second.request,
                                               captured->second.nextHop));
        m_captured.erase(captured);
    }
    return SipVerdict::Continue();
}

void
RequestReplayer::ReplayInvite(const SipMessage& invite, const std::optional<SipUri>& nextHop)
{
    m_host->Resend(invite, AttackGainKind::Replayed, std::nullopt, nextHop);
}

void
RequestReplayer::ReplayRegister(const SipMessage& request, const std::optional<SipUri>& nextHop)
{
    SipMessage again = request;
    again.Remove("Via");
    again.Remove("Route");
    const std::string user = GetAddressee(request);
    const auto to = request.GetTo();
    const SipUri victim = to ? to->GetUri() : SipUri();
    const std::string own = m_host->GetContact(victim.GetUser(), victim.IsSecure()).ToString();
    again.Set("Contact", "<" + own + ">");
    if (const auto sequence = request.GetCSeq())
    {
        again.Set("CSeq", SipCSeq(sequence->GetNumber() + 1, "REGISTER").ToString());
    }
    GetLog()->Attempt(AttackGainKind::UsedProof,
                      user,
                      std::string(request.GetHeader("Call-ID").value_or("")),
                      std::string(request.GetHeader("Authorization").value_or("")));
    Ptr<AttackLog> log = GetLog();
    m_host->Send(again,
                 nextHop,
                 [log, user, own](const SipMessage* response)
                 {
                     if (!response || response->GetStatusCode() != 200)
                     {
                         return;
                     }
                     log->Record(AttackGainKind::UsedProof, user, *response, "200 to REGISTER");
                     for (const auto contact : response->GetHeaders("Contact"))
                     {
                         if (contact.find(own) != std::string_view::npos)
                         {
                             log->Record(AttackGainKind::TookRegistration,
                                         user,
                                         *response,
                                         std::string(contact));
                         }
                     }
                 });
}

} // namespace ns3
