// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/rtcp-app-carriage.h"

#include "ns3/assert.h"
#include "ns3/network-order.h"

namespace ns3
{

namespace
{

constexpr uint8_t RECEIVER_REPORT = 201; //!< packet type RR
constexpr uint8_t APPLICATION = 204;     //!< packet type APP
constexpr std::size_t SSRC_END = 8;      //!< octets up to the end of a packet's first SSRC

} // namespace

RtcpSplit
SplitRtcp(const uint8_t* data, std::size_t size)
{
    RtcpSplit split;
    std::size_t begin = 0;
    while (begin < size)
    {
        NS_ASSERT_MSG(size - begin >= 4, "our own packet is whole");
        const std::size_t end = begin + (std::size_t{ReadNetwork16(data + begin + 2)} + 1) * 4;
        NS_ASSERT_MSG(end <= size && (begin > 0 || end >= SSRC_END), "our own packet is whole");
        const bool isClear = begin == 0 || data[begin + 1] == APPLICATION;
        split.hasApp = split.hasApp || data[begin + 1] == APPLICATION;
        if (!isClear && split.hidden.empty())
        {
            split.hidden = {0x80, RECEIVER_REPORT, 0, 1, data[4], data[5], data[6], data[7]};
        }
        auto& part = isClear ? split.clear : split.hidden;
        part.insert(part.end(), data + begin, data + end);
        begin = end;
    }
    return split;
}

} // namespace ns3
