// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/sdp.h"

#include "ns3/sdp-syntax.h"

#include <algorithm>
#include <cassert>
#include <limits>

namespace ns3
{
namespace
{

const std::string_view SESSION_ORDER = "siuepcbtka"; // section 5, without v= and o=
const std::string_view SINGLE = "siuk";              // these stand at most once in a section

/**
 * \param text some octets
 * \return true if they are visible, or not ASCII: what a host or user name may hold
 */
bool
IsNonSpace(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(),
                                        text.end(),
                                        [](unsigned char c)
                                        {
                                            return c > 0x20 && c != 0x7F;
                                        });
}

/**
 * \param value what follows `t=`
 * \return true if it is two numbers
 */
bool
IsTime(std::string_view value)
{
    const auto fields = SplitSdpFields(value, 2);
    const auto maximum = std::numeric_limits<uint64_t>::max();
    return fields && fields->size() == 2 && ParseSdpNumber((*fields)[0], maximum) &&
           ParseSdpNumber((*fields)[1], maximum);
}

/**
 * \param type a type letter other than v, o and m
 * \param value what follows the equals sign
 * \return nothing, or what is wrong
 */
tl::expected<void, SdpError>
CheckValue(char type, std::string_view value)
{
    if (value.empty())
    {
        return MakeSdpSyntaxError("a line without a value");
    }
    if (type == 'c')
    {
        const auto connection = SdpConnection::Parse(value);
        if (!connection)
        {
            return tl::unexpected(connection.error());
        }
    }
    if (type == 't' && !IsTime(value))
    {
        return MakeSdpSyntaxError("t= needs two numbers");
    }
    if (type == 'a')
    {
        const auto colon = value.find(':');
        if (!IsSdpToken(value.substr(0, colon)) || colon == value.size() - 1)
        {
            return MakeSdpSyntaxError("a= needs a name, and a value behind its colon");
        }
    }
    return {};
}

/**
 * \param order the type letters of a section in their order
 * \param type a type letter
 * \return its rank; npos if no such line belongs there
 */
std::size_t
FindRank(std::string_view order, char type)
{
    return order.find(type == 'r' || type == 'z' ? 't' : type);
}

} // namespace

tl::expected<SdpOrigin, SdpError>
SdpOrigin::Parse(std::string_view value)
{
    const auto fields = SplitSdpFields(value, 6);
    if (!fields || fields->size() != 6)
    {
        return MakeSdpSyntaxError("o= needs six fields");
    }
    const auto maximum = static_cast<uint64_t>(std::numeric_limits<int64_t>::max());
    const auto id = ParseSdpNumber((*fields)[1], maximum);
    const auto version = ParseSdpNumber((*fields)[2], maximum);
    if (!id || !version)
    {
        return MakeSdpSyntaxError("o= needs two numbers of at most 63 bits");
    }
    if (!IsNonSpace((*fields)[0]) || !IsSdpToken((*fields)[3]) || !IsSdpToken((*fields)[4]) ||
        !IsNonSpace((*fields)[5]))
    {
        return MakeSdpSyntaxError("o= has a field with a character that does not belong there");
    }
    return SdpOrigin{std::string((*fields)[0]),
                     static_cast<int64_t>(*id),
                     static_cast<int64_t>(*version),
                     std::string((*fields)[3]),
                     std::string((*fields)[4]),
                     std::string((*fields)[5])};
}

std::string
SdpOrigin::ToString() const
{
    return username + " " + std::to_string(sessionId) + " " + std::to_string(sessionVersion) + " " +
           netType + " " + addrType + " " + address;
}

bool
SdpOrigin::IsSameSession(const SdpOrigin& other) const
{
    return username == other.username && sessionId == other.sessionId && netType == other.netType &&
           addrType == other.addrType && address == other.address;
}

tl::expected<SdpConnection, SdpError>
SdpConnection::Parse(std::string_view value)
{
    const auto fields = SplitSdpFields(value, 3);
    if (!fields || fields->size() != 3 || !IsSdpToken((*fields)[0]) || !IsSdpToken((*fields)[1]) ||
        !IsNonSpace((*fields)[2]))
    {
        return MakeSdpSyntaxError("c= needs network type, address type and address");
    }
    return SdpConnection{std::string((*fields)[0]),
                         std::string((*fields)[1]),
                         std::string((*fields)[2])};
}

std::string
SdpConnection::ToString() const
{
    return netType + " " + addrType + " " + address;
}

Sdp::Sdp(const SdpOrigin& origin, const SdpConnection& address)
    : m_origin(origin)
{
    Add('s', "-");
    Add('c', address.ToString());
    Add('t', "0 0");
}

tl::expected<Sdp, SdpError>
Sdp::Parse(std::string_view text, const SdpLimits& limits)
{
    std::size_t number = 0;
    const auto fail = [&number](SdpError::Kind kind, std::string reason)
    {
        return tl::unexpected<SdpError>(SdpError{kind, number, std::move(reason)});
    };
    if (text.size() > limits.octets)
    {
        return fail(SdpError::Kind::TooLarge, "the description is too long");
    }
    Sdp sdp;
    SdpSection* section = &sdp;
    std::size_t lastRank = 0;
    std::string seen; // the SINGLE letters of this section so far
    while (!text.empty())
    {
        ++number;
        if (number > limits.lines)
        {
            return fail(SdpError::Kind::TooLarge, "too many lines");
        }
        const auto end = text.find('\n');
        auto line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (end != std::string_view::npos && !line.empty() && line.back() == '\r')
        {
            line.remove_suffix(1);
        }
        if (line.size() < 2 || line[1] != '=' ||
            line.find_first_of(std::string_view("\r\0", 2)) != std::string_view::npos)
        {
            return fail(SdpError::Kind::Syntax, "a line is not a letter, an equals sign and text");
        }
        const char type = line[0];
        const auto value = line.substr(2);
        if (number <= 2)
        {
            if (type != (number == 1 ? 'v' : 'o'))
            {
                return fail(SdpError::Kind::Missing, "v= and o= come first");
            }
            if (number == 1 && value != "0")
            {
                return fail(SdpError::Kind::Syntax, "the version is not 0");
            }
            if (number == 2)
            {
                auto origin = SdpOrigin::Parse(value);
                if (!origin)
                {
                    return fail(origin.error().kind, origin.error().reason);
                }
                sdp.m_origin = *origin;
            }
            continue;
        }
        if (type == 'm')
        {
            if (sdp.m_media.size() >= limits.media ||
                static_cast<std::size_t>(std::count(value.begin(), value.end(), ' ')) >
                    limits.formats + 2)
            {
                return fail(SdpError::Kind::TooLarge, "too many streams or formats");
            }
            auto media = SdpMedia::Parse(value);
            if (!media)
            {
                return fail(media.error().kind, media.error().reason);
            }
            sdp.m_media.push_back(std::move(*media));
            section = &sdp.m_media.back();
            lastRank = 0;
            seen.clear();
            continue;
        }
        const auto rank = FindRank(section->GetOrder(), type);
        if (rank == std::string_view::npos || rank < lastRank ||
            (SINGLE.find(type) != std::string_view::npos && seen.find(type) != std::string::npos) ||
            (type == 'c' && section == &sdp && sdp.Find('c')) ||
            ((type == 'r' || type == 'z') && !section->Find('t')))
        {
            return fail(SdpError::Kind::Order, "a line that does not belong there");
        }
        const auto good = CheckValue(type, value);
        if (!good)
        {
            return fail(good.error().kind, good.error().reason);
        }
        lastRank = rank;
        seen += type;
        section->m_lines.push_back({type, std::string(value)});
    }
    if (number < 2 || !sdp.Find('s') || !sdp.Find('t'))
    {
        number = 0;
        return fail(SdpError::Kind::Missing, "v=, o=, s= and t= are needed");
    }
    for (const auto& media : sdp.m_media)
    {
        if (media.GetPort() != 0 && !media.Find('c') && !sdp.Find('c'))
        {
            number = 0;
            return fail(SdpError::Kind::Missing, "a stream has no c= line");
        }
    }
    return sdp;
}

std::string
Sdp::Serialize() const
{
    std::string text = "v=0\r\no=" + m_origin.ToString() + "\r\n";
    const auto append = [&text](const SdpSection& section)
    {
        for (const auto& line : section.GetLines())
        {
            text.append({line.type, '='}).append(line.value).append("\r\n");
        }
    };
    append(*this);
    for (const auto& media : m_media)
    {
        text.append("m=").append(media.ToString()).append("\r\n");
        append(media);
    }
    return text;
}

const SdpOrigin&
Sdp::GetOrigin() const
{
    return m_origin;
}

void
Sdp::SetOrigin(const SdpOrigin& origin)
{
    m_origin = origin;
}

std::string_view
Sdp::GetTime() const
{
    return Find('t').value_or("0 0");
}

const std::vector<SdpMedia>&
Sdp::GetMedia() const
{
    return m_media;
}

std::vector<SdpMedia>&
Sdp::GetMedia()
{
    return m_media;
}

std::optional<SdpConnection>
Sdp::GetConnection(std::size_t index) const
{
    assert(index < m_media.size() && "there is no such media description");
    const auto own = m_media[index].Find('c');
    const auto value = own ? own : Find('c');
    if (!value)
    {
        return std::nullopt;
    }
    const auto connection = SdpConnection::Parse(*value);
    return connection ? std::optional<SdpConnection>(*connection) : std::nullopt;
}

SdpDirection
Sdp::GetMediaDirection(std::size_t index) const
{
    assert(index < m_media.size() && "there is no such media description");
    const auto own = m_media[index].GetDirection();
    return own ? *own : GetDirection().value_or(SdpDirection::SendReceive);
}

std::string_view
Sdp::GetOrder() const
{
    return SESSION_ORDER;
}

bool
operator==(const Sdp& a, const Sdp& b)
{
    return a.Serialize() == b.Serialize();
}

} // namespace ns3
