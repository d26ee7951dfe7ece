// SPDX-License-Identifier: GPL-2.0-only

#include "limited-describer.h"

#include "ns3/uinteger.h"

#include <limits>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(LimitedDescriber);

TypeId
LimitedDescriber::GetTypeId()
{
    static TypeId tid = TypeId("ns3::LimitedDescriber")
                            .SetParent<FixedSessionDescriber>()
                            .AddConstructor<LimitedDescriber>()
                            .AddAttribute("Limit",
                                          "Number of offers that are accepted.",
                                          UintegerValue(std::numeric_limits<uint32_t>::max()),
                                          MakeUintegerAccessor(&LimitedDescriber::m_limit),
                                          MakeUintegerChecker<uint32_t>());
    return tid;
}

tl::expected<SipBody, SipReply>
LimitedDescriber::MakeAnswer(const SipBody& offer, const SipDialogContext& context)
{
    if (m_accepted >= m_limit)
    {
        ++m_refused;
        SipReply reply;
        reply.code = 488; // Not Acceptable Here: the session stays as it was (RFC 3261, 14.2)
        return tl::unexpected(reply);
    }
    ++m_accepted;
    return FixedSessionDescriber::MakeAnswer(offer, context);
}

uint32_t
LimitedDescriber::GetRefusedCount() const
{
    return m_refused;
}

} // namespace ns3
