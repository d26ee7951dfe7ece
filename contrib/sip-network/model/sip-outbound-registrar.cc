// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-outbound-registrar.h"

#include "ns3/sip-stream-connection.h"
#include "ns3/sip-text.h"

#include <algorithm>

namespace ns3
{

SipOutboundRegistrar::SipOutboundRegistrar(const SipMessage& request, Ptr<SipConnection> connection)
    : m_connection(connection)
    , m_knowsOutbound(HasSipOption(request, "Supported", "outbound"))
    , m_knowsPath(HasSipOption(request, "Supported", "path"))
{
    const auto vias = request.GetVias();
    m_isDirect = connection && vias && vias->size() == 1;
    if (m_knowsPath && !m_isDirect)
    {
        m_path = GetSipPath(request);
        m_hasEdge = !m_path.empty() && m_path.back().GetUri().HasParameter("ob");
    }
}

bool
SipOutboundRegistrar::IsDirect() const
{
    return m_isDirect;
}

const std::vector<SipNameAddr>&
SipOutboundRegistrar::GetPath() const
{
    return m_path;
}

std::optional<SipFlowId>
SipOutboundRegistrar::FindFlow(const SipNameAddr& contact) const
{
    return m_knowsOutbound && (m_isDirect || m_hasEdge) ? ParseSipFlowId(contact) : std::nullopt;
}

std::optional<SipReply>
SipOutboundRegistrar::Check(const std::vector<SipNameAddr>& contacts) const
{
    const auto count = std::count_if(contacts.begin(),
                                     contacts.end(),
                                     [](const SipNameAddr& contact)
                                     {
                                         return ParseSipFlowId(contact).has_value();
                                     });
    if (!m_knowsOutbound || count == 0)
    {
        return std::nullopt;
    }
    if (count > 1)
    {
        return SipReply{400, "Several Flows In One REGISTER", {}, {}};
    }
    // Flows over UDP are not supported: there the contact is a plain one.
    const bool isFar = !m_isDirect && m_connection;
    if (isFar && !m_hasEdge)
    {
        return SipReply{439, "", {}, {}};
    }
    return std::nullopt;
}

void
SipOutboundRegistrar::Complete(SipReply& reply,
                               const std::vector<SipBinding>& bindings,
                               Time flowTimer,
                               Time grace) const
{
    Time end;
    bool hasFlow = false;
    for (const SipBinding& binding : bindings)
    {
        if (binding.connection == m_connection)
        {
            end = std::max(end, binding.expires);
        }
        hasFlow = hasFlow || binding.flow.has_value();
    }
    for (const SipNameAddr& entry : m_path)
    {
        reply.headers.emplace_back("Path", entry.ToString());
    }
    const bool isFlow = m_knowsOutbound && hasFlow && (m_isDirect || m_hasEdge);
    if (isFlow)
    {
        reply.headers.emplace_back("Require", "outbound");
        reply.headers.emplace_back("Supported", "path, outbound");
    }
    Ptr<SipStreamConnection> stream = DynamicCast<SipStreamConnection>(m_connection);
    if (!m_isDirect || !stream || end.IsZero())
    {
        return;
    }
    stream->KeepUntil(end);
    if (isFlow && flowTimer.IsStrictlyPositive())
    {
        reply.headers.emplace_back("Flow-Timer",
                                   std::to_string(static_cast<int64_t>(flowTimer.GetSeconds())));
        stream->ExpectWithin(flowTimer + grace);
    }
}

} // namespace ns3
