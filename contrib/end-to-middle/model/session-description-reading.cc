// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/session-description-reading.h"

#include "ns3/mime-multipart.h"
#include "ns3/mime-value.h"
#include "ns3/sip-body-entity.h"

namespace ns3
{

namespace
{

using Kind = SessionDescriptionReading::Kind;

/**
 * \param text a description's octets
 * \return the reading
 */
SessionDescriptionReading
ReadText(const std::string& text)
{
    auto sdp = Sdp::Parse(text);
    return sdp ? SessionDescriptionReading{Kind::Read, std::move(*sdp)}
               : SessionDescriptionReading{Kind::Unreadable, std::nullopt};
}

} // namespace

SessionDescriptionReading
ReadSessionDescription(const SipMessage& message, const SipPolicyContext& context)
{
    for (const auto& body : *context.opened)
    {
        const auto type = MimeValue::Parse(body.contentType);
        if (type && type->Is("application/sdp"))
        {
            return ReadText(body.content);
        }
    }
    if (message.GetBody().empty())
    {
        return {};
    }
    const auto leaves = CollectLeaves(GetBodyEntity(message));
    if (!leaves)
    {
        return {Kind::Unreadable, std::nullopt};
    }
    bool isEncrypted = false;
    for (const auto& leaf : *leaves)
    {
        const auto type = leaf.GetContentType();
        if (type && type->Is("application/sdp"))
        {
            const auto text = leaf.DecodeBody();
            return text ? ReadText(*text)
                        : SessionDescriptionReading{Kind::Unreadable, std::nullopt};
        }
        isEncrypted = isEncrypted || !type || type->Is("application/pkcs7-mime") ||
                      type->Is("application/x-pkcs7-mime");
    }
    return {isEncrypted ? Kind::Unreadable : Kind::None, std::nullopt};
}

} // namespace ns3
