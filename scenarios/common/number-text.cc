// SPDX-License-Identifier: GPL-2.0-only

#include "number-text.h"

#include <charconv>
#include <cmath>

namespace ns3
{

std::optional<uint64_t>
ReadUnsigned(std::string_view text)
{
    uint64_t number = 0;
    const auto end = text.data() + text.size();
    const auto result = std::from_chars(text.data(), end, number);
    if (result.ec != std::errc() || result.ptr != end)
    {
        return std::nullopt;
    }
    return number;
}

std::optional<double>
ReadDecimal(std::string_view text)
{
    double number = 0;
    const auto end = text.data() + text.size();
    const auto result = std::from_chars(text.data(), end, number);
    if (result.ec != std::errc() || result.ptr != end || !std::isfinite(number))
    {
        return std::nullopt;
    }
    return number;
}

std::string
WriteDecimal(double number)
{
    char buffer[400];
    const auto result =
        std::to_chars(buffer, buffer + sizeof(buffer), number, std::chars_format::fixed);
    return std::string(buffer, result.ptr);
}

std::string
WriteScaled(int64_t number, unsigned digits)
{
    const bool isNegative = number < 0;
    std::string text = std::to_string(number).substr(isNegative ? 1 : 0);
    if (text.size() <= digits)
    {
        text.insert(0, digits + 1 - text.size(), '0');
    }
    if (digits > 0)
    {
        text.insert(text.size() - digits, ".");
        text.erase(text.find_last_not_of('0') + 1);
        if (text.back() == '.')
        {
            text.pop_back();
        }
    }
    return (isNegative ? "-" : "") + text;
}

} // namespace ns3
