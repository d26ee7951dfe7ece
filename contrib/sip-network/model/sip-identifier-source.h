// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_IDENTIFIER_SOURCE_H
#define SIP_IDENTIFIER_SOURCE_H

#include "ns3/object.h"
#include "ns3/random-variable-stream.h"

#include <cstdint>
#include <string>

namespace ns3
{

/** Makes branches, tags, Call-IDs and nonces from one ns-3 random stream: same run, same ones. */
class SipIdentifierSource : public Object
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    SipIdentifierSource();

    /**
     * @param stream first stream number to use
     * @return number of streams used
     */
    int64_t AssignStreams(int64_t stream);

    /** @return a Via branch with RFC 3261's magic cookie (8.1.1.7) */
    std::string MakeBranch();
    /** @return a From or To tag, 64 bits of randomness (19.3 wants 32) */
    std::string MakeTag();
    /**
     * @param host the part after the at sign
     * @return a Call-ID (8.1.1.4)
     */
    std::string MakeCallId(const std::string& host);
    /** @return 128 random bits in hexadecimal, for nonces and cnonces */
    std::string MakeNonce();
    /**
     * @param size number of octets
     * @return that many random octets, for a seed
     */
    std::string MakeOctets(std::size_t size);
    /**
     * @param limit a limit above 0
     * @return a number from 0 to limit - 1
     */
    uint32_t MakeNumber(uint32_t limit);

  private:
    /**
     * @param words number of 32-bit words
     * @return that many in hexadecimal
     */
    std::string MakeHex(int words);

    Ptr<UniformRandomVariable> m_random; ///< the stream
};

} // namespace ns3

#endif // SIP_IDENTIFIER_SOURCE_H
