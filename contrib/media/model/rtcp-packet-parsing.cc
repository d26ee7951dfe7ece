// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/network-order.h"
#include "ns3/rtcp-packet.h"

#include <algorithm>

namespace ns3
{

namespace
{

using Kind = RtpError::Kind;

/**
 * The octets behind the four that all packets begin with, without padding.
 */
struct Body
{
    uint8_t count;       //!< the five bits behind version and padding
    const uint8_t* data; //!< the octets
    std::size_t size;    //!< their number
};

/**
 * \param kind kind of error
 * \param reason what is wrong
 * \return the error
 */
tl::unexpected<RtpError>
Fail(Kind kind, const char* reason)
{
    return tl::make_unexpected(RtpError{kind, reason});
}

/**
 * \param data 24 octets
 * \return the report block they are
 */
RtcpReportBlock
ReadBlock(const uint8_t* data)
{
    RtcpReportBlock block;
    block.ssrc = ReadNetwork32(data);
    block.fractionLost = data[4];
    const uint32_t lost = ReadNetwork32(data + 4) & 0xFFFFFF;
    block.lost = static_cast<int32_t>(lost) - ((lost & 0x800000) != 0 ? 0x1000000 : 0);
    block.extendedHighest = ReadNetwork32(data + 8);
    block.jitter = ReadNetwork32(data + 12);
    block.lastReport = ReadNetwork32(data + 16);
    block.delay = ReadNetwork32(data + 20);
    return block;
}

/**
 * \param body of SR or RR
 * \param offset where the report blocks begin
 * \return them; what follows is an extension of a profile
 */
tl::expected<std::vector<RtcpReportBlock>, RtpError>
ReadBlocks(const Body& body, std::size_t offset)
{
    if (body.size < offset + 24U * body.count)
    {
        return Fail(Kind::Truncated, "a report is cut");
    }
    std::vector<RtcpReportBlock> blocks;
    for (uint8_t i = 0; i < body.count; ++i)
    {
        blocks.push_back(ReadBlock(body.data + offset + 24U * i));
    }
    return blocks;
}

/**
 * \param body of an SR
 * \return the packet
 */
tl::expected<RtcpPacket, RtpError>
ReadSenderReport(const Body& body)
{
    auto blocks = ReadBlocks(body, 24);
    if (!blocks)
    {
        return tl::make_unexpected(blocks.error());
    }
    RtcpSenderReport report;
    report.ssrc = ReadNetwork32(body.data);
    report.ntpTime =
        static_cast<uint64_t>(ReadNetwork32(body.data + 4)) << 32 | ReadNetwork32(body.data + 8);
    report.timestamp = ReadNetwork32(body.data + 12);
    report.packets = ReadNetwork32(body.data + 16);
    report.octets = ReadNetwork32(body.data + 20);
    report.blocks = std::move(*blocks);
    return report;
}

/**
 * \param body of an RR
 * \return the packet
 */
tl::expected<RtcpPacket, RtpError>
ReadReceiverReport(const Body& body)
{
    auto blocks = ReadBlocks(body, 4);
    if (!blocks)
    {
        return tl::make_unexpected(blocks.error());
    }
    return RtcpReceiverReport{ReadNetwork32(body.data), std::move(*blocks)};
}

/**
 * \param body of an SDES
 * \param items how many items are still allowed; is lessened
 * \return the packet
 */
tl::expected<RtcpPacket, RtpError>
ReadDescription(const Body& body, std::size_t& items)
{
    RtcpSourceDescription description;
    std::size_t offset = 0;
    for (uint8_t i = 0; i < body.count; ++i)
    {
        if (body.size < offset + 4)
        {
            return Fail(Kind::Truncated, "a source description is cut");
        }
        RtcpDescriptionChunk chunk;
        chunk.ssrc = ReadNetwork32(body.data + offset);
        offset += 4;
        while (offset < body.size && body.data[offset] != 0)
        {
            if (body.size < offset + 2 || body.size < offset + 2U + body.data[offset + 1])
            {
                return Fail(Kind::Truncated, "an item is cut");
            }
            if (items == 0)
            {
                return Fail(Kind::TooLarge, "too many items");
            }
            --items;
            const uint8_t length = body.data[offset + 1];
            const auto text = body.data + offset + 2;
            chunk.items.push_back({body.data[offset], std::string(text, text + length)});
            offset += 2U + length;
        }
        // At least one zero ends the list, more fill the word.
        const std::size_t end = (offset / 4 + 1) * 4;
        if (end > body.size)
        {
            return Fail(Kind::Malformed, "a list of items has no end");
        }
        if (std::any_of(body.data + offset,
                        body.data + end,
                        [](uint8_t each)
                        {
                            return each;
                        }))
        {
            return Fail(Kind::Malformed, "a list of items is not filled with zeros");
        }
        offset = end;
        description.chunks.push_back(std::move(chunk));
    }
    if (offset != body.size)
    {
        return Fail(Kind::Malformed, "something follows the last source");
    }
    return description;
}

/**
 * \param body of a BYE
 * \return the packet
 */
tl::expected<RtcpPacket, RtpError>
ReadBye(const Body& body)
{
    RtcpBye bye;
    const std::size_t end = 4U * body.count;
    if (body.size < end)
    {
        return Fail(Kind::Truncated, "a goodbye is cut");
    }
    for (std::size_t i = 0; i < end; i += 4)
    {
        bye.sources.push_back(ReadNetwork32(body.data + i));
    }
    if (body.size > end)
    {
        const uint8_t length = body.data[end];
        if (body.size < end + 1U + length)
        {
            return Fail(Kind::Truncated, "a reason is cut");
        }
        bye.reason.assign(body.data + end + 1, body.data + end + 1 + length);
    }
    return bye;
}

/**
 * \param body of an APP
 * \return the packet
 */
tl::expected<RtcpPacket, RtpError>
ReadApp(const Body& body)
{
    if (body.size < 8)
    {
        return Fail(Kind::Truncated, "an APP packet is cut");
    }
    RtcpApp app;
    app.subtype = body.count;
    app.ssrc = ReadNetwork32(body.data);
    std::copy_n(body.data + 4, 4, app.name.begin());
    app.data.assign(body.data + 8, body.data + body.size);
    return app;
}

/**
 * \param type packet type
 * \param body what follows
 * \param items how many items of descriptions are still allowed; is lessened
 * \return the packet
 */
tl::expected<RtcpPacket, RtpError>
ReadPacket(uint8_t type, const Body& body, std::size_t& items)
{
    switch (type)
    {
    case 200:
        return ReadSenderReport(body);
    case 201:
        return ReadReceiverReport(body);
    case 202:
        return ReadDescription(body, items);
    case 203:
        return ReadBye(body);
    case 204:
        return ReadApp(body);
    default:
        return RtcpUnknown{type};
    }
}

} // namespace

tl::expected<RtcpCompound, RtpError>
RtcpCompound::Parse(const uint8_t* data, std::size_t size, const RtcpLimits& limits)
{
    if (size > limits.octets)
    {
        return Fail(Kind::TooLarge, "too many octets");
    }
    if (size < 8)
    {
        return Fail(Kind::Truncated, "no report");
    }
    RtcpCompound compound;
    std::size_t items = limits.items;
    std::size_t offset = 0;
    while (offset < size)
    {
        if (compound.packets.size() >= limits.packets)
        {
            return Fail(Kind::TooLarge, "too many packets");
        }
        const uint8_t* const packet = data + offset;
        if (size - offset < 4 || size - offset < 4 + 4U * ReadNetwork16(packet + 2))
        {
            return Fail(Kind::Truncated, "a packet is cut");
        }
        const std::size_t length = 4 + 4U * ReadNetwork16(packet + 2);
        if (packet[0] >> 6 != 2)
        {
            return Fail(Kind::Version, "not RTCP version 2");
        }
        if (offset == 0 && packet[1] != 200 && packet[1] != 201)
        {
            return Fail(Kind::Malformed, "the first packet is no report");
        }
        std::size_t padding = 0;
        if ((packet[0] & 0x20) != 0)
        {
            padding = packet[length - 1];
            if (offset == 0 || offset + length != size || padding == 0 || padding % 4 != 0 ||
                padding > length - 4)
            {
                return Fail(Kind::Padding, "padding that must not be there");
            }
        }
        const Body body{static_cast<uint8_t>(packet[0] & 0x1F), packet + 4, length - 4 - padding};
        auto read = ReadPacket(packet[1], body, items);
        if (!read)
        {
            return tl::make_unexpected(read.error());
        }
        compound.packets.push_back(std::move(*read));
        offset += length;
    }
    return compound;
}

} // namespace ns3
