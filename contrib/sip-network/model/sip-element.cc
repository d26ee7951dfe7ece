// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-element.h"

#include "ns3/assert.h"
#include "ns3/boolean.h"
#include "ns3/integer.h"
#include "ns3/ipv4.h"
#include "ns3/log.h"
#include "ns3/node.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/sip-tcp-transport.h"
#include "ns3/sip-text.h"
#include "ns3/sip-tls-transport.h"
#include "ns3/sip-udp-transport.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <utility>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("SipElement");

NS_OBJECT_ENSURE_REGISTERED(SipElement);

namespace
{

/** @return what a connection's end means to whoever needed it */
SipSecurityEventKind
GetEventKind(const SipConnectionFailure& failure)
{
    switch (failure.kind)
    {
    case SipConnectionFailure::Certificate:
        return SipSecurityEventKind::CertificateRejected;
    case SipConnectionFailure::Name:
        return SipSecurityEventKind::NameMismatch;
    case SipConnectionFailure::NotConfidential:
    case SipConnectionFailure::NotMutual:
        return SipSecurityEventKind::ConnectionNotAuthenticated;
    case SipConnectionFailure::Handshake:
    case SipConnectionFailure::HandshakeTimeout:
        return SipSecurityEventKind::TlsFailed;
    default:
        return SipSecurityEventKind::ConnectionLost;
    }
}

} // namespace

TypeId
SipElement::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::SipElement")
            .SetParent<Application>()
            .SetGroupName("SipNetwork")
            .AddAttribute("Host",
                          "Host name or address in Via, Contact and Record-Route; empty: the "
                          "node's first address. A name must be in the resolver's table.",
                          StringValue(""),
                          MakeStringAccessor(&SipElement::m_host),
                          MakeStringChecker())
            .AddAttribute("Port",
                          "Local port of UDP and TCP.",
                          UintegerValue(5060),
                          MakeUintegerAccessor(&SipElement::m_port),
                          MakeUintegerChecker<uint16_t>(1))
            .AddAttribute("Epoch",
                          "What the calendar says at simulated time 0, in seconds since 1970 UTC: "
                          "for Date header fields and the validity of certificates. All parties "
                          "of a simulation should have the same. The default is noon of the day "
                          "of the article's call, 2003-06-20 12:00:00.",
                          IntegerValue(1056110400),
                          MakeIntegerAccessor(&SipElement::m_unixEpoch),
                          MakeIntegerChecker<int64_t>(-62167219200, 253402300799))
            .AddAttribute(
                "Protocol",
                "UDP, TCP or TLS: to next hops whose URI does not say; TCP and TLS are written "
                "into Contact and Record-Route too.",
                StringValue("UDP"),
                MakeStringAccessor(&SipElement::SetProtocolName, &SipElement::GetProtocolName),
                MakeStringChecker())
            .AddAttribute(
                "SipsRules",
                "What a sips URI means: rfc3261 (TLS up to the domain, then as the contact says), "
                "rfc5630 (TLS on each hop) or article (mutual authentication on each hop, too).",
                StringValue("rfc5630"),
                MakeStringAccessor(&SipElement::SetSipsRulesName, &SipElement::GetSipsRulesName),
                MakeStringChecker())
            .AddAttribute("ChargesMessages",
                          "Whether messages and connections take processor time without "
                          "cryptography, too: parsing, routing, serializing, the kernel. Read when "
                          "the application starts.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&SipElement::m_chargesMessages),
                          MakeBooleanChecker())
            .AddAttribute("TransportLayer",
                          "The transport layer, for its attributes and traces.",
                          TypeId::ATTR_GET,
                          PointerValue(),
                          MakePointerAccessor(&SipElement::GetTransportLayer),
                          MakePointerChecker<SipTransportLayer>())
            .AddAttribute("TransactionLayer",
                          "The transaction layer, for its attributes and traces.",
                          TypeId::ATTR_GET,
                          PointerValue(),
                          MakePointerAccessor(&SipElement::GetTransactionLayer),
                          MakePointerChecker<SipTransactionLayer>())
            .AddTraceSource("SecurityEvent",
                            "This element has noticed something that bears on security.",
                            MakeTraceSourceAccessor(&SipElement::m_securityEventTrace),
                            "ns3::SipElement::SecurityEventTracedCallback");
    return tid;
}

SipElement::SipElement()
    : m_resolver(CreateObject<SipResolver>())
    , m_transport(CreateObject<SipTransportLayer>())
    , m_transactions(CreateObject<SipTransactionLayer>())
    , m_sipsRules(SipsRules::Create("rfc5630"))
    , m_identifiers(CreateObject<SipIdentifierSource>())
{
    m_transport->AddTransport(CreateObject<SipUdpTransport>());
    m_transport->AddTransport(CreateObject<SipTcpTransport>());
    m_transactions->SetTransportLayer(m_transport);
    m_transactions->TraceConnectWithoutContext("TransportFailure",
                                               MakeCallback(&SipElement::OnTransportFailure, this));
}

bool
SipElement::SetProtocolName(std::string name)
{
    const auto protocol = FindSipTransportProtocol(name);
    if (!protocol)
    {
        return false;
    }
    m_protocol = *protocol;
    return true;
}

std::string
SipElement::GetProtocolName() const
{
    return ToString(m_protocol);
}

SipTransportProtocol
SipElement::GetProtocol() const
{
    return m_protocol;
}

void
SipElement::SetSipsRules(Ptr<SipsRules> rules)
{
    NS_ASSERT_MSG(rules, "an element has rules for sips URIs");
    m_sipsRules = rules;
}

Ptr<SipsRules>
SipElement::GetSipsRules() const
{
    return m_sipsRules;
}

bool
SipElement::SetSipsRulesName(std::string name)
{
    const Ptr<SipsRules> rules = SipsRules::Create(name);
    if (rules)
    {
        m_sipsRules = rules;
    }
    return rules != nullptr;
}

std::string
SipElement::GetSipsRulesName() const
{
    return m_sipsRules->GetName();
}

int64_t
SipElement::AssignStreams(int64_t stream)
{
    return m_identifiers->AssignStreams(stream);
}

void
SipElement::SetResolver(Ptr<SipResolver> resolver)
{
    m_resolver = resolver;
}

Ptr<SipResolver>
SipElement::GetResolver() const
{
    return m_resolver;
}

Ptr<SipTransportLayer>
SipElement::GetTransportLayer() const
{
    return m_transport;
}

Ptr<SipTransactionLayer>
SipElement::GetTransactionLayer() const
{
    return m_transactions;
}

Ptr<SipIdentifierSource>
SipElement::GetIdentifierSource() const
{
    return m_identifiers;
}

void
SipElement::SetTls(std::shared_ptr<TlsContext> client, std::shared_ptr<TlsContext> server)
{
    Ptr<SipTlsTransport> tls =
        DynamicCast<SipTlsTransport>(m_transport->GetTransport(SipTransportProtocol::Tls));
    if (!tls)
    {
        tls = CreateObject<SipTlsTransport>();
        m_transport->AddTransport(tls);
    }
    tls->SetContexts(std::move(client), std::move(server));
}

void
SipElement::SetCryptoContext(std::shared_ptr<CryptoContext> crypto)
{
    m_crypto = std::move(crypto);
}

CryptoContext&
SipElement::GetCryptoContext()
{
    if (!m_crypto)
    {
        m_crypto =
            std::make_shared<CryptoContext>(m_identifiers->MakeOctets(CryptoContext::SEED_SIZE));
    }
    return *m_crypto;
}

int64_t
SipElement::GetEpoch() const
{
    return m_unixEpoch;
}

int64_t
SipElement::GetUnixTime() const
{
    return m_unixEpoch + Simulator::Now().GetNanoSeconds() / 1000000000;
}

std::string
SipElement::GetHost() const
{
    if (!m_host.empty())
    {
        return m_host;
    }
    const std::optional<Ipv4Address> address = GetAddress();
    return address ? SipAddress::FormatIpv4(*address) : "0.0.0.0";
}

std::optional<Ipv4Address>
SipElement::GetAddress() const
{
    const std::vector<Ipv4Address> addresses = GetAddresses(GetNode());
    return addresses.empty() ? std::nullopt : std::make_optional(addresses.front());
}

std::vector<Ipv4Address>
SipElement::GetAddresses(Ptr<Node> node)
{
    std::vector<Ipv4Address> addresses;
    Ptr<Ipv4> ipv4 = node ? node->GetObject<Ipv4>() : nullptr;
    for (uint32_t interface = 0; ipv4 && interface < ipv4->GetNInterfaces(); ++interface)
    {
        for (uint32_t i = 0; i < ipv4->GetNAddresses(interface); ++i)
        {
            const Ipv4Address address = ipv4->GetAddress(interface, i).GetLocal();
            if (address != Ipv4Address::GetLoopback())
            {
                addresses.push_back(address);
            }
        }
    }
    return addresses;
}

void
SipElement::StartNow()
{
    if (!m_isRunning)
    {
        StartApplication();
    }
}

void
SipElement::StopNow()
{
    StopApplication();
}

uint64_t
SipElement::GetStartCount() const
{
    return m_startCount;
}

uint16_t
SipElement::GetPort() const
{
    return m_port;
}

void
SipElement::AddHostName(const std::string& name)
{
    m_names.insert(ToLowerAscii(name));
}

bool
SipElement::IsOwnUri(const SipUri& uri) const
{
    const uint16_t port = uri.GetPort().value_or(uri.IsSecure() ? 5061 : 5060);
    if (port != m_port && port != m_port + 1)
    {
        return false;
    }
    const std::string host = ToLowerAscii(uri.GetHost());
    if (host == ToLowerAscii(m_host) || m_names.count(host) > 0)
    {
        return true;
    }
    const std::optional<Ipv4Address> address = SipAddress::ParseIpv4(host);
    const std::vector<Ipv4Address> own = GetAddresses(GetNode());
    return address && std::find(own.begin(), own.end(), *address) != own.end();
}

void
SipElement::Execute(const Work& work, std::function<void()> done)
{
    Ptr<Processor> processor = GetNode() ? GetNode()->GetObject<Processor>() : nullptr;
    if (!processor)
    {
        if (m_isRunning)
        {
            done();
        }
        return;
    }
    Ptr<SipElement> self(this);
    const uint64_t epoch = m_epoch;
    processor->Execute(work,
                       [self, epoch, done]()
                       {
                           if (self->m_isRunning && self->m_epoch == epoch)
                           {
                               done();
                           }
                       });
}

SipMessage
SipElement::MakeResponse(const SipMessage& request, const SipReply& reply, const std::string& tag)
{
    SipMessage response =
        SipMessage::MakeResponse(request,
                                 reply.code,
                                 reply.reason.empty() ? GetSipReason(reply.code) : reply.reason);
    if (reply.code != 100)
    {
        auto to = response.GetTo();
        if (to && !to->GetTag())
        {
            to->SetTag(tag.empty() ? m_identifiers->MakeTag() : tag);
            response.Set("To", to->ToString());
        }
    }
    for (const auto& [name, value] : reply.headers)
    {
        response.Add(name, value);
    }
    response.SetBody(reply.body.content, reply.body.contentType);
    if (reply.body.content.empty() && !reply.body.contentType.empty())
    {
        response.Set("Content-Type", reply.body.contentType); // tells what is wanted
    }
    return response;
}

void
SipElement::ReportSecurityEvent(const SipSecurityEvent& event) const
{
    NS_LOG_INFO(ToString(event.kind) << " " << event.callId << " " << event.detail);
    m_securityEventTrace(event);
}

void
SipElement::ReportSecurityEvent(SipSecurityEventKind kind,
                                const SipMessage& message,
                                const std::string& detail) const
{
    ReportSecurityEvent(SipSecurityEvent::About(kind, message, detail));
}

void
SipElement::StartApplication()
{
    NS_LOG_FUNCTION(this);
    ++m_epoch;
    ++m_startCount;
    m_isRunning = true;
    m_transport->SetCallbacks(
        [this](SipReception reception)
        {
            m_transactions->OnMessage(reception);
        },
        [this](Ptr<SipConnection> connection)
        {
            OnConnectionClosed(connection);
        });
    m_transactions->SetCallbacks(
        [this](SipTransactionHandle transaction, const SipReception& reception)
        {
            OnRequest(transaction, reception);
        },
        [this](const SipReception& reception)
        {
            OnStrayResponse(reception);
        });
    SipTransport::Executor executor;
    if (m_chargesMessages)
    {
        executor = [this](const Work& work, std::function<void()> done)
        {
            Execute(work, std::move(done));
        };
    }
    m_transport->SetExecutor(executor);
    m_transport->Start(GetNode(), GetHost(), m_port);
    OnStart();
}

void
SipElement::OnConnectionClosed(Ptr<SipConnection> connection)
{
    const bool isNeeded = m_transactions->OnConnectionClosed(connection);
    const SipConnectionFailure& failure = connection->GetFailure();
    if (!isNeeded && failure.IsSecurity())
    {
        // Else the transactions that needed it will tell.
        SipSecurityEvent event;
        event.kind = GetEventKind(failure);
        event.detail = failure.ToString();
        ReportSecurityEvent(event);
    }
}

void
SipElement::OnTransportFailure(const SipMessage& request, const SipConnectionFailure& failure)
{
    if (failure.IsSecurity() || failure.kind == SipConnectionFailure::Closed ||
        failure.kind == SipConnectionFailure::Aborted)
    {
        ReportSecurityEvent(GetEventKind(failure), request, failure.ToString());
    }
}

void
SipElement::StopApplication()
{
    NS_LOG_FUNCTION(this);
    if (!m_isRunning)
    {
        return;
    }
    OnStop();
    m_isRunning = false;
    ++m_epoch;
    m_transactions->Stop();
    m_transport->Stop();
}

void
SipElement::DoDispose()
{
    m_isRunning = false;
    ++m_epoch;
    m_transactions->Dispose();
    m_transport->Dispose();
    m_resolver = nullptr;
    m_crypto.reset();
    Application::DoDispose();
}

void
SipElement::OnStrayResponse(const SipReception& reception)
{
}

void
SipElement::OnStart()
{
}

void
SipElement::OnStop()
{
}

bool
SipElement::IsRunning() const
{
    return m_isRunning;
}

} // namespace ns3
