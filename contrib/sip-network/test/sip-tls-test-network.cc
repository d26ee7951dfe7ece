// SPDX-License-Identifier: GPL-2.0-only
#include "sip-tls-test-network.h"

#include "ns3/abort.h"
#include "ns3/inet-socket-address.h"
#include "ns3/packet.h"
#include "ns3/private-key.h"
#include "ns3/string.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/work.h"

namespace ns3
{

namespace
{

constexpr int64_t HALF_YEAR = 15768000; ///< in seconds

} // namespace

SipTestAuthority::SipTestAuthority(char seed)
    : crypto(std::make_shared<CryptoContext>(Octets(CryptoContext::SEED_SIZE, seed)))
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

SipTlsTestPeer::SipTlsTestPeer(Ptr<Node> node, std::shared_ptr<TlsContext> context)
    : m_node(node)
    , m_context(std::move(context))
{
}

void
SipTlsTestPeer::Connect(Ipv4Address to, const std::string& domain, bool isSilent)
{
    m_session = std::make_unique<TlsSession>(m_context, TlsRole::Client, domain);
    m_socket = Socket::CreateSocket(m_node, TcpSocketFactory::GetTypeId());
    m_socket->Bind();
    if (!isSilent)
    {
        m_socket->SetConnectCallback(MakeCallback(&SipTlsTestPeer::OnConnected, this),
                                     MakeCallback(&SipTlsTestPeer::OnClosed, this));
    }
    m_socket->SetCloseCallbacks(MakeCallback(&SipTlsTestPeer::OnClosed, this),
                                MakeCallback(&SipTlsTestPeer::OnClosed, this));
    m_socket->SetRecvCallback(MakeCallback(&SipTlsTestPeer::OnReceive, this));
    m_socket->Connect(InetSocketAddress(to, 5061));
}

void
SipTlsTestPeer::OnConnected(Ptr<Socket> socket)
{
    Work work;
    Carry(m_session->Begin(SipTestAuthority::EPOCH, work), 1);
}

void
SipTlsTestPeer::OnReceive(Ptr<Socket> socket)
{
    while (Ptr<Packet> packet = socket->Recv())
    {
        if (packet->GetSize() == 0)
        {
            return;
        }
        std::string octets(packet->GetSize(), '\0');
        packet->CopyData(reinterpret_cast<uint8_t*>(&octets[0]), packet->GetSize());
        Work work;
        Carry(m_session->Receive(octets, SipTestAuthority::EPOCH, work), 1);
    }
}

void
SipTlsTestPeer::OnClosed(Ptr<Socket> socket)
{
    isClosed = true;
}

void
SipTlsTestPeer::Carry(const TlsEvents& events, double share)
{
    for (const TlsEvent& event : events)
    {
        if (event.kind == TlsEvent::Kind::Output)
        {
            const auto size =
                static_cast<uint32_t>(share * static_cast<double>(event.octets.size()));
            m_socket->Send(
                Create<Packet>(reinterpret_cast<const uint8_t*>(event.octets.data()), size));
        }
        else if (event.kind == TlsEvent::Kind::Plain)
        {
            received += event.octets;
        }
        else if (event.kind == TlsEvent::Kind::Established)
        {
            isEstablished = true;
        }
    }
}

void
SipTlsTestPeer::Send(const std::string& octets, double share)
{
    Work work;
    Carry(m_session->Send(octets, work), share);
}

void
SipTlsTestPeer::Cut()
{
    m_socket->Close();
}

void
SipTlsTestPeer::Close()
{
    Work work;
    Carry(m_session->Close(work), 1);
    m_socket->Close();
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
    const std::function<void(const SipSecurityEvent&)> noticed =
        [this, name](const SipSecurityEvent& event)
    {
        events.push_back(name + ": " + ToString(event.kind));
        wholeEvents.push_back(event);
    };
    element->TraceConnectWithoutContext("SecurityEvent",
                                        Callback<void, const SipSecurityEvent&>(noticed));
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
