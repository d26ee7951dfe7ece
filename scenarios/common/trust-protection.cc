// SPDX-License-Identifier: GPL-2.0-only

#include "trust-protection.h"

#include "trust-mechanism.h"

#include "ns3/boolean.h"
#include "ns3/end-to-middle-helper.h"
#include "ns3/sip-certificate-table.h"
#include "ns3/sip-digest-authentication-policy.h"
#include "ns3/sip-domain-origin-policy.h"
#include "ns3/sip-identity-signing-policy.h"
#include "ns3/sip-user-agent-identity-policy.h"
#include "ns3/sip-user-digest-policy.h"
#include "ns3/sip-user-origin-policy.h"
#include "ns3/sips-user-agent-policy.h"
#include "ns3/string.h"

#include <vector>

namespace ns3
{

namespace
{

const char* const USERS_PASSWORD = "password of Alice and Bob"; ///< known to these two
constexpr unsigned FIRST_USER_KEY = 60;                         ///< number of users' keys
constexpr unsigned DOMAIN_KEY = 70;                             ///< number of a domain's key
constexpr unsigned MIDDLE_KEY = 80;                             ///< number of a home proxy's key

/**
 * @param topology a topology with SIP applications
 * @return Alice and Bob
 */
std::vector<Ptr<SipUserAgent>>
GetUsers(const TrustTopology& topology)
{
    return {topology.GetAgent("alice"), topology.GetAgent("bob")};
}

/** Lets Alice and Bob ask each other for the password that they share. */
void
InstallUserDigest(TrustTopology& topology)
{
    const auto users = GetUsers(topology);
    for (std::size_t i = 0; i < users.size(); ++i)
    {
        const auto policy = CreateObject<SipUserDigestPolicy>();
        policy->AddPeer(users[1 - i]->GetAddressOfRecord(), USERS_PASSWORD);
        users[i]->AddPolicy(policy);
    }
}

/** Has user agents, and by the article's rules proxies, look whether sips URIs are kept. */
void
InstallSips(const TrustMechanism& mechanism, TrustTopology& topology)
{
    for (const auto& host : topology.GetHosts())
    {
        if (const auto agent = DynamicCast<SipUserAgent>(host.element))
        {
            agent->AddPolicy(CreateObject<SipsUserAgentPolicy>());
        }
        const auto proxy = DynamicCast<SipProxy>(host.element);
        if (!proxy || mechanism.sipsRules != "article")
        {
            continue;
        }
        if (!proxy->GetDomains().empty())
        {
            proxy->AddPolicy(CreateObject<SipUserOriginPolicy>());
        }
        const auto origin = CreateObject<SipDomainOriginPolicy>();
        origin->SetAttribute("Transit", StringValue(TrustTopology::TRANSIT_DOMAIN));
        proxy->AddPolicy(origin);
    }
}

/**
 * Gives Alice and Bob certificates, with which they sign or encrypt.
 *
 * @return nothing, or a line that says what is wrong
 */
tl::expected<void, std::string>
InstallSmime(const TrustMechanism& mechanism,
             TrustTopology& topology,
             TrustCredentials& credentials)
{
    const auto trust = credentials.GetTrustStore();
    if (!trust)
    {
        return tl::unexpected(trust.error());
    }
    EndToMiddleHelper helper;
    helper.SetBodyPolicyAttribute("Keying", StringValue("end-to-end"));
    // Encryption alone: what a signature adds is another mechanism's business.
    helper.SetBodyPolicyAttribute("Protection", StringValue("encrypt"));
    helper.SetBodyPolicyAttribute("AcceptPlain", BooleanValue(false));
    const SipUri absent("sip", TRUST_ABSENT_USER, TrustTopology::CALLER_DOMAIN);
    const auto other = credentials.Get(GetTrustUserSubject(TRUST_ABSENT_USER));
    if (!other)
    {
        return tl::unexpected(other.error());
    }
    helper.GetDirectory()->AddUser(absent, other->certificate);
    for (const auto& agent : GetUsers(topology))
    {
        const std::string user = agent->GetAddressOfRecord().GetUser();
        const auto credential = credentials.Get(GetTrustUserSubject(user));
        if (!credential)
        {
            return tl::unexpected(credential.error());
        }
        const Party party{credentials.GetHonestLibrary(), *credential};
        if (mechanism.encrypts)
        {
            credentials.GetArchive().Listen(user, helper.InstallUserAgent(agent, party));
        }
        if (mechanism.signs)
        {
            helper.InstallSignature(agent, party, *trust);
        }
    }
    return {};
}

/**
 * Has a user agent report which refusals it does not believe that ask for disclosure.
 *
 * @param agent the user agent
 * @param discovery its discovery
 */
void
ReportDisbelief(Ptr<SipUserAgent> agent, Ptr<MiddleDiscovery> discovery)
{
    const std::function<void(const DiscoveryReport&)> judged =
        [agent = PeekPointer(agent)](const DiscoveryReport& report)
    {
        SipSecurityEvent event;
        event.code = static_cast<int>(report.statusCode);
        event.detail = ToString(report.outcome);
        if (report.outcome == DiscoveryOutcome::OtherName)
        {
            event.kind = SipSecurityEventKind::NameMismatch;
            agent->ReportSecurityEvent(event);
        }
        else if (report.outcome == DiscoveryOutcome::NotTrusted)
        {
            event.kind = SipSecurityEventKind::CertificateRejected;
            agent->ReportSecurityEvent(event);
        }
    };
    discovery->TraceConnectWithoutContext("Judged", Callback<void, const DiscoveryReport&>(judged));
}

/**
 * Has Alice and Bob sign what they send, and encrypt it to each other and their home proxies, which
 * look at what is labelled for them.
 *
 * @return nothing, or a line that says what is wrong
 */
tl::expected<void, std::string>
InstallMiddle(const TrustMechanism& mechanism,
              TrustTopology& topology,
              TrustCredentials& credentials)
{
    const auto trust = credentials.GetTrustStore();
    if (!trust)
    {
        return tl::unexpected(trust.error());
    }
    const auto library = credentials.GetHonestLibrary();
    EndToMiddleHelper helper;
    helper.SetBodyPolicyAttribute("Keying",
                                  StringValue(mechanism.reusesKeys ? "cek-reuse" : "asymmetric"));
    helper.SetBodyPolicyAttribute("AcceptPlain", BooleanValue(false));
    helper.SetBodyPolicyAttribute("RequireSignature", BooleanValue(true));
    std::vector<std::pair<std::string, Certificate>> servers;
    for (const TrustTopology::Host* host : ListTrustMiddles(topology))
    {
        const auto credential = credentials.Get(GetTrustMiddleSubject(*host));
        if (!credential)
        {
            return tl::unexpected(credential.error());
        }
        credentials.GetArchive().Listen(host->name,
                                        helper.InstallProxy(DynamicCast<SipProxy>(host->element),
                                                            host->hostName,
                                                            Party{library, *credential}));
        servers.emplace_back(host->hostName, credential->certificate);
    }
    const SipUri absent("sip", TRUST_ABSENT_USER, TrustTopology::CALLER_DOMAIN);
    const auto other = credentials.Get(GetTrustUserSubject(TRUST_ABSENT_USER));
    if (!other)
    {
        return tl::unexpected(other.error());
    }
    helper.GetDirectory()->AddUser(absent, other->certificate);
    for (const auto& agent : GetUsers(topology))
    {
        const std::string user = agent->GetAddressOfRecord().GetUser();
        const auto credential = credentials.Get(GetTrustUserSubject(user));
        if (!credential)
        {
            return tl::unexpected(credential.error());
        }
        const auto policy = helper.InstallUserAgent(agent, Party{library, *credential});
        credentials.GetArchive().Listen(user, policy);
        for (const auto& [host, certificate] : servers)
        {
            if (user == "alice") // Bob does as her labels say
            {
                policy->DiscloseTo(host, certificate);
            }
        }
        const auto discovery = CreateObject<MiddleDiscovery>();
        discovery->SetTrustStore(library, *trust);
        policy->SetDiscovery(discovery);
        ReportDisbelief(agent, discovery);
    }
    return {};
}

/**
 * Has home proxies sign who calls, and Bob's and Alice's user agents want it.
 *
 * @return nothing, or a line that says what is wrong
 */
tl::expected<void, std::string>
InstallIdentity(TrustTopology& topology, TrustCredentials& credentials)
{
    const auto trust = credentials.GetTrustStore();
    if (!trust)
    {
        return tl::unexpected(trust.error());
    }
    const auto table = CreateObject<SipCertificateTable>();
    unsigned number = DOMAIN_KEY;
    for (const auto& host : topology.GetHosts())
    {
        const auto proxy = DynamicCast<SipProxy>(host.element);
        if (proxy && !proxy->GetDomains().empty())
        {
            CredentialOffice::Subject subject;
            subject.name = "identity-" + host.hostName;
            subject.number = number++;
            for (const std::string& domain : proxy->GetDomains())
            {
                subject.subjectAltNames.push_back("dns:" + domain);
            }
            const auto credential = credentials.Get(subject);
            if (!credential)
            {
                return tl::unexpected(credential.error());
            }
            const std::string url = "https://" + host.hostName + "/identity.cer";
            table->Publish(url, {credential->certificate});
            const auto signing = CreateObject<SipIdentitySigningPolicy>();
            signing->SetCredential(credentials.GetHonestLibrary(), *credential, url);
            proxy->AddPolicy(signing);
        }
        if (const auto agent = DynamicCast<SipUserAgent>(host.element))
        {
            const auto identity = CreateObject<SipUserAgentIdentityPolicy>();
            identity->SetTrust(table, *trust);
            agent->AddPolicy(identity);
        }
    }
    return {};
}

} // namespace

tl::expected<void, std::string>
InstallTrustProtection(const TrustMechanism& mechanism,
                       TrustTopology& topology,
                       TrustCredentials& credentials)
{
    if (mechanism.scheme == "sips")
    {
        InstallSips(mechanism, topology);
    }
    if (mechanism.hasUserDigest)
    {
        InstallUserDigest(topology);
    }
    if (mechanism.signs || mechanism.encrypts)
    {
        auto installed = InstallSmime(mechanism, topology, credentials);
        if (!installed)
        {
            return installed;
        }
    }
    if (mechanism.hasMiddle)
    {
        auto installed = InstallMiddle(mechanism, topology, credentials);
        if (!installed)
        {
            return installed;
        }
    }
    return mechanism.hasIdentity ? InstallIdentity(topology, credentials)
                                 : tl::expected<void, std::string>();
}

CredentialOffice::Subject
GetTrustMiddleSubject(const TrustTopology::Host& host)
{
    CredentialOffice::Subject subject;
    subject.name = "middle-" + host.hostName;
    subject.subjectAltNames = {"dns:" + host.hostName, "dns:" + host.domain};
    subject.number = MIDDLE_KEY + (host.domain == TrustTopology::CALLER_DOMAIN ? 0 : 1);
    return subject;
}

CredentialOffice::Subject
GetTrustUserSubject(const std::string& user)
{
    const bool isBob = user == "bob";
    CredentialOffice::Subject subject;
    subject.name = user + "-mime";
    subject.subjectAltNames = {
        "uri:" +
        SipUri("sip", user, isBob ? TrustTopology::CALLEE_DOMAIN : TrustTopology::CALLER_DOMAIN)
            .ToString()};
    subject.number = FIRST_USER_KEY + (isBob ? 2 : user == TRUST_ABSENT_USER ? 0 : 1);
    return subject;
}

std::vector<const TrustTopology::Host*>
ListTrustMiddles(const TrustTopology& topology)
{
    std::vector<const TrustTopology::Host*> middles;
    for (const auto& host : topology.GetHosts())
    {
        const auto proxy = DynamicCast<SipProxy>(host.element);
        const bool isOfUsers = host.domain == TrustTopology::CALLER_DOMAIN ||
                               host.domain == TrustTopology::CALLEE_DOMAIN;
        if (proxy && isOfUsers && !proxy->GetDomains().empty())
        {
            middles.push_back(&host);
        }
    }
    return middles;
}

std::size_t
CountCallerChecks(Ptr<SipProxy> proxy)
{
    const auto& policies = proxy->GetPolicies();
    for (std::size_t i = policies.size(); i > 0; --i)
    {
        if (DynamicCast<SipDigestAuthenticationPolicy>(policies[i - 1]) ||
            DynamicCast<SipUserOriginPolicy>(policies[i - 1]) ||
            DynamicCast<SipDomainOriginPolicy>(policies[i - 1]))
        {
            return i;
        }
    }
    return 0;
}

} // namespace ns3
