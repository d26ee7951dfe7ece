// SPDX-License-Identifier: GPL-2.0-only

#include "media-negotiation.h"

#include "ns3/abort.h"
#include "ns3/crypto-context.h"
#include "ns3/sip-address.h"

#include <utility>

namespace ns3
{

namespace
{

/**
 * \param reason what is wrong
 * \return it as the error of an expected value
 */
tl::unexpected<SdpError>
Refuse(std::string reason)
{
    return tl::make_unexpected(SdpError{SdpError::Kind::Unacceptable, 0, std::move(reason)});
}

/**
 * \param address where media is received
 * \param sessionId number of the session
 * \return a description without streams
 */
Sdp
MakeEmpty(Ipv4Address address, int64_t sessionId)
{
    SdpOrigin origin;
    origin.sessionId = sessionId;
    origin.sessionVersion = 1;
    origin.address = SipAddress::FormatIpv4(address);
    SdpConnection connection;
    connection.address = origin.address;
    return Sdp(origin, connection);
}

/**
 * \param a a key
 * \param b another
 * \return whether they are the same with the same parameters
 */
bool
IsSameKey(const SdpCrypto& a, const SdpCrypto& b)
{
    return a.tag == b.tag && a.suite == b.suite && a.key == b.key &&
           a.isSrtcpClear == b.isSrtcpClear;
}

} // namespace

MediaNegotiation::MediaNegotiation(MediaAbility ability,
                                   Ipv4Address address,
                                   uint16_t port,
                                   int64_t sessionId)
    : m_ability(std::move(ability))
    , m_address(address)
    , m_port(port)
    , m_first(MakeEmpty(address, sessionId))
    , m_exchange(m_first)
{
    NS_ABORT_MSG_IF(m_ability.isSecure && !m_ability.context,
                    "SRTP needs a cryptographic context to draw keys in");
}

void
MediaNegotiation::SetDirection(SdpDirection direction)
{
    m_direction = direction;
}

void
MediaNegotiation::SetAddress(Ipv4Address address)
{
    m_address = address;
}

const SdpOfferAnswer&
MediaNegotiation::GetDescriptions() const
{
    return m_exchange;
}

std::optional<std::size_t>
MediaNegotiation::FindAudio(const Sdp& sdp)
{
    const auto& media = sdp.GetMedia();
    for (std::size_t i = 0; i < media.size(); ++i)
    {
        if (media[i].GetKind() == "audio" && media[i].GetPort() != 0)
        {
            return i;
        }
    }
    return std::nullopt;
}

Sdp
MediaNegotiation::Describe() const
{
    Sdp sdp = MakeEmpty(m_address, 0);
    sdp.SetOrigin(m_first.GetOrigin());
    std::vector<std::string> types;
    for (const RtpPayloadFormat& format : m_ability.formats)
    {
        types.push_back(std::to_string(format.payloadType));
    }
    SdpMedia audio("audio", m_port, m_ability.isSecure ? "RTP/SAVP" : "RTP/AVP", types);
    for (const RtpPayloadFormat& format : m_ability.formats)
    {
        audio.AddAttribute("rtpmap",
                           std::to_string(format.payloadType) + " " + format.name + "/" +
                               std::to_string(format.clockRate));
    }
    audio.AddAttribute("ptime", std::to_string(m_ability.packetMilliseconds));
    for (const SdpCrypto& key : m_keys)
    {
        audio.AddAttribute("crypto", key.Reveal());
    }
    if (m_direction != SdpDirection::SendReceive)
    {
        audio.SetDirection(m_direction);
    }
    sdp.GetMedia().push_back(std::move(audio));
    return sdp;
}

Sdp
MediaNegotiation::MakeOffer()
{
    if (m_ability.isSecure && m_keys.empty())
    {
        for (const SrtpSuite suite : m_ability.suites)
        {
            const auto tag = static_cast<uint32_t>(m_keys.size() + 1);
            m_keys.push_back(SdpCrypto::Generate(tag, suite, *m_ability.context));
            m_keys.back().isSrtcpClear = m_ability.isSrtcpClear;
        }
    }
    m_exchange.Abandon();
    m_exchange.SetWanted(Describe());
    const auto offer = m_exchange.MakeOffer();
    NS_ABORT_MSG_IF(!offer, "an offer is open");
    if (!m_exchange.GetLocal())
    {
        m_first = *offer;
    }
    return *offer;
}

tl::expected<void, SdpError>
MediaNegotiation::ChooseKey(const SdpMedia& offered)
{
    SdpCryptoPolicy policy;
    policy.suites = m_ability.suites;
    policy.isSrtcpClearAllowed = m_ability.isSrtcpClear;
    auto pair = AnswerSdpCrypto(offered, policy, *m_ability.context);
    if (!pair)
    {
        return tl::make_unexpected(pair.error());
    }
    if (!m_peerKey || !IsSameKey(*m_peerKey, pair->offered) || m_keys.size() != 1)
    {
        m_keys = {std::move(pair->answered)};
    }
    m_peerKey = std::move(pair->offered);
    return {};
}

tl::expected<Sdp, SdpError>
MediaNegotiation::MakeAnswer(const Sdp& offer)
{
    MediaNegotiation next = *this; // in force only if all goes well
    next.m_exchange.Abandon();
    const auto taken = next.m_exchange.AcceptOffer(offer);
    if (!taken)
    {
        return tl::make_unexpected(taken.error());
    }
    const auto audio = FindAudio(offer);
    const auto& protocol = audio ? offer.GetMedia()[*audio].GetProtocol() : std::string();
    if (protocol != (m_ability.isSecure ? "RTP/SAVP" : "RTP/AVP"))
    {
        return Refuse("no stream of audio with the protection that is wanted");
    }
    if (m_ability.isSecure)
    {
        const auto chosen = next.ChooseKey(offer.GetMedia()[*audio]);
        if (!chosen)
        {
            return tl::make_unexpected(chosen.error());
        }
    }
    next.m_exchange.SetWanted(next.Describe());
    const auto answer = next.m_exchange.MakeAnswer();
    if (!answer || !FindAudio(*answer))
    {
        return Refuse("no stream with a format that is known");
    }
    const auto settings = next.GetSettings();
    if (!settings)
    {
        return tl::make_unexpected(settings.error());
    }
    *this = std::move(next);
    return *answer;
}

tl::expected<void, SdpError>
MediaNegotiation::TakeAnswer(const Sdp& answer, const std::string& answerer)
{
    MediaNegotiation next = *this;
    if (m_exchange.GetState() == SdpOfferAnswer::State::Stable && !m_first.GetMedia().empty() &&
        !m_answerer.empty() && m_answerer != answerer)
    {
        next.m_exchange = SdpOfferAnswer(m_first);
        static_cast<void>(next.m_exchange.MakeOffer());
    }
    next.m_answerer = answerer;
    auto good = next.m_exchange.AcceptAnswer(answer);
    const auto audio = FindAudio(answer);
    if (good && audio && m_ability.isSecure)
    {
        auto pair = AcceptSdpCrypto(next.m_exchange.GetLocal()->GetMedia()[*audio],
                                    answer.GetMedia()[*audio]);
        good = pair ? tl::expected<void, SdpError>() : tl::make_unexpected(pair.error());
        if (pair)
        {
            next.m_keys = {std::move(pair->offered)};
            next.m_peerKey = std::move(pair->answered);
        }
    }
    if (good)
    {
        const auto settings = next.GetSettings();
        good = settings ? good : tl::make_unexpected(settings.error());
    }
    if (!good)
    {
        m_exchange.Abandon();
        return good;
    }
    *this = std::move(next);
    return {};
}

tl::expected<RtpStreamSettings, SdpError>
MediaNegotiation::GetSettings() const
{
    const auto& remote = *m_exchange.GetRemote();
    // Without audio the stream is refused: any index says so.
    return RtpStreamSettings::Make(*m_exchange.GetLocal(), remote, FindAudio(remote).value_or(0));
}

RtpStreamSettings
MediaNegotiation::GetOfferedSettings() const
{
    RtpStreamSettings settings;
    settings.isSecure = m_ability.isSecure;
    settings.sends = false;
    settings.receives =
        m_direction == SdpDirection::SendReceive || m_direction == SdpDirection::ReceiveOnly;
    settings.localPort = m_port;
    settings.localControlPort = static_cast<uint16_t>(m_port + 1);
    settings.format = m_ability.formats.front();
    settings.receivedFormats = m_ability.formats;
    return settings;
}

} // namespace ns3
