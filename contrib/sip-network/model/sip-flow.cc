// SPDX-License-Identifier: GPL-2.0-only
#include "ns3/sip-flow.h"

#include "ns3/log.h"
#include "ns3/simulator.h"
#include "ns3/sip-outbound-contact.h"
#include "ns3/sip-stream-connection.h"
#include "ns3/sip-text.h"
#include "ns3/sip-user-agent.h"

#include <algorithm>
#include <utility>

namespace ns3
{

NS_LOG_COMPONENT_DEFINE("SipFlow");

SipFlow::SipFlow(SipOutbound& outbound, SipUserAgent& agent, uint32_t regId, std::string proxy)
    : m_outbound(outbound)
    , m_agent(agent)
    , m_regId(regId)
    , m_proxy(std::move(proxy))
{
}

uint32_t
SipFlow::GetRegId() const
{
    return m_regId;
}

const std::string&
SipFlow::GetProxy() const
{
    return m_proxy;
}

SipFlowState
SipFlow::GetState() const
{
    return m_state;
}

Ptr<SipConnection>
SipFlow::GetConnection() const
{
    return m_connection && m_connection->IsUsable() ? m_connection : nullptr;
}

void
SipFlow::SetState(SipFlowState state)
{
    if (state != m_state)
    {
        NS_LOG_INFO("flow " << m_regId << ": " << ToString(state));
        m_state = state;
        m_outbound.OnState(*this);
    }
}

void
SipFlow::MakeRegistration()
{
    // This object owns the registration, and stops it before it goes.
    SipRegistrationHooks hooks;
    hooks.shape = [this](SipMessage& request)
    {
        Shape(request);
    };
    hooks.direct = [this](SipDestination& destination)
    {
        destination.connection = GetConnection();
    };
    hooks.sent = [this](Ptr<SipConnection> connection)
    {
        m_connection = connection;
    };
    hooks.ended = [this](int code, const SipReception* reception)
    {
        OnRegistered(code, reception);
    };
    m_registration = std::make_shared<SipRegistration>(m_agent, std::move(hooks));
}

void
SipFlow::Start()
{
    m_isWanted = true;
    m_retryEvent.Cancel();
    if (!m_registration)
    {
        MakeRegistration();
    }
    if (m_state != SipFlowState::Active && m_state != SipFlowState::Plain)
    {
        SetState(SipFlowState::Registering);
    }
    m_registration->Start();
}

void
SipFlow::Remove()
{
    m_isWanted = false;
    m_retryEvent.Cancel();
    m_pingEvent.Cancel();
    if (m_registration)
    {
        m_registration->Remove();
    }
}

void
SipFlow::Stop()
{
    m_isWanted = false;
    m_retryEvent.Cancel();
    m_pingEvent.Cancel();
    m_pongEvent.Cancel();
    if (m_registration)
    {
        m_registration->Stop();
    }
    m_connection = nullptr;
    m_state = SipFlowState::Down;
}

void
SipFlow::Shape(SipMessage& request) const
{
    auto proxy = SipUri::Parse(m_proxy);
    if (proxy && proxy->IsSip())
    {
        if (!proxy->HasParameter("lr"))
        {
            proxy->SetParameter("lr");
        }
        if (request.GetRequestUri().IsSecure())
        {
            proxy->SetScheme("sips");
        }
        request.Set("Route", "<" + proxy->ToString() + ">");
    }
    if (m_isPlain)
    {
        return;
    }
    request.Set("Supported", "path, outbound");
    const auto contact = request.GetHeader("Contact");
    const SipFlowId id{m_outbound.GetInstance(), m_regId};
    request.Set("Contact", std::string(contact.value_or("")) + id.ToString());
}

void
SipFlow::OnRegistered(int code, const SipReception* reception)
{
    if (code >= 200 && code < 300 && reception)
    {
        m_failures = 0;
        m_connection = reception->connection;
        if (!m_isWanted)
        {
            SetState(SipFlowState::Down);
            return;
        }
        const SipMessage& response = reception->message;
        if (Ptr<SipStreamConnection> stream = DynamicCast<SipStreamConnection>(m_connection))
        {
            stream->KeepUntil(GetSipRegistrationEnd(response));
        }
        if (m_isPlain || !HasSipOption(response, "Require", "outbound"))
        {
            SetState(SipFlowState::Plain); // nobody has promised to answer keep-alives
            return;
        }
        m_flowTimer =
            Seconds(ParseSipSeconds(response.GetHeader("Flow-Timer").value_or("")).value_or(0));
        SetState(SipFlowState::Active);
        if (m_pingEvent.IsExpired() && m_pongEvent.IsExpired())
        {
            PlanPing();
        }
        return;
    }
    if (!m_isWanted)
    {
        SetState(SipFlowState::Down);
        return;
    }
    ++m_failures;
    if (code == 439 && !m_isPlain && !m_outbound.m_isRequired && !m_outbound.HasOther(*this))
    {
        m_isPlain = true;
        m_registration->Start();
        return;
    }
    // What another attempt may change, and what it will not.
    if (code == 408 || code == 430 || code >= 500)
    {
        Abandon();
        Fail();
        return;
    }
    m_pingEvent.Cancel();
    m_pongEvent.Cancel();
    SetState(SipFlowState::Refused);
}

void
SipFlow::OnConnectionEnd(Ptr<SipConnection> connection)
{
    if (!m_connection || connection != m_connection)
    {
        return;
    }
    m_connection = nullptr;
    if (m_registration && !m_registration->IsBusy() && m_isWanted)
    {
        Fail(); // else the REGISTER under way fails
    }
}

void
SipFlow::Fail()
{
    m_pingEvent.Cancel();
    m_pongEvent.Cancel();
    m_registration->Pause();
    SetState(SipFlowState::Waiting);
    m_retryEvent.Cancel();
    std::weak_ptr<SipFlow> weak = weak_from_this();
    m_retryEvent = Simulator::Schedule(m_outbound.MakeRecoveryDelay(m_failures),
                                       [weak]()
                                       {
                                           if (auto self = weak.lock())
                                           {
                                               self->Start();
                                           }
                                       });
}

void
SipFlow::Abandon()
{
    Ptr<SipStreamConnection> stream = DynamicCast<SipStreamConnection>(m_connection);
    m_connection = nullptr;
    if (stream && stream->IsUsable())
    {
        stream->End({SipConnectionFailure::NoKeepAlive, ""});
    }
}

void
SipFlow::PlanPing()
{
    m_pingEvent.Cancel();
    if (!m_outbound.m_keepAlive)
    {
        return;
    }
    const Time period = m_flowTimer.IsStrictlyPositive()
                            ? m_outbound.Draw(0.8 * m_flowTimer, m_flowTimer)
                            : m_outbound.Draw(m_outbound.m_minPing, m_outbound.m_maxPing);
    std::weak_ptr<SipFlow> weak = weak_from_this();
    m_pingEvent = Simulator::Schedule(period,
                                      [weak]()
                                      {
                                          if (auto self = weak.lock())
                                          {
                                              self->Ping();
                                          }
                                      });
}

void
SipFlow::Ping()
{
    std::weak_ptr<SipFlow> weak = weak_from_this();
    const auto pong = [weak]()
    {
        if (auto self = weak.lock())
        {
            self->m_pongEvent.Cancel();
            self->PlanPing();
        }
    };
    Ptr<SipStreamConnection> stream = DynamicCast<SipStreamConnection>(m_connection);
    if (!stream)
    {
        return;
    }
    const bool isSent = stream->Ping(pong);
    m_pongEvent = Simulator::Schedule(isSent ? m_outbound.m_pongTimeout : Time(0),
                                      [weak]()
                                      {
                                          auto self = weak.lock();
                                          if (self && self->m_connection)
                                          {
                                              self->Abandon();
                                              self->Fail();
                                          }
                                      });
}

} // namespace ns3
