// SPDX-License-Identifier: GPL-2.0-only

#include "trust-mechanism.h"

#include "trust-protection.h"

#include "ns3/assert.h"
#include "ns3/boolean.h"
#include "ns3/integer.h"
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
 * @param algorithms what they may be asked for with
 */
void
InstallRegistrars(TrustTopology& topology, bool asks, const std::string& algorithms)
{
    for (const auto& [proxy, domain] : ListHomeProxies(topology))
    {
        const auto passwords = asks ? topology.GetPasswords(domain) : nullptr;
        const auto registrar = topology.GetSip().InstallRegistrar(proxy, passwords);
        registrar->SetAttribute("Domain", StringValue(domain));
        registrar->SetAttribute("Realm", StringValue(domain));
        registrar->SetAttribute("Algorithms", StringValue(algorithms));
        // A proxy of two domains asks in the first one's realm; callers are of that one.
        if (asks && domain == *proxy->GetDomains().begin())
        {
            const auto digest = CreateObject<SipDigestAuthenticationPolicy>();
            digest->SetAttribute("Realm", StringValue(domain));
            digest->SetAttribute("Algorithms", StringValue(algorithms));
            digest->SetPasswordFile(passwords);
            proxy->AddPolicy(digest);
        }
    }
}

/**
 * Gives servers certificates, and all elements TLS.
 *
 * @param topology a topology with SIP applications
 * @param setting who does without, or takes any certificate
 * @param credentials gives certificates
 * @return nothing, or a line that says what is wrong
 */
tl::expected<void, std::string>
InstallTls(TrustTopology& topology, const TrustSetting& setting, TrustCredentials& credentials)
{
    const auto client = credentials.MakeClient(setting.checksChains);
    if (!client)
    {
        return tl::unexpected(client.error());
    }
    unsigned number = 0;
    for (const auto& host : topology.GetHosts())
    {
        ++number;
        if (DynamicCast<SipUserAgent>(host.element))
        {
            if (host.name != "bob" || setting.hasCalleeTls)
            {
                host.element->SetTls(*client, nullptr);
            }
        }
        else if (host.element)
        {
            const auto credential = credentials.Get(GetServerSubject(host, number));
            const auto context = credential ? credentials.MakeServerContext(*credential)
                                            : tl::unexpected(credential.error());
            if (!context)
            {
                return tl::unexpected(context.error());
            }
            host.element->SetTls(*context, *context);
        }
    }
    return {};
}

/**
 * Makes Bob's telephone one that knows TCP, but not TLS.
 *
 * @param topology a topology with SIP applications
 */
void
TakeCalleeTls(TrustTopology& topology)
{
    const auto bob = topology.GetAgent("bob");
    bob->SetAttribute("Protocol", StringValue("TCP"));
    SipUri own = bob->GetAddressOfRecord();
    own.SetScheme("sip");
    bob->SetAddressOfRecord(own);
    SipUri route("sip", "", topology.GetProxies().back()->GetHost());
    route.SetParameter("transport", "tcp");
    route.SetParameter("lr", "");
    bob->SetAttribute("OutboundProxy", StringValue(route.ToString()));
}

} // namespace

bool
TrustMechanism::HasTls() const
{
    return protocol == "TLS";
}

CredentialOffice::Subject
GetServerSubject(const TrustTopology::Host& host, unsigned number)
{
    // The host name, not the short one: that of a place in the chain means others in longer chains.
    std::vector<std::string> names{host.domain, host.hostName};
    std::string name = host.hostName;
    if (const auto proxy = DynamicCast<SipProxy>(host.element))
    {
        for (const std::string& domain : proxy->GetDomains())
        {
            if (domain != host.domain)
            {
                names.push_back(domain); // the only proxy serves both users' domains
                name += "+" + domain;
            }
        }
    }
    return TrustCredentials::MakeServer(name, names, number);
}

const std::vector<TrustMechanism>&
GetTrustMechanisms()
{
    static const std::vector<TrustMechanism> mechanisms = []
    {
        std::vector<TrustMechanism> list{
            {"none", "nobody proves anything", "UDP", "sip", "rfc3261", false},
            {"digest", "users prove passwords to their servers", "UDP", "sip", "rfc3261", true},
            {"tls", "TLS on each hop, servers have certificates", "TLS", "sip", "rfc3261", true},
            {"sips-rfc3261", "sips URIs as in RFC 3261", "TLS", "sips", "rfc3261", true},
            {"sips-rfc5630", "sips URIs as in RFC 5630", "TLS", "sips", "rfc5630", true},
            {"sips-article", "the article's extended sips URIs", "TLS", "sips", "article", true},
        };
        TrustMechanism users{"digest-end-to-end",
                             "users prove a password to each other",
                             "TCP",
                             "sip",
                             "rfc3261",
                             true};
        users.hasUserDigest = true;
        TrustMechanism signature{"smime-signature",
                                 "users sign their messages",
                                 "TCP",
                                 "sip",
                                 "rfc3261",
                                 true};
        signature.signs = true;
        TrustMechanism encryption{"smime-encryption",
                                  "users encrypt their bodies",
                                  "TCP",
                                  "sip",
                                  "rfc3261",
                                  true};
        encryption.encrypts = true;
        TrustMechanism identity{"identity",
                                "the caller's domain signs who calls",
                                "TCP",
                                "sip",
                                "rfc3261",
                                true};
        identity.hasIdentity = true;
        list.insert(list.begin() + 2, users);
        TrustMechanism middle{"end-to-middle",
                              "users sign, and encrypt to each other and their home proxies",
                              "TLS",
                              "sip",
                              "rfc3261",
                              true};
        middle.hasMiddle = true;
        TrustMechanism reuse = middle;
        reuse.name = "cek-reuse";
        reuse.summary = "the same, with answers under the key of the request";
        reuse.reusesKeys = true;
        list.insert(list.end(), {signature, encryption, middle, reuse, identity});
        return list;
    }();
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
                      const TrustSetting& setting,
                      TrustTopology& topology,
                      TrustCredentials& credentials)
{
    topology.InstallElements(mechanism.protocol, mechanism.scheme);
    for (const auto& host : topology.GetHosts())
    {
        if (!host.element)
        {
            continue;
        }
        host.element->SetAttribute("Epoch", IntegerValue(SCENARIO_EPOCH_S));
        host.element->SetAttribute("SipsRules", StringValue(mechanism.sipsRules));
        host.element->SetCryptoContext(credentials.GetHonestLibrary());
        if (const auto agent = DynamicCast<SipUserAgent>(host.element))
        {
            agent->SetAttribute("RegisterAtStart", BooleanValue(true));
            if (mechanism.hasServerDigest)
            {
                agent->SetCredentials(host.name,
                                      TrustTopology::GetPassword(host.name),
                                      host.domain);
            }
        }
    }
    for (const auto& hook : setting.beforePolicies)
    {
        hook(topology);
    }
    InstallRegistrars(topology, mechanism.hasServerDigest, setting.algorithms);
    if (mechanism.HasTls())
    {
        auto installed = InstallTls(topology, setting, credentials);
        if (!installed)
        {
            return installed;
        }
        if (!setting.hasCalleeTls)
        {
            TakeCalleeTls(topology);
        }
    }
    const auto protectedNow = InstallTrustProtection(mechanism, topology, credentials);
    if (!protectedNow)
    {
        return protectedNow;
    }
    for (const auto& hook : setting.afterPolicies)
    {
        hook(topology);
    }
    return {};
}

} // namespace ns3
