// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-outbound.h"

#include "ns3/boolean.h"
#include "ns3/log.h"
#include "ns3/simulator.h"
#include "ns3/sip-flow.h"
#include "ns3/sip-user-agent.h"
#include "ns3/string.h"

#include <algorithm>
#include <cstdio>
#include <sstream>
#include <utility>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("SipOutbound");

NS_OBJECT_ENSURE_REGISTERED(SipOutbound);

std::string
ToString(SipFlowState state)
{
    switch (state)
    {
    case SipFlowState::Down:
        return "down";
    case SipFlowState::Registering:
        return "registering";
    case SipFlowState::Active:
        return "active";
    case SipFlowState::Waiting:
        return "waiting";
    case SipFlowState::Refused:
        return "refused";
    case SipFlowState::Plain:
        break;
    }
    return "plain";
}

TypeId
SipOutbound::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::SipOutbound")
            .SetParent<Object>()
            .SetGroupName("SipNetwork")
            .AddConstructor<SipOutbound>()
            .AddAttribute("Proxies",
                          "URIs of the outbound proxies, one flow for each, separated by blanks; "
                          "empty: the user agent's OutboundProxy.",
                          StringValue(""),
                          MakeStringAccessor(&SipOutbound::m_proxies),
                          MakeStringChecker())
            .AddAttribute("Instance",
                          "The instance, a URN; empty: a random UUID, made when it is needed "
                          "first.",
                          StringValue(""),
                          MakeStringAccessor(&SipOutbound::m_instance),
                          MakeStringChecker())
            .AddAttribute("KeepAlive",
                          "Whether keep-alives are sent (RFC 5626, 4.4.1).",
                          BooleanValue(true),
                          MakeBooleanAccessor(&SipOutbound::m_keepAlive),
                          MakeBooleanChecker())
            .AddAttribute("OutboundRequired",
                          "Whether a first hop that knows no flows (439) is refused, rather than "
                          "used without them when there is no other flow.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&SipOutbound::m_isRequired),
                          MakeBooleanChecker())
            .AddAttribute("MinPingInterval",
                          "Shortest time between keep-alives when the server has sent no "
                          "Flow-Timer; with one it is 80 % of that.",
                          TimeValue(Seconds(95)),
                          MakeTimeAccessor(&SipOutbound::m_minPing),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("MaxPingInterval",
                          "Longest time between keep-alives when the server has sent no "
                          "Flow-Timer; with one it is that.",
                          TimeValue(Seconds(120)),
                          MakeTimeAccessor(&SipOutbound::m_maxPing),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("PongTimeout",
                          "Time after a keep-alive until a flow without answer has failed.",
                          TimeValue(Seconds(10)),
                          MakeTimeAccessor(&SipOutbound::m_pongTimeout),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("BaseTimeAllFailed",
                          "Upper bound of the wait before a failed flow is tried again, when no "
                          "flow is left; doubled with each further failure (4.5).",
                          TimeValue(Seconds(30)),
                          MakeTimeAccessor(&SipOutbound::m_baseAllFailed),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("BaseTime",
                          "The same, when another flow is left.",
                          TimeValue(Seconds(90)),
                          MakeTimeAccessor(&SipOutbound::m_baseSomeLeft),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("MaxTime",
                          "Longest upper bound of that wait, which is drawn between half of the "
                          "bound and the bound.",
                          TimeValue(Seconds(1800)),
                          MakeTimeAccessor(&SipOutbound::m_maxDelay),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddTraceSource("FlowState",
                            "A flow has entered another state.",
                            MakeTraceSourceAccessor(&SipOutbound::m_stateTrace),
                            "ns3::SipOutbound::FlowStateTracedCallback")
            .AddTraceSource("Reachable",
                            "A flow is active again after none was, or for the first time.",
                            MakeTraceSourceAccessor(&SipOutbound::m_reachableTrace),
                            "ns3::SipOutbound::ReachableTracedCallback");
    return tid;
}

SipOutbound::SipOutbound() = default;

SipOutbound::~SipOutbound() = default;

void
SipOutbound::SetUserAgent(SipUserAgent* agent)
{
    m_agent = agent;
}

std::vector<std::string>
SipOutbound::ListProxies() const
{
    std::istringstream in(m_proxies);
    std::vector<std::string> proxies;
    for (std::string proxy; in >> proxy;)
    {
        // Two flows to one proxy would share its connection.
        if (std::find(proxies.begin(), proxies.end(), proxy) == proxies.end())
        {
            proxies.push_back(proxy);
        }
    }
    if (proxies.empty())
    {
        proxies.push_back(m_agent->m_outboundProxy);
    }
    return proxies;
}

void
SipOutbound::Start()
{
    if (!m_isWatching)
    {
        m_isWatching = true;
        m_agent->GetTransportLayer()->TraceConnectWithoutContext(
            "ConnectionEnd",
            MakeCallback(&SipOutbound::OnConnectionEnd, this));
    }
    if (m_flows.empty())
    {
        m_unreachableSince = Simulator::Now();
        m_wasReachable = false;
        for (const std::string& proxy : ListProxies())
        {
            const auto regId = static_cast<uint32_t>(m_flows.size() + 1);
            m_flows.push_back(std::make_shared<SipFlow>(*this, *m_agent, regId, proxy));
        }
    }
    for (const auto& flow : m_flows)
    {
        flow->Start();
    }
}

void
SipOutbound::Remove()
{
    for (const auto& flow : m_flows)
    {
        flow->Remove();
    }
}

void
SipOutbound::Stop()
{
    for (const auto& flow : m_flows)
    {
        flow->Stop();
    }
    m_flows.clear();
}

void
SipOutbound::DoDispose()
{
    Stop();
    m_agent = nullptr;
    Object::DoDispose();
}

bool
SipOutbound::IsRegistered() const
{
    return std::any_of(m_flows.begin(),
                       m_flows.end(),
                       [](const auto& flow)
                       {
                           return flow->GetState() == SipFlowState::Active ||
                                  flow->GetState() == SipFlowState::Plain;
                       });
}

std::string
SipOutbound::GetProxy() const
{
    for (const auto& flow : m_flows)
    {
        if (flow->GetState() == SipFlowState::Active || flow->GetState() == SipFlowState::Plain)
        {
            return flow->GetProxy();
        }
    }
    return m_flows.empty() ? ListProxies().front() : m_flows.front()->GetProxy();
}

void
SipOutbound::Direct(SipDestination& destination) const
{
    for (const auto& flow : m_flows)
    {
        const Ptr<SipConnection> connection = flow->GetConnection();
        // An address and port alone prove nothing.
        const bool isProven =
            destination.address.GetProtocol() != SipTransportProtocol::Tls ||
            (connection && (connection->GetTargetName() == destination.name ||
                            connection->GetTrust().HasPeerName(destination.name)));
        if (connection && isProven && connection->GetPeer() == destination.address)
        {
            destination.connection = connection;
            return;
        }
    }
}

bool
SipOutbound::IsFlow(Ptr<SipConnection> connection) const
{
    return connection && std::any_of(m_flows.begin(),
                                     m_flows.end(),
                                     [&connection](const auto& flow)
                                     {
                                         return flow->GetConnection() == connection;
                                     });
}

std::string
SipOutbound::GetInstance()
{
    if (m_instance.empty())
    {
        std::string octets = m_agent->GetIdentifierSource()->MakeOctets(16);
        octets[6] = static_cast<char>((octets[6] & 0x0f) | 0x40); // RFC 4122, 4.4
        octets[8] = static_cast<char>((octets[8] & 0x3f) | 0x80);
        m_instance = "urn:uuid:";
        for (std::size_t i = 0; i < octets.size(); ++i)
        {
            char text[4];
            std::snprintf(text, sizeof(text), "%02x", static_cast<unsigned char>(octets[i]));
            m_instance += i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "";
            m_instance += text;
        }
    }
    return m_instance;
}

std::size_t
SipOutbound::GetFlowCount() const
{
    return m_flows.size();
}

SipFlowState
SipOutbound::GetState(uint32_t regId) const
{
    return regId > 0 && regId <= m_flows.size() ? m_flows[regId - 1]->GetState()
                                                : SipFlowState::Down;
}

void
SipOutbound::OnState(const SipFlow& flow)
{
    m_stateTrace(flow.GetRegId(), flow.GetState());
    if (flow.GetState() == SipFlowState::Waiting || flow.GetState() == SipFlowState::Refused)
    {
        SipSecurityEvent event;
        event.kind = SipSecurityEventKind::FlowFailed;
        event.method = "REGISTER";
        event.detail = "flow " + std::to_string(flow.GetRegId()) + " by " + flow.GetProxy();
        m_agent->ReportSecurityEvent(event);
    }
    const bool isReachable = IsRegistered();
    if (isReachable && !m_wasReachable)
    {
        m_reachableTrace(Simulator::Now() - m_unreachableSince);
    }
    else if (!isReachable && m_wasReachable)
    {
        m_unreachableSince = Simulator::Now();
    }
    m_wasReachable = isReachable;
}

bool
SipOutbound::HasOther(const SipFlow& flow) const
{
    return std::any_of(m_flows.begin(),
                       m_flows.end(),
                       [&flow](const auto& other)
                       {
                           return other.get() != &flow &&
                                  (other->GetState() == SipFlowState::Active ||
                                   other->GetState() == SipFlowState::Plain);
                       });
}

Time
SipOutbound::Draw(Time least, Time most) const
{
    const double share = m_agent->GetIdentifierSource()->MakeNumber(1 << 24) / double(1 << 24);
    return least + share * (most - least);
}

Time
SipOutbound::MakeRecoveryDelay(uint32_t failures) const
{
    // It is called when the flow in question has left the active state.
    Time bound = IsRegistered() ? m_baseSomeLeft : m_baseAllFailed;
    for (uint32_t i = 0; i < failures && bound < m_maxDelay; ++i)
    {
        bound = bound + bound;
    }
    bound = std::min(bound, m_maxDelay);
    return Draw(0.5 * bound, bound);
}

void
SipOutbound::OnConnectionEnd(Ptr<SipConnection> connection, const SipConnectionFailure& failure)
{
    for (const auto& flow : m_flows)
    {
        flow->OnConnectionEnd(connection);
    }
}

} // namespace ns3
