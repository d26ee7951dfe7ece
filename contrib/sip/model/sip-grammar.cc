// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-grammar.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cstring>
#include <netinet/in.h>

namespace ns3
{

namespace
{

constexpr bool
IsLetterOrDigit(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/** What an octet may be part of, as bits. */
enum OctetClass : uint8_t
{
    TOKEN = 1,    ///< token
    PLAIN = 2,    ///< a parameter
    VISIBLE = 4,  ///< a URI
    USER_INFO = 8 ///< user part and password of a URI
};

constexpr std::array<uint8_t, 256>
MakeClasses()
{
    std::array<uint8_t, 256> classes{};
    for (int c = '!'; c < 0x7f; ++c)
    {
        const auto octet = static_cast<char>(c);
        const bool word = IsLetterOrDigit(static_cast<unsigned char>(c));
        const bool token =
            word || std::string_view("-.!%*_+`'~").find(octet) != std::string_view::npos;
        const bool visible = octet != '"' && octet != '<' && octet != '>';
        const bool plain = visible && octet != ',' && octet != ';';
        const bool user =
            word || std::string_view("-_.!~*'()%&=+$,;?/:").find(octet) != std::string_view::npos;
        classes[c] = static_cast<uint8_t>((token ? TOKEN : 0) | (plain ? PLAIN : 0) |
                                          (visible ? VISIBLE : 0) | (user ? USER_INFO : 0));
    }
    return classes;
}

constexpr std::array<uint8_t, 256> CLASSES = MakeClasses();

bool
IsAll(std::string_view text, OctetClass wanted)
{
    for (const char c : text)
    {
        if ((CLASSES[static_cast<unsigned char>(c)] & wanted) == 0)
        {
            return false;
        }
    }
    return true;
}

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
        if (a[i] != b[i] && Lower(a[i]) != Lower(b[i]))
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
    return !text.empty() && IsAll(text, TOKEN);
}

bool
IsSipPlain(std::string_view text)
{
    return IsAll(text, PLAIN);
}

bool
IsSipVisible(std::string_view text)
{
    return IsAll(text, VISIBLE);
}

bool
IsSipUserInfo(std::string_view text)
{
    return IsAll(text, USER_INFO);
}

bool
IsSipHost(std::string_view text)
{
    if (!text.empty() && text.front() == '[')
    {
        in6_addr address;
        return text.size() > 2 && text.size() <= 2 + INET6_ADDRSTRLEN && text.back() == ']' &&
               inet_pton(AF_INET6,
                         std::string(text.substr(1, text.size() - 2)).c_str(),
                         &address) == 1;
    }
    for (const char c : text)
    {
        // The underscore is not in the grammar, but in names that are used.
        if (!IsLetterOrDigit(static_cast<unsigned char>(c)) && c != '-' && c != '.' && c != '_')
        {
            return false;
        }
    }
    return !text.empty() && text.front() != '.' && text.front() != '-';
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

std::size_t
FindSipQuoteEnd(std::string_view text)
{
    for (std::size_t i = 1; i < text.size(); ++i)
    {
        if (text[i] == '\\')
        {
            ++i;
        }
        else if (text[i] == '"')
        {
            return i;
        }
    }
    return std::string_view::npos;
}

std::size_t
FindSipSeparator(std::string_view text, char separator, std::size_t begin)
{
    for (std::size_t i = begin; i < text.size(); ++i)
    {
        const char c = text[i];
        if (c == separator)
        {
            return i;
        }
        if (c == '"' || c == '<')
        {
            const std::size_t length =
                c == '"' ? FindSipQuoteEnd(text.substr(i)) : text.substr(i).find('>');
            if (length == std::string_view::npos)
            {
                return text.size();
            }
            i += length;
        }
    }
    return text.size();
}

std::vector<std::string_view>
SplitSip(std::string_view text, char separator)
{
    std::vector<std::string_view> parts;
    std::size_t begin = 0;
    std::size_t end = 0;
    do
    {
        end = FindSipSeparator(text, separator, begin);
        parts.push_back(TrimSip(text.substr(begin, end - begin)));
        begin = end + 1;
    } while (end < text.size());
    return parts;
}

bool
HasSipEscapesOnly(std::string_view text)
{
    for (std::size_t i = text.find('%'); i != std::string_view::npos; i = text.find('%', i + 1))
    {
        if (text.size() - i < 3 || HexValue(text[i + 1]) < 0 || HexValue(text[i + 2]) < 0)
        {
            return false;
        }
    }
    return true;
}

bool
HasSipControl(std::string_view text)
{
    // Eight octets at a time. Subtracting 0x20 from each borrows into the high bit of those below
    // it; a borrow may spill into the next octet, so a hit is only a suspicion.
    constexpr uint64_t ONES = 0x0101010101010101U;
    constexpr uint64_t HIGH = 0x80U * ONES;
    std::size_t i = 0;
    for (; i + sizeof(uint64_t) <= text.size(); i += sizeof(uint64_t))
    {
        uint64_t octets = 0;
        std::memcpy(&octets, text.data() + i, sizeof(octets));
        const uint64_t deleted = octets ^ (0x7fU * ONES);
        if ((((octets - 0x20U * ONES) & ~octets) | ((deleted - ONES) & ~deleted)) & HIGH)
        {
            break;
        }
    }
    return std::any_of(text.begin() + static_cast<std::ptrdiff_t>(i),
                       text.end(),
                       [](char c)
                       {
                           const auto octet = static_cast<unsigned char>(c);
                           return (octet < ' ' && c != '\t') || octet == 0x7f;
                       });
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
        const bool whole = text.size() - i > 2;
        const int high = whole ? HexValue(text[i + 1]) : -1;
        const int low = whole ? HexValue(text[i + 2]) : -1;
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
