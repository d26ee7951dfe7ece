// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/rtp-stream-settings.h"

#include "ns3/sdp-syntax.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

namespace ns3
{

namespace
{

/**
 * \param reason what is wrong
 * \return an error that says the descriptions do not fit together
 */
tl::unexpected<SdpError>
Unacceptable(std::string reason)
{
    return tl::make_unexpected(SdpError{SdpError::Kind::Unacceptable, 0, std::move(reason)});
}

/**
 * \param text four numbers with dots
 * \return the address as a number, if it is one
 */
std::optional<uint32_t>
ParseIpv4(std::string_view text)
{
    uint32_t address = 0;
    for (int i = 0; i < 4; ++i)
    {
        const auto end = i < 3 ? text.find('.') : text.size();
        if (end == std::string_view::npos)
        {
            return std::nullopt;
        }
        const auto number = ParseSdpNumber(text.substr(0, end), 255);
        if (!number)
        {
            return std::nullopt;
        }
        address = address << 8 | static_cast<uint32_t>(*number);
        text.remove_prefix(std::min(text.size(), end + 1));
    }
    return address;
}

/**
 * \param connection a c= line
 * \return its IPv4 address as a number, or why there is none
 */
tl::expected<uint32_t, SdpError>
ReadAddress(const std::optional<SdpConnection>& connection)
{
    if (!connection)
    {
        return tl::make_unexpected(SdpError{SdpError::Kind::Missing, 0, "no c= line"});
    }
    const auto address =
        connection->addrType == "IP4" ? ParseIpv4(connection->address) : std::nullopt;
    if (!address)
    {
        return Unacceptable("the media address is not an IPv4 address");
    }
    return *address;
}

/// Where RTCP is received.
struct ControlEnd
{
    uint16_t port{0};                //!< port
    std::optional<uint32_t> address; //!< IPv4 address, if it is not that of RTP
};

/**
 * \param media a stream
 * \return where its RTCP is received (RFC 3605 section 2.1)
 */
tl::expected<ControlEnd, SdpError>
ReadControlEnd(const SdpMedia& media)
{
    if (const auto attribute = media.GetAttribute("rtcp"))
    {
        const auto fields = SplitSdpFields(*attribute, 4);
        if (!fields || (fields->size() != 1 && fields->size() != 4))
        {
            return Unacceptable("a=rtcp is malformed");
        }
        const auto port = ParseSdpNumber((*fields)[0], 65535);
        if (!port || *port == 0)
        {
            return Unacceptable("a=rtcp has no port");
        }
        ControlEnd end{static_cast<uint16_t>(*port), std::nullopt};
        if (fields->size() == 4)
        {
            end.address = ParseIpv4((*fields)[3]);
            if ((*fields)[1] != "IN" || (*fields)[2] != "IP4" || !end.address)
            {
                return Unacceptable("a=rtcp has no IPv4 address");
            }
        }
        return end;
    }
    if (media.GetPort() == 65535)
    {
        return Unacceptable("there is no port for RTCP");
    }
    return ControlEnd{static_cast<uint16_t>(media.GetPort() + 1), std::nullopt};
}

/**
 * \param media a stream
 * \return its formats that this module knows, with the payload types used there, in their order
 */
std::vector<RtpPayloadFormat>
ReadFormats(const SdpMedia& media)
{
    std::vector<RtpPayloadFormat> formats;
    for (const auto& text : media.GetFormats())
    {
        const auto type = ParseSdpNumber(text, 127);
        auto format = RtpPayloadFormat::FindEncoding(media.GetEncoding(text));
        if (type && !format && media.GetEncoding(text).empty())
        {
            format = RtpPayloadFormat::FindStatic(static_cast<uint8_t>(*type));
        }
        if (type && format)
        {
            format->payloadType = static_cast<uint8_t>(*type);
            formats.push_back(std::move(*format));
        }
    }
    return formats;
}

/**
 * \param formats some formats
 * \param name an encoding name
 * \return true if one of them has that name
 */
bool
HasFormat(const std::vector<RtpPayloadFormat>& formats, const std::string& name)
{
    return std::any_of(formats.begin(),
                       formats.end(),
                       [&name](const RtpPayloadFormat& each)
                       {
                           return each.name == name;
                       });
}

/**
 * \param local this side's stream
 * \param remote the peer's stream
 * \return the keys that both agree on, if they do and the keys are usable
 */
std::optional<SrtpKeys>
ReadKeys(const SdpMedia& local, const SdpMedia& remote)
{
    std::optional<SrtpKeys> keys;
    if (const auto asOfferer = AcceptSdpCrypto(local, remote))
    {
        keys = SrtpKeys{asOfferer->offered, asOfferer->answered};
    }
    else if (const auto asAnswerer = AcceptSdpCrypto(remote, local))
    {
        keys = SrtpKeys{asAnswerer->answered, asAnswerer->offered};
    }
    return keys && keys->AreUsable() ? keys : std::nullopt;
}

/**
 * \param remote the peer's stream
 * \param settings get the packet interval and the bandwidth
 */
void
ReadHints(const SdpMedia& remote, RtpStreamSettings& settings)
{
    settings.packetTicks = settings.format.defaultTicks;
    if (const auto attribute = remote.GetAttribute("ptime"))
    {
        // RFC 3551 section 4.2: a receiver should accept packets of up to 200 ms.
        const auto milliseconds = ParseSdpNumber(*attribute, 200);
        if (milliseconds && *milliseconds > 0)
        {
            settings.packetTicks =
                settings.format.RoundTicks(*milliseconds * settings.format.clockRate / 1000);
        }
    }
    for (const auto& line : remote.GetLines())
    {
        if (line.type == 'b' && line.value.compare(0, 3, "AS:") == 0)
        {
            const auto kilobits = ParseSdpNumber(line.value.substr(3), 4000000);
            settings.bandwidth = kilobits ? static_cast<uint32_t>(*kilobits * 1000) : 0;
        }
    }
}

} // namespace

tl::expected<RtpStreamSettings, SdpError>
RtpStreamSettings::Make(const Sdp& local, const Sdp& remote, std::size_t index)
{
    if (index >= local.GetMedia().size() || index >= remote.GetMedia().size())
    {
        return tl::make_unexpected(SdpError{SdpError::Kind::Missing, 0, "there is no such stream"});
    }
    const auto& ours = local.GetMedia()[index];
    const auto& theirs = remote.GetMedia()[index];
    RtpStreamSettings settings;
    if (ours.GetPort() == 0 || theirs.GetPort() == 0)
    {
        settings.isRefused = true;
        settings.sends = false;
        settings.receives = false;
        return settings;
    }
    const auto& protocol = theirs.GetProtocol();
    settings.isSecure = protocol == "RTP/SAVP" || protocol == "RTP/SAVPF";
    if (ours.GetProtocol() != protocol ||
        (!settings.isSecure && protocol != "RTP/AVP" && protocol != "RTP/AVPF"))
    {
        return Unacceptable("the two sides do not agree on RTP");
    }
    if (settings.isSecure)
    {
        settings.keys = ReadKeys(ours, theirs);
    }
    const auto address = ReadAddress(remote.GetConnection(index));
    const auto localControl = ReadControlEnd(ours);
    const auto peerControl = ReadControlEnd(theirs);
    if (!address || !localControl || !peerControl)
    {
        return tl::make_unexpected(!address        ? address.error()
                                   : !localControl ? localControl.error()
                                                   : peerControl.error());
    }
    const auto known = ReadFormats(theirs);
    settings.receivedFormats = ReadFormats(ours);
    const auto chosen = std::find_if(known.begin(),
                                     known.end(),
                                     [&settings](const RtpPayloadFormat& each)
                                     {
                                         return HasFormat(settings.receivedFormats, each.name);
                                     });
    if (chosen == known.end())
    {
        return Unacceptable("no format that both sides know");
    }
    settings.format = *chosen;
    settings.localPort = ours.GetPort();
    settings.localControlPort = localControl->port;
    settings.peerAddress = *address;
    settings.peerPort = theirs.GetPort();
    settings.peerControlAddress = peerControl->address.value_or(*address);
    settings.peerControlPort = peerControl->port;
    const auto mayReceive = [](SdpDirection direction)
    {
        return direction == SdpDirection::SendReceive || direction == SdpDirection::ReceiveOnly;
    };
    const auto maySend = [&](SdpDirection direction)
    {
        return mayReceive(MirrorDirection(direction));
    };
    const auto here = local.GetMediaDirection(index);
    const auto there = remote.GetMediaDirection(index);
    settings.sends = maySend(here) && mayReceive(there) && *address != 0;
    settings.receives = mayReceive(here) && maySend(there);
    ReadHints(theirs, settings);
    return settings;
}

} // namespace ns3
