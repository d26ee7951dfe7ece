// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-text.h"

#include <algorithm>
#include <map>

namespace ns3
{

std::string
GetSipReason(int code)
{
    static const std::map<int, const char*> reasons = {
        {100, "Trying"},
        {180, "Ringing"},
        {181, "Call Is Being Forwarded"},
        {182, "Queued"},
        {183, "Session Progress"},
        {200, "OK"},
        {300, "Multiple Choices"},
        {301, "Moved Permanently"},
        {302, "Moved Temporarily"},
        {305, "Use Proxy"},
        {380, "Alternative Service"},
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {402, "Payment Required"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {406, "Not Acceptable"},
        {407, "Proxy Authentication Required"},
        {408, "Request Timeout"},
        {410, "Gone"},
        {413, "Request Entity Too Large"},
        {414, "Request-URI Too Long"},
        {415, "Unsupported Media Type"},
        {416, "Unsupported URI Scheme"},
        {420, "Bad Extension"},
        {421, "Extension Required"},
        {423, "Interval Too Brief"},
        {480, "Temporarily Unavailable"},
        {481, "Call/Transaction Does Not Exist"},
        {482, "Loop Detected"},
        {483, "Too Many Hops"},
        {484, "Address Incomplete"},
        {485, "Ambiguous"},
        {486, "Busy Here"},
        {487, "Request Terminated"},
        {488, "Not Acceptable Here"},
        {491, "Request Pending"},
        {493, "Undecipherable"},
        {495, "Signature Required"},
        {496, "Proxy Undecipherable"},
        {500, "Server Internal Error"},
        {501, "Not Implemented"},
        {502, "Bad Gateway"},
        {503, "Service Unavailable"},
        {504, "Server Time-out"},
        {505, "Version Not Supported"},
        {513, "Message Too Large"},
        {600, "Busy Everywhere"},
        {603, "Decline"},
        {604, "Does Not Exist Anywhere"},
        {606, "Not Acceptable"},
    };
    const auto found = reasons.find(code);
    if (found != reasons.end())
    {
        return found->second;
    }
    static const std::map<int, const char*> classes = {{1, "Progress"},
                                                       {2, "Success"},
                                                       {3, "Redirection"},
                                                       {4, "Client Error"},
                                                       {5, "Server Error"},
                                                       {6, "Global Failure"}};
    const auto kind = classes.find(code / 100);
    return kind == classes.end() ? "Unknown" : kind->second;
}

std::string
ToLowerAscii(std::string_view text)
{
    std::string lower(text);
    std::transform(lower.begin(),
                   lower.end(),
                   lower.begin(),
                   [](char letter)
                   {
                       return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a')
                                                             : letter;
                   });
    return lower;
}

std::vector<std::string>
GetWholeHeaders(const SipMessage& message, std::string_view name)
{
    const std::string wanted = ToLowerAscii(name);
    std::vector<std::string> values;
    for (const SipHeaderField& field : message.GetAllHeaders())
    {
        if (ToLowerAscii(field.name) == wanted)
        {
            values.emplace_back(field.value);
        }
    }
    return values;
}

std::string
GetSipTag(const SipMessage& message, bool isFrom)
{
    const auto party = isFrom ? message.GetFrom() : message.GetTo();
    const auto tag = party ? party->GetTag() : std::nullopt;
    return tag ? std::string(*tag) : std::string();
}

} // namespace ns3
