// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_CANCEL_H
#define SIP_CANCEL_H

#include "ns3/sip-message.h"

namespace ns3
{

/**
 * Make the CANCEL for a request (RFC 3261 section 9.1): same Request-URI, Call-ID, To, CSeq number
 * and From, the request's top Via as its only Via, and its Route header fields.
 *
 * The caller must have seen a provisional response, and no final one, before it sends this.
 * SipTransactionKey::ForCancelled matches it at the other side (section 9.2).
 *
 * @param request the request as it was sent, with its top Via
 * @return the CANCEL
 */
SipMessage MakeSipCancel(const SipMessage& request);

} // namespace ns3

#endif // SIP_CANCEL_H
