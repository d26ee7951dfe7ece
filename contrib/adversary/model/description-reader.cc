// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/description-reader.h"

#include "ns3/session-text.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(DescriptionReader);

TypeId
DescriptionReader::GetTypeId()
{
    static TypeId tid = TypeId("ns3::DescriptionReader")
                            .SetParent<MessageAttacker>()
                            .SetGroupName("Adversary")
                            .AddConstructor<DescriptionReader>();
    return tid;
}

void
DescriptionReader::Read(const SipMessage& message, const std::string& author)
{
    if (message.GetBody().empty())
    {
        return;
    }
    const std::string callId(message.GetHeader("Call-ID").value_or(""));
    GetLog()->Attempt(AttackGainKind::ReadDescription, author, callId, message.GetBody());
    if (const auto found = SessionText::Find(message.GetBody()))
    {
        GetLog()->Record(AttackGainKind::ReadDescription, author, callId, *found);
    }
    if (const auto keys = SessionText::FindKeys(message.GetBody()))
    {
        GetLog()->Record(AttackGainKind::ReadKeys, author, callId, *keys);
    }
}

SipVerdict
DescriptionReader::OnRequest(SipMessage& request, const AttackContext& context)
{
    Read(request, GetAuthor(request));
    return SipVerdict::Continue();
}

SipVerdict
DescriptionReader::OnResponse(SipMessage& response, const AttackContext& context)
{
    Read(response, GetAddressee(response));
    return SipVerdict::Continue();
}

} // namespace ns3
