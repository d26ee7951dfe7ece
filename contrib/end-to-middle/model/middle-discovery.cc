// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/middle-discovery.h"

#include "ns3/boolean.h"
#include "ns3/domain-identity.h"
#include "ns3/host-name.h"
#include "ns3/integer.h"
#include "ns3/log.h"
#include "ns3/simulator.h"
#include "ns3/sip-call.h"
#include "ns3/sip-security-event.h"
#include "ns3/sip-user-agent.h"
#include "ns3/smime-keyring.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <utility>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("MiddleDiscovery");
NS_OBJECT_ENSURE_REGISTERED(MiddleDiscovery);

namespace
{

/// Under what is remembered what counts for all destinations; no host is named so.
const std::string EVERYWHERE = "*";

/**
 * \param host a host name
 * \param domain a domain
 * \return whether it is the domain, or below it
 */
bool
IsWithin(const std::string& host, const std::string& domain)
{
    const auto suffix = "." + domain;
    return host == domain ||
           (host.size() > suffix.size() &&
            host.compare(host.size() - suffix.size(), suffix.size(), suffix) == 0);
}

/**
 * \param outcome an outcome
 * \return the security event it is, if it is one
 */
std::optional<SipSecurityEventKind>
GetEvent(DiscoveryOutcome outcome)
{
    switch (outcome)
    {
    case DiscoveryOutcome::OtherName:
        return SipSecurityEventKind::NameMismatch;
    case DiscoveryOutcome::NotTrusted:
    case DiscoveryOutcome::NoCertificate:
        return SipSecurityEventKind::CertificateRejected;
    default:
        break;
    }
    return std::nullopt;
}

} // namespace

std::string_view
ToString(DiscoveryOutcome outcome)
{
    switch (outcome)
    {
    case DiscoveryOutcome::Learned:
        return "learned";
    case DiscoveryOutcome::Known:
        return "known";
    case DiscoveryOutcome::ByPeer:
        return "by the peer";
    case DiscoveryOutcome::NoCertificate:
        return "no certificate";
    case DiscoveryOutcome::OtherName:
        return "certificate of another name";
    case DiscoveryOutcome::NotTrusted:
        return "certificate not trusted";
    case DiscoveryOutcome::Full:
        break;
    }
    return "no room";
}

TypeId
MiddleDiscovery::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::MiddleDiscovery")
            .SetParent<Object>()
            .SetGroupName("EndToMiddle")
            .AddConstructor<MiddleDiscovery>()
            .AddAttribute("CheckNames",
                          "Whether a certificate must be of somebody who is expected on the way. "
                          "False for experiments only.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&MiddleDiscovery::m_checkNames),
                          MakeBooleanChecker())
            .AddAttribute("CheckChain",
                          "Whether a chain must lead to an anchor, be valid now and not revoked. "
                          "False for experiments only.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&MiddleDiscovery::m_checkChain),
                          MakeBooleanChecker())
            .AddAttribute("PerUser",
                          "Whether what was learned counts for the callee only, and not for the "
                          "callee's domain.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&MiddleDiscovery::m_perUser),
                          MakeBooleanChecker())
            .AddAttribute("Lifetime",
                          "How long it is remembered what a server asks for; 0: for the call.",
                          TimeValue(Hours(1)),
                          MakeTimeAccessor(&MiddleDiscovery::m_lifetime),
                          MakeTimeChecker(Seconds(0), Hours(24 * 365)))
            .AddAttribute("Capacity",
                          "How many destinations are remembered.",
                          UintegerValue(1024),
                          MakeUintegerAccessor(&MiddleDiscovery::m_capacity),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("MaxServers",
                          "How many servers are remembered of a destination.",
                          UintegerValue(16),
                          MakeUintegerAccessor(&MiddleDiscovery::m_maxServers),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("Epoch",
                          "What the calendar says at simulated time 0, in seconds since 1970 UTC, "
                          "where the dialog has no user agent that knows it.",
                          IntegerValue(1056110400),
                          MakeIntegerAccessor(&MiddleDiscovery::m_epoch),
                          MakeIntegerChecker<int64_t>())
            .AddTraceSource("Judged",
                            "A refusal that asks for disclosure or a signature was judged.",
                            MakeTraceSourceAccessor(&MiddleDiscovery::m_judged),
                            "ns3::MiddleDiscovery::JudgedTracedCallback");
    return tid;
}

MiddleDiscovery::MiddleDiscovery() = default;

void
MiddleDiscovery::DoDispose()
{
    m_trust = nullptr;
    m_context = nullptr;
    m_lessons.clear();
    Object::DoDispose();
}

void
MiddleDiscovery::SetTrustStore(std::shared_ptr<CryptoContext> context,
                               std::shared_ptr<const TrustStore> trust)
{
    m_context = std::move(context);
    m_trust = std::move(trust);
}

void
MiddleDiscovery::Expect(std::string_view name)
{
    m_expected.push_back(ToLowerHost(name));
}

bool
MiddleDiscovery::Learn(const SipMessage& response, const SipDialogContext& context, Work& work)
{
    if (!m_context)
    {
        return false;
    }
    const auto demand = ReadMiddleDemand(response, *m_context);
    if (!demand)
    {
        return false;
    }
    DropExpired();
    DiscoveryReport report;
    report.statusCode = static_cast<uint32_t>(response.GetStatusCode());
    report.isSignature = demand->isSignature;
    report.host = demand->host;
    Judge(*demand, context, work, report);
    NS_LOG_INFO(report.statusCode << " of " << report.host << ": " << ToString(report.outcome));
    const auto event = GetEvent(report.outcome);
    if (event && context.call)
    {
        context.call->GetUserAgent()->ReportSecurityEvent(
            *event,
            response,
            "discovery: " + std::string(ToString(report.outcome)));
    }
    m_judged(report);
    return report.outcome == DiscoveryOutcome::Learned;
}

void
MiddleDiscovery::Judge(const MiddleDemand& demand,
                       const SipDialogContext& context,
                       Work& work,
                       DiscoveryReport& report)
{
    const auto destination = GetDestination(context);
    if (demand.isSignature)
    {
        report.outcome = IsSignatureWanted(context) ? DiscoveryOutcome::Known
                         : m_lessons.size() >= m_capacity && m_lessons.count(destination) == 0
                             ? DiscoveryOutcome::Full
                             : DiscoveryOutcome::Learned;
        if (report.outcome == DiscoveryOutcome::Learned)
        {
            m_lessons[destination].signatureExpiry = Simulator::Now() + m_lifetime;
        }
        return;
    }
    report.outcome = DiscoveryOutcome::NoCertificate;
    if (demand.chain.empty())
    {
        return;
    }
    const auto& certificate = demand.chain.front();
    bool isEverywhere = false;
    const auto name = FindName(certificate, context, isEverywhere);
    if (!name)
    {
        report.outcome = SmimeKeyring::Names(certificate, context.remoteUri)
                             ? DiscoveryOutcome::ByPeer
                             : DiscoveryOutcome::OtherName;
        return;
    }
    const auto now = context.call ? context.call->GetUserAgent()->GetUnixTime()
                                  : m_epoch + Simulator::Now().GetNanoSeconds() / 1000000000;
    report.outcome = DiscoveryOutcome::NotTrusted;
    if (m_checkChain && !(m_trust && m_trust->VerifyChain(demand.chain, now, work)))
    {
        return;
    }
    report.host = FindHost(demand, *name);
    isEverywhere = isEverywhere && m_lifetime.IsStrictlyPositive();
    report.outcome = Remember(isEverywhere ? EVERYWHERE : destination,
                              {report.host, certificate, demand.contentType.empty(), *name});
}

std::optional<std::string>
MiddleDiscovery::FindName(const Certificate& certificate,
                          const SipDialogContext& context,
                          bool& isEverywhere) const
{
    const DomainIdentity identity(certificate);
    auto near = m_expected;
    near.push_back(ToLowerHost(context.localUri.GetHost()));
    for (const auto& name : near)
    {
        if (identity.Matches(name))
        {
            isEverywhere = true;
            return name;
        }
    }
    const auto far = ToLowerHost(context.remoteUri.GetHost());
    if (identity.Matches(far))
    {
        return far;
    }
    if (m_checkNames)
    {
        return std::nullopt;
    }
    return identity.GetNames().empty() ? far : identity.GetNames().front();
}

std::string
MiddleDiscovery::FindHost(const MiddleDemand& demand, const std::string& name) const
{
    // A label names hosts. Who warns is not proved; it is taken if it fits what is.
    if (!demand.host.empty() && (IsWithin(demand.host, name) || !m_checkNames))
    {
        return demand.host;
    }
    for (const auto& each : demand.chain.front().GetSubjectAltNames())
    {
        const auto host = each.compare(0, 4, "dns:") == 0 ? ToLowerHost(each.substr(4)) : "";
        if (!host.empty() && IsWithin(host, name))
        {
            return host;
        }
    }
    return name;
}

DiscoveryOutcome
MiddleDiscovery::Remember(const std::string& destination, const DiscoveredServer& server)
{
    if (m_lessons.size() >= m_capacity && m_lessons.count(destination) == 0)
    {
        return DiscoveryOutcome::Full;
    }
    auto& lessons = m_lessons[destination];
    const auto expiry = Simulator::Now() + m_lifetime;
    for (std::size_t i = 0; i < lessons.servers.size(); ++i)
    {
        auto& known = lessons.servers[i];
        // A domain without the name of a host may have several servers, each with its own key.
        const bool isSameKey = known.certificate == server.certificate;
        if (known.host == server.host && (isSameKey || server.host != server.domain))
        {
            const bool isSame = isSameKey && (known.wantsAll || !server.wantsAll);
            const bool wantsAll = known.wantsAll || server.wantsAll;
            known = server;
            known.wantsAll = wantsAll;
            lessons.expiries[i] = expiry;
            return isSame ? DiscoveryOutcome::Known : DiscoveryOutcome::Learned;
        }
    }
    if (lessons.servers.size() >= m_maxServers)
    {
        return DiscoveryOutcome::Full;
    }
    lessons.servers.push_back(server);
    lessons.expiries.push_back(expiry);
    return DiscoveryOutcome::Learned;
}

std::string
MiddleDiscovery::GetDestination(const SipDialogContext& context) const
{
    if (m_lifetime.IsZero())
    {
        return "call " + context.GetScope();
    }
    const auto host = ToLowerHost(context.remoteUri.GetHost());
    return m_perUser ? std::string(context.remoteUri.GetUser()) + "@" + host : host;
}

std::vector<DiscoveredServer>
MiddleDiscovery::GetServers(const SipDialogContext& context) const
{
    std::vector<DiscoveredServer> servers;
    for (const auto& destination : {EVERYWHERE, GetDestination(context)})
    {
        const auto found = m_lessons.find(destination);
        for (std::size_t i = 0; found != m_lessons.end() && i < found->second.servers.size(); ++i)
        {
            const bool isFresh =
                m_lifetime.IsZero() || found->second.expiries[i] > Simulator::Now();
            if (isFresh)
            {
                servers.push_back(found->second.servers[i]);
            }
        }
    }
    return servers;
}

bool
MiddleDiscovery::IsSignatureWanted(const SipDialogContext& context) const
{
    const auto found = m_lessons.find(GetDestination(context));
    return found != m_lessons.end() && found->second.signatureExpiry &&
           (m_lifetime.IsZero() || *found->second.signatureExpiry > Simulator::Now());
}

void
MiddleDiscovery::DropExpired()
{
    if (m_lifetime.IsZero())
    {
        return;
    }
    const auto now = Simulator::Now();
    for (auto entry = m_lessons.begin(); entry != m_lessons.end();)
    {
        auto& lessons = entry->second;
        for (std::size_t i = lessons.servers.size(); i > 0; --i)
        {
            if (lessons.expiries[i - 1] <= now)
            {
                const auto place = static_cast<std::ptrdiff_t>(i - 1);
                lessons.servers.erase(lessons.servers.begin() + place);
                lessons.expiries.erase(lessons.expiries.begin() + place);
            }
        }
        if (lessons.signatureExpiry && *lessons.signatureExpiry <= now)
        {
            lessons.signatureExpiry.reset();
        }
        const bool isEmpty = lessons.servers.empty() && !lessons.signatureExpiry;
        entry = isEmpty ? m_lessons.erase(entry) : std::next(entry);
    }
}

void
MiddleDiscovery::Forget()
{
    m_lessons.clear();
}

void
MiddleDiscovery::ForgetDialog(const SipDialogContext& context)
{
    if (m_lifetime.IsZero())
    {
        m_lessons.erase(GetDestination(context));
    }
}

std::size_t
MiddleDiscovery::GetSize() const
{
    std::size_t size = 0;
    for (const auto& [destination, lessons] : m_lessons)
    {
        size += lessons.servers.size() + (lessons.signatureExpiry ? 1 : 0);
    }
    return size;
}

} // namespace ns3
