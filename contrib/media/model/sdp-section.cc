// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/sdp-section.h"

#include <algorithm>
#include <array>
#include <cassert>

namespace ns3
{
namespace
{

/**
 * \param value an a= line's value
 * \return the part before the first colon
 */
std::string_view
GetAttributeName(std::string_view value)
{
    return value.substr(0, value.find(':'));
}

/**
 * \param value an a= line's value
 * \return the part behind the first colon; empty if there is none
 */
std::string_view
GetAttributeValue(std::string_view value)
{
    const auto colon = value.find(':');
    return colon == std::string_view::npos ? std::string_view{} : value.substr(colon + 1);
}

/**
 * \param order the type letters in their order
 * \param type a type letter
 * \return its rank; t, r and z form one time description and share a rank
 */
std::size_t
GetRank(std::string_view order, char type)
{
    const auto rank = order.find(type == 'r' || type == 'z' ? 't' : type);
    assert(rank != std::string_view::npos && "no line of this type belongs here");
    return rank;
}

const std::array<SdpDirection, 4> DIRECTIONS{SdpDirection::SendReceive,
                                             SdpDirection::SendOnly,
                                             SdpDirection::ReceiveOnly,
                                             SdpDirection::Inactive};

} // namespace

bool
operator==(const SdpLine& a, const SdpLine& b)
{
    return a.type == b.type && a.value == b.value;
}

std::string_view
GetDirectionName(SdpDirection direction)
{
    switch (direction)
    {
    case SdpDirection::SendReceive:
        return "sendrecv";
    case SdpDirection::SendOnly:
        return "sendonly";
    case SdpDirection::ReceiveOnly:
        return "recvonly";
    case SdpDirection::Inactive:
        break;
    }
    return "inactive";
}

SdpDirection
MirrorDirection(SdpDirection direction)
{
    switch (direction)
    {
    case SdpDirection::SendOnly:
        return SdpDirection::ReceiveOnly;
    case SdpDirection::ReceiveOnly:
        return SdpDirection::SendOnly;
    default:
        return direction;
    }
}

const std::vector<SdpLine>&
SdpSection::GetLines() const
{
    return m_lines;
}

std::optional<std::string_view>
SdpSection::Find(char type) const
{
    for (const auto& line : m_lines)
    {
        if (line.type == type)
        {
            return line.value;
        }
    }
    return std::nullopt;
}

void
SdpSection::Set(char type, std::string_view value)
{
    for (auto& line : m_lines)
    {
        if (line.type == type)
        {
            line.value = value;
            return;
        }
    }
    Add(type, value);
}

void
SdpSection::Add(char type, std::string_view value)
{
    const auto order = GetOrder();
    const auto rank = GetRank(order, type);
    auto position = m_lines.end();
    while (position != m_lines.begin() && GetRank(order, std::prev(position)->type) > rank)
    {
        --position;
    }
    m_lines.insert(position, {type, std::string(value)});
}

void
SdpSection::Remove(char type)
{
    m_lines.erase(std::remove_if(m_lines.begin(),
                                 m_lines.end(),
                                 [type](const SdpLine& line)
                                 {
                                     return line.type == type;
                                 }),
                  m_lines.end());
}

std::optional<std::string_view>
SdpSection::GetAttribute(std::string_view name) const
{
    for (const auto& line : m_lines)
    {
        if (line.type == 'a' && GetAttributeName(line.value) == name)
        {
            return GetAttributeValue(line.value);
        }
    }
    return std::nullopt;
}

std::vector<std::string_view>
SdpSection::GetAttributes(std::string_view name) const
{
    std::vector<std::string_view> values;
    for (const auto& line : m_lines)
    {
        if (line.type == 'a' && GetAttributeName(line.value) == name)
        {
            values.push_back(GetAttributeValue(line.value));
        }
    }
    return values;
}

void
SdpSection::AddAttribute(std::string_view name, std::string_view value)
{
    std::string text(name);
    if (!value.empty())
    {
        text.append(":").append(value);
    }
    Add('a', text);
}

void
SdpSection::RemoveAttribute(std::string_view name)
{
    m_lines.erase(std::remove_if(m_lines.begin(),
                                 m_lines.end(),
                                 [name](const SdpLine& line)
                                 {
                                     return line.type == 'a' &&
                                            GetAttributeName(line.value) == name;
                                 }),
                  m_lines.end());
}

std::optional<SdpDirection>
SdpSection::GetDirection() const
{
    for (const auto& line : m_lines)
    {
        for (const auto direction : DIRECTIONS)
        {
            if (line.type == 'a' && line.value == GetDirectionName(direction))
            {
                return direction;
            }
        }
    }
    return std::nullopt;
}

void
SdpSection::SetDirection(SdpDirection direction)
{
    for (const auto each : DIRECTIONS)
    {
        RemoveAttribute(GetDirectionName(each));
    }
    AddAttribute(GetDirectionName(direction));
}

} // namespace ns3
