// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/server-poser.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(ServerPoser);

namespace
{

/// Call-IDs that are remembered.
constexpr std::size_t MAX_KNOWN = 10000;

} // namespace

TypeId
ServerPoser::GetTypeId()
{
    static TypeId tid = TypeId("ns3::ServerPoser")
                            .SetParent<ProxyAttacker>()
                            .SetGroupName("Adversary")
                            .AddConstructor<ServerPoser>();
    return tid;
}

SipVerdict
ServerPoser::OnRequest(SipMessage& request, const SipPolicyContext& context, Work& work)
{
    const std::string callId(request.GetHeader("Call-ID").value_or(""));
    const auto from = request.GetFrom();
    if (m_known.size() < MAX_KNOWN && m_known.insert(callId).second)
    {
        GetLog()->Record(AttackGainKind::PosedAsServer,
                         from ? from->GetUri().ToString() : "",
                         request,
                         std::string(request.GetMethod()) + " from " + context.source.ToString());
    }
    return SipVerdict::Continue();
}

} // namespace ns3
