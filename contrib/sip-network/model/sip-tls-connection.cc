// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-tls-connection.h"

#include "ns3/boolean.h"
#include "ns3/inet-socket-address.h"
#include "ns3/log.h"
#include "ns3/simulator.h"
#include "ns3/sip-grammar.h"
#include "ns3/sip-uri.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <string>
#include <utility>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("SipTlsConnection");

NS_OBJECT_ENSURE_REGISTERED(SipTlsConnection);

TypeId
SipTlsConnection::GetTypeId()
{
    static TypeId tid = TypeId("ns3::SipTlsConnection")
                            .SetParent<SipStreamConnection>()
                            .SetGroupName("SipNetwork")
                            .AddConstructor<SipTlsConnection>();
    return tid;
}

SipTlsConnection::SipTlsConnection() = default;

SipTlsConnection::~SipTlsConnection() = default;

void
SipTlsConnection::SetContext(std::shared_ptr<TlsContext> context)
{
    m_context = std::move(context);
}

Ptr<TlsConnection>
SipTlsConnection::GetTls() const
{
    return m_tls;
}

void
SipTlsConnection::SetAlias(const SipAddress& alias)
{
    m_alias = alias;
}

const std::optional<SipAddress>&
SipTlsConnection::GetAlias() const
{
    return m_alias;
}

void
SipTlsConnection::MakeTls()
{
    const SipStreamLimits& limits = GetLimits();
    m_tls = CreateObject<TlsConnection>();
    m_tls->SetAttribute("ConnectTimeout", TimeValue(limits.connectTimeout));
    m_tls->SetAttribute("HandshakeTimeout", TimeValue(limits.handshakeTimeout));
    // This class has a bound of its own, and would not hear when there is room again.
    m_tls->SetAttribute("MaxQueue", UintegerValue(4294967295U));
    m_tls->SetAttribute("ChargesTransfers", BooleanValue(limits.chargesTransfers));
    TlsConnection::Callbacks callbacks;
    callbacks.established = [this](Ptr<TlsConnection> tls, const TlsPeer& peer)
    {
        Established(peer);
    };
    callbacks.received = [this](Ptr<TlsConnection> tls, const Octets& octets)
    {
        OnOctets({reinterpret_cast<const char*>(octets.data()), octets.size()});
    };
    callbacks.closed = [this](Ptr<TlsConnection> tls, const TlsFailure* failure)
    {
        Closed(failure);
    };
    m_tls->SetCallbacks(std::move(callbacks));
}

bool
SipTlsConnection::DoConnect(Ptr<Socket> socket)
{
    // TLS below reports its own timeouts, with better reasons.
    const SipStreamLimits& limits = GetLimits();
    ExpectOpening(limits.connectTimeout + limits.handshakeTimeout + Seconds(1),
                  SipConnectionFailure::HandshakeTimeout);
    MakeTls();
    return m_tls->Connect(socket, GetPeer().ToSocketAddress(), m_context, GetTargetName());
}

void
SipTlsConnection::DoAccept(Ptr<Socket> socket)
{
    ExpectOpening(GetLimits().handshakeTimeout + Seconds(1),
                  SipConnectionFailure::HandshakeTimeout);
    MakeTls();
    m_tls->Accept(socket, GetPeer().ToSocketAddress(), m_context);
}

std::size_t
SipTlsConnection::DoWrite(std::string_view octets)
{
    return m_tls && m_tls->Send(Octets(octets.begin(), octets.end())) ? octets.size() : 0;
}

std::size_t
SipTlsConnection::DoGetWaiting() const
{
    return m_tls ? m_tls->GetWaitingOctets() : 0;
}

void
SipTlsConnection::DoEnd(bool isStackAlive)
{
    Ptr<TlsConnection> tls = m_tls;
    m_tls = nullptr;
    m_alias.reset();
    if (!tls)
    {
        return;
    }
    if (!isStackAlive)
    {
        tls->Dispose();
        return;
    }
    if (tls->IsEstablished())
    {
        tls->Close();
    }
    else
    {
        tls->Abort();
    }
}

SipAddress
SipTlsConnection::GetLocal() const
{
    const Address local = m_tls ? m_tls->GetLocalAddress() : Address();
    if (InetSocketAddress::IsMatchingType(local))
    {
        const InetSocketAddress inet = InetSocketAddress::ConvertFrom(local);
        return SipAddress(SipTransportProtocol::Tls, inet.GetIpv4(), inet.GetPort());
    }
    return SipAddress(SipTransportProtocol::Tls, Ipv4Address::GetAny(), 0);
}

SipConnectionTrust
SipTlsConnection::Judge(const TlsPeer& peer) const
{
    const TlsSettings& settings = m_context->GetSettings();
    SipConnectionTrust trust;
    trust.isConfidential = true;
    // A server has shown its certificate in any case.
    trust.self = !IsOutgoing() || peer.hasShownOwn ? SipAuthentication::Certificate
                                                   : SipAuthentication::None;
    if (peer.chain.empty() || (settings.checksChain && !peer.isTrusted))
    {
        return trust;
    }
    trust.peer = SipAuthentication::Certificate;
    trust.since = Simulator::Now();
    for (const std::string& name : peer.names)
    {
        trust.peerNames.push_back(LowerSip(name));
    }
    if (IsOutgoing() && !settings.checksName && !trust.HasPeerName(GetTargetName()))
    {
        trust.peerNames.push_back(LowerSip(GetTargetName())); // who checks no name takes any
    }
    const std::string prefix = "uri:";
    for (const std::string& name : peer.chain.front().GetSubjectAltNames())
    {
        const auto uri = name.compare(0, prefix.size(), prefix) == 0
                             ? SipUri::Parse(name.substr(prefix.size()))
                             : tl::make_unexpected(SipError());
        if (uri && uri->IsSip() && !uri->GetUser().empty())
        {
            trust.AddPeerUser(*uri, SipAuthentication::Certificate, trust.since);
        }
    }
    return trust;
}

void
SipTlsConnection::Established(const TlsPeer& peer)
{
    NS_LOG_FUNCTION(this << peer.version << peer.suite);
    SetTrust(Judge(peer));
    OnOpened();
}

void
SipTlsConnection::Closed(const TlsFailure* failure)
{
    if (!failure)
    {
        End({SipConnectionFailure::Closed, ""});
        return;
    }
    const std::string detail = Describe(*failure);
    NS_LOG_INFO(detail);
    switch (failure->reason)
    {
    case TlsFailureReason::ConnectFailed:
        End({SipConnectionFailure::Refused, ""});
        return;
    case TlsFailureReason::Timeout:
        End({SipConnectionFailure::HandshakeTimeout, ""});
        return;
    case TlsFailureReason::UntrustedIssuer:
    case TlsFailureReason::BadCertificate:
    case TlsFailureReason::CertificateExpired:
    case TlsFailureReason::CertificateNotYet:
    case TlsFailureReason::CertificateRevoked:
    case TlsFailureReason::RevocationUnknown:
    case TlsFailureReason::CertificateMisused:
    case TlsFailureReason::NoClientCertificate:
        End({SipConnectionFailure::Certificate, detail});
        return;
    case TlsFailureReason::NameMismatch:
        End({SipConnectionFailure::Name, detail});
        return;
    default:
        break;
    }
    // TLS 1.3: the client is done before the server has looked at its certificate, so what comes
    // as an alert afterwards may be the handshake's end.
    const bool isRefusal =
        failure->isHandshake ||
        (failure->reason == TlsFailureReason::AlertReceived && IsOutgoing() && IsUnheard());
    End({isRefusal ? SipConnectionFailure::Handshake : SipConnectionFailure::Aborted, detail});
}

} // namespace ns3
