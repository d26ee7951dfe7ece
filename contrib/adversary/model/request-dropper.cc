// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/request-dropper.h"

#include "ns3/string.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(RequestDropper);

TypeId
RequestDropper::GetTypeId()
{
    static TypeId tid = TypeId("ns3::RequestDropper")
                            .SetParent<MessageAttacker>()
                            .SetGroupName("Adversary")
                            .AddConstructor<RequestDropper>()
                            .AddAttribute("Method",
                                          "Method of the requests.",
                                          StringValue("BYE"),
                                          MakeStringAccessor(&RequestDropper::m_method),
                                          MakeStringChecker());
    return tid;
}

RequestDropper::RequestDropper() = default;

uint64_t
RequestDropper::GetDroppedCount() const
{
    return m_dropped;
}

SipVerdict
RequestDropper::OnRequest(SipMessage& request, const AttackContext& context)
{
    if (request.GetMethod() != m_method)
    {
        return SipVerdict::Continue();
    }
    const std::string callId(request.GetHeader("Call-ID").value_or(""));
    GetLog()->Attempt(AttackGainKind::HidEnd, GetAddressee(request), callId, m_method);
    if (!context.mayChange)
    {
        return SipVerdict::Continue();
    }
    ++m_dropped;
    if (m_calls.insert(callId).second)
    {
        GetLog()->Record(AttackGainKind::HidEnd, GetAddressee(request), callId, m_method);
    }
    return SipVerdict::Drop();
}

} // namespace ns3
