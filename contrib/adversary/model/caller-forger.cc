// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/caller-forger.h"

#include "ns3/sip-text.h"
#include "ns3/string.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(CallerForger);

namespace
{

/// Calls that are remembered.
constexpr std::size_t MAX_CALLS = 10000;

} // namespace

TypeId
CallerForger::GetTypeId()
{
    static TypeId tid = TypeId("ns3::CallerForger")
                            .SetParent<MessageAttacker>()
                            .SetGroupName("Adversary")
                            .AddConstructor<CallerForger>()
                            .AddAttribute("Caller",
                                          "The URI put into From.",
                                          StringValue("sip:victim@a.example"),
                                          MakeStringAccessor(&CallerForger::m_caller),
                                          MakeStringChecker());
    return tid;
}

CallerForger::CallerForger() = default;

void
CallerForger::SetCaller(const SipUri& uri)
{
    m_caller = uri.ToString();
}

void
CallerForger::Rename(SipMessage& message,
                     const char* header,
                     const std::string& tag,
                     const SipUri& uri)
{
    auto address = SipNameAddr::Parse(message.GetHeader(header).value_or(""));
    if (address && address->GetTag().value_or("") == tag)
    {
        SipNameAddr renamed(uri);
        renamed.SetTag(tag);
        message.Set(header, renamed.ToString());
    }
}

SipVerdict
CallerForger::OnRequest(SipMessage& request, const AttackContext& context)
{
    const auto forged = SipUri::Parse(m_caller);
    if (!context.mayChange || !forged)
    {
        return SipVerdict::Continue();
    }
    const std::string callId(request.GetHeader("Call-ID").value_or(""));
    const auto from = request.GetFrom();
    if (request.GetMethod() == "INVITE" && GetSipTag(request, false).empty() && from &&
        from->GetUri() != *forged)
    {
        if (m_calls.size() >= MAX_CALLS)
        {
            return SipVerdict::Continue();
        }
        m_calls[callId] = {GetSipTag(request, true), from->GetUri()};
        Rename(request, "From", GetSipTag(request, true), *forged);
        Hope(AttackGainKind::Impersonated,
             m_caller,
             request,
             std::string(request.GetHeader("From").value_or("")));
        return SipVerdict::Continue();
    }
    const auto call = m_calls.find(callId);
    if (call != m_calls.end())
    {
        Rename(request, "From", call->second.tag, *forged);
        Rename(request, "To", call->second.tag, call->second.original);
    }
    return SipVerdict::Continue();
}

SipVerdict
CallerForger::OnResponse(SipMessage& response, const AttackContext& context)
{
    const auto call = m_calls.find(std::string(response.GetHeader("Call-ID").value_or("")));
    const auto forged = SipUri::Parse(m_caller);
    if (context.mayChange && call != m_calls.end() && forged)
    {
        Rename(response, "From", call->second.tag, call->second.original);
        Rename(response, "To", call->second.tag, *forged);
    }
    return SipVerdict::Continue();
}

} // namespace ns3
