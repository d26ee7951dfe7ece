// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/description-rewriter.h"

#include "ns3/boolean.h"
#include "ns3/session-text.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(DescriptionRewriter);

TypeId
DescriptionRewriter::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::DescriptionRewriter")
            .SetParent<MessageAttacker>()
            .SetGroupName("Adversary")
            .AddConstructor<DescriptionRewriter>()
            .AddAttribute("MediaAddress",
                          "IPv4 address put into c= lines.",
                          StringValue("203.0.113.66"),
                          MakeStringAccessor(&DescriptionRewriter::m_address),
                          MakeStringChecker())
            .AddAttribute("MediaPort",
                          "Port put into m= lines.",
                          UintegerValue(46660),
                          MakeUintegerAccessor(&DescriptionRewriter::m_port),
                          MakeUintegerChecker<uint16_t>(1))
            .AddAttribute("MediaKey",
                          "What is put into the inline parameter of a=crypto lines (RFC 4568).",
                          StringValue("QXR0YWNrZXJzIGtleSBhbmQgc2FsdCBvZiAzMCEh"),
                          MakeStringAccessor(&DescriptionRewriter::m_key),
                          MakeStringChecker())
            .AddAttribute("Requests",
                          "Whether descriptions in requests are changed.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&DescriptionRewriter::m_offers),
                          MakeBooleanChecker())
            .AddAttribute("Responses",
                          "Whether descriptions in responses are changed.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&DescriptionRewriter::m_answers),
                          MakeBooleanChecker());
    return tid;
}

DescriptionRewriter::DescriptionRewriter() = default;

void
DescriptionRewriter::Rewrite(SipMessage& message,
                             const AttackContext& context,
                             const std::string& victim)
{
    std::string body = message.GetBody();
    if (!context.mayChange || body.empty())
    {
        return;
    }
    const bool isMoved = SessionText::Redirect(body, m_address, m_port);
    const bool isKeyed = SessionText::ReplaceKeys(body, m_key);
    if (!isMoved && !isKeyed)
    {
        return;
    }
    const std::string type(message.GetHeader("Content-Type").value_or(""));
    message.SetBody(body, type);
    Hope(AttackGainKind::AlteredDescription, victim, message, SessionText::Find(body).value_or(""));
}

SipVerdict
DescriptionRewriter::OnRequest(SipMessage& request, const AttackContext& context)
{
    if (m_offers)
    {
        Rewrite(request, context, GetAddressee(request));
    }
    return SipVerdict::Continue();
}

SipVerdict
DescriptionRewriter::OnResponse(SipMessage& response, const AttackContext& context)
{
    if (m_answers)
    {
        Rewrite(response, context, GetAuthor(response));
    }
    return SipVerdict::Continue();
}

} // namespace ns3
