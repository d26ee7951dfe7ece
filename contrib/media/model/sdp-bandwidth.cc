// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/sdp-bandwidth.h"

#include "ns3/sdp-syntax.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace ns3
{

namespace
{

constexpr uint64_t MAX_BIT_RATE = 1000000000000; // 1 Tbit/s: sums of 64 streams stay in range
constexpr uint64_t DEFAULT_PTIME_MS = 20;        // RFC 3551 section 4.2
constexpr uint64_t MAX_PTIME_MS = 1000;
constexpr uint64_t UDP_OCTETS = 8;
constexpr uint64_t RTP_OCTETS = 12;
constexpr uint64_t IPV4_OCTETS = 20;
constexpr uint64_t IPV6_OCTETS = 40;

/// What an encoding puts into a packet.
struct Encoding
{
    std::string_view name; ///< as SdpMedia::GetEncoding()
    uint64_t frameUs;      ///< duration of a frame in us; samples: that of the smallest packet
    uint64_t frameOctets;  ///< octets of a frame
};

/// Encodings with a constant bit rate (RFC 3551 table 1 and section 4.5; RFC 3952 for iLBC).
const std::array<Encoding, 9> ENCODINGS{{{"pcmu/8000", 1000, 8},
                                         {"pcma/8000", 1000, 8},
                                         {"g722/8000", 1000, 8},
                                         {"g726-32/8000", 1000, 4},
                                         {"l16/8000", 1000, 16},
                                         {"gsm/8000", 20000, 33},
                                         {"g723/8000", 30000, 24},
                                         {"g729/8000", 10000, 10},
                                         {"ilbc/8000", 20000, 38}}};

/// Encodings that take the place of others now and then, and never need more.
const std::array<std::string_view, 2> MINOR_ENCODINGS{"telephone-event/8000", "cn/8000"};

/**
 * \param reason what is wrong
 * \return the error
 */
tl::unexpected<SdpError>
MakeError(std::string reason)
{
    return tl::unexpected(SdpError{SdpError::Kind::Unacceptable, 0, std::move(reason)});
}

/**
 * \param section a session or stream
 * \param modifier for example "AS"
 * \return the value of its first b= line of that modifier
 */
std::optional<uint64_t>
FindBandwidth(const SdpSection& section, std::string_view modifier)
{
    for (const auto& line : section.GetLines())
    {
        const auto colon = line.value.find(':');
        if (line.type == 'b' && colon != std::string::npos &&
            std::string_view(line.value).substr(0, colon) == modifier)
        {
            const auto number =
                ParseSdpNumber(std::string_view(line.value).substr(colon + 1), MAX_BIT_RATE);
            return number ? std::optional(*number) : std::nullopt;
        }
    }
    return std::nullopt;
}

/**
 * \param section a session or stream
 * \return its a=maxprate in packets for 1000 s, rounded up, if it has a good one
 */
std::optional<uint64_t>
FindMaxPacketRate(const SdpSection& section)
{
    const auto text = section.GetAttribute("maxprate");
    if (!text)
    {
        return std::nullopt;
    }
    const auto point = text->find('.');
    const auto whole = ParseSdpNumber(text->substr(0, point), 1000000);
    if (!whole)
    {
        return std::nullopt;
    }
    return *whole * 1000 + (point == std::string_view::npos ? 0 : 1000);
}

/**
 * What is said of the bit rate by b= of a session or stream.
 * \param section the session or stream
 * \param packetOctets headers of a packet below RTP
 * \return in bit/s with all headers; nothing if nothing is said
 */
std::optional<uint64_t>
FindBitRate(const SdpSection& section, uint64_t packetOctets)
{
    const auto packets = FindMaxPacketRate(section);
    if (const auto independent = FindBandwidth(section, "TIAS"); independent && packets)
    {
        return *independent + (*packets * packetOctets * 8 + 999) / 1000;
    }
    if (const auto specific = FindBandwidth(section, "AS"))
    {
        return *specific * 1000;
    }
    return std::nullopt;
}

/**
 * \param media a stream
 * \return octets that SRTP adds to a packet
 */
uint64_t
GetTagOctets(const SdpMedia& media)
{
    if (media.GetProtocol().rfind("RTP/SAVP", 0) != 0)
    {
        return 0;
    }
    const auto crypto = media.GetAttributes("crypto");
    const bool isShort =
        !crypto.empty() && std::all_of(crypto.begin(),
                                       crypto.end(),
                                       [](std::string_view line)
                                       {
                                           return line.find("_32 ") != std::string_view::npos;
                                       });
    return isShort ? 4 : 10;
}

/// A stream as one side receives it.
struct Reception
{
    const Sdp& session;             ///< the receiver's description
    const SdpMedia& media;          ///< its stream
    uint64_t lowerOctets;           ///< headers of a packet below RTP
    bool isReceiversOwn{true};      ///< whether b= and a=ptime are the receiver's own words
    const SdpMedia* other{nullptr}; ///< formats must be in this one too, if there is one
};

/**
 * \param reception a stream
 * \param encoding an encoding
 * \return its bit rate with all headers
 */
uint64_t
ComputeFormat(const Reception& reception, const Encoding& encoding)
{
    uint64_t ms = DEFAULT_PTIME_MS;
    if (const auto text = reception.media.GetAttribute("ptime"))
    {
        const auto number = ParseSdpNumber(*text, MAX_PTIME_MS);
        ms = number && *number > 0 ? *number : ms;
    }
    // A packet holds whole frames, at least one.
    const uint64_t frames = std::max<uint64_t>(1, ms * 1000 / encoding.frameUs);
    const uint64_t octets = frames * encoding.frameOctets + reception.lowerOctets + RTP_OCTETS +
                            GetTagOctets(reception.media);
    const uint64_t periodUs = frames * encoding.frameUs;
    return (octets * 8 * 1000000 + periodUs - 1) / periodUs;
}

/**
 * \param reception a stream
 * \return the most it can need, in bit/s
 */
tl::expected<uint64_t, SdpError>
ComputeStream(const Reception& reception)
{
    const auto said = FindBitRate(reception.media, reception.lowerOctets);
    if (said && reception.isReceiversOwn)
    {
        return *said;
    }
    uint64_t most = 0;
    for (const auto& format : reception.media.GetFormats())
    {
        const auto name = reception.media.GetEncoding(format);
        if (reception.other)
        {
            const auto& formats = reception.other->GetFormats();
            const bool isShared =
                std::any_of(formats.begin(),
                            formats.end(),
                            [&](const std::string& each)
                            {
                                return name.empty() ? each == format
                                                    : reception.other->GetEncoding(each) == name;
                            });
            if (!isShared)
            {
                continue;
            }
        }
        const auto known = std::find_if(ENCODINGS.begin(),
                                        ENCODINGS.end(),
                                        [&](const Encoding& each)
                                        {
                                            return each.name == name;
                                        });
        if (known != ENCODINGS.end())
        {
            most = std::max(most, ComputeFormat(reception, *known));
        }
        else if (said)
        {
            most = std::max(most, *said);
        }
        else if (std::find(MINOR_ENCODINGS.begin(), MINOR_ENCODINGS.end(), name) ==
                 MINOR_ENCODINGS.end())
        {
            return MakeError("the bit rate of format " + format + " is not known");
        }
    }
    return most;
}

/**
 * \param session a description
 * \param index number of a stream
 * \param rules how bit rates are computed
 * \return headers of a packet below RTP
 */
uint64_t
GetLowerOctets(const Sdp& session, std::size_t index, const SdpBandwidthRules& rules)
{
    const auto connection = session.GetConnection(index);
    return rules.linkOctets + UDP_OCTETS +
           (connection && connection->addrType == "IP6" ? IPV6_OCTETS : IPV4_OCTETS);
}

/**
 * \param direction the direction of a stream, as its describer sees it
 * \return whether the describer receives
 */
bool
Receives(SdpDirection direction)
{
    return direction == SdpDirection::SendReceive || direction == SdpDirection::ReceiveOnly;
}

/**
 * \param direction the direction of a stream, as its describer sees it
 * \return whether the describer sends
 */
bool
Sends(SdpDirection direction)
{
    return direction == SdpDirection::SendReceive || direction == SdpDirection::SendOnly;
}

/**
 * Bounds the sum of all streams by what is said of the session.
 * \param session the receiver's description
 * \param sum what all streams need
 * \param rules how bit rates are computed
 * \return the sum or the bound; Unacceptable if it is too large
 */
tl::expected<uint64_t, SdpError>
Bound(const Sdp& session, uint64_t sum, const SdpBandwidthRules& rules)
{
    if (!session.GetMedia().empty())
    {
        const auto said = FindBitRate(session, GetLowerOctets(session, 0, rules));
        sum = std::min(sum, said.value_or(sum));
    }
    if (sum > MAX_BIT_RATE)
    {
        return MakeError("the session needs over 1 Tbit/s");
    }
    return sum;
}

} // namespace

tl::expected<SdpBandwidth, SdpError>
ComputeOfferBandwidth(const Sdp& offer, const SdpBandwidthRules& rules)
{
    SdpBandwidth total;
    for (std::size_t i = 0; i < offer.GetMedia().size(); ++i)
    {
        const auto& media = offer.GetMedia()[i];
        if (media.GetPort() == 0)
        {
            continue;
        }
        Reception reception{offer, media, GetLowerOctets(offer, i, rules)};
        const auto direction = offer.GetMediaDirection(i);
        if (Receives(direction))
        {
            const auto rate = ComputeStream(reception);
            if (!rate)
            {
                return tl::unexpected(rate.error());
            }
            total.toOfferer += *rate;
        }
        if (Sends(direction))
        {
            reception.isReceiversOwn = false;
            const auto rate = ComputeStream(reception);
            if (!rate)
            {
                return tl::unexpected(rate.error());
            }
            total.toAnswerer += *rate;
        }
    }
    const auto bounded = Bound(offer, total.toOfferer, rules);
    if (!bounded || total.toAnswerer > MAX_BIT_RATE)
    {
        return MakeError("the session needs over 1 Tbit/s");
    }
    total.toOfferer = *bounded;
    return total;
}

tl::expected<SdpBandwidth, SdpError>
ComputeAnswerBandwidth(const Sdp& offer, const Sdp& answer, const SdpBandwidthRules& rules)
{
    if (answer.GetMedia().size() > offer.GetMedia().size())
    {
        return MakeError("the answer has more streams than the offer");
    }
    SdpBandwidth total;
    for (std::size_t i = 0; i < answer.GetMedia().size(); ++i)
    {
        const auto& offered = offer.GetMedia()[i];
        const auto& answered = answer.GetMedia()[i];
        if (offered.GetPort() == 0 || answered.GetPort() == 0)
        {
            continue;
        }
        const auto direction = answer.GetMediaDirection(i);
        const auto wanted = MirrorDirection(offer.GetMediaDirection(i));
        if (Receives(direction) && Receives(wanted))
        {
            const auto rate =
                ComputeStream({answer, answered, GetLowerOctets(answer, i, rules), true, &offered});
            if (!rate)
            {
                return tl::unexpected(rate.error());
            }
            total.toAnswerer += *rate;
        }
        if (Sends(direction) && Sends(wanted))
        {
            const auto rate =
                ComputeStream({offer, offered, GetLowerOctets(offer, i, rules), true, &answered});
            if (!rate)
            {
                return tl::unexpected(rate.error());
            }
            total.toOfferer += *rate;
        }
    }
    const auto toOfferer = Bound(offer, total.toOfferer, rules);
    const auto toAnswerer = Bound(answer, total.toAnswerer, rules);
    if (!toOfferer || !toAnswerer)
    {
        return MakeError("the session needs over 1 Tbit/s");
    }
    return SdpBandwidth{*toOfferer, *toAnswerer};
}

} // namespace ns3
