// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-validator.h"

#include <utility>

namespace ns3
{

namespace
{

tl::unexpected<SipFault>
MakeFault(std::string reason, int code = 400)
{
    return tl::unexpected<SipFault>(SipFault{code, std::move(reason)});
}

} // namespace

tl::expected<void, SipFault>
ValidateSipMessage(const SipMessage& message)
{
    const auto sequence = message.GetCSeq();
    if (!sequence)
    {
        return MakeFault(sequence.error().reason);
    }
    if (message.IsRequest() && sequence->GetMethod() != message.GetMethod())
    {
        return MakeFault("CSeq with another method than the request"); // section 8.1.1.5
    }
    const auto vias = message.GetVias();
    if (!vias)
    {
        return MakeFault(vias.error().reason);
    }
    const auto from = message.GetFrom();
    const auto to = message.GetTo();
    if (!from || !to)
    {
        return MakeFault(from ? "To: " + to.error().reason : "From: " + from.error().reason);
    }
    const auto callId = message.GetCallId();
    if (!callId)
    {
        return MakeFault(callId.error().reason);
    }
    const auto hops = message.GetMaxForwards();
    const auto expires = message.GetExpires();
    if (!hops || !expires)
    {
        return MakeFault(hops ? expires.error().reason : hops.error().reason);
    }
    for (const auto& addresses :
         {message.GetContacts(), message.GetRoutes(), message.GetRecordRoutes()})
    {
        if (!addresses)
        {
            return MakeFault(addresses.error().reason);
        }
        for (const SipNameAddr& address : *addresses)
        {
            if (address.IsStar() && (addresses->size() > 1 || message.GetMethod() != "REGISTER"))
            {
                return MakeFault("a star that is not the only Contact of a REGISTER");
            }
        }
    }
    if (message.IsRequest() && !message.GetRequestUri().IsSip() &&
        message.GetRequestUri().GetScheme() != "tel")
    {
        return MakeFault("Unsupported URI Scheme", 416); // section 8.2.2.1
    }
    if (message.IsRequest() && !message.GetRequestUri().GetHeaders().empty())
    {
        return MakeFault("headers in the Request-URI"); // section 19.1.1, table 1
    }
    return {};
}

} // namespace ns3
