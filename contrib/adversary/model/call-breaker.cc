// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/call-breaker.h"

#include "ns3/attacker-host.h"
#include "ns3/simulator.h"
#include "ns3/sip-cancel.h"
#include "ns3/sip-text.h"
#include "ns3/string.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(CallBreaker);

namespace
{

/// Calls that are remembered.
constexpr std::size_t MAX_CALLS = 1000;

} // namespace

TypeId
CallBreaker::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::CallBreaker")
            .SetParent<MessageAttacker>()
            .SetGroupName("Adversary")
            .AddConstructor<CallBreaker>()
            .AddAttribute("Method",
                          "The forged request: BYE, CANCEL or INVITE (a re-INVITE that diverts "
                          "the media to the attacker).",
                          StringValue("BYE"),
                          MakeStringAccessor(&CallBreaker::m_method),
                          MakeStringChecker())
            .AddAttribute("Delay",
                          "Time from the ACK, or the first ringing for CANCEL, to the forged "
                          "request.",
                          TimeValue(Seconds(1)),
                          MakeTimeAccessor(&CallBreaker::m_delay),
                          MakeTimeChecker(Seconds(0)));
    return tid;
}

CallBreaker::CallBreaker() = default;

void
CallBreaker::SetHost(Ptr<AttackerHost> host)
{
    m_host = host;
}

void
CallBreaker::DoDispose()
{
    for (auto& [callId, call] : m_calls)
    {
        call.event.Cancel();
    }
    m_calls.clear();
    m_host = nullptr;
    MessageAttacker::DoDispose();
}

SipVerdict
CallBreaker::OnRequest(SipMessage& request, const AttackContext& context)
{
    const std::string callId(request.GetHeader("Call-ID").value_or(""));
    const std::string method(request.GetMethod());
    if (method == "INVITE" && GetSipTag(request, false).empty() &&
        (m_calls.size() < MAX_CALLS || m_calls.count(callId) > 0))
    {
        Call& call = m_calls[callId];
        call.invite = request;
        call.source = context.source;
        call.destination = context.destination;
        call.inject = context.inject;
        return SipVerdict::Continue();
    }
    const auto call = m_calls.find(callId);
    // An ACK to a 2xx has a branch of its own; that to a refusal has the INVITE's (17.1.1.3).
    const auto via = request.GetTopVia();
    const auto isAccepted = [&via](const SipMessage& invite)
    {
        const auto own = invite.GetTopVia();
        return via && own && via->GetBranch() != own->GetBranch();
    };
    const bool isEnd = !GetSipTag(request, false).empty() && method == "ACK";
    if (call != m_calls.end() && isEnd && isAccepted(call->second.invite) && m_method != "CANCEL" &&
        !call->second.isForged && call->second.event.IsExpired() &&
        GetSipTag(request, true) == GetSipTag(call->second.invite, true))
    {
        call->second.event = Simulator::Schedule(m_delay,
                                                 &CallBreaker::BreakCall,
                                                 this,
                                                 callId,
                                                 SipMessage(request));
    }
    return SipVerdict::Continue();
}

SipVerdict
CallBreaker::OnResponse(SipMessage& response, const AttackContext& context)
{
    const std::string callId(response.GetHeader("Call-ID").value_or(""));
    const auto call = m_calls.find(callId);
    const auto sequence = response.GetCSeq();
    const auto via = response.GetTopVia();
    if (call == m_calls.end() || !sequence || !via)
    {
        return SipVerdict::Continue();
    }
    const int code = response.GetStatusCode();
    if (m_method == "CANCEL" && sequence->GetMethod() == "INVITE" && code > 100 && code < 200 &&
        !call->second.isForged && call->second.event.IsExpired())
    {
        call->second.event = Simulator::Schedule(m_delay, &CallBreaker::CancelCall, this, callId);
    }
    if (call->second.isForged && m_method == "CANCEL" && sequence->GetMethod() == "INVITE" &&
        code == 487)
    {
        Succeed(callId, "487");
    }
    if (call->second.isForged && !m_host && via->GetBranch() == call->second.branch &&
        sequence->GetMethod() == m_method)
    {
        if (code >= 200 && code < 300 && m_method != "CANCEL")
        {
            if (m_method == "INVITE")
            {
                AcknowledgeForged(call->second);
            }
            Succeed(callId, std::to_string(code) + " to " + m_method);
        }
        return context.mayChange ? SipVerdict::Drop() : SipVerdict::Continue(); // no traces
    }
    return SipVerdict::Continue();
}

void
CallBreaker::BreakCall(const std::string& callId, const SipMessage& ack)
{
    const auto call = m_calls.find(callId);
    const auto sequence = ack.GetCSeq();
    if (call == m_calls.end() || !sequence)
    {
        return;
    }
    // What a request of the caller has in common with its ACK: Request-URI, Route, From, To.
    SipMessage forged = SipMessage::MakeRequest(m_method, ack.GetRequestUri());
    for (const char* name : {"Route", "From", "To", "Call-ID", "Max-Forwards"})
    {
        for (const auto value : ack.GetHeaders(name))
        {
            forged.Add(name, std::string(value));
        }
    }
    forged.Add("CSeq", SipCSeq(sequence->GetNumber() + 1, m_method).ToString());
    if (m_method == "INVITE")
    {
        const std::string address = "203.0.113.66";
        forged.Add("Contact", std::string(call->second.invite.GetHeader("Contact").value_or("")));
        forged.SetBody("v=0\r\no=- 66 67 IN IP4 " + address + "\r\ns=-\r\nc=IN IP4 " + address +
                           "\r\nt=0 0\r\nm=audio 46660 RTP/AVP 0\r\n",
                       "application/sdp");
    }
    const auto via = ack.GetTopVia();
    if (!m_host && via)
    {
        SipVia own = *via;
        own.SetBranch("z9hG4bKforged" + std::to_string(++m_count));
        call->second.branch = std::string(own.GetBranch());
        forged.Prepend("Via", own.ToString());
    }
    Send(callId, std::move(forged));
}

void
CallBreaker::AcknowledgeForged(const Call& call)
{
    SipMessage ack = SipMessage::MakeRequest("ACK", call.forged.GetRequestUri());
    for (const char* name : {"Via", "Route", "From", "To", "Call-ID", "Max-Forwards"})
    {
        for (const auto value : call.forged.GetHeaders(name))
        {
            ack.Add(name, std::string(value));
        }
    }
    const auto sequence = call.forged.GetCSeq();
    ack.Add("CSeq", SipCSeq(sequence ? sequence->GetNumber() : 1, "ACK").ToString());
    if (auto via = ack.GetTopVia())
    {
        via->SetBranch("z9hG4bKforged" + std::to_string(++m_count));
        ack.SetTopVia(*via);
    }
    if (call.inject)
    {
        call.inject(ack.Serialize(), call.source, call.destination);
    }
}

void
CallBreaker::CancelCall(const std::string& callId)
{
    const auto call = m_calls.find(callId);
    if (call == m_calls.end())
    {
        return;
    }
    SipMessage cancel = MakeSipCancel(call->second.invite);
    if (const auto via = cancel.GetTopVia())
    {
        call->second.branch = std::string(via->GetBranch());
    }
    Send(callId, std::move(cancel));
}

void
CallBreaker::Send(const std::string& callId, SipMessage request)
{
    Call& call = m_calls[callId];
    call.isForged = true;
    call.forged = request;
    GetLog()->Attempt(AttackGainKind::EndedCall,
                      GetAuthor(call.invite),
                      callId,
                      request.Serialize());
    if (!m_host)
    {
        if (call.inject)
        {
            call.inject(request.Serialize(), call.source, call.destination);
        }
        return;
    }
    SipDestination destination;
    destination.address = call.destination;
    if (destination.address.GetPort() == 0)
    {
        destination.address =
            SipAddress(SipTransportProtocol::Udp, call.destination.GetAddress(), 5060);
    }
    if (m_method == "CANCEL")
    {
        m_host->SendOctets(request.Serialize(), destination.address); // its Via is the INVITE's
        return;
    }
    Ptr<CallBreaker> self(this);
    m_host->SendTo(request,
                   destination,
                   [self, callId](const SipMessage* response)
                   {
                       if (response && response->GetStatusCode() < 300 &&
                           self->m_method != "CANCEL")
                       {
                           self->Succeed(callId, std::to_string(response->GetStatusCode()));
                       }
                   });
}

void
CallBreaker::Succeed(const std::string& callId, const std::string& evidence)
{
    const auto call = m_calls.find(callId);
    if (call != m_calls.end())
    {
        GetLog()->Record(AttackGainKind::EndedCall,
                         GetAuthor(call->second.invite),
                         call->second.invite,
                         evidence);
        m_calls.erase(call);
    }
}

} // namespace ns3
