// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_HOP_REQUEST_H
#define SIP_HOP_REQUEST_H

#include "ns3/sip-message.h"

#include <string_view>

namespace ns3
{

/**
 * Make a request that follows another one on the same hop: what ACK for a failure (RFC 3261
 * section 17.1.1.3) and CANCEL (section 9.1) have in common. Request-URI, Call-ID, From, CSeq
 * number, the top Via as the only one, and the Route header fields are those of the request.
 *
 * @param request the request as it was sent
 * @param method the method of the new request
 * @param to value of its To header field
 * @return the new request, without a body
 */
SipMessage MakeSipHopRequest(const SipMessage& request,
                             std::string_view method,
                             std::string_view to);

/**
 * Copy Authorization and Proxy-Authorization, as an ACK must have them (section 22.1).
 * @param invite the INVITE
 * @param ack the ACK
 */
void CopySipCredentials(const SipMessage& invite, SipMessage& ack);

} // namespace ns3

#endif // SIP_HOP_REQUEST_H
