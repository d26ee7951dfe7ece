// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-text.h"

#include "ns3/sip-grammar.h"

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
        {428, "Use Identity Header"},
        {430, "Flow Failed"},
        {436, "Bad Identity Info"},
        {437, "Unsupported Credential"},
        {438, "Invalid Identity Header"},
        {439, "First Hop Lacks Outbound Support"},
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
    return LowerSip(text);
}

std::vector<std::string>
GetWholeHeaders(const SipMessage& message, std::string_view name)
{
    std::vector<std::string> values;
    for (const SipHeaderField& field : message.GetAllHeaders())
    {
        if (EqualsSipToken(field.name, name))
        {
            values.emplace_back(field.value);
        }
    }
    return values;
}

std::optional<uint32_t>
ParseSipSeconds(std::string_view text)
{
    if (text.empty())
    {
        return std::nullopt;
    }
    constexpr uint64_t most = 0xffffffffU;
    uint64_t value = 0;
    for (const char digit : text)
    {
        if (digit < '0' || digit > '9')
        {
            return std::nullopt;
        }
        value = std::min(value * 10 + static_cast<uint64_t>(digit - '0'), most);
    }
    return static_cast<uint32_t>(value);
}

std::optional<int>
ParseSipQuality(std::string_view text)
{
    const bool isOne = !text.empty() && text[0] == '1';
    if (text.empty() || text.size() > 5 || (text[0] != '0' && !isOne) ||
        (text.size() > 1 && text[1] != '.'))
    {
        return std::nullopt;
    }
    int value = isOne ? 1000 : 0;
    int weight = 100;
    for (std::size_t i = 2; i < text.size(); ++i)
    {
        if (text[i] < '0' || text[i] > (isOne ? '0' : '9'))
        {
            return std::nullopt;
        }
        value += weight * (text[i] - '0');
        weight /= 10;
    }
    return value;
}

std::string
MakeSipWarning(int code, std::string_view agent, std::string_view text)
{
    std::string value = std::to_string(code) + " " + std::string(agent) + " \"";
    for (const char letter : text)
    {
        if (letter == '"' || letter == '\\')
        {
            value += '\\';
        }
        if (static_cast<unsigned char>(letter) >= ' ' && letter != '\x7f')
        {
            value += letter;
        }
    }
    return value + "\"";
}

bool
HasSipOption(const SipMessage& message, std::string_view name, std::string_view option)
{
    for (const auto& value : message.GetHeaders(name))
    {
        if (ToLowerAscii(value) == option)
        {
            return true;
        }
    }
    return false;
}

std::string
GetSipTag(const SipMessage& message, bool isFrom)
{
    const auto party = isFrom ? message.GetFrom() : message.GetTo();
    const auto tag = party ? party->GetTag() : std::nullopt;
    return tag ? std::string(*tag) : std::string();
}

} // namespace ns3
