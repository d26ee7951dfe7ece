// SPDX-License-Identifier: GPL-2.0-only
#ifndef SESSION_TEXT_H
#define SESSION_TEXT_H

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ns3
{

/**
 * @ingroup adversary
 * Session descriptions as an attacker finds them: somewhere within octets, whatever is around
 * them. No parser of SDP is asked: what can be read by eye can be read by an attacker.
 */
class SessionText
{
  public:
    /**
     * @param octets a body, a datagram, a part of a stream
     * @return "c=..." and "m=..." lines of the first description found in clear, joined by a
     * blank; or none
     */
    static std::optional<std::string> Find(std::string_view octets);
    /**
     * Puts another address and port into every description that stands in clear.
     *
     * @param octets are changed
     * @param address IPv4 address for c= lines, in digits and dots
     * @param port port for m= lines
     * @return whether anything was changed
     */
    static bool Redirect(std::string& octets, const std::string& address, uint16_t port);
    /**
     * @param octets a body, a datagram, a part of a stream
     * @return the inline parameter of the first a=crypto line in clear (RFC 4568); or none
     */
    static std::optional<std::string> FindKeys(std::string_view octets);
    /**
     * Puts another key into every a=crypto line that stands in clear.
     *
     * @param octets are changed
     * @param key what is to stand behind "inline:"
     * @return whether anything was changed
     */
    static bool ReplaceKeys(std::string& octets, const std::string& key);
    /**
     * Changes the port in every description that stands in clear, and keeps the length: for
     * octets in the middle of a stream.
     *
     * @param octets are changed
     * @return whether anything was changed
     */
    static bool DisturbPort(std::string& octets);
};

} // namespace ns3

#endif // SESSION_TEXT_H
