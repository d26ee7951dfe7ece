// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/session-media-ends.h"

#include "ns3/sdp-syntax.h"
#include "ns3/sip-address.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace ns3
{

namespace
{

/**
 * \param protocol of an m= line
 * \return whether it is RTP over UDP
 */
bool
IsRtp(std::string_view protocol)
{
    return protocol == "RTP/AVP" || protocol == "RTP/SAVP" || protocol == "RTP/AVPF" ||
           protocol == "RTP/SAVPF" || protocol == "UDP/TLS/RTP/SAVP" ||
           protocol == "UDP/TLS/RTP/SAVPF";
}

/**
 * \param value of a=rtcp: a port, and perhaps nettype, addrtype and address
 * \param media where RTP comes, whose address is meant if there is none
 * \return where RTCP comes (RFC 3605 section 2.1)
 */
std::optional<MediaEnd>
ReadControlEnd(std::string_view value, const MediaEnd& media)
{
    const auto fields = SplitSdpFields(value, 4);
    if (!fields || (fields->size() != 1 && fields->size() != 4))
    {
        return std::nullopt;
    }
    const auto port = ParseSdpNumber((*fields)[0], 65535);
    if (!port || *port == 0)
    {
        return std::nullopt;
    }
    MediaEnd end{media.address, static_cast<uint16_t>(*port)};
    if (fields->size() == 4)
    {
        const auto address = SipAddress::ParseIpv4((*fields)[3]);
        if ((*fields)[1] != "IN" || (*fields)[2] != "IP4" || !address)
        {
            return std::nullopt;
        }
        end.address = address->Get();
    }
    return end;
}

/**
 * \param session a description
 * \param index of an m= line
 * \return where it is received
 */
std::optional<MediaStreamEnds::Party>
ReadParty(const Sdp& session, std::size_t index)
{
    const auto& media = session.GetMedia()[index];
    const auto connection = session.GetConnection(index);
    const auto address = connection && connection->addrType == "IP4"
                             ? SipAddress::ParseIpv4(connection->address)
                             : std::nullopt;
    if (!address || media.GetPort() == 0 || !IsRtp(media.GetProtocol()))
    {
        return std::nullopt;
    }
    MediaStreamEnds::Party party;
    party.media = {address->Get(), media.GetPort()};
    if (const auto attribute = media.GetAttribute("rtcp"))
    {
        const auto control = ReadControlEnd(*attribute, party.media);
        if (!control)
        {
            return std::nullopt;
        }
        party.control = *control;
        return party;
    }
    if (media.GetPort() == 65535)
    {
        return std::nullopt;
    }
    party.control = {party.media.address, static_cast<uint16_t>(media.GetPort() + 1)};
    return party;
}

/**
 * \param streams streams, in the order of the m= lines
 * \return the same without the refused ones behind the last that is not
 */
std::vector<MediaStreamEnds>
CutRefused(std::vector<MediaStreamEnds> streams)
{
    while (!streams.empty() && !streams.back().caller && !streams.back().callee)
    {
        streams.pop_back();
    }
    return streams;
}

} // namespace

SessionMediaEnds
ReadMediaEnds(const Sdp& session, std::size_t maxStreams)
{
    SessionMediaEnds ends(session.GetMedia().size());
    for (std::size_t i = 0; i < std::min(ends.size(), maxStreams); ++i)
    {
        ends[i] = ReadParty(session, i);
    }
    return ends;
}

std::vector<MediaStreamEnds>
MakeOfferedStreams(const SessionMediaEnds& ends, bool isCaller)
{
    std::vector<MediaStreamEnds> streams(ends.size());
    for (std::size_t i = 0; i < ends.size(); ++i)
    {
        (isCaller ? streams[i].caller : streams[i].callee) = ends[i];
    }
    return CutRefused(std::move(streams));
}

std::vector<MediaStreamEnds>
MakeAgreedStreams(const SessionMediaEnds& caller, const SessionMediaEnds& callee)
{
    std::vector<MediaStreamEnds> streams(std::min(caller.size(), callee.size()));
    for (std::size_t i = 0; i < streams.size(); ++i)
    {
        if (caller[i] && callee[i])
        {
            streams[i] = {caller[i], callee[i]};
        }
    }
    return CutRefused(std::move(streams));
}

bool
IsSameParty(const std::optional<MediaStreamEnds::Party>& a,
            const std::optional<MediaStreamEnds::Party>& b)
{
    return a.has_value() == b.has_value() &&
           (!a || (a->media == b->media && a->control == b->control));
}

bool
AreSameStreams(const std::vector<MediaStreamEnds>& a, const std::vector<MediaStreamEnds>& b)
{
    return std::equal(a.begin(),
                      a.end(),
                      b.begin(),
                      b.end(),
                      [](const MediaStreamEnds& left, const MediaStreamEnds& right)
                      {
                          return IsSameParty(left.caller, right.caller) &&
                                 IsSameParty(left.callee, right.callee);
                      });
}

} // namespace ns3
