// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-transaction-layer.h"

#include "ns3/event-id.h"
#include "ns3/log.h"
#include "ns3/simulator.h"
#include "ns3/sip-invite-client-transaction.h"
#include "ns3/sip-invite-server-transaction.h"
#include "ns3/sip-non-invite-client-transaction.h"
#include "ns3/sip-non-invite-server-transaction.h"
#include "ns3/sip-transaction-key.h"
#include "ns3/traced-callback.h"
#include "ns3/uinteger.h"

#include <map>
#include <vector>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("SipTransactionLayer");

NS_OBJECT_ENSURE_REGISTERED(SipTransactionLayer);

/** A transaction, its timers and its way out. */
struct SipTransactionLayer::Entry
{
    std::unique_ptr<SipTransaction> transaction; ///< the machine
    SipServerTransaction* server{nullptr};       ///< the same, if it is a server's
    std::optional<SipTransactionKey> key;        ///< its key in the index
    SipDestination destination;                  ///< client: where to
    SipTransactionUser user;                     ///< client: who is told
    Ptr<SipConnection> connection;               ///< server: whence the request came
    std::map<SipTimer, EventId> timers;          ///< running timers
    EventId failure;                             ///< reports a transport error
    SipConnectionFailure reason;                 ///< of that error
};

int
SipTransactionFailure::GetCode() const
{
    return kind == Timeout ? 408 : 503;
}

SipTransactionLayer::SipTransactionLayer() = default;

SipTransactionLayer::~SipTransactionLayer() = default;

TypeId
SipTransactionLayer::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::SipTransactionLayer")
            .SetParent<Object>()
            .SetGroupName("SipNetwork")
            .AddConstructor<SipTransactionLayer>()
            .AddAttribute("T1",
                          "Estimate of the round-trip time; timers B, F, H, L and M are 64 * T1. "
                          "In whole milliseconds.",
                          TimeValue(MilliSeconds(500)),
                          MakeTimeAccessor(&SipTransactionLayer::m_t1),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("T2",
                          "Longest interval between retransmissions of a non-INVITE request and "
                          "of a response to an INVITE. In whole milliseconds.",
                          TimeValue(Seconds(4)),
                          MakeTimeAccessor(&SipTransactionLayer::m_t2),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("T4",
                          "Longest time a message stays in the network. In whole milliseconds.",
                          TimeValue(Seconds(5)),
                          MakeTimeAccessor(&SipTransactionLayer::m_t4),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("TimerD",
                          "Time for which an INVITE client over UDP waits for retransmissions of "
                          "the final response. In whole milliseconds.",
                          TimeValue(Seconds(32)),
                          MakeTimeAccessor(&SipTransactionLayer::m_timerD),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("TryingDelay",
                          "Time after which an INVITE server that has nothing to say sends 100. "
                          "In whole milliseconds.",
                          TimeValue(MilliSeconds(200)),
                          MakeTimeAccessor(&SipTransactionLayer::m_trying),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("MaxTransactions",
                          "Number of transactions at the same time; requests that come on top of "
                          "it are answered with 503.",
                          UintegerValue(100000),
                          MakeUintegerAccessor(&SipTransactionLayer::m_maxTransactions),
                          MakeUintegerChecker<uint32_t>(1))
            .AddTraceSource("Timeout",
                            "A client transaction ended without a final response.",
                            MakeTraceSourceAccessor(&SipTransactionLayer::m_timeoutTrace),
                            "ns3::SipTransactionLayer::TimeoutTracedCallback")
            .AddTraceSource("TransportFailure",
                            "A client transaction ended because its request could not be sent.",
                            MakeTraceSourceAccessor(&SipTransactionLayer::m_transportFailureTrace),
                            "ns3::SipTransactionLayer::TransportFailureTracedCallback");
    return tid;
}

void
SipTransactionLayer::SetTransportLayer(Ptr<SipTransportLayer> transport)
{
    m_transport = transport;
}

void
SipTransactionLayer::SetCallbacks(RequestCallback request, StrayCallback stray)
{
    m_request = std::move(request);
    m_stray = std::move(stray);
}

void
SipTransactionLayer::DoDispose()
{
    Stop();
    m_transport = nullptr;
    m_request = nullptr;
    m_stray = nullptr;
    Object::DoDispose();
}

void
SipTransactionLayer::Stop()
{
    for (auto& [handle, entry] : m_entries)
    {
        entry->failure.Cancel();
        for (auto& [timer, event] : entry->timers)
        {
            event.Cancel();
        }
    }
    m_entries.clear();
    m_clients.clear();
    m_servers.clear();
}

SipTimers
SipTransactionLayer::GetTimers() const
{
    SipTimers timers;
    timers.t1 = m_t1.GetMilliSeconds();
    timers.t2 = m_t2.GetMilliSeconds();
    timers.t4 = m_t4.GetMilliSeconds();
    timers.waitD = m_timerD.GetMilliSeconds();
    timers.trying = m_trying.GetMilliSeconds();
    return timers;
}

SipTransactionHandle
SipTransactionLayer::SendRequest(SipMessage request,
                                 SipDestination destination,
                                 SipTransactionUser user)
{
    NS_LOG_FUNCTION(this << request.GetMethod() << destination.address);
    m_transport->PrepareRequest(request, destination);
    const bool reliable = IsReliable(destination.address.GetProtocol());
    const SipTransactionHandle handle = ++m_lastHandle;
    auto entry = std::make_unique<Entry>();
    auto key = SipTransactionKey::ForClient(request);
    if (key)
    {
        entry->key = *key;
        m_clients[*key] = handle;
    }
    entry->destination = std::move(destination);
    entry->user = std::move(user);
    if (request.GetMethod() == "INVITE")
    {
        entry->transaction =
            std::make_unique<SipInviteClientTransaction>(std::move(request), reliable, GetTimers());
    }
    else
    {
        entry->transaction = std::make_unique<SipNonInviteClientTransaction>(std::move(request),
                                                                             reliable,
                                                                             GetTimers());
    }
    SipTransaction& transaction = *entry->transaction;
    m_entries[handle] = std::move(entry);
    Carry(handle, transaction.Start(), nullptr);
    return handle;
}

tl::expected<void, SipConnectionFailure>
SipTransactionLayer::SendStateless(SipMessage request, SipDestination destination)
{
    m_transport->PrepareRequest(request, destination);
    return m_transport->SendRequest(request, destination);
}

void
SipTransactionLayer::SendResponseStateless(const SipMessage& response,
                                           Ptr<SipConnection> connection)
{
    m_transport->SendResponse(response, connection);
}

void
SipTransactionLayer::Respond(SipTransactionHandle transaction, const SipMessage& response)
{
    NS_LOG_FUNCTION(this << transaction << response.GetStatusCode());
    Entry* entry = Find(transaction);
    if (entry && entry->server)
    {
        Carry(transaction, entry->server->Respond(response), nullptr);
    }
}

bool
SipTransactionLayer::IsAwaitingResponse(SipTransactionHandle transaction) const
{
    const Entry* entry = Find(transaction);
    if (!entry || !entry->server)
    {
        return false;
    }
    const SipTransactionState state = entry->server->GetState();
    return state == SipTransactionState::Trying || state == SipTransactionState::Proceeding;
}

SipTransactionHandle
SipTransactionLayer::FindCancelled(const SipMessage& cancel) const
{
    const auto key = SipTransactionKey::ForServer(cancel);
    if (!key)
    {
        return 0;
    }
    const auto found = m_servers.find(key->ForCancelled());
    return found == m_servers.end() ? 0 : found->second;
}

std::optional<std::pair<SipMessage, SipDestination>>
SipTransactionLayer::GetSentRequest(SipTransactionHandle transaction) const
{
    const Entry* entry = Find(transaction);
    if (!entry || entry->server)
    {
        return std::nullopt;
    }
    return std::make_pair(entry->transaction->GetRequest(), entry->destination);
}

void
SipTransactionLayer::Forget(SipTransactionHandle transaction)
{
    if (Entry* entry = Find(transaction))
    {
        entry->user = SipTransactionUser();
    }
}

void
SipTransactionLayer::Abandon(SipTransactionHandle transaction)
{
    Entry* entry = Find(transaction);
    if (entry)
    {
        entry->user = SipTransactionUser();
        Carry(transaction, entry->transaction->Abandon(), nullptr);
    }
}

void
SipTransactionLayer::OnMessage(const SipReception& reception)
{
    if (reception.message.IsRequest())
    {
        OnRequest(reception);
        return;
    }
    const auto key = SipTransactionKey::ForResponse(reception.message);
    const auto found = key ? m_clients.find(*key) : m_clients.end();
    if (found != m_clients.end())
    {
        const SipTransactionHandle handle = found->second;
        Carry(handle, Find(handle)->transaction->OnMessage(reception.message), &reception);
    }
    else if (m_stray)
    {
        m_stray(reception);
    }
}

void
SipTransactionLayer::OnRequest(const SipReception& reception)
{
    const SipMessage& request = reception.message;
    const bool isAck = request.GetMethod() == "ACK";
    const auto key = SipTransactionKey::ForServer(request);
    if (!key)
    {
        NS_LOG_LOGIC("a branch without the cookie of RFC 3261");
        if (!isAck)
        {
            m_transport->SendResponse(SipMessage::MakeResponse(request, 400, "Bad Via Branch"),
                                      reception.connection);
        }
        return;
    }
    const auto found = m_servers.find(*key);
    if (found != m_servers.end())
    {
        const SipTransactionHandle handle = found->second;
        Carry(handle, Find(handle)->transaction->OnMessage(request), &reception);
        return;
    }
    if (isAck)
    {
        if (m_request)
        {
            m_request(0, reception);
        }
        return;
    }
    if (m_entries.size() >= m_maxTransactions)
    {
        m_transport->SendResponse(SipMessage::MakeResponse(request, 503, "Service Unavailable"),
                                  reception.connection);
        return;
    }
    const bool reliable = IsReliable(reception.source.GetProtocol());
    const SipTransactionHandle handle = ++m_lastHandle;
    auto entry = std::make_unique<Entry>();
    std::unique_ptr<SipServerTransaction> server;
    if (request.GetMethod() == "INVITE")
    {
        server = std::make_unique<SipInviteServerTransaction>(request, reliable, GetTimers());
    }
    else
    {
        server = std::make_unique<SipNonInviteServerTransaction>(request, reliable, GetTimers());
    }
    entry->key = *key;
    entry->connection = reception.connection;
    entry->server = server.get();
    entry->transaction = std::move(server);
    SipTransaction& transaction = *entry->transaction;
    m_servers[*key] = handle;
    m_entries[handle] = std::move(entry);
    Carry(handle, transaction.Start(), &reception);
}

bool
SipTransactionLayer::OnConnectionClosed(Ptr<SipConnection> connection)
{
    std::vector<SipTransactionHandle> hit;
    for (const auto& [handle, entry] : m_entries)
    {
        const SipTransactionState state = entry->transaction->GetState();
        // With a provisional response the final one may still come by another connection.
        const bool unheard =
            state == SipTransactionState::Calling || state == SipTransactionState::Trying;
        if (!entry->server && unheard && entry->destination.connection == connection)
        {
            hit.push_back(handle);
        }
    }
    for (SipTransactionHandle handle : hit)
    {
        FailLater(handle, connection->GetFailure());
    }
    return !hit.empty();
}

void
SipTransactionLayer::FailLater(SipTransactionHandle handle, const SipConnectionFailure& failure)
{
    Entry* entry = Find(handle);
    if (!entry || !entry->failure.IsExpired())
    {
        return;
    }
    entry->reason = failure;
    entry->failure = Simulator::ScheduleNow(
        [this, handle]()
        {
            if (Entry* failed = Find(handle))
            {
                Carry(handle, failed->transaction->OnTransportError(), nullptr);
            }
        });
}

void
SipTransactionLayer::Carry(SipTransactionHandle handle,
                           const SipOutputs& outputs,
                           const SipReception* reception)
{
    for (const SipOutput& output : outputs)
    {
        Entry* entry = Find(handle);
        if (!entry)
        {
            return; // a user that was told has stopped the element
        }
        if (const auto* send = std::get_if<SipSend>(&output))
        {
            const auto sent = entry->server
                                  ? m_transport->SendResponse(send->message, entry->connection)
                                  : m_transport->SendRequest(send->message, entry->destination);
            if (!sent)
            {
                FailLater(handle, sent.error());
            }
        }
        else if (const auto* start = std::get_if<SipStartTimer>(&output))
        {
            const SipTimer timer = start->timer;
            EventId& event = entry->timers[timer];
            event.Cancel();
            event = Simulator::Schedule(
                MilliSeconds(static_cast<uint64_t>(start->milliseconds)),
                [this, handle, timer]()
                {
                    if (Entry* alive = Find(handle))
                    {
                        Carry(handle, alive->transaction->OnTimer(timer), nullptr);
                    }
                });
        }
        else if (const auto* stop = std::get_if<SipStopTimer>(&output))
        {
            entry->timers[stop->timer].Cancel();
            entry->timers.erase(stop->timer);
        }
        else if (const auto* deliver = std::get_if<SipDeliver>(&output))
        {
            Deliver(*entry, handle, deliver->message, reception);
        }
        else if (std::holds_alternative<SipTimeout>(output))
        {
            Fail(*entry, SipTransactionFailure::Timeout);
        }
        else if (std::holds_alternative<SipTransportFailed>(output))
        {
            Fail(*entry, SipTransactionFailure::Transport);
        }
        else
        {
            Erase(handle);
        }
    }
}

void
SipTransactionLayer::Deliver(Entry& entry,
                             SipTransactionHandle handle,
                             const SipMessage& message,
                             const SipReception* reception)
{
    if (!reception)
    {
        return;
    }
    SipReception delivered{message, reception->source, reception->local, reception->connection};
    if (entry.server)
    {
        if (m_request)
        {
            m_request(message.GetMethod() == "ACK" ? 0 : handle, delivered);
        }
        return;
    }
    const auto respond = entry.user.onResponse; // a copy: the user may end the transaction
    if (respond)
    {
        respond(delivered);
    }
}

void
SipTransactionLayer::Fail(Entry& entry, SipTransactionFailure::Kind kind)
{
    if (entry.server)
    {
        return;
    }
    const auto fail = entry.user.onFailure;
    SipTransactionFailure failure{kind, {}};
    if (kind == SipTransactionFailure::Timeout)
    {
        m_timeoutTrace(entry.transaction->GetRequest());
    }
    else
    {
        failure.connection = entry.reason;
        m_transportFailureTrace(entry.transaction->GetRequest(), failure.connection);
    }
    if (fail)
    {
        fail(failure);
    }
}

void
SipTransactionLayer::Erase(SipTransactionHandle handle)
{
    const auto found = m_entries.find(handle);
    Entry& entry = *found->second;
    entry.failure.Cancel();
    for (auto& [timer, event] : entry.timers)
    {
        event.Cancel();
    }
    if (entry.key)
    {
        auto& index = entry.server ? m_servers : m_clients;
        const auto indexed = index.find(*entry.key);
        if (indexed != index.end() && indexed->second == handle)
        {
            index.erase(indexed);
        }
    }
    m_entries.erase(found);
}

SipTransactionLayer::Entry*
SipTransactionLayer::Find(SipTransactionHandle handle) const
{
    const auto found = m_entries.find(handle);
    return found == m_entries.end() ? nullptr : found->second.get();
}

std::size_t
SipTransactionLayer::GetTransactionCount() const
{
    return m_entries.size();
}

Time
SipTransactionLayer::GetT1() const
{
    return m_t1;
}

Time
SipTransactionLayer::GetT2() const
{
    return m_t2;
}

} // namespace ns3
