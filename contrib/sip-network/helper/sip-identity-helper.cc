// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-identity-helper.h"

#include <utility>

namespace ns3
{

SipIdentityHelper::SipIdentityHelper()
    : m_table(CreateObject<SipCertificateTable>())
{
    m_proxyPolicies.SetTypeId(SipIdentityVerificationPolicy::GetTypeId());
    m_agentPolicies.SetTypeId(SipUserAgentIdentityPolicy::GetTypeId());
}

void
SipIdentityHelper::SetProxyAttribute(const std::string& name, const AttributeValue& value)
{
    m_proxyPolicies.Set(name, value);
}

void
SipIdentityHelper::SetUserAgentAttribute(const std::string& name, const AttributeValue& value)
{
    m_agentPolicies.Set(name, value);
}

Ptr<SipCertificateTable>
SipIdentityHelper::GetTable() const
{
    return m_table;
}

Ptr<SipIdentitySigningPolicy>
SipIdentityHelper::InstallSigner(Ptr<SipProxy> proxy,
                                 const std::string& domain,
                                 std::shared_ptr<CryptoContext> context,
                                 const Credential& credential) const
{
    const std::string url = "https://" + domain + "/passport.cer";
    m_table->Publish(url, {credential.certificate});
    auto policy = CreateObject<SipIdentitySigningPolicy>();
    policy->SetCredential(std::move(context), credential, url);
    proxy->AddPolicy(policy);
    return policy;
}

Ptr<SipIdentityVerificationPolicy>
SipIdentityHelper::InstallProxyVerifier(Ptr<SipProxy> proxy,
                                        std::shared_ptr<const TrustStore> trust) const
{
    auto policy = m_proxyPolicies.Create<SipIdentityVerificationPolicy>();
    policy->SetTrust(m_table, std::move(trust));
    proxy->AddPolicy(policy);
    return policy;
}

Ptr<SipUserAgentIdentityPolicy>
SipIdentityHelper::InstallUserAgentVerifier(Ptr<SipUserAgent> agent,
                                            std::shared_ptr<const TrustStore> trust) const
{
    auto policy = m_agentPolicies.Create<SipUserAgentIdentityPolicy>();
    policy->SetTrust(m_table, std::move(trust));
    agent->AddPolicy(policy);
    return policy;
}

} // namespace ns3
