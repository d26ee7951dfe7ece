// SPDX-License-Identifier: GPL-2.0-only

#ifndef RTP_PAYLOAD_FORMAT_H
#define RTP_PAYLOAD_FORMAT_H

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ns3
{

/**
 * \ingroup media
 * How a codec of constant bit rate fills RTP packets (RFC 3551 section 4.5 and table 4).
 *
 * Known are PCMU, GSM, G723 (at 6.3 kbit/s), PCMA, G722, G728 and G729 with their static payload
 * types. PCMU and PCMA carry a real tone; the payload of the others has the right size only.
 */
struct RtpPayloadFormat
{
    std::string name{"PCMU"};   //!< encoding name as in a=rtpmap
    uint8_t payloadType{0};     //!< 0 to 127
    uint32_t clockRate{8000};   //!< ticks of the RTP timestamp in a second
    uint32_t frameTicks{1};     //!< ticks that one frame lasts; 1 for sample-based encodings
    uint32_t frameOctets{1};    //!< octets of one frame
    uint32_t defaultTicks{160}; //!< default packet interval in ticks (RFC 3551 section 4.2)

    /**
     * \param payloadType a payload type that RFC 3551 assigns statically
     * \return its format, if this module knows it
     */
    static std::optional<RtpPayloadFormat> FindStatic(uint8_t payloadType);

    /**
     * \param encoding name and clock rate as SdpMedia::GetEncoding() has them, "g729/8000"
     * \return the format with its static payload type, if this module knows it
     */
    static std::optional<RtpPayloadFormat> FindEncoding(std::string_view encoding);

    /**
     * \param ticks a wanted packet interval
     * \return the interval that whole frames fill: at least one frame, rounded down
     */
    uint32_t RoundTicks(uint64_t ticks) const;

    /**
     * \param ticks a packet interval as RoundTicks() gives it
     * \return octets of payload
     */
    std::size_t GetOctets(uint32_t ticks) const;

    /// \return the payload's bit rate in bit/s
    double GetBitRate() const;

    /**
     * Fills a payload: a tone of 400 Hz for PCMU and PCMA (ITU-T G.711), a counter for the others.
     * \param out room for the payload
     * \param size its octets
     */
    void Fill(uint8_t* out, std::size_t size) const;
};

} // namespace ns3

#endif // RTP_PAYLOAD_FORMAT_H
