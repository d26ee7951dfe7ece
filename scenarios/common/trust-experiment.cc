// SPDX-License-Identifier: GPL-2.0-only

#include "trust-experiment.h"

#include "ns3/inspection-policy.h"
#include "ns3/simulator.h"
#include "ns3/string.h"

#include <algorithm>

namespace ns3
{

namespace
{

/// Streams before those of the elements: libraries of honest parties and of attackers, and spare.
constexpr int64_t FIRST_ELEMENT_STREAM = 100;
/// First stream of the attackers.
constexpr int64_t FIRST_ATTACKER_STREAM = 10000;
/// Streams that an attacker gets.
constexpr int64_t STREAMS_OF_ATTACKER = 100;

} // namespace

TrustExperiment::TrustExperiment(const TrustMechanism& mechanism,
                                 std::unique_ptr<TrustTopology> topology,
                                 const Plan& plan)
    : m_mechanism(mechanism)
    , m_topology(std::move(topology))
    , m_plan(plan)
    , m_log(CreateObject<AttackLog>())
{
}

tl::expected<void, std::string>
TrustExperiment::Install(CredentialOffice& office, int64_t stream)
{
    m_nextStream = stream + FIRST_ATTACKER_STREAM;
    m_credentials = std::make_unique<TrustCredentials>(office, stream);
    auto installed = InstallTrustMechanism(m_mechanism, m_setting, *m_topology, *m_credentials);
    if (!installed)
    {
        return installed;
    }
    m_topology->GetSip().AssignStreams(stream + FIRST_ELEMENT_STREAM);
    const std::function<void(const AttackGain&)> attempted = [this](const AttackGain&)
    {
        BeginAttack();
    };
    m_log->TraceConnectWithoutContext("Attempt", Callback<void, const AttackGain&>(attempted));
    for (const auto& host : m_topology->GetHosts())
    {
        if (host.element)
        {
            Watch(host);
        }
    }
    const auto describe = [this](const std::string& name)
    {
        StringValue content;
        m_topology->GetDescriber(name)->GetAttribute("Content", content);
        return content.Get();
    };
    m_callerDescription = describe("alice");
    m_calleeDescription = describe("bob");
    m_topology->GetAgent("bob")->SetIncomingCallCallback(
        [this](Ptr<SipCall> call)
        {
            m_incoming.push_back(call);
        });
    return {};
}

void
TrustExperiment::Watch(const TrustTopology::Host& host)
{
    const std::string name = host.name;
    const std::function<void(const SipSecurityEvent&)> notice =
        [this, name](const SipSecurityEvent& event)
    {
        OnNotice(name, event);
    };
    host.element->TraceConnectWithoutContext("SecurityEvent",
                                             Callback<void, const SipSecurityEvent&>(notice));
    const std::function<void(const SipMessage&, const SipAddress&, uint32_t)> sent =
        [this](const SipMessage& message, const SipAddress& peer, uint32_t)
    {
        OnSent(message, peer);
    };
    host.element->GetTransportLayer()->TraceConnectWithoutContext(
        "Tx",
        Callback<void, const SipMessage&, const SipAddress&, uint32_t>(sent));
    if (const auto proxy = DynamicCast<SipProxy>(host.element))
    {
        const std::function<void(const InspectionReport&)> inspected =
            [this, name](const InspectionReport& report)
        {
            OnInspected(name, report);
        };
        for (const auto& policy : proxy->GetPolicies())
        {
            if (DynamicCast<InspectionPolicy>(policy))
            {
                policy->TraceConnectWithoutContext(
                    "Inspected",
                    Callback<void, const InspectionReport&>(inspected));
            }
        }
    }
    if (const auto agent = DynamicCast<SipUserAgent>(host.element))
    {
        const std::function<void(Ptr<SipCall>, SipCallState, SipCallState)> state =
            [this](Ptr<SipCall> call, SipCallState, SipCallState after)
        {
            if (after == SipCallState::Established)
            {
                m_established.insert(call);
                if (call == m_call)
                {
                    m_setupDelay = Simulator::Now() - m_plan.call;
                }
            }
        };
        agent->TraceConnectWithoutContext(
            "CallState",
            Callback<void, Ptr<SipCall>, SipCallState, SipCallState>(state));
    }
}

void
TrustExperiment::OnSent(const SipMessage& message, const SipAddress& peer)
{
    ++m_messagesSent;
    const std::string type(message.GetHeader("Content-Type").value_or(""));
    m_sightings.messages = true;
    m_sightings.descriptions |= !message.GetBody().empty();
    m_sightings.credentials |= message.Has("Authorization") || message.Has("Proxy-Authorization");
    for (const char* name : {"WWW-Authenticate", "Proxy-Authenticate"})
    {
        for (const auto value : message.GetHeaders(name))
        {
            m_sightings.strongOffer |= value.find("SHA-256") != std::string_view::npos;
        }
    }
    m_sightings.sips |= message.IsRequest() && message.GetRequestUri().IsSecure();
    m_sightings.identity |= message.Has("Identity");
    m_sightings.signature |= type.compare(0, 16, "multipart/signed") == 0 ||
                             type.find("signed-data") != std::string::npos;
    const bool isMultipart = type.compare(0, 10, "multipart/") == 0;
    m_sightings.envelopes |=
        type.find("nveloped-data") != std::string::npos ||
        (isMultipart && message.GetBody().find("nveloped-data") != std::string::npos);
    m_sightings.labels |=
        message.Has("Content-Target") || message.Has("Proxy-Inspect-Body") ||
        (isMultipart && message.GetBody().find("\nContent-Target:") != std::string::npos);
    m_sightings.tls |= peer.GetProtocol() == SipTransportProtocol::Tls;
    m_sightings.streams |= peer.GetProtocol() != SipTransportProtocol::Udp;
    m_sightings.certificates = m_sightings.tls || m_sightings.identity || m_sightings.signature;
}

void
TrustExperiment::OnInspected(const std::string& name, const InspectionReport& report)
{
    if (!IsRead(report.outcome))
    {
        return;
    }
    const bool isAlices = m_call && report.dialog.find(m_call->GetCallId()) == 0;
    if (!isAlices)
    {
        ++m_foreign[name];
    }
    else if (report.isLabelled)
    {
        ++(report.statusCode == 0 ? m_offersRead : m_answersRead)[name];
    }
}

uint32_t
TrustExperiment::CountServerReads(const std::string& name, bool isAnswer) const
{
    const auto& counts = isAnswer ? m_answersRead : m_offersRead;
    const auto found = counts.find(name);
    return found == counts.end() ? 0 : found->second;
}

uint32_t
TrustExperiment::CountForeignDecryptions(const std::string& name) const
{
    const auto found = m_foreign.find(name);
    return found == m_foreign.end() ? 0 : found->second;
}

int64_t
TrustExperiment::TakeStreams()
{
    const int64_t first = m_nextStream;
    m_nextStream += STREAMS_OF_ATTACKER;
    return first;
}

void
TrustExperiment::PlanCall()
{
    PlanCall(m_topology->GetAgent("bob")->GetAddressOfRecord(), false);
}

void
TrustExperiment::PlanCall(const SipUri& callee, bool reinvites)
{
    Simulator::Schedule(m_plan.call,
                        [this, callee]()
                        {
                            m_call = m_topology->GetAgent("alice")->Invite(callee);
                        });
    if (reinvites)
    {
        Simulator::Schedule((m_plan.call + m_plan.hangUp) / 2,
                            [this]()
                            {
                                static_cast<void>(m_call->Reinvite());
                            });
    }
    Simulator::Schedule(m_plan.hangUp,
                        [this]()
                        {
                            m_topology->GetAgent("alice")->HangUpAll();
                        });
}

void
TrustExperiment::Run()
{
    Simulator::Stop(m_plan.end);
    Simulator::Run();
}

TrustSetting&
TrustExperiment::GetSetting()
{
    return m_setting;
}

TrustCredentials&
TrustExperiment::GetCredentials()
{
    return *m_credentials;
}

const TrustMechanism&
TrustExperiment::GetMechanism() const
{
    return m_mechanism;
}

TrustTopology&
TrustExperiment::GetTopology()
{
    return *m_topology;
}

const TrustTopology&
TrustExperiment::GetTopology() const
{
    return *m_topology;
}

const TrustExperiment::Plan&
TrustExperiment::GetPlan() const
{
    return m_plan;
}

Ptr<AttackLog>
TrustExperiment::GetLog() const
{
    return m_log;
}

void
TrustExperiment::Compromise(const std::string& name)
{
    m_compromised.insert(name);
}

void
TrustExperiment::BeginAttack()
{
    if (!m_attackBegan)
    {
        m_attackBegan = Simulator::Now();
        m_messagesBefore = m_messagesSent;
    }
}

void
TrustExperiment::OnNotice(const std::string& name, const SipSecurityEvent& event)
{
    m_notices.push_back({Simulator::Now(), name, event, m_messagesSent});
}

std::vector<TrustExperiment::Notice>
TrustExperiment::GetNotices() const
{
    std::vector<Notice> notices;
    std::copy_if(m_notices.begin(),
                 m_notices.end(),
                 std::back_inserter(notices),
                 [this](const Notice& notice)
                 {
                     return m_attackBegan && notice.when >= *m_attackBegan &&
                            m_compromised.count(notice.party) == 0;
                 });
    return notices;
}

uint64_t
TrustExperiment::CountMessagesUntil(const Notice& notice) const
{
    return notice.messagesSent - m_messagesBefore;
}

const TrustExperiment::Sightings&
TrustExperiment::GetSightings() const
{
    return m_sightings;
}

Ptr<SipCall>
TrustExperiment::GetCall() const
{
    return m_call;
}

const std::vector<Ptr<SipCall>>&
TrustExperiment::GetIncomingCalls() const
{
    return m_incoming;
}

bool
TrustExperiment::IsCallEstablished() const
{
    return m_call && m_established.count(m_call) > 0 &&
           std::any_of(m_incoming.begin(),
                       m_incoming.end(),
                       [this](const Ptr<SipCall>& call)
                       {
                           return call->GetCallId() == m_call->GetCallId() &&
                                  m_established.count(call) > 0;
                       });
}

std::optional<Time>
TrustExperiment::GetSetupDelay() const
{
    return m_setupDelay;
}

bool
TrustExperiment::AreDescriptionsGenuine() const
{
    return m_topology->GetDescriber("alice")->GetRemote().content == m_calleeDescription &&
           m_topology->GetDescriber("bob")->GetRemote().content == m_callerDescription;
}

std::string
TrustExperiment::GetCallerStatement() const
{
    return m_call ? m_call->GetPeerStatement().ToString() : "";
}

std::string
TrustExperiment::GetCalleeStatement() const
{
    return m_incoming.empty() ? "" : m_incoming.back()->GetPeerStatement().ToString();
}

} // namespace ns3
