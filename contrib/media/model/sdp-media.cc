// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/sdp-media.h"

#include "ns3/sdp-syntax.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

namespace ns3
{
namespace
{

/// The static audio payload types of RFC 3551 table 4 that are in use.
const std::array<std::pair<std::string_view, std::string_view>, 6> STATIC_ENCODINGS{
    {{"0", "pcmu/8000"},
     {"3", "gsm/8000"},
     {"4", "g723/8000"},
     {"8", "pcma/8000"},
     {"9", "g722/8000"},
     {"18", "g729/8000"}}};

/**
 * \param text a protocol
 * \return true if it is tokens with slashes between them
 */
bool
IsProtocol(std::string_view text)
{
    while (true)
    {
        const auto slash = text.find('/');
        if (!IsSdpToken(text.substr(0, slash)))
        {
            return false;
        }
        if (slash == std::string_view::npos)
        {
            return true;
        }
        text.remove_prefix(slash + 1);
    }
}

} // namespace

SdpMedia::SdpMedia(std::string kind,
                   uint16_t port,
                   std::string protocol,
                   std::vector<std::string> formats)
    : m_kind(std::move(kind))
    , m_port(port)
    , m_protocol(std::move(protocol))
    , m_formats(std::move(formats))
{
    assert(!m_formats.empty() && "an m= line has at least one format");
}

tl::expected<SdpMedia, SdpError>
SdpMedia::Parse(std::string_view value)
{
    const auto fields = SplitSdpFields(value, value.size() + 1);
    if (!fields)
    {
        return tl::unexpected(fields.error());
    }
    if (fields->size() < 4)
    {
        return MakeSdpSyntaxError("m= needs media, port, protocol and a format");
    }
    const auto portText = (*fields)[1];
    const auto slash = portText.find('/');
    const auto port = ParseSdpNumber(portText.substr(0, slash), 65535);
    const auto count = slash == std::string_view::npos
                           ? tl::expected<uint64_t, SdpError>(1)
                           : ParseSdpNumber(portText.substr(slash + 1), 65535);
    if (!port || !count || *count == 0)
    {
        return MakeSdpSyntaxError("m= has a bad port");
    }
    if (!IsSdpToken((*fields)[0]) || !IsProtocol((*fields)[2]) ||
        !std::all_of(fields->begin() + 3, fields->end(), IsSdpToken))
    {
        return MakeSdpSyntaxError("m= has a character that does not belong into a token");
    }
    SdpMedia media(std::string((*fields)[0]),
                   static_cast<uint16_t>(*port),
                   std::string((*fields)[2]),
                   {fields->begin() + 3, fields->end()});
    media.m_portCount = static_cast<uint32_t>(*count);
    return media;
}

const std::string&
SdpMedia::GetKind() const
{
    return m_kind;
}

uint16_t
SdpMedia::GetPort() const
{
    return m_port;
}

void
SdpMedia::SetPort(uint16_t port)
{
    m_port = port;
}

uint32_t
SdpMedia::GetPortCount() const
{
    return m_portCount;
}

const std::string&
SdpMedia::GetProtocol() const
{
    return m_protocol;
}

const std::vector<std::string>&
SdpMedia::GetFormats() const
{
    return m_formats;
}

void
SdpMedia::SetFormats(std::vector<std::string> formats)
{
    assert(!formats.empty() && "an m= line has at least one format");
    m_formats = std::move(formats);
}

std::string
SdpMedia::GetEncoding(std::string_view format) const
{
    for (const auto& line : GetLines())
    {
        const std::string prefix = "rtpmap:" + std::string(format) + " ";
        if (line.type == 'a' && line.value.compare(0, prefix.size(), prefix) == 0)
        {
            std::string encoding = line.value.substr(prefix.size());
            for (auto& c : encoding)
            {
                c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
            }
            // One channel is the default: "pcmu/8000/1" is "pcmu/8000".
            if (std::count(encoding.begin(), encoding.end(), '/') == 2 &&
                encoding.compare(encoding.size() - 2, 2, "/1") == 0)
            {
                encoding.resize(encoding.size() - 2);
            }
            return encoding;
        }
    }
    for (const auto& [number, encoding] : STATIC_ENCODINGS)
    {
        if (number == format)
        {
            return std::string(encoding);
        }
    }
    return "";
}

std::string
SdpMedia::ToString() const
{
    std::string text = m_kind + " " + std::to_string(m_port);
    if (m_portCount != 1)
    {
        text += "/" + std::to_string(m_portCount);
    }
    text += " " + m_protocol;
    for (const auto& format : m_formats)
    {
        text += " " + format;
    }
    return text;
}

std::string_view
SdpMedia::GetOrder() const
{
    return "icbka";
}

bool
operator==(const SdpMedia& a, const SdpMedia& b)
{
    return a.ToString() == b.ToString() && a.GetLines() == b.GetLines();
}

} // namespace ns3
