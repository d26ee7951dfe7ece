// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_PARSER_H
#define SIP_PARSER_H

#include "ns3/sip-limits.h"
#include "ns3/sip-message.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace ns3
{

/** Why octets are no SIP message, and what is needed to say so to the sender. */
struct SipParseError
{
    int code{400};      ///< status code of the answer: 400, 413, 505
    std::string reason; ///< one line for people, fit for the reason phrase
    std::optional<SipMessage>
        message; ///< a request that can be answered with SipMessage::MakeResponse:
                 ///< its Via, From, To, Call-ID and CSeq are there
    std::optional<std::size_t> contentLength; ///< value of Content-Length, if the header fields are
                                              ///< whole: a stream goes on behind the body
};

/**
 * Parses SIP messages (RFC 3261 section 7). What is checked here is the frame: start line, syntax
 * of the header fields' lines, presence and uniqueness of what each message must have, the length
 * of the body, and all limits. Whether values mean something is ValidateSipMessage's business.
 */
class SipParser
{
  public:
    /**
     * Parses one datagram (section 18.3): a body longer than Content-Length is cut, a shorter one
     * is an error, and without Content-Length it reaches to the end. Empty lines before the start
     * line are skipped (section 7.5).
     *
     * @param datagram the octets
     * @param limits bounds
     * @return the message, or why it is none
     */
    [[nodiscard]] static tl::expected<SipMessage, SipParseError> Parse(
        std::string_view datagram,
        const SipLimits& limits = SipLimits());

    /** Start line and header fields of a message whose body is still to come. */
    struct Head
    {
        SipMessage message;                       ///< without its body
        std::optional<std::size_t> contentLength; ///< value of Content-Length, if there is one
    };
    /**
     * Parses start line and header fields. Whether the body would be too large is for the caller to
     * say.
     *
     * @param section the octets from the start line to the empty line, both included
     * @param limits bounds
     * @return the head, or why it is none
     */
    [[nodiscard]] static tl::expected<Head, SipParseError> ParseHead(std::string_view section,
                                                                     const SipLimits& limits);
    /**
     * @param message gets the body
     * @param body its octets, as many as Content-Length says
     */
    static void AttachBody(SipMessage& message, std::string_view body);

  private:
    static std::optional<SipParseError> ParseStartLine(SipMessage& message);
    static std::optional<SipParseError> ParseFields(SipMessage& message, const SipLimits& limits);
    static std::optional<SipParseError> CheckPresence(const SipMessage& message,
                                                      std::optional<std::size_t>& contentLength);
    friend class SipStreamFramer;
    static SipParseError Refuse(Head&& head, int code, std::string reason);
};

} // namespace ns3

#endif // SIP_PARSER_H
