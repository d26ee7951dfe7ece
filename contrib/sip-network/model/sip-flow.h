// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_FLOW_H
#define SIP_FLOW_H

#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/sip-outbound.h"
#include "ns3/sip-registration.h"

#include <cstdint>
#include <memory>
#include <string>

namespace ns3
{

/** One flow of a user agent: a registration by one proxy, and its connection (RFC 5626, 4). */
class SipFlow : public std::enable_shared_from_this<SipFlow>
{
  public:
    /**
     * @param outbound the flows it belongs to
     * @param agent the user agent
     * @param regId which flow
     * @param proxy URI of its outbound proxy
     */
    SipFlow(SipOutbound& outbound, SipUserAgent& agent, uint32_t regId, std::string proxy);

    /** Registers, and keeps the flow from now on. */
    void Start();
    /** Removes the binding. */
    void Remove();
    /** Forgets everything that is scheduled. */
    void Stop();
    /** A connection of the user agent has ended. */
    void OnConnectionEnd(Ptr<SipConnection> connection);

    /** @return which flow */
    uint32_t GetRegId() const;
    /** @return URI of its outbound proxy */
    const std::string& GetProxy() const;
    /** @return its state */
    SipFlowState GetState() const;
    /** @return its connection, if it can be used; else null */
    Ptr<SipConnection> GetConnection() const;

  private:
    /** Makes the registration, which calls back. */
    void MakeRegistration();
    /** Changes a REGISTER into that of this flow (4.2.1). */
    void Shape(SipMessage& request) const;
    /** A REGISTER has ended. */
    void OnRegistered(int code, const SipReception* reception);
    /** The flow has failed: it will be tried again (4.5). */
    void Fail();
    /** Enters a state. */
    void SetState(SipFlowState state);
    /** Plans the next keep-alive. */
    void PlanPing();
    /** Sends a keep-alive (4.4.1). */
    void Ping();
    /** Ends the connection, since the peer does not answer. */
    void Abandon();

    SipOutbound& m_outbound;                         ///< the flows it belongs to
    SipUserAgent& m_agent;                           ///< the user agent
    uint32_t m_regId;                                ///< which flow
    std::string m_proxy;                             ///< its outbound proxy
    std::shared_ptr<SipRegistration> m_registration; ///< REGISTER and its refreshes
    Ptr<SipConnection> m_connection;                 ///< what it rides on; null: none
    SipFlowState m_state{SipFlowState::Down};        ///< state
    bool m_isWanted{false};                          ///< whether it is to be kept
    bool m_isPlain{false};                           ///< whether it registers without flows
    uint32_t m_failures{0};                          ///< registrations in a row that failed
    Time m_flowTimer;                                ///< what the server asked for; zero: nothing
    EventId m_pingEvent;                             ///< next keep-alive
    EventId m_pongEvent;                             ///< end of the wait for its answer
    EventId m_retryEvent;                            ///< next attempt
};

} // namespace ns3

#endif // SIP_FLOW_H
