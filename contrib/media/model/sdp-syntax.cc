// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/sdp-syntax.h"

#include <algorithm>
#include <charconv>

namespace ns3
{

bool
IsSdpToken(std::string_view text)
{
    return !text.empty() &&
           std::all_of(
               text.begin(),
               text.end(),
               [](unsigned char c)
               {
                   return c > 0x20 && c < 0x7F &&
                          std::string_view("\"(),/:;<=>?@[\\]").find(static_cast<char>(c)) ==
                              std::string_view::npos;
               });
}

tl::expected<uint64_t, SdpError>
ParseSdpNumber(std::string_view text, uint64_t maximum)
{
    uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || error != std::errc() || end != text.data() + text.size() ||
        number > maximum)
    {
        return MakeSdpSyntaxError("expected a number of at most " + std::to_string(maximum));
    }
    return number;
}

tl::expected<std::vector<std::string_view>, SdpError>
SplitSdpFields(std::string_view text, std::size_t maximum)
{
    if (static_cast<std::size_t>(std::count(text.begin(), text.end(), ' ')) >= maximum)
    {
        return MakeSdpSyntaxError("more than " + std::to_string(maximum) + " fields");
    }
    std::vector<std::string_view> fields;
    while (true)
    {
        const auto space = text.find(' ');
        fields.push_back(text.substr(0, space));
        if (fields.back().empty())
        {
            return MakeSdpSyntaxError("an empty field");
        }
        if (space == std::string_view::npos)
        {
            return fields;
        }
        text.remove_prefix(space + 1);
    }
}

tl::unexpected<SdpError>
MakeSdpSyntaxError(std::string reason)
{
    return tl::unexpected<SdpError>(SdpError{SdpError::Kind::Syntax, 0, std::move(reason)});
}

} // namespace ns3
