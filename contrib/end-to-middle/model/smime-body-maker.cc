// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/smime-body-maker.h"

#include "ns3/mime-multipart.h"
#include "ns3/signed-data.h"
#include "ns3/signed-entity.h"
#include "ns3/smime-entity.h"

#include <utility>

namespace ns3
{
namespace
{

/// \return that it does not work
tl::unexpected<SipReply>
CannotSign()
{
    return tl::unexpected(SipReply{500, "Cannot Sign", {}, {}});
}

} // namespace

SmimeBodyMaker::SmimeBodyMaker(CryptoContext& context,
                               const Credential& credential,
                               int64_t signingTime,
                               std::optional<Octets> fragment)
    : m_context(context)
    , m_credential(credential)
    , m_signingTime(signingTime)
    , m_fragment(std::move(fragment))
{
}

tl::expected<MimeEntity, SipReply>
SmimeBodyMaker::AddHeaders(const MimeEntity& content) const
{
    if (!m_fragment)
    {
        return content;
    }
    auto joined = JoinSignedParts({*m_fragment, content});
    if (!joined)
    {
        return CannotSign();
    }
    return std::move(*joined);
}

tl::expected<MimeEntity, SipReply>
SmimeBodyMaker::SignInside(const MimeEntity& content, Work& work) const
{
    const auto whole = AddHeaders(content);
    if (!whole)
    {
        return whole;
    }
    SignOptions options;
    options.signingTime = m_signingTime;
    const auto der = SignData(m_context, whole->Serialize(), m_credential, options, work);
    auto entity = der ? MakeSmimeEntity(*der) : tl::unexpected(MimeError::Unsupported);
    if (!entity)
    {
        return CannotSign();
    }
    return std::move(*entity);
}

tl::expected<MimeEntity, SipReply>
SmimeBodyMaker::SignOutside(const MimeEntity& content, Work& work) const
{
    const auto whole = AddHeaders(content);
    if (!whole)
    {
        return whole;
    }
    SignOptions options;
    options.signingTime = m_signingTime;
    auto entity = SignMultipart(m_context,
                                *whole,
                                m_credential,
                                options,
                                TransferEncoding::Binary,
                                ChooseBoundary("signed", {*whole}),
                                work);
    if (!entity)
    {
        return CannotSign();
    }
    return std::move(*entity);
}

tl::expected<MimeEntity, SipReply>
SmimeBodyMaker::Join(const std::vector<MimeEntity>& parts)
{
    if (parts.size() == 1)
    {
        return parts.front();
    }
    auto joined =
        BuildMultipart(MimeValue("multipart/mixed"), parts, ChooseBoundary("parts", parts));
    if (!joined)
    {
        return tl::unexpected(SipReply{500, "Cannot Join Parts", {}, {}});
    }
    return std::move(*joined);
}

} // namespace ns3
