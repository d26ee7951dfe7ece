// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/rtp-session-helper.h"

#include "ns3/rtp-stream-settings.h"

namespace ns3
{

RtpSessionHelper::RtpSessionHelper()
{
    m_sessions.SetTypeId(RtpSession::GetTypeId());
}

void
RtpSessionHelper::SetAttribute(const std::string& name, const AttributeValue& value)
{
    m_sessions.Set(name, value);
}

void
RtpSessionHelper::SetSenderAttribute(const std::string& name, const AttributeValue& value)
{
    m_senderAttributes.emplace_back(name, value.Copy());
}

void
RtpSessionHelper::SetFirstStream(int64_t stream)
{
    m_nextStream = stream;
}

int64_t
RtpSessionHelper::GetNextStream() const
{
    return m_nextStream;
}

tl::expected<Ptr<RtpSession>, SdpError>
RtpSessionHelper::Install(Ptr<Node> node, const Sdp& local, const Sdp& remote, std::size_t index)
{
    const auto settings = RtpStreamSettings::Make(local, remote, index);
    if (!settings)
    {
        return tl::unexpected(settings.error());
    }
    const Ptr<RtpSession> session = Create(node);
    const auto started = session->Start(*settings);
    if (!started)
    {
        return tl::unexpected(SdpError{SdpError::Kind::Unacceptable, 0, started.error().reason});
    }
    return session;
}

Ptr<RtpSession>
RtpSessionHelper::Create(Ptr<Node> node)
{
    const Ptr<RtpSession> session = m_sessions.Create<RtpSession>();
    session->SetNode(node);
    for (const auto& [name, value] : m_senderAttributes)
    {
        session->GetSender()->SetAttribute(name, *value);
    }
    if (m_nextStream >= 0)
    {
        m_nextStream += session->AssignStreams(m_nextStream);
    }
    return session;
}

} // namespace ns3
