// SPDX-License-Identifier: GPL-2.0-only

#ifndef SDP_H
#define SDP_H

#include "ns3/sdp-error.h"
#include "ns3/sdp-media.h"
#include "ns3/sdp-section.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace ns3
{

/**
 * \ingroup media
 * Bounds on what is parsed. They are checked before anything is allocated.
 */
struct SdpLimits
{
    std::size_t octets{65536}; //!< of the whole description
    std::size_t lines{1024};   //!< of the whole description
    std::size_t media{64};     //!< m= lines
    std::size_t formats{128};  //!< formats of one m= line
};

/**
 * \ingroup media
 * Who made a session description, and which version it is (RFC 8866 section 5.2).
 */
struct SdpOrigin
{
    std::string username{"-"};   //!< "-" when there is none
    int64_t sessionId{0};        //!< fits in 63 bits (RFC 3264 section 5)
    int64_t sessionVersion{0};   //!< grows by one with each change (RFC 3264 section 8)
    std::string netType{"IN"};   //!< "IN" in the Internet
    std::string addrType{"IP4"}; //!< "IP4" or "IP6"
    std::string address;         //!< address or host name

    /**
     * \param value what follows `o=`
     * \return the origin or a syntax error
     */
    [[nodiscard]] static tl::expected<SdpOrigin, SdpError> Parse(std::string_view value);

    /// \return the value of the o= line
    std::string ToString() const;

    /**
     * \param other another origin
     * \return true if everything but the version is the same: the same session
     */
    bool IsSameSession(const SdpOrigin& other) const;
};

/**
 * \ingroup media
 * Where media is to be sent (RFC 8866 section 5.7).
 */
struct SdpConnection
{
    std::string netType{"IN"};   //!< "IN" in the Internet
    std::string addrType{"IP4"}; //!< "IP4" or "IP6"
    std::string address;         //!< address or host name; a multicast suffix stays in it

    /**
     * \param value what follows `c=`
     * \return the connection or a syntax error
     */
    [[nodiscard]] static tl::expected<SdpConnection, SdpError> Parse(std::string_view value);

    /// \return the value of the c= line
    std::string ToString() const;
};

/**
 * \ingroup media
 * A session description (RFC 8866, the subset that offer and answer in SIP use).
 *
 * Every line is kept in its order, also those this class does not interpret, and Serialize() gives
 * back what was parsed octet for octet, but for two things: lines end in CRLF, and the numbers of
 * o= and m= are written without leading zeros. v= and o= are not among GetLines().
 *
 * v=, o=, s=, t=, c=, m= and the syntax of a= are checked. A line with a type letter that RFC 8866
 * does not define makes the whole description an error, as section 5 demands. One time description
 * (t= with its r= and z=) is understood, several are kept.
 */
class Sdp : public SdpSection
{
  public:
    /**
     * A description without media.
     * \param origin who makes it
     * \param address where its media is to be sent; goes into the session's c= line
     */
    Sdp(const SdpOrigin& origin, const SdpConnection& address);

    /**
     * \param text the description; lines end in CRLF or LF, the last one may lack its end
     * \param limits bounds
     * \return the description or the first error
     */
    [[nodiscard]] static tl::expected<Sdp, SdpError> Parse(std::string_view text,
                                                           const SdpLimits& limits = {});

    /// \return the description as octets, each line ended by CRLF
    std::string Serialize() const;

    /// \return the origin
    const SdpOrigin& GetOrigin() const;

    /**
     * \param origin the new origin
     */
    void SetOrigin(const SdpOrigin& origin);

    /// \return the value of the first t= line, for example "0 0"
    std::string_view GetTime() const;

    /// \return the media descriptions in their order
    const std::vector<SdpMedia>& GetMedia() const;

    /// \return the media descriptions in their order, to be changed
    std::vector<SdpMedia>& GetMedia();

    /**
     * \param index which media description; must exist
     * \return where its media is to be sent: its own c= line, else the session's
     */
    std::optional<SdpConnection> GetConnection(std::size_t index) const;

    /**
     * \param index which media description; must exist
     * \return its direction: its own attribute, else the session's, else sendrecv
     */
    SdpDirection GetMediaDirection(std::size_t index) const;

    using SdpSection::GetDirection;

  private:
    Sdp() = default;

    SdpOrigin m_origin;            //!< the o= line, parsed
    std::vector<SdpMedia> m_media; //!< in their order

    std::string_view GetOrder() const override;
};

/**
 * \param a a description
 * \param b another
 * \return true if they are written alike
 */
bool operator==(const Sdp& a, const Sdp& b);

} // namespace ns3

#endif // SDP_H
