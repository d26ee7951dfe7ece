// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/octets.h"

#include <array>
#include <cstdint>

namespace ns3
{

namespace
{

constexpr std::string_view HEX_DIGITS = "0123456789abcdef";
constexpr std::string_view BASE64_DIGITS =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/**
 * @param digit a character
 * @return its value as a hexadecimal digit; -1 if it is none
 */
int
GetHexValue(char digit)
{
    if (digit >= '0' && digit <= '9')
    {
        return digit - '0';
    }
    if (digit >= 'a' && digit <= 'f')
    {
        return digit - 'a' + 10;
    }
    if (digit >= 'A' && digit <= 'F')
    {
        return digit - 'A' + 10;
    }
    return -1;
}

/** @return the value of each character as a base64 digit; -1 if it is none */
constexpr std::array<int8_t, 256>
MakeBase64Values()
{
    std::array<int8_t, 256> values{};
    for (auto& value : values)
    {
        value = -1;
    }
    for (size_t i = 0; i < BASE64_DIGITS.size(); ++i)
    {
        values[static_cast<unsigned char>(BASE64_DIGITS[i])] = static_cast<int8_t>(i);
    }
    return values;
}

constexpr std::array<int8_t, 256> BASE64_VALUES = MakeBase64Values();

} // namespace

std::string
ToHex(std::string_view octets)
{
    std::string hex;
    hex.reserve(octets.size() * 2);
    for (const unsigned char octet : octets)
    {
        hex += HEX_DIGITS[octet >> 4];
        hex += HEX_DIGITS[octet & 15];
    }
    return hex;
}

tl::expected<Octets, std::string>
FromHex(std::string_view hex)
{
    if (hex.size() % 2 != 0)
    {
        return tl::make_unexpected("odd number of hexadecimal digits: " +
                                   std::to_string(hex.size()));
    }
    Octets octets;
    octets.reserve(hex.size() / 2);
    for (size_t i = 0; i < hex.size(); i += 2)
    {
        const int high = GetHexValue(hex[i]);
        const int low = GetHexValue(hex[i + 1]);
        if (high < 0 || low < 0)
        {
            return tl::make_unexpected("not a hexadecimal digit at position " +
                                       std::to_string(high < 0 ? i : i + 1));
        }
        octets += static_cast<char>(high << 4 | low);
    }
    return octets;
}

std::string
Base64Encode(std::string_view octets, size_t lineLength)
{
    std::string text;
    text.reserve((octets.size() + 2) / 3 * 4);
    size_t column = 0;
    const auto put = [&](char digit)
    {
        text += digit;
        if (lineLength && ++column == lineLength)
        {
            text += "\r\n";
            column = 0;
        }
    };
    for (size_t i = 0; i < octets.size(); i += 3)
    {
        const auto at = [&](size_t k) -> uint32_t
        {
            return i + k < octets.size() ? static_cast<unsigned char>(octets[i + k]) : 0;
        };
        const uint32_t group = at(0) << 16 | at(1) << 8 | at(2);
        const size_t left = octets.size() - i;
        put(BASE64_DIGITS[group >> 18]);
        put(BASE64_DIGITS[group >> 12 & 63]);
        put(left > 1 ? BASE64_DIGITS[group >> 6 & 63] : '=');
        put(left > 2 ? BASE64_DIGITS[group & 63] : '=');
    }
    if (lineLength && column)
    {
        text += "\r\n";
    }
    return text;
}

tl::expected<Octets, std::string>
Base64Decode(std::string_view text)
{
    Octets octets;
    octets.reserve(text.size() / 4 * 3);
    uint32_t group = 0;
    unsigned digits = 0;
    unsigned padding = 0;
    for (size_t i = 0; i < text.size(); ++i)
    {
        const char c = text[i];
        if (c == ' ' || c == '\t' || c == '\r' || c == '\n')
        {
            continue;
        }
        if (c == '=')
        {
            ++padding;
            if (padding > 2 || digits + padding > 4 || digits < 2)
            {
                return tl::make_unexpected("base64 padding out of place at position " +
                                           std::to_string(i));
            }
            continue;
        }
        const int value = BASE64_VALUES[static_cast<unsigned char>(c)];
        if (value < 0 || padding)
        {
            return tl::make_unexpected("not a base64 digit at position " + std::to_string(i));
        }
        group = group << 6 | static_cast<uint32_t>(value);
        if (++digits == 4)
        {
            octets += static_cast<char>(group >> 16);
            octets += static_cast<char>(group >> 8);
            octets += static_cast<char>(group);
            group = 0;
            digits = 0;
        }
    }
    if (digits + padding != 0 && digits + padding != 4)
    {
        return tl::make_unexpected(std::string("base64 text ends inside a group of four"));
    }
    if (digits == 2 || digits == 3)
    {
        const unsigned spare = digits == 2 ? 4 : 2;
        if (group & ((1U << spare) - 1))
        {
            return tl::make_unexpected(std::string("base64 text has bits left over"));
        }
        group >>= spare;
        if (digits == 3)
        {
            octets += static_cast<char>(group >> 8);
        }
        octets += static_cast<char>(group);
    }
    return octets;
}

} // namespace ns3
