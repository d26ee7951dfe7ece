// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/rtp-payload-format.h"

#include <algorithm>
#include <cmath>

namespace ns3
{

namespace
{

/// A format that RFC 3551 table 4 assigns a payload type.
struct StaticFormat
{
    const char* name;      //!< encoding name
    const char* encoding;  //!< in lower case, with the clock rate
    uint8_t payloadType;   //!< payload type
    uint32_t frameTicks;   //!< ticks of a frame
    uint32_t frameOctets;  //!< octets of a frame
    uint32_t defaultTicks; //!< default packet interval
};

/// The formats; all have a clock of 8000 Hz, G722 too (RFC 3551 section 4.5.2).
constexpr StaticFormat FORMATS[] = {
    {"PCMU", "pcmu/8000", 0, 1, 1, 160},
    {"GSM", "gsm/8000", 3, 160, 33, 160},
    {"G723", "g723/8000", 4, 240, 24, 240},
    {"PCMA", "pcma/8000", 8, 1, 1, 160},
    {"G722", "g722/8000", 9, 1, 1, 160},
    {"G728", "g728/8000", 15, 20, 5, 160},
    {"G729", "g729/8000", 18, 80, 10, 160},
};

/**
 * \param format an entry of the table
 * \return it as a format
 */
RtpPayloadFormat
ToFormat(const StaticFormat& format)
{
    return {format.name,
            format.payloadType,
            8000,
            format.frameTicks,
            format.frameOctets,
            format.defaultTicks};
}

/**
 * \param magnitude of a sample, 14 bits
 * \param segments upper bound of the first segment, doubled for each further one
 * \return number of the segment, 0 to 7
 */
int
FindSegment(int magnitude, int segments)
{
    int segment = 0;
    while (segment < 7 && magnitude > segments)
    {
        segments = segments * 2 + 1;
        ++segment;
    }
    return segment;
}

/**
 * \param sample 14 bits with sign
 * \return its mu-law octet (ITU-T G.711)
 */
uint8_t
EncodeMuLaw(int sample)
{
    const int mask = sample < 0 ? 0x7F : 0xFF;
    const int magnitude = std::min(std::abs(sample), 8158) + 33;
    const int segment = FindSegment(magnitude, 0x3F);
    return static_cast<uint8_t>(((segment << 4) | ((magnitude >> (segment + 1)) & 0x0F)) ^ mask);
}

/**
 * \param sample 13 bits with sign
 * \return its A-law octet (ITU-T G.711)
 */
uint8_t
EncodeALaw(int sample)
{
    const int mask = sample < 0 ? 0x55 : 0xD5;
    const int magnitude = std::min(sample < 0 ? -sample - 1 : sample, 4095);
    const int segment = FindSegment(magnitude, 0x1F);
    const int low = (magnitude >> (segment < 2 ? 1 : segment)) & 0x0F;
    return static_cast<uint8_t>(((segment << 4) | low) ^ mask);
}

} // namespace

std::optional<RtpPayloadFormat>
RtpPayloadFormat::FindStatic(uint8_t payloadType)
{
    for (const auto& format : FORMATS)
    {
        if (format.payloadType == payloadType)
        {
            return ToFormat(format);
        }
    }
    return std::nullopt;
}

std::optional<RtpPayloadFormat>
RtpPayloadFormat::FindEncoding(std::string_view encoding)
{
    for (const auto& format : FORMATS)
    {
        if (format.encoding == encoding)
        {
            return ToFormat(format);
        }
    }
    return std::nullopt;
}

uint32_t
RtpPayloadFormat::RoundTicks(uint64_t ticks) const
{
    const uint64_t frames = std::max<uint64_t>(ticks / frameTicks, 1);
    return static_cast<uint32_t>(std::min<uint64_t>(frames * frameTicks, UINT32_MAX / 2));
}

std::size_t
RtpPayloadFormat::GetOctets(uint32_t ticks) const
{
    return static_cast<std::size_t>(ticks / frameTicks) * frameOctets;
}

double
RtpPayloadFormat::GetBitRate() const
{
    return 8.0 * frameOctets * clockRate / frameTicks;
}

void
RtpPayloadFormat::Fill(uint8_t* out, std::size_t size) const
{
    constexpr double PI = 3.14159265358979323846;
    for (std::size_t i = 0; i < size; ++i)
    {
        const double tone = std::sin(2 * PI * 400 / 8000 * static_cast<double>(i % 20));
        out[i] = name == "PCMU"   ? EncodeMuLaw(static_cast<int>(std::lround(4000 * tone)))
                 : name == "PCMA" ? EncodeALaw(static_cast<int>(std::lround(2000 * tone)))
                                  : static_cast<uint8_t>(i);
    }
}

} // namespace ns3
