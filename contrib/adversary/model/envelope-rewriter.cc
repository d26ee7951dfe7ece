// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/envelope-rewriter.h"

#include "ns3/boolean.h"
#include "ns3/envelope-editor.h"
#include "ns3/session-text.h"
#include "ns3/smime-entity.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(EnvelopeRewriter);

TypeId
EnvelopeRewriter::GetTypeId()
{
    static TypeId tid = TypeId("ns3::EnvelopeRewriter")
                            .SetParent<MessageAttacker>()
                            .SetGroupName("Adversary")
                            .AddConstructor<EnvelopeRewriter>()
                            .AddAttribute("MediaAddress",
                                          "IPv4 address put into c= lines.",
                                          StringValue("203.0.113.66"),
                                          MakeStringAccessor(&EnvelopeRewriter::m_address),
                                          MakeStringChecker())
                            .AddAttribute("MediaPort",
                                          "Port put into m= lines.",
                                          UintegerValue(46660),
                                          MakeUintegerAccessor(&EnvelopeRewriter::m_port),
                                          MakeUintegerChecker<uint16_t>(1))
                            .AddAttribute("Requests",
                                          "Whether requests are changed.",
                                          BooleanValue(true),
                                          MakeBooleanAccessor(&EnvelopeRewriter::m_requests),
                                          MakeBooleanChecker())
                            .AddAttribute("Responses",
                                          "Whether responses are changed.",
                                          BooleanValue(true),
                                          MakeBooleanAccessor(&EnvelopeRewriter::m_responses),
                                          MakeBooleanChecker());
    return tid;
}

EnvelopeRewriter::EnvelopeRewriter()
    : m_keys(CreateObject<HeldKeys>())
{
}

void
EnvelopeRewriter::DoDispose()
{
    m_keys = nullptr;
    MessageAttacker::DoDispose();
}

void
EnvelopeRewriter::SetKeys(Ptr<HeldKeys> keys)
{
    m_keys = keys;
}

Ptr<HeldKeys>
EnvelopeRewriter::GetKeys() const
{
    return m_keys;
}

uint32_t
EnvelopeRewriter::GetCount() const
{
    return m_count;
}

Octets
EnvelopeRewriter::MakeContent(const Octets& content) const
{
    Octets inside = content;
    auto entity = MimeEntity::Parse(content);
    for (int layer = 0; layer < 2 && entity; ++layer)
    {
        const SmimeKind kind = GetSmimeKind(*entity);
        if (kind != SmimeKind::Signed && kind != SmimeKind::MultipartSigned)
        {
            break;
        }
        Work work; // an attacker's computer is no node of the simulation
        const auto verified = VerifySmime(*m_keys->GetContext(), *entity, {}, {}, {}, work);
        if (!verified)
        {
            break;
        }
        inside = verified->content;
        entity = MimeEntity::Parse(inside);
    }
    return SessionText::Redirect(inside, m_address, m_port) ? inside : Octets();
}

void
EnvelopeRewriter::Rewrite(SipMessage& message,
                          const AttackContext& context,
                          const std::string& victim)
{
    if (!context.mayChange || message.GetBody().empty())
    {
        return;
    }
    std::string body = message.GetBody();
    std::string description;
    const bool isWanted = message.IsRequest() ? m_requests : m_responses;
    if (SessionText::Redirect(body, m_address, m_port)) // where nobody encrypts
    {
        description = SessionText::Find(body).value_or("");
    }
    for (const HeldKeys::Opened& opened : m_keys->OpenAll(message))
    {
        const Octets content = MakeContent(opened.content);
        const std::size_t at = body.find(opened.der);
        const auto again =
            content.empty() || at == std::string::npos
                ? std::nullopt
                : EnvelopeEditor::Reseal(*m_keys->GetContext(), opened.der, opened.cek, content);
        if (again)
        {
            body.replace(at, opened.der.size(), *again);
            description = SessionText::Find(content).value_or("");
            m_count += isWanted ? 1 : 0;
        }
    }
    if (isWanted && !description.empty())
    {
        message.SetBody(body, std::string(message.GetHeader("Content-Type").value_or("")));
        Hope(AttackGainKind::AlteredDescription, victim, message, description);
    }
}

SipVerdict
EnvelopeRewriter::OnRequest(SipMessage& request, const AttackContext& context)
{
    Rewrite(request, context, GetAddressee(request));
    return SipVerdict::Continue();
}

SipVerdict
EnvelopeRewriter::OnResponse(SipMessage& response, const AttackContext& context)
{
    Rewrite(response, context, GetAuthor(response));
    return SipVerdict::Continue();
}

} // namespace ns3
