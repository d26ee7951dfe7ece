// SPDX-License-Identifier: GPL-2.0-only

#include "trust-mechanism.h"

#include "ns3/assert.h"
#include "ns3/boolean.h"
#include "ns3/sip-digest-authentication-policy.h"
#include "ns3/string.h"

#include <algorithm>

namespace ns3
{

namespace
{

/**
 * @param topology a topology with SIP applications
 * @return each home proxy with its domain; one that serves two domains comes twice
 */
std::vector<std::pair<Ptr<SipProxy>, std::string>>
ListHomeProxies(const TrustTopology& topology)
{
    std::vector<std::pair<Ptr<SipProxy>, std::string>> list;
    for (const auto& host : topology.GetHosts())
    {
        if (const auto proxy = DynamicCast<SipProxy>(host.element))
        {
            for (const std::string& domain : proxy->GetDomains())
            {
                list.emplace_back(proxy, domain);
            }
        }
    }
    return list;
}

/**
 * Makes the home proxies registrars, with or without passwords.
 *
 * @param topology a topology with SIP applications
 * @param asks whether passwords are asked for, of calls too
 */
void
InstallRegistrars(TrustTopology& topology, bool asks)
{
    for (const auto& [proxy, domain] : ListHomeProxies(topology))
    {
        const auto passwords = asks ? topology.GetPasswords(domain) : nullptr;
        const auto registrar = topology.GetSip().InstallRegistrar(proxy, passwords);
        registrar->SetAttribute("Realm", StringValue(domain));
        if (asks)
        {
            const auto digest = CreateObject<SipDigestAuthenticationPolicy>();
            digest->SetAttribute("Realm", StringValue(domain));
            digest->SetPasswordFile(passwords);
            proxy->AddPolicy(digest);
        }
    }
}

} // namespace

const std::vector<TrustMechanism>&
GetTrustMechanisms()
{
    static const std::vector<TrustMechanism> mechanisms{
        {"none", "nobody proves anything", "UDP", "sip", "rfc3261", false},
        {"digest", "users prove passwords to their servers", "UDP", "sip", "rfc3261", true},
    };
    return mechanisms;
}

std::vector<std::string>
GetTrustMechanismNames()
{
    std::vector<std::string> names;
    for (const TrustMechanism& mechanism : GetTrustMechanisms())
    {
        names.push_back(mechanism.name);
    }
    return names;
}

const TrustMechanism&
GetTrustMechanism(const std::string& name)
{
    const auto& all = GetTrustMechanisms();
    const auto found = std::find_if(all.begin(),
                                    all.end(),
                                    [&name](const TrustMechanism& each)
                                    {
                                        return each.name == name;
                                    });
    NS_ASSERT_MSG(found != all.end(), "no mechanism " << name);
    return *found;
}

tl::expected<void, std::string>
InstallTrustMechanism(const TrustMechanism& mechanism,
                      TrustTopology& topology,
                      CredentialOffice& office)
{
    topology.InstallElements(mechanism.protocol, mechanism.scheme);
    InstallRegistrars(topology, mechanism.hasServerDigest);
    for (const auto& host : topology.GetHosts())
    {
        if (const auto agent = DynamicCast<SipUserAgent>(host.element))
        {
            agent->SetAttribute("RegisterAtStart", BooleanValue(true));
            agent->SetCredentials(host.name, TrustTopology::GetPassword(host.name), host.domain);
        }
    }
    return {};
}

} // namespace ns3
