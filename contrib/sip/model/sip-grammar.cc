// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-grammar.h"

#include <array>

namespace ns3
{

namespace
{

constexpr bool
IsLetterOrDigit(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/** Which octets are in a token (section 25.1). */
constexpr std::array<bool, 256>
MakeTokenTable()
{
    std::array<bool, 256> table{};
    for (int c = 0; c < 256; ++c)
    {
        table[c] = IsLetterOrDigit(static_cast<unsigned char>(c));
    }
    for (const char c : {'-', '.', '!', '%', '*', '_', '+', '`', '\'', '~'})
    {
        table[static_cast<unsigned char>(c)] = true;
    }
    return table;
}

constexpr std::array<bool, 256> TOKEN = MakeTokenTable();

constexpr char
Lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

constexpr bool
IsSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

constexpr int
HexValue(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

} // namespace

std::string_view
TrimSip(std::string_view text)
{
    while (!text.empty() && IsSpace(text.front()))
    {
        text.remove_prefix(1);
    }
    while (!text.empty() && IsSpace(text.back()))
    {
        text.remove_suffix(1);
    }
    return text;
}

bool
EqualsSipToken(std::string_view a, std::string_view b)
{
    if (a.size() != b.size())
    {
        return false;
    }
    for (std::size_t i = 0; i < a.size(); ++i)
    {
        if (Lower(a[i]) != Lower(b[i]))
        {
            return false;
        }
    }
    return true;
}

std::string
LowerSip(std::string_view text)
{
    std::string lower(text);
    for (char& c : lower)
    {
        c = Lower(c);
    }
    return lower;
}

bool
IsSipToken(std::string_view text)
{
    for (const char c : text)
    {
        if (!TOKEN[static_cast<unsigned char>(c)])
        {
            return false;
        }
    }
    return !text.empty();
}

bool
IsSipHost(std::string_view text)
{
    if (text.size() > 2 && text.front() == '[' && text.back() == ']')
    {
        for (const char c : text.substr(1, text.size() - 2))
        {
            if (HexValue(c) < 0 && c != ':' && c != '.')
            {
                return false;
            }
        }
        return true;
    }
    for (const char c : text)
    {
        // The underscore is not in the grammar, but in names that are used.
        if (!IsLetterOrDigit(static_cast<unsigned char>(c)) && c != '-' && c != '.' && c != '_')
        {
            return false;
        }
    }
    return !text.empty() && text.front() != '.';
}

std::optional<uint64_t>
ParseSipNumber(std::string_view text, uint64_t maximum)
{
    if (text.empty())
    {
        return std::nullopt;
    }
    uint64_t number = 0;
    for (const char c : text)
    {
        if (c < '0' || c > '9')
        {
            return std::nullopt;
        }
        const uint64_t digit = c - '0';
        if (digit > maximum || number > (maximum - digit) / 10)
        {
            return std::nullopt;
        }
        number = number * 10 + digit;
    }
    return number;
}

std::vector<std::string_view>
SplitSip(std::string_view text, char separator)
{
    std::vector<std::string_view> parts;
    std::size_t begin = 0;
    bool quoted = false;
    bool angled = false;
    for (std::size_t i = 0; i < text.size(); ++i)
    {
        const char c = text[i];
        if (quoted)
        {
            i += c == '\\' ? 1 : 0;
            quoted = c != '"';
        }
        else if (c == '"')
        {
            quoted = true;
        }
        else if (c == '<' || c == '>')
        {
            angled = c == '<';
        }
        else if (c == separator && !angled)
        {
            parts.push_back(TrimSip(text.substr(begin, i - begin)));
            begin = i + 1;
        }
    }
    parts.push_back(TrimSip(text.substr(begin)));
    return parts;
}

std::optional<std::string>
UnescapeSip(std::string_view text)
{
    std::string plain;
    plain.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i)
    {
        if (text[i] != '%')
        {
            plain += text[i];
            continue;
        }
        const int high = i + 2 <= text.size() - 1 ? HexValue(text[i + 1]) : -1;
        const int low = i + 2 <= text.size() - 1 ? HexValue(text[i + 2]) : -1;
        if (high < 0 || low < 0)
        {
            return std::nullopt;
        }
        plain += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return plain;
}

} // namespace ns3
