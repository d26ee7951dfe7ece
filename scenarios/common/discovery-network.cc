// SPDX-License-Identifier: GPL-2.0-only

#include "discovery-network.h"

#include "ns3/boolean.h"
#include "ns3/crypto-context-helper.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <utility>

namespace ns3
{

namespace
{

constexpr int64_t STREAMS_PER_HOST = 1000;
constexpr int64_t CRYPTO_STREAM = 500;
constexpr int64_t TLS_STREAM = 600;
/// More than a chain of the greatest length can ask for.
constexpr uint32_t MAX_ATTEMPTS = 2 * CallChainOptions::MAX_PROXIES + 2;

/**
 * @param hostName name of a host
 * @return its domain
 */
std::string
GetDomain(const std::string& hostName)
{
    return hostName.substr(hostName.find('.') + 1);
}

/**
 * @param index place of a host
 * @param hosts number of hosts
 * @return the number of its key
 */
unsigned
GetKeyNumber(size_t index, size_t hosts)
{
    return static_cast<unsigned>(index == 0 ? 1 : index + 1 == hosts ? 2 : index + 2);
}

} // namespace

DiscoveryNetwork::DiscoveryNetwork(const CallChainOptions& chain,
                                   const DiscoveryOptions& options,
                                   std::shared_ptr<const CostProfile> profile)
    : m_options(options)
    , m_chain(chain, std::move(profile))
{
}

tl::expected<std::unique_ptr<DiscoveryNetwork>, std::string>
DiscoveryNetwork::Create(const CallChainOptions& chain,
                         const DiscoveryOptions& options,
                         std::shared_ptr<const CostProfile> profile,
                         CredentialOffice& office)
{
    std::unique_ptr<DiscoveryNetwork> network(
        new DiscoveryNetwork(chain, options, std::move(profile)));
    auto done = network->Enroll(office);
    if (done && network->m_chain.UsesTls())
    {
        done = network->InstallTls(office);
    }
    if (!done)
    {
        return tl::unexpected(done.error());
    }
    network->InstallPolicies(office.GetAuthority());
    return network;
}

tl::expected<void, std::string>
DiscoveryNetwork::Enroll(CredentialOffice& office)
{
    const auto& hosts = m_chain.GetHosts();
    for (size_t i = 0; i < hosts.size(); ++i)
    {
        const bool isUser = i == 0 || i + 1 == hosts.size();
        CredentialOffice::Subject subject{hosts[i].name,
                                          {hosts[i].identity},
                                          GetKeyNumber(i, hosts.size())};
        if (!isUser)
        {
            subject.subjectAltNames.push_back("uri:sip:" + GetDomain(hosts[i].hostName));
        }
        const int64_t stream = subject.number * STREAMS_PER_HOST;
        hosts[i].element->AssignStreams(stream);
        auto context = CreateCryptoContext(stream + CRYPTO_STREAM, office.GetLibraries());
        const auto credential = office.Get(*context, subject, m_options.keyType);
        if (!credential)
        {
            return tl::unexpected(credential.error());
        }
        m_archive.AddParty(hosts[i].name + "-" + m_options.keyType, *credential);
        m_parties.push_back({std::move(context), *credential});
    }
    return {};
}

tl::expected<void, std::string>
DiscoveryNetwork::InstallTls(CredentialOffice& office)
{
    m_tls.emplace(office, m_options.keyType);
    const auto& hosts = m_chain.GetHosts();
    const auto& proxies = m_chain.GetProxies();
    for (size_t i = 0; i < hosts.size(); ++i)
    {
        const unsigned number = GetKeyNumber(i, hosts.size());
        const int64_t stream = number * STREAMS_PER_HOST + TLS_STREAM;
        tl::expected<void, std::string> done;
        if (i == 0 || i + 1 == hosts.size())
        {
            done = m_tls->EquipClient(hosts[i].element, stream);
        }
        else
        {
            std::vector<std::string> domains{hosts[i].hostName};
            const auto& own = proxies[i - 1]->GetDomains();
            domains.insert(domains.end(), own.begin(), own.end());
            done = m_tls->EquipServer(hosts[i].element, hosts[i].name, domains, number, stream);
        }
        if (!done)
        {
            return done;
        }
    }
    return {};
}

void
DiscoveryNetwork::InstallPolicies(const Certificate& authority)
{
    const auto& hosts = m_chain.GetHosts();
    EndToMiddleHelper helper;
    helper.SetBodyPolicyAttribute("Label", StringValue(m_options.label));
    helper.SetBodyPolicyAttribute("Protection", StringValue("encrypt")); // until it is asked for
    m_caller = helper.InstallUserAgent(m_chain.GetCaller(), m_parties.front());
    m_callee = helper.InstallUserAgent(m_chain.GetCallee(), m_parties.back());
    m_chain.GetCaller()->SetAttribute("MaxAttempts", UintegerValue(MAX_ATTEMPTS));
    m_trace.Add(m_chain.GetCaller(), hosts.front().name);
    m_archive.Listen(hosts.front().name, m_caller);
    m_archive.Listen(hosts.back().name, m_callee);
    const bool isArticle = m_options.refusal == "article";
    helper.SetInspectionAttribute("RefuseResponses", BooleanValue(true));
    helper.SetInspectionAttribute("ErrorCode", UintegerValue(isArticle ? 493 : 496));
    helper.SetInspectionAttribute("SignatureCode", UintegerValue(isArticle ? 403 : 495));
    for (size_t i = 0; i < m_options.inspecting; ++i)
    {
        const auto& host = hosts[i + 1];
        const Party& party = m_parties[i + 1];
        m_inspectors.push_back(helper.InstallProxy(m_chain.GetProxies()[i], host.hostName, party));
        m_archive.Listen(host.name, m_inspectors.back());
        if (m_options.isConfigured)
        {
            m_caller->DiscloseTo(host.hostName, party.credential.certificate);
        }
    }
    if (!m_options.isConfigured)
    {
        auto trust = std::make_shared<TrustStore>(*m_parties.front().context);
        trust->AddAnchor(authority);
        const auto discovery = helper.InstallDiscovery(m_caller, m_parties.front(), trust);
        for (const auto& host : hosts)
        {
            discovery->Expect(GetDomain(host.hostName)); // the providers are known by name
        }
    }
    SetKnownServers(std::vector<bool>(m_options.inspecting, true));
}

void
DiscoveryNetwork::SetDemands(bool isOn)
{
    const StringValue keying(isOn ? m_options.keying : "end-to-end");
    m_caller->SetAttribute("Keying", keying);
    m_callee->SetAttribute("Keying", keying);
    const bool isSigned = isOn && m_options.isConfigured && m_options.isSignatureWanted;
    m_caller->SetAttribute("Protection", StringValue(isSigned ? "sign-then-encrypt" : "encrypt"));
    for (const auto& inspector : m_inspectors)
    {
        inspector->SetAttribute("Required", BooleanValue(isOn));
        inspector->SetAttribute("SignatureRequired",
                                BooleanValue(isOn && m_options.isSignatureWanted));
    }
}

CallChain&
DiscoveryNetwork::GetChain()
{
    return m_chain;
}

Ptr<SmimeBodyPolicy>
DiscoveryNetwork::GetCalleePolicy() const
{
    return m_callee;
}

void
DiscoveryNetwork::SetKnownServers(const std::vector<bool>& known)
{
    const auto directory = CreateObject<CertificateDirectory>();
    directory->AddUser(m_chain.GetCaller()->GetAddressOfRecord(),
                       m_parties.front().credential.certificate);
    for (size_t i = 0; i < known.size(); ++i)
    {
        if (known[i])
        {
            directory->AddServer(m_chain.GetHosts()[i + 1].hostName,
                                 m_parties[i + 1].credential.certificate);
        }
    }
    m_callee->SetDirectory(directory);
}

uint64_t
DiscoveryNetwork::GetEndedCount() const
{
    uint64_t count = 0;
    for (const auto& inspector : m_inspectors)
    {
        count += inspector->GetEndedCount();
    }
    return count;
}

const SipMessageTrace&
DiscoveryNetwork::GetTrace() const
{
    return m_trace;
}

KeyArchive&
DiscoveryNetwork::CompleteArchive()
{
    if (m_tls)
    {
        m_archive.AddTlsKeyLog(m_tls->GetKeyLog());
    }
    return m_archive;
}

} // namespace ns3
