// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/fixed-session-describer.h"

#include "ns3/string.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(FixedSessionDescriber);

TypeId
FixedSessionDescriber::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::FixedSessionDescriber")
            .SetParent<SipSessionDescriber>()
            .SetGroupName("SipNetwork")
            .AddConstructor<FixedSessionDescriber>()
            .AddAttribute("ContentType",
                          "Media type of the description, the only one understood.",
                          StringValue("application/sdp"),
                          MakeStringAccessor(&FixedSessionDescriber::m_contentType),
                          MakeStringChecker())
            .AddAttribute("Content",
                          "The description offered and answered.",
                          StringValue("v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\n"
                                      "c=IN IP4 192.0.2.1\r\nt=0 0\r\n"
                                      "m=audio 49170 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n"),
                          MakeStringAccessor(&FixedSessionDescriber::m_content),
                          MakeStringChecker());
    return tid;
}

SipBody
FixedSessionDescriber::MakeOffer(const SipDialogContext& context)
{
    return {m_contentType, m_content};
}

tl::expected<SipBody, SipReply>
FixedSessionDescriber::MakeAnswer(const SipBody& offer, const SipDialogContext& context)
{
    if (offer.contentType != m_contentType)
    {
        return tl::make_unexpected(SipReply{488, "", {}, {}});
    }
    m_remote = offer;
    ++m_receivedCount;
    return SipBody{m_contentType, m_content};
}

bool
FixedSessionDescriber::OnAnswer(const SipBody& answer, const SipDialogContext& context)
{
    if (answer.contentType != m_contentType)
    {
        return false;
    }
    m_remote = answer;
    ++m_receivedCount;
    return true;
}

const SipBody&
FixedSessionDescriber::GetRemote() const
{
    return m_remote;
}

uint32_t
FixedSessionDescriber::GetReceivedCount() const
{
    return m_receivedCount;
}

} // namespace ns3
