// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/mime-multipart.h"

#include <algorithm>
#include <utility>

namespace ns3
{

namespace
{

constexpr std::string_view MULTIPART = "multipart/";
constexpr std::size_t MAX_BOUNDARY = 70;

/// @return whether it may be a boundary (RFC 2046, section 5.1.1)
bool
IsBoundary(std::string_view text)
{
    const std::string_view special = "'()+_,-./:=? ";
    return !text.empty() && text.size() <= MAX_BOUNDARY && text.back() != ' ' &&
           std::all_of(text.begin(),
                       text.end(),
                       [special](char c)
                       {
                           return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                                  (c >= 'a' && c <= 'z') ||
                                  special.find(c) != std::string_view::npos;
                       });
}

/// @return whether the type is one of multipart
bool
IsMultipart(const MimeValue& type)
{
    return EqualsIgnoringCase(std::string_view(type.GetValue()).substr(0, MULTIPART.size()),
                              MULTIPART);
}

/// A line that holds the boundary.
struct Delimiter
{
    std::size_t begin{0}; ///< where it begins, the line end before it included
    std::size_t end{0};   ///< where the octets after it begin
    bool isLast{false};
};

/// Find the next line that holds the boundary.
std::optional<Delimiter>
FindDelimiter(std::string_view body, std::string_view dashed, std::size_t from)
{
    while ((from = body.find(dashed, from)) != std::string_view::npos)
    {
        const std::size_t found = from++;
        if (found != 0 && body[found - 1] != '\n')
        {
            continue;
        }
        Delimiter delimiter;
        delimiter.begin = found;
        for (const char c : {'\n', '\r'}) // the line end before belongs to the boundary
        {
            if (delimiter.begin > 0 && body[delimiter.begin - 1] == c)
            {
                --delimiter.begin;
            }
        }
        std::size_t end = found + dashed.size();
        delimiter.isLast = body.substr(end, 2) == "--";
        end += delimiter.isLast ? 2 : 0;
        while (end < body.size() && (body[end] == ' ' || body[end] == '\t'))
        {
            ++end;
        }
        if (body.substr(end, 1) == "\n")
        {
            delimiter.end = end + 1;
        }
        else if (body.substr(end, 2) == "\r\n")
        {
            delimiter.end = end + 2;
        }
        else if (delimiter.isLast && end == body.size())
        {
            delimiter.end = end;
        }
        else
        {
            continue; // a longer line that only begins like one
        }
        return delimiter;
    }
    return std::nullopt;
}

} // namespace

tl::expected<std::vector<MimeEntity>, MimeError>
ParseMultipart(const MimeEntity& entity, const MimeLimits& limits)
{
    const auto type = entity.GetContentType();
    const auto boundary = type ? type->GetParameter("boundary") : std::nullopt;
    if (!type || !IsMultipart(*type) || !boundary || !IsBoundary(*boundary))
    {
        return tl::unexpected(MimeError::NotMultipart);
    }
    const std::string_view body = entity.GetBody();
    if (body.size() > limits.maxOctets)
    {
        return tl::unexpected(MimeError::LimitExceeded);
    }
    const Octets dashed = Octets("--").append(*boundary);
    std::vector<MimeEntity> parts;
    auto delimiter = FindDelimiter(body, dashed, 0);
    while (delimiter && !delimiter->isLast)
    {
        const std::size_t begin = delimiter->end;
        delimiter = FindDelimiter(body, dashed, begin);
        if (!delimiter)
        {
            break;
        }
        if (parts.size() == limits.maxParts)
        {
            return tl::unexpected(MimeError::LimitExceeded);
        }
        const std::size_t size = delimiter->begin > begin ? delimiter->begin - begin : 0;
        auto part = MimeEntity::Parse(body.substr(begin, size), limits);
        if (!part)
        {
            return tl::unexpected(part.error());
        }
        parts.push_back(std::move(*part));
    }
    if (!delimiter || parts.empty())
    {
        return tl::unexpected(MimeError::Malformed);
    }
    return parts;
}

tl::expected<std::vector<MimeEntity>, MimeError>
CollectLeaves(const MimeEntity& entity, const MimeLimits& limits)
{
    std::vector<MimeEntity> leaves;
    std::vector<std::pair<MimeEntity, std::size_t>> open; // with how many multiparts are around it
    open.emplace_back(entity, 0);
    std::size_t count = 0;
    while (!open.empty())
    {
        const auto [current, depth] = std::move(open.back());
        open.pop_back();
        const auto type = current.GetContentType();
        if (!type)
        {
            return tl::unexpected(type.error());
        }
        if (!IsMultipart(*type))
        {
            leaves.push_back(current);
            continue;
        }
        if (depth == limits.maxDepth)
        {
            return tl::unexpected(MimeError::LimitExceeded);
        }
        auto parts = ParseMultipart(current, limits);
        if (!parts)
        {
            return tl::unexpected(parts.error() == MimeError::NotMultipart ? MimeError::Malformed
                                                                           : parts.error());
        }
        count += parts->size();
        if (count > limits.maxParts)
        {
            return tl::unexpected(MimeError::LimitExceeded);
        }
        while (!parts->empty())
        {
            open.emplace_back(std::move(parts->back()), depth + 1);
            parts->pop_back();
        }
    }
    return leaves;
}

tl::expected<MimeEntity, MimeError>
BuildMultipart(const MimeValue& type,
               const std::vector<MimeEntity>& parts,
               std::string_view boundary)
{
    if (parts.empty() || !IsBoundary(boundary) || !IsMultipart(type))
    {
        return tl::unexpected(MimeError::Malformed);
    }
    const Octets dashed = Octets("--").append(boundary);
    Octets body;
    for (const MimeEntity& part : parts)
    {
        const Octets octets = part.Serialize();
        if (octets.find(dashed) != Octets::npos)
        {
            return tl::unexpected(MimeError::BoundaryInContent);
        }
        body.append(dashed).append("\r\n").append(octets).append("\r\n");
    }
    body.append(dashed).append("--\r\n");
    MimeValue complete = type;
    complete.SetParameter("boundary", boundary);
    return MimeEntity(complete.ToString(), body);
}

Octets
ChooseBoundary(std::string_view stem, const std::vector<MimeEntity>& parts)
{
    constexpr std::size_t maxStem = 40;
    for (unsigned long number = 1;; ++number)
    {
        const Octets boundary =
            Octets(stem.substr(0, maxStem)).append("-").append(std::to_string(number));
        const Octets dashed = "--" + boundary;
        const bool occurs = std::any_of(parts.begin(),
                                        parts.end(),
                                        [&dashed](const MimeEntity& part)
                                        {
                                            return part.Serialize().find(dashed) != Octets::npos;
                                        });
        if (!occurs)
        {
            return boundary;
        }
    }
}

} // namespace ns3
