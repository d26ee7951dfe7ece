// SPDX-License-Identifier: GPL-2.0-only
#ifndef SIP_ELEMENT_H
#define SIP_ELEMENT_H

#include "ns3/application.h"
#include "ns3/crypto-context.h"
#include "ns3/processor.h"
#include "ns3/sip-destination.h"
#include "ns3/sip-identifier-source.h"
#include "ns3/sip-reply.h"
#include "ns3/sip-resolver.h"
#include "ns3/sip-security-event.h"
#include "ns3/sip-transaction-layer.h"
#include "ns3/sip-transport-layer.h"
#include "ns3/sips-rules.h"
#include "ns3/tls-context.h"
#include "ns3/traced-callback.h"
#include "ns3/work.h"

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace ns3
{

/**
 * What user agents and proxies have in common: an application with a transport layer, a
 * transaction layer, a resolver, a source of identifiers and the use of its node's processor.
 */
class SipElement : public Application
{
  public:
    /**
     * Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    SipElement();

    /**
     * Sets the random streams of this element.
     *
     * @param stream first stream number to use
     * @return number of streams used
     */
    virtual int64_t AssignStreams(int64_t stream);

    /** @param resolver the simulation's name table; shared between elements */
    void SetResolver(Ptr<SipResolver> resolver);
    /** @return the name table */
    Ptr<SipResolver> GetResolver() const;
    /** @return the transport layer: traces Tx, Rx, Malformed, Connection, and counters */
    Ptr<SipTransportLayer> GetTransportLayer() const;
    /** @return the transaction layer */
    Ptr<SipTransactionLayer> GetTransactionLayer() const;
    /** @return the source of identifiers */
    Ptr<SipIdentifierSource> GetIdentifierSource() const;
    /** @return the protocol where the next hop's URI does not say */
    SipTransportProtocol GetProtocol() const;
    /** @param rules what a sips URI means to this element; attribute SipsRules names them */
    void SetSipsRules(Ptr<SipsRules> rules);
    /** @return what a sips URI means to this element; never null */
    Ptr<SipsRules> GetSipsRules() const;
    /**
     * Gives this element TLS, at the port after Port. To be called before the application starts.
     *
     * @param client for connections that it opens; shared by as many elements as one likes; null:
     *        it can open none
     * @param server for connections that it accepts, with a credential; null: it accepts none
     */
    void SetTls(std::shared_ptr<TlsContext> client, std::shared_ptr<TlsContext> server);
    /**
     * Sets this party's cryptographic library. Parties that share one draw their random numbers
     * from one stream, and save much memory.
     *
     * @param crypto the library
     */
    void SetCryptoContext(std::shared_ptr<CryptoContext> crypto);
    /** @return this party's cryptographic library, seeded from the source of identifiers */
    CryptoContext& GetCryptoContext();
    /** @return the host of our Via, Contact and Record-Route: attribute Host, or our address */
    std::string GetHost() const;
    /** @return the node's first address but the loopback's, or none */
    std::optional<Ipv4Address> GetAddress() const;
    /**
     * @param node a node, or null
     * @return its addresses but the loopback's
     */
    static std::vector<Ipv4Address> GetAddresses(Ptr<Node> node);
    /** @return what the calendar says now: attribute Epoch and simulated time, in whole seconds */
    int64_t GetUnixTime() const;
    /** @return attribute Epoch */
    int64_t GetEpoch() const;
    /** Starts the application now, if it does not run. */
    void StartNow();
    /** Stops the application now, if it runs; it may be started again. */
    void StopNow();
    /** @return how often the application has been started: the number of this boot */
    uint64_t GetStartCount() const;
    /** @return the local port of UDP and TCP */
    uint16_t GetPort() const;
    /**
     * @param name another name by which this element is known, besides Host and its addresses
     */
    void AddHostName(const std::string& name);
    /**
     * @param uri a URI
     * @return whether its host and port are this element
     */
    bool IsOwnUri(const SipUri& uri) const;

    /**
     * Has the node's processor do some work, then goes on: at once when there is no processor, or
     * nothing to do and nothing queued.
     *
     * @param work the work
     * @param done goes on; not called after the element has stopped
     */
    void Execute(const Work& work, std::function<void()> done);

    /**
     * Makes a response to a request (8.2.6), with a To tag if there was none and the code is not
     * 100.
     *
     * @param request the request
     * @param reply code, reason, header fields and body
     * @param tag the To tag if there was none; empty: a new one
     * @return the response
     */
    SipMessage MakeResponse(const SipMessage& request,
                            const SipReply& reply,
                            const std::string& tag = "");

    /**
     * Reports, to the trace source SecurityEvent, that this element has noticed something. To be
     * called by the element, its policies and its transports.
     *
     * @param event what; without secrets
     */
    void ReportSecurityEvent(const SipSecurityEvent& event) const;
    /**
     * The same about a message.
     *
     * @param kind what
     * @param message the message concerned
     * @param detail more about it, without secrets
     */
    void ReportSecurityEvent(SipSecurityEventKind kind,
                             const SipMessage& message,
                             const std::string& detail = "") const;

    /**
     * Signature of the trace source SecurityEvent.
     *
     * @param event what was noticed
     */
    typedef void (*SecurityEventTracedCallback)(const SipSecurityEvent& event);

  protected:
    void DoDispose() override;
    void StartApplication() override;
    void StopApplication() override;

    /**
     * A request began a server transaction, or is an ACK to a 2xx (then the handle is none).
     *
     * @param transaction the server transaction
     * @param reception the request
     */
    virtual void OnRequest(SipTransactionHandle transaction, const SipReception& reception) = 0;
    /**
     * A response came that belongs to no transaction: in practice a late 2xx (16.7, 13.2.2.4).
     *
     * @param reception the response
     */
    virtual void OnStrayResponse(const SipReception& reception);
    /** The listening sockets are open. */
    virtual void OnStart();
    /** The application is about to end. */
    virtual void OnStop();

    /** @return whether the application runs */
    bool IsRunning() const;

  private:
    /** A connection has ended. */
    void OnConnectionClosed(Ptr<SipConnection> connection);
    /** A request could not be sent. */
    void OnTransportFailure(const SipMessage& request, const SipConnectionFailure& failure);
    /** @return whether the name is one of a protocol we have, for attribute Protocol */
    bool SetProtocolName(std::string name);
    /** @return whether there are rules of that name, for attribute SipsRules */
    bool SetSipsRulesName(std::string name);
    /** @return attribute SipsRules */
    std::string GetSipsRulesName() const;
    /** @return attribute Protocol */
    std::string GetProtocolName() const;

    SipTransportProtocol m_protocol{SipTransportProtocol::Udp}; ///< attribute Protocol
    std::string m_host;                                         ///< attribute Host
    uint16_t m_port{5060};                                      ///< attribute Port
    int64_t m_unixEpoch{0};                                     ///< attribute Epoch
    std::set<std::string> m_names;                              ///< other names, lower case
    bool m_chargesMessages{false};                              ///< attribute ChargesMessages
    bool m_isRunning{false};                                    ///< whether it runs
    Ptr<SipResolver> m_resolver;                                ///< name table
    Ptr<SipTransportLayer> m_transport;                         ///< transport layer
    Ptr<SipTransactionLayer> m_transactions;                    ///< transaction layer
    Ptr<SipsRules> m_sipsRules;                                 ///< attribute SipsRules
    Ptr<SipIdentifierSource> m_identifiers;                     ///< branches, tags, Call-IDs
    std::shared_ptr<CryptoContext> m_crypto;                    ///< made when it is first asked for
    uint64_t m_startCount{0};                                   ///< see GetStartCount
    uint64_t m_epoch{0};                                        ///< counts starts and stops
    TracedCallback<const SipSecurityEvent&> m_securityEventTrace; ///< SecurityEvent
};

} // namespace ns3

#endif // SIP_ELEMENT_H
