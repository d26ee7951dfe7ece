// SPDX-License-Identifier: GPL-2.0-only

#include "traffic-describer.h"

#include "ns3/sdp.h"
#include "ns3/simulator.h"
#include "ns3/sip-address.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(TrafficDescriber);

namespace
{

/// The first port.
constexpr uint32_t FIRST_PORT = 10000;
/// Number of pairs of ports.
constexpr uint32_t PORT_PAIRS = 20000;
/// From the answer to the first packet: by then both sides listen.
const Time SILENCE = MilliSeconds(50);
/// From the last packet to the end of listening: longer than any packet is on its way.
const Time PATIENCE = MilliSeconds(200);

/**
 * Let a session send.
 *
 * @param session the session
 * @param settings what was agreed
 */
void
BeginToSend(Ptr<RtpSession> session, const RtpStreamSettings& settings)
{
    if (session->IsRunning() && !session->GetSettings().isRefused)
    {
        (void)session->Configure(settings);
    }
}

} // namespace

TypeId
TrafficDescriber::GetTypeId()
{
    static TypeId tid = TypeId("ns3::TrafficDescriber")
                            .SetParent<SipSessionDescriber>()
                            .AddConstructor<TrafficDescriber>();
    return tid;
}

void
TrafficDescriber::SetHost(Ptr<Node> node, Ipv4Address address)
{
    m_node = node;
    m_address = address;
}

void
TrafficDescriber::EnableMedia(int64_t stream, Time since)
{
    m_hasMedia = true;
    m_since = since;
    m_helper.SetFirstStream(stream);
}

void
TrafficDescriber::SetNextFormat(unsigned payloadType)
{
    m_nextFormat = payloadType;
}

uint64_t
TrafficDescriber::GetSentPackets() const
{
    return m_sent;
}

uint64_t
TrafficDescriber::GetReceivedPackets() const
{
    return m_received;
}

std::size_t
TrafficDescriber::GetSessionCount() const
{
    return m_sessions.size();
}

void
TrafficDescriber::DoDispose()
{
    m_sessions.clear();
    m_node = nullptr;
    SipSessionDescriber::DoDispose();
}

const std::string&
TrafficDescriber::Describe(const std::string& callId, unsigned payloadType)
{
    Session& session = m_sessions[callId];
    if (session.description.empty())
    {
        session.isCounted = Simulator::Now() >= m_since;
        const uint32_t port = FIRST_PORT + 2 * (m_nextPort++ % PORT_PAIRS);
        const std::string address = "IN IP4 " + SipAddress::FormatIpv4(m_address);
        session.description = "v=0\r\no=- " + std::to_string(m_nextPort) + " 1 " + address +
                              "\r\ns=-\r\nc=" + address + "\r\nt=0 0\r\nm=audio " +
                              std::to_string(port) + " RTP/AVP " + std::to_string(payloadType) +
                              "\r\n";
    }
    return session.description;
}

SipBody
TrafficDescriber::MakeOffer(const SipDialogContext& context)
{
    return {"application/sdp", Describe(context.callId, m_nextFormat)};
}

tl::expected<SipBody, SipReply>
TrafficDescriber::MakeAnswer(const SipBody& offer, const SipDialogContext& context)
{
    const auto sdp = Sdp::Parse(offer.content);
    if (!sdp || sdp->GetMedia().size() != 1)
    {
        SipReply reply;
        reply.code = 488;
        return tl::unexpected(reply);
    }
    const unsigned payloadType = sdp->GetMedia()[0].GetFormats()[0] == "0" ? 0 : 18;
    const std::string& answer = Describe(context.callId, payloadType);
    StartMedia(m_sessions.at(context.callId), *sdp);
    return SipBody{"application/sdp", answer};
}

bool
TrafficDescriber::OnAnswer(const SipBody& answer, const SipDialogContext& context)
{
    const auto sdp = Sdp::Parse(answer.content);
    const auto session = m_sessions.find(context.callId);
    return sdp && session != m_sessions.end() && StartMedia(session->second, *sdp);
}

bool
TrafficDescriber::StartMedia(Session& session, const Sdp& remote)
{
    if (!m_hasMedia)
    {
        return true;
    }
    const auto local = Sdp::Parse(session.description);
    const auto settings = RtpStreamSettings::Make(*local, remote, 0);
    if (!settings)
    {
        return false;
    }
    session.media = m_helper.Create(m_node);
    auto listening = *settings;
    listening.sends = false;
    if (!session.media->Start(listening))
    {
        return false;
    }
    session.sending = Simulator::Schedule(SILENCE, &BeginToSend, session.media, *settings);
    return true;
}

void
TrafficDescriber::OnEnd(const SipDialogContext& context)
{
    const auto session = m_sessions.find(context.callId);
    if (session == m_sessions.end())
    {
        return;
    }
    if (session->second.media)
    {
        session->second.sending.Cancel();
        session->second.media->GetSender()->Stop();
        Simulator::Schedule(PATIENCE, &TrafficDescriber::Collect, this, session->second);
    }
    m_sessions.erase(session);
}

void
TrafficDescriber::Collect(const Session& session)
{
    if (session.isCounted)
    {
        m_sent += session.media->GetSender()->GetTotalPackets();
        m_received += session.media->GetReceiver()->GetDatagrams();
    }
    session.media->Stop();
}

} // namespace ns3
