// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/token-thief.h"

#include "ns3/enum.h"
#include "ns3/integer-enum-accessor.h"
#include "ns3/octets.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <string>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(TokenThief);

namespace
{

constexpr uint32_t SSRC = 0xBADC0DE;     ///< in what it sends
constexpr uint16_t OWN_PORT = 40000;     ///< RTP's, where it uses its own address
constexpr std::size_t MAX_IN_PACKET = 4; ///< tokens

} // namespace

TypeId
TokenThief::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::TokenThief")
            .SetParent<DatagramAttacker>()
            .SetGroupName("Adversary")
            .AddConstructor<TokenThief>()
            .AddAttribute("Mode",
                          "What it does with a token.",
                          EnumValue(static_cast<int>(Elsewhere)),
                          MakeIntegerEnumAccessor(&TokenThief::m_mode, 0),
                          MakeEnumChecker(static_cast<int>(Elsewhere),
                                          "Elsewhere",
                                          static_cast<int>(Replay),
                                          "Replay",
                                          static_cast<int>(Close),
                                          "Close"))
            .AddAttribute("Delay",
                          "Time from when a token is first seen to when it is shown.",
                          TimeValue(Seconds(1)),
                          MakeTimeAccessor(&TokenThief::m_delay),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("Number",
                          "Number of packets of RTP sent after that, 20 ms apart.",
                          UintegerValue(10),
                          MakeUintegerAccessor(&TokenThief::m_number),
                          MakeUintegerChecker<uint32_t>());
    return tid;
}

TokenThief::TokenThief() = default;

void
TokenThief::DoDispose()
{
    for (EventId& event : m_events)
    {
        event.Cancel();
    }
    m_events.clear();
    DatagramAttacker::DoDispose();
}

void
TokenThief::Tap(Ptr<Node> node)
{
    ListenAt(node);
}

const std::vector<MediaToken>&
TokenThief::GetTokens() const
{
    return m_tokens;
}

void
TokenThief::OnSeen(const std::vector<uint8_t>& octets, const MediaFlow& flow)
{
    if (IsMarked(octets))
    {
        return;
    }
    for (const RtcpApp& app : FindTokenApps(octets.data(), octets.size(), MAX_IN_PACKET))
    {
        const auto shown = ReadTokenApp(app);
        if (!shown || m_tokens.size() >= MAX_TOKENS || !m_codes.insert(shown->token.code).second)
        {
            continue;
        }
        m_tokens.push_back(shown->token);
        GetLog()->Record(AttackGainKind::ReadToken,
                         Describe(flow.source),
                         "",
                         "token " + std::to_string(shown->token.sequence));
        m_events.push_back(Simulator::Schedule(m_delay, &TokenThief::Show, this, shown->token));
    }
}

void
TokenThief::Show(const MediaToken& token)
{
    const MediaEnd source =
        m_mode == Elsewhere ? GetOwnEnd(OWN_PORT + 1) : token.GetCarrier().source;
    Use({token, Secret(Octets(MediaToken::SECRET_OCTETS, '!'))}, source);
}

void
TokenThief::Use(const TokenGrant& grant, const MediaEnd& source)
{
    const MediaToken& token = grant.token;
    const MediaFlow carrier = token.GetCarrier();
    const bool isCallers = token.holder == MediaToken::Holder::Caller;
    const MediaStreamEnds::Party& holder = isCallers ? token.caller : token.callee;
    const MediaStreamEnds::Party& peer = isCallers ? token.callee : token.caller;
    const TokenAct act = m_mode == Close ? TokenAct::Close : TokenAct::Open;
    InjectControl(MakeTokenApp(grant, act, SSRC), {source, carrier.destination});
    MediaFlow media{holder.media, peer.media};
    if (!(source == carrier.source))
    {
        media.source = {source.address, static_cast<uint16_t>(source.port - 1)};
    }
    if (m_number > 0)
    {
        m_events.push_back(
            Simulator::Schedule(MilliSeconds(20), &TokenThief::Probe, this, media, m_number));
    }
}

void
TokenThief::Probe(const MediaFlow& flow, uint32_t left)
{
    InjectMedia(static_cast<uint16_t>(left), SSRC, flow);
    if (left > 1)
    {
        m_events.push_back(
            Simulator::Schedule(MilliSeconds(20), &TokenThief::Probe, this, flow, left - 1));
    }
}

} // namespace ns3
