// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/tls-connection.h"

#include "ns3/boolean.h"
#include "ns3/log.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("TlsConnection");
NS_OBJECT_ENSURE_REGISTERED(TlsConnection);

TypeId
TlsConnection::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::TlsConnection")
            .SetParent<Object>()
            .SetGroupName("Tls")
            .AddConstructor<TlsConnection>()
            .AddAttribute("ConnectTimeout",
                          "How long TCP may take to connect.",
                          TimeValue(Seconds(10)),
                          MakeTimeAccessor(&TlsConnection::m_connectTimeout),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("HandshakeTimeout",
                          "How long the TLS handshake may take once TCP is connected.",
                          TimeValue(Seconds(10)),
                          MakeTimeAccessor(&TlsConnection::m_handshakeTimeout),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("CloseTimeout",
                          "How long the last octets may wait for TCP to take them.",
                          TimeValue(Seconds(10)),
                          MakeTimeAccessor(&TlsConnection::m_closeTimeout),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("MaxQueue",
                          "Octets that may wait to be sent, in octets.",
                          UintegerValue(1048576),
                          MakeUintegerAccessor(&TlsConnection::m_maxQueue),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("MaxInput",
                          "Octets that may wait for the processor before TCP holds the peer back, "
                          "in octets.",
                          UintegerValue(1048576),
                          MakeUintegerAccessor(&TlsConnection::m_maxInput),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("ChargesTransfers",
                          "Whether what is read from the socket and written to it takes processor "
                          "time too, besides the cryptography.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&TlsConnection::m_chargesTransfers),
                          MakeBooleanChecker())
            .AddTraceSource("Handshake",
                            "A handshake is complete, or has failed.",
                            MakeTraceSourceAccessor(&TlsConnection::m_handshakeTrace),
                            "ns3::TlsConnection::HandshakeCallback")
            .AddTraceSource("Closed",
                            "A connection that was established is over.",
                            MakeTraceSourceAccessor(&TlsConnection::m_closedTrace),
                            "ns3::TlsConnection::ClosedCallback");
    return tid;
}

TlsConnection::TlsConnection() = default;

TlsConnection::~TlsConnection() = default;

void
TlsConnection::DoDispose()
{
    NS_LOG_FUNCTION(this);
    m_isOver = true;
    m_timer.Cancel();
    Detach(); // without Close: the stack below may be gone
    m_callbacks = Callbacks();
    m_session.reset();
    m_context.reset();
    m_processor = nullptr;
    Object::DoDispose();
}

void
TlsConnection::SetCallbacks(Callbacks callbacks)
{
    m_callbacks = std::move(callbacks);
}

bool
TlsConnection::Connect(Ptr<Socket> socket,
                       const Address& peer,
                       const std::shared_ptr<TlsContext>& context,
                       const std::string& domain)
{
    NS_LOG_FUNCTION(this << peer << domain);
    m_peerAddress = peer;
    m_context = context;
    m_domain = domain;
    m_isOutgoing = true;
    m_session = std::make_unique<TlsSession>(context, TlsRole::Client, domain);
    Attach(socket);
    socket->SetConnectCallback(MakeCallback(&TlsConnection::TcpConnected, this),
                               MakeCallback(&TlsConnection::TcpFailed, this));
    if (socket->Bind() != 0 || socket->Connect(peer) != 0)
    {
        m_isOver = true;
        Release(false);
        return false;
    }
    m_timer = Simulator::Schedule(m_connectTimeout, &TlsConnection::TimedOut, this);
    return true;
}

void
TlsConnection::Accept(Ptr<Socket> socket,
                      const Address& peer,
                      const std::shared_ptr<TlsContext>& context)
{
    NS_LOG_FUNCTION(this << peer);
    m_peerAddress = peer;
    m_context = context;
    m_session = std::make_unique<TlsSession>(context, TlsRole::Server);
    Attach(socket);
    TcpConnected(socket);
}

void
TlsConnection::Attach(Ptr<Socket> socket)
{
    m_socket = socket;
    if (Ptr<Node> node = socket->GetNode())
    {
        m_processor = node->GetObject<Processor>();
    }
    socket->SetRecvCallback(MakeCallback(&TlsConnection::TcpReadable, this));
    socket->SetSendCallback(MakeCallback(&TlsConnection::TcpWritable, this));
    socket->SetCloseCallbacks(MakeCallback(&TlsConnection::TcpClosed, this),
                              MakeCallback(&TlsConnection::TcpClosed, this));
}

Ptr<Socket>
TlsConnection::Detach()
{
    Ptr<Socket> socket = m_socket;
    if (socket)
    {
        m_socket = nullptr;
        socket->SetConnectCallback(MakeNullCallback<void, Ptr<Socket>>(),
                                   MakeNullCallback<void, Ptr<Socket>>());
        socket->SetRecvCallback(MakeNullCallback<void, Ptr<Socket>>());
        socket->SetSendCallback(MakeNullCallback<void, Ptr<Socket>, uint32_t>());
        socket->SetCloseCallbacks(MakeNullCallback<void, Ptr<Socket>>(),
                                  MakeNullCallback<void, Ptr<Socket>>());
    }
    return socket;
}

void
TlsConnection::TcpConnected(Ptr<Socket> socket)
{
    NS_LOG_FUNCTION(this);
    m_timer.Cancel();
    m_timer = Simulator::Schedule(m_handshakeTimeout, &TlsConnection::TimedOut, this);
    m_isConnected = true;
    m_wantsBegin = true;
    Run();
}

void
TlsConnection::TcpFailed(Ptr<Socket> socket)
{
    Fail(TlsFailureReason::ConnectFailed);
}

void
TlsConnection::TcpClosed(Ptr<Socket> socket)
{
    NS_LOG_FUNCTION(this);
    if (!m_isConnected)
    {
        Fail(TlsFailureReason::ConnectFailed);
        return;
    }
    m_isEnded = true;
    if (m_isOver)
    {
        m_output.clear(); // nobody is there to take it
        Linger();
        return;
    }
    Run();
}

void
TlsConnection::TcpReadable(Ptr<Socket> socket)
{
    Drain();
    Run();
}

void
TlsConnection::TcpWritable(Ptr<Socket> socket, uint32_t available)
{
    Flush();
    if (m_isOver)
    {
        Linger();
    }
}

void
TlsConnection::Run()
{
    if (m_isRunning)
    {
        return;
    }
    const Ptr<TlsConnection> self(this); // the owner may let go of it meanwhile
    m_isRunning = true;
    while (!m_isBusy && !m_isOver && m_isConnected)
    {
        Work work;
        auto events = Step(work);
        if (!events)
        {
            break;
        }
        for (const TlsEvent& event : *events)
        {
            if (m_chargesTransfers && event.kind == TlsEvent::Kind::Output)
            {
                work.Add("send", "tcp", event.octets.size());
            }
        }
        if (!m_processor)
        {
            Handle(*events);
            continue;
        }
        m_isBusy = true;
        m_processor->Execute(work,
                             [self, done = std::move(*events)]
                             {
                                 self->m_isBusy = false;
                                 self->Handle(done);
                                 self->Run();
                             });
    }
    m_isRunning = false;
}

void
TlsConnection::Drain()
{
    while (m_socket && !m_isOver && m_input.size() < m_maxInput && m_socket->GetRxAvailable() > 0)
    {
        Ptr<Packet> packet = m_socket->Recv(static_cast<uint32_t>(m_maxInput - m_input.size()), 0);
        if (!packet || packet->GetSize() == 0)
        {
            return;
        }
        const size_t size = m_input.size();
        m_input.resize(size + packet->GetSize());
        packet->CopyData(reinterpret_cast<uint8_t*>(m_input.data()) + size, packet->GetSize());
    }
}

std::optional<TlsEvents>
TlsConnection::Step(Work& work)
{
    Drain();
    if (m_wantsBegin)
    {
        m_wantsBegin = false;
        return m_session->Begin(GetUnixTime(), work);
    }
    if (m_session->IsEstablished() && !m_waiting.empty())
    {
        TlsEvents events;
        for (const Octets& each : std::exchange(m_waiting, {}))
        {
            TlsEvents more = m_session->Send(each, work);
            std::move(more.begin(), more.end(), std::back_inserter(events));
        }
        m_waitingOctets = 0;
        return events;
    }
    if (m_isClosing && m_waiting.empty() && m_session->IsEstablished())
    {
        return m_session->Close(work);
    }
    if (!m_input.empty())
    {
        const Octets octets = std::exchange(m_input, {});
        if (m_chargesTransfers)
        {
            work.Add("receive", "tcp", octets.size());
        }
        return m_session->Receive(octets, GetUnixTime(), work);
    }
    if (m_isEnded)
    {
        return m_session->EndOfStream();
    }
    return std::nullopt;
}

void
TlsConnection::Handle(const TlsEvents& events)
{
    const Ptr<TlsConnection> self(this); // the owner may let go of it meanwhile
    for (const TlsEvent& event : events)
    {
        if (m_isOver)
        {
            return;
        }
        switch (event.kind)
        {
        case TlsEvent::Kind::Output:
            m_output += event.octets;
            Flush();
            break;
        case TlsEvent::Kind::Plain:
            if (!m_isClosing && m_callbacks.received)
            {
                m_callbacks.received(self, event.octets);
            }
            break;
        case TlsEvent::Kind::Established:
            m_timer.Cancel();
            m_wasEstablished = true;
            m_handshakeTrace(self, m_session->GetPeer(), nullptr);
            if (!m_isClosing && !m_isOver && m_callbacks.established)
            {
                m_callbacks.established(self, *m_session->GetPeer());
            }
            break;
        case TlsEvent::Kind::Closed:
            End(std::nullopt);
            break;
        case TlsEvent::Kind::Failed:
            End(*m_session->GetFailure());
            break;
        }
    }
    if (!m_isOver && m_session->IsOver())
    {
        End(std::nullopt); // we closed it
    }
}

void
TlsConnection::Flush()
{
    size_t done = 0;
    while (m_socket && m_isConnected && done < m_output.size())
    {
        // The socket refuses what it cannot take whole, so never offer more than it has room for.
        const auto length = static_cast<uint32_t>(
            std::min<size_t>(m_output.size() - done, m_socket->GetTxAvailable()));
        if (length == 0)
        {
            break;
        }
        const int sent = m_socket->Send(
            Create<Packet>(reinterpret_cast<const uint8_t*>(m_output.data()) + done, length));
        if (sent <= 0)
        {
            break;
        }
        done += static_cast<size_t>(sent);
    }
    m_output.erase(0, done);
    if (m_output.empty())
    {
        m_output.shrink_to_fit();
    }
}

bool
TlsConnection::Send(const Octets& octets)
{
    NS_LOG_FUNCTION(this << octets.size());
    if (!IsUsable() || m_waitingOctets + m_output.size() + octets.size() > m_maxQueue)
    {
        return false;
    }
    m_waiting.push_back(octets);
    m_waitingOctets += octets.size();
    Run();
    return true;
}

void
TlsConnection::Close()
{
    NS_LOG_FUNCTION(this);
    if (m_isOver)
    {
        return;
    }
    m_isClosing = true;
    if (!m_session->IsEstablished() && !m_isBusy && m_waiting.empty())
    {
        Abort();
        return;
    }
    Run();
}

void
TlsConnection::Abort()
{
    NS_LOG_FUNCTION(this);
    if (!m_isOver)
    {
        m_isClosing = true;
        m_output.clear();
        Fail(TlsFailureReason::Aborted);
    }
}

void
TlsConnection::Fail(TlsFailureReason reason)
{
    TlsFailure failure;
    failure.reason = reason;
    failure.isHandshake = !m_wasEstablished;
    End(failure);
}

void
TlsConnection::TimedOut()
{
    Fail(m_isConnected ? TlsFailureReason::Timeout : TlsFailureReason::ConnectFailed);
}

void
TlsConnection::End(std::optional<TlsFailure> failure)
{
    if (m_isOver)
    {
        return;
    }
    NS_LOG_FUNCTION(this << (failure ? Describe(*failure) : "in order"));
    m_isOver = true;
    m_timer.Cancel();
    m_failure = std::move(failure);
    m_waiting.clear();
    m_waitingOctets = 0;
    m_input.clear();
    const Ptr<TlsConnection> self(this);
    if (m_wasEstablished)
    {
        m_closedTrace(self, GetFailure());
    }
    else
    {
        m_handshakeTrace(self, nullptr, GetFailure());
    }
    if (!m_isClosing)
    {
        // Later, since the caller may be in the middle of using this connection.
        Simulator::ScheduleNow(
            [self]
            {
                if (self->m_callbacks.closed)
                {
                    self->m_callbacks.closed(self, self->GetFailure());
                }
            });
    }
    Linger();
}

void
TlsConnection::Linger()
{
    if (!m_socket)
    {
        return;
    }
    if (m_output.empty())
    {
        m_timer.Cancel();
        Release(!m_failure || m_failure->reason != TlsFailureReason::Aborted);
    }
    else if (m_timer.IsExpired())
    {
        const Ptr<TlsConnection> self(this); // keeps it, even if the owner does not
        m_timer = Simulator::Schedule(m_closeTimeout,
                                      [self]
                                      {
                                          self->m_output.clear();
                                          self->Release(false);
                                      });
    }
}

void
TlsConnection::Release(bool isOrderly)
{
    Ptr<Socket> socket = Detach();
    while (socket && isOrderly && socket->GetRxAvailable() > 0)
    {
        socket->Recv();
    }
    if (socket)
    {
        socket->Close();
    }
}

bool
TlsConnection::IsUsable() const
{
    return m_socket && !m_isOver && !m_isClosing;
}

bool
TlsConnection::IsEstablished() const
{
    return m_wasEstablished && !m_isOver;
}

size_t
TlsConnection::GetWaitingOctets() const
{
    return m_waitingOctets + m_output.size();
}

bool
TlsConnection::IsOutgoing() const
{
    return m_isOutgoing;
}

const TlsPeer*
TlsConnection::GetPeer() const
{
    return m_wasEstablished && m_session ? m_session->GetPeer() : nullptr;
}

const TlsFailure*
TlsConnection::GetFailure() const
{
    return m_failure ? &*m_failure : nullptr;
}

Address
TlsConnection::GetPeerAddress() const
{
    return m_peerAddress;
}

Address
TlsConnection::GetLocalAddress() const
{
    Address local;
    if (m_socket)
    {
        m_socket->GetSockName(local);
    }
    return local;
}

const std::string&
TlsConnection::GetDomain() const
{
    return m_domain;
}

int64_t
TlsConnection::GetUnixTime() const
{
    return m_context->GetSettings().epoch +
           Simulator::Now().GetNanoSeconds() / Seconds(1).GetNanoSeconds();
}

} // namespace ns3
