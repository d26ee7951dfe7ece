// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/call-scope.h"

#include "ns3/sip-text.h"

#include <algorithm>
#include <charconv>

namespace ns3
{

namespace
{

constexpr uint32_t MIN_SESSION_EXPIRES_S = 90; // RFC 4028 section 4
constexpr uint32_t MAX_SESSION_EXPIRES_S = 24 * 3600;

} // namespace

std::string
MakeCallScope(const SipMessage& message, bool isFrom)
{
    return std::string(message.GetCallId().value_or("")) + ";" + GetSipTag(message, isFrom);
}

std::string
FindCallScope(const SipMessage& request, const std::function<bool(const std::string&)>& isKnown)
{
    auto fromScope = MakeCallScope(request, true);
    auto toScope = MakeCallScope(request, false);
    return isKnown(toScope) && !isKnown(fromScope) ? toScope : fromScope;
}

CallPlace
LocateInCall(const SipMessage& request,
             const SipMessage* response,
             const std::function<bool(const std::string&)>& isKnown)
{
    CallPlace place;
    place.scope = FindCallScope(request, isKnown);
    place.isRequestByCaller = place.scope == MakeCallScope(request, true);
    place.isByCaller = place.isRequestByCaller == (response == nullptr);
    place.calleeTag = place.isRequestByCaller ? GetSipTag(response ? *response : request, false)
                                              : GetSipTag(request, true);
    return place;
}

std::optional<Time>
FindSessionInterval(const SipMessage& response)
{
    const auto value = response.GetHeader("Session-Expires");
    uint32_t seconds = 0;
    if (!value ||
        std::from_chars(value->data(), value->data() + value->size(), seconds).ec != std::errc() ||
        seconds > MAX_SESSION_EXPIRES_S)
    {
        return std::nullopt;
    }
    return Seconds(std::max(seconds, MIN_SESSION_EXPIRES_S));
}

} // namespace ns3
