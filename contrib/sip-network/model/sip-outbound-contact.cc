// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-outbound-contact.h"

#include "ns3/simulator.h"
#include "ns3/sip-grammar.h"
#include "ns3/sip-text.h"

#include <algorithm>

namespace ns3
{

namespace
{

constexpr std::size_t MAX_INSTANCE = 256; ///< octets of the longest instance that is kept
constexpr std::size_t MAX_PATH = 16;      ///< entries of the longest Path that is kept

} // namespace

bool
SipFlowId::operator==(const SipFlowId& other) const
{
    return regId == other.regId && instance == other.instance;
}

std::string
SipFlowId::ToString() const
{
    return ";+sip.instance=\"<" + instance + ">\";reg-id=" + std::to_string(regId);
}

std::optional<SipFlowId>
ParseSipFlowId(const SipNameAddr& contact)
{
    if (contact.IsStar())
    {
        return std::nullopt;
    }
    const auto instance = contact.GetParameter("+sip.instance");
    const auto number = contact.GetParameter("reg-id");
    if (!instance || !number || instance->size() < 5 || instance->size() > MAX_INSTANCE ||
        instance->substr(0, 2) != "\"<" || instance->substr(instance->size() - 2) != ">\"")
    {
        return std::nullopt;
    }
    const uint64_t regId = ParseSipNumber(*number, 2147483647).value_or(0);
    if (regId == 0)
    {
        return std::nullopt;
    }
    return SipFlowId{std::string(instance->substr(2, instance->size() - 4)),
                     static_cast<uint32_t>(regId)};
}

std::vector<std::string>
FindUnknownSipOptions(const SipMessage& request, const std::vector<std::string_view>& known)
{
    std::vector<std::string> unknown;
    for (const auto& value : request.GetHeaders("Require"))
    {
        const bool isKnown = std::any_of(known.begin(),
                                         known.end(),
                                         [&value](std::string_view option)
                                         {
                                             return EqualsSipToken(value, option);
                                         });
        if (!isKnown)
        {
            unknown.emplace_back(value);
        }
    }
    return unknown;
}

std::vector<SipNameAddr>
GetSipPath(const SipMessage& message)
{
    std::vector<SipNameAddr> path;
    for (const auto& value : message.GetHeaders("Path"))
    {
        const auto entry = SipNameAddr::Parse(value);
        if (!entry || !entry->GetUri().IsSip() || path.size() >= MAX_PATH)
        {
            return {};
        }
        path.push_back(*entry);
    }
    return path;
}

Time
GetSipRegistrationEnd(const SipMessage& response)
{
    uint32_t longest = 0;
    if (const auto contacts = response.GetContacts())
    {
        for (const SipNameAddr& contact : *contacts)
        {
            if (const auto expires = contact.GetParameter("expires"))
            {
                longest = std::max(longest, ParseSipSeconds(*expires).value_or(0));
            }
        }
    }
    return Simulator::Now() + Seconds(static_cast<double>(longest));
}

} // namespace ns3
