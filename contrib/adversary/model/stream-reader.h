// SPDX-License-Identifier: GPL-2.0-only
#ifndef STREAM_READER_H
#define STREAM_READER_H

#include "ns3/sequence-number.h"
#include "ns3/sip-message.h"
#include "ns3/sip-stream-framer.h"
#include "ns3/tcp-header.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace ns3
{

/**
 * @ingroup adversary
 * Puts one direction of a TCP connection together from the segments that pass on a link, and finds
 * the SIP messages in it. A stream that is none, TLS for example, yields nothing.
 */
class StreamReader
{
  public:
    /**
     * @param header the header of a segment
     * @param octets what it carries
     * @return the messages that are whole now, in order
     */
    std::vector<SipMessage> Read(const TcpHeader& header, const std::string& octets);
    /** @return octets read so far, in order */
    uint64_t GetOctets() const;

    /// Segments that are kept while one before them is missing.
    static constexpr std::size_t MAX_SEGMENTS = 256;

  private:
    SipStreamFramer m_framer;                        ///< finds the messages
    bool m_isKnown{false};                           ///< whether m_next means something
    SequenceNumber32 m_next;                         ///< first octet that has not been read
    std::map<SequenceNumber32, std::string> m_ahead; ///< segments that came too early
    uint64_t m_octets{0};                            ///< read so far
};

} // namespace ns3

#endif // STREAM_READER_H
