// SPDX-License-Identifier: GPL-2.0-only

#include "call-security.h"

#include "ns3/crypto-context-helper.h"
#include "ns3/end-to-middle-helper.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

namespace ns3
{

namespace
{

/// Distance between the random streams of two hosts.
constexpr int64_t STREAMS_PER_HOST = 1000;
/// Where, among a host's streams, that of its cryptography is.
constexpr int64_t CRYPTO_STREAM = 500;
/// Where, among a host's streams, that of its TLS is.
constexpr int64_t TLS_STREAM = 600;

} // namespace

const std::vector<std::string>&
CallSecurityOptions::GetKeyings()
{
    static const std::vector<std::string> words{"asymmetric", "cek-reuse", "end-to-end", "none"};
    return words;
}

void
CallSecurityOptions::AddTo(ScenarioOptions& options)
{
    options.AddChoice("label",
                      label,
                      {"content-target", "proxy-inspect-body", "none"},
                      "how inspecting proxies are told; none: they look by themselves");
    options.AddChoice("cipher", cipher, {"aes-128-gcm", "aes-128-cbc"}, "how content is encrypted");
    options.AddChoice("padding", padding, {"oaep", "pkcs1"}, "how RSA transports keys");
    options.AddChoice("transfer-encoding",
                      encoding,
                      {"binary", "base64"},
                      "how encrypted bodies are written");
    options.AddChoice(
        "protection",
        protection,
        {"sign-then-encrypt", "encrypt-then-sign", "sign-encrypt-sign", "encrypt", "sign"},
        "in which order bodies are signed and encrypted");
    options.AddFlag("sign", sign, "the same as --protection sign-then-encrypt");
    options.AddChoice("server-view",
                      serverView,
                      {"whole", "reduced"},
                      "what inspecting proxies get: the peer's description, or one of their own "
                      "without a=crypto lines");
    options.AddNumber("max-decrypts",
                      maxDecrypts,
                      1,
                      1000,
                      "CEKMaxDecrypts: how many later bodies go under a key (cek-reuse)");
}

CredentialOffice::Subject
CallSecurity::GetSubject(const CallChain::Host& host, size_t index, size_t hosts)
{
    const size_t number = index == 0 ? 1 : index + 1 == hosts ? 2 : index + 2;
    return {host.name, {host.identity}, static_cast<unsigned>(number)};
}

tl::expected<CallSecurity, std::string>
CallSecurity::Install(CallChain& chain,
                      CredentialOffice& office,
                      const CallSecurityOptions& options)
{
    CallSecurity security;
    const auto& hosts = chain.GetHosts();
    for (size_t i = 0; i < hosts.size(); ++i)
    {
        const auto subject = GetSubject(hosts[i], i, hosts.size());
        const int64_t stream = subject.number * STREAMS_PER_HOST;
        hosts[i].element->AssignStreams(stream);
        auto context = CreateCryptoContext(stream + CRYPTO_STREAM, office.GetLibraries());
        const auto credential = office.Get(*context, subject, options.keyType);
        if (!credential)
        {
            return tl::unexpected(credential.error());
        }
        security.m_parties.push_back({std::move(context), *credential});
    }
    if (chain.UsesTls())
    {
        const auto done = security.InstallTls(chain, office, options.keyType);
        if (!done)
        {
            return tl::unexpected(done.error());
        }
    }
    EndToMiddleHelper helper;
    helper.SetBodyPolicyAttribute("Keying", StringValue(options.keying));
    helper.SetBodyPolicyAttribute("Label", StringValue(options.label));
    helper.SetBodyPolicyAttribute("Cipher", StringValue(options.cipher));
    helper.SetBodyPolicyAttribute("Padding", StringValue(options.padding));
    helper.SetBodyPolicyAttribute("TransferEncoding", StringValue(options.encoding));
    helper.SetBodyPolicyAttribute(
        "Protection",
        StringValue(options.sign ? "sign-then-encrypt" : options.protection));
    helper.SetBodyPolicyAttribute("ServerView", StringValue(options.serverView));
    helper.SetBodyPolicyAttribute("MaxDecrypts", UintegerValue(options.maxDecrypts));
    helper.SetInspectionAttribute("InspectUnlabelled", BooleanValue(options.label == "none"));
    const auto caller = helper.InstallUserAgent(chain.GetCaller(), security.m_parties.front());
    const auto callee = helper.InstallUserAgent(chain.GetCallee(), security.m_parties.back());
    security.m_archive.Listen(hosts.front().name, caller);
    security.m_archive.Listen(hosts.back().name, callee);
    for (size_t i = 0; i < chain.GetProxies().size() && i < options.inspecting; ++i)
    {
        const auto& host = hosts[i + 1];
        const Party& party = security.m_parties[i + 1];
        const auto inspection = helper.InstallProxy(chain.GetProxies()[i], host.hostName, party);
        security.m_archive.Listen(host.name, inspection);
        caller->DiscloseTo(host.hostName, party.credential.certificate);
    }
    return security;
}

tl::expected<void, std::string>
CallSecurity::InstallTls(CallChain& chain, CredentialOffice& office, const std::string& keyType)
{
    m_tls.emplace(office, keyType);
    const auto& hosts = chain.GetHosts();
    const auto& proxies = chain.GetProxies();
    for (size_t i = 0; i < hosts.size(); ++i)
    {
        const auto subject = GetSubject(hosts[i], i, hosts.size());
        const int64_t stream = subject.number * STREAMS_PER_HOST + TLS_STREAM;
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
            done = m_tls->EquipServer(hosts[i].element,
                                      hosts[i].name,
                                      domains,
                                      subject.number,
                                      stream);
        }
        if (!done)
        {
            return done;
        }
    }
    return {};
}

std::string
CallSecurity::GetTlsKeyLog() const
{
    return m_tls ? m_tls->GetKeyLog() : std::string();
}

KeyArchive&
CallSecurity::GetArchive()
{
    return m_archive;
}

} // namespace ns3
