// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/token-forger.h"

#include "ns3/octets.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(TokenForger);

namespace
{

constexpr uint16_t OWN_PORT = 40000;   ///< RTP's
constexpr uint32_t SSRC = 0xBADF00D;   ///< in what it sends
constexpr uint64_t LIFETIME = 3600000; ///< of its tokens, in ms

} // namespace

TypeId
TokenForger::GetTypeId()
{
    static TypeId tid = TypeId("ns3::TokenForger")
                            .SetParent<DatagramAttacker>()
                            .SetGroupName("Adversary")
                            .AddConstructor<TokenForger>()
                            .AddAttribute("Interval",
                                          "Time between two tokens; 14 us fill 100 Mbit/s.",
                                          TimeValue(MicroSeconds(100)),
                                          MakeTimeAccessor(&TokenForger::m_interval),
                                          MakeTimeChecker(NanoSeconds(1)))
                            .AddAttribute("Number",
                                          "Number of tokens.",
                                          UintegerValue(10000),
                                          MakeUintegerAccessor(&TokenForger::m_number),
                                          MakeUintegerChecker<uint32_t>(1))
                            .AddAttribute("KeyId",
                                          "The key id that stands in them.",
                                          UintegerValue(1),
                                          MakeUintegerAccessor(&TokenForger::m_keyId),
                                          MakeUintegerChecker<uint16_t>());
    return tid;
}

TokenForger::TokenForger()
    : m_random(CreateObject<UniformRandomVariable>())
{
}

void
TokenForger::DoDispose()
{
    m_next.Cancel();
    m_random = nullptr;
    DatagramAttacker::DoDispose();
}

int64_t
TokenForger::AssignStreams(int64_t stream)
{
    m_random->SetStream(stream);
    return 1;
}

void
TokenForger::Flood(const MediaEnd& victim)
{
    m_next.Cancel();
    SendNext(victim, m_number);
}

void
TokenForger::SendNext(const MediaEnd& victim, uint32_t left)
{
    TokenGrant grant;
    MediaToken& token = grant.token;
    token.keyId = m_keyId;
    token.sequence = left;
    token.caller = {GetOwnEnd(OWN_PORT), GetOwnEnd(OWN_PORT + 1)};
    token.callee = {victim, {victim.address, static_cast<uint16_t>(victim.port + 1)}};
    token.expiry = static_cast<uint64_t>(Simulator::Now().GetMilliSeconds()) + LIFETIME;
    for (uint8_t& octet : token.commitment)
    {
        octet = static_cast<uint8_t>(m_random->GetInteger(0, 255));
    }
    for (uint8_t& octet : token.code)
    {
        octet = static_cast<uint8_t>(m_random->GetInteger(0, 255));
    }
    InjectControl(MakeTokenApp(grant, TokenAct::Open, SSRC), token.GetCarrier());
    if (left % 100 == 1)
    {
        InjectMedia(static_cast<uint16_t>(left), SSRC, {token.caller.media, token.callee.media});
    }
    if (left > 1)
    {
        m_next = Simulator::Schedule(m_interval, &TokenForger::SendNext, this, victim, left - 1);
    }
}

} // namespace ns3
