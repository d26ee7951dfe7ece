// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-body-policy.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(SipBodyPolicy);

namespace
{

/**
 * @param message a message
 * @return its body as it is
 */
SipBody
GetPlainBody(const SipMessage& message)
{
    const auto type = message.GetHeader("Content-Type");
    return {type ? std::string(*type) : std::string(), message.GetBody()};
}

} // namespace

TypeId
SipBodyPolicy::GetTypeId()
{
    static TypeId tid = TypeId("ns3::SipBodyPolicy")
                            .SetParent<Object>()
                            .SetGroupName("SipNetwork")
                            .AddConstructor<SipBodyPolicy>();
    return tid;
}

tl::expected<void, SipReply>
SipBodyPolicy::PrepareRequest(SipMessage& request, const SipDialogContext& context, Work& work)
{
    return {};
}

tl::expected<void, SipReply>
SipBodyPolicy::PrepareResponse(SipMessage& response, const SipDialogContext& context, Work& work)
{
    return {};
}

tl::expected<SipBody, SipReply>
SipBodyPolicy::OpenRequest(const SipMessage& request, const SipDialogContext& context, Work& work)
{
    return GetPlainBody(request);
}

tl::expected<SipBody, SipReply>
SipBodyPolicy::OpenResponse(const SipMessage& response, const SipDialogContext& context, Work& work)
{
    return GetPlainBody(response);
}

bool
SipBodyPolicy::RetryAfter(const SipMessage& response, const SipDialogContext& context, Work& work)
{
    return false;
}

void
SipBodyPolicy::OnFork(const SipMessage& response, const SipDialogContext& context)
{
}

void
SipBodyPolicy::OnAnswered(SipCall& call, bool isEarly)
{
}

void
SipBodyPolicy::ForgetDialog(const SipDialogContext& context)
{
}

} // namespace ns3
