// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_OUTBOUND_CONTACT_H
#define SIP_OUTBOUND_CONTACT_H

#include "ns3/nstime.h"
#include "ns3/sip-message.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ns3
{

/**
 * What tells the flows of a user apart (RFC 5626, 4.1 and 4.2). It means something only together
 * with an address of record: somebody else may name the same instance (section 12).
 */
struct SipFlowId
{
    std::string instance; ///< the user agent: a URN, without quotes and angle brackets
    uint32_t regId{0};    ///< which of its flows: 1 to 2^31 - 1

    /** @return whether both are the same flow of a user */
    bool operator==(const SipFlowId& other) const;
    /** @return the two Contact parameters that say it, with a semicolon before each */
    std::string ToString() const;
};

/**
 * @param contact a Contact of a REGISTER
 * @return the flow it is for; nothing without a sound +sip.instance and reg-id
 */
std::optional<SipFlowId> ParseSipFlowId(const SipNameAddr& contact);
/**
 * @param request a request
 * @param known option tags that are understood
 * @return the others that its Require asks for (RFC 3261, 8.2.2.3)
 */
std::vector<std::string> FindUnknownSipOptions(const SipMessage& request,
                                               const std::vector<std::string_view>& known);
/**
 * @param message a REGISTER, or a response to it
 * @return its Path (RFC 3327), topmost first; empty if there is none, or one that is wrong
 */
std::vector<SipNameAddr> GetSipPath(const SipMessage& message);
/**
 * @param response a 2xx to a REGISTER
 * @return simulated time when the last of its contacts ends; now if it says nothing
 */
Time GetSipRegistrationEnd(const SipMessage& response);

} // namespace ns3

#endif // SIP_OUTBOUND_CONTACT_H
