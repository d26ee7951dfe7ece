// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-network-helper.h"

#include "ns3/sip-domain-origin-policy.h"
#include "ns3/sip-user-origin-policy.h"
#include "ns3/sips-user-agent-policy.h"
#include "ns3/string.h"

#include <utility>

namespace ns3
{

SipNetworkHelper::SipNetworkHelper()
    : m_resolver(CreateObject<SipResolver>())
{
    m_userAgents.SetTypeId(SipUserAgent::GetTypeId());
    m_proxies.SetTypeId(SipProxy::GetTypeId());
}

void
SipNetworkHelper::SetUserAgentAttribute(const std::string& name, const AttributeValue& value)
{
    m_userAgents.Set(name, value);
}

void
SipNetworkHelper::SetProxyAttribute(const std::string& name, const AttributeValue& value)
{
    m_proxies.Set(name, value);
}

void
SipNetworkHelper::SetUserAgentTls(std::shared_ptr<TlsContext> context,
                                  std::shared_ptr<CryptoContext> crypto)
{
    m_tls = std::move(context);
    m_crypto = std::move(crypto);
}

tl::expected<void, CryptoError>
SipNetworkHelper::InstallTls(Ptr<SipElement> element,
                             const std::shared_ptr<CryptoContext>& crypto,
                             const TlsSettings& settings)
{
    const auto context = TlsContext::Create(crypto, settings);
    if (!context)
    {
        return tl::make_unexpected(context.error());
    }
    element->SetTls(*context, settings.credential ? *context : nullptr);
    return {};
}

Ptr<SipResolver>
SipNetworkHelper::GetResolver() const
{
    return m_resolver;
}

void
SipNetworkHelper::Install(Ptr<Node> node, Ptr<SipElement> element, const std::string& host)
{
    element->SetAttribute("Host", StringValue(host));
    element->SetResolver(m_resolver);
    node->AddApplication(element);
    m_elements.push_back(element);
    if (!host.empty())
    {
        AddName(element, host);
    }
}

void
SipNetworkHelper::AddName(Ptr<SipElement> element, const std::string& name)
{
    const std::optional<Ipv4Address> address = element->GetAddress();
    if (address)
    {
        const uint16_t port = element->GetPort();
        m_resolver->AddHost(name, *address, port == 5060 ? 0 : port);
    }
}

Ptr<SipUserAgent>
SipNetworkHelper::InstallUserAgent(Ptr<Node> node,
                                   const std::string& addressOfRecord,
                                   const std::string& host)
{
    Ptr<SipUserAgent> agent = m_userAgents.Create<SipUserAgent>();
    agent->SetAttribute("AddressOfRecord", StringValue(addressOfRecord));
    if (m_tls)
    {
        agent->SetTls(m_tls, nullptr);
    }
    if (m_crypto)
    {
        agent->SetCryptoContext(m_crypto);
    }
    Install(node, agent, host);
    return agent;
}

Ptr<SipProxy>
SipNetworkHelper::InstallProxy(Ptr<Node> node, const std::string& host, const std::string& domain)
{
    Ptr<SipProxy> proxy = m_proxies.Create<SipProxy>();
    Install(node, proxy, host);
    if (!domain.empty())
    {
        proxy->AddDomain(domain);
        AddName(proxy, domain);
    }
    return proxy;
}

Ptr<SipRegistrarPolicy>
SipNetworkHelper::InstallRegistrar(Ptr<SipProxy> proxy, Ptr<SipPasswordFile> passwords)
{
    Ptr<SipRegistrarPolicy> registrar = CreateObject<SipRegistrarPolicy>();
    registrar->SetPasswordFile(passwords);
    proxy->AddPolicy(registrar);
    if (passwords)
    {
        for (const auto& [user, password] : passwords->GetAll())
        {
            for (const std::string& domain : proxy->GetDomains())
            {
                // Known, though not there: 480 instead of 404 until they register.
                proxy->GetLocationService()->AddUser(SipUri("sip", user, domain));
            }
        }
    }
    return registrar;
}

void
SipNetworkHelper::InstallSips(Ptr<SipElement> element,
                              const std::string& rules,
                              const std::string& transit)
{
    element->SetAttribute("SipsRules", StringValue(rules));
    if (Ptr<SipUserAgent> agent = DynamicCast<SipUserAgent>(element))
    {
        agent->AddPolicy(CreateObject<SipsUserAgentPolicy>());
    }
    else if (Ptr<SipProxy> proxy = DynamicCast<SipProxy>(element))
    {
        proxy->AddPolicy(CreateObject<SipUserOriginPolicy>());
        Ptr<SipDomainOriginPolicy> domain = CreateObject<SipDomainOriginPolicy>();
        domain->SetAttribute("Transit", StringValue(transit));
        proxy->AddPolicy(domain);
    }
}

SipUri
SipNetworkHelper::GetUri(Ptr<SipProxy> proxy)
{
    return proxy->GetRouteUri();
}

int64_t
SipNetworkHelper::AssignStreams(int64_t stream)
{
    int64_t next = stream;
    for (const Ptr<SipElement>& element : m_elements)
    {
        next += element->AssignStreams(next);
    }
    return next - stream;
}

} // namespace ns3
