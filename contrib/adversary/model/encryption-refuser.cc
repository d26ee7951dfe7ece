// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/encryption-refuser.h"

#include "ns3/session-text.h"
#include "ns3/sip-text.h"
#include "ns3/uinteger.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(EncryptionRefuser);

TypeId
EncryptionRefuser::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::EncryptionRefuser")
            .SetParent<MessageAttacker>()
            .SetGroupName("Adversary")
            .AddConstructor<EncryptionRefuser>()
            .AddAttribute("Code",
                          "Status code of the refusal: 415, or 493 without a certificate.",
                          UintegerValue(415),
                          MakeUintegerAccessor(&EncryptionRefuser::m_code),
                          MakeUintegerChecker<uint32_t>(400, 499));
    return tid;
}

SipVerdict
EncryptionRefuser::OnRequest(SipMessage& request, const AttackContext& context)
{
    if (request.GetMethod() != "INVITE" || request.GetBody().empty())
    {
        return SipVerdict::Continue();
    }
    const std::string callId(request.GetHeader("Call-ID").value_or(""));
    const std::string type = ToLowerAscii(request.GetHeader("Content-Type").value_or(""));
    const auto clear = SessionText::Find(request.GetBody());
    if (type.compare(0, 15, "application/sdp") == 0)
    {
        if (clear && m_refused.count(callId) > 0)
        {
            GetLog()->Record(AttackGainKind::Downgraded, GetAuthor(request), request, *clear);
            if (m_refused.erase(callId) > 0)
            {
                GetLog()->Record(AttackGainKind::ReadDescription,
                                 GetAuthor(request),
                                 request,
                                 *clear);
            }
        }
        return SipVerdict::Continue();
    }
    if (!context.mayChange || m_refused.size() >= MAX_CALLS || m_refused.count(callId) > 0)
    {
        return SipVerdict::Continue();
    }
    m_refused.insert(callId);
    GetLog()->Attempt(AttackGainKind::Downgraded, GetAuthor(request), callId, type);
    SipReply reply{static_cast<int>(m_code), m_code == 493 ? "Undecipherable" : "", {}, {}};
    if (m_code == 415)
    {
        reply.headers.emplace_back("Accept", "application/sdp");
    }
    return SipVerdict::Respond(reply);
}

} // namespace ns3
