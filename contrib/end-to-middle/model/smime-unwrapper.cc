// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/smime-unwrapper.h"

#include "ns3/signed-entity.h"
#include "ns3/sip-body-entity.h"
#include "ns3/smime-entity.h"

#include <utility>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(SmimeUnwrapper);

TypeId
SmimeUnwrapper::GetTypeId()
{
    static TypeId tid = TypeId("ns3::SmimeUnwrapper")
                            .SetParent<SipBodyPolicy>()
                            .SetGroupName("EndToMiddle")
                            .AddConstructor<SmimeUnwrapper>();
    return tid;
}

SmimeUnwrapper::SmimeUnwrapper()
    : m_inner(CreateObject<SipBodyPolicy>())
{
}

void
SmimeUnwrapper::DoDispose()
{
    m_context = nullptr;
    m_inner = nullptr;
    SipBodyPolicy::DoDispose();
}

void
SmimeUnwrapper::SetInner(std::shared_ptr<CryptoContext> context, Ptr<SipBodyPolicy> inner)
{
    m_context = std::move(context);
    m_inner = inner;
}

SipMessage
SmimeUnwrapper::Unwrap(const SipMessage& message) const
{
    SipMessage unwrapped = message;
    if (!m_context)
    {
        return unwrapped;
    }
    const auto entity = GetBodyEntity(message);
    const auto kind = GetSmimeKind(entity);
    tl::expected<MimeEntity, MimeError> inside = entity; // not signed, or not any more
    if (kind == SmimeKind::Signed || kind == SmimeKind::MultipartSigned)
    {
        Work charged; // when the signature was judged
        const auto verified = VerifySmime(*m_context, entity, {}, {}, {}, charged);
        inside = tl::unexpected(MimeError::Malformed);
        if (verified)
        {
            inside = MimeEntity::Parse(verified->content);
        }
    }
    const auto parts = inside ? SplitSignedParts(*inside) : tl::unexpected(MimeError::Malformed);
    if (!parts)
    {
        return unwrapped; // something else: the inner policy's business
    }
    if (parts->body)
    {
        SetBodyEntity(unwrapped, *parts->body);
    }
    else
    {
        unwrapped.SetBody("", "");
        unwrapped.Remove("Content-Disposition");
    }
    return unwrapped;
}

tl::expected<void, SipReply>
SmimeUnwrapper::PrepareRequest(SipMessage& request, const SipDialogContext& context, Work& work)
{
    return m_inner->PrepareRequest(request, context, work);
}

tl::expected<void, SipReply>
SmimeUnwrapper::PrepareResponse(SipMessage& response, const SipDialogContext& context, Work& work)
{
    return m_inner->PrepareResponse(response, context, work);
}

tl::expected<SipBody, SipReply>
SmimeUnwrapper::OpenRequest(const SipMessage& request, const SipDialogContext& context, Work& work)
{
    const auto unwrapped = Unwrap(request);
    if (unwrapped.GetBody().empty())
    {
        return SipBody();
    }
    return m_inner->OpenRequest(unwrapped, context, work);
}

tl::expected<SipBody, SipReply>
SmimeUnwrapper::OpenResponse(const SipMessage& response,
                             const SipDialogContext& context,
                             Work& work)
{
    const auto unwrapped = Unwrap(response);
    if (unwrapped.GetBody().empty())
    {
        return SipBody();
    }
    return m_inner->OpenResponse(unwrapped, context, work);
}

bool
SmimeUnwrapper::RetryAfter(const SipMessage& response, const SipDialogContext& context, Work& work)
{
    return m_inner->RetryAfter(response, context, work);
}

void
SmimeUnwrapper::OnFork(const SipMessage& response, const SipDialogContext& context)
{
    m_inner->OnFork(response, context);
}

void
SmimeUnwrapper::OnAnswered(SipCall& call, bool isEarly)
{
    m_inner->OnAnswered(call, isEarly);
}

void
SmimeUnwrapper::ForgetDialog(const SipDialogContext& context)
{
    m_inner->ForgetDialog(context);
}

} // namespace ns3
