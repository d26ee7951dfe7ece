// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_STREAM_FRAMER_H
#define SIP_STREAM_FRAMER_H

#include "ns3/sip-limits.h"
#include "ns3/sip-message.h"
#include "ns3/sip-parser.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace ns3
{

/**
 * Cuts a stream of octets into SIP messages by their Content-Length (RFC 3261 section 18.3),
 * wherever the stream was cut on its way. It never holds more than one message's limits and what
 * was pushed last. A refused message whose Content-Length is sound is passed over. After an error
 * that hides where the next message begins, the stream is broken and the connection is to be
 * closed.
 */
class SipStreamFramer
{
  public:
    /** @param limits bounds */
    explicit SipStreamFramer(const SipLimits& limits = SipLimits());
    /** @param octets what came next; ignored when the stream is broken */
    void Push(std::string_view octets);
    /** @return the next message, or why it is none; nothing if more octets are needed */
    [[nodiscard]] std::optional<tl::expected<SipMessage, SipParseError>> Next();
    /**
     * @return how many empty lines have stood before messages since this was last asked, and after
     * the last message: keep-alives (RFC 5626, 4.4.1)
     */
    std::size_t TakeEmptyLines();
    /** @return whether nobody knows where the next message begins */
    bool IsBroken() const;

  private:
    std::optional<SipParseError> ReadHead();
    SipParseError Break(SipParseError error);
    void Skip();
    void Drop(std::size_t count);

    SipLimits m_limits;                    ///< bounds
    std::string m_buffer;                  ///< octets not yet used
    std::size_t m_begin{0};                ///< first octet of m_buffer that is not used up
    std::size_t m_scanned{0};              ///< no empty line begins before this octet
    std::optional<SipParser::Head> m_head; ///< a message that waits for its body
    std::size_t m_skip{0};                 ///< octets of a refused message's body still to come
    std::size_t m_emptyLines{0};           ///< see TakeEmptyLines
    bool m_broken{false};                  ///< see IsBroken
};

} // namespace ns3

#endif // SIP_STREAM_FRAMER_H
