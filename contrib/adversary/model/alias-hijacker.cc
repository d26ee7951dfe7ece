// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/alias-hijacker.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(AliasHijacker);

TypeId
AliasHijacker::GetTypeId()
{
    static TypeId tid = TypeId("ns3::AliasHijacker")
                            .SetParent<AttackerHost>()
                            .SetGroupName("Adversary")
                            .AddConstructor<AliasHijacker>();
    return tid;
}

void
AliasHijacker::Claim(const SipUri& server, const std::string& sentBy)
{
    const auto destination = GetResolver()->Resolve(server, SipTransportProtocol::Tls);
    const auto transport = GetTransportLayer()->GetTransport(SipTransportProtocol::Tls);
    if (!destination || !transport || !IsRunning())
    {
        return;
    }
    SipUri nobody("sip", "ping", server.GetHost());
    SipMessage options = Make("OPTIONS", nobody, SipUri("sip", "ping", sentBy), nobody);
    options.Prepend("Via",
                    "SIP/2.0/TLS " + sentBy +
                        ";alias;branch=" + GetIdentifierSource()->MakeBranch());
    GetLog()->Attempt(AttackGainKind::ReceivedRequest,
                      sentBy,
                      std::string(options.GetHeader("Call-ID").value_or("")),
                      std::string(options.GetHeader("Via").value_or("")));
    // By the transport itself: the layer above would put our own sent-by into Via.
    static_cast<void>(transport->Send(options.Serialize(), *destination));
}

} // namespace ns3
