// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_CSEQ_H
#define SIP_CSEQ_H

#include "ns3/sip-error.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace ns3
{

/** The value of CSeq (RFC 3261 sections 8.1.1.5 and 20.16). */
class SipCSeq
{
  public:
    /** Makes a value with number 0 and no method. */
    SipCSeq() = default;
    /**
     * @param number below 2^31
     * @param method the method
     */
    SipCSeq(uint32_t number, std::string method);
    /**
     * @param value the value
     * @return the value, or why it is none
     */
    [[nodiscard]] static tl::expected<SipCSeq, SipError> Parse(std::string_view value);
    /** @return the sequence number */
    uint32_t GetNumber() const;
    /** @return the method */
    const std::string& GetMethod() const;
    /** @return the value as text */
    std::string ToString() const;

  private:
    uint32_t m_number{0}; ///< sequence number
    std::string m_method; ///< method
};

} // namespace ns3

#endif // SIP_CSEQ_H
