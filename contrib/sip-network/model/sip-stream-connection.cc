// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-stream-connection.h"

#include "ns3/log.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <utility>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("SipStreamConnection");

NS_OBJECT_ENSURE_REGISTERED(SipStreamConnection);

TypeId
SipStreamConnection::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::SipStreamConnection").SetParent<SipConnection>().SetGroupName("SipNetwork");
    return tid;
}

SipStreamConnection::SipStreamConnection() = default;

SipStreamConnection::~SipStreamConnection() = default;

void
SipStreamConnection::SetOwner(Owner owner, const SipStreamLimits& limits)
{
    m_owner = std::move(owner);
    m_limits = limits;
    m_framer = SipStreamFramer(limits.message);
}

void
SipStreamConnection::SetRequirement(SipRequirement requirement)
{
    m_requirement = requirement;
}

SipRequirement
SipStreamConnection::GetRequirement() const
{
    return m_requirement;
}

bool
SipStreamConnection::Connect(Ptr<Socket> socket, const SipAddress& peer)
{
    NS_LOG_FUNCTION(this << peer);
    m_peer = peer;
    m_isOutgoing = true;
    m_state = State::Opening;
    ExpectOpening(m_limits.connectTimeout, SipConnectionFailure::ConnectTimeout);
    if (!DoConnect(socket))
    {
        Abandon();
        return false;
    }
    return true;
}

void
SipStreamConnection::Accept(Ptr<Socket> socket, const SipAddress& peer)
{
    NS_LOG_FUNCTION(this << peer);
    m_peer = peer;
    m_state = State::Opening;
    if (m_limits.firstMessageTimeout.IsStrictlyPositive())
    {
        m_silentEvent = Simulator::Schedule(m_limits.firstMessageTimeout,
                                            &SipStreamConnection::End,
                                            this,
                                            SipConnectionFailure{SipConnectionFailure::Silent, ""});
    }
    DoAccept(socket);
}

void
SipStreamConnection::ExpectOpening(Time time, SipConnectionFailure::Kind kind)
{
    m_openEvent.Cancel();
    if (m_state == State::Opening)
    {
        m_openEvent = Simulator::Schedule(time,
                                          &SipStreamConnection::End,
                                          this,
                                          SipConnectionFailure{kind, ""});
    }
}

void
SipStreamConnection::OnOpened()
{
    NS_LOG_FUNCTION(this);
    m_openEvent.Cancel();
    if (m_state != State::Opening)
    {
        return;
    }
    m_state = State::Open;
    if (!GetTrust().Meets(m_requirement))
    {
        End({GetTrust().isConfidential ? SipConnectionFailure::NotMutual
                                       : SipConnectionFailure::NotConfidential,
             ""});
        return;
    }
    Touch();
    Flush();
}

void
SipStreamConnection::OnOctets(std::string_view octets)
{
    if (m_state != State::Open)
    {
        return;
    }
    Ptr<SipStreamConnection> self(this); // the owner may let go of it meanwhile
    Touch();
    m_lastHeard = Simulator::Now();
    m_isUnheard = m_isUnheard && octets.empty();
    m_framer.Push(octets);
    while (m_state == State::Open)
    {
        auto next = m_framer.Next();
        OnEmptyLines(m_framer.TakeEmptyLines());
        if (!next)
        {
            break;
        }
        m_emptyLines = 0;
        if (*next)
        {
            m_isSilent = false;
            m_silentEvent.Cancel();
            if (m_owner.received)
            {
                m_owner.received(self, std::move(**next));
            }
        }
        else if (m_owner.malformed)
        {
            m_owner.malformed(self, next->error());
        }
    }
    if (m_state == State::Open && m_framer.IsBroken())
    {
        // Nobody knows where the next message begins. What was answered still leaves.
        Close();
    }
}

void
SipStreamConnection::OnEmptyLines(std::size_t count)
{
    if (count > 0 && m_pong)
    {
        --count;
        const std::function<void()> pong = std::move(m_pong);
        m_pong = nullptr;
        pong();
    }
    m_emptyLines += count;
    std::string answers;
    for (; m_emptyLines >= 2; m_emptyLines -= 2)
    {
        answers += "\r\n";
    }
    if (!answers.empty())
    {
        Send(answers);
    }
}

bool
SipStreamConnection::Ping(std::function<void()> pong)
{
    if (m_state != State::Open || !Send("\r\n\r\n"))
    {
        return false;
    }
    m_pong = std::move(pong);
    return true;
}

void
SipStreamConnection::KeepUntil(Time until)
{
    m_keepUntil = std::max(m_keepUntil, until);
}

void
SipStreamConnection::ExpectWithin(Time limit)
{
    m_silenceLimit = limit;
    m_silenceEvent.Cancel();
    if (IsUsable() && limit.IsStrictlyPositive())
    {
        CheckSilence();
    }
}

void
SipStreamConnection::CheckSilence()
{
    const Time end = m_lastHeard + m_silenceLimit;
    if (end <= Simulator::Now())
    {
        End({SipConnectionFailure::NoKeepAlive, ""});
        return;
    }
    m_silenceEvent =
        Simulator::Schedule(end - Simulator::Now(), &SipStreamConnection::CheckSilence, this);
}

void
SipStreamConnection::OnWritable()
{
    Flush();
}

SipAddress
SipStreamConnection::GetPeer() const
{
    return m_peer;
}

bool
SipStreamConnection::IsOutgoing() const
{
    return m_isOutgoing;
}

bool
SipStreamConnection::IsUsable() const
{
    return (m_state == State::Opening || m_state == State::Open) && !m_isClosing;
}

bool
SipStreamConnection::IsOpen() const
{
    return m_state == State::Open;
}

bool
SipStreamConnection::IsSilent() const
{
    return m_isSilent && !m_isOutgoing;
}

bool
SipStreamConnection::IsUnheard() const
{
    return m_isUnheard;
}

std::size_t
SipStreamConnection::DoGetWaiting() const
{
    return 0;
}

bool
SipStreamConnection::Send(const std::string& octets)
{
    NS_LOG_FUNCTION(this << octets.size());
    if (!IsUsable() || m_queue.size() + DoGetWaiting() + octets.size() > m_limits.maxQueue)
    {
        return false;
    }
    m_queue += octets;
    Flush();
    return true;
}

void
SipStreamConnection::Flush()
{
    if (m_state != State::Open)
    {
        return;
    }
    if (!m_queue.empty())
    {
        const std::size_t taken = DoWrite(m_queue);
        m_queue.erase(0, taken);
        if (m_queue.empty())
        {
            m_queue.shrink_to_fit(); // many connections live for long and say little
        }
        if (taken > 0)
        {
            Touch();
        }
    }
    if (m_isClosing && m_queue.empty())
    {
        End({});
    }
}

void
SipStreamConnection::Close()
{
    NS_LOG_FUNCTION(this);
    m_isClosing = true;
    if (m_queue.empty() || m_state == State::Opening)
    {
        End({});
    }
}

void
SipStreamConnection::End(SipConnectionFailure failure)
{
    if (m_state == State::Ended)
    {
        return;
    }
    NS_LOG_FUNCTION(this << failure.ToString());
    SetEnded(std::move(failure));
    Detach(true);
    // Later, since the caller may be in the middle of using this connection.
    Ptr<SipStreamConnection> self(this);
    Simulator::ScheduleNow(
        [self]()
        {
            if (self->m_owner.closed)
            {
                self->m_owner.closed(self);
            }
        });
}

void
SipStreamConnection::Abandon()
{
    NS_LOG_FUNCTION(this);
    SetEnded({});
    Detach(true);
}

void
SipStreamConnection::Detach(bool isStackAlive)
{
    m_openEvent.Cancel();
    m_idleEvent.Cancel();
    m_silentEvent.Cancel();
    m_silenceEvent.Cancel();
    m_pong = nullptr;
    m_queue.clear();
    const bool hasStream = m_state == State::Opening || m_state == State::Open;
    m_state = State::Ended;
    if (hasStream)
    {
        DoEnd(isStackAlive);
    }
}

void
SipStreamConnection::DoDispose()
{
    SetEnded(GetFailure());
    Detach(false);
    m_owner = Owner();
    SipConnection::DoDispose();
}

void
SipStreamConnection::Touch()
{
    m_lastMove = Simulator::Now();
    if (m_state == State::Open && m_limits.idleTimeout.IsStrictlyPositive() &&
        m_idleEvent.IsExpired())
    {
        m_idleEvent =
            Simulator::Schedule(m_limits.idleTimeout, &SipStreamConnection::CheckIdle, this);
    }
}

void
SipStreamConnection::CheckIdle()
{
    const Time end = std::max(m_lastMove + m_limits.idleTimeout, m_keepUntil);
    if (end <= Simulator::Now())
    {
        End({SipConnectionFailure::Idle, ""});
        return;
    }
    m_idleEvent =
        Simulator::Schedule(end - Simulator::Now(), &SipStreamConnection::CheckIdle, this);
}

const SipStreamLimits&
SipStreamConnection::GetLimits() const
{
    return m_limits;
}

} // namespace ns3
