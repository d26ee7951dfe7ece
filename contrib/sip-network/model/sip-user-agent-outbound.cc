// SPDX-License-Identifier: GPL-2.0-only
// Where the requests of a SipUserAgent go, and its flows (RFC 5626).
#include "ns3/sip-text.h"
#include "ns3/sip-user-agent.h"

namespace ns3
{

Ptr<SipOutbound>
SipUserAgent::GetOutbound() const
{
    return m_outbound;
}

void
SipUserAgent::SetOutbound(bool isOn)
{
    if (isOn == HasOutbound())
    {
        return;
    }
    if (m_outbound)
    {
        m_outbound->Dispose();
        m_outbound = nullptr;
    }
    if (isOn)
    {
        m_outbound = CreateObject<SipOutbound>();
        m_outbound->SetUserAgent(this);
    }
}

bool
SipUserAgent::HasOutbound() const
{
    return m_outbound != nullptr;
}

SipUri
SipUserAgent::GetDialogContactUri(bool isSecure) const
{
    SipUri uri = GetContactUri(isSecure);
    if (m_outbound && m_outbound->IsRegistered())
    {
        uri.SetParameter("ob");
    }
    return uri;
}

tl::expected<SipDestination, std::string>
SipUserAgent::FindDestination(const SipMessage& request) const
{
    auto destination = GetResolver()->ResolveRequest(request, GetProtocol());
    if (destination && request.GetRequestUri().IsSecure())
    {
        destination->requirement = SipRequirement::Tls;
    }
    if (destination && request.GetMethod() == "REGISTER" &&
        destination->address.GetProtocol() == SipTransportProtocol::Tls)
    {
        // 26.3.2.1: the certificate must be the domain's, whatever the proxy's own name.
        destination->name = ToLowerAscii(request.GetRequestUri().GetHost());
    }
    if (destination && m_outbound)
    {
        m_outbound->Direct(*destination);
    }
    return destination;
}

tl::expected<SipDestination, std::string>
SipUserAgent::FindDestination(const SipMessage& request, const SipDialog& dialog) const
{
    // A strict router would be in the Request-URI; the dialog has seen to it.
    SipUri hop = dialog.GetNextHop();
    if (request.GetRequestUri().IsSecure() && hop.IsSip())
    {
        hop.SetScheme("sips"); // 8.1.2
    }
    auto destination = GetResolver()->Resolve(hop, GetProtocol());
    if (destination && hop.IsSecure())
    {
        destination->requirement = SipRequirement::Tls;
    }
    if (destination && m_outbound)
    {
        m_outbound->Direct(*destination);
    }
    return destination;
}

} // namespace ns3
