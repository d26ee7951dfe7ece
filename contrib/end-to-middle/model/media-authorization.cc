// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/media-authorization.h"

#include "ns3/envelope-sealer.h"
#include "ns3/envelope.h"

namespace ns3
{

namespace
{

constexpr std::string_view FIELD = "P-Media-Authorization";

/**
 * \param text some text
 * \return it without spaces and tabs around
 */
std::string_view
Trim(std::string_view text)
{
    const auto begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos)
    {
        return {};
    }
    return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

} // namespace

std::string_view
ToString(MediaAuthorizationError error)
{
    switch (error)
    {
    case MediaAuthorizationError::TooMany:
        return "too-many";
    case MediaAuthorizationError::TooLong:
        return "too-long";
    case MediaAuthorizationError::NotHex:
        return "not-hex";
    case MediaAuthorizationError::NotSealed:
        return "not-sealed";
    case MediaAuthorizationError::NoKey:
        return "no-key";
    case MediaAuthorizationError::Sealed:
        return "sealed";
    case MediaAuthorizationError::Failed:
        return "failed";
    }
    return "unknown";
}

std::vector<tl::expected<Octets, MediaAuthorizationError>>
ReadMediaAuthorization(const SipMessage& message, const MediaAuthorizationLimits& limits)
{
    std::vector<tl::expected<Octets, MediaAuthorizationError>> values;
    for (std::string_view field : message.GetHeaders(FIELD))
    {
        bool isMore = true;
        while (isMore)
        {
            if (values.size() >= limits.values)
            {
                values.push_back(tl::unexpected(MediaAuthorizationError::TooMany));
                return values;
            }
            const auto comma = field.find(',');
            isMore = comma != std::string_view::npos;
            const auto text = Trim(field.substr(0, comma));
            field.remove_prefix(isMore ? comma + 1 : field.size());
            if (text.size() / 2 > limits.octets)
            {
                values.push_back(tl::unexpected(MediaAuthorizationError::TooLong));
                continue;
            }
            auto octets = FromHex(text);
            if (octets && !octets->empty())
            {
                values.push_back(std::move(*octets));
            }
            else
            {
                values.push_back(tl::unexpected(MediaAuthorizationError::NotHex));
            }
        }
    }
    return values;
}

void
AddMediaAuthorization(SipMessage& message, const std::vector<Octets>& values)
{
    std::string text;
    for (const auto& value : values)
    {
        text += (text.empty() ? "" : ", ") + ToHex(value);
    }
    if (!text.empty())
    {
        message.Add(FIELD, text);
    }
}

bool
IsSealedToken(std::string_view value)
{
    return Envelope::Parse(value).has_value();
}

tl::expected<Octets, MediaAuthorizationError>
SealToken(CryptoContext& context, std::string_view token, const KekRecipient& kek, Work& work)
{
    auto sealed = SealEnvelope(context, token, {}, {kek}, EnvelopeOptions(), work);
    if (!sealed)
    {
        return tl::unexpected(MediaAuthorizationError::Failed);
    }
    return std::move(sealed->der);
}

tl::expected<Octets, MediaAuthorizationError>
OpenToken(CryptoContext& context,
          std::string_view value,
          const std::function<std::optional<KekRecipient>(const std::vector<Octets>&)>& findKek,
          Work& work)
{
    const auto envelope = Envelope::Parse(value);
    if (!envelope || !envelope->IsAuthenticated())
    {
        return tl::unexpected(MediaAuthorizationError::Sealed);
    }
    const auto kek = findKek(envelope->GetKekIdentifiers());
    if (!kek)
    {
        return tl::unexpected(MediaAuthorizationError::NoKey);
    }
    auto opened = envelope->OpenWithKek(context, *kek, work);
    if (!opened)
    {
        return tl::unexpected(MediaAuthorizationError::Sealed);
    }
    return std::move(opened->content);
}

} // namespace ns3
