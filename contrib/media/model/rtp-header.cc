// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/rtp-header.h"

#include "ns3/network-order.h"

namespace ns3
{

void
RtpHeader::Write(uint8_t* out) const
{
    out[0] = 0x80;
    out[1] = static_cast<uint8_t>((marker ? 0x80 : 0) | (payloadType & 0x7F));
    WriteNetwork16(out + 2, sequenceNumber);
    WriteNetwork32(out + 4, timestamp);
    WriteNetwork32(out + 8, ssrc);
}

tl::expected<RtpPacketView, RtpError>
RtpPacketView::Parse(const uint8_t* data, std::size_t size)
{
    using Kind = RtpError::Kind;
    if (size < RtpHeader::SIZE)
    {
        return tl::make_unexpected(RtpError{Kind::Truncated, "the header is cut"});
    }
    if (data[0] >> 6 != 2)
    {
        return tl::make_unexpected(RtpError{Kind::Version, "not RTP version 2"});
    }
    RtpPacketView view;
    view.contributors = data[0] & 0x0F;
    view.header.marker = (data[1] & 0x80) != 0;
    view.header.payloadType = data[1] & 0x7F;
    view.header.sequenceNumber = ReadNetwork16(data + 2);
    view.header.timestamp = ReadNetwork32(data + 4);
    view.header.ssrc = ReadNetwork32(data + 8);
    std::size_t offset = RtpHeader::SIZE + 4U * view.contributors;
    if ((data[0] & 0x10) != 0)
    {
        if (size < offset + 4)
        {
            return tl::make_unexpected(RtpError{Kind::Truncated, "the extension is cut"});
        }
        offset += 4 + 4U * ReadNetwork16(data + offset + 2);
    }
    if (size < offset)
    {
        return tl::make_unexpected(RtpError{Kind::Truncated, "the header's lists are cut"});
    }
    std::size_t padding = 0;
    if ((data[0] & 0x20) != 0)
    {
        padding = data[size - 1];
        if (padding == 0 || padding > size - offset)
        {
            return tl::make_unexpected(RtpError{Kind::Padding, "the padding does not fit"});
        }
    }
    view.payloadOffset = offset;
    view.payloadSize = size - offset - padding;
    return view;
}

} // namespace ns3
