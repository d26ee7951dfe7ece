// SPDX-License-Identifier: GPL-2.0-only
#include "sip-tls-test-network.h"

#include "ns3/abort.h"
#include "ns3/private-key.h"
#include "ns3/string.h"
#include "ns3/work.h"

namespace ns3
{

namespace
{

constexpr int64_t HALF_YEAR = 15768000; ///< in seconds

} // namespace

SipTestAuthority::SipTestAuthority()
    : crypto(std::make_shared<CryptoContext>(Octets(CryptoContext::SEED_SIZE, 'T')))
    , trust(std::make_shared<TrustStore>(*crypto))
{
    auto made =
        CertificateAuthority::Create(*crypto, "Test CA", EPOCH - HALF_YEAR, EPOCH + HALF_YEAR);
    NS_ABORT_MSG_IF(!made, "no authority");
    authority = std::make_shared<CertificateAuthority>(std::move(*made));
    trust->AddAnchor(authority->GetCertificate());
}

Credential
SipTestAuthority::Issue(const std::vector<std::string>& names)
{
    Work work;
    const auto key = PrivateKey::GenerateP256(*crypto, work);
    NS_ABORT_MSG_IF(!key, "no key");
    CertificateAuthority::Request request;
    request.commonName = "test";
    request.subjectAltNames = names;
    request.serial = ++m_serial;
    request.notBefore = EPOCH - HALF_YEAR;
    request.notAfter = EPOCH + HALF_YEAR;
    const auto certificate = authority->Issue(*crypto, request, key->GetPublicKey());
    NS_ABORT_MSG_IF(!certificate, "no certificate");
    return Credential{*certificate, *key};
}

TlsSettings
SipTestAuthority::MakeSettings(const std::vector<std::string>& names)
{
    TlsSettings settings;
    settings.trust = trust;
    settings.epoch = EPOCH;
    settings.keyLog = [this](std::string_view line)
    {
        keyLog.emplace_back(line);
    };
    if (!names.empty())
    {
        settings.credential = Issue(names);
        settings.clientCertificate = TlsClientCertificate::Requested;
    }
    return settings;
}

std::shared_ptr<TlsContext>
SipTestAuthority::MakeContext(const TlsSettings& settings) const
{
    const auto context = TlsContext::Create(crypto, settings);
    NS_ABORT_MSG_IF(!context, "no TLS context");
    return *context;
}

void
SipTestAuthority::Equip(Ptr<SipElement> element)
{
    if (!m_client)
    {
        m_client = MakeContext(MakeSettings());
    }
    element->SetTls(m_client, nullptr);
}

void
SipTestAuthority::Equip(Ptr<SipElement> element, const std::vector<std::string>& names)
{
    const std::shared_ptr<TlsContext> context = MakeContext(MakeSettings(names));
    element->SetTls(context, context);
}

SipTlsTrapezoid::SipTlsTrapezoid()
    : SipTestNetwork(5)
{
    helper.SetUserAgentAttribute("Protocol", StringValue("TLS"));
    helper.SetProxyAttribute("Protocol", StringValue("TLS"));
    alice = AddAgent(0, "sip:alice@a.example");
    proxyA = AddProxy(1, "proxy.a.example", "a.example");
    proxyB = AddProxy(2, "proxy.b.example", "b.example");
    bob = AddAgent(3, "sip:bob@b.example");
    authority.Equip(alice);
    authority.Equip(bob);
    authority.Equip(proxyA, {"uri:sip:a.example", "uri:sip:proxy.a.example"});
    authority.Equip(proxyB, {"uri:sip:b.example", "uri:sip:proxy.b.example"});
    Watch(alice, "alice", connectionsAlice);
    Watch(proxyA, "a", connectionsA);
    Watch(proxyB, "b", connectionsB);
    Watch(bob, "bob", connectionsBob);
    for (const auto& [agent, proxy, name] : {std::make_tuple(alice, proxyA, std::string("alice")),
                                             std::make_tuple(bob, proxyB, std::string("bob"))})
    {
        agent->SetCredentials(name, name + "'s password");
        agent->SetAttribute("OutboundProxy", StringValue(proxy->GetRouteUri().ToString()));
        Ptr<SipPasswordFile> passwords = CreateObject<SipPasswordFile>();
        passwords->AddUser(name, name + "'s password");
        helper.InstallRegistrar(proxy, passwords);
        const std::function<void(int, Time)> done = [this, who = name](int code, Time)
        {
            codes.push_back(who + " " + std::to_string(code));
        };
        agent->TraceConnectWithoutContext("Registration", Callback<void, int, Time>(done));
    }
}

void
SipTlsTrapezoid::Watch(Ptr<SipElement> element,
                       const std::string& name,
                       std::vector<Ptr<SipConnection>>& connections)
{
    Ptr<SipTransportLayer> layer = element->GetTransportLayer();
    const std::function<void(Ptr<SipConnection>, bool)> opened =
        [&connections](Ptr<SipConnection> connection, bool)
    {
        connections.push_back(connection);
    };
    layer->TraceConnectWithoutContext("Connection",
                                      Callback<void, Ptr<SipConnection>, bool>(opened));
    const std::function<void(Ptr<SipConnection>, const SipConnectionFailure&)> ended =
        [this, name](Ptr<SipConnection>, const SipConnectionFailure& failure)
    {
        ends.push_back(name + ": " + failure.ToString());
    };
    layer->TraceConnectWithoutContext(
        "ConnectionEnd",
        Callback<void, Ptr<SipConnection>, const SipConnectionFailure&>(ended));
}

Ptr<SipTlsTransport>
SipTlsTrapezoid::GetTls(Ptr<SipElement> element)
{
    return DynamicCast<SipTlsTransport>(
        element->GetTransportLayer()->GetTransport(SipTransportProtocol::Tls));
}

void
SipTlsTrapezoid::Register(double at)
{
    At(at,
       [this]()
       {
           alice->Register();
           bob->Register();
       });
}

std::string
SipTlsTrapezoid::CountConnections() const
{
    std::string text;
    const std::vector<std::pair<std::string, Ptr<SipElement>>> elements = {{"alice", alice},
                                                                           {"a", proxyA},
                                                                           {"b", proxyB},
                                                                           {"bob", bob}};
    for (const auto& [name, element] : elements)
    {
        const Ptr<SipTransportLayer> layer = element->GetTransportLayer();
        text += (text.empty() ? "" : " ") + name + " " +
                std::to_string(layer->GetOpenedConnections()) + "/" +
                std::to_string(layer->GetAcceptedConnections());
    }
    return text;
}

} // namespace ns3
