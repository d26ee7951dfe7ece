// SPDX-License-Identifier: GPL-2.0-only

#ifndef SIMCO_SERVER_H
#define SIMCO_SERVER_H

#include "ns3/address.h"
#include "ns3/application.h"
#include "ns3/event-id.h"
#include "ns3/media-filter.h"
#include "ns3/nstime.h"
#include "ns3/simco-message.h"
#include "ns3/simco-policy-rules.h"
#include "ns3/socket.h"
#include "ns3/tls-connection.h"
#include "ns3/tls-context.h"
#include "ns3/traced-callback.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

namespace ns3
{

/**
 * \ingroup firewall
 * The middlebox's side of SIMCO 3.0 (RFC 4540) over TLS: lets agents open the pinholes of a filter
 * on this node.
 *
 * Who an agent is, is what its certificate says: the first of its names (RFC 5922 section 7.1) that
 * was given to Authorize(). Others are refused a session. A session is what a connection is after
 * SE; its end, orderly or not, ends no rule: that is for the rule's lifetime to do (soft state).
 *
 * A request that cannot be read is refused; what is no request at all is notified (BFM), and if
 * even its length cannot be believed, the session is ended (AST). The cost of TLS is charged to the
 * node's Processor by its connections; reading a SIMCO message costs nothing.
 */
class SimcoServer : public Application
{
  public:
    /// \return the TypeId
    static TypeId GetTypeId();
    SimcoServer();
    ~SimcoServer() override;

    /**
     * \param context of a server; its settings should require client certificates
     */
    void SetContext(std::shared_ptr<TlsContext> context);

    /**
     * \param filter whose pinholes are opened
     */
    void SetFilter(Ptr<MediaFilter> filter);

    /**
     * \param agent a name in the certificate of an agent that may have sessions; in lower case
     */
    void Authorize(const std::string& agent);

    /**
     * Fails as by loss of power: sessions break, rules and their pinholes are gone. Starts again
     * later.
     * \param downtime how much later
     */
    void Restart(Time downtime);

    /// \return the rules
    const SimcoPolicyRules& GetRules() const;

    /// \return number of connections now, with a session or not yet
    std::size_t GetSessions() const;

    /// \return number of sessions refused, since their agent may not have any
    uint64_t GetUnauthorized() const;

    /// \return number of connections that failed TLS, such as by a certificate that is not trusted
    uint64_t GetFailedHandshakes() const;

    /**
     * Signature of the trace sources MessageReceived and MessageSent.
     * \param message the message
     * \param octets its octets, without those of TLS
     */
    typedef void (*MessageTracedCallback)(const SimcoMessage& message, uint32_t octets);

    /**
     * Signature of the trace source Unreadable.
     * \param error why it is no message
     */
    typedef void (*UnreadableTracedCallback)(const SimcoError& error);

  protected:
    void DoDispose() override;

  private:
    /// A connection.
    struct Session
    {
        Ptr<TlsConnection> connection; //!< to the agent
        SimcoFramer framer;            //!< of what comes
        std::string agent;             //!< its name; empty: it may not have a session
        bool isOpen{false};            //!< whether SE has been done
        EventId timer;                 //!< ends it unless SE comes
    };

    void StartApplication() override;
    void StopApplication() override;

    /// Listens.
    void Listen();

    /// Ends everything.
    void Fail();

    /**
     * \param socket a new connection
     * \param from whose
     */
    void Accept(Ptr<Socket> socket, const Address& from);

    /**
     * \param number of the session
     * \param peer what TLS proved
     */
    void Established(uint64_t number, const TlsPeer& peer);

    /**
     * \param number of the session
     * \param octets came
     */
    void Receive(uint64_t number, const Octets& octets);

    /**
     * \param number of the session; nothing happens if there is none
     */
    void Forget(uint64_t number);

    /**
     * \param number of the session
     * \param octets a message, or not
     */
    void Handle(uint64_t number, const Octets& octets);

    /**
     * \param number of the session
     * \param request a request that can be read
     */
    void Answer(uint64_t number, const SimcoMessage& request);

    /**
     * \param number of the session
     * \param request an SE
     */
    void OpenSession(uint64_t number, const SimcoMessage& request);

    /**
     * \param number of the session; nothing happens if there is none
     * \param message what to send
     */
    void Send(uint64_t number, const SimcoMessage& message);

    /**
     * Ends a session in order, after what was sent.
     * \param number of the session; nothing happens if there is none
     */
    void Close(uint64_t number);

    /**
     * Tells an agent's sessions of a rule.
     * \param agent whose
     * \param rule its identifier
     * \param lifetime what is left of it, in s
     * \param except a session that knows; 0: none
     */
    void Notify(const std::string& agent, uint32_t rule, uint32_t lifetime, uint64_t except);

    /// Ends rules whose lifetime is over.
    void Expire();

    /// Sees to it that Expire() is called in time.
    void Schedule();

    uint16_t m_port{SimcoMessage::PORT}; //!< attribute Port
    uint32_t m_maxSessions{64};          //!< attribute MaxSessions
    uint32_t m_maxMessage{1024};         //!< attribute MaxMessage
    uint32_t m_maxRules{10000};          //!< attribute MaxRules
    uint16_t m_maxPorts{8};              //!< attribute MaxPorts
    Time m_maxLifetime;                  //!< attribute MaxLifetime
    Time m_sessionTimeout;               //!< attribute SessionTimeout

    std::shared_ptr<TlsContext> m_context;  //!< of connections
    std::set<std::string> m_agents;         //!< may have sessions
    SimcoPolicyRules m_rules;               //!< the rules
    Ptr<Socket> m_listener;                 //!< null: not running
    std::map<uint64_t, Session> m_sessions; //!< by number
    uint64_t m_nextSession{1};              //!< number of the next one
    EventId m_expiry;                       //!< calls Expire()
    Time m_expiryTime;                      //!< when
    EventId m_restart;                      //!< listens again
    uint64_t m_unauthorized{0};             //!< sessions refused
    uint64_t m_failedHandshakes{0};         //!< connections

    TracedCallback<const SimcoMessage&, uint32_t> m_receivedTrace; //!< MessageReceived
    TracedCallback<const SimcoMessage&, uint32_t> m_sentTrace;     //!< MessageSent
    TracedCallback<const SimcoError&> m_unreadableTrace;           //!< Unreadable
};

} // namespace ns3

#endif // SIMCO_SERVER_H
