// SPDX-License-Identifier: GPL-2.0-only

#include "ns3/simco-agent.h"

#include "ns3/assert.h"
#include "ns3/log.h"
#include "ns3/simulator.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("SimcoAgent");
NS_OBJECT_ENSURE_REGISTERED(SimcoAgent);

namespace
{

/**
 * \param refusal of a negative reply
 * \return it in the words of a control
 */
FirewallError
Translate(uint8_t refusal)
{
    const std::string text = "refused with code " + std::to_string(refusal);
    switch (SimcoRefusal{refusal})
    {
    case SimcoRefusal::NoResources:
    case SimcoRefusal::LackOfResources:
        return {FirewallError::Kind::Exhausted, text};
    case SimcoRefusal::NoSuchRule:
        return {FirewallError::Kind::Unknown, text};
    default: // the rest, and whatever else comes
        return {FirewallError::Kind::Refused, text};
    }
}

} // namespace

TypeId
SimcoAgent::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::SimcoAgent")
            .SetParent<Object>()
            .SetGroupName("Firewall")
            .AddConstructor<SimcoAgent>()
            .AddAttribute("Timeout",
                          "How long a request may wait for its reply, a new session included.",
                          TimeValue(Seconds(5)),
                          MakeTimeAccessor(&SimcoAgent::m_timeout),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("MinPause",
                          "How long to wait before the first attempt after a loss.",
                          TimeValue(Seconds(1)),
                          MakeTimeAccessor(&SimcoAgent::m_minPause),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("MaxPause",
                          "How long to wait at most; it is doubled with each attempt.",
                          TimeValue(Seconds(60)),
                          MakeTimeAccessor(&SimcoAgent::m_maxPause),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("MaxOutstanding",
                          "How many requests may wait for replies; more fail at once.",
                          UintegerValue(10000),
                          MakeUintegerAccessor(&SimcoAgent::m_maxOutstanding),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("MaxMessage",
                          "Octets of the longest message that is taken, header included.",
                          UintegerValue(1024),
                          MakeUintegerAccessor(&SimcoAgent::m_maxMessage),
                          MakeUintegerChecker<uint32_t>(64, SimcoMessage::MAX_ENCODED))
            .AddTraceSource("MessageSent",
                            "A message was sent.",
                            MakeTraceSourceAccessor(&SimcoAgent::m_sentTrace),
                            "ns3::SimcoAgent::MessageTracedCallback")
            .AddTraceSource("MessageReceived",
                            "A message was received.",
                            MakeTraceSourceAccessor(&SimcoAgent::m_receivedTrace),
                            "ns3::SimcoAgent::MessageTracedCallback")
            .AddTraceSource("Session",
                            "A session has begun, or was lost.",
                            MakeTraceSourceAccessor(&SimcoAgent::m_sessionTrace),
                            "ns3::SimcoAgent::SessionTracedCallback");
    return tid;
}

SimcoAgent::SimcoAgent() = default;

SimcoAgent::~SimcoAgent() = default;

void
SimcoAgent::DoDispose()
{
    m_timer.Cancel();
    for (auto& [transaction, pending] : m_pending)
    {
        pending.timer.Cancel();
    }
    m_pending.clear();
    if (m_connection)
    {
        m_connection->Dispose();
        m_connection = nullptr;
    }
    m_state = State::Idle;
    m_handlers = Handlers();
    m_context.reset();
    m_node = nullptr;
    Object::DoDispose();
}

void
SimcoAgent::SetNode(Ptr<Node> node)
{
    m_node = node;
}

void
SimcoAgent::SetContext(std::shared_ptr<TlsContext> context)
{
    m_context = std::move(context);
}

void
SimcoAgent::SetServer(const InetSocketAddress& server, const std::string& domain)
{
    m_server = server;
    m_domain = domain;
}

void
SimcoAgent::SetHandlers(Handlers handlers)
{
    m_handlers = std::move(handlers);
}

bool
SimcoAgent::IsReady() const
{
    return m_state == State::Ready;
}

std::size_t
SimcoAgent::GetOutstanding() const
{
    return m_pending.size();
}

uint64_t
SimcoAgent::GetSessions() const
{
    return m_sessions;
}

void
SimcoAgent::Connect()
{
    if (m_state != State::Idle && m_state != State::Waiting)
    {
        return;
    }
    NS_ASSERT_MSG(m_node && m_context && m_server, "a SIMCO agent that was not set up");
    m_timer.Cancel();
    m_state = State::Connecting;
    m_framer = SimcoFramer(m_maxMessage);
    m_connection = CreateObject<TlsConnection>();
    // What comes from a connection that was let go of is not meant.
    TlsConnection::Callbacks callbacks;
    callbacks.established = [this](Ptr<TlsConnection> connection, const TlsPeer&)
    {
        if (connection == m_connection)
        {
            Begin();
        }
    };
    callbacks.received = [this](Ptr<TlsConnection> connection, const Octets& octets)
    {
        if (connection == m_connection)
        {
            Receive(octets);
        }
    };
    callbacks.closed = [this](Ptr<TlsConnection> connection, const TlsFailure* failure)
    {
        if (connection == m_connection)
        {
            NS_LOG_INFO("lost: " << (failure ? Describe(*failure) : "closed"));
            Lose();
        }
    };
    m_connection->SetCallbacks(std::move(callbacks));
    const Ptr<Socket> socket = Socket::CreateSocket(m_node, TcpSocketFactory::GetTypeId());
    if (!m_connection->Connect(socket, *m_server, m_context, m_domain))
    {
        Lose();
    }
}

void
SimcoAgent::Close()
{
    m_timer.Cancel();
    if (m_state == State::Ready)
    {
        SimcoMessage request = SimcoMessage::MakeRequest(SimcoTransaction::SessionTermination);
        request.transaction = MakeTransaction();
        Send(request);
    }
    const bool wasReady = m_state == State::Ready;
    const Ptr<TlsConnection> connection = std::exchange(m_connection, nullptr);
    m_state = State::Idle;
    if (connection)
    {
        connection->Close();
    }
    if (wasReady)
    {
        m_sessionTrace(false);
    }
    FailAll({FirewallError::Kind::Unreachable, "the session was closed"});
}

void
SimcoAgent::Request(SimcoMessage request, Done done)
{
    if (m_pending.size() >= m_maxOutstanding)
    {
        done(tl::make_unexpected(
            FirewallError{FirewallError::Kind::Exhausted, "too many requests wait for replies"}));
        return;
    }
    request.transaction = MakeTransaction();
    const uint32_t transaction = request.transaction;
    Pending& pending = m_pending[transaction];
    pending.request = std::move(request);
    pending.done = std::move(done);
    pending.timer = Simulator::Schedule(m_timeout, &SimcoAgent::GiveUp, this, transaction);
    if (m_state == State::Idle)
    {
        Connect();
    }
    else if (m_state == State::Ready && !Send(pending))
    {
        Lose();
    }
}

uint32_t
SimcoAgent::MakeTransaction()
{
    while (m_nextTransaction == 0 || m_pending.count(m_nextTransaction) > 0)
    {
        ++m_nextTransaction;
    }
    return m_nextTransaction++;
}

bool
SimcoAgent::Send(Pending& pending)
{
    pending.isSent = true;
    pending.sent = Simulator::Now();
    return Send(pending.request);
}

bool
SimcoAgent::Send(const SimcoMessage& message)
{
    const Octets octets = message.Encode();
    m_sentTrace(message, static_cast<uint32_t>(octets.size()));
    return m_connection && m_connection->Send(octets);
}

void
SimcoAgent::Begin()
{
    m_state = State::Beginning;
    SimcoMessage request = SimcoMessage::MakeRequest(SimcoTransaction::SessionEstablishment);
    request.version = SimcoMessage::Version{};
    request.transaction = MakeTransaction();
    m_sessionTransaction = request.transaction;
    m_timer = Simulator::Schedule(m_timeout, &SimcoAgent::Lose, this);
    if (!Send(request))
    {
        Lose();
    }
}

void
SimcoAgent::Receive(const Octets& octets)
{
    m_received = Simulator::Now();
    m_framer.Append(octets);
    const Ptr<TlsConnection> connection = m_connection;
    while (connection == m_connection) // a message may end the session
    {
        const auto next = m_framer.Next();
        if (next && !*next)
        {
            return;
        }
        const auto message =
            next ? SimcoMessage::Parse(**next)
                 : tl::expected<SimcoMessage, SimcoError>(tl::make_unexpected(next.error()));
        if (!message)
        {
            NS_LOG_WARN("no SIMCO: " << message.error().reason);
            Lose();
            return;
        }
        m_receivedTrace(*message, static_cast<uint32_t>((*next)->size()));
        Handle(*message);
    }
}

void
SimcoAgent::Handle(const SimcoMessage& message)
{
    if (message.basicType == SimcoBasicType::Notification)
    {
        if (message.subType == static_cast<uint8_t>(SimcoNotification::PolicyRuleEvent))
        {
            if (m_handlers.event)
            {
                m_handlers.event(message);
            }
        }
        else if (message.subType == static_cast<uint8_t>(SimcoNotification::SessionTermination))
        {
            Lose();
        }
        return;
    }
    if (m_state == State::Beginning && message.transaction == m_sessionTransaction)
    {
        HandleSession(message);
        return;
    }
    const auto found = m_pending.find(message.transaction);
    if (found == m_pending.end() || !found->second.isSent ||
        message.basicType == SimcoBasicType::Request)
    {
        return; // nothing that was asked
    }
    const Pending pending = std::move(found->second);
    m_pending.erase(found);
    EventId timer = pending.timer;
    timer.Cancel();
    const bool isGood = message.basicType == SimcoBasicType::PositiveReply &&
                        message.subType == pending.request.subType;
    if (!pending.done)
    {
        if (isGood && m_handlers.late)
        {
            m_handlers.late(pending.request, message);
        }
        return;
    }
    if (isGood)
    {
        pending.done(message);
        return;
    }
    pending.done(tl::make_unexpected(
        message.basicType == SimcoBasicType::NegativeReply
            ? Translate(message.subType)
            : FirewallError{FirewallError::Kind::Refused, "a reply to something else"}));
}

void
SimcoAgent::HandleSession(const SimcoMessage& reply)
{
    if (!reply.Is(SimcoTransaction::SessionEstablishment))
    {
        const FirewallError error = Translate(reply.subType);
        Lose();
        FailAll(error);
        return;
    }
    m_timer.Cancel();
    m_state = State::Ready;
    m_pause = Time();
    ++m_sessions;
    m_sessionTrace(true);
    std::vector<uint32_t> waiting;
    for (const auto& [transaction, pending] : m_pending)
    {
        waiting.push_back(transaction);
    }
    for (const uint32_t transaction : waiting)
    {
        const auto found = m_pending.find(transaction);
        if (m_state == State::Ready && found != m_pending.end() && !Send(found->second))
        {
            Lose();
            return;
        }
    }
    if (m_state == State::Ready && m_handlers.ready)
    {
        m_handlers.ready();
    }
}

void
SimcoAgent::Lose()
{
    m_timer.Cancel();
    const bool wasReady = m_state == State::Ready;
    const Ptr<TlsConnection> connection = std::exchange(m_connection, nullptr);
    if (connection)
    {
        connection->Abort();
    }
    for (auto each = m_pending.begin(); each != m_pending.end();)
    {
        each->second.isSent = false;
        each = each->second.done ? std::next(each) : m_pending.erase(each);
    }
    m_state = State::Waiting;
    m_pause = std::min(m_maxPause, m_pause.IsZero() ? m_minPause : m_pause + m_pause);
    m_timer = Simulator::Schedule(m_pause, &SimcoAgent::Connect, this);
    if (wasReady)
    {
        m_sessionTrace(false);
    }
}

void
SimcoAgent::GiveUp(uint32_t transaction)
{
    const auto found = m_pending.find(transaction);
    if (found == m_pending.end())
    {
        return;
    }
    const Done done = std::exchange(found->second.done, nullptr);
    if (!found->second.isSent)
    {
        m_pending.erase(found);
    }
    else if (m_state == State::Ready && m_received < found->second.sent)
    {
        Lose();
    }
    if (done)
    {
        done(tl::make_unexpected(
            FirewallError{FirewallError::Kind::Unreachable, "no reply in time"}));
    }
}

void
SimcoAgent::FailAll(const FirewallError& error)
{
    std::map<uint32_t, Pending> pending;
    pending.swap(m_pending);
    for (auto& [transaction, each] : pending)
    {
        each.timer.Cancel();
    }
    for (const auto& [transaction, each] : pending)
    {
        if (each.done)
        {
            each.done(tl::make_unexpected(error));
        }
    }
}

} // namespace ns3
