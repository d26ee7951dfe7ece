// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/ber-normalizer.h"

#include "ns3/der-reader.h"
#include "ns3/der-writer.h"

#include <vector>

namespace ns3
{

namespace
{

/// An element whose end was not reached yet.
struct OpenElement
{
    uint8_t tag{0};
    bool indefinite{false};
    std::size_t end{0}; ///< where it ends, if the length is definite
    Octets content;
};

} // namespace

bool
IsIndefinite(std::string_view ber)
{
    return ber.size() >= 2 && static_cast<uint8_t>(ber[1]) == 0x80;
}

std::optional<Octets>
NormalizeBer(std::string_view ber, std::size_t maxDepth)
{
    std::vector<OpenElement> open;
    std::size_t position = 0;
    // Closes the innermost element; the last one to be closed is the result.
    const auto close = [&open]() -> std::optional<Octets>
    {
        OpenElement closed = std::move(open.back());
        open.pop_back();
        const bool isString = closed.tag == der_tag::CONSTRUCTED_OCTET_STRING;
        const bool insideString =
            !open.empty() && open.back().tag == der_tag::CONSTRUCTED_OCTET_STRING;
        Octets encoded =
            isString && insideString
                ? std::move(closed.content)
                : EncodeDer(isString ? der_tag::OCTET_STRING : closed.tag, closed.content);
        if (open.empty())
        {
            return encoded;
        }
        open.back().content.append(encoded);
        return std::nullopt;
    };

    while (true)
    {
        std::string_view rest = ber.substr(position);
        if (!open.empty())
        {
            const OpenElement& inner = open.back();
            const bool ended = inner.indefinite ? rest.substr(0, 2) == std::string_view("\0\0", 2)
                                                : position == inner.end;
            if (ended)
            {
                position += inner.indefinite ? 2 : 0;
                if (auto whole = close())
                {
                    return position == ber.size() ? whole : std::nullopt;
                }
                continue;
            }
        }
        if (!open.empty() && !open.back().indefinite)
        {
            rest = ber.substr(position, open.back().end - position);
        }
        const bool insideString =
            !open.empty() && open.back().tag == der_tag::CONSTRUCTED_OCTET_STRING;
        if (rest.size() < 2)
        {
            return std::nullopt;
        }
        const auto tag = static_cast<uint8_t>(rest[0]);
        const bool indefinite = static_cast<uint8_t>(rest[1]) == 0x80;
        if (indefinite)
        {
            if ((tag & 0x20) == 0 || (tag & 0x1f) == 0x1f || open.size() == maxDepth ||
                (insideString && tag != der_tag::CONSTRUCTED_OCTET_STRING))
            {
                return std::nullopt;
            }
            open.push_back({tag, true, 0, {}});
            position += 2;
            continue;
        }
        DerReader reader(rest);
        const DerElement element = reader.ReadAny();
        if (!reader.IsGood())
        {
            return std::nullopt;
        }
        if (tag == der_tag::CONSTRUCTED_OCTET_STRING)
        {
            if (open.size() == maxDepth)
            {
                return std::nullopt;
            }
            const std::size_t header = element.raw.size() - element.content.size();
            open.push_back({tag, false, position + element.raw.size(), {}});
            position += header;
            continue;
        }
        if (insideString && tag != der_tag::OCTET_STRING)
        {
            return std::nullopt;
        }
        position += element.raw.size();
        if (open.empty())
        {
            return position == ber.size() ? std::optional<Octets>(element.raw) : std::nullopt;
        }
        open.back().content.append(insideString ? element.content : element.raw);
    }
}

} // namespace ns3
