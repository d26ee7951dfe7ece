// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/envelope-reader.h"

#include "ns3/boolean.h"
#include "ns3/session-text.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(EnvelopeReader);

TypeId
EnvelopeReader::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::EnvelopeReader")
            .SetParent<MessageAttacker>()
            .SetGroupName("Adversary")
            .AddConstructor<EnvelopeReader>()
            .AddAttribute("Requests",
                          "Whether a description that is read in a request counts; keys are "
                          "taken from requests in any case.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&EnvelopeReader::m_requests),
                          MakeBooleanChecker())
            .AddAttribute("Responses",
                          "Whether a description that is read in a response counts.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&EnvelopeReader::m_responses),
                          MakeBooleanChecker());
    return tid;
}

EnvelopeReader::EnvelopeReader()
    : m_keys(CreateObject<HeldKeys>())
{
}

void
EnvelopeReader::DoDispose()
{
    m_keys = nullptr;
    MessageAttacker::DoDispose();
}

void
EnvelopeReader::SetKeys(Ptr<HeldKeys> keys)
{
    m_keys = keys;
}

Ptr<HeldKeys>
EnvelopeReader::GetKeys() const
{
    return m_keys;
}

void
EnvelopeReader::Read(const SipMessage& message, const std::string& author, bool isCounted)
{
    if (message.GetBody().empty())
    {
        return;
    }
    auto found = SessionText::Find(message.GetBody());
    for (const HeldKeys::Opened& opened : m_keys->OpenAll(message))
    {
        if (!found)
        {
            found = SessionText::Find(opened.content);
        }
    }
    if (!isCounted || (!message.IsRequest() && message.GetStatusCode() >= 300))
    {
        return;
    }
    const std::string callId(message.GetHeader("Call-ID").value_or(""));
    GetLog()->Attempt(AttackGainKind::ReadDescription,
                      author,
                      callId,
                      std::string(message.GetHeader("Content-Type").value_or("")));
    if (found)
    {
        GetLog()->Record(AttackGainKind::ReadDescription, author, message, *found);
    }
}

SipVerdict
EnvelopeReader::OnRequest(SipMessage& request, const AttackContext& context)
{
    Read(request, GetAuthor(request), m_requests);
    return SipVerdict::Continue();
}

SipVerdict
EnvelopeReader::OnResponse(SipMessage& response, const AttackContext& context)
{
    Read(response, GetAddressee(response), m_responses);
    return SipVerdict::Continue();
}

} // namespace ns3
