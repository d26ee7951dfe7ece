// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-resolver.h"

#include "ns3/sip-grammar.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(SipResolver);

TypeId
SipResolver::GetTypeId()
{
    static TypeId tid = TypeId("ns3::SipResolver")
                            .SetParent<Object>()
                            .SetGroupName("SipNetwork")
                            .AddConstructor<SipResolver>();
    return tid;
}

void
SipResolver::AddHost(const std::string& name, Ipv4Address address, uint16_t port)
{
    m_hosts.insert_or_assign(LowerSip(name), Host{address, port});
}

std::optional<Ipv4Address>
SipResolver::FindAddress(std::string_view name) const
{
    const auto found = m_hosts.find(LowerSip(name));
    return found == m_hosts.end() ? SipAddress::ParseIpv4(name)
                                  : std::make_optional(found->second.address);
}

tl::expected<SipDestination, std::string>
SipResolver::Resolve(const SipUri& uri, SipTransportProtocol preferred) const
{
    if (!uri.IsSip())
    {
        return tl::make_unexpected(std::string("Unsupported URI Scheme"));
    }
    SipDestination destination;
    SipTransportProtocol protocol = preferred;
    if (const auto parameter = uri.GetParameter("transport"))
    {
        const auto named = FindSipTransportProtocol(*parameter);
        if (!named)
        {
            return tl::make_unexpected(std::string("Unknown Transport"));
        }
        protocol = *named;
    }
    if (uri.IsSecure())
    {
        // Never in clear, whatever the parameter says: with sips, transport=tcp means TLS over
        // TCP. UDP cannot do it.
        if (uri.HasParameter("transport") && protocol == SipTransportProtocol::Udp)
        {
            return tl::make_unexpected(std::string("No TLS Over UDP"));
        }
        protocol = SipTransportProtocol::Tls;
    }
    // maddr takes the place of the host (19.1.1).
    const auto maddr = uri.GetParameter("maddr");
    destination.name = LowerSip(maddr && !maddr->empty() ? *maddr : uri.GetHost());
    const auto address = FindAddress(destination.name);
    if (!address)
    {
        return tl::make_unexpected(std::string("Unknown Host"));
    }
    if (!SipAddress::IsUnicast(*address))
    {
        return tl::make_unexpected(std::string("Not A Host's Address"));
    }
    uint16_t port = GetDefaultPort(protocol);
    if (uri.GetPort())
    {
        port = *uri.GetPort();
    }
    else
    {
        const auto found = m_hosts.find(destination.name);
        if (found != m_hosts.end() && found->second.port != 0)
        {
            // The table has one port for a host: that of UDP and TCP. TLS is at the next one.
            port = static_cast<uint16_t>(found->second.port +
                                         (protocol == SipTransportProtocol::Tls ? 1 : 0));
        }
    }
    destination.address = SipAddress(protocol, *address, port);
    return destination;
}

tl::expected<SipDestination, std::string>
SipResolver::ResolveRequest(const SipMessage& request, SipTransportProtocol preferred) const
{
    const auto routes = request.GetRoutes();
    if (!routes)
    {
        return tl::make_unexpected(std::string("Bad Route"));
    }
    const SipUri uri = request.GetRequestUri();
    SipUri hop = routes->empty() ? uri : routes->front().GetUri();
    if (uri.IsSecure() && hop.IsSip())
    {
        hop.SetScheme("sips");
    }
    return Resolve(hop, preferred);
}

} // namespace ns3
