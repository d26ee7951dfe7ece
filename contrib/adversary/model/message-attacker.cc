// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/message-attacker.h"

#include "ns3/sip-text.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(MessageAttacker);

namespace
{

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
    , m_watch(std::make_shared<CallWatch>())
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
    m_watch->Stop();
    m_log = nullptr;
    Object::DoDispose();
}

SipVerdict
MessageAttacker::Judge(SipMessage& message, const AttackContext& context)
{
    m_watch->Follow(message);
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
    m_watch->SetLog(m_log);
    m_watch->Hope(kind, victim, message, evidence, m_patience);
}

} // namespace ns3
