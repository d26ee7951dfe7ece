// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/end-to-middle-helper.h"

#include "ns3/smime-unwrapper.h"
#include "ns3/string.h"

#include <utility>

namespace ns3
{

EndToMiddleHelper::EndToMiddleHelper()
    : m_directory(CreateObject<CertificateDirectory>())
{
    m_bodyPolicies.SetTypeId(SmimeBodyPolicy::GetTypeId());
    m_signatures.SetTypeId(SmimeSignaturePolicy::GetTypeId());
    m_inspections.SetTypeId(InspectionPolicy::GetTypeId());
    m_discoveries.SetTypeId(MiddleDiscovery::GetTypeId());
    m_pinholes.SetTypeId(PinholePolicy::GetTypeId());
}

void
EndToMiddleHelper::SetBodyPolicyAttribute(const std::string& name, const AttributeValue& value)
{
    m_bodyPolicies.Set(name, value);
}

void
EndToMiddleHelper::SetInspectionAttribute(const std::string& name, const AttributeValue& value)
{
    m_inspections.Set(name, value);
}

Ptr<CertificateDirectory>
EndToMiddleHelper::GetDirectory() const
{
    return m_directory;
}

Ptr<SmimeBodyPolicy>
EndToMiddleHelper::InstallUserAgent(Ptr<SipUserAgent> agent, const Party& party) const
{
    m_directory->AddUser(agent->GetAddressOfRecord(), party.credential.certificate);
    auto policy = m_bodyPolicies.Create<SmimeBodyPolicy>();
    policy->SetCredential(party.context, party.credential);
    policy->SetDirectory(m_directory);
    agent->SetBodyPolicy(policy);
    return policy;
}

Ptr<MiddleDiscovery>
EndToMiddleHelper::InstallDiscovery(Ptr<SmimeBodyPolicy> policy,
                                    const Party& party,
                                    std::shared_ptr<const TrustStore> trust) const
{
    auto discovery = m_discoveries.Create<MiddleDiscovery>();
    discovery->SetTrustStore(party.context, std::move(trust));
    policy->SetDiscovery(discovery);
    return discovery;
}

void
EndToMiddleHelper::SetDiscoveryAttribute(const std::string& name, const AttributeValue& value)
{
    m_discoveries.Set(name, value);
}

void
EndToMiddleHelper::SetSignatureAttribute(const std::string& name, const AttributeValue& value)
{
    m_signatures.Set(name, value);
}

Ptr<SmimeSignaturePolicy>
EndToMiddleHelper::InstallSignature(Ptr<SipUserAgent> agent,
                                    const Party& party,
                                    std::shared_ptr<const TrustStore> trust) const
{
    auto policy = m_signatures.Create<SmimeSignaturePolicy>();
    policy->SetCredential(party.context, party.credential);
    policy->GetKeyring()->SetTrustStore(std::move(trust));
    agent->AddPolicy(policy);
    auto unwrapper = CreateObject<SmimeUnwrapper>();
    unwrapper->SetInner(party.context, agent->GetBodyPolicy());
    agent->SetBodyPolicy(unwrapper);
    return policy;
}

Ptr<InspectionPolicy>
EndToMiddleHelper::InstallProxy(Ptr<SipProxy> proxy,
                                const std::string& host,
                                const Party& party) const
{
    m_directory->AddServer(host, party.credential.certificate);
    auto policy = m_inspections.Create<InspectionPolicy>();
    policy->SetCredential(party.context, party.credential);
    proxy->AddPolicy(policy);
    return policy;
}

Ptr<BorderController>
EndToMiddleHelper::InstallBorderController(Ptr<SipProxy> proxy,
                                           const Party& party,
                                           Ptr<MediaRelay> relay) const
{
    m_directory->AddServer(proxy->GetHost(), party.credential.certificate);
    const auto make = [&]()
    {
        auto policy = m_bodyPolicies.Create<SmimeBodyPolicy>();
        // It cannot sign in a user's name, nor do the labels of one leg mean anything on the other.
        policy->SetAttribute("Protection", StringValue("encrypt"));
        policy->SetCredential(party.context, party.credential);
        policy->SetDirectory(m_directory);
        return policy;
    };
    auto controller = CreateObject<BorderController>();
    controller->SetRelay(relay);
    controller->SetBodyPolicies(make(), make());
    proxy->AddPolicy(controller);
    return controller;
}

void
EndToMiddleHelper::SetPinholeAttribute(const std::string& name, const AttributeValue& value)
{
    m_pinholes.Set(name, value);
}

Ptr<PinholePolicy>
EndToMiddleHelper::InstallPinholes(Ptr<SipProxy> proxy,
                                   Ptr<FirewallControl> control,
                                   Ptr<InspectionPolicy> inspection,
                                   std::shared_ptr<CryptoContext> context) const
{
    auto policy = m_pinholes.Create<PinholePolicy>();
    policy->SetControl(control);
    policy->SetKeys(inspection, std::move(context));
    proxy->AddPolicy(policy);
    return policy;
}

Ptr<MediaAuthorizationPolicy>
EndToMiddleHelper::InstallMediaAuthorization(Ptr<SipUserAgent> agent,
                                             Ptr<SmimeBodyPolicy> body,
                                             std::shared_ptr<CryptoContext> context) const
{
    auto policy = CreateObject<MediaAuthorizationPolicy>();
    if (body && context)
    {
        policy->SetKeys(std::move(context),
                        [body](const SipDialogContext& dialog, const std::vector<Octets>& names)
                        {
                            return body->FindKey(dialog, names);
                        });
    }
    agent->AddPolicy(policy);
    return policy;
}

} // namespace ns3
