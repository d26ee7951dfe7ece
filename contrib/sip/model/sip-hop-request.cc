// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-hop-request.h"

#include <string>

namespace ns3
{

SipMessage
MakeSipHopRequest(const SipMessage& request, std::string_view method, std::string_view to)
{
    SipMessage made = SipMessage::MakeRequest(method, request.GetRequestUri());
    const auto vias = request.GetHeaders("Via");
    if (!vias.empty())
    {
        made.Add("Via", vias.front());
    }
    for (std::string_view route : request.GetHeaders("Route"))
    {
        made.Add("Route", route);
    }
    made.Add("Max-Forwards", "70");
    made.Add("From", request.GetHeader("From").value_or(""));
    made.Add("To", to);
    made.Add("Call-ID", request.GetHeader("Call-ID").value_or(""));
    const auto sequence = request.GetCSeq();
    made.Add("CSeq",
             std::to_string(sequence ? sequence->GetNumber() : 0) + " " + std::string(method));
    return made;
}

void
CopySipCredentials(const SipMessage& invite, SipMessage& ack)
{
    for (std::string_view name : {"Authorization", "Proxy-Authorization"})
    {
        for (std::string_view value : invite.GetHeaders(name))
        {
            ack.Add(name, value);
        }
    }
}

} // namespace ns3
