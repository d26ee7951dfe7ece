// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-cancel.h"

#include "ns3/sip-hop-request.h"

namespace ns3
{

SipMessage
MakeSipCancel(const SipMessage& request)
{
    return MakeSipHopRequest(request, "CANCEL", request.GetHeader("To").value_or(""));
}

} // namespace ns3
