// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_OUTBOUND_H
#define SIP_OUTBOUND_H

#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/sip-connection.h"
#include "ns3/sip-destination.h"
#include "ns3/traced-callback.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{

class SipFlow;
class SipUserAgent;

/** The states of a flow of a user agent. */
enum class SipFlowState
{
    Down,        ///< not wanted
    Registering, ///< a first REGISTER is under way
    Active,      ///< the registrar has the flow, and its connection lives
    Waiting,     ///< it has failed, and will be tried again
    Refused,     ///< it was refused, and will not be tried again
    Plain        ///< registered, but registrar or first hop know no flows
};

/**
 * @param state a state
 * @return its name, for results
 */
std::string ToString(SipFlowState state);

/**
 * The flows of a user agent (RFC 5626, section 4): a registration by each outbound proxy, with a
 * connection that is kept alive and made anew when it fails, on which all requests come and go.
 * Made by SipUserAgent when its attribute Outbound is set.
 *
 * **439 First Hop Lacks Outbound Support**: if no other flow is active and OutboundRequired is not
 * set, the user agent registers by that proxy without flows (RFC 5626, 4.2.1, leaves that to local
 * policy); otherwise the flow counts as refused. **430** to a REGISTER: the flow has failed.
 */
class SipOutbound : public Object
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    SipOutbound();
    ~SipOutbound() override;

    /** @param agent whose flows these are; it outlives this object, or disposes of it */
    void SetUserAgent(SipUserAgent* agent);
    /** Registers by all proxies, and keeps the flows from now on. */
    void Start();
    /** Removes the bindings of all flows. */
    void Remove();
    /** Forgets everything that is scheduled, and all flows. */
    void Stop();

    /** @return whether a flow is active, or a plain registration is */
    bool IsRegistered() const;
    /** @return the proxy that requests outside of dialogs go by; empty: none is known */
    std::string GetProxy() const;
    /**
     * Sends a request by the flow that leads to its next hop, if there is one (RFC 5626, 4.3).
     *
     * @param destination where it goes; its connection may be set
     */
    void Direct(SipDestination& destination) const;
    /**
     * @param connection a connection, or null
     * @return whether it is that of one of the flows
     */
    bool IsFlow(Ptr<SipConnection> connection) const;
    /** @return the instance: a URN, the same for all flows and boots */
    std::string GetInstance();
    /** @return number of flows, one for each proxy */
    std::size_t GetFlowCount() const;
    /**
     * @param regId 1 for the first proxy, and so on
     * @return the state of a flow
     */
    SipFlowState GetState(uint32_t regId) const;

    /**
     * Signature of the trace source FlowState.
     *
     * @param regId which flow
     * @param state what state it has entered
     */
    typedef void (*FlowStateTracedCallback)(uint32_t regId, SipFlowState state);
    /**
     * Signature of the trace source Reachable.
     *
     * @param outage how long no flow was active, as far as the user agent knew
     */
    typedef void (*ReachableTracedCallback)(Time outage);

  protected:
    void DoDispose() override;

  private:
    friend class SipFlow;

    /** @return the URIs of the proxies */
    std::vector<std::string> ListProxies() const;
    /** A flow has entered another state. */
    void OnState(const SipFlow& flow);
    /** @return how long to wait before a flow is tried again (4.5) */
    Time MakeRecoveryDelay(uint32_t failures) const;
    /** @return a time drawn uniformly between two */
    Time Draw(Time least, Time most) const;
    /** @return whether a flow other than this one is active or plain */
    bool HasOther(const SipFlow& flow) const;
    /** A connection has ended. */
    void OnConnectionEnd(Ptr<SipConnection> connection, const SipConnectionFailure& failure);

    SipUserAgent* m_agent{nullptr};                      ///< whose flows
    std::vector<std::shared_ptr<SipFlow>> m_flows;       ///< in the order of reg-id
    bool m_isWatching{false};                            ///< whether connections are watched
    bool m_wasReachable{false};                          ///< whether a flow was active
    Time m_unreachableSince;                             ///< since when none is
    std::string m_proxies;                               ///< attribute
    std::string m_instance;                              ///< attribute
    bool m_keepAlive{true};                              ///< attribute
    bool m_isRequired{false};                            ///< attribute
    Time m_minPing;                                      ///< attribute
    Time m_maxPing;                                      ///< attribute
    Time m_pongTimeout;                                  ///< attribute
    Time m_baseAllFailed;                                ///< attribute
    Time m_baseSomeLeft;                                 ///< attribute
    Time m_maxDelay;                                     ///< attribute
    TracedCallback<uint32_t, SipFlowState> m_stateTrace; ///< FlowState
    TracedCallback<Time> m_reachableTrace;               ///< Reachable
};

} // namespace ns3

#endif // SIP_OUTBOUND_H
