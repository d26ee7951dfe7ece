// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/firewall-control-helper.h"

#include "ns3/abort.h"
#include "ns3/certificate-authority.h"
#include "ns3/inet-socket-address.h"
#include "ns3/media-filter.h"
#include "ns3/simco-server.h"
#include "ns3/tls-context.h"
#include "ns3/token-gate.h"
#include "ns3/token-keys.h"

#include <string>
#include <utility>

namespace ns3
{

namespace
{

constexpr int64_t BEGIN = 1600000000; ///< Unix time when certificates become valid
constexpr int64_t END = 2000000000;   ///< and when they expire
constexpr const char* PROXY = "proxy.example.com";
constexpr const char* FIREWALL = "firewall.example.com";

/**
 * \param result of something that cannot go wrong but by a mistake of ours
 * \return its value
 */
template <typename T, typename E>
T
Take(tl::expected<T, E> result)
{
    NS_ABORT_MSG_UNLESS(result, "keys, certificates or TLS could not be made");
    return std::move(*result);
}

} // namespace

Ptr<DirectFirewallControl>
FirewallControlHelper::InstallDirect(Ptr<Node> firewall)
{
    auto control = CreateObject<DirectFirewallControl>();
    control->AddFilter(MediaFilter::Install(firewall));
    return control;
}

Ptr<SimcoFirewallControl>
FirewallControlHelper::InstallSimco(Ptr<Node> proxy,
                                    Ptr<Node> firewall,
                                    Ipv4Address address,
                                    std::shared_ptr<CryptoContext> context)
{
    auto authority = Take(CertificateAuthority::Create(*context, "Authority", BEGIN, END));
    auto trust = std::make_shared<TrustStore>(*context);
    trust->AddAnchor(authority.GetCertificate());
    uint64_t serial = 1;
    const auto makeContext = [&](const std::string& name)
    {
        Work work;
        const auto key = Take(PrivateKey::GenerateP256(*context, work));
        const auto certificate = Take(authority.Issue(*context,
                                                      {name, {"dns:" + name}, ++serial, BEGIN, END},
                                                      key.GetPublicKey()));
        TlsSettings settings;
        settings.credential = Credential{certificate, key};
        settings.trust = trust;
        settings.clientCertificate = TlsClientCertificate::Required;
        return Take(TlsContext::Create(context, settings));
    };
    auto server = CreateObject<SimcoServer>();
    server->SetContext(makeContext(FIREWALL));
    server->SetFilter(MediaFilter::Install(firewall));
    server->Authorize(PROXY);
    firewall->AddApplication(server);
    auto control = CreateObject<SimcoFirewallControl>();
    control->GetAgent()->SetNode(proxy);
    control->GetAgent()->SetContext(makeContext(PROXY));
    control->GetAgent()->SetServer(InetSocketAddress(address, SimcoMessage::PORT), FIREWALL);
    return control;
}

Ptr<TokenFirewallControl>
FirewallControlHelper::InstallToken(Ptr<Node> firewall, const Secret& key, int64_t stream)
{
    TokenKeys keys;
    keys.Add(1, key);
    auto gate = CreateObject<TokenGate>();
    gate->SetKeys(keys);
    MediaFilter::Install(firewall)->AddInspector(gate);
    auto control = CreateObject<TokenFirewallControl>();
    control->SetKeys(keys);
    control->AssignStreams(stream);
    return control;
}

} // namespace ns3
