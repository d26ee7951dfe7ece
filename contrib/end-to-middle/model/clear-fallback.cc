// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/clear-fallback.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(ClearFallback);

TypeId
ClearFallback::GetTypeId()
{
    static TypeId tid = TypeId("ns3::ClearFallback")
                            .SetParent<SipBodyPolicy>()
                            .SetGroupName("EndToMiddle")
                            .AddConstructor<ClearFallback>();
    return tid;
}

ClearFallback::ClearFallback()
    : m_inner(CreateObject<SipBodyPolicy>())
{
}

void
ClearFallback::DoDispose()
{
    m_inner = nullptr;
    SipBodyPolicy::DoDispose();
}

void
ClearFallback::SetInner(Ptr<SipBodyPolicy> inner)
{
    m_inner = inner;
}

Ptr<SipBodyPolicy>
ClearFallback::GetInner() const
{
    return m_inner;
}

tl::expected<void, SipReply>
ClearFallback::PrepareRequest(SipMessage& request, const SipDialogContext& context, Work& work)
{
    if (m_clear.count(context.GetScope()) != 0)
    {
        return {};
    }
    return m_inner->PrepareRequest(request, context, work);
}

tl::expected<void, SipReply>
ClearFallback::PrepareResponse(SipMessage& response, const SipDialogContext& context, Work& work)
{
    if (m_clear.count(context.GetScope()) != 0)
    {
        return {};
    }
    return m_inner->PrepareResponse(response, context, work);
}

tl::expected<SipBody, SipReply>
ClearFallback::OpenRequest(const SipMessage& request, const SipDialogContext& context, Work& work)
{
    return m_inner->OpenRequest(request, context, work);
}

tl::expected<SipBody, SipReply>
ClearFallback::OpenResponse(const SipMessage& response, const SipDialogContext& context, Work& work)
{
    if (m_clear.count(context.GetScope()) != 0)
    {
        return SipBodyPolicy::OpenResponse(response, context, work);
    }
    return m_inner->OpenResponse(response, context, work);
}

bool
ClearFallback::RetryAfter(const SipMessage& response, const SipDialogContext& context, Work& work)
{
    const auto code = response.GetStatusCode();
    const bool isUnable = code == 415 || (code == 493 && response.GetBody().empty());
    if (isUnable && m_clear.insert(context.GetScope()).second)
    {
        return true;
    }
    return m_inner->RetryAfter(response, context, work);
}

void
ClearFallback::OnFork(const SipMessage& response, const SipDialogContext& context)
{
    m_inner->OnFork(response, context);
}

void
ClearFallback::ForgetDialog(const SipDialogContext& context)
{
    m_clear.erase(context.GetScope());
    m_inner->ForgetDialog(context);
}

} // namespace ns3
