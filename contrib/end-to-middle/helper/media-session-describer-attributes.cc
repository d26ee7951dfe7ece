// SPDX-License-Identifier: GPL-2.0-only

#include "media-session-describer.h"

#include "ns3/boolean.h"
#include "ns3/integer-enum-accessor.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <sstream>
#include <utility>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(MediaSessionDescriber);

namespace
{

/**
 * \param list words, with spaces or commas between them
 * \return the words
 */
std::vector<std::string>
SplitWords(std::string list)
{
    std::replace(list.begin(), list.end(), ',', ' ');
    std::istringstream in(list);
    std::vector<std::string> words;
    for (std::string word; in >> word;)
    {
        words.push_back(word);
    }
    return words;
}

} // namespace

TypeId
MediaSessionDescriber::GetTypeId()
{
    using P = Protection;
    static TypeId tid =
        TypeId("ns3::MediaSessionDescriber")
            .SetParent<SipSessionDescriber>()
            .SetGroupName("EndToMiddle")
            .AddConstructor<MediaSessionDescriber>()
            .AddAttribute(
                "Media",
                "How media is protected. A peer that wants it otherwise is refused.",
                EnumValue(static_cast<int>(P::Rtp)),
                MakeIntegerEnumAccessor(&MediaSessionDescriber::m_protection, 0),
                MakeEnumChecker(static_cast<int>(P::Rtp), "rtp", static_cast<int>(P::Srtp), "srtp"))
            .AddAttribute("Suites",
                          "Suites of SRTP offered, in this order, and accepted: names as in "
                          "a=crypto with spaces between them.",
                          StringValue("AES_CM_128_HMAC_SHA1_80 AES_CM_128_HMAC_SHA1_32"),
                          MakeStringAccessor(&MediaSessionDescriber::SetSuites,
                                             &MediaSessionDescriber::GetSuites),
                          MakeStringChecker())
            .AddAttribute("ClearSrtcp",
                          "Whether SRTCP is offered, and accepted, authenticated but not "
                          "encrypted (UNENCRYPTED_SRTCP, RFC 4568 section 6.3.2), so that who "
                          "is on the path can read it.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&MediaSessionDescriber::SetClearSrtcp,
                                              &MediaSessionDescriber::GetClearSrtcp),
                          MakeBooleanChecker())
            .AddAttribute("Formats",
                          "Encodings offered, in this order, and accepted: names of static "
                          "payload types of RFC 3551 with spaces between them.",
                          StringValue("PCMU PCMA"),
                          MakeStringAccessor(&MediaSessionDescriber::SetFormats,
                                             &MediaSessionDescriber::GetFormats),
                          MakeStringChecker())
            .AddAttribute("PacketInterval",
                          "Time between two packets that the peer is asked for (a=ptime); whole "
                          "milliseconds.",
                          TimeValue(MilliSeconds(20)),
                          MakeTimeAccessor(&MediaSessionDescriber::m_packetInterval),
                          MakeTimeChecker(MilliSeconds(1), MilliSeconds(200)))
            .AddAttribute("Address",
                          "Where media is received in calls to come; 0.0.0.0: the first address "
                          "of the node.",
                          Ipv4AddressValue(Ipv4Address::GetAny()),
                          MakeIpv4AddressAccessor(&MediaSessionDescriber::m_address),
                          MakeIpv4AddressChecker())
            .AddAttribute("FirstPort",
                          "First UDP port of media; even numbers are for RTP.",
                          UintegerValue(16384),
                          MakeUintegerAccessor(&MediaSessionDescriber::m_firstPort),
                          MakeUintegerChecker<uint16_t>(1024, 65000))
            .AddAttribute("PortPairs",
                          "Most calls that have media at the same time.",
                          UintegerValue(8192),
                          MakeUintegerAccessor(&MediaSessionDescriber::m_portPairs),
                          MakeUintegerChecker<uint16_t>(1, 30000))
            .AddAttribute("Patience",
                          "How long media is still received after the end of a call: longer than "
                          "a packet is on its way.",
                          TimeValue(MilliSeconds(500)),
                          MakeTimeAccessor(&MediaSessionDescriber::m_patience),
                          MakeTimeChecker(Seconds(0)))
            .AddAttribute("TokenInterval",
                          "After what time a token is shown to firewalls again: the packet may be "
                          "lost, and pinholes go out of use; zero: never.",
                          TimeValue(Seconds(5)),
                          MakeTimeAccessor(&MediaSessionDescriber::m_tokenInterval),
                          MakeTimeChecker(Seconds(0)))
            .AddTraceSource("TokenShown",
                            "A token was shown to the firewalls, or could not be.",
                            MakeTraceSourceAccessor(&MediaSessionDescriber::m_tokenTrace),
                            "ns3::MediaSessionDescriber::TokenShownCallback")
            .AddTraceSource("SessionMade",
                            "A call's media session was made; it is not started yet.",
                            MakeTraceSourceAccessor(&MediaSessionDescriber::m_madeTrace),
                            "ns3::MediaSessionDescriber::SessionMadeCallback")
            .AddTraceSource("SessionEnded",
                            "A call has ended and its media was waited for.",
                            MakeTraceSourceAccessor(&MediaSessionDescriber::m_endedTrace),
                            "ns3::MediaSessionDescriber::SessionEndedCallback")
            .AddTraceSource("DescriptionRefused",
                            "A description of the peer was refused.",
                            MakeTraceSourceAccessor(&MediaSessionDescriber::m_refusedTrace),
                            "ns3::MediaSessionDescriber::RefusedCallback");
    return tid;
}

bool
MediaSessionDescriber::SetSuites(std::string list)
{
    std::vector<SrtpSuite> suites;
    for (const std::string& word : SplitWords(std::move(list)))
    {
        const SrtpSuite all[] = {SrtpSuite::AesCm128HmacSha180,
                                 SrtpSuite::AesCm128HmacSha132,
                                 SrtpSuite::AeadAes128Gcm};
        const auto found = std::find_if(std::begin(all),
                                        std::end(all),
                                        [&word](SrtpSuite each)
                                        {
                                            return word == GetSrtpSuiteName(each);
                                        });
        if (found == std::end(all))
        {
            return false;
        }
        suites.push_back(*found);
    }
    m_ability.suites = std::move(suites);
    return !m_ability.suites.empty();
}

std::string
MediaSessionDescriber::GetSuites() const
{
    std::string list;
    for (const SrtpSuite suite : m_ability.suites)
    {
        list += (list.empty() ? "" : " ") + std::string(GetSrtpSuiteName(suite));
    }
    return list;
}

void
MediaSessionDescriber::SetClearSrtcp(bool clear)
{
    m_ability.isSrtcpClear = clear;
}

bool
MediaSessionDescriber::GetClearSrtcp() const
{
    return m_ability.isSrtcpClear;
}

bool
MediaSessionDescriber::SetFormats(std::string list)
{
    std::vector<RtpPayloadFormat> formats;
    for (const std::string& word : SplitWords(std::move(list)))
    {
        std::optional<RtpPayloadFormat> found;
        for (uint8_t type = 0; type < 35 && !found; ++type)
        {
            const auto format = RtpPayloadFormat::FindStatic(type);
            found = format && format->name == word ? format : found;
        }
        if (!found)
        {
            return false;
        }
        formats.push_back(*found);
    }
    m_ability.formats = std::move(formats);
    return !m_ability.formats.empty();
}

std::string
MediaSessionDescriber::GetFormats() const
{
    std::string list;
    for (const RtpPayloadFormat& format : m_ability.formats)
    {
        list += (list.empty() ? "" : " ") + format.name;
    }
    return list;
}

} // namespace ns3
