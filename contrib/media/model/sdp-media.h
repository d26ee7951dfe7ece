// SPDX-License-Identifier: GPL-2.0-only

#ifndef SDP_MEDIA_H
#define SDP_MEDIA_H

#include "ns3/sdp-error.h"
#include "ns3/sdp-section.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace ns3
{

/**
 * \ingroup media
 * One media description: the m= line and the lines that belong to it (RFC 8866 section 5.14).
 */
class SdpMedia : public SdpSection
{
  public:
    /**
     * \param kind for example "audio"
     * \param port where the describer receives; 0: the stream is refused or removed
     * \param protocol for example "RTP/AVP"
     * \param formats for example {"0"}; at least one
     */
    SdpMedia(std::string kind,
             uint16_t port,
             std::string protocol,
             std::vector<std::string> formats);

    /**
     * \param value what follows `m=`
     * \return the media description without further lines, or a syntax error
     */
    [[nodiscard]] static tl::expected<SdpMedia, SdpError> Parse(std::string_view value);

    /// \return for example "audio"
    const std::string& GetKind() const;

    /// \return where the describer receives; 0: refused or removed (RFC 3264 section 6)
    uint16_t GetPort() const;

    /**
     * \param port where the describer receives; 0 refuses or removes the stream
     */
    void SetPort(uint16_t port);

    /// \return how many consecutive port pairs are meant; 1 when nothing is said
    uint32_t GetPortCount() const;

    /// \return for example "RTP/AVP"
    const std::string& GetProtocol() const;

    /// \return the formats in their order; for RTP these are payload types
    const std::vector<std::string>& GetFormats() const;

    /**
     * \param formats the formats in their order; at least one
     */
    void SetFormats(std::vector<std::string> formats);

    /**
     * The encoding that a format stands for: its a=rtpmap attribute's value in lower case, or the
     * static assignment of RFC 3551 for the audio payload types 0, 3, 4, 8, 9 and 18.
     * \param format one of the formats
     * \return for example "pcmu/8000"; empty if it cannot be told
     */
    std::string GetEncoding(std::string_view format) const;

    /// \return the value of the m= line
    std::string ToString() const;

  private:
    std::string m_kind;                 //!< for example "audio"
    uint16_t m_port;                    //!< 0: refused
    uint32_t m_portCount{1};            //!< number of port pairs
    std::string m_protocol;             //!< for example "RTP/AVP"
    std::vector<std::string> m_formats; //!< in their order

    std::string_view GetOrder() const override;
};

/**
 * \param a a media description
 * \param b another
 * \return true if they are written alike
 */
bool operator==(const SdpMedia& a, const SdpMedia& b);

} // namespace ns3

#endif // SDP_MEDIA_H
