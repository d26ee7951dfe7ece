// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/simco-server.h"

#include "ns3/assert.h"
#include "ns3/inet-socket-address.h"
#include "ns3/ipv4-address.h"
#include "ns3/log.h"
#include "ns3/node.h"
#include "ns3/simulator.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("SimcoServer");
NS_OBJECT_ENSURE_REGISTERED(SimcoServer);

TypeId
SimcoServer::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::SimcoServer")
            .SetParent<Application>()
            .SetGroupName("Firewall")
            .AddConstructor<SimcoServer>()
            .AddAttribute("Port",
                          "The TCP port to listen at.",
                          UintegerValue(SimcoMessage::PORT),
                          MakeUintegerAccessor(&SimcoServer::m_port),
                          MakeUintegerChecker<uint16_t>(1))
            .AddAttribute("MaxSessions",
                          "How many connections there may be at once; more are reset.",
                          UintegerValue(64),
                          MakeUintegerAccessor(&SimcoServer::m_maxSessions),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("MaxMessage",
                          "Octets of the longest message that is taken, header included.",
                          UintegerValue(1024),
                          MakeUintegerAccessor(&SimcoServer::m_maxMessage),
                          MakeUintegerChecker<uint32_t>(64, SimcoMessage::MAX_ENCODED))
            .AddAttribute("MaxRules",
                          "How many policy rules there may be at once.",
                          UintegerValue(10000),
                          MakeUintegerAccessor(&SimcoServer::m_maxRules),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("MaxPorts",
                          "How many ports one after another a rule may have.",
                          UintegerValue(8),
                          MakeUintegerAccessor(&SimcoServer::m_maxPorts),
                          MakeUintegerChecker<uint16_t>(1))
            .AddAttribute("MaxLifetime",
                          "The longest lifetime of a rule, in whole seconds; what asks for more "
                          "gets this.",
                          TimeValue(Hours(1)),
                          MakeTimeAccessor(&SimcoServer::m_maxLifetime),
                          MakeTimeChecker(Seconds(1), Seconds(4294967295.0)))
            .AddAttribute("SessionTimeout",
                          "How long a connection may be without a session.",
                          TimeValue(Seconds(20)),
                          MakeTimeAccessor(&SimcoServer::m_sessionTimeout),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddTraceSource("MessageReceived",
                            "A message was received, and could be read.",
                            MakeTraceSourceAccessor(&SimcoServer::m_receivedTrace),
                            "ns3::SimcoServer::MessageTracedCallback")
            .AddTraceSource("MessageSent",
                            "A message was sent.",
                            MakeTraceSourceAccessor(&SimcoServer::m_sentTrace),
                            "ns3::SimcoServer::MessageTracedCallback")
            .AddTraceSource("Unreadable",
                            "Octets were received that are no message.",
                            MakeTraceSourceAccessor(&SimcoServer::m_unreadableTrace),
                            "ns3::SimcoServer::UnreadableTracedCallback");
    return tid;
}

SimcoServer::SimcoServer() = default;

SimcoServer::~SimcoServer() = default;

void
SimcoServer::DoDispose()
{
    m_expiry.Cancel();
    m_restart.Cancel();
    for (auto& [number, session] : m_sessions)
    {
        session.timer.Cancel();
        session.connection->Dispose();
    }
    m_sessions.clear();
    m_listener = nullptr;
    m_context.reset();
    m_rules = SimcoPolicyRules();
    Application::DoDispose();
}

void
SimcoServer::SetContext(std::shared_ptr<TlsContext> context)
{
    m_context = std::move(context);
}

void
SimcoServer::SetFilter(Ptr<MediaFilter> filter)
{
    m_rules.SetFilter(filter);
}

void
SimcoServer::Authorize(const std::string& agent)
{
    m_agents.insert(agent);
}

const SimcoPolicyRules&
SimcoServer::GetRules() const
{
    return m_rules;
}

std::size_t
SimcoServer::GetSessions() const
{
    return m_sessions.size();
}

uint64_t
SimcoServer::GetUnauthorized() const
{
    return m_unauthorized;
}

uint64_t
SimcoServer::GetFailedHandshakes() const
{
    return m_failedHandshakes;
}

void
SimcoServer::StartApplication()
{
    Listen();
}

void
SimcoServer::StopApplication()
{
    m_restart.Cancel();
    Fail();
}

void
SimcoServer::Restart(Time downtime)
{
    Fail();
    m_restart.Cancel();
    m_restart = Simulator::Schedule(downtime, &SimcoServer::Listen, this);
}

void
SimcoServer::Listen()
{
    NS_ASSERT_MSG(m_context, "a SIMCO server without a TLS context");
    m_rules.SetLimits({m_maxRules, static_cast<uint32_t>(m_maxLifetime.GetSeconds()), m_maxPorts});
    m_listener = Socket::CreateSocket(GetNode(), TcpSocketFactory::GetTypeId());
    if (m_listener->Bind(InetSocketAddress(Ipv4Address::GetAny(), m_port)) != 0)
    {
        NS_LOG_WARN("port " << m_port << " is taken");
        m_listener = nullptr;
        return;
    }
    m_listener->Listen();
    m_listener->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                  MakeCallback(&SimcoServer::Accept, this));
}

void
SimcoServer::Fail()
{
    if (m_listener)
    {
        m_listener->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                      MakeNullCallback<void, Ptr<Socket>, const Address&>());
        m_listener->Close();
        m_listener = nullptr;
    }
    while (!m_sessions.empty())
    {
        const Ptr<TlsConnection> connection = m_sessions.begin()->second.connection;
        Forget(m_sessions.begin()->first);
        connection->Abort();
    }
    m_rules.Clear();
    Schedule();
}

void
SimcoServer::Accept(Ptr<Socket> socket, const Address& from)
{
    const uint64_t number = m_nextSession++;
    const Ptr<TlsConnection> connection = CreateObject<TlsConnection>();
    TlsConnection::Callbacks callbacks;
    callbacks.established = [this, number](Ptr<TlsConnection>, const TlsPeer& peer)
    {
        Established(number, peer);
    };
    callbacks.received = [this, number](Ptr<TlsConnection>, const Octets& octets)
    {
        Receive(number, octets);
    };
    callbacks.closed = [this, number](Ptr<TlsConnection>, const TlsFailure* failure)
    {
        m_failedHandshakes += failure && failure->isHandshake;
        Forget(number);
    };
    connection->SetCallbacks(std::move(callbacks));
    if (m_sessions.size() >= m_maxSessions)
    {
        connection->Accept(socket, from, m_context);
        connection->Abort();
        return;
    }
    Session& session = m_sessions[number];
    session.connection = connection;
    session.framer = SimcoFramer(m_maxMessage);
    session.timer = Simulator::Schedule(m_sessionTimeout,
                                        [this, number]
                                        {
                                            Close(number);
                                        });
    connection->Accept(socket, from, m_context);
}

void
SimcoServer::Established(uint64_t number, const TlsPeer& peer)
{
    const auto found = m_sessions.find(number);
    if (found == m_sessions.end() || !peer.isTrusted)
    {
        return;
    }
    for (const std::string& name : peer.names)
    {
        if (m_agents.count(name) > 0)
        {
            found->second.agent = name;
            return;
        }
    }
}

void
SimcoServer::Forget(uint64_t number)
{
    const auto found = m_sessions.find(number);
    if (found != m_sessions.end())
    {
        found->second.timer.Cancel();
        m_sessions.erase(found);
    }
}

void
SimcoServer::Close(uint64_t number)
{
    const auto found = m_sessions.find(number);
    if (found != m_sessions.end())
    {
        const Ptr<TlsConnection> connection = found->second.connection;
        Forget(number);
        connection->Close();
    }
}

void
SimcoServer::Receive(uint64_t number, const Octets& octets)
{
    auto found = m_sessions.find(number);
    if (found == m_sessions.end())
    {
        return;
    }
    found->second.framer.Append(octets);
    while (found != m_sessions.end()) // a message may end the session
    {
        const auto next = found->second.framer.Next();
        if (!next)
        {
            m_unreadableTrace(next.error());
            Send(number, SimcoMessage::MakeNotification(SimcoNotification::BadlyFormedMessage));
            Send(number, SimcoMessage::MakeNotification(SimcoNotification::SessionTermination));
            Close(number);
            return;
        }
        if (!*next)
        {
            return;
        }
        Handle(number, **next);
        found = m_sessions.find(number);
    }
}

void
SimcoServer::Handle(uint64_t number, const Octets& octets)
{
    const auto message = SimcoMessage::Parse(octets);
    if (!message)
    {
        m_unreadableTrace(message.error());
        // The framer has seen to it that there is a header.
        const SimcoMessage header =
            *SimcoMessage::Parse(octets.substr(0, 2) + Octets(2, '\0') + octets.substr(4, 4));
        Send(number,
             header.basicType == SimcoBasicType::Request
                 ? SimcoMessage::MakeRefusal(header.transaction, SimcoRefusal::BadlyFormed)
                 : SimcoMessage::MakeNotification(SimcoNotification::BadlyFormedMessage));
        return;
    }
    m_receivedTrace(*message, static_cast<uint32_t>(octets.size()));
    if (message->basicType != SimcoBasicType::Request)
    {
        Send(number, SimcoMessage::MakeRefusal(message->transaction, SimcoRefusal::WrongBasicType));
        return;
    }
    Answer(number, *message);
}

void
SimcoServer::Answer(uint64_t number, const SimcoMessage& request)
{
    const auto found = m_sessions.find(number);
    if (found == m_sessions.end())
    {
        return; // whoever traces messages has ended it
    }
    if (!found->second.isOpen)
    {
        OpenSession(number, request);
        return;
    }
    if (request.Is(SimcoTransaction::SessionTermination))
    {
        Send(number, SimcoMessage::MakeReply(request));
        Close(number);
        return;
    }
    const std::string agent = found->second.agent;
    Expire(); // what ends at this very instant has ended
    const SimcoMessage reply = m_rules.Answer(request, agent, Simulator::Now());
    Send(number, reply);
    if (reply.basicType == SimcoBasicType::PositiveReply &&
        request.Is(SimcoTransaction::PolicyLifetimeChange))
    {
        Notify(agent, request.policies[0], reply.lifetime.value_or(0), number);
    }
    Schedule();
}

void
SimcoServer::OpenSession(uint64_t number, const SimcoMessage& request)
{
    Session& session = m_sessions.at(number);
    const auto refuse = [&](SimcoRefusal refusal)
    {
        SimcoMessage reply = SimcoMessage::MakeRefusal(request.transaction, refusal);
        if (refusal == SimcoRefusal::VersionMismatch)
        {
            reply.version = SimcoMessage::Version{};
        }
        Send(number, reply);
        Close(number);
    };
    if (!request.Is(SimcoTransaction::SessionEstablishment))
    {
        refuse(SimcoRefusal::NotApplicable);
        return;
    }
    if (session.agent.empty())
    {
        ++m_unauthorized;
        refuse(SimcoRefusal::NoAuthorization);
        return;
    }
    if (!request.version)
    {
        refuse(SimcoRefusal::BadlyFormed);
        return;
    }
    if (request.version->major != SimcoMessage::Version{}.major)
    {
        refuse(SimcoRefusal::VersionMismatch);
        return;
    }
    session.isOpen = true;
    session.timer.Cancel();
    SimcoMessage reply = SimcoMessage::MakeReply(request);
    reply.capabilities = SimcoMessage::Capabilities{};
    reply.capabilities->wildcards = SimcoMessage::Capabilities::WILDCARDS;
    reply.capabilities->maxLifetime = static_cast<uint32_t>(m_maxLifetime.GetSeconds());
    Send(number, reply);
}

void
SimcoServer::Send(uint64_t number, const SimcoMessage& message)
{
    const auto found = m_sessions.find(number);
    if (found == m_sessions.end())
    {
        return;
    }
    const Octets octets = message.Encode();
    m_sentTrace(message, static_cast<uint32_t>(octets.size()));
    if (!found->second.connection->Send(octets))
    {
        // It takes no replies: it gets none.
        const Ptr<TlsConnection> connection = found->second.connection;
        Forget(number);
        connection->Abort();
    }
}

void
SimcoServer::Notify(const std::string& agent, uint32_t rule, uint32_t lifetime, uint64_t except)
{
    std::vector<uint64_t> numbers;
    for (const auto& [number, session] : m_sessions)
    {
        if (number != except && session.isOpen && session.agent == agent)
        {
            numbers.push_back(number);
        }
    }
    SimcoMessage event = SimcoMessage::MakeNotification(SimcoNotification::PolicyRuleEvent);
    event.policies = {rule};
    event.lifetime = lifetime;
    for (const uint64_t number : numbers)
    {
        Send(number, event);
    }
}

void
SimcoServer::Expire()
{
    for (const SimcoRule& rule : m_rules.TakeExpired(Simulator::Now()))
    {
        Notify(rule.owner, rule.id, 0, 0);
    }
    Schedule();
}

void
SimcoServer::Schedule()
{
    const auto next = m_rules.GetNextExpiry();
    if (!next)
    {
        m_expiry.Cancel();
        return;
    }
    if (!m_expiry.IsExpired() && m_expiryTime <= *next)
    {
        return; // it looks early enough
    }
    m_expiry.Cancel();
    m_expiryTime = *next;
    m_expiry =
        Simulator::Schedule(std::max(Time(), *next - Simulator::Now()), &SimcoServer::Expire, this);
}

} // namespace ns3
