// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/signed-entity.h"

#include "ns3/mime-multipart.h"

#include <vector>

namespace ns3
{
namespace
{

constexpr std::string_view FRAGMENT_TYPE = "message/sipfrag";

} // namespace

tl::expected<MimeEntity, MimeError>
JoinSignedParts(const SignedParts& parts)
{
    MimeEntity fragment(FRAGMENT_TYPE, parts.headers);
    fragment.SetField("Content-Disposition", "aib;handling=optional");
    if (!parts.body)
    {
        return fragment;
    }
    const std::vector<MimeEntity> all{fragment, *parts.body};
    return BuildMultipart(MimeValue("multipart/mixed"), all, ChooseBoundary("mixed", all));
}

tl::expected<SignedParts, MimeError>
SplitSignedParts(const MimeEntity& entity)
{
    std::vector<MimeEntity> all{entity};
    const auto type = entity.GetContentType();
    if (type && type->Is("multipart/mixed"))
    {
        auto split = ParseMultipart(entity);
        if (!split)
        {
            return tl::unexpected(split.error());
        }
        all = std::move(*split);
    }
    if (all.empty() || all.size() > 2)
    {
        return tl::unexpected(MimeError::Malformed);
    }
    const auto first = all.front().GetContentType();
    auto headers = all.front().DecodeBody();
    if (!first || !first->Is(FRAGMENT_TYPE) || !headers)
    {
        return tl::unexpected(MimeError::Malformed);
    }
    return SignedParts{std::move(*headers),
                       all.size() == 2 ? std::optional(all.back()) : std::nullopt};
}

} // namespace ns3
