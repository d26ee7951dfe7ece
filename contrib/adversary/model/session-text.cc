// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/session-text.h"

#include <algorithm>

namespace ns3
{

namespace
{

/**
 * @param octets any octets
 * @param begin where a line begins
 * @return where it ends: before CR or LF, or at the end
 */
std::size_t
FindLineEnd(std::string_view octets, std::size_t begin)
{
    return std::min(octets.find_first_of("\r\n", begin), octets.size());
}

/**
 * @param octets any octets
 * @param prefix what a line begins with
 * @param from where to begin to look
 * @return where the first such line begins; npos if there is none
 */
std::size_t
FindLine(std::string_view octets, std::string_view prefix, std::size_t from)
{
    for (std::size_t at = octets.find(prefix, from); at != std::string_view::npos;
         at = octets.find(prefix, at + 1))
    {
        if (at == 0 || octets[at - 1] == '\n')
        {
            return at;
        }
    }
    return std::string_view::npos;
}

/// What the lines that matter begin with.
constexpr std::string_view CONNECTION = "c=IN IP4 ";
/// What the lines that matter begin with.
constexpr std::string_view MEDIA = "m=audio ";
/// What the lines that matter begin with.
constexpr std::string_view CRYPTO = "a=crypto:";
/// What a key stands behind.
constexpr std::string_view INLINE = "inline:";

} // namespace

std::optional<std::string>
SessionText::Find(std::string_view octets)
{
    const std::size_t version = FindLine(octets, "v=0", 0);
    if (version == std::string_view::npos)
    {
        return std::nullopt;
    }
    std::string found;
    for (const std::string_view prefix : {CONNECTION, MEDIA})
    {
        const std::size_t at = FindLine(octets, prefix, version);
        if (at != std::string_view::npos)
        {
            found += (found.empty() ? "" : " ");
            found += octets.substr(at, FindLineEnd(octets, at) - at);
        }
    }
    return found.empty() ? std::nullopt : std::optional<std::string>(found);
}

bool
SessionText::Redirect(std::string& octets, const std::string& address, uint16_t port)
{
    if (!Find(octets))
    {
        return false;
    }
    const std::string before = octets;
    for (std::size_t at = FindLine(octets, CONNECTION, 0); at != std::string::npos;
         at = FindLine(octets, CONNECTION, at + 1))
    {
        const std::size_t value = at + CONNECTION.size();
        octets.replace(value, FindLineEnd(octets, value) - value, address);
    }
    for (std::size_t at = FindLine(octets, MEDIA, 0); at != std::string::npos;
         at = FindLine(octets, MEDIA, at + 1))
    {
        const std::size_t value = at + MEDIA.size();
        const std::size_t end = std::min(octets.find(' ', value), FindLineEnd(octets, value));
        octets.replace(value, end - value, std::to_string(port));
    }
    return octets != before;
}

std::optional<std::string>
SessionText::FindKeys(std::string_view octets)
{
    const std::size_t line = FindLine(octets, CRYPTO, 0);
    if (line == std::string_view::npos)
    {
        return std::nullopt;
    }
    const std::size_t end = FindLineEnd(octets, line);
    const std::size_t at = octets.substr(0, end).find(INLINE, line);
    if (at == std::string_view::npos)
    {
        return std::nullopt;
    }
    const std::size_t key = at + INLINE.size();
    return std::string(octets.substr(key, std::min(octets.find_first_of(" |;", key), end) - key));
}

bool
SessionText::ReplaceKeys(std::string& octets, const std::string& key)
{
    bool isChanged = false;
    for (std::size_t line = FindLine(octets, CRYPTO, 0); line != std::string::npos;
         line = FindLine(octets, CRYPTO, line + 1))
    {
        const std::size_t end = FindLineEnd(octets, line);
        const std::size_t at = octets.find(INLINE, line);
        if (at == std::string::npos || at >= end)
        {
            continue;
        }
        const std::size_t value = at + INLINE.size();
        octets.replace(value, std::min(octets.find_first_of(" |;", value), end) - value, key);
        isChanged = true;
    }
    return isChanged;
}

bool
SessionText::DisturbPort(std::string& octets)
{
    const std::size_t at = FindLine(octets, MEDIA, 0);
    if (at == std::string::npos)
    {
        return false;
    }
    const std::size_t value = at + MEDIA.size();
    const std::size_t end = std::min(octets.find(' ', value), FindLineEnd(octets, value));
    for (std::size_t i = end; i-- > value;)
    {
        if (octets[i] >= '0' && octets[i] <= '9')
        {
            octets[i] = octets[i] == '2' ? '4' : '2'; // stays even, stays a port
            return true;
        }
    }
    return false;
}

} // namespace ns3
