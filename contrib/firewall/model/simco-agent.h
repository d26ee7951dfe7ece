// SPDX-License-Identifier: GPL-2.0-only

#ifndef SIMCO_AGENT_H
#define SIMCO_AGENT_H

#include "ns3/event-id.h"
#include "ns3/firewall-control.h"
#include "ns3/inet-socket-address.h"
#include "ns3/node.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/simco-message.h"
#include "ns3/tls-connection.h"
#include "ns3/tls-context.h"
#include "ns3/traced-callback.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tl/expected.hpp>

namespace ns3
{

/**
 * \ingroup firewall
 * The agent's side of a SIMCO 3.0 session (RFC 4540) over TLS: sends requests and hands on replies.
 *
 * It connects with the first request, or by Connect(), and from then on again and again until
 * Close(): after a loss with a pause that is doubled each time. A request that has no reply yet is
 * sent again in the next session, with its transaction identifier, until its time is over. A
 * session from which nothing came for as long as a request may take is taken for lost.
 *
 * While the simulation runs only, as TlsConnection.
 */
class SimcoAgent : public Object
{
  public:
    /// Takes the positive reply to a request, or why there is none: Unreachable in time, Unknown
    /// (no such rule), Exhausted, or Refused.
    using Done = std::function<void(const tl::expected<SimcoMessage, FirewallError>&)>;

    /// What an agent tells its owner.
    struct Handlers
    {
        std::function<void()> ready;                    //!< a session has begun
        std::function<void(const SimcoMessage&)> event; //!< ARE: a rule has ended or changed
        /// A positive reply came when its request had been given up.
        std::function<void(const SimcoMessage& request, const SimcoMessage& reply)> late;
    };

    /// \return the TypeId
    static TypeId GetTypeId();
    SimcoAgent();
    ~SimcoAgent() override;

    /// \param node the agent's node, with TCP
    void SetNode(Ptr<Node> node);

    /**
     * \param context of a client; its settings should have a credential
     */
    void SetContext(std::shared_ptr<TlsContext> context);

    /**
     * \param server address and port of the middlebox
     * \param domain looked for in its certificate
     */
    void SetServer(const InetSocketAddress& server, const std::string& domain);

    /// \param handlers what to tell whom
    void SetHandlers(Handlers handlers);

    /// Begins a session, if there is none on its way.
    void Connect();

    /// Ends the session in order (ST), and connects no more until it has to. Requests without reply
    /// fail.
    void Close();

    /**
     * \param request without transaction identifier
     * \param done takes the result, once, at once or later; not after disposal
     */
    void Request(SimcoMessage request, Done done);

    /// \return whether there is a session
    bool IsReady() const;

    /// \return number of requests without reply
    std::size_t GetOutstanding() const;

    /// \return number of sessions so far
    uint64_t GetSessions() const;

    /**
     * Signature of the trace sources MessageSent and MessageReceived.
     * \param message the message
     * \param octets its octets, without those of TLS
     */
    typedef void (*MessageTracedCallback)(const SimcoMessage& message, uint32_t octets);

    /**
     * Signature of the trace source Session.
     * \param isReady whether a session has begun, or was lost
     */
    typedef void (*SessionTracedCallback)(bool isReady);

  protected:
    void DoDispose() override;

  private:
    /// What the agent is doing.
    enum class State
    {
        Idle,       //!< nothing, until there is a request
        Connecting, //!< TCP and TLS
        Beginning,  //!< SE was sent
        Ready,      //!< there is a session
        Waiting,    //!< for the next attempt
    };

    /// A request.
    struct Pending
    {
        SimcoMessage request; //!< what was asked
        Done done;            //!< empty: given up
        EventId timer;        //!< gives it up
        Time sent;            //!< when, in this session
        bool isSent{false};   //!< whether it was, in this session
    };

    /// Sends SE.
    void Begin();

    /**
     * \param octets came
     */
    void Receive(const Octets& octets);

    /**
     * \param message came
     */
    void Handle(const SimcoMessage& message);

    /**
     * \param reply to SE
     */
    void HandleSession(const SimcoMessage& reply);

    /// The session is lost, or could not begin: tries again later.
    void Lose();

    /**
     * \param transaction of a request whose time is over
     */
    void GiveUp(uint32_t transaction);

    /**
     * All requests fail.
     * \param error why
     */
    void FailAll(const FirewallError& error);

    /**
     * \param pending is sent
     * \return whether the session takes it
     */
    bool Send(Pending& pending);

    /**
     * \param message is sent
     * \return whether the session takes it
     */
    bool Send(const SimcoMessage& message);

    /// \return an identifier that no request has
    uint32_t MakeTransaction();

    Time m_timeout;               //!< attribute Timeout
    Time m_minPause;              //!< attribute MinPause
    Time m_maxPause;              //!< attribute MaxPause
    uint32_t m_maxOutstanding{0}; //!< attribute MaxOutstanding
    uint32_t m_maxMessage{1024};  //!< attribute MaxMessage

    Ptr<Node> m_node;                          //!< the agent's
    std::shared_ptr<TlsContext> m_context;     //!< of connections
    std::optional<InetSocketAddress> m_server; //!< the middlebox
    std::string m_domain;                      //!< its name
    Handlers m_handlers;                       //!< what to tell whom
    State m_state{State::Idle};                //!< what it is doing
    Ptr<TlsConnection> m_connection;           //!< null: none
    SimcoFramer m_framer;                      //!< of what comes
    std::map<uint32_t, Pending> m_pending;     //!< by transaction, in the order of the requests
    uint32_t m_nextTransaction{1};             //!< identifier
    uint32_t m_sessionTransaction{0};          //!< identifier of SE
    Time m_received;                           //!< when something came last
    Time m_pause;                              //!< before the next attempt
    EventId m_timer;                           //!< next attempt, or end of waiting for SE's reply
    uint64_t m_sessions{0};                    //!< so far

    TracedCallback<const SimcoMessage&, uint32_t> m_sentTrace;     //!< MessageSent
    TracedCallback<const SimcoMessage&, uint32_t> m_receivedTrace; //!< MessageReceived
    TracedCallback<bool> m_sessionTrace;                           //!< Session
};

} // namespace ns3

#endif // SIMCO_AGENT_H
